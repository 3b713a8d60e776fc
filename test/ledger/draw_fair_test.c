/*
 * Is the draw fair? Counts over many seeds against what chance would give, each at p > 0.001 (seeds are fixed, so that the answer
 * is). Without replacement the counts of one draw depend on each other: where the statistic is not chi-squared as it stands, it is made so by
 * the factor (N-1)/N, without which a fair draw looks unfair. $DRAW_SEEDS sets how many (400,000).
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "ledger/draw.h"
#include "os/env.h"
#include "test/tap.h"

#define N 40
#define K 8
#define OVER_MOST (K + 1)

static double root(double x)
{
	double r = x > 1 ? x : 1;

	for (int i = 0; i < 60; i++)
		r = (r + x / r) / 2;
	return r;
}

/* The value that chi-squared with df degrees exceeds once in a thousand (Wilson and Hilferty 1931; good to some 0.1 % from df 9 on). */
static double limit(double df)
{
	double z = 3.0902, t = 1 - 2 / (9 * df) + z * root(2 / (9 * df));

	return df * t * t * t;
}

static void fair(double x2, double df, const char *words)
{
	ok(x2 < limit(df), "%s: chi-squared %.1f with %.0f degrees, limit %.1f", words, x2, df, limit(df));
}

static digest seed_of(const char *words, uint64_t i)
{
	uint8_t bytes[64] = {0};

	snprintf((char *)bytes, sizeof(bytes), "%s %llu", words, (unsigned long long)i);
	return digest_sm3((str){bytes, sizeof(bytes)});
}

struct pool {
	struct draw_lot lots[N];
	char ids[N][16];
	size_t n;
};

static void pool_make(struct pool *p, size_t n)
{
	p->n = n;
	for (uint32_t i = 0; i < n; i++) {
		snprintf(p->ids[i], sizeof(p->ids[i]), "91440300MA%04u", i);
		p->lots[i] = (struct draw_lot){str_c(p->ids[i]), 0};
	}
}

/* All of the pool in the order of the draw. */
static void draw(const struct pool *p, const digest *seed, uint32_t order[N])
{
	AUTO(arena_clear) arena mem = {0};
	struct draw_stratum s = {.n = p->n, .want = p->n};

	arena_init(&mem, 1u << 16);
	draw_select(seed, p->lots, p->n, &s, 1, &mem);
	for (size_t i = 0; i < p->n; i++)
		order[i] = s.picks[i].lot;
}

static uint64_t seeds = 400000;

static uint64_t in_count[N], pair_count[N][N], rank_count[N][N], over_count[OVER_MOST];

/* One bit of the seed is another: the two draws have as much to do with each other as two of two seeds. */
static void avalanche(const struct pool *p, uint64_t i, const uint32_t order[N])
{
	uint32_t other[N];
	bool drawn[N] = {false};
	digest seed = seed_of("fair", i);
	size_t over = 0;

	seed.b[i / 8 % 32] ^= (uint8_t)(1u << i % 8);
	draw(p, &seed, other);
	for (size_t k = 0; k < K; k++)
		drawn[order[k]] = true;
	for (size_t k = 0; k < K; k++)
		over += drawn[other[k]];
	over_count[over]++;
}

static void count_all(void)
{
	struct pool p;
	uint32_t order[N];

	pool_make(&p, N);
	for (uint64_t i = 0; i < seeds; i++) {
		digest seed = seed_of("fair", i);

		draw(&p, &seed, order);
		for (uint32_t k = 0; k < N; k++)
			rank_count[k][order[k]]++;
		for (size_t a = 0; a < K; a++) {
			in_count[order[a]]++;
			for (size_t b = 0; b < a; b++) {
				pair_count[order[a]][order[b]]++;
				pair_count[order[b]][order[a]]++;
			}
		}
		if (i % 8 == 0)
			avalanche(&p, i, order);
	}
}

