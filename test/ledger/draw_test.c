/* The draw's properties: the smallest tickets and no others, whatever the order; quotas; one unit's coming or going. */
#include "ledger/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "test/tap.h"

static uint64_t state = 99;

static uint64_t below(uint64_t n)
{
	state ^= state << 13, state ^= state >> 7, state ^= state << 17;
	return (state >> 16) % n;
}

/* --- selection ------------------------------------------------------------------------------------------------------------ */

#define LOTS 20000
#define STRATA 6

struct naive {
	digest ticket;
	uint32_t lot;
};

static int naive_cmp(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(digest));
}

static digest ticket_of(const digest *seed, str id)
{
	uint8_t bytes[64 + 64] = {0};

	memcpy(bytes, seed->b, 32);
	memcpy(bytes + 32, "yicha-draw-1 unit", 17);
	memcpy(bytes + 64, id.p, id.n);
	return digest_sm3((str){bytes, 64 + id.n});
}

/* Sorts all tickets, made by OpenSSL one by one. n_said: what the strata say of their size, which steers the sieve alone. */
static void select_all(const char *words, uint64_t n_said)
{
	AUTO(arena_clear) arena mem = {0};
	struct draw_lot *lots = calloc(LOTS, sizeof(*lots));
	struct naive *all = calloc(LOTS, sizeof(*all));
	struct draw_stratum strata[STRATA] = {0};
	static const uint64_t wants[STRATA] = {0, 1, 5, 200, 2000, UINT64_MAX};
	digest seed = digest_sm3(str_c(words));
	size_t bad = 0;

	must(lots && all);
	arena_init(&mem, 1u << 26);
	for (uint32_t i = 0; i < LOTS; i++) {
		char id[64];

		snprintf(id, sizeof(id), "%s%u",
			 i % 50 ? "91440300MA" : "a-very-long-id-of-more-than-one-block-x-y-z-0123456789-", i);
		lots[i] = (struct draw_lot){arena_str(&mem, str_c(id)), (uint32_t)below(STRATA + 1)};
		if (lots[i].stratum == STRATA)
			lots[i].stratum = DRAW_NONE;
		else
			strata[lots[i].stratum].n++;
	}
	for (uint32_t s = 0; s < STRATA; s++) {
		strata[s].want = wants[s] < strata[s].n ? wants[s] : strata[s].n;
		strata[s].n = n_said ? n_said : strata[s].n;
	}
	draw_select(&seed, lots, LOTS, strata, STRATA, &mem);
	for (uint32_t s = 0; s < STRATA; s++) {
		size_t n = 0;

		for (uint32_t i = 0; i < LOTS; i++) {
			if (lots[i].stratum == s)
				all[n++] = (struct naive){ticket_of(&seed, lots[i].id), i};
		}
		qsort(all, n, sizeof(*all), naive_cmp);
		bad += strata[s].count != strata[s].want;
		for (size_t i = 0; i < strata[s].count; i++)
			bad += strata[s].picks[i].lot != all[i].lot ||
			       memcmp(strata[s].picks[i].ticket.b, all[i].ticket.b, 32) != 0;
	}
	is_int(bad, 0, "%s: the smallest tickets of OpenSSL's, in order", words);
	free(lots);
	free(all);
}

/* --- quotas --------------------------------------------------------------------------------------------------------------- */

static void quotas(void)
{
	AUTO(arena_clear) arena mem = {0};
	size_t bad = 0;

	arena_init(&mem, 1u << 26);
	for (unsigned round = 0; round < 3000; round++) {
		struct draw_quota q = {.num = 1 + below(100), .den = 100};
		struct draw_rule r = {.strata = 1u << DRAW_RISK, .quotas = &q, .quota_count = 1, .reserve = below(5)};
		struct draw_stratum strata[12] = {0};
		size_t count = 1 + below(12);
		uint64_t n = 0, sum = 0, total;

		if (round % 2)
			q = (struct draw_quota){.count = 1 + below(400)};
		for (size_t i = 0; i < count; i++) {
			strata[i].n = 1 + below(round % 3 ? 60 : 3);
			n += strata[i].n;
		}
		total = q.den ? (n * q.num + q.den - 1) / q.den : q.count;
		total = total < n ? total : n;
		draw_quotas(&r, strata, count, &mem);
		for (size_t i = 0; i < count; i++) {
			uint64_t share = strata[i].n * total, got = strata[i].quota * n;

			sum += strata[i].quota;
			bad += (got > share ? got - share : share - got) >= n || strata[i].want > strata[i].n;
			/* Nobody with a smaller remainder was preferred. */
			for (size_t k = 0; k < count; k++) {
				bool up = strata[i].quota > share / n,
				     other = strata[k].quota > strata[k].n * total / n;

				bad += up && !other && strata[k].n * total % n > share % n;
			}
		}
		bad += sum != total;
	}
	is_int(bad, 0, "quotas add up, are less than one from the share, and go by the largest remainder");
}

