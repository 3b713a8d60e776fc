/*
 * probe: the one small harmless request that tells what a service is and whether it lets a stranger in, and how its
 * answer is read. Nothing is changed on the target, no password is guessed, no more is read than proves the point.
 */
#pragma once

#include "detect/banner.h"

enum probe_first {
	PROBE_ASKS,  /* the client speaks first: the request goes out on the first connection */
	PROBE_HEARS, /* the server greets: a connection without a word comes first */
};

/* What a request may need to know. */
struct probe_ask {
	str host;   /* for a Host header: address, in brackets where IPv6 */
	str agent;  /* User-Agent */
	str before; /* what the step before received: greeting, or list */
	uint64_t seed;
	uint16_t port;
};

struct probe {
	const char *name;  /* protocol, or a step of it ("rsync-module") */
	const char *asked; /* words for report and journal */
	enum probe_first first;
	bool exposure;     /* reads what should be closed; else it only identifies */
	uint16_t ports[8]; /* usual ports, 0 ends */
	/* The request; false: it cannot be made (nothing in `before` to ask for). */
	bool (*put)(buf *b, const struct probe_ask *ask);
	/* Has enough been received? */
	bool (*enough)(str so_far);
	/* Is this an answer of that protocol? Fills *ret. */
	bool (*read)(str received, struct banner *ret);
};

extern const struct probe *const probe_table[];
extern const size_t probe_count;

/* NULL when there is none of that name. */
const struct probe *probe_find(const char *name);
/* The probe whose usual port this is, or NULL. */
const struct probe *probe_of_port(uint16_t port);
/* What is tried, in this order, on a port of no known use that says nothing by itself; NULL at the end. */
const struct probe *probe_guess(size_t i);
/* A received answer as evidence: what is secret in it (cookies, keys of a session) replaced by stars, cut to what
 * proves. True where something was masked. */
bool probe_evidence(buf *b, const struct probe *p, str received);
