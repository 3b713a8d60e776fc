#include "cmd/facts_doc.h"

#include "base/i18n.h"
#include "base/json.h"
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

static void json_column(struct json_out *j, str name, const char *type, const char *words)
{
	json_open(j, NULL, '{');
	json_str(j, "name", name);
	json_str(j, "type", str_c(type));
	json_str(j, "words", str_c(words));
	json_close(j, '}');
}

void facts_doc_json(buf *b)
{
	struct json_out j;

	json_begin(&j, b);
	json_open(&j, NULL, '{');
	json_open(&j, "tables", '[');
	for (const struct language_view *v = language_views; v->name; v++) {
		json_open(&j, NULL, '{');
		json_open(&j, "columns", '[');
		for (str rest = str_c(v->columns); rest.n;) {
			str column = str_trim(str_cut(&rest, ',').head);

			json_column(&j, str_cut(&column, ' ').head, "", "");
		}
		json_close(&j, ']');
		json_str(&j, "name", str_c(v->name));
		json_str(&j, "words", str_c(_(v->words)));
		json_close(&j, '}');
	}
	for (size_t i = 0; i < FACT_COUNT; i++) {
		const struct fact_table *t = &fact_tables[i];

		json_open(&j, NULL, '{');
		json_open(&j, "columns", '[');
		for (size_t k = 0; k < t->column_count; k++)
			json_column(&j, str_c(t->columns[k].name), type_name(t->columns[k].type), t->columns[k].words);
		json_close(&j, ']');
		json_str(&j, "name", str_c(t->name));
		json_str(&j, "words", str_c(t->words));
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_put_byte(b, '\n');
}
