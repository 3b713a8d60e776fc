/*
 * siphash: SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012): a keyed pseudo-random function for short inputs.
 * Without the key nobody can try values against a print, however few values there are (an 11-digit number has 2^34). One costs some
 * 20 ns where HMAC-SHA-256 costs 300: a table of three million values is fingerprinted while it is read.
 */
#pragma once

#include "base/str.h"

void siphash(const uint8_t key[static 16], str data, uint8_t ret[static 16]);
/* Of tag ‖ data, without a copy; folded: capitals of ASCII as small letters. */
void siphash_tagged(const uint8_t key[static 16], uint8_t tag, str data, bool folded, uint8_t ret[static 16]);
