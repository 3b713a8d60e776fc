/*
 * audit_rows: every row of the ledger's tables against the leaves that name it. What leaves say of rows and what the tables hold goes into one
 * temporary table, whatever their number; read back in the order of rows it is a chain for each: before and after, before and after, and at the end the row
 * as it is. Where a link does not fit, somebody wrote past the log.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/must.h"
#include "ledger/audit_priv.h"
#include "ledger/trail_priv.h"

#define SQL_MOST ((size_t)1 << 16)
#define SHOWN_MOST 200
#define ROW_MOST ((size_t)128 << 20)
/* The row as it is comes behind all leaves. */
#define LAST INT64_MAX

struct audit_rows {
	struct auditor *a;
	struct db_bulk *bulk;
	struct trail_mark mark;
	struct trail_batch batch;
	int64_t order;
	int64_t leaf;
	bool foreign;
};

/* --- into the temporary table ------------------------------------------------------------------------------------------------ */

int audit_rows_begin(struct auditor *a, struct audit_rows **ret, err *e)
{
	static const struct db_field fields[] = {{"name", DB_TEXT}, {"key", DB_BYTES}, {"n", DB_INT},
						 {"leaf", DB_INT},  {"was", DB_BYTES}, {"now", DB_BYTES},
						 {"shown", DB_TEXT}};
	static const char *const make[DB_ENGINE_COUNT] = {
		"CREATE TEMP TABLE IF NOT EXISTS log_chain(name TEXT NOT NULL, key BLOB NOT NULL, n INTEGER NOT NULL,"
		" leaf INTEGER NOT NULL, was BLOB NOT NULL, now BLOB NOT NULL, shown TEXT NOT NULL)",
		"CREATE TEMP TABLE IF NOT EXISTS log_chain(name TEXT COLLATE \"C\" NOT NULL, key BYTEA NOT NULL,"
		" n BIGINT NOT NULL, leaf BIGINT NOT NULL, was BYTEA NOT NULL, now BYTEA NOT NULL, shown TEXT NOT "
		"NULL)"};
	struct db *d = ledger_db(a->ledger);
	struct db_bulk **bulk = trail_bulk(a->ledger);

	TRY(db_exec(d, make[db_engine(d)], e));
	TRY(db_exec(d, "DELETE FROM log_chain", e));
	if (!*bulk)
		TRY(db_bulk_new(d, "log_chain", fields, ARRAY_LEN(fields), bulk, e));
	struct audit_rows *r = calloc(1, sizeof(*r));

	must(r);
	r->a = a;
	r->bulk = *bulk;
	r->mark = trail_mark(a->ledger);
	trail_batch_begin(&r->batch, a->ledger);
	*ret = r;
	return 0;
}

void audit_rows_auto(struct audit_rows **r)
{
	if (*r)
		trail_batch_release(&(*r)->batch);
	free(*r);
	*r = NULL;
}

static int put(struct audit_rows *r, const struct trail_entry *entry, int64_t n, int64_t leaf, str shown, err *e)
{
	db_bulk_text(r->bulk, entry->table);
	db_bulk_bytes(r->bulk, entry->key);
	db_bulk_int(r->bulk, n);
	db_bulk_int(r->bulk, leaf);
	db_bulk_bytes(r->bulk, entry->was);
	db_bulk_bytes(r->bulk, entry->is);
	db_bulk_text(r->bulk, shown);
	return db_bulk_row(r->bulk, e);
}

static int put_link(void *ctx, const struct trail_entry *entry, err *e)
{
	struct audit_rows *r = ctx;

	return put(r, entry, r->order++, r->leaf, (str){0}, e);
}

int audit_rows_leaf(struct audit_rows *r, const struct log_leaf *leaf, err *e)
{
	enum trail_leaf is;

	r->leaf = (int64_t)leaf->n;
	TRY(trail_leaf_each(&r->mark, leaf->data, put_link, r, &is, e));
	if (is == TRAIL_LEAF_BROKEN)
		audit_fault(r->a, "log_leaf", r->leaf, leaf->n, _("leaf %llu: the rows that it names cannot be read"),
			    (unsigned long long)leaf->n);
	if (is == TRAIL_LEAF_FOREIGN && !r->foreign)
		audit_fault(r->a, "secret", -1, leaf->n,
			    _("leaf %llu names rows under another secret than the store's: the secret was altered"),
			    (unsigned long long)leaf->n);
	r->foreign = r->foreign || is == TRAIL_LEAF_FOREIGN;
	return 0;
}

/* --- what is there ------------------------------------------------------------------------------------------------------------ */

/* A person's name is a key among contacts only: where telephone numbers are. It is not shown whole. */
static bool is_personal(const struct trail_table *t, const struct trail_column *c)
{
	bool phone = false;

	for (size_t i = 0; i < t->count; i++)
		phone = phone || str_eq(t->columns[i].name, STR("phone"));
	return phone && c->type == TRAIL_TEXT && str_eq(c->name, STR("name"));
}

