#include "format/url.h"

/* Length of "scheme:" at the start, or 0. */
static size_t scheme_of(str s)
{
	if (!s.n || !byte_is_alpha(s.p[0]))
		return 0;
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == ':')
			return i + 1;
		if (!byte_is_alnum(s.p[i]) && s.p[i] != '+' && s.p[i] != '-' && s.p[i] != '.')
			return 0;
	}
	return 0;
}

static bool is_slash(str s, size_t i)
{
	return i < s.n && (s.p[i] == '/' || s.p[i] == '\\');
}

/* Blanks and control characters at both ends. */
static str trim(str s)
{
	while (s.n && s.p[0] <= ' ')
		s = str_from(s, 1);
	while (s.n && s.p[s.n - 1] <= ' ')
		s.n--;
	return s;
}

bool url_read(str s, struct url *ret)
{
	s = trim(s);
	size_t n = scheme_of(s);
	str scheme = str_sub(s, 0, n);
	struct url u = {.https = str_ieq(scheme, STR("https:"))};

	if ((!u.https && !str_ieq(scheme, STR("http:"))) || !is_slash(s, n) || !is_slash(s, n + 1))
		return false;
	size_t from = n + 2;
	size_t end = from;

	while (end < s.n && !is_slash(s, end) && s.p[end] != '?' && s.p[end] != '#')
		end++;
	str authority = str_sub(s, from, end - from);

	u.path = str_from(s, end);
	for (size_t at; (at = str_find_byte(authority, '@')) < authority.n;)
		authority = str_from(authority, at + 1);
	size_t host_end = str_find_byte(authority, authority.n && authority.p[0] == '[' ? ']' : ':');
	str port = str_from(authority, host_end);
	uint64_t v = u.https ? 443 : 80;

	u.host = str_sub(authority, 0, host_end);
	if (u.host.n && u.host.p[0] == '[') {
		u.host = str_from(u.host, 1);
		port = str_from(port, 1);
	}
	if (port.n > 1 && !str_to_u64(str_from(port, 1), 65535, &v))
		return false;
	if (u.host.n && u.host.p[u.host.n - 1] == '.')
		u.host.n--;
	u.port = (uint16_t)v;
	if (!u.host.n)
		return false;
	*ret = u;
	return true;
}

bool url_is_other(str ref)
{
	ref = trim(ref);
	str scheme = str_sub(ref, 0, scheme_of(ref));

	return scheme.n && !str_ieq(scheme, STR("http:")) && !str_ieq(scheme, STR("https:"));
}

void url_put_host(buf *out, str host)
{
	for (size_t i = 0; i < host.n; i++)
		buf_put_byte(out, byte_lower(host.p[i]));
}

/* Puts ref without line ends and tabs, which browsers drop, and with backslashes before a '?' as slashes. */
static void put_clean(buf *out, str ref)
{
	bool query = false;

	for (size_t i = 0; i < ref.n; i++) {
		uint8_t c = ref.p[i];

		query = query || c == '?' || c == '#';
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		buf_put_byte(out, c == '\\' && !query ? '/' : c);
	}
}

/* Removes "." and ".." from the path that begins at `from` in out, in place. */
static void remove_dots(buf *out, size_t from)
{
	size_t to = from;
	size_t i = from;

	while (i < out->n && out->p[i] != '?' && out->p[i] != '#') {
		size_t end = i + 1;

		while (end < out->n && out->p[end] != '/' && out->p[end] != '?' && out->p[end] != '#')
			end++;
		str segment = {out->p + i, end - i};
		bool last = end >= out->n || out->p[end] != '/';

		if (str_eq(segment, STR("/.")) || str_eq(segment, STR("/.."))) {
			if (segment.n == 3)
				while (to > from && out->p[--to] != '/')
					;
			if (last)
				out->p[to++] = '/';
		} else {
			for (size_t k = 0; k < segment.n; k++)
				out->p[to++] = segment.p[k];
		}
		i = end;
	}
	while (i < out->n)
		out->p[to++] = out->p[i++];
	out->n = to;
}

void url_join(buf *out, str base, str ref)
{
	struct url b;
	struct url u;

	ref = trim(ref);
	if (url_is_other(ref) || url_read(ref, &u) || !url_read(base, &b)) {
		put_clean(out, ref);
		return;
	}
	size_t scheme = scheme_of(ref);

	/* "http:x" without slashes is relative. */
	ref = str_from(ref, scheme);
	base = trim(base);
	buf_put_c(out, b.https ? "https:" : "http:");
	if (is_slash(ref, 0) && is_slash(ref, 1)) {
		put_clean(out, ref);
		return;
	}
	str origin = str_sub(base, 0, base.n - b.path.n);

	put_clean(out, str_from(origin, scheme_of(base)));
	size_t from = out->n;
	size_t path_n = 0;

	while (path_n < b.path.n && b.path.p[path_n] != '?' && b.path.p[path_n] != '#')
		path_n++;
	str path = str_sub(b.path, 0, path_n);

	if (ref.n == 0) {
		put_clean(out, b.path);
	} else if (ref.p[0] == '?' || ref.p[0] == '#') {
		put_clean(out, path);
		put_clean(out, ref);
	} else if (is_slash(ref, 0)) {
		put_clean(out, ref);
	} else {
		while (path.n && path.p[path.n - 1] != '/')
			path.n--;
		put_clean(out, path.n ? path : STR("/"));
		put_clean(out, ref);
	}
	if (!buf_full(out))
		remove_dots(out, from);
}
