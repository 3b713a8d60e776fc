#include "detect/crowd.h"

#include "test/tap.h"

static uint64_t hash_of(uint64_t i)
{
	uint64_t h = i * UINT64_C(0x9e3779b97f4a7c15) + 0x1234567;

	h ^= h >> 31;
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	h ^= h >> 29;
	h *= UINT64_C(0x94d049bb133111eb);
	return h ^ h >> 32;
}

static void near(uint64_t got, uint64_t least, uint64_t most, const char *what)
{
	ok(got >= least && got <= most, "%s: %llu", what, (unsigned long long)got);
}

static void counts(void)
{
	static struct crowd a, b;

	for (uint64_t i = 0; i < 3000; i++)
		for (int k = 0; k < 3; k++)
			crowd_add(&a, hash_of(i), 1);
	near(crowd_count(&a), 3000, 3000, "three thousand values three times each");
	for (uint64_t i = 0; i < 1000000; i++)
		crowd_add(&b, hash_of(i + 2000), 1);
	near(crowd_count(&b), 930000, 1070000, "a million");
	crowd_join(&a, &b);
	near(crowd_count(&a), 932000, 1072000, "joined: a thousand of them are the same");
	crowd_thin(&a, 1024);
	ok(a.used <= 1024, "thinned");
	near(crowd_count(&a), 880000, 1130000, "and still some million");
	crowd_bound(&a, UINT64_C(1) << 40);
	ok(a.shift >= 24 && a.used <= 1024, "nothing is known above a bound");
	a = (struct crowd){0};
	crowd_add(&a, 0, 1);
	crowd_bound(&a, 0);
	near(crowd_count(&a), 1, 1, "a hash of nothing, no bound");
}

/* A table of `rows` rows in which each person has `each` rows, of which `looked` are drawn. */
static void drawn(uint64_t rows, uint64_t each, uint64_t looked, bool unique, uint64_t *least, uint64_t *most)
{
	static struct crowd c;

	c = (struct crowd){0};
	for (uint64_t i = 0; i < looked; i++)
		crowd_add(&c, hash_of(hash_of(i + 77) % rows / each), 1);
	crowd_extrapolate(&c,
			  &(struct crowd_sample){
				  .rows = rows, .looked = looked, .holding = looked, .cluster = 1, .unique = unique},
			  least, most);
}

static void samples(void)
{
	uint64_t least, most;

	drawn(30000000, 1, 20000, false, &least, &most);
	ok(least > 5000000 && least <= 30000000 && most >= 30000000 && most < 34000000,
	   "30 million persons, 20,000 rows: %llu to %llu", (unsigned long long)least, (unsigned long long)most);
	drawn(30000000, 30, 20000, false, &least, &most);
	ok(least > 300000 && least <= 1000000, "a million in 30 million rows: at least %llu",
	   (unsigned long long)least);
	drawn(30000000, 30000, 20000, false, &least, &most);
	ok(least >= 500 && least <= 1000, "a thousand: at least %llu", (unsigned long long)least);
	drawn(20000, 1, 5000, false, &least, &most);
	ok(least >= 4000 && least <= 20000, "a small table never grows: %llu", (unsigned long long)least);
	drawn(12000000, 1, 20000, true, &least, &most);
	ok(least > 10000000 && least <= 12000000, "a unique column: its rows, %llu", (unsigned long long)least);
}

static void edges(void)
{
	struct crowd c = {0};
	uint64_t least, most;

	crowd_extrapolate(&c, &(struct crowd_sample){0}, &least, &most);
	ok(least == 0 && most == UINT64_MAX, "nothing known: nothing said");
	crowd_extrapolate(&c, &(struct crowd_sample){.rows = 1000000, .looked = 3000, .cluster = 1}, &least, &most);
	ok(least == 0 && most >= 1000 && most <= 1200, "none in 3,000 rows: at most 3/n of all, %llu",
	   (unsigned long long)most);
	/* Blocks of rows that lie together are not independent: the bound is weaker. */
	for (uint64_t i = 0; i < 2000; i++)
		crowd_add(&c, hash_of(i), 1);
	struct crowd_sample s = {.rows = 40000000, .looked = 2000, .holding = 2000, .cluster = 1};
	uint64_t weak;

	crowd_extrapolate(&c, &s, &least, &most);
	s.cluster = 100;
	crowd_extrapolate(&c, &s, &weak, &most);
	ok(weak < least && weak >= 2000, "%llu in blocks, %llu one by one", (unsigned long long)weak,
	   (unsigned long long)least);
}

int main(void)
{
	counts();
	samples();
	edges();
	return tap_done();
}
