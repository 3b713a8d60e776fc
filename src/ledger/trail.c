/* trail: notes the rows that a transaction writes, and names them in leaves before it ends; see trail_priv.h. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/log_priv.h"
#include "ledger/trail_priv.h"

/* Rows in one leaf: at most 230 bytes each, together below LOG_LEAF_MOST. */
#define TRAIL_A_LEAF 4096
#define SQL_MOST ((size_t)1 << 18)
/* The longest row, and then some: texts have ceilings where they come in. */
#define ROW_MOST ((size_t)128 << 20)

/* PostgreSQL: texts of a row's key, and of the row before and after: NULL where it was not, or is not any more. */
#define NOTES "log_touched"
/* Rows that one transaction may write: some ten million, what they hash to stands in memory until its end. */
#define NOTED_MOST ((size_t)1 << 30)

/* A row that was written, hashed. */
struct noted {
	uint16_t table; /* number in the shape */
	bool was;
	bool is;
	uint8_t hash[TRAIL_KEY + 2 * sizeof(digest)]; /* key, before, after */
};

struct trail {
	struct trail_shape shape;
	struct trail_batch
		batch; /* of each row that waits three texts: key, before, after; one that is not there is empty */
	struct noted wait[TRAIL_BATCH / 3];
	size_t waiting;
	buf noted; /* struct noted, in the order of writing */
	buf key;
	buf was;
	buf is;
	struct db_bulk *bulk;
	bool place; /* PostgreSQL: for notes */
	bool some;  /* the log has leaves */
	bool open;  /* a transaction of this ledger */
};

static struct trail *trail_of(struct ledger *l)
{
	struct trail **r = ledger_trail(l);

	if (!*r) {
		*r = calloc(1, sizeof(**r));
		must(*r);
		trail_shape_read(&(*r)->shape);
		trail_batch_begin(&(*r)->batch, l);
		buf_init(&(*r)->noted, NOTED_MOST);
		buf_init(&(*r)->key, ROW_MOST);
		buf_init(&(*r)->was, ROW_MOST);
		buf_init(&(*r)->is, ROW_MOST);
	}
	return *r;
}

void trail_free(struct trail *r)
{
	if (!r)
		return;
	trail_batch_release(&r->batch);
	buf_release(&r->noted);
	buf_release(&r->key);
	buf_release(&r->was);
	buf_release(&r->is);
	free(r);
}

const struct trail_shape *trail_shape(struct ledger *l)
{
	return &trail_of(l)->shape;
}

struct db_bulk **trail_bulk(struct ledger *l)
{
	return &trail_of(l)->bulk;
}

/* --- notes ------------------------------------------------------------------------------------------------------------------- */

static void forget(struct trail *r)
{
	r->waiting = 0;
	trail_batch_reset(&r->batch);
	buf_reset(&r->batch.texts);
	buf_reset(&r->noted);
	buf_reset(&r->was);
	buf_reset(&r->is);
}

/* Rows that wait are hashed, many at once. */
static void settle(struct trail *r)
{
	trail_batch_run(&r->batch);
	for (size_t i = 0; i < r->waiting; i++) {
		struct noted *n = &r->wait[i];
		const digest *hash = &r->batch.hash[3 * i];

		bytes_copy(n->hash, TRAIL_KEY, str_sub(digest_str(&hash[0]), 0, TRAIL_KEY));
		bytes_copy(n->hash + TRAIL_KEY, sizeof(digest), digest_str(&hash[1]));
		bytes_copy(n->hash + TRAIL_KEY + sizeof(digest), sizeof(digest), digest_str(&hash[2]));
		buf_put(&r->noted, (str){(const uint8_t *)n, sizeof(*n)});
	}
	r->waiting = 0;
	trail_batch_reset(&r->batch);
}

static void note(struct trail *r, size_t table, str key, const str *was, const str *is)
{
	str name = r->shape.tables[table].name;

	/* Written, and the same as before. */
	if (was && is && str_eq(*was, *is))
		return;
	if (!trail_batch_has_room(&r->batch))
		settle(r);
	trail_batch_add(&r->batch, 'k', name, key);
	trail_batch_add(&r->batch, 'r', name, was ? *was : (str){0});
	trail_batch_add(&r->batch, 'r', name, is ? *is : (str){0});
	r->wait[r->waiting++] = (struct noted){.table = (uint16_t)table, .was = was, .is = is};
}

/* The table's number; count: rows of no table of ours. */
static size_t find_table(const struct trail *r, str name)
{
	size_t i = 0;

	while (i < r->shape.count && !str_eq(r->shape.tables[i].name, name))
		i++;
	return i;
}

