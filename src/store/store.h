/*
 * store: runs, assets, facts, evidence, journal, verdicts and findings in one database (db.h).
 *
 * A run is one execution over one scope. A sweep is one collector within one run. A collection is what that collector
 * found about one asset: a batch (model/sink.h) and its row in `collected`, in one transaction. Facts lie clustered by
 * (sweep, asset). A judgement is one reading of a run's facts by a set of checks; its rows are never overwritten.
 *
 * One store a process; not thread safe. Writing calls need a transaction (store_begin … store_commit) where this is said;
 * otherwise they make their own.
 */
#pragma once

#include "base/arena.h"
#include "model/asset.h"
#include "model/casefile.h"
#include "model/digest.h"
#include "model/fact.h"
#include "model/sink.h"
#include "store/db.h"

struct store;

/* Version of the tables; a store of another version is refused with words that say what to do. */
#define STORE_SCHEMA 1

/* --- opening ----------------------------------------------------------------------------------------------------- */

/* A folder (made when absent, mode 0700; holds yicha.db) or a postgresql:// URL. Makes the tables on first open and the
 * installation's key. Errors: E_STORE, E_IO; E_NOTFOUND when `make` is false and there is no store. */
[[nodiscard]] int store_open(const char *where, bool make, struct store **ret, err *e);
void store_close(struct store *s);
/* For AUTO. */
void store_auto(struct store **s);
struct db *store_db(struct store *s);
/* 32 random bytes made with the store: keys the hashes of sensitive evidence and seeds. Borrowed. */
str store_key(const struct store *s);
[[nodiscard]] int store_begin(struct store *s, err *e);
[[nodiscard]] int store_commit(struct store *s, err *e);
void store_rollback(struct store *s);

/* --- runs -------------------------------------------------------------------------------------------------------- */

enum run_kind { RUN_INSPECT, RUN_RECHECK, RUN_KIND_COUNT };

struct store_run {
	int64_t n; /* the store's number: later runs have greater ones */
	str id;    /* "20261122-103015-ab12": UTC time and four random digits; sorts by time */
	enum run_kind kind;
	digest scope;    /* SHA-256 of the scope's bytes */
	str scope_bytes; /* as given; empty in listings */
	str scope_path;
	str uscc;
	str unit;
	str province;
	str version; /* of yicha */
	str vantage;
	int64_t began; /* UTC seconds: the run's moment, `:at` of its checks */
	int64_t ended; /* 0: unfinished */
	uint64_t assets;
};

/* Makes a run; n, id are set by the store (id in mem). */
[[nodiscard]] int store_run_new(struct store *s, struct store_run *run, arena *mem, err *e);
/* The latest unfinished run of this kind and scope, to be resumed. 1 found, 0 none. Text goes to mem. */
[[nodiscard]] int store_run_unfinished(struct store *s, const digest *scope, enum run_kind kind, arena *mem,
				       struct store_run *ret, err *e);
/* The latest run of this kind and scope, finished or not, taken up again: collections that were not done (failed, refused,
 * skipped, partial) are forgotten with their facts, so that they are planned and not collected; judgements made meanwhile
 * stay. 1 found, 0 none. Text goes to mem. */
[[nodiscard]] int store_run_again(struct store *s, const digest *scope, enum run_kind kind, arena *mem,
				  struct store_run *ret, err *e);
/* By id, an unambiguous beginning of one, or "latest" (the latest inspection). E_NOTFOUND. */
[[nodiscard]] int store_run_find(struct store *s, str id, arena *mem, struct store_run *ret, err *e);
[[nodiscard]] int store_run_finish(struct store *s, int64_t run, int64_t at, err *e);
/* Newest first; scope_bytes left empty. each returns 0, or a negative code that ends the walk. Views live only during
 * the call. */
[[nodiscard]] int store_run_each(struct store *s, int (*each)(void *ctx, const struct store_run *run, err *e),
				 void *ctx, err *e);

/* --- assets ------------------------------------------------------------------------------------------------------ */

/* Adds the asset (by key, parts are taken from it) to the run; *ret_id is the store's number for ever. *ret_new: it was
 * not in this run yet (may be NULL). object: id of the scope's object. E_SYNTAX: malformed key. */
[[nodiscard]] int store_asset_put(struct store *s, int64_t run, str key, str object, int64_t *ret_id, bool *ret_new,
				  err *e);
/* Assets of the run of one kind (ASSET_KIND_COUNT: of all) in order of id, in bounded memory. The callback may write to
 * the store. */
[[nodiscard]] int store_asset_each(struct store *s, int64_t run, enum asset_kind kind,
				   int (*each)(void *ctx, const struct asset *a, err *e), void *ctx, err *e);
[[nodiscard]] int store_asset_counts(struct store *s, int64_t run, uint64_t ret[ASSET_KIND_COUNT], err *e);

/* --- plan -------------------------------------------------------------------------------------------------------- */

/* A collector's sweep in this run; called for every collector when a run begins and when it is resumed. fills: the
 * tables it makes complete. */
