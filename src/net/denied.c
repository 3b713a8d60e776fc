#include "net/denied.h"

#include <stdlib.h>

#include "base/cur.h"
#include "base/must.h"

#define PLACES 4096
/* Longer answers (proofs of DNSSEC) are asked for again. */
#define ANSWER_MOST 512
/* RFC 2308 section 5: one to three hours have been found to work well. */
#define SECONDS_MOST (3 * 3600)

struct denial {
	struct dns_name name;
	uint16_t type;
	uint16_t n;
	int64_t until; /* monotonic milliseconds; 0: free */
	uint8_t answer[ANSWER_MOST];
};

struct denied {
	uint64_t seed;
	struct denial places[PLACES];
};

struct denied *denied_new(uint64_t seed)
{
	struct denied *d = calloc(1, sizeof(*d));

	must(d);
	d->seed = seed;
	return d;
}

void denied_free(struct denied *d)
{
	free(d);
}

static size_t place_of(const struct denied *d, const struct dns_name *name, uint16_t type)
{
	uint64_t h = d->seed ^ type;

	for (size_t i = 0; i < name->n; i++) {
		uint8_t c = name->b[i];

		h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 0x100000001b3u;
		h ^= h >> 29;
	}
	return h % PLACES;
}

/* The SOA's minimum: the last of the five numbers behind its two names. */
static bool soa_minimum(const struct dns_message *m, const struct dns_record *r, uint32_t *ret)
{
	struct dns_name skipped;
	size_t at = dns_name_read(m->bytes, r->data_at, &skipped);

	if (at)
		at = dns_name_read(m->bytes, at, &skipped);
	if (!at || r->data_at + r->data.n - at != 20)
		return false;
	cur c = cur_of(str_sub(m->bytes, at + 16, 4));
	*ret = cur_u32(&c);
	return cur_ok(&c);
}

/* For how many seconds the answer may be held to deny the question; 0: it does not deny it, or has no SOA (RFC 2308
 * section 5: then it should not be kept). */
static uint32_t seconds_of(const struct dns_message *m, uint16_t type)
{
	struct dns_walk w = {0};
	struct dns_record r;
	uint32_t least = 0, minimum;
	bool soa = false;

	if ((m->rcode != DNS_NOERROR && m->rcode != DNS_NXDOMAIN) || m->truncated)
		return 0;
	while (dns_record_next(m, &w, &r)) {
		if (r.section == DNS_ANSWER && r.type == type)
			return 0;
		if (soa || r.section != DNS_AUTHORITY || r.type != DNS_SOA || !soa_minimum(m, &r, &minimum))
			continue;
		soa = true;
		least = r.ttl < minimum ? r.ttl : minimum;
	}
	if (!soa || w.bad)
		return 0;
	return least < SECONDS_MOST ? least : SECONDS_MOST;
}

void denied_note(struct denied *d, const struct dns_name *name, uint16_t type, const struct dns_message *m, int64_t now)
{
	uint32_t seconds = m->bytes.n <= ANSWER_MOST ? seconds_of(m, type) : 0;

	if (!seconds)
		return;
	struct denial *p = &d->places[place_of(d, name, type)];

	p->name = *name;
	p->type = type;
	p->until = now + (int64_t)seconds * 1000;
	p->n = (uint16_t)m->bytes.n;
	bytes_copy(p->answer, sizeof(p->answer), m->bytes);
}

bool denied_find(const struct denied *d, const struct dns_name *name, uint16_t type, int64_t now,
		 struct dns_message *ret)
{
	const struct denial *p = &d->places[place_of(d, name, type)];

	if (p->until <= now || p->type != type || !dns_name_eq(&p->name, name))
		return false;
	return dns_message_parse((str){p->answer, p->n}, ret) == PARSE_OK;
}
