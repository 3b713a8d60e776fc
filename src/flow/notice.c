#include "flow/notice.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"
#include "catalogue/calendars.h"
#include "catalogue/paths.h"
#include "flow/notice_facts.h"
#include "flow/notice_paper.h"
#include "ledger/document.h"
#include "ledger/number.h"
#include "ledger/registry.h"
#include "ledger/term.h"

#define MEMORY ((size_t)256 << 20)
#define FACTS_MOST ((size_t)32 << 20)
#define FIELDS_MOST 64
#define SECONDS_A_DAY 86400
/* 行政处罚法 and civil procedure count from the day after; an order that gives days means calendar days unless it says so. */
#define FACTS_KIND "notice-facts"

int notice_office_open(struct ledger *l, struct notice_office *ret, err *e)
{
	const char *path;

	*ret = (struct notice_office){.ledger = l};
	arena_init(&ret->mem, MEMORY);
	TRY(paths_data(&ret->mem, "catalogue/laws", &path, e));
	TRY(laws_load(path, &ret->laws, e));
	TRY(paths_data(&ret->mem, "catalogue/forms", &ret->forms, e));
	TRY(paths_data(&ret->mem, "catalogue/calendars", &path, e));
	ret->calendar = arena_new(&ret->mem, struct calendar, 1);
	return calendars_load(path, &ret->mem, ret->calendar, e);
}

void notice_office_close(struct notice_office *o)
{
	if (!o->ledger)
		return;
	laws_release(&o->laws);
	arena_clear(&o->mem);
	o->ledger = NULL;
}

void notice_office_auto(struct notice_office *o)
{
	notice_office_close(o);
}

/* --- gathering ------------------------------------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct notice_field *)a)->name, ((const struct notice_field *)b)->name);
}

/* Puts or replaces. */
static int set(struct notice_field *list, size_t *n, str name, str value, err *e)
{
	size_t i = 0;

	if (name.n == 0 || name.n > 40 || !str_is_utf8(value))
		return err_set(e, E_USAGE, _("\"%.*s\" is no name of a field"), STR_ARG(str_sub(name, 0, 40)));
	while (i < *n && !str_eq(list[i].name, name))
		i++;
	if (i == FIELDS_MOST)
		return err_set(e, E_LIMIT, _("more than %d fields"), FIELDS_MOST);
	list[i] = (struct notice_field){name, value};
	*n += i == *n;
	return 0;
}

/* What the machine computes and who acts upon whom: a paper that says otherwise would be issued in another's name, with another number or
 * time limit than the ledger keeps. */
static int set_given(struct notice_field *list, size_t *n, str name, str value, err *e)
{
	static const char *const own[] = {"agency", "date",  "deadline",   "deadline_trace", "inspected", "number",
					  "order",  "party", "party_code", "problem_count",  "remedies"};

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (str_eq(name, str_c(own[i])))
			return err_set(e, E_DENIED, _("the ledger knows {%.*s}; it is not given by hand"),
				       STR_ARG(name));
	return set(list, n, name, value, e);
}

/* Settings of the agency that papers show; what is given by hand holds before its contact, telephone and place to report to. */
static int agency_fields(struct notice_office *o, struct notice_field *list, size_t *n, err *e)
{
	static const char *const names[][2] = {{"agency.name", "agency"}, {"agency.contact", "contact"},
					       {"agency.phone", "phone"}, {"agency.report_to", "report_to"},
					       {"agency.order", "order"}, {"agency.remedies", "remedies"}};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		str value = {0};

		TRY(ledger_setting(o->ledger, names[i][0], &o->mem, &value, e));
		if (value.n)
			TRY(set(list, n, str_c(names[i][1]), value, e));
	}
	return 0;
}

