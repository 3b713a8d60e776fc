/* base64: RFC 4648 section 4, with padding. */
#pragma once

#include "base/buf.h"

void base64_put(buf *b, str bytes);
/* Appends the bytes of strictly written base64 (padded, no blanks, unused bits zero); false leaves b as it was. */
[[nodiscard]] bool base64_get(buf *b, str text);
