/*
 * trail: every table of the ledger, found by what the program itself was generated from: rows in each of them, written through the ledger's own transactions; then
 * every column of each is altered, a row taken away, a row put in, one at a time, past the ledger. Each time the audit says which table, which row and
 * which leaf. YICHA_PG: on PostgreSQL.
 */
#include "ledger/trail_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/document.h"
#include "ledger/log.h"
#include "ledger/signing.h"
#include "test/tap.h"

#define NOW 1790000000

static err e;
static struct ledger *l;
static struct store *s;
static arena mem;

static bool is_postgres(void)
{
	return db_engine(ledger_db(l)) == DB_POSTGRES;
}

static bool run(const char *sql)
{
	return db_exec(ledger_db(l), sql, &e) == 0;
}

/* --- what the audit tells ------------------------------------------------------------------------------------------------- */

struct told {
	unsigned n;
	char table[4][40];
	char key[4][100];
	char words[4][300];
	uint64_t leaf[4];
	struct audit sum;
	unsigned uncovered;
	bool names_ours;
};

static void note(void *ctx, const struct audit_fault *f)
{
	struct told *t = ctx;
	unsigned i = t->n++;

	if (i >= ARRAY_LEN(t->leaf))
		return;
	snprintf(t->table[i], sizeof(t->table[i]), "%s", f->table);
	snprintf(t->key[i], sizeof(t->key[i]), "%s", f->key ? f->key : "");
	snprintf(t->words[i], sizeof(t->words[i]), "%s", f->words);
	t->leaf[i] = f->leaf;
}

static void uncovered(void *ctx, str table)
{
	struct told *t = ctx;

	t->uncovered++;
	for (size_t i = 0; i < trail_shape(l)->count; i++)
		t->names_ours = t->names_ours || str_eq(trail_shape(l)->tables[i].name, table);
}

static struct told audit(void)
{
	struct told t = {0};
	struct audit_options o = {.fault = note, .uncovered = uncovered, .ctx = &t};

	if (audit_run(l, &o, &t.sum, &e) < 0)
		ok(false, "the audit runs: %s", e.text);
	return t;
}

/* Alters by SQL past the ledger, and takes it back. */
static struct told altered(const char *sql)
{
	struct told t = {0};

	if (db_begin(ledger_db(l), &e) < 0 || !run(sql))
		ok(false, "%s: %s", sql, e.text);
	else
		t = audit();
	db_rollback(ledger_db(l));
	return t;
}

/* Which of the faults is of this table and says this; -1: none. */
static int place(const struct told *t, const char *table, const char *words)
{
	for (unsigned i = 0; i < t->n && i < ARRAY_LEN(t->leaf); i++) {
		if (strcmp(t->table[i], table) == 0 && strstr(t->words[i], words))
			return (int)i;
	}
	return -1;
}

static bool says(const struct told *t, const char *table, const char *words)
{
	return place(t, table, words) >= 0;
}

/* --- rows in every table ---------------------------------------------------------------------------------------------------- */

static void put_value(buf *b, const struct trail_column *c, unsigned row, unsigned column)
{
	switch (c->type) {
	case TRAIL_INT:
		buf_printf(b, "%u", 10 * row + column);
		break;
	case TRAIL_BOOL:
		buf_put_c(b, is_postgres() ? "true" : "1");
		break;
	case TRAIL_TEXT:
		buf_printf(b, "'甲%u-%u'", row, column);
		break;
	case TRAIL_BYTES:
		buf_put_c(b, is_postgres() ? "'\\x0a1b'" : "X'0a1b'");
		break;
	}
}

/* Two rows, where functions of the ledger have not put some. */
static void fill(const struct trail_table *t, bool *done)
{
	AUTO(buf_release) buf b;
	int64_t some = 0;

	buf_init(&b, 1u << 14);
	buf_printf(&b, "SELECT count(*) FROM %.*s", STR_ARG(t->name));
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	if (db_prepare(ledger_db(l), buf_str(&b), &st, &e) == 0 && db_step(st, &e) == 1)
		some = db_int(st, 0);
	for (unsigned row = 0; row < 2 && some == 0 && *done; row++) {
		buf_reset(&b);
		buf_printf(&b, "INSERT INTO %.*s VALUES (", STR_ARG(t->name));
		for (unsigned i = 0; i < t->count; i++) {
			buf_put_c(&b, i ? "," : "");
			put_value(&b, &t->columns[i], row, i);
		}
		buf_put_c(&b, ")");
		*done = run(buf_c(&b));
	}
	ok(*done, "rows in %.*s%s%s", STR_ARG(t->name), *done ? "" : ": ", *done ? "" : e.text);
}

