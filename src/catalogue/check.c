#include "catalogue/check.h"

#include "base/must.h"
#include "os/file.h"

/* A check is a page of text; a megabyte of it is a mistake. */
#define FILE_MOST ((size_t)1 << 20)
#define CHECKS_MOST 5000
#define MEMORY_MOST ((size_t)256 << 20)
#define LIST_MOST 64

static const char *const severities[] = {N_("critical"), N_("high"), N_("medium"), N_("low"), NULL};
static const char *const proofs[] = {"presence", "absence", NULL};
static const char *const wants[] = {"fail", "pass", "unknown", "na", NULL};
static const char *const units[] = {"hours", "working-days", "calendar-days", NULL};
static const char *const overs[] = {"asset", "unit", NULL};

const char *severity_name(enum severity s)
{
	return severities[s];
}

struct reading {
	arena *mem;
	struct yaml_source src;
	struct check *check;
	err *e;
};

/* A list of plain values. */
static int read_list(struct reading *r, const struct yaml_node *map, const char *key, bool need, const str **ret,
		     size_t *ret_count)
{
	const struct yaml_node *list = yaml_get(map, key);
	size_t n = 0;

	if (!list && need)
		return yaml_err(r->e, r->src, map, _("%s: is missing"), key);
	if (!list)
		return 0;
	if (list->kind != YAML_LIST || list->count > LIST_MOST || (need && list->count == 0))
		return yaml_err(r->e, r->src, list, _("%s: must be a list of 1 to %d values"), key, LIST_MOST);
	str *all = arena_new(r->mem, str, list->count + 1);

	for (const struct yaml_node *i = list->child; i; i = i->next) {
		if (i->kind != YAML_SCALAR || i->text.n == 0)
			return yaml_err(r->e, r->src, i, _("%s: must be a list of plain values"), key);
		all[n++] = i->text;
	}
	*ret = all;
	*ret_count = n;
	return 0;
}

static int read_assets(struct reading *r, const struct yaml_node *map)
{
	const str *kinds = NULL;
	size_t n = 0;

	TRY(read_list(r, map, "assets", true, &kinds, &n));
	for (size_t i = 0; i < n; i++) {
		enum asset_kind k;

		if (!asset_kind_parse(kinds[i], &k))
			return yaml_err(r->e, r->src, yaml_get(map, "assets"), _("assets: there is no kind \"%.*s\""),
					STR_ARG(kinds[i]));
		r->check->assets |= 1u << k;
	}
	return 0;
}

static bool is_parameter_name(str s)
{
	if (s.n == 0 || s.n > 30 || !byte_is_alpha(s.p[0]) || str_eq(s, STR("at")))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!byte_is_alnum(s.p[i]) && s.p[i] != '_')
			return false;
	}
	return true;
}

static int read_params(struct reading *r, const struct yaml_node *map)
{
	static const char *const keys[] = {"value", "source", "sure", NULL};
	const struct yaml_node *params = yaml_get(map, "params");
	size_t n = 0;

	if (!params)
		return 0;
	if (params->kind != YAML_MAP || params->count > LIST_MOST)
		return yaml_err(r->e, r->src, params, _("params: must be a map from names to values"));
	struct check_param *all = arena_new(r->mem, struct check_param, params->count + 1);

	for (const struct yaml_node *i = params->child; i; i = i->next) {
		struct check_param *p = &all[n++];

		if (!is_parameter_name(i->key))
			return yaml_err(r->e, r->src, i, _("params: \"%.*s\" is no name for a parameter"),
					STR_ARG(i->key));
		p->name = i->key;
		TRY(yaml_only(r->src, i, keys, r->e));
		TRY(yaml_int(r->src, i, "value", true, -INT64_MAX, INT64_MAX, &p->value, r->e));
		TRY(yaml_str(r->src, i, "source", false, &p->source, r->e));
		TRY(yaml_bool(r->src, i, "sure", false, &p->sure, r->e));
	}
	r->check->params = all;
	r->check->param_count = n;
	return 0;
}

static int read_days(struct reading *r, const struct yaml_node *map)
{
	static const char *const keys[] = {"value", "unit", "sure", NULL};
	const struct yaml_node *days = yaml_get(map, "days");
	struct check_days *d = &r->check->days;
	size_t unit = 0;

	if (!days)
		return 0;
	TRY(yaml_only(r->src, days, keys, r->e));
	TRY(yaml_int(r->src, days, "value", true, 1, 3650, &d->value, r->e));
	TRY(yaml_word(r->src, days, "unit", true, units, &unit, r->e));
	d->unit = str_c(units[unit]);
	return yaml_bool(r->src, days, "sure", true, &d->sure, r->e);
}

