/* yicha case: findings in the procedure. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "catalogue/yaml.h"
#include "cmd/case_show.h"
#include "cmd/proof.h"
#include "cmd/terms.h"
#include "flow/found.h"
#include "flow/taken.h"
#include "ident/uscc.h"

#define OUT_MOST ((size_t)64 << 20)

enum verb {
	VERB_OPEN,
	VERB_IMPORT,
	VERB_LIST,
	VERB_SHOW,
	VERB_TABLE,
	VERB_EXTEND,
	VERB_CONFIRM, /* this one and all after it are an event */
	VERB_DISMISS,
	VERB_DUPLICATE,
	VERB_TRANSFER,
	VERB_REMIND,
	VERB_ACCEPT,
	VERB_REPORT,
	VERB_RETURN,
	VERB_ASSIGN,
	VERB_PASS,
	VERB_FAIL,
	VERB_VOID,
};
static const char *const verbs[] = {"open",    "import",    "list",     "show",   "table",  "extend", "confirm",
				    "dismiss", "duplicate", "transfer", "remind", "accept", "report", "return",
				    "assign",  "pass",      "fail",     "void",   NULL};

static str option(const struct desk *d, const char *name)
{
	const char *v = args_value(d->args, name);

	return str_c(v ? v : "");
}

/* --until DATE as the first moment that is late; 0 without it. */
static int until(const struct desk *d, int64_t *ret, err *e)
{
	str s = option(d, "until");
	int64_t day = 0;

	*ret = 0;
	if (s.n == 0)
		return 0;
	if (!yaml_date_parse(s, &day))
		return err_set(e, E_USAGE, _("--until: %.*s is no date like 2026-12-31"), STR_ARG(s));
	*ret = (day + 1) * 86400 - DATE_CHINA_MINUTES * 60;
	return 0;
}

/* --- open ----------------------------------------------------------------------------------------------------------------- */

static int open_run(const struct args *a, err *e)
{
	struct session s;
	AUTO(desk_auto) struct desk d = {0};
	AUTO(buf_release) buf b;
	struct found_counts n = {0};
	struct person actor;
	int rc = session_open(&s, cmd_store_path(a), false, args_value(a, "checks"), e);

	buf_init(&b, (size_t)64 << 20);
	if (rc == 0)
		rc = desk_over(a, s.store, &d, e);
	if (rc == 0)
		rc = desk_actor(&d, ~0u, &actor, e);
	if (rc == 0)
		rc = store_run_find(s.store, args_count(a) > 1 ? str_c(args_operand(a, 1)) : STR("latest"), &s.mem,
				    &s.run, e);
	if (rc == 0)
		rc = session_scope_of_run(&s, e);
	if (rc == 0)
		rc = found_judgement(&s, e);
	if (rc == 0)
		rc = found_open(&s, d.ledger, &actor, &n, args_flag(a, "why") ? case_show_why : NULL, &b, e);
	if (rc == 0 && d.json)
		buf_printf(&b, "{\"found\":%llu,\"known\":%llu,\"marked\":%llu,\"opened\":%llu,\"reappeared\":%llu}\n",
			   (unsigned long long)n.cases.found, (unsigned long long)n.cases.known,
			   (unsigned long long)n.marked, (unsigned long long)n.cases.opened,
			   (unsigned long long)n.cases.reappeared);
	else if (rc == 0)
		buf_printf(
			&b,
			_("%llu found, %llu new cases (%llu of them reappeared), %llu known, %llu marked as false\n"),
			(unsigned long long)n.cases.found, (unsigned long long)n.cases.opened,
			(unsigned long long)n.cases.reappeared, (unsigned long long)n.cases.known,
			(unsigned long long)n.marked);
	cmd_put(&b);
	desk_close(&d);
	session_close(&s);
	return rc < 0 ? rc : 0;
}

/* --- import --------------------------------------------------------------------------------------------------------------- */

/* Rows that are named one by one; all are counted. */
#define FAULTS_SHOWN 1000

struct faults {
	buf *b; /* lines, or the elements of a list */
	struct json_out j;
	uint64_t n;
	bool json;
};

