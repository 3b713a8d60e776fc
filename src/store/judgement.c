/* judgement: reading back what the judge wrote. */
#include "os/clock.h"
#include "store/store_priv.h"

/* Days end at midnight in China. */
#define CHINA_SECONDS (8 * 3600)
/* Between the kept columns of a failing row. No fact holds this control (buf_put_clean). */
#define UNIT_SEPARATOR '\x1f'

int store_judgement_latest(struct store *s, int64_t run, arena *mem, struct store_judgement *ret, err *e)
{
	static const char sql[] = "SELECT id, run, at, checks, catalogue, version FROM judgement WHERE run = :run"
				  " AND done ORDER BY id DESC LIMIT 1";
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, sql, &st, e));
	db_bind_int(st, "run", run);
	int rc = db_step(st, e);

	if (rc == 1)
		*ret = (struct store_judgement){
			.id = db_int(st, 0),
			.run = db_int(st, 1),
			.at = db_int(st, 2),
			.checks = store_digest(st, 3),
			.catalogue = store_digest(st, 4),
			.version = store_keep(mem, st, 5),
		};
	db_reset(st);
	return rc;
}

int store_coverage_each(struct store *s, int64_t judgement,
			int (*each)(void *ctx, const struct store_coverage *c, err *e), void *ctx, err *e)
{
	static const char sql[] = "SELECT n, check_id, clause, severity, outside, passed, failed, unknown, na, places,"
				  " error FROM judged WHERE judgement = :judgement ORDER BY n";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_bind_int(st, "judgement", judgement);
	while ((rc = db_step(st, e)) == 1) {
		struct store_coverage c = {
			.n = db_int(st, 0),
			.check = db_text(st, 1),
			.clause = db_text(st, 2),
			.severity = db_text(st, 3),
			.outside = db_bool(st, 4),
			.rows = (uint64_t)db_int(st, 9),
			.error = db_text(st, 10),
		};

		c.counts.by[VERDICT_PASS] = (uint64_t)db_int(st, 5);
		c.counts.by[VERDICT_FAIL] = (uint64_t)db_int(st, 6);
		c.counts.by[VERDICT_UNKNOWN] = (uint64_t)db_int(st, 7);
		c.counts.by[VERDICT_NA] = (uint64_t)db_int(st, 8);
		TRY(each(ctx, &c, e));
	}
	return rc;
}

/* --- problems ---------------------------------------------------------------------------------------------------- */

static size_t split(str s, str ret[STORE_SAYS_MOST])
{
	size_t n = 0;

	if (s.n == 0)
		return 0;
	for (bool more = true; more && n < STORE_SAYS_MOST;) {
		struct str_cut c = str_cut(&s, UNIT_SEPARATOR);

		ret[n++] = c.head;
		more = c.ok;
	}
	return n;
}

/* The values of a row that keeps one empty column are no separator at all. */
static void read_says(str names, str values, struct store_problem *ret)
{
	size_t n = split(values, ret->says_value);

	ret->says_count = split(names, ret->says_name);
	for (; n < ret->says_count; n++)
		ret->says_value[n] = (str){0};
}

static int read_finding(struct store *s, struct store_problem *p, struct finding_id *id, arena *mem, err *e)
{
	static const char sql[] =
		"SELECT f.first_seen, COALESCE(m.kind, 0), COALESCE(m.reason, ''), COALESCE(m.until, 0) FROM finding f"
		" LEFT JOIN mark m ON m.id = (SELECT MAX(l.id) FROM mark l WHERE l.finding = f.id) WHERE f.id = :id";
	struct db_stmt *st = NULL;

	*id = finding_id_of(p->check, p->asset_key, p->place);
	p->finding = str_c(id->c);
	TRY(store_stmt(s, sql, &st, e));
	db_bind_text(st, "id", p->finding);
	int rc = db_step(st, e);

	if (rc == 1)
		p->first_seen = db_int(st, 0);
	/* A mark whose last day has passed holds no more. */
	int64_t until = rc == 1 ? db_int(st, 3) : 0;

	if (rc == 1 && (until == 0 || until >= (os_now_utc() + CHINA_SECONDS) / 86400)) {
		p->mark = str_c(finding_mark_name((enum finding_mark)db_int(st, 1)));
		p->mark_reason = store_keep(mem, st, 2);
		p->mark_until = db_int(st, 3);
	}
	db_reset(st);
	return rc < 0 ? rc : 0;
}

