/*
 * One row of a table, cell by cell. A row is plain when each of its cells is wholly a number, an e-mail address or an address that is sure
 * by itself, or holds nothing that the general way would look at (cell_look): then its finds are those of the general way.
 */
#include "base/digits.h"
#include "detect/candidate_plain.h"
#include "detect/find_rows.h"
#include "ident/mobile.h"

#define CELL_MOST ((size_t)150) /* bytes of one that is looked at so */
#define LOCAL_LEAST 2           /* letters before an '@': of one more is asked */
#define TOKEN_LEAST 7           /* letters and digits together that may be something */
#define TOKEN_MOST 20           /* so many may be base64 */
#define GROUP_LEAST 3           /* digits beside a joiner */
#define NUMBER_LEAST 8          /* digits by themselves that may be something */
#define HOUSE_MOST 7            /* digits of a house's number */
#define NOWHERE SIZE_MAX
_Static_assert(CELL_MOST <= FIND_FEW * 64, "looked at together");

static bool find_add(struct find_row *row, size_t from, size_t n, const struct hit *hit, uint8_t confidence)
{
	struct find_rows *r = row->s->f->rows;

	/* What is not sure by itself may become so by its record. */
	if (confidence < FIND_SURE || hit->left || hit->right || hit->validity == KIND_LOOKS || r->n == FIND_ROWS_FINDS)
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

static size_t cell_from(const struct find_row *row, size_t cell)
{
	return cell ? row->base + row->cuts[cell - 1] + 1 : row->from;
}

static size_t cell_to(const struct find_row *row, size_t cell)
{
	return row->base + row->cuts[cell];
}

/* ---- numbers ---- */

/* What context_score says of a value in a column of its kind. */
static inline uint8_t name_score(const struct find_name *name, const struct hit *hit)
{
	int score = hit->base + name->scores[hit->kind];

	return (uint8_t)(score > 99 ? 99 : score);
}

/* The reading that its name speaks for most, as find_weigh_in. */
static uint8_t number_weigh(const struct find_name *name, str number, size_t digits, struct hit *ret)
{
	struct candidate c ATTR_UNSET;
	struct hit hits[HITS_MOST] ATTR_UNSET;
	uint8_t best = 0;

	c.text = number;
	memcpy(c.norm, number.p, BYTES_DIGITS_MOST);
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
static bool number_judge(struct find_row *row, size_t from, size_t n, size_t digits)
{
	const uint8_t *p = row->s->text.p + from;
	const struct find_name *name = &row->s->f->table.names[row->cell];
	struct hit hit ATTR_UNSET;

	if (candidate_plain(p, n, &hit) && name->scores[hit.kind] > 0) {
		hit.why |= FIND_WHY_COLUMN;
		return find_add(row, from, n, &hit, name_score(name, &hit));
	}
	if (digits == n && !find_run_worth(p[0], n))
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

/* Is there no number, and no part of one, that the general way would look at (find_runs.h)? Told more strictly: no long run of digits, no
 * word of letters and digits, no two groups with a joiner between, nothing beyond ASCII that may be a digit or a joiner. */
static bool is_numberless(str cell)
{
	size_t digits = 0;  /* of the run */
	size_t letters = 0; /* of the word */
	size_t word = 0;
	size_t group = 0; /* digits before the joiner that stands before the run */

	for (size_t i = 0; i < cell.n; i++) {
		uint8_t c = cell.p[i];

		if (byte_is_digit(c)) {
			digits++;
			word++;
			if (digits >= NUMBER_LEAST || (digits >= GROUP_LEAST && group >= GROUP_LEAST) ||
			    (digits == 1 && i && cell.p[i - 1] == ')'))
				return false;
		} else if (byte_is_alpha(c)) {
			digits = group = 0;
			word++;
			letters++;
		} else {
			if (c >= 0x80 && digits && (c == 0xc2 || c == 0xe2 || c == 0xe3 || c == 0xef))
				return false;
			group = c == ' ' || c == '-' ? digits : 0;
			digits = word = letters = 0;
		}
		if (word >= TOKEN_MOST || (word >= TOKEN_LEAST && letters && letters < word))
			return false;
		if (c == 0xef && i + 2 < cell.n && cell.p[i + 1] == 0xbc && cell.p[i + 2] >= 0x90 &&
		    cell.p[i + 2] <= 0x99)
			return false;
	}
	return true;
}

/* ---- e-mail addresses ---- */

static struct row_domain *domain_slot(struct find_rows *r, str domain)
{
	uint64_t v = bytes_le64(domain.p + domain.n - 8);

	return &r->domains[((v ^ domain.n) * 0x9e3779b97f4a7c15) >> 58];
}
_Static_assert(FIND_ROWS_DOMAINS == 64, "six bits");

/* The cell has nothing but an e-mail address, whose '@' stands at `at`: addresses of a domain are alike. */
static bool email_read(struct find_row *row, str cell, size_t at, struct anchored *ret)
{
	const struct finder *f = row->s->f;
	str domain = str_from(cell, at + 1);

	if (domain.n > FIND_ROWS_DOMAIN || domain.n + at + 1 < 8)
		return false;
	struct row_domain *d = domain_slot(f->rows, domain);

	if (d->n == domain.n && find_equal(d->text, domain.p, domain.n, f->vectors)) {
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

/* Twenty letters and digits in a row within 64 bytes. */
static bool has_long_word(uint64_t alnum)
{
	uint64_t two = alnum & alnum >> 1;
	uint64_t four = two & two >> 2;
	uint64_t eight = four & four >> 4;

	return eight & eight >> 8 & four >> 16;
}
_Static_assert(TOKEN_MOST == 20, "16 and 4");

/* What was read in the cell, which its column may speak for. */
static bool read_add(struct find_row *row, size_t from, str cell, struct anchored *a)
{
	const int8_t *scores = row->s->f->table.names[row->cell].scores;
	unsigned why = a->hit.why;

	if (scores[a->hit.kind] > 0) {
		a->hit.why |= FIND_WHY_COLUMN;
		return find_add(row, from + a->from, a->n, &a->hit,
				name_score(&row->s->f->table.names[row->cell], &a->hit));
	}
	/* What stands beside it in its cell says something where the name does not. */
	if (a->from || a->n != cell.n)
		return false;
	uint8_t score = context_score(&a->hit, (str){cell.p, 0}, (str){cell.p, 0}, scores, &why);

	a->hit.why = why;
	return find_add(row, from + a->from, a->n, &a->hit, score);
}

/* ---- addresses ---- */

static struct row_street *street_slot(struct find_rows *r, str street)
{
	uint64_t v = street.n ^ bytes_le64(street.p + street.n - 8) * 0x9e3779b97f4a7c15;

	if (street.n >= 16)
		v ^= bytes_le64(street.p + street.n - 16);
	return &r->streets[v * 0x9e3779b97f4a7c15 >> 56];
}
_Static_assert(FIND_ROWS_STREETS == 256, "eight bits");

/* The first `n` bytes of eight. */
static uint64_t rest_of(const uint8_t *p, size_t n)
{
	return n < 8 ? bytes_le64(p) & (((uint64_t)1 << 8 * n) - 1) : bytes_le64(p);
}

/* …路25号: a number with few characters behind it, whose place in its street is *ret. */
static bool has_house(str cell, size_t street, size_t *ret, size_t *ret_rest)
{
	if (street < 8 || street > FIND_ROWS_STREET || street >= cell.n)
		return false;
	size_t digits = bytes_digits(cell.p + street);

	*ret = digits - 1;
	*ret_rest = cell.n - street - digits;
	return digits <= FIND_ROWS_HOUSES && street + digits <= cell.n && *ret_rest <= 8;
}

/* An address on a street that was met before. */
static bool street_known(struct find_row *row, size_t from, str cell)
{
	enum find_vectors v = row->s->f->vectors;
	size_t n = find_first_digit(cell, v);
	size_t house = 0;
	size_t rest = 0;

	if (!has_house(cell, n, &house, &rest))
		return false;
	const struct row_street *t = street_slot(row->s->f->rows, str_sub(cell, 0, n));
	const struct row_house *h = &t->houses[house];

	if (t->n != n || !h->known || h->n != rest || rest_of(cell.p + cell.n - rest, rest) != h->rest ||
	    !find_equal(t->text, cell.p, n, v))
		return false;
	row->s->f->rows->high = true;
	return read_add(row, from, cell, &(struct anchored){0, cell.n, h->hit});
}

/* Nothing but characters of Chinese. */
static bool is_han(str cell)
{
	size_t at = 0;

	/* One byte more can be read: what ends the cell. */
	while (at < cell.n && str_han((str){cell.p, cell.n + 1}, at))
		at += 3;
	return at == cell.n;
}

static void street_learn(struct find_row *row, str cell, const struct hit *hit)
{
	struct find_rows *r = row->s->f->rows;
	size_t n = find_first_digit(cell, FIND_VECTORS_NONE);
	size_t house = 0;
	size_t rest = 0;

	if (!has_house(cell, n, &house, &rest) || !is_han(str_sub(cell, 0, n)) ||
	    !is_han(str_from(cell, cell.n - rest)))
		return;
	struct row_street *t = street_slot(r, str_sub(cell, 0, n));

	if (t->n != n || memcmp(t->text, cell.p, n) != 0)
		*t = (struct row_street){.n = (uint8_t)n};
	memcpy(t->text, cell.p, n);
	t->houses[house] = (struct row_house){rest_of(cell.p + cell.n - rest, rest), (uint8_t)rest, true, *hit};
	r->roles[row->cell] = ROW_ROLE_STREET;
}

/* The first literal in the cell is a unit of an address; others are within it. */
static bool address_judge(struct find_row *row, size_t from, str cell, const size_t begins[2])
{
	struct address_reading reading = {.s = cell, .here = begins[0]};
	struct anchored a;

	if (!take_address_may(cell, begins[0]) || !take_address_first(&reading, &a) || begins[1] >= a.from + a.n)
		return false;
	if (!a.from && a.n == cell.n)
		street_learn(row, cell, &a.hit);
	return read_add(row, from, cell, &a);
}

/* ---- cells ---- */

/* The literals that begin in the cell: where the first and the last; NOWHERE: none. */
static void literals_of(const struct find_row *row, size_t from, const struct find_few *few, size_t ret[static 2])
{
	const struct find_scan *s = row->s;

	ret[0] = NOWHERE;
	ret[1] = 0;
	for (size_t w = 0; w < few->blocks; w++)
		for (uint64_t bits = few->sieve[w]; bits; bits &= bits - 1) {
			size_t at = from + w * 64 + (size_t)__builtin_ctzll(bits);
			size_t first = at;
			size_t last = at;

			if (!find_literals_stand(&s->f->literals, (str){s->text.p, s->text.n}, at, &first, &last))
				continue;
			ret[0] = first - from < ret[0] ? first - from : ret[0];
			ret[1] = last - from > ret[1] ? last - from : ret[1];
		}
}

/* Of the places that the sieve lets through those where a literal may be that has nothing but letters of an e-mail address. */
static uint64_t words_of(const struct find_literals *l, str cell, uint64_t places)
{
	uint64_t ret = 0;

	for (uint64_t bits = places; bits; bits &= bits - 1) {
		const uint8_t *p = cell.p + __builtin_ctzll(bits);

		if (find_bit(l->words[1], find_hash_window(p)) || find_bit(l->words[0], find_hash3(p)))
			ret |= bits & -bits;
	}
	return ret;
}

/* A cell that has an '@' may be an e-mail address and nothing else. */
static bool email_judge(struct find_row *row, size_t from, str cell, struct find_few *few)
{
	size_t sign = few->sign[0] ? (size_t)__builtin_ctzll(few->sign[0]) : 0;
	uint64_t local = ((uint64_t)1 << sign) - 1;
	size_t begins[2];
	struct anchored a;

	/* Letters before the '@' that mean nothing but themselves. */
	if (sign < LOCAL_LEAST || few->high[0] || few->blocks > 1 || has_long_word(few->alnum[0]) ||
	    (local & ~few->local) || *cell.p == '.' || *cell.p == '-' || cell.p[sign - 1] == '.')
		return false;
	few->sieve[0] = words_of(&row->s->f->literals, cell, few->sieve[0] & local);
	if (few->sieve[0]) {
		literals_of(row, from, few, begins);
		if (begins[0] != NOWHERE)
			return false;
	}
	return email_read(row, cell, sign, &a) && read_add(row, from, cell, &a);
}

/* A cell that is no number. */
static bool words_judge(struct find_row *row, size_t from, str cell)
{
	const struct finder *f = row->s->f;
	struct find_few few ATTR_UNSET;
	uint64_t sign = 0;
	uint64_t high = 0;
	size_t begins[2];

	find_class_few(cell, &f->literals, f->vectors, &few);
	for (size_t i = 0; i < few.blocks; i++) {
		sign |= few.sign[i];
		high |= few.high[i];
		if (few.escape[i])
			return false;
	}
	if (sign)
		return email_judge(row, from, cell, &few);
	if (high) {
		if (!str_is_utf8(cell))
			return false;
		f->rows->high = true;
	}
	if (!is_numberless(cell))
		return false;
	literals_of(row, from, &few, begins);
	return begins[0] == NOWHERE || address_judge(row, from, cell, begins);
}

static bool cell_judge(struct find_row *row)
{
	const struct find_scan *s = row->s;
	size_t from = cell_from(row, row->cell);
	size_t to = cell_to(row, row->cell);

	to -= to == row->to && to > from && s->text.p[to - 1] == '\r';
	str cell = {s->text.p + from, to - from};

	if (!cell.n)
		return true;
	if (byte_is_digit(*cell.p)) {
		size_t digits = bytes_digits(cell.p);

		if (digits == cell.n || (digits == 17 && cell.n == 18 && cell.p[17] == 'X'))
			return cell.n < BYTES_DIGITS_MOST && number_judge(row, from, cell.n, digits);
	}
	if (cell.n > CELL_MOST)
		return false;
	return (s->f->rows->roles[row->cell] == ROW_ROLE_STREET && street_known(row, from, cell)) ||
	       words_judge(row, from, cell);
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

static bool fields_judge(struct find_row *row, size_t least)
{
	const struct find_scan *s = row->s;
	struct find_rows *r = s->f->rows;

	for (size_t i = 0; i < r->asked_count; i++) {
		size_t k = row->cell = r->asked[i];
		const struct find_name *name = &s->f->table.names[k];
		size_t from = cell_from(row, k);
		str cell = {s->text.p + from, cell_to(row, k) - from};
		uint64_t asks = cell.n && byte_is_digit(*cell.p) ? name->asks & ~r->lettered : name->asks;
		struct anchored a = {0};
		str value = {0};
		unsigned why = 0;

		if (!asks || !find_field_hit(name, asks, cell, &value, &a))
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

bool find_row_judge(struct find_row *row)
{
	size_t count = row->s->f->table.count;
	size_t least = row->s->f->rows->n;

	for (row->cell = 0; row->cell < count; row->cell++)
		if (!cell_judge(row))
			return false;
	return fields_judge(row, least);
}
