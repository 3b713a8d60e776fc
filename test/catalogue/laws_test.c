/* The catalogue as it is shipped: every check rests on articles that are there, no version of an article overlaps another,
 * nothing quoted was never read, every clause and object type of the notice has its titles. */
#include <stdlib.h>

#include "catalogue/check.h"
#include "catalogue/law.h"
#include "os/file.h"
#include "test/tap.h"

static struct laws laws;
static struct checks checks;
static arena mem;

/* Days since 1970-01-01. */
#define DAY_2025_12_31 20453
#define DAY_2026_01_01 20454

static void test_versions(void)
{
	for (size_t i = 0; i < laws.count; i++)
		for (size_t k = 0; k < laws.list[i].article_count; k++) {
			const struct law_article *a = &laws.list[i].articles[k];

			for (size_t v = 0; v < a->version_count; v++) {
				const struct law_version *x = &a->versions[v];
				bool apart = v == 0 || a->versions[v - 1].until <= x->from;

				ok(apart && x->from < x->until, "%.*s: version %zu stands alone in its time",
				   STR_ARG(a->key), v + 1);
				ok(x->read != LAW_READ_MEMORY || !x->words.n, "%.*s: no words that nobody read",
				   STR_ARG(a->key));
				ok(x->read != LAW_READ_TEXT || (x->words.n && x->source.n),
				   "%.*s: what was read has words and a source", STR_ARG(a->key));
			}
		}
}

static void test_csl_by_date(void)
{
	const struct law_article *a = laws_find(&laws, STR("csl/protect"));
	const struct law_version *old = a ? law_at(a, DAY_2025_12_31) : NULL;
	const struct law_version *new = a ? law_at(a, DAY_2026_01_01) : NULL;

	ok(a && !law_at(a, 0), "no Cybersecurity Law in 1970");
	ok(old && str_has(old->number, STR("第二十一条")), "the last day of 2025 has the old number");
	ok(new &&str_has(new->number, STR("第二十三条")), "the first of 2026 the new one");
	ok(new &&str_has(new->penalty, STR("第六十一条")), "and the new fine");
}

static str file(const char *path)
{
	str s = {0};
	err e;

	if (os_file_read(path, 1 << 20, &mem, &s, &e) < 0) {
		ok(false, "%s", e.text);
		exit(1);
	}
	return s;
}

/* Ids and titles of a list in a file. */
static void test_list(const char *path, const char *list, const char *const *wanted)
{
	struct yaml_node *root = NULL;
	err e;

	if (yaml_parse(&mem, (struct yaml_source){.path = str_c(path)}, file(path), &root, &e) < 0) {
		ok(false, "%s", e.text);
		return;
	}
	const struct yaml_node *n = yaml_get(root, list);
	size_t count = 0;

	for (n = n ? n->child : NULL; n; n = n->next, count++) {
		const struct yaml_node *id = yaml_get(n, "id"), *title = yaml_get(n, "title");

		ok(wanted[count] && id && str_eq(id->text, str_c(wanted[count])), "%s: %s", path,
		   wanted[count] ? wanted[count] : "one too many");
		ok(title && yaml_get(title, "zh") && yaml_get(title, "en"), "%s: both titles", path);
		if (!wanted[count])
			return;
	}
	ok(!wanted[count], "%s: all are there", path);
}

static const char *const clauses[] = {"N0",   "N1",   "N2", "N3",   "N3.1", "N3.2", "N3.3", "N3.4",
				      "N3.5", "N3.6", "N4", "N4.1", "N4.2", "N4.3", NULL};
static const char *const objects[] = {"N2.01", "N2.02", "N2.03", "N2.04", "N2.05", "N2.06", "N2.07",
				      "N2.08", "N2.09", "N2.10", "N2.11", "N2.12", NULL};

static void test_check(const struct check *c)
{
	bool clause = false;
	unsigned wanted = 0;

	for (size_t i = 0; clauses[i]; i++)
		clause |= str_eq(c->clause, str_c(clauses[i]));
	ok(clause, "%.*s: its clause is the notice's", STR_ARG(c->id));
	for (size_t i = 0; i < c->basis_count; i++)
		ok(laws_find(&laws, c->basis[i]), "%.*s: %.*s is in the catalogue", STR_ARG(c->id),
		   STR_ARG(c->basis[i]));
	ok(c->title.zh.n && c->title.en.n && c->says.zh.n && c->says.en.n && c->remedy.zh.n && c->remedy.en.n,
	   "%.*s: speaks both languages", STR_ARG(c->id));
	ok(c->item.n && str_starts(c->item, c->clause), "%.*s: settles a point of its clause", STR_ARG(c->id));
	for (size_t i = 0; i < c->example_count; i++)
		wanted |= 1u << c->examples[i].want;
	ok(wanted & 1u << EXAMPLE_FAIL && wanted & 1u << EXAMPLE_PASS && wanted & 1u << EXAMPLE_UNKNOWN,
	   "%.*s: has examples that fail, pass and stay unknown", STR_ARG(c->id));
}

int main(void)
{
	err e;

	arena_init(&mem, (size_t)16 << 20);
	if (laws_load("catalogue/laws", &laws, &e) < 0 || checks_load(&checks, "checks", false, &e) < 0) {
		ok(false, "%s", e.text);
		return tap_done();
	}
	test_versions();
	test_csl_by_date();
	test_list("catalogue/clauses.yaml", "clauses", clauses);
	test_list("catalogue/objects.yaml", "objects", objects);
	ok(checks.count > 0, "there are checks");
	for (size_t i = 0; i < checks.count; i++)
		test_check(&checks.list[i]);
	checks_release(&checks);
	laws_release(&laws);
	arena_clear(&mem);
	return tap_done();
}
