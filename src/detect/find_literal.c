/* Many literals in one pass: a table by three bytes says where one may begin, a hash which. */
#include "base/must.h"
#include "detect/find_priv.h"

#define GROUP_ROUNDS 3
#define WINDOW_BEFORE 512
#define WINDOW_BEHIND 4096

static uint8_t fold(uint8_t c)
{
	return byte_is_alpha(c) ? c | 0x20 : c;
}

/* The halves of the bytes of a group, as sets. */
struct halves {
	uint16_t low[FIND_TELLING];
	uint16_t high[FIND_TELLING];
};

static void halves_add(struct halves *h, const struct literal *l, unsigned set)
{
	for (unsigned i = 0; i < FIND_TELLING; i++) {
		size_t at = find_telling[set][i];
		uint8_t c = at < l->text.n ? l->text.p[at] : 0;

		if (at >= l->text.n) {
			h->low[i] = h->high[i] = 0xffff;
			continue;
		}
		h->low[i] |= (uint16_t)(1u << (c & 15));
		h->high[i] |= (uint16_t)(1u << (c >> 4));
		if (l->fold && byte_is_alpha(c))
			h->high[i] |= (uint16_t)(1u << ((c ^ 0x20) >> 4));
	}
}

/* How much of a log a group lets through: its bytes by their upper halves, in thousands. */
static double halves_cost(const struct halves *h)
{
	static const uint16_t share[16] = {10, 10, 150, 300, 70, 60, 200, 130, 17, 17, 17, 17, 1, 1, 40, 1};
	double cost = 1;

	for (unsigned i = 0; i < FIND_TELLING; i++) {
		unsigned high = 0;

		for (unsigned c = 0; c < 16; c++)
			high += h->high[i] >> c & 1 ? share[c] : 0;
		cost *= (double)high * __builtin_popcount(h->low[i]) / 16e3;
	}
	return cost;
}

/* A group without literal i. */
static struct halves group_without(const uint8_t *of, unsigned g, size_t i, unsigned set)
{
	struct halves h = {0};

	for (size_t k = 0; k < literal_count; k++)
		if (k != i && of[k] == g)
			halves_add(&h, &literals[k], set);
	return h;
}

/* The group that lets least more through with the literal. "@" has the first one of ASCII for itself. */
static unsigned group_best(const struct halves groups[8], const struct literal *l, unsigned set)
{
	unsigned best = 0;
	double least = 2;

	for (unsigned g = set ? 0 : 1; g < 8 && l->text.n > 1; g++) {
		struct halves with = groups[g];

		halves_add(&with, l, set);
		double more = halves_cost(&with) - halves_cost(&groups[g]);

		if (more < least) {
			least = more;
			best = g;
		}
	}
	return best;
}

/* Each literal joins a group; then each is asked again, now that all are there. */
static void prefix_set(struct find_prefix *f, unsigned set)
{
	struct halves groups[8] = {0};
	uint8_t of[FIND_LITERALS_MOST];

	memset(of, 0xff, sizeof of);
	for (unsigned round = 0; round < GROUP_ROUNDS; round++) {
		for (size_t i = 0; i < literal_count; i++) {
			if ((literals[i].text.p[0] >= 0x80) != set)
				continue;
			if (of[i] < 8)
				groups[of[i]] = group_without(of, of[i], i, set);
			of[i] = (uint8_t)group_best(groups, &literals[i], set);
			halves_add(&groups[of[i]], &literals[i], set);
		}
	}
	for (unsigned g = 0; g < 8; g++)
		for (unsigned i = 0; i < FIND_TELLING; i++)
			for (unsigned c = 0; c < 16; c++) {
				f->low[set][i][c] |= (uint8_t)((groups[g].low[i] >> c & 1) << g);
				f->high[set][i][c] |= (uint8_t)((groups[g].high[i] >> c & 1) << g);
			}
}

/* Of those with equal beginnings the longest first. */
static void chain_add(struct find_literals *l, size_t i)
{
	uint8_t head[8] = {0};
	str text = literals[i].text;

	memcpy(head, text.p, text.n < 6 ? text.n : 6);
	uint32_t hash = find_hash(head);
	uint32_t six = find_hash6(head);
	uint16_t *p = &l->first[hash >> 2];

	l->prefix.hashes[hash / 64] |= (uint64_t)1 << hash % 64;
	if (text.n < 6)
		l->prefix.shorts[hash / 64] |= (uint64_t)1 << hash % 64;
	else
		l->prefix.longs[six / 64] |= (uint64_t)1 << six % 64;

	while (*p && literals[*p - 1].text.n >= literals[i].text.n)
		p = &l->next[*p - 1];
	l->next[i] = *p;
	*p = (uint16_t)(i + 1);
}

void find_literals_init(struct find_literals *l)
{
	must(literal_count < FIND_LITERALS_MOST);
	*l = (struct find_literals){0};
	for (unsigned set = 0; set < FIND_SETS; set++)
		prefix_set(&l->prefix, set);
	for (size_t i = 0; i < literal_count; i++) {
		must(literals[i].text.n >= 3 || (literals[i].text.n == 1 && literals[i].text.p[0] == '@'));
		if (literals[i].text.n == 1)
			l->at_sign = (uint16_t)(i + 1);
		else
			chain_add(l, i);
	}
}

static bool literal_is(const struct literal *l, const uint8_t *p, size_t n)
{
	if (l->text.n > n)
		return false;
	for (size_t i = 0; i < l->text.n; i++)
		if (p[i] != l->text.p[i] && !(l->fold && fold(p[i]) == fold(l->text.p[i])))
			return false;
	return true;
}

/* Behind a line's end only ASCII counts, and only for what is made of lines: it reads alike in all encodings. */
static size_t window_end(const struct find_scan *s, const struct literal *l, size_t at)
{
	size_t to = s->line_to;

	if (str_starts(l->text, STR("-----")) && !s->depth)
		while (to < s->text.all && to - at < WINDOW_BEHIND && s->text.p[to] < 0x80)
			to++;
	return to - at > WINDOW_BEHIND ? at + WINDOW_BEHIND : to;
}

static bool literal_try(struct find_scan *s, size_t i, size_t at)
{
	const struct literal *l = &literals[i];

	if (!literal_is(l, s->text.p + at, s->line_to - at))
		return false;
	size_t from = s->line_from;
	size_t to = window_end(s, l, at);
	size_t cell = 0;

	/* In a row other cells are not about it. */
	if (find_cell_of(s, at, &from, &cell) && to <= s->line_to && cell > at)
		to = cell < to ? cell : to;
	from = at - from > WINDOW_BEFORE ? at - WINDOW_BEFORE : from;
	while (from < at && (s->text.p[from] & 0xc0) == 0x80)
		from++;
	struct anchored a = {0};

	if (!literal_take(i, (str){s->text.p + from, to - from}, at - from, &a) || !a.n || a.from + a.n > to - from)
		return false;
	find_weigh(s, from + a.from, a.n, NULL, &a.hit, 1);
	size_t end = from + a.from + a.n;

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
	for (uint16_t i = l->first[find_hash(s->text.p + at) >> 2]; i; i = l->next[i - 1])
		if (literal_try(s, i - 1u, at))
			return;
}
