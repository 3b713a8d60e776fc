#include "doc/fill.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/must.h"
#include "doc/paper_priv.h"

#define FILL_TEXT_MOST ((size_t)1 << 20) /* of one block, filled */
#define NAME_MOST 64
#define LIST_MOST 20000 /* elements: a notice with more problems is nobody's */

struct value {
	const char *name;
	str text;
	struct value *next;
};

struct value_list {
	const char *name;
	struct values *first;
	struct values *last;
	size_t n;
	struct value_list *next;
};

struct values {
	arena *mem;
	struct value *texts; /* some dozen */
	struct value_list *lists;
	struct values *next; /* in its list */
};

struct values *values_new(arena *mem)
{
	struct values *v = arena_new(mem, struct values, 1);

	v->mem = mem;
	return v;
}

static const char *name_copy(const struct values *v, const char *name)
{
	return arena_cstr(v->mem, str_c(name));
}

void values_put(struct values *v, const char *name, str text)
{
	struct value *at = v->texts;

	while (at && strcmp(at->name, name) != 0)
		at = at->next;
	if (!at) {
		at = arena_new(v->mem, struct value, 1);
		at->name = name_copy(v, name);
		at->next = v->texts;
		v->texts = at;
	}
	at->text = paper_clean(v->mem, text);
}

void values_printf(struct values *v, const char *name, const char *fmt, ...)
{
	AUTO(buf_release) buf b;
	va_list ap;

	buf_init(&b, FILL_TEXT_MOST);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	values_put(v, name, buf_str(&b));
}

struct values *values_add(struct values *v, const char *list)
{
	struct value_list *l = v->lists;
	struct values *ret = values_new(v->mem);

	while (l && strcmp(l->name, list) != 0)
		l = l->next;
	if (!l) {
		l = arena_new(v->mem, struct value_list, 1);
		l->name = name_copy(v, list);
		l->next = v->lists;
		v->lists = l;
	}
	*(l->last ? &l->last->next : &l->first) = ret;
	l->last = ret;
	l->n++;
	return ret;
}

static const struct value *value_find(const struct values *v, str name)
{
	for (const struct value *t = v ? v->texts : NULL; t; t = t->next) {
		if (str_eq(str_c(t->name), name))
			return t;
	}
	return NULL;
}

static const struct value_list *list_find(const struct values *v, str name)
{
	for (const struct value_list *l = v->lists; l; l = l->next) {
		if (str_eq(str_c(l->name), name))
			return l;
	}
	return NULL;
}

void values_clear(struct values *v, str list)
{
	for (struct value_list *l = v->lists; l; l = l->next) {
		if (str_eq(str_c(l->name), list)) {
			l->first = l->last = NULL;
			l->n = 0;
		}
	}
}

size_t values_count(const struct values *v, str list)
{
	const struct value_list *l = list_find(v, list);

	return l ? l->n : 0;
}

str values_text(const struct values *v, str name)
{
	const struct value *t = value_find(v, name);

	return t ? t->text : (str){0};
}

bool values_has(const struct values *v, str list, str name, str text)
{
	const struct value_list *l = list_find(v, list);

	for (const struct values *row = l ? l->first : NULL; row; row = row->next)
		if (str_eq(values_text(row, name), text))
			return true;
	return false;
}

static void freeze_texts(const struct values *v, const char *name, struct json_out *o)
{
	json_open(o, name, '[');
	for (const struct value *t = v->texts; t; t = t->next) {
		json_open(o, NULL, '{');
		json_str(o, "name", str_c(t->name));
		json_str(o, "value", t->text);
		json_close(o, '}');
	}
	json_close(o, ']');
}

void values_freeze(const struct values *v, str but, struct json_out *o)
{
	json_open(o, "lists", '[');
	for (const struct value_list *l = v->lists; l; l = l->next) {
		if (str_eq(str_c(l->name), but))
			continue;
		json_open(o, NULL, '{');
		json_str(o, "name", str_c(l->name));
		json_open(o, "rows", '[');
		for (const struct values *row = l->first; row; row = row->next)
			freeze_texts(row, NULL, o);
		json_close(o, ']');
		json_close(o, '}');
	}
	json_close(o, ']');
	freeze_texts(v, "texts", o);
}

struct filling {
	const struct form *f;
	const struct values *all;
	const struct values *one; /* the element of the repeated block; NULL: none */
	size_t n;                 /* its number, from 1 */
	size_t headings;          /* numbered so far */
	struct paper *p;
	err *e;
};

/* 一 … 九十九; more in digits. */
static void put_chinese(buf *b, size_t n)
{
	static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

	if (n > 99) {
		buf_printf(b, "%zu", n);
		return;
	}
	if (n >= 10)
		buf_printf(b, "%s十", n >= 20 ? digits[n / 10] : "");
	buf_put_c(b, digits[n % 10]);
}

