#include "cmd/check_new.h"

#include "base/i18n.h"
#include "os/file.h"

/* %s: the clause, once. */
static const char sample[] =
	"/* check\n"
	"# What the problem is called in the report.\n"
	"title:    {zh: 网站首页无法打开, en: Home page cannot be opened}\n"
	"# The clause of the notice; the same as the folder's name.\n"
	"clause:   %.*s\n"
	"# Keys of catalogue/laws; at least one. The date of the act chooses the version.\n"
	"basis:    [gd2023/filing]\n"
	"# critical, high, medium or low\n"
	"severity: low\n"
	"# What it is about: unit, site, domain, host, service.\n"
	"assets:   [site]\n"
	"# presence: a row proves the failure, whatever else was not examined.\n"
	"# absence: something is missing; where not everything was examined, nothing is said (unknown).\n"
	"proof:    presence\n"
	"# Numbers that people may want to change, used as :least in the SQL.\n"
	"params:   {least: {value: 500, source: \"RFC 9110 section 15.6\", sure: yes}}\n"
	"# {column} is filled from the failing row.\n"
	"says:     {zh: \"{url} 返回状态码 {status}\", en: \"{url} answered with status {status}\"}\n"
	"remedy:   {zh: 恢复网站的正常访问。, en: Mend the site.}\n"
	"# Within which time; hours, working-days or calendar-days. sure: a law says so.\n"
	"days:     {value: 15, unit: working-days, sure: no}\n"
	"# Each is judged by `yicha checks test`: rows of tables, `partial: [table]`, `unit: [{asset: 9, province: "
	"粤}]`,\n"
	"# `at: 1800000000`, `assets: [{id: 1, kind: site}]`. `yicha checks facts` names all tables and columns.\n"
	"examples:\n"
	"  - fail:    {web_page: [{asset: 1, url: \"http://a/\", home: true, status: 503}]}\n"
	"  - pass:    {web_page: [{asset: 1, url: \"http://a/\", home: true, status: 200}]}\n"
	"  - unknown: {partial: [web_page]}\n"
	"*/\n"
	"-- One SELECT. Every row is a failure of its asset; `asset` and `evidence` are obligatory. A row's `place` "
	"(else its\n"
	"-- `url`) tells several failures of one asset apart.\n"
	"SELECT p.asset, p.evidence, p.url, p.status\n"
	"FROM web_page p\n"
	"WHERE p.home AND p.status >= :least;\n";

static bool is_part(str s, bool dots)
{
	for (size_t i = 0; i < s.n; i++) {
		bool good = byte_is_alnum(s.p[i]) || (i && (s.p[i] == '-' || (dots && s.p[i] == '.')));

		if (!good)
			return false;
	}
	return s.n > 0 && s.n <= 60;
}

int check_new(const char *dir, str id, buf *ret_path, err *e)
{
	AUTO(buf_release) buf text = {0};
	str name = id;
	struct str_cut clause = str_cut(&name, '/');

	if (!clause.ok || !is_part(clause.head, true) || !is_part(name, false))
		return err_set(e, E_USAGE, _("a check is named <clause>/<name>, like N3.6/some-name"));
	buf_printf(ret_path, "%s/%.*s", dir, STR_ARG(clause.head));
	TRY(os_dir_make(buf_c(ret_path), e));
	buf_printf(ret_path, "/%.*s.sql", STR_ARG(name));
	if (os_file_exists(buf_c(ret_path)))
		return err_set(e, E_USAGE, _("%s is there already"), buf_c(ret_path));
	buf_init(&text, sizeof(sample) + 1000);
	buf_printf(&text, sample, STR_ARG(clause.head));
	return os_file_write(buf_c(ret_path), buf_str(&text), e);
}
