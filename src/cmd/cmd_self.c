/* yicha self: self-inspection of a unit (N4.1): the questionnaire goes out as a workbook and comes back with evidence. */
#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/paths.h"
#include "cmd/desk.h"
#include "cmd/self_report.h"
#include "cmd/self_show.h"
#include "cmd/shelf.h"
#include "exchange/answers.h"
#include "flow/selfcheck.h"
#include "ident/uscc.h"
#include "os/clock.h"

#define OUT_MOST ((size_t)64 << 20)
#define FAULTS_SHOWN 20

/* The year in China, unless --round says otherwise. */
static str round_of(const struct args *a, int64_t now, buf *b)
{
	const char *round = args_value(a, "round");

	if (round)
		return str_c(round);
	date_put(b, (now + DATE_CHINA_MINUTES * 60) / 86400);
	return str_sub(buf_str(b), 0, 4);
}

static int unit_of(const struct args *a, char ret[USCC_LENGTH + 1], err *e)
{
	const char *unit = args_value(a, "unit");

	if (!unit)
		return err_set(e, E_USAGE, _("of which unit? --unit CODE"));
	if (!uscc_normalise(str_c(unit), ret))
		return err_set(e, E_USAGE, _("--unit: %s is no unified social credit code"), unit);
	return 0;
}

/* new FILE.xlsx: needs no ledger. */
static int make(const struct args *a, struct shelf *s, err *e)
{
	AUTO(buf_release) buf b;
	char unit[USCC_LENGTH + 1];
	const char *lang = args_value(a, "lang");
	int64_t now = os_now_utc();

	TRY(unit_of(a, unit, e));
	buf_init(&b, 64);
	struct answers_form f = {.questions = &s->questions,
				 .clauses = &s->clauses,
				 .unit = str_c(unit),
				 .round = round_of(a, now, &b),
				 .day = (now + DATE_CHINA_MINUTES * 60) / 86400,
				 .lang = !lang                                ? ANSWERS_BOTH
					 : str_starts(str_c(lang), STR("zh")) ? ANSWERS_ZH
									      : ANSWERS_EN};

	return answers_write(&f, args_operand(a, 1), e);
}

/* ---- with the ledger ---- */

static const char *need(const struct desk *d, const char *name)
{
	const char *v = args_value(d->args, name);

	return v ? v : "";
}

static int bring(struct desk *d, struct shelf *s, buf *b, err *e)
{
	struct person actor = {0};
	struct selfcheck_counts n;
	struct rows_faults faults;
	const char *report = args_value(d->args, "faults");

	TRY(desk_actor(
		d, ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER) | ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_MANAGER),
		&actor, e));
	struct selfcheck_import in = {.path = args_operand(d->args, 1),
				      .evidence = args_value(d->args, "evidence"),
				      .actor = &actor,
				      .questions = &s->questions};
	int rc = selfcheck_import(d->ledger, &in, &faults, &n, e);

	if (rc == 0 && d->json)
		buf_printf(b,
			   "{\"answered\":%llu,\"changed\":%llu,\"faults\":%llu,\"papers\":%llu,\"read\":%llu,"
			   "\"rows\":%llu}\n",
			   (unsigned long long)n.answered, (unsigned long long)n.changed,
			   (unsigned long long)faults.count, (unsigned long long)n.papers, (unsigned long long)n.read,
			   (unsigned long long)n.rows);
	else if (rc == 0)
		buf_printf(b,
			   _("%llu rows, %llu answered, %llu stored as new or changed; %llu papers, %llu read now\n"),
			   (unsigned long long)n.rows, (unsigned long long)n.answered, (unsigned long long)n.changed,
			   (unsigned long long)n.papers, (unsigned long long)n.read);
	if (rc == 0 && faults.count && !d->json)
		rows_faults_put(&faults, b, FAULTS_SHOWN);
	if (rc == 0 && report)
		rc = rows_faults_write(&faults, report, e);
	s->found = rc == 0 && faults.count;
	rows_faults_release(&faults);
	return rc;
}

struct verdicts {
	struct self_show show;
	struct selfcheck_verdict *list;
	char unit[USCC_LENGTH + 1];
	buf round;
};

