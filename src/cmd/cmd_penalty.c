/* yicha penalty: penalty cases, from the clue to the archive. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "catalogue/yaml.h"
#include "cmd/clocks_of.h"
#include "cmd/proof.h"
#include "cmd/wanted.h"
#include "ledger/publication.h"
#include "ledger/registry.h"

#define OUT_MOST ((size_t)64 << 20)
#define VERBS_MOST 64

static str option(const struct desk *d, const char *name)
{
	const char *v = args_value(d->args, name);

	return str_c(v ? v : "");
}

static int number(const struct desk *d, const char *name, int64_t *ret, err *e)
{
	str s = option(d, name);
	uint64_t v = 0;

	if (s.n && !str_to_u64(s, (uint64_t)PENALTY_FINE_MOST, &v))
		return err_set(e, E_USAGE, _("--%s: %.*s is no whole number"), name, STR_ARG(s));
	*ret = (int64_t)v;
	return 0;
}

static int moment(const struct desk *d, const char *name, int64_t *ret, err *e)
{
	str s = option(d, name);

	*ret = 0;
	if (s.n && !desk_time(s, ret))
		return err_set(e, E_USAGE, _("--%s: %.*s is no time like 2026-11-22T09:30"), name, STR_ARG(s));
	return 0;
}

/* --- showing -------------------------------------------------------------------------------------------------------------- */

struct out {
	struct desk *d;
	buf *b;
	struct json_out o;
};

static void json_day(struct json_out *o, const char *name, int64_t day)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 32);
	if (day)
		date_put(&b, day);
	json_str(o, name, buf_str(&b));
}

static void put_json(struct json_out *o, const struct penalty *p)
{
	json_open(o, NULL, '{');
	json_day(o, "act_day", p->act_day);
	json_int(o, "decided_at", p->decided_at);
	json_int(o, "ended_at", p->ended_at);
	json_int(o, "filed_at", p->filed_at);
	json_int(o, "fine", p->fine);
	json_bool(o, "hearing", p->hearing);
	json_str(o, "id", p->id);
	json_str(o, "kinds", p->kinds);
	json_int(o, "late", p->late);
	json_str(o, "law", p->law);
	json_str(o, "law_now", p->law_now);
	json_str(o, "law_number", p->law_number);
	json_str(o, "law_read", str_c(p->law_read == LAW_READ_TEXT ? "" : "未核对原文"));
	json_str(o, "law_used", p->law_used);
	json_bool(o, "major", p->major);
	json_str(o, "number", p->number);
	json_int(o, "opened_at", p->opened_at);
	json_int(o, "paid", p->paid);
	json_int(o, "performed_at", p->performed_at);
	json_int(o, "served_at", p->served_at);
	json_str(o, "source", p->source);
	json_str(o, "state", str_c(life_state_key(p->state)));
	json_str(o, "title", p->title);
	json_int(o, "told_fine", p->told_fine);
	json_str(o, "unit", p->unit);
	json_str(o, "uscc", p->uscc);
	json_close(o, '}');
}

static void put_line(buf *b, const struct penalty *p)
{
	buf_printf(b, "%.*s  %.*s  %.*s  ", STR_ARG(p->id), STR_ARG(text2_in(life_state_words(p->state), i18n_lang())),
		   STR_ARG(p->unit.n ? p->unit : p->uscc));
	buf_put_quoted(b, p->title, 200);
	if (p->number.n)
		buf_printf(b, "  %.*s", STR_ARG(p->number));
	buf_put_c(b, "\n");
}

static int each(void *ctx, const struct penalty *p, err *e)
{
	struct out *o = ctx;

	(void)e;
	if (o->d->json) {
		put_json(&o->o, p);
		return 0;
	}
	put_line(o->b, p);
	cmd_put(o->b);
	return 0;
}

