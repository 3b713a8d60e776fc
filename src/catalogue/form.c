/*
 * catalogue/forms/<kind>.yaml:
 *
 *   form:
 *     title: {zh: 责令整改通知书, en: Order to rectify}
 *     prefix: 责改
 *     issue: binding                                  # or record, internal
 *     about: [case]                                   # what it is drawn up about
 *     limits: [{value: deadline, count: 5, unit: days}]
 *     steps: {penalty.tell: served}                   # which step of the procedure wants it
 *     needs: {officers: 2}                            # rows that a list has at least
 *     states: [investigated]                          # of the subject, in which it may be issued
 *     laws: [apl/tell]
 *     head: yes
 *     unconfirmed: [words that nobody read in a text]
 *   blocks:
 *     - {kind: title, text: "{form_title}"}
 *     - {kind: text, text: "经{way}检查，发现{party}…", when: way}
 *     - {kind: table, each: problems, columns: [序号, 问题], cells: ["{n}", "{says}"], widths: [10, 90]}
 */
#include "catalogue/form.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/near.h"
#include "model/deadline_unit.h"
#include "os/file.h"

#define FORM_FILE ((size_t)256 << 10)
#define KIND_MOST 60 /* letters of a kind: a file's name */
#define COLUMNS_MOST 20
#define LIMIT_MOST 5000 /* as ledger/deadline.h walks over days */

const char *const form_block_kinds[] = {
	"title",    "addressee", "heading1",  "heading2", "text",  "field",   "table",
	"attached", "signed",    "signature", "note",     "annex", "imprint", NULL,
};

const char *const form_issue_keys[] = {"internal", "record", "binding", NULL};
const char *const form_subject_keys[] = {"cases",   "case",    "notice", "draw",   "visit",
					 "penalty", "listing", "unit",   "period", NULL};

static bool is_kind(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!byte_is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	}
	return s.n && s.n <= KIND_MOST;
}

/* A list of texts, or one text for one column. */
static int texts(struct yaml_source src, arena *mem, const struct yaml_node *list, const str **ret, size_t *ret_n,
		 err *e)
{
	str *to;

	if (list->kind != YAML_LIST)
		return yaml_err(e, src, list, "%.*s must be a list", STR_ARG(list->key));
	to = arena_new(mem, str, list->count + 1);
	*ret_n = 0;
	for (const struct yaml_node *n = list->child; n; n = n->next) {
		if (n->kind != YAML_SCALAR)
			return yaml_err(e, src, n, "a text is needed");
		to[(*ret_n)++] = n->text;
	}
	*ret = to;
	return 0;
}

/* Every { has its } and a name between. */
static int braces(struct yaml_source src, const struct yaml_node *at, str s, err *e)
{
	while (s.n) {
		size_t open = str_find_byte(s, '{');
		str rest = str_from(s, open + 1);
		size_t close = str_find_byte(rest, '}');

		if (open == s.n)
			return 0;
		if (close == rest.n || close == 0 || str_has(str_sub(rest, 0, close), STR("{")))
			return yaml_err(e, src, at, "\"{\" without a name and \"}\" behind it");
		s = str_from(rest, close + 1);
	}
	return 0;
}

static int widths(struct yaml_source src, arena *mem, const struct yaml_node *list, struct form_block *b, err *e)
{
	unsigned *to;

	if (list->kind != YAML_LIST || !list->count || list->count > COLUMNS_MOST)
		return yaml_err(e, src, list, "widths are a list of 1 to %d numbers", COLUMNS_MOST);
	b->widths = to = arena_new(mem, unsigned, list->count);
	b->column_count = list->count;
	for (const struct yaml_node *w = list->child; w; w = w->next) {
		uint64_t v = 0;

		if (w->kind != YAML_SCALAR || !str_to_u64(w->text, 100, &v) || !v)
			return yaml_err(e, src, w, "a width is a number from 1 to 100");
		*to++ = (unsigned)v;
	}
	return 0;
}

