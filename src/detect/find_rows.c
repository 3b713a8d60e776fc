/*
 * Rows of a table whose head is known, straight. A dense table has a value in every cell, and what the general way asks of a place (its run, its
 * neighbours, its line, its name, what overlaps it) is known of a whole cell beforehand. So a row is cut once, each cell is judged by the same
 * functions as elsewhere, but as a whole (find_row.c), and its bytes need not be classified before; and the fingerprints of many rows are made
 * together, eight in a vector.
 *
 * Rows that are not plain, and all that is before and behind the table, go the general way: the finds are the same
 * (test/detect/find_rows_test.c, fuzz/find.c).
 */
#include "detect/find_rows.h"

#include <stdlib.h>

#include "base/must.h"

#define MISSES_MOST 32 /* rows in a row that are not plain: the rest of the text is not tried */

struct find_rows *find_rows_new(void)
{
	void *p = aligned_alloc(64, (sizeof(struct find_rows) + 63) / 64 * 64);

	if (p)
		memset(p, 0, sizeof(struct find_rows));
	return p;
}

void find_rows_free(struct find_rows *r)
{
	free(r);
}

void find_rows_wipe(struct find_rows *r)
{
	if (!r->used)
		return;
	memset(r, 0, sizeof *r);
	__asm__ volatile("" : : "r"(r) : "memory");
}

void find_rows_begin(struct find_rows *r)
{
	r->cut = r->high = false;
	r->misses = 0;
}

bool find_rows_high(const struct find_rows *r)
{
	return r->high;
}

bool find_rows_may(const struct find_scan *s)
{
	const struct find_table *t = &s->f->table;

	return !s->depth && t->count > 1 && t->known && !t->tuples && s->whole && !s->column && !s->f->conf.general &&
	       t->separator && t->separator != ' ' && s->f->rows->misses < MISSES_MOST;
}

/* ---- where cells end ---- */

/* The window's first byte is the one at `at`. False: it was already. */
static bool window_move(const struct find_scan *s, size_t at)
{
	struct find_rows *r = s->f->rows;

	if (r->cut && r->base == at)
		return false;
	size_t left = s->text.n - at;
	str window = {s->text.p + at, left < FIND_ROWS_WINDOW ? left : FIND_ROWS_WINDOW};

	r->cut = r->used = true;
	r->separator = s->f->table.separator;
	r->base = at;
	r->cut_next = 0;
	r->cut_count = find_cuts(window, r->separator, s->f->vectors, r->cuts);
	return r->cut_count >= s->f->table.count;
}

/* Cuts before `at` are of other lines. */
static void window_begin(const struct find_scan *s, size_t at)
{
	struct find_rows *r = s->f->rows;

	if (r->cut && r->separator == s->f->table.separator)
		while (r->cut_next < r->cut_count && r->base + r->cuts[r->cut_next] < at)
			r->cut_next++;
	else
		r->cut = false, r->cut_next = r->cut_count = 0;
}

/* What lines begin with that are looked at for more than their cells. */
static bool begins_otherwise(uint8_t c)
{
	return c == 'I' || c == 'i' || c == 'R' || c == 'r' || c == '{' || c == '[' || c == '<' || c == '"' ||
	       c == ' ' || c == '\t';
}

#define LATE_LINE ((size_t)4096)
#define LATE_CELLS 64

/* Rows of a late table are told by their cells too; blanks at their ends are no cells there. */
static bool is_late_row(const struct find_row *row)
{
	const struct find_scan *s = row->s;

	return row->to - row->from <= LATE_LINE && s->f->table.count <= LATE_CELLS && row->to > row->from &&
	       s->text.p[row->to - 1] > ' ';
}

/* The cells of the line at `at`: as many as there are names, and no quotes. */
static bool row_cut(struct find_row *row, size_t at, size_t end)
{
	const struct find_scan *s = row->s;
	const struct find_table *t = &s->f->table;
	struct find_rows *r = s->f->rows;
	const uint8_t *p = s->text.p;
	bool even = true;

	if (begins_otherwise(p[at]) || (r->cut_next + t->count > r->cut_count && !window_move(s, at)))
		return false;
	row->cuts = r->cuts + r->cut_next;
	row->base = r->base;
	p += r->base;
	for (size_t i = 0; i + 1 < t->count; i++)
		even = even && p[row->cuts[i]] == t->separator;
	row->from = at;
	row->to = r->base + row->cuts[t->count - 1];
	return even && row->to < end && s->text.p[row->to] == '\n' && (!t->late || is_late_row(row));
}

static void ask(struct find_rows *r, const struct find_table *t)
{
	r->asked_count = 0;
	r->lettered = field_asks_lettered();
	for (size_t i = 0; t->fields && i < t->count; i++)
		if (t->names[i].asks)
			r->asked[r->asked_count++] = (uint8_t)i;
}

/* ---- many rows ---- */

static void bin_end(struct find_scan *s, size_t words)
{
	struct find_rows *r = s->f->rows;
	struct row_bin *b = &r->bins[words];
	enum siphash_vectors v = s->f->vectors == FIND_VECTORS_AVX512 ? SIPHASH_AVX512
				 : s->f->vectors == FIND_VECTORS_AVX2 ? SIPHASH_AVX2
								      : SIPHASH_PLAIN;

	siphash_lanes_end(&b->lanes, b->n, s->f->conf.key, words, v);
	for (size_t i = 0; i < b->n; i++) {
		r->prints[b->of[i]][0] = b->lanes.print[0][i];
		r->prints[b->of[i]][1] = b->lanes.print[1][i];
	}
	b->n = 0;
}

