/*
 * draw CANDIDATES ROUNDS: a draw of CANDIDATES in 64 strata from a committed pool (3 % of each drawn, ten in reserve) beside as many
 * bare ticket hashes, in turn; then the pool's commitment. The floor is the same hash of the same ids, and nothing done with it.
 */
#include <stdlib.h>

#include "base/must.h"
#include "bench/bench.h"
#include "ledger/draw.h"
#include "ledger/draw_priv.h"

#define STRATA 64
#define BATCH 256
#define ID 18
#define CHUNK 100000

struct pool {
	uint8_t *ids;
	struct draw_lot *lots;
	size_t n;
};

static void pool_make(struct pool *p, size_t n)
{
	uint64_t x = 20261122;

	p->n = n;
	p->ids = malloc(n * ID + 1);
	p->lots = calloc(n, sizeof(*p->lots));
	must(p->ids && p->lots);
	for (size_t i = 0; i < n; i++) {
		char text[40];

		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		snprintf(text, sizeof(text), "91440300MA%08zu", i);
		bytes_copy(p->ids + i * ID, ID, (str){(const uint8_t *)text, ID});
		p->lots[i] = (struct draw_lot){{p->ids + i * ID, ID}, (uint32_t)(x >> 32) % STRATA};
	}
}

/* Seconds of processor and of clock. */
static void put(const char *name, const struct bench_time *t, size_t n)
{
	double cpu = (double)(os_cpu_us() - t->cpu_us) / 1e6, wall = (double)(os_now_mono_us() - t->wall_us) / 1e6;

	printf("%s cpu=%.3f seconds=%.3f rate=%.0f\n", name, cpu, wall, (double)n / wall);
}

/* The hashes alone. */
static void bare(const struct pool *p, const digest *seed)
{
	static digest tickets[BATCH];
	struct bench_time t = bench_begin();
	struct sm3x h;
	uint64_t sum = 0;

	draw_tickets(&h, seed, STR("yicha-draw-1 unit"));
	for (size_t at = 0; at < p->n; at += BATCH) {
		size_t n = p->n - at < BATCH ? p->n - at : BATCH;
		str ids[BATCH];

		for (size_t i = 0; i < n; i++)
			ids[i] = p->lots[at + i].id;
		sm3x_many(&h, ids, n, tickets);
		for (size_t i = 0; i < n; i++)
			sum += tickets[i].b[0];
	}
	put("bare", &t, p->n);
	must(sum);
}

static void whole(const struct pool *p, const digest *seed)
{
	AUTO(arena_clear) arena mem = {0};
	struct draw_quota quota = {.num = 3, .den = 100};
	struct draw_rule rule = {.quotas = &quota, .quota_count = 1, .reserve = 10};
	struct draw_stratum strata[STRATA] = {0};
	uint64_t drawn = 0;

	arena_init(&mem, (size_t)4 << 30);
	for (size_t i = 0; i < p->n; i++)
		strata[p->lots[i].stratum].n++;
	struct bench_time t = bench_begin();

	draw_quotas(&rule, strata, STRATA, &mem);
	draw_select(seed, p->lots, p->n, strata, STRATA, &mem);
	put("draw", &t, p->n);
	for (size_t i = 0; i < STRATA; i++)
		drawn += strata[i].quota;
	printf("drawn count=%llu\n", (unsigned long long)drawn);
}

/* Leaves of whole units, as campaign_pool makes them, some at a time. */
static void commitment(const struct pool *p)
{
	digest *all = malloc(p->n * sizeof(*all));
	struct draw_unit *units = calloc(CHUNK, sizeof(*units));
	struct bench_time t = bench_begin();

	must(all && units);
	for (size_t at = 0; at < p->n; at += CHUNK) {
		AUTO(arena_clear) arena mem = {0};
		struct draw_input in = {.units = units, .unit_count = p->n - at < CHUNK ? p->n - at : CHUNK};

		arena_init(&mem, (size_t)1 << 28);
		for (size_t i = 0; i < in.unit_count; i++) {
			units[i] = (struct draw_unit){
				.id = p->lots[at + i].id, .name = STR("示例网络科技有限公司"), .cap = 1};
			units[i].attr[DRAW_TYPE] = STR("value-added");
			units[i].attr[DRAW_RISK] = STR("medium");
			units[i].attr[DRAW_CREDIT] = STR("B");
			units[i].attr[DRAW_REGION] = STR("广东省深圳市");
		}
		bytes_copy(all + at, in.unit_count * sizeof(*all),
			   (str){draw_pool_leaves(&in, &mem)->b, in.unit_count * sizeof(*all)});
	}
	digest root = draw_root(all, p->n);

	put("commitment", &t, p->n);
	printf("root byte=%u\n", root.b[0]);
	free(all);
	free(units);
}

int main(int argc, char **argv)
{
	struct pool p;

	if (argc != 3)
		return 2;
	pool_make(&p, bench_number(argv[1]));
	for (uint64_t i = bench_number(argv[2]); i > 0; i--) {
		digest seed = digest_sm3(STR("bench"));

		bare(&p, &seed);
		whole(&p, &seed);
	}
	commitment(&p);
	free(p.ids);
	free(p.lots);
	return 0;
}
