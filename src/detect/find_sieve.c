/* The sieve for literals: windows are chosen, grouped and looked up. */
#include "base/must.h"
#include "detect/find_priv.h"

#define GROUPS 8
#define GROUP_ROUNDS 2
#define GROUP_STEP 19001
#define HASHED 4 /* bytes of an ASCII window */
#define HASHED_BEYOND 6

/* What may stand at one place of a window: a byte, a letter in both cases, a capital; or anything. */
struct place {
	uint8_t n; /* bytes; 0: anything */
	uint8_t of[2];
	uint8_t share[2]; /* of text, in thousandths */
	uint16_t low;     /* their halves, a bit each */
	uint16_t high;
};
#define CAPITALS 26

struct window {
	struct place at[FIND_WINDOW];
};

static uint8_t fold(uint8_t c)
{
	return byte_is_alpha(c) ? c | 0x20 : c;
}

/* ASCII, words beyond it, single characters. */
static unsigned set_of(const struct literal *l)
{
	return l->text.p[0] < 0x80 ? 0 : l->text.n > 4 ? 1 : FIND_SINGLE;
}

/* How often text has a byte, of a thousand, roughly: what matters is that "e" and "0" are frequent and "$" and "X" are not. */
static uint8_t share(bool beyond, uint8_t c)
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

	if (!beyond)
		return c < 128 ? (ascii[c] ? ascii[c] : 2) : 0;
	return c < 0xc0 ? 15 : c >= 0xe0 ? lead[c - 0xe0] : 1;
}

static void place_add(struct place *p, uint8_t c, bool beyond)
{
	if (p->n < ARRAY_LEN(p->of)) {
		p->of[p->n] = c;
		p->share[p->n] = share(beyond, c);
	}
	p->n++;
	p->low |= (uint16_t)(1u << (c & 15));
	p->high |= (uint16_t)(1u << (c >> 4));
}

/* The window of a literal that begins at its byte `from`. */
static struct window window_of(const struct literal *of, size_t from)
{
	struct window w = {0};
	bool beyond = of->text.p[0] >= 0x80;

	for (size_t k = 0; k < FIND_WINDOW; k++) {
		size_t at = from + k;

		if (at < of->text.n) {
			uint8_t c = of->text.p[at];

			place_add(&w.at[k], c, beyond);
			if (of->fold && byte_is_alpha(c))
				place_add(&w.at[k], c ^ 0x20, beyond);
		} else if (at == of->text.n && of->beside == LITERAL_UPPER_NEXT) {
			for (uint8_t upper = 'A'; upper <= 'Z'; upper++)
				place_add(&w.at[k], upper, beyond);
		} else {
			w.at[k] = (struct place){.low = 0xffff, .high = 0xffff};
		}
	}
	return w;
}

/* Likewise of its upper half. */
static const uint16_t half_share[16] = {10, 10, 150, 300, 70, 60, 200, 130, 17, 17, 17, 17, 1, 1, 40, 1};

/* The literals that share a bit: what they let stand at each place of a window, how much of text that is, in thousandths, and how much
 * is known of it where tables are of sixteen. */
struct group {
	uint64_t bytes[FIND_WINDOW][4];
	unsigned share[FIND_WINDOW];
	uint16_t low[FIND_WINDOW];
	uint16_t high[FIND_WINDOW];
};
#define ALL_SHARES 1000u
#define CAPITALS_SHARE 60u

static bool has(const uint64_t bytes[4], uint8_t c)
{
	return bytes[c / 64] >> c % 64 & 1;
}

/* A group's share at place k with one more window. */
static unsigned share_with(const struct group *g, const struct window *w, unsigned k)
{
	const struct place *p = &w->at[k];
	unsigned sum = g->share[k];

	if (!p->n)
		return ALL_SHARES;
	if (p->n == CAPITALS)
		sum += has(g->bytes[k], 'Q') ? 0 : CAPITALS_SHARE;
	else
		sum += (has(g->bytes[k], p->of[0]) ? 0u : p->share[0]) +
		       (has(g->bytes[k], p->of[1]) ? 0u : p->share[1]);
	return sum < ALL_SHARES ? sum : ALL_SHARES;
}

static unsigned halves_share(uint16_t high)
{
	unsigned sum = 0;

	for (unsigned bits = high; bits; bits &= bits - 1)
		sum += half_share[__builtin_ctz(bits)];
	return sum < ALL_SHARES ? sum : ALL_SHARES;
}

/* How much of text a group lets through with one more window, where tables know every byte, and where they know halves. */
static double cost_with(const struct group *g, const struct window *w, unsigned set, bool halves)
{
	double cost = 1;

	for (unsigned k = halves && set; k < find_sieve_bytes[set]; k++) {
		unsigned low = (unsigned)__builtin_popcount(g->low[k] | w->at[k].low);

		cost *= halves ? halves_share(g->high[k] | w->at[k].high) * low / 16e3 : share_with(g, w, k) / 1e3;
	}
	return cost;
}

