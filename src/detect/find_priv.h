/*
 * find_priv: what the files of the engine share. Bytes are gathered into stretches of whole lines (find.c), brought to UTF-8
 * (find_decode.c), classified 64 at a time (find_class.c), and where a bit is set the place is looked at: runs of digits
 * (find_run.c), literals (find_literal.c), values inside values (find_inner.c). What is found waits in its line until the line
 * is whole, then goes out masked (find_give.c).
 *
 * Every decision about a place depends on its own line alone (a line longer than FIND_LINE_MOST is cut at places that depend on
 * nothing but itself): that makes the finds the same for every size of blocks and every way a file is cut.
 */
#pragma once

#include "detect/candidate.h"

#define FIND_LINE_MOST ((size_t)64 << 10) /* longer lines are looked at piece by piece */
#define FIND_LOOK ((size_t)8 << 10)       /* what a literal of many lines may look ahead */
#define FIND_IN_MOST ((size_t)192 << 10)
#define FIND_PAD 128 /* readable behind a text: vectors read beyond its end */
#define FIND_NEAR 96
#define FIND_LINE_PLACES 1024 /* finds of one line that are weighed together */
#define FIND_DEPTHS 3         /* text, values in it, values in these */

/* What a text holds, in blocks of 64 bytes: bit i for byte i. FIND_LANES blocks together; a field is asked for by find_lane. */
#define FIND_LANES 64
#define FIND_LANE_BYTES (FIND_LANES * (size_t)64)
struct find_block {
	_Alignas(64) uint64_t any[FIND_LANES]; /* of the triggers below */
	uint64_t number[FIND_LANES];  /* of a run of digits, of groups of them, or of a code that may be something */
	uint64_t special[FIND_LANES]; /* behind a digit what may be a joiner beyond ASCII, or a full-width digit */
	uint64_t escape[FIND_LANES];  /* \u, %, &# */
	uint64_t packed[FIND_LANES];  /* the twentieth letter or digit in a row: base64? */
	uint64_t literal[FIND_LANES]; /* a literal may begin here */
	uint64_t newline[FIND_LANES];
	uint64_t lines; /* newlines before these blocks */
};
/* Block w of 64 bytes. */
#define find_lane(blocks, field, w) ((blocks)[(w) / FIND_LANES].field[(w) % FIND_LANES])

/* Where may a literal stand? Each has a window, six bytes of it that text has seldom (fewer, of a short one). Windows are of three
 * sets: of ASCII, of words beyond it, of single characters with what must stand behind them; in each set of eight groups. For each
 * place of a window a byte tells in which groups it may stand there; what is left by all places is compared. */
#define FIND_SETS 3
#define FIND_WINDOW 6 /* bytes */
static const uint8_t find_sieve_bytes[FIND_SETS] = {FIND_WINDOW, FIND_WINDOW, 4};
#define FIND_SINGLE 2 /* the set of single characters, and the group in it of those that a numeral stands before */
#define FIND_HOUSES 7
struct find_sieve {
	uint8_t exact[FIND_SETS][FIND_WINDOW]
		     [128]; /* groups, a bit each: by seven bits of a byte; beyond ASCII by six */
	uint8_t low[FIND_SETS][FIND_WINDOW]
		   [16]; /* by halves of bytes, where so large a table is not looked up at once */
	uint8_t high[FIND_SETS][FIND_WINDOW][16];
};

/* The first three bytes of a literal, letters in any case alike; read eight. */
#define FIND_HASH_BITS 16
#define FIND_CHAINS (1 << (FIND_HASH_BITS - 3)) /* by the upper bits */
static inline uint32_t find_hash3(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return (((v << 8) | 0x20202000) * 0x9e3779b1u) >> (32 - FIND_HASH_BITS);
}

/* Its window: four bytes of ASCII, two characters of three bytes beyond. */
static inline uint32_t find_hash_window(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	v <<= *p < 0x80 ? 32 : 16;
	return (uint32_t)(((v | 0x2020202020202020) * 0x9e3779b97f4a7c15u) >> (64 - FIND_HASH_BITS));
}

static inline bool find_bit(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> i % 64 & 1;
}

