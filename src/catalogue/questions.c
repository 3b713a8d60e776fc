#include "catalogue/questions.h"

#include "base/map.h"
#include "base/near.h"
#include "os/file.h"

#define FILE_MOST ((size_t)4 << 20)
#define MEMORY_MOST ((size_t)128 << 20)
#define QUESTIONS_MOST 5000
#define PASSAGES_MOST 500
/* Passages are looked for in a stretch of this many characters at most: the search stays linear. */
#define WITHIN_MOST 400

static const char *const methods[] = {"examine", "interview", "test", NULL};
static const char *const severities[] = {"critical", "high", "medium", "low", NULL};
static const char *const units[] = {"hours", "working-days", "calendar-days", NULL};
static const char *const marks[] = {"V", "K", "K?", "unread", NULL};
static const char *const cycles[] = {
	"once",        "yearly",       "two-yearly",      "6 months",        "90 days",    "per change", "per event",
	"per release", "per contract", "per new project", "per new service", "continuous", NULL};

struct reading {
	struct questions *q;
	const struct laws *laws;
	map ids;
	struct digest_run *run;
	arena *mem;
	struct yaml_source src;
	err *e;
};

/* A list of words, or an empty one. */
static int read_list(struct reading *r, const struct yaml_node *at, const char *key, bool need,
		     struct question_words *ret)
{
	const struct yaml_node *n = yaml_get(at, key);

	if (!n && !need)
		return 0;
	if (!n || n->kind != YAML_LIST || n->count == 0)
		return yaml_err(r->e, r->src, n ? n : at, _("%s: a list of words is needed"), key);
	str *list = arena_new(r->mem, str, n->count);

	for (const struct yaml_node *i = n->child; i; i = i->next) {
		if (i->kind != YAML_SCALAR || !i->text.n)
			return yaml_err(r->e, r->src, i, _("%s: a list of words is needed"), key);
		list[ret->count++] = i->text;
	}
	ret->list = list;
	return 0;
}

/* ---- passages ---- */

static int read_words(struct reading *r, const struct yaml_node *n, struct question_words *ret)
{
	if (n->kind != YAML_LIST || n->count == 0)
		return yaml_err(r->e, r->src, n, _("near: a list of lists of words is needed"));
	str *list = arena_new(r->mem, str, n->count);

	for (const struct yaml_node *i = n->child; i; i = i->next) {
		if (i->kind != YAML_SCALAR || !i->text.n)
			return yaml_err(r->e, r->src, i, _("near: a list of lists of words is needed"));
		list[ret->count++] = i->text;
	}
	ret->list = list;
	return 0;
}

static int read_passage(struct reading *r, const struct yaml_node *n, struct question_passage *p)
{
	static const char *const keys[] = {"id", "title", "any", "near", "within", "days", NULL};
	int64_t within = 0, days = 0;

	TRY(yaml_only(r->src, n, keys, r->e));
	TRY(yaml_str(r->src, n, "id", true, &p->id, r->e));
	TRY(yaml_text2(r->src, n, "title", true, &p->title, r->e));
	TRY(read_list(r, n, "any", true, &p->any));
	TRY(yaml_int(r->src, n, "within", true, 1, WITHIN_MOST, &within, r->e));
	TRY(yaml_int(r->src, n, "days", false, 1, 36500, &days, r->e));
	p->within = (unsigned)within;
	p->days = (unsigned)days;
	const struct yaml_node *near = yaml_get(n, "near");

	if (near && (near->kind != YAML_LIST || near->count > QUESTION_NEAR_MOST))
		return yaml_err(r->e, r->src, near, _("near: a list of at most %d lists of words is needed"),
				QUESTION_NEAR_MOST);
	for (const struct yaml_node *i = near ? near->child : NULL; i; i = i->next)
		TRY(read_words(r, i, &p->near[p->near_count++]));
	for (const struct question_passage *o = r->q->passages; o < p; o++) {
		if (str_eq(o->id, p->id))
			return yaml_err(r->e, r->src, n, _("id: \"%.*s\" stands here for the second time"),
					STR_ARG(p->id));
	}
	return 0;
}