static void inclusion(void)
{
	double e = (double)seeds * K / N, x2 = 0;

	for (size_t i = 0; i < N; i++)
		x2 += ((double)in_count[i] - e) * ((double)in_count[i] - e) / (e * (1 - (double)K / N));
	fair(x2 * (N - 1) / N, N - 1, "each unit is drawn as often as any");
}

static void pairs(void)
{
	double p = (double)K * (K - 1) / (N * (N - 1)), e = (double)seeds * p, x2 = 0;

	for (size_t a = 0; a < N; a++) {
		for (size_t b = 0; b < a; b++)
			x2 += ((double)pair_count[a][b] - e) * ((double)pair_count[a][b] - e) / (e * (1 - p));
	}
	fair(x2, N * (N - 1) / 2.0 - 1, "each pair is drawn together as often as any");
}

static void ranks(void)
{
	double e = (double)seeds / N, x2 = 0;

	for (size_t a = 0; a < N; a++) {
		for (size_t b = 0; b < N; b++)
			x2 += ((double)rank_count[a][b] - e) * ((double)rank_count[a][b] - e) / e;
	}
	fair(x2 * (N - 1) / N, (N - 1.0) * (N - 1), "each unit stands in each place as often as any");
}

static double choose(int n, int k)
{
	double c = 1;

	for (int i = 1; i <= k; i++)
		c = c * (n - k + i) / i;
	return c;
}

/* Hypergeometric; the rare great overlaps are one class, so that none expects less than five. */
static void overlaps(void)
{
	double total = 0, x2 = 0, rest_e = 0, rest_o = 0, df = -1;

	for (size_t i = 0; i < OVER_MOST; i++)
		total += (double)over_count[i];
	for (int i = 0; i < OVER_MOST; i++) {
		double e = total * choose(K, i) * choose(N - K, K - i) / choose(N, K);

		if (e < 20) {
			rest_e += e;
			rest_o += (double)over_count[i];
			continue;
		}
		x2 += ((double)over_count[i] - e) * ((double)over_count[i] - e) / e;
		df++;
	}
	if (rest_e > 5) {
		x2 += (rest_o - rest_e) * (rest_o - rest_e) / rest_e;
		df++;
	}
	ok(x2 < limit(df) * 1.02, "one bit makes another draw: overlap of %d of %d, chi-squared %.1f with %.0f degrees",
	   K, N, x2, df);
}

/* All 120 orders of five. */
static void orders(void)
{
	struct pool p;
	static uint64_t count[120];
	uint64_t n = seeds / 4;
	double e = (double)n / 120, x2 = 0;

	pool_make(&p, 5);
	for (uint64_t i = 0; i < n; i++) {
		uint32_t order[N];
		size_t code = 0;
		digest seed = seed_of("orders", i);

		draw(&p, &seed, order);
		for (size_t a = 0; a < 5; a++) {
			size_t smaller = 0;

			for (size_t b = a + 1; b < 5; b++)
				smaller += order[b] < order[a];
			code = code * (5 - a) + smaller;
		}
		count[code]++;
	}
	for (size_t i = 0; i < 120; i++)
		x2 += ((double)count[i] - e) * ((double)count[i] - e) / e;
	fair(x2, 119, "each order of five comes as often as any");
}

/* --- officers ------------------------------------------------------------------------------------------------------------- */

#define OFFICERS 6
#define KINDS 10 /* pairs of the five officers who may go */

struct staff {
	struct draw_input in;
	struct draw_unit units[OFFICERS];
	struct draw_officer officers[OFFICERS];
	struct draw_recusal recusals[OFFICERS];
	struct draw_quota quota;
	char ids[2][OFFICERS][8];
};

