/*
 * checkpoint: what is signed of a log: its origin, size, root and moment, as text that people can read, keep and print. The form
 * is that of signed notes and tree-log checkpoints:
 *
 *   yicha log 3f2a90c1 某省通信管理局       origin: the same for ever in one log
 *   1234                                     leaves
 *   V2xd…=                                   root, base64
 *   time 1790000000 2026-09-21T22:13:20+08:00
 *   sample 样本                              only of a sample
 *                                            (an empty line; what is above it, with its line ends, is signed)
 *   — sm2-4bd0cfa6579ab9a8 BASE64            key's name; four bytes of its fingerprint and the SM2 signature in DER
 *
 * Whoever holds one (a supervisor, a printed report) can prove later that the log still begins with what it stood for.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "model/sm2.h"

#define CHECKPOINT_MOST 2048
#define CHECKPOINT_ORIGIN_MOST 256

struct checkpoint {
	str origin;
	uint64_t size;
	digest root;
	int64_t at; /* UTC seconds */
	bool sample;
	/* Of a read one: */
	str body; /* what is signed */
	str name; /* the key's */
	uint8_t key[4];
	uint8_t signature[SM2_SIGNATURE_MOST];
	size_t signature_size;
};
/* The lines above the empty one. c->origin: one line of UTF-8. */
void checkpoint_put_body(buf *b, const struct checkpoint *c);
/* The whole: body, empty line, signature line. */
[[nodiscard]] int checkpoint_sign(buf *b, const struct checkpoint *c, const struct sm2_key *k, err *e);
/* Reads hostile text; it must be exactly as checkpoint_sign writes it. Views into text. PARSE_BAD or PARSE_LIMIT. */
enum parse checkpoint_parse(str text, struct checkpoint *ret);
/* Did this key sign it? A sample's must be the test key's, and no other's. */
bool checkpoint_good(const struct checkpoint *c, const struct sm2_key *k);
