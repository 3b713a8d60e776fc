/* Where a literal stands (find_sieve.c said so): whose is it, and what does it belong to? */
#include "detect/find_priv.h"

#define WINDOW_BEFORE 512
#define WINDOW_BEHIND 4096

/* Behind a line's end only ASCII counts, and only for what is made of lines: it reads alike in all encodings. */
static size_t window_end(const struct find_scan *s, const struct literal *l, size_t at)
{
	size_t to = s->line_to;

	if (l->text.p[0] == '-' && str_starts(l->text, STR("-----")) && !s->depth)
		while (to < s->text.all && to - at < WINDOW_BEHIND && s->text.p[to] < 0x80)
			to++;
	return to - at > WINDOW_BEHIND ? at + WINDOW_BEHIND : to;
}

/* The value may stand in the next line: told with the line of its name, so that it is found wherever a file is cut. */
static bool literal_try_ahead(struct find_scan *s, size_t i, size_t at, size_t from)
{
	struct anchored a = {0};
	size_t end = 0;
	uint64_t until = s->f->stream.until;

	if (s->depth || !s->whole || !literal_goes_on((str){s->text.p, s->text.all}, at, s->line_to, &end))
		return false;
	if (until && find_offset(s->f, &s->text, at) >= until)
		return false;
	if (!literal_take_ahead(i, (str){s->text.p + from, end - from}, at - from, s->line_to - from, &a) || !a.n)
		return false;
	from += a.from;
	find_weigh_in(s, from, a.n, NULL, &a.hit, 1, (struct find_scope){NULL, from, from + a.n});
	return true;
}

static bool literal_try(struct find_scan *s, size_t i, size_t at)
{
	const struct literal *l = &literals[i];

	if (!find_literal_is(l, (str){s->text.p + at, s->line_to - at}))
		return false;
	size_t from = s->line_from;
	size_t to = window_end(s, l, at);
	size_t cell = 0;

	/* In a row other cells are not about it. */
	bool row = find_cell_of(s, at, &from, &cell);

	if (row && to <= s->line_to && cell > at)
		to = cell < to ? cell : to;
	from = at - from > WINDOW_BEFORE ? at - WINDOW_BEFORE : from;
	while (from < at && (s->text.p[from] & 0xc0) == 0x80)
		from++;
	struct anchored a = {0};
	struct anchored b = {0};
	str window = {s->text.p + from, to - from};

	if (!literal_take(i, window, at - from, &a) || !a.n || a.from + a.n > window.n)
		return !row && literal_try_ahead(s, i, at, from);
	find_weigh(s, from + a.from, a.n, NULL, &a.hit, 1);
	size_t end = from + a.from + a.n;

	if (literal_beside(window, &a, &b)) {
		find_weigh(s, from + b.from, b.n, NULL, &b.hit, 1);
		end = from + b.from + b.n;
	}

	/* Never beyond the line: the next one is judged without knowing this. */
	end = end > s->line_to ? s->line_to : end;
	s->literal_done = end > s->literal_done ? end : s->literal_done;
	return true;
}

void find_literal_at(struct find_scan *s, size_t at)
{
	const struct find_literals *l = &s->f->literals;

	/* Within what another literal was found to be: the road within an address, the name of a key within its value. */
	if (at < s->literal_done)
		return;
	if (s->text.p[at] == '@' && l->at_sign)
		literal_try(s, l->at_sign - 1u, at);
	if (s->line_to - at < 3)
		return;
	for (uint16_t i = l->first[find_hash3(s->text.p + at) >> 3]; i; i = l->next[i - 1])
		if (literal_try(s, i - 1u, at))
			return;
}
