#include "flow/notice.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/calendars.h"
#include "catalogue/paths.h"
#include "flow/notice_facts.h"
#include "flow/notice_paper.h"
#include "flow/notice_step.h"
#include "flow/papers.h"
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
	TRY(paths_data(&ret->mem, "catalogue/clocks.yaml", &path, e));
	TRY(clocks_load(path, &ret->mem, &ret->clocks, e));
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
 * time limit than the ledger keeps. Of what the ledger knows of the subject only what is a matter of wording may be said otherwise. */
static int set_given(struct notice_gather *g, struct notice_field *list, const struct notice_field *f, err *e)
{
	static const char *const own[] = {"agency",   "date",  "deadline", "deadline_trace", "inspected",
					  "number",   "order", "party",    "party_code",     "problem_count",
					  "remedies", "draft", "sample"};
	static const char *const wording[] = {"contact",   "phone", "address",   "report_to", "source",
					      "campaign",  "cause", "reason",    "basis",     "sanction",
					      "statement", "what",  "department"};
	bool known = g->known && values_text(g->known, f->name).n;

	for (size_t i = 0; i < ARRAY_LEN(wording); i++)
		known = known && !str_eq(f->name, str_c(wording[i]));
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		known = known || str_eq(f->name, str_c(own[i]));
	for (size_t i = 0; i < g->form->limit_count; i++)
		known = known || str_eq(f->name, g->form->limits[i].value);
	if (known)
		return err_set(e, E_DENIED, _("the ledger knows {%.*s}; it is not given by hand"), STR_ARG(f->name));
	return set(list, &g->field_count, f->name, f->value, e);
}