static int columns(struct yaml_source src, arena *mem, const struct yaml_node *n, struct form_block *b, err *e)
{
	const struct yaml_node *heads = yaml_get(n, "columns"), *cells = yaml_get(n, "cells"),
			       *list = yaml_get(n, "widths");
	size_t count = 0;

	if (!cells || !list)
		return yaml_err(e, src, n, "a table needs cells and widths");
	TRY(widths(src, mem, list, b, e));
	TRY(texts(src, mem, cells, &b->cells, &b->cell_count, e));
	if (heads)
		TRY(texts(src, mem, heads, &b->columns, &count, e));
	if (heads && count != b->column_count)
		return yaml_err(e, src, heads, "%zu columns and %zu widths", count, b->column_count);
	if (!b->cell_count || b->cell_count % b->column_count || (b->each.n && b->cell_count != b->column_count))
		return yaml_err(e, src, cells, "%zu cells for %zu columns", b->cell_count, b->column_count);
	for (size_t i = 0; i < b->cell_count; i++)
		TRY(braces(src, cells, b->cells[i], e));
	return 0;
}

static int block(struct yaml_source src, arena *mem, const struct yaml_node *n, struct form_block *b, err *e)
{
	static const char *const keys[] = {"kind", "text", "value", "each", "when", "columns", "cells", "widths", NULL};
	size_t kind = 0;

	b->line = n->line + (src.first_line ? src.first_line - 1 : 0);
	if (n->kind != YAML_MAP)
		return yaml_err(e, src, n, "a block is {kind: …, text: …}");
	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_word(src, n, "kind", true, form_block_kinds, &kind, e));
	b->kind = str_c(form_block_kinds[kind]);
	bool table = str_eq(b->kind, STR("table"));

	TRY(yaml_str(src, n, "text", !table, &b->text, e));
	TRY(yaml_str(src, n, "value", false, &b->value, e));
	TRY(yaml_str(src, n, "each", false, &b->each, e));
	TRY(yaml_str(src, n, "when", false, &b->when, e));
	TRY(braces(src, n, b->text, e));
	TRY(braces(src, n, b->value, e));
	if (!table && (yaml_get(n, "columns") || yaml_get(n, "cells")))
		return yaml_err(e, src, n, "only a table has columns");
	return table ? columns(src, mem, n, b, e) : 0;
}

static const struct yaml_node *list_of(const struct yaml_node *n, const char *key, enum yaml_kind kind)
{
	const struct yaml_node *list = yaml_get(n, key);

	return list && list->kind == kind ? list : NULL;
}

static int about(struct yaml_source src, const struct yaml_node *n, struct form *f, err *e)
{
	const struct yaml_node *list = list_of(n, "about", YAML_LIST);

	if (!list && yaml_get(n, "about"))
		return yaml_err(e, src, n, "about: a list like [case, notice] is needed");
	for (const struct yaml_node *i = list ? list->child : NULL; i; i = i->next) {
		unsigned k = 0;

		while (k < FORM_SUBJECT_COUNT &&
		       !(i->kind == YAML_SCALAR && str_eq(i->text, str_c(form_subject_keys[k]))))
			k++;
		if (k == FORM_SUBJECT_COUNT)
			return yaml_err(e, src, i, "nothing can be about \"%.*s\"", STR_ARG(i->text));
		f->about |= 1u << k;
	}
	return 0;
}

