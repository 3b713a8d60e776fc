/*
 * mask: what a proof or an evidence may show of bytes that hold secrets or personal data. Lengths are not kept, so that
 * a mask tells nothing; names of settings are.
 */
#pragma once

#include "base/buf.h"

/* Puts text with secrets (detect/secret.h), e-mail names, and runs of seven digits or more (telephone, identity and card
 * numbers, 18-character identity numbers ending in X) masked; control bytes other than newline and tab become blanks. At
 * most `most` bytes of the text are read. */
void mask_put(buf *out, str text, size_t most);
/* Settings, one a line: of NAME=VALUE and NAME: VALUE only the name is shown, of a comment nothing but its sign. */
void mask_put_config(buf *out, str text, size_t most);
/* Bytes that are no text: the first `most` in hexadecimal, 16 at the utmost. */
void mask_put_bytes(buf *out, str bytes, size_t most);
