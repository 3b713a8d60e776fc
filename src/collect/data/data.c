/*
 * data: what data lies in a folder of the scope (data.folders): files, what was found in them by kind, and what could not be
 * examined. Readers work in cages beside the engine's loop (scan.h).
 */
#include "base/cur.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"
#include "cage/child.h"
#include "collect/collector.h"
#include "collect/crowds.h"
#include "collect/data/scan.h"

/* Rows of files in which nothing was found; beyond, they are only counted. */
#define CLEAN_ROWS 20000
/* What is left of the batch for the end, when files are told no more. */
#define BATCH_LEFT ((size_t)2 << 20)
#define EVIDENCE_MOST ((size_t)16384)
/* Unless the scope says another: so much of a folder is read. */
#define BYTES_DEFAULT ((uint64_t)1 << 50)

struct data_job {
	struct collect_job *job;
	const struct scope_store *store;
	struct scan *scan;
	struct scan_root root;
	struct net_watch *watches[2 * SCAN_JOBS_MOST];
	struct net_watch *turns;
	struct fact_data_store row;
	struct crowds crowds;
	uint64_t clean_rows;
	bool full;
	buf text;
};

/* ---- facts ---- */

/* What a proof shows of a file: every kind with its first places, masked. */
static uint32_t put_evidence(struct data_job *d, const struct scan_file *f)
{
	AUTO(buf_release) buf prints;
	buf *b = &d->text;

	buf_reset(b);
	buf_init(&prints, (size_t)1 << 20);
	buf_printf(b, "%.*s\n", STR_ARG(f->path));
	for (size_t i = 0; i < sum_count(f->sum); i++) {
		struct record r;

		sum_item(f->sum, i, &r);
		buf_put(&prints, str_sub(r.prints, 0, 1024));
		if (!r.certain || b->n > EVIDENCE_MOST - 8192)
			continue;
		buf_printf(b, "\n%s: %llu\n", kind_infos[r.what].key, (unsigned long long)r.sure);
		for (size_t p = 0; p < r.place_count; p++)
			buf_printf(b, "%.*s%s%llu: %.*s\n", STR_ARG(r.inner), r.inner.n ? ":" : "",
				   (unsigned long long)r.places[p].line, STR_ARG(r.places[p].context));
	}
	/* The raw bytes are not here, only keyed fingerprints of the values: equal finds give an equal hash. */
	return sink_evidence_masked(d->job->sink, "text/plain", buf_str(b), buf_str(&prints));
}

static const char *group_key(enum kind_group g)
{
	static const char *const keys[KIND_GROUP_COUNT] = {
		[KIND_GROUP_PERSON] = "person", [KIND_GROUP_UNIT] = "unit",   [KIND_GROUP_DEVICE] = "device",
		[KIND_GROUP_SECRET] = "secret", [KIND_GROUP_OTHER] = "other",
	};

	return keys[g];
}

/* Different values: those that were found, or where they were not found one by one (hashed, masked) those of the column. */
static uint64_t persons_of(struct sum *sum, size_t i, const struct record *r)
{
	uint64_t found = sum_persons(sum, i), column = r->distinct < r->matching ? r->distinct : r->matching;

	return found > column ? found : column;
}

/* Counted one by one: the estimate above 4,096 is off by some 5 % at the most. What stands in no single value (digests, masks) is known
 * of the part that was sampled only. */
static void put_persons(struct data_job *d, const struct scan_file *f, size_t i, const struct record *r,
			uint32_t evidence)
{
	struct sum *sum = f->sum;
	uint64_t persons = persons_of(sum, i, r), under14 = sum_under14(sum, i);
	bool counts = crowds_counts(r->what), marked = r->sure >= r->matching, open = r->sampled && !marked;
	cur c = cur_of(r->prints);

	if ((!counts && !under14) || (!r->sure && !r->matching))
		return;
	sink_put(d->job->sink, data_person, .evidence = evidence, .path = f->path, .part = r->inner, .name = r->name,
		 .kind = str_c(kind_infos[r->what].key), .marked = counts && marked,
		 .least = (int64_t)(persons > RECORD_PRINTS ? persons - persons / 20 : persons),
		 .most = open ? FACT_NULL : (int64_t)(persons > RECORD_PRINTS ? persons + persons / 20 : persons),
		 .under14 = (int64_t)under14);
	if (!counts || !r->prints.n)
		return;
	struct crowd *crowd = crowds_of(&d->crowds, r->what);

	while (cur_more(&c))
		crowd_add(crowd, cur_le64(&c), 1);
	crowd_bound(crowd, sum_bound(sum, i));
}