/* "91440300… responsible 张*" */
static void put_shown(buf *b, const struct trail_table *t, const struct db_value *values, size_t from)
{
	for (size_t i = 0; i < t->count; i++) {
		size_t first = 0;
		str s = values[i].s;

		if (!t->columns[i].key)
			continue;

		if (b->n > from)
			buf_put_byte(b, ' ');
		if (s.n && is_personal(t, &t->columns[i])) {
			(void)str_utf8_next(s, &first);
			buf_put_clean(b, str_sub(s, 0, first), SHOWN_MOST);
			buf_put_c(b, "*");
		} else if (values[i].kind == DB_KIND_INT) {
			buf_printf(b, "%lld", (long long)values[i].n);
		} else {
			buf_put_clean(b, s, SHOWN_MOST);
		}
	}
}

struct found {
	struct audit_rows *r;
	const struct trail_table *table;
	buf shown; /* of this batch, each ended by a line's end */
	buf key;
	buf row;
};

static int settle(struct found *f, err *e)
{
	struct trail_batch *b = &f->r->batch;
	str shown = buf_str(&f->shown);

	if (buf_full(&b->texts) || buf_full(&f->row))
		return err_set(e, E_LIMIT, _("a row of %.*s is too long to be tested"), STR_ARG(f->table->name));
	trail_batch_run(b);
	for (size_t i = 0; i < b->count; i += 2) {
		str key = str_sub(digest_str(&b->hash[i]), 0, TRAIL_KEY);
		struct trail_entry entry = {f->table->name, key, {0}, digest_str(&b->hash[i + 1])};

		TRY(put(f->r, &entry, LAST, -1, str_cut(&shown, '\n').head, e));
		f->r->a->sum->rows++;
	}
	trail_batch_reset(b);
	buf_reset(&f->shown);
	return 0;
}

static int take_row(struct found *f, struct db_stmt *st, err *e)
{
	struct db_value values[TRAIL_COLUMNS_MOST];
	size_t from;

	if (!trail_batch_has_room(&f->r->batch))
		TRY(settle(f, e));
	from = f->shown.n;
	buf_reset(&f->key);
	if (!buf_full(&f->row))
		buf_reset(&f->row);
	trail_read(st, f->table, values, &f->key, &f->row);
	trail_batch_add(&f->r->batch, 'k', f->table->name, buf_str(&f->key));
	trail_batch_add(&f->r->batch, 'r', f->table->name, buf_str(&f->row));
	put_shown(&f->shown, f->table, values, from);
	for (size_t i = from; i < f->shown.n; i++)
		f->shown.p[i] = f->shown.p[i] == '\n' ? ' ' : f->shown.p[i];
	buf_put_byte(&f->shown, '\n');
	return 0;
}

