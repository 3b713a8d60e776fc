/* One text, line by line, trigger by trigger. */
#include "detect/find_priv.h"

/* The line that `at` stands in, by the newlines of the blocks. */
static void line_around(struct find_scan *s, size_t at)
{
	size_t words = (s->text.n + 63) / 64;
	size_t w = at / 64;
	uint64_t before = s->blocks[w].newline & (((uint64_t)1 << (at % 64)) - 1);
	uint64_t behind = s->blocks[w].newline >> (at % 64) << (at % 64);
	size_t back = w;

	while (!before && back > 0)
		before = s->blocks[--back].newline;
	while (!behind && w + 1 < words)
		behind = s->blocks[++w].newline;
	s->line_from = before ? back * 64 + 64 - (size_t)__builtin_clzll(before) : 0;
	s->line_to = behind ? w * 64 + (size_t)__builtin_ctzll(behind) : s->text.n;
	s->shown_from = s->line_from;
}

static void trigger(struct find_scan *s, const struct find_block *b, size_t at, uint64_t bit)
{
	if (b->number & bit)
		find_run_at(s, at, false);
	else if (b->special & bit)
		find_run_at(s, at, true);
	if (b->literal & bit)
		find_literal_at(s, at);
}

void find_scan_text(struct find_scan *s)
{
	size_t words = (s->text.n + 63) / 64;

	find_class(s->text.p, s->text.n, &s->f->literals.prefix, s->f->vector, s->blocks);
	s->line_from = s->line_to = s->done = s->token_done = s->counted = 0;
	for (size_t w = 0; w < words; w++) {
		const struct find_block *b = &s->blocks[w];

		for (uint64_t bits = b->any; bits; bits &= bits - 1) {
			size_t at = w * 64 + (size_t)__builtin_ctzll(bits);

			if (at >= s->line_to) {
				find_give(s);
				line_around(s, at);
			}
			if (at < s->line_to)
				trigger(s, b, at, bits & -bits);
		}
	}
	find_give(s);
}

/* At most FIND_NEAR bytes of the line, whole characters. */
static str near_before(const struct find_scan *s, size_t at)
{
	size_t from = at - s->line_from > FIND_NEAR ? at - FIND_NEAR : s->line_from;

	while (from < at && (s->text.p[from] & 0xc0) == 0x80)
		from++;
	return (str){s->text.p + from, at - from};
}

static str near_behind(const struct find_scan *s, size_t at)
{
	size_t to = at >= s->line_to ? at : s->line_to - at > FIND_NEAR ? at + FIND_NEAR : s->line_to;

	while (to > at && to < s->line_to && (s->text.p[to] & 0xc0) == 0x80)
		to--;
	return (str){s->text.p + at, to - at};
}

/* Country code and the long-distance 0 do not make another number of it. */
static void norm_set(struct find_place *p, const struct candidate *c)
{
	size_t skip = p->hit.kind == KIND_MOBILE && c->n > 11 ? c->n - 11u : 0;

	p->norm_n = (uint8_t)(c->n - skip);
	memcpy(p->norm, c->norm + skip, p->norm_n);
}

void find_weigh(struct find_scan *s, size_t from, size_t n, const struct candidate *c, const struct hit *hits,
		size_t count)
{
	if (s->place_count == FIND_LINE_PLACES) {
		size_t end = 0;

		for (size_t i = 0; i < s->place_count; i++)
			end = s->places[i].from + s->places[i].n > end ? s->places[i].from + s->places[i].n : end;
		find_give(s);
		s->shown_from = end;
	}
	struct find_place *p = &s->places[s->place_count];
	const int8_t *column = s->column ? s->column->scores : NULL;
	str before = near_before(s, from);
	str behind = near_behind(s, from + n);

	p->from = (uint32_t)from;
	p->n = (uint32_t)n;
	p->dropped = false;
	p->norm_n = 0;
	p->name = s->column;
	p->confidence = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned why = hits[i].why;
		uint8_t score = context_score(&hits[i], before, behind, column, &why);

		if (i && score <= p->confidence)
			continue;
		p->hit = hits[i];
		p->hit.why = why;
		p->confidence = score;
	}
	if (!p->confidence)
		return;
	if (c)
		norm_set(p, c);
	s->place_count++;
}
