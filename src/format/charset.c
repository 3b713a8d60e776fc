#include "format/charset.h"

#include "format/charset_table.h"

#define META_BYTES ((size_t)4096) /* browsers look at 1,024; pages with a long comment first need more */
#define REPLACEMENT 0xfffd
#define UTF8_SURE 3 /* Chinese characters that must be valid UTF-8 before a label GBK is set aside */

static const char *const names[CHARSET_COUNT] = {"utf-8", "gb18030", "big5", "windows-1252", "utf-16le", "utf-16be"};

static const struct {
	str label;
	enum charset charset;
} labels[] = {
	{STR_INIT("utf-8"), CHARSET_UTF8},
	{STR_INIT("utf8"), CHARSET_UTF8},
	{STR_INIT("unicode-1-1-utf-8"), CHARSET_UTF8},
	{STR_INIT("gb18030"), CHARSET_GB18030},
	{STR_INIT("gbk"), CHARSET_GB18030},
	{STR_INIT("gb2312"), CHARSET_GB18030},
	{STR_INIT("gb_2312"), CHARSET_GB18030},
	{STR_INIT("gb_2312-80"), CHARSET_GB18030},
	{STR_INIT("x-gbk"), CHARSET_GB18030},
	{STR_INIT("chinese"), CHARSET_GB18030},
	{STR_INIT("cp936"), CHARSET_GB18030},
	{STR_INIT("windows-936"), CHARSET_GB18030},
	{STR_INIT("csgb2312"), CHARSET_GB18030},
	{STR_INIT("big5"), CHARSET_BIG5},
	{STR_INIT("big5-hkscs"), CHARSET_BIG5},
	{STR_INIT("cn-big5"), CHARSET_BIG5},
	{STR_INIT("x-x-big5"), CHARSET_BIG5},
	{STR_INIT("iso-8859-1"), CHARSET_LATIN1},
	{STR_INIT("latin1"), CHARSET_LATIN1},
	{STR_INIT("windows-1252"), CHARSET_LATIN1},
	{STR_INIT("us-ascii"), CHARSET_LATIN1},
	{STR_INIT("ascii"), CHARSET_LATIN1},
	{STR_INIT("utf-16"), CHARSET_UTF16LE},
	{STR_INIT("utf-16le"), CHARSET_UTF16LE},
	{STR_INIT("utf-16be"), CHARSET_UTF16BE},
};

const char *charset_name(enum charset c)
{
	return names[c];
}

bool charset_find(str label, enum charset *ret)
{
	label = str_trim(label);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		if (str_ieq(label, labels[i].label)) {
			*ret = labels[i].charset;
			return true;
		}
	}
	return false;
}

str charset_label(str content_type)
{
	static const str key = STR_INIT("charset");

	while (content_type.n) {
		content_type = str_from(content_type, str_ifind(content_type, key));
		content_type = str_trim(str_from(content_type, key.n));
		if (!content_type.n || content_type.p[0] != '=')
			continue;
		str v = str_trim(str_from(content_type, 1));

		if (v.n && (v.p[0] == '"' || v.p[0] == '\'')) {
			uint8_t quote = v.p[0];

			v = str_from(v, 1);
			return str_sub(v, 0, str_find_byte(v, quote));
		}
		size_t n = 0;

		while (n < v.n && v.p[n] != ';' && v.p[n] != '"' && v.p[n] != '\'' && v.p[n] != '>' && v.p[n] != '/' &&
		       !byte_is_space(v.p[n]))
			n++;
		return str_sub(v, 0, n);
	}
	return (str){0};
}

/* The charset that the first <meta …charset=…> names: both of HTML's forms have the word charset and a value. */
static bool choose_meta(str bytes, enum charset *ret)
{
	str head = str_sub(bytes, 0, META_BYTES);

	while (head.n) {
		head = str_from(head, str_ifind(head, STR("<meta")));
		size_t end = str_find_byte(head, '>');

		if (charset_find(charset_label(str_sub(head, 0, end)), ret)) {
			/* A page whose meta could be read is not UTF-16 (WHATWG HTML, prescan). */
			if (*ret == CHARSET_UTF16LE || *ret == CHARSET_UTF16BE)
				*ret = CHARSET_UTF8;
			return true;
		}
		head = str_from(head, end);
	}
	return false;
}

struct utf8_kinds {
	bool valid;
	size_t two;
	size_t three;
};

/* Is it UTF-8, and of how many characters beyond ASCII? A character cut off at the very end is forgiven (the page was
 * cut at a ceiling). */
static struct utf8_kinds utf8_kinds(str s)
{
	struct utf8_kinds k = {.valid = true};

