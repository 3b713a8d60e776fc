/*
 * draw: the double-random draw (N4.2: 双随机) as pure functions: strata and quotas, exclusions, tickets, the reserve, officers in
 * pairs, replacements. The result follows from the record's inputs and from nothing else: not from the order of the pool, not from
 * the machine. docs/draw.md describes every byte that is hashed; exchange/draw_verify.c and console/verify-draw.html do it again
 * without this code. Procedure and storage: campaign.h.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/digest.h"

/* Ceilings: a pool that a verifier reads in one piece; strata that people can survey. */
#define DRAW_UNITS_MOST 1000000
#define DRAW_STRATA_MOST 4096
#define DRAW_QUOTAS_MOST 256
#define DRAW_OFFICERS_MOST 2000
#define DRAW_EDGES_MOST 4000000 /* units drawn × officers */
#define DRAW_TEXT_MOST 400
#define DRAW_PAST 2
#define DRAW_PAIR 2

/* What strata can be made of; in the byte order of their names. */
enum draw_attr { DRAW_CREDIT, DRAW_REGION, DRAW_RISK, DRAW_TYPE, DRAW_ATTR_COUNT };
const char *draw_attr_name(enum draw_attr a);
[[nodiscard]] bool draw_attr_parse(str name, enum draw_attr *ret);

enum draw_method { DRAW_TICKETS, DRAW_RFC3797, DRAW_METHOD_COUNT };
const char *draw_method_name(enum draw_method m);

/* 1…64 of 0-9 A-Z a-z . _ - */
ATTR_PURE bool draw_id_ok(str id);

struct draw_unit {
	str id;
	str name;
	str attr[DRAW_ATTR_COUNT];
	str excluded;                   /* why it is out of every draw; empty: it is in */
	int64_t cap;                    /* inspections a year that are allowed; -1: no limit */
	int64_t checked;                /* inspections this year */
	int64_t last;                   /* day of the last one; 0: never */
	str past[DRAW_PAST][DRAW_PAIR]; /* the officers of its last inspections */
	size_t past_count;
};

struct draw_officer {
	str id;
	str department;
	int64_t cert_until; /* last valid day; 0: none said */
};

struct draw_recusal {
	str officer;
	str unit;
};

struct draw_exclude {
	str id;
	str reason;
};

struct draw_quota {
	str where[DRAW_ATTR_COUNT]; /* empty: any */
	uint64_t count;
	uint64_t num, den; /* den 0: count holds; else num/den of the units, rounded up */
};

struct draw_rule {
	str number;   /* "2026-001" */
	str campaign; /* name */
	int64_t day;  /* the day at which caps, rest and certificates are looked at */
	enum draw_method method;
	unsigned strata; /* bits: 1 << enum draw_attr */
	struct draw_quota *quotas;
	size_t quota_count;
	uint64_t reserve; /* units kept in reserve, each stratum */
	int64_t rest;     /* days after an inspection in which a unit is left alone; 0: none */
	struct draw_exclude *excludes;
	size_t exclude_count; /* sorted by id */
	bool officers;        /* are officers drawn? */
	uint64_t load;        /* inspections one officer can take */
	str beacon_source;    /* how and where the public value is read, with its form */
	str beacon_fallback;  /* and if it does not come */
	int64_t beacon_at;    /* not before: UTC seconds */
};

/* What the draw is made of. units, officers, recusals in the order of draw_sort. */
struct draw_input {
	struct draw_rule rule;
	struct draw_unit *units;
	size_t unit_count;
	struct draw_officer *officers;
	size_t officer_count;
	struct draw_recusal *recusals;
	size_t recusal_count;
	uint8_t random[2][32]; /* operator's, supervisor's */
	bool fallback;         /* the beacon's value is the fallback's */
	str beacon;            /* value as typed */
};

/* --- the pieces --- */

/* Why a unit is not in the draw. */
enum draw_why { DRAW_IN, DRAW_LISTED, DRAW_CAPPED, DRAW_RESTS, DRAW_WHY_COUNT };
const char *draw_why_name(enum draw_why w);
ATTR_PURE enum draw_why draw_why(const struct draw_rule *r, const struct draw_unit *u);

struct draw_lot {
	str id;
	uint32_t stratum; /* DRAW_NONE: not in the draw */
};
#define DRAW_NONE UINT32_MAX

struct draw_pick {
	digest ticket; /* RFC 3797: the MD5 and zeros */
	uint32_t lot;  /* index */
};

struct draw_stratum {
	str key[DRAW_ATTR_COUNT]; /* empty where the rule does not divide by it */
	uint64_t n;               /* units in the draw */
	uint32_t by;              /* the rule's quota that it belongs to; quota_count: none, nobody is drawn */
	uint64_t quota;           /* drawn */
	uint64_t want;            /* quota and reserve */
	struct draw_pick *picks;  /* by ticket; draw_select fills */
	size_t count;
};

