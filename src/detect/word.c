#include "detect/word.h"

/* KIND_… by number in a byte; the table is sorted by text. */
static const struct word words[] = {
#define BOTH WORD_BOTH
#define TEXT WORD_TEXT
#define NAME WORD_NAME
#define WHOLE WORD_WHOLE
#define WORD(text, where, points, ...) {STR_INIT(text), where, points, {__VA_ARGS__}},
#include "detect/word.def"
#undef WORD
#undef BOTH
#undef TEXT
#undef NAME
#undef WHOLE
};

static bool is_break(uint32_t c)
{
	return c == ' ' || c == '_' || c == '-' || c == '.' || c == '/' || c == '\t' || c == 0xa0 || c == 0x3000;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == 0xa0 || c == 0x3000;
}

static bool is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

/* Does a capital at `at` begin a new word: userPhone, IDCard? */
static bool is_hump(str s, size_t at)
{
	if (!at || !is_upper(s.p[at]))
		return false;
	return is_lower(s.p[at - 1]) || (is_upper(s.p[at - 1]) && at + 1 < s.n && is_lower(s.p[at + 1]));
}

size_t word_plain(str s, uint8_t *ret, size_t size)
{
	size_t n = 0;
	size_t alone = 0; /* signs since the last break, 1: nothing but a Chinese character */

	for (size_t at = 0; at < s.n && n + 4 < size;) {
		size_t from = at;
		uint32_t c = s.p[at];

		/* Most are letters and digits, or Chinese. */
		if (is_lower((uint8_t)c) || byte_is_digit((uint8_t)c)) {
			ret[n++] = s.p[at++];
			alone = 2;
			continue;
		}
		if (str_han(s, at)) {
			memcpy(ret + n, s.p + at, 3);
			n += 3;
			at += 3;
			alone++;
			continue;
		}
		c = str_utf8_next(s, &at);
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		/* Forms set the two characters of a short word apart: 姓　名. */
		bool spread = alone == 1 && is_blank(c);

		while (spread && is_blank(s.n > at ? str_utf8_next(s, &(size_t){at}) : 0))
			(void)str_utf8_next(s, &at);
		alone = is_break(c) ? 0 : 2;
		if (spread && at + 3 <= s.n && s.p[at] >= 0xe4 && s.p[at] <= 0xe9)
			continue;
		if (is_break(c) || is_hump(s, from)) {
			if (n && ret[n - 1] != '_')
				ret[n++] = '_';
			if (is_break(c))
				continue;
		}
		if (c < 0x80) {
			ret[n++] = byte_lower((uint8_t)c);
			continue;
		}
		for (size_t i = from; i < at && n < size; i++)
			ret[n++] = s.p[i];
	}
	return n;
}

static uint8_t byte_of(size_t i, size_t depth)
{
	return depth < words[i].text.n ? words[i].text.p[depth] : 0;
}

/* First word of [from, to), which agree up to depth, whose byte there is not below c. */
static size_t lower(size_t from, size_t to, size_t depth, unsigned c)
{
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (byte_of(middle, depth) < c)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static bool stands_free(str plain, size_t at, const struct word *w)
{
	size_t end = at + w->text.n;

	if (w->text.p[0] < 0x80 && at && byte_is_alpha(plain.p[at - 1]))
		return false;
	return w->text.p[w->text.n - 1] >= 0x80 || end >= plain.n || !byte_is_alpha(plain.p[end]);
}

const struct word *word_at(str plain, size_t at, unsigned where)
{
	const struct word *best = NULL;
	size_t from = 0;
	size_t to = ARRAY_LEN(words);
	uint8_t first = at < plain.n ? plain.p[at] : 0;

	/* At most places none can begin: digits and signs, within a character, within a word of ASCII. */
	if (first < words[0].text.p[0] || (first & 0xc0) == 0x80 ||
	    (first < 0x80 && at && byte_is_alpha(plain.p[at - 1])))
		return NULL;

	for (size_t depth = 0; at + depth < plain.n && from < to; depth++) {
		uint8_t c = plain.p[at + depth];

		from = lower(from, to, depth, c);
		to = lower(from, to, depth, (unsigned)c + 1);
		if (from < to && words[from].text.n == depth + 1 && (words[from].where & where) &&
		    stands_free(plain, at, &words[from]))
			best = &words[from];
	}
	return best;
}

bool word_whole(str s)
{
	uint8_t space[64];
	str plain = {space, word_plain(s, space, sizeof(space))};
	const struct word *w = word_at(plain, 0, WORD_BOTH);

	return w && w->text.n == plain.n;
}

bool word_starts(str s)
{
	uint8_t space[64];
	str plain = {space, word_plain(s, space, sizeof(space))};
	const struct word *w = word_at(plain, 0, WORD_BOTH);

	return w && w->text.n >= 6 && w->text.p[0] >= 0x80;
}

bool word_is_of(const struct word *w, enum kind k)
{
	for (size_t i = 0; i < WORD_KINDS && w->kinds[i]; i++)
		if (w->kinds[i] == (uint8_t)k)
			return true;
	return false;
}