[[nodiscard]] int store_sweep(struct store *s, int64_t run, str collector, unsigned version, const enum fact_id *fills,
			      size_t fill_count, int64_t *ret_sweep, err *e);
/* The collector is to look at the asset. What is planned and not collected is unknown to the judge; what was never
 * planned does not concern the asset: so plan also what will be refused or skipped, and commit a batch that says so.
 * Planning twice is well. Needs a transaction. */
[[nodiscard]] int store_plan(struct store *s, int64_t run, int64_t asset, int64_t sweep, unsigned round, err *e);

struct store_plan_item {
	struct asset asset; /* with id and object; text lives until the next call with this cursor */
	int64_t sweep;
	str collector;
	unsigned round;
};
/* A walk over what is planned and has no collection yet, by asset and sweep. Memory does not depend on their number. */
struct store_plan_walk;
struct store_plan_walk *store_plan_walk_new(struct store *s, int64_t run);
void store_plan_walk_free(struct store_plan_walk *w);
/* 1: an item; 0: the end was reached: the next call begins again at the front and gives what is still not collected
 * (also what was handed out and not committed yet). The store may be written between calls. */
[[nodiscard]] int store_plan_next(struct store_plan_walk *w, struct store_plan_item *ret, err *e);
/* Planned and collected pairs of the run. */
[[nodiscard]] int store_plan_counts(struct store *s, int64_t run, uint64_t *ret_planned, uint64_t *ret_collected,
				    err *e);

/* --- collections ------------------------------------------------------------------------------------------------- */

struct store_collection {
	int64_t asset;
	int64_t sweep;
	unsigned version; /* of the collector */
	int64_t began;    /* UTC seconds */
	int64_t ended;
};
struct store_found {
	const str *keys; /* found assets: views into the batch, list in mem */
	size_t count;
	enum collected_status status;
	bool malformed; /* the batch was not sound: it was stored as a failed collection without facts */
};
/* Stores one batch: facts, evidence, gaps and the row of `collected`. The batch is decoded as hostile input; a second
 * collection of the same asset and sweep replaces nothing and is E_STORE. Needs a transaction (put many into one). To
 * lose no found asset when killed, put and plan them in the same transaction. */
[[nodiscard]] int store_commit_batch(struct store *s, const struct store_collection *c, str batch, arena *mem,
				     struct store_found *ret, err *e);

/* --- evidence ---------------------------------------------------------------------------------------------------- */

struct store_evidence {
	int64_t id;
	enum evidence_class class;
	str media;
	digest sha256; /* of the bytes kept: its address */
	digest sm3;
	digest hmac;   /* of the raw bytes, keyed; sensitive only */
	uint64_t size; /* of the raw bytes */
	str bytes;     /* in mem */
};
/* By number (a fact's .evidence). E_NOTFOUND. The bytes are checked against the address: E_STORE when they were altered.
 */
[[nodiscard]] int store_evidence_get(struct store *s, int64_t id, arena *mem, struct store_evidence *ret, err *e);
/* By address, 64 hexadecimal digits or an unambiguous beginning of at least 8. */
[[nodiscard]] int store_evidence_find(struct store *s, str sha256, arena *mem, struct store_evidence *ret, err *e);

/* --- journal ----------------------------------------------------------------------------------------------------- */

/* One line of what was sent (gate's struct gate_entry in plain words). Needs a transaction. */
struct store_sent {
	int64_t at; /* UTC milliseconds */
	bool house;
	str asset;
	str name;
	str address; /* text with port: "192.0.2.1:443" */
	enum transport transport;
	enum act act;
	str what;
	str answer; /* words */
	uint64_t bytes;
};
[[nodiscard]] int store_journal_add(struct store *s, int64_t run, const struct store_sent *line, err *e);
/* Target-door lines summed by asset, what and answer, in that order; at most `most`; *ret_left_out tells how many sums
 * were not given. */
[[nodiscard]] int store_journal_sums(struct store *s, int64_t run, uint64_t most,
				     int (*each)(void *ctx, const struct casefile_sent *sum, err *e), void *ctx,
				     uint64_t *ret_left_out, err *e);

/* --- judgements (written by judge) ------------------------------------------------------------------------------- */

struct store_judgement {
	int64_t id;
	int64_t run;
	int64_t at;       /* UTC seconds when it was made */
	digest checks;    /* of checks and parameters */
	digest catalogue; /* of the laws */
	str version;
};
/* The latest of a run: 1 found, 0 none. */
[[nodiscard]] int store_judgement_latest(struct store *s, int64_t run, arena *mem, struct store_judgement *ret, err *e);

/* What one check said of the run: numbers of assets. */
struct store_coverage {
	int64_t n; /* number of the check in this judgement */
	str check; /* id */
	str clause;
	str severity;
	bool outside;
	struct casefile_counts counts;
	uint64_t rows; /* of failures: several places of an asset count each */
	str error;     /* the check could not run: everything is unknown; why */
};
[[nodiscard]] int store_coverage_each(struct store *s, int64_t judgement,
				      int (*each)(void *ctx, const struct store_coverage *c, err *e), void *ctx,
				      err *e);

