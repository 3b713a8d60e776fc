/*
 * campaign_effects: what a draw means for the registry: who was drawn handles the unit. Units that the registry does not know (drawn from a
 * file) are left alone. That a unit was inspected counts against its cap when it is (yicha onsite), not here. Part of campaign.h.
 */
#include "ledger/campaign_priv.h"
#include "ledger/registry.h"

struct row {
	str unit, officer;
};

struct rows {
	struct row *rows;
	size_t n, size;
	arena *mem;
};

static void add(struct rows *r, struct db_stmt *st)
{
	if (r->n == r->size) {
		size_t size = r->size ? 2 * r->size : 64;
		struct row *bigger = arena_new(r->mem, struct row, size);

		for (size_t i = 0; i < r->n; i++)
			bigger[i] = r->rows[i];
		r->rows = bigger;
		r->size = size;
	}
	r->rows[r->n++] = (struct row){arena_str(r->mem, db_text(st, 0)), arena_str(r->mem, db_text(st, 1))};
}

/* Read whole before anything is written. */
static int collect(struct ledger *l, const char *sql, str number, struct rows *ret, err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	ret->n = 0;
	TRY(ledger_stmt(l, sql, &st, e));
	db_bind_text(st, "draw", number);
	while ((rc = db_step(st, e)) == 1)
		add(ret, st);
	return rc;
}

int campaign_effects(struct ledger *l, str number, arena *mem, err *e)
{
	struct rows rows = {.mem = mem};

	TRY(collect(l,
		    "SELECT h.unit, h.person FROM reg_handler h WHERE h.subject = :draw AND h.until = 0 AND NOT EXISTS"
		    " (SELECT 1 FROM draw_pair p WHERE p.draw = h.subject AND p.unit = h.unit AND p.officer = h.person)"
		    " ORDER BY h.unit, h.person",
		    number, &rows, e));
	for (size_t i = 0; i < rows.n; i++)
		TRY(registry_handler_put(l, rows.rows[i].unit, rows.rows[i].officer, number, true, e));
	TRY(collect(l,
		    "SELECT p.unit, p.officer FROM draw_pair p JOIN reg_unit r ON r.uscc = p.unit"
		    " JOIN person q ON q.id = p.officer WHERE p.draw = :draw ORDER BY p.unit, p.officer",
		    number, &rows, e));
	for (size_t i = 0; i < rows.n; i++)
		TRY(registry_handler_put(l, rows.rows[i].unit, rows.rows[i].officer, number, false, e));
	return 0;
}
