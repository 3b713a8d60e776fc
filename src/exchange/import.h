/*
 * import: findings of other tools: tables (CSV, XLSX), JSON lines (ours and nuclei's), SARIF 2.1.0, nmap's XML, ZAP's JSON and XML. Files are
 * hostile: they are parsed in the cage, row by row; a bad row is told with its place and reason and costs no good one. Assets get our keys
 * (model/asset.h) and rules one name for one hole (its CVE number where exactly one is named), so that two tools that see the same
 * meet in one case.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum import_format {
	IMPORT_TABLE,
	IMPORT_LINES,
	IMPORT_SARIF,
	IMPORT_NUCLEI,
	IMPORT_NMAP,
	IMPORT_ZAP,
	IMPORT_FORMAT_COUNT
};
[[nodiscard]] bool import_format_parse(str key, enum import_format *ret);

struct import_finding {
	str tool; /* empty: the file does not say */
	str rule;
	str asset;
	str place;
	str title;
	str severity; /* critical, high, medium, low */
	str clause;
	str says;
	str remedy;
	str basis;
	str uscc;
	str unit;
	int64_t seen; /* UTC seconds, 0: not said */
	str ref;      /* line or number in the file */
};
struct import_fault {
	str ref;           /* line or number in the file, or "line:byte" where the rest of it is lost */
	const char *field; /* ours: "rule", "asset", "seen", "uscc"; "" the whole row */
	const char *words; /* English, translatable */
};
/* What is called; each may be NULL but finding. Views live only during the call; a negative code ends the reading. */
struct import_to {
	int (*finding)(void *ctx, const struct import_finding *f, err *e);
	int (*fault)(void *ctx, const struct import_fault *f, err *e);
	void *ctx;
};
/* Reads the file. format NULL: found by its head. E_NOTFOUND, E_SYNTAX (nothing of it is of this format; says where and why), E_CAGE. A file that
 * is cut or broken further on gives what stands before, and a fault. */
[[nodiscard]] int import_read(const char *path, const enum import_format *format, const struct import_to *to, err *e);

/* --- pure parts, for the cage, the tests and the fuzzers -------------------------------------------------------------------- */

/* Where a parser puts what it finds: as a fault or a finding. Texts are made clean and cut on the way. */
struct import_out {
	void (*finding)(void *ctx, const struct import_finding *f);
	void (*fault)(void *ctx, const struct import_fault *f);
	void *ctx;
	arena *mem; /* for a row; cleared behind each by import_give */
};
/* Makes a finding whole (names, keys, severity) and puts it; one without rule or asset is a fault. */
void import_give(struct import_out *o, const struct import_finding *f);
void import_bad(struct import_out *o, str ref, const char *field, const char *words);

/* Each reads a whole file. PARSE_BAD: not this format, or nothing of it could be read (then a fault says why); what was put before stands. mem: for the file. */
enum parse import_lines_parse(str bytes, arena *mem, struct import_out *o);
enum parse import_sarif_parse(str bytes, arena *mem, struct import_out *o);
enum parse import_nuclei_parse(str bytes, arena *mem, struct import_out *o);
enum parse import_nmap_parse(str bytes, arena *mem, struct import_out *o);
enum parse import_zap_parse(str bytes, arena *mem, struct import_out *o);
/* By the first bytes; a table when nothing else fits. */
enum import_format import_guess(str bytes);

/* "CRITICAL", "严重", "error", "9.8", "3": one of our four words; medium when it says nothing known. */
str import_severity(str s);
/* A URL, host:port, address or name as our asset key, and the place in it where `place` is empty. Views in mem. */
str import_asset(str s, arena *mem, str *place);
/* RFC 3339, or a date, or that with a blank; without a zone China's. False: no time. */
[[nodiscard]] bool import_time(str s, int64_t *ret);
/* The one CVE number that s names, upper case; empty: none, or several. */
str import_cve(str s, arena *mem);