static int show_fault(void *ctx, const struct import_fault *f, err *e)
{
	struct faults *s = ctx;

	(void)e;
	if (s->n++ >= FAULTS_SHOWN)
		return 0;
	if (!s->json) {
		buf_printf(s->b, "%.*s: %s\n", STR_ARG(f->ref), _(f->words));
		return 0;
	}
	json_open(&s->j, NULL, '{');
	json_str(&s->j, "field", str_c(f->field));
	json_str(&s->j, "reason", str_c(_(f->words)));
	json_str(&s->j, "row", f->ref);
	json_close(&s->j, '}');
	return 0;
}

static int show_why(void *ctx, const struct case_why *w, err *e)
{
	return case_show_why(((struct faults *)ctx)->b, w, e);
}

static void put_counts(const struct faults *s, const struct taken_counts *n, buf *b)
{
	struct json_out j;

	if (!s->json) {
		if (s->n > FAULTS_SHOWN)
			buf_printf(b, _("… and %llu more rows\n"), (unsigned long long)(s->n - FAULTS_SHOWN));
		buf_printf(b,
			   _("%llu findings, %llu new cases (%llu of them reappeared), %llu known, %llu repeated in "
			     "the file, %llu "
			     "rows were none\n"),
			   (unsigned long long)n->cases.found, (unsigned long long)n->cases.opened,
			   (unsigned long long)n->cases.reappeared, (unsigned long long)n->cases.known,
			   (unsigned long long)n->cases.repeated, (unsigned long long)n->bad);
		return;
	}
	json_begin(&j, b);
	json_open(&j, NULL, '{');
	json_int(&j, "bad", (int64_t)n->bad);
	json_raw(&j, "faults", buf_str(s->b));
	json_int(&j, "found", (int64_t)n->cases.found);
	json_int(&j, "known", (int64_t)n->cases.known);
	json_int(&j, "opened", (int64_t)n->cases.opened);
	json_int(&j, "reappeared", (int64_t)n->cases.reappeared);
	json_int(&j, "repeated", (int64_t)n->cases.repeated);
	json_close(&j, '}');
	buf_put_byte(b, '\n');
}

static int import_file(struct desk *d, err *e)
{
	struct person actor;
	enum import_format format = IMPORT_TABLE;
	str given = option(d, "format");
	bool why = args_flag(d->args, "why");
	AUTO(buf_release) buf b, told;
	struct faults faults = {.b = d->json ? &told : &b, .json = d->json};
	struct taken_counts n = {0};
	struct taken_ask ask = {.path = args_operand(d->args, 1),
				.format = given.n ? &format : NULL,
				.tool = option(d, "tool"),
				.uscc = option(d, "unit"),
				.unit = option(d, "unit-name"),
				.actor = &actor};

	buf_init(&b, OUT_MOST);
	buf_init(&told, OUT_MOST);
	if (given.n && !import_format_parse(given, &format))
		return err_set(e, E_USAGE, _("--format: is table, jsonl, sarif, nuclei, nmap or zap"));
	if (ask.uscc.n && !uscc_valid(ask.uscc))
		return err_set(e, E_USAGE, _("--unit: %.*s is no code of a unit"), STR_ARG(ask.uscc));
	TRY(desk_actor(d, ~0u, &actor, e));
	json_begin(&faults.j, &told);
	json_open(&faults.j, NULL, '[');
	TRY(taken_import(d->ledger, &ask, &n, show_fault, why && !d->json ? show_why : NULL, &faults, e));
	json_close(&faults.j, ']');
	put_counts(&faults, &n, &b);
	cmd_put(&b);
	return n.bad > 0;
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static int list(struct desk *d, struct case_out *o, err *e)
{
	struct case_filter f = {.open = args_flag(d->args, "open"),
				.overdue = args_flag(d->args, "overdue"),
				.uscc = option(d, "unit"),
				.notice = option(d, "notice")};
	str state = option(d, "state");

	if (state.n && !life_state_parse(LIFE_CASE, state, &f.state))
		return err_set(e, E_USAGE, _("--state: no state %.*s; they are in 'yicha case table'"), STR_ARG(state));
	return case_each(d->ledger, &f, case_show_line, o, e);
}

static int show(struct desk *d, struct case_out *o, err *e)
{
	for (size_t i = 1; i < args_count(d->args); i++) {
		struct case_row c;

		TRY(case_find(d->ledger, str_c(args_operand(d->args, i)), &d->mem, &c, e));
		TRY(case_show_full(d, o, &c, e));
	}
	return 0;
}

/* --- events --------------------------------------------------------------------------------------------------------------- */

/* Who extends decides what it is: the unit asks, the first person of the agency endorses, the second grants. */
static int extend(struct desk *d, const struct case_row *c, struct case_act *act, err *e)
{
	roles unit = ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER);
	struct case_extension x = {.state = AT_EXTENSION_NONE};
	int64_t to = 0;

	TRY(until(d, &to, e));
	int rc = case_extension(d->ledger, c->id, &d->mem, &x, e);

	TRY(rc);
	if (act->actor->roles & unit) {
		act->event = DO_EXTENSION_ASK;
		if (!to)
			return err_set(e, E_USAGE, _("extend: until when? --until DATE"));
	} else if (args_flag(d->args, "refuse")) {
		act->event = DO_EXTENSION_REFUSE;
	} else {
		act->event = rc == 1 && x.state == AT_EXTENSION_ENDORSED ? DO_EXTENSION_GRANT : DO_EXTENSION_ENDORSE;
	}
	return case_extend(d->ledger, c, act, to, e);
}

