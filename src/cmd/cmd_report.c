/* yicha report: writes the report of a stored run. */
#include "cmd/outcome.h"

static const struct option_row options[] = {
	OUTCOME_OPTIONS,
	{0},
};

static int report(struct session *s, const struct args *a, err *e)
{
	TRY(store_run_find(s->store, args_count(a) ? str_c(args_operand(a, 0)) : STR("latest"), &s->mem, &s->run, e));
	TRY(session_scope_of_run(s, e));
	return session_casefile(s, e);
}

static int run(const struct args *a)
{
	return outcome_run(a, &(struct outcome){.gather = report, .quiet = true, .problems = 1000});
}

const struct command command_report = {
	.name = "report",
	.operands = "[RUN]",
	.operands_most = 1,
	.words = N_("write the report of a run again"),
	.help = N_("Writes the report of a run (the latest, if none is named) from what the store holds; nothing is "
		   "touched. Exit "
		   "status as that of inspect."),
	.examples = N_("yicha report --html report.html\tthe latest run, for the screen and A4\n"
		       "yicha report 20261122 --lang zh --json\tan earlier run, JSON to standard output\n"),
	.options = options,
	.run = run,
};
