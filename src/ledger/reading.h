/* reading: what was found in the text of a document: dates, places to sign, passages. Derived from the bytes: a newer reader replaces
 * what an older one found. */
#pragma once

#include "ledger/ledger.h"

struct reading {
	str sha256; /* 64 hexadecimal digits */
	str kind;   /* pdf, docx, xlsx, text, image, other */
	str status; /* done, partial, failed, skipped */
	str reason; /* English, one of our messages */
	str reader; /* version of the reader and digest of the lists of passages */
	int64_t pages;
	int64_t characters;
	str created;
	str modified;
	bool signed_digitally;
	bool hidden;
	int64_t at;
};

struct reading_mark {
	str kind; /* date, sign, passage */
	str name;
	int64_t page;
	int64_t place;
	int64_t day; /* INT64_MIN: none */
	bool filled;
	str excerpt; /* masked */
};

/* Needs a transaction. Not an act: the log has the document's hash. */
[[nodiscard]] int reading_put(struct ledger *l, const struct reading *r, const struct reading_mark *marks, size_t n,
			      err *e);
/* 1 found, 0 none. Text in mem. */
[[nodiscard]] int reading_find(struct ledger *l, str sha256, arena *mem, struct reading *ret, err *e);
/* Marks of a document of a kind and, where name is not empty, a name, in order; at most `most`. Text in mem. */
[[nodiscard]] int reading_marks(struct ledger *l, str sha256, str kind, str name, arena *mem, struct reading_mark *ret,
				size_t most, size_t *ret_n, err *e);