/* Sorts by id (recusals by officer, then unit). E_SYNTAX: an id that is none or comes twice, text too long; E_LIMIT. */
[[nodiscard]] int draw_sort(struct draw_input *in, err *e);
/* Divides the pool; lots (one a unit) and strata (by key, byte order) in mem. E_LIMIT: too many strata. */
[[nodiscard]] int draw_divide(const struct draw_input *in, arena *mem, struct draw_lot **ret_lots,
			      struct draw_stratum **ret_strata, size_t *ret_count, err *e);
/* Fills quota and want: each stratum belongs to the first quota that fits it; a quota's number is shared out by the largest
 * remainder, ties to the earlier key. */
void draw_quotas(const struct draw_rule *r, struct draw_stratum *strata, size_t count, arena *mem);
/* The smallest tickets of each stratum, `want` of them, in order. Linear in n; tickets are compared whole, ties by id. */
void draw_select(const digest *seed, const struct draw_lot *lots, size_t n, struct draw_stratum *strata, size_t count,
		 arena *mem);
/* SM3 of (0x00 leaf) and (0x01 left right), RFC 6962 section 2.1, over leaf hashes, which it overwrites. */
digest draw_root(digest *leaves, size_t n);
/* Hashes of the leaves of the pool, and of officers and recusals; in mem. */
digest *draw_pool_leaves(const struct draw_input *in, arena *mem);
digest draw_commitment(const uint8_t random[32], const uint8_t salt[16]);
digest draw_rule_digest(const struct draw_rule *r);

/* --- the whole --- */

struct draw_pair {
	uint32_t unit;                /* index in input */
	uint32_t officers[DRAW_PAIR]; /* index; DRAW_NONE: nobody could be found */
	struct assign_hall *hall;     /* then: why, units by their place in pairs (assign.h); NULL otherwise */
};

struct draw_result {
	digest rule, pool, officers, seed;
	struct draw_lot *lots;
	struct draw_stratum *strata;
	size_t stratum_count;
	struct draw_pair *pairs; /* one each unit drawn, in the order of the draw */
	size_t pair_count;
};

/* The digests of what stands before the draw (not the seed). */
void draw_digests(const struct draw_input *in, arena *mem, struct draw_result *ret);
/* Needs draw_sort. Everything in mem. E_SYNTAX: a beacon value that RFC 3797 cannot use; E_LIMIT. */
[[nodiscard]] int draw_run(const struct draw_input *in, arena *mem, struct draw_result *ret, err *e);

/* --- after the draw --- */

enum draw_change_kind { DRAW_CHANGE_OFFICER, DRAW_CHANGE_UNIT, DRAW_CHANGE_COUNT };
const char *draw_change_name(enum draw_change_kind k);

struct draw_change {
	enum draw_change_kind kind;
	str unit; /* whose officer; the unit that came in */
	str out, in;
	str officers[DRAW_PAIR]; /* the unit's officers after it; empty: nobody could be found */
	str reason;
	str by; /* person */
	int64_t at;
};

/* The units as they stand: pairs of the result with all changes done. */
struct draw_standing {
	const struct draw_input *in;
	const struct draw_result *result;
	struct draw_pair *pairs;
	uint32_t *load;  /* each officer */
	size_t *reserve; /* each stratum: next of the reserve */
	struct draw_recusal *gone;
	size_t gone_count, gone_size;
};
void draw_stand(const struct draw_input *in, const struct draw_result *r, size_t changes, arena *mem,
		struct draw_standing *ret);
/* Does the change whose kind, unit (officer changes) and out are given, and fills in the rest. E_NOTFOUND, E_DENIED. */
[[nodiscard]] int draw_change(struct draw_standing *s, struct draw_change *c, arena *mem, err *e);

/* --- canonical JSON (docs/draw.md) --- */

void draw_put_unit(buf *b, const struct draw_unit *u);
void draw_put_officer(buf *b, const struct draw_officer *o);
void draw_put_recusal(buf *b, const struct draw_recusal *r);
void draw_put_rule(buf *b, const struct draw_rule *r);

struct draw_commit {
	str person;
	digest commit;
	uint8_t random[32];
	uint8_t salt[16];
};
struct draw_record {
	const struct draw_input *in;
	const struct draw_result *result; /* NULL: aborted before it was held */
	struct draw_commit commits[2];    /* operator, supervisor */
	str typed[2];                     /* who typed the beacon's value */
	int64_t held_at;
	str held_by;
	bool sample;
	const struct draw_change *changes;
	size_t change_count;
};
/* The published record of a draw that was held; its last member `seal` is the SM3 of the record without it. */
void draw_put_record(buf *b, const struct draw_record *r);
