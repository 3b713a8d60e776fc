#include "catalogue/scope_sign.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/i18n.h"
#include "os/file.h"

#define FILE_MOST 65536
#define IDENTITY "1234567812345678" /* GB/T 35276-2017: the default identity of a signer */

static void x509_free(X509 **x)
{
	X509_free(*x);
}

static void md_free(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

static X509 *certificate_of(str bytes)
{
	const unsigned char *p = bytes.p;
	X509 *x = d2i_X509(NULL, &p, (long)bytes.n);

	if (x)
		return x;
	BIO *bio = BIO_new_mem_buf(bytes.p, (int)bytes.n);

	x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	BIO_free(bio);
	return x;
}

/* A signature in base64 (as openssl and tokens export it) to DER. */
static str unbase64(arena *mem, str s)
{
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	uint8_t *out = arena_take(mem, 1, s.n + 4);
	int n = 0, last = 0;

	if (!ctx)
		return s;
	EVP_DecodeInit(ctx);
	bool good = EVP_DecodeUpdate(ctx, out, &n, s.p, (int)s.n) >= 0 && EVP_DecodeFinal(ctx, out + n, &last) >= 0;

	EVP_ENCODE_CTX_free(ctx);
	return good ? (str){out, (size_t)(n + last)} : s;
}

static bool verify(EVP_PKEY *key, str bytes, str signature)
{
	AUTO(md_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *how = NULL;

	if (!ctx || !EVP_PKEY_is_a(key, "SM2"))
		return false;
	how = EVP_PKEY_CTX_new(key, NULL);
	if (!how)
		return false;
	EVP_MD_CTX_set_pkey_ctx(ctx, how);
	bool good = EVP_PKEY_CTX_set1_id(how, IDENTITY, sizeof(IDENTITY) - 1) > 0 &&
		    EVP_DigestVerifyInit(ctx, NULL, EVP_sm3(), NULL, key) > 0 &&
		    EVP_DigestVerify(ctx, signature.p, signature.n, bytes.p, bytes.n) == 1;

	EVP_PKEY_CTX_free(how);
	return good;
}

int scope_sign_check(str signed_bytes, str signature, str certificate, err *e)
{
	AUTO(x509_free) X509 *x = certificate.n && certificate.n <= FILE_MOST ? certificate_of(certificate) : NULL;
	EVP_PKEY *key = x ? X509_get0_pubkey(x) : NULL;
	arena mem;

	if (!key)
		return err_set(e, E_SCOPE, _("the signer's certificate cannot be read"));
	if (signature.n == 0 || signature.n > FILE_MOST)
		return err_set(e, E_SCOPE, _("the signature is empty or too long"));
	arena_init(&mem, 4 * FILE_MOST);
	bool good = verify(key, signed_bytes, signature) || verify(key, signed_bytes, unbase64(&mem, signature));

	arena_clear(&mem);
	if (!good)
		return err_set(e, E_SCOPE, _("the SM2 signature does not fit the scope and the certificate"));
	return 0;
}

int scope_sign_verify(const struct scope *s, err *e)
{
	const struct scope_authorisation *a = &s->authorisation;
	arena mem;
	str signature, certificate;

	arena_init(&mem, 4 * FILE_MOST);
	/* Both paths have a NUL behind them (scope_path). */
	int rc = os_file_read((const char *)a->signature.p, FILE_MOST, &mem, &signature, e);

	if (rc == 0)
		rc = os_file_read((const char *)a->certificate.p, FILE_MOST, &mem, &certificate, e);
	if (rc == 0)
		rc = scope_sign_check(s->bytes, signature, certificate, e);
	arena_clear(&mem);
	if (rc < 0 && e)
		e->code = E_SCOPE;
	return rc < 0 ? (err_wrap(e, "%.*s", STR_ARG(s->path)), E_SCOPE) : 0;
}
