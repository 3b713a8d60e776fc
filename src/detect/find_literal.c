/* Many literals in one pass: a table by three bytes says where one may begin, a hash which. */
#include "base/must.h"
#include "detect/find_priv.h"

#define WINDOW_BEFORE 512
#define WINDOW_BEHIND 4096

static uint8_t fold(uint8_t c)
{
	return byte_is_alpha(c) ? c | 0x20 : c;
}

static size_t hash3(const uint8_t *p)
{
	uint32_t v = (uint32_t)fold(p[0]) | (uint32_t)fold(p[1]) << 8 | (uint32_t)fold(p[2]) << 16;

	return (v * 0x9e3779b1u) >> 20;
}

static void prefix_add(struct find_prefix *f, size_t at, uint8_t c, uint8_t bucket)
{
	f->low[at][c & 15] |= bucket;
	f->high[at][c >> 4] |= bucket;
}

static void prefix_literal(struct find_prefix *f, const struct literal *l, uint8_t bucket)
{
	for (size_t i = 0; i < 3; i++) {
		if (i >= l->text.n) {
			/* "@": whatever follows. */
			for (unsigned c = 0; c < 16; c++) {
				f->low[i][c] |= bucket;
				f->high[i][c] |= bucket;
			}
			continue;
		}
		uint8_t c = l->text.p[i];

		prefix_add(f, i, c, bucket);
		if (l->fold && byte_is_alpha(c))
			prefix_add(f, i, c ^ 0x20, bucket);
	}
}

/* Of those with equal beginnings the longest first. */
static void chain_add(struct find_literals *l, size_t i)
{
	uint16_t *p = &l->first[hash3(literals[i].text.p)];

	while (*p && literals[*p - 1].text.n >= literals[i].text.n)
		p = &l->next[*p - 1];
	l->next[i] = *p;
	*p = (uint16_t)(i + 1);
}

/* Literals of like beginnings share a group: Chinese ones by their character's first two bytes, others by their letter. */
static uint8_t bucket_of(str s)
{
	if (s.n < 3)
		return 1;
	if (s.p[0] < 0x80)
		return (uint8_t)(1u << (1 + fold(s.p[0]) % 3));
	return (uint8_t)(1u << (4 + (s.p[0] * 3u + (s.p[1] >> 3)) % 4));
}

void find_literals_init(struct find_literals *l)
{
	must(literal_count < FIND_LITERALS_MOST);
	*l = (struct find_literals){0};
	for (size_t i = 0; i < literal_count; i++) {
		must(literals[i].text.n >= 3 || (literals[i].text.n == 1 && literals[i].text.p[0] == '@'));
		prefix_literal(&l->prefix, &literals[i], bucket_of(literals[i].text));
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
	size_t from = at - s->line_from > WINDOW_BEFORE ? at - WINDOW_BEFORE : s->line_from;
	size_t to = window_end(s, l, at);

	while (from < at && (s->text.p[from] & 0xc0) == 0x80)
		from++;
	struct anchored a = {0};

	if (!literal_take(i, (str){s->text.p + from, to - from}, at - from, &a) || !a.n || a.from + a.n > to - from)
		return false;
	find_weigh(s, from + a.from, a.n, NULL, &a.hit, 1);
	return true;
}

void find_literal_at(struct find_scan *s, size_t at)
{
	const struct find_literals *l = &s->f->literals;

	if (s->text.p[at] == '@' && l->at_sign)
		literal_try(s, l->at_sign - 1u, at);
	if (s->line_to - at < 3)
		return;
	for (uint16_t i = l->first[hash3(s->text.p + at)]; i; i = l->next[i - 1])
		if (literal_try(s, i - 1u, at))
			return;
}