static int limits(struct yaml_source src, arena *mem, const struct yaml_node *n, struct form *f, err *e)
{
	static const char *const keys[] = {"value", "clock", "when", "count", "unit", NULL};
	const struct yaml_node *list = list_of(n, "limits", YAML_LIST);
	struct form_limit *to = arena_new(mem, struct form_limit, (list ? list->count : 0) + 1);

	if (!list && yaml_get(n, "limits"))
		return yaml_err(e, src, n, "limits: a list of {value: …} is needed");
	f->limits = to;
	for (const struct yaml_node *i = list ? list->child : NULL; i; i = i->next) {
		struct form_limit *l = &to[f->limit_count++];
		size_t unit = 0;

		if (i->kind != YAML_MAP)
			return yaml_err(e, src, i, "a limit is {value: …}");
		TRY(yaml_only(src, i, keys, e));
		TRY(yaml_str(src, i, "value", true, &l->value, e));
		TRY(yaml_str(src, i, "clock", false, &l->clock, e));
		TRY(yaml_str(src, i, "when", false, &l->when, e));
		TRY(yaml_int(src, i, "count", false, 1, LIMIT_MOST, &l->count, e));
		TRY(yaml_word(src, i, "unit", l->count != 0, deadline_unit_keys, &unit, e));
		l->unit = l->count ? str_c(deadline_unit_keys[unit]) : (str){0};
		if (l->clock.n && l->count)
			return yaml_err(e, src, i, "a clock has its own count and unit");
	}
	return 0;
}

static int steps(struct yaml_source src, arena *mem, const struct yaml_node *n, struct form *f, err *e)
{
	static const char *const states[] = {"issued", "served", NULL};
	const struct yaml_node *map = list_of(n, "steps", YAML_MAP);
	struct form_step *to = arena_new(mem, struct form_step, (map ? map->count : 0) + 1);

	if (!map && yaml_get(n, "steps"))
		return yaml_err(e, src, n, "steps: a map like {penalty.tell: served} is needed");
	f->steps = to;
	for (const struct yaml_node *i = map ? map->child : NULL; i; i = i->next) {
		bool served = i->kind == YAML_SCALAR && str_eq(i->text, str_c(states[1]));

		if (!served && !(i->kind == YAML_SCALAR && str_eq(i->text, str_c(states[0]))))
			return yaml_err(e, src, i, "a step wants its paper issued or served");
		to[f->step_count++] = (struct form_step){i->key, served};
	}
	return 0;
}

static int needs(struct yaml_source src, arena *mem, const struct yaml_node *n, struct form *f, err *e)
{
	const struct yaml_node *map = list_of(n, "needs", YAML_MAP);
	struct form_least *to = arena_new(mem, struct form_least, (map ? map->count : 0) + 1);

	if (!map && yaml_get(n, "needs"))
		return yaml_err(e, src, n, "needs: a map like {officers: 2} is needed");
	f->needs = to;
	for (const struct yaml_node *i = map ? map->child : NULL; i; i = i->next) {
		uint64_t least = 0;

		if (i->kind != YAML_SCALAR || !str_to_u64(i->text, 1000, &least))
			return yaml_err(e, src, i, "how many rows? a number from 0 to 1000");
		to[f->need_count++] = (struct form_least){i->key, (int64_t)least};
	}
	return 0;
}

const struct form_limit *form_limit_own(const struct form *f)
{
	for (size_t i = 0; i < f->limit_count; i++)
		if (f->limits[i].clock.n == 0)
			return &f->limits[i];
	return NULL;
}

/* How it is issued, about what, within which time, for which step. */
static int procedure(struct yaml_source src, arena *mem, const struct yaml_node *n, struct form *f, err *e)
{
	const struct yaml_node *laws = yaml_get(n, "laws"), *states = yaml_get(n, "states");
	size_t issue = 0;

	TRY(yaml_word(src, n, "issue", true, form_issue_keys, &issue, e));
	f->issue = (enum form_issue)issue;
	f->binds = f->issue == FORM_BINDING;
	if (f->binds && !f->prefix.n)
		return yaml_err(e, src, n, "what binds has a number: prefix");
	TRY(about(src, n, f, e));
	TRY(limits(src, mem, n, f, e));
	TRY(steps(src, mem, n, f, e));
	TRY(needs(src, mem, n, f, e));
	if (states)
		TRY(texts(src, mem, states, &f->states, &f->state_count, e));
	return laws ? texts(src, mem, laws, &f->laws, &f->law_count, e) : 0;
}

