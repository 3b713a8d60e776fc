/*
 * database: what data lies in a database of the scope, table by table and column by column, from a sample spread over each table. The
 * client library dials in a process of its own, to the address and port that the gate allowed; the session reads only, and an
 * account that could write is refused.
 */
#include "base/date.h"
#include "base/i18n.h"
#include "cage/child.h"
#include "collect/collector.h"
#include "collect/database/table.h"
#include "gate/gate.h"

#define MEMORY_MOST ((size_t)256 << 20)
#define BATCH_MOST ((size_t)24 << 20)
#define CPU_SECONDS 3600

struct database_job {
	struct collect_job *job;
	const struct scope_store *store;
	struct cage_child child;
	struct net_watch *watch;
	char *password; /* in the job's memory until the child has it */
	uint8_t key[16];
	buf got;
};

const char *source_words(enum source_end end)
{
	static const char *const words[SOURCE_END_COUNT] = {
		[SOURCE_OK] = "",
		[SOURCE_UNREACHABLE] = N_("no connection to the database"),
		[SOURCE_DENIED] = N_("the database does not take the account, or lets it read too little"),
		[SOURCE_CAN_WRITE] = N_("the account can change the database: give one that may only read"),
		[SOURCE_FAILED] = N_("the database broke off"),
		[SOURCE_CUT] = N_("more tables or columns than are looked at"),
		[SOURCE_SLOW] = N_("a statement was stopped at its time limit, or the server became slow"),
		[SOURCE_PLAIN] = N_(
			"no TLS to the database, and a network lies between: nobody logs in there in plain (tls: false "
			"in the scope allows it)"),
		[SOURCE_UNTRUSTED] = N_("the database's certificate does not lead to the roots that the scope names"),
		[SOURCE_LOGIN] =
			N_("the database asks for a way of logging in that is not spoken here: give an account that "
			   "logs in by scram-sha-256, md5 or mysql_native_password"),
		[SOURCE_BYTES] = N_("the ceiling of bytes was reached (data: bytes)"),
	};

	return words[end];
}

int64_t source_int(str text, int64_t other)
{
	bool below = str_starts(text, STR("-"));
	uint64_t n;

	if (!str_to_u64(str_from(text, below), INT64_MAX, &n))
		return other;
	return below ? -(int64_t)n : (int64_t)n;
}

/* ---- in the child ---- */

static const struct source_kind *kind_of(str product)
{
	static const struct source_kind *const kinds[] = {&source_postgresql, &source_mysql, &source_redis};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(str_c(kinds[i]->product), product))
			return kinds[i];
	return NULL;
}

static void gaps(struct sink *out, const char *why)
{
	sink_gap(out, FACT_data_item, why);
	sink_gap(out, FACT_data_mark, why);
	sink_gap(out, FACT_data_person, why);
	sink_gap(out, FACT_data_table, why);
}

static enum source_end look(struct table_conf *conf, struct fact_data_store *store)
{
	struct source_table *tables = NULL;
	size_t n = 0;
	enum source_end worst = conf->kind->tables(conf->source, &tables, &n);

	for (size_t i = 0; i < n; i++) {
		enum source_end end = table_look(conf, &tables[i]);

		store->files++;
		store->unread += end != SOURCE_OK;
		worst = end != SOURCE_OK ? end : worst;
		if (end == SOURCE_FAILED && !tables[i].foreign)
			break;
	}
	return n >= SOURCE_TABLES_MOST ? SOURCE_CUT : worst;
}

static bool is_local(const struct scope_store *store)
{
	return addr_class_of(store->ip) == ADDR_LOOPBACK;
}

static void tell_met(struct fact_data_store *fact, const struct source_met *met, enum source_end end)
{
	static const char *const lines[] = {"plain", "tls", "tls-verified"};

	fact->product = str_c(met->product);
	fact->replica = met->replica;
	fact->line =
		end == SOURCE_OK || end == SOURCE_PLAIN || end == SOURCE_CAN_WRITE ? str_c(lines[met->line]) : (str){0};
}

/* Nobody was let in, or nobody should be: what was met is told all the same. */
static void refuse(struct sink *out, struct fact_data_store *fact, const struct source_met *met, enum source_end end)
{
	bool ours = end == SOURCE_CAN_WRITE || end == SOURCE_DENIED || end == SOURCE_PLAIN || end == SOURCE_UNTRUSTED;

	tell_met(fact, met, end);
	if (fact->line.n)
		sink_fact(out, FACT_data_store, fact);
	sink_end(out, ours ? COLLECTED_REFUSED : COLLECTED_FAILED, source_words(end));
}

