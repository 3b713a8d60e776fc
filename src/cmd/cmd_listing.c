/* yicha listing: the lists of bad records and of dishonest operators: entry, repair, removal. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/clocks_of.h"
#include "cmd/proof.h"
#include "cmd/wanted.h"
#include "ledger/listing.h"
#include "ledger/registry.h"

#define OUT_MOST ((size_t)64 << 20)
#define VERBS_MOST 32

static str option(const struct desk *d, const char *name)
{
	const char *v = args_value(d->args, name);

	return str_c(v ? v : "");
}

static int clocks_of(const struct terms *t, struct listing_clocks *ret, err *e)
{
	const struct clock *c = NULL;

	ret->calendar = t->calendar;
	TRY(clocks_get(&t->clocks, STR("listing.object"), &c, e));
	ret->object = c->rule;
	TRY(clocks_get(&t->clocks, STR("listing.bad"), &c, e));
	ret->bad = c->rule;
	TRY(clocks_get(&t->clocks, STR("listing.dishonest"), &c, e));
	ret->dishonest = c->rule;
	return 0;
}

/* --- showing -------------------------------------------------------------------------------------------------------------- */

struct out {
	struct desk *d;
	buf *b;
	struct json_out o;
	bool current; /* only those on the list now */
};

static void put_json(struct json_out *o, const struct listing *x)
{
	json_open(o, NULL, '{');
	json_str(o, "body", x->body);
	json_int(o, "ended_at", x->ended_at);
	json_str(o, "ground", x->ground);
	json_str(o, "id", x->id);
	json_str(o, "licence", x->licence);
	json_str(o, "list", x->list);
	json_int(o, "listed_at", x->listed_at);
	json_str(o, "penalty", x->penalty);
	json_int(o, "proposed_at", x->proposed_at);
	json_str(o, "reason", x->reason);
	json_str(o, "state", str_c(life_state_key(x->state)));
	json_str(o, "unit", x->unit);
	json_str(o, "uscc", x->uscc);
	json_close(o, '}');
}

static void put_line(buf *b, const struct listing *x)
{
	bool zh = i18n_lang() == LANG_ZH, bad = str_eq(x->list, STR("bad"));

	buf_printf(b, "%.*s  %s  %.*s  %.*s  %.*s", STR_ARG(x->id),
		   zh    ? bad ? "不良名单" : "失信名单"
		   : bad ? "bad records"
			 : "dishonest",
		   STR_ARG(text2_in(life_state_words(x->state), i18n_lang())), STR_ARG(x->uscc), STR_ARG(x->unit));
	if (x->listed_at) {
		buf_put_c(b, "  ");
		date_put(b, date_china_day(x->listed_at));
	}
	buf_put_c(b, "  ");
	buf_put_quoted(b, x->reason, 200);
	buf_put_c(b, "\n");
}

static int each(void *ctx, const struct listing *x, err *e)
{
	struct out *o = ctx;

	(void)e;
	if (o->current && (!x->listed_at || x->ended_at))
		return 0;
	if (o->d->json) {
		put_json(&o->o, x);
		return 0;
	}
	put_line(o->b, x);
	cmd_put(o->b);
	return 0;
}