static int read_table(struct found *f, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(buf_release) buf sql;
	struct db *d = ledger_db(f->r->a->ledger);
	int rc;

	buf_init(&sql, SQL_MOST);
	trail_put_select(&sql, f->table);
	TRY(db_prepare(d, buf_str(&sql), &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1)
		TRY(take_row(f, st, e));
	TRY(rc);
	return settle(f, e);
}

/* --- chains ------------------------------------------------------------------------------------------------------------------- */

struct link {
	buf name;
	buf key;
	buf is; /* empty: not there */
	int64_t leaf;
	bool some;
};

/* The acts that a leaf of rows ends are those before it: the last of them tells what it was about. */
static void put_act(buf *b, struct ledger *l, int64_t leaf)
{
	AUTO(arena_clear) arena mem;
	struct log_leaf before;
	err ignored;

	arena_init(&mem, 2 * LOG_LEAF_MOST);
	if (leaf > 0 && log_leaf_get(l, (uint64_t)leaf - 1, &mem, &before, &ignored) == 0) {
		buf_put_c(b, " (");
		buf_put_clean(b, before.kind, SHOWN_MOST);
		if (before.subject.n)
			buf_put_byte(b, ' ');
		buf_put_clean(b, before.subject, SHOWN_MOST);
		buf_put_byte(b, ')');
	}
}

/* The last that leaves say of a row is that it is there, and the table has none. */
static int end_chain(struct audit_rows *r, const struct link *k)
{
	AUTO(buf_release) buf act, name;

	if (!k->some || k->is.n == 0)
		return 0;
	buf_init(&act, 4 * SHOWN_MOST);
	buf_init(&name, SHOWN_MOST);
	buf_put(&name, buf_str(&k->name));
	put_act(&act, r->a->ledger, k->leaf);
	audit_fault(r->a, buf_c(&name), -1, (uint64_t)k->leaf, _("a row is gone that leaf %lld names%s"),
		    (long long)k->leaf, buf_c(&act));
	return 0;
}

static void tell_row(struct audit_rows *r, int64_t leaf, struct db_stmt *st, const char *words)
{
	AUTO(buf_release) buf name, row;

	buf_init(&name, SHOWN_MOST);
	buf_init(&row, 4 * SHOWN_MOST);
	buf_put(&name, db_text(st, 0));
	buf_put(&row, db_text(st, 6));
	audit_fault_row(r->a, &(struct audit_fault){.table = buf_c(&name),
						    .row = -1,
						    .key = row.n ? buf_c(&row) : NULL,
						    .leaf = leaf < 0 ? AUDIT_NO_LEAF : (uint64_t)leaf,
						    .words = words});
}

/* next: the leaf that found something else before it; -1: the row itself is something else. */
static void put_difference(buf *words, struct ledger *l, const struct link *k, int64_t next)
{
	bool last = next < 0;

	if (last && !k->some)
		buf_put_c(words, _("no leaf names this row"));
	else if (last && k->is.n == 0)
		buf_printf(words, _("leaf %lld took this row away"), (long long)k->leaf);
	else if (last)
		buf_printf(words, _("this row is not what leaf %lld names"), (long long)k->leaf);
	else if (!k->some)
		buf_printf(words, _("leaf %lld found a row that no leaf before it names"), (long long)next);
	else
		buf_printf(words, _("between leaf %lld and leaf %lld a row was altered by no act"), (long long)k->leaf,
			   (long long)next);
	if (k->some || !last)
		put_act(words, l, last ? k->leaf : next);
}

/* What is there against the last leaf that names it; what a leaf found before it against the leaf before. */
static void test_link(struct audit_rows *r, const struct link *k, struct db_stmt *st)
{
	AUTO(buf_release) buf words;
	bool last = db_int(st, 2) == LAST;
	int64_t next = last ? -1 : db_int(st, 3);

	if (str_eq(db_bytes(st, last ? 5 : 4), buf_str(&k->is)))
		return;
	buf_init(&words, 8 * SHOWN_MOST);
	put_difference(&words, r->a->ledger, k, next);
	tell_row(r, k->some ? k->leaf : next, st, buf_c(&words));
}

static int walk_link(struct audit_rows *r, struct link *k, struct db_stmt *st)
{
	bool same = k->some && str_eq(buf_str(&k->name), db_text(st, 0));

	same = same && str_eq(buf_str(&k->key), db_bytes(st, 1));
	if (!same) {
		TRY(end_chain(r, k));
		buf_reset(&k->name);
		buf_reset(&k->key);
		buf_reset(&k->is);
		buf_put(&k->name, db_text(st, 0));
		buf_put(&k->key, db_bytes(st, 1));
		k->some = false;
		k->leaf = -1;
	}
	test_link(r, k, st);
	buf_reset(&k->is);
	/* Behind the row itself nothing comes; it is not gone. */
	if (db_int(st, 2) != LAST)
		buf_put(&k->is, db_bytes(st, 5));
	k->leaf = db_int(st, 2) == LAST ? k->leaf : db_int(st, 3);
	k->some = true;
	return 0;
}

static int walk(struct audit_rows *r, struct link *k, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(r->a->ledger),
		       STR("SELECT name, key, n, leaf, was, now, shown FROM log_chain ORDER BY key, n"), &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1)
		TRY(walk_link(r, k, st));
	TRY(rc);
	return end_chain(r, k);
}

static int walk_chains(struct audit_rows *r, err *e)
{
	struct link k = {.leaf = -1};

	buf_init(&k.name, SHOWN_MOST);
	buf_init(&k.key, sizeof(digest));
	buf_init(&k.is, sizeof(digest));
	int rc = walk(r, &k, e);

	buf_release(&k.name);
	buf_release(&k.key);
	buf_release(&k.is);
	return rc;
}

int audit_rows_end(struct audit_rows *r, err *e)
{
	const struct trail_shape *shape = trail_shape(r->a->ledger);
	struct found f = {.r = r};
	int rc = 0;

	if (r->foreign)
		return 0;
	buf_init(&f.shown, (size_t)1 << 20);
	buf_init(&f.key, ROW_MOST);
	buf_init(&f.row, ROW_MOST);
	for (size_t i = 0; i < shape->count && rc == 0; i++) {
		f.table = &shape->tables[i];
		/* A ledger that was made and never used has its kind written down, and no leaf. */
		if (r->a->sum->leaves || !str_eq(f.table->name, STR("ledger_setting")))
			rc = read_table(&f, e);
	}
	buf_release(&f.shown);
	buf_release(&f.key);
	buf_release(&f.row);
	TRY(rc);
	TRY(db_flush(ledger_db(r->a->ledger), e));
	return walk_chains(r, e);
}
