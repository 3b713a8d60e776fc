/* dump: bytes that are no text, shown to people: offset, hexadecimal, ASCII. */
#pragma once

#include "base/buf.h"

/* Is it no text: a NUL, or more than one in eight of its first 512 bytes a control or broken UTF-8? */
ATTR_PURE bool dump_is_binary(str s);
/* Lines of 16 bytes, "0010  47 45 54 20 …  GET …", of the first `most` bytes; "…" at the end where there are more. */
void dump_put(buf *b, str s, size_t most);
