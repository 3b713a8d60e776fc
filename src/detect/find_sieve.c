/* The sieve for literals: windows are chosen, grouped and looked up. */
#include "base/must.h"
#include "detect/find_priv.h"

#define GROUPS 8
#define GROUP_ROUNDS 2
#define HASHED 4 /* bytes of an ASCII window */
#define HASHED_BEYOND 6

/* The bytes that may stand at one place of a window. */
struct bytes {
	uint64_t of[4];
};

struct window {
	struct bytes at[FIND_WINDOW];
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

/* How often text has a byte, of a thousand, roughly: what matters is that "e" and "0" are frequent and "$" and "X" are not. */
static unsigned share(unsigned set, unsigned c)
{
	static const uint8_t ascii[128] = {
		['\t'] = 2, ['\n'] = 7, [' '] = 40, ['"'] = 25, ['\''] = 7, ['('] = 3,  [')'] = 3,  [','] = 18,
		['-'] = 22, ['.'] = 18, ['/'] = 10, [':'] = 18, ['='] = 6,  ['_'] = 6,  ['<'] = 4,  ['>'] = 4,
		['0'] = 45, ['1'] = 40, ['2'] = 40, ['3'] = 24, ['4'] = 24, ['5'] = 24, ['6'] = 24, ['7'] = 24,
		['8'] = 24, ['9'] = 24, ['a'] = 20, ['b'] = 5,  ['c'] = 13, ['d'] = 14, ['e'] = 28, ['f'] = 6,
		['g'] = 6,  ['h'] = 6,  ['i'] = 16, ['j'] = 2,  ['k'] = 3,  ['l'] = 12, ['m'] = 8,  ['n'] = 14,
		['o'] = 16, ['p'] = 8,  ['q'] = 2,  ['r'] = 15, ['s'] = 14, ['t'] = 18, ['u'] = 8,  ['v'] = 5,
		['w'] = 3,  ['x'] = 3,  ['y'] = 4,  ['z'] = 2,
	};
	static const uint8_t lead[16] = {
		[2] = 20, [3] = 60, [4] = 120, [5] = 200, [6] = 200, [7] = 140, [8] = 100, [9] = 60, [15] = 60};

	if (!set)
		return c < 128 ? (ascii[c] ? ascii[c] : 2) : 0;
	return c < 0xc0 ? 15 : c >= 0xe0 ? lead[c - 0xe0] : 1;
}

/* The literals that share a bit: what they let stand at each place, and how much of text that is, in thousandths. */
struct group {
	struct bytes at[FIND_WINDOW];
	uint32_t shares[FIND_WINDOW];
};
#define ALL_SHARES 1000

/* A group's shares with one more window; what they let through together. */
static double cost_with(const struct group *g, const struct window *w, unsigned set, uint32_t ret[static FIND_WINDOW])
{
	double cost = 1;

	for (unsigned k = 0; k < find_sieve_bytes[set]; k++) {
		ret[k] = g->shares[k];
		for (unsigned i = 0; i < ARRAY_LEN(w->at[k].of); i++) {
			uint64_t more = w->at[k].of[i] & ~g->at[k].of[i];

			if (!~w->at[k].of[i])
				ret[k] = ALL_SHARES;
			for (; more && ret[k] < ALL_SHARES; more &= more - 1)
				ret[k] += share(set, i * 64 + (unsigned)__builtin_ctzll(more));
		}
		cost *= (ret[k] < ALL_SHARES ? ret[k] : ALL_SHARES) / (double)ALL_SHARES;
	}
	return cost;
}

static void group_add(struct group *g, const struct window *w, unsigned set)
{
	uint32_t shares[FIND_WINDOW] = {0};

	cost_with(g, w, set, shares);
	memcpy(g->shares, shares, sizeof shares);
	for (unsigned k = 0; k < FIND_WINDOW; k++)
		for (unsigned i = 0; i < ARRAY_LEN(w->at[k].of); i++)
			g->at[k].of[i] |= w->at[k].of[i];
}

/* What is sorted: literals of one set. */
struct sorting {
	unsigned set;
	uint8_t *windows; /* where the window of each begins in it */
	uint8_t group[FIND_LITERALS_MOST];
	struct group groups[GROUPS];
	double costs[GROUPS];
};

static bool sorted(size_t i, unsigned set)
{
	return literals[i].text.n > 1 && set_of(&literals[i]) == set;
}

static void group_leave(struct sorting *s, size_t i)
{
	unsigned g = s->group[i];
	struct window w;

	s->group[i] = GROUPS;
	s->groups[g] = (struct group){0};
	s->costs[g] = 0;
	for (size_t k = 0; k < literal_count; k++)
		if (s->group[k] == g) {
			w = window_of(&literals[k], s->windows[k]);
			s->costs[g] = cost_with(&s->groups[g], &w, s->set, (uint32_t[FIND_WINDOW]){0});
			group_add(&s->groups[g], &w, s->set);
		}
}

/* Takes the group that lets least more through with one of the literal's windows. Houses have one for themselves: a numeral stands before
 * them. */
static void group_join(struct sorting *s, size_t i)
{
	const struct literal *l = &literals[i];
	bool house = l->beside == LITERAL_NUMERAL_BEFORE;
	double least = 2;
	struct window with = {0};

	for (size_t from = 0; from == 0 || (!s->set && from + HASHED <= l->text.n && l->text.p[from] < 0x80); from++) {
		struct window w = window_of(l, from);

		for (unsigned g = house ? FIND_HOUSES : 0; g < (s->set == FIND_SINGLE && !house ? FIND_HOUSES : GROUPS);
		     g++) {
			uint32_t shares[FIND_WINDOW] = {0};
			double more = cost_with(&s->groups[g], &w, s->set, shares) - s->costs[g];

			if (more >= least)
				continue;
			least = more;
			with = w;
			s->group[i] = (uint8_t)g;
			s->windows[i] = (uint8_t)from;
		}
	}
	s->costs[s->group[i]] += least;
	group_add(&s->groups[s->group[i]], &with, s->set);
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
	uint8_t head[8] = {0};
	str text = literals[i].text;

	memcpy(head, text.p, text.n < sizeof head ? text.n : sizeof head);
	uint16_t *p = &l->first[find_hash3(head) >> 3];

	while (*p && literals[*p - 1].text.n >= text.n)
		p = &l->next[*p - 1];
	l->next[i] = *p;
	*p = (uint16_t)(i + 1);

	bool windowed = text.n >= (text.p[0] < 0x80 ? HASHED : HASHED_BEYOND);
	uint8_t window[8] = {0};

	memcpy(window, text.p + l->window[i],
	       text.n - l->window[i] < sizeof window ? text.n - l->window[i] : sizeof window);
	uint32_t hash = windowed ? find_hash_window(window) : find_hash3(head);
	uint16_t *w = &l->first_window[windowed][hash >> 3];

	(windowed ? l->windows : l->threes)[hash / 64] |= (uint64_t)1 << hash % 64;
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

	mark_chain(l, l->first_window[1][find_hash_window(p) >> 3], text, at, blocks);
	mark_chain(l, l->first_window[0][find_hash3(p) >> 3], text, at, blocks);
}
