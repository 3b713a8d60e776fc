/* finding: what was found once keeps its name over all runs; marks say what people decided about it. */
#include "base/i18n.h"
#include "base/must.h"
#include "store/store_priv.h"

const char *finding_mark_name(enum finding_mark m)
{
	static const char *const names[MARK_COUNT] = {
		[MARK_NONE] = "", [MARK_FALSE_POSITIVE] = "false-positive", [MARK_TERM] = "term"};

	return (unsigned)m < MARK_COUNT ? names[m] : "";
}

const char *run_change_name(enum run_change c)
{
	static const char *const names[CHANGE_COUNT] = {[CHANGE_NEW] = N_("new"),
							[CHANGE_MENDED] = N_("mended"),
							[CHANGE_SAME] = N_("same"),
							[CHANGE_UNEXAMINED] = N_("no longer examined")};

	return names[c];
}

struct finding_id finding_id_of(str check, str asset_key, str place)
{
	struct digest_run *r = digest_run_new();
	struct finding_id id = {0};

	digest_run_add(r, check);
	digest_run_add(r, (str){(const uint8_t *)"", 1});
	digest_run_add(r, asset_key);
	digest_run_add(r, (str){(const uint8_t *)"", 1});
	digest_run_add(r, place);
	digest d = digest_run_end(r);
	digest_hex hex = digest_to_hex(&d);

	bytes_copy(id.c, sizeof(id.c), (str){(const uint8_t *)hex.c, 16});
	return id;
}

/* --- findings from failures -------------------------------------------------------------------------------------- */

/* Failures of the judgement with their numbers, in no order. */
static int number(struct store *s, int64_t judgement, err *e)
{
	static const char sql[] =
		"SELECT j.check_id, v.asset, a.key, v.place FROM verdict v"
		" JOIN judged j ON j.judgement = v.judgement AND j.n = v.judged JOIN assets a ON a.id = v.asset"
		" WHERE v.judgement = :judgement AND v.verdict = 1";
	static const struct db_field fields[] = {
		{"id", DB_TEXT}, {"check_id", DB_TEXT}, {"asset", DB_INT}, {"place", DB_TEXT}};
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	if (!s->bulk_numbered)
		TRY(db_bulk_new(s->db, "numbered", fields, ARRAY_LEN(fields), &s->bulk_numbered, e));
	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_stream(st);
	db_bind_int(st, "judgement", judgement);
	while ((rc = db_step(st, e)) == 1) {
		struct finding_id id = finding_id_of(db_text(st, 0), db_text(st, 2), db_text(st, 3));

		db_bulk_text(s->bulk_numbered, str_c(id.c));
		db_bulk_text(s->bulk_numbered, db_text(st, 0));
		db_bulk_int(s->bulk_numbered, db_int(st, 1));
		db_bulk_text(s->bulk_numbered, db_text(st, 3));
		TRY(db_bulk_row(s->bulk_numbered, e));
	}
	return rc < 0 ? rc : db_flush(s->db, e);
}

/* Sorted by number, so that each page of the table is visited once however many there are. */
static int merge(struct store *s, const struct store_run *run, err *e)
{
	static const char sql[] =
		"INSERT INTO finding(id, check_id, asset, place, first_seen, last_seen, first_run, last_run)"
		" SELECT n.id, MIN(n.check_id), MIN(n.asset), MIN(n.place), :at, :at, :run, :run FROM numbered n WHERE "
		"TRUE"
		" GROUP BY n.id ORDER BY n.id ON CONFLICT (id) DO UPDATE SET"
		" first_run = CASE WHEN excluded.first_seen < finding.first_seen THEN excluded.first_run"
		" ELSE finding.first_run END, first_seen = CASE WHEN excluded.first_seen < finding.first_seen"
		" THEN excluded.first_seen ELSE finding.first_seen END,"
		" last_run = CASE WHEN excluded.last_seen >= finding.last_seen THEN excluded.last_run"
		" ELSE finding.last_run END, last_seen = CASE WHEN excluded.last_seen > finding.last_seen"
		" THEN excluded.last_seen ELSE finding.last_seen END";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_bind_int(st, "at", run->began);
	db_bind_int(st, "run", run->n);
	return db_run(st, e);
}

