/* The questionnaires as they are shipped, and what their reader refuses. */
#include <stdio.h>
#include <stdlib.h>

#include "catalogue/check.h"
#include "catalogue/clauses.h"
#include "catalogue/questions.h"
#include "os/file.h"
#include "test/tap.h"

#define DAY_2026_11_22 20779

static struct laws laws;

static void test_shipped(void)
{
	struct questions q;
	struct clauses clauses;
	size_t settled = 0, bind = 0, unbound = 0;
	err e = {0};

	ok(questions_load("catalogue/questionnaires", &laws, &q, &e) == 0, "the questionnaires are read: %s", e.text);
	ok(clauses_load("catalogue/clauses.yaml", &clauses, &e) == 0, "clauses");
	ok(q.count == 274, "274 questions: every point of N3 (%zu)", q.count);
	for (size_t i = 0; i < q.count; i++) {
		const struct question *x = &q.list[i];

		settled += x->settled;
		bind += question_binds(x, DAY_2026_11_22);
		unbound += !question_binds(x, DAY_2026_11_22);
		if (!x->title.zh.n || !x->title.en.n || !x->asks.zh.n || !x->asks.en.n ||
		    !clauses_find(&clauses, x->clause))
			ok(false, "%.*s has its words in both languages", STR_ARG(x->id));
		if (!x->basis_count && !x->cited_count)
			ok(false, "%.*s rests on something", STR_ARG(x->id));
	}
	ok(settled >= 10 && bind > 100 && unbound > 10, "settled by checks %zu, with words that bind %zu, without %zu",
	   settled, bind, unbound);
	const struct question *drill = questions_find(&q, STR("N3.1.emergency.drill"));

	ok(drill && drill->passage_count == 1 && drill->passages[0]->days == 366,
	   "a drill is looked for in the papers");
	is_str(questions_nearest(&q, STR("N3.1.emergency.dril")), STR("N3.1.emergency.drill"), "the nearest id");
	questions_release(&q);
	clauses_release(&clauses);
}

static void test_checks_exist(void)
{
	struct questions q;
	err e = {0};
	size_t named = 0;

	ok(questions_load("catalogue/questionnaires", &laws, &q, &e) == 0, "read again");
	for (size_t i = 0; i < q.count; i++) {
		for (size_t k = 0; k < q.list[i].check_count; k++) {
			char path[200];

			snprintf(path, sizeof(path), "checks/%.*s.sql", STR_ARG(q.list[i].checks[k]));
			named++;
			if (!os_file_exists(path))
				ok(false, "%.*s: %s is there", STR_ARG(q.list[i].id), path);
		}
	}
	ok(named > 20, "%zu checks are named and there", named);
	questions_release(&q);
}

/* A check says which point of the checklist it is about: there is such a question. */
static void test_items(void)
{
	struct questions q;
	struct checks checks = {0};
	err e = {0};
	size_t items = 0;

	ok(questions_load("catalogue/questionnaires", &laws, &q, &e) == 0 &&
		   checks_load(&checks, "checks", false, &e) == 0,
	   "questions and checks: %s", e.text);
	for (size_t i = 0; i < checks.count; i++) {
		const struct check *c = &checks.list[i];
		const struct question *x = c->item.n ? questions_find(&q, c->item) : NULL;

		items += c->item.n > 0;
		if (c->item.n && !x)
			ok(false, "%.*s is about %.*s, a question", STR_ARG(c->id), STR_ARG(c->item));
	}
	ok(items > 40, "%zu checks name a question that there is", items);
	checks_release(&checks);
	questions_release(&q);
}

static void put(const char *dir, const char *name, const char *text)
{
	char path[TAP_PATH + 40];
	err e = {0};

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (os_file_write(path, str_c(text), &e) < 0)
		ok(false, "%s", e.text);
}

#define QUESTION(id, more)                                                                                             \
	"  - {id: " id ", title: {zh: 甲, en: A}, asks: {zh: 乙, en: B}, method: examine, evidence: 丙, "           \
	"cycle: yearly, severity: low, remedy: 丁" more "}\n"

static const struct {
	const char *text;
	const char *says;
} refused[] = {
	{"clause: N3.1\nquestions:\n" QUESTION("N3.1.a", "") QUESTION("N3.1.a", ""), "N3.1.yaml:4: id: \"N3.1.a\""},
	{"clause: N3.1\nquestions:\n" QUESTION("N3.2.a", ""), "N3.1.yaml:3: id: must begin with N3.1."},
	{"clause: N3.1\nquestions:\n" QUESTION("N3.1.a", ", basis: [csl/none]"), "no article csl/none"},
	{"clause: N3.1\nquestions:\n" QUESTION("N3.1.a", ", passages: [none]"), "no none in passages.yaml"},
	{"clause: N3.1\nquestions:\n" QUESTION("N3.1.a", ", settled: yes"), "settled: by which check?"},
	{"clause: N3.1\nquestions:\n" QUESTION("N3.1.a", ", cites: x"), "cite"},
	{"clause: N3.1\nquestions: 3\n", "a list \"questions\""},
};

static void test_refused(void)
{
	char dir[TAP_PATH];

	if (!mkdtemp(tap_temporary(dir, "questions"))) {
		ok(false, "a folder");
		return;
	}
	put(dir, "passages.yaml", "passages:\n  - {id: p, title: 甲, any: [乙], within: 10}\n");
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct questions q;
		err e = {0};

		put(dir, "N3.1.yaml", refused[i].text);
		ok(questions_load(dir, &laws, &q, &e) == E_SYNTAX && str_has(str_c(e.text), str_c(refused[i].says)),
		   "refused: %s", e.text);
		questions_release(&q);
	}
}

int main(void)
{
	err e = {0};

	if (laws_load("catalogue/laws", &laws, &e) < 0)
		ok(false, "%s", e.text);
	test_shipped();
	test_checks_exist();
	test_items();
	test_refused();
	laws_release(&laws);
	return tap_done();
}
