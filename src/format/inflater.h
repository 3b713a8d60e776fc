/*
 * inflater: gzip's members (RFC 1951, 1952), by ISA-L where the build found it (inflater_isal.c), else by zlib (inflater_zlib.c): of all
 * that a compressed log costs, inflating is the most, and ISA-L does it in half the time; it streams, which libdeflate does not. Both run
 * in the cage, allocate nothing that the input asks for, and test the checksum. test/format/gzip_test.c holds them to zlib.
 */
#pragma once

#include "base/str.h"

struct inflater;
enum inflater_state { INFLATER_GOES_ON, INFLATER_MEMBER_ENDS, INFLATER_DAMAGED, INFLATER_NO_MEMORY };

/* NULL: no memory. */
struct inflater *inflater_new(void);
void inflater_free(struct inflater *i);
/* Another member follows. */
bool inflater_again(struct inflater *i);
/* One call on what is at hand (n < 4 GiB): how many bytes of `in` were taken, and of *n bytes of room how many were filled. */
enum inflater_state inflater_some(struct inflater *i, str in, size_t *used, uint8_t *room, size_t *n);
