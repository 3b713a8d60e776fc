/* The sieve for literals: windows are chosen, grouped and looked up. */
#include "base/must.h"
#include "detect/find_priv.h"

#define GROUPS 8
#define GROUP_ROUNDS 2
#define HASHED 4 /* bytes of an ASCII window */

/* The bytes that may stand at one place of a window. */
struct bytes {
	uint64_t of[4];
};

struct window {
	struct bytes at[FIND_WINDOW];
};

/* A group's bytes by their halves, which is what is known of them where tables are of sixteen. */
struct halves {
	uint16_t low[FIND_WINDOW];
	uint16_t high[FIND_WINDOW];
};

static void bytes_add(struct bytes *b, uint8_t c)
{
	b->of[c / 64] |= (uint64_t)1 << c % 64;
}

static uint8_t fold(uint8_t c)
{
	return byte_is_alpha(c) ? c | 0x20 : c;
}

/* ASCII, words beyond it, single characters. */
static unsigned set_of(const struct literal *l)
{
	return l->text.p[0] < 0x80 ? 0 : l->text.n > 4 ? 1 : FIND_SINGLE;
}

/* The window of a literal that begins at its byte `from`. */
static struct window window_of(const struct literal *of, size_t from)
{
	struct window w = {0};

	for (size_t k = 0; k < FIND_WINDOW; k++) {
		size_t at = from + k;
		uint8_t c = at < of->text.n ? of->text.p[at] : 0;

		if (at < of->text.n) {
			bytes_add(&w.at[k], c);
			if (of->fold && byte_is_alpha(c))
				bytes_add(&w.at[k], c ^ 0x20);
		} else if (at == of->text.n && of->beside == LITERAL_UPPER_NEXT) {
			for (uint8_t upper = 'A'; upper <= 'Z'; upper++)
				bytes_add(&w.at[k], upper);
		} else {
			memset(&w.at[k], 0xff, sizeof w.at[k]);
		}
	}
	return w;
}

static void halves_add(struct halves *h, const struct window *w)
{
	for (unsigned k = 0; k < FIND_WINDOW; k++)
		for (unsigned i = 0; i < ARRAY_LEN(w->at[k].of); i++)
			for (uint64_t bits = w->at[k].of[i]; bits; bits &= bits - 1) {
				unsigned c = i * 64 + (unsigned)__builtin_ctzll(bits);

				if (!~bits) {
					h->low[k] = h->high[k] = 0xffff;
					break;
				}
				h->low[k] |= (uint16_t)(1u << (c & 15));
				h->high[k] |= (uint16_t)(1u << (c >> 4));
			}
}

/* How much of a log a group lets through: its bytes by their upper halves, in thousands. */
static double halves_cost(const struct halves *h, unsigned set)
{
	static const uint16_t share[16] = {10, 10, 150, 300, 70, 60, 200, 130, 17, 17, 17, 17, 1, 1, 40, 1};
	double cost = 1;

	for (unsigned k = set ? 1 : 0; k < find_sieve_bytes[set]; k++) {
		unsigned high = 0;

		if ((h->high[k] & h->low[k]) == 0xffff)
			continue;
		for (unsigned bits = h->high[k]; bits; bits &= bits - 1)
			high += share[__builtin_ctz(bits)];
		cost *= (double)high * __builtin_popcount(h->low[k]) / 16e3;
	}
	return cost;
}

static struct halves joined(const struct halves *a, const struct halves *b)
{
	struct halves h = *a;

	for (unsigned k = 0; k < FIND_WINDOW; k++) {
		h.low[k] |= b->low[k];
		h.high[k] |= b->high[k];
	}
	return h;
}

/* What is sorted: literals of one set. */
struct sorting {
	unsigned set;
	uint8_t *windows; /* where the window of each begins in it */
	struct halves of[FIND_LITERALS_MOST];
	uint8_t group[FIND_LITERALS_MOST];
	struct halves groups[GROUPS];
	double costs[GROUPS];
};

static bool sorted(size_t i, unsigned set)
{
	return literals[i].text.n > 1 && set_of(&literals[i]) == set;
}

static void group_set(struct sorting *s, unsigned g, const struct halves *h)
{
	s->groups[g] = *h;
	s->costs[g] = halves_cost(h, s->set);
}

static void group_leave(struct sorting *s, size_t i)
{
	struct halves h = {0};
	unsigned g = s->group[i];

	s->group[i] = GROUPS;
	for (size_t k = 0; k < literal_count; k++)
		if (s->group[k] == g)
			h = joined(&h, &s->of[k]);
	group_set(s, g, &h);
}

/* Takes the group that lets least more through with one of the literal's windows. Houses have one for themselves: a numeral stands before
 * them. */
static void group_join(struct sorting *s, size_t i)
{
	const struct literal *l = &literals[i];
	bool house = l->beside == LITERAL_NUMERAL_BEFORE;
	double least = 2;
	struct halves with = {0};

	for (size_t from = 0; from == 0 || (!s->set && from + HASHED <= l->text.n && l->text.p[from] < 0x80); from++) {
		struct window w = window_of(l, from);
		struct halves own = {0};

		halves_add(&own, &w);
		for (unsigned g = house ? FIND_HOUSES : 0; g < (s->set == FIND_SINGLE && !house ? FIND_HOUSES : GROUPS);
		     g++) {
			struct halves h = joined(&s->groups[g], &own);
			double more = halves_cost(&h, s->set) - s->costs[g];

			if (more >= least)
				continue;
			least = more;
			with = h;
			s->of[i] = own;
			s->group[i] = (uint8_t)g;
			s->windows[i] = (uint8_t)from;
		}
	}
	group_set(s, s->group[i], &with);
}

