#include "ledger/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/must.h"
#include "ledger/draw_priv.h"
#include "ledger/rfc3797.h"

/* Tickets that are made at a time. */
#define BATCH 256

const char *draw_attr_name(enum draw_attr a)
{
	static const char *const names[DRAW_ATTR_COUNT] = {"credit", "region", "risk", "type"};

	return names[a];
}

bool draw_attr_parse(str name, enum draw_attr *ret)
{
	for (unsigned a = 0; a < DRAW_ATTR_COUNT; a++) {
		if (str_eq(name, str_c(draw_attr_name((enum draw_attr)a)))) {
			*ret = (enum draw_attr)a;
			return true;
		}
	}
	return false;
}

const char *draw_method_name(enum draw_method m)
{
	return m == DRAW_RFC3797 ? "rfc3797" : "yicha-draw-1";
}

const char *draw_why_name(enum draw_why w)
{
	static const char *const names[DRAW_WHY_COUNT] = {"in", "listed", "cap", "rest"};

	return names[w];
}

bool draw_id_ok(str id)
{
	for (size_t i = 0; i < id.n; i++) {
		if (!byte_is_alnum(id.p[i]) && id.p[i] != '.' && id.p[i] != '_' && id.p[i] != '-')
			return false;
	}
	return id.n > 0 && id.n <= 64;
}

/* --- order and form ------------------------------------------------------------------------------------------------------- */

static int unit_cmp(const void *a, const void *b)
{
	return str_cmp(((const struct draw_unit *)a)->id, ((const struct draw_unit *)b)->id);
}

static int officer_cmp(const void *a, const void *b)
{
	return str_cmp(((const struct draw_officer *)a)->id, ((const struct draw_officer *)b)->id);
}

static int recusal_cmp(const void *a, const void *b)
{
	const struct draw_recusal *x = a, *y = b;
	int by = str_cmp(x->officer, y->officer);

	return by ? by : str_cmp(x->unit, y->unit);
}

static int exclude_cmp(const void *a, const void *b)
{
	return str_cmp(((const struct draw_exclude *)a)->id, ((const struct draw_exclude *)b)->id);
}

static int check_text(str s, err *e)
{
	if (s.n > DRAW_TEXT_MOST || !str_is_utf8(s) || (s.n && memchr(s.p, 0, s.n)))
		return err_set(e, E_SYNTAX, _("a text of the draw is longer than %d bytes, or no UTF-8"),
			       DRAW_TEXT_MOST);
	return 0;
}

static int check_id(str id, const str *before, err *e)
{
	if (!draw_id_ok(id))
		return err_set(e, E_SYNTAX, _("'%.*s' is no id: 1 to 64 of letters, digits, . _ -"),
			       STR_ARG(str_sub(id, 0, 64)));
	if (before && str_eq(id, *before))
		return err_set(e, E_SYNTAX, _("%.*s is there twice"), STR_ARG(id));
	return 0;
}

static int check_unit(const struct draw_unit *u, const str *before, err *e)
{
	TRY(check_id(u->id, before, e));
	TRY(check_text(u->name, e));
	TRY(check_text(u->excluded, e));
	for (unsigned a = 0; a < DRAW_ATTR_COUNT; a++)
		TRY(check_text(u->attr[a], e));
	for (size_t i = 0; i < u->past_count; i++) {
		TRY(check_id(u->past[i][0], NULL, e));
		TRY(check_id(u->past[i][1], &u->past[i][0], e));
	}
	if (u->cap < -1 || u->checked < 0 || u->last < 0)
		return err_set(e, E_SYNTAX, _("%.*s: a number is below zero"), STR_ARG(u->id));
	return 0;
}

