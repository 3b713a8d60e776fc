#include "catalogue/clocks.h"

#include "base/near.h"
#include "os/file.h"

#define FILE_MOST ((size_t)1 << 20)
#define COUNT_MOST 5000

static int read_clock(struct yaml_source src, const struct yaml_node *n, struct clock *c, err *e)
{
	static const char *const keys[] = {"key", "title", "count", "unit", "roll", "law", "basis", "read", NULL};
	static const char *const reads[] = {"text", "secondary", "memory", NULL};
	int64_t count = 0;
	size_t word = 0;

	*c = (struct clock){0};
	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_str(src, n, "key", true, &c->key, e));
	TRY(yaml_text2(src, n, "title", true, &c->title, e));
	TRY(yaml_int(src, n, "count", true, 1, COUNT_MOST, &count, e));
	TRY(yaml_word(src, n, "unit", true, deadline_unit_keys, &word, e));
	c->rule.count = (unsigned)count;
	c->rule.unit = (enum deadline_unit)word;
	TRY(yaml_bool(src, n, "roll", false, &c->rule.roll, e));
	TRY(yaml_str(src, n, "law", false, &c->law, e));
	TRY(yaml_text2(src, n, "basis", true, &c->rule.basis, e));
	TRY(yaml_word(src, n, "read", true, reads, &word, e));
	c->read = (enum law_read)word;
	return 0;
}

int clocks_load(const char *path, arena *mem, struct clocks *ret, err *e)
{
	static const char *const top[] = {"clocks", NULL};
	struct yaml_source src = {.path = str_c(path)};
	struct yaml_node *root = NULL;
	str text = {0};

	*ret = (struct clocks){0};
	TRY(os_file_read(path, FILE_MOST, mem, &text, e));
	TRY(yaml_parse(mem, src, text, &root, e));
	TRY(yaml_only(src, root, top, e));
	const struct yaml_node *list = yaml_get(root, "clocks");

	if (!list || list->kind != YAML_LIST)
		return yaml_err(e, src, root, _("clocks: a list is needed"));
	ret->list = arena_new(mem, struct clock, list->count + 1);
	for (const struct yaml_node *i = list->child; i; i = i->next) {
		struct clock *c = &ret->list[ret->count];

		TRY(read_clock(src, i, c, e));
		for (size_t k = 0; k < ret->count; k++) {
			if (str_eq(ret->list[k].key, c->key))
				return yaml_err(e, src, i, _("key: \"%.*s\" stands here for the second time"),
						STR_ARG(c->key));
		}
		ret->count++;
	}
	return 0;
}

int clocks_get(const struct clocks *c, str key, const struct clock **ret, err *e)
{
	size_t best = SIZE_MAX;
	str nearest = {0};

	for (size_t i = 0; i < c->count; i++) {
		if (str_eq(c->list[i].key, key)) {
			*ret = &c->list[i];
			return 0;
		}
		if (near_better(key, c->list[i].key, &best))
			nearest = c->list[i].key;
	}
	return nearest.n ? err_set(e, E_NOTFOUND, _("no time limit \"%.*s\"; did you mean %.*s?"), STR_ARG(key),
				   STR_ARG(nearest))
			 : err_set(e, E_NOTFOUND, _("no time limit \"%.*s\""), STR_ARG(key));
}
