/*
 * tls_hello: writing a ClientHello of one TLS version with chosen suites, and reading what the server first answers
 * (RFC 6101, 2246, 4346, 5246, 8446, 8998). For finding out what a server takes: no handshake is ever finished with it.
 */
#pragma once

#include "base/buf.h"
#include "base/cur.h"
#include "base/err.h"

#define TLS_SSL3 0x0300
#define TLS_1_0 0x0301
#define TLS_1_1 0x0302
#define TLS_1_2 0x0303
#define TLS_1_3 0x0304

enum tls_offer {
	TLS_OFFER_ALL,    /* every suite known, strong ones first */
	TLS_OFFER_NAKED,  /* only those without encryption or authentication, and export ones */
	TLS_OFFER_BROKEN, /* only RC4, RC2, DES, 3DES */
	TLS_OFFER_COUNT
};

struct tls_hello {
	uint16_t version;     /* the highest version named, TLS_SSL3 … TLS_1_3; 1.3 is offered alone */
	enum tls_offer offer; /* ALL for TLS 1.3, which has no other */
	str name;             /* for server_name; empty, or an address: none is sent */
	uint64_t seed;        /* of the random bytes */
};
/* Appends one record. SSL 3.0 gets no extensions. */
void tls_hello_put(buf *b, const struct tls_hello *h);

enum tls_answer_kind {
	TLS_ANSWER_HELLO, /* ServerHello or HelloRetryRequest */
	TLS_ANSWER_ALERT,
	TLS_ANSWER_OTHER, /* bytes that are no TLS */
	TLS_ANSWER_COUNT
};
struct tls_answer {
	enum tls_answer_kind kind;
	uint16_t version; /* HELLO: chosen (by supported_versions where it is there) */
	uint16_t suite;   /* HELLO */
	bool retry;       /* HELLO: a HelloRetryRequest, which chooses a version too */
	uint8_t alert;    /* ALERT: description */
};
/* The first answer in what was received. PARSE_SHORT: not all there yet; PARSE_BAD: begins as TLS and is broken. */
enum parse tls_answer_parse(str received, struct tls_answer *ret);

/* Certificates (DER, the server's own first) that a server of TLS 1.2 or older sent in clear behind its ServerHello.
 * flat takes the joined records, into which the views point. Returns how many, at most `most`; 0 also when the message
 * is not whole. */
size_t tls_chain_read(str received, buf *flat, str *ret, size_t most);

/* "SSLv3", "TLSv1.0" …; "" for an unknown number. */
const char *tls_version_name(uint16_t version);
/* "TLS_RSA_WITH_RC4_128_SHA", or "0xc0de" for a suite not known. */
void tls_suite_put(buf *b, uint16_t suite);
/* Without encryption or authentication, or with RC4, RC2, DES, 3DES, or an export suite. */
bool tls_suite_weak(uint16_t suite);
/* The part of the weak ones that protects from nobody who listens or stands between: NULL, anon, export. */
bool tls_suite_naked(uint16_t suite);
