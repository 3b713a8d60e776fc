#include "format/url.h"

#include <idn2.h>

#define HOST_MOST 253
#define LABEL_MOST 63

static bool name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '-' || c == '_';
}

bool url_name_ok(str name)
{
	if (name.n == 0 || name.n > HOST_MOST)
		return false;
	while (name.n) {
		struct str_cut cut = str_cut(&name, '.');
		if (cut.head.n == 0 || cut.head.n > LABEL_MOST || (cut.ok && name.n == 0))
			return false;
		for (size_t i = 0; i < cut.head.n; i++)
			if (!name_byte(cut.head.p[i]))
				return false;
	}
	return true;
}

static bool all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* Dotted quad, four decimal parts without leading zeros. */
static bool quad_ok(str s)
{
	int parts = 0;

	for (bool more = true; more; parts++) {
		struct str_cut cut = str_cut(&s, '.');
		uint64_t v;
		if (parts == 4 || !str_to_u64(cut.head, 255, &v) || (cut.head.n > 1 && cut.head.p[0] == '0'))
			return false;
		more = cut.ok;
	}
	return parts == 4;
}

/* A last label that is a number makes browsers read the host as an IPv4 address in one of many forms: only the plain
 * form is taken, the others are refused. */
static bool numeric_end(str host)
{
	size_t at = host.n;

	while (at && host.p[at - 1] != '.')
		at--;
	str last = str_from(host, at);
	return all_digits(last) || (str_istarts(last, STR("0x")) && last.n > 1);
}

static bool v6_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (byte_hex(s.p[i]) < 0 && s.p[i] != ':' && s.p[i] != '.')
			return false;
	return s.n >= 2 && s.n <= 45 && str_find_byte(s, ':') < s.n;
}

static enum parse host_unicode(str raw, arena *mem, str *ret)
{
	char in[HOST_MOST * 4 + 1];
	char *out = NULL;

	if (raw.n >= sizeof(in) || !str_is_utf8(raw) || str_find_byte(raw, 0) < raw.n)
		return PARSE_BAD;
	bytes_copy(in, sizeof(in), raw);
	in[raw.n] = 0;
	int rc = idn2_lookup_u8((const uint8_t *)in, (uint8_t **)&out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (rc != IDN2_OK)
		return PARSE_BAD;
	str name = str_c(out);
	enum parse p = arena_fits(mem, name.n) ? PARSE_OK : PARSE_LIMIT;
	if (p == PARSE_OK)
		*ret = arena_str(mem, name);
	idn2_free(out);
	return p;
}

static enum parse host_lower(str raw, arena *mem, str *ret)
{
	if (!arena_fits(mem, raw.n))
		return PARSE_LIMIT;
	uint8_t *p = arena_new(mem, uint8_t, raw.n + 1);
	for (size_t i = 0; i < raw.n; i++)
		p[i] = byte_lower(raw.p[i]);
	*ret = (str){p, raw.n};
	return PARSE_OK;
}

static enum parse host_take(str raw, arena *mem, struct url *ret)
{
	enum parse p;
	bool ascii = true;

	if (raw.n >= 2 && raw.p[0] == '[' && raw.p[raw.n - 1] == ']') {
		raw = str_sub(raw, 1, raw.n - 2);
		ret->v6 = true;
		return v6_ok(raw) ? host_lower(raw, mem, &ret->host) : PARSE_BAD;
	}
	for (size_t i = 0; i < raw.n; i++)
		ascii = ascii && raw.p[i] < 0x80;
	p = ascii ? host_lower(raw, mem, &ret->host) : host_unicode(raw, mem, &ret->host);
	if (p != PARSE_OK)
		return p;
	if (ret->host.n && ret->host.p[ret->host.n - 1] == '.')
		ret->host.n--;
	ret->v4 = quad_ok(ret->host);
	return ret->v4 || (url_name_ok(ret->host) && !numeric_end(ret->host)) ? PARSE_OK : PARSE_BAD;
}

static enum parse authority_take(str raw, arena *mem, struct url *ret)
{
	size_t colon = raw.n;
	uint64_t port = ret->https ? 443 : 80;

	for (size_t i = raw.n; i > 0; i--) {
		if (raw.p[i - 1] == ']')
			break;
		if (raw.p[i - 1] == ':') {
			colon = i - 1;
			break;
		}
	}
	str digits = str_from(raw, colon + 1);
	if (digits.n && (!str_to_u64(digits, 65535, &port) || port == 0))
		return PARSE_BAD;
	ret->port = (uint16_t)port;
	/* '@' and '%' are no bytes of a name: user information and encoded hosts are refused below. */
	return host_take(str_sub(raw, 0, colon), mem, ret);
}

/* Drops the last segment that was put, but the first slash. */
static void segment_drop(uint8_t *p, size_t *n)
{
	while (*n && p[*n - 1] != '/')
		(*n)--;
	if (*n)
		(*n)--;
	while (*n && p[*n - 1] != '/')
		(*n)--;
}

/* Removes "." and ".." segments in place (RFC 3986 section 5.2.4); p begins with a slash. */
static size_t dots_remove(uint8_t *p, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n;) {
		size_t end = i;
		while (end < n && p[end] != '/')
			end++;
		bool slash = end < n;
		str seg = {p + i, end - i};
		/* Each segment is put with the slash behind it; the leading slash is a segment of no bytes. */
		if (str_eq(seg, STR(".."))) {
			segment_drop(p, &out);
			if (out == 0)
				p[out++] = '/';
		} else if (!str_eq(seg, STR("."))) {
			memmove(p + out, p + i, seg.n);
			out += seg.n;
			if (slash)
				p[out++] = '/';
		}
		i = end + 1;
	}
	return out;
}

