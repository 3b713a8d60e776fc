
#include "base/i18n.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/help.h"

/* roff: a backslash and a hyphen are written as such, a line may not begin with a control character. */
static void put_text(buf *b, str s)
{
	bool start = true;

	for (size_t i = 0; i < s.n; i++) {
		if (start && (s.p[i] == '.' || s.p[i] == '\''))
			buf_put_c(b, "\\&");
		if (s.p[i] == '\\')
			buf_put_c(b, "\\e");
		else if (s.p[i] == '-')
			buf_put_c(b, "\\-");
		else
			buf_put_byte(b, s.p[i]);
		start = s.p[i] == '\n';
	}
}

static void put_line(buf *b, const char *words)
{
	put_text(b, str_c(words));
	buf_put_byte(b, '\n');
}

static void put_paragraphs(buf *b, const char *words)
{
	str rest = str_c(words);

	while (rest.n) {
		str line = str_cut(&rest, '\n').head;

		if (!line.n)
			continue;
		bool verbatim = str_starts(line, STR("  "));

		buf_put_c(b, verbatim ? ".br\n\\&" : ".PP\n");
		put_text(b, line);
		buf_put_byte(b, '\n');
	}
}

static void put_options(buf *b, const struct option_row *rows)
{
	for (; rows && rows->name; rows++) {
		if (!rows->words)
			continue;
		buf_put_c(b, ".TP\n");
		if (rows->letter)
			buf_printf(b, "\\fB\\-%c\\fR, ", rows->letter);
		buf_put_c(b, "\\fB\\-\\-");
		put_text(b, str_c(rows->name));
		buf_put_c(b, "\\fR");
		if (rows->value)
			buf_printf(b, "=\\fI%s\\fR", rows->value);
		buf_put_byte(b, '\n');
		put_line(b, _(rows->words));
	}
}

static void put_examples(buf *b, const char *lines)
{
	str rest = str_c(lines);

	while (rest.n) {
		str line = str_cut(&rest, '\n').head;
		str command = str_cut(&line, '\t').head;

		if (!command.n)
			continue;
		buf_put_c(b, ".TP\n\\fB");
		put_text(b, command);
		buf_put_c(b, "\\fR\n");
		put_text(b, line);
		buf_put_byte(b, '\n');
	}
}

static void put_command(buf *b, const struct command *c)
{
	buf_put_c(b, ".SS yicha ");
	put_text(b, str_c(c->name));
	buf_put_byte(b, ' ');
	put_text(b, str_c(c->operands));
	buf_put_c(b, "\n");
	put_line(b, _(c->words));
	put_paragraphs(b, c->help ? _(c->help) : "");
	put_options(b, c->options);
	if (c->examples && *c->examples) {
		buf_printf(b, ".PP\n%s\n", _("Examples:"));
		put_examples(b, _(c->examples));
	}
}

void help_man(buf *b)
{
	buf_printf(b, ".TH YICHA 1 \"\" \"yicha %s\" \"%s\"\n", YICHA_VERSION, _("User commands"));
	/* groff's rules where a Chinese line may be broken. */
	if (i18n_lang() == LANG_ZH)
		buf_put_c(b, ".if \\n(.g .mso zh.tmac\n.ad l\n");
	buf_printf(b, ".SH %s\n", _("NAME"));
	buf_printf(b, "yicha \\- %s\n", _("inspect a telecom or internet organisation against an inspection notice"));
	buf_printf(b, ".SH %s\n.B yicha\n", _("SYNOPSIS"));
	buf_put_c(b, "[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIOPERAND\\fR]...\n");
	buf_printf(b, ".SH %s\n", _("DESCRIPTION"));
	put_paragraphs(b, _(help_what));
	buf_printf(b, ".SS %s\n", _("The usual way:"));
	put_examples(b, _(help_path));
	buf_printf(b, ".SH %s\n", _("OPTIONS"));
	put_options(b, args_globals);
	buf_printf(b, ".SH %s\n", _("COMMANDS"));
	for (size_t i = 0; help_ordered(i); i++)
		put_command(b, help_ordered(i));
	buf_printf(b, ".SH %s\n", _("EXIT STATUS"));
	for (const struct cmd_exit_row *r = cmd_exits; r->words; r++) {
		buf_printf(b, ".TP\n.B %d\n", r->status);
		put_line(b, _(r->words));
	}
	buf_printf(b, ".SH %s\n", _("FILES"));
	put_paragraphs(b, _(help_files));
}