static void first_quota(void)
{
	AUTO(arena_clear) arena mem = {0};
	struct draw_quota q[] = {{.where[DRAW_RISK] = STR("high"), .num = 1, .den = 2}, {.count = 1}};
	struct draw_rule r = {.strata = 1u << DRAW_RISK, .quotas = q, .quota_count = 2, .reserve = 2};
	struct draw_stratum s[] = {{.key[DRAW_RISK] = STR("high"), .n = 7}, {.key[DRAW_RISK] = STR("low"), .n = 2}};

	arena_init(&mem, 1u << 16);
	draw_quotas(&r, s, 2, &mem);
	is_int(s[0].quota, 4, "half of seven, rounded up");
	is_int(s[0].want, 6, "and two in reserve");
	is_int(s[1].quota, 1, "the rest by the next quota");
	is_int(s[1].want, 2, "with what is left in reserve");
	r.quota_count = 1;
	draw_quotas(&r, s, 2, &mem);
	is_int(s[1].want, 0, "no quota fits: nobody, and no reserve");
}

/* --- a whole draw --------------------------------------------------------------------------------------------------------- */

#define UNITS 60

struct made {
	struct draw_input in;
	struct draw_unit units[UNITS];
	struct draw_quota quota;
	char ids[UNITS][16];
};

static void make(struct made *m)
{
	*m = (struct made){.quota = {.num = 1, .den = 5}};
	m->in.rule = (struct draw_rule){.number = STR("2026-001"),
					.campaign = STR("c"),
					.day = 20000,
					.strata = 1u << DRAW_TYPE,
					.quotas = &m->quota,
					.quota_count = 1,
					.reserve = 2,
					.beacon_source = STR("s")};
	m->in.units = m->units;
	m->in.unit_count = UNITS;
	m->in.beacon = STR("1 2 3");
	for (size_t i = 0; i < UNITS; i++) {
		struct draw_unit *u = &m->units[i];

		snprintf(m->ids[i], sizeof(m->ids[i]), "U%02zu", i);
		u->id = str_c(m->ids[i]);
		u->attr[DRAW_TYPE] = i % 3 ? STR("a") : STR("b");
		u->cap = -1;
	}
}

static void run(struct made *m, arena *mem, struct draw_result *r)
{
	err e = {0};

	must(draw_sort(&m->in, &e) == 0);
	must(draw_run(&m->in, mem, r, &e) == 0);
}

static bool same_result(const struct draw_input *a, const struct draw_result *x, const struct draw_input *b,
			const struct draw_result *y)
{
	bool same = x->stratum_count == y->stratum_count && x->pair_count == y->pair_count &&
		    memcmp(x->seed.b, y->seed.b, 32) == 0;

	for (size_t i = 0; same && i < x->stratum_count; i++) {
		same = x->strata[i].count == y->strata[i].count;
		for (size_t k = 0; same && k < x->strata[i].count; k++)
			same = str_eq(a->units[x->strata[i].picks[k].lot].id, b->units[y->strata[i].picks[k].lot].id);
	}
	return same;
}

static void order(void)
{
	AUTO(arena_clear) arena mem = {0};
	static struct made a, b;
	struct draw_result x, y;
	size_t bad = 0;

	arena_init(&mem, 1u << 26);
	make(&a);
	run(&a, &mem, &x);
	for (unsigned round = 0; round < 50; round++) {
		make(&b);
		for (size_t i = UNITS - 1; i > 0; i--) {
			size_t k = below(i + 1);
			struct draw_unit u = b.units[i];

			b.units[i] = b.units[k];
			b.units[k] = u;
		}
		run(&b, &mem, &y);
		bad += !same_result(&a.in, &x, &b.in, &y);
	}
	is_int(bad, 0, "the order of the pool changes nothing, not even the seed");
	make(&b);
	b.in.random[1][31] ^= 1;
	run(&b, &mem, &y);
	ok(memcmp(x.seed.b, y.seed.b, 32) != 0 && !same_result(&a.in, &x, &b.in, &y), "one bit of one secret does");
}

