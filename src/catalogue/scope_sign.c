#include "catalogue/scope_sign.h"

#include <openssl/evp.h>

#include "base/i18n.h"
#include "model/sm2.h"
#include "os/file.h"

#define FILE_MOST 65536

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

/* The same on bytes. */
static int scope_sign_check(str signed_bytes, str signature, str certificate, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *key = NULL;
	err why;
	arena mem;

	if (sm2_public_read(certificate, &key, &why) < 0)
		return err_set(e, E_SCOPE, _("the signer's certificate cannot be read"));
	if (signature.n == 0 || signature.n > FILE_MOST)
		return err_set(e, E_SCOPE, _("the signature is empty or too long"));
	arena_init(&mem, 4 * FILE_MOST);
	bool good =
		sm2_verify(key, signed_bytes, signature) || sm2_verify(key, signed_bytes, unbase64(&mem, signature));

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