static int read_passages(struct reading *r, const struct yaml_node *root)
{
	static const char *const keys[] = {"passages", NULL};
	const struct yaml_node *list = yaml_get(root, "passages");

	TRY(yaml_only(r->src, root, keys, r->e));
	if (!list || list->kind != YAML_LIST || list->count > PASSAGES_MOST)
		return yaml_err(r->e, r->src, root, _("a list \"passages\" is needed"));
	r->q->passages = arena_new(r->mem, struct question_passage, list->count + 1);
	for (const struct yaml_node *n = list->child; n; n = n->next) {
		TRY(read_passage(r, n, &r->q->passages[r->q->passage_count]));
		r->q->passage_count++;
	}
	return 0;
}

static const struct question_passage *find_passage(const struct questions *q, str id)
{
	for (size_t i = 0; i < q->passage_count; i++) {
		if (str_eq(q->passages[i].id, id))
			return &q->passages[i];
	}
	return NULL;
}

/* ---- questions ---- */

static int read_cited(struct reading *r, const struct yaml_node *n, struct question *q)
{
	static const char *const keys[] = {"law", "article", "mark", NULL};
	const struct yaml_node *list = yaml_get(n, "cited");
	size_t mark = 0;

	if (!list)
		return 0;
	if (list->kind != YAML_LIST)
		return yaml_err(r->e, r->src, list, _("cited: a list is needed"));
	struct question_cited *to = arena_new(r->mem, struct question_cited, list->count);

	q->cited = to;
	for (const struct yaml_node *i = list->child; i; i = i->next, to++) {
		TRY(yaml_only(r->src, i, keys, r->e));
		TRY(yaml_str(r->src, i, "law", true, &to->law, r->e));
		TRY(yaml_str(r->src, i, "article", false, &to->article, r->e));
		TRY(yaml_word(r->src, i, "mark", true, marks, &mark, r->e));
		to->mark = str_c(marks[mark]);
		q->cited_count++;
	}
	return 0;
}

static int read_basis(struct reading *r, const struct yaml_node *n, struct question *q)
{
	struct question_words keys = {0};

	TRY(read_list(r, n, "basis", false, &keys));
	const struct law_article **list = arena_new(r->mem, const struct law_article *, keys.count + 1);

	for (size_t i = 0; i < keys.count; i++) {
		list[i] = laws_find(r->laws, keys.list[i]);
		if (!list[i])
			return yaml_err(r->e, r->src, yaml_get(n, "basis"),
					_("basis: no article %.*s in catalogue/laws"), STR_ARG(keys.list[i]));
	}
	q->basis = list;
	q->basis_count = keys.count;
	return 0;
}

static int read_asked_passages(struct reading *r, const struct yaml_node *n, struct question *q)
{
	struct question_words ids = {0};

	TRY(read_list(r, n, "passages", false, &ids));
	const struct question_passage **list = arena_new(r->mem, const struct question_passage *, ids.count + 1);

	for (size_t i = 0; i < ids.count; i++) {
		list[i] = find_passage(r->q, ids.list[i]);
		if (!list[i])
			return yaml_err(r->e, r->src, yaml_get(n, "passages"), _("passages: no %.*s in passages.yaml"),
					STR_ARG(ids.list[i]));
	}
	q->passages = list;
	q->passage_count = ids.count;
	return 0;
}

static int read_days(struct reading *r, const struct yaml_node *n, struct question *q)
{
	static const char *const keys[] = {"value", "unit", "sure", NULL};
	const struct yaml_node *days = yaml_get(n, "days");
	size_t unit = 0;

	if (!days)
		return 0;
	TRY(yaml_only(r->src, days, keys, r->e));
	TRY(yaml_int(r->src, days, "value", true, 0, 3650, &q->days, r->e));
	TRY(yaml_word(r->src, days, "unit", true, units, &unit, r->e));
	TRY(yaml_bool(r->src, days, "sure", true, &q->days_sure, r->e));
	q->days_unit = str_c(units[unit]);
	return 0;
}

