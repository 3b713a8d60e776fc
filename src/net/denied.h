/*
 * denied: what the resolvers denied in this run, the name or its records of one type, for as long as the zone's SOA lets the
 * denial stand (RFC 2308), so that it is not asked again for every site and collector. A fixed number of places: a new
 * denial takes an old one's.
 */
#pragma once

#include "format/dns.h"

struct denied;

/* seed: random, so that nobody chooses names that drive each other out. */
struct denied *denied_new(uint64_t seed);
void denied_free(struct denied *d);
/* Keeps the answer m to that question when it denies it and may be kept. now: monotonic milliseconds. */
void denied_note(struct denied *d, const struct dns_name *name, uint16_t type, const struct dns_message *m,
		 int64_t now);
/* The answer as it came, or false when there is none or its time is over. Views live until the next denied_note. */
bool denied_find(const struct denied *d, const struct dns_name *name, uint16_t type, int64_t now,
		 struct dns_message *ret);