static int act_on(struct desk *d, enum verb verb, struct case_act *act, str id, err *e)
{
	static const enum life_event events[] = {
		[VERB_CONFIRM] = DO_CASE_CONFIRM,     [VERB_DISMISS] = DO_CASE_DISMISS,
		[VERB_DUPLICATE] = DO_CASE_DUPLICATE, [VERB_TRANSFER] = DO_CASE_TRANSFER,
		[VERB_REMIND] = DO_CASE_REMIND,       [VERB_ACCEPT] = DO_CASE_ACCEPT,
		[VERB_REPORT] = DO_CASE_REPORT,       [VERB_RETURN] = DO_CASE_RETURN,
		[VERB_ASSIGN] = DO_CASE_ASSIGN,       [VERB_PASS] = DO_CASE_PASS,
		[VERB_FAIL] = DO_CASE_FAIL,           [VERB_VOID] = DO_CASE_VOID};
	struct case_row c;

	TRY(case_find(d->ledger, id, &d->mem, &c, e));
	if (verb == VERB_EXTEND)
		return extend(d, &c, act, e);
	act->event = events[verb];
	if (verb == VERB_DUPLICATE) {
		struct case_row of;

		TRY(case_find(d->ledger, option(d, "of"), &d->mem, &of, e));
		act->same_as = of.id;
	}
	return case_move(d->ledger, &c, act, NULL, e);
}

static int act_all(struct desk *d, enum verb verb, err *e)
{
	struct person actor;
	struct terms terms = {0};
	struct case_act act = {.actor = &actor,
			       .reason = option(d, "reason"),
			       .basis = option(d, "basis"),
			       .tester = option(d, "tester")};

	TRY(desk_actor(d, ~0u, &actor, e));
	if (verb != VERB_EXTEND)
		TRY(until(d, &act.due, e));
	/* Another deadline of a case is another time limit, by which it is due or overdue. */
	if (verb == VERB_EXTEND || verb == VERB_FAIL) {
		TRY(terms_open(&d->mem, &terms, e));
		act.calendar = terms.calendar;
	}
	TRY(ledger_begin(d->ledger, e));
	TRY(proof_take(d, "evidence", "evidence", actor.id, &act.evidence, &act.evidence_count, e));
	for (size_t i = 1; i < args_count(d->args); i++)
		TRY(act_on(d, verb, &act, str_c(args_operand(d->args, i)), e));
	return ledger_commit(d->ledger, e);
}

static int table(const struct args *a)
{
	AUTO(buf_release) buf b;

	buf_init(&b, (size_t)1 << 20);
	(args_flag(a, "json") ? life_print_json : life_print)(&b);
	cmd_put(&b);
	return cmd_finish(CMD_CLEAN);
}

static int work(const struct args *a, enum verb verb, err *e)
{
	AUTO(desk_auto) struct desk d = {0};
	struct case_out o;

	TRY(desk_open(a, &d, e));
	if (verb == VERB_IMPORT)
		return import_file(&d, e);
	if (verb >= VERB_EXTEND)
		TRY(act_all(&d, verb, e));
	case_out_init(&o, &d);
	int rc = verb == VERB_LIST ? list(&d, &o, e) : show(&d, &o, e);

	case_out_end(&o);
	return rc;
}