#define FIND_LITERALS_MOST 1024
struct find_literals {
	struct find_sieve sieve;
	uint64_t threes[(1 << FIND_HASH_BITS) / 64]; /* hashes of literals that have no such window, and of windows */
	uint64_t windows[(1 << FIND_HASH_BITS) / 64];
	/* [0] and [1]: likewise, of those that have nothing but what stands in an e-mail address before its '@'. */
	uint64_t words[2][(1 << FIND_HASH_BITS) / 64];
	uint16_t first[FIND_CHAINS]; /* by the first three bytes: 1 + index of a literal, the longest first */
	uint16_t next[FIND_LITERALS_MOST];
	uint16_t first_window[2][FIND_CHAINS]; /* likewise */
	uint16_t next_window[FIND_LITERALS_MOST];
	uint8_t window[FIND_LITERALS_MOST]; /* where it begins in the literal */
	uint16_t at_sign;                   /* 1 + index of "@" */
};

/* Where a decoded text's byte stood: marks every FIND_MARK_EVERY bytes or where the encoding changes; between them one counts. */
struct find_mark {
	uint32_t text;
	uint32_t raw; /* in finder.in */
	enum charset charset;
};
#define FIND_MARK_EVERY 256
#define FIND_MARKS_MOST ((size_t)24 << 10)
/* A piece of FIND_LINE_MOST bytes grows to three times its size at most. */
#define FIND_DECODED_MOST (3 * (FIND_LINE_MOST + FIND_LOOK))

/* A text in UTF-8 to be looked through: of the stream, or taken out of another text. */
struct find_text {
	const uint8_t *p;
	size_t n;
	size_t all; /* readable with what lies ahead */
	const struct find_text *outer;
	const uint32_t *places; /* of each byte in the outer text (n + 1 of them) */
	size_t raw;             /* of the stream: where it begins in finder.in */
	bool decoded;           /* finder.marks tell where its bytes stood */
};

struct find_place {
	uint32_t from;
	uint32_t n;
	struct hit hit;
	uint8_t confidence;
	bool dropped;
	uint8_t norm_n;
	char norm[CANDIDATE_MOST]; /* norm_n 0: the text itself is its normal form */
	uint8_t name_n;
	uint8_t name[63];
};

/* A name that a value stands under, and what it says. */
struct find_name {
	uint8_t n;
	uint8_t text[63];
	bool known;    /* says something of some kind */
	bool field;    /* of a kind that only the name tells */
	uint64_t asks; /* forms of whole values that it asks for (field_asks) */
	int8_t scores[KIND_COUNT];
};

#define FIND_NAMES 256 /* names met in the stream are remembered, by their hash */
#define FIND_COLUMNS 128
#define FIND_TRIED 5
/* Names of the columns of rows of separated values. */
struct find_table {
	uint8_t separator;
	bool strict;  /* told by itself: only rows of as many cells count */
	bool known;   /* some name says something */
	bool late;    /* its head stands within the text (find_table.c): it ends where rows end */
	bool tuples;  /* (…),(…) of INSERT */
	bool fields;  /* a column of a kind that only the name tells */
	size_t count; /* 0: no table */
	struct find_name names[FIND_COLUMNS];
	/* Of the present text. */
	size_t verified; /* of a late one: lines up to here belong to it */
	size_t line;     /* 1 + where the line of INSERT begins; its tuples begin `values` bytes behind */
	size_t values;
	size_t tried[FIND_TRIED]; /* no head stands above lines that begin before, by separator */
};

#define FIND_INSERT_COLUMNS 64
/* An INSERT statement in one line, and where in its values one is. */
struct find_insert {
	size_t line;      /* 1 + where the line begins; 0: none */
	uint64_t stretch; /* of the stream that the line is in */
	bool is;
	bool inside; /* a tuple */
	unsigned restarts;
	size_t from; /* its values begin */
	size_t at;
	size_t cell; /* of the tuple */
	size_t cell_from;
	size_t cell_to;
	size_t count;
	struct find_name names[FIND_INSERT_COLUMNS];
};

/* What speaks for a value: its name, and the stretch of the line that is its own. */
struct find_scope {
	const struct find_name *name;
	size_t from;
	size_t to;
};

