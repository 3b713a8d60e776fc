/* signing_priv: the acts of keys and checkpoints, for making them and for testing them against their leaves. */
#pragma once

#include "base/buf.h"
#include "ledger/signing.h"

struct signing_act {
	struct ledger_act act; /* views into subject and body */
	digest_hex subject;
};
void signing_key_act(const struct signing_key *k, buf *body, struct signing_act *ret);
