/*
 * registry: whom the agency inspects and with whom: units, contacts, objects, assets, filings (通信网络安全防护定级备案), officers,
 * technical institutions, caps of inspections a year. A kind is a table of fields; import, export, list and template come from it.
 */
#pragma once

#include "base/buf.h"
#include "ledger/ledger.h"

/* --- units: what draws, notices and questionnaires ask -------------------------------------------------------------------- */

struct registry_unit {
	str uscc;
	str name;
	str type;     /* "basic", "value-added", "internet", "domain", "terminal", "operator" */
	str licences; /* numbers, joined by "; " */
	str services; /* licensed services, likewise */
	str region;   /* 广东省深圳市 */
	str address;
	str credit;   /* "A" … "D", empty: not rated */
	str risk;     /* "low", "medium", "high", empty: not rated */
	str excluded; /* why it is out of every draw, empty: it is in */
	bool active;  /* false: wound up or moved away */
	/* Of the year asked for: */
	int64_t cap;  /* inspections at most, REGISTRY_NO_CAP: none is set */
	int64_t used; /* inspections that count */
};
#define REGISTRY_NO_CAP (-1)

/* Texts in mem. year: of cap and used. E_NOTFOUND names the code. */
[[nodiscard]] int registry_unit_find(struct ledger *l, str uscc, int64_t year, arena *mem, struct registry_unit *ret,
				     err *e);
/* All units in byte order of their codes, also those not active or excluded; texts live until the next call of each. Streams: ten
 * million units need no memory. */
[[nodiscard]] int registry_unit_each(struct ledger *l, int64_t year,
				     int (*each)(void *ctx, const struct registry_unit *u, err *e), void *ctx, err *e);
/* Counts one inspection of the unit in the year against its cap, once a subject (a draw's or case's number); needs a transaction;
 * the caller's act logs it. E_DENIED when the cap is reached (国办发〔2024〕54号: 年度频次上限). */
[[nodiscard]] int registry_cap_use(struct ledger *l, str uscc, int64_t year, str subject, err *e);
/* Takes it back (the unit was replaced, the case annulled). */
[[nodiscard]] int registry_cap_return(struct ledger *l, str uscc, int64_t year, str subject, err *e);
/* The officer handles the unit's case from today on, or (end) does no more. Needs a transaction; the caller's act logs it. */
[[nodiscard]] int registry_handler_put(struct ledger *l, str uscc, str person, str subject, bool end, err *e);
/* May this person (NULL: nobody) see the unit's personal data in the clear: a manager, an officer who handles its case, the unit's own. */
[[nodiscard]] int registry_sees(struct ledger *l, const struct person *p, str uscc, bool *ret, err *e);
/* 国办发〔2024〕54号: an institution tests; it does not inspect, sign or issue. E_DENIED when p->unit is a technical institution and
 * p's roles go beyond ROLE_TECHNICIAN. ledger_person_put asks it. */
[[nodiscard]] int registry_institution_bar(struct ledger *l, const struct person *p, err *e);

/* --- kinds ----------------------------------------------------------------------------------------------------------------- */

enum registry_type {
	REGISTRY_TEXT,
	REGISTRY_USCC,
	REGISTRY_DATE,   /* number: days since 1970-01-01, 0: none */
	REGISTRY_NUMBER, /* number: whole, 0 or more */
	REGISTRY_BOOL,   /* number: 0 or 1 */
	REGISTRY_CHOICE, /* text: the choice's key */
	REGISTRY_LIST,   /* text: parts joined by "; " */
	REGISTRY_TYPE_COUNT
};
#define REGISTRY_KEY 1u      /* part of what names a row */
#define REGISTRY_NEED 2u     /* may not be empty */
#define REGISTRY_PERSONAL 4u /* personal data: masked for those who may not see it */
#define REGISTRY_OF_UNIT 8u  /* names a unit that must be registered */

struct registry_choice {
	const char *key;
	const char *zh;
	const char *en;
};
struct registry_field {
	const char *name; /* the column's, also in JSON */
	const char *const
		*heads; /* what a sheet's head may say: Chinese first, English second, others; NULL at the end */
	enum registry_type type;
	unsigned flags;
	const struct registry_choice *choices; /* REGISTRY_CHOICE; ends with a row without key */
	unsigned most;                         /* bytes of text */
	unsigned width;                        /* of the sheet's column, in characters */
	const char *words;                     /* what belongs there, N_() */
};
#define REGISTRY_FIELDS_MOST 40
struct registry_value {
	str text;       /* canonical */
	int64_t number; /* date, number, bool */
};
struct registry_kind {
	const char *name;  /* "units" */
	const char *title; /* N_("units") */
	const char *table;
	const struct registry_field *fields;
	size_t count;
	/* Looks at a whole row: *ret_field and why (NULL: it is sound). Errors are the database's. May be NULL. */
	int (*check)(struct ledger *l, const struct registry_value *v, size_t *ret_field, buf *why, err *e);
	/* In place of the table's own statements; NULL: the table is the kind's. */
	int (*put)(struct ledger *l, const struct registry_value *v, err *e);
	const char *select; /* in place of the table: what rows are read from */
};
/* E_USAGE with the nearest right name. */
[[nodiscard]] int registry_kind_find(str name, const struct registry_kind **ret, err *e);
/* A cell as a value of the field; texts are copied to mem. Dates are the caller's to read (exchange/rows.h). False: *ret_why
 * says what is wrong, translated. */
[[nodiscard]] bool registry_read(const struct registry_field *f, str cell, arena *mem, struct registry_value *ret,
				 buf *why);
/* As a sheet shows it (choices in the language, dates as 2026-11-22, lists joined); masked: personal data is hidden. */
void registry_show(const struct registry_field *f, const struct registry_value *v, bool masked, buf *b);

enum registry_change { REGISTRY_SAME, REGISTRY_NEW, REGISTRY_CHANGED };
/* Puts many rows of one kind. Free before the ledger is closed. */
struct registry_writer;
[[nodiscard]] int registry_writer_new(struct ledger *l, const struct registry_kind *k, struct registry_writer **ret,
				      err *e);
/* A sound row into the table; needs a transaction; the caller logs. */
[[nodiscard]] int registry_writer_put(struct registry_writer *w, const struct registry_value *v,
				      enum registry_change *ret, err *e);
void registry_writer_free(struct registry_writer *w);
/* For AUTO. */
void registry_writer_auto(struct registry_writer **w);
/* Fields needed, units registered, the kind's own rules. 1: sound; 0: *ret_field and why; negative: error. */
[[nodiscard]] int registry_check(struct ledger *l, const struct registry_kind *k, const struct registry_value *v,
				 size_t *ret_field, buf *why, err *e);
/* Rows in the order of their keys; unit: of this one only (empty: all; a kind without units gives all). */
[[nodiscard]] int registry_each(struct ledger *l, const struct registry_kind *k, str unit,
				int (*each)(void *ctx, const struct registry_value *v, err *e), void *ctx, err *e);
/* Does a row of this kind hold personal data? */
bool registry_personal(const struct registry_kind *k);
/* The code of the unit that a row belongs to; empty: of none. */
str registry_unit_of(const struct registry_kind *k, const struct registry_value *v);