static int set_all_given(struct notice_gather *g, struct notice_field *list, const struct notice_field *add, size_t n,
			 err *e)
{
	for (size_t i = 0; i < n; i++)
		TRY(set_given(g, list, &add[i], e));
	qsort(list, g->field_count, sizeof(*list), by_name);
	return 0;
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

/* What it says, as frozen (canonical JSON), in o->mem. */
static int facts_of(struct notice_office *o, const struct notice *n, str *ret, err *e)
{
	struct document d;

	TRY(ledger_document_find(o->ledger, n->facts, &o->mem, &d, e));
	*ret = d.bytes;
	return 0;
}

/* The fields as they were frozen before. */
static int old_fields(struct notice_office *o, const struct notice *n, struct notice_field *list, size_t *count, err *e)
{
	const struct json *root = NULL;
	str bytes = {0};

	TRY(facts_of(o, n, &bytes, e));
	TRY(notice_facts_read(o, bytes, &root, e));
	const struct json *fields = json_get_list(root, "fields");

	for (const struct json *f = fields ? fields->first : NULL; f; f = f->next) {
		str name, value;

		if (json_get_text(f, "name", &name) && json_get_text(f, "value", &value))
			TRY(set(list, count, name, value, e));
	}
	return 0;
}

int notice_office_is_about_cases(struct notice_office *o, str kind, bool *ret, err *e)
{
	struct form form;

	TRY(form_load(o->forms, kind, &o->mem, &form, e));
	*ret = (form.about & 1u << FORM_CASES) != 0;
	return 0;
}

/* The limit: as given, or the form's own, or (of cases) the shortest of the checks'. */
static int choose_limit(struct notice_gather *g, err *e)
{
	const struct form_limit *own = form_limit_own(g->form);

	if (!own && g->count)
		return err_set(e, E_USAGE, _("%.*s states no time limit of its own"), STR_ARG(g->form->kind));
	if (!own) {
		g->count_unit = (str){0};
		return 0;
	}
	if (!g->count && own->count) {
		g->count = own->count;
		g->count_unit = own->unit;
	}
	return g->count ? 0 : own_limit(g->cases, g->case_count, &g->count, &g->count_unit, e);
}

/* The number of the notice of inspection that the ledger knows, if nobody gave another. */
static int approval_field(struct notice_office *o, str uscc, struct notice_gather *g, struct notice_field *fields,
			  err *e)
{
	struct notice n = {0};
	int rc = notice_step_latest(o->ledger, STR("onsite.open"), uscc, &o->mem, &n, e);

	TRY(rc);
	return rc ? set(fields, &g->field_count, STR("approval"), n.number, e) : 0;
}

static int gather_cases(struct notice_office *o, const str *ids, size_t n, struct notice_gather *g,
			struct notice_field *fields, err *e)
{
	struct case_row *cases = NULL;

	if (n == 0)
		return err_set(e, E_USAGE, _("a notice about no case"));
	TRY(take_cases(o, ids, n, &cases, e));
	TRY(approval_field(o, cases[0].uscc, g, fields, e));
	TRY(party_fields(o, &cases[0], fields, &g->field_count, e));
	g->cases = cases;
	g->case_count = n;
	return 0;
}

/* What the ledger knows of the subject, of which the form must be made. */
static int gather_subject(struct notice_office *o, const struct papers_subject *s, const struct person *actor,
			  struct notice_gather *g, err *e)
{
	struct values *v = values_new(&o->mem);

	if (g->form->about && !(g->form->about & 1u << s->kind))
		return err_set(e, E_USAGE, _("%.*s is not about a %s"), STR_ARG(g->form->kind),
			       form_subject_keys[s->kind]);
	if (actor->department.n)
		values_put(v, "department", actor->department);
	TRY(papers_gather(o->ledger, s, v, &o->mem, e));
	if (g->officer_count)
		values_clear(v, STR("officers"));
	for (size_t i = 0; i < g->officer_count; i++)
		TRY(papers_officer(o->ledger, g->officers[i], v, &o->mem, e));
	g->known = v;
	g->about = str_c(form_subject_keys[s->kind]);
	g->subject = s->id;
	g->law = s->law;
	g->law_day = s->law_day;
	return 0;
}

/* A correction says what the old one said, but for what is given. */
static int corrected_fields(struct notice_office *o, const struct notice_ask *ask, struct notice_field *fields,
			    size_t *count, err *e)
{
	struct notice old;

	if (!ask->corrects.n)
		return 0;
	TRY(notice_find(o->ledger, ask->corrects, &o->mem, &old, e));
	return old_fields(o, &old, fields, count, e);
}

static int find_form(struct notice_office *o, const struct notice_ask *ask, struct form *form, str *ret_hash, err *e)
{
	TRY(notice_facts_form(o, ask->kind, form, ret_hash, e));
	if (form->issue == FORM_INTERNAL)
		return err_set(e, E_USAGE, _("%.*s is not issued to anybody: yicha form make prints it"),
			       STR_ARG(form->kind));
	if (((form->about & 1u << FORM_CASES) != 0) == (ask->subject.n != 0))
		return err_set(e, E_USAGE,
			       ask->subject.n ? _("%.*s is about cases") : _("%.*s is about something else than cases"),
			       STR_ARG(form->kind));
	return 0;
}

static int write_draft(struct notice_office *o, const struct notice_ask *ask, struct notice_gather *g,
		       struct notice_draft *d, const struct person *actor, err *e)
{
	str *ids = arena_new(&o->mem, str, g->case_count + 1);
	struct notice n = {
		.kind = g->form->kind, .title = g->form->title.zh, .count = g->count, .count_unit = g->count_unit};

	for (size_t i = 0; i < g->case_count; i++)
		ids[i] = g->cases[i].id;
	d->kind = n.kind;
	d->title = n.title;
	d->cases = ids;
	d->case_count = g->case_count;
	d->count = g->count;
	d->count_unit = g->count_unit;
	d->corrects = ask->corrects;
	d->about = g->about;
	d->subject = g->subject;
	d->record = g->form->issue == FORM_RECORD;
	return freeze(o, g, &n, actor->id, &d->facts, e);
}

int notice_office_draft(struct notice_office *o, const struct notice_ask *ask, const struct person *actor,
			struct notice *ret, err *e)
{
	struct notice_field *fields = arena_new(&o->mem, struct notice_field, FIELDS_MOST);
	struct form *form = arena_new(&o->mem, struct form, 1);
	struct papers_subject s = {0};
	struct notice_draft d = {.uscc = ask->uscc};
	struct notice_gather g = {.office = o,
				  .form = form,
				  .fields = fields,
				  .count = ask->count,
				  .count_unit = ask->count_unit,
				  .laws = ask->laws,
				  .law_count = ask->law_count,
				  .officers = ask->officers,
				  .officer_count = ask->officer_count};

	TRY(find_form(o, ask, form, &g.form_hash, e));
	TRY(corrected_fields(o, ask, fields, &g.field_count, e));
	TRY(agency_fields(o, fields, &g.field_count, e));
	if (ask->subject.n) {
		TRY(papers_find(o->ledger, ask->subject, ask->uscc, &o->mem, &s, e));
		s.laws = &o->laws;
		TRY(gather_subject(o, &s, actor, &g, e));
		d.uscc = s.uscc;
		d.unit = s.unit.n ? s.unit : values_text(g.known, STR("party"));
	} else {
		TRY(gather_cases(o, ask->cases, ask->case_count, &g, fields, e));
		d.uscc = ask->uscc.n ? ask->uscc : g.cases[0].uscc;
		d.unit = g.cases[0].unit;
	}
	TRY(set_all_given(&g, fields, ask->fields, ask->field_count, e));
	TRY(choose_limit(&g, e));
	TRY(write_draft(o, ask, &g, &d, actor, e));
	return notice_draft(o->ledger, &d, actor, &o->mem, ret, e);
}

/* The texts of a list that was frozen. */
static void old_texts(struct notice_office *o, const struct json *root, const char *name, const str **ret,
		      size_t *ret_n)
{
	const struct json *list = json_get_list(root, name);
	str *texts = arena_new(&o->mem, str, (list ? list->count : 0) + 1);

	*ret = texts;
	for (const struct json *t = list ? list->first : NULL; t; t = t->next)
		if (t->kind == JSON_STRING)
			texts[(*ret_n)++] = t->text;
}

/* The subject as it is now, by what was named when it was drafted. */
static int subject_again(struct notice_office *o, const struct notice *n, const struct person *actor,
			 struct notice_gather *g, err *e)
{
	const struct json *root = NULL;
	struct papers_subject s = {0};
	str bytes = {0};

	TRY(facts_of(o, n, &bytes, e));
	TRY(notice_facts_read(o, bytes, &root, e));
	old_texts(o, root, "laws", &g->laws, &g->law_count);
	old_texts(o, root, "officers", &g->officers, &g->officer_count);
	if (!n->subject.n)
		return 0;
	TRY(papers_find(o->ledger, n->subject, n->uscc, &o->mem, &s, e));
	s.laws = &o->laws;
	return gather_subject(o, &s, actor, g, e);
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
	TRY(notice_facts_form(o, n->kind, form, &g.form_hash, e));
	TRY(notice_cases(o->ledger, n->id, &o->mem, &ids, &g.case_count, e));
	TRY(take_cases(o, ids, g.case_count, &cases, e));
	g.cases = cases;
	TRY(subject_again(o, n, act->actor, &g, e));
	TRY(old_fields(o, n, fields, &g.field_count, e));
	TRY(set_all_given(&g, fields, add, add_count, e));
	TRY(freeze(o, &g, n, act->actor->id, &a.facts, e));
	return notice_move(o->ledger, n, &a, e);
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

	TRY(facts_of(o, n, &bytes, e));
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

/* A number that the subject has of this kind already (a decided penalty case, a closed visit) is the paper's, once. */
static int take_number(struct notice_office *o, const struct notice *n, str prefix, str *ret, err *e)
{
	struct notice other;
	err none = {0};

	if (n->subject.n) {
		int rc = number_given(o->ledger, prefix, n->subject, &o->mem, ret, e);

		TRY(rc);
		if (rc == 1 && notice_find(o->ledger, *ret, &o->mem, &other, &none) == E_NOTFOUND)
			return 0;
	}
	return number_take(o->ledger, prefix, n->id, &o->mem, ret, e);
}

/* Takes the number and makes both papers; sets act's number, docx, pdf. */
static int print_final(struct notice_office *o, const struct notice *n, struct notice_act *a, err *e)
{
	struct form form;
	str facts = {0}, unused = {0}, docx = {0}, pdf = {0};
	struct notice numbered = *n;
	struct notice_paper p = {.day = ledger_now(o->ledger)};

	TRY(facts_of(o, n, &facts, e));
	TRY(check_form(o, n, facts, e));
	TRY(notice_facts_form(o, n->kind, &form, &unused, e));
	if (form.prefix.n)
		TRY(take_number(o, n, form.prefix, &a->number, e));
	numbered.number = a->number;
	TRY(notice_paper_make(o, &numbered, facts, &p, NOTICE_DOCX, &docx, e));
	TRY(notice_paper_make(o, &numbered, facts, &p, NOTICE_PDF, &pdf, e));
	TRY(store(o, n, a->number, ".docx",
		  STR("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), a->actor->id, docx,
		  &a->docx, e));
	return store(o, n, a->number, ".pdf", STR("application/pdf"), a->actor->id, pdf, &a->pdf, e);
}

/* The subject stands where its procedure wants this paper. */
static int check_state(struct notice_office *o, const struct notice *n, err *e)
{
	AUTO(buf_release) buf b;
	struct papers_subject s = {0};
	struct form form;

	TRY(form_load(o->forms, n->kind, &o->mem, &form, e));
	if (!n->subject.n || !form.state_count)
		return 0;
	TRY(papers_find(o->ledger, n->subject, n->uscc, &o->mem, &s, e));
	if (s.state == LIFE_STATE_COUNT)
		return 0;
	buf_init(&b, 1000);
	for (size_t i = 0; i < form.state_count; i++) {
		if (str_eq(form.states[i], str_c(life_state_key(s.state))))
			return 0;
		buf_printf(&b, "%s%.*s", i ? ", " : "", STR_ARG(form.states[i]));
	}
	return err_set(e, E_DENIED, _("%.*s is %s; %.*s is issued while it is: %.*s"), STR_ARG(n->subject),
		       life_state_key(s.state), STR_ARG(n->kind), STR_ARG(buf_str(&b)));
}

int notice_office_issue(struct notice_office *o, const struct notice *n, struct notice_act *act, err *e)
{
	struct notice_act a = *act;

	a.event = DO_NOTICE_ISSUE;
	TRY(notice_may(o->ledger, n, DO_NOTICE_ISSUE, a.actor, e)); /* who may not learns nothing of the rest */
	TRY(check_state(o, n, e));
	TRY(check_words(o, n, e));
	TRY(print_final(o, n, &a, e));
	*act = a;
	return notice_move(o->ledger, n, &a, e);
}

int notice_office_finish(struct notice_office *o, const struct notice *n, struct notice_act *act, err *e)
{
	struct notice_act a = *act;

	a.event = DO_NOTICE_FINISH;
	TRY(notice_may(o->ledger, n, DO_NOTICE_FINISH, a.actor, e));
	TRY(print_final(o, n, &a, e));
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
	struct deadline d = {0};
	str *cases = NULL;
	size_t count = 0;

	if (n->count && !deadline_compute(o->calendar, act->at, &rule, &d))
		return err_set(e, E_USAGE, _("the time limit of the notice is out of bounds"));
	if (act->at > ledger_now(o->ledger))
		return err_set(e, E_DENIED, _("served in the future?"));
	if (act->at < n->issued_at)
		return err_set(e, E_DENIED, _("served before it was issued?"));
	act->event = DO_NOTICE_SERVE;
	act->due = d.due;
	TRY(notice_move(o->ledger, n, act, e));
	TRY(notice_cases(o->ledger, n->id, &o->mem, &cases, &count, e));
	struct term t = {.kind = STR("rectify"), .ladder = n->kind, .party = n->uscc, .rule = rule};

	for (size_t i = 0; i < count; i++) {
		t.subject = cases[i];
		TRY(term_put(o->ledger, o->calendar, &t, act->at, act->actor->id, &o->mem, NULL, e));
	}
	if (n->subject.n && n->count) {
		t = (struct term){.subject = n->id, .kind = STR("answer"), .party = n->uscc, .rule = rule};
		TRY(term_put(o->ledger, o->calendar, &t, act->at, act->actor->id, &o->mem, NULL, e));
	}
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
	TRY(facts_of(o, n, &facts, e));
	return notice_paper_make(o, n, facts, &(struct notice_paper){.draft = true, .day = ledger_now(o->ledger)},
				 format, ret, e);
}
