#include <unistd.h>

#include "cmd/desk.h"
#include "flow/retest.h"
#include "flow/session.h"
#include "judge/compile.h"
#include "os/process.h"

static volatile int stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"checks", 0, OPTION_VALUE, "DIR", N_("use further checks from this folder")},
	{0},
};

/* What the check now says of the finding's asset. */
struct now {
	const struct store_finding *finding;
	enum verdict verdict;
	bool other_place; /* fails, but not in this place */
	str reason;
	arena *mem;
};

static int on_problem(void *ctx, const struct store_problem *p, err *e)
{
	struct now *n = ctx;

	(void)e;
	if (!str_eq(p->asset_key, n->finding->asset_key))
		return 0;
	if (n->verdict != VERDICT_FAIL)
		n->other_place = true;
	n->verdict = VERDICT_FAIL;
	if (str_eq(p->place, n->finding->place))
		n->other_place = false;
	return 0;
}

static int on_coverage(void *ctx, const struct store_coverage *c, err *e)
{
	struct now *n = ctx;

	(void)e;
	if (!str_eq(c->check, n->finding->check))
		return 0;
	n->verdict = c->counts.by[VERDICT_NA] ? VERDICT_NA : VERDICT_PASS;
	return 0;
}

static int on_unknown(void *ctx, const struct casefile_unexamined *u, err *e)
{
	struct now *n = ctx;

	(void)e;
	if (!u->is_check || !str_eq(u->what, n->finding->check) || !str_eq(u->asset, n->finding->asset_key))
		return 0;
	n->verdict = VERDICT_UNKNOWN;
	n->reason = arena_str(n->mem, u->reason);
	return 0;
}

/* Counts of the check over one asset are the verdict; failures are looked at by place. */
static int find_verdict(struct session *s, struct now *n, err *e)
{
	uint64_t left;

	TRY(store_coverage_each(s->store, s->judgement.id, on_coverage, n, e));
	TRY(store_unknown_each(s->store, s->judgement.id, 1000, on_unknown, n, &left, e));
	return store_problem_each(s->store, s->judgement.id, 1, 10000, on_problem, n, e);
}

/* The case that waits for this re-check, if there is one. */
struct docket {
	struct desk desk;
	struct person actor;
	bool there; /* the store has a ledger */
	bool acts;  /* somebody was named who tests */
	struct retest_outcome outcome;
};

static int open_docket(struct session *s, const struct args *a, str finding, struct docket *k, err *e)
{
	err no = {0};
	int rc = desk_over(a, s->store, &k->desk, &no);

	if (rc == E_NOTFOUND)
		return 0; /* no ledger, no case */
	if (rc < 0) {
		*e = no;
		return rc;
	}
	k->there = true;
	k->acts = desk_is_named(&k->desk);
	if (k->acts)
		TRY(desk_actor(&k->desk, ~0u, &k->actor, e));
	return k->acts ? retest_may(k->desk.ledger, finding, &k->actor, &s->mem, &k->outcome, e) : 0;
}

static int note_docket(struct session *s, const struct now *n, struct docket *k, err *e)
{
	AUTO(buf_release) buf room;

	buf_init(&room, REASON_MOST);
	if (!k->there || !k->acts)
		return 0;
	return retest_note(k->desk.ledger,
			   &(struct retest){.finding = n->finding->id,
					    .verdict = n->verdict,
					    .elsewhere = n->other_place,
					    .reason = report_reason(LANG_ZH, n->reason, &room),
					    .check = n->finding->check,
					    .asset = n->finding->asset_key,
					    .run = s->run.id,
					    .judgement = s->judgement.id,
					    .checks = s->judgement.checks,
					    .version = s->judgement.version},
			   &k->actor, &s->mem, &k->outcome, e);
}

static void put_docket(buf *b, const struct docket *k)
{
	if (!k->outcome.waiting)
		return;
	str state = text2_in(life_state_words(k->outcome.state), i18n_lang());

	if (k->outcome.decided)
		buf_printf(b, _("  case %.*s is now: %.*s\n"), STR_ARG(k->outcome.id), STR_ARG(state));
	else
		buf_printf(b, _("  noted in case %.*s, which is still: %.*s\n"), STR_ARG(k->outcome.id),
			   STR_ARG(state));
}

