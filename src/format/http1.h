/*
 * http1: HTTP/1.1 responses (RFC 9112), strict where two readings would be possible, tolerant where servers are merely
 * careless (bare LF, missing reason, folded lines, fields without a colon). And the request head that we send.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* A block of head longer than this, or with more fields, comes from no server that means well. */
#define HTTP1_HEAD_MOST 65536
#define HTTP1_FIELDS_MOST 200
/* One chunk-size line with extensions; all trailers. */
#define HTTP1_CHUNK_LINE_MOST 4096
#define HTTP1_TRAILER_MOST 16384

enum http1_body {
	HTTP1_BODY_NONE,
	HTTP1_BODY_LENGTH,
	HTTP1_BODY_CHUNKED,
	HTTP1_BODY_CLOSE, /* until the connection ends */
	HTTP1_BODY_COUNT
};
enum http1_coding {
	HTTP1_PLAIN,
	HTTP1_GZIP,
	HTTP1_DEFLATE,
	HTTP1_UNKNOWN, /* any other, or more than one: the bytes are left as they are */
	HTTP1_CODING_COUNT
};

struct http1_head {
	int code;
	str reason;
	str fields; /* the lines behind the status line, without the empty line */
	size_t field_count;
	enum http1_body body;
	uint64_t length; /* with HTTP1_BODY_LENGTH */
	enum http1_coding coding;
	bool keep;       /* the connection may be used again (RFC 9112 section 9.3) */
	str location;    /* empty when absent */
	str retry_after; /* likewise */
};

/* Looks for the end of a head that begins s (status line to empty line): its length with the empty line, or 0 when it
 * is not yet there. *at remembers how far was looked (begin with 0), so that the work is linear. */
size_t http1_head_end(str s, size_t *at);
/* Reads a whole head. request_head: it answers HEAD and has no body. PARSE_SHORT without the empty line, PARSE_LIMIT
 * past the ceilings. Views into s. */
enum parse http1_head_parse(str s, bool request_head, struct http1_head *ret);
/* Value of the first field of that name (any case), trimmed; empty when absent. A status line at the beginning of the
 * block is passed over. */
str http1_field(str block, str name);

struct http1_chunks {
	uint64_t left; /* of this chunk */
	size_t line;   /* bytes of the line begun */
	size_t trailer;
	int state;
	bool done; /* the last chunk and the trailers were read */
};
/* Takes the next piece of a chunked body from *in (begin with a zeroed struct): PARSE_OK with a view in *ret_data that
 * may be empty, PARSE_SHORT when *in is used up, PARSE_BAD. After `done`, what is left in *in is not of this body. */
enum parse http1_chunks_parse(struct http1_chunks *c, str *in, str *ret_data);

struct http1_request {
	bool head;
	str path;
	str host; /* with port where it is needed */
	str agent;
	str language;
	bool keep;
};
/* The head of a GET or HEAD. Bytes that would break the line are dropped. */
void http1_request_put(buf *b, const struct http1_request *q);
