#include "catalogue/ladder.h"

#include "os/file.h"

#define FILE_MOST ((size_t)1 << 20)
#define AFTER_MOST 1000

static int read_rung(struct yaml_source src, const struct yaml_node *n, struct ladder_rung *r, err *e)
{
	static const char *const keys[] = {"key", "title", "basis", "after", "read", NULL};
	static const char *const reads[] = {"text", "secondary", "memory", NULL};
	int64_t after = 0;
	size_t word = 0;

	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_str(src, n, "key", true, &r->key, e));
	TRY(yaml_text2(src, n, "title", true, &r->title, e));
	TRY(yaml_text2(src, n, "basis", true, &r->basis, e));
	TRY(yaml_int(src, n, "after", true, 0, AFTER_MOST, &after, e));
	TRY(yaml_word(src, n, "read", true, reads, &word, e));
	r->after = (unsigned)after;
	r->read = (enum law_read)word;
	return 0;
}

static int read_ladder(struct yaml_source src, const struct yaml_node *n, arena *mem, struct ladder *l, err *e)
{
	static const char *const keys[] = {"kind", "rungs", NULL};
	const struct yaml_node *rungs = yaml_get(n, "rungs");

	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_str(src, n, "kind", true, &l->kind, e));
	if (!rungs || rungs->kind != YAML_LIST || rungs->count == 0)
		return yaml_err(e, src, n, _("rungs: a list is needed"));
	l->rungs = arena_new(mem, struct ladder_rung, rungs->count);
	for (const struct yaml_node *i = rungs->child; i; i = i->next) {
		struct ladder_rung *r = &l->rungs[l->count];

		TRY(read_rung(src, i, r, e));
		if (ladder_rung_find(l, r->key))
			return yaml_err(e, src, i, _("key: \"%.*s\" stands here for the second time"), STR_ARG(r->key));
		l->count++;
	}
	return 0;
}

int ladders_load(const char *path, arena *mem, struct ladders *ret, err *e)
{
	static const char *const top[] = {"ladders", NULL};
	struct yaml_source src = {.path = str_c(path)};
	struct yaml_node *root = NULL;
	str text = {0};

	*ret = (struct ladders){0};
	TRY(os_file_read(path, FILE_MOST, mem, &text, e));
	TRY(yaml_parse(mem, src, text, &root, e));
	TRY(yaml_only(src, root, top, e));
	const struct yaml_node *list = yaml_get(root, "ladders");

	if (!list || list->kind != YAML_LIST)
		return yaml_err(e, src, root, _("ladders: a list is needed"));
	ret->list = arena_new(mem, struct ladder, list->count + 1);
	for (const struct yaml_node *i = list->child; i; i = i->next) {
		TRY(read_ladder(src, i, mem, &ret->list[ret->count], e));
		ret->count++;
	}
	return 0;
}

const struct ladder *ladders_find(const struct ladders *l, str kind)
{
	for (size_t i = 0; i < l->count; i++) {
		if (str_eq(l->list[i].kind, kind))
			return &l->list[i];
	}
	return NULL;
}

const struct ladder_rung *ladder_rung_find(const struct ladder *l, str key)
{
	for (size_t i = 0; i < l->count; i++) {
		if (str_eq(l->rungs[i].key, key))
			return &l->rungs[i];
	}
	return NULL;
}
