/* plan: which collector is to look at which asset, and what is still open. */
#include "base/must.h"
#include "store/store_priv.h"

#define PAGE 256

int store_plan(struct store *s, int64_t run, int64_t asset, int64_t sweep, unsigned round, err *e)
{
	static const char sql[] = "INSERT INTO plan(run, asset, sweep, round) VALUES (:run, :asset, :sweep, :round)"
				  " ON CONFLICT DO NOTHING";
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, sql, &st, e));
	db_bind_int(st, "run", run);
	db_bind_int(st, "asset", asset);
	db_bind_int(st, "sweep", sweep);
	db_bind_int(st, "round", round);
	return db_run(st, e);
}

struct store_plan_walk {
	struct store *store;
	int64_t run;
	struct db_stmt *next;
	arena mem;
	int64_t after_asset;
	int64_t after_sweep;
	struct store_plan_item items[PAGE];
	size_t count;
	size_t at;
};

struct store_plan_walk *store_plan_walk_new(struct store *s, int64_t run)
{
	struct store_plan_walk *w = calloc(1, sizeof(*w));

	must(w);
	w->store = s;
	w->run = run;
	arena_init(&w->mem, 4u << 20);
	return w;
}

void store_plan_walk_free(struct store_plan_walk *w)
{
	if (!w)
		return;
	db_stmt_free(w->next);
	arena_clear(&w->mem);
	free(w);
}

static int read_item(struct store_plan_walk *w, struct store_plan_item *it, err *e)
{
	str key = store_keep(&w->mem, w->next, 3);

	if (!asset_parse(key, &it->asset))
		return err_set(e, E_STORE, "asset %lld has a malformed key", (long long)db_int(w->next, 0));
	it->asset.key = key;
	it->asset.id = db_int(w->next, 0);
	it->asset.object = store_keep(&w->mem, w->next, 4);
	it->sweep = db_int(w->next, 1);
	it->round = (unsigned)db_int(w->next, 2);
	it->collector = store_keep(&w->mem, w->next, 5);
	return 0;
}

/* The next page into memory; nothing stays open in the database, so that writing goes on meanwhile. */
static int page(struct store_plan_walk *w, err *e)
{
	static const char sql[] = "SELECT p.asset, p.sweep, p.round, a.key, r.object, s.collector FROM plan p"
				  " JOIN assets a ON a.id = p.asset JOIN sweep s ON s.id = p.sweep"
				  " JOIN run_asset r ON r.run = p.run AND r.kind = a.kind AND r.asset = p.asset"
				  " LEFT JOIN collected c ON c.sweep = p.sweep AND c.asset = p.asset"
				  " WHERE p.run = :run AND (p.asset, p.sweep) > (:asset, :sweep) AND c.asset IS NULL"
				  " ORDER BY p.asset, p.sweep LIMIT 256";
	int rc;

	if (!w->next)
		TRY(db_prepare(w->store->db, str_c(sql), &w->next, e));
	TRY(db_flush(w->store->db, e));
	arena_clear(&w->mem);
	w->count = w->at = 0;
	db_bind_int(w->next, "run", w->run);
	db_bind_int(w->next, "asset", w->after_asset);
	db_bind_int(w->next, "sweep", w->after_sweep);
	while ((rc = db_step(w->next, e)) == 1 && w->count < PAGE) {
		rc = read_item(w, &w->items[w->count], e);
		if (rc < 0)
			break;
		w->count++;
	}
	db_reset(w->next);
	return rc < 0 ? rc : 0;
}

int store_plan_next(struct store_plan_walk *w, struct store_plan_item *ret, err *e)
{
	if (w->at == w->count)
		TRY(page(w, e));
	if (w->count == 0) {
		w->after_asset = w->after_sweep = 0;
		return 0;
	}
	*ret = w->items[w->at++];
	w->after_asset = ret->asset.id;
	w->after_sweep = ret->sweep;
	return 1;
}

int store_plan_counts(struct store *s, int64_t run, uint64_t *ret_planned, uint64_t *ret_collected, err *e)
{
	static const char sql[] =
		"SELECT (SELECT COUNT(*) FROM plan WHERE run = :run),"
		" (SELECT COUNT(*) FROM collected c JOIN sweep s ON s.id = c.sweep WHERE s.run = :run)";
	struct db_stmt *st = NULL;

	TRY(db_flush(s->db, e));
	TRY(store_stmt(s, sql, &st, e));
	db_bind_int(st, "run", run);
	int rc = db_step(st, e);

	if (rc == 1) {
		*ret_planned = (uint64_t)db_int(st, 0);
		*ret_collected = (uint64_t)db_int(st, 1);
	}
	db_reset(st);
	return rc < 0 ? rc : 0;
}
