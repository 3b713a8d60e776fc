/*
 * xml: a linear reader of the XML that documents are made of (XML 1.0, UTF-8): open and close tags, text, CDATA. There is
 * no document type (it is refused: entities bomb), no entity but the five of the standard and numbers, no recursion.
 * Names are given without their prefix. Whether close tags match is not looked at: a reader of a format counts its own.
 */
#pragma once

#include "base/buf.h"
#include "base/cur.h"
#include "base/err.h"

enum xml_kind { XML_OPEN, XML_CLOSE, XML_TEXT, XML_KIND_COUNT };

struct xml {
	cur c;
	str pending; /* name of an element <like/> this, whose close is due */
};

struct xml_event {
	enum xml_kind kind;
	str name;       /* XML_OPEN, XML_CLOSE */
	str attributes; /* XML_OPEN, raw */
	str text;       /* XML_TEXT, raw: xml_text_put decodes */
	bool cdata;     /* XML_TEXT: as it is */
};

/* A byte order mark is passed over. */
void xml_init(struct xml *x, str bytes);
/* The next event; <a/> gives open and close. PARSE_SHORT: the end; PARSE_BAD: malformed or a document type. */
enum parse xml_parse(struct xml *x, struct xml_event *ret);
/* The raw value of an attribute (local name); false when absent or the attributes are malformed. */
bool xml_attribute(str attributes, str name, str *ret);
/* Appends text or an attribute's value with its entities resolved; unknown ones become U+FFFD. */
void xml_text_put(buf *b, str raw);
