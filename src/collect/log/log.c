/*
 * log: the logs in a folder of the scope (logs:): which there are, from when to when they have records, where they are silent, what their
 * records say. First all files are listed, then read one after the other by caged readers beside the engine's loop, then added up log by
 * log. What a law wants of them is not known here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/date.h"
#include "base/must.h"
#include "cage/cage.h"
#include "cage/child.h"
#include "collect/collector.h"
#include "collect/log/facts.h"
#include "collect/log/family.h"
#include "collect/log/rules.h"

/* Of a reader: the engine, the unpacker's windows, a document that it must hold whole. */
#define READER_MEMORY ((size_t)256 << 20)
/* A log of 100 GiB takes less than that. */
#define READER_CPU_SECONDS 7200
#define MESSAGES_MOST ((size_t)512 * 1024)
#define STEPS 64
/* Of the configuration of what turns the logs over. */
#define RULES_MOST ((size_t)1 << 20)
#define RULES_MEMORY ((size_t)32 << 20)
#define RULES_CPU_SECONDS 10

struct log_job {
	struct collect_job *job;
	int root;
	struct walk *walk;
	struct family family;
	struct family parts; /* members of archives */
	size_t at;           /* file being read */
	struct cage_child child;
	bool reading, ended;
	struct reader_job reader;
	buf messages;
	size_t used;
	struct net_watch *watch, *turns;
	bool refused, weak;
	struct log_facts *facts;
	bool queued;
	struct log_job *next; /* in the queue */
};

/* Readers at once, all folders of logs together: more than there are processors take memory and gain nothing. */
static unsigned readers;
static struct log_job *queue;

static void turns(struct log_job *l, bool on);

/* True: a reader may be started now; else the job is called when one may. */
static bool take_turn(struct log_job *l)
{
	struct log_job **end = &queue;

	if (readers < cage_child_worth()) {
		readers++;
		return true;
	}
	while (*end)
		end = &(*end)->next;
	l->next = NULL;
	l->queued = true;
	*end = l;
	return false;
}

static void leave_queue(struct log_job *l)
{
	for (struct log_job **at = &queue; *at; at = &(*at)->next) {
		if (*at == l) {
			*at = l->next;
			break;
		}
	}
	l->queued = false;
}

static void give_turn(void)
{
	struct log_job *first = queue;

	readers--;
	if (first) {
		leave_queue(first);
		turns(first, true);
	}
}

static void release(struct log_job *l)
{
	if (l->queued)
		leave_queue(l);
	if (l->reading) {
		(void)cage_child_end(&l->child, true);
		give_turn();
	}
	if (l->watch)
		net_watch_end(l->watch);
	if (l->turns)
		net_watch_end(l->turns);
	walk_free(l->walk);
	family_release(&l->family);
	family_release(&l->parts);
	log_facts_free(l->facts);
	buf_release(&l->messages);
	gate_close(l->reader.fd);
	gate_root_end(l->job->gate, l->root, 0);
	l->root = -1;
}

static void finish(struct log_job *l)
{
	struct collect_job *job = l->job;
	const char *reason = "";
	bool partial;

	family_join(&l->family, &l->parts);
	family_sort(&l->family);
	if (l->refused)
		reason = gate_words(GATE_PERIOD);
	else if (l->family.full)
		reason = N_("more files than one collection of logs reads");
	partial = log_facts_end(l->facts, &l->family, reason);
	if (partial && !*reason)
		reason = N_("not every file could be examined whole; log_file says which and why");
	if (!partial && l->weak)
		reason = N_("read in a weaker cage: this kernel lacks Landlock or seccomp");
	release(l);
	collect_end(job, partial ? COLLECTED_PARTIAL : COLLECTED_DONE, reason);
}

/* --- listing ------------------------------------------------------------------------------------------------------ */

