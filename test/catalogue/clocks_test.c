/* The time limits, ladders and calendars of the catalogue are read whole; their articles exist; broken files are refused with their line. */
#include "catalogue/clocks.h"

#include <stdlib.h>

#include "base/buf.h"
#include "catalogue/calendars.h"
#include "catalogue/ladder.h"
#include "os/file.h"
#include "test/tap.h"

static arena mem;
static err e;

static void test_clocks(void)
{
	struct clocks c;
	struct laws laws;
	const struct clock *pay = NULL;
	size_t read = 0;

	ok(clocks_load("catalogue/clocks.yaml", &mem, &c, &e) == 0 && c.count > 10, "the time limits: %s", e.text);
	ok(laws_load("catalogue/laws", &laws, &e) == 0, "the laws: %s", e.text);
	for (size_t i = 0; i < c.count; i++) {
		const struct law_article *a = c.list[i].law.n ? laws_find(&laws, c.list[i].law) : NULL;

		ok(c.list[i].law.n == 0 || a, "%.*s: its article is there", STR_ARG(c.list[i].key));
		/* Nobody may call a limit read whose article is not. */
		ok(c.list[i].read != LAW_READ_TEXT || (a && a->versions[a->version_count - 1].read == LAW_READ_TEXT),
		   "%.*s: read no better than its article", STR_ARG(c.list[i].key));
		read += c.list[i].read == LAW_READ_TEXT;
	}
	ok(read >= 8, "most were read in the text");
	ok(clocks_get(&c, STR("penalty.pay"), &pay, &e) == 0 && pay->rule.count == 15 &&
		   pay->rule.unit == DEADLINE_DAYS && pay->rule.roll,
	   "fifteen days to pay");
	ok(clocks_get(&c, STR("penalty.pey"), &pay, &e) == E_NOTFOUND && str_has(str_c(e.text), STR("penalty.pay")),
	   "a slip is told: %s", e.text);
	laws_release(&laws);
}

static void test_ladders(void)
{
	static const char *const kinds[] = {"rectification-order", "threat-notice", "app-notice", "penalty-decision"};
	struct ladders l;

	ok(ladders_load("catalogue/ladder.yaml", &mem, &l, &e) == 0, "the ladders: %s", e.text);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct ladder *a = ladders_find(&l, str_c(kinds[i]));

		ok(a && ladder_rung_find(a, STR("urge")), "%s begins with words", kinds[i]);
		for (size_t k = 1; a && k < a->count; k++)
			ok(a->rungs[k].after >= a->rungs[k - 1].after, "and no rung comes before the one below it");
	}
	ok(!ladders_find(&l, STR("love-letter")), "no other kinds");
}

static void refused(const char *dir, const char *text, const char *words)
{
	AUTO(buf_release) buf path;
	struct calendar c;

	buf_init(&path, 1000);
	buf_printf(&path, "%s/2026.yaml", dir);
	ok(os_file_write(buf_c(&path), str_c(text), &e) == 0, "written");
	ok(calendars_load(dir, &mem, &c, &e) == E_SYNTAX && str_has(str_c(e.text), STR("2026.yaml:")), "%s: %s", words,
	   e.text);
}

#define HEAD "calendar: {year: 2026, name: x, source: y, read: text}\ndays:\n"

static void test_calendars(void)
{
	char dir[TAP_PATH];
	struct calendar c;

	ok(mkdtemp(tap_temporary(dir, "calendars")) != NULL, "a folder");
	ok(calendars_load(dir, &mem, &c, &e) == 0 && c.year_count == 0, "without files no year is known");
	refused(dir, HEAD "  - {name: 元旦, from: 2026-01-03, to: 2026-01-01}\n", "to before from");
	refused(dir, HEAD "  - {name: 元旦, from: 2025-11-30, to: 2025-11-30}\n", "a day of another year");
	refused(dir, HEAD "  - {name: 元旦, from: 2026-01-01, to: 2026-01-01, work: [2026-01-05]}\n",
		"a Monday that is worked instead");
	refused(dir, HEAD "  - {name: 元旦, from: 2026-01-01, to: 2026-01-04, work: [2026-01-04]}\n", "a day twice");
	refused(dir, "calendar: {year: 2025, name: x, source: y, read: text}\ndays: []\n", "the wrong year");
	refused(dir, "days: []\n", "no head");
}

int main(void)
{
	arena_init(&mem, (size_t)1 << 28);
	test_clocks();
	test_ladders();
	test_calendars();
	arena_clear(&mem);
	return tap_done();
}
