/*
 * Rows of a table whose head is known, straight. A dense table has a value in every cell, and what the general way asks of a place (its run, its
 * neighbours, its line, its name, what overlaps it) is known of a whole cell beforehand. So a row is cut once, each cell that has a trigger is judged
 * by the same functions as elsewhere, but as a whole; and the fingerprints of many rows are made together, eight in a vector.
 *
 * A row is plain when each of its triggers belongs to a cell that is wholly a number, an e-mail address or an address, and what is found in
 * it is sure by itself. Every other row, and all that is before and behind the table, goes the general way: the finds are the same
 * (test/detect/find_rows_test.c, fuzz/find.c).
 */
#include <stdlib.h>

#include "base/digits.h"
#include "base/must.h"
#include "detect/find_avx2.h"
#include "detect/literal_priv.h"
#include "detect/siphash_lanes.h"
#include "ident/mobile.h"

#define FINDS_MOST ((size_t)512)
#define CELL_MOST ((size_t)150) /* bytes of one that is looked at so */
#define NUMBER_MOST 24
#define LOCAL_LEAST 2 /* letters before an '@': of one more is asked */
#define LOCAL_MOST ((size_t)64)
#define DOMAINS 64
#define DOMAIN_MOST ((size_t)40)
#define STREETS 256
#define STREET_MOST ((size_t)96)
#define MISSES_MOST 32 /* rows in a row that are not plain: the rest of the text is not tried */

struct row_find {
	uint32_t from;
	uint16_t n;
	uint16_t line; /* behind the first one of the batch */
	uint16_t why;
	uint8_t kind;
	uint8_t validity;
	uint8_t confidence;
	uint8_t column;
	uint8_t skip; /* of its bytes in front are not of its normal form */
};

/* Finds whose prints are made of as many words. */
struct row_bin {
	struct siphash_lanes lanes;
	uint16_t of[SIPHASH_LANES];
	size_t n;
};

/* What an e-mail address with this domain is, as literal_take said. */
struct domain {
	uint8_t n; /* 0: none */
	uint8_t text[DOMAIN_MOST];
	struct hit hit;
};

/* What addresses that begin so say up to their first digit; streets have many houses. */
struct street {
	uint8_t n; /* 0: none */
	uint8_t text[STREET_MOST];
	struct address_reading read;
};

struct find_rows {
	bool cut;
	bool used;
	uint8_t separator; /* they were cut for it */
	size_t asked_count;
	uint8_t asked[FIND_COLUMNS]; /* columns whose values their names may tell */
	unsigned misses;
	uint64_t cuts[FIND_DECODED_MOST / 64 + 2]; /* separators, quotes and line ends of the text */
	uint64_t line;                             /* of the first find */
	size_t n;
	struct row_find finds[FINDS_MOST];
	uint64_t prints[FINDS_MOST][2];
	struct row_bin bins[SIPHASH_WORDS + 1];
	struct domain domains[DOMAINS];
	struct street streets[STREETS];
};

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
	r->cut = false;
	r->misses = 0;
}

bool find_rows_may(const struct find_scan *s)
{
	const struct find_table *t = &s->f->table;

	return !s->depth && t->count > 1 && t->known && !t->tuples && s->whole && !s->column && !s->f->conf.general &&
	       t->separator && t->separator != ' ' && s->f->rows->misses < MISSES_MOST &&
	       s->text.n <= FIND_DECODED_MOST;
}

/* ---- where cells end ---- */

static uint64_t cuts_plain(const uint8_t *p, uint8_t separator)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 64; i++)
		bits |= (uint64_t)(p[i] == separator || p[i] == '"' || p[i] == '\n') << i;
	return bits;
}

static void cut(struct find_scan *s)
{
	struct find_rows *r = s->f->rows;
	size_t words = (s->text.n + 63) / 64;
	uint8_t separator = s->f->table.separator;

	r->cut = r->used = true;
	r->separator = separator;
	if (s->f->vectors != FIND_VECTORS_NONE)
		avx2_cuts(s->text.p, separator, words, r->cuts);
	for (size_t i = 0; s->f->vectors == FIND_VECTORS_NONE && i < words; i++)
		r->cuts[i] = cuts_plain(s->text.p + i * 64, separator);
}

/* ---- one row ---- */

struct row {
	struct find_scan *s;
	size_t from;
	size_t to;
	uint32_t ends[FIND_COLUMNS];
	/* The cell that is judged. */
	size_t cell;
	size_t cell_from;
	size_t cell_to;
	enum { CELL_NEW, CELL_NUMBER, CELL_LITERAL } is;
	size_t done; /* of a literal's cell: up to here it was taken */
	bool mail;   /* all of it is an e-mail address: whatever else it may be is less */
	uint16_t line;
};