static int check_lists(const struct draw_input *in, err *e)
{
	const struct draw_rule *r = &in->rule;

	for (size_t i = 0; i < in->officer_count; i++) {
		TRY(check_id(in->officers[i].id, i ? &in->officers[i - 1].id : NULL, e));
		TRY(check_text(in->officers[i].department, e));
		if (in->officers[i].cert_until < 0)
			return err_set(e, E_SYNTAX, _("%.*s: a number is below zero"), STR_ARG(in->officers[i].id));
	}
	for (size_t i = 0; i < in->recusal_count; i++) {
		TRY(check_id(in->recusals[i].officer, NULL, e));
		TRY(check_id(in->recusals[i].unit, NULL, e));
		if (i && recusal_cmp(&in->recusals[i - 1], &in->recusals[i]) == 0)
			return err_set(e, E_SYNTAX, _("%.*s is there twice"), STR_ARG(in->recusals[i].officer));
	}
	for (size_t i = 0; i < r->exclude_count; i++) {
		TRY(check_id(r->excludes[i].id, i ? &r->excludes[i - 1].id : NULL, e));
		TRY(check_text(r->excludes[i].reason, e));
	}
	return 0;
}

static void sort(void *p, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n)
		qsort(p, n, size, cmp);
}

int draw_sort(struct draw_input *in, err *e)
{
	if (in->unit_count > DRAW_UNITS_MOST)
		return err_set(e, E_LIMIT, _("a pool has at most %d units"), DRAW_UNITS_MOST);
	if (in->officer_count > DRAW_OFFICERS_MOST)
		return err_set(e, E_LIMIT, _("a draw has at most %d officers"), DRAW_OFFICERS_MOST);
	sort(in->units, in->unit_count, sizeof(*in->units), unit_cmp);
	sort(in->officers, in->officer_count, sizeof(*in->officers), officer_cmp);
	sort(in->recusals, in->recusal_count, sizeof(*in->recusals), recusal_cmp);
	sort(in->rule.excludes, in->rule.exclude_count, sizeof(*in->rule.excludes), exclude_cmp);
	for (size_t i = 0; i < in->unit_count; i++)
		TRY(check_unit(&in->units[i], i ? &in->units[i - 1].id : NULL, e));
	return check_lists(in, e);
}

/* --- strata --------------------------------------------------------------------------------------------------------------- */

enum draw_why draw_why(const struct draw_rule *r, const struct draw_unit *u)
{
	struct draw_exclude key = {.id = u->id};

	if (u->excluded.n)
		return DRAW_LISTED;
	if (r->exclude_count && bsearch(&key, r->excludes, r->exclude_count, sizeof(key), exclude_cmp))
		return DRAW_LISTED;
	if (u->cap >= 0 && u->checked >= u->cap)
		return DRAW_CAPPED;
	if (r->rest > 0 && u->last > 0 && r->day - u->last < r->rest)
		return DRAW_RESTS;
	return DRAW_IN;
}

struct divider {
	const struct draw_unit *units;
	unsigned strata;
};

static int key_cmp(const str *a, const str *b, unsigned strata)
{
	for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++) {
		int by = strata >> k & 1 ? str_cmp(a[k], b[k]) : 0;

		if (by)
			return by;
	}
	return 0;
}

static int divide_cmp(const void *a, const void *b, void *ctx)
{
	const struct divider *d = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return key_cmp(d->units[x].attr, d->units[y].attr, d->strata);
}