/* With the seed as it is: who leaves without having been drawn changes nothing, who was drawn lets the next one in. */
static void removal(void)
{
	AUTO(arena_clear) arena mem = {0};
	struct draw_lot lots[UNITS], fewer[UNITS];
	struct draw_stratum s = {.n = UNITS, .want = 10};
	digest seed = digest_sm3(STR("removal"));
	char ids[UNITS][16];
	size_t bad = 0;

	arena_init(&mem, 1u << 24);
	for (uint32_t i = 0; i < UNITS; i++) {
		snprintf(ids[i], sizeof(ids[i]), "U%02u", i);
		lots[i] = (struct draw_lot){str_c(ids[i]), 0};
	}
	draw_select(&seed, lots, UNITS, &s, 1, &mem);
	for (uint32_t out = 0; out < UNITS; out++) {
		struct draw_stratum t = {.n = UNITS - 1, .want = 9};
		size_t k = 0, n = 0;

		for (uint32_t i = 0; i < UNITS; i++) {
			if (i != out)
				fewer[n++] = lots[i];
		}
		draw_select(&seed, fewer, n, &t, 1, &mem);
		for (size_t i = 0; i < 10 && k < 9; i++) {
			if (s.picks[i].lot != out)
				bad += !str_eq(lots[s.picks[i].lot].id, fewer[t.picks[k++].lot].id);
		}
	}
	is_int(bad, 0, "who leaves the pool moves nobody but the next");
}

static void exclusions(void)
{
	struct draw_exclude x = {STR("U01"), STR("why")};
	struct draw_rule r = {.day = 20000, .rest = 30, .excludes = &x, .exclude_count = 1};
	struct draw_unit u = {.id = STR("U00"), .cap = 2, .checked = 1, .last = 19970};

	is_int(draw_why(&r, &u), DRAW_IN, "thirty days ago is rest enough");
	u.last++;
	is_int(draw_why(&r, &u), DRAW_RESTS, "twenty-nine are not");
	u.checked = 2;
	is_int(draw_why(&r, &u), DRAW_CAPPED, "the year's inspections are used up");
	u.cap = -1;
	is_int(draw_why(&r, &u), DRAW_RESTS, "there is no limit");
	u.id = STR("U01");
	is_int(draw_why(&r, &u), DRAW_LISTED, "on the rule's list");
	u.id = STR("U02");
	u.excluded = STR("closed");
	is_int(draw_why(&r, &u), DRAW_LISTED, "the registry says so");
}

/* RFC 6962 section 2.1, as it is written there. */
static digest tree(const digest *leaves, size_t n)
{
	uint8_t both[65] = {1};
	size_t k = 1;

	if (n == 0)
		return digest_sm3((str){0});
	if (n == 1)
		return leaves[0];
	while (2 * k < n)
		k *= 2;
	digest left = tree(leaves, k), right = tree(leaves + k, n - k);

	memcpy(both + 1, left.b, 32);
	memcpy(both + 33, right.b, 32);
	return digest_sm3((str){both, 65});
}

static void roots(void)
{
	enum { MOST = 1100 };
	static digest leaves[MOST], copy[MOST];
	size_t bad = 0;

	for (size_t i = 0; i < MOST; i++)
		leaves[i] = digest_sm3((str){(const uint8_t *)&i, sizeof(i)});
	for (size_t n = 0; n <= MOST; n += n < 70 ? 1 : 101) {
		digest want = tree(leaves, n);

		memcpy(copy, leaves, n * sizeof(copy[0]));
		digest got = draw_root(copy, n);

		bad += memcmp(want.b, got.b, 32) != 0;
	}
	is_int(bad, 0, "the commitment is RFC 6962's tree over SM3");
}

static void refused(void)
{
	static struct made m;
	err e = {0};

	make(&m);
	m.units[3].id = m.units[4].id;
	is_int(draw_sort(&m.in, &e), E_SYNTAX, "twice in the pool: %s", e.text);
	make(&m);
	m.units[3].id = STR("a b");
	is_int(draw_sort(&m.in, &e), E_SYNTAX, "no id: %s", e.text);
	make(&m);
	m.units[3].name = STR("\xff");
	is_int(draw_sort(&m.in, &e), E_SYNTAX, "no UTF-8: %s", e.text);
	make(&m);
	m.units[3].checked = -1;
	is_int(draw_sort(&m.in, &e), E_SYNTAX, "below zero: %s", e.text);
}

int main(void)
{
	select_all("sizes right", 0);
	select_all("sizes too great: the first cut is too low", 4000000);
	select_all("sizes too small: everything comes through the first cut", 1);
	quotas();
	first_quota();
	order();
	removal();
	exclusions();
	roots();
	refused();
	return tap_done();
}
