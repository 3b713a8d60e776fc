/* data_show: what `yicha data scan` prints: a table for people, a line of JSON a find for programs. */
#pragma once

#include "catalogue/grades.h"
#include "collect/data/scan.h"
#include "cmd/data_known.h"

/* A file's or member's name in one line: names of files may hold line ends, and forge what stands below them. */
void data_show_name(buf *b, str name);
/* A find as a line of JSON. grade: data_show_grade's; mark: NULL without a key. */
void data_show_find(buf *b, str path, const struct record *r, str grade, const struct known_mark *mark);
/* What the standards in force on the day say of a kind: "sensitive:gbt45574" (by the newest that says so), "ordinary"; "" where none
 * says anything, as of secrets. */
str data_show_grade(const struct grades *g, enum kind k, int64_t day);
/* A part that was not examined whole, likewise. */
void data_show_unexamined(buf *b, str path, const struct scan_part *p);
/* So many finds of a file were left out, likewise. */
void data_show_omitted(buf *b, str path, uint64_t n);
/* Kinds that were found in one file, for people; nothing when there are none. possible: also those that are not sure; only: kinds
 * that are told, NULL for all. */
void data_show_file(buf *b, str path, struct sum *sum, bool possible, const bool *only);

struct data_totals {
	uint64_t sure[KIND_COUNT];
	uint64_t files[KIND_COUNT];
	uint64_t possible;
	uint64_t finds; /* told, sure ones */
	uint64_t known; /* finds that a list knows */
	uint64_t unexamined;
};
/* The end of the table. */
void data_show_totals(buf *b, const struct data_totals *t, const struct scan_totals *scanned);
/* Name of a kind in the language of whoever reads. */
str data_show_kind(enum kind k);
