#include "flow/worker.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/must.h"
#include "collect/collector.h"
#include "flow/control.h"
#include "flow/frame.h"
#include "os/clock.h"
#include "os/process.h"
#include "os/sandbox.h"

/* Ceilings of one job: what a collector may keep in memory, and what it may hand over. */
#define JOB_MEMORY ((size_t)24 * 1024 * 1024)
#define JOB_BATCH ((size_t)32 * 1024 * 1024)
/* Journal lines are sent in frames of about this size, and always before the result they belong to. */
#define JOURNAL_FRAME ((size_t)64 * 1024)
/* The worker takes no new job while so much waits for the parent. */
#define BACKLOG ((size_t)8 * 1024 * 1024)

struct waiting {
	struct waiting *next;
	int64_t asset;
	uint16_t collector;
	size_t key_n;
	size_t object_n;
	uint8_t bytes[]; /* key, object */
};

struct running {
	struct collect_job job;
	struct asset asset;
	struct sink sink;
	arena mem;
	struct worker *worker;
	uint16_t collector;
	int64_t began;
};

struct worker {
	const struct worker_conf *conf;
	struct channel *up;
	struct gate *gate;
	struct net *net;
	struct control *control;
	struct waiting *first, **last;
	buf journal;
	buf frame;
	size_t collectors;
	bool stopping;
	bool gone; /* the parent is */
};

static void send_up(struct worker *w, str frame)
{
	err e = {0};

	if (w->gone)
		return;
	if (channel_queue(w->up, frame, &e) < 0 || (channel_pending(w->up) > BACKLOG && channel_flush(w->up, &e) < 0)) {
		w->gone = true;
		net_stop(w->net);
	}
}

static void send_journal(struct worker *w)
{
	if (w->journal.n == 0)
		return;
	send_up(w, buf_str(&w->journal));
	buf_reset(&w->journal);
}

static void on_journal(void *ctx, const struct gate_entry *entry)
{
	struct worker *w = ctx;

	if (w->journal.n == 0)
		frame_journal_begin(&w->journal);
	frame_entry_put(&w->journal, entry);
	if (w->journal.n > JOURNAL_FRAME)
		send_journal(w);
}

static void on_done(struct collect_job *job)
{
	struct running *r = job->done_ctx;
	struct worker *w = r->worker;

	must(r->sink.ended);
	send_journal(w);
	buf_reset(&w->frame);
	frame_result_put(&w->frame, &(struct frame_result){.asset = r->asset.id,
							   .collector = r->collector,
							   .began = r->began,
							   .ended = os_now_utc(),
							   .batch = buf_str(&r->sink.b)});
	send_up(w, buf_str(&w->frame));
	if (w->frame.size > ((size_t)1 << 20))
		buf_release(&w->frame);
	net_close_kept(w->net, r->asset.key);
	net_job_end(w->net);
	sink_release(&r->sink);
	arena mem = r->mem; /* r itself lies in it */

	arena_clear(&mem);
}

static void on_controlled(void *ctx)
{
	struct running *r = ctx;

	collectors[r->collector]->start(&r->job);
}

static void start_job(struct worker *w, const struct waiting *j)
{
	arena mem;

	arena_init(&mem, JOB_MEMORY);
	struct running *r = arena_new(&mem, struct running, 1);
	const uint8_t *object = j->bytes + j->key_n;

	r->worker = w;
	r->collector = j->collector;
	r->began = os_now_utc();
	str key = arena_str(&mem, (str){j->bytes, j->key_n});

	if (!asset_parse(key, &r->asset)) {
		log_warn("worker", NULL, "a job came with a malformed key");
		arena_clear(&mem);
		return;
	}
	r->asset.id = j->asset;
	r->asset.object = arena_str(&mem, (str){object, j->object_n});
	sink_init(&r->sink, JOB_BATCH, w->conf->key);
	r->mem = mem;
	digest d = digest_sha256(key);
	uint64_t mix = 0;

	for (size_t i = 0; i < 8; i++)
		mix = mix << 8 | d.b[i];
	r->job = (struct collect_job){
		.asset = &r->asset,
		.scope = w->conf->scope,
		.gate = w->gate,
		.net = w->net,
		.sink = &r->sink,
		.mem = &r->mem,
		.seed = w->conf->seed ^ mix,
		.at = w->conf->at,
		.done = on_done,
		.done_ctx = r,
	};
	net_job_begin(w->net);
	control_ensure(w->control, &r->asset, on_controlled, r);
}