/* What lines begin with that are looked at for more than their cells. */
static bool begins_otherwise(uint8_t c)
{
	return c == 'I' || c == 'i' || c == 'R' || c == 'r' || c == '{' || c == '[' || c == '<' || c == '"' ||
	       c == ' ' || c == '\t';
}

#define LATE_LINE ((size_t)4096)
#define LATE_CELLS 64

/* Rows of a late table are told by their cells too; blanks at their ends are no cells there. */
static bool is_late_row(const struct row *row)
{
	const struct find_scan *s = row->s;

	return row->to - row->from <= LATE_LINE && s->f->table.count <= LATE_CELLS && row->to > row->from &&
	       s->text.p[row->to - 1] > ' ';
}

/* The cells of the line at `at`: as many as there are names, and no quotes. */
static bool row_cut(struct row *row, size_t at, size_t end)
{
	const struct find_scan *s = row->s;
	const struct find_table *t = &s->f->table;
	const uint64_t *cuts = s->f->rows->cuts;
	uint64_t least = ~(uint64_t)0 << at % 64;
	size_t n = 0;

	row->from = at;
	if (begins_otherwise(s->text.p[at]))
		return false;
	for (size_t w = at / 64; w * 64 < end; w++, least = ~(uint64_t)0)
		for (uint64_t bits = cuts[w] & least; bits; bits &= bits - 1) {
			size_t i = w * 64 + (size_t)__builtin_ctzll(bits);
			uint8_t c = s->text.p[i];

			if (i >= end || c == '"' || n == t->count)
				return false;
			row->ends[n++] = (uint32_t)i;
			row->to = i;
			if (c == '\n')
				return n == t->count && (!t->late || is_late_row(row));
		}
	return false;
}

static bool find_add(struct row *row, size_t from, size_t n, const struct hit *hit, uint8_t confidence)
{
	struct find_rows *r = row->s->f->rows;

	/* What is not sure by itself may become so by its record. */
	if (confidence < FIND_SURE || hit->left || hit->right || hit->validity == KIND_LOOKS || r->n == FINDS_MOST)
		return false;
	r->finds[r->n++] = (struct row_find){.from = (uint32_t)from,
					     .n = (uint16_t)n,
					     .line = row->line,
					     .why = (uint16_t)hit->why,
					     .kind = (uint8_t)hit->kind,
					     .validity = (uint8_t)hit->validity,
					     .confidence = confidence,
					     .column = (uint8_t)row->cell};
	return true;
}

/* What context_score says of a sure test in a column of its kind. */
static inline uint8_t name_score(const struct find_name *name, const struct hit *hit)
{
	int score = hit->base + name->scores[hit->kind];

	return (uint8_t)(score > 99 ? 99 : score);
}

static inline size_t digits_of(const uint8_t *p)
{
	for (size_t i = 0; i < NUMBER_MOST; i += 8) {
		uint64_t no = bytes_no_digits(p + i);

		if (no)
			return i + (size_t)__builtin_ctzll(no) / 8;
	}
	return NUMBER_MOST;
}

/* The reading that its name speaks for most, as find_weigh_in. */
static uint8_t number_weigh(const struct find_name *name, str number, size_t digits, struct hit *ret)
{
	struct candidate c ATTR_UNSET;
	struct hit hits[HITS_MOST] ATTR_UNSET;
	uint8_t best = 0;

	c.text = number;
	memcpy(c.norm, number.p, NUMBER_MOST);
	c.n = c.groups[0] = (uint8_t)number.n;
	c.digits = (uint8_t)digits;
	c.group_count = 1;
	c.before = c.after = 0;
	c.left = c.right = (str){NULL, 0};
	size_t count = candidate_bare(&c, hits);

	for (size_t i = 0; i < count; i++) {
		unsigned why = hits[i].why;
		uint8_t score = context_score(&hits[i], (str){number.p, 0}, (str){number.p, 0}, name->scores, &why);

		if (i && score <= best)
			continue;
		*ret = hits[i];
		ret->why = why;
		best = score;
	}
	return best;
}

