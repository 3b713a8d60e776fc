#include "format/head_row.h"

#define TOP 5       /* rows among which a head that says nothing is taken for one */
#define WITHIN 1000 /* … and one whose names are known */
#define CELLS_MOST 256

/* nr3, tel1, 内容210 are names: these have letters, and no five digits in a row. */
static bool is_words(str s)
{
	size_t digits = 0;
	size_t letters = 0;

	for (size_t i = 0; i < s.n && digits < 5; i++) {
		digits = byte_is_digit(s.p[i]) ? digits + 1 : 0;
		letters += byte_is_alpha(s.p[i]) || s.p[i] >= 0x80;
	}
	return s.n <= 100 && digits < 5 && letters;
}

bool head_row_take(struct head_row *h, const str *cells, size_t n, bool (*is_name)(str text))
{
	bool first = h->rows == 0;
	bool top = h->rows < TOP;
	size_t words = 0, known = 0;

	if (h->rows >= WITHIN)
		return false;
	h->rows++;
	for (size_t i = 0; i < n; i++) {
		if (cells[i].n && !is_words(cells[i]))
			return false;
		words += cells[i].n > 0;
	}
	for (size_t i = 0; is_name && words > 1 && i < n && i < CELLS_MOST; i++)
		known += cells[i].n && is_name(cells[i]);
	if (known > 1 || (known && known * 2 > words)) {
		h->named = true;
		return true;
	}
	/* A title above the names is one cell; the names may still come. */
	bool plain = top && !h->named && (words > 1 || (words == 1 && n == 1 && first));

	h->named |= plain && n > 1;
	return plain;
}