int draw_divide(const struct draw_input *in, arena *mem, struct draw_lot **ret_lots, struct draw_stratum **ret_strata,
		size_t *ret_count, err *e)
{
	struct divider d = {.units = in->units, .strata = in->rule.strata};
	struct draw_lot *lots = arena_new(mem, struct draw_lot, in->unit_count);
	struct draw_stratum *strata = arena_new(mem, struct draw_stratum, DRAW_STRATA_MOST);
	uint32_t *order = arena_new(mem, uint32_t, in->unit_count);
	size_t n = 0, count = 0;

	for (uint32_t i = 0; i < in->unit_count; i++) {
		lots[i] = (struct draw_lot){.id = in->units[i].id, .stratum = DRAW_NONE};
		if (draw_why(&in->rule, &in->units[i]) == DRAW_IN)
			order[n++] = i;
	}
	if (n)
		qsort_r(order, n, sizeof(*order), divide_cmp, &d);
	for (size_t i = 0; i < n; i++) {
		const struct draw_unit *u = &in->units[order[i]];

		if (count == 0 || key_cmp(strata[count - 1].key, u->attr, d.strata) != 0) {
			if (count == DRAW_STRATA_MOST)
				return err_set(e, E_LIMIT, _("more than %d strata"), DRAW_STRATA_MOST);
			for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++)
				strata[count].key[k] = d.strata >> k & 1 ? u->attr[k] : (str){0};
			count++;
		}
		strata[count - 1].n++;
		lots[order[i]].stratum = (uint32_t)(count - 1);
	}
	*ret_lots = lots;
	*ret_strata = strata;
	*ret_count = count;
	return 0;
}

/* --- quotas --------------------------------------------------------------------------------------------------------------- */

static bool quota_fits(const struct draw_quota *q, const struct draw_stratum *s)
{
	for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++) {
		if (q->where[k].n && !str_eq(q->where[k], s->key[k]))
			return false;
	}
	return true;
}

static uint32_t quota_of(const struct draw_rule *r, const struct draw_stratum *s)
{
	uint32_t i = 0;

	while (i < r->quota_count && !quota_fits(&r->quotas[i], s))
		i++;
	return i;
}

struct rest {
	uint64_t rest;
	size_t stratum;
};

static int rest_cmp(const void *a, const void *b)
{
	const struct rest *x = a, *y = b;

	if (x->rest != y->rest)
		return x->rest > y->rest ? -1 : 1;
	return (x->stratum > y->stratum) - (x->stratum < y->stratum);
}

/* Hare's quota: everybody the whole part of their share, what is left to the largest remainders. Whole numbers only. */
static void share_out(const struct draw_quota *q, uint32_t number, struct draw_stratum *strata, size_t count,
		      struct rest *rests)
{
	uint64_t n = 0, total, left;
	size_t m = 0;

	for (size_t i = 0; i < count; i++)
		n += strata[i].by == number ? strata[i].n : 0;
	if (n == 0)
		return;
	total = q->den ? (uint64_t)(((unsigned __int128)n * q->num + q->den - 1) / q->den) : q->count;
	left = total = total < n ? total : n;
	for (size_t i = 0; i < count; i++) {
		if (strata[i].by != number)
			continue;
		unsigned __int128 share = (unsigned __int128)strata[i].n * total;

		strata[i].quota = (uint64_t)(share / n);
		left -= strata[i].quota;
		rests[m++] = (struct rest){(uint64_t)(share % n), i};
	}
	qsort(rests, m, sizeof(*rests), rest_cmp);
	must(left <= m);
	for (size_t i = 0; i < left; i++)
		strata[rests[i].stratum].quota++;
}

void draw_quotas(const struct draw_rule *r, struct draw_stratum *strata, size_t count, arena *mem)
{
	struct rest *rests = arena_new(mem, struct rest, count);

	for (size_t i = 0; i < count; i++) {
		strata[i].quota = 0;
		strata[i].by = quota_of(r, &strata[i]);
	}
	for (uint32_t i = 0; i < r->quota_count; i++)
		share_out(&r->quotas[i], i, strata, count, rests);
	for (size_t i = 0; i < count; i++) {
		uint64_t left = strata[i].n - strata[i].quota;

		strata[i].want = strata[i].quota;
		if (strata[i].quota)
			strata[i].want += r->reserve < left ? r->reserve : left;
	}
}

/* --- tickets -------------------------------------------------------------------------------------------------------------- */

