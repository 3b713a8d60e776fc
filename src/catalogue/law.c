#include "catalogue/law.h"

#include "base/buf.h"
#include "os/file.h"

#define FILE_MOST ((size_t)8 << 20)
#define MEMORY_MOST ((size_t)256 << 20)

static const char *const reads[] = {"text", "secondary", "memory", NULL};
static const char *const kinds[] = {"law", "regulation", "order", "notice", "standard", NULL};

struct reading {
	arena *mem;
	struct yaml_source src;
	err *e;
};

static int read_version(struct reading *r, const struct yaml_node *n, struct law_version *v)
{
	static const char *const keys[] = {"from", "until", "number", "words", "penalty", "source", "read", NULL};
	size_t word = 0;

	*v = (struct law_version){.until = INT64_MAX};
	TRY(yaml_only(r->src, n, keys, r->e));
	TRY(yaml_date(r->src, n, "from", true, &v->from, r->e));
	TRY(yaml_date(r->src, n, "until", false, &v->until, r->e));
	TRY(yaml_str(r->src, n, "number", false, &v->number, r->e));
	TRY(yaml_str(r->src, n, "words", false, &v->words, r->e));
	TRY(yaml_str(r->src, n, "penalty", false, &v->penalty, r->e));
	TRY(yaml_str(r->src, n, "source", true, &v->source, r->e));
	TRY(yaml_word(r->src, n, "read", true, reads, &word, r->e));
	v->read = (enum law_read)word;
	if (v->until <= v->from)
		return yaml_err(r->e, r->src, n, _("until: is not after from"));
	if (v->read == LAW_READ_TEXT && v->words.n == 0)
		return yaml_err(r->e, r->src, n, _("words: what was read in the text stands here"));
	return 0;
}

static int read_versions(struct reading *r, const struct yaml_node *article, struct law_article *a)
{
	const struct yaml_node *list = yaml_get(article, "versions");

	if (!list || list->kind != YAML_LIST || list->count == 0)
		return yaml_err(r->e, r->src, list ? list : article, _("versions: a list of at least one is needed"));
	a->versions = arena_new(r->mem, struct law_version, list->count);
	for (const struct yaml_node *i = list->child; i; i = i->next) {
		struct law_version *v = &a->versions[a->version_count++];

		TRY(read_version(r, i, v));
		if (v > a->versions && v->from < v[-1].until)
			return yaml_err(r->e, r->src, i, _("from: the version before it is still in force"));
	}
	return 0;
}

static int read_article(struct reading *r, const struct yaml_node *n, const struct law *law, struct law_article *a)
{
	static const char *const keys[] = {"key", "versions", NULL};
	AUTO(buf_release) buf b = {0};
	str key = {0};

	TRY(yaml_only(r->src, n, keys, r->e));
	TRY(yaml_str(r->src, n, "key", true, &key, r->e));
	buf_init(&b, 1000);
	buf_printf(&b, "%.*s/%.*s", STR_ARG(law->id), STR_ARG(key));
	a->key = arena_str(r->mem, buf_str(&b));
	for (const struct law_article *o = law->articles; o < a; o++) {
		if (str_eq(o->key, a->key))
			return yaml_err(r->e, r->src, n, _("key: \"%.*s\" stands here for the second time"),
					STR_ARG(key));
	}
	return read_versions(r, n, a);
}

static int read_law(struct reading *r, const struct yaml_node *root, str id, struct law *ret)
{
	static const char *const top[] = {"law", "articles", NULL};
	static const char *const keys[] = {"id", "name", "number", "kind", NULL};
	size_t word = 0;

	TRY(yaml_only(r->src, root, top, r->e));
	const struct yaml_node *law = yaml_get(root, "law");
	const struct yaml_node *articles = yaml_get(root, "articles");

	if (!law || !articles || articles->kind != YAML_LIST)
		return yaml_err(r->e, r->src, root, _("law: and a list articles: are needed"));
	TRY(yaml_only(r->src, law, keys, r->e));
	TRY(yaml_str(r->src, law, "id", true, &ret->id, r->e));
	TRY(yaml_text2(r->src, law, "name", true, &ret->name, r->e));
	TRY(yaml_str(r->src, law, "number", false, &ret->number, r->e));
	TRY(yaml_word(r->src, law, "kind", true, kinds, &word, r->e));
	ret->kind = str_c(kinds[word]);
	if (!str_eq(ret->id, id))
		return yaml_err(r->e, r->src, law, _("id: must be the file's name, %.*s"), STR_ARG(id));
	ret->articles = arena_new(r->mem, struct law_article, articles->count + 1);
	for (const struct yaml_node *i = articles->child; i; i = i->next) {
		struct law_article *a = &ret->articles[ret->article_count];

		TRY(read_article(r, i, ret, a));
		ret->article_count++;
	}
	return 0;
}

static int load_file(struct laws *l, const char *dir, str name, struct law *ret, err *e)
{
	AUTO(buf_release) buf path;
	struct yaml_node *root = NULL;
	str text = {0};

	buf_init(&path, 8192);
	buf_printf(&path, "%s/%.*s", dir, STR_ARG(name));
	TRY(os_file_read(buf_c(&path), FILE_MOST, &l->mem, &text, e));
	struct reading r = {.mem = &l->mem, .src = {.path = arena_str(&l->mem, buf_str(&path))}, .e = e};

	TRY(yaml_parse(&l->mem, r.src, text, &root, e));
	return read_law(&r, root, str_sub(name, 0, name.n - 5), ret);
}

int laws_load(const char *dir, struct laws *ret, err *e)
{
	str *names = NULL;
	size_t n = 0;

	*ret = (struct laws){0};
	arena_init(&ret->mem, MEMORY_MOST);
	TRY(os_dir_list(dir, &ret->mem, &names, &n, e));
	ret->list = arena_new(&ret->mem, struct law, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (!str_ends(names[i], STR(".yaml")) || names[i].p[0] == '.')
			continue;
		TRY(load_file(ret, dir, names[i], &ret->list[ret->count], e));
		ret->count++;
	}
	/* Articles point to their law only now, when it lies where it stays. */
	for (size_t i = 0; i < ret->count; i++) {
		for (size_t k = 0; k < ret->list[i].article_count; k++)
			ret->list[i].articles[k].law = &ret->list[i];
	}
	return 0;
}

void laws_release(struct laws *l)
{
	arena_clear(&l->mem);
	*l = (struct laws){0};
}

const struct law_article *laws_find(const struct laws *l, str key)
{
	for (size_t i = 0; i < l->count; i++) {
		for (size_t k = 0; k < l->list[i].article_count; k++) {
			if (str_eq(l->list[i].articles[k].key, key))
				return &l->list[i].articles[k];
		}
	}
	return NULL;
}

const struct law_version *law_at(const struct law_article *a, int64_t day)
{
	for (size_t i = 0; i < a->version_count; i++) {
		if (day >= a->versions[i].from && day < a->versions[i].until)
			return &a->versions[i];
	}
	return NULL;
}