static int look(struct desk *d, struct shelf *s, struct verdicts *v, err *e)
{
	TRY(unit_of(d->args, v->unit, e));
	v->show = (struct self_show){.unit = str_c(v->unit),
				     .round = round_of(d->args, ledger_now(d->ledger), &v->round),
				     .clauses = &s->clauses,
				     .details = args_flag(d->args, "details")};
	TRY(selfcheck_verdicts(d->ledger, &s->questions, v->show.unit, v->show.round, &d->mem, &v->list, &v->show.count,
			       e));
	v->show.list = v->list;
	return 0;
}

static int status(struct desk *d, struct shelf *s, buf *b, err *e)
{
	struct verdicts v = {0};

	buf_init(&v.round, 64);
	int rc = look(d, s, &v, e);

	if (rc == 0)
		(d->json ? self_show_json : self_show_text)(b, &v.show);
	buf_release(&v.round);
	return rc;
}

/* Named on the command line, or with --suggested everything that is suggested. */
static bool is_meant(const struct desk *d, const struct selfcheck_verdict *v)
{
	const char *clause = args_value(d->args, "clause");

	for (size_t i = 1; i < args_count(d->args); i++) {
		if (str_eq(v->question->id, str_c(args_operand(d->args, i))))
			return true;
	}
	return args_flag(d->args, "suggested") && v->state == SELFCHECK_SUGGESTED &&
	       (!clause || str_eq(v->question->clause, str_c(clause)));
}

static int confirm_all(struct desk *d, const struct verdicts *v, const struct person *p, uint64_t *ret_n, err *e)
{
	enum answer_value value = ANSWER_UNCHECKED;
	const char *verdict = args_value(d->args, "verdict");

	if (verdict && !str_eq(str_c(verdict), STR("unknown")) && !answer_parse(str_c(verdict), &value))
		return err_set(e, E_USAGE, _("--verdict: conforms, partly, fails, na or unknown"));
	TRY(ledger_begin(d->ledger, e));
	for (size_t i = 0; i < v->show.count; i++) {
		if (!is_meant(d, &v->list[i]))
			continue;
		TRY(selfcheck_confirm(d->ledger, &v->list[i], verdict ? &value : NULL, str_c(need(d, "reason")), p, e));
		(*ret_n)++;
	}
	return ledger_commit(d->ledger, e);
}

static int confirm(struct desk *d, struct shelf *s, buf *b, err *e)
{
	struct verdicts v = {0};
	struct person actor = {0};
	uint64_t n = 0;

	for (size_t i = 1; i < args_count(d->args); i++) {
		str id = str_c(args_operand(d->args, i)), nearest = questions_nearest(&s->questions, id);

		if (!questions_find(&s->questions, id))
			return err_set(e, E_NOTFOUND,
				       nearest.n ? _("no question %.*s; did you mean %.*s?")
						 : _("no question %.*s%.*s"),
				       STR_ARG(id), STR_ARG(nearest));
	}
	TRY(desk_actor(d, ROLE_BIT(ROLE_UNIT_LEADER) | ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_MANAGER), &actor, e));
	buf_init(&v.round, 64);
	int rc = look(d, s, &v, e);

	if (rc == 0 && actor.unit.n && !str_eq(actor.unit, v.show.unit))
		rc = err_set(e, E_DENIED, _("%.*s confirms for %.*s only"), STR_ARG(actor.id), STR_ARG(actor.unit));
	if (rc == 0)
		rc = confirm_all(d, &v, &actor, &n, e);
	if (rc < 0)
		ledger_rollback(d->ledger);
	else if (d->json)
		buf_printf(b, "{\"confirmed\":%llu}\n", (unsigned long long)n);
	else
		buf_printf(b, _("%llu confirmed\n"), (unsigned long long)n);
	buf_release(&v.round);
	return rc;
}

static int report(const struct args *a, struct shelf *s, buf *b, err *e)
{
	char unit[USCC_LENGTH + 1];
	uint64_t unconfirmed = 0;
	struct self_report r = {.questions = &s->questions,
				.clauses = &s->clauses,
				.round = args_value(a, "round"),
				.docx = args_value(a, "docx"),
				.pdf = args_value(a, "pdf")};

	TRY(unit_of(a, unit, e));
	r.unit = str_c(unit);
	if (!r.docx && !r.pdf)
		return err_set(e, E_USAGE, _("--docx FILE or --pdf FILE says where to"));
	TRY(self_report_write(a, &r, &unconfirmed, e));
	if (unconfirmed && !args_flag(a, "json"))
		buf_printf(b, _("a draft: %llu suggestions are not confirmed\n"), (unsigned long long)unconfirmed);
	return 0;
}

