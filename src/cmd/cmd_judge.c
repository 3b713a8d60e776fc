/* yicha judge: judges the stored facts of a run again. */
#include "cmd/cmd.h"
#include "flow/session.h"

static const struct option_row options[] = {
	{"checks", 0, OPTION_VALUE, "DIR", N_("use further checks from this folder")},
	{"html", 0, OPTION_VALUE, "FILE", N_("write the report as one HTML file")},
	{0},
};

static void print(const struct session *s)
{
	buf b;

	buf_init(&b, (size_t)16 << 20);
	report_text(&b, &s->casefile,
		    (struct report_text_style){
			    .lang = i18n_lang(), .columns = cmd_columns(), .colour = cmd_colour(), .problems = 1000});
	cmd_put(&b);
	buf_release(&b);
}

static int judge(struct session *s, const struct args *a, err *e)
{
	const char *html = args_value(a, "html");

	TRY(store_run_find(s->store, str_c(args_operand(a, 0)), &s->mem, &s->run, e));
	TRY(session_scope_of_run(s, e));
	TRY(session_judge(s, NULL, s->run.ended != 0, e));
	if (html)
		TRY(session_write_html(s, i18n_lang(), html, e));
	if (args_flag(a, "json"))
		return session_write_json(s, "-", e);
	print(s);
	return 0;
}

static int run(const struct args *a)
{
	struct session s;
	err e = {0};
	int rc = session_open(&s, cmd_store_path(a), false, args_value(a, "checks"), &e);

	if (rc == 0)
		rc = judge(&s, a, &e);
	int status = rc < 0 ? cmd_fail(a, &e) : session_status(&s);

	session_close(&s);
	return cmd_finish(status);
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