static bool is_wanted(void *ctx, str table)
{
	(void)ctx;
	return !trail_is_own(table);
}

static void on_change(void *ctx, const struct db_change *c)
{
	struct trail *r = ctx;
	size_t table = find_table(r, c->table);
	str was, is;

	if (table == r->shape.count)
		return;
	const struct trail_table *t = &r->shape.tables[table];

	/* A table that has got other columns is not noted: its rows are then found to differ. */
	if (c->count != t->count)
		return;
	buf_reset(&r->key);
	trail_put_row(&r->key, t, c->is ? c->is : c->was, true);
	/* A buffer that is full stays so, and ends the transaction (trail_flush). */
	if (buf_full(&r->was) || buf_full(&r->is))
		return;
	buf_reset(&r->was);
	buf_reset(&r->is);
	if (c->was)
		trail_put_row(&r->was, t, c->was, false);
	if (c->is)
		trail_put_row(&r->is, t, c->is, false);
	was = buf_str(&r->was);
	is = buf_str(&r->is);
	note(r, table, buf_str(&r->key), c->was ? &was : NULL, c->is ? &is : NULL);
}

/* --- PostgreSQL -------------------------------------------------------------------------------------------------------------- */

/* INSERT INTO the notes of what one kind of event does to a row. */
static void put_note(buf *b, const struct trail_table *t, bool was, bool is)
{
	buf_printf(b, "INSERT INTO " NOTES "(name, key, was, now) VALUES ('%.*s', ", STR_ARG(t->name));
	trail_put_sql(b, t, is ? "NEW." : "OLD.", true);
	buf_put_c(b, ", ");
	if (was)
		trail_put_sql(b, t, "OLD.", false);
	else
		buf_put_c(b, "NULL");
	buf_put_c(b, ", ");
	if (is)
		trail_put_sql(b, t, "NEW.", false);
	else
		buf_put_c(b, "NULL");
	buf_put_c(b, "); ");
}

int trail_trigger(struct ledger *l, const char *ddl, err *e)
{
	static const struct {
		const char *event;
		bool was;
		bool is;
	} events[] = {{"INSERT", false, true}, {"UPDATE", true, true}, {"DELETE", true, false}};
	AUTO(buf_release) buf b;
	struct trail_table t;

	if (!trail_table_of(ddl, &t) || db_engine(ledger_db(l)) != DB_POSTGRES)
		return 0;
	buf_init(&b, SQL_MOST);
	buf_printf(&b,
		   "CREATE FUNCTION yicha_touch_%.*s() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
		   "IF to_regclass('pg_temp." NOTES "') IS NULL THEN RETURN NULL; END IF; ",
		   STR_ARG(t.name));
	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		buf_printf(&b, "%s TG_OP = '%s' THEN ", i ? "ELSIF" : "IF", events[i].event);
		put_note(&b, &t, events[i].was, events[i].is);
	}
	buf_printf(&b,
		   "END IF; RETURN NULL; END$$; CREATE TRIGGER yicha_touch AFTER INSERT OR UPDATE OR DELETE ON %.*s "
		   "FOR EACH ROW EXECUTE FUNCTION yicha_touch_%.*s()",
		   STR_ARG(t.name), STR_ARG(t.name));
	must(!buf_full(&b));
	return db_exec(ledger_db(l), buf_c(&b), e);
}

static int flush(struct ledger *l, size_t least, err *e);

/* What triggers have noted comes to what is hashed. */
static int take_notes(struct ledger *l, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	struct trail *r = trail_of(l);
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT name, key, was, now FROM " NOTES " ORDER BY n"), &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1) {
		size_t table = find_table(r, db_text(st, 0));
		str was = db_text(st, 2), is = db_text(st, 3);

		if (table == r->shape.count)
			continue;
		note(r, table, db_text(st, 1), db_is_null(st, 2) ? NULL : &was, db_is_null(st, 3) ? NULL : &is);
		TRY(flush(l, TRAIL_A_LEAF, e));
	}
	TRY(rc);
	return db_exec(ledger_db(l), "DELETE FROM " NOTES, e);
}

/* --- a transaction ------------------------------------------------------------------------------------------------------------ */

int trail_watch(struct ledger *l, err *e)
{
	struct trail *r = trail_of(l);

	forget(r);
	if (r->place || db_engine(ledger_db(l)) != DB_POSTGRES)
		return 0;
	TRY(db_exec(ledger_db(l),
		    "CREATE TEMP TABLE IF NOT EXISTS " NOTES "(n BIGINT GENERATED BY DEFAULT AS IDENTITY,"
		    " name TEXT NOT NULL, key TEXT, was TEXT, now TEXT) ON COMMIT DELETE ROWS",
		    e));
	r->place = true;
	return 0;
}

