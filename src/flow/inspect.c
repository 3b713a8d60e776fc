#include "flow/inspect.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/map.h"
#include "base/must.h"
#include "flow/frame.h"
#include "flow/plan.h"
#include "flow/worker.h"
#include "os/clock.h"

/* Jobs handed out and not finished: enough to keep the engine full, few enough to lose little. */
#define WINDOW_MOST ((size_t)1024)
/* A transaction holds so many collections, or so long (milliseconds). */
#define COMMIT_COLLECTIONS 256
#define COMMIT_MS 1000
/* A worker that dies so often in one run is not started again. */
#define DEATHS_MOST 200
#define COLLECTORS_MOST ((size_t)64)
#define RESULT_MEMORY ((size_t)64 * 1024 * 1024)
#define PLAN_CHUNK 2000
#define PROGRESS_MS 200

struct inspect {
	const struct inspect_conf *conf;
	struct store *store;
	struct store_run run;
	int64_t sweeps[COLLECTORS_MOST];
	bool used[COLLECTORS_MOST];
	size_t collectors;
	struct channel worker;
	map flight; /* asset and collector → 1 */
	size_t in_flight;
	size_t window; /* halved when a worker dies, so that the job that kills it is found */
	size_t since_death;
	unsigned deaths;
	struct store_plan_walk *walk;
	bool exhausted; /* the walk came to its end and nothing was planned since */
	bool stopping;
	unsigned uncommitted;
	int64_t transaction_at;
	int64_t progress_at;
	arena scratch;
	buf frame;
};

static int commit(struct inspect *in, err *e)
{
	if (!in->transaction_at)
		return 0;
	in->transaction_at = 0;
	in->uncommitted = 0;
	return store_commit(in->store, e);
}

static int begin(struct inspect *in, err *e)
{
	if (in->transaction_at)
		return 0;
	TRY(store_begin(in->store, e));
	in->transaction_at = os_now_mono_ms();
	return 0;
}

/* Does the collector concern this asset, and is it asked for? */
static bool wanted(const struct inspect *in, size_t c, const struct asset *a)
{
	const struct collector *k = collectors[c];

	return in->used[c] && k->kinds & 1u << a->kind && (!k->wants || k->wants(a));
}

/* Puts an asset into the run and plans every collector that wants it. Needs a transaction. */
static int plan_asset(struct inspect *in, str key, str object, unsigned round, err *e)
{
	struct asset a;
	bool is_new;

	if (!asset_parse(key, &a))
		return 0;
	if (in->conf->only_asset.n && !str_eq(key, in->conf->only_asset) && a.kind != ASSET_UNIT)
		return 0;
	TRY(store_asset_put(in->store, in->run.n, key, object, &a.id, &is_new, e));
	for (size_t c = 0; c < in->collectors; c++)
		if (wanted(in, c, &a))
			TRY(store_plan(in->store, in->run.n, a.id, in->sweeps[c], round, e));
	return 0;
}

static int plan_scope(struct inspect *in, err *e)
{
	struct plan p;
	buf key;
	str object;
	int rc = 0;
	unsigned n = 0;

	buf_init(&key, 1024);
	plan_init(&p, in->conf->scope);
	while (rc == 0 && !*in->conf->stop && plan_next(&p, &key, &object)) {
		rc = begin(in, e);
		if (rc == 0)
			rc = plan_asset(in, buf_str(&key), object, 0, e);
		if (rc == 0 && ++n % PLAN_CHUNK == 0)
			rc = commit(in, e);
	}
	/* A found service is checked again although the scope does not name it. */
	if (rc == 0 && in->conf->only_asset.n)
		rc = begin(in, e) < 0 ? E_STORE : plan_asset(in, in->conf->only_asset, (str){0}, 0, e);
	buf_release(&key);
	return rc < 0 ? rc : commit(in, e);
}

/* Does the re-check need this collector? */
static bool asked_for(const struct inspect_conf *conf, const struct collector *k)
{
	if (conf->only_table_count == 0)
		return true;
	for (size_t i = 0; i < k->fill_count; i++)
		for (size_t t = 0; t < conf->only_table_count; t++)
			if (k->fills[i] == conf->only_tables[t])
				return true;
	return false;
}

