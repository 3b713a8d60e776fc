/* yicha scope: writes a sample scope, and shows what a scope would touch. */
#include "base/i18n.h"
#include "base/date.h"
#include "catalogue/scope.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/scope_show.h"
#include "ident/uscc.h"
#include "os/clock.h"

static int run_new(const struct args *a)
{
	const char *uscc = args_value(a, "uscc");
	char normal[USCC_LENGTH + 1];

	if (args_count(a) > 1)
		return cmd_usage(a, _("'scope new' takes no file: it prints to the standard output"));
	if (uscc && !uscc_normalise(str_c(uscc), normal))
		return cmd_usage(a, _("--uscc is no 统一社会信用代码"));
	scope_show_sample(args_value(a, "unit"), uscc ? normal : NULL, (os_now_utc() + DATE_CHINA_MINUTES * 60) / 86400,
			  args_flag(a, "json"));
	return CMD_CLEAN;
}

static int run_check(const struct args *a)
{
	struct scope s;
	err e = {0};

	if (args_count(a) < 2)
		return cmd_usage(a, _("which scope? yicha scope check FILE"));
	if (scope_load(args_operand(a, 1), &s, &e) < 0)
		return cmd_fail(a, &e);
	if (args_flag(a, "json"))
		scope_show_json(&s, os_now_utc());
	else
		scope_show_text(&s, os_now_utc());
	scope_release(&s);
	return CMD_CLEAN;
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"new", "check", NULL};

	switch (cmd_verb(a, verbs)) {
	case 0:
		return run_new(a);
	case 1:
		return run_check(a);
	default:
		return CMD_REFUSED;
	}
}

static const struct option_row options[] = {
	{"unit", 0, OPTION_VALUE, "NAME", N_("new: name of the organisation")},
	{"uscc", 0, OPTION_VALUE, "CODE", N_("new: its 统一社会信用代码")},
	{0},
};

const struct command command_scope = {
	.name = "scope",
	.operands = "new|check [FILE]",
	.operands_least = 1,
	.operands_most = 2,
	.words = N_("write a sample scope; show what a scope would touch"),
	.help = N_(
		"A scope says whose systems may be inspected, by whose authority, when, and how hard. Nothing outside "
		"it is touched.\n\n"
		"'new' prints a commented sample. 'check' reads a scope, refuses what is malformed with file, line and "
		"reason, and prints what would be touched by which collector; it touches nothing itself."),
	.examples = N_("yicha scope new > scope.yaml\ta sample to fill in\n"
		       "yicha scope check scope.yaml\twhat would be touched\n"),
	.options = options,
	.run = run,
};
