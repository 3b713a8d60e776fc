/* One text, line by line, trigger by trigger. */
#include "detect/find_priv.h"

/* The line that `at` stands in becomes the current one, by the newlines of the blocks. */
static void line_around(struct find_scan *s, size_t at)
{
	size_t words = (s->text.n + 63) / 64;
	size_t w = at / 64;
	uint64_t before = find_lane(s->blocks, newline, w) & (((uint64_t)1 << (at % 64)) - 1);
	uint64_t behind = find_lane(s->blocks, newline, w) >> (at % 64) << (at % 64);
	size_t back = w;

	while (!before && back > 0)
		back--, before = find_lane(s->blocks, newline, back);
	while (!behind && w + 1 < words)
		w++, behind = find_lane(s->blocks, newline, w);
	s->line_from = before ? back * 64 + 64 - (size_t)__builtin_clzll(before) : 0;
	s->line_to = behind ? w * 64 + (size_t)__builtin_ctzll(behind) : s->text.n;
	s->shown_from = s->line_from;
}

static void trigger(struct find_scan *s, size_t at, uint64_t bit)
{
	const struct find_block *b = &s->blocks[at / FIND_LANE_BYTES];
	size_t w = at / 64 % FIND_LANES;

	if (b->number[w] & bit)
		find_run_at(s, at, false);
	else if (b->special[w] & bit)
		find_run_at(s, at, true);
	if (b->literal[w] & bit)
		find_literal_at(s, at);
	if (b->packed[w] & bit)
		find_packed_at(s, at);
}

/* Triggers of the current line. */
static void scan_line(struct find_scan *s)
{
	for (size_t w = s->line_from / 64; w * 64 < s->line_to; w++) {
		for (uint64_t bits = find_lane(s->blocks, any, w); bits; bits &= bits - 1) {
			size_t at = w * 64 + (size_t)__builtin_ctzll(bits);

			if (at >= s->line_from && at < s->line_to)
				trigger(s, at, bits & -bits);
		}
	}
}

/* Rows that are plain. Returns where the next line begins. */
static size_t rows_skip(struct find_scan *s, size_t at, size_t end)
{
	if (!find_rows_may(s))
		return at;
	uint64_t line = find_line_of(s, at);

	s->counted = find_rows(s, at, end, &line);
	s->line = line;
	return s->counted;
}

/* Every line, not only those with a trigger: names tell what no form does. */
static void scan_fields(struct find_scan *s, size_t at, size_t end)
{
	while (at < end) {
		at = rows_skip(s, at, end);
		if (at >= end)
			break;
		const uint8_t *q = memchr(s->text.p + at, '\n', end - at);

		s->line_from = s->shown_from = at;
		s->line_to = q ? (size_t)(q - s->text.p) : end;
		if (!find_inner_line(s)) {
			find_fields(s);
			scan_line(s);
			find_give(s);
		}
		at = s->line_to + 1;
	}
}

/* Rows of a table that was met in the text, until it is over. Returns where the next line begins. */
static size_t scan_rows(struct find_scan *s, size_t at, size_t end)
{
	while (at < end && s->f->table.late && s->f->table.fields) {
		const uint8_t *q = memchr(s->text.p + at, '\n', end - at);

		s->line_from = s->shown_from = at;
		s->line_to = q ? (size_t)(q - s->text.p) : end;
		if (!find_inner_line(s)) {
			scan_line(s);
			find_record(s);
		}
		at = s->line_to + 1;
	}
	return at;
}

/* Lines with triggers alone. Returns where the next line begins when one of them is a row of a table whose names matter. */
static size_t scan_triggers(struct find_scan *s, size_t from, size_t end)
{
	uint64_t least = ~(uint64_t)0 << from % 64;
	bool open = false; /* a line that is looked at and not yet told */

	s->line_to = from;
	for (size_t w = from / 64; w * 64 < end; w++, least = ~(uint64_t)0) {
		for (uint64_t bits = find_lane(s->blocks, any, w) & least; bits; bits &= bits - 1) {
			size_t at = w * 64 + (size_t)__builtin_ctzll(bits);

			if (at >= end)
				break;
			/* The newline belongs to its line: whoever took it for the next would tell the line twice. */
			if (open && at == s->line_to)
				continue;
			if (at >= s->line_to) {
				if (open)
					find_record(s);
				if (s->f->table.late && s->f->table.fields)
					return s->line_to + 1;
				line_around(s, at);
				s->replaced = find_inner_line(s);
				open = true;
			}
			if (at < s->line_to && !s->replaced)
				trigger(s, at, bits & -bits);
		}
	}
	if (!open)
		return end;
	find_record(s);
	/* Rows without a trigger follow the last one that has one. */
	return s->f->table.late && s->f->table.fields && s->line_to < end ? s->line_to + 1 : end;
}

static size_t line_end(const struct find_scan *s, size_t at, size_t end)
{
	const uint8_t *q = memchr(s->text.p + at, '\n', end - at);

	return q ? (size_t)(q - s->text.p) + 1 : end;
}