/* Each literal joins a group; then each is asked again, now that all are there. */
static void group_all(struct sorting *s)
{
	memset(s->group, GROUPS, sizeof s->group);
	for (unsigned round = 0; round < GROUP_ROUNDS; round++)
		for (size_t i = 0; i < literal_count; i++) {
			if (!sorted(i, s->set))
				continue;
			if (round)
				group_leave(s, i);
			group_join(s, i);
		}
}

static void sieve_add(struct find_sieve *v, unsigned set, const struct window *w, uint8_t group)
{
	for (unsigned k = 0; k < FIND_WINDOW; k++)
		for (unsigned i = 0; i < ARRAY_LEN(w->at[k].of); i++)
			for (uint64_t bits = w->at[k].of[i]; bits; bits &= bits - 1) {
				unsigned c = i * 64 + (unsigned)__builtin_ctzll(bits);

				v->low[set][k][c & 15] |= group;
				v->high[set][k][c >> 4] |= group;
				v->exact[set][k][c & (set ? 63 : 127)] |= group;
			}
}

static void sieve_fill(struct find_literals *l, unsigned set, struct sorting *s)
{
	*s = (struct sorting){.set = set, .windows = l->window};
	group_all(s);
	for (size_t i = 0; i < literal_count; i++) {
		struct window w = window_of(&literals[i], l->window[i]);

		if (sorted(i, set))
			sieve_add(&l->sieve, set, &w, (uint8_t)(1u << s->group[i]));
	}
}

/* Of those with equal beginnings the longest first. */
static void chain_add(struct find_literals *l, size_t i)
{
	uint8_t head[4] = {0};
	str text = literals[i].text;

	memcpy(head, text.p, text.n < sizeof head ? text.n : sizeof head);
	uint16_t *p = &l->first[find_hash3(head) >> 3];

	while (*p && literals[*p - 1].text.n >= text.n)
		p = &l->next[*p - 1];
	l->next[i] = *p;
	*p = (uint16_t)(i + 1);

	bool four = !set_of(&literals[i]) && text.n >= HASHED;
	uint32_t hash = four ? find_hash4(text.p + l->window[i]) : find_hash3(head);
	uint16_t *w = &l->first_window[four][hash >> 3];

	(four ? l->fours : l->threes)[hash / 64] |= (uint64_t)1 << hash % 64;
	l->next_window[i] = *w;
	*w = (uint16_t)(i + 1);
}

void find_literals_init(struct find_literals *l)
{
	struct sorting s ATTR_UNSET;

	must(literal_count < FIND_LITERALS_MOST);
	*l = (struct find_literals){0};
	for (unsigned set = 0; set < FIND_SETS; set++)
		sieve_fill(l, set, &s);
	for (size_t i = 0; i < literal_count; i++) {
		must(literals[i].text.n >= 3 || (literals[i].text.n == 1 && literals[i].text.p[0] == '@'));
		must(literals[i].text.n < FIND_PAD / 2);
		if (literals[i].text.n == 1)
			l->at_sign = (uint16_t)(i + 1);
		else
			chain_add(l, i);
	}
}

bool find_literal_is(const struct literal *l, str text)
{
	if (l->text.n > text.n)
		return false;
	for (size_t i = 0; i < l->text.n; i++)
		if (text.p[i] != l->text.p[i] && !(l->fold && fold(text.p[i]) == fold(l->text.p[i])))
			return false;
	return true;
}

static bool stands(const struct literal *l, str text, size_t at)
{
	if (l->beside == LITERAL_UPPER_NEXT && (text.p[at + l->text.n] < 'A' || text.p[at + l->text.n] > 'Z'))
		return false;
	if (l->beside == LITERAL_NUMERAL_BEFORE && (!at || !byte_is_alnum(text.p[at - 1])))
		return false;
	return find_literal_is(l, (str){text.p + at, l->text.n});
}

static void mark_chain(const struct find_literals *l, uint16_t i, str text, size_t at, struct find_block *blocks)
{
	for (; i; i = l->next_window[i - 1]) {
		size_t start = at - l->window[i - 1];

		if (at < l->window[i - 1] || !stands(&literals[i - 1], text, start))
			continue;
		find_lane(blocks, literal, start / 64) |= (uint64_t)1 << start % 64;
		find_lane(blocks, any, start / 64) |= (uint64_t)1 << start % 64;
	}
}

void find_literals_mark(const struct find_literals *l, str text, size_t at, struct find_block *blocks)
{
	const uint8_t *p = text.p + at;

	if (l->first_window[1][find_hash4(p) >> 3])
		mark_chain(l, l->first_window[1][find_hash4(p) >> 3], text, at, blocks);
	if (l->first_window[0][find_hash3(p) >> 3])
		mark_chain(l, l->first_window[0][find_hash3(p) >> 3], text, at, blocks);
}
