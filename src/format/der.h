/*
 * der: reading ASN.1 DER (ITU-T X.690), as far as certificates need it: single-byte tags, definite lengths. Elements
 * are taken from a cursor; whatever is malformed fails the cursor. Nothing here recurses: the caller enters.
 */
#pragma once

#include "base/buf.h"
#include "base/cur.h"
#include "base/err.h"

#define DER_BOOLEAN 0x01
#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_OCTET_STRING 0x04
#define DER_OID 0x06
#define DER_UTF8_STRING 0x0c
#define DER_PRINTABLE_STRING 0x13
#define DER_T61_STRING 0x14
#define DER_IA5_STRING 0x16
#define DER_UTC_TIME 0x17
#define DER_GENERALIZED_TIME 0x18
#define DER_UNIVERSAL_STRING 0x1c
#define DER_BMP_STRING 0x1e
#define DER_SEQUENCE 0x30
#define DER_SET 0x31
/* Context-specific tag n, primitive or constructed. */
#define DER_CONTEXT(n) (0x80 | (n))
#define DER_CONTEXT_CONS(n) (0xa0 | (n))

struct der {
	uint8_t tag;
	str body;
	str whole; /* tag and length too */
};

/* The next element of any tag; zeroes and a failed cursor when malformed or at the end. */
struct der der_next(cur *c);
/* The next element, which must have this tag. */
struct der der_take(cur *c, uint8_t tag);
/* As der_take, giving a cursor over its body (bad when the element was). */
cur der_enter(cur *c, uint8_t tag);
/* Is the next element's tag this one? False at the end. */
bool der_is(const cur *c, uint8_t tag);
/* Object identifier (body) in dotted form; "?" where malformed. At most 32 arcs are put. */
void der_oid_put(buf *b, str body);
/* UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5; seconds may be missing, and a zone of +hhmm is understood as in
 * X.690) to UTC seconds. False where it is no time. */
[[nodiscard]] bool der_time(struct der d, int64_t *ret);
/* A string type (UTF-8, printable, IA5, T.61 read as Latin-1, BMP, universal) as UTF-8; other types in hexadecimal. */
void der_text_put(buf *b, struct der d);
