#include "base/near.h"

#define NEAR_MOST 63 /* longer names are not mistyped ones */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t near_distance(str a, str b)
{
	/* Rows i-2, i-1 and i of the table. */
	size_t row[3][NEAR_MOST + 1];

	if (a.n > NEAR_MOST || b.n > NEAR_MOST)
		return a.n > b.n ? a.n : b.n;
	for (size_t j = 0; j <= b.n; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *now = row[i % 3];
		const size_t *up = row[(i - 1) % 3];
		const size_t *up2 = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			now[j] = least(least(up[j] + 1, now[j - 1] + 1), up[j - 1] + (a.p[i - 1] != b.p[j - 1]));
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				now[j] = least(now[j], up2[j - 2] + 1);
		}
	}
	return row[a.n % 3][b.n];
}

bool near_better(str typed, str b, size_t *best)
{
	size_t d = near_distance(typed, b);
	bool head = typed.n >= 2 && str_starts(b, typed);

	if (head)
		d = 1;
	if ((!head && d > 1 + typed.n / 4) || d >= *best)
		return false;
	*best = d;
	return true;
}
