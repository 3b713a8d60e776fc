/* outcome: from the casefile to reports, summary and exit status. */
#include "cmd/outcome.h"

#define SUMMARY_MOST ((size_t)16 << 20)

static void print(const struct session *s, size_t problems)
{
	buf b;

	buf_init(&b, SUMMARY_MOST);
	report_text(
		&b, &s->casefile,
		(struct report_text_style){
			.lang = i18n_lang(), .columns = cmd_columns(), .colour = cmd_colour(), .problems = problems});
	cmd_put(&b);
	buf_release(&b);
}

static int write_reports(struct session *s, const struct args *a, const struct outcome *o, err *e)
{
	const char *html = args_value(a, "html");
	const char *json = args_value(a, "json-report");

	if (html)
		TRY(session_write_html(s, i18n_lang(), html, e));
	if (json)
		TRY(session_write_json(s, json, e));
	if (args_flag(a, "json"))
		return session_write_json(s, "-", e);
	if (!o->quiet || !(html || json))
		print(s, o->problems);
	return 0;
}

int outcome_run(const struct args *a, const struct outcome *o)
{
	struct session s;
	err e = {0};
	int rc = session_open(&s, cmd_store_path(a), o->make, args_value(a, "checks"), &e);

	if (rc == 0)
		rc = o->gather(&s, a, &e);
	if (rc == 0)
		rc = write_reports(&s, a, o, &e);
	int status = rc < 0 ? cmd_fail(a, &e) : session_status(&s);

	session_close(&s);
	return cmd_finish(status);
}
