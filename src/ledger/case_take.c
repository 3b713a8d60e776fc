/* case_take: findings become cases: what a source saw is laid beside the cases in one pass in the database; part of case.h. */
#include "base/json.h"
#include "base/must.h"
#include "ledger/case.h"
#include "store/schema.h"

/* What became of a row: a new case, a new case of a problem that was closed, a repetition within its source, a case that is there. */
enum { ROW_NEW, ROW_AGAIN, ROW_REPEATED, ROW_KNOWN };

static int exec(struct ledger *l, const char *sql, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 16);
	schema_put(&b, db_engine(ledger_db(l)), sql);
	return db_exec(ledger_db(l), buf_c(&b), e);
}

int case_take_begin(struct ledger *l, struct case_take *ret, err *e)
{
	static const struct db_field fields[] = {
		{"finding", DB_TEXT},   {"n", DB_INT},          {"rule", DB_TEXT},     {"asset", DB_TEXT},
		{"place", DB_TEXT},     {"title", DB_TEXT},     {"severity", DB_TEXT}, {"clause", DB_TEXT},
		{"object", DB_TEXT},    {"says", DB_TEXT},      {"remedy", DB_TEXT},   {"basis", DB_TEXT},
		{"evidence", DB_TEXT},  {"uscc", DB_TEXT},      {"unit", DB_TEXT},     {"days", DB_INT},
		{"days_unit", DB_TEXT}, {"seen_first", DB_INT}, {"seen_last", DB_INT}, {"ref", DB_TEXT}};

	must(db_in_transaction(ledger_db(l)));
	TRY(exec(l,
		 "CREATE TEMP TABLE IF NOT EXISTS case_staged(finding @TEXT NOT NULL, n @INT NOT NULL, rule @TEXT NOT "
		 "NULL,"
		 " asset @TEXT NOT NULL, place @TEXT NOT NULL, title @TEXT NOT NULL, severity @TEXT NOT NULL, clause "
		 "@TEXT NOT"
		 " NULL, object @TEXT NOT NULL, says @TEXT NOT NULL, remedy @TEXT NOT NULL, basis @TEXT NOT NULL, "
		 "evidence @TEXT"
		 " NOT NULL, uscc @TEXT NOT NULL, unit @TEXT NOT NULL, days @INT NOT NULL, days_unit @TEXT NOT NULL, "
		 "seen_first"
		 " @INT NOT NULL, seen_last @INT NOT NULL, ref @TEXT NOT NULL, PRIMARY KEY (finding, n))@CLUSTERED",
		 e));
	TRY(exec(l,
		 "CREATE TEMP TABLE IF NOT EXISTS case_sorted(finding @TEXT NOT NULL, n @INT NOT NULL, became @INT NOT "
		 "NULL,"
		 " first_n @INT NOT NULL, known @TEXT NOT NULL, serial @INT NOT NULL, PRIMARY KEY (finding, "
		 "n))@CLUSTERED",
		 e));
	TRY(exec(l, "DELETE FROM case_staged", e));
	TRY(exec(l, "DELETE FROM case_sorted", e));
	*ret = (struct case_take){.ledger = l};
	return db_bulk_new(ledger_db(l), "case_staged", fields, ARRAY_LEN(fields), &ret->bulk, e);
}

int case_take_add(struct case_take *t, const struct case_seen *f, err *e)
{
	struct finding_id id = finding_id_of(f->rule, f->asset, f->place);
	const str texts[] = {f->rule, f->asset,  f->place, f->title,    f->severity, f->clause, f->object,
			     f->says, f->remedy, f->basis, f->evidence, f->uscc,     f->unit};

	db_bulk_text(t->bulk, str_c(id.c));
	db_bulk_int(t->bulk, t->n++);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		db_bulk_text(t->bulk, texts[i]);
	db_bulk_int(t->bulk, f->days);
	db_bulk_text(t->bulk, f->days_unit);
	db_bulk_int(t->bulk, f->seen_first);
	db_bulk_int(t->bulk, f->seen_last);
	db_bulk_text(t->bulk, f->ref);
	return db_bulk_row(t->bulk, e);
}

/* --- the pass ------------------------------------------------------------------------------------------------------------- */

/* The moment of what has none of its own: when this source was first taken in, so that taking it in again is never news. */
static int first_taken(struct ledger *l, str source, int64_t *ret, err *e)
{
	*ret = ledger_now(l);
	return ledger_int(l, "SELECT at FROM case_source WHERE source = :source", "source", source, ret, e);
}

static int run_with_time(struct ledger *l, const char *sql, int64_t at, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, sql, &st, e));
	db_bind_int(st, "at", at);
	return db_run(st, e);
}

/* Every row beside the last case of its finding. A case that was mended, or whose reminder has run out, and whose
 * problem is seen later than that, is opened again. */