static int say(const struct args *a, const struct session *s, const struct now *n, const struct docket *k)
{
	static const char *const words[VERDICT_COUNT] = {
		[VERDICT_PASS] = N_("mended: the check passes now"),
		[VERDICT_FAIL] = N_("still there"),
		[VERDICT_UNKNOWN] = N_("could not be examined"),
		[VERDICT_NA] = N_("no longer applicable"),
	};
	static const int status[VERDICT_COUNT] = {
		[VERDICT_PASS] = 0, [VERDICT_FAIL] = 1, [VERDICT_UNKNOWN] = 3, [VERDICT_NA] = 0};
	buf b, room;

	buf_init(&b, 16384);
	buf_init(&room, REASON_MOST);
	if (args_flag(a, "json")) {
		buf_printf(&b,
			   "{\"finding\":\"%.*s\",\"run\":\"%.*s\",\"verdict\":\"%s\",\"same_place\":%s,\"reason\":\"",
			   STR_ARG(n->finding->id), STR_ARG(s->run.id), verdict_name(n->verdict),
			   n->verdict == VERDICT_FAIL && !n->other_place ? "true" : "false");
		buf_put_json(&b, n->reason);
		buf_printf(&b, "\",\"case\":\"%.*s\",\"state\":\"%s\"}\n",
			   STR_ARG(k->outcome.waiting ? k->outcome.id : (str){0}),
			   k->outcome.waiting ? life_state_key(k->outcome.state) : "");
	} else {
		buf_printf(&b, "%.*s  %.*s  ", STR_ARG(n->finding->id), STR_ARG(n->finding->check));
		buf_put_quoted(&b, n->finding->asset_key, 600);
		buf_printf(&b, "\n  %s",
			   n->other_place ? _("the place is mended, but the asset fails elsewhere")
					  : _(words[n->verdict]));
		if (n->reason.n) {
			buf_put_c(&b, ": ");
			buf_put_clean(&b, report_reason(i18n_lang(), n->reason, &room), 500);
		}
		buf_put_byte(&b, '\n');
		put_docket(&b, k);
	}
	cmd_put(&b);
	buf_release(&b);
	buf_release(&room);
	return status[n->verdict];
}

/* Tables that the check reads, by both its queries. */
static int tables_of(const struct check *k, arena *mem, enum fact_id ret[FACT_COUNT], size_t *ret_count, err *e)
{
	struct language *l;
	struct compiled c;

	*ret_count = 0;
	TRY(language_new(&l, e));
	compile_check(l, mem, k, &c);
	language_free(l);
	if (c.broken.code) {
		*e = c.broken;
		return c.broken.code;
	}
	for (int f = 0; f < FACT_COUNT; f++)
		if (c.query.reads[f] || c.applies.reads[f])
			ret[(*ret_count)++] = (enum fact_id)f;
	return 0;
}

/* The tables that the check reads decide which collectors look again. */
static int look_again(struct session *s, const struct store_finding *f, err *e)
{
	enum fact_id tables[FACT_COUNT];
	size_t count = 0;
	bool resumed;
	const struct check *k = checks_find(&s->checks, f->check);

	if (!k)
		return err_set(e, E_NOTFOUND, _("check %.*s is not there any more"), STR_ARG(f->check));
	TRY(tables_of(k, &s->mem, tables, &count, e));
	TRY(store_run_find(s->store, f->last_run, &s->mem, &s->run, e));
	TRY(session_scope_again(s, e));
	TRY(inspect_run(&(struct inspect_conf){.store = s->store,
					       .scope = &s->scope,
					       .kind = RUN_RECHECK,
					       .fresh = true,
					       .only_asset = k->over_unit ? (str){0} : f->asset_key,
					       .only_tables = tables,
					       .only_table_count = count,
					       .stop = &stop},
			&s->mem, &s->run, &resumed, e));
	return session_judge(s, arena_cstr(&s->mem, f->check), true, e);
}

static int recheck(struct session *s, const struct args *a, struct docket *k, err *e)
{
	struct store_finding f;

	TRY(store_finding_find(s->store, str_c(args_operand(a, 0)), &s->mem, &f, e));
	/* Whoever may not test it touches nothing. */
	TRY(open_docket(s, a, f.id, k, e));
	TRY(look_again(s, &f, e));
	struct now n = {.finding = &f, .mem = &s->mem};

	TRY(find_verdict(s, &n, e));
	TRY(note_docket(s, &n, k, e));
	return say(a, s, &n, k);
}

static int run(const struct args *a)
{
	struct session s;
	struct docket docket = {0};
	err e = {0};

	os_signals(on_signal);
	int rc = session_open(&s, cmd_store_path(a), false, args_value(a, "checks"), &e);

	if (rc == 0)
		rc = recheck(&s, a, &docket, &e);
	int status = rc < 0 ? cmd_fail(a, &e) : rc;

	desk_close(&docket.desk);
	session_close(&s);
	return cmd_finish(status);
}

const struct command command_recheck = {
	.name = "recheck",
	.operands = "FINDING",
	.operands_least = 1,
	.operands_most = 1,
	.words = N_("run one finding's check on its asset again"),
	.help = N_(
		"Collects again what the check of the finding reads, about its asset alone, by the scope it was "
		"found under, and "
		"says whether the problem is mended. Exit status 0 mended, 1 still there, 3 could not be examined.\n\n"
		"Where the finding has a case that waits for its re-test, and --as names who tests, the result is "
		"written down "
		"in it: an officer's closes the case or sends it back, a technician's is noted and an officer decides. "
		"What "
		"could not be examined decides nothing."),
	.examples = N_("yicha recheck 3f2a\ta beginning of the finding's number is enough\n"),
	.options = options,
	.run = run,
};