static void path_byte_put(buf *b, uint8_t c)
{
	static const char hex[] = "0123456789ABCDEF";

	if (c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>') {
		buf_put_byte(b, c);
		return;
	}
	buf_put_byte(b, '%');
	buf_put_byte(b, (uint8_t)hex[c >> 4]);
	buf_put_byte(b, (uint8_t)hex[c & 15]);
}

/* Path (with the base's folder before it) and query into mem. */
static enum parse path_take(str folder, str raw, arena *mem, struct url *ret)
{
	AUTO(buf_release) buf b;
	size_t query = str_find_byte(raw, '?');

	buf_init(&b, URL_MOST);
	if (!folder.n)
		buf_put_byte(&b, '/');
	buf_put(&b, folder);
	for (size_t i = b.n == 1 && query && raw.n && (raw.p[0] == '/' || raw.p[0] == '\\'); i < query; i++)
		path_byte_put(&b, raw.p[i] == '\\' ? '/' : raw.p[i]);
	if (buf_full(&b))
		return PARSE_LIMIT;
	b.n = dots_remove(b.p, b.n);
	if (query < raw.n)
		for (size_t i = query; i < raw.n; i++)
			path_byte_put(&b, raw.p[i]);
	if (buf_full(&b) || !arena_fits(mem, b.n))
		return PARSE_LIMIT;
	ret->path = arena_str(mem, buf_str(&b));
	return PARSE_OK;
}

static bool is_slash(uint8_t c)
{
	return c == '/' || c == '\\';
}

/* What stands behind "//": host and path. */
static enum parse rest_take(str s, arena *mem, struct url *ret)
{
	size_t end = 0;

	while (end < s.n && !is_slash(s.p[end]) && s.p[end] != '?')
		end++;
	enum parse p = authority_take(str_sub(s, 0, end), mem, ret);
	return p != PARSE_OK ? p : path_take((str){0}, str_from(s, end), mem, ret);
}

/* Trims, cuts the fragment, refuses controls. */
static enum parse clean(str *s)
{
	*s = str_trim(*s);
	*s = str_sub(*s, 0, str_find_byte(*s, '#'));
	if (s->n > URL_MOST)
		return PARSE_LIMIT;
	for (size_t i = 0; i < s->n; i++)
		if (s->p[i] < ' ' || s->p[i] == 0x7f)
			return PARSE_BAD;
	return PARSE_OK;
}

/* Length of "scheme:" at the beginning, 0 when there is none. */
static size_t scheme_len(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ':')
			return i ? i + 1 : 0;
		if (!byte_is_alpha(s.p[i]) && (i == 0 || !(byte_is_digit(s.p[i]) || memchr("+-.", s.p[i], 3))))
			return 0;
	}
	return 0;
}

static enum parse absolute_take(str s, size_t scheme, arena *mem, struct url *ret)
{
	struct url u = {0};
	str name = str_sub(s, 0, scheme);

	if (str_ieq(name, STR("https:")))
		u.https = true;
	else if (!str_ieq(name, STR("http:")))
		return PARSE_BAD;
	s = str_from(s, scheme);
	if (s.n < 2 || !is_slash(s.p[0]) || !is_slash(s.p[1]))
		return PARSE_BAD;
	enum parse p = rest_take(str_from(s, 2), mem, &u);
	if (p == PARSE_OK)
		*ret = u;
	return p;
}

enum parse url_parse(str s, arena *mem, struct url *ret)
{
	enum parse p = clean(&s);

	return p != PARSE_OK ? p : absolute_take(s, scheme_len(s), mem, ret);
}

enum parse url_resolve(const struct url *base, str ref, arena *mem, struct url *ret)
{
	struct url u = *base;
	enum parse p = clean(&ref);

	if (p != PARSE_OK)
		return p;
	size_t scheme = scheme_len(ref);
	if (scheme)
		return absolute_take(ref, scheme, mem, ret);
	str base_path = str_sub(base->path, 0, str_find_byte(base->path, '?'));
	size_t folder = base_path.n;
	while (folder && base_path.p[folder - 1] != '/')
		folder--;
	if (ref.n >= 2 && is_slash(ref.p[0]) && is_slash(ref.p[1])) {
		u = (struct url){.https = base->https};
		p = rest_take(str_from(ref, 2), mem, &u);
	} else if (ref.n && is_slash(ref.p[0])) {
		p = path_take((str){0}, ref, mem, &u);
	} else if (ref.n && ref.p[0] == '?') {
		p = path_take(base_path, ref, mem, &u);
	} else if (ref.n) {
		p = path_take(str_sub(base_path, 0, folder), ref, mem, &u);
	}
	if (p == PARSE_OK)
		*ret = u;
	return p;
}

void url_put_host(buf *b, const struct url *u)
{
	if (u->v6)
		buf_put_byte(b, '[');
	buf_put(b, u->host);
	if (u->v6)
		buf_put_byte(b, ']');
	if (u->port != (u->https ? 443 : 80))
		buf_printf(b, ":%u", u->port);
}

void url_put(buf *b, const struct url *u)
{
	buf_put_c(b, u->https ? "https://" : "http://");
	url_put_host(b, u);
	buf_put(b, u->path);
}

bool url_same_site(const struct url *a, const struct url *b)
{
	return a->https == b->https && a->port == b->port && str_eq(a->host, b->host);
}
