/* yicha form: which papers there are, what each asks for, and how it looks. */
#include "base/i18n.h"
#include "base/json.h"
#include "catalogue/form.h"
#include "catalogue/paths.h"
#include "cmd/desk.h"
#include "doc/fill.h"
#include "flow/papers.h"
#include "os/file.h"

#define FORM_MEMORY ((size_t)256 << 20)
#define OUT_MOST ((size_t)16 << 20)
#define DOCUMENT_MOST ((size_t)256 << 20)

static void put_about(struct json_out *j, const struct form *f)
{
	json_open(j, "about", '[');
	for (unsigned i = 0; i < FORM_SUBJECT_COUNT; i++)
		if (f->about & 1u << i)
			json_str(j, NULL, str_c(form_subject_keys[i]));
	json_close(j, ']');
}

static int list(const struct args *a, const char *forms, arena *mem, err *e)
{
	bool json = args_flag(a, "json");
	AUTO(buf_release) buf b;
	struct json_out j;
	const str *kinds;
	size_t n = 0;

	TRY(form_list(forms, mem, &kinds, &n, e));
	buf_init(&b, OUT_MOST);
	json_begin(&j, &b);
	if (json)
		json_open(&j, NULL, '[');
	for (size_t i = 0; i < n; i++) {
		struct form f;

		TRY(form_load(forms, kinds[i], mem, &f, e));
		str title = text2_in(f.title, i18n_lang());

		if (!json) {
			buf_printf(&b, "%-26.*s %-9s %.*s%s\n", STR_ARG(f.kind), form_issue_keys[f.issue],
				   STR_ARG(title), f.unconfirmed_count ? _(" (words to be confirmed)") : "");
			continue;
		}
		json_open(&j, NULL, '{');
		put_about(&j, &f);
		json_bool(&j, "binds", f.binds);
		json_bool(&j, "head", f.head);
		json_str(&j, "issue", str_c(form_issue_keys[f.issue]));
		json_str(&j, "kind", f.kind);
		json_str(&j, "prefix", f.prefix);
		json_str(&j, "title", f.title.zh);
		json_int(&j, "unconfirmed", (int64_t)f.unconfirmed_count);
		json_close(&j, '}');
	}
	if (json)
		json_close(&j, ']');
	if (json)
		buf_put_byte(&b, '\n');
	cmd_put(&b);
	return 0;
}

static void put_block(buf *b, const struct form_block *k)
{
	buf_printf(b, "  %-10.*s", STR_ARG(k->kind));
	if (k->each.n)
		buf_printf(b, _(" each of %.*s:"), STR_ARG(k->each));
	if (k->when.n)
		buf_printf(b, _(" with %.*s:"), STR_ARG(k->when));
	buf_printf(b, " %.*s", STR_ARG(k->text));
	if (k->value.n)
		buf_printf(b, " | %.*s", STR_ARG(k->value));
	for (size_t i = 0; k->columns && i < k->column_count; i++)
		buf_printf(b, " | %.*s", STR_ARG(k->columns[i]));
	for (size_t i = 0; i < k->cell_count; i++)
		buf_printf(b, " | %.*s", STR_ARG(k->cells[i]));
	buf_put_byte(b, '\n');
}

static void json_texts(struct json_out *j, const char *name, const str *list, size_t n)
{
	json_open(j, name, '[');
	for (size_t i = 0; i < n; i++)
		json_str(j, NULL, list[i]);
	json_close(j, ']');
}

