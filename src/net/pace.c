#include "net/pace.h"

#include "base/must.h"

/* Addresses and networks remembered at a time: at the ceiling of rate an entry lives for seconds after its last use. */
#define ENTRIES 32768
#define BUCKETS 32768
/* Ceilings that no scope lifts, requests a second; the gate's own are a little above. Loopback has none. */
#define HOST_CEILING 200
#define NETWORK_CEILING 1000
#define TOTAL_CEILING 8000
/* What holds where the scope says nothing. */
#define HOST_DEFAULT 10
#define NETWORK_DEFAULT 100
#define TOTAL_DEFAULT 2000
/* An address whose rate is not bounded is slowed to this interval. */
#define SLOW_US 250000
#define SLOW_FACTOR 4
/* How much unused time of all together may be caught up with. */
#define TOTAL_BURST_US 20000
/* Slots that near are as good as now: the loop's tick. */
#define NEAR_US 4000
#define PORTS 4

struct entry {
	addr key;
	uint8_t is_network;
	uint8_t stopped;
	uint8_t bad;
	uint8_t port_at;
	uint16_t good[PORTS]; /* ports that answered */
	uint32_t chain;       /* in the bucket; index + 1 */
	uint32_t older;       /* index + 1 */
	uint32_t newer;
	int64_t next_us;
};

struct pace {
	int64_t host_us; /* intervals; 0: no limit */
	int64_t network_us;
	int64_t total_us;
	bool host_free; /* for loopback the scope set no limit */
	bool network_free;
	bool total_free;
	int64_t total_next;
	uint64_t seed;
	uint32_t n;
	uint32_t newest;
	uint32_t oldest;
	uint32_t *buckets;
	struct entry *entries;
};

static int64_t interval(uint32_t rate, uint32_t standard, uint32_t ceiling)
{
	uint32_t r = rate ? rate : standard;

	return 1000000 / (r > ceiling ? ceiling : r);
}

struct pace *pace_new(const struct scope_rate *rate, uint64_t seed)
{
	struct pace *p = calloc(1, sizeof(*p));

	must(p);
	p->entries = calloc(ENTRIES, sizeof(*p->entries));
	p->buckets = calloc(BUCKETS, sizeof(*p->buckets));
	must(p->entries && p->buckets);
	p->seed = seed | 1;
	p->host_us = interval(rate->per_host, HOST_DEFAULT, HOST_CEILING);
	p->network_us = interval(rate->per_network, NETWORK_DEFAULT, NETWORK_CEILING);
	p->total_us = interval(rate->total, TOTAL_DEFAULT, TOTAL_CEILING);
	p->host_free = rate->per_host == 0;
	p->network_free = rate->per_network == 0;
	p->total_free = rate->total == 0;
	return p;
}

void pace_free(struct pace *p)
{
	if (!p)
		return;
	free(p->entries);
	free(p->buckets);
	free(p);
}

static uint32_t *bucket_of(struct pace *p, addr key, bool is_network)
{
	uint64_t a, b;

	bytes_copy(&a, sizeof(a), (str){key.b, 8});
	bytes_copy(&b, sizeof(b), (str){key.b + 8, 8});
	uint64_t h = (a ^ p->seed) * 0x9e3779b97f4a7c15u + (b ^ is_network);
	/* Addresses differ in a few high bits: they must reach the low ones. */
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
	return &p->buckets[(h ^ h >> 33) % BUCKETS];
}

static struct entry *at(struct pace *p, uint32_t i)
{
	return i ? &p->entries[i - 1] : NULL;
}

static void unlink_age(struct pace *p, struct entry *x)
{
	if (x->newer)
		at(p, x->newer)->older = x->older;
	else
		p->newest = x->older;
	if (x->older)
		at(p, x->older)->newer = x->newer;
	else
		p->oldest = x->newer;
}

static void link_newest(struct pace *p, struct entry *x)
{
	uint32_t i = (uint32_t)(x - p->entries) + 1;

	x->newer = 0;
	x->older = p->newest;
	if (p->newest)
		at(p, p->newest)->newer = i;
	else
		p->oldest = i;
	p->newest = i;
}

