/* seal_priv: the act that names a piece of evidence, for sealing it and for testing it against its leaf. */
#pragma once

#include "base/buf.h"
#include "ledger/seal.h"

struct seal {
	int64_t evidence;
	enum evidence_class class;
	str media;
	digest sha256;
	digest sm3;
	str hmac; /* 32 bytes or none */
	uint64_t size;
	uint64_t kept;
	str actor;
};
struct seal_act {
	struct ledger_act act; /* views into subject, body and the seal */
	digest_hex subject;
};
void seal_act(const struct seal *s, buf *body, struct seal_act *ret);
