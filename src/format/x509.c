/* Certificates: RFC 5280 section 4.1; SM2 and SM3 in them: GM/T 0015, RFC 8998. Names of hosts: RFC 9525. */
#include "format/x509.h"

/* Relative names put of one Name: no honest certificate has more. */
#define RDN_MOST 32
#define OID_TEXT_MOST 200

struct named_oid {
	const char *oid;
	const char *name;
};

static const struct named_oid attributes[] = {
	{"2.5.4.3", "CN"},
	{"2.5.4.6", "C"},
	{"2.5.4.7", "L"},
	{"2.5.4.8", "ST"},
	{"2.5.4.10", "O"},
	{"2.5.4.11", "OU"},
	{"2.5.4.5", "SERIAL"},
	{"2.5.4.9", "STREET"},
	{"1.2.840.113549.1.9.1", "EMAIL"},
	{"0.9.2342.19200300.100.1.25", "DC"},
};

static const struct named_oid signatures[] = {
	{"1.2.840.113549.1.1.2", "md2WithRSAEncryption"},
	{"1.2.840.113549.1.1.4", "md5WithRSAEncryption"},
	{"1.2.840.113549.1.1.5", "sha1WithRSAEncryption"},
	{"1.3.14.3.2.29", "sha1WithRSA"},
	{"1.2.840.113549.1.1.10", "rsassa-pss"},
	{"1.2.840.113549.1.1.11", "sha256WithRSAEncryption"},
	{"1.2.840.113549.1.1.12", "sha384WithRSAEncryption"},
	{"1.2.840.113549.1.1.13", "sha512WithRSAEncryption"},
	{"1.2.840.113549.1.1.14", "sha224WithRSAEncryption"},
	{"1.2.840.10040.4.3", "dsa-with-sha1"},
	{"2.16.840.1.101.3.4.3.2", "dsa-with-sha256"},
	{"1.2.840.10045.4.1", "ecdsa-with-SHA1"},
	{"1.2.840.10045.4.3.1", "ecdsa-with-SHA224"},
	{"1.2.840.10045.4.3.2", "ecdsa-with-SHA256"},
	{"1.2.840.10045.4.3.3", "ecdsa-with-SHA384"},
	{"1.2.840.10045.4.3.4", "ecdsa-with-SHA512"},
	{"1.2.156.10197.1.501", "sm2-sm3"},
	{"1.2.156.10197.1.504", "sm3WithRSAEncryption"},
	{"1.3.101.112", "ed25519"},
	{"1.3.101.113", "ed448"},
};

struct curve {
	const char *oid;
	uint32_t bits;
};
static const struct curve curves[] = {
	{"1.2.840.10045.3.1.1", 192},  {"1.3.132.0.33", 224},          {"1.2.840.10045.3.1.7", 256},
	{"1.3.132.0.10", 256},         {"1.3.132.0.34", 384},          {"1.3.132.0.35", 521},
	{"1.3.36.3.3.2.8.1.1.7", 256}, {"1.3.36.3.3.2.8.1.1.11", 384}, {"1.3.36.3.3.2.8.1.1.13", 512},
};
#define OID_SM2 "1.2.156.10197.1.301"

static const char *oid_find(const struct named_oid *table, size_t n, str body, buf *text)
{
	buf_reset(text);
	der_oid_put(text, body);
	for (size_t i = 0; i < n; i++)
		if (str_eq(buf_str(text), str_c(table[i].oid)))
			return table[i].name;
	return NULL;
}

/* Bits of a DER integer: without the sign byte and leading zeros. */
static uint32_t integer_bits(str body)
{
	while (body.n && body.p[0] == 0)
		body = str_from(body, 1);
	if (!body.n)
		return 0;
	uint32_t bits = (uint32_t)(body.n - 1) * 8;

	for (uint8_t top = body.p[0]; top; top >>= 1)
		bits++;
	return bits;
}

static void read_ec(struct x509 *x, cur *algorithm, buf *text)
{
	x->key_type = "ec";
	struct der curve = der_next(algorithm);

	/* Parameters written out in full: a curve that cannot be named. */
	if (curve.tag != DER_OID)
		return;
	buf_reset(text);
	der_oid_put(text, curve.body);
	if (str_eq(buf_str(text), STR(OID_SM2))) {
		x->key_type = "sm2";
		x->key_bits = 256;
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(curves); i++)
		if (str_eq(buf_str(text), str_c(curves[i].oid)))
			x->key_bits = curves[i].bits;
}

