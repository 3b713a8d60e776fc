/* audit_around: what lies beside the rows: triggers that would write for somebody, bytes that no document names, tables that no leaf speaks of. */
#include "base/i18n.h"
#include "ledger/audit_priv.h"
#include "ledger/trail_priv.h"

/* A trigger that the database keeps writes where an act of ours writes, and would be noted as the act's doing. SQLite's of ours are the connection's. */
static int find_triggers(struct auditor *a, err *e)
{
	static const char *const triggers[DB_ENGINE_COUNT] = {
		"SELECT tbl_name, name FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY name",
		"SELECT c.relname::text, t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
		" WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"
		" AND (t.tgname <> 'yicha_touch' OR t.tgenabled <> 'O') ORDER BY 2"};
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	struct db *d = ledger_db(a->ledger);
	int rc;

	TRY(db_prepare(d, str_c(triggers[db_engine(d)]), &st, e));
	while ((rc = db_step(st, e)) == 1) {
		AUTO(buf_release) buf table, name;

		buf_init(&table, 256);
		buf_init(&name, 256);
		buf_put_clean(&table, db_text(st, 0), 200);
		buf_put_clean(&name, db_text(st, 1), 200);
		audit_fault(a, buf_c(&table), -1, AUDIT_NO_LEAF,
			    _("the database has a trigger %s here that is not yicha's, or is switched off"),
			    buf_c(&name));
	}
	return rc;
}

static int find_bytes(struct auditor *a, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(buf_release) buf hex;
	int rc;

	buf_init(&hex, 256);
	TRY(db_prepare(ledger_db(a->ledger),
		       STR("SELECT b.sha256 FROM document_bytes b WHERE NOT EXISTS"
			   " (SELECT 1 FROM document d WHERE d.sha256 = b.sha256) ORDER BY b.sha256"),
		       &st, e));
	while ((rc = db_step(st, e)) == 1) {
		buf_reset(&hex);
		buf_put_hex(&hex, str_sub(db_bytes(st, 0), 0, 32));
		audit_fault_row(a, &(struct audit_fault){.table = "document_bytes",
							 .row = -1,
							 .key = buf_c(&hex),
							 .leaf = AUDIT_NO_LEAF,
							 .words = _("no document names these bytes")});
	}
	return rc;
}

static bool is_covered(struct ledger *l, str table)
{
	const struct trail_shape *shape = trail_shape(l);

	for (size_t i = 0; i < shape->count; i++) {
		if (str_eq(shape->tables[i].name, table))
			return true;
	}
	return trail_is_own(table) || str_eq(table, STR("evidence"));
}

/* By what the database has, not by what we think it has. */
static int name_uncovered(struct auditor *a, err *e)
{
	static const char *const tables[DB_ENGINE_COUNT] = {
		"SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
		"SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"};
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	struct db *d = ledger_db(a->ledger);
	int rc;

	TRY(db_prepare(d, str_c(tables[db_engine(d)]), &st, e));
	while ((rc = db_step(st, e)) == 1) {
		if (!is_covered(a->ledger, db_text(st, 0)))
			a->options->uncovered(a->options->ctx, db_text(st, 0));
	}
	return rc;
}

int audit_around(struct auditor *a, err *e)
{
	TRY(find_triggers(a, e));
	TRY(find_bytes(a, e));
	return a->options->uncovered ? name_uncovered(a, e) : 0;
}
