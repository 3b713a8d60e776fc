/*
 * asset: a thing that is inspected. Its canonical key names it for ever and in every run:
 *   unit:91440300MA0000XY5L      site:https://www.example.cn:443   domain:example.cn (A-labels, lower case)
 *   host:192.0.2.7               service:tcp/192.0.2.7:6379        (IPv6 in brackets where a port follows)
 *   folder:/srv/files            log:/var/log/nginx                (absolute paths)
 *   database:postgresql://127.0.0.1:5432/shop
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "model/addr.h"

enum asset_kind {
	ASSET_UNIT,
	ASSET_SITE,
	ASSET_DOMAIN,
	ASSET_HOST,
	ASSET_SERVICE,
	ASSET_FOLDER,
	ASSET_DATABASE,
	ASSET_LOG,
	ASSET_KIND_COUNT
};

enum transport { TRANSPORT_TCP, TRANSPORT_UDP, TRANSPORT_COUNT };

struct asset {
	int64_t id; /* the store's number, 0 before it has one */
	enum asset_kind kind;
	str key;
	str object; /* id of the scope's object it belongs to, or empty */
	/* Parts of the key, as far as the kind has them. */
	bool https; /* site */
	str host; /* site: name or address text without brackets; domain: the name; folder, log: the path; database: all behind
		       * "database:" */
	bool is_addr; /* site: host is an address; host, service: always */
	addr ip;      /* where is_addr */
	uint16_t port;
	enum transport transport;
};

const char *asset_kind_name(enum asset_kind k);
[[nodiscard]] bool asset_kind_parse(str s, enum asset_kind *ret);
/* Splits a key into parts; views point into key. False when malformed. */
[[nodiscard]] bool asset_parse(str key, struct asset *ret);
/* Writes the canonical key of the parts (kind and what it needs). */
void asset_key_put(buf *b, const struct asset *a);
