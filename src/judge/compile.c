#include "judge/compile.h"

#include "base/i18n.h"

bool compile_kept(str column)
{
	return !str_eq(column, STR("asset")) && !str_eq(column, STR("evidence"));
}

static size_t column(const struct language_query *q, str name)
{
	size_t i = 0;

	while (i < q->column_count && !str_eq(q->columns[i], name))
		i++;
	return i;
}

size_t compile_place(const struct language_query *q)
{
	size_t i = column(q, STR("place"));

	return i < q->column_count ? i : column(q, STR("url"));
}

/* The language counts lines from the beginning of a query: here they become lines of the file. */
static void put_place(const struct check *c, const char *part, const err *why, err *ret)
{
	str words = str_c(why->text);
	uint64_t line = 0;
	size_t colon = str_find(words, STR(": "));

	if (str_starts(words, STR("line ")) && str_to_u64(str_sub(words, 5, colon - 5), 1u << 20, &line))
		words = str_from(words, colon + 2);
	if (*part || line == 0)
		(void)err_set(ret, E_SYNTAX, "%.*s: %s%.*s", STR_ARG(c->path), part, STR_ARG(words));
	else
		(void)err_set(ret, E_SYNTAX, "%.*s:%llu: %.*s", STR_ARG(c->path),
			      (unsigned long long)(line + c->sql_line - 1), STR_ARG(words));
}

/* Every {name} of a text must be a column. */
static int check_template(const struct check *c, const struct language_query *q, str text, const char *what, err *e)
{
	for (size_t open = str_find_byte(text, '{'); open < text.n; open = str_find_byte(text, '{')) {
		text = str_from(text, open + 1);
		if (text.n && text.p[0] == '{') {
			text = str_from(text, 1);
			continue;
		}
		str name = str_sub(text, 0, str_find_byte(text, '}'));

		if (column(q, name) == q->column_count || !compile_kept(name))
			return err_set(e, E_SYNTAX, _("%.*s: %s: {%.*s} is no column of the SELECT"), STR_ARG(c->path),
				       what, STR_ARG(str_sub(name, 0, 40)));
	}
	return 0;
}

static int check_templates(const struct check *c, const struct language_query *q, err *e)
{
	TRY(check_template(c, q, c->says.zh, "says.zh", e));
	TRY(check_template(c, q, c->says.en, "says.en", e));
	TRY(check_template(c, q, c->remedy.zh, "remedy.zh", e));
	return check_template(c, q, c->remedy.en, "remedy.en", e);
}

void compile_check(struct language *l, arena *mem, const struct check *check, struct compiled *ret)
{
	err why = {0};
	str *names = arena_new(mem, str, check->param_count + 1);
	struct language_params params = {names, check->param_count};

	*ret = (struct compiled){.check = check};
	for (size_t i = 0; i < check->param_count; i++)
		names[i] = check->params[i].name;
	if (language_prepare(l, mem, check->sql, params, &ret->query, &why) < 0) {
		put_place(check, "", &why, &ret->broken);
		return;
	}
	if (column(&ret->query, STR("evidence")) == ret->query.column_count) {
		(void)err_set(&why, E_SYNTAX, _("line %u: %s"), 1u, _("there is no column \"evidence\""));
		put_place(check, "", &why, &ret->broken);
		return;
	}
	if (check->applies.n && language_prepare(l, mem, check->applies, params, &ret->applies, &why) < 0) {
		put_place(check, "applies: ", &why, &ret->broken);
		return;
	}
	if (check->unknown.n && language_prepare(l, mem, check->unknown, params, &ret->unknown, &why) < 0) {
		put_place(check, "unknown: ", &why, &ret->broken);
		return;
	}
	(void)check_templates(check, &ret->query, &ret->broken);
}