static int list(struct desk *d, buf *b, err *e)
{
	struct out o = {.d = d, .b = b};

	json_begin(&o.o, b);
	if (d->json)
		json_open(&o.o, NULL, '[');
	TRY(penalty_each(d->ledger, option(d, "unit"), each, &o, e));
	if (d->json) {
		json_close(&o.o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}

static int put_step(void *ctx, const struct step_row *r, err *e)
{
	buf *b = ctx;

	(void)e;
	date_put_time(b, r->at, DATE_CHINA_MINUTES);
	buf_printf(b, "  %.*s  %.*s (%.*s)", STR_ARG(r->event), STR_ARG(r->actor), STR_ARG(r->role));
	if (r->reason.n) {
		buf_put_c(b, "  ");
		buf_put_quoted(b, r->reason, 400);
	}
	buf_put_c(b, "\n");
	return 0;
}

static int put_term(void *ctx, const struct term *t, err *e)
{
	buf *b = ctx;

	(void)e;
	if (t->superseded)
		return 0;
	buf_printf(b, "%.*s: ", STR_ARG(t->kind));
	date_put(b, t->d.last_day);
	buf_printf(b, "  %.*s%s%s\n", STR_ARG(text2_in(t->rule.basis, i18n_lang())),
		   t->d.provisional ? _("  (provisional)") : "", t->settled ? _("  (met or fallen away)") : "");
	return 0;
}

static void put_law(buf *b, const struct penalty *p)
{
	buf_printf(b, _("law on the day of the act: %.*s %.*s%s\n"), STR_ARG(p->law), STR_ARG(p->law_number),
		   p->law_read == LAW_READ_TEXT ? "" : " 「未核对原文」");
	if (p->law_penalty.n)
		buf_printf(b, "  %.*s\n", STR_ARG(p->law_penalty));
	if (p->law_now.n)
		buf_printf(b, _("law on the day of the decision: %.*s (applied: %.*s)\n"), STR_ARG(p->law_now),
			   STR_ARG(p->law_used));
	if (p->decided_at)
		buf_printf(b, _("decided: %.*s, fine %lld yuan, paid %lld, added for being late %lld\n"),
			   STR_ARG(p->kinds), (long long)p->fine, (long long)p->paid, (long long)p->late);
}

static int show(struct desk *d, str id, buf *b, err *e)
{
	struct penalty p;
	struct json_out o;
	str *officers = NULL;
	size_t n = 0;

	TRY(penalty_find(d->ledger, id, &d->mem, &p, e));
	if (d->json) {
		json_begin(&o, b);
		put_json(&o, &p);
		buf_put_c(b, "\n");
		return 0;
	}
	put_line(b, &p);
	put_law(b, &p);
	TRY(penalty_officers(d->ledger, p.id, &d->mem, &officers, &n, e));
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%.*s%s", i ? ", " : _("handled by: "), STR_ARG(officers[i]), i + 1 == n ? "\n" : "");
	TRY(term_each(d->ledger, p.id, put_term, b, e));
	return step_each(d->ledger, p.id, put_step, b, e);
}

/* --- acting --------------------------------------------------------------------------------------------------------------- */

static int unit_name(struct desk *d, str uscc, str *ret, err *e)
{
	struct registry_unit u;
	err none = {0};
	int rc = registry_unit_find(d->ledger, uscc, date_civil(date_china_day(ledger_now(d->ledger))).year, &d->mem,
				    &u, &none);

	*ret = rc < 0 ? option(d, "name") : u.name;
	if (ret->n == 0)
		return err_set(e, E_USAGE, _("the unit %.*s is not registered; its name? --name"), STR_ARG(uscc));
	return 0;
}

static int open_case(struct desk *d, const struct penalty_clocks *c, const struct person *actor, str *ret, err *e)
{
	struct law_then law = {0};
	struct penalty p;
	struct penalty_new n = {.uscc = option(d, "unit"),
				.title = option(d, "title"),
				.source = option(d, "source"),
				.continuing = args_flag(d->args, "continuing"),
				.law = option(d, "law"),
				.reason = option(d, "reason"),
				.actor = actor};

	if (!yaml_date_parse(option(d, "act-day"), &n.act_day))
		return err_set(e, E_USAGE, _("--act-day: the day of the act is needed, like 2025-12-31"));
	if (n.uscc.n == 0 || n.title.n == 0 || n.law.n == 0)
		return err_set(e, E_USAGE, _("open needs --unit, --title, --law and --act-day"));
	TRY(unit_name(d, n.uscc, &n.unit, e));
	int rc = law_then_find(n.law, n.act_day, date_china_day(ledger_now(d->ledger)), &law, e);

	if (rc == 0) {
		n.law_number = law.then->number;
		n.law_words = law.then->words;
		n.law_penalty = law.then->penalty;
		n.law_read = law.then->read;
		rc = ledger_begin(d->ledger, e);
	}
	if (rc == 0)
		rc = penalty_open(d->ledger, c, &n, &d->mem, &p, e);
	if (rc == 0)
		rc = ledger_commit(d->ledger, e);
	law_then_release(&law);
	TRY(rc);
	*ret = p.id;
	return 0;
}

/* What the law says now, where it is not what it said on the day of the act. */
static int law_now(struct desk *d, const struct penalty *p, struct penalty_act *a, err *e)
{
	struct law_then law = {0};
	AUTO(buf_release) buf b;
	int64_t today = date_china_day(ledger_now(d->ledger));
	int rc = law_then_find(p->law, p->act_day, today, &law, e);

	buf_init(&b, 1 << 16);
	if (rc == 0 && law.now != law.then) {
		if (law.now)
			buf_printf(&b, "%.*s %.*s", STR_ARG(law.now->number), STR_ARG(law.now->penalty));
		else
			buf_put_c(&b, "已不再有效");
		a->law_now = arena_str(&d->mem, buf_str(&b));
	}
	bool use_now = rc == 0 && law.now && str_eq(a->law_used, STR("now"));

	if (rc == 0)
		rc = law_confirmed(d->ledger, law.article, use_now ? law.now : law.then, e);
	a->confirmed = rc == 1;
	law_then_release(&law);
	return rc < 0 ? rc : 0;
}

/* A legal reviewer has read the words of the article, of the day of the act and of today. */
static int confirm_words(struct desk *d, str id, err *e)
{
	struct person actor;
	struct penalty p;
	struct law_then law = {0};
	struct notice_words words[2];
	size_t n = 0;
	int rc;

	TRY(desk_actor(d, ROLE_BIT(ROLE_LEGAL), &actor, e));
	TRY(penalty_find(d->ledger, id, &d->mem, &p, e));
	rc = law_then_find(p.law, p.act_day, date_china_day(ledger_now(d->ledger)), &law, e);
	if (rc == 0) {
		words[n++] = law_words(law.article, law.then, &d->mem);
		if (law.now && law.now != law.then)
			words[n++] = law_words(law.article, law.now, &d->mem);
		rc = ledger_begin(d->ledger, e);
	}
	if (rc == 0)
		rc = notice_words_confirm(d->ledger, words, n, &actor, option(d, "reason"), e);
	if (rc == 0)
		rc = ledger_commit(d->ledger, e);
	law_then_release(&law);
	return rc;
}

static int officers(struct desk *d, struct penalty_act *a)
{
	size_t n = args_times(d->args, "officer");
	str *list = arena_new(&d->mem, str, n + 1);

	for (size_t i = 0; i < n; i++)
		list[i] = str_c(args_value_at(d->args, "officer", i));
	a->officers = list;
	a->officer_count = n;
	return 0;
}

static int read_act(struct desk *d, const struct penalty *p, struct penalty_act *a, err *e)
{
	a->reason = option(d, "reason");
	a->basis = option(d, "basis");
	a->hearing = args_flag(d->args, "hearing");
	a->major = args_flag(d->args, "major");
	a->revokes = args_flag(d->args, "revokes");
	a->waived = args_flag(d->args, "waived");
	a->kinds = option(d, "kinds");
	a->law_used = option(d, "law-used");
	TRY(number(d, "fine", &a->fine, e));
	TRY(number(d, "paid", &a->paid, e));
	TRY(number(d, "stayed", &a->stayed, e));
	TRY(moment(d, "at", &a->at, e));
	TRY(moment(d, "told", &a->told, e));
	TRY(officers(d, a));
	if (a->event == DO_PENALTY_DECIDE)
		TRY(law_now(d, p, a, e));
	if (a->event != DO_PENALTY_PUBLISH)
		return 0;
	int rc = publication_stands(d->ledger, p->id, e);

	a->published = rc == 1;
	return rc < 0 ? rc : 0;
}

/* The paper that the step wants: the advance notice that told it, the decision that was issued, and when it was served. */
static int take_paper(struct desk *d, const struct penalty *p, struct penalty_act *a, struct notice *n, err *e)
{
	AUTO(buf_release) buf step;

	buf_init(&step, 64);
	TRY(wanted_may(
		d,
		&(struct step){
			.event = a->event, .from = p->state, .subject = p->id, .actor = a->actor, .unit = p->uscc},
		e));
	buf_printf(&step, "penalty.%s", life_event_key(a->event));
	int rc = wanted_take(d, buf_c(&step), p->id, &a->evidence, &a->evidence_count, n, e);

	if (rc <= 0)
		return rc;
	if (a->event == DO_PENALTY_TELL && p->told_at && n->served_at <= p->told_at)
		return err_set(e, E_DENIED, _("%.*s told it before: a new one is drafted, issued and served first"),
			       STR_ARG(n->number));
	if (a->event == DO_PENALTY_TELL || (a->event == DO_PENALTY_SERVE && !a->at))
		a->at = n->served_at;
	if (a->event == DO_PENALTY_DECIDE)
		a->number = n->number;
	a->basis = a->basis.n ? a->basis : n->number;
	return 0;
}

static int act(struct desk *d, const struct penalty_clocks *c, enum life_event event, str *ret, err *e)
{
	struct person actor;
	struct penalty p;
	struct notice paper = {0};
	struct penalty_act a = {.event = event, .actor = &actor};

	TRY(desk_actor(d, ~0u, &actor, e));
	if (event == DO_PENALTY_OPEN)
		return open_case(d, c, &actor, ret, e);
	TRY(penalty_find(d->ledger, str_c(args_operand(d->args, 1)), &d->mem, &p, e));
	TRY(read_act(d, &p, &a, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(proof_take(d, "evidence", "evidence", actor.id, &a.evidence, &a.evidence_count, e));
	TRY(take_paper(d, &p, &a, &paper, e));
	TRY(penalty_move(d->ledger, c, &p, &a, e));
	if (paper.id.n && (event == DO_PENALTY_TELL || event == DO_PENALTY_DECIDE))
		TRY(wanted_says(d, &paper, a.kinds, a.fine, e));
	TRY(ledger_commit(d->ledger, e));
	*ret = p.id;
	return 0;
}

/* --- the command ---------------------------------------------------------------------------------------------------------- */

static int work(const struct args *a, int verb, const char *word, buf *b, err *e)
{
	AUTO(desk_auto) struct desk d = {0};
	struct terms t = {0};
	struct penalty_clocks c = {0};
	enum life_event event = DO_PENALTY_OPEN;
	str id = args_count(a) > 1 ? str_c(args_operand(a, 1)) : (str){0};

	TRY(desk_open(a, &d, e));
	if (verb == 0)
		return list(&d, b, e);
	if (verb == 2)
		TRY(confirm_words(&d, id, e));
	if (verb > 2) {
		if (!life_event_parse(LIFE_PENALTY, str_c(word), &event))
			return err_set(e, E_USAGE, "%s", word);
		TRY(terms_open(&d.mem, &t, e));
		TRY(clocks_of_penalty(&t, &c, e));
		TRY(act(&d, &c, event, &id, e));
	}
	return show(&d, id, b, e);
}

static int run(const struct args *a)
{
	static const char *verbs[VERBS_MOST] = {"list", "show", "confirm-words"};
	AUTO(buf_release) buf b;
	err e = {0};
	size_t n = 3;
	int verb, rc;

	for (unsigned i = 0; i < LIFE_EVENT_COUNT && n + 1 < VERBS_MOST; i++) {
		if (life_machine_of_event((enum life_event)i) == LIFE_PENALTY)
			verbs[n++] = life_event_key((enum life_event)i);
	}
	buf_init(&b, OUT_MOST);
	verb = cmd_verb(a, verbs);
	if (verb < 0)
		return CMD_REFUSED;
	if (verb > 0 && str_eq(str_c(verbs[verb]), STR("open")) != (args_count(a) == 1))
		return cmd_usage(a, _("name a penalty case by its number (open: none)"));
	rc = work(a, verb, verbs[verb], &b, &e);
	return cmd_end(a, rc, &b, &e);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"reason", 0, OPTION_VALUE, "WORDS", N_("why it is done")},
	{"basis", 0, OPTION_VALUE, "WORDS", N_("on what ground in law, or by which decision")},
	PROOF_OPTION,
	{"unit", 0, OPTION_VALUE, "CODE", N_("open: the unit; list: of this unit")},
	{"name", 0, OPTION_VALUE, "NAME", N_("open: its name, when it is not registered")},
	{"title", 0, OPTION_VALUE, "WORDS", N_("open: what it is about, without technical detail")},
	{"source", 0, OPTION_VALUE, "NUMBER", N_("open: notice or cases that it follows")},
	{"law", 0, OPTION_VALUE, "KEY", N_("open: article of catalogue/laws that was broken, like csl/protect")},
	{"act-day", 0, OPTION_VALUE, "DATE", N_("open: day of the act; chooses the version of the law")},
	{"continuing", 0, OPTION_FLAG, NULL, N_("open: the act went on to that day")},
	{"officer", 0, OPTION_VALUE, "PERSON", N_("assign: who handles it; at least two")},
	{"major", 0, OPTION_FLAG, NULL, N_("conclude: complex or grave, discussed together before it is decided")},
	{"kinds", 0, OPTION_VALUE, "WORDS", N_("tell, decide: kinds of penalty, like 警告、罚款")},
	{"fine", 0, OPTION_VALUE, "YUAN", N_("tell, decide: the fine")},
	{"hearing", 0, OPTION_FLAG, NULL, N_("tell: the unit may ask for a hearing")},
	{"revokes", 0, OPTION_FLAG, NULL, N_("tell: a licence is to be taken away")},
	{"waived", 0, OPTION_FLAG, NULL, N_("submit: the unit waived its answer, in writing (--evidence)")},
	{"told", 0, OPTION_VALUE, "TIME", N_("hear: when the hearing was told of")},
	{"at", 0, OPTION_VALUE, "TIME", N_("hear, serve, perform: when it happened")},
	{"law-used", 0, OPTION_VALUE, "WHICH", N_("decide, where the law has changed since: act or now")},
	{"paid", 0, OPTION_VALUE, "YUAN", N_("perform: what was paid")},
	{"stayed", 0, OPTION_VALUE, "DAYS", N_("perform: days of a review or suit, in which nothing is added")},
	{0},
};

const struct command command_penalty = {
	.name = "penalty",
	.operands = "list|show|open|confirm-words|EVENT [CASE]",
	.operands_least = 1,
	.operands_most = 2,
	.words = N_("penalty cases, from the clue to the archive"),
	.help = N_(
		"open, file, assign, investigate, conclude, tell, plead, ask-hearing, hear, submit, review, return, "
		"discuss, "
		"decide, absolve, serve, perform, urge, enforce, close, publish, archive, reject, transfer, drop: "
		"which "
		"of them a case allows, to whom and with what, is in 'yicha case table'.\n\n"
		"The law that applies is the one in force on the day of the act; where it has changed since, the "
		"decision says "
		"which was used. At least two officers with certificates handle a case; none of them reviews or "
		"decides it. "
		"Time limits run by themselves: 'yicha deadline due' lists them.\n\n"
		"'tell' wants the advance notice served, 'decide' the decision issued, 'serve' the decision served: "
		"papers about the case that 'yicha notice' took through review and issue. The decision's number is the "
		"paper's."),
	.examples = N_("yicha penalty open --as wang --unit 91440300MA5EXAMPLE --law csl/protect --act-day 2025-12-20 "
		       "--title 未履行安全保护义务 --reason 逾期未改\ta clue\n"
		       "yicha penalty file p1 --as li --basis 行政处罚法第五十四条\tthe leader files it\n"
		       "yicha penalty show p1\twith its time limits and history\n"),
	.options = options,
	.run = run,
};