/* The looking through one text. */
struct find_scan {
	struct finder *f;
	struct find_text text;
	size_t depth;
	bool whole;    /* its lines are lines of the stream */
	bool unpacked; /* it, or what it lies in, was base64 */
	bool replaced; /* the current line is looked through as it reads, not as it is written */
	size_t packed_done;
	struct find_block *blocks;
	bool classed; /* blocks are filled already */
	size_t newlines;
	size_t line_from;
	size_t line_to;
	size_t done; /* runs and tokens before this byte were judged */
	size_t token_done;
	size_t literal_done;
	uint64_t line_first;       /* number of the first line */
	uint64_t line;             /* number of the line at counted */
	size_t counted;            /* newlines before this byte are in line */
	size_t shown_from;         /* what a context may show begins here: behind places already given */
	struct find_place *places; /* of the line */
	size_t place_count;
	size_t place_high;              /* so many were used since they were wiped */
	const struct find_name *column; /* of a value by itself */
	/* The cell of the row that was asked for last. */
	size_t cell_line; /* 1 + where its line begins */
	bool row;         /* the line is a row of the table */
	size_t cell;
	size_t cell_from;
	size_t cell_to;
	size_t cell_count; /* of cells that were cut, one more than there are names at most: finder.ends */
};

/* A text taken out of another: its bytes, and for each where it stood. */
#define FIND_INNER_MOST ((size_t)96 << 10)
struct find_inner {
	uint8_t *p;
	uint32_t *places;
};

#define FIND_HABITS 256 /* places of a stream that are counted */

/* The find that is being given, for whoever asks how it is shown. */
struct find_now {
	struct find_scan *s;
	str value;
	size_t at; /* its place in the line, or of a row */
	bool row;
	uint8_t masked[KIND_MASK_MOST];
};

struct find_rows;

struct finder {
	struct finder_conf conf;
	struct find_stream stream;
	struct find_totals totals;
	struct find_literals literals;
	uint64_t origin; /* offset of in[0] in the stream */
	uint64_t line;   /* its line */
	size_t in_n;
	enum find_vectors vectors;
	size_t in_high; /* so much of `in` was used since it was wiped */
	bool decoded_used;
	bool inner_used;
	bool told;                  /* the encoding */
	bool open;                  /* the last line has no end */
	bool wide;                  /* UTF-16 */
	enum charset charset;       /* of UTF-16; else of lines that are not UTF-8, CHARSET_UTF8: by the line */
	uint64_t of[CHARSET_COUNT]; /* bytes in lines of each that have more than ASCII */
	bool begun;
	buf context;
	uint8_t *in;
	uint8_t *decoded;
	struct find_mark *marks;
	size_t mark_count;
	uint32_t shown[KIND_COUNT]; /* finds that were given their context */
	struct find_name names[FIND_NAMES];
	struct find_name column;
	struct find_table table;
	uint32_t ends[FIND_DEPTHS][FIND_COLUMNS + 1]; /* of the cells of a row */
	struct find_insert insert;
	struct find_inner inner[FIND_DEPTHS - 1]; /* texts of scans[1] on */
	uint8_t *beginning;                       /* of the stream */
	size_t beginning_n;
	bool habits_read;
	bool habits_say;                     /* something of some place */
	const struct find_habit *neighbours; /* of a value by itself; NULL: not known */
	struct find_habit habits[FIND_HABITS];
	struct find_scan scans[FIND_DEPTHS];
	struct find_rows *rows;
	struct find_now now;
};

/* What a line or stretch of bytes is. */
enum find_utf8 { FIND_ASCII, FIND_UTF8, FIND_BROKEN };
enum find_utf8 find_utf8(const uint8_t *p, size_t n, enum find_vectors v);
/* The same step by step, each while its bytes are near anyway. False: it is broken. */
struct find_utf8_walk {
	size_t at;
	bool high;
	bool broken;
};
void find_utf8_begin(struct find_utf8_walk *w, str text); /* its first three bytes */
bool find_utf8_walk(struct find_utf8_walk *w, str text, size_t to, enum find_vectors v);
enum find_utf8 find_utf8_walked(struct find_utf8_walk *w, str text);

/* Fills blocks for text; reads up to FIND_PAD bytes more. The blocks are the same with all vectors and without. utf8: NULL, or walked
 * along; where it is broken the blocks are worth nothing. Returns how many newlines there are. */
size_t find_class(str text, const struct find_literals *l, enum find_vectors v, struct find_utf8_walk *utf8,
		  struct find_block *ret);