static void put_form_json(buf *b, const struct form *f)
{
	struct json_out j;

	json_begin(&j, b);
	json_open(&j, NULL, '{');
	put_about(&j, f);
	json_bool(&j, "binds", f->binds);
	json_open(&j, "blocks", '[');
	for (size_t i = 0; i < f->block_count; i++) {
		const struct form_block *k = &f->blocks[i];

		json_open(&j, NULL, '{');
		json_texts(&j, "cells", k->cells, k->cell_count);
		json_texts(&j, "columns", k->columns, k->columns ? k->column_count : 0);
		json_str(&j, "each", k->each);
		json_str(&j, "kind", k->kind);
		json_str(&j, "text", k->text);
		json_str(&j, "value", k->value);
		json_str(&j, "when", k->when);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_bool(&j, "head", f->head);
	json_str(&j, "issue", str_c(form_issue_keys[f->issue]));
	json_str(&j, "kind", f->kind);
	json_texts(&j, "laws", f->laws, f->law_count);
	json_str(&j, "path", f->path);
	json_str(&j, "prefix", f->prefix);
	json_texts(&j, "states", f->states, f->state_count);
	json_open(&j, "steps", '[');
	for (size_t i = 0; i < f->step_count; i++)
		json_str(&j, NULL, f->steps[i].step);
	json_close(&j, ']');
	json_str(&j, "title", f->title.zh);
	json_texts(&j, "unconfirmed", f->unconfirmed, f->unconfirmed_count);
	json_close(&j, '}');
	buf_put_byte(b, '\n');
}

/* How it is issued, about what, for which step. */
static void show_procedure(buf *b, const struct form *f)
{
	static const char *const words[FORM_ISSUE_COUNT] = {
		[FORM_INTERNAL] = N_("internal: 'yicha form make' prints it\n"),
		[FORM_RECORD] = N_("a record: 'yicha notice draft' begins it, 'finish' ends it; signed by hand\n"),
		[FORM_BINDING] = N_("binds: needs review, issue and confirmed words ('yicha notice draft')\n")};

	buf_put_c(b, _(words[f->issue]));
	for (unsigned i = 0; i < FORM_SUBJECT_COUNT; i++)
		if (f->about & 1u << i)
			buf_printf(b, _("about: %s\n"), form_subject_keys[i]);
	for (size_t i = 0; i < f->step_count; i++)
		buf_printf(b,
			   f->steps[i].served ? _("wanted, served, by the step %.*s\n")
					      : _("wanted, issued, by the step %.*s\n"),
			   STR_ARG(f->steps[i].step));
}

static int show(const struct form *f, bool json)
{
	AUTO(buf_release) buf b;

	buf_init(&b, OUT_MOST);
	if (json) {
		put_form_json(&b, f);
		cmd_put(&b);
		return 0;
	}
	buf_printf(&b, "%.*s  %.*s\n%.*s\n", STR_ARG(f->kind), STR_ARG(text2_in(f->title, i18n_lang())),
		   STR_ARG(f->path));
	if (f->prefix.n)
		buf_printf(&b, _("number: %.*s\n"), STR_ARG(f->prefix));
	show_procedure(&b, f);
	for (size_t i = 0; i < f->unconfirmed_count; i++)
		buf_printf(&b, _("to be confirmed: %.*s\n"), STR_ARG(f->unconfirmed[i]));
	for (size_t i = 0; i < f->block_count; i++)
		put_block(&b, &f->blocks[i]);
	cmd_put(&b);
	return 0;
}

static int sample(const struct args *a, const struct form *f, arena *mem, err *e)
{
	const char *docx = args_value(a, "docx"), *pdf = args_value(a, "pdf");
	struct values *v = values_new(mem);
	struct paper p = {0};
	str fallbacks = {0};
	AUTO(buf_release) buf b;

	if (!docx && !pdf)
		return err_set(e, E_USAGE, _("--docx FILE or --pdf FILE says where to"));
	buf_init(&b, DOCUMENT_MOST);
	fill_sample(f, v);
	TRY(fill_paper(f, v, &p, e));
	if (docx) {
		TRY(paper_docx(&p, out_to_buf, &b, e));
		TRY(os_file_write(docx, buf_str(&b), e));
		buf_reset(&b);
	}
	if (pdf) {
		TRY(paper_pdf(&p, out_to_buf, &b, &fallbacks, e));
		TRY(os_file_write(pdf, buf_str(&b), e));
		buf_reset(&b);
		if (!args_flag(a, "json"))
			buf_put(&b, fallbacks);
		cmd_put(&b);
	}
	return 0;
}

/* What the ledger knows better than whoever types it. */
static bool is_known(str name)
{
	static const char *const known[] = {
		"agency", "party",         "party_code", "document", "document_number", "document_hash",
		"notice", "notice_number", "served",     "deadline", "deadline_trace",  "date",
		"count",  "passed",        "failed",     "unknown",  "judgement",       "number"};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (str_eq(name, str_c(known[i])))
			return true;
	}
	return false;
}

/* --field NAME=WORDS, as often as given. */
static int put_fields(const struct args *a, struct values *v, arena *mem, err *e)
{
	for (size_t i = 0; i < args_times(a, "field"); i++) {
		str words = str_c(args_value_at(a, "field", i));
		struct str_cut name = str_cut(&words, '=');

		if (!name.ok || !name.head.n)
			return err_set(e, E_USAGE, _("--field is NAME=WORDS"));
		if (is_known(name.head))
			return err_set(e, E_USAGE, _("--field: %.*s comes from the ledger"), STR_ARG(name.head));
		values_put(v, arena_cstr(mem, name.head), words);
	}
	return 0;
}

