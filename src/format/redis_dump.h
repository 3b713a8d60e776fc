/*
 * redis_dump: keys and values of a Redis dump (dump.rdb, versions up to 12) as lines of text: "key=value", "key field=value", "key member".
 * A stream of any length, in one pass. Strings packed by LZF, packed lists of all kinds; streams and modules end the reading,
 * which is said.
 */
#pragma once

#include "format/parts.h"
#include "format/source.h"

/* A string that is read; the rest of a longer one is passed over. */
#define REDIS_DUMP_STRING_MOST ((size_t)4 << 20)

/* One text part. */
void redis_dump_read(struct source *in, struct parts *to);
