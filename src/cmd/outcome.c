/* outcome: from the casefile to reports, summary and exit status. */
#include "cmd/outcome.h"

#include "os/file.h"

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

static int to_stdout(void *, str bytes, err *)
{
	cmd_put_str(bytes);
	return 0;
}

/* "-" is the standard output. */
static bool is_stdout(const char *path)
{
	return path && str_eq(str_c(path), STR("-"));
}

static int write_html(struct session *s, const char *path, err *e)
{
	if (is_stdout(path))
		return report_html(&s->casefile, i18n_lang(), to_stdout, NULL, e);
	return path ? session_write_html(s, i18n_lang(), path, e) : 0;
}

static int write_json(struct session *s, const char *path, err *e)
{
	if (is_stdout(path))
		return report_json(&s->casefile, to_stdout, NULL, e);
	return path ? session_write_json(s, path, e) : 0;
}

static int write_reports(struct session *s, const struct args *a, const struct outcome *o, err *e)
{
	const char *html = args_value(a, "html");
	const char *json = args_value(a, "json-report");
	bool taken = is_stdout(html) || is_stdout(json) || args_flag(a, "json");

	TRY(write_html(s, html, e));
	TRY(write_json(s, json, e));
	if (args_flag(a, "json"))
		TRY(write_json(s, "-", e));
	if (!taken && (!o->quiet || !(html || json)))
		print(s, o->problems);
	return 0;
}

/* Said before hours of work, not behind them. */
static int test_path(const char *path, err *e)
{
	AUTO(buf_release) buf folder = {0};
	struct os_file_info info;
	size_t n;

	if (!path || is_stdout(path))
		return 0;
	for (n = str_c(path).n; n && path[n - 1] != '/';)
		n--;
	buf_init(&folder, 4096);
	buf_put(&folder, n ? str_sub(str_c(path), 0, n) : STR("."));
	if (os_file_info(path, &info, NULL) == 0 && info.is_dir)
		return err_set(e, E_USAGE, _("%s is a folder, not a file to write to"), path);
	if (os_file_info(buf_c(&folder), &info, NULL) < 0 || !info.is_dir)
		return err_set(e, E_USAGE, _("%s: there is no such folder to write to"), path);
	return 0;
}

static int test_paths(const struct args *a, err *e)
{
	const char *html = args_value(a, "html");
	const char *json = args_value(a, "json-report");

	if (is_stdout(html) + is_stdout(json) + args_flag(a, "json") > 1)
		return err_set(e, E_USAGE, "%s", _("only one report can go to the standard output"));
	TRY(test_path(html, e));
	return test_path(json, e);
}

int outcome_run(const struct args *a, const struct outcome *o)
{
	struct session s = {0};
	err e = {0};
	int rc = test_paths(a, &e);

	if (rc == 0)
		rc = session_open(&s, cmd_store_path(a), o->make, args_value(a, "checks"), &e);
	if (rc == 0)
		rc = o->gather(&s, a, &e);
	if (rc == 0)
		rc = write_reports(&s, a, o, &e);
	int status = rc < 0 ? cmd_fail(a, &e) : session_status(&s);

	session_close(&s);
	return cmd_finish(status);
}