/* What a few bytes hold (a cell), in blocks of 64 as above. */
#define FIND_FEW 3
struct find_few {
	size_t blocks;
	uint64_t sign[FIND_FEW];   /* '@' */
	uint64_t escape[FIND_FEW]; /* may be one: those of find_block, and some more */
	uint64_t high[FIND_FEW];
	uint64_t alnum[FIND_FEW];
	uint64_t sieve[FIND_FEW]; /* a literal's window may begin here */
	uint64_t local;           /* of the first block, where it has an '@': letters, digits, '.' '_' '-' '+' */
};
/* Of FIND_FEW * 64 bytes at most; reads up to FIND_PAD bytes more. */
void find_class_few(str text, const struct find_literals *l, enum find_vectors v, struct find_few *ret);
/* Where its first digit stands, or its end; reads up to FIND_PAD bytes more. */
size_t find_first_digit(str text, enum find_vectors v);
/* Are n bytes the same? */
bool find_equal(const uint8_t *a, const uint8_t *b, size_t n, enum find_vectors v);
/* Places of the separator, of quotes and line ends in a text of at most 64 KiB, in their order; writes up to 63 more than it returns. */
size_t find_cuts(str text, uint8_t separator, enum find_vectors v, uint16_t *ret);

/* Windows are chosen for what those vectors' tables know. */
void find_literals_init(struct find_literals *l, enum find_vectors v);
/* Sets the bits of the literals whose window begins at text[at]; reads up to FIND_PAD bytes behind text. */
void find_literals_mark(const struct find_literals *l, str text, size_t at, struct find_block *blocks);
/* Is it the window of a literal, or of several: where the first and the last of them begin, if so. */
bool find_literals_stand(const struct find_literals *l, str text, size_t at, size_t *ret_first, size_t *ret_last);
/* Does the text begin with it? */
bool find_literal_is(const struct literal *l, str text);
/* Judges the literals that stand at `at`. */
void find_literal_at(struct find_scan *s, size_t at);

/* May a group of n digits by itself be something? */
bool find_run_worth(uint8_t first, size_t n);
/* Judges the cell that holds `at` if it is nothing but a number. */
bool find_cell_number(struct find_scan *s, size_t at);
/* Judges the run of digits around a trigger. */
void find_run_at(struct find_scan *s, size_t at, bool special);
/* Is a run nothing, whatever its line holds besides? Times, counters and codes are most of what a log has in digits: no line is asked
 * for them. last: the last of its n digits; at: a digit of a group behind another; a byte of a code, or behind it. */
bool find_run_nothing(str text, size_t last, size_t n);
bool find_run_group_nothing(str text, size_t at);
bool find_run_token_nothing(str text, size_t at);

/* What a name says; NULL for none. Valid until another name is asked for. */
const struct find_name *find_name_of(struct finder *f, str text);
void find_name_set(struct find_name *n, str text);
/* The first line of a stream: are these names of columns? */
void find_table_head(struct finder *f, str head);
/* The cell of a row that holds `at`; false: the line is no row of the table. */
bool find_cell_of(struct find_scan *s, size_t at, size_t *ret_from, size_t *ret_to);
/* The next cell of a row; separators within quotes do not count. ' ': blanks in a row. */
str find_cell_cut(str *row, uint8_t separator);
/* find_table.c: a head above the value, or before its tuples; true: the table is now that one. */
bool find_table_seek(struct find_scan *s, size_t from, size_t to);
/* Is the current line a row of the late table? Where it is over it ends. */
bool find_table_holds(const struct find_scan *now);
/* Before a text is looked through, and when it was. */
void find_table_begin(struct find_scan *s, bool first);
void find_table_end(struct find_scan *s);
/* The next line at or behind `from` that follows a blank one, where a head may stand; and whether it is one. */
size_t find_table_next(struct find_scan *s, size_t from);
bool find_table_try(struct find_scan *s, size_t at);
/* The cell cursor over tuples: before the first, and on; false: no more. */
void find_tuple_first(struct find_scan *s);
bool find_tuple_next(struct find_scan *s);
/* Name and stretch of the value at [from, to) of the current line. */
struct find_scope find_scope_of(struct find_scan *s, size_t from, size_t to);
/* The current line is an INSERT with names: that of the value at `at`, and its stretch. NULL: no such line or place. */
const struct find_name *find_insert_name(struct find_scan *s, size_t at, size_t *ret_from, size_t *ret_to);
/* What the value of a cell, without blanks and quotes, is by its name alone. asks: what of its forms is asked for. */
bool find_field_hit(const struct find_name *n, uint64_t asks, str cell, str *ret_value, struct anchored *ret);
typedef void find_field_fn(struct find_scan *s, const struct find_name *n, size_t from, size_t to);
/* Asks about the values of such a line that only their names tell. False: it is no such line. */
bool find_insert_fields(struct find_scan *s, find_field_fn *field);
/* Judges the values of the current line that only their names tell. */
void find_fields(struct find_scan *s);

