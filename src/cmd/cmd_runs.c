/* yicha runs: what was inspected when, and what changed between two runs. */
#include "cmd/cmd.h"

#include "base/date.h"
#include "base/i18n.h"
#include "store/store.h"

#define OUT_MOST ((size_t)64 << 20)
#define MEMORY ((size_t)16 << 20)

struct output {
	buf b;
	bool json;
	uint64_t n;
	enum run_change last;
};

static void put_json_text(buf *b, const char *key, str value)
{
	buf_printf(b, ",\"%s\":\"", key);
	buf_put_json(b, value);
	buf_put_byte(b, '"');
}

static void put_json_time(buf *b, const char *key, int64_t at)
{
	buf_printf(b, ",\"%s\":", key);
	if (at == 0) {
		buf_put_c(b, "null");
		return;
	}
	buf_put_byte(b, '"');
	date_put_utc(b, at);
	buf_put_byte(b, '"');
}

static void put_run_json(buf *b, const struct store_run *run)
{
	buf_printf(b, "{\"id\":\"%.*s\"", STR_ARG(run->id));
	buf_printf(b, ",\"kind\":\"%s\"", run->kind == RUN_RECHECK ? "recheck" : "inspect");
	put_json_text(b, "unit", run->unit);
	put_json_text(b, "uscc", run->uscc);
	put_json_text(b, "version", run->version);
	put_json_time(b, "began", run->began);
	put_json_time(b, "ended", run->ended);
	buf_printf(b, ",\"assets\":%llu}", (unsigned long long)run->assets);
}

static int list_one(void *ctx, const struct store_run *run, err *)
{
	struct output *o = ctx;

	if (o->json) {
		buf_put_c(&o->b, o->n++ ? ",\n " : "[");
		put_run_json(&o->b, run);
		return 0;
	}
	buf_printf(&o->b, "%.*s  ", STR_ARG(run->id));
	date_put_time(&o->b, run->began, DATE_CHINA_MINUTES);
	buf_printf(&o->b, "  %8llu  ", (unsigned long long)run->assets);
	buf_printf(&o->b, "%s%s  ", run->kind == RUN_RECHECK ? _("re-check") : _("inspection"),
		   run->ended ? "" : _(" (unfinished)"));
	buf_put_clean(&o->b, run->unit, 200);
	buf_put_byte(&o->b, '\n');
	o->n++;
	return 0;
}

static int list(struct store *s, struct output *o, err *e)
{
	TRY(store_run_each(s, list_one, o, e));
	if (o->json)
		buf_put_c(&o->b, o->n ? "]\n" : "[]\n");
	else if (o->n == 0)
		buf_printf(&o->b, "%s\n", _("no runs yet"));
	return 0;
}

static int show_coverage(void *ctx, const struct store_coverage *c, err *)
{
	struct output *o = ctx;

	if (o->json) {
		buf_put_c(&o->b, o->n++ ? ",{" : "{");
		buf_printf(&o->b, "\"check\":\"%.*s\",\"outside\":%s", STR_ARG(c->check),
			   c->outside ? "true" : "false");
		for (int v = 0; v < VERDICT_COUNT; v++)
			buf_printf(&o->b, ",\"%s\":%llu", verdict_name((enum verdict)v),
				   (unsigned long long)c->counts.by[v]);
		put_json_text(&o->b, "error", c->error);
		buf_put_byte(&o->b, '}');
		return 0;
	}
	buf_printf(&o->b, "  %-32.*s", STR_ARG(c->check));
	for (int v = 0; v < VERDICT_COUNT; v++)
		buf_printf(&o->b, " %10llu", (unsigned long long)c->counts.by[v]);
	buf_printf(&o->b, "%s%.*s\n", c->error.n ? "  " : "", STR_ARG(c->error));
	return 0;
}

static void show_head(struct output *o, const struct store_run *run, uint64_t planned, uint64_t collected)
{
	struct output one = {.json = false};

	if (o->json) {
		buf_put_c(&o->b, "{\"run\":");
		put_run_json(&o->b, run);
		buf_printf(&o->b, ",\"planned\":%llu,\"collected\":%llu,\"checks\":[", (unsigned long long)planned,
			   (unsigned long long)collected);
		return;
	}
	buf_init(&one.b, OUT_MOST);
	(void)list_one(&one, run, NULL);
	buf_put(&o->b, buf_str(&one.b));
	buf_release(&one.b);
	buf_printf(&o->b, _("collected: %llu of %llu planned"), (unsigned long long)collected,
		   (unsigned long long)planned);
	buf_put_byte(&o->b, '\n');
	buf_printf(&o->b, "  %-32s", _("check"));
	for (int v = 0; v < VERDICT_COUNT; v++)
		buf_printf(&o->b, " %10s", _(verdict_name((enum verdict)v)));
	buf_put_byte(&o->b, '\n');
}