/* As find_cell_number, of a cell that is nothing but a number. */
static bool number_judge(struct row *row, size_t from, size_t to)
{
	const uint8_t *p = row->s->text.p + from;
	const struct find_name *name = &row->s->f->table.names[row->cell];
	size_t n = to - from;
	size_t digits = digits_of(p);
	bool x = digits == 17 && n == 18 && p[17] == 'X';
	struct hit hit ATTR_UNSET;

	if (!n || n >= NUMBER_MOST || digits + x != n)
		return false;
	if (candidate_plain(p, n, &hit) && name->scores[hit.kind] > 0) {
		hit.why |= FIND_WHY_COLUMN;
		return find_add(row, from, n, &hit, name_score(name, &hit));
	}
	if (!x && !find_run_worth(p[0], n))
		return true;
	uint8_t best = number_weigh(name, (str){p, n}, digits, &hit);

	if (!best)
		return true;
	/* Where its name does not say what it is, its neighbours above and below are asked (find_habit.c). */
	if (!(hit.why & FIND_WHY_COLUMN) || !find_add(row, from, n, &hit, best))
		return false;
	struct find_rows *r = row->s->f->rows;

	if (hit.kind == KIND_MOBILE && n > MOBILE_LENGTH)
		r->finds[r->n - 1].skip = (uint8_t)(n - MOBILE_LENGTH);
	return true;
}

/* ---- e-mail addresses ---- */