static int pick_cmp(const void *a, const void *b, void *ctx)
{
	const struct draw_pick *x = a, *y = b;
	const struct draw_lot *lots = ctx;
	int by = memcmp(x->ticket.b, y->ticket.b, sizeof(x->ticket.b));

	return by ? by : str_cmp(lots[x->lot].id, lots[y->lot].id);
}

/* A stratum while its tickets come by: those below `cut` are kept, in a heap of room for `size`. */
struct sieve {
	struct draw_pick *kept;
	size_t n, size;
	uint64_t cut;
	uint64_t want;
};

static uint64_t root_of(uint64_t x)
{
	uint64_t r = 1;

	while (r * r < x)
		r++;
	return r;
}

/* A cut that lets through what is wanted and some more: tickets are uniform, so that it is nearly always right. If too few
 * come, the stratum is done again without it. */
static uint64_t first_cut(uint64_t want, uint64_t n)
{
	uint64_t more = want + 6 * root_of(want) + 16;

	return more >= n ? UINT64_MAX : (uint64_t)(((unsigned __int128)more << 64) / n);
}

static uint64_t head(const digest *d)
{
	uint64_t x = 0;

	for (unsigned i = 0; i < 8; i++)
		x = x << 8 | d->b[i];
	return x;
}

/* Keeps the smallest `want`, and lowers the cut to the greatest of them. */
static void tighten(struct sieve *s, const struct draw_lot *lots)
{
	union {
		const void *in;
		void *out;
	} ctx = {.in = lots};

	if (s->n)
		qsort_r(s->kept, s->n, sizeof(*s->kept), pick_cmp, ctx.out);
	if (s->n > s->want)
		s->n = s->want;
	if (s->n && s->n == s->want)
		s->cut = head(&s->kept[s->n - 1].ticket);
}

static ATTR_INLINE void sift(struct sieve *s, const digest *ticket, uint32_t lot, const struct draw_lot *lots)
{
	if (head(ticket) > s->cut || s->want == 0)
		return;
	if (s->n == s->size)
		tighten(s, lots);
	if (head(ticket) > s->cut)
		return;
	s->kept[s->n++] = (struct draw_pick){.ticket = *ticket, .lot = lot};
}

struct batch {
	str ids[BATCH];
	uint32_t lots[BATCH];
	digest tickets[BATCH];
	size_t n;
};

static void flush(struct batch *b, const struct sm3x *h, struct sieve *sieves, const struct draw_lot *lots)
{
	sm3x_many(h, b->ids, b->n, b->tickets);
	for (size_t i = 0; i < b->n; i++)
		sift(&sieves[lots[b->lots[i]].stratum], &b->tickets[i], b->lots[i], lots);
	b->n = 0;
}

/* All tickets of one stratum (DRAW_NONE: of all) through the sieves. */
static void pass(const struct sm3x *h, const struct draw_lot *lots, size_t n, uint32_t only, struct sieve *sieves)
{
	ATTR_UNSET struct batch b;

	b.n = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t s = lots[i].stratum;

		if (s == DRAW_NONE || (only != DRAW_NONE && s != only))
			continue;
		b.ids[b.n] = lots[i].id;
		b.lots[b.n++] = (uint32_t)i;
		if (b.n == BATCH)
			flush(&b, h, sieves, lots);
	}
	flush(&b, h, sieves, lots);
}

void draw_select(const digest *seed, const struct draw_lot *lots, size_t n, struct draw_stratum *strata, size_t count,
		 arena *mem)
{
	struct sieve *sieves = arena_new(mem, struct sieve, count);
	struct sm3x h;

	must(n < DRAW_NONE);
	draw_tickets(&h, seed, STR("yicha-draw-1 unit"));
	for (size_t i = 0; i < count; i++) {
		struct sieve *s = &sieves[i];

		s->want = strata[i].want;
		s->cut = first_cut(s->want, strata[i].n);
		s->size = s->want + 2 * (6 * root_of(s->want) + 16);
		s->kept = arena_new(mem, struct draw_pick, s->size);
	}
	pass(&h, lots, n, DRAW_NONE, sieves);
	for (size_t i = 0; i < count; i++) {
		if (sieves[i].n < sieves[i].want) {
			sieves[i].n = 0;
			sieves[i].cut = UINT64_MAX;
			pass(&h, lots, n, (uint32_t)i, sieves);
		}
		tighten(&sieves[i], lots);
		must(sieves[i].n == strata[i].want);
		strata[i].picks = sieves[i].kept;
		strata[i].count = sieves[i].n;
	}
}

