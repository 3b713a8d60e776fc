/* main: the command line's first words: language, the table of commands, the exit status. */

#include "base/i18n.h"
#include "base/log.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/help.h"
#include "os/env.h"

static void choose_language(int argc, char *const *argv)
{
	const char *lang = args_early_lang(argc, argv);

	if (!lang || !i18n_set(lang))
		i18n_from_env(os_env("LC_ALL"), os_env("LC_MESSAGES"), os_env("LANG"));
}

static int show_help(const struct args *a)
{
	buf b;

	buf_init(&b, 1u << 20);
	if (args_flag(a, "json"))
		help_json(&b, a->command);
	else if (a->command)
		help_command(&b, a->command, cmd_columns());
	else
		help_overview(&b, cmd_columns());
	cmd_put(&b);
	buf_release(&b);
	return CMD_CLEAN;
}

/* An option that did nothing is told: whoever gave it believes that it did something. */
static int run(const struct args *a)
{
	int status = a->command->run(a);
	const char *name;

	if (status != CMD_CLEAN && status != CMD_FOUND && status != CMD_UNEXAMINED)
		return status;
	for (size_t i = 0; (name = args_unasked(a, i)); i++)
		log_warn(a->command->name, NULL, _("--%s was not used: it goes with other words than these"), name);
	return status;
}

static int dispatch(const struct args *a)
{
	const char *lang = args_value(a, "lang");

	if (lang && !i18n_set(lang))
		return cmd_usage(a, _("--lang knows zh and en"));
	log_setup(args_flag(a, "quiet") ? LOG_ERROR : args_flag(a, "verbose") ? LOG_DEBUG : LOG_INFO, false);
	if (args_flag(a, "help"))
		return show_help(a);
	if (args_flag(a, "version"))
		return args_command("version")->run(a);
	if (!a->command)
		return show_help(a);
	return run(a);
}

int main(int argc, char **argv)
{
	struct args a;
	err e = {0};

	os_ignore_broken_pipe();
	choose_language(argc, argv);
	int status = args_parse(&a, argc, argv, &e) < 0 ? cmd_usage(&a, "%s", e.text) : dispatch(&a);

	/* An act that has nothing to say gives an empty object: --json is JSON. */
	if (!cmd_has_put() && (status == CMD_CLEAN || status == CMD_FOUND || status == CMD_UNEXAMINED) &&
	    args_flag(&a, "json"))
		cmd_put_str(STR("{}\n"));
	args_release(&a);
	return cmd_finish(status);
}
