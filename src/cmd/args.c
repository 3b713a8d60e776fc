#include "cmd/args.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/must.h"
#include "base/near.h"

const struct option_row args_globals[] = {
	{"help", 'h', OPTION_FLAG, NULL, N_("show help and exit")},
	{"version", 'V', OPTION_FLAG, NULL, N_("show the version and exit")},
	{"json", 0, OPTION_FLAG, NULL, N_("print the result as JSON")},
	{"lang", 0, OPTION_VALUE, "LANG", N_("language: zh or en; else by LC_ALL, LC_MESSAGES, LANG")},
	{"store", 0, OPTION_VALUE, "DIR",
	 N_("folder of the store; else YICHA_STORE, else the data folder of the user")},
	{"quiet", 'q', OPTION_FLAG, NULL, N_("no progress, only errors")},
	{"verbose", 'v', OPTION_FLAG, NULL, N_("tell more on stderr")},
	{0},
};

const struct command *args_command(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static const struct option_row *row_in(const struct option_row *rows, str name, char letter)
{
	for (; rows && rows->name; rows++)
		if (name.n ? str_eq(str_c(rows->name), name) : rows->letter == letter)
			return rows;
	return NULL;
}

static const struct option_row *row_find(const struct args *a, str name, char letter)
{
	const struct option_row *row = a->command ? row_in(a->command->options, name, letter) : NULL;

	return row ? row : row_in(args_globals, name, letter);
}

/* Any hostile or mistyped word of the command line, made harmless. */
struct shown {
	char c[100];
};
static struct shown show(str s)
{
	struct shown r = {0};
	buf b;

	buf_init(&b, 400);
	buf_put_quoted(&b, s, 60);
	str whole = buf_str(&b);

	bytes_copy(r.c, sizeof(r.c) - 1, str_sub(whole, 0, whole.n < sizeof(r.c) - 4 ? whole.n : 0));
	if (!r.c[0])
		bytes_copy(r.c, sizeof(r.c) - 1, STR("\"…\""));
	buf_release(&b);
	return r;
}

static int unknown_option(const struct args *a, str name, err *e)
{
	const char *near = NULL;
	size_t best = SIZE_MAX;
	const struct option_row *tables[] = {a->command ? a->command->options : NULL, args_globals};

	for (size_t t = 0; t < ARRAY_LEN(tables); t++)
		for (const struct option_row *row = tables[t]; row && row->name; row++)
			if (row->words && near_better(name, str_c(row->name), &best))
				near = row->name;
	if (near)
		return err_set(e, E_USAGE, _("there is no option %s; did you mean --%s?"), show(name).c, near);
	return err_set(e, E_USAGE, _("there is no option %s"), show(name).c);
}

int args_unknown_command(const char *word, err *e)
{
	str name = str_c(word);
	const char *near = NULL;
	size_t best = SIZE_MAX;

	for (size_t i = 0; commands[i]; i++)
		if (near_better(name, str_c(commands[i]->name), &best))
			near = commands[i]->name;
	if (near)
		return err_set(e, E_USAGE, _("there is no command %s; did you mean '%s'?"), show(name).c, near);
	return err_set(e, E_USAGE, _("there is no command %s"), show(name).c);
}

/* The words still to be read. */
struct line {
	char *const *argv;
	int argc;
	int at;
};

static int option_add(struct args *a, const struct option_row *row, const char *value, struct line *l)
{
	if (row->kind == OPTION_VALUE && !value && l->at < l->argc)
		value = l->argv[l->at++];
	a->given[a->given_count++] = (struct args_given){row, value, false};
	return row->kind == OPTION_VALUE && !value ? E_USAGE : 0;
}

static int long_option(struct args *a, const char *word, struct line *l, err *e)
{
	str rest = str_c(word + 2);
	struct str_cut cut = str_cut(&rest, '=');
	const struct option_row *row = cut.head.n ? row_find(a, cut.head, 0) : NULL;

	if (!row)
		return unknown_option(a, cut.head, e);
	if (cut.ok && row->kind == OPTION_FLAG)
		return err_set(e, E_USAGE, _("option --%s takes no value"), row->name);
	if (option_add(a, row, cut.ok ? word + 2 + cut.head.n + 1 : NULL, l) < 0)
		return err_set(e, E_USAGE, _("option --%s needs a value (%s)"), row->name, row->value);
	return 0;
}

static int short_options(struct args *a, const char *word, struct line *l, err *e)
{
	for (const char *c = word + 1; *c; c++) {
		const struct option_row *row = row_find(a, (str){0}, *c);

		if (!row)
			return unknown_option(a, str_c(word), e);
		if (row->kind == OPTION_FLAG) {
			a->given[a->given_count++] = (struct args_given){row, NULL, false};
			continue;
		}
		if (option_add(a, row, c[1] ? c + 1 : NULL, l) < 0)
			return err_set(e, E_USAGE, _("option -%c needs a value (%s)"), row->letter, row->value);
		break;
	}
	return 0;
}

static int take_word(struct args *a, const char *word, err *e)
{
	if (a->command) {
		a->operands[a->operand_count++] = word;
		return 0;
	}
	a->command = args_command(word);
	return a->command ? 0 : args_unknown_command(word, e);
}

static int count_operands(const struct args *a, err *e)
{
	const struct command *c = a->command;

	if (!c || args_flag(a, "help") || args_flag(a, "version"))
		return 0;
	if (a->operand_count < c->operands_least)
		return err_set(e, E_USAGE, _("something is missing: yicha %s %s"), c->name, c->operands);
	if (a->operand_count > c->operands_most)
		return err_set(e, E_USAGE, _("too much: %s"), show(str_c(a->operands[c->operands_most])).c);
	return 0;
}

int args_parse(struct args *a, int argc, char *const *argv, err *e)
{
	struct line l = {argv, argc, 1};
	bool ended = false;
	size_t letters = 1;

	for (int i = 1; i < argc; i++)
		letters += strlen(argv[i]);
	/* No more options than letters, no more operands than words. */
	*a = (struct args){.given = calloc(letters, sizeof(*a->given)),
			   .operands = calloc((size_t)argc + 1, sizeof(*a->operands))};
	if (!a->given || !a->operands)
		return err_set(e, E_LIMIT, _("out of memory"));
	while (l.at < argc) {
		const char *word = argv[l.at++];

		if (!ended && !strcmp(word, "--"))
			ended = true;
		else if (!ended && !strncmp(word, "--", 2))
			TRY(long_option(a, word, &l, e));
		else if (!ended && word[0] == '-' && word[1])
			TRY(short_options(a, word, &l, e));
		else
			TRY(take_word(a, word, e));
	}
	return count_operands(a, e);
}

void args_release(struct args *a)
{
	free(a->given);
	free(a->operands);
	*a = (struct args){0};
}

const char *args_early_lang(int argc, char *const *argv)
{
	const char *found = NULL;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (!strncmp(argv[i], "--lang=", 7))
			found = argv[i] + 7;
		else if (!strcmp(argv[i], "--lang") && i + 1 < argc)
			found = argv[i + 1];
	}
	return found;
}

