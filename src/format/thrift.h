/*
 * thrift: Thrift's compact protocol (thrift-compact-protocol.md), as Parquet's footers and page headers use it: fields of one structure
 * after the other over a cursor. What a reader does not know is passed over, however it is nested, without recursion.
 */
#pragma once

#include "base/cur.h"

enum thrift_type {
	THRIFT_STOP,
	THRIFT_TRUE,
	THRIFT_FALSE,
	THRIFT_I8,
	THRIFT_I16,
	THRIFT_I32,
	THRIFT_I64,
	THRIFT_DOUBLE,
	THRIFT_BINARY,
	THRIFT_LIST,
	THRIFT_SET,
	THRIFT_MAP,
	THRIFT_STRUCT,
	THRIFT_TYPE_COUNT
};

/* On to the structure's next field; *id: the one before, 0 at first. False: the structure ends, or the cursor is bad. */
bool thrift_field(cur *in, int64_t *id, enum thrift_type *ret);
/* A whole number of any width (I8 to I64); of anything else 0, passed over. */
int64_t thrift_int(cur *in, enum thrift_type t);
/* A view; of anything else empty, passed over. */
str thrift_bytes(cur *in, enum thrift_type t);
/* How many elements a list has, and of what; of anything else 0, passed over. Do not loop by it alone: ask cur_more(). */
uint64_t thrift_list(cur *in, enum thrift_type t, enum thrift_type *ret_of);
void thrift_skip(cur *in, enum thrift_type t);
