#include "ledger/ledger.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"
#include "ledger/log_priv.h"
#include "ledger/person_priv.h"
#include "ledger/trail_priv.h"
#include "store/schema.h"

#define STATEMENTS_MOST 256
/* The system's clock is read when the ledger is opened; another's long act, or another machine's clock, may be ahead of it by so much. */
#define BEHIND_MOST 3600

/* Generated from tables/: statements in the words of store/schema.h, ends with NULL. */
extern const char *const ledger_tables[];

struct ledger {
	struct store *store;
	struct db *db;
	int64_t now;
	bool sample;
	bool set; /* now is a sample's moment, not the system's */
	struct db_bulk *log_bulk;
	struct trail *rows;
	struct person_read persons;
	struct {
		const char *sql;
		struct db_stmt *stmt;
	} statements[STATEMENTS_MOST];
	size_t statement_count;
};

static int exec(struct ledger *l, const char *sql, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 16);
	schema_put(&b, db_engine(l->db), sql);
	return db_exec(l->db, buf_c(&b), e);
}

int ledger_row(struct ledger *l, const char *sql, const char *name, str value, struct db_stmt **ret, err *e)
{
	TRY(ledger_stmt(l, sql, ret, e));
	if (name)
		db_bind_text(*ret, name, value);
	return db_step(*ret, e);
}

int ledger_int(struct ledger *l, const char *sql, const char *name, str value, int64_t *ret, err *e)
{
	struct db_stmt *st = NULL;
	int rc = ledger_row(l, sql, name, value, &st, e);

	if (rc == 1) {
		*ret = db_int(st, 0);
		db_reset(st);
	}
	return rc;
}

/* Is the table there? Asked without making noise in a PostgreSQL transaction. */
static int has_table(struct ledger *l, str name, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	const char *sql = db_engine(l->db) == DB_SQLITE
				  ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = :name"
				  : "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name";

	TRY(db_prepare(l->db, str_c(sql), &st, e));
	db_bind_text(st, "name", name);
	int rc = db_step(st, e);

	db_reset(st);
	return rc;
}

/* The name in "CREATE TABLE name(" or "CREATE INDEX name ON table("; of an index, the table's. */
static str table_of(const char *sql)
{
	str s = str_c(sql);
	size_t on = str_find(s, STR(" ON "));

	s = str_starts(s, STR("CREATE TABLE ")) ? str_from(s, 13) : str_from(s, on < s.n ? on + 4 : s.n);
	return str_trim(str_sub(s, 0, str_find_byte(s, '(')));
}

/* Makes the tables that are missing (all in a new ledger, those of a later version in an old one). An index is made with its
 * table. */
static int make_tables(struct ledger *l, err *e)
{
	str made = {0};

	for (const char *const *t = ledger_tables; *t; t++) {
		str name = table_of(*t);
		bool index = !str_starts(str_c(*t), STR("CREATE TABLE "));

		if (index) {
			if (str_eq(name, made))
				TRY(exec(l, *t, e));
			continue;
		}
		int rc = has_table(l, name, e);

		TRY(rc);
		made = rc ? (str){0} : name;
		if (!rc) {
			TRY(exec(l, *t, e));
			TRY(trail_trigger(l, *t, e));
		}
	}
	return 0;
}

static int prepare(struct ledger *l, const struct ledger_options *o, err *e)
{
	int rc = has_table(l, STR("ledger_setting"), e);

	TRY(rc);
	if (!rc && !o->make)
		return err_set(e, E_NOTFOUND, "this store has no ledger; make one: yicha ledger init");
	/* What the ledger says was done must survive a power cut: the store's facts can be collected again, this cannot. */
	if (db_engine(l->db) == DB_SQLITE)
		TRY(db_exec(l->db, "PRAGMA synchronous=FULL", e));
	TRY(db_begin(l->db, e));
	TRY(make_tables(l, e));
	if (!rc)
		TRY(ledger_setting_put(l, "sample", o->sample ? STR("yes") : STR("no"), e));
	return db_commit(l->db, e);
}

int ledger_open(struct store *s, const struct ledger_options *o, struct ledger **ret, err *e)
{
	AUTO(ledger_auto) struct ledger *l = calloc(1, sizeof(*l));
	AUTO(arena_clear) arena mem;
	str sample = {0};

	must(l);
	arena_init(&mem, 1u << 16);
	l->store = s;
	l->db = store_db(s);
	TRY(prepare(l, o, e));
	TRY(ledger_setting(l, "sample", &mem, &sample, e));
	l->sample = str_eq(sample, STR("yes"));
	if (o->set && !l->sample)
		return err_set(e, E_DENIED, "only a sample's clock can be set: this ledger is a true one");
	l->now = o->set ? o->set : o->now;
	l->set = o->set != 0;
	*ret = l;
	l = NULL;
	return 0;
}

