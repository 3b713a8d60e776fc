#include "net/engine.h"

#include "base/must.h"
#include "net/pace.h"
#include "net/resolve.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"

#define MEMORY_DEFAULT ((size_t)64 << 20)
#define PARALLEL_MOST 65536
/* New jobs begun in one turn, so that a source that only fails cannot hold the loop. */
#define PULL_MOST 512
/* With so many questions at the resolvers, answers are let gather for a moment: taken and sent by the dozen they cost
 * a third less (measured by bench/run dns). */
#define NAP_QUESTIONS 64
#define NAP_US 200

const char *net_words(enum net_status s)
{
	static const char *const words[NET_STATUS_COUNT] = {
#define NET_STATUS(name, text) [name] = text,
		NET_STATUSES(NET_STATUS)
#undef NET_STATUS
	};

	return s < NET_STATUS_COUNT ? words[s] : "?";
}

/* ---- the net ---- */

/* Watches conf.watch_fd no more: net_run then ends when nothing is left to do. */
static void unwatch(struct net *n)
{
	if (n->watching)
		os_loop_forget(n->loop, &n->watch);
	n->watching = false;
}

static void watched(struct os_watch *w, unsigned events)
{
	struct net *n = (struct net *)((char *)w - offsetof(struct net, watch));

	n->conf.watch(n->conf.watch_ctx, n);
	if (events & (OS_HANGUP | OS_ERROR))
		unwatch(n);
}

static size_t choose_parallel(const struct net *n)
{
	size_t most = n->memory / OP_MEMORY;

	if (n->conf.parallel)
		most = n->conf.parallel;
	else if (n->scope->rate.parallel && n->scope->rate.parallel < most)
		most = n->scope->rate.parallel;
	if (most > n->files)
		most = n->files;
	return most > PARALLEL_MOST ? PARALLEL_MOST : (most ? most : 1);
}

static str agent_of(const struct scope *s, arena *mem)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 400);
	buf_put_c(&b, "yicha/" YICHA_VERSION);
	if (s->contact.n) {
		buf_put_c(&b, " (+");
		buf_put_clean(&b, s->contact, 200);
		buf_put_byte(&b, ')');
	}
	return arena_str(mem, buf_str(&b));
}

static int open_parts(struct net *n, err *e)
{
	uint64_t seed;

	TRY(os_random(&seed, sizeof(seed), e));
	TRY(os_random(n->random, sizeof(n->random), e));
	n->pace = pace_new(&n->scope->rate, seed);
	n->resolver = resolver_new(n);
	TRY(os_loop_new(&n->loop, e));
	TRY(tls_context_new(&n->tls, e));
	if (n->conf.watch_fd < 0 || !n->conf.watch)
		return 0;
	TRY(os_loop_watch(n->loop, &n->watch, n->conf.watch_fd, e));
	n->watching = true;
	return 0;
}

int net_new(const struct net_conf *conf, struct net **ret, err *e)
{
	struct net *n = calloc(1, sizeof(*n));
	size_t files = os_files_raise();

	must(n);
	n->conf = *conf;
	n->gate = conf->gate;
	n->scope = conf->scope;
	n->memory = conf->memory ? conf->memory : MEMORY_DEFAULT;
	n->files = files > 2 * FILES_LEFT ? files - FILES_LEFT : FILES_LEFT;
	n->parallel = choose_parallel(n);
	n->tasks_end = &n->tasks;
	n->room_end = &n->room;
	n->watch = (struct os_watch){watched, -1};
	n->scratch = malloc(SCRATCH);
	n->plain = malloc(SCRATCH);
	must(n->scratch && n->plain);
	arena_init(&n->mem, 4096);
	n->agent = agent_of(n->scope, &n->mem);
	os_signal_pipe_ignore();
	int rc = open_parts(n, e);
	if (rc < 0) {
		net_free(n);
		return rc;
	}
	*ret = n;
	return 0;
}

void net_free(struct net *n)
{
	if (!n)
		return;
	if (n->loop)
		conn_free_all(n);
	resolver_free(n->resolver);
	pace_free(n->pace);
	tls_context_free(n->tls);
	os_loop_free(n->loop);
	arena_clear(&n->mem);
	free(n->scratch);
	free(n->plain);
	free(n);
}

void net_stop(struct net *n)
{
	n->stop = 1;
	os_loop_wake(n->loop);
}

void net_wake(struct net *n)
{
	n->dry = false;
	os_loop_wake(n->loop);
}

void net_job_begin(struct net *n)
{
	n->jobs++;
}

void net_job_end(struct net *n)
{
	must(n->jobs > 0);
	n->jobs--;
	n->dry = false;
}

int64_t net_now(const struct net *n)
{
	return os_loop_now(n->loop);
}

uint32_t engine_random(struct net *n)
{
	if (n->random_at == ARRAY_LEN(n->random)) {
		must(os_random(n->random, sizeof(n->random), NULL) == 0);
		n->random_at = 0;
	}
	return (uint32_t)n->random[n->random_at++];
}

/* ---- tasks ---- */

void engine_task(struct net *n, struct task *t)
{
	if (t->queued)
		return;
	t->queued = true;
	t->next = NULL;
	*n->tasks_end = t;
	n->tasks_end = &t->next;
}

void engine_task_drop(struct net *n, struct task *t)
{
	if (!t->queued)
		return;
	struct task **link = &n->tasks;
	while (*link != t)
		link = &(*link)->next;
	*link = t->next;
	if (n->tasks_end == &t->next)
		n->tasks_end = link;
	t->queued = false;
}

