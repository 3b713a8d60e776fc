#include "catalogue/grades.h"

#include "os/file.h"

#define FILE_MOST ((size_t)1 << 20)
#define GRADES_MOST 1000

static const char *const keys_of[GRADE_STANDARDS] = {"gbt35273", "gbt45574", "gbt43697"};

static int read_standard(struct yaml_source src, const struct yaml_node *n, struct grade_standard *s, err *e)
{
	static const char *const keys[] = {"key", "name", "from", "read", NULL};
	static const char *const reads[] = {"text", "secondary", "memory", NULL};
	size_t word = 0;

	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_str(src, n, "key", true, &s->key, e));
	TRY(yaml_text2(src, n, "name", true, &s->name, e));
	TRY(yaml_date(src, n, "from", true, &s->from, e));
	TRY(yaml_word(src, n, "read", true, reads, &word, e));
	s->read = (enum law_read)word;
	return 0;
}

static int read_standards(struct yaml_source src, const struct yaml_node *root, struct grades *ret, err *e)
{
	const struct yaml_node *list = yaml_get(root, "standards");
	size_t i = 0;

	if (!list || list->kind != YAML_LIST || list->count != GRADE_STANDARDS)
		return yaml_err(e, src, root, _("standards: a list of %d is needed"), GRADE_STANDARDS);
	for (const struct yaml_node *n = list->child; n; n = n->next, i++) {
		TRY(read_standard(src, n, &ret->standards[i], e));
		if (!str_eq(ret->standards[i].key, str_c(keys_of[i])))
			return yaml_err(e, src, n, _("key: \"%s\" belongs here"), keys_of[i]);
	}
	return 0;
}

static int add(struct yaml_source src, const struct yaml_node *n, const struct grade *like, struct grades *ret, err *e)
{
	if (n->kind != YAML_SCALAR || !n->text.n)
		return yaml_err(e, src, n, _("kinds: a list of names"));
	if (grades_find(ret, n->text))
		return yaml_err(e, src, n, _("key: \"%.*s\" stands here for the second time"), STR_ARG(n->text));
	if (ret->count == GRADES_MOST)
		return yaml_err(e, src, n, _("more than %d kinds"), GRADES_MOST);
	ret->list[ret->count] = *like;
	ret->list[ret->count++].kind = n->text;
	return 0;
}

static int read_group(struct yaml_source src, const struct yaml_node *n, struct grades *ret, err *e)
{
	static const char *const keys[] = {"category", "kinds", "gbt35273", "gbt45574", "level", NULL};
	static const char *const words[] = {"ordinary", "sensitive", NULL};
	const struct yaml_node *kinds = yaml_get(n, "kinds");
	struct grade like = {0};
	size_t word = 0;
	int64_t level = 0;

	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_text2(src, n, "category", true, &like.category, e));
	for (size_t i = 0; i < ARRAY_LEN(like.sensitive); i++) {
		TRY(yaml_word(src, n, keys_of[i], true, words, &word, e));
		like.sensitive[i] = word;
	}
	TRY(yaml_int(src, n, "level", true, 1, 4, &level, e));
	like.level = (unsigned)level;
	if (!kinds || kinds->kind != YAML_LIST)
		return yaml_err(e, src, n, _("kinds: a list of names"));
	for (const struct yaml_node *k = kinds->child; k; k = k->next)
		TRY(add(src, k, &like, ret, e));
	return 0;
}

static int read_together(struct yaml_source src, const struct yaml_node *root, struct grades *ret, err *e)
{
	static const char *const keys[] = {"items", "name", "read", NULL};
	static const char *const reads[] = {"text", "secondary", "memory", NULL};
	const struct yaml_node *n = yaml_get(root, "together");
	size_t word = 0;

	if (!n || n->kind != YAML_MAP)
		return yaml_err(e, src, root, _("together: items, name and read are needed"));
	TRY(yaml_only(src, n, keys, e));
	TRY(yaml_int(src, n, "items", true, 2, 100, &ret->together.items, e));
	TRY(yaml_text2(src, n, "name", true, &ret->together.name, e));
	TRY(yaml_word(src, n, "read", true, reads, &word, e));
	ret->together.read = (enum law_read)word;
	return 0;
}

int grades_load(const char *path, arena *mem, struct grades *ret, err *e)
{
	static const char *const top[] = {"standards", "together", "groups", NULL};
	struct yaml_source src = {.path = str_c(path)};
	struct yaml_node *root = NULL;

	*ret = (struct grades){0};
	TRY(os_file_read(path, FILE_MOST, mem, &ret->bytes, e));
	TRY(yaml_parse(mem, src, ret->bytes, &root, e));
	TRY(yaml_only(src, root, top, e));
	TRY(read_standards(src, root, ret, e));
	TRY(read_together(src, root, ret, e));
	const struct yaml_node *list = yaml_get(root, "groups");

	if (!list || list->kind != YAML_LIST)
		return yaml_err(e, src, root, _("groups: a list is needed"));
	ret->list = arena_new(mem, struct grade, GRADES_MOST);
	for (const struct yaml_node *n = list->child; n; n = n->next)
		TRY(read_group(src, n, ret, e));
	return 0;
}

const struct grade *grades_find(const struct grades *g, str kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (str_eq(g->list[i].kind, kind))
			return &g->list[i];
	return NULL;
}

bool grade_sensitive(const struct grades *g, const struct grade *k, int64_t day, int *ret)
{
	static const int newest_first[] = {GRADE_45574, GRADE_35273};

	for (size_t i = 0; k && i < ARRAY_LEN(newest_first); i++) {
		*ret = newest_first[i];
		if (k->sensitive[*ret] && g->standards[*ret].from <= day)
			return true;
	}
	return false;
}