static const struct {
	const char *name;
	size_t operands; /* with the verb, 0: any */
	int (*run)(struct desk *d, struct shelf *s, buf *b, err *e);
} acts[] = {{"import", 2, bring}, {"status", 1, status}, {"confirm", 0, confirm}};

/* The verbs behind those of the table: they open the store themselves, or none. */
#define VERB_NEW 3

static int run(const struct args *a)
{
	static const char *const verbs[] = {"import", "status", "confirm", "new", "report", NULL};
	AUTO(shelf_auto) struct shelf s = {0};
	AUTO(desk_auto) struct desk d = {0};
	AUTO(buf_release) buf b;
	err e = {0};
	int verb = cmd_verb(a, verbs), rc;

	buf_init(&b, OUT_MOST);
	if (verb < 0)
		return CMD_REFUSED;
	bool desk = (size_t)verb < ARRAY_LEN(acts);
	size_t operands = desk ? acts[verb].operands : verb == VERB_NEW ? 2 : 1;

	if (operands && args_count(a) != operands)
		return cmd_usage(
			a,
			_("yicha self new|import FILE.xlsx, yicha self status|report, yicha self confirm QUESTION…"));
	rc = shelf_open(&s, &e);
	if (rc == 0 && desk)
		rc = desk_open(a, &d, &e);
	if (rc == 0 && desk)
		rc = acts[verb].run(&d, &s, &b, &e);
	else if (rc == 0)
		rc = verb == VERB_NEW ? make(a, &s, &e) : report(a, &s, &b, &e);
	if (rc < 0)
		return cmd_fail(a, &e);
	cmd_put(&b);
	return cmd_finish(s.found ? CMD_FOUND : CMD_CLEAN);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"unit", 0, OPTION_VALUE, "CODE", N_("unified social credit code of the unit")},
	{"round", 0, OPTION_VALUE, "NAME", N_("name of the round of self-inspection (default: the year)")},
	{"evidence", 0, OPTION_VALUE, "DIR", N_("import: folder of the evidence that the workbook names")},
	{"faults", 0, OPTION_VALUE, "FILE", N_("import: write the rows that were refused, and why, as XLSX or CSV")},
	{"details", 0, OPTION_FLAG, NULL, N_("status: every question")},
	{"suggested", 0, OPTION_FLAG, NULL, N_("confirm: everything that is suggested")},
	{"clause", 0, OPTION_VALUE, "CLAUSE", N_("confirm: with --suggested, of this clause only")},
	{"verdict", 0, OPTION_VALUE, "VERDICT",
	 N_("confirm: conforms, partly, fails, na or unknown instead of what is suggested")},
	{"reason", 0, OPTION_VALUE, "TEXT", N_("confirm: why")},
	{"docx", 0, OPTION_VALUE, "FILE", N_("report: write it as DOCX")},
	{"pdf", 0, OPTION_VALUE, "FILE", N_("report: write it as PDF")},
	{0},
};

const struct command command_self = {
	.name = "self",
	.operands = "new|import|status|confirm|report [FILE|QUESTION…]",
	.operands_least = 1,
	.operands_most = 1000,
	.words = N_("self-inspection: the questionnaire out and back, evidence, report"),
	.help = N_("The questionnaire has everything of the notice's chapter 3 that no check settles by itself.\n\n"
		   "'new' writes it as a workbook. 'import' takes the filled-in workbook and the papers that it names; "
		   "the "
		   "papers are read in a cage, and what a question asks for is looked up in them. 'status' shows what "
		   "stands: a suggested verdict names the passage it rests on, and holds only when another person than "
		   "the one who answered has confirmed it with 'confirm'. What was not answered or not proved is "
		   "unknown. "
		   "'report' writes all of it, with what the checks of the unit's latest run found, as a paper."),
	.examples = N_("yicha self new --unit 91440300MA5GTE2T1H questionnaire.xlsx\ta workbook to fill in\n"
		       "yicha self import questionnaire.xlsx --evidence papers --as zhang\tanswers and papers come in\n"
		       "yicha self status --unit 91440300MA5GTE2T1H --details\tevery question and why\n"
		       "yicha self confirm --unit 91440300MA5GTE2T1H --suggested --as li\ta second person confirms\n"
		       "yicha self report --unit 91440300MA5GTE2T1H --docx report.docx --pdf report.pdf\tthe paper\n"),
	.options = options,
	.run = run,
};