static void read_rsa(struct x509 *x, str bits)
{
	cur c = cur_of(str_from(bits, 1));
	cur key = der_enter(&c, DER_SEQUENCE);
	struct der modulus = der_take(&key, DER_INTEGER);

	x->key_type = "rsa";
	x->key_bits = integer_bits(modulus.body);
}

static void read_dsa(struct x509 *x, cur *algorithm)
{
	cur parameters = der_enter(algorithm, DER_SEQUENCE);
	struct der p = der_take(&parameters, DER_INTEGER);

	x->key_type = "dsa";
	x->key_bits = integer_bits(p.body);
}

static void read_key(struct x509 *x)
{
	cur c = cur_of(x->key_info);
	cur info = der_enter(&c, DER_SEQUENCE);
	cur algorithm = der_enter(&info, DER_SEQUENCE);
	struct der oid = der_take(&algorithm, DER_OID);
	struct der bits = der_take(&info, DER_BIT_STRING);
	buf text AUTO(buf_release);

	buf_init(&text, OID_TEXT_MOST);
	der_oid_put(&text, oid.body);
	str is = buf_str(&text);

	x->key_type = "other";
	if (str_eq(is, STR("1.2.840.10045.2.1"))) {
		read_ec(x, &algorithm, &text);
	} else if (str_eq(is, STR("1.2.840.113549.1.1.1")) || str_eq(is, STR("1.2.840.113549.1.1.10"))) {
		read_rsa(x, bits.body);
	} else if (str_eq(is, STR("1.2.840.10040.4.1"))) {
		read_dsa(x, &algorithm);
	} else if (str_eq(is, STR("1.3.101.112"))) {
		x->key_type = "ed25519";
		x->key_bits = 256;
	} else if (str_eq(is, STR("1.3.101.113"))) {
		x->key_type = "ed448";
		x->key_bits = 456;
	}
}

static void read_validity(struct x509 *x, cur v)
{
	struct der from = der_next(&v);
	struct der until = der_next(&v);

	x->dated = cur_ok(&v) && der_time(from, &x->not_before) && der_time(until, &x->not_after);
	if (!x->dated)
		x->not_before = x->not_after = 0;
}

static void read_extension(struct x509 *x, str oid, str value)
{
	cur c = cur_of(value);

	if (str_eq(oid, STR("\x55\x1d\x11"))) { /* 2.5.29.17 subjectAltName */
		struct der names = der_take(&c, DER_SEQUENCE);

		x->has_alt_names = true;
		x->alt_names = names.body;
	} else if (str_eq(oid, STR("\x55\x1d\x13"))) { /* 2.5.29.19 basicConstraints */
		cur in = der_enter(&c, DER_SEQUENCE);

		if (der_is(&in, DER_BOOLEAN)) {
			struct der ca = der_take(&in, DER_BOOLEAN);

			x->ca = ca.body.n == 1 && ca.body.p[0];
		}
	}
}

static void read_extensions(struct x509 *x, cur *tbs)
{
	cur outer = der_enter(tbs, DER_CONTEXT_CONS(3));
	cur list = der_enter(&outer, DER_SEQUENCE);

	while (cur_more(&list)) {
		cur one = der_enter(&list, DER_SEQUENCE);
		struct der oid = der_take(&one, DER_OID);

		if (der_is(&one, DER_BOOLEAN))
			(void)der_next(&one);
		struct der value = der_take(&one, DER_OCTET_STRING);

		if (cur_ok(&one))
			read_extension(x, oid.body, value.body);
	}
}

enum parse x509_parse(str der, struct x509 *ret)
{
	struct x509 x = {0};
	cur c = cur_of(der);
	cur cert = der_enter(&c, DER_SEQUENCE);
	cur tbs = der_enter(&cert, DER_SEQUENCE);
	cur algorithm = der_enter(&cert, DER_SEQUENCE);
	struct der oid = der_take(&algorithm, DER_OID);

	(void)der_take(&cert, DER_BIT_STRING);
	if (der_is(&tbs, DER_CONTEXT_CONS(0)))
		(void)der_next(&tbs); /* version */
	x.signature = oid.body;
	struct der serial = der_take(&tbs, DER_INTEGER);

	x.serial = serial.body;
	(void)der_take(&tbs, DER_SEQUENCE);
	struct der issuer = der_take(&tbs, DER_SEQUENCE);