static void print_put(struct find_scan *s, size_t i)
{
	struct find_rows *r = s->f->rows;
	const struct row_find *p = &r->finds[i];
	str value = {s->text.p + (p->from + p->skip), (size_t)p->n - p->skip};
	bool folded = p->kind == KIND_EMAIL;

	/* The byte before it is read too. */
	if (value.n > SIPHASH_LANE_MOST || value.p == s->text.p) {
		siphash_tagged(s->f->conf.key, p->kind, value, folded, (uint8_t *)r->prints[i]);
		return;
	}
	size_t words = siphash_lane_words(value.n);
	struct row_bin *b = &r->bins[words];

	siphash_lane_put(&b->lanes, b->n, p->kind, value, folded);
	b->of[b->n++] = (uint16_t)i;
	if (b->n == SIPHASH_LANES)
		bin_end(s, words);
}

/* What all finds of a batch have in common stays in `out`. begin: of the text in the stream. */
static inline void find_out(struct find_scan *s, size_t i, uint64_t begin, struct find *out)
{
	struct finder *f = s->f;
	struct find_rows *r = f->rows;
	const struct row_find *p = &r->finds[i];
	const struct find_name *name = &f->table.names[p->column];

	out->offset = begin + p->from;
	out->length = p->n;
	if (s->text.decoded) {
		out->offset = find_offset(f, &s->text, p->from);
		out->length = (uint32_t)(find_offset(f, &s->text, p->from + p->n) - out->offset);
	}
	if (f->stream.until && out->offset >= f->stream.until)
		return;
	f->totals.finds[p->kind]++;
	if (!f->conf.found)
		return;
	out->kind = (enum kind)p->kind;
	out->validity = (enum kind_validity)p->validity;
	out->confidence = p->confidence;
	out->why = p->why;
	out->line = r->line + p->line;
	out->column.p = name->text;
	out->column.n = name->n;
	memcpy(out->print, r->prints[i], sizeof out->print);
	f->now.value = (str){s->text.p + p->from, p->n};
	f->now.at = i;
	find_hand_over(f, out);
}

static void give_all(struct find_scan *s)
{
	struct find_rows *r = s->f->rows;
	struct find out = {.of = NULL};
	uint64_t begin = find_offset(s->f, &s->text, 0);

	for (size_t words = 0; words <= SIPHASH_WORDS; words++)
		if (r->bins[words].n)
			bin_end(s, words);
	s->f->now.s = s;
	s->f->now.row = true;
	for (size_t i = 0; i < r->n; i++)
		find_out(s, i, begin, &out);
	r->n = 0;
}

/* The line that `at` stands in becomes the current one. */
static void line_set(struct find_scan *s, size_t at)
{
	const uint8_t *before = memrchr(s->text.p, '\n', at);
	const uint8_t *behind = memchr(s->text.p + at, '\n', s->text.n - at);

	s->line_from = s->shown_from = before ? (size_t)(before - s->text.p) + 1 : 0;
	s->line_to = behind ? (size_t)(behind - s->text.p) : s->text.n;
}

size_t find_rows_places(struct find_scan *s, size_t at)
{
	const struct find_rows *r = s->f->rows;
	size_t first = at;

	while (first && r->finds[first - 1].line == r->finds[at].line)
		first--;
	line_set(s, r->finds[at].from);
	s->place_count = 0;
	for (size_t i = first; i < r->n && r->finds[i].line == r->finds[at].line; i++) {
		struct find_place *p = &s->places[s->place_count++];

		p->from = r->finds[i].from;
		p->n = r->finds[i].n;
		p->hit = (struct hit){.kind = (enum kind)r->finds[i].kind};
		p->confidence = r->finds[i].confidence;
		p->dropped = false;
	}
	s->place_high = s->place_count > s->place_high ? s->place_count : s->place_high;
	return at - first;
}

size_t find_rows(struct find_scan *s, size_t at, size_t end, uint64_t *line)
{
	struct find_rows *r = s->f->rows;
	struct find_table *t = &s->f->table;
	struct find_row row = {.s = s};
	size_t from = at;

	/* A late table's rows are told one after the other. */
	if (t->late && t->verified < at)
		return at;
	window_begin(s, at);
	ask(r, t);
	r->n = 0;
	r->line = *line;
	while (at < end) {
		size_t was = r->n;

		row.line = (uint16_t)(*line - r->line);
		if (!row_cut(&row, at, end) || !find_row_judge(&row)) {
			r->n = was;
			break;
		}
		for (size_t i = was; i < r->n; i++)
			print_put(s, i);
		r->cut_next += t->count;
		at = row.to + 1;
		++*line;
		if (r->n + t->count > FIND_ROWS_FINDS || *line - r->line >= UINT16_MAX) {
			give_all(s);
			r->line = *line;
		}
	}
	give_all(s);
	r->misses = at > from ? 0 : r->misses + 1;
	if (t->late && t->verified < at)
		t->verified = at;
	return at;
}
