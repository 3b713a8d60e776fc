/* journal: what was sent, line by line; the annex of the report sums it. */
#include "base/must.h"
#include "store/store_priv.h"

#define WHAT_MOST 200

static int next_number(struct store *s, int64_t run, err *e)
{
	struct db_stmt *st = NULL;

	if (s->journal_run == run)
		return 0;
	TRY(db_flush(s->db, e));
	TRY(store_stmt(s, "SELECT COALESCE(MAX(n), 0) FROM journal WHERE run = :run", &st, e));
	db_bind_int(st, "run", run);
	int rc = db_step(st, e);

	if (rc == 1) {
		s->journal_run = run;
		s->journal_next = db_int(st, 0) + 1;
	}
	db_reset(st);
	return rc < 0 ? rc : 0;
}

int store_journal_add(struct store *s, int64_t run, const struct store_sent *line, err *e)
{
	static const struct db_field fields[] = {
		{"run", DB_INT},    {"n", DB_INT},     {"at", DB_INT},       {"house", DB_BOOL},
		{"asset", DB_TEXT}, {"name", DB_TEXT}, {"address", DB_TEXT}, {"transport", DB_INT},
		{"act", DB_INT},    {"what", DB_TEXT}, {"answer", DB_TEXT},  {"bytes", DB_INT},
	};
	AUTO(buf_release) buf what = {0};

	must(db_in_transaction(s->db));
	TRY(next_number(s, run, e));
	if (!s->bulk_journal)
		TRY(db_bulk_new(s->db, "journal", fields, ARRAY_LEN(fields), &s->bulk_journal, e));
	struct db_bulk *b = s->bulk_journal;

	/* A path asked for may come from a page: cleaned as facts are. */
	buf_init(&what, 2 * WHAT_MOST);
	buf_put_clean(&what, line->what, WHAT_MOST);
	db_bulk_int(b, run);
	db_bulk_int(b, s->journal_next++);
	db_bulk_int(b, line->at);
	db_bulk_bool(b, line->house);
	db_bulk_text(b, line->asset);
	db_bulk_text(b, line->name);
	db_bulk_text(b, line->address);
	db_bulk_int(b, line->transport);
	db_bulk_int(b, line->act);
	db_bulk_text(b, buf_str(&what));
	db_bulk_text(b, line->answer);
	db_bulk_int(b, (int64_t)line->bytes);
	return db_bulk_row(b, e);
}

int store_journal_sums(struct store *s, int64_t run, uint64_t most,
		       int (*each)(void *ctx, const struct casefile_sent *sum, err *e), void *ctx,
		       uint64_t *ret_left_out, err *e)
{
	static const char sql[] =
		"SELECT asset, what, answer, COUNT(*), CAST(SUM(bytes) AS BIGINT), MIN(at), MAX(at) FROM journal"
		" WHERE run = :run AND NOT house GROUP BY asset, what, answer ORDER BY asset, what, answer";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	uint64_t n = 0;
	int rc;

	TRY(db_flush(s->db, e));
	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_stream(st);
	db_bind_int(st, "run", run);
	while ((rc = db_step(st, e)) == 1) {
		if (n++ >= most)
			continue;
		struct casefile_sent sum = {
			.asset = db_text(st, 0),
			.what = db_text(st, 1),
			.answer = db_text(st, 2),
			.times = (uint64_t)db_int(st, 3),
			.bytes = (uint64_t)db_int(st, 4),
			.first = db_int(st, 5),
			.last = db_int(st, 6),
		};

		TRY(each(ctx, &sum, e));
	}
	*ret_left_out = n > most ? n - most : 0;
	return rc;
}
