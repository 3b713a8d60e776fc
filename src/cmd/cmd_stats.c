/* yicha stats: what became of the cases; the bulletin about it. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "catalogue/paths.h"
#include "cmd/desk.h"
#include "flow/bulletin.h"
#include "ledger/publication.h"
#include "os/file.h"

#define OUT_MOST ((size_t)64 << 20)
#define PAPER_MOST ((size_t)256 << 20)

static void put_rate(buf *b, uint64_t a, uint64_t of)
{
	unsigned r = stats_rate(a, of);

	if (of)
		buf_printf(b, "%3u.%u %%  ", r / 10, r % 10);
	else
		buf_put_c(b, "    –    ");
}

static void put_json(struct json_out *o, const struct stats_row *r)
{
	json_open(o, NULL, '{');
	json_int(o, "closed", (int64_t)r->closed);
	json_int(o, "closure_per_mille", stats_rate(r->closed, r->total));
	json_str(o, "key", r->key);
	json_int(o, "measured", (int64_t)r->measured);
	json_int(o, "median_seconds", r->median);
	json_str(o, "name", r->name);
	json_int(o, "on_time", (int64_t)r->on_time);
	json_int(o, "on_time_per_mille", stats_rate(r->on_time, r->timed));
	json_int(o, "overdue", (int64_t)r->overdue);
	json_int(o, "recurred", (int64_t)r->recurred);
	json_int(o, "timed", (int64_t)r->timed);
	json_int(o, "total", (int64_t)r->total);
	json_close(o, '}');
}

static void put_row(buf *b, const struct stats_row *r)
{
	buf_printf(b, "%6llu %6llu  ", (unsigned long long)r->total, (unsigned long long)r->closed);
	put_rate(b, r->closed, r->total);
	put_rate(b, r->on_time, r->timed);
	if (r->median >= 0)
		buf_printf(b, "%6lld.%lld  ", (long long)((r->median * 10 + 43200) / 864000),
			   (long long)((r->median * 10 + 43200) / 86400 % 10));
	else
		buf_put_c(b, "       –  ");
	buf_printf(b, "%6llu %6llu  %.*s %.*s\n", (unsigned long long)r->overdue, (unsigned long long)r->recurred,
		   STR_ARG(r->key.n ? r->key : STR("–")), STR_ARG(r->name));
}

/* --since and --until, a day each, in China. */
static int bound(const struct args *a, const char *name, bool behind, int64_t *ret, err *e)
{
	const char *v = args_value(a, name);

	*ret = 0;
	if (!v)
		return 0;
	if (!desk_time(str_c(v), ret))
		return err_set(e, E_USAGE, _("--%s: %s is no date"), name, v);
	if (behind && str_c(v).n == 10)
		*ret += 86400;
	return 0;
}