static void group_add(struct group *g, const struct window *w, unsigned set)
{
	for (unsigned k = 0; k < find_sieve_bytes[set]; k++) {
		const struct place *p = &w->at[k];

		g->share[k] = share_with(g, w, k);
		g->low[k] |= p->low;
		g->high[k] |= p->high;
		for (unsigned i = 0; i < p->n && p->n < CAPITALS; i++)
			g->bytes[k][p->of[i] / 64] |= (uint64_t)1 << p->of[i] % 64;
		for (uint8_t c = 'A'; c <= 'Z' && p->n == CAPITALS; c++)
			g->bytes[k][c / 64] |= (uint64_t)1 << c % 64;
	}
}

/* What is sorted: literals of one set. */
struct sorting {
	unsigned set;
	bool halves;      /* tables know halves of bytes only */
	uint8_t *windows; /* where the window of each begins in it */
	uint8_t group[FIND_LITERALS_MOST];
	struct window chosen[FIND_LITERALS_MOST];
	struct group groups[GROUPS];
	double costs[GROUPS];
};
#define WINDOWS_TRIED 3

static bool sorted(size_t i, unsigned set)
{
	return literals[i].text.n > 1 && set_of(&literals[i]) == set;
}

static void group_leave(struct sorting *s, size_t i)
{
	unsigned g = s->group[i];
	const struct window *last = NULL;

	s->group[i] = GROUPS;
	s->groups[g] = (struct group){0};
	for (size_t k = 0; k < literal_count; k++)
		if (s->group[k] == g) {
			last = &s->chosen[k];
			group_add(&s->groups[g], last, s->set);
		}
	s->costs[g] = last ? cost_with(&s->groups[g], last, s->set, s->halves) : 0;
}

/* The windows of a literal that text has most seldom, WINDOWS_TRIED at most. */
static size_t windows_of(const struct sorting *s, const struct literal *l, uint8_t ret[static WINDOWS_TRIED])
{
	static const struct group alone = {0};
	double costs[WINDOWS_TRIED];
	size_t n = 0;

	for (size_t from = 0; from == 0 || (!s->set && from + HASHED <= l->text.n && l->text.p[from] < 0x80); from++) {
		struct window w = window_of(l, from);
		size_t at = n < WINDOWS_TRIED ? n++ : WINDOWS_TRIED - 1;
		double cost = cost_with(&alone, &w, s->set, s->halves);

		if (at == WINDOWS_TRIED - 1 && n == WINDOWS_TRIED && from >= WINDOWS_TRIED && cost >= costs[at])
			continue;
		for (; at > 0 && costs[at - 1] > cost; at--) {
			costs[at] = costs[at - 1];
			ret[at] = ret[at - 1];
		}
		costs[at] = cost;
		ret[at] = (uint8_t)from;
	}
	return n;
}

/* Takes the group that lets least more through with one of the literal's windows. Houses have one for themselves: a numeral stands before
 * them. */
static void group_join(struct sorting *s, size_t i)
{
	const struct literal *l = &literals[i];
	bool house = l->beside == LITERAL_NUMERAL_BEFORE;
	unsigned first = house ? FIND_HOUSES : 0;
	unsigned end = s->set == FIND_SINGLE && !house ? FIND_HOUSES : GROUPS;
	uint8_t windows[WINDOWS_TRIED];
	size_t n = windows_of(s, l, windows);
	double least = 3;

	for (size_t k = 0; k < n; k++) {
		struct window w = window_of(l, windows[k]);

		for (unsigned g = first; g < end; g++) {
			double more = cost_with(&s->groups[g], &w, s->set, s->halves) - s->costs[g];

			if (more >= least)
				continue;
			least = more;
			s->chosen[i] = w;
			s->group[i] = (uint8_t)g;
			s->windows[i] = windows[k];
		}
	}
	s->costs[s->group[i]] += least;
	group_add(&s->groups[s->group[i]], &s->chosen[i], s->set);
}

/* Each literal joins a group; then each is asked again, now that all are there. Which come first matters by half: this order, of twenty that
 * were tried, lets least through in logs and in sources (a prime above their number: it meets each once). */
static void group_all(struct sorting *s)
{
	memset(s->group, GROUPS, sizeof s->group);
	for (unsigned round = 0; round < GROUP_ROUNDS; round++)
		for (size_t k = 0; k < literal_count; k++) {
			size_t i = k * GROUP_STEP % literal_count;

			if (!sorted(i, s->set))
				continue;
			if (round)
				group_leave(s, i);
			group_join(s, i);
		}
}

static void sieve_byte(struct find_sieve *v, unsigned set, unsigned k, unsigned c, uint8_t group)
{
	v->low[set][k][c & 15] |= group;
	v->high[set][k][c >> 4] |= group;
	v->exact[set][k][c & (set ? 63 : 127)] |= group;
}

