/* yicha help: teaches; makes man page and completions for tools/install. */
#include "base/i18n.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/help.h"

#define HELP_MOST (1u << 20) /* bytes of any help text */

static int run(const struct args *a)
{
	buf b;
	err e = {0};
	int status = CMD_CLEAN;

	buf_init(&b, HELP_MOST);
	if (args_flag(a, "man")) {
		help_man(&b);
	} else if (args_value(a, "completion")) {
		if (!help_completion(&b, str_c(args_value(a, "completion"))))
			status = cmd_usage(a, _("completions are made for bash, zsh and fish"));
	} else if (args_count(a) == 0) {
		if (args_flag(a, "json"))
			help_json(&b, NULL);
		else
			help_overview(&b, cmd_columns());
	} else {
		const struct command *c = args_command(args_operand(a, 0));

		if (c && args_flag(a, "json"))
			help_json(&b, c);
		else if (c)
			help_command(&b, c, cmd_columns());
		else if (args_unknown_command(args_operand(a, 0), &e) < 0)
			status = cmd_usage(a, "%s", e.text);
	}
	cmd_put(&b);
	buf_release(&b);
	return status;
}

static const struct option_row options[] = {
	{"man", 0, OPTION_FLAG, NULL, NULL},
	{"completion", 0, OPTION_VALUE, "SHELL", NULL},
	{0},
};

const struct command command_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.operands_most = 1,
	.words = N_("explain yicha or one of its commands"),
	.examples = N_("yicha help inspect\twhat 'inspect' does and how\n"),
	.options = options,
	.run = run,
};