static int run(const struct args *a)
{
	err e = {0};
	int verb = cmd_verb(a, verbs), rc;

	if (verb < 0)
		return CMD_REFUSED;
	if (verb == VERB_TABLE)
		return table(a);
	if (verb == VERB_IMPORT && args_count(a) != 2)
		return cmd_usage(a, _("name one file"));
	if (verb >= VERB_SHOW && args_count(a) < 2)
		return cmd_usage(a, _("name a case by its number"));
	rc = verb == VERB_OPEN ? open_run(a, &e) : work(a, (enum verb)verb, &e);
	/* Rows that were none are not passed over: what they said is not known. */
	return rc > 0 && verb == VERB_IMPORT ? CMD_FOUND : cmd_end(a, rc, NULL, &e);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"reason", 0, OPTION_VALUE, "WORDS", N_("why it is done")},
	{"basis", 0, OPTION_VALUE, "WORDS", N_("on what ground in law, or by which decision")},
	PROOF_OPTION,
	{"of", 0, OPTION_VALUE, "CASE", N_("duplicate: of which case")},
	{"tester", 0, OPTION_VALUE, "PERSON", N_("assign: who tests again")},
	{"until", 0, OPTION_VALUE, "DATE", N_("extend, fail: last day in time; remind: when the reminder runs out")},
	{"refuse", 0, OPTION_FLAG, NULL, N_("extend: no")},
	{"state", 0, OPTION_VALUE, "STATE", N_("list: in this state")},
	{"unit", 0, OPTION_VALUE, "CODE", N_("list: of this unit; import: of findings that name none")},
	{"unit-name", 0, OPTION_VALUE, "NAME", N_("import: the unit's name (default: as registered)")},
	{"format", 0, OPTION_VALUE, "FORMAT",
	 N_("import: table, jsonl, sarif, nuclei, nmap, zap (default: found out)")},
	{"tool", 0, OPTION_VALUE, "NAME", N_("import: who found it, where the file does not say")},
	{"notice", 0, OPTION_VALUE, "NOTICE", N_("list: of this notice")},
	{"open", 0, OPTION_FLAG, NULL, N_("list: not at an end")},
	{"overdue", 0, OPTION_FLAG, NULL, N_("list: past the deadline")},
	{"why", 0, OPTION_FLAG, NULL, N_("open, import: say of each finding that is no new case why")},
	{"checks", 0, OPTION_VALUE, "DIR", N_("use further checks from this folder")},
	{0},
};

const struct command command_case = {
	.name = "case",
	.operands = "open|import|list|show|table|extend|confirm|dismiss|duplicate|transfer|remind|accept|report|return|"
		    "assign|"
		    "pass|fail|void "
		    "[CASE…]",
	.operands_least = 1,
	.operands_most = 10000,
	.words = N_("findings in the procedure: confirm, rectify, re-test, close"),
	.help = N_("A case is a finding that somebody must deal with. Its number is the finding's; four digits are "
		   "enough where "
		   "no other begins so. A problem that is seen again after it was closed is a new case that names the "
		   "old one.\n\n"
		   "'open RUN' takes the failures of a run's judgement as suspected cases; what is a case already is "
		   "told and not "
		   "taken twice. 'import FILE' does the same with the findings of other tools: tables (CSV, XLSX), "
		   "JSON lines, SARIF, nuclei, "
		   "nmap, ZAP. Who found it cannot confirm it; who mended it cannot test it. 'table' prints which "
		   "event may move "
		   "a case, a notice or an extension from which state, by whom, with what.\n\n"
		   "'extend' is asked for by the unit with --until and --reason, endorsed by one person of the agency "
		   "and granted "
		   "by another."),
	.examples = N_("yicha case open --as li\tthe latest run's failures\n"
		       "yicha case import scan.jsonl --unit 91440300MA0000XY5L --as li\tof another tool\n"
		       "yicha case confirm 3fa9 --as wang\tby a second person\n"
		       "yicha case list --overdue\tpast the deadline\n"
		       "yicha case table\twho may do what\n"),
	.options = options,
	.run = run,
};