static bool on_source(void *ctx, struct net *n)
{
	struct worker *w = ctx;
	struct waiting *j = w->first;

	(void)n;
	if (!j || w->stopping || w->gone)
		return false;
	w->first = j->next;
	if (!w->first)
		w->last = &w->first;
	start_job(w, j);
	free(j);
	return true;
}

static void take_job(struct worker *w, str body)
{
	struct frame_job j;

	if (!frame_job_take(body, &j) || j.collector >= w->collectors) {
		log_warn("worker", NULL, "malformed job");
		return;
	}
	struct waiting *q = malloc(sizeof(*q) + j.key.n + j.object.n);

	must(q);
	*q = (struct waiting){.asset = j.asset, .collector = j.collector, .key_n = j.key.n, .object_n = j.object.n};
	bytes_copy(q->bytes, j.key.n, j.key);
	bytes_copy(q->bytes + j.key.n, j.object.n, j.object);
	*w->last = q;
	w->last = &q->next;
}

/* Reads what the parent said. */
static void on_channel(void *ctx, struct net *n)
{
	struct worker *w = ctx;
	str frame, body;

	int open = channel_pump(w->up, NULL);

	while (channel_next(w->up, &frame)) {
		enum frame_kind kind = frame_kind_of(frame, &body);

		if (kind == FRAME_JOB)
			take_job(w, body);
		else
			w->stopping = true;
	}
	if (open <= 0)
		w->gone = true;
	if (w->gone || w->stopping)
		net_stop(n);
	else
		net_wake(n);
}

#define LOCK_PATHS ((size_t)256)

/* Every port that the scope names, once. */
static size_t scope_ports(const struct scope *s, uint16_t *ret)
{
	static bool seen[65536];
	size_t n = 0;

	for (size_t i = 0; i < s->item_count; i++) {
		seen[s->items[i].port] = true;
		for (size_t p = 0; p < s->items[i].port_count; p++)
			for (unsigned at = s->items[i].ports[p].lo; at <= s->items[i].ports[p].hi; at++)
				seen[at] = true;
	}
	for (size_t i = 0; i < s->resolver_count; i++)
		seen[s->resolvers[i].port] = true;
	for (size_t i = 0; i < s->store_count; i++)
		seen[s->stores[i].port] = true;
	for (unsigned at = 1; at < 65536; at++)
		if (seen[at])
			ret[n++] = (uint16_t)at;
	return n;
}

