/*
 * url: absolute http and https URLs, and references resolved against them (RFC 3986 section 5), read as tolerantly as
 * browsers do where that is harmless: blanks and raw bytes in paths are percent-encoded, backslashes are slashes, an
 * international host becomes A-labels (IDNA 2008). User information, other schemes and hosts that are neither a name
 * nor a proper address are refused: what a URL means must not depend on the reader.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Longer URLs are refused: no server of ours to be inspected needs them. */
#define URL_MOST 4096

struct url {
	bool https;
	bool v6;       /* host is an IPv6 address (text without brackets) */
	bool v4;       /* host is a dotted quad */
	str host;      /* lower case, A-labels, without the final dot */
	uint16_t port; /* the scheme's own when not given */
	str path;      /* begins with a slash, dot segments removed, with the query; printable ASCII, no fragment */
};

/* PARSE_BAD: malformed or another scheme; PARSE_LIMIT: too long, or mem has no room. Views belong to mem. */
enum parse url_parse(str s, arena *mem, struct url *ret);
/* A reference (relative or absolute) met in a document or Location field at `base`. */
enum parse url_resolve(const struct url *base, str ref, arena *mem, struct url *ret);
/* Canonical text; the port only where it is not the scheme's own. */
void url_put(buf *b, const struct url *u);
/* "host" or "host:port" as the Host field wants it, IPv6 in brackets. */
void url_put_host(buf *b, const struct url *u);
bool url_same_site(const struct url *a, const struct url *b);
/* Is this a host name: labels of letters, digits, hyphen and underscore, each 1..63 bytes, 253 in all? */
ATTR_PURE bool url_name_ok(str name);
