#include "ledger/registry.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"
#include "base/near.h"
#include "ident/uscc.h"
#include "ledger/registry_priv.h"

#define SQL_MOST ((size_t)16384)
#define LIST_PARTS_MOST 20000

static const struct registry_kind *const kinds[] = {
	&registry_units,        &registry_contacts, &registry_objects,
	&registry_assets,       &registry_filings,  &registry_officers,
	&registry_institutions, &registry_caps,     NULL,
};

int registry_kind_find(str name, const struct registry_kind **ret, err *e)
{
	size_t best = SIZE_MAX;
	const char *near = NULL;

	for (size_t i = 0; kinds[i]; i++) {
		if (str_eq(name, str_c(kinds[i]->name))) {
			*ret = kinds[i];
			return 0;
		}
		if (near_better(name, str_c(kinds[i]->name), &best))
			near = kinds[i]->name;
	}
	if (near)
		return err_set(e, E_USAGE, _("no kind %.*s; did you mean %s?"), STR_ARG(name), near);
	return err_set(e, E_USAGE, _("no kind %.*s; they are in 'yicha help registry'"), STR_ARG(name));
}

/* --- values ----------------------------------------------------------------------------------------------------------------- */

static bool read_choice(const struct registry_field *f, str cell, struct registry_value *ret, buf *why)
{
	for (const struct registry_choice *c = f->choices; c->key; c++)
		if (str_ieq(cell, str_c(c->key)) || str_eq(cell, str_c(c->zh)) || str_ieq(cell, str_c(c->en))) {
			ret->text = str_c(c->key);
			return true;
		}
	buf_put_quoted(why, cell, 60);
	buf_put_c(why, _(" is none of: "));
	for (const struct registry_choice *c = f->choices; c->key; c++) {
		buf_put_c(why, c == f->choices ? "" : ", ");
		buf_put_c(why, i18n_lang() == LANG_ZH ? c->zh : c->en);
	}
	return false;
}

static bool is_between(uint32_t cp)
{
	return cp == ';' || cp == ',' || cp == '\n' || cp == 0x3001 || cp == 0xff0c || cp == 0xff1b || cp == '|';
}

/* Parts without blanks around them, joined by "; ". */
static bool read_list(const struct registry_field *f, str cell, arena *mem, struct registry_value *ret, buf *why)
{
	AUTO(buf_release) buf b;
	size_t at = 0, from = 0, parts = 0;

	buf_init(&b, (size_t)f->most * 2 + 16);
	while (at <= cell.n) {
		size_t to = at;

		if (at < cell.n && !is_between(str_utf8_next(cell, &at)))
			continue;
		str part = str_trim(str_sub(cell, from, to - from));

		if (part.n && b.n)
			buf_put_c(&b, "; ");
		buf_put(&b, part);
		parts += part.n > 0;
		from = at;
		if (to == cell.n)
			break;
	}
	if (buf_full(&b) || parts > LIST_PARTS_MOST) {
		buf_put_c(why, _("too many parts"));
		return false;
	}
	ret->text = arena_str(mem, buf_str(&b));
	return true;
}

static bool read_text(const struct registry_field *f, str cell, arena *mem, struct registry_value *ret, buf *why)
{
	if (cell.n > f->most) {
		buf_printf(why, _("longer than %u bytes"), f->most);
		return false;
	}
	if ((f->flags & REGISTRY_PERSONAL) && str_find_byte(cell, '*') < cell.n) {
		buf_put_c(why, _("is masked: only an export made by somebody who may see it can be imported"));
		return false;
	}
	ret->text = arena_str(mem, cell);
	return true;
}

static bool read_uscc(str cell, arena *mem, struct registry_value *ret, buf *why)
{
	char code[USCC_LENGTH + 1];

	if (!uscc_normalise(cell, code)) {
		buf_put_quoted(why, cell, 40);
		buf_put_c(why, _(" is no unified social credit code: 18 characters whose last is a check character"));
		return false;
	}
	ret->text = arena_str(mem, str_c(code));
	return true;
}

static bool read_number(str cell, struct registry_value *ret, buf *why)
{
	uint64_t n;

	if (!str_to_u64(cell, INT32_MAX, &n)) {
		buf_put_quoted(why, cell, 40);
		buf_put_c(why, _(" is no whole number"));
		return false;
	}
	ret->number = (int64_t)n;
	return true;
}

bool registry_read(const struct registry_field *f, str cell, arena *mem, struct registry_value *ret, buf *why)
{
	*ret = (struct registry_value){0};
	if (!cell.n)
		return true;
	switch (f->type) {
	case REGISTRY_TEXT:
		return read_text(f, cell, mem, ret, why);
	case REGISTRY_USCC:
		return read_uscc(cell, mem, ret, why);
	case REGISTRY_NUMBER:
		return read_number(cell, ret, why);
	case REGISTRY_CHOICE:
		return read_choice(f, cell, ret, why);
	case REGISTRY_LIST:
		return read_list(f, cell, mem, ret, why);
	case REGISTRY_DATE:
	case REGISTRY_BOOL:
	case REGISTRY_TYPE_COUNT:
		break;
	}
	must(f->type != REGISTRY_DATE && f->type != REGISTRY_BOOL); /* the caller's to read */
	return false;
}