static int note_table(struct ledger *l, size_t table, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(buf_release) buf sql;
	struct trail *r = trail_of(l);
	const struct trail_table *t = &r->shape.tables[table];
	struct db_value values[TRAIL_COLUMNS_MOST];
	int rc;

	buf_init(&sql, SQL_MOST);
	trail_put_select(&sql, t);
	TRY(db_prepare(ledger_db(l), buf_str(&sql), &st, e));
	while ((rc = db_step(st, e)) == 1) {
		buf_reset(&r->key);
		buf_reset(&r->is);
		trail_read(st, t, values, &r->key, &r->is);
		str is = buf_str(&r->is);

		note(r, table, buf_str(&r->key), NULL, &is);
	}
	return rc;
}

/* What was there before the first act: the settings that a ledger is made with. */
int trail_begin(struct ledger *l, err *e)
{
	struct trail *r = trail_of(l);
	uint64_t size = 1;

	db_watch(ledger_db(l), is_wanted, on_change, r);
	r->open = true;
	if (!r->some)
		TRY(log_size(l, &size, e));
	r->some = size > 0;
	for (size_t i = 0; i < r->shape.count && size == 0; i++)
		TRY(note_table(l, i, e));
	return 0;
}

void trail_end(struct ledger *l)
{
	struct trail *r = trail_of(l);

	if (r->open)
		db_watch(ledger_db(l), NULL, NULL, NULL);
	r->open = false;
}

/* --- leaves ------------------------------------------------------------------------------------------------------------------- */

static int put_leaf(struct ledger *l, const uint8_t *noted, size_t n, err *e)
{
	AUTO(buf_release) buf body, line;
	struct trail *r = trail_of(l);
	struct json_out o;
	struct noted one;

	buf_init(&body, LOG_LEAF_MOST);
	buf_init(&line, 1024);
	json_begin(&o, &body);
	json_open(&o, NULL, '{');
	json_open(&o, "rows", '[');
	for (size_t i = 0; i < n; i++) {
		bytes_copy((uint8_t *)&one, sizeof(one), (str){noted + i * sizeof(one), sizeof(one)});
		str hash = {one.hash, sizeof(one.hash)};

		buf_reset(&line);
		trail_entry_put(&line,
				&(struct trail_entry){
					.table = r->shape.tables[one.table].name,
					.key = str_sub(hash, 0, TRAIL_KEY),
					.was = str_sub(hash, TRAIL_KEY, one.was ? sizeof(digest) : 0),
					.is = str_sub(hash, TRAIL_KEY + sizeof(digest), one.is ? sizeof(digest) : 0)});
		json_str(&o, NULL, buf_str(&line));
	}
	json_close(&o, ']');
	json_str(&o, "secret", str_c(trail_mark(l).c));
	json_close(&o, '}');
	return ledger_act(l, &(struct ledger_act){.kind = TRAIL_KIND, .body = buf_str(&body)}, NULL, e);
}

/* Leaves of what is noted, if there are that many. */
static int flush(struct ledger *l, size_t least, err *e)
{
	struct trail *r = trail_of(l);

	if (r->noted.n / sizeof(struct noted) < least)
		return 0;
	if (buf_full(&r->noted) || buf_full(&r->was) || buf_full(&r->is) || buf_full(&r->batch.texts))
		return err_set(e, E_LIMIT, _("a transaction writes more rows, or a longer one, than can be noted"));
	size_t count = r->noted.n / sizeof(struct noted);

	for (size_t i = 0; i < count; i += TRAIL_A_LEAF)
		TRY(put_leaf(l, r->noted.p + i * sizeof(struct noted),
			     count - i < TRAIL_A_LEAF ? count - i : TRAIL_A_LEAF, e));
	buf_reset(&r->noted);
	return 0;
}

int trail_flush(struct ledger *l, err *e)
{
	struct trail *r = trail_of(l);

	/* What a statement has written that failed is noted and was taken back. */
	if (db_failed(ledger_db(l)))
		return err_set(e, E_STORE, _("a statement failed: the transaction cannot be kept"));
	/* Rows that are on their way to the database are noted when they are there. */
	TRY(db_flush(ledger_db(l), e));
	if (db_engine(ledger_db(l)) == DB_POSTGRES)
		TRY(take_notes(l, e));
	settle(r);
	return flush(l, 1, e);
}
