/* ClientHello and ServerHello: RFC 5246 section 7.4.1, RFC 8446 section 4.1; SM suites: RFC 8998. */
#include "format/tls_hello.h"

#include "base/must.h"

/* A ServerHello of this size has no honest reason; it may lie in several records. */
#define HELLO_MOST 4096

struct suite {
	uint16_t number;
	const char *name;
};
static const struct suite suites[] = {
#define TLS_SUITE(number, name) {number, name},
#include "format/tls_suites.def"
#undef TLS_SUITE
};

static const struct suite *suite_find(uint16_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		if (suites[i].number == number)
			return &suites[i];
	return NULL;
}

static bool is_naked(const struct suite *s)
{
	str n = str_c(s->name);

	return str_has(n, STR("_NULL_")) || str_has(n, STR("_anon_")) || str_has(n, STR("EXPORT"));
}

static bool is_broken(const struct suite *s)
{
	str n = str_c(s->name);

	return str_has(n, STR("RC4")) || str_has(n, STR("RC2")) || str_has(n, STR("_DES")) || str_has(n, STR("3DES"));
}

/* The suites of TLS 1.3: of no other version, and no other has them. */
static bool is_modern(uint16_t number)
{
	return number >> 8 == 0x13 || number == 0x00c6 || number == 0x00c7;
}

const char *tls_version_name(uint16_t version)
{
	static const char *const names[] = {"SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"};

	return version >= TLS_SSL3 && version <= TLS_1_3 ? names[version - TLS_SSL3] : "";
}

void tls_suite_put(buf *b, uint16_t suite)
{
	const struct suite *s = suite_find(suite);

	if (s)
		buf_printf(b, "TLS_%s", s->name);
	else
		buf_printf(b, "0x%04x", suite);
}

bool tls_suite_weak(uint16_t suite)
{
	const struct suite *s = suite_find(suite);

	return s && (is_naked(s) || is_broken(s));
}

bool tls_suite_naked(uint16_t suite)
{
	const struct suite *s = suite_find(suite);

	return s && is_naked(s);
}

/* Random bytes of a hello need only differ; they protect nothing here (splitmix64). */
static void put_random(buf *b, uint64_t *seed, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t z = *seed += 0x9e3779b97f4a7c15;

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
		z = (z ^ z >> 27) * 0x94d049bb133111eb;
		buf_put_be(b, z ^ z >> 31, n - i < 8 ? n - i : 8);
	}
}

/* Writes the length of what was put since `at` into the `bytes` bytes at `at`. */
static void close_length(buf *b, size_t at, size_t bytes)
{
	if (buf_full(b))
		return;
	size_t n = b->n - at - bytes;

	for (size_t i = 0; i < bytes; i++)
		b->p[at + i] = (uint8_t)(n >> 8 * (bytes - 1 - i));
}

static size_t open_length(buf *b, size_t bytes)
{
	size_t at = b->n;

	buf_put_be(b, 0, bytes);
	return at;
}

static bool offered(const struct tls_hello *h, const struct suite *s)
{
	if (h->version == TLS_1_3)
		return is_modern(s->number);
	if (is_modern(s->number))
		return false;
	switch (h->offer) {
	case TLS_OFFER_NAKED:
		return is_naked(s);
	case TLS_OFFER_BROKEN:
		return is_broken(s) && !is_naked(s);
	case TLS_OFFER_ALL:
	case TLS_OFFER_COUNT:
		break;
	}
	return true;
}

static void put_suites(buf *b, const struct tls_hello *h)
{
	size_t at = open_length(b, 2);

	/* Strong ones first, so that a server that follows the client's order shows its better side. Newer numbers are
	 * the better ones, but for those of RFC 8998, which are offered last. */
	for (int weak = 0; weak < 2; weak++)
		for (size_t i = ARRAY_LEN(suites); i > 0; i--)
			if (offered(h, &suites[i - 1]) && tls_suite_weak(suites[i - 1].number) == (weak == 1))
				buf_put_be(b, suites[i - 1].number, 2);
	if (h->version != TLS_1_3)
		buf_put_be(b, 0x00ff, 2); /* renegotiation signal (RFC 5746): some servers insist */
	close_length(b, at, 2);
}

static void put_list(buf *b, uint16_t type, const uint16_t *values, size_t n)
{
	buf_put_be(b, type, 2);
	buf_put_be(b, n * 2 + 2, 2);
	buf_put_be(b, n * 2, 2);
	for (size_t i = 0; i < n; i++)
		buf_put_be(b, values[i], 2);
}