/* One sign, so that a row can be told from its neighbour, and no more; of an address also where it is, of a telephone the prefix. */
static void put_masked(str s, buf *b)
{
	size_t at = 0, place = str_find_byte(s, '@');

	if (!s.n)
		return;
	if (byte_is_digit(s.p[0]) && s.n > 6) {
		buf_put(b, str_sub(s, 0, 3));
		buf_put_c(b, "****");
		return;
	}
	(void)str_utf8_next(s, &at);
	buf_put(b, str_sub(s, 0, at));
	buf_put_c(b, "**");
	buf_put(b, str_from(s, place));
}

void registry_show(const struct registry_field *f, const struct registry_value *v, bool masked, buf *b)
{
	switch (f->type) {
	case REGISTRY_DATE:
		if (v->number)
			date_put(b, v->number);
		return;
	case REGISTRY_NUMBER:
		buf_printf(b, "%lld", (long long)v->number);
		return;
	case REGISTRY_BOOL:
		buf_put_c(b, v->number ? _("yes") : _("no"));
		return;
	case REGISTRY_CHOICE:
		for (const struct registry_choice *c = f->choices; c->key; c++)
			if (str_eq(v->text, str_c(c->key))) {
				buf_put_c(b, i18n_lang() == LANG_ZH ? c->zh : c->en);
				return;
			}
		buf_put(b, v->text);
		return;
	case REGISTRY_TEXT:
	case REGISTRY_USCC:
	case REGISTRY_LIST:
	case REGISTRY_TYPE_COUNT:
		break;
	}
	if (masked && (f->flags & REGISTRY_PERSONAL))
		put_masked(v->text, b);
	else
		buf_put(b, v->text);
}

str registry_unit_of(const struct registry_kind *k, const struct registry_value *v)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->fields[i].flags & REGISTRY_OF_UNIT)
			return v[i].text;
	return k == &registry_units ? v[0].text : (str){0};
}

/* --- rows of the tables ------------------------------------------------------------------------------------------------------ */

static bool is_number(const struct registry_field *f)
{
	return f->type == REGISTRY_DATE || f->type == REGISTRY_NUMBER || f->type == REGISTRY_BOOL;
}

static void put_columns(const struct registry_kind *k, const char *before, buf *b)
{
	for (size_t i = 0; i < k->count; i++)
		buf_printf(b, "%s%s%s", i ? ", " : "", before, k->fields[i].name);
}

/* "a = :a AND b = :b" of the key. */
static void put_key(const struct registry_kind *k, const char *between, bool values, buf *b)
{
	bool some = false;

	for (size_t i = 0; i < k->count; i++) {
		if (!(k->fields[i].flags & REGISTRY_KEY))
			continue;
		buf_printf(b, "%s%s", some ? between : "", k->fields[i].name);
		if (values)
			buf_printf(b, " = :%s", k->fields[i].name);
		some = true;
	}
}

static void bind(struct db_stmt *st, const struct registry_kind *k, const struct registry_value *v)
{
	for (size_t i = 0; i < k->count; i++) {
		if (is_number(&k->fields[i]))
			db_bind_int(st, k->fields[i].name, v[i].number);
		else
			db_bind_text(st, k->fields[i].name, v[i].text);
	}
}

static void take(struct db_stmt *st, const struct registry_kind *k, struct registry_value *v)
{
	for (size_t i = 0; i < k->count; i++) {
		v[i] = (struct registry_value){0};
		if (is_number(&k->fields[i]))
			v[i].number = db_int(st, i);
		else
			v[i].text = db_text(st, i);
	}
}

static const char *source(const struct registry_kind *k)
{
	return k->select ? k->select : k->table;
}

/* --- writing rows ------------------------------------------------------------------------------------------------------------ */

struct registry_writer {
	struct ledger *ledger;
	const struct registry_kind *kind;
	struct db_stmt *find, *put;
};

static void put_insert(const struct registry_kind *k, buf *sql)
{
	bool some = false;

	buf_printf(sql, "INSERT INTO %s(", k->table);
	put_columns(k, "", sql);
	buf_put_c(sql, ") VALUES (");
	put_columns(k, ":", sql);
	buf_put_c(sql, ") ON CONFLICT (");
	put_key(k, ", ", false, sql);
	buf_put_c(sql, ") DO ");
	for (size_t i = 0; i < k->count; i++) {
		const char *name = k->fields[i].name;

		if (k->fields[i].flags & REGISTRY_KEY)
			continue;
		buf_printf(sql, "%s%s = excluded.%s", some ? ", " : "UPDATE SET ", name, name);
		some = true;
	}
	if (!some)
		buf_put_c(sql, "NOTHING");
}

