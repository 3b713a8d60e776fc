/*
 * column: what a column of a table holds, told from its values: the kind of data, and in which form it is kept (plain, masked,
 * hashed, encrypted). Values are looked at once and forgotten: a profile holds counts, never a value. Nothing is brute-forced: a
 * hash is told by its form and by how equal values repeat, not by trying inputs.
 */
#pragma once

#include "detect/find.h"

enum column_form {
	COLUMN_PLAIN,     /* values of the kind as they are */
	COLUMN_MASKED,    /* so much is covered that the value cannot be rebuilt */
	COLUMN_WEAK_MASK, /* masked, but too little is covered, or another column shows the rest */
	COLUMN_HASHED,    /* form of an unkeyed digest (MD5, SHA-1, SHA-256, SM3) of a value of few possibilities */
	COLUMN_ENCODED,   /* base64, hexadecimal or the like of the plain value */
	COLUMN_ENCRYPTED, /* cannot be told from random bytes */
	COLUMN_REPEATING, /* encrypted, but equal values or equal blocks show: ECB, deterministic */
	COLUMN_UNTOLD,    /* too few values, or nothing fits */
	COLUMN_FORM_COUNT
};
/* "plain", "masked", "weak-mask", "hashed", "encoded", "encrypted", "repeating", "untold". */
const char *column_form_name(enum column_form f);

struct column; /* a profile; some 20 KiB */

struct column_verdict {
	enum kind kind;        /* KIND_COUNT: nothing that counts */
	uint8_t confidence;    /* 0 to 100 */
	enum column_form form; /* of that kind's values; by the name alone where values do not show it */
	uint64_t rows;         /* values given, empty ones too */
	uint64_t empty;        /* NULL or blank */
	uint64_t matching;     /* of the kind */
	uint64_t distinct;     /* of all, estimated within some 3 % */
	uint64_t under14;      /* identity numbers or birth dates of persons younger than 14 on the day of conf */
	bool by_name;          /* the column's name took part in the decision */
	bool counter;          /* values that only count up (an id, an order number) */
	str sample;            /* one masked value; in the profile */
};

/* name: of the column, with comment where the database has one; f: a finder made with possible = true whose finds go to
 * column_found (its ctx is set by column_add). today: days since 1970-01-01. */
struct column *column_new(str name, str comment, int64_t today);
void column_free(struct column *c);
/* As given. */
str column_name(const struct column *c);
/* One value, UTF-8; NULL values as empty. */
void column_add(struct column *c, struct finder *f, str value);
/* The found callback to give to finder_new; ctx: struct column **, the one being filled. */
void column_found(void *ctx, const struct find *f);
/* The verdict so far; others: the table's other columns (neighbours: an identity number beside a name; a mask whose rest another
 * column shows). */
struct column_verdict column_judge(const struct column *c, const struct column *const *others, size_t n);
