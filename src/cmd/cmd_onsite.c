/* yicha onsite: inspection on site (N4.2-2). */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "catalogue/paths.h"
#include "cmd/desk.h"
#include "cmd/onsite_asked.h"
#include "cmd/onsite_show.h"
#include "cmd/proof.h"
#include "cmd/shelf.h"
#include "flow/evidence.h"
#include "flow/notice_step.h"
#include "catalogue/checks.h"
#include "flow/onsitecases.h"
#include "flow/onsitepaper.h"
#include "ident/uscc.h"
#include "ledger/document.h"
#include "ledger/registry.h"
#include "os/file.h"

#define OUT_MOST ((size_t)64 << 20)
#define DOCUMENT_BYTES ((size_t)256 << 20)

struct table {
	struct desk d;
	struct shelf shelf;
	struct person actor;
	struct onsite onsite;
	buf b;
};

static str option(const struct table *t, const char *name)
{
	const char *v = args_value(t->d.args, name);

	return str_c(v ? v : "");
}

static int64_t today(const struct table *t)
{
	return (ledger_now(t->d.ledger) + DATE_CHINA_MINUTES * 60) / 86400;
}

/* ---- open ---- */

/* Persons of a list "a,b". */
static int persons(struct table *t, const char *name, struct person *ret, size_t *ret_n, err *e)
{
	str rest = option(t, name);

	while (rest.n) {
		str id = str_trim(str_cut(&rest, ',').head);

		if (!id.n)
			continue;
		if (*ret_n == ONSITE_PERSONS_MOST)
			return err_set(e, E_LIMIT, _("more than %d persons"), ONSITE_PERSONS_MOST);
		TRY(ledger_person(t->d.ledger, id, &t->d.mem, &ret[(*ret_n)++], e));
	}
	return 0;
}

static int64_t year(const struct table *t)
{
	AUTO(buf_release) buf b;
	uint64_t y = 0;

	buf_init(&b, 40);
	date_put(&b, today(t));
	return str_to_u64(str_sub(buf_str(&b), 0, 4), 9999, &y) ? (int64_t)y : 0;
}

/* They handle the unit's case from now on; the visit counts against the year's cap, once for one notice of inspection. */
static int note_visit(struct table *t, const struct onsite_opening *o, err *e)
{
	TRY(registry_cap_use(t->d.ledger, o->uscc, year(t), o->approval, e));
	for (size_t i = 0; i < o->officer_count; i++) {
		if (!str_eq(o->officers[i].id, o->recused))
			TRY(registry_handler_put(t->d.ledger, o->uscc, o->officers[i].id, t->onsite.id, false, e));
	}
	return 0;
}

/* A number that the ledger gave must be that of a notice of inspection to this unit, issued and standing. One from elsewhere is taken
 * as it is. */
static int check_approval(struct table *t, const struct onsite_opening *o, err *e)
{
	struct notice n = {0};
	err none = {0};

	if (!o->approval.n || notice_find(t->d.ledger, o->approval, &t->d.mem, &n, &none) < 0)
		return none.code == E_NOTFOUND || !o->approval.n ? 0 : err_set(e, E_STORE, "%s", none.text);
	int rc = notice_step_is(&n, STR("onsite.open"), &t->d.mem, e);

	TRY(rc);
	if (rc == 0 || !str_eq(n.uscc, o->uscc) || !n.issued_at || n.state == AT_NOTICE_CORRECTED ||
	    n.state == AT_NOTICE_REVOKED)
		return err_set(e, E_DENIED, _("%.*s is no standing notice of inspection to this unit"),
			       STR_ARG(o->approval));
	return 0;
}