/* Those that are queued now; what they queue waits for the next round, so that the loop gets its turn. */
static void run_tasks(struct net *n)
{
	struct task mark = {0};

	if (!n->tasks)
		return;
	engine_task(n, &mark);
	while (n->tasks != &mark) {
		struct task *t = n->tasks;
		n->tasks = t->next;
		t->queued = false;
		t->run(t);
	}
	engine_task_drop(n, &mark);
}

/* ---- ops ---- */

static void op_start(struct task *t)
{
	dial_start((struct op *)((char *)t - offsetof(struct op, task)));
}

static void op_timer(struct os_timer *t)
{
	struct op *op = (struct op *)((char *)t - offsetof(struct op, timer));

	dial_timer(op);
}

struct op_node {
	struct op_node *next;
	uint8_t bytes[];
};

void *op_new(struct net *n, const struct op_kind *kind, size_t size, const struct net_target *t)
{
	struct op *op = calloc(1, size);

	must(op);
	op->n = n;
	op->kind = kind;
	op->timer.due = op_timer;
	arena_init(&op->mem, OP_MEMORY_MOST);
	op->asset = op_text(op, t->asset);
	op->name = op_text(op, t->name);
	op->given = t->ip;
	op->ip = t->ip;
	op->port = t->port;
	op->act = t->act;
	op->next = n->all;
	if (n->all)
		n->all->prev = op;
	n->all = op;
	n->ops++;
	op->task.run = op_start;
	engine_task(n, &op->task);
	return op;
}

str op_text(struct op *op, str s)
{
	if (!s.n)
		return s;
	struct op_node *t = malloc(sizeof(*t) + s.n);
	must(t);
	t->next = op->texts;
	op->texts = t;
	bytes_copy(t->bytes, s.n, s);
	return (str){t->bytes, s.n};
}

static void free_texts(struct op *op)
{
	while (op->texts) {
		struct op_node *next = op->texts->next;
		free(op->texts);
		op->texts = next;
	}
}

void op_finish(struct op *op, enum net_status status)
{
	struct net *n = op->n;

	must(op->state != OP_DONE);
	op->state = OP_DONE;
	os_loop_timer_stop(n->loop, &op->timer);
	engine_task_drop(n, &op->task);
	if (op->prev)
		op->prev->next = op->next;
	else
		n->all = op->next;
	if (op->next)
		op->next->prev = op->prev;
	op->kind->finish(op, status);
	if (op->conn)
		conn_close(op->conn);
	if (op->kind->release)
		op->kind->release(op);
	arena_clear(&op->mem);
	free_texts(op);
	n->ops--;
	free(op);
}

void op_gate_target(const struct op *op, struct gate_target *ret)
{
	*ret = (struct gate_target){
		.asset = op->asset,
		.name = op->name,
		.ip = op->ip,
		.port = op->port,
		.transport = op->kind->datagram ? TRANSPORT_UDP : TRANSPORT_TCP,
		.act = op->act,
		.what = op->what,
		.web = op->web,
	};
}

void op_active(struct op *op)
{
	if (!op->since)
		op->since = net_now(op->n);
}

void op_waiting(struct op *op)
{
	op->budget_ms = op_left_ms(op);
	op->since = 0;
}

uint32_t op_left_ms(const struct op *op)
{
	int64_t used = op->since ? net_now(op->n) - op->since : 0;

	return used >= op->budget_ms ? 0 : op->budget_ms - (uint32_t)used;
}

/* ---- the loop ---- */

static void cancel_all(struct net *n)
{
	n->stopping = true;
	unwatch(n);
	resolver_cancel(n->resolver);
	n->room = NULL;
	n->room_end = &n->room;
	/* A callback may begin new ops; they end with their task. */
	for (struct op *op = n->all, *next; op; op = next) {
		next = op->next;
		op_finish(op, NET_CANCELLED);
	}
	engine_watch_cancel(n);
}

static bool has_room(const struct net *n)
{
	return n->jobs < n->parallel && n->ops < n->parallel * 2 && n->body_bytes < n->memory;
}

static void pull(struct net *n)
{
	for (int i = 0; i < PULL_MOST && !n->dry && !n->stopping && has_room(n); i++)
		if (!n->conf.source || !n->conf.source(n->conf.source_ctx, n))
			n->dry = true;
}

static bool busy(const struct net *n)
{
	if (n->ops || n->tasks || resolver_busy(n->resolver))
		return true;
	/* A job that nothing works for, and nothing outside can wake, would wait for ever. */
	must(n->jobs == 0 || n->watching || n->watches || !n->dry || n->stopping);
	return !n->stopping && (!n->dry || n->watching || n->jobs);
}

int net_run(struct net *n, err *e)
{
	(void)e;
	n->dry = n->stopping = false;
	for (;;) {
		if (n->stop && !n->stopping)
			cancel_all(n);
		pull(n);
		run_tasks(n);
		resolver_flush(n->resolver);
		if (!busy(n))
			break;
		bool wait = !n->tasks && (n->dry || n->stopping || !has_room(n)) && !n->stop;
		if (wait && resolver_in_flight(n->resolver) >= NAP_QUESTIONS)
			os_sleep_us(NAP_US);
		os_loop_turn(n->loop, wait);
	}
	while (conn_kept_drop(n))
		;
	return 0;
}
