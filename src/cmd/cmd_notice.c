/* yicha notice: every paper that binds, and records: draft, legal review, issue, service, answer. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/case_show.h"
#include "cmd/proof.h"
#include "flow/notice.h"
#include "os/file.h"

#define OUT_MOST ((size_t)64 << 20)

enum verb {
	VERB_LIST,
	VERB_DRAFT,
	VERB_SHOW, /* this one and all after it name a notice */
	VERB_PRINT,
	VERB_CONFIRM,
	VERB_SUBMIT,
	VERB_REVIEW,
	VERB_RETURN,
	VERB_ISSUE,
	VERB_SERVE,
	VERB_ANSWER,
	VERB_CORRECT,
	VERB_REVOKE,
	VERB_WITHDRAW,
	VERB_FINISH,
};
static const char *const verbs[] = {"list",   "draft",    "show",   "print", "confirm-words", "submit",
				    "review", "return",   "issue",  "serve", "answer",        "correct",
				    "revoke", "withdraw", "finish", NULL};

struct counter {
	struct desk desk;
	struct notice_office office;
	struct person actor;
	struct notice_field *fields;
	size_t field_count;
};

static str option(const struct counter *c, const char *name)
{
	const char *v = args_value(c->desk.args, name);

	return str_c(v ? v : "");
}

/* --field name=value, as often as needed. */
static int read_fields(struct counter *c, err *e)
{
	size_t n = args_times(c->desk.args, "field");

	c->fields = arena_new(&c->desk.mem, struct notice_field, n + 1);
	for (size_t i = 0; i < n; i++) {
		str s = str_c(args_value_at(c->desk.args, "field", i));
		struct str_cut cut = str_cut(&s, '=');

		if (!cut.ok)
			return err_set(e, E_USAGE, _("--field: name=value, as in contact=王某"));
		c->fields[c->field_count++] = (struct notice_field){cut.head, s};
	}
	return 0;
}

/* --- showing -------------------------------------------------------------------------------------------------------------- */

static void put_json(struct json_out *j, const struct notice *n)
{
	json_str(j, "about", n->about);
	json_str(j, "corrects", n->corrects);
	json_int(j, "count", n->count);
	json_str(j, "count_unit", n->count_unit);
	json_str(j, "docx", n->docx);
	json_int(j, "drafted_at", n->drafted_at);
	json_int(j, "due", n->due);
	json_int(j, "ended_at", n->ended_at);
	json_str(j, "facts", n->facts);
	json_str(j, "id", n->id);
	json_int(j, "issued_at", n->issued_at);
	json_str(j, "kind", n->kind);
	json_str(j, "number", n->number);
	json_str(j, "pdf", n->pdf);
	json_int(j, "served_at", n->served_at);
	json_str(j, "state", str_c(life_state_key(n->state)));
	json_str(j, "subject", n->subject);
	json_str(j, "title", n->title);
	json_str(j, "unit", n->unit);
	json_str(j, "uscc", n->uscc);
}

static int show_line(void *ctx, const struct notice *n, err *e)
{
	struct case_out *o = ctx;
	struct json_out j;

	(void)e;
	if (o->json) {
		buf_put_c(&o->b, o->n++ ? ",\n " : "[");
		json_begin(&j, &o->b);
		json_open(&j, NULL, '{');
		put_json(&j, n);
		json_close(&j, '}');
		return 0;
	}
	o->n++;
	buf_printf(&o->b, "%-5.*s %.*s  %.*s  %.*s  ", STR_ARG(n->id),
		   STR_ARG(text2_in(life_state_words(n->state), i18n_lang())), STR_ARG(n->title), STR_ARG(n->number));
	buf_put_clean(&o->b, n->unit, 200);
	if (n->subject.n)
		buf_printf(&o->b, "  %.*s", STR_ARG(n->subject));
	if (n->due) {
		buf_printf(&o->b, "  %s ", _("until"));
		date_put(&o->b, (n->due - 1 + DATE_CHINA_MINUTES * 60) / 86400);
	}
	buf_put_byte(&o->b, '\n');
	return 0;
}

