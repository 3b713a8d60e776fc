/* Character references (WHATWG HTML section 13.2.5.72 to 13.2.5.80) with the names in common use. */
#include "format/html.h"

#define NAME_MOST 24

struct entity {
	str name;
	uint16_t cp;
	bool bare; /* also without ';' */
};

/* Sorted by name in byte order. */
static const struct entity entities[] = {
	{STR_INIT("AMP"), '&', true},        {STR_INIT("COPY"), 0xa9, true},
	{STR_INIT("GT"), '>', true},         {STR_INIT("LT"), '<', true},
	{STR_INIT("NewLine"), '\n', false},  {STR_INIT("QUOT"), '"', true},
	{STR_INIT("REG"), 0xae, true},       {STR_INIT("TRADE"), 0x2122, false},
	{STR_INIT("Tab"), '\t', false},      {STR_INIT("ZeroWidthSpace"), 0x200b, false},
	{STR_INIT("acute"), 0xb4, true},     {STR_INIT("amp"), '&', true},
	{STR_INIT("apos"), '\'', false},     {STR_INIT("ast"), '*', false},
	{STR_INIT("brvbar"), 0xa6, true},    {STR_INIT("bull"), 0x2022, false},
	{STR_INIT("cedil"), 0xb8, true},     {STR_INIT("cent"), 0xa2, true},
	{STR_INIT("check"), 0x2713, false},  {STR_INIT("colon"), ':', false},
	{STR_INIT("comma"), ',', false},     {STR_INIT("commat"), '@', false},
	{STR_INIT("copy"), 0xa9, true},      {STR_INIT("curren"), 0xa4, true},
	{STR_INIT("dash"), 0x2010, false},   {STR_INIT("deg"), 0xb0, true},
	{STR_INIT("divide"), 0xf7, true},    {STR_INIT("dollar"), '$', false},
	{STR_INIT("emsp"), 0x2003, false},   {STR_INIT("ensp"), 0x2002, false},
	{STR_INIT("equals"), '=', false},    {STR_INIT("euro"), 0x20ac, false},
	{STR_INIT("excl"), '!', false},      {STR_INIT("frac12"), 0xbd, true},
	{STR_INIT("frac14"), 0xbc, true},    {STR_INIT("gt"), '>', true},
	{STR_INIT("hellip"), 0x2026, false}, {STR_INIT("hyphen"), 0x2010, false},
	{STR_INIT("iexcl"), 0xa1, true},     {STR_INIT("iquest"), 0xbf, true},
	{STR_INIT("laquo"), 0xab, true},     {STR_INIT("larr"), 0x2190, false},
	{STR_INIT("lbrace"), '{', false},    {STR_INIT("lbrack"), '[', false},
	{STR_INIT("ldquo"), 0x201c, false},  {STR_INIT("lowbar"), '_', false},
	{STR_INIT("lpar"), '(', false},      {STR_INIT("lsaquo"), 0x2039, false},
	{STR_INIT("lsquo"), 0x2018, false},  {STR_INIT("lt"), '<', true},
	{STR_INIT("macr"), 0xaf, true},      {STR_INIT("mdash"), 0x2014, false},
	{STR_INIT("micro"), 0xb5, true},     {STR_INIT("middot"), 0xb7, true},
	{STR_INIT("minus"), 0x2212, false},  {STR_INIT("nbsp"), 0xa0, true},
	{STR_INIT("ndash"), 0x2013, false},  {STR_INIT("not"), 0xac, true},
	{STR_INIT("num"), '#', false},       {STR_INIT("ordf"), 0xaa, true},
	{STR_INIT("ordm"), 0xba, true},      {STR_INIT("para"), 0xb6, true},
	{STR_INIT("percnt"), '%', false},    {STR_INIT("period"), '.', false},
	{STR_INIT("plus"), '+', false},      {STR_INIT("plusmn"), 0xb1, true},
	{STR_INIT("pound"), 0xa3, true},     {STR_INIT("quest"), '?', false},
	{STR_INIT("quot"), '"', true},       {STR_INIT("raquo"), 0xbb, true},
	{STR_INIT("rarr"), 0x2192, false},   {STR_INIT("rbrace"), '}', false},
	{STR_INIT("rbrack"), ']', false},    {STR_INIT("rdquo"), 0x201d, false},
	{STR_INIT("reg"), 0xae, true},       {STR_INIT("rpar"), ')', false},
	{STR_INIT("rsaquo"), 0x203a, false}, {STR_INIT("rsquo"), 0x2019, false},
	{STR_INIT("sect"), 0xa7, true},      {STR_INIT("semi"), ';', false},
	{STR_INIT("shy"), 0xad, true},       {STR_INIT("sol"), '/', false},
	{STR_INIT("sup1"), 0xb9, true},      {STR_INIT("sup2"), 0xb2, true},
	{STR_INIT("sup3"), 0xb3, true},      {STR_INIT("thinsp"), 0x2009, false},
	{STR_INIT("times"), 0xd7, true},     {STR_INIT("trade"), 0x2122, false},
	{STR_INIT("uml"), 0xa8, true},       {STR_INIT("verbar"), '|', false},
	{STR_INIT("yen"), 0xa5, true},       {STR_INIT("zwj"), 0x200d, false},
	{STR_INIT("zwnj"), 0x200c, false},
};