static void put_items(struct data_job *d, const struct scan_file *f, uint32_t evidence)
{
	for (size_t i = 0; i < sum_count(f->sum); i++) {
		struct record r;

		sum_item(f->sum, i, &r);
		put_persons(d, f, i, &r, evidence);
		sink_put(d->job->sink, data_item, .evidence = evidence, .path = f->path, .part = r.inner,
			 .name = r.name, .kind = str_c(kind_infos[r.what].key),
			 .grp = str_c(group_key(kind_infos[r.what].group)),
			 .sure = (int64_t)(r.sure > r.matching ? r.sure : r.matching), .valid = (int64_t)r.valid,
			 .possible = (int64_t)r.possible, .looks = (int64_t)r.looks,
			 .persons = (int64_t)persons_of(f->sum, i, &r), .under14 = (int64_t)sum_under14(f->sum, i),
			 .sampled = r.sampled, .first = (int64_t)r.places[0].offset, .line = (int64_t)r.places[0].line,
			 .masked = r.places[0].masked, .context = r.places[0].context,
			 .form = r.form.n ? r.form : STR("plain"));
	}
}

static bool has_sure(struct sum *sum)
{
	struct record r;

	for (size_t i = 0; i < sum_count(sum); i++) {
		sum_item(sum, i, &r);
		if (r.sure || r.matching)
			return true;
	}
	return false;
}

static void on_file(void *ctx, const struct scan_file *f)
{
	struct data_job *d = ctx;
	struct sink *sink = d->job->sink;
	bool sure = has_sure(f->sum), clean = !sure && !f->gap && f->opened;

	d->row.files++;
	d->row.unread += f->gap;
	d->row.clean += clean;
	if (sink->b.n + BATCH_LEFT > sink->b.max)
		d->full = true;
	if (d->full || (clean && !sum_count(f->sum) && d->clean_rows++ >= CLEAN_ROWS))
		return;
	uint32_t evidence = sum_count(f->sum) ? put_evidence(d, f) : 0;

	for (size_t i = 0; i < f->part_count; i++) {
		const struct scan_part *p = &f->parts[i];

		sink_put(sink, data_file, .evidence = evidence, .path = f->path, .part = p->inner, .form = p->form,
			 .charset = p->charset, .bytes = (int64_t)p->bytes, .examined = (int64_t)p->examined,
			 .modified = f->modified, .whole = p->whole, .reason = str_c(p->reason), .nuls = p->nuls > 0,
			 .grown = p->inner.n ? 0 : (int64_t)f->grown);
	}
	put_items(d, f, evidence);
	for (size_t i = 0; i < f->part_count; i++) {
		const struct scan_part *p = &f->parts[i];

		if (p->rows)
			sink_put(sink, data_table, .evidence = evidence, .path = f->path, .part = p->inner,
				 .rows = (int64_t)p->rows, .looked = (int64_t)p->rows, .whole = p->whole,
				 .columns = p->columns);
	}
}

/* ---- the job ---- */

static void release(struct data_job *d)
{
	uint64_t bytes = d->scan ? scan_totals(d->scan).bytes : 0;

	scan_free(d->scan);
	d->scan = NULL;
	if (d->turns)
		net_watch_end(d->turns);
	d->turns = NULL;
	gate_root_end(d->job->gate, d->root.fd, bytes);
	d->root.fd = -1;
	buf_release(&d->text);
	crowds_release(&d->crowds);
}

static void gaps(struct data_job *d, const char *why)
{
	sink_gap(d->job->sink, FACT_data_file, why);
	sink_gap(d->job->sink, FACT_data_item, why);
	sink_gap(d->job->sink, FACT_data_mark, why);
	sink_gap(d->job->sink, FACT_data_person, why);
	sink_gap(d->job->sink, FACT_data_table, why);
}

