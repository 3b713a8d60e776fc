/* asset: rows of `asset`, which live for ever, and `run_asset`, which say what belongs to a run. */
#include "store/store_priv.h"

/* Assets fetched at once by a walk. */
#define PAGE 512

/* The number of a key, 0 when the store does not know it. */
static int store_asset_find(struct store *s, str key, int64_t *ret_id, err *e)
{
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, "SELECT id FROM assets WHERE key = :key", &st, e));
	db_bind_text(st, "key", key);
	int rc = db_step(st, e);

	*ret_id = rc == 1 ? db_int(st, 0) : 0;
	db_reset(st);
	return rc < 0 ? rc : 0;
}

static int insert(struct store *s, const struct asset *a, int64_t *ret_id, err *e)
{
	static const char sql[] = "INSERT INTO assets(key, kind, host, port, https, transport) VALUES"
				  " (:key, :kind, :host, :port, :https, :transport) RETURNING id";
	const char *transport = a->kind != ASSET_SERVICE ? "" : a->transport == TRANSPORT_UDP ? "udp" : "tcp";
	struct db_stmt *st = NULL;
	AUTO(buf_release) buf ip;

	buf_init(&ip, 64);
	if (a->is_addr)
		addr_put(&ip, a->ip);
	TRY(store_stmt(s, sql, &st, e));
	db_bind_text(st, "key", a->key);
	db_bind_int(st, "kind", a->kind);
	db_bind_text(st, "host", a->is_addr ? buf_str(&ip) : a->host);
	db_bind_int(st, "port", a->port);
	db_bind_bool(st, "https", a->https);
	db_bind_text(st, "transport", str_c(transport));
	int rc = db_step(st, e);

	if (rc == 1)
		*ret_id = db_int(st, 0);
	db_reset(st);
	return rc < 0 ? rc : 0;
}

int store_asset_put(struct store *s, int64_t run, str key, str object, int64_t *ret_id, bool *ret_new, err *e)
{
	static const char sql[] =
		"INSERT INTO run_asset(run, kind, asset, object) VALUES (:run, :kind, :asset, :object)"
		" ON CONFLICT DO NOTHING";
	struct db_stmt *st = NULL;
	struct asset a = {0};

	if (!asset_parse(key, &a)) {
		AUTO(buf_release) buf q;

		buf_init(&q, 400);
		buf_put_quoted(&q, key, 80);
		return err_set(e, E_SYNTAX, "malformed asset key %s", buf_c(&q));
	}
	a.key = key;
	TRY(store_asset_find(s, key, ret_id, e));
	if (!*ret_id)
		TRY(insert(s, &a, ret_id, e));
	TRY(store_stmt(s, sql, &st, e));
	db_bind_int(st, "run", run);
	db_bind_int(st, "kind", a.kind);
	db_bind_int(st, "asset", *ret_id);
	db_bind_text(st, "object", object);
	TRY(db_run(st, e));
	if (ret_new)
		*ret_new = db_changed(st) > 0;
	return 0;
}

/* One page of assets after *after into mem. */
static int page(struct db_stmt *st, int64_t after, arena *mem, struct asset *ret, size_t *ret_count, err *e)
{
	int rc;

	*ret_count = 0;
	db_bind_int(st, "after", after);
	while ((rc = db_step(st, e)) == 1 && *ret_count < PAGE) {
		struct asset *a = &ret[*ret_count];
		str key = store_keep(mem, st, 1);

		if (!asset_parse(key, a)) {
			db_reset(st);
			return err_set(e, E_STORE, "asset %lld has a malformed key", (long long)db_int(st, 0));
		}
		a->key = key;
		a->id = db_int(st, 0);
		a->object = store_keep(mem, st, 2);
		++*ret_count;
	}
	db_reset(st);
	return rc < 0 ? rc : 0;
}

static int each_of_kind(struct store *s, int64_t run, enum asset_kind kind,
			int (*each)(void *ctx, const struct asset *a, err *e), void *ctx, err *e)
{
	static const char sql[] =
		"SELECT a.id, a.key, r.object FROM run_asset r JOIN assets a ON a.id = r.asset"
		" WHERE r.run = :run AND r.kind = :kind AND r.asset > :after ORDER BY r.asset LIMIT 512";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(arena_clear) arena mem;
	struct asset assets[PAGE];
	size_t n = PAGE;

	arena_init(&mem, 16u << 20);
	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_bind_int(st, "run", run);
	db_bind_int(st, "kind", kind);
	for (int64_t after = 0; n == PAGE; after = n ? assets[n - 1].id : 0) {
		arena_clear(&mem);
		TRY(page(st, after, &mem, assets, &n, e));
		for (size_t i = 0; i < n; i++)
			TRY(each(ctx, &assets[i], e));
	}
	return 0;
}

int store_asset_each(struct store *s, int64_t run, enum asset_kind kind,
		     int (*each)(void *ctx, const struct asset *a, err *e), void *ctx, err *e)
{
	for (int k = 0; k < ASSET_KIND_COUNT; k++) {
		if (kind == ASSET_KIND_COUNT || kind == (enum asset_kind)k)
			TRY(each_of_kind(s, run, (enum asset_kind)k, each, ctx, e));
	}
	return 0;
}

int store_asset_counts(struct store *s, int64_t run, uint64_t ret[ASSET_KIND_COUNT], err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	for (size_t i = 0; i < ASSET_KIND_COUNT; i++)
		ret[i] = 0;
	TRY(store_stmt(s, "SELECT kind, COUNT(*) FROM run_asset WHERE run = :run GROUP BY kind", &st, e));
	db_bind_int(st, "run", run);
	while ((rc = db_step(st, e)) == 1) {
		int64_t k = db_int(st, 0);

		if (k >= 0 && k < ASSET_KIND_COUNT)
			ret[k] = (uint64_t)db_int(st, 1);
	}
	return rc;
}
