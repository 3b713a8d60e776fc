#include "ledger/rfc3797.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/must.h"

#define NUMBERS_MOST 256

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* One source: its numbers, ascending, each with a dot behind it. */
static int source(str s, buf *b, err *e)
{
	uint64_t numbers[NUMBERS_MOST];
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		size_t from = i;

		while (i < s.n && byte_is_digit(s.p[i]))
			i++;
		if (i == from && s.p[i] != ' ' && s.p[i] != ',' && s.p[i] != '.')
			return err_set(e, E_SYNTAX, _("RFC 3797 takes whole numbers only"));
		if (i == from) {
			i++;
			continue;
		}
		if (n == NUMBERS_MOST || !str_to_u64(str_sub(s, from, i - from), UINT64_MAX, &numbers[n]))
			return err_set(e, E_SYNTAX, _("RFC 3797: too many numbers, or one too great"));
		n++;
	}
	if (n == 0)
		return err_set(e, E_SYNTAX, _("RFC 3797: a source without numbers"));
	qsort(numbers, n, sizeof(numbers[0]), by_number);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%llu.", (unsigned long long)numbers[i]);
	buf_put_byte(b, '/');
	return 0;
}

int rfc3797_key(str sources, arena *mem, str *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	struct str_cut c;

	buf_init(&b, 1u << 14);
	/* A "/" at the end closes the last source and begins none. */
	sources = str_trim(sources);
	if (str_ends(sources, STR("/")))
		sources.n--;
	do {
		c = str_cut(&sources, '/');
		TRY(source(c.head, &b, e));
	} while (c.ok);
	if (buf_full(&b))
		return err_set(e, E_SYNTAX, _("RFC 3797: too many numbers, or one too great"));
	*ret = arena_str(mem, buf_str(&b));
	return 0;
}

/* How many of the pool are left, in a tree that finds the k-th of them in logarithmic time (Fenwick 1994). */
struct left {
	uint32_t *tree; /* 1-based */
	uint32_t n, top;
};

static void left_init(struct left *l, uint32_t n)
{
	l->n = n;
	l->tree = calloc((size_t)n + 1, sizeof(*l->tree));
	must(l->tree);
	for (uint32_t i = 1; i <= n; i++)
		l->tree[i] = i & -i;
	l->top = 1;
	while (l->top <= n / 2)
		l->top *= 2;
}

/* Takes the k-th (from 0) of those left away and tells its number. */
static uint32_t left_take(struct left *l, uint32_t k)
{
	uint32_t at = 0;

	for (uint32_t step = l->top; step; step /= 2) {
		if (at + step <= l->n && l->tree[at + step] <= k) {
			at += step;
			k -= l->tree[at];
		}
	}
	for (uint32_t i = at + 1; i <= l->n; i += i & -i)
		l->tree[i]--;
	return at;
}

static uint32_t modulo(const uint8_t md5[16], uint32_t by)
{
	uint64_t r = 0;

	for (unsigned i = 0; i < 16; i++)
		r = (r << 8 | md5[i]) % by;
	return (uint32_t)r;
}

int rfc3797_select(str key, uint32_t pool, uint32_t count, struct rfc3797_pick *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	struct left l;

	if (count > RFC3797_PICKS_MOST)
		return err_set(e, E_LIMIT, _("RFC 3797 selects at most %d"), RFC3797_PICKS_MOST);
	must(count <= pool && pool < (1u << 30));
	left_init(&l, pool);
	buf_init(&b, key.n + 4);
	for (uint32_t i = 0; i < count; i++) {
		buf_reset(&b);
		buf_put_be(&b, i, 2);
		buf_put(&b, key);
		buf_put_be(&b, i, 2);
		int done = EVP_Digest(b.p, b.n, ret[i].md5, NULL, EVP_md5(), NULL);

		must(done == 1);
		ret[i].number = left_take(&l, modulo(ret[i].md5, pool - i));
	}
	free(l.tree);
	return 0;
}
