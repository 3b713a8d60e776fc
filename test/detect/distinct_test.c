#include "detect/distinct.h"

#include "test/tap.h"

static uint64_t hash_of(uint64_t i)
{
	return str_hash((str){(const uint8_t *)&i, sizeof(i)});
}

static void count(uint64_t n, uint64_t least, uint64_t most)
{
	struct distinct d = {0};

	for (int round = 0; round < 3; round++)
		for (uint64_t i = 0; i < n; i++)
			(void)distinct_add(&d, hash_of(i));
	uint64_t got = distinct_count(&d);

	ok(got >= least && got <= most, "%llu different values three times each: %llu", (unsigned long long)n,
	   (unsigned long long)got);
}

int main(void)
{
	struct distinct d = {0};

	ok(distinct_count(&d) == 0 && distinct_add(&d, 0) && !distinct_add(&d, 0) && distinct_count(&d) == 1,
	   "nothing, then one");
	count(1000, 1000, 1000);
	count(3000, 3000, 3000);
	count(10000, 9000, 11000);
	count(1000000, 900000, 1100000);
	return tap_done();
}