static void sieve_add(struct find_sieve *v, unsigned set, const struct window *w, uint8_t group)
{
	for (unsigned k = 0; k < FIND_WINDOW; k++) {
		const struct place *p = &w->at[k];

		for (unsigned i = 0; i < p->n && p->n < CAPITALS; i++)
			sieve_byte(v, set, k, p->of[i], group);
		for (unsigned c = 'A'; c <= 'Z' && p->n == CAPITALS; c++)
			sieve_byte(v, set, k, c, group);
		for (unsigned c = 0; c < 256 && !p->n; c++)
			sieve_byte(v, set, k, c, group);
	}
}

static void sieve_fill(struct find_literals *l, unsigned set, bool halves, struct sorting *s)
{
	*s = (struct sorting){.set = set, .halves = halves, .windows = l->window};
	group_all(s);
	for (size_t i = 0; i < literal_count; i++) {
		if (sorted(i, set))
			sieve_add(&l->sieve, set, &s->chosen[i], (uint8_t)(1u << s->group[i]));
	}
}

static bool is_word(str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!byte_is_alnum(text.p[i]) && text.p[i] != '.' && text.p[i] != '_' && text.p[i] != '-' &&
		    text.p[i] != '+')
			return false;
	return true;
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
	if (is_word(text))
		l->words[windowed][hash / 64] |= (uint64_t)1 << hash % 64;
	l->next_window[i] = *w;
	*w = (uint16_t)(i + 1);
}

void find_literals_init(struct find_literals *l, enum find_vectors v)
{
	struct sorting s ATTR_UNSET;

	must(literal_count < FIND_LITERALS_MOST && literal_count < GROUP_STEP);
	*l = (struct find_literals){0};
	for (unsigned set = 0; set < FIND_SETS; set++)
		sieve_fill(l, set, v == FIND_VECTORS_AVX2, &s);
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
	if (!memcmp(text.p, l->text.p, l->text.n))
		return true;
	for (size_t i = 0; i < l->text.n; i++)
		if (text.p[i] != l->text.p[i] && !(l->fold && fold(text.p[i]) == fold(l->text.p[i])))
			return false;
	return true;
}

#define LIST_WITHIN 96 /* bytes: names of tables are shorter */

/* INSERT INTO t (a, b), but not INSERT INTO t VALUES (1, 2), which most dumps are made of. */
static bool list_behind(str text, size_t at)
{
	size_t left = at < text.n ? text.n - at : 0;
	size_t most = left < LIST_WITHIN ? left : LIST_WITHIN;
	const uint8_t *p = memchr(text.p + at, '(', most);

	if (!p)
		return most < LIST_WITHIN;
	while (p > text.p + at && p[-1] == ' ')
		p--;
	return p - (text.p + at) < 6 || !str_ieq((str){p - 6, 6}, STR("values"));
}

static bool stands(const struct literal *l, str text, size_t at)
{
	if (l->beside == LITERAL_UPPER_NEXT && (text.p[at + l->text.n] < 'A' || text.p[at + l->text.n] > 'Z'))
		return false;
	if (l->beside == LITERAL_NUMERAL_BEFORE && (!at || !byte_is_alnum(text.p[at - 1])))
		return false;
	return find_literal_is(l, (str){text.p + at, l->text.n}) &&
	       (l->beside != LITERAL_LIST_BEHIND || list_behind(text, at + l->text.n));
}

/* The literals of a chain whose window is at `at`: the next one from `i` on, and where it begins. 0: no more. */
static uint16_t chain_next(const struct find_literals *l, uint16_t i, str text, size_t at, size_t *ret)
{
	for (; i; i = l->next_window[i - 1]) {
		*ret = at - l->window[i - 1];
		if (at >= l->window[i - 1] && stands(&literals[i - 1], text, *ret))
			return i;
	}
	return 0;
}

static void mark_chain(const struct find_literals *l, uint16_t i, str text, size_t at, struct find_block *blocks)
{
	size_t start = 0;

	for (; (i = chain_next(l, i, text, at, &start)); i = l->next_window[i - 1]) {
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

bool find_literals_stand(const struct find_literals *l, str text, size_t at, size_t *ret_first, size_t *ret_last)
{
	uint32_t windows = find_hash_window(text.p + at);
	uint32_t threes = find_hash3(text.p + at);
	uint16_t chains[2] = {find_bit(l->threes, threes) ? l->first_window[0][threes >> 3] : 0,
			      find_bit(l->windows, windows) ? l->first_window[1][windows >> 3] : 0};
	size_t start = 0;
	bool any = false;

	for (unsigned k = 0; k < ARRAY_LEN(chains); k++)
		for (uint16_t i = chains[k]; (i = chain_next(l, i, text, at, &start)); i = l->next_window[i - 1]) {
			*ret_first = any && *ret_first < start ? *ret_first : start;
			*ret_last = any && *ret_last > start ? *ret_last : start;
			any = true;
		}
	return any;
}