static int show_step(void *ctx, const struct step_row *r, err *e)
{
	struct case_out *o = ctx;

	(void)e;
	buf_put_c(&o->b, "  ");
	case_show_time(&o->b, r->at);
	buf_printf(&o->b, "  %.*s  %.*s (%.*s)  #%lld  ", STR_ARG(r->event), STR_ARG(r->actor), STR_ARG(r->role),
		   (long long)r->leaf);
	buf_put_clean(&o->b, r->reason, 300);
	buf_put_byte(&o->b, '\n');
	return 0;
}

/* Cases, what nobody confirmed, documents, history. */
static int show_full(struct counter *c, struct case_out *o, const struct notice *n, err *e)
{
	struct notice_unsure *unsure = NULL;
	size_t count = 0;
	str *cases = NULL;

	TRY(show_line(o, n, e));
	if (o->json)
		return 0;
	TRY(notice_cases(c->desk.ledger, n->id, &c->desk.mem, &cases, &count, e));
	for (size_t i = 0; i < count; i++) {
		struct case_row row;

		TRY(case_find(c->desk.ledger, cases[i], &c->desk.mem, &row, e));
		buf_put_c(&o->b, "  ");
		TRY(case_show_line(o, &row, e));
	}
	TRY(notice_office_unsure(&c->office, n, &unsure, &count, e));
	for (size_t i = 0; i < count; i++) {
		buf_printf(&o->b, "  %s %.*s: ", unsure[i].confirmed ? _("confirmed") : _("to be confirmed"),
			   STR_ARG(unsure[i].words.what));
		buf_put_clean(&o->b, unsure[i].text, 300);
		buf_put_byte(&o->b, '\n');
	}
	if (n->docx.n)
		buf_printf(&o->b, "  DOCX %.*s\n  PDF  %.*s\n", STR_ARG(n->docx), STR_ARG(n->pdf));
	return step_each(c->desk.ledger, n->id, show_step, o, e);
}

static int print(struct counter *c, const struct notice *n, err *e)
{
	static const char *const names[] = {[NOTICE_DOCX] = "docx", [NOTICE_PDF] = "pdf"};
	bool some = false;

	for (int f = NOTICE_DOCX; f <= NOTICE_PDF; f++) {
		const char *path = args_value(c->desk.args, names[f]);
		str bytes = {0};

		if (!path)
			continue;
		some = true;
		TRY(notice_office_paper(&c->office, n, (enum notice_format)f, &bytes, e));
		TRY(os_file_write(path, bytes, e));
	}
	return some ? 0 : err_set(e, E_USAGE, _("print where to? --docx FILE, --pdf FILE"));
}

/* --- acts ----------------------------------------------------------------------------------------------------------------- */

/* --law and --officer, as often as given. */
static const str *option_list(struct counter *c, const char *name, size_t *ret_n)
{
	str *list = arena_new(&c->desk.mem, str, args_times(c->desk.args, name) + 1);

	for (*ret_n = 0; *ret_n < args_times(c->desk.args, name); ++*ret_n)
		list[*ret_n] = str_c(args_value_at(c->desk.args, name, *ret_n));
	return list;
}

/* The time limit's options. */
static int read_limit(struct counter *c, struct notice_ask *ask, err *e)
{
	str days = option(c, "days");
	enum deadline_unit unit;
	uint64_t count = 0;

	ask->count_unit = option(c, "days-unit").n ? option(c, "days-unit") : STR("days");
	if (days.n && (!str_to_u64(days, DEADLINE_DAYS_MOST, &count) || count == 0))
		return err_set(e, E_USAGE, _("--days: a number from 1 on is needed"));
	if (!deadline_unit_parse(ask->count_unit, &unit))
		return err_set(e, E_USAGE, _("--days-unit: is hours, days or working-days"));
	ask->count = (int64_t)count;
	return 0;
}