static int plan_sweeps(struct inspect *in, err *e)
{
	for (size_t c = 0; collectors[c]; c++) {
		const struct collector *k = collectors[c];

		must(c < COLLECTORS_MOST);
		in->used[c] = asked_for(in->conf, k);
		TRY(store_sweep(in->store, in->run.n, str_c(k->name), k->version, k->fills, k->fill_count,
				&in->sweeps[c], e));
		in->collectors = c + 1;
	}
	return 0;
}

struct flight_key {
	uint8_t b[10];
};

static struct flight_key flight_key(int64_t asset, uint16_t collector)
{
	struct flight_key k;

	for (int i = 0; i < 8; i++)
		k.b[i] = (uint8_t)((uint64_t)asset >> (8 * i));
	k.b[8] = (uint8_t)collector;
	k.b[9] = (uint8_t)(collector >> 8);
	return k;
}

#define KEY_STR(k) ((str){(k).b, sizeof((k).b)})

static int send_job(struct inspect *in, const struct store_plan_item *it, err *e)
{
	for (size_t c = 0; c < in->collectors; c++) {
		if (in->sweeps[c] != it->sweep)
			continue;
		struct flight_key k = flight_key(it->asset.id, (uint16_t)c);
		uint64_t *slot = map_add(&in->flight, KEY_STR(k), NULL);

		if (!slot)
			return err_set(e, E_LIMIT, "too many jobs");
		if (*slot)
			return 0;
		*slot = 1;
		in->in_flight++;
		buf_reset(&in->frame);
		frame_job_put(&in->frame, &(struct frame_job){.asset = it->asset.id,
							      .collector = (uint16_t)c,
							      .key = it->asset.key,
							      .object = it->asset.object});
		/* A worker that is gone is noticed when it is read from. */
		(void)channel_queue(&in->worker, buf_str(&in->frame), NULL);
		return 0;
	}
	/* Planned for a collector that this program no longer has. */
	return 0;
}

/* Forgets finished entries of the flight table, which only grows. */
static void flight_tidy(struct inspect *in)
{
	map fresh;
	str key;
	uint64_t v;

	if (in->flight.n < 4 * WINDOW_MOST)
		return;
	map_init(&fresh, in->flight.max, in->flight.seed);
	for (size_t at = 0; map_next(&in->flight, &at, &key, &v);)
		if (v)
			*map_add(&fresh, key, NULL) = v;
	map_release(&in->flight);
	in->flight = fresh;
}

static int hand_out(struct inspect *in, err *e)
{
	struct store_plan_item it;

	flight_tidy(in);
	while (!in->stopping && !in->exhausted && in->in_flight < in->window) {
		int rc = store_plan_next(in->walk, &it, e);

		TRY(rc);
		if (rc == 0) {
			in->exhausted = true;
			break;
		}
		TRY(send_job(in, &it, e));
	}
	return 0;
}

static int store_result(struct inspect *in, const struct frame_result *r, err *e)
{
	struct store_found found;
	const struct collector *k = collectors[r->collector];
	struct flight_key key = flight_key(r->asset, r->collector);
	uint64_t *slot = map_find(&in->flight, KEY_STR(key));

	/* Only what was asked for is taken, once. */
	if (!slot || !*slot)
		return 0;
	*slot = 0;
	in->in_flight--;
	in->since_death++;
	if (in->since_death >= in->window && in->window < WINDOW_MOST) {
		in->window *= 2;
		in->since_death = 0;
	}
	if (in->stopping)
		return 0;
	TRY(begin(in, e));
	TRY(store_commit_batch(in->store,
			       &(struct store_collection){.asset = r->asset,
							  .sweep = in->sweeps[r->collector],
							  .version = k->version,
							  .began = r->began,
							  .ended = r->ended},
			       r->batch, &in->scratch, &found, e));
	for (size_t i = 0; i < found.count; i++) {
		TRY(plan_asset(in, found.keys[i], (str){0}, 1, e));
		in->exhausted = false;
	}
	in->uncommitted++;
	arena_clear(&in->scratch);
	return 0;
}

/* Where it went to; nowhere, of a folder that was read. */
static void put_where(buf *where, const struct gate_entry *g)
{
	bool v6 = !addr_is_v4(g->ip);

	if (!g->port && addr_eq(g->ip, (addr){0}))
		return;
	if (v6)
		buf_put_byte(where, '[');
	addr_put(where, g->ip);
	buf_printf(where, "%s:%u", v6 ? "]" : "", g->port);
}

