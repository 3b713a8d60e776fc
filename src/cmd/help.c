#include "cmd/help.h"

#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/width.h"
#include "cmd/args.h"
#include "cmd/cmd.h"

const char help_what[] = N_(
	"yicha (以查) inspects the networks, sites and services of a telecom or internet organisation as an "
	"administrative inspection does: it touches what a scope file authorises and nothing else, keeps the evidence, "
	"judges it by the clauses of the notice, and reports every problem with its law and its remedy. What could not "
	"be "
	"examined is said; it never counts as passed.");

/* "command\twhat it does" */
const char help_path[] =
	N_("yicha scope new >scope.yaml\twrite a scope file to fill in: who, by whose authority, when, what\n"
	   "yicha scope check scope.yaml\tshow exactly what would be touched, or what is wrong with the file\n"
	   "yicha inspect scope.yaml\tinspect; interrupt it, start it again: it goes on\n"
	   "yicha report --html report.html\tthe report of the last run\n"
	   "yicha recheck FINDING\tafter mending: look at that one problem again\n");

const char help_files[] = N_("The store (findings, facts, evidence) lies in the folder of --store, else of the "
			     "variable YICHA_STORE, else in "
			     "the user's data folder ($XDG_DATA_HOME/yicha or ~/.local/share/yicha; for root "
			     "/var/lib/yicha). Further checks "
			     "are read from /etc/yicha/checks.");

const struct command *help_ordered(size_t i)
{
	static const char *const path[] = {"scope", "inspect", "report", "findings", "recheck",
					   "runs",  "judge",   "checks", "sql"};
	size_t seen = 0;

	for (size_t k = 0; k < ARRAY_LEN(path); k++) {
		const struct command *c = args_command(path[k]);

		if (c && seen++ == i)
			return c;
	}
	for (size_t k = 0; commands[k]; k++) {
		bool first = false;

		for (size_t j = 0; j < ARRAY_LEN(path); j++)
			first = first || !strcmp(path[j], commands[k]->name);
		if (!first && seen++ == i)
			return commands[k];
	}
	return NULL;
}

/* The first word of a piece as "[show [RUN]": "show"; empty where it is no subcommand. */
static str verb_of(str piece)
{
	size_t from = piece.n && piece.p[0] == '[';
	size_t to = from;

	while (to < piece.n && ((piece.p[to] >= 'a' && piece.p[to] <= 'z') || piece.p[to] == '-'))
		to++;
	return str_sub(piece, from, to - from);
}

bool help_verbs(buf *b, const struct command *c, const char *sep)
{
	str rest = str_c(c->operands);
	const char *gap = "";

	if (!str_has(rest, STR("|")))
		return false;
	while (rest.n) {
		str verb = verb_of(str_cut(&rest, '|').head);

		if (!verb.n)
			continue;
		buf_put_c(b, gap);
		buf_put(b, verb);
		gap = sep;
	}
	return *gap != 0;
}

