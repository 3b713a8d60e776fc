#include "collect/tls/trust.h"

#include "test/tap.h"

#define AT_2025 1735689600
static uint8_t file[1 << 16];

static str load(const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "fuzz/corpus/x509/%s.der", name);
	FILE *f = fopen(path, "rb");

	if (!ok(f != NULL, "%s", path))
		return (str){0};
	str s = {file, fread(file, 1, sizeof(file), f)};

	fclose(f);
	return s;
}

static void put_pem(buf *b, str der)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	buf_put_c(b, "-----BEGIN CERTIFICATE-----\n");
	for (size_t i = 0; i < der.n; i += 3) {
		size_t n = der.n - i < 3 ? der.n - i : 3;
		uint32_t v = 0;

		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (k < n ? der.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_put_byte(b, k > n ? '=' : (uint8_t)digits[v >> (18 - 6 * k) & 63]);
		if (i % 48 == 45)
			buf_put_byte(b, '\n');
	}
	buf_put_c(b, "\n-----END CERTIFICATE-----\n");
}

static void is(const char *name, bool own_root, int64_t at, const char *want)
{
	str der = load(name);
	struct scope scope = {0};
	buf pem AUTO(buf_release);
	/* Some root must be known, else nothing is said: the certificate itself, or another. */
	static uint8_t copy[1 << 16];

	bytes_copy(copy, sizeof(copy), der);
	str own = {copy, der.n};

	buf_init(&pem, 1 << 16);
	put_pem(&pem, own_root ? own : load("ed25519-ca"));
	scope.trust_roots = buf_str(&pem);
	is_str(str_c(trust_name(trust_of(&scope, &own, 1, at))), str_c(want), "%s%s", name,
	       own_root ? ", trusted" : "");
	/* The roots are kept by the address of their scope: let the next test have another. */
	struct scope none = {.trust_roots = STR("-----BEGIN CERTIFICATE-----\n")};

	(void)trust_of(&none, &own, 1, at);
}

int main(void)
{
	is("rsa", false, AT_2025, "self-signed");
	is("rsa", true, AT_2025, "ok");
	is("rsa", true, 1700000000, "not-yet-valid");
	is("rsa1024-sha1", true, AT_2025, "expired");
	is("sm2", true, 1796000000, "ok"); /* of 2026-11-22, for 30 days */
	ok(trust_is_self_signed(load("rsa")), "signed by its own key");
	ok(trust_is_self_signed(load("sm2")), "by its own SM2 key, with the usual identity");
	str cut = load("rsa");

	file[cut.n - 1] ^= 1;
	ok(!trust_is_self_signed(cut), "a signature that does not fit");
	cut.n /= 2;
	ok(!trust_is_self_signed(cut), "half a certificate");
	ok(trust_of(&(struct scope){.trust_roots = STR("x")}, &cut, 1, AT_2025) != TRUST_OK, "is not trusted");
	return tap_done();
}