#define STORE_SAYS_MOST 40
struct store_problem {
	str check;
	int64_t asset;
	str asset_key;
	str object;
	str place;
	bool at_least;    /* not everything that the check reads was examined */
	int64_t evidence; /* 0: none */
	/* The failing row's columns, for the templates. */
	size_t says_count;
	str says_name[STORE_SAYS_MOST];
	str says_value[STORE_SAYS_MOST];
	/* The finding it belongs to. */
	str finding; /* 16 hexadecimal digits */
	int64_t first_seen;
	str mark; /* "", "false-positive", "term" */
	str mark_reason;
	int64_t mark_until; /* days, 0: none */
};
/* Failures of one check of the judgement, by asset key and place, at most `most`. */
[[nodiscard]] int store_problem_each(struct store *s, int64_t judgement, int64_t check, uint64_t most,
				     int (*each)(void *ctx, const struct store_problem *p, err *e), void *ctx, err *e);

/* Fills "{column}" of a check's says or remedy from the row; "{{" is "{". An unknown column stays as written. Nothing is
 * escaped: the document does that. */
void store_problem_fill(const struct store_problem *p, str template, buf *ret);

/* What was not examined, folded: one row for each collector and reason (collections that did not end well) and for each
 * check and reason (unknown verdicts). asset is the key of the first. At most `most`; *ret_left_out counts the rest. */
[[nodiscard]] int store_unexamined_each(struct store *s, int64_t judgement, uint64_t most,
					int (*each)(void *ctx, const struct casefile_unexamined *u, err *e), void *ctx,
					uint64_t *ret_left_out, err *e);
/* The same asset by asset, for those who want to see all (--json). */
[[nodiscard]] int store_unknown_each(struct store *s, int64_t judgement, uint64_t most,
				     int (*each)(void *ctx, const struct casefile_unexamined *u, err *e), void *ctx,
				     uint64_t *ret_left_out, err *e);

/* --- findings ---------------------------------------------------------------------------------------------------- */

enum finding_mark { MARK_NONE, MARK_FALSE_POSITIVE, MARK_TERM, MARK_COUNT };
const char *finding_mark_name(enum finding_mark m); /* "", "false-positive", "term" */

struct store_finding {
	str id; /* first 16 hexadecimal digits of SHA-256 over check id, NUL, asset key, NUL, place */
	str check;
	int64_t asset;
	str asset_key;
	str place;
	int64_t first_seen; /* UTC seconds: begin of the run */
	int64_t last_seen;
	str first_run; /* ids */
	str last_run;
	enum finding_mark mark;
	str mark_reason;
	str mark_who;
	int64_t mark_at;    /* UTC seconds */
	int64_t mark_until; /* days since 1970, last day it holds; 0: no end */
};
/* The id: 16 digits and a NUL. */
struct finding_id {
	char c[17];
};
struct finding_id finding_id_of(str check, str asset_key, str place);
/* By id or an unambiguous beginning of at least 4 digits; text in mem. E_NOTFOUND. */
[[nodiscard]] int store_finding_find(struct store *s, str id, arena *mem, struct store_finding *ret, err *e);
/* Marks as false positive (误报) or gives a term; MARK_NONE takes the mark away. Who, why and when are kept, earlier marks
 * too. */
[[nodiscard]] int store_finding_mark(struct store *s, const struct store_finding *mark, err *e);
/* All, newest last_seen first. */
[[nodiscard]] int store_finding_each(struct store *s, int (*each)(void *ctx, const struct store_finding *f, err *e),
				     void *ctx, err *e);

/* --- comparison -------------------------------------------------------------------------------------------------- */

enum run_change { CHANGE_NEW, CHANGE_MENDED, CHANGE_SAME, CHANGE_UNEXAMINED, CHANGE_COUNT };
const char *run_change_name(enum run_change c); /* "new", "mended", "same", "no longer examined" */

/* Findings of the latest judgements of two runs, by change, check, asset and place. Mended: the later judgement examined
 * the asset with that check and found it passing or not applicable. */
[[nodiscard]] int store_run_diff(struct store *s, int64_t before, int64_t after,
				 int (*each)(void *ctx, enum run_change change, const struct store_finding *f, err *e),
				 void *ctx, err *e);

/* --- between judge and store ------------------------------------------------------------------------------------- */

/* Why a verdict is unknown, in one number: sweep, table (0: the whole collection) and reason. */
#define STORE_WHY_SWEEP 68719476736 /* 2^36 */
#define STORE_WHY_FACT 16777216     /* 2^24 */
/* Numbers of all fact tables in this store. */
int64_t store_fact_id(const struct store *s, enum fact_id f);
/* The number of a reason that the judge itself gives. */
[[nodiscard]] int store_reason_id(struct store *s, const char *words, int64_t *ret, err *e);
/* Brings findings up to date with a judgement's failures. Within the judgement's transaction. */
[[nodiscard]] int store_findings_note(struct store *s, int64_t judgement, const struct store_run *run, err *e);