int store_findings_note(struct store *s, int64_t judgement, const struct store_run *run, err *e)
{
	AUTO(buf_release) buf ddl;

	must(db_in_transaction(s->db));
	buf_init(&ddl, 2000);
	schema_put(&ddl, db_engine(s->db),
		   "CREATE TEMP TABLE IF NOT EXISTS numbered(id @TEXT NOT NULL, check_id @TEXT NOT NULL, asset @INT "
		   "NOT NULL,"
		   " place @TEXT NOT NULL)@PLAIN; DELETE FROM numbered");
	TRY(db_exec(s->db, buf_c(&ddl), e));
	TRY(number(s, judgement, e));
	TRY(merge(s, run, e));
	return db_exec(s->db, "DELETE FROM numbered", e);
}

/* --- reading and marking ----------------------------------------------------------------------------------------- */

#define FINDING_COLUMNS                                                                                                \
	"SELECT f.id, f.check_id, f.asset, a.key, f.place, f.first_seen, f.last_seen, x.id, y.id,"                     \
	" COALESCE(m.kind, 0), COALESCE(m.reason, ''), COALESCE(m.who, ''), COALESCE(m.at, 0), COALESCE(m.until, 0)"   \
	" FROM finding f JOIN assets a ON a.id = f.asset JOIN run x ON x.n = f.first_run JOIN run y ON y.n = "         \
	"f.last_run"                                                                                                   \
	" LEFT JOIN mark m ON m.id = (SELECT MAX(l.id) FROM mark l WHERE l.finding = f.id) "

static void read_finding(struct db_stmt *st, arena *mem, struct store_finding *ret)
{
	*ret = (struct store_finding){
		.id = store_keep(mem, st, 0),
		.check = store_keep(mem, st, 1),
		.asset = db_int(st, 2),
		.asset_key = store_keep(mem, st, 3),
		.place = store_keep(mem, st, 4),
		.first_seen = db_int(st, 5),
		.last_seen = db_int(st, 6),
		.first_run = store_keep(mem, st, 7),
		.last_run = store_keep(mem, st, 8),
		.mark = (enum finding_mark)db_int(st, 9),
		.mark_reason = store_keep(mem, st, 10),
		.mark_who = store_keep(mem, st, 11),
		.mark_at = db_int(st, 12),
		.mark_until = db_int(st, 13),
	};
}

int store_finding_find(struct store *s, str id, arena *mem, struct store_finding *ret, err *e)
{
	static const char sql[] = FINDING_COLUMNS "WHERE f.id >= :id AND f.id < :end ORDER BY f.id LIMIT 2";
	struct db_stmt *st = NULL;
	AUTO(buf_release) buf end = {0};

	if (id.n < 4)
		return err_set(e, E_NOTFOUND, _("a finding is named by at least 4 digits of its number"));
	buf_init(&end, 200);
	buf_put(&end, str_sub(id, 0, 100));
	buf_put_byte(&end, 'g'); /* behind every hexadecimal digit */
	TRY(store_stmt(s, sql, &st, e));
	db_bind_text(st, "id", id);
	db_bind_text(st, "end", buf_str(&end));
	int rc = db_step(st, e);

	if (rc == 1) {
		read_finding(st, mem, ret);
		rc = db_step(st, e) == 1 ? 2 : 1;
	}
	db_reset(st);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("there is no finding \"%.*s\""), STR_ARG(id));
	if (rc == 2)
		return err_set(e, E_NOTFOUND, _("several findings begin with \"%.*s\""), STR_ARG(id));
	return rc < 0 ? rc : 0;
}

int store_finding_mark(struct store *s, const struct store_finding *mark, err *e)
{
	static const char sql[] = "INSERT INTO mark(finding, kind, reason, who, at, until) VALUES"
				  " (:finding, :kind, :reason, :who, :at, :until)";
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, sql, &st, e));
	db_bind_text(st, "finding", mark->id);
	db_bind_int(st, "kind", mark->mark);
	db_bind_text(st, "reason", mark->mark_reason);
	db_bind_text(st, "who", mark->mark_who);
	db_bind_int(st, "at", mark->mark_at);
	db_bind_int(st, "until", mark->mark_until);
	return db_run(st, e);
}

