/* Readers of laws and check headers, on files written here and on the project's own. */
#include "catalogue/check.h"
#include "catalogue/paths.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "test/tap.h"

static err e;
static char dir[TAP_PATH];

static const char good[] = "/* check\n"
			   "title: {zh: 甲, en: A}\n"
			   "clause: N3.6\n"
			   "basis: [icp292/show-number]\n"
			   "severity: medium\n"
			   "assets: [site, host]\n"
			   "proof: absence\n"
			   "params: {limit: {value: 30, source: \"x\", sure: no}}\n"
			   "says: {zh: \"{url}\", en: \"{url}\"}\n"
			   "remedy: mend it\n"
			   "days: {value: 5, unit: working-days, sure: no}\n"
			   "examples:\n"
			   "  - fail: {web_page: [{asset: 1}]}\n"
			   "  - pass: {}\n"
			   "*/\n"
			   "\n"
			   "SELECT p.asset, p.evidence, p.url FROM web_page p;\n";

static void write_file(const char *name, str text)
{
	char path[TAP_PATH + 100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	ok(os_file_write(path, text, &e) == 0, "write %s: %s", name, e.text);
}

static void remove_file(const char *name)
{
	char path[TAP_PATH + 100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	(void)remove(path);
}

static void test_good(void)
{
	struct checks c = {0};

	write_file("N3.6/a.sql", str_c(good));
	ok(checks_load(&c, dir, true, &e) == 0, "a check is read: %s", e.text);
	const struct check *a = checks_find(&c, STR("N3.6/a"));

	ok(a != NULL, "found by its id");
	ok(!checks_find(&c, STR("N3.6/b")), "no other");
	if (a) {
		is_str(a->title.zh, STR("甲"), "title");
		is_str(a->remedy.zh, STR("mend it"), "plain text serves both languages");
		ok(a->outside && a->proof == PROOF_ABSENCE && a->severity == SEVERITY_MEDIUM, "words became numbers");
		is_int(a->assets, 1u << ASSET_SITE | 1u << ASSET_HOST, "asset kinds");
		is_int(a->params[0].value, 30, "parameter");
		is_int(a->days.value, 5, "days");
		is_int(a->example_count, 2, "examples");
		is_int(a->examples[0].line, 13, "line of an example in the file");
		is_int(a->sql_line, 17, "line where the SQL begins");
		is_str(a->sql, STR("SELECT p.asset, p.evidence, p.url FROM web_page p;"), "the SQL");
	}
	checks_release(&c);
}

/* The good check with one line replaced must be refused with these words. */
static void test_bad(const char *line, const char *with, const char *words)
{
	struct checks c = {0};
	AUTO(buf_release) buf b;
	size_t at = str_find(str_c(good), str_c(line));

	buf_init(&b, 4096);
	buf_put(&b, str_sub(str_c(good), 0, at));
	buf_put_c(&b, with);
	buf_put(&b, str_from(str_c(good), at + str_c(line).n));
	write_file("N3.6/a.sql", buf_str(&b));
	e.text[0] = 0;
	ok(checks_load(&c, dir, false, &e) == E_SYNTAX && str_has(str_c(e.text), str_c(words)), "\"%s\" is refused: %s",
	   with, e.text);
	checks_release(&c);
}

static void test_astray(void)
{
	struct checks c = {0};

	write_file("N3.6/a.sql", str_c(good));
	write_file("b.sql", str_c(good));
	ok(checks_load(&c, dir, true, &e) == E_SYNTAX && str_has(str_c(e.text), STR("folder of its clause")),
	   "a check outside a clause's folder is not passed over: %s", e.text);
	checks_release(&c);
	remove_file("b.sql");
}

static void test_own(void)
{
	struct checks c = {0};
	struct laws l;
	AUTO(arena_clear) arena mem;
	const char *path = NULL;

	arena_init(&mem, 1u << 16);
	ok(paths_data(&mem, "catalogue/laws", &path, &e) == 0, "our own laws are found: %s", e.text);
	int rc = path ? laws_load(path, &l, &e) : -1;

	ok(rc == 0 && l.count > 0, "and read: %s", rc ? e.text : "");
	if (rc)
		return;
	const struct law_article *a = laws_find(&l, STR("csl/protect"));

	ok(a && a->law && str_eq(a->law->id, STR("csl")), "an article");
	int64_t before = 0;
	int64_t after = 0;

	ok(yaml_date_parse(STR("2025-12-31"), &before) && yaml_date_parse(STR("2026-01-01"), &after), "dates");
	is_str(law_at(a, before)->number, STR("第二十一条第（二）项"), "the version of the day before");
	is_str(law_at(a, after)->number, STR("第二十三条第（二）项"), "and of the day itself");
	ok(!law_at(a, 0), "none before there was the law");
	if (paths_data(&mem, "checks", &path, &e) == 0) {
		ok(checks_load(&c, path, false, &e) == 0, "our own checks are read: %s", e.text);
		for (size_t i = 0; i < c.count; i++) {
			for (size_t k = 0; k < c.list[i].basis_count; k++) {
				if (!laws_find(&l, c.list[i].basis[k]))
					ok(false, "%.*s cites %.*s, which is in no law", STR_ARG(c.list[i].id),
					   STR_ARG(c.list[i].basis[k]));
			}
		}
	}
	checks_release(&c);
	laws_release(&l);
}

static void test_bad_law(const char *text, const char *words)
{
	struct laws l;

	write_file("x.yaml", str_c(text));
	e.text[0] = 0;
	ok(laws_load(dir, &l, &e) == E_SYNTAX && str_has(str_c(e.text), str_c(words)), "law refused: %s", e.text);
	laws_release(&l);
	remove_file("x.yaml");
}

int main(void)
{
	char sub[TAP_PATH + 20];

	ok(mkdtemp(tap_temporary(dir, "checks")) != NULL, "a folder");
	snprintf(sub, sizeof(sub), "%s/N3.6", dir);
	ok(mkdir(sub, 0700) == 0, "a clause");
	test_good();
	test_bad("severity: medium", "severity: mdium", "a.sql:5");
	test_bad("clause: N3.6", "clause: N3.2", "folder of N3.6");
	test_bad("assets: [site, host]", "assets: [ship]", "no kind \"ship\"");
	test_bad("/* check\n", "-- check\n", "begins with");
	test_bad("*/", "", "not closed");
	test_bad("SELECT p.asset, p.evidence, p.url FROM web_page p;", "", "no SQL");
	test_bad("  - pass: {}", "  - maybe: {}", "a.sql:14");
	test_bad("proof: absence", "prof: absence", "proof");
	test_bad("{limit: {value: 30,", "{at: {value: 30,", "no name");
	remove_file("N3.6/a.sql");
	test_bad_law("law: {id: y, name: n, kind: law}\narticles: []\n", "file's name");
	test_bad_law("law: {id: x, name: n, kind: law}\narticles:\n  - key: a\n    versions:\n"
		     "      - {from: 2020-01-01, number: 1, source: s, read: memory}\n"
		     "      - {from: 2021-01-01, number: 1, source: s, read: memory}\n",
		     "x.yaml:6: from");
	test_bad_law("law: {id: x, name: n, kind: law}\narticles:\n  - key: a\n    versions:\n"
		     "      - {from: 2020-01-01, number: 1, source: s, read: text}\n",
		     "words");
	test_astray();
	test_own();
	(void)rmdir(sub);
	(void)rmdir(dir);
	return tap_done();
}