	x.issuer = issuer.whole;
	read_validity(&x, der_enter(&tbs, DER_SEQUENCE));
	struct der subject = der_take(&tbs, DER_SEQUENCE);

	x.subject = subject.whole;
	struct der key = der_take(&tbs, DER_SEQUENCE);

	x.key_info = key.whole;
	if (!cur_done(&c) || !cur_ok(&cert) || !cur_ok(&tbs) || !cur_ok(&algorithm))
		return PARSE_BAD;
	read_key(&x);
	/* Unique identifiers [1] and [2] are of no use. */
	while (cur_more(&tbs) && !der_is(&tbs, DER_CONTEXT_CONS(3)))
		(void)der_next(&tbs);
	if (cur_more(&tbs))
		read_extensions(&x, &tbs);
	*ret = x;
	return PARSE_OK;
}

static void put_escaped(buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ',' || s.p[i] == '\\' || s.p[i] == '+')
			buf_put_byte(b, '\\');
		buf_put_byte(b, s.p[i]);
	}
}

static void put_attribute(buf *b, cur rdn, buf *text, buf *value)
{
	cur pair = der_enter(&rdn, DER_SEQUENCE);
	struct der oid = der_take(&pair, DER_OID);
	struct der v = der_next(&pair);

	if (!cur_ok(&pair))
		return;
	const char *name = oid_find(attributes, ARRAY_LEN(attributes), oid.body, text);

	buf_put(b, name ? str_c(name) : buf_str(text));
	buf_put_byte(b, '=');
	buf_reset(value);
	der_text_put(value, v);
	put_escaped(b, buf_str(value));
}

void x509_name_put(buf *b, str name)
{
	cur c = cur_of(name);
	cur list = der_enter(&c, DER_SEQUENCE);
	cur rdn[RDN_MOST];
	size_t n = 0;
	buf text AUTO(buf_release);
	buf value AUTO(buf_release);

	buf_init(&text, OID_TEXT_MOST);
	buf_init(&value, 1000);
	while (cur_more(&list) && n < RDN_MOST) {
		cur one = der_enter(&list, DER_SET);

		if (cur_ok(&one))
			rdn[n++] = one;
	}
	for (size_t i = n; i > 0; i--) {
		if (i < n)
			buf_put_c(b, ", ");
		put_attribute(b, rdn[i - 1], &text, &value);
	}
}

void x509_signature_put(buf *b, str oid)
{
	buf text AUTO(buf_release);

	buf_init(&text, OID_TEXT_MOST);
	const char *name = oid_find(signatures, ARRAY_LEN(signatures), oid, &text);

	buf_put(b, name ? str_c(name) : buf_str(&text));
}

bool x509_alt_next(cur *c, struct x509_alt *ret)
{
	if (!cur_more(c))
		return false;
	struct der d = der_next(c);

	if (!cur_ok(c))
		return false;
	*ret = (struct x509_alt){.kind = X509_ALT_OTHER, .value = d.body};
	if (d.tag == DER_CONTEXT(2))
		ret->kind = X509_ALT_DNS;
	else if (d.tag == DER_CONTEXT(7) && (d.body.n == 4 || d.body.n == 16))
		ret->kind = X509_ALT_IP;
	return true;
}

static bool name_fits(str presented, str host)
{
	if (str_ieq(presented, host))
		return presented.n > 0;
	if (!str_starts(presented, STR("*.")))
		return false;
	str rest = str_from(presented, 1); /* ".example.cn" */
	size_t label = str_find_byte(host, '.');

	return label > 0 && str_find_byte(str_from(rest, 1), '.') < rest.n - 1 && str_ieq(str_from(host, label), rest);
}

bool x509_good_for_name(const struct x509 *x, str host)
{
	cur c = cur_of(x->alt_names);
	struct x509_alt a;

	if (str_ends(host, STR(".")))
		host.n--;
	while (x509_alt_next(&c, &a))
		if (a.kind == X509_ALT_DNS && name_fits(a.value, host))
			return true;
	return false;
}

bool x509_good_for_ip(const struct x509 *x, str ip)
{
	cur c = cur_of(x->alt_names);
	struct x509_alt a;

	while (x509_alt_next(&c, &a))
		if (a.kind == X509_ALT_IP && str_eq(a.value, ip))
			return true;
	return false;
}