static int head(struct yaml_source src, arena *mem, const struct yaml_node *top, struct form *f, err *e)
{
	static const char *const keys[] = {"title", "prefix", "issue", "about", "limits",      "steps",
					   "needs", "states", "laws",  "head",  "unconfirmed", NULL};
	const struct yaml_node *n = yaml_get(top, "form"), *words;

	if (!n || n->kind != YAML_MAP)
		return yaml_err(e, src, top, "a map \"form\" is needed");
	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_text2(src, n, "title", true, &f->title, e));
	TRY(yaml_str(src, n, "prefix", false, &f->prefix, e));
	TRY(yaml_bool(src, n, "head", true, &f->head, e));
	TRY(procedure(src, mem, n, f, e));
	words = yaml_get(n, "unconfirmed");
	return words ? texts(src, mem, words, &f->unconfirmed, &f->unconfirmed_count, e) : 0;
}

int form_parse(struct yaml_source src, str kind, str bytes, arena *mem, struct form *ret, err *e)
{
	static const char *const keys[] = {"form", "blocks", NULL};
	struct form f = {.kind = arena_str(mem, kind), .path = src.path};
	struct form_block *blocks;
	struct yaml_node *top;

	TRY(yaml_parse(mem, src, bytes, &top, e));
	if (top->kind != YAML_MAP)
		return yaml_err(e, src, top, "a form is a map of form and blocks");
	TRY(yaml_only(src, top, keys, e));
	TRY(head(src, mem, top, &f, e));
	const struct yaml_node *list = yaml_get(top, "blocks");

	if (!list || list->kind != YAML_LIST || !list->count)
		return yaml_err(e, src, top, "a list \"blocks\" is needed");
	f.blocks = blocks = arena_new(mem, struct form_block, list->count);
	for (const struct yaml_node *n = list->child; n; n = n->next)
		TRY(block(src, mem, n, &blocks[f.block_count++], e));
	*ret = f;
	return 0;
}

int form_list(const char *forms, arena *mem, const str **ret, size_t *ret_n, err *e)
{
	str *names, *kinds;
	size_t n = 0;

	TRY(os_dir_list(forms, mem, &names, &n, e));
	kinds = arena_new(mem, str, n + 1);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		str kind = str_sub(names[i], 0, names[i].n - (names[i].n < 5 ? names[i].n : 5));

		if (str_ends(names[i], STR(".yaml")) && is_kind(kind))
			kinds[(*ret_n)++] = kind;
	}
	*ret = kinds;
	return 0;
}

static int unknown(const char *forms, str kind, arena *mem, err *e)
{
	const str *kinds;
	size_t n = 0, best = SIZE_MAX;
	str near = {0};
	AUTO(buf_release) buf b;

	TRY(form_list(forms, mem, &kinds, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (near_better(kind, kinds[i], &best))
			near = kinds[i];
	}
	buf_init(&b, 400);
	buf_put_quoted(&b, kind, 80);
	if (near.n)
		return err_set(e, E_NOTFOUND, _("no form %s; did you mean %.*s?"), buf_c(&b), STR_ARG(near));
	return err_set(e, E_NOTFOUND, _("no form %s; 'yicha form list' shows all"), buf_c(&b));
}

int form_load(const char *forms, str kind, arena *mem, struct form *ret, err *e)
{
	AUTO(buf_release) buf path;
	str bytes;

	buf_init(&path, 4096);
	buf_printf(&path, "%s/%.*s.yaml", forms, STR_ARG(kind));
	if (!is_kind(kind) || buf_full(&path) || !os_file_exists(buf_c(&path)))
		return unknown(forms, kind, mem, e);
	TRY(os_file_read(buf_c(&path), FORM_FILE, mem, &bytes, e));
	return form_parse((struct yaml_source){.path = arena_str(mem, buf_str(&path))}, kind, bytes, mem, ret, e);
}