void ledger_close(struct ledger *l)
{
	if (!l)
		return;
	ledger_rollback(l);
	for (size_t i = 0; i < l->statement_count; i++)
		db_stmt_free(l->statements[i].stmt);
	trail_free(l->rows);
	free(l);
}

void ledger_auto(struct ledger **l)
{
	ledger_close(*l);
}

struct store *ledger_store(struct ledger *l)
{
	return l->store;
}

struct db *ledger_db(struct ledger *l)
{
	return l->db;
}

struct db_bulk **ledger_log_bulk(struct ledger *l)
{
	return &l->log_bulk;
}

struct trail **ledger_trail(struct ledger *l)
{
	return &l->rows;
}

struct person_read *ledger_persons_read(struct ledger *l)
{
	return &l->persons;
}

bool ledger_is_sample(const struct ledger *l)
{
	return l->sample;
}

int64_t ledger_now(const struct ledger *l)
{
	return l->now;
}

int ledger_stmt(struct ledger *l, const char *sql, struct db_stmt **ret, err *e)
{
	size_t i = 0;

	while (i < l->statement_count && l->statements[i].sql != sql)
		i++;
	if (i == l->statement_count) {
		must(i < STATEMENTS_MOST);
		TRY(db_prepare(l->db, str_c(sql), &l->statements[i].stmt, e));
		l->statements[i].sql = sql;
		l->statement_count++;
	}
	*ret = l->statements[i].stmt;
	return 0;
}

/* --- settings ------------------------------------------------------------------------------------------------------------- */

int ledger_setting(struct ledger *l, const char *name, arena *mem, str *ret, err *e)
{
	struct db_stmt *st = NULL;

	*ret = (str){0};
	int rc = ledger_row(l, "SELECT value FROM ledger_setting WHERE name = :name", "name", str_c(name), &st, e);

	TRY(rc);
	if (rc == 1)
		*ret = arena_str(mem, db_text(st, 0));
	db_reset(st);
	return 0;
}

int ledger_setting_put(struct ledger *l, const char *name, str value, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO ledger_setting(name, value) VALUES (:name, :value)"
			" ON CONFLICT (name) DO UPDATE SET value = excluded.value",
			&st, e));
	db_bind_text(st, "name", str_c(name));
	db_bind_text(st, "value", value);
	return db_run(st, e);
}

/* --- acts ----------------------------------------------------------------------------------------------------------------- */

/* Acts stand in the log in the order of their times. A system's clock that is a little behind the last act is put to it; one that was set is not. */
static int keep_order(struct ledger *l, err *e)
{
	AUTO(buf_release) buf b;
	int64_t last = 0;
	int rc = ledger_int(l, "SELECT at FROM log_leaf ORDER BY n DESC LIMIT 1", NULL, (str){0}, &last, e);

	if (rc < 1 || l->now >= last)
		return rc < 0 ? rc : 0;
	if (!l->set && last - l->now <= BEHIND_MOST) {
		l->now = last;
		return 0;
	}
	buf_init(&b, 64);
	date_put_time(&b, last, DATE_CHINA_MINUTES);
	buf_put_byte(&b, 0);
	date_put_time(&b, l->now, DATE_CHINA_MINUTES);
	return err_set(e, E_DENIED,
		       _("the ledger's last act was at %s (China time), the clock says %s: time does not go back"),
		       buf_c(&b), buf_c(&b) + str_find_byte(buf_str(&b), 0) + 1);
}

int ledger_begin(struct ledger *l, err *e)
{
	TRY(trail_watch(l, e));
	TRY(store_begin(l->store, e));
	/* One writer at a time, as SQLite has it: numbers have no gaps, and leaves have one order. Readers do not wait. */
	int rc = db_engine(l->db) == DB_POSTGRES ? db_exec(l->db, "LOCK TABLE ledger_setting IN EXCLUSIVE MODE", e) : 0;

	if (rc == 0)
		rc = keep_order(l, e);
	if (rc == 0)
		rc = trail_begin(l, e);
	if (rc == 0)
		rc = person_test_read(l, e);
	if (rc < 0)
		ledger_rollback(l);
	return rc;
}

int ledger_commit(struct ledger *l, err *e)
{
	TRY(trail_flush(l, e));
	TRY(store_commit(l->store, e));
	trail_end(l);
	return 0;
}

void ledger_rollback(struct ledger *l)
{
	store_rollback(l->store);
	trail_end(l);
}
