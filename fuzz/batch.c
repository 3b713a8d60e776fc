/* Batches as a caged child or a worker might send them: whatever the bytes, the store takes the batch whole, or notes a failed
 * collection and nothing else. */
#include "base/must.h"
#include "store/store.h"

static struct store *store;
static int64_t sweep;
static int64_t asset;

static void set_up(void)
{
	static arena mem;
	struct store_run run = {.began = 1};
	err e = {0};

	arena_init(&mem, 1u << 16);
	must(store_open(":memory:", true, &store, &e) == 0);
	must(store_run_new(store, &run, &mem, &e) == 0);
	must(store_sweep(store, run.n, STR("fuzz"), 1, NULL, 0, &sweep, &e) == 0);
	must(store_asset_put(store, run.n, STR("host:192.0.2.1"), STR(""), &asset, NULL, &e) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store_collection c = {.asset = 0};
	struct store_found found;
	err e = {0};
	arena mem;

	if (!store)
		set_up();
	c.asset = asset;
	c.sweep = sweep;
	arena_init(&mem, (size_t)64 << 20);
	must(store_begin(store, &e) == 0);
	/* Only a ceiling may refuse it: never the database. */
	int rc = store_commit_batch(store, &c, (str){data, size}, &mem, &found, &e);

	must(rc == 0 || rc == E_LIMIT);
	must(rc < 0 || found.count == 0 || !found.malformed);
	store_rollback(store);
	arena_clear(&mem);
	return 0;
}