/* ask: kind, cases or subject, corrects. */
static int draft(struct counter *c, struct notice_ask *ask, struct notice *ret, err *e)
{
	if (ask->kind.n == 0)
		return err_set(e, E_USAGE,
			       _("draft: what? --kind rectification-order, or another of 'yicha form list'"));
	ask->uscc = ask->uscc.n ? ask->uscc : option(c, "unit");
	ask->laws = option_list(c, "law", &ask->law_count);
	ask->officers = option_list(c, "officer", &ask->officer_count);
	ask->fields = c->fields;
	ask->field_count = c->field_count;
	if (option(c, "days").n || !ask->count)
		TRY(read_limit(c, ask, e));
	TRY(notice_office_draft(&c->office, ask, &c->actor, ret, e));
	if (args_flag(c->desk.args, "keep") || ret->state == AT_NOTICE_RECORDING)
		return 0;
	struct notice_act act = {.actor = &c->actor};

	return notice_office_submit(&c->office, ret, NULL, 0, &act, e);
}

/* Of the operands: cases, or one subject, as the form is about. */
static int draft_new(struct counter *c, const str *operands, size_t n, struct notice *ret, err *e)
{
	struct notice_ask ask = {.kind = option(c, "kind")};
	bool cases = true;

	if (ask.kind.n)
		TRY(notice_office_is_about_cases(&c->office, ask.kind, &cases, e));
	if (!cases && n != 1)
		return err_set(e, E_USAGE, _("%.*s is about one subject"), STR_ARG(ask.kind));
	ask.subject = cases ? (str){0} : operands[0];
	ask.cases = operands;
	ask.case_count = cases ? n : 0;
	return draft(c, &ask, ret, e);
}

/* A correction is drafted from the old one: its kind, what it is about, and what it said but for what is given now. */
static int correct(struct counter *c, const struct notice *old, struct notice *ret, err *e)
{
	struct notice_ask ask = {.kind = old->kind,
				 .uscc = old->uscc,
				 .subject = old->subject,
				 .count = old->count,
				 .count_unit = old->count_unit,
				 .corrects = old->id};
	str *cases = NULL;

	TRY(notice_cases(c->desk.ledger, old->id, &c->desk.mem, &cases, &ask.case_count, e));
	ask.cases = cases;
	return draft(c, &ask, ret, e);
}

static int confirm(struct counter *c, const struct notice *n, err *e)
{
	struct notice_unsure *list = NULL;
	size_t count = 0;

	TRY(notice_office_unsure(&c->office, n, &list, &count, e));
	struct notice_words *words = arena_new(&c->desk.mem, struct notice_words, count + 1);

	for (size_t i = 0; i < count; i++)
		words[i] = list[i].words;
	return notice_words_confirm(c->desk.ledger, words, count, &c->actor, option(c, "reason"), e);
}

/* The service's own options. */
static int read_service(struct counter *c, struct notice_act *act, err *e)
{
	str way = option(c, "way"), at = option(c, "at");

	if (!notice_way_parse(way, &act->way))
		return err_set(e, E_USAGE, _("--way: is direct, left, post, electronic, entrusted or public"));
	act->receiver = option(c, "receiver");
	act->refused = args_flag(c->desk.args, "refused");
	act->note = option(c, "note");
	if (act->refused && act->note.n == 0)
		return err_set(e, E_USAGE, _("--refused: what happened, and who saw it? --note"));
	if (act->receiver.n == 0 && !act->refused && act->way != NOTICE_LEFT && act->way != NOTICE_PUBLIC)
		return err_set(e, E_USAGE, _("who took it? --receiver NAME, or --refused"));
	act->at = ledger_now(c->desk.ledger);
	if (at.n && !desk_time(at, &act->at))
		return err_set(e, E_USAGE, _("--at: %.*s is no time like 2026-11-22T09:30"), STR_ARG(at));
	return 0;
}

static int act_on(struct counter *c, enum verb verb, const struct notice *n, struct notice_act *act, err *e)
{
	switch (verb) {
	case VERB_SUBMIT:
		return notice_office_submit(&c->office, n, c->fields, c->field_count, act, e);
	case VERB_ISSUE:
		return notice_office_issue(&c->office, n, act, e);
	case VERB_FINISH:
		return notice_office_finish(&c->office, n, act, e);
	case VERB_SERVE:
		TRY(read_service(c, act, e));
		return notice_office_serve(&c->office, n, act, NULL, e);
	case VERB_CONFIRM:
		return confirm(c, n, e);
	case VERB_REVIEW:
		act->event = DO_NOTICE_REVIEW;
		break;
	case VERB_RETURN:
		act->event = n->state == AT_NOTICE_REVIEWED ? DO_NOTICE_REJECT : DO_NOTICE_RETURN;
		break;
	case VERB_ANSWER:
		act->event = DO_NOTICE_ANSWER;
		break;
	case VERB_REVOKE:
		act->event = DO_NOTICE_REVOKE;
		break;
	default:
		act->event = DO_NOTICE_WITHDRAW;
		break;
	}
	return notice_move(c->desk.ledger, n, act, e);
}

