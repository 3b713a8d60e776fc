#include "ident/squash.h"

#include "base/hidden.h"

struct run {
	uint32_t from;
	uint32_t to;
	uint32_t first; /* what `from` folds to; the others follow */
	uint32_t wrap;  /* 0, or after how many it begins again */
};
static const struct run runs[] = {
	{0x660, 0x669, '0', 0},      {0x6f0, 0x6f9, '0', 0},     {0x2074, 0x2079, '4', 0},
	{0x2080, 0x2089, '0', 0},    {0x2460, 0x2468, '1', 0},   {0x24b6, 0x24cf, 'a', 0},
	{0x24d0, 0x24e9, 'a', 0},    {0x2776, 0x277e, '1', 0},   {0x2780, 0x2788, '1', 0},
	{0x278a, 0x2792, '1', 0},    {0xff01, 0xff5e, '!', 0},   {0x1d400, 0x1d6a3, 'a', 26},
	{0x1d7ce, 0x1d7ff, '0', 10}, {0x1f130, 0x1f149, 'a', 0}, {0x1f150, 0x1f169, 'a', 0},
};

/* Pairs: each character of the first folds to that of the second at the same place. */
static const struct {
	const char *from;
	const char *to;
} pairs[] = {
	{"〇零一二三四五六七八九", "00123456789"},
	{"壹贰叁肆伍陆柒捌玖", "123456789"},
	{"⁰¹²³⓪", "01230"},
	{"。｡·・･•․‧⋅∙۔﹒", "............"},
	{"：︰∶꞉﹕", ":::::"},
	{"⁄∕／", "///"},
	{"【［｛「『〔〈《（⟨", "(((((((((("},
	{"】］｝」』〕〉》）⟩", "))))))))))"},
	{"‐‑‒–—―−﹣", "--------"},
	{"аеорсухіјѕԁһкАВЕКМНОРСТХ", "aeopcyxijsdhkabekmhopctx"},
	{"οαινκρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oaivkptuabezhikmnoptyx"},
};

static uint32_t of_pairs(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		str from = str_c(pairs[i].from);
		size_t n = 0;

		for (size_t at = 0; at < from.n; n++)
			if (str_utf8_next(from, &at) == cp)
				return (uint8_t)pairs[i].to[n];
	}
	return cp;
}

static uint32_t fold(uint32_t cp)
{
	for (size_t i = 0; cp >= 0x80 && i < ARRAY_LEN(runs); i++) {
		const struct run *r = &runs[i];

		if (cp >= r->from && cp <= r->to) {
			cp = r->first + (r->wrap ? (cp - r->from) % r->wrap : cp - r->from);
			break;
		}
	}
	if (cp >= 0x80)
		cp = of_pairs(cp);
	if (cp == '[' || cp == '{' || cp == '<')
		return '(';
	if (cp == ']' || cp == '}' || cp == '>')
		return ')';
	if (cp < 0x80)
		return byte_is_space((uint8_t)cp) ? ' ' : byte_lower((uint8_t)cp);
	return cp;
}

static bool is_blank(uint32_t cp)
{
	return cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x202f || cp == 0x205f ||
	       cp == 0x3000;
}

/* Not seen at all: hidden characters, marks over letters, forms of a character. */
static bool is_nothing(uint32_t cp)
{
	return hidden_char(cp) || (cp >= 0x300 && cp <= 0x36f) || (cp >= 0xfe00 && cp <= 0xfe0f) ||
	       (cp >= 0xe0100 && cp <= 0xe01ef);
}