static int show(struct store *s, struct output *o, str id, arena *mem, err *e)
{
	struct store_run run;
	struct store_judgement judgement;
	uint64_t planned = 0;
	uint64_t collected = 0;

	TRY(store_run_find(s, id, mem, &run, e));
	TRY(store_plan_counts(s, run.n, &planned, &collected, e));
	show_head(o, &run, planned, collected);
	int rc = store_judgement_latest(s, run.n, mem, &judgement, e);

	TRY(rc);
	if (rc == 1)
		TRY(store_coverage_each(s, judgement.id, show_coverage, o, e));
	else if (!o->json)
		buf_printf(&o->b, "%s\n", _("not judged yet"));
	if (o->json)
		buf_put_c(&o->b, "]}\n");
	return 0;
}

static int diff_one(void *ctx, enum run_change change, const struct store_finding *f, err *)
{
	struct output *o = ctx;

	if (o->json) {
		buf_printf(&o->b, "%s{\"change\":\"%s\",\"finding\":\"%.*s\"", o->n++ ? ",\n " : "[",
			   run_change_name(change), STR_ARG(f->id));
		put_json_text(&o->b, "check", f->check);
		put_json_text(&o->b, "asset", f->asset_key);
		put_json_text(&o->b, "place", f->place);
		buf_put_byte(&o->b, '}');
		return 0;
	}
	if (o->n++ == 0 || change != o->last)
		buf_printf(&o->b, "%s\n", _(run_change_name(change)));
	o->last = change;
	buf_printf(&o->b, "  %.*s  %-30.*s ", STR_ARG(f->id), STR_ARG(f->check));
	buf_put_clean(&o->b, f->asset_key, 300);
	buf_put_c(&o->b, f->place.n ? "  " : "");
	buf_put_clean(&o->b, f->place, 300);
	buf_put_byte(&o->b, '\n');
	return 0;
}

static int diff(struct store *s, struct output *o, const struct args *a, arena *mem, err *e)
{
	struct store_run before;
	struct store_run after;

	TRY(store_run_find(s, str_c(args_operand(a, 1)), mem, &before, e));
	TRY(store_run_find(s, str_c(args_operand(a, 2)), mem, &after, e));
	TRY(store_run_diff(s, before.n, after.n, diff_one, o, e));
	if (o->json)
		buf_put_c(&o->b, o->n ? "]\n" : "[]\n");
	else if (o->n == 0)
		buf_printf(&o->b, "%s\n", _("neither run has a finding"));
	return 0;
}

enum verb { VERB_LIST, VERB_SHOW, VERB_DIFF };
static const char *const verbs[] = {"list", "show", "diff", NULL};

static int work(const struct args *a, enum verb verb, struct output *o, err *e)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(arena_clear) arena mem;

	arena_init(&mem, MEMORY);
	TRY(store_open(cmd_store_path(a), false, &s, e));
	if (verb == VERB_LIST)
		return list(s, o, e);
	if (verb == VERB_SHOW)
		return show(s, o, args_count(a) > 1 ? str_c(args_operand(a, 1)) : STR("latest"), &mem, e);
	return diff(s, o, a, &mem, e);
}

static int run(const struct args *a)
{
	static const size_t operands[] = {[VERB_LIST] = 1, [VERB_SHOW] = 2, [VERB_DIFF] = 3};
	struct output o = {.json = args_flag(a, "json")};
	int verb = args_count(a) ? cmd_verb(a, verbs) : VERB_LIST;
	err e = {0};

	if (verb < 0)
		return CMD_REFUSED;
	if (args_count(a) > operands[verb] || (verb == VERB_DIFF && args_count(a) != 3))
		return cmd_usage(a, verb == VERB_DIFF ? _("name two runs: the earlier and the later")
						      : _("too many operands"));
	buf_init(&o.b, OUT_MOST);
	int rc = work(a, (enum verb)verb, &o, &e);

	if (rc == 0)
		cmd_put(&o.b);
	buf_release(&o.b);
	return cmd_finish(rc < 0 ? cmd_fail(a, &e) : CMD_CLEAN);
}

const struct command command_runs = {
	.name = "runs",
	.operands = "[list|show [RUN]|diff RUN RUN]",
	.operands_most = 3,
	.words = N_("list runs, show one, compare two"),
	.help = N_("A run is named by its id, by the beginning of one, or as `latest`.\n\n"
		   "`show` prints how much of a run was collected and what each check said: numbers of assets.\n\n"
		   "`diff` compares the latest judgements of two runs finding by finding: new, mended, same, no longer "
		   "examined. Mended means that the later run examined the asset and the check passes; what it did not "
		   "examine is never called mended."),
	.examples = N_("yicha runs\tall runs, newest first\n"
		       "yicha runs show latest\tcoverage by check\n"
		       "yicha runs diff 20261101 20261122\twhat changed\n"),
	.run = run,
};
