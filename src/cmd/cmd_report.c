#include "cmd/cmd.h"
#include "flow/session.h"

static const struct option_row options[] = {
	{"html", 0, OPTION_VALUE, "FILE", N_("write the report as one HTML file")},
	{"json-report", 0, OPTION_VALUE, "FILE", N_("write the report as JSON (docs/report.schema.json)")},
	{"checks", 0, OPTION_VALUE, "DIR", N_("use further checks from this folder")},
	{0},
};

static int print(struct session *s, err *e)
{
	buf b;

	(void)e;
	buf_init(&b, (size_t)16 << 20);
	report_text(&b, &s->casefile,
		    (struct report_text_style){
			    .lang = i18n_lang(), .columns = cmd_columns(), .colour = cmd_colour(), .problems = 1000});
	cmd_put(&b);
	buf_release(&b);
	return 0;
}

static int report(struct session *s, const struct args *a, err *e)
{
	const char *html = args_value(a, "html");
	const char *json = args_value(a, "json-report");

	TRY(store_run_find(s->store, args_count(a) ? str_c(args_operand(a, 0)) : STR("latest"), &s->mem, &s->run, e));
	TRY(session_scope_of_run(s, e));
	TRY(session_casefile(s, e));
	if (html)
		TRY(session_write_html(s, i18n_lang(), html, e));
	if (json)
		TRY(session_write_json(s, json, e));
	if (args_flag(a, "json"))
		return session_write_json(s, "-", e);
	return html || json ? 0 : print(s, e);
}

static int run(const struct args *a)
{
	struct session s;
	err e = {0};
	int rc = session_open(&s, cmd_store_path(a), false, args_value(a, "checks"), &e);

	if (rc == 0)
		rc = report(&s, a, &e);
	int status = rc < 0 ? cmd_fail(a, &e) : session_status(&s);

	session_close(&s);
	return cmd_finish(status);
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
