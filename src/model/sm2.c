#include "model/sm2.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "base/i18n.h"
#include "base/must.h"

#define IDENTITY "1234567812345678"
/* Key files and certificates are some hundred bytes. */
#define FILE_MOST 65536
#define PASSPHRASE_MOST 1024
/* PBKDF2: what a guess at the passphrase costs; a third of a second here. */
#define ITERATIONS 400000
/* What makes the test key: its private half is SM3 of this. */
#define TEST_WORDS "yicha test key: signs only what says 样本"

/* Only a name: the pointer is an EVP_PKEY. */
static EVP_PKEY *of(const struct sm2_key *k)
{
	return (EVP_PKEY *)(uintptr_t)k;
}

void sm2_key_free(struct sm2_key *k)
{
	EVP_PKEY_free(of(k));
}

void sm2_key_auto(struct sm2_key **k)
{
	sm2_key_free(*k);
}

static void bio_free(BIO **b)
{
	BIO_free(*b);
}

static void pkey_ctx_free(EVP_PKEY_CTX **c)
{
	EVP_PKEY_CTX_free(*c);
}

int sm2_key_new(struct sm2_key **ret, err *e)
{
	EVP_PKEY *k = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");

	if (!k)
		return err_set(e, E_IO, _("no SM2 key can be made"));
	*ret = (struct sm2_key *)k;
	return 0;
}

/* --- made of numbers ----------------------------------------------------------------------------------------------- */

/* A key of its point, and of its private number unless that is NULL. NULL: not on the curve. */
static EVP_PKEY *key_of(const uint8_t point[static SM2_POINT], const BIGNUM *private)
{
	AUTO(pkey_ctx_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	EVP_PKEY *k = NULL;

	must(ctx && b);
	int good = OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) &
		   OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, SM2_POINT);

	if (private)
		good &= OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, private);
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);

	must(good == 1 && params);
	if (EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &k, private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) <= 0)
		k = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(b);
	return k;
}

struct sm2_key *sm2_key_test(void)
{
	digest d = digest_sm3(STR(TEST_WORDS));
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_sm2);
	EC_POINT *p = group ? EC_POINT_new(group) : NULL;
	BIGNUM *n = BN_bin2bn(d.b, sizeof(d.b), NULL);
	uint8_t point[SM2_POINT];

	/* The number is below the order: known, as it is always the same. */
	must(p && n && EC_POINT_mul(group, p, n, NULL, NULL, NULL) == 1);
	size_t size = EC_POINT_point2oct(group, p, POINT_CONVERSION_UNCOMPRESSED, point, sizeof(point), NULL);

	must(size == sizeof(point));
	EVP_PKEY *k = key_of(point, n);

	must(k);
	BN_free(n);
	EC_POINT_free(p);
	EC_GROUP_free(group);
	return (struct sm2_key *)k;
}

bool sm2_key_is_test(const struct sm2_key *k)
{
	AUTO(sm2_key_auto) struct sm2_key *test = sm2_key_test();
	digest a = sm2_fingerprint(k), b = sm2_fingerprint(test);

	return str_eq(digest_str(&a), digest_str(&b));
}

/* --- files --------------------------------------------------------------------------------------------------------- */

/* OpenSSL asks for the passphrase; `asked` tells that the key lies under one. */
struct asked {
	str passphrase;
	bool asked;
};

static int give(char *to, int size, int, void *ctx)
{
	struct asked *a = ctx;

	a->asked = true;
	if (a->passphrase.n > (size_t)size || a->passphrase.n == 0)
		return -1;
	bytes_copy(to, (size_t)size, a->passphrase);
	return (int)a->passphrase.n;
}

int sm2_key_read(str pem, str passphrase, struct sm2_key **ret, err *e)
{
	struct asked a = {.passphrase = passphrase};

	if (pem.n == 0 || pem.n > FILE_MOST)
		return err_set(e, E_SYNTAX, _("that is no private key"));
	AUTO(bio_free) BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);
	EVP_PKEY *k = in ? PEM_read_bio_PrivateKey(in, NULL, give, &a) : NULL;

	if (!k)
		return a.asked ? err_set(e, E_DENIED, _("the passphrase does not open the key"))
			       : err_set(e, E_SYNTAX, _("that is no private key"));
	if (!EVP_PKEY_is_a(k, "SM2") || !a.asked) {
		bool sm2 = EVP_PKEY_is_a(k, "SM2");

		EVP_PKEY_free(k);
		return sm2 ? err_set(e, E_DENIED, _("the key lies open; it must be under a passphrase"))
			   : err_set(e, E_SYNTAX, _("the key is no SM2 key"));
	}
	*ret = (struct sm2_key *)k;
	return 0;
}

static void put_bio(BIO *from, buf *to)
{
	char *p = NULL;
	long n = BIO_get_mem_data(from, &p);

	buf_put(to, (str){(const uint8_t *)p, n > 0 ? (size_t)n : 0});
}