/* Six units and six officers in a ring: officer i must not go to unit i, and two inspections each leave nobody a place to spare. */
static void staff_make(struct staff *s)
{
	*s = (struct staff){.quota = {.num = 1, .den = 1}};
	s->in = (struct draw_input){.units = s->units,
				    .unit_count = OFFICERS,
				    .officers = s->officers,
				    .officer_count = OFFICERS,
				    .recusals = s->recusals,
				    .recusal_count = OFFICERS};
	s->in.rule =
		(struct draw_rule){.number = STR("n"), .campaign = STR("c"), .quotas = &s->quota, .quota_count = 1};
	s->in.rule.officers = true;
	s->in.rule.load = 2;
	for (size_t i = 0; i < OFFICERS; i++) {
		snprintf(s->ids[0][i], sizeof(s->ids[0][i]), "U%zu", i);
		snprintf(s->ids[1][i], sizeof(s->ids[1][i]), "F%zu", i);
		s->units[i] = (struct draw_unit){.id = str_c(s->ids[0][i]), .cap = -1};
		s->officers[i] = (struct draw_officer){.id = str_c(s->ids[1][i])};
		s->recusals[i] = (struct draw_recusal){s->officers[i].id, s->units[i].id};
	}
}

/* Which two, counted from the unit's own place in the ring: the ring is alike all round, so must be the counts. */
static size_t kind_of(const struct draw_pair *p)
{
	size_t a = (p->officers[0] + OFFICERS - p->unit) % OFFICERS,
	       b = (p->officers[1] + OFFICERS - p->unit) % OFFICERS;
	size_t low = (a < b ? a : b) - 1, high = (a < b ? b : a) - 1, kind = 0;

	for (size_t i = 0; i < low; i++)
		kind += 4 - i;
	return kind + high - low - 1;
}

static void officers(void)
{
	static uint64_t count[OFFICERS][KINDS];
	static struct staff s;
	uint64_t n = seeds / 20, unstaffed = 0;
	double x2 = 0;

	staff_make(&s);
	for (uint64_t i = 0; i < n; i++) {
		AUTO(arena_clear) arena mem = {0};
		struct draw_result r;
		digest seed = seed_of("officers", i);
		char beacon[24];

		arena_init(&mem, 1u << 22);
		memcpy(s.in.random[0], seed.b, 32);
		snprintf(beacon, sizeof(beacon), "%llu", (unsigned long long)i);
		s.in.beacon = str_c(beacon);
		must(draw_run(&s.in, &mem, &r, NULL) == 0);
		/* One unit a draw, so that rows do not depend on each other. */
		for (size_t k = 0; k < r.pair_count; k++) {
			unstaffed += r.pairs[k].hall != NULL;
			if (r.pairs[k].unit == i % OFFICERS && !r.pairs[k].hall)
				count[i % OFFICERS][kind_of(&r.pairs[k])]++;
		}
	}
	for (size_t k = 0; k < KINDS; k++) {
		double sum = 0;

		for (size_t u = 0; u < OFFICERS; u++)
			sum += (double)count[u][k];
		for (size_t u = 0; u < OFFICERS; u++)
			x2 += ((double)count[u][k] - sum / OFFICERS) * ((double)count[u][k] - sum / OFFICERS) /
			      (sum / OFFICERS);
	}
	is_int(unstaffed, 0, "whoever can be staffed is, with no place to spare");
	fair(x2, (OFFICERS - 1) * (KINDS - 1), "officers under recusals: alike all round the ring");
}

/* A draw that is not fair is seen: tickets by a seed of which one unit has the better half. */
static void control(void)
{
	uint64_t saved = in_count[0];

	in_count[0] += seeds / 200;
	double e = (double)seeds * K / N, x2 = 0;

	for (size_t i = 0; i < N; i++)
		x2 += ((double)in_count[i] - e) * ((double)in_count[i] - e) / (e * (1 - (double)K / N));
	ok(x2 * (N - 1) / N > limit(N - 1), "control: half a percent more for one unit would be seen");
	in_count[0] = saved;
}

int main(void)
{
	const char *set = os_env("DRAW_SEEDS");

	if (set)
		must(str_to_u64(str_c(set), 1000000000, &seeds) && seeds >= 10000);
	count_all();
	inclusion();
	pairs();
	ranks();
	overlaps();
	orders();
	officers();
	control();
	return tap_done();
}