static int do_open(struct table *t, err *e)
{
	struct person officers[ONSITE_PERSONS_MOST], technicians[ONSITE_PERSONS_MOST];
	char unit[USCC_LENGTH + 1];
	struct registry_unit u;
	struct onsite_opening o = {.location = option(t, "location"),
				   .approval = option(t, "approval"),
				   .present = option(t, "present"),
				   .post = option(t, "post"),
				   .recusal = option(t, "recusal"),
				   .recused = option(t, "recused"),
				   .shown = args_flag(t->d.args, "shown"),
				   .officers = officers,
				   .technicians = technicians};

	if (!uscc_normalise(option(t, "unit"), unit))
		return err_set(e, E_USAGE, _("--unit: %.*s is no unified social credit code"),
			       STR_ARG(option(t, "unit")));
	TRY(registry_unit_find(t->d.ledger, str_c(unit), year(t), &t->d.mem, &u, e));
	TRY(persons(t, "officers", officers, &o.officer_count, e));
	TRY(persons(t, "technicians", technicians, &o.technician_count, e));
	o.uscc = str_c(unit);
	o.unit = u.name;
	TRY(check_approval(t, &o, e));
	TRY(ledger_begin(t->d.ledger, e));
	TRY(onsite_open(t->d.ledger, &o, &t->actor, &t->d.mem, &t->onsite, e));
	TRY(note_visit(t, &o, e));
	TRY(ledger_commit(t->d.ledger, e));
	onsite_show_line(&t->b, &t->onsite, t->d.json);
	return 0;
}

/* ---- entries ---- */

/* Evidence as text: SHA-256s, separated by blanks. */
static str joined(struct table *t, const str *list, size_t n)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 65536);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(list[i]));
	return arena_str(&t->d.mem, buf_str(&b));
}

static int fill_item(struct table *t, enum onsite_kind kind, struct onsite_item *i, err *e)
{
	enum answer_value value;
	str title = option(t, "title");

	*i = (struct onsite_item){.kind = kind,
				  .title = title,
				  .subject = option(t, "on"),
				  .says = option(t, "says"),
				  .place = option(t, "place"),
				  .verdict = option(t, "verdict"),
				  .who = option(t, "who"),
				  .post = option(t, "post"),
				  .phone = option(t, "phone"),
				  .helper = option(t, "by"),
				  .recorder = option(t, "recorder")};
	TRY(shelf_subject(&t->shelf, i->subject, e));
	if (i->verdict.n && !str_eq(i->verdict, STR("unknown")) && !answer_parse(i->verdict, &value))
		return err_set(e, E_USAGE, _("--verdict: conforms, partly, fails, na or unknown"));
	if (!i->title.n) {
		const struct question *q = questions_find(&t->shelf.questions, i->subject);

		i->title = q ? q->title.zh : i->subject.n ? i->subject : onsite_kind_words(kind).zh;
	}
	if (i->helper.n) {
		struct person p;

		TRY(ledger_person(t->d.ledger, i->helper, &t->d.mem, &p, e));
		TRY(person_may(&p, ROLE_BIT(ROLE_TECHNICIAN) | ROLE_BIT(ROLE_OFFICER), ledger_now(t->d.ledger), e));
	}
	return 0;
}

/* Adds it with its evidence in one act. */
static int put_item(struct table *t, struct onsite_item *i, err *e)
{
	const str *list = NULL;
	size_t n = 0;

	TRY(proof_take(&t->d, "evidence", "onsite", t->actor.id, &list, &n, e));
	i->evidence = joined(t, list, n);
	TRY(onsite_add(t->d.ledger, &t->onsite, i, &t->actor, e));
	if (t->d.json)
		buf_printf(&t->b, "{\"entry\":%lld,\"id\":\"%.*s\"}\n", (long long)i->n, STR_ARG(t->onsite.id));
	else
		buf_printf(&t->b, _("%.*s: entry %lld\n"), STR_ARG(t->onsite.id), (long long)i->n);
	return 0;
}

