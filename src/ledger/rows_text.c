/* rows_text: the tables' columns, and the text that stands for a row; part of rows.h. */

#include "base/must.h"
#include "ledger/rows_priv.h"

/* Generated from tables/. */
extern const char *const ledger_tables[];

/* Columns in one call: SQLite takes at most 127 arguments, a text needs three. */
#define COLUMNS_A_CALL 16

/* What the log is made of is tested by the tree, the signatures and what leaves name (audit_tree.c, audit_named.c). */
static const char *const own[] = {"log_leaf",       "log_node",     "log_key",
				  "log_checkpoint", "log_evidence", "document_bytes"};

/* --- shapes --------------------------------------------------------------------------------------------------------------- */

bool rows_is_own(str name)
{
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		if (str_eq(name, str_c(own[i])))
			return true;
	}
	return false;
}

/* "name @TYPE NOT NULL", or "name @ID". */
static void read_column(str words, struct rows_table *t)
{
	struct rows_column *c = &t->columns[t->count];
	str rest = words;
	str name = str_cut(&rest, ' ').head;
	bool id = str_starts(rest, STR("@ID"));

	must(t->count < ROWS_COLUMNS_MOST);
	*c = (struct rows_column){.name = name,
				  .type = str_starts(rest, STR("@INT")) || id ? ROWS_INT
					  : str_starts(rest, STR("@BOOL"))    ? ROWS_BOOL
					  : str_starts(rest, STR("@TEXT"))    ? ROWS_TEXT
									      : ROWS_BYTES,
				  .key = id || str_has(rest, STR("PRIMARY KEY"))};
	must(c->type != ROWS_BYTES || str_starts(rest, STR("@BYTES")));
	t->count++;
}

/* "(a, b)": these columns are the key. */
static void read_key(str names, struct rows_table *t)
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

bool rows_table_of(const char *ddl, struct rows_table *ret)
{
	str s = str_c(ddl);

	if (!str_starts(s, STR("CREATE TABLE ")))
		return false;
	s = str_from(s, 13);
	size_t open = str_find_byte(s, '('), close = s.n;

	while (close > open && s.p[close - 1] != ')')
		close--;
	must(close > open);
	*ret = (struct rows_table){.name = str_trim(str_sub(s, 0, open))};
	str rest = str_sub(s, open + 1, close - open - 2);

	while (rest.n) {
		str one = next_element(&rest);

		if (str_starts(one, STR("PRIMARY KEY")))
			read_key(one, ret);
		else if (!str_starts(one, STR("UNIQUE")))
			read_column(one, ret);
	}
	return !rows_is_own(ret->name);
}

void rows_shape_read(struct rows_shape *ret)
{
	*ret = (struct rows_shape){0};
	for (const char *const *d = ledger_tables; *d; d++) {
		must(ret->count < ROWS_TABLES_MOST);
		ret->count += rows_table_of(*d, &ret->tables[ret->count]);
	}
}

/* --- a row as text ---------------------------------------------------------------------------------------------------------- */

static void put_format(buf *b, const struct rows_column *const *c, size_t n)
{
	buf_put_c(b, "printf('");
	for (size_t i = 0; i < n; i++)
		buf_put_c(b, c[i]->type == ROWS_TEXT ? "%s%d:%s" : c[i]->type == ROWS_BYTES ? "%s%s," : "%s%d,");
	buf_put_c(b, "'");
}

/* The type that SQLite really holds is in it: a text that was made bytes is another value. */
static void put_lite(buf *b, const char *prefix, const struct rows_column *const *c, size_t n)
{
	put_format(b, c, n);
	for (size_t i = 0; i < n; i++) {
		str name = c[i]->name;

		buf_printf(b, ",substr(typeof(%s%.*s),1,1)", prefix, STR_ARG(name));
		if (c[i]->type == ROWS_TEXT)
			buf_printf(b, ",length(CAST(%s%.*s AS BLOB))", prefix, STR_ARG(name));
		if (c[i]->type == ROWS_BYTES)
			buf_printf(b, ",hex(%s%.*s)", prefix, STR_ARG(name));
		else
			buf_printf(b, ",%s%.*s", prefix, STR_ARG(name));
	}
	buf_put_c(b, ")");
}

static void put_postgres_column(buf *b, const char *prefix, const struct rows_column *c)
{
	str name = c->name;

	switch (c->type) {
	case ROWS_INT:
		buf_printf(b, "'i',%s%.*s,','", prefix, STR_ARG(name));
		break;
	case ROWS_BOOL:
		buf_printf(b, "'i',(%s%.*s)::int,','", prefix, STR_ARG(name));
		break;
	case ROWS_BYTES:
		buf_printf(b, "'b',upper(encode(%s%.*s,'hex')),','", prefix, STR_ARG(name));
		break;
	case ROWS_TEXT:
		buf_printf(b, "'t',octet_length(%s%.*s),':',%s%.*s", prefix, STR_ARG(name), prefix, STR_ARG(name));
		break;
	}
}

static void put_postgres(buf *b, const char *prefix, const struct rows_column *const *c, size_t n)
{
	buf_put_c(b, "concat(");
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_put_byte(b, ',');
		put_postgres_column(b, prefix, c[i]);
	}
	buf_put_c(b, ")");
}

void rows_put_sql(buf *b, enum db_engine engine, const struct rows_table *t, const char *prefix, bool key)
{
	const struct rows_column *some[COLUMNS_A_CALL];
	bool first = true;
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (!key || t->columns[i].key)
			some[n++] = &t->columns[i];
		if (n == 0 || (n < COLUMNS_A_CALL && i + 1 < t->count))
			continue;
		if (!first)
			buf_put_c(b, "||");
		first = false;
		if (engine == DB_SQLITE)
			put_lite(b, prefix, some, n);
		else
			put_postgres(b, prefix, some, n);
		n = 0;
	}
}
