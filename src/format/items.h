/*
 * items: files that a document holds (attachments of a mail, files in a database's fields or in a PDF), kept until the document has
 * been handed out, then looked at one by one (layer_items).
 */
#pragma once

#include "base/buf.h"

enum item_coding { ITEM_PLAIN, ITEM_BASE64, ITEM_QUOTED, ITEM_CODING_COUNT };

struct item {
	size_t name_at; /* in names */
	size_t name_n;
	str bytes; /* within the document, or (kept) at an offset in `kept` */
	size_t at; /* kept */
	bool is_kept;
	enum item_coding coding;
	const char *why; /* NULL, or why it cannot be read */
};

#define ITEMS_MOST 20000
/* Bytes of items that are no views of the document. */
#define ITEMS_KEPT_MOST ((size_t)16 << 20)

struct items {
	struct item *items;
	size_t n;
	size_t room;
	buf names;
	buf kept;
	bool full; /* some were left out */
};

void items_init(struct items *i);
void items_release(struct items *i);
/* A view that lives as long as the document's bytes. */
void items_add(struct items *i, str name, str bytes, enum item_coding coding);
/* A copy. */
void items_keep(struct items *i, str name, str bytes);
/* One that cannot be read. */
void items_add_unread(struct items *i, str name, const char *why);

/* The state of layer_items. */
struct items_walk {
	struct items items;
	size_t at;
	struct item now;
	uint32_t bits; /* base64 */
	unsigned bit_count;
	uint8_t out[65536];
};
/* For mail's headers and short parts: decoded at once. */
void items_decode(str bytes, enum item_coding coding, buf *out);
