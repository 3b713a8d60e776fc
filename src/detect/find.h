/*
 * find: the engine that finds personal data, secrets and identifiers (detect/kind.h) in a stream of bytes. Fed in blocks of
 * any size; what it says does not depend on where blocks end. It knows the encodings UTF-8, GB18030, UTF-16 (with and without
 * byte order mark) and Big5, line by line where a file mixes them. Linear; a fixed amount of memory whatever the input, with lines
 * of any length. No value leaves it unmasked: struct find has the mask and a keyed fingerprint, never the bytes.
 *
 * Not thread safe: one finder a thread or process. A file is cut among several by `from` and `until` (see find_stream).
 */
#pragma once

#include "detect/kind.h"
#include "format/charset.h"

/* Why the confidence is what it is; a find without any of the first is a candidate, not sure. */
#define FIND_WHY_CHECK 1u    /* check digit or another exact test */
#define FIND_WHY_FORM 2u     /* a form that hardly anything else has (a key's known beginning, PEM, groups of four) */
#define FIND_WHY_BEFORE 4u   /* a word of the kind shortly before */
#define FIND_WHY_AFTER 8u    /* shortly behind */
#define FIND_WHY_COLUMN 16u  /* the name of its column, member or element */
#define FIND_WHY_SAME 32u    /* other values of the kind in the same record */
#define FIND_WHY_AGAINST 64u /* a word of something else near it (order, serial), a placeholder, a published example */
#define FIND_WHY_JOINED 128u /* a neighbour that numbers of this kind do not have (decimal point, '_', '/') */

/* Confidence from 0 to 100; from FIND_SURE on a find counts as a find, below as possible. */
#define FIND_SURE 70

struct finder;

struct find {
	enum kind kind;
	enum kind_validity validity;
	uint8_t confidence;
	unsigned why;    /* bits above */
	uint64_t offset; /* of its first byte in the stream's own bytes, before decoding */
	uint32_t length; /* in those bytes */
	uint64_t line;   /* from 1 on; counted from the stream's (or `from`'s) beginning */
	bool under14;    /* of a person younger than 14 on finder_conf.today: identity numbers, dates of birth */
	str column;      /* name of the column, member or element it stands in, where known; "" */
	str masked;      /* the value, masked; valid during the call like all texts here */
	str context;     /* what stands around it in its line, everything in it masked too */
	uint8_t print
		[16]; /* keyed fingerprint of the value in its normal form: equal values, equal prints, in all streams */
	struct finder *of; /* for find_mask and find_context; NULL: they do nothing */
};

/* With which vectors bytes are looked at (tests: the finds are the same). */
enum find_vectors {
	FIND_VECTORS_BEST, /* that the processor has */
	FIND_VECTORS_NONE,
	FIND_VECTORS_AVX2,
	FIND_VECTORS_AVX512,
};

/* A file within the text. */
struct find_packed {
	uint64_t offset; /* of its first character, in the stream's own bytes */
	str ahead;       /* what was fed from there on: all of it, but in a stream more may follow */
};

struct finder_conf {
	uint8_t key[16]; /* of the fingerprints: derived from the installation's key */
	bool possible;   /* give finds below FIND_SURE too */
	int64_t today;   /* days since 1970-01-01: who is younger than 14 (0: not asked) */
	enum find_vectors vectors;
	uint32_t
		contexts; /* finds of a kind in a stream that get their context, the rest get "": it costs more than finding (0: all) */
	bool later;   /* masks and contexts are made when the callback asks for them (find_mask), not for every find */
	bool general; /* tests: rows of tables go the way of all lines (the finds are the same) */
	void (*found)(void *ctx, const struct find *f);
	/* A file written as base64 begins here (format/embedded.h), perhaps within one that was told before; NULL: not asked. */
	void (*packed)(void *ctx, const struct find_packed *p);
	void *ctx;
};

