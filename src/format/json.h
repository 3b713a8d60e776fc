/*
 * json: a reader of JSON (RFC 8259) that came from somebody else. No recursion, a ceiling on depth, all text valid UTF-8
 * without NUL, a name twice in one object is refused, numbers are whole and fit int64 or stay text. Strictly read
 * (JSON_CANONICAL), it takes only what base/json.h writes: one form for one value, so that a hash over it means something.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* Objects and lists within each other; base/json.h writes half as many. */
#define JSON_NESTED_MOST 64

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT, JSON_KIND_COUNT };

struct json {
	enum json_kind kind;
	bool truth;    /* JSON_BOOL */
	int64_t whole; /* JSON_INT */
	str text; /* JSON_STRING: its characters; JSON_NUMBER (a fraction, an exponent, too great): as it is written */
	str name; /* of a member, its characters */
	str raw;  /* the bytes of the whole value in the input: what a hash or a signature was made over */
	size_t count;             /* elements or members */
	const struct json *first; /* element or member, in the input's order */
	const struct json *next;  /* its sibling */
};

enum json_form { JSON_ANY, JSON_CANONICAL };

struct json_doc {
	const struct json *root; /* PARSE_OK only */
	size_t at;               /* otherwise: the byte where it ended */
	const char *words;       /* and why; English, translatable */
};

/* Reads one value that is all of `bytes` (JSON_ANY: blanks and a byte order mark around it are passed over). Values live in mem
 * and view into `bytes`. PARSE_LIMIT: too deep, or mem is full (some 130 bytes a value). */
enum parse json_parse(str bytes, enum json_form form, arena *mem, struct json_doc *ret);

/* The member of this name; NULL when there is none, or v is NULL or no object. */
const struct json *json_get(const struct json *v, const char *name);
/* The same where it is of that kind; false leaves *ret untouched. */
[[nodiscard]] bool json_get_text(const struct json *v, const char *name, str *ret);
[[nodiscard]] bool json_get_int(const struct json *v, const char *name, int64_t *ret);
[[nodiscard]] bool json_get_bool(const struct json *v, const char *name, bool *ret);
/* A string of exactly 2 n lower-case hexadecimal digits, as n bytes at ret. */
[[nodiscard]] bool json_get_hex(const struct json *v, const char *name, uint8_t *ret, size_t n);
/* The list or object; NULL when there is none. Walk: for (i = l->first; i; i = i->next). */
const struct json *json_get_list(const struct json *v, const char *name);
const struct json *json_get_object(const struct json *v, const char *name);