static str value_of(const struct filling *g, str name)
{
	const struct value *v = value_find(g->one, name);

	if (!v)
		v = value_find(g->all, name);
	if (!v && str_eq(name, STR("form_title")))
		return g->f->title.zh;
	return v ? v->text : (str){0};
}

static void put_folded(buf *b, str text, bool fold)
{
	for (size_t i = 0; i < text.n; i++)
		buf_put_byte(b, fold && text.p[i] == '\n' ? ' ' : text.p[i]);
}

/* One {name}, {name?} or {name?words}. */
static int put_value(struct filling *g, const struct form_block *at, str inner, bool fold, buf *b)
{
	struct str_cut c = str_cut(&inner, '?');

	if (g->one && str_eq(c.head, STR("n"))) {
		buf_printf(b, "%zu", g->n);
	} else if (g->one && str_eq(c.head, STR("n_zh"))) {
		put_chinese(b, g->n);
	} else if (str_eq(c.head, STR("h_zh"))) {
		put_chinese(b, ++g->headings);
	} else {
		str text = value_of(g, c.head);

		if (!text.n && !c.ok)
			return err_set(g->e, E_SYNTAX, _("%.*s:%u: nothing for {%.*s}"), STR_ARG(g->f->path), at->line,
				       STR_ARG(str_sub(c.head, 0, NAME_MOST)));
		put_folded(b, text.n ? text : inner, fold);
	}
	return 0;
}

static int fill_text(struct filling *g, const struct form_block *at, str text, str *ret)
{
	bool fold = !(text.n && text.p[0] == '{' && str_find_byte(text, '}') == text.n - 1);
	AUTO(buf_release) buf b;

	buf_init(&b, FILL_TEXT_MOST);
	while (text.n) {
		struct str_cut c = str_cut(&text, '{');

		buf_put(&b, c.head);
		if (!c.ok)
			break;
		struct str_cut inner = str_cut(&text, '}');

		TRY(put_value(g, at, inner.head, fold, &b));
	}
	if (buf_full(&b))
		return err_set(g->e, E_LIMIT, _("%.*s:%u: more than %zu KiB of text"), STR_ARG(g->f->path), at->line,
			       FILL_TEXT_MOST >> 10);
	*ret = arena_str(g->p->mem, buf_str(&b));
	return 0;
}

static enum paper_kind kind_of(str kind)
{
	size_t i = 0;

	while (form_block_kinds[i] && !str_eq(str_c(form_block_kinds[i]), kind))
		i++;
	must(i < PAPER_KIND_COUNT);
	return (enum paper_kind)i;
}

static int fill_cells(struct filling *g, const struct form_block *at, str *to)
{
	for (size_t i = 0; i < at->cell_count; i++)
		TRY(fill_text(g, at, at->cells[i], &to[i]));
	return 0;
}

static int fill_table(struct filling *g, const struct form_block *at)
{
	const struct value_list *l = at->each.n ? list_find(g->all, at->each) : NULL;
	size_t n = at->each.n ? l ? l->n : 0 : 1, head = at->columns ? at->column_count : 0;
	struct paper_block *b;
	str *cells;

	if (n > LIST_MOST)
		return err_set(g->e, E_LIMIT, _("%.*s:%u: more than %d rows"), STR_ARG(g->f->path), at->line,
			       LIST_MOST);
	b = paper_add(g->p, PAPER_TABLE, (str){0});
	b->cells = cells = arena_new(g->p->mem, str, head + n * at->cell_count + 1);
	b->columns = at->column_count;
	b->rows = (head + n * at->cell_count) / at->column_count;
	b->widths = at->widths;
	b->headless = !head;
	for (size_t i = 0; i < head; i++)
		cells[i] = paper_clean(g->p->mem, at->columns[i]);
	cells += head;
	if (!at->each.n)
		return fill_cells(g, at, cells);
	g->n = 0;
	for (const struct values *v = l ? l->first : NULL; v; v = v->next, cells += at->cell_count) {
		g->one = v;
		g->n++;
		TRY(fill_cells(g, at, cells));
	}
	g->one = NULL;
	return 0;
}

static int fill_block(struct filling *g, const struct form_block *at)
{
	struct paper_block *b;
	str text, value;

	if (at->when.n && !value_of(g, at->when).n && !list_find(g->all, at->when))
		return 0;
	if (str_eq(at->kind, STR("table")))
		return fill_table(g, at);
	TRY(fill_text(g, at, at->text, &text));
	TRY(fill_text(g, at, at->value, &value));
	b = paper_add(g->p, kind_of(at->kind), text);
	b->value = paper_clean(g->p->mem, value);
	return 0;
}