static void finish(struct data_job *d)
{
	struct scan_totals t = scan_totals(d->scan);
	struct collect_job *job = d->job;
	const char *reason = "";

	d->row.bytes = (int64_t)t.bytes;
	sink_fact(job->sink, FACT_data_store, &d->row);
	crowds_put(&d->crowds, job->sink);
	if (t.refused)
		reason = gate_words(GATE_PERIOD);
	else if (d->full)
		reason = N_("more files with data than one collection may hold");
	else if (t.gaps)
		reason = N_("not every file could be examined whole; data_file says which and why");
	if (*reason)
		gaps(d, reason);
	else if (t.weak)
		reason = N_("read in a weaker cage: this kernel lacks Landlock or seccomp");
	release(d);
	collect_end(job, t.refused || d->full || t.gaps ? COLLECTED_PARTIAL : COLLECTED_DONE, reason);
}

static void go_on(void *ctx, struct net *n, bool stopped);

static void turns(struct data_job *d, bool on)
{
	if (on && !d->turns)
		d->turns = net_watch_turns(d->job->net, go_on, d);
	if (!on && d->turns) {
		net_watch_end(d->turns);
		d->turns = NULL;
	}
}

static void go_on(void *ctx, struct net *n, bool stopped)
{
	struct data_job *d = ctx;
	struct collect_job *job = d->job;

	(void)n;
	if (stopped) {
		release(d);
		collect_end(job, COLLECTED_SKIPPED, net_words(NET_CANCELLED));
		return;
	}
	enum scan_step step = scan_turn(d->scan);

	turns(d, step == SCAN_AGAIN);
	if (step == SCAN_END)
		finish(d);
}

static void on_watch(void *ctx, unsigned i, int fd)
{
	struct data_job *d = ctx;

	d->watches[i] = net_watch(d->job->net, fd, go_on, d);
	must(d->watches[i]);
}

static void on_forget(void *ctx, unsigned i)
{
	struct data_job *d = ctx;

	if (d->watches[i])
		net_watch_end(d->watches[i]);
	d->watches[i] = NULL;
}

static int prepare(struct data_job *d, err *e)
{
	struct collect_job *job = d->job;
	uint64_t most = job->scope->data.bytes > 0 ? (uint64_t)job->scope->data.bytes : BYTES_DEFAULT;
	digest k = digest_hmac(job->sink->key, STR("yicha data"));
	struct scan_conf conf = {.gate = job->gate,
				 .roots = &d->root,
				 .root_count = 1,
				 .stream = -1,
				 .jobs = cage_child_worth(),
				 .bytes_most = most,
				 .look = {.possible = true, .today = date_china_day(job->at)},
				 .file = on_file,
				 .watch = on_watch,
				 .forget = on_forget,
				 .ctx = d};

	bytes_copy(conf.look.key, sizeof(conf.look.key), str_sub(digest_str(&k), 0, sizeof(conf.look.key)));
	TRY(d->root.fd = gate_root(job->gate, arena_cstr(job->mem, d->store->path), e));
	return scan_new(&conf, &d->scan, e);
}

static void data_start(struct collect_job *job)
{
	struct data_job *d = arena_new(job->mem, struct data_job, 1);
	err e = {0};

	*d = (struct data_job){.job = job, .store = scope_store_of(job->scope, job->asset->key), .root = {-1, ""}};
	if (!d->store) {
		collect_end(job, COLLECTED_REFUSED, N_("the folder is not in the scope"));
		return;
	}
	d->row = (struct fact_data_store){.kind = str_c(asset_kind_name(job->asset->kind)),
					  .is_public = d->store->is_public,
					  .test = d->store->test,
					  .ordered_by = job->scope->data.ordered_by};
	buf_init(&d->text, 2 * EVIDENCE_MOST);
	if (prepare(d, &e) < 0) {
		release(d);
		/* Not the error's own words: those are in the language of whoever inspects. */
		if (e.code == E_GATE)
			collect_end(job, COLLECTED_REFUSED, N_("the folder is not in the scope"));
		else
			collect_end(job, COLLECTED_FAILED, N_("the folder could not be opened"));
		return;
	}
	turns(d, true);
}

static const enum fact_id fills[] = {FACT_data_store, FACT_data_file, FACT_data_item,
				     FACT_data_table, FACT_data_mark, FACT_data_person};

const struct collector collector_data = {
	.name = "data",
	.version = 1,
	.words = N_("data in the files of a folder"),
	.kinds = 1u << ASSET_FOLDER | 1u << ASSET_LOG, /* in logs too, what should not stand there */
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = data_start,
};