static int store_journal(struct inspect *in, str body, err *e)
{
	cur c = cur_of(body);
	struct gate_entry g;
	buf where;
	int rc = begin(in, e);

	buf_init(&where, 64);
	while (rc == 0 && frame_entry_next(&c, &g)) {
		buf_reset(&where);
		put_where(&where, &g);
		rc = store_journal_add(in->store, in->run.n,
				       &(struct store_sent){.at = g.at,
							    .house = g.door == GATE_DOOR_HOUSE,
							    .asset = g.asset,
							    .name = g.name,
							    .address = buf_str(&where),
							    .transport = g.transport,
							    .act = g.act,
							    .what = g.what,
							    .answer = str_c(gate_words(g.answer)),
							    .bytes = g.sent},
				       e);
	}
	buf_release(&where);
	return rc;
}

static int take_frames(struct inspect *in, err *e)
{
	str frame, body;
	struct frame_result r;

	while (channel_next(&in->worker, &frame)) {
		enum frame_kind kind = frame_kind_of(frame, &body);

		if (kind == FRAME_JOURNAL)
			TRY(store_journal(in, body, e));
		else if (kind == FRAME_RESULT && frame_result_take(body, &r) && r.collector < in->collectors)
			TRY(store_result(in, &r, e));
		else
			log_warn("inspect", NULL, "the worker sent a malformed message");
	}
	return 0;
}

/* The one job that was in flight when the worker died is recorded as failed: it would kill the next one too. */
static int blame(struct inspect *in, err *e)
{
	str key;
	uint64_t v;
	size_t at = 0;
	struct sink s;
	int rc = 0;

	while (map_next(&in->flight, &at, &key, &v) && !v)
		;
	cur c = cur_of(key);
	uint64_t asset = cur_le64(&c);
	uint16_t collector = cur_le16(&c);

	if (!cur_done(&c) || collector >= in->collectors)
		return 0;
	sink_init(&s, 4096, store_key(in->store));
	sink_end(&s, COLLECTED_FAILED, N_("the collecting process died on it"));
	rc = store_result(in,
			  &(struct frame_result){.asset = (int64_t)asset,
						 .collector = collector,
						 .began = os_now_utc(),
						 .ended = os_now_utc(),
						 .batch = buf_str(&s.b)},
			  e);
	sink_release(&s);
	return rc;
}

static int start_worker(struct inspect *in, err *e)
{
	digest d = digest_hmac(store_key(in->store), in->run.id);
	cur c = cur_of(digest_str(&d));

	return worker_start(&(struct worker_conf){.scope = in->conf->scope,
						  .key = store_key(in->store),
						  .at = in->run.began,
						  .seed = cur_u64(&c)},
			    &in->worker, e);
}

static int worker_died(struct inspect *in, err *e)
{
	int status = channel_end(&in->worker, true);
	size_t n = in->in_flight;

	if (in->stopping)
		return 0;
	if (++in->deaths > DEATHS_MOST || (status > 0 && status < 128))
		return err_set(e, E_NET, "the collecting process ends again and again (status %d)", status);
	log_warn("inspect", NULL, "the collecting process died (status %d) with %zu jobs in flight; starting it again",
		 status, n);
	if (n == 1)
		TRY(blame(in, e));
	in->window = in->window > 1 ? in->window / 2 : 1;
	if (in->window > n && n > 1)
		in->window = n / 2;
	in->since_death = 0;
	map_release(&in->flight);
	in->in_flight = 0;
	in->exhausted = false;
	return start_worker(in, e);
}

static void tell(struct inspect *in)
{
	struct inspect_progress p = {.in_flight = in->in_flight};
	int64_t now = os_now_mono_ms();

	if (!in->conf->progress || now - in->progress_at < PROGRESS_MS)
		return;
	in->progress_at = now;
	if (store_plan_counts(in->store, in->run.n, &p.planned, &p.collected, NULL) == 0)
		in->conf->progress(in->conf->progress_ctx, &p);
}

static void ask_to_stop(struct inspect *in)
{
	uint8_t stop = FRAME_STOP;

	in->stopping = true;
	(void)channel_queue(&in->worker, (str){&stop, 1}, NULL);
}

