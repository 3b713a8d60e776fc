/* yicha judge: judges the stored facts of a run again. */
#include "cmd/outcome.h"

static const struct option_row options[] = {
	OUTCOME_OPTIONS,
	{0},
};

static int judge(struct session *s, const struct args *a, err *e)
{
	TRY(store_run_find(s->store, str_c(args_operand(a, 0)), &s->mem, &s->run, e));
	TRY(session_scope_of_run(s, e));
	return session_judge(s, NULL, s->run.ended != 0, e);
}

static int run(const struct args *a)
{
	return outcome_run(a, &(struct outcome){.gather = judge, .problems = 1000});
}

const struct command command_judge = {
	.name = "judge",
	.operands = "RUN",
	.operands_least = 1,
	.operands_most = 1,
	.words = N_("judge the stored facts of a run again"),
	.help = N_(
		"Asks the facts that a run stored by today's checks, and prints what they say. No target is touched. "
		"The judgement is a new row beside the earlier ones; findings keep their numbers. Exit status as that "
		"of inspect."),
	.examples = N_("yicha judge latest\tafter a check or a law was changed\n"
		       "yicha judge 20261122 --checks my\twith checks of your own\n"),
	.options = options,
	.run = run,
};