static void unlink_bucket(struct pace *p, struct entry *x)
{
	uint32_t i = (uint32_t)(x - p->entries) + 1;
	uint32_t *link = bucket_of(p, x->key, x->is_network);

	while (*link != i)
		link = &at(p, *link)->chain;
	*link = x->chain;
}

/* A fresh entry: an unused one, or the oldest; addresses in distress get a second chance to be remembered. */
static struct entry *take(struct pace *p)
{
	if (p->n < ENTRIES)
		return &p->entries[p->n++];
	for (int i = 0; i < 8 && at(p, p->oldest)->stopped; i++) {
		struct entry *x = at(p, p->oldest);
		unlink_age(p, x);
		link_newest(p, x);
	}
	struct entry *x = at(p, p->oldest);
	unlink_age(p, x);
	unlink_bucket(p, x);
	return x;
}

static struct entry *find(struct pace *p, addr key, bool is_network)
{
	uint32_t *bucket = bucket_of(p, key, is_network);
	struct entry *x;

	for (uint32_t i = *bucket; i; i = x->chain) {
		x = at(p, i);
		if (x->is_network == is_network && addr_eq(x->key, key)) {
			unlink_age(p, x);
			link_newest(p, x);
			return x;
		}
	}
	x = take(p);
	*x = (struct entry){.key = key, .is_network = is_network, .chain = *bucket};
	*bucket = (uint32_t)(x - p->entries) + 1;
	link_newest(p, x);
	return x;
}

static addr network_of(addr ip)
{
	size_t keep = addr_is_v4(ip) ? 15 : 6;

	memset(ip.b + keep, 0, sizeof(ip.b) - keep);
	return ip;
}

/* The next slot, `interval` behind the one before. */
static int64_t slot(int64_t *next, int64_t interval_us, int64_t now, int64_t burst)
{
	int64_t mine = *next > now - burst ? *next : now - burst;

	*next = mine + interval_us;
	return mine;
}

static int64_t wait_ms(int64_t slot_us, int64_t now)
{
	return slot_us - now <= NEAR_US ? 0 : (slot_us - now) / 1000;
}

int64_t pace_host(struct pace *p, addr ip, int64_t now_us)
{
	bool loopback = addr_class_of(ip) == ADDR_LOOPBACK;
	struct entry *host = find(p, ip, false);
	int64_t us = loopback && p->host_free ? 0 : p->host_us, mine = now_us;

	if (host->stopped)
		return -1;
	if (host->bad >= PACE_SLOW_AFTER)
		us = us ? us * SLOW_FACTOR : SLOW_US;
	if (us)
		mine = slot(&host->next_us, us, now_us, 0);
	if (!(loopback && p->network_free)) {
		int64_t other = slot(&find(p, network_of(ip), true)->next_us, p->network_us, now_us, 0);
		mine = other > mine ? other : mine;
	}
	return wait_ms(mine, now_us);
}

int64_t pace_total(struct pace *p, addr ip, int64_t now_us)
{
	if (p->total_free && addr_class_of(ip) == ADDR_LOOPBACK)
		return 0;
	return wait_ms(slot(&p->total_next, p->total_us, now_us, TOTAL_BURST_US), now_us);
}

bool pace_stopped(struct pace *p, addr ip)
{
	return find(p, ip, false)->stopped;
}

static bool was_good(const struct entry *x, uint16_t port)
{
	for (size_t i = 0; i < PORTS; i++)
		if (x->good[i] == port)
			return true;
	return false;
}

void pace_report(struct pace *p, addr ip, uint16_t port, enum pace_event event)
{
	struct entry *x = find(p, ip, false);

	if (event == PACE_GOOD) {
		x->bad = 0;
		if (!was_good(x, port))
			x->good[x->port_at++ % PORTS] = port;
		return;
	}
	/* A filtered or foreign port that never answered is no sign of distress. */
	if (event == PACE_LOST && !was_good(x, port))
		return;
	if (x->bad < UINT8_MAX)
		x->bad++;
	if (event == PACE_ASKED || x->bad >= PACE_STOP_AFTER)
		x->stopped = 1;
}