size_t args_times(const struct args *a, const char *name)
{
	const struct option_row *row = row_find(a, str_c(name), 0);
	size_t n = 0;

	must(row);
	for (size_t i = 0; i < a->given_count; i++)
		if (a->given[i].row == row) {
			a->given[i].asked = true;
			n++;
		}
	return n;
}

const char *args_unasked(const struct args *a, size_t i)
{
	for (size_t k = 0; k < a->given_count; k++) {
		const struct args_given *g = &a->given[k];

		if (!g->asked && !row_in(args_globals, str_c(g->row->name), 0) && i-- == 0)
			return g->row->name;
	}
	return NULL;
}

const char *args_value_at(const struct args *a, const char *name, size_t i)
{
	const struct option_row *row = row_find(a, str_c(name), 0);

	must(row && row->kind == OPTION_VALUE);
	for (size_t k = 0; k < a->given_count; k++)
		if (a->given[k].row == row && i-- == 0)
			return a->given[k].value;
	return NULL;
}

const char *args_value(const struct args *a, const char *name)
{
	size_t n = args_times(a, name);

	return n ? args_value_at(a, name, n - 1) : NULL;
}

bool args_flag(const struct args *a, const char *name)
{
	return args_times(a, name) > 0;
}

size_t args_count(const struct args *a)
{
	return a->operand_count;
}

const char *args_operand(const struct args *a, size_t i)
{
	must(i < a->operand_count);
	return a->operands[i];
}
