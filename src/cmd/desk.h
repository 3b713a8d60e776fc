/* desk: what the commands of the procedure share: store, ledger and catalogue opened, the person who acts, the moment. */
#pragma once

#include "cmd/cmd.h"
#include "ledger/ledger.h"

struct desk {
	const struct args *args;
	struct store *store;
	struct ledger *ledger;
	arena mem;
	bool json;
};

/* Rows for a command's option table. --as: who acts (else $YICHA_AS). --now: a sample's clock (else $YICHA_NOW), China time. */
#define DESK_OPTIONS                                                                                                   \
	{"as", 0, OPTION_VALUE, "PERSON", N_("who acts (default: $YICHA_AS)")},                                        \
	{                                                                                                              \
		"now", 0, OPTION_VALUE, "TIME",                                                                        \
			N_("a sample's clock: 2026-11-22T09:30, China time (default: $YICHA_NOW)")                     \
	}

/* The moment of the acts: the system's clock, or --now or YICHA_NOW. E_USAGE: no time. */
[[nodiscard]] int desk_moment(const struct args *a, struct ledger_options *ret, err *e);
/* Opens the store's ledger. E_NOTFOUND with advice when there is none. Release in every case. */
[[nodiscard]] int desk_open(const struct args *a, struct desk *d, err *e);
/* The same over a store that is open already and stays so; d->store is NULL. */
[[nodiscard]] int desk_over(const struct args *a, struct store *s, struct desk *d, err *e);
void desk_close(struct desk *d);
/* For AUTO. */
void desk_auto(struct desk *d);
/* The person who acts, tested to be active and to hold one of the roles. E_USAGE without --as. */
[[nodiscard]] int desk_actor(struct desk *d, roles any, struct person *ret, err *e);
/* Was somebody named? */
bool desk_is_named(const struct desk *d);
/* "2026-11-22" or "2026-11-22T09:30[:15]", China time, as UTC seconds. */
[[nodiscard]] bool desk_time(str s, int64_t *ret);
