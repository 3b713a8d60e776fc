/*
 * signing: the keys and checkpoints of this ledger. A true ledger signs with keys that were made known to it by an act; a sample
 * only with the test key (model/sm2.h). Each checkpoint is preceded by a leaf that names the one before it, so that none can be
 * taken away.
 */
#pragma once

#include "ledger/ledger.h"
#include "model/checkpoint.h"

struct signing_key {
	digest fingerprint;
	str name; /* whose it is */
	uint8_t point[SM2_POINT];
	str actor;
	int64_t at;
	uint64_t leaf;
};
/* Makes a public key known ("log.key"); needs a transaction. E_DENIED: the test key, or a sample. */
[[nodiscard]] int signing_key_put(struct ledger *l, const struct sm2_key *k, str name, str actor, err *e);
[[nodiscard]] int signing_key_each(struct ledger *l, int (*each)(void *ctx, const struct signing_key *k, err *e),
				   void *ctx, err *e);
/* The key of that name ("sm2-" and 16 digits): the test key in a sample, a known one otherwise. E_NOTFOUND. */
[[nodiscard]] int signing_key_find(struct ledger *l, str name, struct sm2_key **ret, err *e);

/* "yicha log 3f2a90c1 AGENCY": the digits are the first leaf's. In mem. */
[[nodiscard]] int signing_origin(struct ledger *l, arena *mem, str *ret, err *e);

/* Seals all evidence, appends the leaf that names the last checkpoint, signs. Needs a transaction. k: NULL takes a sample's test
 * key. Nothing new since the last checkpoint: that one, again. Text in mem. E_DENIED: a key that this ledger does not sign with. */
[[nodiscard]] int signing_checkpoint(struct ledger *l, const struct sm2_key *k, str actor, arena *mem, str *ret,
				     err *e);
/* In order of size; views live only during the call. */
[[nodiscard]] int signing_checkpoint_each(struct ledger *l, int (*each)(void *ctx, uint64_t size, str text, err *e),
					  void *ctx, err *e);
/* The latest; empty when there is none. In mem. */
[[nodiscard]] int signing_checkpoint_latest(struct ledger *l, arena *mem, str *ret, err *e);