static bool list_some(struct log_job *l)
{
	struct walk_entry entry;

	for (int i = 0; i < STEPS; i++) {
		enum walk_step step = walk_next(l->walk, &entry);

		if (step == WALK_END || entry.refused) {
			l->refused = entry.refused;
			walk_free(l->walk);
			l->walk = NULL;
			family_sort(&l->family);
			return true;
		}
		if (step == WALK_ON)
			continue;
		bool room = family_add(&l->family, &entry);

		walk_close(&entry.fd, false);
		if (!room) {
			walk_free(l->walk);
			l->walk = NULL;
			family_sort(&l->family);
			return true;
		}
	}
	return true;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static void go_on(void *ctx, struct net *n, bool stopped);

static void unread(struct log_job *l, const char *why)
{
	struct family_file *f = &l->family.files[l->at];

	f->reason = why;
	f->gap = true;
	log_facts_unread(l->facts, f);
}

static bool start_reader(struct log_job *l, struct family_file *f)
{
	enum gate_answer answer;
	struct os_tree_node node;
	struct cage_start start = {.fds = &l->reader.fd,
				   .fd_count = 1,
				   .memory = READER_MEMORY,
				   .cpu_seconds = READER_CPU_SECONDS,
				   .run = reader_run,
				   .ctx = &l->reader};

	l->reader.fd = gate_tree_open(l->job->gate, l->root, f->path, false, &node, &answer);
	l->refused = answer != GATE_OK;
	if (l->reader.fd < 0 || node.kind != OS_TREE_FILE || node.inode != f->node.inode ||
	    node.device != f->node.device) {
		unread(l, l->refused ? gate_words(answer) : N_("it was moved or taken away before it was read"));
		give_turn();
		return false;
	}
	f->node = node;
	l->reader.size = node.size;
	l->reader.name = str_c(f->path);
	l->reader.conf = (struct logfile_conf){
		.now = l->job->at, .until = family_until(&l->family, l->at, l->job->at), .zone = DATE_CHINA_MINUTES};
	buf_reset(&l->messages);
	l->used = 0;
	l->ended = false;
	if (!cage_child_start(&l->child, &start)) {
		unread(l, cage_end_words(CAGE_NOT_STARTED));
		give_turn();
		return false;
	}
	l->reading = true;
	l->watch = net_watch(l->job->net, l->child.from, go_on, l);
	must(l->watch);
	return true;
}

static void take_part(struct log_job *l, const struct reader_message *m)
{
	struct family_file *f = &l->family.files[l->at];
	struct family_file *part = m->inner.n ? family_add_part(&l->parts, f, m->inner) : NULL;

	log_facts_part(l->facts, f, part, m);
}

/* False: the messages are malformed. */
static bool take_messages(struct log_job *l)
{
	static struct reader_message m;
	int got = 0;

	while (!l->ended && (got = reader_next(buf_str(&l->messages), &l->used, &m)) > 0) {
		if (m.what == READER_END)
			l->ended = true;
		else if (m.what == READER_ITEM)
			log_facts_item(l->facts, &l->family.files[l->at], &m.item);
		else
			take_part(l, &m);
	}
	buf_drop(&l->messages, l->used);
	l->used = 0;
	return got >= 0;
}

static void stop_reader(struct log_job *l, bool kill)
{
	net_watch_end(l->watch);
	l->watch = NULL;
	enum cage_end end = cage_child_end(&l->child, kill);

	l->weak = l->weak || l->child.weak;
	l->reading = false;
	give_turn();
	if (kill || (end == CAGE_WELL && !l->ended))
		unread(l, N_("the file could not be read: its reader gave a malformed answer"));
	else if (end != CAGE_WELL)
		unread(l, cage_end_words(end));
	walk_close(&l->reader.fd, l->family.files[l->at].node.size > 0);
	l->at++;
}

/* True: go on at once. */
static bool read_some(struct log_job *l)
{
	bool more = cage_child_read(&l->child, &l->messages, MESSAGES_MOST);

	if (!take_messages(l)) {
		stop_reader(l, true);
		return true;
	}
	if (more)
		return false;
	stop_reader(l, false);
	return true;
}

static bool next_file(struct log_job *l)
{
	struct family_file *f = &l->family.files[l->at];

	if (f->node.kind == OS_TREE_FILE && !*f->reason && !l->refused) {
		if (!take_turn(l) || start_reader(l, f))
			return false;
	} else {
		log_facts_unread(l->facts, f);
	}
	gate_close(l->reader.fd);
	l->reader.fd = -1;
	l->at++;
	return true;
}

static void turns(struct log_job *l, bool on)
{
	if (on && !l->turns) {
		l->turns = net_watch_turns(l->job->net, go_on, l);
		must(l->turns);
	}
	if (!on && l->turns) {
		net_watch_end(l->turns);
		l->turns = NULL;
	}
}

static void go_on(void *ctx, struct net *n, bool stopped)
{
	struct log_job *l = ctx;
	struct collect_job *job = l->job;
	bool again;

	(void)n;
	if (stopped) {
		release(l);
		collect_end(job, COLLECTED_SKIPPED, net_words(NET_CANCELLED));
		return;
	}
	if (l->walk)
		again = list_some(l);
	else if (l->reading)
		again = read_some(l);
	else if (l->at < l->family.n)
		again = next_file(l);
	else {
		finish(l);
		return;
	}
	turns(l, again);
}

/* --- what turns them over ----------------------------------------------------------------------------------------- */

/* Before anything else is put: the cage fills an empty sink. */
static void read_rules(struct collect_job *job, const struct scope_store *store)
{
	struct rules_store ctx = {.path = store->path, .keeps = store->keeps};
	struct cage_result result;
	err e = {0};

	if (!store->rotation.n)
		return;
	struct cage_job cage = {.fd = gate_rotation(job->gate, store, &e),
				.limits = {RULES_MOST, RULES_MEMORY, RULES_CPU_SECONDS},
				.parse = rules_read,
				.ctx = &ctx};

	if (cage.fd < 0) {
		sink_gap(job->sink, FACT_log_rotation,
			 e.code == E_GATE ? gate_words(GATE_PERIOD)
					  : N_("the configuration of the rotation could not be opened"));
		return;
	}
	cage_run(&cage, job->sink, &result);
	gate_close(cage.fd);
	if (result.status != COLLECTED_DONE && result.status != COLLECTED_PARTIAL)
		sink_gap(job->sink, FACT_log_rotation, arena_cstr(job->mem, str_c(result.reason)));
}

static int prepare(struct log_job *l, const struct scope_store *store, err *e)
{
	struct collect_job *job = l->job;
	digest key = digest_hmac(job->sink->key, STR("yicha data"));
	struct walk_conf conf = {.gate = job->gate, .start = ""};

	bytes_copy(l->reader.key, sizeof(l->reader.key), str_sub(digest_str(&key), 0, sizeof(l->reader.key)));
	l->facts = log_facts_new(job->sink, store, job->at);
	if (!l->facts)
		return err_set(e, E_LIMIT, "no memory");
	TRY(l->root = gate_root(job->gate, arena_cstr(job->mem, store->path), e));
	conf.root_fd = l->root;
	return walk_new(&conf, &l->walk, e);
}

static void log_start(struct collect_job *job)
{
	struct log_job *l = arena_new(job->mem, struct log_job, 1);
	const struct scope_store *store = scope_store_of(job->scope, job->asset->key);
	err e = {0};

	*l = (struct log_job){.job = job, .root = -1, .reader.fd = -1, .child.from = -1};
	if (!store) {
		collect_end(job, COLLECTED_REFUSED, N_("the folder is not in the scope"));
		return;
	}
	read_rules(job, store);
	buf_init(&l->messages, 2 * MESSAGES_MOST);
	if (prepare(l, store, &e) < 0) {
		release(l);
		if (e.code == E_GATE)
			collect_end(job, COLLECTED_REFUSED, N_("the folder is not in the scope"));
		else
			collect_end(job, COLLECTED_FAILED, N_("the folder could not be opened"));
		return;
	}
	turns(l, true);
}

static const enum fact_id fills[] = {FACT_log_store, FACT_log_stream, FACT_log_file,  FACT_log_gap,     FACT_log_clock,
				     FACT_log_field, FACT_log_event,  FACT_data_item, FACT_log_rotation};

const struct collector collector_log = {
	.name = "log",
	.version = 1,
	.words = N_("logs in a folder"),
	.kinds = 1u << ASSET_LOG,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = log_start,
};
