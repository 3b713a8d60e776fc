#include "catalogue/grades.h"

#include "detect/kind.h"
#include "test/tap.h"

/* Every kind of personal data has its answer in the standards' table, and the table names no kind that there is not. */
int main(void)
{
	struct grades g;
	arena mem;
	err e = {0};
	int whose;

	arena_init(&mem, (size_t)8 << 20);
	if (!ok(grades_load("catalogue/grades.yaml", &mem, &g, &e) == 0, "the table is read: %s", e.text))
		return tap_done();
	for (size_t i = 0; i < g.count; i++)
		ok(kind_find(g.list[i].kind) != KIND_COUNT, "%.*s is a kind", STR_ARG(g.list[i].kind));
	for (int k = 0; k < KIND_COUNT; k++)
		if (kind_infos[k].group == KIND_GROUP_PERSON)
			ok(grades_find(&g, str_c(kind_infos[k].key)) != NULL, "%s has its answer", kind_infos[k].key);
	const struct grade *id = grades_find(&g, STR("id-card")), *card = grades_find(&g, STR("bank-card"));

	ok(grade_sensitive(&g, id, 20500, &whose) && whose == GRADE_35273,
	   "an identity number is sensitive by 35273 only");
	ok(grade_sensitive(&g, card, 20500, &whose) && whose == GRADE_45574, "a card by 45574");
	ok(grade_sensitive(&g, card, 20200, &whose) && whose == GRADE_35273, "before that came, by 35273");
	ok(!grade_sensitive(&g, grades_find(&g, STR("name")), 20500, &whose), "a name is not");
	arena_clear(&mem);
	return tap_done();
}