static int read_lists(struct reading *r, const struct yaml_node *n, struct question *q)
{
	struct question_words objects = {0}, checks = {0};

	TRY(read_list(r, n, "objects", false, &objects));
	TRY(read_list(r, n, "checks", false, &checks));
	q->objects = objects.list;
	q->object_count = objects.count;
	q->checks = checks.list;
	q->check_count = checks.count;
	TRY(read_basis(r, n, q));
	TRY(read_cited(r, n, q));
	TRY(read_asked_passages(r, n, q));
	return read_days(r, n, q);
}

static int read_question(struct reading *r, const struct yaml_node *n, str clause, struct question *q)
{
	static const char *const keys[] = {"id",    "title",  "asks",     "method",   "objects",  "when",
					   "basis", "cited",  "evidence", "cycle",    "severity", "remedy",
					   "days",  "checks", "settled",  "passages", NULL};
	size_t method = 0, severity = 0, cycle = 0;
	bool fresh = false;

	*q = (struct question){.clause = clause, .line = n->line};
	TRY(yaml_only(r->src, n, keys, r->e));
	TRY(yaml_str(r->src, n, "id", true, &q->id, r->e));
	TRY(yaml_text2(r->src, n, "title", true, &q->title, r->e));
	TRY(yaml_text2(r->src, n, "asks", true, &q->asks, r->e));
	TRY(yaml_text2(r->src, n, "when", false, &q->when, r->e));
	TRY(yaml_word(r->src, n, "method", true, methods, &method, r->e));
	TRY(yaml_word(r->src, n, "severity", true, severities, &severity, r->e));
	TRY(yaml_word(r->src, n, "cycle", true, cycles, &cycle, r->e));
	TRY(yaml_str(r->src, n, "evidence", true, &q->evidence, r->e));
	TRY(yaml_str(r->src, n, "remedy", true, &q->remedy, r->e));
	TRY(yaml_bool(r->src, n, "settled", false, &q->settled, r->e));
	q->method = (enum question_method)method;
	q->severity = str_c(severities[severity]);
	q->cycle = str_c(cycles[cycle]);
	TRY(read_lists(r, n, q));
	if (q->settled && !q->check_count)
		return yaml_err(r->e, r->src, n, _("settled: by which check?"));
	if (!str_starts(q->id, clause) || q->id.n <= clause.n + 1 || q->id.p[clause.n] != '.')
		return yaml_err(r->e, r->src, n, _("id: must begin with %.*s."), STR_ARG(clause));
	if (!map_add(&r->ids, q->id, &fresh) || !fresh)
		return yaml_err(r->e, r->src, n, _("id: \"%.*s\" stands here for the second time"), STR_ARG(q->id));
	return 0;
}

static int read_questionnaire(struct reading *r, const struct yaml_node *root)
{
	static const char *const keys[] = {"clause", "questions", NULL};
	const struct yaml_node *list = yaml_get(root, "questions");
	str clause = {0};

	TRY(yaml_only(r->src, root, keys, r->e));
	TRY(yaml_str(r->src, root, "clause", true, &clause, r->e));
	if (!list || list->kind != YAML_LIST)
		return yaml_err(r->e, r->src, root, _("a list \"questions\" is needed"));
	if (r->q->count + list->count > QUESTIONS_MOST)
		return yaml_err(r->e, r->src, list, _("at most %d questions"), QUESTIONS_MOST);
	for (const struct yaml_node *n = list->child; n; n = n->next) {
		TRY(read_question(r, n, clause, &r->q->list[r->q->count]));
		r->q->count++;
	}
	return 0;
}

