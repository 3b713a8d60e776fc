#include "ident/fold.h"

static const struct {
	uint32_t from;
	uint32_t to;
	unsigned bits;
} pairs[] = {
	{0x00a0, ' ', FOLD_SPACE},          {0x00ad, ' ', FOLD_SPACE},          {0x2010, '-', FOLD_DASH},
	{0x2011, '-', FOLD_DASH},           {0x2012, '-', FOLD_DASH},           {0x2013, '-', FOLD_DASH},
	{0x2014, '-', FOLD_DASH},           {0x2015, '-', FOLD_DASH},           {0x2212, '-', FOLD_DASH},
	{0x3000, ' ', FOLD_SPACE},          {0xfeff, ' ', FOLD_SPACE},          {0x5099, 0x5907, FOLD_TRADITIONAL},
	{0x865f, 0x53f7, FOLD_TRADITIONAL}, {0x8b49, 0x8bc1, FOLD_TRADITIONAL}, {0x8a3c, 0x8bc1, FOLD_TRADITIONAL},
	{0x8a31, 0x8bb8, FOLD_TRADITIONAL}, {0x7db2, 0x7f51, FOLD_TRADITIONAL},
};

static uint32_t fold_cp(uint32_t cp, unsigned *ret_bits)
{
	*ret_bits = 0;
	if (cp < 0x80) {
		if (cp != ' ' && !(cp >= '\t' && cp <= '\r'))
			return cp;
		*ret_bits = FOLD_SPACE;
		return ' ';
	}
	if (cp > 0xff00 && cp < 0xff5f) {
		/* Full-width punctuation is how Chinese is written; letters, digits and dashes are not. */
		cp -= 0xfee0;
		*ret_bits = byte_is_alnum((uint8_t)cp) || cp == '-' ? FOLD_FULL_WIDTH : 0;
		return cp;
	}
	if (cp >= 0x2000 && cp <= 0x200f) {
		*ret_bits = FOLD_SPACE;
		return ' ';
	}
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		if (pairs[i].from == cp) {
			*ret_bits = pairs[i].bits;
			return pairs[i].to;
		}
	}
	return cp;
}

uint32_t fold_peek(const struct fold *f, size_t *ret_next, unsigned *ret_bits)
{
	size_t at = f->at;

	*ret_bits = 0;
	*ret_next = at;
	if (at >= f->text.n)
		return 0;
	uint32_t cp = str_utf8_next(f->text, &at);

	*ret_next = at;
	return fold_cp(cp, ret_bits);
}

bool fold_take(struct fold *f, uint32_t cp)
{
	size_t next;
	unsigned bits;

	if (fold_peek(f, &next, &bits) != cp || next == f->at)
		return false;
	f->at = next;
	f->bits |= bits;
	return true;
}

bool fold_letter(struct fold *f, uint32_t capital)
{
	if (fold_take(f, capital))
		return true;
	if (!fold_take(f, capital + 32))
		return false;
	f->bits |= FOLD_LOWER;
	return true;
}

void fold_spaces(struct fold *f, unsigned most)
{
	while (most-- && fold_take(f, ' '))
		;
}

size_t fold_digits(struct fold *f, char *digits, size_t size, bool blanks)
{
	size_t n = 0;

	for (;;) {
		struct fold t = *f;
		size_t next;
		unsigned bits;

		if (blanks && n)
			fold_spaces(&t, 1);
		uint32_t cp = fold_peek(&t, &next, &bits);

		if (cp < '0' || cp > '9')
			break;
		t.at = next;
		t.bits |= bits;
		*f = t;
		if (n + 1 < size)
			digits[n] = (char)cp;
		n++;
	}
	digits[n < size ? n : size - 1] = 0;
	return n;
}

uint32_t fold_before(str text, size_t at, size_t *ret_from)
{
	size_t from = at;
	unsigned bits;

	*ret_from = at;
	if (at == 0 || at > text.n)
		return 0;
	do
		from--;
	while (from && at - from < 4 && (text.p[from] & 0xc0) == 0x80);
	*ret_from = from;
	size_t next = from;
	uint32_t cp = str_utf8_next(text, &next);

	return fold_cp(next == at ? cp : 0xfffd, &bits);
}
