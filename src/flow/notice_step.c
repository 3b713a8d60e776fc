#include "flow/notice_step.h"

#include "base/i18n.h"
#include "catalogue/form.h"
#include "catalogue/paths.h"
#include "format/json.h"
#include "ledger/document.h"

/* The form that names the step, and how; false: none. */
static int find_form(str step, arena *mem, struct form *ret, bool *ret_served, bool *ret_found, err *e)
{
	const char *forms = NULL;
	const str *kinds = NULL;
	size_t n = 0;

	*ret_found = false;
	TRY(paths_data(mem, "catalogue/forms", &forms, e));
	TRY(form_list(forms, mem, &kinds, &n, e));
	for (size_t i = 0; i < n && !*ret_found; i++) {
		TRY(form_load(forms, kinds[i], mem, ret, e));
		for (size_t k = 0; k < ret->step_count && !*ret_found; k++) {
			*ret_found = str_eq(ret->steps[k].step, step);
			*ret_served = ret->steps[k].served;
		}
	}
	return 0;
}

int notice_step_paper(struct ledger *l, str step, str subject, arena *mem, struct notice *ret, err *e)
{
	struct form form = {0};
	bool served = false, found = false;

	TRY(find_form(step, mem, &form, &served, &found, e));
	if (!found)
		return 0;
	int rc = notice_about(l, form.kind, subject, served, mem, ret, e);

	TRY(rc);
	if (rc == 1)
		return 1;
	return err_set(e, E_DENIED,
		       served ? _("%.*s: no %.*s about it was served yet: yicha notice draft --kind %.*s %.*s")
			      : _("%.*s: no %.*s about it was issued yet: yicha notice draft --kind %.*s %.*s"),
		       STR_ARG(subject), STR_ARG(text2_in(form.title, i18n_lang())), STR_ARG(form.kind),
		       STR_ARG(subject));
}

int notice_step_is(const struct notice *n, str step, arena *mem, err *e)
{
	struct form form = {0};
	bool served = false, found = false;

	TRY(find_form(step, mem, &form, &served, &found, e));
	return found && str_eq(form.kind, n->kind);
}

struct latest {
	str kind;
	arena *mem;
	str id;
};

static int keep_latest(void *ctx, const struct notice *n, err *e)
{
	struct latest *k = ctx;
	bool stands = n->issued_at && n->state != AT_NOTICE_CORRECTED && n->state != AT_NOTICE_REVOKED;

	(void)e;
	if (stands && str_eq(n->kind, k->kind))
		k->id = arena_str(k->mem, n->id);
	return 0;
}

int notice_step_latest(struct ledger *l, str step, str uscc, arena *mem, struct notice *ret, err *e)
{
	struct form form = {0};
	bool served = false, found = false;
	struct latest k = {.mem = mem};

	TRY(find_form(step, mem, &form, &served, &found, e));
	if (!found || !uscc.n)
		return 0;
	k.kind = form.kind;
	TRY(notice_each(l, AT_NOTICE_NONE, uscc, keep_latest, &k, e));
	if (!k.id.n)
		return 0;
	TRY(notice_find(l, k.id, mem, ret, e));
	return 1;
}

static void look(const struct json *list, str name, str *ret)
{
	for (const struct json *t = list ? list->first : NULL; t; t = t->next) {
		str key, value;

		if (json_get_text(t, "name", &key) && str_eq(key, name) && json_get_text(t, "value", &value))
			*ret = value;
	}
}

int notice_step_text(struct ledger *l, const struct notice *n, str name, arena *mem, str *ret, err *e)
{
	struct document d;
	struct json_doc doc;

	*ret = (str){0};
	TRY(ledger_document_find(l, n->facts, mem, &d, e));
	if (json_parse(d.bytes, JSON_CANONICAL, mem, &doc) != PARSE_OK)
		return err_set(e, E_STORE, "the frozen facts of %.*s are damaged", STR_ARG(n->id));
	look(json_get_list(json_get_object(doc.root, "known"), "texts"), name, ret);
	look(json_get_list(doc.root, "fields"), name, ret);
	return 0;
}
