/* trail_text: the tables' columns, and the text that stands for a row; part of trail_priv.h. */

#include "base/must.h"
#include "ledger/trail_priv.h"

/* Generated from tables/. */
extern const char *const ledger_tables[];

/* Columns in one call: PostgreSQL takes at most 100 arguments, a text needs four. */
#define COLUMNS_A_CALL 16

/* What the log is made of is tested by the tree, the signatures and what leaves name (audit_tree.c, audit_named.c). */
static const char *const own[] = {"log_leaf",       "log_node",     "log_key",
				  "log_checkpoint", "log_evidence", "document_bytes"};

/* --- shapes --------------------------------------------------------------------------------------------------------------- */

bool trail_is_own(str name)
{
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		if (str_eq(name, str_c(own[i])))
			return true;
	}
	return false;
}

/* "name @TYPE NOT NULL", or "name @ID". */
static void read_column(str words, struct trail_table *t)
{
	struct trail_column *c = &t->columns[t->count];
	str rest = words;
	str name = str_cut(&rest, ' ').head;
	bool id = str_starts(rest, STR("@ID"));

	must(t->count < TRAIL_COLUMNS_MOST);
	*c = (struct trail_column){.name = name,
				   .type = str_starts(rest, STR("@INT")) || id ? TRAIL_INT
					   : str_starts(rest, STR("@BOOL"))    ? TRAIL_BOOL
					   : str_starts(rest, STR("@TEXT"))    ? TRAIL_TEXT
									       : TRAIL_BYTES,
				   .key = id || str_has(rest, STR("PRIMARY KEY"))};
	must(c->type != TRAIL_BYTES || str_starts(rest, STR("@BYTES")));
	t->count++;
}

/* "(a, b)": these columns are the key. */
static void read_key(str names, struct trail_table *t)
{
	size_t from = str_find_byte(names, '(') + 1;
	str rest = str_sub(names, from, str_find_byte(names, ')') - from);

	while (rest.n) {
		str name = str_trim(str_cut(&rest, ',').head);

		for (size_t i = 0; i < t->count; i++)
			t->columns[i].key = t->columns[i].key || str_eq(t->columns[i].name, name);
	}
}

/* The first element of a list that is parted by commas outside of brackets; takes it away. */
static str next_element(str *rest)
{
	size_t depth = 0, i = 0;

	for (; i < rest->n && (depth || rest->p[i] != ','); i++) {
		depth += rest->p[i] == '(';
		depth -= rest->p[i] == ')';
	}
	str one = str_trim(str_sub(*rest, 0, i));

	*rest = str_from(*rest, i < rest->n ? i + 1 : i);
	return one;
}

bool trail_table_of(const char *ddl, struct trail_table *ret)
{
	str s = str_c(ddl);

	if (!str_starts(s, STR("CREATE TABLE ")))
		return false;
	s = str_from(s, 13);
	size_t open = str_find_byte(s, '('), close = s.n;

	while (close > open && s.p[close - 1] != ')')
		close--;
	must(close > open);
	*ret = (struct trail_table){.name = str_trim(str_sub(s, 0, open))};
	str rest = str_sub(s, open + 1, close - open - 2);

	while (rest.n) {
		str one = next_element(&rest);

		if (str_starts(one, STR("PRIMARY KEY")))
			read_key(one, ret);
		else if (!str_starts(one, STR("UNIQUE")))
			read_column(one, ret);
	}
	return !trail_is_own(ret->name);
}

void trail_shape_read(struct trail_shape *ret)
{
	*ret = (struct trail_shape){0};
	for (const char *const *d = ledger_tables; *d; d++) {
		must(ret->count < TRAIL_TABLES_MOST);
		ret->count += trail_table_of(*d, &ret->tables[ret->count]);
	}
}

/* --- a row as text ---------------------------------------------------------------------------------------------------------- */

static void trail_put_value(buf *b, const struct db_value *v)
{
	switch (v->kind) {
	case DB_KIND_NULL:
		buf_put_c(b, "n,");
		break;
	case DB_KIND_INT:
	case DB_KIND_BOOL:
		buf_printf(b, "i%lld,", (long long)v->n);
		break;
	case DB_KIND_TEXT:
		buf_printf(b, "t%zu:", v->s.n);
		buf_put(b, v->s);
		break;
	case DB_KIND_BYTES:
		buf_put_byte(b, 'b');
		buf_put_hex(b, v->s);
		buf_put_byte(b, ',');
		break;
	}
}

void trail_put_row(buf *b, const struct trail_table *t, const struct db_value *values, bool key)
{
	for (size_t i = 0; i < t->count; i++) {
		if (!key || t->columns[i].key)
			trail_put_value(b, &values[i]);
	}
}

void trail_put_select(buf *b, const struct trail_table *t)
{
	buf_put_c(b, "SELECT ");
	for (size_t i = 0; i < t->count; i++)
		buf_printf(b, "%s%.*s", i ? ", " : "", STR_ARG(t->columns[i].name));
	buf_printf(b, " FROM %.*s", STR_ARG(t->name));
}

/* A value's bytes may live only until the next one is asked for: each is put at once, and a key's columns again. */
void trail_read(struct db_stmt *st, const struct trail_table *t, struct db_value values[TRAIL_COLUMNS_MOST], buf *key,
		buf *row)
{
	for (size_t i = 0; i < t->count; i++) {
		values[i] = db_value(st, i);
		trail_put_value(row, &values[i]);
		if (t->columns[i].key)
			trail_put_value(key, &values[i]);
	}
}

static void put_column(buf *b, const char *prefix, const struct trail_column *c)
{
	str name = c->name;

	switch (c->type) {
	case TRAIL_INT:
		buf_printf(b, "'i',%s%.*s,','", prefix, STR_ARG(name));
		break;
	case TRAIL_BOOL:
		buf_printf(b, "'i',(%s%.*s)::int,','", prefix, STR_ARG(name));
		break;
	case TRAIL_BYTES:
		buf_printf(b, "'b',encode(%s%.*s,'hex'),','", prefix, STR_ARG(name));
		break;
	case TRAIL_TEXT:
		buf_printf(b, "'t',octet_length(%s%.*s),':',%s%.*s", prefix, STR_ARG(name), prefix, STR_ARG(name));
		break;
	}
}

void trail_put_sql(buf *b, const struct trail_table *t, const char *prefix, bool key)
{
	size_t n = 0;

	buf_put_c(b, "concat(");
	for (size_t i = 0; i < t->count; i++) {
		if (key && !t->columns[i].key)
			continue;
		if (n > 0)
			buf_put_c(b, n % COLUMNS_A_CALL ? "," : ")||concat(");
		put_column(b, prefix, &t->columns[i]);
		n++;
	}
	buf_put_c(b, ")");
}
