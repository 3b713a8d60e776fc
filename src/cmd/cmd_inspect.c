#include <unistd.h>

#include "catalogue/scope.h"
#include "cmd/outcome.h"
#include "os/clock.h"
#include "os/process.h"

static volatile int stop;

static void on_signal(int number)
{
	(void)number;
	/* The second time nobody waits: the run is in the store up to its last transaction. */
	if (stop)
		_exit(CMD_INTERRUPTED);
	stop = 1;
}

static const struct option_row options[] = {
	OUTCOME_OPTIONS,
	{"new", 0, OPTION_FLAG, NULL, N_("begin a new run, although an interrupted one of this scope could go on")},
	{"retry", 0, OPTION_FLAG, NULL,
	 N_("take the latest run of this scope up again and collect once more what failed, was refused or cut short")},
	{0},
};

static void on_progress(void *ctx, const struct inspect_progress *p)
{
	progress_line_tell(ctx, &(struct progress){.phase = N_("inspecting"),
						   .done = p->collected,
						   .total = p->planned,
						   .now = os_now_mono_ms()});
}

static int inspect(struct session *s, const struct args *a, err *e)
{
	bool resumed;
	struct progress_line line = cmd_progress(a);

	TRY(scope_load(args_operand(a, 0), &s->scope, e));
	TRY(session_lock(s, cmd_store_path(a), e));
	int rc = inspect_run(&(struct inspect_conf){.store = s->store,
						    .scope = &s->scope,
						    .kind = RUN_INSPECT,
						    .fresh = args_flag(a, "new"),
						    .retry = args_flag(a, "retry"),
						    .progress = on_progress,
						    .progress_ctx = &line,
						    .stop = &stop},
			     &s->mem, &s->run, &resumed, e);

	progress_line_end(&line);
	TRY(rc);
	return session_judge(s, NULL, true, e);
}

static int run(const struct args *a)
{
	os_signals(on_signal);
	return outcome_run(a, &(struct outcome){.gather = inspect, .make = true, .problems = 50});
}

const struct command command_inspect = {
	.name = "inspect",
	.operands = "SCOPE",
	.operands_least = 1,
	.operands_most = 1,
	.words = N_("inspect what a scope authorises and report every problem"),
	.help = N_("Collects facts about everything the scope names, judges them by all checks and writes the reports. "
		   "Nothing "
		   "outside the scope is touched. An interrupted run (Ctrl-C, power) goes on with the same command."),
	.examples = N_("yicha inspect scope.yaml\tinspect and print a summary by clause\n"
		       "yicha inspect scope.yaml --html report.html --json-report report.json\twith reports\n"
		       "yicha inspect scope.yaml --retry\tcollect again what failed the last time\n"),
	.options = options,
	.run = run,
};