static int do_simple(struct table *t, enum onsite_kind kind, err *e)
{
	struct onsite_item i;

	TRY(fill_item(t, kind, &i, e));
	if (!i.says.n)
		return err_set(e, E_USAGE, _("what was found? --says TEXT"));
	TRY(ledger_begin(t->d.ledger, e));
	TRY(put_item(t, &i, e));
	return ledger_commit(t->d.ledger, e);
}

static int do_record(struct table *t, err *e)
{
	return do_simple(t, ONSITE_RECORD, e);
}

static int do_test(struct table *t, err *e)
{
	return do_simple(t, ONSITE_TEST, e);
}

static int do_interview(struct table *t, err *e)
{
	struct onsite_asked *asked = arena_new(&t->d.mem, struct onsite_asked, ONSITE_ASKED_MOST);
	const char *path = args_value(t->d.args, "asked");
	struct onsite_item i;
	str text = {0};

	TRY(fill_item(t, ONSITE_INTERVIEW, &i, e));
	if (!path)
		return err_set(e, E_USAGE, _("what was asked? --asked FILE with lines 问： and 答："));
	TRY(os_file_read(path, (size_t)1 << 20, &t->d.mem, &text, e));
	if (onsite_asked_parse(text, &t->d.mem, asked, &i.asked_count, e) < 0)
		return err_wrap(e, "%s", path);
	i.asked = asked;
	TRY(ledger_begin(t->d.ledger, e));
	TRY(put_item(t, &i, e));
	return ledger_commit(t->d.ledger, e);
}

/* Reads a stored paper and says what was found for the question, so that the officers know where to look. */
static int read_paper(struct table *t, str sha, const struct question *q, err *e)
{
	AUTO(arena_clear) arena mem;
	struct reading_mark *marks;
	struct reading r = {.sha256 = sha, .at = ledger_now(t->d.ledger)};
	struct document doc;
	size_t n = 0;

	arena_init(&mem, (size_t)256 << 20);
	marks = arena_new(&mem, struct reading_mark, EVIDENCE_MARKS_MOST);
	TRY(ledger_document_find(t->d.ledger, sha, &mem, &doc, e));
	TRY(evidence_read_bytes(doc.bytes, &t->shelf.questions, today(t), &mem, &r, marks, &n, e));
	r.reader = evidence_reader(&t->shelf.questions, &mem);
	TRY(reading_put(t->d.ledger, &r, marks, n, e));
	if (!str_eq(r.status, STR("done")))
		buf_printf(&t->b, "%.*s: %s\n", STR_ARG(doc.name), _(arena_cstr(&mem, r.reason)));
	for (size_t k = 0; k < n && q; k++) {
		for (size_t p = 0; p < q->passage_count; p++) {
			if (str_eq(marks[k].name, q->passages[p]->id))
				buf_printf(&t->b, "%.*s p. %lld: %.*s\n", STR_ARG(doc.name), (long long)marks[k].page,
					   STR_ARG(marks[k].excerpt));
		}
	}
	return 0;
}

static int do_examine(struct table *t, err *e)
{
	struct onsite_item i;

	TRY(fill_item(t, ONSITE_EXAMINE, &i, e));
	if (!args_times(t->d.args, "evidence"))
		return err_set(e, E_USAGE, _("which papers? --evidence FILE"));
	TRY(ledger_begin(t->d.ledger, e));
	TRY(put_item(t, &i, e));
	for (str rest = i.evidence; rest.n;)
		TRY(read_paper(t, str_cut(&rest, ' ').head, questions_find(&t->shelf.questions, i.subject), e));
	return ledger_commit(t->d.ledger, e);
}

static int do_photo(struct table *t, err *e)
{
	struct onsite_item i;

	TRY(fill_item(t, ONSITE_PHOTO, &i, e));
	if (!args_times(t->d.args, "evidence") || !i.says.n)
		return err_set(e, E_USAGE, _("which pictures, and what do they show? --evidence FILE --says TEXT"));
	TRY(ledger_begin(t->d.ledger, e));
	TRY(put_item(t, &i, e));
	return ledger_commit(t->d.ledger, e);
}