static void json_options(struct json_out *j, const char *name, const struct option_row *rows)
{
	json_open(j, name, '[');
	for (; rows && rows->name; rows++) {
		if (!rows->words)
			continue;
		json_open(j, NULL, '{');
		json_str(j, "name", str_c(rows->name));
		json_str(j, "value", str_c(rows->value ? rows->value : ""));
		json_str(j, "words", str_c(_(rows->words)));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_command(struct json_out *j, const struct command *c)
{
	AUTO(buf_release) buf verbs;

	buf_init(&verbs, 65536);
	json_open(j, NULL, '{');
	json_str(j, "name", str_c(c->name));
	json_str(j, "operands", str_c(c->operands));
	json_options(j, "options", c->options);
	json_open(j, "verbs", '[');
	(void)help_verbs(&verbs, c, " ");
	for (str rest = buf_str(&verbs); rest.n;)
		json_str(j, NULL, str_cut(&rest, ' ').head);
	json_close(j, ']');
	json_str(j, "words", str_c(_(c->words)));
	json_close(j, '}');
}

void help_json(buf *b, const struct command *c)
{
	struct json_out j;

	json_begin(&j, b);
	if (c) {
		json_command(&j, c);
	} else {
		json_open(&j, NULL, '{');
		json_open(&j, "commands", '[');
		for (size_t i = 0; (c = help_ordered(i)); i++)
			json_command(&j, c);
		json_close(&j, ']');
		json_options(&j, "options", args_globals);
		json_close(&j, '}');
	}
	buf_put_byte(b, '\n');
}

static void put_heading(buf *b, const char *words)
{
	buf_put_byte(b, '\n');
	buf_put_c(b, words);
	buf_put_byte(b, '\n');
}

/* A name in a column of its own, words wrapped beside it. */
static void put_row(buf *b, str name, str words, size_t at, size_t columns)
{
	buf text;

	buf_init(&text, 65536);
	width_put_wrapped(&text, words, at, columns);
	str lines = buf_str(&text);

	buf_put_c(b, "  ");
	if (width_of(name) + 4 > at) {
		buf_put(b, name);
		buf_put_byte(b, '\n');
		buf_put(b, lines);
	} else {
		width_put_left(b, name, at - 2);
		buf_put(b, str_from(lines, at));
	}
	buf_release(&text);
}

static void put_examples(buf *b, const char *lines, size_t columns)
{
	str rest = str_c(lines);

	while (rest.n) {
		str line = str_cut(&rest, '\n').head;
		str command = str_cut(&line, '\t').head;

		if (command.n)
			put_row(b, command, line, 36, columns);
	}
}

static void put_options(buf *b, const struct option_row *rows, size_t columns)
{
	buf name;

	buf_init(&name, 1000);
	for (; rows && rows->name; rows++) {
		if (!rows->words)
			continue;
		buf_reset(&name);
		if (rows->letter)
			buf_printf(&name, "-%c, ", rows->letter);
		else
			buf_put_c(&name, "    ");
		buf_printf(&name, "--%s%s%s", rows->name, rows->value ? "=" : "", rows->value ? rows->value : "");
		put_row(b, buf_str(&name), str_c(_(rows->words)), 26, columns);
	}
	buf_release(&name);
}

static void put_exits(buf *b, size_t columns)
{
	char number[8];

	put_heading(b, _("Exit status:"));
	for (const struct cmd_exit_row *r = cmd_exits; r->words; r++) {
		snprintf(number, sizeof(number), "%d", r->status);
		put_row(b, str_c(number), str_c(_(r->words)), 8, columns);
	}
}

void help_overview(buf *b, size_t columns)
{
	width_put_wrapped(b, str_c(_(help_what)), 0, columns);
	put_heading(b, _("The usual way:"));
	put_examples(b, _(help_path), columns);
	put_heading(b, _("Commands ('yicha help COMMAND' explains one):"));
	for (size_t i = 0; help_ordered(i); i++)
		put_row(b, str_c(help_ordered(i)->name), str_c(_(help_ordered(i)->words)), 13, columns);
	put_heading(b, _("Options of every command:"));
	put_options(b, args_globals, columns);
	put_exits(b, columns);
	buf_put_byte(b, '\n');
	width_put_wrapped(b, str_c(_(help_files)), 0, columns);
}

void help_command(buf *b, const struct command *c, size_t columns)
{
	buf_printf(b, "yicha %s: %s\n\n", c->name, _(c->words));
	buf_printf(b, "%s yicha %s %s%s%s\n", _("Usage:"), c->name, c->options ? _("[OPTION…]") : "",
		   c->options && *c->operands ? " " : "", c->operands);
	if (c->help && *c->help) {
		buf_put_byte(b, '\n');
		width_put_wrapped(b, str_c(_(c->help)), 0, columns);
	}
	if (c->options && c->options->name) {
		put_heading(b, _("Options:"));
		put_options(b, c->options, columns);
	}
	put_heading(b, _("Options of every command:"));
	put_options(b, args_globals, columns);
	if (c->examples && *c->examples) {
		put_heading(b, _("Examples:"));
		put_examples(b, _(c->examples), columns);
	}
	put_exits(b, columns);
}