static int hex(uint8_t c)
{
	c = byte_lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_char(buf *b, uint32_t cp)
{
	cp = fold(cp);
	if (cp == ' ' && (b->n == 0 || b->p[b->n - 1] == ' '))
		return;
	buf_put_utf8(b, cp);
}

static void put_folded(buf *b, str s)
{
	for (size_t at = 0; at < s.n;) {
		/* %2e */
		if (s.p[at] == '%' && at + 2 < s.n && hex(s.p[at + 1]) >= 2 && hex(s.p[at + 1]) < 8 &&
		    hex(s.p[at + 2]) >= 0) {
			put_char(b, (uint32_t)(hex(s.p[at + 1]) << 4 | hex(s.p[at + 2])));
			at += 3;
			continue;
		}
		uint32_t cp = str_utf8_next(s, &at);

		if (is_blank(cp))
			put_char(b, ' ');
		else if (!is_nothing(cp))
			put_char(b, cp);
	}
}

/* Length of ".", "dot" or "点" at the beginning, 0: none. */
static size_t dot_word(str s)
{
	return str_starts(s, STR(".")) || str_starts(s, STR(":")) || str_starts(s, STR("/")) ? 1
	       : str_starts(s, STR("dot")) || str_starts(s, STR("点"))                       ? 3
											     : 0;
}

/* "(.)", "( dot )", " dot ", "1点2": how long it is, 0: none of these. *ret: what stands for it. */
static size_t defanged(str s, size_t at, uint8_t *ret)
{
	str rest = str_from(s, at);
	bool bracket = rest.p[0] == '(', blank = rest.p[0] == ' ';
	size_t i = bracket || blank ? 1 : 0;

	i += bracket && i < rest.n && rest.p[i] == ' ';
	size_t n = i < rest.n ? dot_word(str_from(rest, i)) : 0;

	if (n == 0)
		return 0;
	*ret = n == 1 ? rest.p[i] : '.';
	i += n;
	if (bracket) {
		i += i < rest.n && rest.p[i] == ' ';
		return i < rest.n && rest.p[i] == ')' ? i + 1 : 0;
	}
	if (n == 1)
		return 0;
	if (blank)
		return i < rest.n && rest.p[i] == ' ' ? i + 1 : 0;
	return rest.p[0] > 0x7f && at && byte_is_alnum(s.p[at - 1]) && i < rest.n && byte_is_alnum(rest.p[i]) ? i : 0;
}

void squash_words(buf *b, str s)
{
	AUTO(buf_release) buf folded;

	buf_init(&folded, 4 * s.n + 16);
	put_folded(&folded, s);
	s = buf_str(&folded);
	for (size_t at = 0; at < s.n;) {
		uint8_t mark = 0;
		size_t n = defanged(s, at, &mark);

		if (n) {
			buf_put_byte(b, mark);
			at += n;
		} else if (str_starts(str_from(s, at), STR("hxxp"))) {
			buf_put_c(b, "http");
			at += 4;
		} else {
			buf_put_byte(b, s.p[at++]);
		}
	}
}

static bool is_letter(uint8_t c)
{
	return c > 0x7f || byte_is_alnum(c);
}

static uint8_t last_of(const buf *b)
{
	return b->n ? b->p[b->n - 1] : 0;
}

void squash_tight(buf *b, str s)
{
	for (size_t at = 0; at < s.n; at++) {
		uint8_t c = s.p[at], was = last_of(b);
		bool before_digit = false;
		size_t next = at + 1;

		while (next < s.n && s.p[next] == ' ')
			next++;
		before_digit = next < s.n && byte_is_digit(s.p[next]);
		if (c == '0' && was == '.' && at + 1 < s.n && byte_is_digit(s.p[at + 1]))
			continue;
		if (is_letter(c))
			buf_put_byte(b, c);
		else if ((c == '.' || c == ':') && was != c)
			buf_put_byte(b, c);
		else if (c != ' ' && c != '.' && c != ':' && byte_is_digit(was) && before_digit)
			buf_put_byte(b, '.');
	}
}

void squash_bare(buf *b, str s)
{
	for (size_t at = 0; at < s.n; at++)
		if (is_letter(s.p[at]))
			buf_put_byte(b, s.p[at]);
}