/* The shortest time limit that a case's own check sets. */
static int own_limit(const struct case_row *cases, size_t n, int64_t *ret, str *ret_unit, err *e)
{
	*ret = 0;
	for (size_t i = 0; i < n; i++) {
		enum deadline_unit u;
		str unit = str_eq(cases[i].days_unit, STR("calendar-days")) ? STR("days") : cases[i].days_unit;

		if (cases[i].days == 0 || !deadline_unit_parse(unit, &u))
			continue;
		bool shorter =
			*ret == 0 || (str_eq(unit, *ret_unit) ? cases[i].days < *ret : str_eq(unit, STR("hours")));

		if (shorter) {
			*ret = cases[i].days;
			*ret_unit = unit;
		}
	}
	return *ret ? 0 : err_set(e, E_USAGE, _("no time limit: the checks name none; give --days"));
}

/* Freezes what it says; *ret is its SHA-256. The paper is made once, so that a hole shows now and not at issue. */
static int freeze(struct notice_office *o, struct notice_gather *g, const struct notice *n, str actor, str *ret, err *e)
{
	AUTO(buf_release) buf b;
	struct document d = {.kind = STR(FACTS_KIND), .media = STR("application/json"), .actor = actor};
	AUTO(buf_release) buf name;
	str unused = {0};

	buf_init(&b, FACTS_MOST);
	buf_init(&name, 200);
	buf_printf(&name, "%.*s.json", STR_ARG(n->kind));
	TRY(notice_facts_form(o, n->kind, (struct form *)g->form, &g->form_hash, e));
	TRY(notice_facts_put(g, &b, e));
	TRY(notice_paper_make(o, n, arena_str(&o->mem, buf_str(&b)),
			      &(struct notice_paper){.draft = true, .day = ledger_now(o->ledger)}, NOTICE_PDF_NONE,
			      &unused, e));
	d.bytes = buf_str(&b);
	d.name = buf_str(&name);
	TRY(ledger_document_put(o->ledger, &d, e));
	digest_hex hex = digest_to_hex(&d.sha256);

	*ret = arena_str(&o->mem, str_c(hex.c));
	return 0;
}

static int take_cases(struct notice_office *o, const str *ids, size_t n, struct case_row **ret, err *e)
{
	struct case_row *list = arena_new(&o->mem, struct case_row, n + 1);

	for (size_t i = 0; i < n; i++) {
		TRY(case_find(o->ledger, ids[i], &o->mem, &list[i], e));
		for (size_t k = 0; k < i; k++)
			if (str_eq(list[k].id, list[i].id))
				return err_set(e, E_USAGE, _("case %.*s is named twice"), STR_ARG(list[i].id));
	}
	*ret = list;
	return 0;
}

/* Who is told: as registered; a unit that nobody registered keeps the name under which it was found. */
static int party_fields(struct notice_office *o, struct case_row *c, struct notice_field *fields, size_t *count, err *e)
{
	struct registry_unit u = {0};
	struct date_civil day = date_civil(date_china_day(ledger_now(o->ledger)));
	int rc = c->uscc.n ? registry_unit_find(o->ledger, c->uscc, day.year, &o->mem, &u, NULL) : E_NOTFOUND;

	if (rc == 0 && u.name.n)
		c->unit = u.name;
	TRY(set(fields, count, STR("party"), c->unit, e));
	TRY(set(fields, count, STR("party_code"), c->uscc, e));
	return u.address.n ? set(fields, count, STR("party_address"), u.address, e) : 0;
}

int notice_office_draft(struct notice_office *o, const struct notice_ask *ask, const struct person *actor,
			struct notice *ret, err *e)
{
	struct notice_field *fields = arena_new(&o->mem, struct notice_field, FIELDS_MOST);
	struct form *form = arena_new(&o->mem, struct form, 1);
	struct notice_gather g = {
		.office = o, .form = form, .fields = fields, .count = ask->count, .count_unit = ask->count_unit};
	struct case_row *cases = NULL;