/* One turn; 1 when all is done. */
static int turn(struct inspect *in, err *e)
{
	if (*in->conf->stop && !in->stopping)
		ask_to_stop(in);
	if (in->in_flight == 0)
		in->exhausted = in->stopping;
	TRY(hand_out(in, e));
	if (in->uncommitted >= COMMIT_COLLECTIONS ||
	    (in->transaction_at && os_now_mono_ms() - in->transaction_at >= COMMIT_MS))
		TRY(commit(in, e));
	tell(in);
	if (in->in_flight == 0)
		return 1;
	channel_wait(&in->worker, 1, PROGRESS_MS);
	int open = channel_pump(&in->worker, e);

	TRY(take_frames(in, e));
	if (open <= 0) {
		TRY(worker_died(in, e));
		if (in->stopping)
			return 1;
	}
	return 0;
}

static int collect(struct inspect *in, err *e)
{
	int rc = start_worker(in, e);

	if (rc < 0)
		return rc;
	in->walk = store_plan_walk_new(in->store, in->run.n);
	while (rc == 0)
		rc = turn(in, e);
	store_plan_walk_free(in->walk);
	if (in->worker.fd >= 0 && rc > 0 && !in->stopping)
		ask_to_stop(in);
	/* The rest of the journal comes before the worker's end. */
	while (rc > 0 && in->worker.fd >= 0) {
		channel_wait(&in->worker, 1, -1);
		int open = channel_pump(&in->worker, e);

		rc = take_frames(in, e) < 0 ? E_STORE : rc;
		if (open <= 0)
			break;
	}
	channel_end(&in->worker, rc < 0);
	if (rc < 0) {
		store_rollback(in->store);
		return rc;
	}
	return commit(in, e);
}

static int check_period(const struct scope *s, err *e)
{
	int64_t now = os_now_utc();

	if (now < s->authorisation.from)
		return err_set(e, E_SCOPE, _("%.*s: the authorised period has not begun"), STR_ARG(s->path));
	if (now >= s->authorisation.until)
		return err_set(e, E_SCOPE, _("%.*s: the authorised period is over"), STR_ARG(s->path));
	return 0;
}

/* Takes up an unfinished run of the scope, or makes a new one. */
static int open_run(struct inspect *in, arena *mem, bool *ret_resumed, err *e)
{
	const struct scope *s = in->conf->scope;
	int rc = 0;

	*ret_resumed = false;
	if (in->conf->retry)
		rc = store_run_again(in->store, &s->sha256, in->conf->kind, mem, &in->run, e);
	else if (!in->conf->fresh)
		rc = store_run_unfinished(in->store, &s->sha256, in->conf->kind, mem, &in->run, e);
	TRY(rc);
	if (rc > 0) {
		*ret_resumed = true;
		log_info("inspect", _("going on with run %.*s"), STR_ARG(in->run.id));
		return 0;
	}
	in->run = (struct store_run){.kind = in->conf->kind,
				     .scope = s->sha256,
				     .scope_bytes = s->bytes,
				     .scope_path = s->path,
				     .uscc = s->unit.uscc,
				     .unit = s->unit.name,
				     .province = s->unit.province,
				     .version = STR(YICHA_VERSION),
				     .vantage = s->authorisation.vantage,
				     .began = os_now_utc()};
	return store_run_new(in->store, &in->run, mem, e);
}

static int carry(struct inspect *in, err *e)
{
	TRY(plan_sweeps(in, e));
	TRY(plan_scope(in, e));
	TRY(collect(in, e));
	if (*in->conf->stop)
		return err_set(e, E_INTERRUPTED, _("interrupted; the same command goes on with run %.*s"),
			       STR_ARG(in->run.id));
	in->run.ended = os_now_utc();
	return store_run_finish(in->store, in->run.n, in->run.ended, e);
}

int inspect_run(const struct inspect_conf *conf, arena *mem, struct store_run *ret, bool *ret_resumed, err *e)
{
	struct inspect in = {.conf = conf, .store = conf->store, .window = WINDOW_MOST, .worker = {.fd = -1}};

	TRY(check_period(conf->scope, e));
	TRY(open_run(&in, mem, ret_resumed, e));
	arena_init(&in.scratch, RESULT_MEMORY);
	map_init(&in.flight, 8 * WINDOW_MOST, (uint64_t)os_now_mono_us());
	buf_init(&in.frame, 4096);
	int rc = carry(&in, e);

	arena_clear(&in.scratch);
	map_release(&in.flight);
	buf_release(&in.frame);
	*ret = in.run;
	return rc;
}