	for (size_t tail = 0; tail < 3 && tail < s.n; tail++) {
		uint8_t c = s.p[s.n - 1 - tail];

		if (c >= 0xc0) {
			if (tail + 1 < (size_t)(c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2))
				s.n -= tail + 1;
			break;
		}
		if (c < 0x80)
			break;
	}
	k.valid = str_is_utf8(s);
	for (size_t i = 0; k.valid && i < s.n; i++) {
		k.two += s.p[i] >= 0xc0 && s.p[i] < 0xe0;
		k.three += s.p[i] >= 0xe0;
	}
	return k;
}

static bool choose_bom(str bytes, struct charset_choice *ret)
{
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		*ret = (struct charset_choice){CHARSET_UTF8, CHARSET_BY_BOM, false, 3};
	else if (str_starts(bytes, STR("\xff\xfe")))
		*ret = (struct charset_choice){CHARSET_UTF16LE, CHARSET_BY_BOM, false, 2};
	else if (str_starts(bytes, STR("\xfe\xff")))
		*ret = (struct charset_choice){CHARSET_UTF16BE, CHARSET_BY_BOM, false, 2};
	else if (str_starts(bytes, STR("\x84\x31\x95\x33")))
		*ret = (struct charset_choice){CHARSET_GB18030, CHARSET_BY_BOM, false, 4};
	else
		return false;
	return true;
}

struct charset_choice charset_choose(str bytes, str content_type)
{
	struct charset_choice c = {.by = CHARSET_BY_HEADER};

	if (choose_bom(bytes, &c))
		return c;
	bool labelled = charset_find(charset_label(content_type), &c.charset);

	if (!labelled) {
		c.by = CHARSET_BY_META;
		labelled = choose_meta(bytes, &c.charset);
	}
	if (labelled && (c.charset == CHARSET_UTF16LE || c.charset == CHARSET_UTF16BE))
		return c;
	struct utf8_kinds k = utf8_kinds(bytes);
	/* Chinese in GB18030 is hardly ever valid UTF-8 by chance for more than a word. */
	bool surely = k.valid && k.three >= UTF8_SURE && k.three >= k.two;

	if (!labelled) {
		c.by = CHARSET_BY_BYTES;
		c.charset = k.valid ? CHARSET_UTF8 : CHARSET_GB18030;
	} else if (c.charset == CHARSET_UTF8 ? !k.valid : surely) {
		buf none;

		buf_init(&none, 0);
		/* Not UTF-8: GB18030 where that fits better; a damaged UTF-8 page stays UTF-8. */
		bool gb = c.charset == CHARSET_UTF8 &&
			  charset_decode(CHARSET_GB18030, bytes, &none) < charset_decode(CHARSET_UTF8, bytes, &none);

		c.wrong_label = gb || surely;
		c.charset = gb ? CHARSET_GB18030 : CHARSET_UTF8;
	} else if (c.charset == CHARSET_LATIN1 && !k.valid) {
		/* A default of the server's (Apache's old one), said of Chinese pages too. */
		buf none;

		buf_init(&none, 0);
		if (charset_decode(CHARSET_GB18030, bytes, &none) == 0) {
			c.charset = CHARSET_GB18030;
			c.wrong_label = true;
		}
	}
	return c;
}

/* ---- decoders: each takes what begins at a non-ASCII byte, gives the code point and the bytes used (at least 1) ---- */

struct decoded {
	uint32_t cp;
	size_t n;
};

static struct decoded decode_gb4(const uint8_t *p)
{
	uint32_t linear = (((uint32_t)p[0] - 0x81) * 10 + (p[1] - 0x30u)) * 1260 + (p[2] - 0x81u) * 10 + (p[3] - 0x30u);

	if (linear >= 189000)
		return (struct decoded){linear - 189000 <= 0xfffff ? linear - 189000 + 0x10000 : REPLACEMENT, 4};
	if (linear > 39419)
		return (struct decoded){REPLACEMENT, 4};
	size_t lo = 0;
	size_t hi = charset_table_gb4_count;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (charset_table_gb4[mid].from <= linear)
			lo = mid;
		else
			hi = mid;
	}
	uint32_t to = charset_table_gb4[lo].to;

	return (struct decoded){to ? to + (linear - charset_table_gb4[lo].from) : REPLACEMENT, 4};
}