int store_problem_each(struct store *s, int64_t judgement, int64_t check, uint64_t most,
		       int (*each)(void *ctx, const struct store_problem *p, err *e), void *ctx, err *e)
{
	static const char sql[] =
		"SELECT j.check_id, j.columns, v.asset, a.key, r.object, v.place, v.at_least, v.evidence, v.says"
		" FROM verdict v JOIN judged j ON j.judgement = v.judgement AND j.n = v.judged"
		" JOIN assets a ON a.id = v.asset JOIN judgement g ON g.id = v.judgement"
		" JOIN run_asset r ON r.run = g.run AND r.kind = a.kind AND r.asset = a.id"
		" WHERE v.judgement = :judgement AND v.judged = :judged AND v.verdict = 1"
		" ORDER BY a.key, v.place, v.n LIMIT :most";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(arena_clear) arena mem;
	int rc;

	arena_init(&mem, 1u << 20);
	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_stream(st);
	db_bind_int(st, "judgement", judgement);
	db_bind_int(st, "judged", check);
	db_bind_int(st, "most", most > INT64_MAX ? INT64_MAX : (int64_t)most);
	while ((rc = db_step(st, e)) == 1) {
		struct store_problem p = {
			.check = db_text(st, 0),
			.asset = db_int(st, 2),
			.asset_key = db_text(st, 3),
			.object = db_text(st, 4),
			.place = db_text(st, 5),
			.at_least = db_bool(st, 6),
			.evidence = db_int(st, 7),
		};
		struct finding_id id;

		read_says(db_text(st, 1), db_text(st, 8), &p);
		arena_clear(&mem);
		TRY(read_finding(s, &p, &id, &mem, e));
		TRY(each(ctx, &p, e));
	}
	return rc;
}

/* An empty value takes the blank or the brackets around it along. Bytes of the template behind it that go too. */
static size_t put_nothing(str behind, buf *ret)
{
	static const struct {
		str open, close;
	} around[] = {{STR_INIT("（"), STR_INIT("）")}, {STR_INIT(" ("), STR_INIT(")")}};

	if (str_starts(behind, STR(" ")) && str_ends(buf_str(ret), STR(" ")))
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(around); i++) {
		if (!str_ends(buf_str(ret), around[i].open) || !str_starts(behind, around[i].close))
			continue;
		ret->n -= around[i].open.n;
		return around[i].close.n;
	}
	return 0;
}

void store_problem_fill(const struct store_problem *p, str template, buf *ret)
{
	while (template.n) {
		size_t open = str_find_byte(template, '{');
		str rest = str_from(template, open);
		size_t close = str_find_byte(rest, '}');
		str name = str_sub(rest, 1, close - 1);
		size_t i = 0;

		buf_put(ret, str_sub(template, 0, open));
		if (rest.n == 0)
			return;
		if (str_starts(rest, STR("{{"))) {
			buf_put_byte(ret, '{');
			template = str_from(rest, 2);
			continue;
		}
		while (i < p->says_count && !str_eq(p->says_name[i], name))
			i++;
		bool known = close < rest.n && i < p->says_count;

		if (!known) {
			buf_put_byte(ret, '{');
			template = str_from(rest, 1);
			continue;
		}
		template = str_from(rest, close + 1);
		if (p->says_value[i].n)
			buf_put(ret, p->says_value[i]);
		else
			template = str_from(template, put_nothing(template, ret));
	}
}

/* --- what was not examined --------------------------------------------------------------------------------------- */