	TRY(take_cases(o, ask->cases, ask->case_count, &cases, e));
	if (ask->case_count == 0)
		return err_set(e, E_USAGE, _("a notice about no case"));
	TRY(agency_fields(o, fields, &g.field_count, e));
	TRY(party_fields(o, &cases[0], fields, &g.field_count, e));
	for (size_t i = 0; i < ask->field_count; i++)
		TRY(set_given(fields, &g.field_count, ask->fields[i].name, ask->fields[i].value, e));
	qsort(fields, g.field_count, sizeof(*fields), by_name);
	g.cases = cases;
	g.case_count = ask->case_count;
	if (!g.count)
		TRY(own_limit(cases, g.case_count, &g.count, &g.count_unit, e));
	TRY(notice_facts_form(o, ask->kind, form, &g.form_hash, e));
	str *ids = arena_new(&o->mem, str, ask->case_count);

	for (size_t i = 0; i < ask->case_count; i++)
		ids[i] = cases[i].id;
	struct notice_draft d = {.kind = form->kind,
				 .title = form->title.zh,
				 .uscc = ask->uscc.n ? ask->uscc : cases[0].uscc,
				 .unit = cases[0].unit,
				 .cases = ids,
				 .case_count = ask->case_count,
				 .count = g.count,
				 .count_unit = g.count_unit,
				 .corrects = ask->corrects};
	struct notice n = {.kind = d.kind, .title = d.title, .count = d.count, .count_unit = d.count_unit};

	TRY(freeze(o, &g, &n, actor->id, &d.facts, e));
	return notice_draft(o->ledger, &d, actor, &o->mem, ret, e);
}

/* The fields as they were frozen before. */
static int old_fields(struct notice_office *o, const struct notice *n, struct notice_field *list, size_t *count, err *e)
{
	const struct json *root = NULL;
	str bytes = {0};

	TRY(notice_office_facts(o, n, &bytes, e));
	TRY(notice_facts_read(o, bytes, &root, e));
	const struct json *fields = json_get_list(root, "fields");

	for (const struct json *f = fields ? fields->first : NULL; f; f = f->next) {
		str name, value;

		if (json_get_text(f, "name", &name) && json_get_text(f, "value", &value))
			TRY(set(list, count, name, value, e));
	}
	return 0;
}

int notice_office_submit(struct notice_office *o, const struct notice *n, const struct notice_field *add,
			 size_t add_count, const struct notice_act *act, err *e)
{
	struct notice_field *fields = arena_new(&o->mem, struct notice_field, FIELDS_MOST);
	struct form *form = arena_new(&o->mem, struct form, 1);
	struct notice_gather g = {
		.office = o, .form = form, .fields = fields, .count = n->count, .count_unit = n->count_unit};
	struct notice_act a = *act;
	struct case_row *cases = NULL;
	str *ids = NULL;

	a.event = DO_NOTICE_SUBMIT;
	TRY(notice_cases(o->ledger, n->id, &o->mem, &ids, &g.case_count, e));
	TRY(take_cases(o, ids, g.case_count, &cases, e));
	g.cases = cases;
	TRY(old_fields(o, n, fields, &g.field_count, e));
	for (size_t i = 0; i < add_count; i++)
		TRY(set_given(fields, &g.field_count, add[i].name, add[i].value, e));
	qsort(fields, g.field_count, sizeof(*fields), by_name);
	TRY(freeze(o, &g, n, act->actor->id, &a.facts, e));
	return notice_move(o->ledger, n, &a, e);
}

int notice_office_facts(struct notice_office *o, const struct notice *n, str *ret, err *e)
{
	struct document d;

	TRY(ledger_document_find(o->ledger, n->facts, &o->mem, &d, e));
	*ret = d.bytes;
	return 0;
}

/* --- words that nobody confirmed ------------------------------------------------------------------------------------------ */