static struct decoded decode_gb(const uint8_t *p, size_t n)
{
	if (p[0] == 0x80)
		return (struct decoded){0x20ac, 1};
	if (p[0] == 0xff || n < 2)
		return (struct decoded){REPLACEMENT, 1};
	if (p[1] >= 0x30 && p[1] <= 0x39) {
		if (n >= 4 && p[2] >= 0x81 && p[2] <= 0xfe && p[3] >= 0x30 && p[3] <= 0x39)
			return decode_gb4(p);
		return (struct decoded){REPLACEMENT, 1};
	}
	if (p[1] < 0x40 || p[1] == 0x7f || p[1] == 0xff)
		return (struct decoded){REPLACEMENT, 1};
	size_t trail = p[1] - (p[1] > 0x7f ? 0x41u : 0x40u);
	uint32_t cp = charset_table_gb2[(p[0] - 0x81u) * 190u + trail];

	return cp ? (struct decoded){cp, 2} : (struct decoded){REPLACEMENT, p[1] < 0x80 ? 1 : 2};
}

static struct decoded decode_big5(const uint8_t *p, size_t n)
{
	if (p[0] < 0x81 || p[0] > 0xfe || n < 2)
		return (struct decoded){REPLACEMENT, 1};
	if (p[1] < 0x40 || (p[1] > 0x7e && p[1] < 0xa1) || p[1] > 0xfe)
		return (struct decoded){REPLACEMENT, 1};
	size_t trail = p[1] - (p[1] > 0x7e ? 0x62u : 0x40u);
	uint32_t cp = charset_table_big5[(p[0] - 0x81u) * 157u + trail];

	return cp ? (struct decoded){cp, 2} : (struct decoded){REPLACEMENT, p[1] < 0x80 ? 1 : 2};
}

static struct decoded decode_latin1(uint8_t c)
{
	/* windows-1252, 0x80..0x9f */
	static const uint16_t high[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
					  0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
					  0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
					  0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

	return (struct decoded){c < 0xa0 ? high[c - 0x80] : c, 1};
}

static struct decoded decode_utf8(str s, size_t at)
{
	size_t next = at;
	uint32_t cp = str_utf8_next(s, &next);

	return (struct decoded){cp, next - at};
}

/* At least two bytes; a surrogate without its other half is given as it is. */
static struct decoded decode_unit(bool big, const uint8_t *p, size_t n)
{
	uint32_t u = big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
	uint32_t low = 0;

	if (n >= 4)
		low = big ? (uint32_t)p[2] << 8 | p[3] : (uint32_t)p[3] << 8 | p[2];
	if (u >= 0xd800 && u < 0xdc00 && low >= 0xdc00 && low < 0xe000)
		return (struct decoded){0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00), 4};
	return (struct decoded){u, 2};
}

static size_t decode_utf16(bool big, str s, buf *out)
{
	size_t broken = s.n & 1;

	for (size_t i = 0; i + 1 < s.n;) {
		struct decoded d = decode_unit(big, s.p + i, s.n - i);

		broken += d.cp >= 0xd800 && d.cp < 0xe000;
		buf_put_utf8(out, d.cp);
		i += d.n;
	}
	return broken;
}

static struct decoded decode_one(enum charset c, str s, size_t at)
{
	return c == CHARSET_GB18030 ? decode_gb(s.p + at, s.n - at)
	       : c == CHARSET_BIG5  ? decode_big5(s.p + at, s.n - at)
	       : c == CHARSET_UTF8  ? decode_utf8(s, at)
				    : decode_latin1(s.p[at]);
}

uint32_t charset_step(enum charset c, str s, size_t at, size_t *ret_n)
{
	bool wide = c == CHARSET_UTF16LE || c == CHARSET_UTF16BE;
	struct decoded d = {s.p[at], 1};

	if (wide)
		d = s.n - at < 2 ? (struct decoded){REPLACEMENT, 1}
				 : decode_unit(c == CHARSET_UTF16BE, s.p + at, s.n - at);
	else if (s.p[at] >= 0x80)
		d = decode_one(c, s, at);
	*ret_n = d.n;
	return d.cp >= 0xd800 && d.cp < 0xe000 ? REPLACEMENT : d.cp;
}

size_t charset_decode(enum charset c, str s, buf *out)
{
	size_t broken = 0;

	if (c == CHARSET_UTF16LE || c == CHARSET_UTF16BE)
		return decode_utf16(c == CHARSET_UTF16BE, s, out);
	for (size_t at = 0; at < s.n;) {
		size_t run = at;

		while (run < s.n && s.p[run] < 0x80)
			run++;
		buf_put(out, str_sub(s, at, run - at));
		at = run;
		if (at >= s.n)
			break;
		struct decoded d = decode_one(c, s, at);

		if (d.cp == REPLACEMENT && !(c == CHARSET_UTF8 && d.n == 3))
			broken++;
		buf_put_utf8(out, d.cp);
		at += d.n;
	}
	return broken;
}