struct folding {
	uint64_t most;
	uint64_t n;
	int (*each)(void *ctx, const struct casefile_unexamined *u, err *e);
	void *ctx;
};

/* Rows: what, reason, asset key, count. */
static int fold(struct store *s, const char *sql, bool is_check, int64_t judgement, struct folding *f, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_stream(st);
	db_bind_int(st, "judgement", judgement);
	while ((rc = db_step(st, e)) == 1) {
		if (f->n++ >= f->most)
			continue;
		struct casefile_unexamined u = {
			.what = db_text(st, 0),
			.reason = db_text(st, 1),
			.asset = db_text(st, 2),
			.count = (uint64_t)db_int(st, 3),
			.is_check = is_check,
		};

		TRY(f->each(f->ctx, &u, e));
	}
	return rc;
}

int store_unexamined_each(struct store *s, int64_t judgement, uint64_t most,
			  int (*each)(void *ctx, const struct casefile_unexamined *u, err *e), void *ctx,
			  uint64_t *ret_left_out, err *e)
{
	static const char collections[] =
		"SELECT g.collector, w.words, a.key, g.n FROM (SELECT s.collector, c.reason, MIN(c.asset) AS asset,"
		" COUNT(*) AS n FROM sweep s JOIN collected c ON c.sweep = s.id WHERE c.status <> 0 AND s.run ="
		" (SELECT run FROM judgement WHERE id = :judgement) GROUP BY s.collector, c.reason) AS g"
		" JOIN reason w ON w.id = g.reason JOIN assets a ON a.id = g.asset ORDER BY g.collector, g.n DESC, "
		"w.words";
	static const char missing[] =
		"SELECT g.collector, 'planned and not carried out', a.key, g.n FROM (SELECT s.collector,"
		" MIN(p.asset) AS asset, COUNT(*) AS n FROM plan p JOIN sweep s ON s.id = p.sweep"
		" LEFT JOIN collected c ON c.sweep = p.sweep AND c.asset = p.asset WHERE c.asset IS NULL AND p.run ="
		" (SELECT run FROM judgement WHERE id = :judgement) GROUP BY s.collector) AS g"
		" JOIN assets a ON a.id = g.asset ORDER BY g.collector";
	static const char checks[] =
		"SELECT j.check_id, w.words, a.key, g.n FROM (SELECT v.judged, v.why % 16777216 AS reason,"
		" MIN(v.asset) AS asset, COUNT(*) AS n FROM verdict v WHERE v.judgement = :judgement AND v.verdict = 2"
		" GROUP BY v.judged, v.why % 16777216) AS g JOIN judged j ON j.judgement = :judgement AND j.n = "
		"g.judged"
		" JOIN reason w ON w.id = g.reason JOIN assets a ON a.id = g.asset ORDER BY j.check_id, g.n DESC, "
		"w.words";
	struct folding f = {.most = most, .each = each, .ctx = ctx};

	TRY(fold(s, collections, false, judgement, &f, e));
	TRY(fold(s, missing, false, judgement, &f, e));
	TRY(fold(s, checks, true, judgement, &f, e));
	*ret_left_out = f.n > most ? f.n - most : 0;
	return 0;
}

int store_unknown_each(struct store *s, int64_t judgement, uint64_t most,
		       int (*each)(void *ctx, const struct casefile_unexamined *u, err *e), void *ctx,
		       uint64_t *ret_left_out, err *e)
{
	static const char sql[] = "SELECT j.check_id, w.words, a.key, 1 FROM verdict v"
				  " JOIN judged j ON j.judgement = v.judgement AND j.n = v.judged JOIN reason w ON "
				  "w.id = v.why % 16777216"
				  " JOIN assets a ON a.id = v.asset WHERE v.judgement = :judgement AND v.verdict = 2"
				  " ORDER BY j.n, v.asset";
	struct folding f = {.most = most, .each = each, .ctx = ctx};

	TRY(fold(s, sql, true, judgement, &f, e));
	*ret_left_out = f.n > most ? f.n - most : 0;
	return 0;
}