static void fill_all(void)
{
	const struct trail_shape *shape = trail_shape(l);
	struct person p = {.id = STR("li"), .name = STR("李某"), .roles = ROLE_BIT(ROLE_ADMIN), .active = true};
	struct document d = {.kind = STR("notice"),
			     .name = STR("通知.docx"),
			     .media = STR("application/x"),
			     .bytes = STR("abc"),
			     .actor = STR("li")};
	bool done = true;

	ok(ledger_begin(l, &e) == 0 && ledger_person_put(l, &p, &e) == 0 &&
		   ledger_setting_put(l, "agency.name", STR("样本局"), &e) == 0 && ledger_document_put(l, &d, &e) == 0,
	   "a person, a setting, a document: %s", e.text);
	for (size_t i = 0; i < shape->count; i++)
		fill(&shape->tables[i], &done);
	ok(ledger_commit(l, &e) == 0, "are kept: %s", e.text);
}

/* --- each column, a row less, a row more -------------------------------------------------------------------------------------- */

/* The row whose first column is the greatest. */
static void put_where(buf *b, const struct trail_table *t)
{
	str first = t->columns[0].name;

	buf_printf(b, " WHERE %.*s = (SELECT max(%.*s) FROM %.*s)", STR_ARG(first), STR_ARG(first), STR_ARG(t->name));
}

static void put_other(buf *b, const struct trail_column *c)
{
	switch (c->type) {
	case TRAIL_INT:
		buf_printf(b, "%.*s + 1000", STR_ARG(c->name));
		break;
	case TRAIL_BOOL:
		buf_printf(b, is_postgres() ? "NOT %.*s" : "1 - %.*s", STR_ARG(c->name));
		break;
	case TRAIL_TEXT:
		buf_printf(b, "%.*s || 'x'", STR_ARG(c->name));
		break;
	case TRAIL_BYTES:
		buf_put_c(b, is_postgres() ? "'\\x00'" : "X'00'");
		break;
	}
}

static void alter_columns(const struct trail_table *t, unsigned *missed)
{
	AUTO(buf_release) buf b, name;

	buf_init(&b, 1u << 14);
	buf_init(&name, 100);
	buf_put(&name, t->name);
	for (size_t i = 0; i < t->count; i++) {
		buf_reset(&b);
		buf_printf(&b, "UPDATE %s SET %.*s = ", buf_c(&name), STR_ARG(t->columns[i].name));
		put_other(&b, &t->columns[i]);
		put_where(&b, t);
		struct told told = altered(buf_c(&b));
		bool key = t->columns[i].key;
		bool found = key ? says(&told, buf_c(&name), "no leaf names this row") &&
					     says(&told, buf_c(&name), "a row is gone that leaf ")
				 : says(&told, buf_c(&name), "this row is not what leaf ");

		*missed += !found;
		if (!found)
			printf("# %s: told %u: %s %s\n", buf_c(&b), told.n, told.table[0], told.words[0]);
		/* Nothing else is told of it, but by who reads the row himself. */
		if (!str_eq(t->name, STR("document")))
			is_int(told.n, t->columns[i].key ? 2 : 1, "%s", buf_c(&b));
	}
}

static void take_away(const struct trail_table *t, unsigned *missed)
{
	AUTO(buf_release) buf b, name;

	buf_init(&b, 1u << 14);
	buf_init(&name, 100);
	buf_put(&name, t->name);
	buf_printf(&b, "DELETE FROM %s", buf_c(&name));
	put_where(&b, t);
	struct told told = altered(buf_c(&b));
	int at = place(&told, buf_c(&name), "a row is gone that leaf ");

	ok(at >= 0 && told.leaf[at] != AUDIT_NO_LEAF, "%s: %s", buf_c(&b), told.words[0]);
	*missed += at < 0;
}

