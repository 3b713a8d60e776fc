/*
 * xml_stream: format/xml.h over a source, a chunk that ends behind a close tag at a time, so that documents of any length are read in a
 * fixed amount of memory. (A CDATA section that holds a close tag and lies across two chunks is malformed to it.)
 */
#pragma once

#include "format/source.h"
#include "format/xml.h"

/* The longest stretch without a close tag. */
#define XML_STREAM_CHUNK_MOST ((size_t)8 << 20)

struct xml_stream {
	struct source *in;
	struct xml xml;
	size_t chunk; /* bytes at hand that are being read */
};

void xml_stream_init(struct xml_stream *x, struct source *in);
/* As xml_parse; views live until the next call. PARSE_LIMIT: a stretch is too long. */
enum parse xml_stream_next(struct xml_stream *x, struct xml_event *ret);
