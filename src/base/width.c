#include "base/width.h"

struct span {
	uint32_t lo;
	uint32_t hi;
};

/* Wide and Fullwidth ranges of EastAsianWidth.txt, neighbours merged where only unassigned points lie between. */
static const struct span wide[] = {
	{0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
	{0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
	{0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
	{0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
	{0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
	{0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
	{0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
	{0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
	{0xfe10, 0xfe19},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18aff},
	{0x1aff0, 0x1b2ff}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a},
	{0x1f200, 0x1f320}, {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca},
	{0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440},
	{0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a},
	{0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc},
	{0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb},
	{0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1faff},
	{0x20000, 0x2fffd}, {0x30000, 0x3fffd},
};

/* Combining marks and format characters, as far as they occur in texts we show. */
static const struct span none[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0e31, 0x0e31},
	{0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x2028, 0x202e},
	{0x2060, 0x206f}, {0x20d0, 0x20f0}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef},
};

static bool within(const struct span *list, size_t n, uint32_t cp)
{
	size_t lo = 0;
	size_t hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (cp > list[mid].hi)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && cp >= list[lo].lo;
}

unsigned width_of_char(uint32_t cp)
{
	if (cp < 0x300)
		return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ? 0 : 1;
	if (within(none, ARRAY_LEN(none), cp))
		return 0;
	return within(wide, ARRAY_LEN(wide), cp) ? 2 : 1;
}

size_t width_of(str s)
{
	size_t columns = 0;

	for (size_t at = 0; at < s.n;)
		columns += width_of_char(str_utf8_next(s, &at));
	return columns;
}

str width_cut(str s, size_t columns)
{
	size_t used = 0;

	for (size_t at = 0; at < s.n;) {
		size_t was = at;

		used += width_of_char(str_utf8_next(s, &at));
		if (used > columns)
			return str_sub(s, 0, was);
	}
	return s;
}

static void blanks(buf *b, size_t n)
{
	while (n--)
		buf_put_byte(b, ' ');
}

void width_put_left(buf *b, str s, size_t columns)
{
	size_t w = width_of(s);

	buf_put(b, s);
	blanks(b, w < columns ? columns - w : 0);
}

void width_put_right(buf *b, str s, size_t columns)
{
	size_t w = width_of(s);

	blanks(b, w < columns ? columns - w : 0);
	buf_put(b, s);
}

/* Punctuation that may not begin a line (，。；：！？、）》」』】 and their ASCII kin). */
static bool clings(uint32_t cp)
{
	static const uint32_t list[] = {0x3001, 0x3002, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0xff01,
					0xff09, 0xff0c, 0xff1a, 0xff1b, 0xff1f, 0x2026, 0x201d, ',',
					'.',    ';',    ':',    ')',    '!',    '?',    '%'};

	for (size_t i = 0; i < ARRAY_LEN(list); i++)
		if (list[i] == cp)
			return true;
	return false;
}

/* Opening marks that may not end a line. */
static bool opens(uint32_t cp)
{
	return cp == '(' || cp == 0x300a || cp == 0x300c || cp == 0x300e || cp == 0x3010 || cp == 0xff08 ||
	       cp == 0x201c;
}

/* Bytes of s that make the next line of at most `columns`; at least one character. */
static size_t line_length(str s, size_t columns)
{
	size_t used = 0;
	size_t best = 0;
	uint32_t before = 0;

	for (size_t at = 0; at < s.n;) {
		size_t was = at;
		uint32_t cp = str_utf8_next(s, &at);
		bool may = was && !opens(before) && !clings(cp) &&
			   (cp == ' ' || width_of_char(cp) == 2 || width_of_char(before) == 2);

		if (may)
			best = was;
		used += width_of_char(cp);
		if (used > columns && was)
			return best ? best : was;
		before = cp;
	}
	return s.n;
}

static void put_paragraph(buf *b, str s, size_t indent, size_t columns)
{
	if (str_starts(s, STR("  "))) {
		blanks(b, indent);
		buf_put(b, s);
		buf_put_byte(b, '\n');
		return;
	}
	while (s.n) {
		size_t n = line_length(s, columns > indent + 20 ? columns - indent : 20);
		str line = str_sub(s, 0, n);

		while (line.n && line.p[line.n - 1] == ' ')
			line.n--;
		blanks(b, indent);
		buf_put(b, line);
		buf_put_byte(b, '\n');
		s = str_from(s, n);
		while (s.n && s.p[0] == ' ')
			s = str_from(s, 1);
	}
}

void width_put_wrapped(buf *b, str s, size_t indent, size_t columns)
{
	while (s.n) {
		str line = str_cut(&s, '\n').head;

		if (line.n)
			put_paragraph(b, line, indent, columns);
		else
			buf_put_byte(b, '\n');
	}
}