static void put_in(const struct trail_table *t, unsigned *missed)
{
	AUTO(buf_release) buf b, name;

	buf_init(&b, 1u << 14);
	buf_init(&name, 100);
	buf_put(&name, t->name);
	buf_printf(&b, "INSERT INTO %s SELECT ", buf_c(&name));
	for (size_t i = 0; i < t->count; i++) {
		buf_put_c(&b, i ? "," : "");
		put_other(&b, &t->columns[i]);
	}
	buf_printf(&b, " FROM %s", buf_c(&name));
	put_where(&b, t);
	struct told told = altered(buf_c(&b));
	int at = place(&told, buf_c(&name), "no leaf names this row");

	ok(at >= 0 && told.key[at][0], "a row put into %s: %s", buf_c(&name), told.words[0]);
	*missed += at < 0;
}

static void every_table(void)
{
	const struct trail_shape *shape = trail_shape(l);
	unsigned missed = 0, columns = 0;

	for (size_t i = 0; i < shape->count; i++) {
		alter_columns(&shape->tables[i], &missed);
		take_away(&shape->tables[i], &missed);
		put_in(&shape->tables[i], &missed);
		columns += (unsigned)shape->tables[i].count;
	}
	is_int(missed, 0, "%u columns of %zu tables, a row less, a row more: all found", columns, shape->count);
	ok(shape->count >= 40, "which are all that there are");
}

/* --- more ------------------------------------------------------------------------------------------------------------------------ */

static bool put_person(const char *name)
{
	struct person p = {.id = STR("wang"), .name = str_c(name), .roles = ROLE_BIT(ROLE_LEGAL), .active = true};

	return ledger_begin(l, &e) == 0 && ledger_person_put(l, &p, &e) == 0 &&
	       ledger_act(l, &(struct ledger_act){"person.put", STR("wang"), STR("li"), {0}}, NULL, &e) == 0 &&
	       ledger_commit(l, &e) == 0;
}

static bool sign(void)
{
	str text = {0};

	return ledger_begin(l, &e) == 0 && signing_checkpoint(l, NULL, STR("li"), &mem, &text, &e) == 0 &&
	       ledger_commit(l, &e) == 0;
}

/* An act over a row that somebody altered before does not wash it clean. */
static void washed(void)
{
	struct told t;
	uint64_t size = 0, after = 0;

	ok(put_person("王某") && log_size(l, &size, &e) == 0, "a person: %s", e.text);
	ok(put_person("王某") && log_size(l, &after, &e) == 0 && after == size + 1,
	   "written again as he was, no row is named");
	ok(run("UPDATE person SET roles = 1 WHERE id = 'wang'"), "somebody gives him another role");
	ok(put_person("王先生"), "an act writes the row: %s", e.text);
	t = audit();
	ok(t.n == 1 && says(&t, "person", "a row was altered by no act (person.put wang)"),
	   "it is found all the same: %s", t.words[0]);
	is_str(str_c(t.key[0]), STR(""), "by the leaf, as what it was is known to nobody");
}

/* The end of the log is cut off: its rows are still there. */
static void cut(void)
{
	struct told t;
	uint64_t size = 0;
	char sql[200];

	ok(log_size(l, &size, &e) == 0, "leaves");
	snprintf(sql, sizeof(sql), "DELETE FROM log_leaf WHERE n = %llu", (unsigned long long)size - 1);
	t = altered(sql);
	ok(says(&t, "person", "this row is not what leaf "), "the last leaf: %s", t.words[0]);
	snprintf(sql, sizeof(sql), "DELETE FROM log_leaf WHERE n >= %llu", (unsigned long long)size - 2);
	t = altered(sql);
	ok(says(&t, "person", "this row is not what leaf "), "the last act: %s", t.words[0]);
	t = audit();
	ok(t.sum.signed_leaves < t.sum.leaves, "%llu of %llu leaves are signed",
	   (unsigned long long)t.sum.signed_leaves, (unsigned long long)t.sum.leaves);
	ok(sign(), "a checkpoint: %s", e.text);
	t = audit();
	is_int(t.sum.signed_leaves, t.sum.leaves, "then all are");
}

