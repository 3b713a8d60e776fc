#include "ledger/number.h"

#include "base/date.h"
#include "base/must.h"

#define SECONDS_A_DAY 86400

/* The year in China. */
static int64_t year_of(int64_t at)
{
	AUTO(buf_release) buf b;
	uint64_t year = 0;

	buf_init(&b, 32);
	date_put(&b, (at + DATE_CHINA_MINUTES * 60) / SECONDS_A_DAY);
	must(str_to_u64(str_sub(buf_str(&b), 0, 4), 9999, &year));
	return (int64_t)year;
}

static int last(struct ledger *l, str prefix, int64_t year, int64_t *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "SELECT coalesce(max(n), 0) FROM doc_number WHERE prefix = :prefix AND year = :year", &st,
			e));
	db_bind_text(st, "prefix", prefix);
	db_bind_int(st, "year", year);
	int rc = db_step(st, e);

	if (rc == 1)
		*ret = db_int(st, 0);
	db_reset(st);
	return rc < 0 ? rc : 0;
}

int number_take(struct ledger *l, str prefix, str subject, arena *mem, str *ret, err *e)
{
	AUTO(buf_release) buf number;
	AUTO(buf_release) buf full;
	struct db_stmt *st = NULL;
	str mark = {0};
	int64_t year = year_of(ledger_now(l)), n = 0;

	must(db_in_transaction(ledger_db(l)));
	TRY(ledger_setting(l, "agency.mark", mem, &mark, e));
	buf_init(&full, 400);
	buf_init(&number, 400);
	buf_printf(&full, "%.*s%.*s", STR_ARG(mark), STR_ARG(prefix));
	TRY(last(l, buf_str(&full), year, &n, e));
	buf_printf(&number, "%.*s〔%lld〕%lld号", STR_ARG(buf_str(&full)), (long long)year, (long long)n + 1);
	if (buf_full(&number))
		return err_set(e, E_LIMIT, "the agency's mark and the prefix are too long for a number");
	TRY(ledger_stmt(l,
			"INSERT INTO doc_number(prefix, year, n, number, subject, at) VALUES"
			" (:prefix, :year, :n, :number, :subject, :at)",
			&st, e));
	db_bind_text(st, "prefix", buf_str(&full));
	db_bind_int(st, "year", year);
	db_bind_int(st, "n", n + 1);
	db_bind_text(st, "number", buf_str(&number));
	db_bind_text(st, "subject", subject);
	db_bind_int(st, "at", ledger_now(l));
	*ret = arena_str(mem, buf_str(&number));
	return db_run(st, e);
}

int number_given(struct ledger *l, str prefix, str subject, arena *mem, str *ret, err *e)
{
	AUTO(buf_release) buf full;
	struct db_stmt *st = NULL;
	str mark = {0};

	TRY(ledger_setting(l, "agency.mark", mem, &mark, e));
	buf_init(&full, 400);
	buf_printf(&full, "%.*s%.*s", STR_ARG(mark), STR_ARG(prefix));
	TRY(ledger_stmt(l,
			"SELECT number FROM doc_number WHERE subject = :subject AND prefix = :prefix ORDER BY year, n"
			" LIMIT 1",
			&st, e));
	db_bind_text(st, "subject", subject);
	db_bind_text(st, "prefix", buf_str(&full));
	int rc = db_step(st, e);

	if (rc == 1)
		*ret = arena_str(mem, db_text(st, 0));
	db_reset(st);
	return rc;
}

int number_gap(struct ledger *l, arena *mem, str *ret, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	*ret = (str){0};
	TRY(db_prepare(ledger_db(l),
		       STR("SELECT prefix, year, count(*), max(n) FROM doc_number GROUP BY prefix, year HAVING "
			   "count(*) <> max(n)"
			   " ORDER BY prefix, year"),
		       &st, e));
	int rc = db_step(st, e);

	if (rc == 1) {
		AUTO(buf_release) buf b;

		buf_init(&b, 400);
		buf_printf(&b, "%.*s %lld", STR_ARG(db_text(st, 0)), (long long)db_int(st, 1));
		*ret = arena_str(mem, buf_str(&b));
	}
	db_reset(st);
	return rc;
}
