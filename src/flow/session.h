/*
 * session: what the commands that inspect, re-check and report share: store, checks, laws, scope; judging a run and
 * writing its reports.
 */
#pragma once

#include "doc/report.h"
#include "flow/casefile.h"
#include "flow/inspect.h"
#include "judge/judge.h"

struct session {
	arena mem;
	struct store *store;
	struct scope scope;
	struct checks checks;
	struct laws laws;
	struct clauses clauses;
	digest laws_digest;
	struct store_run run;
	struct store_judgement judgement;
	struct casefile casefile;
	bool has_casefile;
	int lock; /* descriptor, or not positive */
};

/* Opens the store at `where` and reads checks (extra: --checks, NULL for none), laws and clauses. Close with
 * session_close, also after an error. */
[[nodiscard]] int session_open(struct session *s, const char *where, bool make, const char *extra, err *e);
void session_close(struct session *s);
/* Makes this the only process that inspects into the store (a folder; a server of the house is not locked). E_BUSY. */
[[nodiscard]] int session_lock(struct session *s, const char *where, err *e);
/* The scope a stored run was made with, from the store's own copy, to report by (scope_parse_stored). */
[[nodiscard]] int session_scope_of_run(struct session *s, err *e);
/* The same to inspect by: its lists of sites are read and its signature is verified again. */
[[nodiscard]] int session_scope_again(struct session *s, err *e);
/* Judges s->run (only: one check's id, or NULL for all) and gathers the casefile. */
[[nodiscard]] int session_judge(struct session *s, const char *only, bool complete, err *e);
/* Gathers the casefile of the latest judgement of s->run; judges first where there is none. */
[[nodiscard]] int session_casefile(struct session *s, err *e);
/* Writes a report to a file (replaced whole). */
[[nodiscard]] int session_write_html(struct session *s, enum lang lang, const char *path, err *e);
[[nodiscard]] int session_write_json(struct session *s, const char *path, err *e);
/* What the command exits with: 1 something failed (marks apart), 3 not all examined, 0. */
int session_status(const struct session *s);