/* ---- close, print ---- */

static int load_form(struct table *t, const char *kind, struct form *ret, err *e)
{
	const char *forms;

	TRY(paths_data(&t->d.mem, "catalogue/forms", &forms, e));
	return form_load(forms, str_c(kind), &t->d.mem, ret, e);
}

static int do_close(struct table *t, err *e)
{
	struct onsite_closing c = {.statement = option(t, "statement"),
				   .signed_by_unit = args_flag(t->d.args, "signed"),
				   .refusal = option(t, "refused"),
				   .witness = option(t, "witness")};
	struct form form;
	str number = {0};

	TRY(load_form(t, "site-record", &form, e));
	c.prefix = form.prefix;
	TRY(ledger_begin(t->d.ledger, e));
	TRY(onsite_close(t->d.ledger, &t->onsite, &c, &t->actor, &t->d.mem, &number, e));
	TRY(ledger_commit(t->d.ledger, e));
	if (t->d.json)
		buf_printf(&t->b, "{\"id\":\"%.*s\",\"number\":\"%.*s\"}\n", STR_ARG(t->onsite.id), STR_ARG(number));
	else
		buf_printf(&t->b, "%.*s %.*s\n", STR_ARG(t->onsite.id), STR_ARG(number));
	return 0;
}

static int write_paper(const struct table *t, const struct paper *p, err *e)
{
	const char *docx = args_value(t->d.args, "docx"), *pdf = args_value(t->d.args, "pdf");
	AUTO(buf_release) buf b;

	buf_init(&b, DOCUMENT_BYTES);
	if (docx) {
		TRY(paper_docx(p, out_to_buf, &b, e));
		TRY(os_file_write(docx, buf_str(&b), e));
		buf_reset(&b);
	}
	if (!pdf)
		return 0;
	TRY(paper_pdf(p, out_to_buf, &b, NULL, e));
	return os_file_write(pdf, buf_str(&b), e);
}

static int do_print(struct table *t, err *e)
{
	str entry = option(t, "entry");
	struct paper paper = {.mem = &t->d.mem};
	struct values *v = values_new(&t->d.mem);
	struct form form;
	uint64_t n = 0;

	if (!args_value(t->d.args, "docx") && !args_value(t->d.args, "pdf"))
		return err_set(e, E_USAGE, _("--docx FILE or --pdf FILE says where to"));
	if (entry.n && !str_to_u64(entry, ONSITE_ITEMS_MOST, &n))
		return err_set(e, E_USAGE, _("--entry: %.*s is no entry's number"), STR_ARG(entry));
	TRY(load_form(t, entry.n ? "interview-record" : "site-record", &form, e));
	if (entry.n)
		TRY(onsitepaper_interview(t->d.ledger, &t->onsite, (int64_t)n, &t->d.mem, v, e));
	else
		TRY(onsitepaper_record(t->d.ledger, &t->onsite, &t->d.mem, v, e));
	TRY(fill_paper(&form, v, &paper, e));
	return write_paper(t, &paper, e);
}

/* What was found becomes cases of the procedure. */
static int do_cases(struct table *t, err *e)
{
	struct checks checks = {0};
	struct case_counts n;
	int rc = checks_load_all(&checks, args_value(t->d.args, "checks"), e);

	if (rc == 0)
		rc = ledger_begin(t->d.ledger, e);
	if (rc == 0)
		rc = onsitecases_take(t->d.ledger, &t->onsite, &t->shelf.questions, &checks, &t->actor, &n, e);
	if (rc == 0)
		rc = ledger_commit(t->d.ledger, e);
	checks_release(&checks);
	TRY(rc);
	if (t->d.json)
		buf_printf(&t->b, "{\"found\":%llu,\"known\":%llu,\"opened\":%llu}\n", (unsigned long long)n.found,
			   (unsigned long long)n.known, (unsigned long long)n.opened);
	else
		buf_printf(&t->b, _("%llu problems, %llu new cases, %llu known\n"), (unsigned long long)n.found,
			   (unsigned long long)n.opened, (unsigned long long)n.known);
	return 0;
}

