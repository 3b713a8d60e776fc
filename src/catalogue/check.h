/*
 * check: checks/<clause>/<name>.sql, one file each: a YAML header in a comment that states the law, and one SELECT that
 * asks the facts. The id is the path ("N3.6/icp-number-missing"). See docs/checks.md for the whole language.
 */
#pragma once

#include "catalogue/law.h"
#include "model/asset.h"

enum severity { SEVERITY_CRITICAL, SEVERITY_HIGH, SEVERITY_MEDIUM, SEVERITY_LOW, SEVERITY_COUNT };
const char *severity_name(enum severity s); /* "critical" … (translatable) */

enum proof { PROOF_PRESENCE, PROOF_ABSENCE, PROOF_COUNT };

struct check_param {
	str name;
	int64_t value;
	str source;
	bool sure; /* false: nobody confirmed the value; shown so */
};

enum example_want { EXAMPLE_FAIL, EXAMPLE_PASS, EXAMPLE_UNKNOWN, EXAMPLE_NA, EXAMPLE_COUNT };

struct check_example {
	enum example_want want;
	const struct yaml_node *tables; /* map: table → list of rows; `partial: [table…]`, `at:`, `assets:` */
	unsigned line;
};

struct check_days {
	int64_t value; /* 0: none given */
	str unit;      /* hours, working-days, calendar-days */
	bool sure;
};

struct check {
	str id;
	str path;
	bool outside; /* not built in: --checks or /etc/yicha/checks */
	struct text2 title;
	str clause;
	str item;         /* id in the checklist that it settles ("N3.6.icp.footer-number"), may be empty */
	const str *basis; /* keys of catalogue/laws */
	size_t basis_count;
	enum severity severity;
	const str *defends;
	size_t defends_count;
	unsigned assets; /* bits 1u << enum asset_kind */
	enum proof proof;
	bool over_unit; /* verdict about the unit, needs all its assets' tables */
	const struct check_param *params;
	size_t param_count;
	struct text2 says; /* "{column}" is filled from the failing row */
	struct text2 remedy;
	struct check_days days;
	str applies; /* SQL giving column `asset`, may be empty */
	str unknown; /* SQL giving column `asset`: of these the facts do not suffice to say it; may be empty */
	const struct check_example *examples;
	size_t example_count;
	str sql;
	unsigned sql_line; /* line of the file where sql begins */
};

struct checks {
	arena mem;
	struct check *list; /* by id */
	size_t count;
};

/* Reads every <clause>/<name>.sql below dir and adds them. Errors name file and line. */
[[nodiscard]] int checks_load(struct checks *c, const char *dir, bool outside, err *e);
void checks_release(struct checks *c);
const struct check *checks_find(const struct checks *c, str id);