/* Letters before the '@' that mean nothing but themselves. */
static bool is_local(str s)
{
	static const bool plain[256] = {['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['.'] = true,
					['_'] = true,         ['-'] = true,         ['+'] = true};
	bool all = true;

	if (s.n < LOCAL_LEAST || s.n > LOCAL_MOST || s.p[0] == '.' || s.p[0] == '-' || s.p[s.n - 1] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++)
		all = all && plain[s.p[i]];
	return all;
}

static struct domain *domain_slot(struct find_rows *r, str domain)
{
	uint64_t v = bytes_le64(domain.p + domain.n - 8);

	return &r->domains[((v ^ domain.n) * 0x9e3779b97f4a7c15) >> 58];
}
_Static_assert(DOMAINS == 64, "six bits");

/* The cell has nothing but an e-mail address, whose '@' stands at `at`: addresses of a domain are alike. */
static bool email_judge(struct row *row, str cell, size_t at, struct anchored *ret)
{
	const struct finder *f = row->s->f;
	str domain = str_from(cell, at + 1);

	if (!is_local(str_sub(cell, 0, at)) || domain.n > DOMAIN_MOST || domain.n + at + 1 < 8)
		return false;
	struct domain *d = domain_slot(f->rows, domain);

	if (d->n == domain.n && memcmp(d->text, domain.p, domain.n) == 0) {
		*ret = (struct anchored){0, cell.n, d->hit};
		return true;
	}
	if (!f->literals.at_sign || !literal_take(f->literals.at_sign - 1u, cell, at, ret) || ret->from ||
	    ret->n != cell.n)
		return false;
	d->n = (uint8_t)domain.n;
	bytes_copy(d->text, sizeof d->text, domain);
	d->hit = ret->hit;
	return true;
}

/* ---- addresses ---- */

/* Bytes before the first digit. */
static size_t street_end(str cell)
{
	for (size_t i = 0; i < cell.n; i += 8) {
		uint64_t digits = bytes_no_digits(cell.p + i) ^ 0x8080808080808080;

		if (digits)
			return i + (size_t)__builtin_ctzll(digits) / 8;
	}
	return cell.n;
}

static struct street *street_slot(struct find_rows *r, str street)
{
	uint64_t v = street.n;

	for (size_t i = 0; i + 8 <= street.n; i += 8)
		v = (v ^ bytes_le64(street.p + i)) * 0x9e3779b97f4a7c15;
	v = (v ^ bytes_le64(street.p + street.n - 8)) * 0x9e3779b97f4a7c15;
	return &r->streets[v >> 56];
}
_Static_assert(STREETS == 256, "eight bits");

/* The first unit of an address in the cell stands at `at`. */
static bool address_judge(struct find_rows *r, str cell, size_t at, struct anchored *ret)
{
	struct address_reading reading = {.s = cell, .here = at};
	size_t n = street_end(cell);

	if (!take_address_may(cell, at))
		return false;
	if (n <= at || n >= cell.n || n < 8 || n > STREET_MOST)
		return take_address_first(&reading, ret);
	struct street *t = street_slot(r, str_sub(cell, 0, n));

	if (t->n != n || t->read.here != at || memcmp(t->text, cell.p, n) != 0) {
		address_read(&reading, n);
		t->n = (uint8_t)n;
		memcpy(t->text, cell.p, n);
		t->read = reading;
	}
	reading = t->read;
	reading.s = cell;
	return take_address_first(&reading, ret);
}

/* ---- cells with literals ---- */

static bool literal_judge(struct row *row, size_t at)
{
	const struct find_scan *s = row->s;
	const int8_t *scores = s->f->table.names[row->cell].scores;
	size_t from = row->cell_from;
	str cell = {s->text.p + from, row->cell_to - from};
	struct anchored a;

	if (cell.n > CELL_MOST)
		return false;
	if (s->text.p[at] == '@' ? !email_judge(row, cell, at - from, &a)
				 : !address_judge(s->f->rows, cell, at - from, &a))
		return false;
	/* What stands beside it in its cell says something where the name does not. */
	if (scores[a.hit.kind] <= 0 && (a.from || a.n != cell.n))
		return false;
	unsigned why = a.hit.why;
	uint8_t score = context_score(&a.hit, (str){cell.p, 0}, (str){cell.p, 0}, scores, &why);

	a.hit.why = why;
	row->done = from + a.from + a.n;
	row->mail = s->text.p[at] == '@';
	return find_add(row, from + a.from, a.n, &a.hit, score);
}

/* Digits within a cell that is no number: those of an e-mail address do not matter. Where its '@' is; 0: none. */
static size_t mail_sign(const struct row *row)
{
	const struct find_scan *s = row->s;

	for (size_t w = row->cell_from / 64; w * 64 < row->cell_to; w++) {
		uint64_t bits = find_lane(s->blocks, literal, w);

		if (w == row->cell_from / 64)
			bits &= ~(uint64_t)0 << row->cell_from % 64;
		if (!bits)
			continue;
		size_t sign = w * 64 + (size_t)__builtin_ctzll(bits);

		return sign < row->cell_to && s->text.p[sign] == '@' ? sign : 0;
	}
	return 0;
}

static bool cell_judge(struct row *row, size_t at, bool literal)
{
	const struct find_scan *s = row->s;
	size_t to = row->cell_to;

	to -= to == row->to && to > row->cell_from && s->text.p[to - 1] == '\r';
	row->is = literal ? CELL_LITERAL : CELL_NUMBER;
	row->mail = false;
	if (literal)
		return literal_judge(row, at);
	if (number_judge(row, row->cell_from, to))
		return true;
	size_t sign = mail_sign(row);

	row->is = CELL_LITERAL;
	return sign && literal_judge(row, sign);
}

/* A trigger: the first of its cell has it judged, others belong to what that one found. */
static bool trigger(struct row *row, size_t at, bool literal)
{
	if (at > row->cell_to) {
		while (at > row->ends[row->cell])
			row->cell++;
		row->cell_from = row->ends[row->cell - 1] + 1;
		row->cell_to = row->ends[row->cell];
		row->is = CELL_NEW;
	}
	if (row->is == CELL_NEW)
		return cell_judge(row, at, literal);
	return row->is == CELL_NUMBER ? !literal : at < row->done && (literal || row->mail);
}

static bool row_judge(struct row *row)
{
	const struct find_scan *s = row->s;

	row->cell = 0;
	row->cell_from = row->from;
	row->cell_to = row->ends[0];
	row->is = CELL_NEW;
	for (size_t w = row->from / 64; w * 64 < row->to; w++) {
		const struct find_block *b = &s->blocks[w / FIND_LANES];
		size_t i = w % FIND_LANES;
		uint64_t in = ~(uint64_t)0;

		if (w == row->from / 64)
			in <<= row->from % 64;
		if (row->to - w * 64 < 64)
			in &= ((uint64_t)1 << (row->to - w * 64)) - 1;
		uint64_t any = b->any[i] & in;
		uint64_t literal = b->literal[i];

		if ((b->special[i] | b->packed[i] | b->escape[i]) & in)
			return false;
		if (any & literal & b->number[i])
			return false;
		for (; any; any &= any - 1)
			if (!trigger(row, w * 64 + (size_t)__builtin_ctzll(any), (literal & any & -any) != 0))
				return false;
	}
	return true;
}

/* ---- what names alone tell ---- */

/* Finds of a row stand in the order of their cells, one a cell. */
static bool find_move(struct find_rows *r, size_t least)
{
	struct row_find x = r->finds[r->n - 1];
	size_t i = r->n - 1;

	for (; i > least && r->finds[i - 1].column >= x.column; i--) {
		if (r->finds[i - 1].column == x.column)
			return false;
		r->finds[i] = r->finds[i - 1];
	}
	r->finds[i] = x;
	return true;
}

static bool row_fields(struct row *row, size_t least)
{
	const struct find_scan *s = row->s;
	struct find_rows *r = s->f->rows;

	for (size_t i = 0; i < r->asked_count; i++) {
		size_t k = row->cell = r->asked[i];
		const struct find_name *name = &s->f->table.names[k];
		size_t from = k ? row->ends[k - 1] + 1 : row->from;
		str cell = {s->text.p + from, row->ends[k] - from};
		struct anchored a = {0};
		str value = {0};
		unsigned why = 0;

		if (!find_field_hit(name, cell, &value, &a))
			continue;
		/* Secrets are asked for more; and what is not what the name says. */
		if (a.hit.kind == KIND_CLOUD_SECRET || name->scores[a.hit.kind] <= 0 || value.n > CELL_MOST)
			return false;
		why = a.hit.why;
		uint8_t score = context_score(&a.hit, (str){value.p, 0}, (str){value.p, 0}, name->scores, &why);

		a.hit.why = why;
		if (!find_add(row, (size_t)(value.p - s->text.p) + a.from, a.n, &a.hit, score) || !find_move(r, least))
			return false;
	}
	return true;
}

static void ask(struct find_rows *r, const struct find_table *t)
{
	r->asked_count = 0;
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

	siphash_lanes_end(&b->lanes, s->f->conf.key, words, v);
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
	str value = {s->text.p + p->from + p->skip, (size_t)p->n - p->skip};
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

/* What all finds of a batch have in common stays in `out`. */
static inline void find_out(struct find_scan *s, size_t i, struct find *out)
{
	struct finder *f = s->f;
	struct find_rows *r = f->rows;
	const struct row_find *p = &r->finds[i];
	const struct find_name *name = &f->table.names[p->column];
	uint64_t offset = find_offset(f, &s->text, p->from);

	if (f->stream.until && offset >= f->stream.until)
		return;
	f->totals.finds[p->kind]++;
	if (!f->conf.found)
		return;
	out->kind = (enum kind)p->kind;
	out->validity = (enum kind_validity)p->validity;
	out->confidence = p->confidence;
	out->why = p->why;
	out->offset = offset;
	out->length = s->text.decoded ? (uint32_t)(find_offset(f, &s->text, p->from + p->n) - offset) : p->n;
	out->line = r->line + p->line;
	out->column = (str){name->text, name->n};
	memcpy(out->print, r->prints[i], sizeof out->print);
	f->now.s = s;
	f->now.value = (str){s->text.p + p->from, p->n};
	f->now.at = i;
	f->now.row = true;
	find_hand_over(f, out);
}

static void give_all(struct find_scan *s)
{
	struct find_rows *r = s->f->rows;
	struct find out = {.of = NULL};

	for (size_t words = 0; words <= SIPHASH_WORDS; words++)
		if (r->bins[words].n)
			bin_end(s, words);
	for (size_t i = 0; i < r->n; i++)
		find_out(s, i, &out);
	r->n = 0;
}

size_t find_rows_places(struct find_scan *s, size_t at)
{
	const struct find_rows *r = s->f->rows;
	size_t first = at;

	while (first && r->finds[first - 1].line == r->finds[at].line)
		first--;
	find_line_around(s, r->finds[at].from);
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

size_t find_rows(struct find_scan *s, size_t at, size_t end)
{
	struct find_rows *r = s->f->rows;
	struct find_table *t = &s->f->table;
	struct row row;
	size_t from = at;

	/* A late table's rows are told one after the other. */
	if (t->late && t->verified < at)
		return at;
	if (!r->cut || r->separator != t->separator)
		cut(s);
	ask(r, t);
	row.s = s;
	r->n = 0;
	uint64_t line = r->line = find_line_of(s, at);

	while (at < end) {
		size_t was = r->n;

		row.line = (uint16_t)(line - r->line);
		if (!row_cut(&row, at, end) || !row_judge(&row) || !row_fields(&row, was)) {
			r->n = was;
			break;
		}
		for (size_t i = was; i < r->n; i++)
			print_put(s, i);
		at = row.to + 1;
		line++;
		if (r->n + t->count > FINDS_MOST || line - r->line >= UINT16_MAX) {
			give_all(s);
			r->line = line;
		}
	}
	give_all(s);
	r->misses = at > from ? 0 : r->misses + 1;
	if (t->late && t->verified < at)
		t->verified = at;
	s->counted = at;
	s->line = line;
	return at;
}