static bool is_name(str s)
{
	bool letter = false;

	for (size_t i = 0; i < s.n; i++)
		letter |= byte_is_alpha(s.p[i]);
	return letter && str_find_byte(s, ':') == s.n;
}

static void put_server_name(buf *b, str name)
{
	if (!is_name(name))
		return;
	buf_put_be(b, 0, 2);
	buf_put_be(b, name.n + 5, 2);
	buf_put_be(b, name.n + 3, 2);
	buf_put_be(b, 0, 1);
	buf_put_be(b, name.n, 2);
	buf_put(b, name);
}

static void put_modern(buf *b, uint64_t *seed)
{
	buf_put_be(b, 43, 2); /* supported_versions */
	buf_put_be(b, 3, 2);
	buf_put_be(b, 2, 1);
	buf_put_be(b, TLS_1_3, 2);
	buf_put_be(b, 51, 2); /* key_share: any 32 bytes are an X25519 key (RFC 7748 section 5) */
	buf_put_be(b, 38, 2);
	buf_put_be(b, 36, 2);
	buf_put_be(b, 29, 2);
	buf_put_be(b, 32, 2);
	put_random(b, seed, 32);
	buf_put_be(b, 45, 2); /* psk_key_exchange_modes: with (EC)DHE */
	buf_put_be(b, 2, 2);
	buf_put_be(b, 0x0101, 2);
}

static void put_extensions(buf *b, const struct tls_hello *h, uint64_t *seed)
{
	/* X25519, P-256, P-384, P-521, X448, curveSM2, ffdhe2048, ffdhe3072 */
	static const uint16_t groups[] = {29, 23, 24, 25, 30, 41, 256, 257};
	/* Of SHA-2, SM2-SM3 and, last, the old ones: ECDSA, Ed25519, PSS, PKCS#1, DSA. */
	static const uint16_t schemes[] = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805,
					   0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
					   0x0708, 0x0402, 0x0203, 0x0201, 0x0202};
	size_t at = open_length(b, 2);

	put_server_name(b, h->name);
	put_list(b, 10, groups, ARRAY_LEN(groups));
	buf_put_be(b, 11, 2); /* ec_point_formats: uncompressed */
	buf_put_be(b, 2, 2);
	buf_put_be(b, 0x0100, 2);
	if (h->version >= TLS_1_2)
		put_list(b, 13, schemes, ARRAY_LEN(schemes));
	if (h->version == TLS_1_3)
		put_modern(b, seed);
	close_length(b, at, 2);
}

void tls_hello_put(buf *b, const struct tls_hello *h)
{
	uint64_t seed = h->seed ^ h->version;
	uint16_t legacy = h->version < TLS_1_2 ? h->version : TLS_1_2;

	must(h->version >= TLS_SSL3 && h->version <= TLS_1_3);
	buf_put_be(b, 22, 1);
	/* The record's version must be one that the oldest server reads (RFC 8446 section 5.1). */
	buf_put_be(b, h->version == TLS_SSL3 ? TLS_SSL3 : TLS_1_0, 2);
	size_t record = open_length(b, 2);

	buf_put_be(b, 1, 1);
	size_t message = open_length(b, 3);

	buf_put_be(b, legacy, 2);
	put_random(b, &seed, 32);
	/* A session id is sent for 1.3 only: middle boxes want one (RFC 8446 appendix D.4). */
	buf_put_be(b, h->version == TLS_1_3 ? 32 : 0, 1);
	if (h->version == TLS_1_3)
		put_random(b, &seed, 32);
	put_suites(b, h);
	buf_put_be(b, 0x0100, 2); /* no compression */
	if (h->version > TLS_SSL3)
		put_extensions(b, h, &seed);
	close_length(b, message, 3);
	close_length(b, record, 2);
}

static void read_version(cur *extensions, struct tls_answer *a)
{
	while (cur_more(extensions)) {
		uint16_t type = cur_u16(extensions);
		uint16_t n = cur_u16(extensions);
		cur in = cur_sub(extensions, n);

		if (type == 43 && n == 2)
			a->version = cur_u16(&in);
	}
}