static int count(struct desk *d, int64_t since, int64_t until, buf *b, err *e)
{
	const char *by = args_value(d->args, "by");
	enum stats_by which = STATS_ALL;
	struct stats_row *rows = NULL;
	struct json_out o;
	size_t n = 0;

	if (by && !stats_by_parse(str_c(by), &which))
		return err_set(e, E_USAGE, _("--by: is all, clause, type, region, severity or unit"));
	TRY(stats_count(d->ledger, which, since, until, &d->mem, &rows, &n, e));
	json_begin(&o, b);
	if (d->json)
		json_open(&o, NULL, '[');
	else
		buf_put_c(b, _(" cases closed   closed   on time  median days  late  again\n"));
	for (size_t i = 0; i < n; i++) {
		if (d->json)
			put_json(&o, &rows[i]);
		else
			put_row(b, &rows[i]);
	}
	if (d->json) {
		json_close(&o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}

static void clauses_auto(struct clauses *c)
{
	clauses_release(c);
}

/* --- the bulletin --------------------------------------------------------------------------------------------------------- */

static int write_paper(const struct bulletin *x, bool draft, const char *path, bool pdf, err *e)
{
	struct paper p;
	AUTO(buf_release) buf b;

	buf_init(&b, PAPER_MOST);
	bulletin_paper(x, draft, &p);
	if (pdf)
		TRY(paper_pdf(&p, out_to_buf, &b, NULL, e));
	else
		TRY(paper_docx(&p, out_to_buf, &b, e));
	return os_file_write(path, buf_str(&b), e);
}

/* Drafts its publication when somebody acts. *ret: its id. */
static int publish(struct desk *d, const struct bulletin *x, str subject, buf *b, err *e)
{
	struct person actor;
	struct publication p;
	const char *reason = args_value(d->args, "reason");
	struct publication_new n = {.kind = STR("bulletin"),
				    .subject = subject,
				    .title = STR("关于行政检查发现问题整改情况的通报"),
				    .text = bulletin_text(x),
				    .reason = str_c(reason ? reason : ""),
				    .actor = &actor};

	TRY(desk_actor(d, ~0u, &actor, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(publication_draft(d->ledger, &n, &d->mem, &p, e));
	TRY(ledger_commit(d->ledger, e));
	if (!d->json)
		buf_printf(b, _("%.*s: drafted, to be reviewed and approved (yicha publication)\n"), STR_ARG(p.id));
	return 0;
}

static str subject_of(struct desk *d, int64_t since, int64_t until)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 100);
	buf_put_c(&b, "bulletin ");
	date_put(&b, since ? date_china_day(since) : 0);
	buf_put_c(&b, "..");
	date_put(&b, date_china_day(until ? until - 1 : ledger_now(d->ledger)));
	return arena_str(&d->mem, buf_str(&b));
}

static int bulletin(struct desk *d, int64_t since, int64_t until, buf *b, err *e)
{
	const char *docx = args_value(d->args, "docx"), *pdf = args_value(d->args, "pdf"),
		   *xlsx = args_value(d->args, "xlsx");
	struct bulletin x;
	str subject = subject_of(d, since, until);
	int stands;

	AUTO(clauses_auto) struct clauses clauses = {0};
	const char *path = NULL;

	TRY(bulletin_make(d->ledger, since, until, &d->mem, &x, e));
	TRY(paths_data(&d->mem, "catalogue/clauses.yaml", &path, e));
	TRY(clauses_load(path, &clauses, e));
	x.clauses = &clauses;
	if (args_flag(d->args, "publish"))
		TRY(publish(d, &x, subject, b, e));
	stands = publication_stands(d->ledger, subject, e);
	TRY(stands);
	if (docx)
		TRY(write_paper(&x, !stands, docx, false, e));
	if (pdf)
		TRY(write_paper(&x, !stands, pdf, true, e));
	if (xlsx)
		TRY(bulletin_sheet(&x, xlsx, e));
	if (!docx && !pdf && !xlsx && !d->json)
		buf_put(b, bulletin_text(&x));
	return 0;
}

static int work(const struct args *a, int verb, buf *b, err *e)
{
	AUTO(desk_auto) struct desk d = {0};
	int64_t since = 0, until = 0;

	TRY(desk_open(a, &d, e));
	TRY(bound(a, "since", false, &since, e));
	TRY(bound(a, "until", true, &until, e));
	return verb == 0 ? count(&d, since, until, b, e) : bulletin(&d, since, until, b, e);
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"count", "bulletin", NULL};
	AUTO(buf_release) buf b;
	err e = {0};
	int verb = args_count(a) ? cmd_verb(a, verbs) : 0, rc;

	if (verb < 0)
		return CMD_REFUSED;
	buf_init(&b, OUT_MOST);
	rc = work(a, verb, &b, &e);
	return cmd_end(a, rc, &b, &e);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"by", 0, OPTION_VALUE, "GROUP", N_("count: by all (default), clause, type, region, severity, unit")},
	{"since", 0, OPTION_VALUE, "DATE", N_("cases opened from this day on")},
	{"until", 0, OPTION_VALUE, "DATE", N_("cases opened up to this day")},
	{"docx", 0, OPTION_VALUE, "FILE", N_("bulletin: as DOCX; 草稿 until its publication stands")},
	{"pdf", 0, OPTION_VALUE, "FILE", N_("bulletin: as PDF, likewise")},
	{"xlsx", 0, OPTION_VALUE, "FILE", N_("bulletin: the figures as a workbook")},
	{"publish", 0, OPTION_FLAG, NULL, N_("bulletin: draft its publication (needs --as and --reason)")},
	{"reason", 0, OPTION_VALUE, "WORDS", N_("why it is done")},
	{0},
};

const struct command command_stats = {
	.name = "stats",
	.operands = "[count|bulletin]",
	.operands_least = 0,
	.operands_most = 1,
	.words = N_("closure and on-time rates, median days, recurrence; the bulletin"),
	.help = N_("Counted are problems that were confirmed. Closed: of all. On time: of those whose time limit was "
		   "met or is over, "
		   "those answered before it ended. Median days: from the service to the closing. Again: seen again "
		   "after it "
		   "was closed once.\n\n"
		   "'bulletin' writes the same figures as a paper and a workbook, with the names of the units that are "
		   "late and "
		   "nothing that tells where a hole is; what is made public has its own approval (yicha publication)."),
	.examples = N_("yicha stats --by clause\tby the notice's clauses\n"
		       "yicha stats bulletin --docx tongbao.docx --xlsx tongbao.xlsx\tthe bulletin\n"),
	.options = options,
	.run = run,
};
