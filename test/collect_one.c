/*
 * collect_one SCOPE ASSETKEY COLLECTOR [SEED]: runs one collector on one asset through gate and engine, and prints what it
 * found as JSON lines. For tests and for whoever writes a collector; not installed.
 */
#include <stdio.h>

#include "catalogue/scope.h"
#include "collect/collector.h"
#include "os/clock.h"

#define BATCH_MOST ((size_t)16 << 20)

struct run {
	struct collect_job job;
	const struct collector *collector;
	bool started;
	bool done;
};

static void put_text(const char *name, str s)
{
	buf b AUTO(buf_release);

	buf_init(&b, 1 << 20);
	buf_put_json(&b, s);
	printf(", \"%s\": \"%.*s\"", name, STR_ARG(buf_str(&b)));
}

static void put_fact(const struct batch_item *it)
{
	const struct fact_table *t = &fact_tables[it->table];

	printf("{\"fact\": \"%s\", \"evidence\": %u", t->name, it->evidence);
	for (size_t i = 0; i < t->column_count; i++) {
		const char *name = t->columns[i].name;

		if (t->columns[i].type == FACT_TEXT)
			put_text(name, it->values[i].text);
		else if (t->columns[i].type == FACT_BOOL)
			printf(", \"%s\": %s", name, it->values[i].number ? "true" : "false");
		else if (it->values[i].number == FACT_NULL)
			printf(", \"%s\": null", name);
		else
			printf(", \"%s\": %lld", name, (long long)it->values[i].number);
	}
	printf("}\n");
}

static void put_item(const struct batch_item *it, unsigned number)
{
	switch (it->kind) {
	case BATCH_EVIDENCE:
		printf("{\"evidence\": %u, \"class\": \"%s\", \"raw_size\": %llu", number,
		       it->class == EVIDENCE_PLAIN ? "plain" : "sensitive", (unsigned long long)it->raw_size);
		put_text("media", it->media);
		put_text("bytes", str_sub(it->bytes, 0, 2000));
		printf("}\n");
		break;
	case BATCH_FACT:
		put_fact(it);
		break;
	case BATCH_ASSET:
		printf("{\"asset\": \"%.*s\"}\n", STR_ARG(it->key));
		break;
	case BATCH_GAP:
		printf("{\"gap\": \"%s\"", fact_tables[it->table].name);
		put_text("reason", it->reason);
		printf("}\n");
		break;
	case BATCH_END:
		printf("{\"end\": \"%s\"", collected_status_name(it->status));
		put_text("reason", it->reason);
		printf("}\n");
		break;
	case BATCH_KIND_COUNT:
		break;
	}
}

static void done(struct collect_job *job)
{
	struct run *r = job->done_ctx;
	struct batch_item it;
	unsigned evidence = 0;
	cur c = cur_of(buf_str(&job->sink->b));

	while (batch_next(&c, &it)) {
		evidence += it.kind == BATCH_EVIDENCE;
		put_item(&it, evidence);
	}
	if (!cur_done(&c))
		printf("{\"broken\": true}\n");
	r->done = true;
	net_job_end(job->net);
}

static bool source(void *ctx, struct net *n)
{
	struct run *r = ctx;

	if (r->started)
		return false;
	r->started = true;
	r->job.net = n;
	net_job_begin(n);
	r->collector->start(&r->job);
	return true;
}

static void journal(void *ctx, const struct gate_entry *e)
{
	(void)ctx;
	buf b AUTO(buf_release);

	buf_init(&b, 1000);
	addr_put(&b, e->ip);
	fprintf(stderr, "%s %s:%u %.*s: %s\n", e->door == GATE_DOOR_HOUSE ? "house" : "target", buf_c(&b), e->port,
		STR_ARG(e->what), gate_words(e->answer));
}

static const struct collector *find(const char *name)
{
	for (size_t i = 0; collectors[i]; i++)
		if (str_eq(str_c(collectors[i]->name), str_c(name)))
			return collectors[i];
	return NULL;
}

static int run(struct run *r, const struct scope *scope, err *e)
{
	struct gate *gate = NULL;
	struct net *n = NULL;

	TRY(gate_new(&(struct gate_conf){.scope = scope, .journal = journal}, &gate, e));
	r->job.gate = gate;
	r->job.scope = scope;
	int rc = net_new(
		&(struct net_conf){.gate = gate, .scope = scope, .source = source, .source_ctx = r, .watch_fd = -1}, &n,
		e);

	if (rc == 0)
		rc = net_run(n, e);
	net_free(n);
	gate_free(gate);
	return rc;
}

int main(int argc, char **argv)
{
	struct run r = {0};
	struct asset asset;
	struct scope scope;
	struct sink sink;
	arena mem;
	err e = {0};
	uint64_t seed = 1;

	if (argc < 4 || !asset_parse(str_c(argv[2]), &asset) || !(r.collector = find(argv[3])) ||
	    (argc > 4 && !str_to_u64(str_c(argv[4]), UINT64_MAX, &seed))) {
		fprintf(stderr, "usage: collect_one SCOPE ASSETKEY COLLECTOR [SEED]\n");
		return 2;
	}
	if (!(r.collector->kinds & 1u << asset.kind) || (r.collector->wants && !r.collector->wants(&asset))) {
		fprintf(stderr, "%s does not take %s\n", argv[3], argv[2]);
		return 2;
	}
	if (scope_load(argv[1], &scope, &e) < 0) {
		fprintf(stderr, "%s\n", e.text);
		return 2;
	}
	arena_init(&mem, 4 << 20);
	sink_init(&sink, BATCH_MOST, STR("key of a test"));
	r.job = (struct collect_job){.asset = &asset,
				     .sink = &sink,
				     .mem = &mem,
				     .seed = seed,
				     .at = os_now_utc(),
				     .done = done,
				     .done_ctx = &r};
	int rc = run(&r, &scope, &e);

	if (rc < 0)
		fprintf(stderr, "%s\n", e.text);
	else if (!r.done)
		fprintf(stderr, "the collector did not end\n");
	sink_release(&sink);
	arena_clear(&mem);
	scope_release(&scope);
	return rc < 0 || !r.done;
}
