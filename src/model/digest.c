#include "model/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/must.h"

static digest hash(const EVP_MD *md, str s)
{
	digest d;
	unsigned n = 0;
	int done = EVP_Digest(s.p ? s.p : (const uint8_t *)"", s.n, d.b, &n, md, NULL);

	must(done == 1 && n == sizeof(d.b));
	return d;
}

digest digest_sha256(str s)
{
	return hash(EVP_sha256(), s);
}

digest digest_sm3(str s)
{
	return digest_sm3_parts(&s, 1);
}

digest digest_sm3_parts(const str *parts, size_t n)
{
	/* Fetching the algorithm and making a context costs more than the hash of a leaf. */
	static _Thread_local EVP_MD_CTX *ctx;
	digest d;
	unsigned size = 0;

	if (!ctx) {
		ctx = EVP_MD_CTX_new();
		must(ctx && EVP_DigestInit_ex(ctx, EVP_sm3(), NULL) == 1);
	}
	int done = EVP_DigestInit_ex2(ctx, NULL, NULL);

	for (size_t i = 0; i < n; i++) {
		if (parts[i].n)
			done &= EVP_DigestUpdate(ctx, parts[i].p, parts[i].n);
	}
	done &= EVP_DigestFinal_ex(ctx, d.b, &size);
	must(done == 1 && size == sizeof(d.b));
	return d;
}

digest digest_hmac(str key, str s)
{
	digest d;
	unsigned n = 0;

	must(key.n > 0 && key.n < 0x10000);
	const uint8_t *p = HMAC(EVP_sha256(), key.p, (int)key.n, s.p ? s.p : (const uint8_t *)"", s.n, d.b, &n);

	must(p && n == sizeof(d.b));
	return d;
}

digest_hex digest_to_hex(const digest *d)
{
	static const char digit[] = "0123456789abcdef";
	digest_hex h = {0};

	for (size_t i = 0; i < sizeof(d->b); i++) {
		h.c[2 * i] = digit[d->b[i] >> 4];
		h.c[2 * i + 1] = digit[d->b[i] & 15];
	}
	return h;
}

bool digest_from_hex(str s, digest *ret)
{
	digest d;

	if (s.n != 2 * sizeof(d.b))
		return false;
	for (size_t i = 0; i < sizeof(d.b); i++) {
		int hi = byte_hex(s.p[2 * i]), lo = byte_hex(s.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		d.b[i] = (uint8_t)(hi << 4 | lo);
	}
	*ret = d;
	return true;
}

struct digest_run *digest_run_new(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	must(c && EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1);
	return (struct digest_run *)c;
}

void digest_run_add(struct digest_run *r, str s)
{
	int done = s.n ? EVP_DigestUpdate((EVP_MD_CTX *)r, s.p, s.n) : 1;

	must(done == 1);
}

digest digest_run_end(struct digest_run *r)
{
	digest d;
	unsigned n = 0;
	int done = EVP_DigestFinal_ex((EVP_MD_CTX *)r, d.b, &n);

	must(done == 1 && n == sizeof(d.b));
	EVP_MD_CTX_free((EVP_MD_CTX *)r);
	return d;
}