/* --- commitments ---------------------------------------------------------------------------------------------------------- */

digest draw_root(digest *leaves, size_t n)
{
	struct sm3x h;

	if (n == 0)
		return digest_sm3((str){0});
	sm3x_begin(&h, (str){0});
	/* Level by level; the last of an odd level goes up as it is, which is the tree of RFC 6962. */
	while (n > 1) {
		uint8_t nodes[BATCH][65];
		digest up[BATCH];
		str tails[BATCH];
		size_t pairs = n / 2;

		for (size_t at = 0; at < pairs; at += BATCH) {
			size_t now = pairs - at < BATCH ? pairs - at : BATCH;

			for (size_t i = 0; i < now; i++) {
				nodes[i][0] = 1;
				memcpy(nodes[i] + 1, leaves + 2 * (at + i), 64);
				tails[i] = (str){nodes[i], sizeof(nodes[i])};
			}
			sm3x_many(&h, tails, now, up);
			memcpy(leaves + at, up, now * sizeof(up[0]));
		}
		if (n % 2)
			leaves[pairs] = leaves[n - 1];
		n = (n + 1) / 2;
	}
	return leaves[0];
}

/* Leaves as they are written, hashed some at a time. */
struct leaves {
	buf text;
	size_t ends[BATCH];
	size_t n, done;
	digest *ret;
};

static void leaves_flush(struct leaves *l)
{
	str tails[BATCH];
	struct sm3x h;
	size_t from = 0;

	for (size_t i = 0; i < l->n; i++) {
		tails[i] = (str){l->text.p + from, l->ends[i] - from};
		from = l->ends[i];
	}
	must(!buf_full(&l->text));
	sm3x_begin(&h, (str){0});
	sm3x_many(&h, tails, l->n, l->ret + l->done);
	l->done += l->n;
	l->n = 0;
	buf_reset(&l->text);
}

static void leaf_end(struct leaves *l)
{
	l->ends[l->n++] = l->text.n;
	if (l->n == BATCH)
		leaves_flush(l);
}

digest *draw_pool_leaves(const struct draw_input *in, arena *mem)
{
	AUTO(buf_release) buf guard = {0};
	struct leaves l = {.ret = arena_new(mem, digest, in->unit_count)};

	buf_init(&l.text, (size_t)BATCH * 16 * DRAW_TEXT_MOST * 6);
	for (size_t i = 0; i < in->unit_count; i++) {
		buf_put_byte(&l.text, 0);
		draw_put_unit(&l.text, &in->units[i]);
		leaf_end(&l);
	}
	leaves_flush(&l);
	guard = l.text;
	return l.ret;
}

static digest *draw_officer_leaves(const struct draw_input *in, arena *mem, size_t *ret)
{
	AUTO(buf_release) buf guard = {0};
	struct leaves l = {.ret = arena_new(mem, digest, in->officer_count + in->recusal_count)};

	buf_init(&l.text, (size_t)BATCH * 16 * DRAW_TEXT_MOST * 6);
	for (size_t i = 0; i < in->officer_count; i++) {
		buf_put_byte(&l.text, 0);
		draw_put_officer(&l.text, &in->officers[i]);
		leaf_end(&l);
	}
	for (size_t i = 0; i < in->recusal_count; i++) {
		buf_put_byte(&l.text, 0);
		draw_put_recusal(&l.text, &in->recusals[i]);
		leaf_end(&l);
	}
	leaves_flush(&l);
	guard = l.text;
	*ret = in->officer_count + in->recusal_count;
	return l.ret;
}