/* Lines between two places where a table may begin. */
static void scan_stretch(struct find_scan *s, size_t at, size_t end)
{
	while (at < end) {
		size_t to = end;

		if (find_rows_may(s)) {
			at = rows_skip(s, at, end);
			to = at < end ? line_end(s, at, end) : end;
		}
		if (at < to && s->f->table.late && s->f->table.fields)
			at = scan_rows(s, at, to);
		else if (at < to)
			at = scan_triggers(s, at, to);
	}
}

size_t find_scan_text(struct find_scan *s, size_t from)
{
	size_t lines =
		s->classed ? s->newlines
			   : find_class((str){s->text.p, s->text.n}, &s->f->literals, s->f->vectors, NULL, s->blocks);

	s->classed = false;
	if (!s->depth)
		find_rows_begin(s->f->rows);
	s->line_from = s->line_to = s->done = s->token_done = s->literal_done = s->packed_done = s->cell_line = 0;
	if (!s->depth) {
		s->counted = 0;
		s->line_first = s->line;
	}
	for (size_t at = from; at < s->text.n;) {
		size_t end = find_table_next(s, at);

		if (s->column || s->f->stream.form == FIND_VALUES ||
		    (s->f->table.fields && (!s->f->table.late || s->depth)))
			scan_fields(s, at, end);
		else
			scan_stretch(s, at, end);
		if (end < s->text.n)
			(void)find_table_try(s, end);
		at = end;
	}
	return lines;
}

/* At most FIND_NEAR bytes of what is its own, whole characters. */
static str near_before(const struct find_scan *s, size_t least, size_t at)
{
	size_t from = at > least + FIND_NEAR ? at - FIND_NEAR : least < at ? least : at;

	while (from < at && (s->text.p[from] & 0xc0) == 0x80)
		from++;
	return (str){s->text.p + from, at - from};
}

static str near_behind(const struct find_scan *s, size_t at, size_t most)
{
	size_t to = at >= most ? at : most - at > FIND_NEAR ? at + FIND_NEAR : most;

	while (to > at && to < most && (s->text.p[to] & 0xc0) == 0x80)
		to--;
	return (str){s->text.p + at, to - at};
}

#define NORM_USUAL ((size_t)32)
_Static_assert(2 * NORM_USUAL <= CANDIDATE_MOST, "stays within");

/* Country code and the long-distance 0 do not make another number of it. */
static void norm_set(struct find_place *p, const struct candidate *c)
{
	size_t skip = p->hit.kind == KIND_MOBILE && c->n > 11 ? c->n - 11u : 0;

	/* A label that touches it ("TEL138…"): letters, one byte each. */
	if (p->hit.left < 0 && !skip)
		skip = (size_t)-p->hit.left;
	p->norm_n = (uint8_t)(c->n - skip);
	if (p->norm_n <= NORM_USUAL && skip <= NORM_USUAL)
		memcpy(p->norm, c->norm + skip, NORM_USUAL); /* in one move */
	else
		memcpy(p->norm, c->norm + skip, p->norm_n);
}

static struct find_place *place_new(struct find_scan *s, size_t from, size_t n)
{
	if (s->place_count == FIND_LINE_PLACES) {
		size_t end = 0;

		for (size_t i = 0; i < s->place_count; i++)
			end = s->places[i].from + s->places[i].n > end ? s->places[i].from + s->places[i].n : end;
		find_give(s);
		s->shown_from = end;
	}
	struct find_place *p = &s->places[s->place_count];

	p->from = (uint32_t)from;
	p->n = (uint32_t)n;
	p->dropped = false;
	p->norm_n = 0;
	p->confidence = 0;
	return p;
}

#define HABIT_LEAST 8

void find_weigh_in(struct find_scan *s, size_t from, size_t n, const struct candidate *c, const struct hit *hits,
		   size_t count, struct find_scope scope)
{
	struct find_place *p = place_new(s, from, n);
	const int8_t *column = scope.name ? scope.name->scores : NULL;
	str before = near_before(s, scope.from, from);
	str behind = near_behind(s, from + n, scope.to);

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
	if (c && c->n == n && p->hit.validity != KIND_LOOKS && p->confidence >= HABIT_LEAST &&
	    !(p->hit.why & (FIND_WHY_BEFORE | FIND_WHY_AFTER | FIND_WHY_COLUMN)))
		find_habit_weigh(s, p, from, n);
	p->from = (uint32_t)((ptrdiff_t)from - p->hit.left);
	p->n = (uint32_t)((ptrdiff_t)n + p->hit.left + p->hit.right);
	p->name_n = scope.name ? scope.name->n : 0;
	if (p->name_n)
		memcpy(p->name, scope.name->text, sizeof p->name);
	if (c)
		norm_set(p, c);
	s->place_count++;
	s->place_high = s->place_count > s->place_high ? s->place_count : s->place_high;
}

void find_weigh(struct find_scan *s, size_t from, size_t n, const struct candidate *c, const struct hit *hits,
		size_t count)
{
	find_weigh_in(s, from, n, c, hits, count, find_scope_of(s, from, from + n));
}
