/* pace: slots of time by address, network and all together; distress; a table that forgets the oldest. Time is made up. */
#include "net/pace.h"

#include "test/tap.h"

static const addr public_ip = {{[10] = 0xff, [11] = 0xff, [12] = 8, [13] = 8, [15] = 1}};

static addr v4(uint32_t a)
{
	return addr_v4(a);
}

static void rates(void)
{
	struct scope_rate r = {.per_host = 10, .per_network = 20, .total = 100};
	struct pace *p = pace_new(&r, 1);
	int64_t now = 1000000000;

	is_int(pace_host(p, v4(0x08080801), now), 0, "the first at once");
	is_int(pace_host(p, v4(0x08080801), now), 100, "the second after 1/10 s");
	is_int(pace_host(p, v4(0x08080801), now), 200, "the third after 2/10 s");
	is_int(pace_host(p, v4(0x08080802), now), 150, "a neighbour waits for the network");
	is_int(pace_host(p, v4(0x08080902), now), 0, "another network does not");
	is_int(pace_host(p, v4(0x08080801), now + 2000000), 0, "later at once again");
	int64_t wait = 0;
	for (uint32_t i = 0; i < 103; i++)
		wait = pace_total(p, v4(0x09000000 + i * 256), now);
	ok(wait >= 980 && wait <= 1010, "all together: the 103rd waits a second (%lld ms)", (long long)wait);
	pace_free(p);
}

static void standards(void)
{
	struct scope_rate none = {0}, wild = {.per_host = 1000000, .per_network = 1000000, .total = 1000000};
	struct pace *p = pace_new(&none, 1);
	int64_t now = 1000000000;

	ok(pace_host(p, public_ip, now) == 0 && pace_host(p, public_ip, now) == 100,
	   "no rate given: the standard holds");
	for (int i = 0; i < 1000; i++)
		if (pace_host(p, v4(0x7f000001), now) || pace_total(p, v4(0x7f000001), now))
			now = 0;
	ok(now != 0, "but not for loopback");
	pace_free(p);
	p = pace_new(&wild, 1);
	int64_t wait = 0;
	for (int i = 0; i < 201; i++)
		wait = pace_host(p, public_ip, 1000000000);
	ok(wait >= 990, "no scope lifts the ceiling (%lld ms)", (long long)wait);
	pace_free(p);
}

static void distress(void)
{
	struct scope_rate r = {.per_host = 100, .per_network = 1000};
	struct pace *p = pace_new(&r, 1);
	addr ip = v4(0x08080801);
	int64_t now = 1000000000;

	for (int i = 0; i < 20; i++)
		pace_report(p, ip, 81, PACE_LOST);
	is_int(pace_host(p, ip, now), 0, "ports that never answered are no distress");
	pace_report(p, ip, 80, PACE_GOOD);
	for (int i = 0; i < PACE_SLOW_AFTER; i++)
		pace_report(p, ip, 80, PACE_LOST);
	(void)pace_host(p, ip, now += 1000000);
	is_int(pace_host(p, ip, now), 40, "slowed to a quarter");
	pace_report(p, ip, 80, PACE_GOOD);
	(void)pace_host(p, ip, now += 1000000);
	is_int(pace_host(p, ip, now), 10, "a good answer lifts it");
	for (int i = 0; i < PACE_STOP_AFTER; i++)
		pace_report(p, ip, 80, PACE_UNWELL);
	ok(pace_host(p, ip, now) == -1 && pace_stopped(p, ip), "left alone");
	ok(!pace_stopped(p, v4(0x08080802)), "its neighbour is not");
	pace_report(p, v4(0x08080803), 80, PACE_ASKED);
	ok(pace_stopped(p, v4(0x08080803)), "who asks to be left alone is");
	pace_free(p);
}

static void many(void)
{
	struct scope_rate r = {.per_host = 1, .per_network = 1000000, .total = 1000000};
	struct pace *p = pace_new(&r, 1);
	int64_t now = 1000000000;

	pace_report(p, v4(0x0a000001), 80, PACE_ASKED);
	for (uint32_t i = 0; i < 100000; i++)
		(void)pace_host(p, v4(0x0b000000 + i), now + i * 1000);
	ok(pace_host(p, v4(0x0b000000 + 99999), now + 100000000) > 0, "the newest is remembered");
	is_int(pace_host(p, v4(0x0b000000), now + 100000000), 0, "the oldest was forgotten");
	ok(pace_stopped(p, v4(0x0a000001)), "one in distress was not");
	pace_free(p);
}

int main(void)
{
	rates();
	standards();
	distress();
	many();
	return tap_done();
}