static int make(const struct args *a, const struct form *f, arena *mem, err *e)
{
	const char *docx = args_value(a, "docx"), *pdf = args_value(a, "pdf");
	AUTO(desk_auto) struct desk d = {0};
	AUTO(buf_release) buf b;
	struct values *v = values_new(mem);
	struct person by = {0};
	struct papers_made m = {0};
	struct papers_subject s = {0};
	const char *unit = args_value(a, "unit");
	roles any = ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_LEGAL) | ROLE_BIT(ROLE_ISSUER) |
		    ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER);

	TRY(desk_open(a, &d, e));
	TRY(desk_actor(&d, any, &by, e));
	values_put(v, "form_title", f->title.zh);
	if (by.department.n)
		values_put(v, "department", by.department);
	TRY(papers_find(d.ledger, str_c(args_operand(a, 2)), str_c(unit ? unit : ""), &d.mem, &s, e));
	TRY(papers_gather(d.ledger, &s, v, &d.mem, e));
	TRY(put_fields(a, v, mem, e));
	TRY(papers_make(d.ledger, f, str_c(args_operand(a, 2)), v, &by, &m, &d.mem, e));
	if (docx)
		TRY(os_file_write(docx, m.docx_bytes, e));
	if (pdf)
		TRY(os_file_write(pdf, m.pdf_bytes, e));
	buf_init(&b, OUT_MOST);
	if (d.json)
		buf_printf(&b, "{\"docx\":\"%.*s\",\"pdf\":\"%.*s\"}\n", STR_ARG(m.docx), STR_ARG(m.pdf));
	else
		buf_printf(&b, "DOCX %.*s\nPDF  %.*s\n", STR_ARG(m.docx), STR_ARG(m.pdf));
	cmd_put(&b);
	return 0;
}

static int do_verb(const struct args *a, int verb, arena *mem, err *e)
{
	const char *forms;
	struct form f;

	TRY(paths_data(mem, "catalogue/forms", &forms, e));
	if (verb == 0)
		return list(a, forms, mem, e);
	TRY(form_load(forms, str_c(args_operand(a, 1)), mem, &f, e));
	if (verb == 3)
		return make(a, &f, mem, e);
	return verb == 1 ? show(&f, args_flag(a, "json")) : sample(a, &f, mem, e);
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"list", "show", "sample", "make", NULL};
	int verb = cmd_verb(a, verbs), rc;
	err e = {0};
	arena mem;

	if (verb < 0)
		return CMD_REFUSED;
	if (args_count(a) != (verb == 0 ? 1u : verb == 3 ? 3u : 2u))
		return cmd_usage(a, _("yicha form list, yicha form show|sample KIND, or yicha form make KIND SUBJECT"));
	arena_init(&mem, FORM_MEMORY);
	rc = do_verb(a, verb, &mem, &e);
	arena_clear(&mem);
	return rc < 0 ? cmd_fail(a, &e) : cmd_finish(CMD_CLEAN);
}

static const struct option_row options[] = {
	{"docx", 0, OPTION_VALUE, "FILE", N_("sample, make: write it as DOCX")},
	{"pdf", 0, OPTION_VALUE, "FILE", N_("sample, make: write it as PDF")},
	{"unit", 0, OPTION_VALUE, "CODE", N_("make: about a draw, the unit that was drawn")},
	{"field", 0, OPTION_VALUE, "NAME=WORDS", N_("make: a value that the form asks for; may be given again")},
	DESK_OPTIONS,
	{0},
};

const struct command command_form = {
	.name = "form",
	.operands = "list|show|sample|make [KIND [SUBJECT]]",
	.operands_least = 1,
	.operands_most = 3,
	.words = N_("the official papers: which there are, what each asks for, how it looks"),
	.help = N_(
		"A form is one file, catalogue/forms/<kind>.yaml; a new kind of paper is a new file.\n\n"
		"'sample' fills every field with its own name and marks every page 样本; for the PDF it prints which "
		"type faces stand in for the official ones.\n\n"
		"'make' fills a form with what the ledger knows of a unit (its code), a notice, a case, a penalty "
		"case, "
		"an entry of a list, a draw, a visit or a period, and with --field; both documents are kept in the "
		"ledger and their hashes in its log. A form that binds somebody is a draft here: 'yicha notice draft' "
		"takes it through review and issue."),
	.examples = N_("yicha form list\tall kinds\n"
		       "yicha form sample rectification-order --pdf order.pdf\thow one looks\n"
		       "yicha form make service-receipt n1 --field location=某市 --pdf receipt.pdf --as wang\twith "
		       "what the ledger knows\n"),
	.options = options,
	.run = run,
};
