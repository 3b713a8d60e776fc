#include "catalogue/clauses.h"

#include "os/file.h"

#define CLAUSES_MEMORY ((size_t)8 * 1024 * 1024)
#define CLAUSES_FILE ((size_t)256 * 1024)

static int clauses_read(struct clauses *c, struct yaml_source src, str bytes, err *e)
{
	static const char *const keys[] = {"id", "title", NULL};
	struct yaml_node *top;

	TRY(yaml_parse(&c->mem, src, bytes, &top, e));
	const struct yaml_node *list = yaml_get(top, "clauses");

	if (!list || list->kind != YAML_LIST)
		return yaml_err(e, src, top, "a list \"clauses\" is needed");
	c->list = arena_new(&c->mem, struct clause, list->count);
	for (const struct yaml_node *n = list->child; n; n = n->next) {
		struct clause *to = &c->list[c->count++];

		TRY(yaml_only(src, n, keys, e));
		TRY(yaml_str(src, n, "id", true, &to->id, e));
		TRY(yaml_text2(src, n, "title", true, &to->title, e));
	}
	return 0;
}

int clauses_load(const char *path, struct clauses *ret, err *e)
{
	str bytes;

	*ret = (struct clauses){0};
	arena_init(&ret->mem, CLAUSES_MEMORY);
	TRY(os_file_read(path, CLAUSES_FILE, &ret->mem, &bytes, e));
	return clauses_read(ret, (struct yaml_source){.path = str_c(path)}, bytes, e);
}

void clauses_release(struct clauses *c)
{
	arena_clear(&c->mem);
	c->list = NULL;
	c->count = 0;
}

const struct clause *clauses_find(const struct clauses *c, str id)
{
	for (size_t i = 0; i < c->count; i++)
		if (str_eq(c->list[i].id, id))
			return &c->list[i];
	return NULL;
}
