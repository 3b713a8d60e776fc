/*
 * cover: a name (of a file, a member, a table, a column) as it may be shown: whatever looks like personal data or a secret in it is
 * masked, sure or not.
 */
#pragma once

#include "base/buf.h"

struct cover;
struct finder;

/* like: a finder whose tables it takes over, or NULL: it makes its own, which takes some milliseconds. NULL: no memory. */
struct cover *cover_new(const struct finder *like);
/* NULL is allowed. */
void cover_free(struct cover *c);
/* Puts the name; control bytes and encoding are the caller's business. */
void cover_put(struct cover *c, str name, buf *out);
