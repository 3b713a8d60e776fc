/*
 * ledger: the procedure's memory (N4): persons and their roles, cases, notices, draws, lists, and the log of every act. It lives in the
 * store's database, in tables of its own (tables/<name>.sql, generated into one list). Every change of state is an *act*: its
 * rows and its leaf in the tamper-evident log (log.h) are written in one durable transaction, or not at all.
 *
 * A ledger made as a *sample* is for learning and demonstrations: everything that it issues says 样本, only its test key signs,
 * and its clock may be set. A true one takes the system's time and nothing else.
 */
#pragma once

#include "base/arena.h"
#include "model/role.h"
#include "store/store.h"

struct ledger;

struct ledger_options {
	bool make;   /* make the ledger when the store has none */
	bool sample; /* with make: a sample */
	int64_t now; /* the system's clock, UTC seconds: the moment of all acts until the ledger is closed */
	int64_t set; /* another moment instead, 0: none. E_DENIED unless the ledger is a sample */
};
/* Over an open store (borrowed). E_NOTFOUND: no ledger there, and not `make`. */
[[nodiscard]] int ledger_open(struct store *s, const struct ledger_options *o, struct ledger **ret, err *e);
/* NULL is well; an open transaction is rolled back. */
void ledger_close(struct ledger *l);
void ledger_auto(struct ledger **l);
struct store *ledger_store(struct ledger *l);
struct db *ledger_db(struct ledger *l);
bool ledger_is_sample(const struct ledger *l);
/* The moment of an act, UTC seconds. */
int64_t ledger_now(const struct ledger *l);
/* A prepared statement of this text (a literal: compared by address), made once. Not for walks that may meet themselves. */
[[nodiscard]] int ledger_stmt(struct ledger *l, const char *sql, struct db_stmt **ret, err *e);
/* The first row of what is asked of one named value (NULL: of none): 1, and db_reset(*ret) when it was read; 0: there is none. */
[[nodiscard]] int ledger_row(struct ledger *l, const char *sql, const char *name, str value, struct db_stmt **ret,
			     err *e);
/* Runs a statement that gives one integer: 1 and the value, or 0. */
[[nodiscard]] int ledger_int(struct ledger *l, const char *sql, const char *name, str value, int64_t *ret, err *e);

/* --- settings: the agency's names and the like, "agency.name" … --------------------------------------------------------- */

/* *ret in mem; empty when it was never set. */
[[nodiscard]] int ledger_setting(struct ledger *l, const char *name, arena *mem, str *ret, err *e);
/* Needs a transaction; logged as an act by the caller. */
[[nodiscard]] int ledger_setting_put(struct ledger *l, const char *name, str value, err *e);

/* --- persons -------------------------------------------------------------------------------------------------------------- */

struct person {
	str id; /* account name: [a-z0-9.-], at most 64 */
	str name;
	roles roles;
	str unit; /* uscc of an inspected unit or a technical institution; empty: of the agency */
	str department;
	str cert;           /* number of the law-enforcement certificate */
	int64_t cert_until; /* days, last valid day; 0: none said */
	bool active;
};
/* Text in mem. E_NOTFOUND with the nearest id. */
[[nodiscard]] int ledger_person(struct ledger *l, str id, arena *mem, struct person *ret, err *e);
/* Adds or replaces; needs a transaction; logged by the caller. E_SYNTAX: an account or words that cannot be; E_DENIED: another's certificate, the
 * last administrator, an institution's (registry.h). */
[[nodiscard]] int ledger_person_put(struct ledger *l, const struct person *p, err *e);
/* A certificate is one person's: with a second account he would stand on both sides. Puts into why whose p's is, nothing: p may have it. */
[[nodiscard]] int person_cert_free(struct ledger *l, const struct person *p, buf *why, err *e);
[[nodiscard]] int ledger_person_each(struct ledger *l, int (*each)(void *ctx, const struct person *p, err *e),
				     void *ctx, err *e);
/* E_DENIED with words unless p is active and holds one of the roles (an officer's certificate must be valid on the day of `at`). */
[[nodiscard]] int person_may(const struct person *p, roles any, int64_t at, err *e);

/* --- acts ----------------------------------------------------------------------------------------------------------------- */

/* Takes the write lock. Transactions do not nest. Commit is durable when it returns (the disk has it). E_DENIED: the last act is later than
 * the moment that was set, or than the system's clock by more than an hour (by less, the moment becomes the last act's). */
[[nodiscard]] int ledger_begin(struct ledger *l, err *e);
[[nodiscard]] int ledger_commit(struct ledger *l, err *e);
void ledger_rollback(struct ledger *l);

struct ledger_act {
	const char *kind; /* "case.confirm": noun and event */
	str subject;      /* what it is about: a finding's id, a notice's number, a uscc … */
	str actor;        /* person's id */
	str body;         /* canonical JSON object (base/json.h) with everything else; empty: {} */
};
/* Appends the act to the log as one leaf {"actor","at","body","kind","subject"}; needs a transaction. *ret_leaf (may be NULL): its
 * index, from 0. */
[[nodiscard]] int ledger_act(struct ledger *l, const struct ledger_act *act, uint64_t *ret_leaf, err *e);