static int sort(struct ledger *l, int64_t at, err *e)
{
	static const char sql[] =
		"INSERT INTO case_sorted(finding, n, became, first_n, known, serial)"
		" SELECT s.finding, s.n, CASE WHEN s.n > m.first_n THEN 2 WHEN c.id IS NULL THEN 0"
		" WHEN c.state = 'closed' AND m.seen > c.closed_at THEN 1"
		" WHEN c.state = 'reminded' AND c.due > 0 AND m.seen >= c.due THEN 1 ELSE 3 END,"
		" m.first_n, coalesce(c.id, ''), coalesce(c.serial, 0)"
		" FROM case_staged s JOIN (SELECT finding, min(n) AS first_n, max(seen_last) AS seen FROM case_staged"
		" GROUP BY finding) m ON m.finding = s.finding"
		" LEFT JOIN cases c ON c.finding = s.finding AND c.serial = (SELECT max(d.serial) FROM cases d WHERE"
		" d.finding = s.finding)";

	TRY(run_with_time(l, "UPDATE case_staged SET seen_last = :at WHERE seen_last = 0", at, e));
	TRY(run_with_time(l,
			  "UPDATE case_staged SET seen_first = CASE WHEN seen_last < :at THEN seen_last ELSE :at END"
			  " WHERE seen_first = 0",
			  at, e));
	return run_with_time(l, sql, at, e);
}

static int open_new(struct ledger *l, const struct case_source *s, err *e)
{
	static const char sql[] =
		"INSERT INTO cases(id, finding, serial, state, round, uscc, unit, tool, rule, title, severity, clause,"
		" asset, object, place, says, remedy, basis, evidence, days, days_unit, seen_first, seen_last, run,"
		" judgement, reopened_from, same_as, tester, notice, opened_at, closed_at, due)"
		" SELECT CASE WHEN v.serial = 0 THEN s.finding ELSE s.finding || '-' || CAST(v.serial + 1 AS TEXT) END,"
		" s.finding, v.serial + 1, 'suspected', 0, s.uscc, s.unit, :tool, s.rule, s.title, s.severity, "
		"s.clause,"
		" s.asset, s.object, s.place, s.says, s.remedy, s.basis, s.evidence, s.days, s.days_unit, s.seen_first,"
		" s.seen_last, :run, :judgement, v.known, '', '', '', :at, 0, 0"
		" FROM case_sorted v JOIN case_staged s ON s.finding = v.finding AND s.n = v.n WHERE v.became < 2";
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, sql, &st, e));
	db_bind_text(st, "tool", s->tool);
	db_bind_text(st, "run", s->judgement ? s->source : (str){0});
	db_bind_int(st, "judgement", s->judgement);
	db_bind_int(st, "at", ledger_now(l));
	return db_run(st, e);
}

/* One act a new case. */
static int note_new(struct ledger *l, const struct case_source *s, err *e)
{
	static const char sql[] =
		"SELECT CASE WHEN v.serial = 0 THEN s.finding ELSE s.finding || '-' || CAST(v.serial + 1 AS TEXT) END,"
		" s.rule, s.asset, s.place, s.uscc, s.evidence, v.known FROM case_sorted v JOIN case_staged s"
		" ON s.finding = v.finding AND s.n = v.n WHERE v.became < 2 ORDER BY v.n";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(log_group_auto) struct log_group *group = NULL;
	AUTO(buf_release) buf also;
	struct db_bulk *rows = NULL;
	int rc;

	buf_init(&also, 1u << 16);
	TRY(step_bulk(l, &rows, e));
	TRY(log_group_begin(l, &group, e));
	TRY(db_prepare(ledger_db(l), str_c(sql), &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1) {
		enum life_state to = AT_CASE_NONE;
		struct json_out o;

		buf_reset(&also);
		json_begin(&o, &also);
		json_open(&o, NULL, '{');
		json_str(&o, "asset", db_text(st, 2));
		json_str(&o, "evidence", db_text(st, 5));
		json_str(&o, "place", db_text(st, 3));
		json_str(&o, "reopened_from", db_text(st, 6));
		json_str(&o, "rule", db_text(st, 1));
		json_str(&o, "source", s->source);
		json_str(&o, "tool", s->tool);
		json_str(&o, "unit", db_text(st, 4));
		json_close(&o, '}');
		TRY(step_take(l,
			      &(struct step){.event = DO_CASE_OPEN,
					     .from = AT_CASE_NONE,
					     .subject = db_text(st, 0),
					     .actor = s->actor,
					     .unit = db_text(st, 4),
					     .also = buf_str(&also),
					     .first = true,
					     .group = group,
					     .rows = rows},
			      &to, e));
	}
	return rc < 0 ? rc : log_group_end(group, e);
}

/* What others saw before is seen later now; who saw it where is kept. */
static int note_seen(struct ledger *l, const struct case_source *s, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		l,
		"UPDATE cases SET seen_last = (SELECT max(s.seen_last) FROM case_staged s WHERE s.finding ="
		" cases.finding) WHERE id IN (SELECT c.id FROM case_sorted v JOIN case_staged s ON s.finding = "
		"v.finding"
		" AND s.n = v.n JOIN cases c ON c.id = v.known WHERE v.became = 3 AND s.seen_last > c.seen_last)",
		&st, e));
	TRY(db_run(st, e));
	TRY(ledger_stmt(l,
			"INSERT INTO case_sighting(finding, source, tool, at, ref) SELECT s.finding, :source, :tool, "
			"s.seen_last,"
			" s.ref FROM case_sorted v JOIN case_staged s ON s.finding = v.finding AND s.n = v.n"
			" WHERE v.became <> 2 ON CONFLICT DO NOTHING",
			&st, e));
	db_bind_text(st, "source", s->source);
	db_bind_text(st, "tool", s->tool);
	return db_run(st, e);
}

