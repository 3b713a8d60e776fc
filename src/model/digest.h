/* Hashes over bytes: SHA-256 (FIPS 180-4), SM3 (GB/T 32905), HMAC-SHA-256 (RFC 2104), by OpenSSL. */
#pragma once

#include "base/str.h"

typedef struct digest {
	uint8_t b[32];
} digest;

digest digest_sha256(str s);
digest digest_sm3(str s);
/* SM3 over the parts in a row. For millions of small hashes: what OpenSSL needs for one is made once a thread. */
digest digest_sm3_parts(const str *parts, size_t n);
digest digest_hmac(str key, str s);
static inline str digest_str(const digest *d)
{
	return (str){d->b, sizeof(d->b)};
}
/* 64 lower-case hexadecimal digits and a NUL. */
typedef struct digest_hex {
	char c[65];
} digest_hex;
digest_hex digest_to_hex(const digest *d);
/* 64 hexadecimal digits, small or great; false leaves *ret untouched. */
[[nodiscard]] bool digest_from_hex(str s, digest *ret);

/* Running SHA-256, for what does not lie in one piece. Heap owned; digest_run_end frees. */
struct digest_run;
struct digest_run *digest_run_new(void);
void digest_run_add(struct digest_run *r, str s);
digest digest_run_end(struct digest_run *r);