/* The line of text is whole: gives its places; where it looks like JSON or XML, what stands beside them is judged by its name. (In a
 * log of millions of such lines nobody's name is looked for in those that have nothing else of a person.) */
void find_record(struct find_scan *s);
/* What stands in a record with sure values of a person is likelier to be one too: adds to the confidence of the places of a line, which are in
 * order. */
void find_support(struct find_place *p, size_t n);
/* Values that stand by themselves between separators, in a line that has sure values of a person but no names of columns: names of
 * persons among them are kept as possible; the record decides. */
void find_cells(struct find_scan *s);
/* Looks through the line as it reads where it has escapes: \uXXXX, %XX, &#NN;. False: it has none. */
bool find_inner_line(struct find_scan *s);
/* Looks through the run of base64 around `at`, if it is text. */
void find_packed_at(struct find_scan *s, size_t at);
/* Number of the line of a byte; asked in order. */
uint64_t find_line_of(struct find_scan *s, size_t at);
/* Writes a code point; 1 to 4 bytes. */
size_t find_utf8_put(uint8_t *p, uint32_t cp);

/* Brings in[at, at + n), of which find_utf8 said what it is, to UTF-8; FIND_LINE_MOST bytes at most. Where it is UTF-8 already, nothing is copied. */
void find_decode(struct finder *f, size_t at, size_t n, enum find_utf8 is, struct find_text *ret);
/* The encoding of a line that is not UTF-8. */
enum charset find_line_charset(const struct finder *f, const uint8_t *p, size_t n);
/* Behind the last line end in in[at, at + n), or at; in whole units of UTF-16. */
size_t find_line_end(const struct finder *f, size_t at, size_t n);

/* find_rows.c: rows of a table whose head is known, straight. */
struct find_rows *find_rows_new(void);
void find_rows_free(struct find_rows *r);
void find_rows_wipe(struct find_rows *r);
/* Before a text is looked through. */
void find_rows_begin(struct find_rows *r);
/* Gives what the rows from the line at `at` on hold, as far as they are plain; where the first line begins that must be looked at as others
 * are. line: of the line at `at`, then of that one. */
size_t find_rows(struct find_scan *s, size_t at, size_t end, uint64_t *line);
/* Had one of them more than ASCII? */
bool find_rows_high(const struct find_rows *r);
/* Is it worth trying? */
bool find_rows_may(const struct find_scan *s);
/* Makes the places of a row that is being given those of the current line; that of the find that is being given. */
size_t find_rows_places(struct find_scan *s, size_t at);
/* Makes the mask and the context of the find f->now. */
void find_show(struct finder *f, struct find *out);
/* The find f->now to the consumer: all is known of it but how it is shown. */
static inline void find_hand_over(struct finder *f, struct find *out)
{
	out->of = f;
	out->under14 =
		f->conf.today && out->validity != KIND_LOOKS && kind_under14(out->kind, f->now.value, f->conf.today);
	if (!f->conf.later)
		find_show(f, out);
	f->conf.found(f->conf.ctx, out);
}

/* Looks through s->text from the line at `from` on; returns how many newlines the whole text has. */
size_t find_scan_text(struct find_scan *s, size_t from);
/* Keeps the place [from, from + n) of the current line, read as the hit that its surroundings speak for most. c: its normal form;
 * NULL: the text itself. */
void find_weigh(struct find_scan *s, size_t from, size_t n, const struct candidate *c, const struct hit *hits,
		size_t count);
/* Likewise of a place whose scope is known. */
void find_weigh_in(struct find_scan *s, size_t from, size_t n, const struct candidate *c, const struct hit *hits,
		   size_t count, struct find_scope scope);
/* The stream begins, or the file that it is part of. */
void find_habit_begin(struct finder *f, str beginning);
/* What stands in the same place as the value as a rule, for it or against it. */
void find_habit_weigh(struct find_scan *s, struct find_place *p, size_t from, size_t n);
/* Gives the places of the line that ended, and forgets them. */
void find_give(struct find_scan *s);
/* Offset in the stream of a byte of a text. */
uint64_t find_offset_of(const struct finder *f, const struct find_text *t, size_t at);
static inline uint64_t find_offset(const struct finder *f, const struct find_text *t, size_t at)
{
	return t->places || t->decoded ? find_offset_of(f, t, at) : f->origin + t->raw + at;
}