static int list(struct desk *d, buf *b, err *e)
{
	struct out o = {.d = d, .b = b, .current = args_flag(d->args, "current")};

	json_begin(&o.o, b);
	if (d->json)
		json_open(&o.o, NULL, '[');
	TRY(listing_each(d->ledger, option(d, "unit"), each, &o, e));
	if (d->json) {
		json_close(&o.o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}

static int show(struct desk *d, str id, buf *b, err *e)
{
	struct listing x;
	struct json_out o;

	TRY(listing_find(d->ledger, id, &d->mem, &x, e));
	json_begin(&o, b);
	if (d->json) {
		put_json(&o, &x);
		buf_put_c(b, "\n");
		return 0;
	}
	put_line(b, &x);
	return 0;
}

/* --- tasks: what the clock asks for; nothing is done by itself --------------------------------------------------------------- */

struct tasks {
	struct out out;
	size_t n;
};

static int task(void *ctx, const struct term *t, err *e)
{
	struct tasks *k = ctx;
	int64_t now = ledger_now(k->out.d->ledger);
	bool remove = str_eq(t->kind, STR("remove")) && deadline_is_over(&t->d, now);
	bool enter = str_eq(t->kind, STR("list"));

	(void)e;
	if (!remove && !enter)
		return 0;
	k->n++;
	if (k->out.d->json) {
		json_open(&k->out.o, NULL, '{');
		json_int(&k->out.o, "days_left", deadline_days_left(&t->d, now));
		json_str(&k->out.o, "subject", t->subject);
		json_str(&k->out.o, "task", remove ? STR("propose-removal") : STR("enter"));
		json_close(&k->out.o, '}');
		return 0;
	}
	buf_printf(k->out.b, remove ? _("%.*s: its period is over since ") : _("%.*s: to be entered by "),
		   STR_ARG(t->subject));
	date_put(k->out.b, t->d.last_day);
	if (deadline_is_over(&t->d, now) && enter)
		buf_put_c(k->out.b, _("  overdue"));
	buf_put_c(k->out.b, "\n");
	return 0;
}

static int tasks(struct desk *d, buf *b, err *e)
{
	struct tasks k = {.out = {.d = d, .b = b}};

	json_begin(&k.out.o, b);
	if (d->json)
		json_open(&k.out.o, NULL, '[');
	TRY(term_running(d->ledger, task, &k, e));
	if (d->json) {
		json_close(&k.out.o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}

/* --- acting --------------------------------------------------------------------------------------------------------------- */

static int propose(struct desk *d, const struct listing_clocks *c, const struct person *actor, str *ret, err *e)
{
	struct penalty p = {0};
	struct listing x;
	struct registry_unit u;
	err none = {0};
	struct listing_new n = {.list = option(d, "list"),
				.ground = option(d, "ground"),
				.uscc = option(d, "unit"),
				.licence = option(d, "licence"),
				.reason = option(d, "reason"),
				.basis = option(d, "basis"),
				.penalty = option(d, "penalty"),
				.actor = actor};

	if (n.ground.n == 0)
		n.ground = STR("penalty");
	if (n.penalty.n) {
		TRY(penalty_find(d->ledger, n.penalty, &d->mem, &p, e));
		n.penalty = p.id;
		n.uscc = n.uscc.n ? n.uscc : p.uscc;
		n.unit = p.unit;
	}
	if (n.uscc.n == 0)
		return err_set(e, E_USAGE, _("propose needs --penalty, or --unit"));
	if (registry_unit_find(d->ledger, n.uscc, date_civil(date_china_day(ledger_now(d->ledger))).year, &d->mem, &u,
			       &none) == 0) {
		n.unit = u.name;
		n.licence = n.licence.n ? n.licence : u.licences;
	}
	n.unit = n.unit.n ? n.unit : option(d, "name");
	TRY(ledger_setting(d->ledger, "agency.name", &d->mem, &n.body, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(listing_propose(d->ledger, c, &n, &d->mem, &x, e));
	TRY(ledger_commit(d->ledger, e));
	*ret = x.id;
	return 0;
}

/* The article that an entry (or, else, its end) rests on. */
static str article_of(const struct listing *x, bool entry)
{
	if (str_eq(x->list, STR("dishonest")))
		return STR("order42/list-dishonest");
	if (str_eq(x->ground, STR("report")))
		return STR("order42/list-report");
	return entry ? STR("order42/list-penalty") : STR("order42/list-remove");
}

static int confirmed(struct desk *d, const struct listing *x, enum life_event event, bool *ret, err *e)
{
	int64_t today = date_china_day(ledger_now(d->ledger));
	struct law_then law = {0};
	int rc = law_then_find(article_of(x, event == DO_LISTING_LIST), today, today, &law, e);

	if (rc == 0)
		rc = law_confirmed(d->ledger, law.article, law.then, e);
	law_then_release(&law);
	*ret = rc == 1;
	return rc < 0 ? rc : 0;
}

/* A legal reviewer has read the words: both of the entry and of its end. */
static int confirm_words(struct desk *d, str id, err *e)
{
	struct person actor;
	struct listing x;
	struct notice_words words[2];
	size_t n = 0;
	int64_t today = date_china_day(ledger_now(d->ledger));

	TRY(desk_actor(d, ROLE_BIT(ROLE_LEGAL), &actor, e));
	TRY(listing_find(d->ledger, id, &d->mem, &x, e));
	for (int entry = 0; entry < 2; entry++) {
		struct law_then law = {0};
		int rc = law_then_find(article_of(&x, entry), today, today, &law, e);

		if (rc == 0)
			words[n++] = law_words(law.article, law.then, &d->mem);
		law_then_release(&law);
		TRY(rc);
	}
	TRY(ledger_begin(d->ledger, e));
	TRY(notice_words_confirm(d->ledger, words, n, &actor, option(d, "reason"), e));
	return ledger_commit(d->ledger, e);
}

static int act(struct desk *d, const struct listing_clocks *c, enum life_event event, str *ret, err *e)
{
	struct person actor;
	struct listing x;
	struct notice n = {0};
	AUTO(buf_release) buf step;
	struct listing_act a = {
		.event = event, .actor = &actor, .reason = option(d, "reason"), .basis = option(d, "basis")};

	buf_init(&step, 64);
	TRY(desk_actor(d, ~0u, &actor, e));
	if (event == DO_LISTING_PROPOSE)
		return propose(d, c, &actor, ret, e);
	TRY(listing_find(d->ledger, str_c(args_operand(d->args, 1)), &d->mem, &x, e));
	TRY(confirmed(d, &x, event, &a.confirmed, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(proof_take(d, "evidence", "evidence", actor.id, &a.evidence, &a.evidence_count, e));
	buf_printf(&step, "listing.%s", life_event_key(event));
	TRY(wanted_may(
		d, &(struct step){.event = event, .from = x.state, .subject = x.id, .actor = &actor, .unit = x.uscc},
		e));
	TRY(wanted_take(d, buf_c(&step), x.id, &a.evidence, &a.evidence_count, &n, e));
	TRY(listing_move(d->ledger, c, &x, &a, e));
	TRY(ledger_commit(d->ledger, e));
	*ret = x.id;
	return 0;
}

/* --- the command ---------------------------------------------------------------------------------------------------------- */

enum { LIST, SHOW, TASKS, CONFIRM, EVENTS };

static int work(const struct args *a, int verb, const char *word, buf *b, err *e)
{
	AUTO(desk_auto) struct desk d = {0};
	struct terms t = {0};
	struct listing_clocks c = {0};
	enum life_event event = DO_LISTING_PROPOSE;
	str id = args_count(a) > 1 ? str_c(args_operand(a, 1)) : (str){0};

	TRY(desk_open(a, &d, e));
	if (verb == LIST)
		return list(&d, b, e);
	if (verb == TASKS)
		return tasks(&d, b, e);
	if (verb == CONFIRM)
		TRY(confirm_words(&d, id, e));
	if (verb >= EVENTS) {
		if (!life_event_parse(LIFE_LISTING, str_c(word), &event))
			return err_set(e, E_USAGE, "%s", word);
		TRY(terms_open(&d.mem, &t, e));
		TRY(clocks_of(&t, &c, e));
		TRY(act(&d, &c, event, &id, e));
	}
	return show(&d, id, b, e);
}

static int run(const struct args *a)
{
	static const char *verbs[VERBS_MOST] = {"list", "show", "tasks", "confirm-words"};
	AUTO(buf_release) buf b;
	err e = {0};
	size_t n = EVENTS;
	int verb, rc;

	/* "list" the event is "enter" here: the word shows the list. */
	for (unsigned i = 0; i < LIFE_EVENT_COUNT && n + 1 < VERBS_MOST; i++) {
		if (life_machine_of_event((enum life_event)i) == LIFE_LISTING)
			verbs[n++] = i == DO_LISTING_LIST ? "enter" : life_event_key((enum life_event)i);
	}
	buf_init(&b, OUT_MOST);
	verb = cmd_verb(a, verbs);
	if (verb < 0)
		return CMD_REFUSED;
	const char *word = str_eq(str_c(verbs[verb]), STR("enter")) ? "list" : verbs[verb];
	bool alone = verb == LIST || verb == TASKS || str_eq(str_c(word), STR("propose"));

	if (alone != (args_count(a) == 1))
		return cmd_usage(a, _("name a list entry by its number (propose, list, tasks: none)"));
	rc = work(a, verb, word, &b, &e);
	return cmd_end(a, rc, &b, &e);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"reason", 0, OPTION_VALUE, "WORDS", N_("why; propose: what the list says, without technical detail")},
	{"basis", 0, OPTION_VALUE, "WORDS", N_("on what ground in law, or by which decision")},
	PROOF_OPTION,
	{"list", 0, OPTION_VALUE, "LIST", N_("propose: bad or dishonest")},
	{"ground", 0, OPTION_VALUE, "GROUND", N_("propose: penalty (default), report or defiance")},
	{"penalty", 0, OPTION_VALUE, "CASE", N_("propose: the penalty case behind it")},
	{"unit", 0, OPTION_VALUE, "CODE", N_("propose: the unit; list: of this unit")},
	{"name", 0, OPTION_VALUE, "NAME", N_("propose: its name, when it is not registered")},
	{"licence", 0, OPTION_VALUE, "NUMBER", N_("propose: number of its licence, when it is not registered")},
	{"current", 0, OPTION_FLAG, NULL, N_("list: only who is on it now")},
	{0},
};

const struct command command_listing = {
	.name = "listing",
	.operands = "list|show|tasks|propose|confirm-words|EVENT [ENTRY]",
	.operands_least = 1,
	.operands_most = 2,
	.words = N_("the lists of bad records and dishonest operators: entry, repair, removal"),
	.help = N_(
		"propose, notify, object, enter, drop, repair, remove, refuse, due, expire, revoke: which of them an "
		"entry "
		"allows, to whom and with what, is in 'yicha case table'.\n\n"
		"Who was punished is entered within 30 days of the decision. Nobody leaves a list by himself: when the "
		"period is over, 'tasks' asks for it; one person proposes it ('due'), another approves it ('expire'). "
		"The periods are parameters in catalogue/clocks.yaml; those whose words nobody has read bind nobody "
		"until a legal "
		"reviewer confirms them."),
	.examples = N_("yicha listing propose --as wang --penalty p1 --list bad --reason 受到行政处罚 --basis "
		       "令42第四十二条\ta "
		       "proposal\n"
		       "yicha listing tasks\twhat is to be entered or removed\n"
		       "yicha listing list --current\twho is on the lists\n"),
	.options = options,
	.run = run,
};