/* The second lock, from the scope: its files, its ports, and the trusted roots of the system. */
static int put_lock(const struct scope *s, err *e)
{
	static uint16_t ports[65536];
	/* And the ways of logging in that the client library of MySQL keeps in files of their own. */
	static const char *const own[] = {"/usr/lib/x86_64-linux-gnu/libmariadb3/plugin",
					  "/usr/lib/aarch64-linux-gnu/libmariadb3/plugin",
					  "/usr/lib64/mariadb/plugin",
					  "/etc/ssl",
					  "/usr/lib/ssl",
					  "/usr/share/ca-certificates",
					  "/proc/self"};
	const char *paths[LOCK_PATHS];
	arena mem;
	size_t n = 0;
	unsigned missing;

	arena_init(&mem, (size_t)1 << 20);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		paths[n++] = own[i];
	if (s->filing.n)
		paths[n++] = arena_cstr(&mem, s->filing);
	if (s->graded.n)
		paths[n++] = arena_cstr(&mem, s->graded);
	if (s->data.inventory.n)
		paths[n++] = arena_cstr(&mem, s->data.inventory);
	for (size_t i = 0; i < s->store_count && n + 1 < LOCK_PATHS; i++) {
		if (s->stores[i].path.n)
			paths[n++] = arena_cstr(&mem, s->stores[i].path);
		if (s->stores[i].rotation.n && n + 1 < LOCK_PATHS)
			paths[n++] = arena_cstr(&mem, s->stores[i].rotation);
		if (s->stores[i].ca.n && n + 2 < LOCK_PATHS)
			paths[n++] = arena_cstr(&mem, s->stores[i].ca);
		if (s->stores[i].password_file.n)
			paths[n++] = arena_cstr(&mem, s->stores[i].password_file);
	}
	for (size_t i = 0; i < s->folder_count && n < LOCK_PATHS; i++)
		paths[n++] = arena_cstr(&mem, s->folders[i]);
	int rc = os_sandbox_narrow(
		&(struct sandbox_allow){
			.read = paths, .read_count = n, .ports = ports, .port_count = scope_ports(s, ports)},
		&missing, e);

	arena_clear(&mem);
	if (rc == 0 && missing)
		log_warn("worker", NULL, "%s",
			 missing & SANDBOX_NO_LANDLOCK
				 ? _("this kernel has no Landlock: the gate is the only lock")
				 : _("this kernel's Landlock has no rules for TCP: the gate is the "
				     "only lock of the network"));
	return rc;
}

static void ignore_signal(int number)
{
	(void)number;
}

static int worker_loop(struct worker *w, err *e)
{
	while (!w->gone && !w->stopping) {
		TRY(net_run(w->net, e));
		send_journal(w);
		if (w->gone || w->stopping)
			break;
		/* Idle: wait for the parent's next word. */
		channel_wait(w->up, 1, -1);
		on_channel(w, w->net);
	}
	send_journal(w);
	return w->gone ? 0 : channel_flush(w->up, e);
}

static int worker_run(void *ctx, struct channel *up)
{
	struct worker w = {.conf = ctx, .up = up};
	err e = {0};

	w.last = &w.first;
	buf_init(&w.journal, 4 * JOURNAL_FRAME);
	buf_init(&w.frame, CHANNEL_FRAME_MOST);
	while (collectors[w.collectors])
		w.collectors++;
	/* The terminal's Ctrl-C reaches us too; the parent tells us what to do. */
	os_signals(ignore_signal);
	/* It holds passwords for a moment, and hostile bytes always: no core, and nobody looks in. */
	os_process_close_up();
	int rc = put_lock(w.conf->scope, &e);

	if (rc == 0)
		rc = gate_new(&(struct gate_conf){.scope = w.conf->scope, .journal = on_journal, .journal_ctx = &w},
			      &w.gate, &e);

	if (rc == 0)
		rc = net_new(&(struct net_conf){.gate = w.gate,
						.scope = w.conf->scope,
						.parallel = w.conf->scope->rate.parallel,
						.source = on_source,
						.source_ctx = &w,
						.watch_fd = up->fd,
						.watch = on_channel,
						.watch_ctx = &w},
			     &w.net, &e);
	if (rc == 0)
		rc = control_new(w.net, w.gate, w.conf->scope, &w.control, &e);
	if (rc == 0)
		rc = worker_loop(&w, &e);
	if (rc < 0)
		log_error("worker", &e, "worker ended");
	return rc < 0 ? err_exit(rc) : 0;
}

int worker_start(const struct worker_conf *conf, struct channel *ret, err *e)
{
	struct worker_conf *copy = malloc(sizeof(*copy));

	if (!copy)
		return err_set(e, E_LIMIT, "no memory");
	*copy = *conf;
	int rc = channel_fork(worker_run, copy, ret, e);

	free(copy);
	return rc;
}
