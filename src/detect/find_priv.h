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

/* What 64 bytes of text hold: bit i for byte i. */
struct find_block {
	uint64_t any;     /* of the triggers below */
	uint64_t number;  /* the sixth digit (single blanks or hyphens between digits counted) of a run */
	uint64_t special; /* behind a digit what may be a joiner beyond ASCII, or a full-width digit */
	uint64_t escape;  /* \u, %, &# */
	uint64_t packed;  /* the twentieth letter or digit in a row: base64? */
	uint64_t literal; /* a literal may begin here */
	uint64_t newline;
};

/* Where may a literal begin? Two sets of eight groups of literals, of ASCII and of others; four bytes tell by tables of their
 * halves in which groups one may; then, of the places that are left, bits for hashes of three and of six bytes. */
#define FIND_SETS 2
#define FIND_TELLING 4
#define FIND_HASH_BITS 14
static const uint8_t find_telling[FIND_SETS][FIND_TELLING] = {{0, 1, 2, 3}, {1, 2, 4, 5}};
struct find_prefix {
	uint8_t low[FIND_SETS][FIND_TELLING][16];
	uint8_t high[FIND_SETS][FIND_TELLING][16];
	uint64_t hashes[(1 << FIND_HASH_BITS) / 64]; /* of the first three bytes */
	uint64_t shorts[(1 << FIND_HASH_BITS) / 64]; /* likewise, of literals of less than six */
	uint64_t longs[(1 << FIND_HASH_BITS) / 64];  /* of the six first bytes of the others */
};

/* Of three bytes, letters in any case alike; reads four. */
static inline uint32_t find_hash(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	v = (__builtin_bswap32(v) >> 8) | 0x202020;
	return (v * 0x9e3779b1u) >> (32 - FIND_HASH_BITS);
}

static inline uint32_t find_hash6(const uint8_t *p)
{
	return (find_hash(p) * 0x85ebca6bu ^ find_hash(p + 3)) * 0x9e3779b1u >> (32 - FIND_HASH_BITS);
}

static inline bool find_bit(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> i % 64 & 1;
}

#define FIND_LITERALS_MOST 2048
#define FIND_HASHES (1 << (FIND_HASH_BITS - 2))
struct find_literals {
	struct find_prefix prefix;
	uint16_t first[FIND_HASHES]; /* 1 + index of a literal */
	uint16_t next[FIND_LITERALS_MOST];
	uint16_t at_sign; /* 1 + index of "@" */
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
	bool known; /* says something of some kind */
	bool field; /* of a kind that only the name tells */
	int8_t scores[KIND_COUNT];
};

#define FIND_NAMES 256 /* names met in the stream are remembered, by their hash */
#define FIND_COLUMNS 128
/* Names of the columns of rows of separated values. */
struct find_table {
	uint8_t separator;
	bool strict;  /* told by itself: only rows of as many cells count */
	bool fields;  /* a column of a kind that only the name tells */
	size_t count; /* 0: no table */
	struct find_name names[FIND_COLUMNS];
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
	bool replaced; /* the current line is looked through as it reads, not as it is written */
	size_t packed_done;
	struct find_block *blocks;
	size_t line_from;
	size_t line_to;
	size_t done; /* runs and tokens before this byte were judged */
	size_t token_done;
	size_t literal_done;
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
};

/* A text taken out of another: its bytes, and for each where it stood. */
#define FIND_INNER_MOST ((size_t)96 << 10)
struct find_inner {
	uint8_t *p;
	uint32_t *places;
};

struct finder {
	struct finder_conf conf;
	struct find_stream stream;
	struct find_totals totals;
	struct find_literals literals;
	uint64_t origin; /* offset of in[0] in the stream */
	uint64_t line;   /* its line */
	size_t in_n;
	bool vector;
	size_t in_high; /* so much of `in` was used since it was wiped */
	bool decoded_used;
	bool inner_used;
	bool told;                  /* the encoding */
	bool open;                  /* the last line has no end */
	bool wide;                  /* UTF-16 */
	enum charset charset;       /* of UTF-16; else of lines that are not UTF-8, CHARSET_UTF8: by the line */
	uint64_t of[CHARSET_COUNT]; /* bytes in lines of each that have more than ASCII */
	bool begun;
	buf masked;
	buf context;
	uint8_t *in;
	uint8_t *decoded;
	struct find_mark *marks;
	size_t mark_count;
	uint32_t shown[KIND_COUNT]; /* finds that were given their context */
	struct find_name names[FIND_NAMES];
	struct find_name column;
	struct find_table table;
	struct find_insert insert;
	struct find_inner inner[FIND_DEPTHS - 1]; /* texts of scans[1] on */
	struct find_scan scans[FIND_DEPTHS];
};

/* Fills blocks for text.p[0..n); reads up to FIND_PAD bytes more. vector: with AVX2. The blocks are the same without.
 * Returns how many newlines there are. */
size_t find_class(const uint8_t *p, size_t n, const struct find_prefix *prefix, bool vector, struct find_block *ret);

void find_literals_init(struct find_literals *l);
/* Judges the literals that stand at `at`. */
void find_literal_at(struct find_scan *s, size_t at);

/* Judges the run of digits around a trigger. */
void find_run_at(struct find_scan *s, size_t at, bool special);

/* What a name says; NULL for none. Valid until another name is asked for. */
const struct find_name *find_name_of(struct finder *f, str text);
void find_name_set(struct find_name *n, str text);
/* The first line of a stream: are these names of columns? */
void find_table_head(struct finder *f, str head);
/* The cell of a row that holds `at`; false: the line is no row of the table. */
bool find_cell_of(struct find_scan *s, size_t at, size_t *ret_from, size_t *ret_to);
/* Name and stretch of the value at [from, to) of the current line. */
struct find_scope find_scope_of(struct find_scan *s, size_t from, size_t to);
/* The current line is an INSERT with names: that of the value at `at`, and its stretch. NULL: no such line or place. */
const struct find_name *find_insert_name(struct find_scan *s, size_t at, size_t *ret_from, size_t *ret_to);
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

/* What a line or stretch of bytes is. */
enum find_utf8 { FIND_ASCII, FIND_UTF8, FIND_BROKEN };
enum find_utf8 find_utf8(const uint8_t *p, size_t n, bool vector);

/* Brings in[at, at + n), of which find_utf8 said what it is, to UTF-8; FIND_LINE_MOST bytes at most. Where it is UTF-8 already, nothing is copied. */
void find_decode(struct finder *f, size_t at, size_t n, enum find_utf8 is, struct find_text *ret);
/* Behind the last line end in in[at, at + n), or at; in whole units of UTF-16. */
size_t find_line_end(const struct finder *f, size_t at, size_t n);

/* Looks through s->text; returns how many newlines it has. */
size_t find_scan_text(struct find_scan *s);
/* Keeps the place [from, from + n) of the current line, read as the hit that its surroundings speak for most. c: its normal form;
 * NULL: the text itself. */
void find_weigh(struct find_scan *s, size_t from, size_t n, const struct candidate *c, const struct hit *hits,
		size_t count);
/* Gives the places of the line that ended, and forgets them. */
void find_give(struct find_scan *s);
/* Offset in the stream of a byte of a text. */
uint64_t find_offset(const struct finder *f, const struct find_text *t, size_t at);
