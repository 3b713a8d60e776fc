/*
 * candidate: what the engine (detect/find.h) asks about a run of digits or letters, an '@' or a literal that it met: which
 * kinds can it be, by its own form alone? And what do the words around say? The engine finds places, these functions judge
 * them. All text here is UTF-8, decoded already. Nothing is kept.
 */
#pragma once

#include "detect/find.h"

#define CANDIDATE_MOST 64

/* A run of digits, or of letters and digits, with single blanks or hyphens (also NBSP, full-width forms, zero-width characters) as
 * joiners taken out. */
struct candidate {
	str text;                  /* as found */
	char norm[CANDIDATE_MOST]; /* ASCII, upper case, joiners gone */
	uint8_t n;                 /* of norm */
	uint8_t digits;            /* of norm */
	uint8_t groups[8];         /* lengths between joiners, as far as they fit; one group: no joiner */
	uint8_t group_count;
	uint32_t before; /* code points next to it; 0 at a line's border */
	uint32_t after;
	str left; /* up to 16 bytes of the same line before and behind it: tells "0.138…" from "tel.138…", A123456(3); "" does no harm */
	str right;
};

/* One reading of a place. */
struct hit {
	enum kind kind;
	enum kind_validity validity;
	uint8_t base; /* confidence by itself, 0 to 100 */
	unsigned why; /* FIND_WHY_* */
	int8_t left; /* bytes before the run that belong to the value too ("(+86)"); below 0: in front of the run that do not ("TEL") */
	int8_t right; /* bytes behind it that belong to it ("(3)" of a Hong Kong number) */
};
#define HITS_MOST 6

/* The kinds that the run can be, best first; 0 for nothing. */
size_t candidate_judge(const struct candidate *c, struct hit ret[static HITS_MOST]);

/* Likewise of one group of digits, or of seventeen and X, that nothing stands beside: no neighbours, no texts beside it. */
size_t candidate_bare(const struct candidate *c, struct hit ret[static HITS_MOST]);

/* Literals that kinds of text are anchored at ("-----BEGIN", "LTAI", "password", "jdbc:", "省", "粤", "eyJ", "@"): searched by the
 * engine in one pass. Sorted as kept; a literal is 1 byte ('@') or at least 3 bytes long. */
enum literal_beside {
	LITERAL_ANY,
	LITERAL_UPPER_NEXT,     /* an ASCII capital behind it */
	LITERAL_NUMERAL_BEFORE, /* an ASCII letter or digit before it */
	LITERAL_LIST_BEHIND,    /* in its line a bracket, and not that of VALUES */
};

struct literal {
	str text;
	bool fold;                  /* ASCII letters in any case */
	enum literal_beside beside; /* else nothing is taken there */
};
extern const struct literal literals[];
extern const size_t literal_count;

struct anchored {
	size_t from; /* in the window */
	size_t n;
	struct hit hit;
};
/* Literal i stands at `at` in the window (some 512 bytes before and 4,096 behind it, cut at the stream's borders). False: nothing. */
bool literal_take(size_t i, str window, size_t at, struct anchored *ret);
/* Does the value of the name at that literal stand in the line behind `line`, where its own ends? */
bool literal_take_ahead(size_t i, str window, size_t at, size_t line, struct anchored *ret);
/* May it? The window then ends at *ret_end. */
bool literal_goes_on(str text, size_t at, size_t line, size_t *ret_end);

/* The secret that stands right beside a key's identifier that was found ("LTAI…", "x"), without a name of its own. False: none. */
bool literal_beside(str window, const struct anchored *key, struct anchored *ret);

/* A whole value under the name of a column, member or element, for kinds that only their label tells (names, gender, religion, IP
 * addresses, passports …): asked where context_name says something above 0 of any kind. False: nothing. */
bool field_judge(str value, const int8_t column[static KIND_COUNT], struct anchored *ret);
/* Likewise, where field_asks said before which forms are asked for. */
uint64_t field_asks(const int8_t column[static KIND_COUNT]);
/* Forms that begin with a letter. */
uint64_t field_asks_lettered(void);
bool field_judge_asked(str value, const int8_t column[static KIND_COUNT], uint64_t asks, struct anchored *ret);

/* What the name of a column, member or element says of each kind: percentage points, below 0 against. Asked once a column. */
void context_name(str name, int8_t ret[static KIND_COUNT]);
/* Does a short text say, as the name of a column, that it holds data of some kind? */
bool context_is_name(str text);
/* Confidence of a hit with what stands before and behind it (at most 96 bytes each of the same line, cut at characters) and what its
 * column's name says (NULL: no column). *why gets bits added. In rows of separated values the field is the line: what other
 * fields say is not before or behind it. */
uint8_t context_score(const struct hit *h, str before, str after, const int8_t *column, unsigned *why);
