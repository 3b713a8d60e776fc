/*
 * draw_verify: is this the record of a draw that follows from what it says it was made of? Written from docs/draw.md, without the code
 * that draws (ledger/draw.h): plain SM3 of one message after the other, a network of flows where the draw moves along matchings. Any
 * bytes may come.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "model/digest.h"

/* Bytes of a record that are read: a million units. */
#define DRAW_VERIFY_MOST ((size_t)512 << 20)
/* Memory that such a record takes at most. */
#define DRAW_VERIFY_MEMORY ((size_t)6 << 30)

struct draw_verified {
	str number;
	str campaign;
	str method;
	bool sample;
	size_t units;
	size_t excluded;
	size_t drawn;
	size_t strata;
	size_t changes;
	size_t unstaffed; /* units for which nobody could be found */
	digest rule, pool, officers, seed, seal;
	digest commits[2];
	str persons[2];
};

/* One unit's part, for who asks for it. */
struct draw_verify_unit {
	str id; /* in: whom to look for; empty: nobody */
	bool found;
	str name;
	str why;             /* not in the draw: why; else empty */
	uint8_t ticket[32];  /* RFC 3797 has none */
	uint64_t place;      /* in the stratum, from 1; RFC 3797: 0 unless picked */
	uint64_t stratum;    /* units in it */
	uint64_t quota;      /* drawn from it */
	uint8_t highest[32]; /* the ticket of the last one drawn */
};

enum draw_verify { DRAW_VERIFY_GOOD, DRAW_VERIFY_DIFFERS, DRAW_VERIFY_LIMIT };
/* DIFFERS: `why` says what is not as it should be, the first such thing. LIMIT: nothing is said about the record, it would take too long
 * or is too great. ret is filled as far as it was read; texts view into record and mem. unit may be NULL. */
enum draw_verify draw_verify(str record, arena *mem, struct draw_verified *ret, struct draw_verify_unit *unit,
			     buf *why);