static int read_examples(struct reading *r, const struct yaml_node *map)
{
	const struct yaml_node *list = yaml_get(map, "examples");
	size_t n = 0;

	if (!list || list->kind != YAML_LIST || list->count == 0)
		return yaml_err(r->e, r->src, list ? list : map, _("examples: a list of at least one is needed"));
	struct check_example *all = arena_new(r->mem, struct check_example, list->count);

	for (const struct yaml_node *i = list->child; i; i = i->next) {
		size_t want = 0;
		const struct yaml_node *tables = i->kind == YAML_MAP ? i->child : NULL;

		if (!tables || i->count != 1)
			return yaml_err(r->e, r->src, i,
					_("examples: each is one of fail, pass, unknown, na and its tables"));
		while (wants[want] && !str_eq(tables->key, str_c(wants[want])))
			want++;
		if (!wants[want] || tables->kind != YAML_MAP)
			return yaml_err(r->e, r->src, tables,
					_("examples: each is one of fail, pass, unknown, na and its tables"));
		all[n++] = (struct check_example){(enum example_want)want, tables, i->line + r->src.first_line - 1};
	}
	r->check->examples = all;
	r->check->example_count = n;
	return 0;
}

static int read_header(struct reading *r, const struct yaml_node *map)
{
	static const char *const keys[] = {"title",  "clause",  "item",    "basis",    "severity", "defends",
					   "assets", "proof",   "over",    "params",   "says",     "remedy",
					   "days",   "applies", "unknown", "examples", NULL};
	struct check *c = r->check;
	size_t word = 0;

	TRY(yaml_only(r->src, map, keys, r->e));
	TRY(yaml_text2(r->src, map, "title", true, &c->title, r->e));
	TRY(yaml_str(r->src, map, "clause", true, &c->clause, r->e));
	TRY(yaml_str(r->src, map, "item", false, &c->item, r->e));
	TRY(read_list(r, map, "basis", true, &c->basis, &c->basis_count));
	TRY(yaml_word(r->src, map, "severity", true, severities, &word, r->e));
	c->severity = (enum severity)word;
	TRY(read_list(r, map, "defends", false, &c->defends, &c->defends_count));
	TRY(read_assets(r, map));
	TRY(yaml_word(r->src, map, "proof", true, proofs, &word, r->e));
	c->proof = (enum proof)word;
	word = 0;
	TRY(yaml_word(r->src, map, "over", false, overs, &word, r->e));
	c->over_unit = word == 1;
	TRY(read_params(r, map));
	TRY(yaml_text2(r->src, map, "says", true, &c->says, r->e));
	TRY(yaml_text2(r->src, map, "remedy", true, &c->remedy, r->e));
	TRY(read_days(r, map));
	TRY(yaml_str(r->src, map, "applies", false, &c->applies, r->e));
	TRY(yaml_str(r->src, map, "unknown", false, &c->unknown, r->e));
	TRY(read_examples(r, map));
	str folder = str_sub(c->id, 0, str_find_byte(c->id, '/'));

	if (!str_eq(folder, c->clause))
		return yaml_err(r->e, r->src, yaml_get(map, "clause"), _("clause: the file lies in the folder of %.*s"),
				STR_ARG(folder));
	if (c->over_unit && c->assets != 1u << ASSET_UNIT)
		return yaml_err(r->e, r->src, yaml_get(map, "assets"), _("assets: with over: unit this is [unit]"));
	return 0;
}

