/* document_priv: the act that names a document's hashes, for putting it and for testing it against its leaf. */
#pragma once

#include "base/buf.h"
#include "ledger/document.h"

struct document_act {
	struct ledger_act act; /* views into subject, body and the document */
	digest_hex subject;
};
void document_act(const struct document *d, buf *body, struct document_act *ret);
