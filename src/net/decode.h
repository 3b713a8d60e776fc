/* decode: gzip and deflate bodies (RFC 1952, 1950, 1951) by zlib, with an absolute ceiling on what comes out. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "format/http1.h"

struct decode;

/* Heap owned; NULL without memory. */
struct decode *decode_new(enum http1_coding coding);
void decode_free(struct decode *d);
/* Decodes a piece into out, up to out's ceiling: PARSE_OK the stream ended (what follows is ignored), PARSE_SHORT more
 * is wanted, PARSE_BAD broken, PARSE_LIMIT out is full. */
enum parse decode_feed(struct decode *d, str in, buf *out);