int registry_writer_new(struct ledger *l, const struct registry_kind *k, struct registry_writer **ret, err *e)
{
	AUTO(registry_writer_auto) struct registry_writer *w = calloc(1, sizeof(*w));
	AUTO(buf_release) buf sql;

	must(w && k->count <= REGISTRY_FIELDS_MOST);
	w->ledger = l;
	w->kind = k;
	buf_init(&sql, SQL_MOST);
	buf_put_c(&sql, "SELECT ");
	put_columns(k, "", &sql);
	buf_printf(&sql, " FROM %s WHERE ", source(k));
	put_key(k, " AND ", true, &sql);
	TRY(db_prepare(ledger_db(l), buf_str(&sql), &w->find, e));
	if (!k->put) {
		buf_reset(&sql);
		put_insert(k, &sql);
		TRY(db_prepare(ledger_db(l), buf_str(&sql), &w->put, e));
	}
	*ret = w;
	w = NULL;
	return 0;
}

void registry_writer_free(struct registry_writer *w)
{
	if (!w)
		return;
	db_stmt_free(w->find);
	db_stmt_free(w->put);
	free(w);
}

void registry_writer_auto(struct registry_writer **w)
{
	registry_writer_free(*w);
}

/* The row of the same key: 1 and whether it is the same in everything; 0: there is none. */
static int compare(struct registry_writer *w, const struct registry_value *v, bool *ret_same, err *e)
{
	struct registry_value was[REGISTRY_FIELDS_MOST];

	bind(w->find, w->kind, v);
	int rc = db_step(w->find, e);

	TRY(rc);
	*ret_same = rc == 1;
	if (rc == 1)
		take(w->find, w->kind, was);
	for (size_t i = 0; rc == 1 && i < w->kind->count; i++)
		*ret_same = *ret_same && was[i].number == v[i].number && str_eq(was[i].text, v[i].text);
	if (rc == 1)
		db_reset(w->find);
	return rc;
}

int registry_writer_put(struct registry_writer *w, const struct registry_value *v, enum registry_change *ret, err *e)
{
	bool same = false;

	must(db_in_transaction(ledger_db(w->ledger)));
	int rc = compare(w, v, &same, e);

	TRY(rc);
	*ret = same ? REGISTRY_SAME : rc == 1 ? REGISTRY_CHANGED : REGISTRY_NEW;
	if (same)
		return 0;
	if (w->kind->put)
		return w->kind->put(w->ledger, v, e);
	bind(w->put, w->kind, v);
	return db_run(w->put, e);
}

int registry_each(struct ledger *l, const struct registry_kind *k, str unit,
		  int (*each)(void *ctx, const struct registry_value *v, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(buf_release) buf sql;
	struct registry_value v[REGISTRY_FIELDS_MOST];
	const char *of = k == &registry_units ? "uscc" : NULL;
	int rc;

	for (size_t i = 0; i < k->count; i++)
		if (k->fields[i].flags & REGISTRY_OF_UNIT)
			of = k->fields[i].name;
	buf_init(&sql, SQL_MOST);
	buf_put_c(&sql, "SELECT ");
	put_columns(k, "", &sql);
	buf_printf(&sql, " FROM %s", source(k));
	if (unit.n && of)
		buf_printf(&sql, " WHERE %s = :unit", of);
	buf_put_c(&sql, " ORDER BY ");
	put_key(k, ", ", false, &sql);
	TRY(db_prepare(ledger_db(l), buf_str(&sql), &st, e));
	db_bind_text(st, "unit", unit);
	db_stream(st);
	while ((rc = db_step(st, e)) == 1) {
		take(st, k, v);
		TRY(each(ctx, v, e));
	}
	return rc;
}

/* --- is a row sound? ---------------------------------------------------------------------------------------------------------- */

/* Are the needed cells there, and the units registered? */
static int check_fields(struct ledger *l, const struct registry_kind *k, const struct registry_value *v,
			size_t *ret_field, buf *why, err *e)
{
	for (size_t i = 0; i < k->count; i++) {
		const struct registry_field *f = &k->fields[i];
		int64_t one;

		*ret_field = i;
		if ((f->flags & REGISTRY_NEED) && !v[i].text.n && !v[i].number && f->type != REGISTRY_BOOL) {
			buf_put_c(why, _("is empty"));
			return 0;
		}
		if (!(f->flags & REGISTRY_OF_UNIT) || !v[i].text.n)
			continue;
		int rc = ledger_int(l, "SELECT 1 FROM reg_unit WHERE uscc = :uscc", "uscc", v[i].text, &one, e);

		TRY(rc);
		if (!rc) {
			buf_printf(why, _("no unit %.*s is registered: import units first"), STR_ARG(v[i].text));
			return 0;
		}
	}
	return 1;
}

int registry_check(struct ledger *l, const struct registry_kind *k, const struct registry_value *v, size_t *ret_field,
		   buf *why, err *e)
{
	int rc = check_fields(l, k, v, ret_field, why, e);

	if (rc != 1 || !k->check)
		return rc;
	TRY(k->check(l, v, ret_field, why, e));
	return why->n ? 0 : 1;
}