static unsigned lines_in(str s)
{
	unsigned n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* The header is the comment at the very beginning; what stands behind it is the SQL. */
static int read_text(struct reading *r, str text)
{
	static const str open = STR_INIT("/* check\n");
	struct yaml_node *map = NULL;

	if (!str_starts(text, open))
		return yaml_err(r->e, r->src, NULL, _("a check begins with the line \"/* check\""));
	size_t end = str_find(text, STR("*/"));

	if (end == text.n)
		return yaml_err(r->e, r->src, NULL, _("the header's comment is not closed"));
	r->src.first_line = 2;
	TRY(yaml_parse(r->mem, r->src, str_sub(text, open.n, end - open.n), &map, r->e));
	TRY(read_header(r, map));
	str sql = str_from(text, end + 2);
	str trimmed = str_trim(sql);

	r->check->sql = trimmed;
	r->check->sql_line = 1 + lines_in(str_sub(text, 0, text.n - sql.n));
	if (trimmed.n)
		r->check->sql_line += lines_in(str_sub(sql, 0, (size_t)(trimmed.p - sql.p)));
	if (trimmed.n == 0) {
		struct yaml_node at = {.line = r->check->sql_line};

		r->src.first_line = 0;
		return yaml_err(r->e, r->src, &at, _("there is no SQL behind the header"));
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	return str_cmp(((const struct check *)a)->id, ((const struct check *)b)->id);
}

/* Adds the check; one of the same id is replaced. */
static int add(struct checks *c, const struct check *check, err *e)
{
	for (size_t i = 0; i < c->count; i++) {
		if (!str_eq(c->list[i].id, check->id))
			continue;
		c->list[i] = *check;
		return 0;
	}
	if (c->count == CHECKS_MOST)
		return err_set(e, E_LIMIT, _("more than %d checks"), CHECKS_MOST);
	struct check *list = reallocarray(c->list, c->count + 1, sizeof(*list));

	must(list);
	c->list = list;
	c->list[c->count++] = *check;
	return 0;
}

static int load_file(struct checks *c, const char *dir, str clause, str name, bool outside, err *e)
{
	struct check check = {.outside = outside};
	struct os_file_info info = {0};
	str text = {0};
	AUTO(buf_release) buf b;

	buf_init(&b, 8192);
	buf_printf(&b, "%.*s/%.*s", STR_ARG(clause), STR_ARG(str_sub(name, 0, name.n - 4)));
	check.id = arena_str(&c->mem, buf_str(&b));
	buf_reset(&b);
	buf_printf(&b, "%s/%.*s/%.*s", dir, STR_ARG(clause), STR_ARG(name));
	check.path = arena_str(&c->mem, buf_str(&b));
	TRY(os_file_info(buf_c(&b), &info, e));
	/* A pipe would wait for a writer for ever. */
	if (!info.is_file)
		return err_set(e, E_SYNTAX, _("%s is no regular file"), buf_c(&b));
	TRY(os_file_read(buf_c(&b), FILE_MOST, &c->mem, &text, e));
	struct reading r = {.mem = &c->mem, .src = {.path = check.path}, .check = &check, .e = e};

	if (!str_is_utf8(text))
		return yaml_err(e, r.src, NULL, _("is not valid UTF-8 text"));
	TRY(read_text(&r, text));
	return add(c, &check, e);
}

static int load_clause(struct checks *c, const char *dir, str clause, bool outside, err *e)
{
	AUTO(buf_release) buf path;
	struct os_file_info info = {0};
	str *names = NULL;
	size_t n = 0;

	buf_init(&path, 8192);
	buf_printf(&path, "%s/%.*s", dir, STR_ARG(clause));
	TRY(os_file_info(buf_c(&path), &info, e));
	/* A check that nobody runs would be a pass that nobody notices. */
	if (!info.is_dir && str_ends(clause, STR(".sql")))
		return err_set(e, E_SYNTAX,
			       _("%s: a check stands in the folder of its clause, like %s/N3.6/my-check.sql"),
			       buf_c(&path), dir);
	if (!info.is_dir)
		return 0;
	TRY(os_dir_list(buf_c(&path), &c->mem, &names, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (str_ends(names[i], STR(".sql")) && names[i].p[0] != '.' && names[i].n > 4)
			TRY(load_file(c, dir, clause, names[i], outside, e));
	}
	return 0;
}

int checks_load(struct checks *c, const char *dir, bool outside, err *e)
{
	str *names = NULL;
	size_t n = 0;

	if (!c->mem.cap)
		arena_init(&c->mem, MEMORY_MOST);
	TRY(os_dir_list(dir, &c->mem, &names, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (names[i].p[0] != '.')
			TRY(load_clause(c, dir, names[i], outside, e));
	}
	if (c->count)
		qsort(c->list, c->count, sizeof(*c->list), compare);
	return 0;
}

void checks_release(struct checks *c)
{
	free(c->list);
	arena_clear(&c->mem);
	*c = (struct checks){0};
}

const struct check *checks_find(const struct checks *c, str id)
{
	struct check key = {.id = id};

	return c->count ? bsearch(&key, c->list, c->count, sizeof(*c->list), compare) : NULL;
}