static int do_show(struct table *t, err *e)
{
	return onsite_show_full(&t->d, &t->onsite, &t->b, e);
}

static int line(void *ctx, const struct onsite *o, err *e)
{
	(void)e;
	onsite_show_line(ctx, o, false);
	return 0;
}

static int json_line(void *ctx, const struct onsite *o, err *e)
{
	(void)e;
	onsite_show_json(ctx, o);
	return 0;
}

static int do_list(struct table *t, err *e)
{
	struct json_out j;

	if (!t->d.json)
		return onsite_each(t->d.ledger, option(t, "unit"), line, &t->b, e);
	json_begin(&j, &t->b);
	json_open(&j, NULL, '[');
	TRY(onsite_each(t->d.ledger, option(t, "unit"), json_line, &j, e));
	json_close(&j, ']');
	buf_put_byte(&t->b, '\n');
	return 0;
}

/* ---- the command ---- */

enum need { NEED_NOTHING, NEED_ACTOR, NEED_ONSITE, NEED_BOTH };

static const struct {
	const char *name;
	enum need need;
	int (*run)(struct table *t, err *e);
} acts[] = {
	{"open", NEED_ACTOR, do_open},      {"record", NEED_BOTH, do_record}, {"interview", NEED_BOTH, do_interview},
	{"examine", NEED_BOTH, do_examine}, {"test", NEED_BOTH, do_test},     {"photo", NEED_BOTH, do_photo},
	{"close", NEED_BOTH, do_close},     {"cases", NEED_BOTH, do_cases},   {"print", NEED_ONSITE, do_print},
	{"show", NEED_ONSITE, do_show},     {"list", NEED_NOTHING, do_list}};