digest draw_commitment(const uint8_t random[32], const uint8_t salt[16])
{
	uint8_t both[48];

	memcpy(both, random, 32);
	memcpy(both + 32, salt, 16);
	return digest_sm3((str){both, sizeof(both)});
}

digest draw_rule_digest(const struct draw_rule *r)
{
	AUTO(buf_release) buf b = {0};

	buf_init(&b, SIZE_MAX / 2);
	draw_put_rule(&b, r);
	return digest_sm3(buf_str(&b));
}

void draw_digests(const struct draw_input *in, arena *mem, struct draw_result *ret)
{
	size_t n = 0;
	digest *leaves = draw_officer_leaves(in, mem, &n);

	ret->officers = draw_root(leaves, n);
	ret->pool = draw_root(draw_pool_leaves(in, mem), in->unit_count);
	ret->rule = draw_rule_digest(&in->rule);
}

static digest seed_of(const struct draw_input *in, const struct draw_result *r)
{
	AUTO(buf_release) buf b = {0};
	digest beacon;

	buf_init(&b, 1u << 12);
	buf_put_c(&b, in->fallback ? "fallback\n" : "source\n");
	buf_put(&b, in->beacon);
	beacon = digest_sm3(buf_str(&b));
	buf_reset(&b);
	buf_put_c(&b, "yicha-draw-1 seed\n");
	buf_put(&b, digest_str(&r->rule));
	buf_put(&b, digest_str(&r->pool));
	buf_put(&b, digest_str(&r->officers));
	buf_put(&b, (str){in->random[0], 32});
	buf_put(&b, (str){in->random[1], 32});
	buf_put(&b, digest_str(&beacon));
	return digest_sm3(buf_str(&b));
}

/* --- the whole ------------------------------------------------------------------------------------------------------------ */

static int select_rfc3797(const struct draw_input *in, struct draw_result *r, arena *mem, err *e)
{
	struct draw_stratum *s = r->strata;
	uint32_t *order = arena_new(mem, uint32_t, in->unit_count), n = 0;
	str key = {0};

	if (r->stratum_count == 0)
		return 0;
	must(r->stratum_count == 1);
	struct rfc3797_pick *picks = arena_new(mem, struct rfc3797_pick, s->want);

	for (uint32_t i = 0; i < in->unit_count; i++) {
		if (r->lots[i].stratum == 0)
			order[n++] = i;
	}
	TRY(rfc3797_key(in->beacon, mem, &key, e));
	if (s->want > RFC3797_PICKS_MOST)
		return err_set(e, E_LIMIT, _("RFC 3797 selects at most %d"), RFC3797_PICKS_MOST);
	TRY(rfc3797_select(key, n, (uint32_t)s->want, picks, e));
	s->count = s->want;
	s->picks = arena_new(mem, struct draw_pick, s->want);
	for (size_t i = 0; i < s->count; i++) {
		s->picks[i].lot = order[picks[i].number];
		memcpy(s->picks[i].ticket.b, picks[i].md5, sizeof(picks[i].md5));
	}
	return 0;
}

int draw_run(const struct draw_input *in, arena *mem, struct draw_result *ret, err *e)
{
	struct draw_result r = {0};

	draw_digests(in, mem, &r);
	r.seed = seed_of(in, &r);
	TRY(draw_divide(in, mem, &r.lots, &r.strata, &r.stratum_count, e));
	draw_quotas(&in->rule, r.strata, r.stratum_count, mem);
	if (in->rule.method == DRAW_RFC3797)
		TRY(select_rfc3797(in, &r, mem, e));
	else
		draw_select(&r.seed, r.lots, in->unit_count, r.strata, r.stratum_count, mem);
	TRY(draw_pairs(in, &r, mem, e));
	*ret = r;
	return 0;
}
