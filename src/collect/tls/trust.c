/* Path validation: RFC 5280 section 6, done by OpenSSL; SM2 signatures with the identity of GM/T 0009 section 10. */
#include "collect/tls/trust.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#define CHAIN_MOST 16

/* The system's roots as one file: a folder of them would be read bit by bit during the inspection, when the process may
 * no longer read there. */
static const char *const bundles[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
				      "/etc/ssl/cert.pem"};

const char *trust_name(enum trust t)
{
	static const char *const names[TRUST_COUNT] = {
		[TRUST_OK] = "ok",
		[TRUST_SELF_SIGNED] = "self-signed",
		[TRUST_UNKNOWN_ISSUER] = "unknown-issuer",
		[TRUST_EXPIRED] = "expired",
		[TRUST_NOT_YET_VALID] = "not-yet-valid",
		[TRUST_INVALID] = "invalid",
		[TRUST_NO_ROOTS] = "",
	};

	return names[t];
}

/* OpenSSL checks an SM2 signature with an empty identity unless told the usual one. */
static void set_identity(X509 *x)
{
	static const char usual[] = "1234567812345678";
	ASN1_OCTET_STRING *id;

	if (X509_get_signature_nid(x) != NID_SM2_with_SM3)
		return;
	id = ASN1_OCTET_STRING_new();
	if (!id || !ASN1_OCTET_STRING_set(id, (const unsigned char *)usual, sizeof(usual) - 1)) {
		ASN1_OCTET_STRING_free(id);
		return;
	}
	X509_set0_distinguishing_id(x, id);
}

static X509 *read_der(str der)
{
	const unsigned char *p = der.p;
	X509 *x = der.n && der.n < 1 << 20 ? d2i_X509(NULL, &p, (long)der.n) : NULL;

	if (x)
		set_identity(x);
	return x;
}

static size_t add_pem(X509_STORE *store, BIO *in)
{
	size_t n = 0;
	X509 *x;

	while ((x = PEM_read_bio_X509(in, NULL, NULL, NULL))) {
		set_identity(x);
		n += (size_t)X509_STORE_add_cert(store, x);
		X509_free(x);
	}
	return n;
}

/* The roots are read once a process and scope: reading them takes longer than a whole handshake. */
static struct roots {
	const struct scope *scope;
	X509_STORE *store;
	size_t n;
} roots;

static bool roots_load(const struct scope *scope)
{
	if (roots.store && roots.scope == scope)
		return roots.n > 0;
	X509_STORE_free(roots.store);
	roots = (struct roots){.scope = scope, .store = X509_STORE_new()};
	if (!roots.store)
		return false;
	for (size_t i = 0; i < sizeof(bundles) / sizeof(bundles[0]) && !roots.n; i++) {
		BIO *in = BIO_new_file(bundles[i], "r");

		if (in)
			roots.n += add_pem(roots.store, in);
		BIO_free(in);
	}
	if (scope->trust_roots.n && scope->trust_roots.n < 1 << 30) {
		BIO *in = BIO_new_mem_buf(scope->trust_roots.p, (int)scope->trust_roots.n);

		if (in)
			roots.n += add_pem(roots.store, in);
		BIO_free(in);
	}
	return roots.n > 0;
}

static enum trust trust_of_error(int code)
{
	switch (code) {
	case X509_V_OK:
		return TRUST_OK;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return TRUST_SELF_SIGNED;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED:
		return TRUST_UNKNOWN_ISSUER;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return TRUST_EXPIRED;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return TRUST_NOT_YET_VALID;
	default:
		return TRUST_INVALID;
	}
}

static enum trust verify(X509 *leaf, STACK_OF(X509) * others, int64_t at)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	enum trust t = TRUST_INVALID;

	if (ctx && X509_STORE_CTX_init(ctx, roots.store, leaf, others)) {
		X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);

		X509_VERIFY_PARAM_set_time(param, at);
		X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
		/* A trusted intermediate ends the path as a root does. */
		X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
		t = X509_verify_cert(ctx) == 1 ? TRUST_OK : trust_of_error(X509_STORE_CTX_get_error(ctx));
	}
	X509_STORE_CTX_free(ctx);
	return t;
}

enum trust trust_of(const struct scope *scope, const str *chain, size_t n, int64_t at)
{
	enum trust t = TRUST_INVALID;

	if (!roots_load(scope))
		return TRUST_NO_ROOTS;
	X509 *leaf = n ? read_der(chain[0]) : NULL;

	STACK_OF(X509) *others = sk_X509_new_null();
	for (size_t i = 1; i < n && i < CHAIN_MOST && others; i++) {
		X509 *x = read_der(chain[i]);

		if (x && !sk_X509_push(others, x))
			X509_free(x);
	}
	if (leaf && others)
		t = verify(leaf, others, at);
	sk_X509_pop_free(others, X509_free);
	X509_free(leaf);
	return t;
}

bool trust_is_self_signed(str der)
{
	X509 *x = read_der(der);
	bool is = x && X509_self_signed(x, 1) == 1;

	X509_free(x);
	return is;
}
