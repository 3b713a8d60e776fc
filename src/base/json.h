/*
 * json: a writer of canonical JSON: one form for one value, so that a hash over it means something. UTF-8, no blanks, members in
 * the byte order of their names (must() says so), whole numbers only, strings escaped as little as RFC 8259 section 7 allows.
 * That is RFC 8785 for what we write. Reading is format/json.h.
 */
#pragma once

#include "base/buf.h"

#define JSON_DEPTH_MOST 32

struct json_out {
	buf *b;
	unsigned depth;
	bool some[JSON_DEPTH_MOST];     /* something was written on this level */
	char last[JSON_DEPTH_MOST][48]; /* the last member's name on this level, to test the order */
};

/* Writes to b (borrowed). A full buffer shows in buf_full. */
void json_begin(struct json_out *o, buf *b);
/* name: NULL for an element of a list or the whole value. Names are ours: at most 47 bytes, plain ASCII. */
void json_open(struct json_out *o, const char *name, char bracket); /* '{' or '[' */
void json_close(struct json_out *o, char bracket);                  /* '}' or ']' */
void json_str(struct json_out *o, const char *name, str value);
void json_int(struct json_out *o, const char *name, int64_t value);
void json_bool(struct json_out *o, const char *name, bool value);
/* Lower-case hexadecimal as a string. */
void json_hex(struct json_out *o, const char *name, str bytes);
/* A value that is canonical JSON already. */
void json_raw(struct json_out *o, const char *name, str json);