static const struct entity *find(str name)
{
	size_t lo = 0;
	size_t hi = ARRAY_LEN(entities);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(entities[mid].name, name);

		if (c == 0)
			return &entities[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* windows-1252 for 0x80..0x9f (section 13.2.5.80). */
static uint32_t numeric(uint32_t v)
{
	static const uint16_t high[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
					  0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
					  0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
					  0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

	return v == 0 ? 0xfffd : v >= 0x80 && v < 0xa0 ? high[v - 0x80] : v;
}

/* &#123; &#x1f; — s begins at '&'. Bytes used, 0 when it is none. */
static size_t put_number(buf *out, str s)
{
	bool hex = s.n > 2 && (s.p[2] == 'x' || s.p[2] == 'X');
	size_t from = hex ? 3 : 2;
	size_t i = from;
	uint32_t v = 0;

	for (; i < s.n; i++) {
		int d = hex ? byte_hex(s.p[i]) : byte_is_digit(s.p[i]) ? s.p[i] - '0' : -1;

		if (d < 0)
			break;
		if (v < 0x110000)
			v = v * (hex ? 16 : 10) + (uint32_t)d;
	}
	if (i == from)
		return 0;
	buf_put_utf8(out, numeric(v));
	return i < s.n && s.p[i] == ';' ? i + 1 : i;
}

/* &name; or &name — bytes used, 0 when it is none. */
static size_t put_name(buf *out, str s, bool in_attr)
{
	size_t n = 0;

	while (n < NAME_MOST && n + 1 < s.n && byte_is_alnum(s.p[n + 1]))
		n++;
	bool closed = n + 1 < s.n && s.p[n + 1] == ';';
	const struct entity *e = closed ? find(str_sub(s, 1, n)) : NULL;

	if (e) {
		buf_put_utf8(out, e->cp);
		return n + 2;
	}
	for (size_t len = n < 6 ? n : 6; len >= 2; len--) {
		e = find(str_sub(s, 1, len));
		if (!e || !e->bare)
			continue;
		uint8_t next = len + 1 < s.n ? s.p[len + 1] : 0;

		if (in_attr && (next == '=' || byte_is_alnum(next)))
			return 0;
		buf_put_utf8(out, e->cp);
		return len + 1;
	}
	return 0;
}

void html_decode(buf *out, str raw, bool in_attr)
{
	for (size_t at = 0; at < raw.n;) {
		size_t n = str_find_byte(str_from(raw, at), '&');

		buf_put(out, str_sub(raw, at, n));
		at += n;
		if (at >= raw.n)
			return;
		str s = str_from(raw, at);
		size_t used = s.n > 1 && s.p[1] == '#' ? put_number(out, s) : put_name(out, s, in_attr);

		if (used == 0) {
			buf_put_byte(out, '&');
			used = 1;
		}
		at += used;
	}
}
