#include "cmd/facts_doc.h"

#include "base/i18n.h"
#include "judge/language.h"
#include "model/fact.h"

static const char *type_name(enum fact_type t)
{
	static const char *const names[FACT_TYPE_COUNT] = {
		[FACT_TEXT] = "text", [FACT_INT] = "integer", [FACT_BOOL] = "true or false"};

	return names[t];
}

/* "id @INT, kind @TEXT" as a list of names. */
static void put_view(buf *b, const struct language_view *v)
{
	buf_printf(b, "## %s\n\n%s.\n\n", v->name, _(v->words));
	for (str rest = str_c(v->columns); rest.n;) {
		str column = str_trim(str_cut(&rest, ',').head);
		str name = str_cut(&column, ' ').head;

		buf_printf(b, "- `%.*s`\n", STR_ARG(name));
	}
	buf_put_byte(b, '\n');
}

static void put_table(buf *b, const struct fact_table *t)
{
	buf_printf(b, "## %s\n\n%s.%s\n\n| column | type | what |\n| --- | --- | --- |\n", t->name, t->words,
		   t->of == OF_UNIT ? " Of the unit: one list serves all assets." : "");
	for (size_t i = 0; i < t->column_count; i++) {
		const struct fact_column *c = &t->columns[i];

		buf_printf(b, "| `%s` | %s | %s |\n", c->name, type_name(c->type), c->words);
	}
	buf_put_byte(b, '\n');
}

void facts_doc_put(buf *b)
{
	buf_put_c(b, "# Tables that a check can ask\n\n"
		     "Every table has besides `asset` and `evidence` (0: none). A table holds what one run found; as\n"
		     "`<table>_before` it holds the last complete collection of the same asset before that run. Times "
		     "are UTC\n"
		     "seconds, dates days since 1970-01-01, a missing number NULL, missing text ''.\n\n");
	for (const struct language_view *v = language_views; v->name; v++)
		put_view(b, v);
	for (size_t i = 0; i < FACT_COUNT; i++)
		put_table(b, &fact_tables[i]);
}