/* During the callback, of a finder whose conf said `later`: fills f->masked; f->context. f may be a copy of what was given. */
void find_mask(struct find *f);
void find_context(struct find *f);

enum find_form {
	FIND_TEXT,   /* prose, logs, sources: anything */
	FIND_CSV,    /* rows with separators; the first may be column names */
	FIND_VALUES, /* "name": value, name=value: JSON, YAML, properties, XML, HTML forms */
	FIND_FORM_COUNT
};

struct find_stream {
	bool charset_known; /* else it is told from the bytes */
	enum charset
		charset; /* other than UTF-16: of the lines that are not UTF-8; CHARSET_UTF8: to be told line by line */
	enum find_form form; /* FIND_TEXT also recognises the others by themselves, line by line */
	/* Part of a file: the bytes fed begin at offset `from` of it (a line's beginning, or 0); finds that begin at or behind
	 * `until` (the beginning of another part) are not given (0: all). Feed on beyond it, FIND_BEYOND bytes or to the end: a key
	 * of many lines may begin shortly before. */
	uint64_t from;
	uint64_t until;
	str head; /* the file's first line where from > 0 and form is FIND_CSV: its column names */
	/* Of a part: the file's first FIND_BEGINNING bytes, or all of them. What stands in a place there as a rule (numbers that fail a check
	 * digit, or pass it) is said of that place everywhere. A whole file's need not be given. */
	str beginning;
};

#define FIND_BEGINNING ((size_t)64 << 10)

#define FIND_BEYOND ((size_t)8 << 10)

/* What was read. */
struct find_totals {
	uint64_t bytes;
	uint64_t lines;
	uint64_t finds[KIND_COUNT];    /* sure */
	uint64_t possible[KIND_COUNT]; /* below FIND_SURE */
	uint64_t nuls;                 /* NUL bytes in text: a log that was cut or has holes */
	uint64_t broken;               /* broken sequences of its encoding */
	enum charset charset;          /* of most of it */
	bool mixed;                    /* lines of different encodings */
	bool in_table;                 /* it ends among the rows of such a head */
	uint64_t
		tables; /* heads that were met within the stream: rows that are cut off from their head have no names */
};

/* In which encoding a stream that begins with these bytes (64 KiB tell enough) is to be read: by its byte order mark, its NUL
 * bytes, else the one to try for lines that are not UTF-8. Give it to all finders that share one file. */
enum charset finder_charset(str head);

/* Of a place (a column, what stands behind a name): how many numbers of a length were met there, and how many pass what tests. Begins as
 * zeros. */
struct find_habit {
	uint32_t place; /* 0: none */
	uint32_t ids, ids_right, strangers, cards, cards_right, fifteen, imei, imsi, eleven, mobile, upwards;
	uint64_t beginnings;
	uint8_t last[11];
};
/* One more value of it; nothing but a number counts. */
void find_habit_count(struct find_habit *h, str value);

/* NULL when there is no memory (some 2 MiB). */
struct finder *finder_new(const struct finder_conf *conf);
/* Another one: most of the time of the first went into tables that it takes over. */
struct finder *finder_like(const struct finder *like, const struct finder_conf *conf);
void finder_free(struct finder *f);
void finder_begin(struct finder *f, const struct find_stream *s);
void finder_feed(struct finder *f, str bytes);
/* Without a copy: read up to *ret_n bytes (1 at least) into the room, then say how many came. */
uint8_t *finder_room(struct finder *f, size_t *ret_n);
void finder_fed(struct finder *f, size_t n);
void finder_end(struct finder *f, struct find_totals *ret);
/* One value by itself (a database's field, a sheet's cell, a member of JSON), UTF-8, at most 64 KiB are looked at. Offsets are within
 * the value. Not between begin and end. */
void finder_value(struct finder *f, str column, str value);
/* What stands in the same column as the next values as a rule; NULL: that is not known. */
void finder_neighbours(struct finder *f, const struct find_habit *h);