int store_finding_each(struct store *s, int (*each)(void *ctx, const struct store_finding *f, err *e), void *ctx,
		       err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(arena_clear) arena mem;
	int rc;

	arena_init(&mem, 1u << 20);
	TRY(db_prepare(s->db, STR(FINDING_COLUMNS "ORDER BY f.last_seen DESC, f.check_id, a.key, f.place"), &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1) {
		struct store_finding f;

		arena_clear(&mem);
		read_finding(st, &mem, &f);
		TRY(each(ctx, &f, e));
	}
	return rc;
}

/* --- comparison -------------------------------------------------------------------------------------------------- */

static int failures_into(struct store *s, const char *table, int64_t judgement, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(buf_release) buf sql;

	buf_init(&sql, 2000);
	buf_printf(&sql, "DROP TABLE IF EXISTS %s;", table);
	TRY(db_exec(s->db, buf_c(&sql), e));
	buf_reset(&sql);
	buf_printf(
		&sql,
		"CREATE TEMP TABLE %s(check_id @TEXT, asset @INT, place @TEXT, PRIMARY KEY (check_id, asset, place))",
		table);
	AUTO(buf_release) buf ddl;

	buf_init(&ddl, 2000);
	schema_put(&ddl, db_engine(s->db), buf_c(&sql));
	TRY(db_exec(s->db, buf_c(&ddl), e));
	buf_reset(&sql);
	buf_printf(&sql,
		   "INSERT INTO %s SELECT DISTINCT j.check_id, v.asset, v.place FROM verdict v JOIN judged j ON"
		   " j.judgement = v.judgement AND j.n = v.judged WHERE v.judgement = :judgement AND v.verdict = 1",
		   table);
	TRY(db_prepare(s->db, buf_str(&sql), &st, e));
	db_bind_int(st, "judgement", judgement);
	return db_run(st, e);
}

/* What became of a failure of the first run that the second has not: 1 mended, 3 no longer examined. */
#define DIFF_GONE                                                                                                      \
	"CASE WHEN j.n IS NULL OR r.asset IS NULL OR j.error <> '' OR EXISTS (SELECT 1 FROM verdict v WHERE"           \
	" v.judgement = :after AND v.judged = j.n AND v.asset = b.asset AND (v.verdict = 2 OR v.at_least))"            \
	" THEN 3 ELSE 1 END"

static int diff_walk(struct store *s, int64_t after_run, int64_t after,
		     int (*each)(void *ctx, enum run_change change, const struct store_finding *f, err *e), void *ctx,
		     err *e)
{
	static const char sql[] =
		"SELECT d.change, d.check_id, d.asset, a.key, d.place FROM ("
		"SELECT CASE WHEN b.asset IS NULL THEN 0 ELSE 2 END AS change, n.check_id, n.asset, n.place"
		" FROM diff_after n LEFT JOIN diff_before b ON b.check_id = n.check_id AND b.asset = n.asset"
		" AND b.place = n.place"
		" UNION ALL SELECT " DIFF_GONE " AS change, b.check_id, b.asset, b.place FROM diff_before b"
		" LEFT JOIN diff_after n ON n.check_id = b.check_id AND n.asset = b.asset AND n.place = b.place"
		" LEFT JOIN judged j ON j.judgement = :after AND j.check_id = b.check_id"
		" JOIN assets k ON k.id = b.asset"
		" LEFT JOIN run_asset r ON r.run = :after_run AND r.kind = k.kind AND r.asset = b.asset"
		" WHERE n.asset IS NULL) AS d JOIN assets a ON a.id = d.asset"
		" ORDER BY d.change, d.check_id, a.key, d.place";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_stream(st);
	db_bind_int(st, "after", after);
	db_bind_int(st, "after_run", after_run);
	while ((rc = db_step(st, e)) == 1) {
		struct finding_id id = finding_id_of(db_text(st, 1), db_text(st, 3), db_text(st, 4));
		struct store_finding f = {
			.id = str_c(id.c),
			.check = db_text(st, 1),
			.asset = db_int(st, 2),
			.asset_key = db_text(st, 3),
			.place = db_text(st, 4),
		};

		TRY(each(ctx, (enum run_change)db_int(st, 0), &f, e));
	}
	return rc;
}

static int latest(struct store *s, int64_t run, int64_t *ret, err *e)
{
	struct store_judgement j = {0};
	AUTO(arena_clear) arena mem;

	arena_init(&mem, 1u << 16);
	int rc = store_judgement_latest(s, run, &mem, &j, e);

	*ret = j.id;
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("a run was not judged yet: `yicha judge RUN` does it"));
	return rc < 0 ? rc : 0;
}

int store_run_diff(struct store *s, int64_t before, int64_t after,
		   int (*each)(void *ctx, enum run_change change, const struct store_finding *f, err *e), void *ctx,
		   err *e)
{
	int64_t judged_before = 0;
	int64_t judged_after = 0;

	TRY(latest(s, before, &judged_before, e));
	TRY(latest(s, after, &judged_after, e));
	TRY(failures_into(s, "diff_before", judged_before, e));
	TRY(failures_into(s, "diff_after", judged_after, e));
	return diff_walk(s, after, judged_after, each, ctx, e);
}