static void around(void)
{
	struct told t;

	t = altered("INSERT INTO document_bytes SELECT sm3, sm3 FROM document");
	ok(says(&t, "document_bytes", "no document names these bytes"), "bytes too many: %s", t.words[0]);
	t = altered(is_postgres() ? "CREATE TRIGGER mine BEFORE INSERT ON step FOR EACH ROW EXECUTE FUNCTION "
				    "yicha_touch_step()"
				  : "CREATE TRIGGER mine AFTER INSERT ON step BEGIN SELECT 1; END");
	ok(says(&t, "step", "has a trigger mine"), "a trigger: %s", t.words[0]);
	if (is_postgres()) {
		t = altered("ALTER TABLE step DISABLE TRIGGER yicha_touch");
		ok(says(&t, "step", "has a trigger yicha_touch"), "one switched off: %s", t.words[0]);
	}
	t = audit();
	ok(t.uncovered > 0 && !t.names_ours, "%u tables of the store are said not to be covered, none of the ledger",
	   t.uncovered);
	t = altered("UPDATE reg_contact SET phone = '1'");
	ok(t.n == 2 && strstr(t.key[0], "甲*") && !strstr(t.key[0], "甲0-2") && !strstr(t.key[0], "甲1-2"),
	   "a person's name is not shown whole: %s", t.key[0]);
}

static void in_transaction(void)
{
	AUTO(buf_release) buf b;
	struct told t;
	uint64_t size = 0, after = 0;

	buf_init(&b, 1u << 20);
	ok(log_size(l, &size, &e) == 0 && ledger_begin(l, &e) == 0 && run("DELETE FROM step"), "rows are taken away");
	ledger_rollback(l);
	ok(ledger_begin(l, &e) == 0 && ledger_commit(l, &e) == 0 && log_size(l, &after, &e) == 0 && after == size,
	   "taken back, no leaf names them");
	ok(ledger_begin(l, &e) == 0 && !run("INSERT INTO campaign VALUES ('a', 1), ('b', 2), ('a', 3)"),
	   "a statement fails");
	ok(ledger_commit(l, &e) < 0, "the transaction cannot be kept: %s", e.text);
	ledger_rollback(l);
	buf_put_c(&b, "INSERT INTO campaign VALUES ('n', 1)");
	for (unsigned i = 0; i < 9000; i++)
		buf_printf(&b, ",('n%u', %u)", i, i);
	ok(ledger_begin(l, &e) == 0 && run(buf_c(&b)) && run("UPDATE campaign SET at = at + 1 WHERE name >= 'n5'") &&
		   run("DELETE FROM campaign WHERE name < 'n3'") && ledger_commit(l, &e) == 0,
	   "more rows than one leaf holds, and written more than once: %s", e.text);
	ok(log_size(l, &after, &e) == 0 && after > size + 3, "are more than one leaf");
	t = audit();
	is_int(t.n, 0, "and are found to be what they are: %s", t.words[0]);
}

int main(void)
{
	const char *pg = getenv("YICHA_PG");
	struct told t;

	arena_init(&mem, (size_t)1 << 20);
	if (!ok(store_open(pg ? pg : ":memory:", true, &s, &e) == 0 &&
			ledger_open(s, &(struct ledger_options){.make = true, .sample = true, .now = NOW}, &l, &e) == 0,
		"a ledger%s", e.text))
		return tap_done();
	t = audit();
	is_int(t.n, 0, "a ledger that nobody has used: %s", t.words[0]);
	fill_all();
	t = audit();
	is_int(t.n, 0, "what nobody altered is sound: %s", t.words[0]);
	ok(t.sum.rows > 80, "%llu rows", (unsigned long long)t.sum.rows);
	ok(sign(), "a checkpoint: %s", e.text);
	every_table();
	t = audit();
	is_int(t.n, 0, "and is sound again");
	in_transaction();
	around();
	washed();
	cut();
	ledger_close(l);
	store_close(s);
	arena_clear(&mem);
	return tap_done();
}