static int act(const struct args *a, struct table *t, int verb, err *e)
{
	enum need need = acts[verb].need;

	TRY(shelf_open(&t->shelf, e));
	TRY(desk_open(a, &t->d, e));
	if (need == NEED_ACTOR || need == NEED_BOTH)
		TRY(desk_actor(&t->d, ROLE_BIT(ROLE_OFFICER), &t->actor, e));
	if (need == NEED_ONSITE || need == NEED_BOTH)
		TRY(onsite_find(t->d.ledger, str_c(args_operand(a, 1)), &t->d.mem, &t->onsite, e));
	return acts[verb].run(t, e);
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"open",  "record", "interview", "examine", "test", "photo",
					    "close", "cases",  "print",     "show",    "list", NULL};
	struct table t = {0};
	err e = {0};
	int verb = cmd_verb(a, verbs), status = CMD_CLEAN;

	if (verb < 0)
		return CMD_REFUSED;
	if ((acts[verb].need >= NEED_ONSITE) != (args_count(a) == 2))
		return cmd_usage(a, _("yicha onsite open|list, or VERB and the record's id"));
	buf_init(&t.b, OUT_MOST);
	if (act(a, &t, verb, &e) < 0)
		status = cmd_fail(a, &e);
	else
		cmd_put(&t.b);
	buf_release(&t.b);
	desk_close(&t.d);
	shelf_auto(&t.shelf);
	return cmd_finish(status);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	PROOF_OPTION,
	{"unit", 0, OPTION_VALUE, "CODE", N_("open, list: the unit")},
	{"location", 0, OPTION_VALUE, "TEXT", N_("open: where")},
	{"approval", 0, OPTION_VALUE, "NUMBER", N_("open: number of the notice of inspection")},
	{"officers", 0, OPTION_VALUE, "A,B", N_("open: the officers, at least two")},
	{"technicians", 0, OPTION_VALUE, "C,D", N_("open: who assists")},
	{"present", 0, OPTION_VALUE, "NAME", N_("open: who received them")},
	{"post", 0, OPTION_VALUE, "TEXT", N_("open, interview: post of that person")},
	{"shown", 0, OPTION_FLAG, NULL, N_("open: the certificates were shown")},
	{"recusal", 0, OPTION_VALUE, "TEXT", N_("open: what was answered when the right to ask for recusal was told")},
	{"recused", 0, OPTION_VALUE, "PERSON", N_("open: the officer who stepped back")},
	{"on", 0, OPTION_VALUE, "ID", N_("the check or question that it is about")},
	{"title", 0, OPTION_VALUE, "TEXT", N_("the entry's title (default: of the question)")},
	{"says", 0, OPTION_VALUE, "TEXT", N_("what was found")},
	{"place", 0, OPTION_VALUE, "TEXT", N_("where in the unit: a host, a room")},
	{"checks", 0, OPTION_VALUE, "DIR", N_("use further checks from this folder")},
	{"verdict", 0, OPTION_VALUE, "VERDICT", N_("conforms, partly, fails, na or unknown")},
	{"who", 0, OPTION_VALUE, "NAME", N_("interview: who was asked")},
	{"phone", 0, OPTION_VALUE, "TEXT", N_("interview: telephone")},
	{"recorder", 0, OPTION_VALUE, "PERSON", N_("interview: the officer who records")},
	{"asked", 0, OPTION_VALUE, "FILE", N_("interview: questions and answers, lines 问： and 答：")},
	{"by", 0, OPTION_VALUE, "PERSON", N_("test: who ran it, a technician")},
	{"statement", 0, OPTION_VALUE, "TEXT", N_("close: what the unit says to it")},
	{"signed", 0, OPTION_FLAG, NULL, N_("close: the unit signed every page")},
	{"refused", 0, OPTION_VALUE, "TEXT", N_("close: why the unit did not sign")},
	{"witness", 0, OPTION_VALUE, "TEXT", N_("close: who witnessed the refusal")},
	{"entry", 0, OPTION_VALUE, "N", N_("print: the record of this interview alone")},
	{"docx", 0, OPTION_VALUE, "FILE", N_("print: as DOCX")},
	{"pdf", 0, OPTION_VALUE, "FILE", N_("print: as PDF")},
	{0},
};

const struct command command_onsite = {
	.name = "onsite",
	.operands = "open|record|interview|examine|test|photo|close|cases|print|show|list [ID]",
	.operands_least = 1,
	.operands_most = 2,
	.words = N_("inspection on site: interviews, papers, tests, photographs, the record"),
	.help = N_(
		"'open' begins the record of a visit: at least two officers with valid certificates, who showed them "
		"and told "
		"the right to ask for recusal. Technicians assist; only officers record. 'interview', 'examine', "
		"'test', "
		"'photo' and 'record' add entries, each about a check or a question; papers are read in the cage. "
		"'close' "
		"ends the record: signed by the unit, or with a note why not; it has a number then and takes no more. "
		"'cases' takes what was entered as failing about a check or question into the procedure. "
		"'print' writes 现场检查笔录, or with --entry the 询问笔录 of one interview."),
	.examples =
		N_("yicha onsite open --unit 91440300MA5GTE2T1H --approval 检通〔2026〕1号 --officers wang,li --shown "
		   "--recusal 不申请回避 --location 机房 --present 张三 --post 安全负责人\tbegin\n"
		   "yicha onsite interview o1 --who 张三 --recorder li --asked asked.txt --on "
		   "N3.1.emergency.drill\tan interview\n"
		   "yicha onsite close o1 --signed\tend it\n"
		   "yicha onsite print o1 --docx record.docx --pdf record.pdf\tthe paper\n"),
	.options = options,
	.run = run,
};