static int read_file(struct reading *r, const char *dir, str name)
{
	AUTO(buf_release) buf path;
	struct yaml_node *root = NULL;
	str text = {0};

	buf_init(&path, 8192);
	buf_printf(&path, "%s/%.*s", dir, STR_ARG(name));
	TRY(os_file_read(buf_c(&path), FILE_MOST, r->mem, &text, r->e));
	digest_run_add(r->run, name);
	digest_run_add(r->run, text);
	r->src = (struct yaml_source){.path = arena_str(r->mem, buf_str(&path))};
	TRY(yaml_parse(r->mem, r->src, text, &root, r->e));
	return str_eq(name, STR("passages.yaml")) ? read_passages(r, root) : read_questionnaire(r, root);
}

static int read_all(struct reading *r, const char *dir)
{
	str *names = NULL;
	size_t n = 0;

	TRY(os_dir_list(dir, r->mem, &names, &n, r->e));
	/* Questions name passages, so these come first. */
	TRY(read_file(r, dir, STR("passages.yaml")));
	for (size_t i = 0; i < n; i++) {
		if (!str_ends(names[i], STR(".yaml")) || names[i].p[0] == '.' || str_eq(names[i], STR("passages.yaml")))
			continue;
		TRY(read_file(r, dir, names[i]));
	}
	return 0;
}

int questions_load(const char *dir, const struct laws *laws, struct questions *ret, err *e)
{
	struct reading r = {.q = ret, .laws = laws, .mem = &ret->mem, .e = e};

	*ret = (struct questions){0};
	arena_init(&ret->mem, MEMORY_MOST);
	ret->list = arena_new(&ret->mem, struct question, QUESTIONS_MOST);
	map_init(&r.ids, QUESTIONS_MOST, 0);
	r.run = digest_run_new();
	int rc = read_all(&r, dir);
	digest d = digest_run_end(r.run);

	ret->digest = digest_to_hex(&d);
	map_release(&r.ids);
	return rc;
}

void questions_release(struct questions *q)
{
	arena_clear(&q->mem);
	*q = (struct questions){0};
}

const struct question *questions_find(const struct questions *q, str id)
{
	for (size_t i = 0; i < q->count; i++) {
		if (str_eq(q->list[i].id, id))
			return &q->list[i];
	}
	return NULL;
}

str questions_nearest(const struct questions *q, str id)
{
	size_t best = SIZE_MAX;
	str ret = {0};

	for (size_t i = 0; i < q->count; i++) {
		if (near_better(id, q->list[i].id, &best))
			ret = q->list[i].id;
	}
	return ret;
}

bool question_binds(const struct question *q, int64_t day)
{
	for (size_t i = 0; i < q->basis_count; i++) {
		const struct law_version *v = law_at(q->basis[i], day);

		if (v && v->read == LAW_READ_TEXT)
			return true;
	}
	return false;
}

void question_basis_put(buf *b, const struct question *q, int64_t day, enum lang lang)
{
	const char *sep = "";

	for (size_t i = 0; i < q->basis_count; i++) {
		const struct law_version *v = law_at(q->basis[i], day);

		if (!v)
			continue;
		str name = text2_in(q->basis[i]->law->name, lang);

		buf_printf(b, "%s%.*s %.*s%s", sep, STR_ARG(name), STR_ARG(v->number),
			   v->read == LAW_READ_TEXT ? ""
						    : i18n_text_in(lang, N_(" (words not compared with the text)")));
		sep = "；";
	}
	for (size_t i = 0; i < q->cited_count; i++) {
		const struct question_cited *c = &q->cited[i];

		buf_printf(b, "%s%.*s %.*s%s", sep, STR_ARG(c->law), STR_ARG(c->article),
			   str_eq(c->mark, STR("V"))
				   ? i18n_text_in(lang, N_(" (words not in the catalogue)"))
				   : i18n_text_in(lang, N_(" (from practice or memory, binds nobody)")));
		sep = "；";
	}
}

const char *question_method_words(enum question_method m)
{
	static const char *const words[QUESTION_METHOD_COUNT] = {
		[QUESTION_EXAMINE] = N_("papers"),
		[QUESTION_INTERVIEW] = N_("interview"),
		[QUESTION_TEST] = N_("test by hand"),
	};

	return words[m];
}