static int add_unsure(struct notice_office *o, struct notice_unsure *u, str what, str text, err *e)
{
	*u = (struct notice_unsure){.words = {notice_facts_hash(o, what, text), what}, .text = text};
	int rc = notice_words_confirmed(o->ledger, u->words.hash, e);

	u->confirmed = rc == 1;
	return rc < 0 ? rc : 0;
}

int notice_office_unsure(struct notice_office *o, const struct notice *n, struct notice_unsure **ret, size_t *ret_n,
			 err *e)
{
	const struct json *root = NULL;
	str bytes = {0};

	TRY(notice_office_facts(o, n, &bytes, e));
	TRY(notice_facts_read(o, bytes, &root, e));
	const struct json *articles = json_get_list(root, "articles"), *form = json_get_list(root, "unconfirmed");

	*ret = arena_new(&o->mem, struct notice_unsure,
			 (articles ? articles->count : 0) + (form ? form->count : 0) + 1);
	*ret_n = 0;
	for (const struct json *a = articles ? articles->first : NULL; a; a = a->next) {
		str read = {0}, law = {0}, number = {0}, words = {0}, key = {0};
		AUTO(buf_release) buf what;
		bool sound = json_get_text(a, "read", &read) && json_get_text(a, "law", &law) &&
			     json_get_text(a, "number", &number) && json_get_text(a, "words", &words) &&
			     json_get_text(a, "key", &key);

		if (sound && str_eq(read, STR("text")))
			continue;
		buf_init(&what, 1000);
		buf_printf(&what, "%.*s 《%.*s》%.*s", STR_ARG(key), STR_ARG(law), STR_ARG(number));
		TRY(add_unsure(o, &(*ret)[(*ret_n)++], arena_str(&o->mem, buf_str(&what)), words, e));
	}
	for (const struct json *f = form ? form->first : NULL; f; f = f->next)
		TRY(add_unsure(o, &(*ret)[(*ret_n)++], n->kind, f->text, e));
	return 0;
}

/* --- issue ---------------------------------------------------------------------------------------------------------------- */

static int check_words(struct notice_office *o, const struct notice *n, err *e)
{
	struct notice_unsure *list = NULL;
	size_t count = 0, open = 0, first = 0;

	TRY(notice_office_unsure(o, n, &list, &count, e));
	for (size_t i = count; i-- > 0;) {
		open += !list[i].confirmed;
		first = list[i].confirmed ? first : i;
	}
	if (open)
		return err_set(e, E_DENIED,
			       _("%zu passages that nobody has confirmed, the first: %.*s; a legal reviewer confirms "
				 "them: yicha "
				 "notice confirm-words %.*s"),
			       open, STR_ARG(list[first].words.what), STR_ARG(n->id));
	return 0;
}

/* The form that was reviewed is the one that is printed. */
static int check_form(struct notice_office *o, const struct notice *n, str facts, err *e)
{
	const struct json *root = NULL;
	struct form form;
	str now = {0}, then = {0};

	TRY(notice_facts_read(o, facts, &root, e));
	TRY(notice_facts_form(o, n->kind, &form, &now, e));
	if (!json_get_text(root, "form", &then) || !str_eq(now, then))
		return err_set(e, E_DENIED, _("the form %.*s changed after the review: return it and submit it again"),
			       STR_ARG(n->kind));
	return 0;
}

static int store(struct notice_office *o, const struct notice *n, str number, const char *end, str media, str actor,
		 str bytes, str *ret, err *e)
{
	AUTO(buf_release) buf name;
	struct document d = {.kind = STR("notice"), .media = media, .bytes = bytes, .actor = actor};

	buf_init(&name, DOCUMENT_NAME_MOST);
	buf_printf(&name, "%.*s %.*s%s", STR_ARG(n->title), STR_ARG(number), end);
	d.name = buf_str(&name);
	TRY(ledger_document_put(o->ledger, &d, e));
	digest_hex hex = digest_to_hex(&d.sha256);

	*ret = arena_str(&o->mem, str_c(hex.c));
	return 0;
}