static int count(struct ledger *l, struct case_counts *ret, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	uint64_t by[4] = {0};
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT became, count(*) FROM case_sorted GROUP BY became"), &st, e));
	while ((rc = db_step(st, e)) == 1)
		by[db_int(st, 0) & 3] = (uint64_t)db_int(st, 1);
	*ret = (struct case_counts){.found = by[0] + by[1] + by[2] + by[3],
				    .opened = by[ROW_NEW] + by[ROW_AGAIN],
				    .reappeared = by[ROW_AGAIN],
				    .repeated = by[ROW_REPEATED],
				    .known = by[ROW_KNOWN]};
	return rc;
}

static int note_source(struct ledger *l, const struct case_source *s, const struct case_counts *n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO case_source(source, tool, name, at, actor, found, opened) VALUES"
			" (:source, :tool, :name, :at, :actor, :found, :opened) ON CONFLICT DO NOTHING",
			&st, e));
	db_bind_text(st, "source", s->source);
	db_bind_text(st, "tool", s->tool);
	db_bind_text(st, "name", s->name);
	db_bind_int(st, "at", ledger_now(l));
	db_bind_text(st, "actor", s->actor->id);
	db_bind_int(st, "found", (int64_t)n->found);
	db_bind_int(st, "opened", (int64_t)n->opened);
	return db_run(st, e);
}

int case_take_end(struct case_take *t, const struct case_source *s, struct case_counts *ret, err *e)
{
	struct ledger *l = t->ledger;
	int64_t at = 0;

	TRY(db_flush(ledger_db(l), e));
	TRY(first_taken(l, s->source, &at, e));
	TRY(sort(l, at, e));
	TRY(count(l, ret, e));
	TRY(note_seen(l, s, e));
	TRY(open_new(l, s, e));
	TRY(note_new(l, s, e));
	return note_source(l, s, ret, e);
}

int case_take_why(struct ledger *l, int (*each)(void *ctx, const struct case_why *w, err *e), void *ctx, err *e)
{
	static const char sql[] =
		"SELECT s.ref, s.rule, s.asset, s.place, v.became, f.ref, v.known, coalesce(c.state, '')"
		" FROM case_sorted v JOIN case_staged s ON s.finding = v.finding AND s.n = v.n"
		" JOIN case_staged f ON f.finding = v.finding AND f.n = v.first_n LEFT JOIN cases c ON c.id = v.known"
		" WHERE v.became >= 2 ORDER BY v.n";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), str_c(sql), &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1) {
		bool row = db_int(st, 4) == ROW_REPEATED;
		struct case_why w = {.ref = db_text(st, 0),
				     .rule = db_text(st, 1),
				     .asset = db_text(st, 2),
				     .place = db_text(st, 3),
				     .row = row,
				     .as = db_text(st, row ? 5 : 6)};

		must(life_state_parse(LIFE_CASE, db_text(st, 7), &w.state));
		TRY(each(ctx, &w, e));
	}
	return rc;
}

int case_sightings(struct ledger *l, str finding, int (*each)(void *ctx, const struct case_sighting *s, err *e),
		   void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT s.source, s.tool, s.at, s.ref, coalesce(o.name, '') FROM case_sighting s LEFT JOIN "
			   "case_source o"
			   " ON o.source = s.source WHERE s.finding = :finding ORDER BY s.at, s.source"),
		       &st, e));
	db_bind_text(st, "finding", finding);
	while ((rc = db_step(st, e)) == 1) {
		struct case_sighting s = {.source = db_text(st, 0),
					  .tool = db_text(st, 1),
					  .at = db_int(st, 2),
					  .ref = db_text(st, 3),
					  .name = db_text(st, 4)};

		TRY(each(ctx, &s, e));
	}
	return rc;
}
