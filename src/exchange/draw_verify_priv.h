/* draw_verify_priv: what the parts of draw_verify.h share. */
#pragma once

#include "exchange/draw_verify.h"
#include "format/json.h"

#define VERIFY_ATTRS 4
#define VERIFY_NONE UINT32_MAX

struct verify_unit {
	str id, name, excluded;
	str attr[VERIFY_ATTRS];
	int64_t cap, checked, last;
	str past[2][2];
	size_t past_count;
	str why;          /* not in the draw; empty: in */
	uint32_t stratum; /* VERIFY_NONE: not in the draw */
	uint8_t ticket[32];
};

struct verify_officer {
	str id;
	int64_t until;
};

struct verify_recusal {
	str officer, unit;
};

struct verify_quota {
	str where[VERIFY_ATTRS];
	uint64_t count, num, den;
};

struct verify_stratum {
	const str *key;
	uint64_t n, quota, want;
	uint32_t by;
	uint32_t *picks; /* units in order: quota drawn, then the reserve */
	uint8_t (*tickets)[32];
	uint64_t used; /* of the reserve */
};

struct verify_edge {
	uint32_t officer;
	uint32_t group;
};

struct verify_place {
	uint32_t unit;
	uint32_t officers[2]; /* VERIFY_NONE */
	const struct verify_edge *edges;
	uint32_t edge_count;
};

struct verify {
	arena *mem;
	buf *why;
	bool limit;
	uint64_t work;
	const struct json *root;
	struct draw_verified *out;
	/* rule */
	bool rfc3797;
	bool in_strata[VERIFY_ATTRS];
	struct verify_quota *quotas;
	size_t quota_count;
	const struct json *excludes;
	int64_t day, rest;
	uint64_t reserve, each, load;
	/* pool */
	struct verify_unit *units;
	size_t unit_count;
	struct verify_officer *officers;
	size_t officer_count;
	struct verify_recusal *recusals;
	size_t recusal_count;
	str beacon;
	/* result */
	struct verify_stratum *strata;
	size_t stratum_count;
	struct verify_place *places;
	size_t place_count;
	uint32_t *load_of; /* officers' inspections, after the draw and while changes are followed */
};

/* Puts the words of the first difference; returns false. */
ATTR_PRINTF(2, 3) bool verify_differs(struct verify *v, const char *fmt, ...);
/* Counts work done; false (and limit) when it is too much. */
bool verify_work(struct verify *v, uint64_t n);
/* SM3 of the seed's block for a purpose and a text. */
digest verify_ticket(const struct verify *v, str purpose, str text);
/* Number of the unit or officer; VERIFY_NONE. */
uint32_t verify_find_officer(const struct verify *v, str id);
extern const char *const verify_attrs[VERIFY_ATTRS];
bool verify_is_id(str id);

/* draw_verify_read.c: rule, pool, officers, in form and order. */
bool verify_read(struct verify *v);
/* Exactly these members (separated by blanks, in order). */
bool verify_members(struct verify *v, const struct json *o, const char *names, const char *what);
/* draw_verify_units.c: exclusions, strata, quotas, tickets. */
bool verify_units(struct verify *v);
/* draw_verify_officers.c: who goes where. */
bool verify_officers(struct verify *v);
/* draw_verify_changes.c: replacements. */
bool verify_changes(struct verify *v);
/* The unit's officers in order; in mem. */
void verify_edges(struct verify *v, struct verify_place *p);
uint32_t verify_group(const struct verify_unit *u, str officer);
