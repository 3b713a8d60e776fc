/*
 * find_runs: runs of digits and letters in the bits of several blocks together. No guard: it is included once for each kind of vectors,
 * behind RUNS_NAME(what), RUNS_TARGET, RUNS_LANES, RUNS_BEFORE(last, now): of each block the one before, and RUNS_UP(x, before, n): the
 * bits of x moved up by n, those of the block before moving in. A run is seen where it ends, since bits move up only.
 */

/* The bits of RUNS_LANES blocks together. */
typedef uint64_t RUNS_NAME(bits) __attribute__((vector_size(8 * RUNS_LANES)));

struct RUNS_NAME(pair) {
	RUNS_NAME(bits) now;
	RUNS_NAME(bits) before; /* of each block the bits of the one before */
};

struct RUNS_NAME(state) {
	struct RUNS_NAME(pair) digit, alnum, letter, joiner, high, low, bracket;
	struct RUNS_NAME(pair) digit2, digit3, digit4, digit8; /* so many in a row end here */
	struct RUNS_NAME(pair) alnum2, alnum4, alnum8, alnum16, alnum17, alnum20;
	struct RUNS_NAME(pair) more; /* a digit, or what may be one */
	struct RUNS_NAME(pair) ends; /* a letter or digit, or what may be a joiner beyond ASCII */
	struct RUNS_NAME(
		pair) held; /* a letter, digit or bracket, or a joiner behind a digit: what follows is not by itself */
	struct RUNS_NAME(pair) bound;   /* a joiner behind a digit, or beyond ASCII */
	struct RUNS_NAME(pair) three;   /* the third and last of three digits */
	struct RUNS_NAME(pair) joined3; /* a joiner behind three digits and no more; behind four and more */
	struct RUNS_NAME(pair) joined4;
	RUNS_NAME(bits) goes_on; /* behind a joiner a digit, or what may be one */
};

/* UP(x): of the lanes in r. SET: a field of r, and of each block the bits of the one before. */
#define UP(x, n) RUNS_UP(r->x.now, r->x.before, n)
#define SET(x, value)                                                                                                  \
	do {                                                                                                           \
		RUNS_NAME(bits) set_now = value;                                                                       \
		r->x.before = RUNS_BEFORE(r->x.now, set_now);                                                          \
		r->x.now = set_now;                                                                                    \
	} while (0)

/* So many digits, or letters and digits, end here. */
RUNS_TARGET static ATTR_INLINE void RUNS_NAME(lengths)(struct RUNS_NAME(state) * r)
{
	SET(digit2, r->digit.now & UP(digit, 1));
	SET(digit3, r->digit2.now & UP(digit, 2));
	SET(digit4, r->digit2.now & UP(digit2, 2));
	SET(digit8, r->digit4.now & UP(digit4, 4));
	SET(alnum2, r->alnum.now & UP(alnum, 1));
	SET(alnum4, r->alnum2.now & UP(alnum2, 2));
	SET(alnum8, r->alnum4.now & UP(alnum4, 4));
	SET(alnum16, r->alnum8.now & UP(alnum8, 8));
	SET(alnum17, r->alnum16.now & UP(alnum, 16));
	SET(alnum20, r->alnum16.now & UP(alnum4, 16));
}

/* Passports and permits: one or two letters that begin a word, or a bracket, before six digits; three letters before nine. Behind a word
 * of seventeen with four digits at its end (vehicles). */
RUNS_TARGET static ATTR_INLINE void RUNS_NAME(touched)(const struct RUNS_NAME(state) * r, RUNS_NAME(bits) * ret)
{
	RUNS_NAME(bits) digit6 = r->digit4.now & UP(digit2, 4);
	RUNS_NAME(bits) one = ~UP(alnum, 7);
	RUNS_NAME(bits) two = UP(letter, 7) & ~UP(alnum, 8);
	RUNS_NAME(bits) three = UP(letter, 9) & UP(letter, 10) & UP(letter, 11) & ~UP(alnum, 12);

	*ret = (digit6 & ((UP(letter, 6) & (one | two)) | UP(bracket, 6))) | (r->digit8.now & UP(digit, 8) & three) |
	       (~r->alnum.now & UP(alnum17, 1) & ~UP(alnum17, 2) & UP(digit4, 1));
}