int notice_office_issue(struct notice_office *o, const struct notice *n, struct notice_act *act, err *e)
{
	struct notice_act a = *act;
	struct form form;
	str facts = {0}, unused = {0}, docx = {0}, pdf = {0};
	struct notice numbered = *n;
	struct notice_paper p = {.day = ledger_now(o->ledger)};

	a.event = DO_NOTICE_ISSUE;
	if (!life_move(n->state, DO_NOTICE_ISSUE))
		return notice_move(o->ledger, n, &a, e); /* which says why not */
	TRY(notice_office_facts(o, n, &facts, e));
	TRY(check_words(o, n, e));
	TRY(check_form(o, n, facts, e));
	TRY(notice_facts_form(o, n->kind, &form, &unused, e));
	if (form.prefix.n)
		TRY(number_take(o->ledger, form.prefix, n->id, &o->mem, &a.number, e));
	numbered.number = a.number;
	TRY(notice_paper_make(o, &numbered, facts, &p, NOTICE_DOCX, &docx, e));
	TRY(notice_paper_make(o, &numbered, facts, &p, NOTICE_PDF, &pdf, e));
	TRY(store(o, n, a.number, ".docx",
		  STR("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), a.actor->id, docx,
		  &a.docx, e));
	TRY(store(o, n, a.number, ".pdf", STR("application/pdf"), a.actor->id, pdf, &a.pdf, e));
	*act = a;
	return notice_move(o->ledger, n, &a, e);
}

/* --- service -------------------------------------------------------------------------------------------------------------- */

static struct deadline_rule rule_of(const struct notice *n)
{
	struct deadline_rule r = {.count = (unsigned)n->count, .basis = {.zh = n->number, .en = n->number}};

	if (!deadline_unit_parse(n->count_unit, &r.unit))
		r.unit = DEADLINE_DAYS;
	return r;
}

int notice_office_serve(struct notice_office *o, const struct notice *n, struct notice_act *act, int64_t *ret_due,
			err *e)
{
	struct deadline_rule rule = rule_of(n);
	struct deadline d;
	str *cases = NULL;
	size_t count = 0;

	if (!deadline_compute(o->calendar, act->at, &rule, &d))
		return err_set(e, E_USAGE, _("the time limit of the notice is out of bounds"));
	if (act->at > ledger_now(o->ledger))
		return err_set(e, E_DENIED, _("served in the future?"));
	if (act->at < n->issued_at)
		return err_set(e, E_DENIED, _("served before it was issued?"));
	act->event = DO_NOTICE_SERVE;
	act->due = d.due;
	TRY(notice_move(o->ledger, n, act, e));
	TRY(notice_cases(o->ledger, n->id, &o->mem, &cases, &count, e));
	for (size_t i = 0; i < count; i++)
		TRY(term_put(o->ledger, o->calendar,
			     &(struct term){.subject = cases[i],
					    .kind = STR("rectify"),
					    .ladder = n->kind,
					    .party = n->uscc,
					    .rule = rule},
			     act->at, act->actor->id, &o->mem, NULL, e));
	if (ret_due)
		*ret_due = d.due;
	return 0;
}

/* --- papers --------------------------------------------------------------------------------------------------------------- */

int notice_office_paper(struct notice_office *o, const struct notice *n, enum notice_format format, str *ret, err *e)
{
	str sha = format == NOTICE_PDF ? n->pdf : n->docx, facts = {0};
	struct document d;

	if (sha.n) {
		TRY(ledger_document_find(o->ledger, sha, &o->mem, &d, e));
		*ret = d.bytes;
		return 0;
	}
	TRY(notice_office_facts(o, n, &facts, e));
	return notice_paper_make(o, n, facts, &(struct notice_paper){.draft = true, .day = ledger_now(o->ledger)},
				 format, ret, e);
}