static const char *proof_kind(enum verb verb)
{
	return verb == VERB_SERVE ? "service" : verb == VERB_ANSWER ? "answer" : "evidence";
}

/* Everything in one transaction; *n is the notice as it is then. */
static int act_all(struct counter *c, enum verb verb, struct notice *n, err *e)
{
	const struct args *a = c->desk.args;
	struct notice_act act = {.actor = &c->actor, .reason = option(c, "reason"), .basis = option(c, "basis")};
	str *cases = arena_new(&c->desk.mem, str, args_count(a));

	TRY(desk_actor(&c->desk, ~0u, &c->actor, e));
	TRY(read_fields(c, e));
	for (size_t i = 1; i < args_count(a); i++)
		cases[i - 1] = str_c(args_operand(a, i));
	TRY(ledger_begin(c->desk.ledger, e));
	if (verb == VERB_DRAFT) {
		TRY(draft_new(c, cases, args_count(a) - 1, n, e));
	} else {
		TRY(notice_find(c->desk.ledger, cases[0], &c->desk.mem, n, e));
		TRY(proof_take(&c->desk, "evidence", proof_kind(verb), c->actor.id, &act.evidence, &act.evidence_count,
			       e));
		if (verb == VERB_CORRECT)
			TRY(correct(c, n, n, e));
		else
			TRY(act_on(c, verb, n, &act, e));
	}
	TRY(notice_find(c->desk.ledger, arena_str(&c->desk.mem, n->id), &c->desk.mem, n, e));
	return ledger_commit(c->desk.ledger, e);
}

static int work(struct counter *c, const struct args *a, enum verb verb, err *e)
{
	struct case_out o;
	struct notice n = {0};
	enum life_state state = AT_NOTICE_NONE;
	int rc;

	TRY(desk_open(a, &c->desk, e));
	TRY(notice_office_open(c->desk.ledger, &c->office, e));
	if (option(c, "state").n && !life_state_parse(LIFE_NOTICE, option(c, "state"), &state))
		return err_set(e, E_USAGE, _("--state: no state %.*s; they are in 'yicha case table'"),
			       STR_ARG(option(c, "state")));
	if (verb == VERB_PRINT) {
		TRY(notice_find(c->desk.ledger, str_c(args_operand(a, 1)), &c->desk.mem, &n, e));
		return print(c, &n, e);
	}
	if (verb == VERB_SHOW)
		TRY(notice_find(c->desk.ledger, str_c(args_operand(a, 1)), &c->desk.mem, &n, e));
	else if (verb != VERB_LIST)
		TRY(act_all(c, verb, &n, e));
	case_out_init(&o, &c->desk);
	if (verb == VERB_LIST)
		rc = notice_each(c->desk.ledger, state, option(c, "unit"), show_line, &o, e);
	else
		rc = verb == VERB_SHOW ? show_full(c, &o, &n, e) : show_line(&o, &n, e);
	case_out_end(&o);
	return rc;
}