static void look_at(const struct database_job *d, arena *mem, struct sink *out)
{
	struct fact_data_store fact = {.kind = d->store->product,
				       .is_public = d->store->is_public,
				       .test = d->store->test,
				       .local = is_local(d->store),
				       .ordered_by = d->job->scope->data.ordered_by};
	struct source_conf conf = {.store = d->store,
				   .password = d->password,
				   .mem = mem,
				   .local = fact.local,
				   .clock = cage_clock_us,
				   .pause = cage_pause};
	struct table_now now = {0};
	struct crowds crowds = {0};
	struct finder_conf finds = {.possible = true, .found = table_found, .ctx = &now};
	struct source_met met = {0};
	struct table_conf t = {.kind = kind_of(d->store->product),
			       .now = &now,
			       .rows = d->job->scope->data.rows,
			       .bytes_left = d->job->scope->data.bytes,
			       .today = date_china_day(d->job->at),
			       .crowds = &crowds,
			       .out = out};

	bytes_copy(finds.key, sizeof(finds.key), (str){d->key, sizeof(d->key)});
	t.finder = finder_new(&finds);
	t.cover = cover_new(t.finder);
	enum source_end end = t.kind && t.finder && t.cover ? t.kind->open(&conf, &t.source, &met) : SOURCE_FAILED;

	if (end == SOURCE_OK) {
		end = look(&t, &fact);
		t.kind->close(t.source);
		tell_met(&fact, &met, SOURCE_OK);
		fact.bytes = d->job->scope->data.bytes - t.bytes_left;
		sink_fact(out, FACT_data_store, &fact);
		crowds_put(&crowds, out);
		if (end != SOURCE_OK)
			gaps(out, N_("not every table could be read; data_table says which and why"));
		sink_end(out, end == SOURCE_OK ? COLLECTED_DONE : COLLECTED_PARTIAL,
			 end == SOURCE_OK ? "" : source_words(end));
	} else {
		refuse(out, &fact, &met, end);
	}
	finder_free(t.finder);
	cover_free(t.cover);
	crowds_release(&crowds);
}

static void run(void *ctx, int to_parent)
{
	const struct database_job *d = ctx;
	struct sink out;
	arena mem;

	arena_init(&mem, MEMORY_MOST);
	mem.full = cage_no_memory;
	sink_init(&out, BATCH_MOST, d->job->sink->key);
	look_at(d, &mem, &out);
	cage_write(to_parent, buf_str(&out.b));
}

/* ---- in the worker ---- */

/* The child has its own copy, and wipes it. */
static void forget_password(struct database_job *d)
{
	explicit_bzero(d->password, strlen(d->password));
}

static void release(struct database_job *d)
{
	if (d->password)
		forget_password(d);
	if (d->watch)
		net_watch_end(d->watch);
	buf_release(&d->got);
}

static void finish(struct database_job *d)
{
	struct collect_job *job = d->job;
	enum cage_end end = cage_child_end(&d->child, false);
	enum collected_status status = COLLECTED_FAILED;
	const char *reason = cage_end_words(end);
	str said = {0};

	if (end == CAGE_WELL && sink_adopt(job->sink, buf_str(&d->got), &status, &said))
		reason = arena_cstr(job->mem, said);
	else if (end == CAGE_WELL)
		reason = N_("what was read of the database is malformed");
	release(d);
	collect_end(job, status, reason);
}

static void on_ready(void *ctx, struct net *n, bool stopped)
{
	struct database_job *d = ctx;

	(void)n;
	if (stopped) {
		net_watch_end(d->watch);
		d->watch = NULL;
		(void)cage_child_end(&d->child, true);
		release(d);
		collect_end(d->job, COLLECTED_SKIPPED, net_words(NET_CANCELLED));
		return;
	}
	if (cage_child_read(&d->child, &d->got, BATCH_MOST))
		return;
	net_watch_end(d->watch);
	d->watch = NULL;
	finish(d);
}

static bool read_password(struct database_job *d)
{
	err e = {0};
	str read = {0};

	d->password = arena_cstr(d->job->mem, (str){0});
	if (!d->store->password_file.n)
		return true;
	if (gate_password(d->job->gate, d->store, d->job->mem, &read, &e) < 0)
		return false;
	d->password = arena_cstr(d->job->mem, read);
	explicit_bzero((void *)(uintptr_t)read.p, read.n);
	return true;
}

static void database_start(struct collect_job *job)
{
	struct database_job *d = arena_new(job->mem, struct database_job, 1);
	enum gate_answer answer;

	*d = (struct database_job){.job = job, .store = scope_store_of(job->scope, job->asset->key), .child.from = -1};
	if (!d->store) {
		collect_end(job, COLLECTED_REFUSED, N_("the database is not in the scope"));
		return;
	}
	answer = gate_database(job->gate, d->store, STR("read a sample of each table"));
	if (answer != GATE_OK) {
		collect_end(job, COLLECTED_REFUSED, gate_words(answer));
		return;
	}
	if (!read_password(d)) {
		collect_end(job, COLLECTED_FAILED, N_("the file with the password could not be read"));
		return;
	}
	digest k = digest_hmac(job->sink->key, STR("yicha data"));

	bytes_copy(d->key, sizeof(d->key), str_sub(digest_str(&k), 0, sizeof(d->key)));
	buf_init(&d->got, BATCH_MOST + 1);
	if (!cage_child_start(
		    &d->child,
		    &(struct cage_start){
			    .dials = true, .memory = MEMORY_MOST, .cpu_seconds = CPU_SECONDS, .run = run, .ctx = d})) {
		release(d);
		collect_end(job, COLLECTED_FAILED, cage_end_words(CAGE_NOT_STARTED));
		return;
	}
	forget_password(d);
	d->watch = net_watch(job->net, d->child.from, on_ready, d);
	if (!d->watch) {
		(void)cage_child_end(&d->child, true);
		release(d);
		collect_end(job, COLLECTED_FAILED, cage_end_words(CAGE_NOT_STARTED));
	}
}

static const enum fact_id fills[] = {FACT_data_store, FACT_data_table, FACT_data_item, FACT_data_mark,
				     FACT_data_person};

const struct collector collector_database = {
	.name = "database",
	.version = 1,
	.words = N_("data in the tables of a database, by samples"),
	.kinds = 1u << ASSET_DATABASE,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = database_start,
};
