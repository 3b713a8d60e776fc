/*
 * answers: the questionnaire as a workbook that people fill in: one sheet a clause, a row a question that no check settles, drop-downs
 * for the answer; and the same workbook read back.
 */
#pragma once

#include "catalogue/clauses.h"
#include "catalogue/questions.h"
#include "exchange/rows.h"
#include "model/answer.h"

enum answers_lang { ANSWERS_ZH, ANSWERS_EN, ANSWERS_BOTH };

struct answers_form {
	const struct questions *questions;
	const struct clauses *clauses;
	str unit;    /* uscc */
	str round;   /* "2026" */
	int64_t day; /* the law in force on it is cited */
	enum answers_lang lang;
};
/* Writes the workbook. */
[[nodiscard]] int answers_write(const struct answers_form *f, const char *path, err *e);

struct answers_row {
	const struct question *question;
	str unit;
	str round;
	str version;             /* of the questionnaire that was filled in: begins its digest */
	enum answer_value value; /* ANSWER_UNCHECKED when the cell is empty */
	bool given;              /* anything was filled in */
	str explanation;
	str files;   /* names, separated by ; or line ends */
	int64_t day; /* of the state of affairs; INT64_MIN: none given */
	str person;
	const struct rows_row *row; /* for rows_bad */
};
/* Columns for rows_bad. */
enum answers_column {
	ANSWERS_ID,
	ANSWERS_VALUE,
	ANSWERS_EXPLANATION,
	ANSWERS_FILES,
	ANSWERS_DAY,
	ANSWERS_PERSON,
	ANSWERS_UNIT,
	ANSWERS_ROUND,
	ANSWERS_VERSION,
	ANSWERS_COLUMN_COUNT
};
/* Calls each for every good row; what is wrong with the others goes to faults (made here; release it in every case). Views live
 * during the call. */
[[nodiscard]] int answers_read(const char *path, const struct questions *q, struct rows_faults *faults,
			       int (*each)(void *ctx, const struct answers_row *row, err *e), void *ctx, err *e);