/* Two bytes behind the last digit of a run of eight and more, unless it is by itself and of a length that nothing has: 8, 9; behind the
 * first digit 1, 2 or 7 also 10, 13, 14 and 19 (times, serial numbers). find_run_nothing knows more, one run at a time. */
RUNS_TARGET static ATTR_INLINE void RUNS_NAME(eighth)(const struct RUNS_NAME(state) * r, RUNS_NAME(bits) * ret)
{
	RUNS_NAME(bits) by_length = ~UP(held, 10) | (UP(digit, 10) & ~UP(held, 11));
	RUNS_NAME(bits)
	by_first = (UP(digit, 10) & UP(low, 11) & ~UP(held, 12)) | (UP(digit8, 7) & UP(low, 14) & ~UP(held, 15)) |
		   (UP(digit8, 8) & UP(low, 15) & ~UP(held, 16)) |
		   (UP(digit8, 10) & UP(digit8, 13) & UP(low, 20) & ~UP(held, 21));

	*ret = UP(digit8, 2) & ~UP(digit, 1) & (UP(ends, 1) | r->goes_on | ~(by_length | by_first));
}

/* Groups with a joiner between (138 1234 5678; dates are not): the third digit of one behind four and more; behind three the seventh,
 * or two bytes behind the last of three or four where three groups and more stand in a row. */
RUNS_TARGET static ATTR_INLINE void RUNS_NAME(group)(const struct RUNS_NAME(state) * r, RUNS_NAME(bits) * ret)
{
	RUNS_NAME(bits) behind = UP(high, 1) | r->goes_on;
	RUNS_NAME(bits) three = UP(digit3, 2) & UP(joined3, 5) & (behind | UP(bound, 9));
	RUNS_NAME(bits) four = UP(digit4, 2) & UP(joined3, 6) & (behind | UP(bound, 10));

	*ret = (~UP(digit, 1) & (three | four)) | (r->digit4.now & UP(digit3, 4) & UP(joined3, 7)) |
	       (r->digit3.now & UP(joined4, 3));
}

RUNS_TARGET static inline void RUNS_NAME(runs)(const struct find_classes *restrict c,
					       struct RUNS_NAME(state) *restrict r, struct find_block *restrict b,
					       struct find_numbers *restrict ret)
{
#define LOAD(x) (*(const RUNS_NAME(bits) *)(const void *)&c->x.of[FIND_LANE_FIRST + i])
#define STORE(x) (*(RUNS_NAME(bits) *)(void *)&(x)[i])
	for (size_t i = 0; i < FIND_LANES; i += RUNS_LANES) {
		SET(digit, LOAD(digit));
		SET(alnum, LOAD(alnum));
		SET(joiner, LOAD(joiner));
		SET(high, LOAD(high));
		SET(low, LOAD(low));
		SET(bracket, LOAD(bracket));
		SET(letter, r->alnum.now & ~r->digit.now);
		SET(more, r->digit.now | r->high.now);
		SET(ends, r->alnum.now | LOAD(lead) | LOAD(wide));
		RUNS_NAME(lengths)(r);
		SET(held, r->alnum.now | r->bracket.now | (r->joiner.now & UP(digit, 1)));
		SET(three, r->digit3.now & ~UP(digit, 3));
		SET(bound, r->high.now | (r->joiner.now & UP(more, 1)));
		SET(joined3, r->joiner.now & UP(three, 1));
		SET(joined4, r->joiner.now & UP(digit4, 1));
		r->goes_on = UP(joiner, 1) & r->more.now;

		STORE(b->packed) = r->alnum20.now & ~UP(alnum20, 1);
		STORE(b->special) = (LOAD(lead) & UP(digit, 1)) | LOAD(wide);
		RUNS_NAME(touched)(r, &STORE(ret->touched));
		RUNS_NAME(eighth)(r, &STORE(ret->eighth));
		RUNS_NAME(group)(r, &STORE(ret->group));
	}
#undef LOAD
#undef STORE
}
#undef SET
#undef UP
#undef RUNS_NAME
#undef RUNS_TARGET
#undef RUNS_LANES
#undef RUNS_BEFORE
#undef RUNS_UP