static enum parse hello_read(str message, struct tls_answer *ret)
{
	/* The random of a HelloRetryRequest: SHA-256 of that name (RFC 8446 section 4.1.3). */
	static const uint8_t retry[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
					  0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
					  0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
	struct tls_answer a = {.kind = TLS_ANSWER_HELLO};
	cur c = cur_of(message);

	a.version = cur_u16(&c);
	str random = cur_take(&c, 32);
	uint8_t session = cur_u8(&c);

	cur_skip(&c, session);
	a.suite = cur_u16(&c);
	cur_skip(&c, 1);
	a.retry = str_eq(random, (str){retry, sizeof(retry)});
	if (cur_more(&c)) {
		uint16_t n = cur_u16(&c);
		cur extensions = cur_sub(&c, n);

		read_version(&extensions, &a);
		if (!cur_ok(&extensions))
			return PARSE_BAD;
	}
	if (!cur_done(&c))
		return PARSE_BAD;
	*ret = a;
	return PARSE_OK;
}

/* Joins handshake records into flat until the first message is whole. */
static enum parse handshake_read(str received, struct tls_answer *ret)
{
	uint8_t flat[HELLO_MOST];
	size_t n = 0;
	cur c = cur_of(received);

	while (cur_more(&c)) {
		uint8_t type = cur_u8(&c);
		uint16_t version = cur_u16(&c);
		uint16_t length = cur_u16(&c);

		if (!cur_ok(&c))
			return PARSE_SHORT;
		if (type != 22 || version >> 8 != 3 || length == 0)
			return PARSE_BAD;
		str part = cur_take(&c, length < c.n ? length : c.n);

		part = str_sub(part, 0, sizeof(flat) - n);
		bytes_copy(flat + n, sizeof(flat) - n, part);
		n += part.n;
		cur message = cur_of((str){flat, n});
		uint8_t kind = cur_u8(&message);
		uint32_t size = cur_u24(&message);

		if (n && kind != 2)
			return PARSE_BAD;
		if (cur_ok(&message) && size > sizeof(flat) - 4)
			return PARSE_LIMIT;
		if (cur_ok(&message) && size <= message.n)
			return hello_read(cur_take(&message, size), ret);
	}
	return PARSE_SHORT;
}

/* One alert: PARSE_OK and its level. */
static enum parse alert_read(cur *c, uint8_t *level, struct tls_answer *ret)
{
	cur_skip(c, 3);
	uint16_t length = cur_u16(c);
	cur body = cur_sub(c, length);

	if (!cur_ok(c))
		return PARSE_SHORT;
	*level = cur_u8(&body);
	*ret = (struct tls_answer){.kind = TLS_ANSWER_ALERT, .alert = cur_u8(&body)};
	return cur_ok(&body) ? PARSE_OK : PARSE_BAD;
}

enum parse tls_answer_parse(str received, struct tls_answer *ret)
{
	cur c = cur_of(received);
	bool warned = false;

	while (cur_more(&c)) {
		uint8_t type = cur_peek(&c);
		uint8_t level = 0;

		if (!warned && ((type != 21 && type != 22) || (c.n > 1 && c.p[1] != 3))) {
			*ret = (struct tls_answer){.kind = TLS_ANSWER_OTHER};
			return PARSE_OK;
		}
		if (type == 22)
			return handshake_read(cur_rest(&c), ret);
		if (type != 21)
			return PARSE_BAD;
		enum parse p = alert_read(&c, &level, ret);

		/* A warning (unrecognized_name) may come before the ServerHello (RFC 6066 section 3). */
		if (p != PARSE_OK || level != 1)
			return p;
		warned = true;
	}
	return PARSE_SHORT;
}

/* The certificates of one Certificate message (RFC 5246 section 7.4.2). */
static size_t chain_take(cur message, str *ret, size_t most)
{
	uint32_t all = cur_u24(&message);
	cur list = cur_sub(&message, all);
	size_t n = 0;

	while (cur_more(&list) && n < most) {
		uint32_t size = cur_u24(&list);
		str der = cur_take(&list, size);

		if (cur_ok(&list))
			ret[n++] = der;
	}
	return cur_ok(&list) ? n : 0;
}

size_t tls_chain_read(str received, buf *flat, str *ret, size_t most)
{
	cur c = cur_of(received);

	while (cur_more(&c) && cur_peek(&c) == 22) {
		cur_skip(&c, 3);
		uint16_t length = cur_u16(&c);

		buf_put(flat, cur_take(&c, length));
	}
	cur messages = cur_of(buf_str(flat));

	while (cur_more(&messages)) {
		uint8_t kind = cur_u8(&messages);
		uint32_t size = cur_u24(&messages);
		cur message = cur_sub(&messages, size);

		if (kind == 11 && cur_ok(&message))
			return chain_take(message, ret, most);
	}
	return 0;
}