int sm2_key_write(const struct sm2_key *k, str passphrase, buf *pem, err *e)
{
	AUTO(bio_free) BIO *out = BIO_new(BIO_s_secmem());

	if (passphrase.n == 0 || passphrase.n > PASSPHRASE_MOST)
		return err_set(e, E_DENIED, _("a key needs a passphrase of 1 to %d bytes"), PASSPHRASE_MOST);
	PKCS8_PRIV_KEY_INFO *open = EVP_PKEY2PKCS8(of(k));
	X509_SIG *closed = open ? PKCS8_encrypt(-1, EVP_aes_256_cbc(), (const char *)passphrase.p, (int)passphrase.n,
						NULL, 0, ITERATIONS, open)
				: NULL;
	bool done = out && closed && PEM_write_bio_PKCS8(out, closed) == 1;

	PKCS8_PRIV_KEY_INFO_free(open);
	X509_SIG_free(closed);
	if (!done)
		return err_set(e, E_IO, _("the key cannot be written"));
	put_bio(out, pem);
	return 0;
}

static EVP_PKEY *public_of(str s)
{
	AUTO(bio_free) BIO *in = BIO_new_mem_buf(s.p, (int)s.n);
	const unsigned char *p = s.p;
	EVP_PKEY *k = NULL;
	X509 *x = NULL;

	must(in);
	if (str_has(s, STR("CERTIFICATE-----")))
		x = PEM_read_bio_X509(in, NULL, NULL, NULL);
	else if (str_has(s, STR("BEGIN PUBLIC KEY")))
		return PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
	else if (!(k = d2i_PUBKEY(NULL, &p, (long)s.n)))
		x = d2i_X509(NULL, &p, (long)s.n);
	if (x)
		k = X509_get_pubkey(x);
	X509_free(x);
	return k;
}

int sm2_public_read(str s, struct sm2_key **ret, err *e)
{
	if (s.n == 0 || s.n > FILE_MOST)
		return err_set(e, E_SYNTAX, _("that is no public key"));
	EVP_PKEY *k = s.n == SM2_POINT && s.p[0] == 4 ? key_of(s.p, NULL) : public_of(s);

	if (k && EVP_PKEY_is_a(k, "SM2")) {
		*ret = (struct sm2_key *)k;
		return 0;
	}
	EVP_PKEY_free(k);
	return err_set(e, E_SYNTAX, _("that is no public SM2 key and no certificate with one"));
}

void sm2_public_write(const struct sm2_key *k, buf *pem)
{
	AUTO(bio_free) BIO *out = BIO_new(BIO_s_mem());

	must(out && PEM_write_bio_PUBKEY(out, of(k)) == 1);
	put_bio(out, pem);
}

void sm2_public_point(const struct sm2_key *k, uint8_t ret[static SM2_POINT])
{
	size_t n = 0;
	int done = EVP_PKEY_get_octet_string_param(of(k), OSSL_PKEY_PARAM_PUB_KEY, ret, SM2_POINT, &n);

	must(done == 1 && n == SM2_POINT && ret[0] == 4);
}

digest sm2_fingerprint(const struct sm2_key *k)
{
	uint8_t point[SM2_POINT];

	sm2_public_point(k, point);
	return digest_sm3((str){point, sizeof(point)});
}

/* --- signing ------------------------------------------------------------------------------------------------------- */

/* What one signature needs. The context of the key outlives the digest's, which borrows it. */
struct signing {
	EVP_MD_CTX *md;
	EVP_PKEY_CTX *how;
};

static void signing_free(struct signing *s)
{
	EVP_MD_CTX_free(s->md);
	EVP_PKEY_CTX_free(s->how);
}

/* The identity must be set before the digest begins: it is hashed first (GB/T 32918.2 section 5.5). */
static struct signing with_identity(const struct sm2_key *k)
{
	struct signing s = {EVP_MD_CTX_new(), EVP_PKEY_CTX_new(of(k), NULL)};

	must(s.md && s.how);
	EVP_MD_CTX_set_pkey_ctx(s.md, s.how);
	int done = EVP_PKEY_CTX_set1_id(s.how, IDENTITY, sizeof(IDENTITY) - 1);

	must(done > 0);
	return s;
}

int sm2_sign(const struct sm2_key *k, str s, buf *signature, err *e)
{
	AUTO(signing_free) struct signing with = with_identity(k);
	uint8_t *to = buf_room(signature, SM2_SIGNATURE_MOST);
	size_t n = SM2_SIGNATURE_MOST;

	if (!to || EVP_DigestSignInit(with.md, NULL, EVP_sm3(), NULL, of(k)) <= 0 ||
	    EVP_DigestSign(with.md, to, &n, s.p ? s.p : (const uint8_t *)"", s.n) <= 0)
		return err_set(e, E_IO, _("the key does not sign"));
	buf_added(signature, n);
	return 0;
}

bool sm2_verify(const struct sm2_key *k, str s, str signature)
{
	AUTO(signing_free) struct signing with = with_identity(k);

	return signature.n && EVP_DigestVerifyInit(with.md, NULL, EVP_sm3(), NULL, of(k)) > 0 &&
	       EVP_DigestVerify(with.md, signature.p, signature.n, s.p ? s.p : (const uint8_t *)"", s.n) == 1;
}