static int run(const struct args *a)
{
	struct counter c = {0};
	err e = {0};
	int verb = cmd_verb(a, verbs), rc;

	if (verb < 0)
		return CMD_REFUSED;
	if (verb >= VERB_DRAFT && args_count(a) < 2)
		return cmd_usage(a, verb == VERB_DRAFT ? _("name the cases, or the subject, that it is about")
						       : _("name the notice"));
	rc = work(&c, a, (enum verb)verb, &e);
	notice_office_close(&c.office);
	desk_close(&c.desk);
	return cmd_end(a, rc, NULL, &e);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"kind", 0, OPTION_VALUE, "FORM", N_("draft: a form of 'yicha form list' that binds, or a record")},
	{"unit", 0, OPTION_VALUE, "CODE", N_("draft, list: of this unit; about a draw: a unit that was drawn")},
	{"law", 0, OPTION_VALUE, "KEY",
	 N_("draft: an article that it rests on, like order42/inspect; may be given again")},
	{"officer", 0, OPTION_VALUE, "PERSON", N_("draft: who goes, instead of those drawn; may be given again")},
	{"days", 0, OPTION_VALUE, "N",
	 N_("draft: time limit from the day after service (default: the checks' own, or the form's)")},
	{"days-unit", 0, OPTION_VALUE, "UNIT", N_("draft: hours, days (default) or working-days")},
	{"field", 0, OPTION_VALUE, "NAME=WORDS",
	 N_("draft, submit: a value that the form asks for; may be given again")},
	{"keep", 0, OPTION_FLAG, NULL, N_("draft: do not send it to legal review yet")},
	{"reason", 0, OPTION_VALUE, "WORDS", N_("why it is done")},
	{"basis", 0, OPTION_VALUE, "WORDS", N_("on what ground in law, or by which decision")},
	PROOF_OPTION,
	{"way", 0, OPTION_VALUE, "WAY", N_("serve: direct, left, post, electronic, entrusted, public")},
	{"receiver", 0, OPTION_VALUE, "NAME", N_("serve: who took it")},
	{"refused", 0, OPTION_FLAG, NULL, N_("serve: taking it was refused; --note says what happened")},
	{"note", 0, OPTION_VALUE, "WORDS", N_("serve: what else belongs on the receipt")},
	{"at", 0, OPTION_VALUE, "TIME", N_("serve: when (default: now)")},
	{"docx", 0, OPTION_VALUE, "FILE", N_("print: as DOCX")},
	{"pdf", 0, OPTION_VALUE, "FILE", N_("print: as PDF")},
	{"state", 0, OPTION_VALUE, "STATE", N_("list: in this state")},
	{0},
};

const struct command command_notice = {
	.name = "notice",
	.operands =
		"list|draft|show|print|confirm-words|submit|review|return|issue|serve|answer|correct|revoke|withdraw|"
		"finish [CASE…|SUBJECT|NOTICE]",
	.operands_least = 1,
	.operands_most = 10000,
	.words = N_("papers that bind: draft, legal review, issue, service, answer; and records"),
	.help = N_("A notice is about one unit and one or more confirmed cases; any other form that binds ('yicha form "
		   "list') "
		   "is about one subject: a notice (n1), a penalty case (p1), an entry of a list (b1), a visit (o1), a "
		   "draw "
		   "(2026-001 with --unit), a unit's code, a period (2026-01-01..2026-06-30). 'draft' gathers what the "
		   "ledger "
		   "knows of it and the words of the law "
		   "in force when they were seen, freezes them and sends them to legal review; 'review' passes it, "
		   "'return' sends it "
		   "back. 'issue' gives the number and makes both documents, which never change after; it is refused "
		   "while "
		   "passages are not confirmed, which a legal reviewer does with 'confirm-words'. 'serve' starts the "
		   "time limit from "
		   "the day after; 'answer' takes in the unit's report. 'correct' drafts a paper that takes the place "
		   "of one "
		   "that was issued; 'revoke' takes one back. A record (笔录, 回证) is begun by 'draft' and ended by "
		   "'finish': "
		   "no review, its places are signed by hand.\n\n"
		   "Who drafts, who reviews and who issues are three persons; who handled a case does not review its "
		   "notice, who investigated a penalty case neither reviews nor issues its papers."),
	.examples = N_(
		"yicha notice draft --kind rectification-order 3fa9 8a1e --field way=远程检测 --as wang\ttwo cases\n"
		"yicha notice draft --kind inspection-notice 2026-001 --unit 91440300MA5EXAMPLE --field way=现场检查 "
		"--as wang\ta unit that was drawn\n"
		"yicha notice draft --kind penalty-advance p1 --field facts=… --as wang\tof a penalty case\n"
		"yicha notice review n1 --as sun\tpassed\n"
		"yicha notice issue n1 --as zhou\tnumber and documents\n"
		"yicha notice serve n1 --way direct --receiver 陈某 --evidence receipt.pdf --as wang\tthe time "
		"limit runs\n"),
	.options = options,
	.run = run,
};