/* The blocks [from, until) share a list: all of them for each element. */
static int fill_group(struct filling *g, size_t from, size_t until)
{
	const struct form_block *blocks = g->f->blocks;
	const struct value_list *l = list_find(g->all, blocks[from].each);

	if (l && l->n > LIST_MOST)
		return err_set(g->e, E_LIMIT, _("%.*s:%u: more than %d rows"), STR_ARG(g->f->path), blocks[from].line,
			       LIST_MOST);
	g->n = 0;
	for (const struct values *v = l ? l->first : NULL; v; v = v->next) {
		g->n++;
		for (size_t i = from; i < until; i++) {
			g->one = v;
			TRY(fill_block(g, &blocks[i]));
		}
	}
	g->one = NULL;
	return 0;
}

static bool is_group(const struct form_block *b)
{
	return b->each.n && !str_eq(b->kind, STR("table"));
}

static int fill_all(struct filling *g)
{
	const struct form *f = g->f;

	for (size_t i = 0, until; i < f->block_count; i = until) {
		until = i + 1;
		if (!is_group(&f->blocks[i])) {
			TRY(fill_block(g, &f->blocks[i]));
			continue;
		}
		while (until < f->block_count && is_group(&f->blocks[until]) &&
		       str_eq(f->blocks[until].each, f->blocks[i].each))
			until++;
		TRY(fill_group(g, i, until));
	}
	return 0;
}

int fill_paper(const struct form *f, const struct values *v, struct paper *ret, err *e)
{
	struct paper p;
	struct filling g = {.f = f, .all = v, .p = &p, .e = e};

	paper_init(&p, ret->mem ? ret->mem : v->mem);
	p.sample = ret->sample || value_of(&g, STR("sample")).n;
	p.draft = ret->draft || value_of(&g, STR("draft")).n;
	if (f->head) {
		p.agency = value_of(&g, STR("agency"));
		if (!p.agency.n)
			return err_set(e, E_SYNTAX, _("%.*s: nothing for {agency}"), STR_ARG(f->path));
	}
	p.number = value_of(&g, STR("number"));
	p.signer = value_of(&g, STR("signer"));
	p.title = f->title.zh;
	TRY(fill_all(&g));
	for (const struct paper_block *b = p.first; b; b = b->next) {
		if (b->kind == PAPER_TITLE) {
			p.title = b->text;
			break;
		}
	}
	*ret = p;
	return 0;
}

/* Puts every name of a text into v as 【name】. */
static void sample_text(struct values *v, str text)
{
	while (text.n) {
		struct str_cut c = str_cut(&text, '{');

		if (!c.ok)
			return;
		c = str_cut(&text, '}');
		str inner = c.head, name = str_cut(&inner, '?').head;
		const char *key = arena_cstr(v->mem, name);

		if (!str_eq(name, STR("n")) && !str_eq(name, STR("n_zh")) && !str_eq(name, STR("h_zh")) &&
		    !str_eq(name, STR("form_title")) && !value_find(v, name))
			values_printf(v, key, "【%s】", key);
	}
}

static struct values *sample_list(struct values *v, str name, size_t which)
{
	const struct value_list *l = list_find(v, name);
	const char *key = arena_cstr(v->mem, name);

	while (!l || l->n < 2) {
		(void)values_add(v, key);
		l = list_find(v, name);
	}
	return which ? l->first->next : l->first;
}

/* What only `when` names; after all texts, so that a text's own name is seen first. */
static void sample_when(const struct form *f, struct values *v)
{
	for (size_t i = 0; i < f->block_count; i++) {
		const struct form_block *b = &f->blocks[i];

		for (size_t k = 0; b->when.n && k < 2; k++) {
			struct values *to = b->each.n ? sample_list(v, b->each, k) : v;

			if (!list_find(v, b->when) && !value_find(to, b->when) && !value_find(v, b->when))
				values_put(to, arena_cstr(v->mem, b->when), STR("是"));
		}
	}
}

void fill_sample(const struct form *f, struct values *v)
{
	for (size_t i = 0; i < f->block_count; i++) {
		const struct form_block *b = &f->blocks[i];

		for (size_t k = 0; k < 2; k++) {
			struct values *to = b->each.n ? sample_list(v, b->each, k) : v;

			sample_text(to, b->text);
			sample_text(to, b->value);
			for (size_t c = 0; c < b->cell_count; c++)
				sample_text(to, b->cells[c]);
		}
	}
	sample_when(f, v);
	if (f->head && !value_find(v, STR("agency")))
		values_put(v, "agency", STR("样本省通信管理局"));
	if (f->head && !value_find(v, STR("number")))
		values_put(v, "number", STR("样本〔2026〕1号"));
	values_put(v, "sample", STR("样本"));
}
