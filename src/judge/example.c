#include "judge/example.h"

#include "base/i18n.h"
#include "judge/judge.h"

/* :at where an example names none: 2027-01-15 08:00 UTC. */
#define EXAMPLE_AT 1800000000
#define THINGS_MOST 64
#define BATCH_MOST ((size_t)4 << 20)

const char *example_want_name(enum example_want w)
{
	static const char *const names[EXAMPLE_COUNT] = {
		[EXAMPLE_FAIL] = "fail", [EXAMPLE_PASS] = "pass", [EXAMPLE_UNKNOWN] = "unknown", [EXAMPLE_NA] = "na"};

	return names[w];
}

/* An asset of the example: its number there and in the store. */
struct thing {
	int64_t number;
	int64_t id;
	enum asset_kind kind;
	bool kind_given;
	const struct yaml_node *node; /* its entry in `assets`, or NULL */
};

struct world {
	const struct example *x;
	struct yaml_source src;
	arena *mem;
	struct thing things[THINGS_MOST];
	size_t count;
	bool partial[FACT_COUNT];
	int64_t at;
	const struct yaml_node *unit; /* row of `unit`, or NULL */
	struct store_run run;
	struct store_run earlier;
	int64_t serial; /* sets the assets of this example apart from those of all others */
	bool has_before;
	err *e;
};

static int thing_get(struct world *w, int64_t number, struct thing **ret)
{
	for (size_t i = 0; i < w->count; i++) {
		if (w->things[i].number == number) {
			*ret = &w->things[i];
			return 0;
		}
	}
	if (w->count == THINGS_MOST)
		return yaml_err(w->e, w->src, w->x->example->tables, _("more than %d assets"), THINGS_MOST);
	*ret = &w->things[w->count++];
	**ret = (struct thing){.number = number, .kind = ASSET_SITE};
	for (int k = ASSET_KIND_COUNT - 1; k >= 0; k--) {
		if (w->x->check->assets & 1u << k)
			(*ret)->kind = (enum asset_kind)k;
	}
	if (w->x->check->over_unit)
		(*ret)->kind = ASSET_SITE;
	return 0;
}

static int set_kind(struct thing *t, enum asset_kind kind, bool given)
{
	if (!t->kind_given || given)
		t->kind = kind;
	t->kind_given = t->kind_given || given;
	return 0;
}

/* --- what the example names -------------------------------------------------------------------------------------- */

/* FACT_COUNT for other keys. *ret_before: <table>_before. */
static enum fact_id table_of(str key, bool *ret_before)
{
	*ret_before = str_ends(key, STR("_before"));
	return fact_find(*ret_before ? str_sub(key, 0, key.n - 7) : key);
}

static int see_rows(struct world *w, const struct yaml_node *rows, enum asset_kind kind, bool kind_known)
{
	if (rows->kind != YAML_LIST)
		return yaml_err(w->e, w->src, rows, _("a list of rows is needed"));
	for (const struct yaml_node *r = rows->child; r; r = r->next) {
		struct thing *t = NULL;
		int64_t number = 0;

		TRY(yaml_int(w->src, r, "asset", true, 1, INT32_MAX, &number, w->e));
		TRY(thing_get(w, number, &t));
		if (kind_known)
			TRY(set_kind(t, kind, false));
	}
	return 0;
}

static int see_partial(struct world *w, const struct yaml_node *list)
{
	if (list->kind != YAML_LIST)
		return yaml_err(w->e, w->src, list, _("a list of tables is needed"));
	for (const struct yaml_node *i = list->child; i; i = i->next) {
		enum fact_id f = fact_find(i->text);

		if (f == FACT_COUNT)
			return yaml_err(w->e, w->src, i, _("there is no table \"%.*s\""), STR_ARG(i->text));
		w->partial[f] = true;
	}
	return 0;
}

static int see_assets(struct world *w, const struct yaml_node *list)
{
	static const char *const keys[] = {"id", "kind", "key", "object", "host", "port", "https", "transport", NULL};

	if (list->kind != YAML_LIST)
		return yaml_err(w->e, w->src, list, _("a list of assets is needed"));
	for (const struct yaml_node *i = list->child; i; i = i->next) {
		struct thing *t = NULL;
		int64_t number = 0;
		str kind = {0};
		enum asset_kind k;

		TRY(yaml_only(w->src, i, keys, w->e));
		TRY(yaml_int(w->src, i, "id", true, 1, INT32_MAX, &number, w->e));
		TRY(thing_get(w, number, &t));
		TRY(yaml_str(w->src, i, "kind", false, &kind, w->e));
		if (kind.n && !asset_kind_parse(kind, &k))
			return yaml_err(w->e, w->src, i, _("there is no kind \"%.*s\""), STR_ARG(kind));
		if (kind.n)
			TRY(set_kind(t, k, true));
		t->node = i;
	}
	return 0;
}

static int see(struct world *w, const struct yaml_node *n)
{
	bool before = false;
	enum fact_id f = table_of(n->key, &before);

	if (f != FACT_COUNT) {
		w->has_before = w->has_before || before;
		return see_rows(w, n, ASSET_UNIT, fact_tables[f].of == OF_UNIT);
	}
	if (str_eq(n->key, STR("partial")))
		return see_partial(w, n);
	if (str_eq(n->key, STR("assets")))
		return see_assets(w, n);
	if (str_eq(n->key, STR("at")))
		return 0;
	if (str_eq(n->key, STR("unit"))) {
		w->unit = n->child;
		return see_rows(w, n, ASSET_UNIT, true);
	}
	return yaml_err(w->e, w->src, n, _("there is no table \"%.*s\" (besides: unit, assets, partial, at)"),
			STR_ARG(n->key));
}

static int see_all(struct world *w)
{
	const struct yaml_node *map = w->x->example->tables;
	struct thing *t = NULL;
	bool unit = false;
	bool subject = false;

	for (int f = 0; f < FACT_COUNT; f++)
		w->partial[f] = w->x->partial[f];
	w->at = EXAMPLE_AT;
	TRY(yaml_int(w->src, map, "at", false, 0, INT64_MAX, &w->at, w->e));
	for (const struct yaml_node *n = map->child; n; n = n->next)
		TRY(see(w, n));
	for (size_t i = 0; i < w->count; i++) {
		unit = unit || w->things[i].kind == ASSET_UNIT;
		subject = subject || w->x->check->assets & 1u << w->things[i].kind;
	}
	/* An example without any asset is about one of the kind that the check is about. */
	if (!subject && !w->x->check->over_unit)
		TRY(thing_get(w, INT32_MAX + INT64_C(1), &t));
	if (!unit) {
		TRY(thing_get(w, INT32_MAX + INT64_C(2), &t));
		TRY(set_kind(t, ASSET_UNIT, true));
	}
	return 0;
}

/* --- into the store ---------------------------------------------------------------------------------------------- */

static int put_key(struct world *w, const struct thing *t, buf *b)
{
	struct asset a = {.kind = t->kind, .port = t->kind == ASSET_SITE ? 80 : 1};
	int64_t port = 0;
	str given = {0};
	str transport = {0};
	char host[64];

	if (t->node) {
		TRY(yaml_str(w->src, t->node, "key", false, &given, w->e));
		TRY(yaml_str(w->src, t->node, "host", false, &a.host, w->e));
		TRY(yaml_int(w->src, t->node, "port", false, 1, 65535, &port, w->e));
		TRY(yaml_bool(w->src, t->node, "https", false, &a.https, w->e));
		TRY(yaml_str(w->src, t->node, "transport", false, &transport, w->e));
	}
	if (given.n) {
		buf_put(b, given);
		return 0;
	}
	a.port = port ? (uint16_t)port : a.https ? 443 : a.port;
	a.transport = str_eq(transport, STR("udp")) ? TRANSPORT_UDP : TRANSPORT_TCP;
	snprintf(host, sizeof(host), "e%lld-%lld.example.cn", (long long)w->serial, (long long)t->number);
	if (a.host.n == 0)
		a.host = str_c(host);
	a.is_addr = addr_parse(a.host, &a.ip);
	if ((t->kind == ASSET_HOST || t->kind == ASSET_SERVICE) && !a.is_addr)
		/* Any address will do that no other example has. */
		a.ip = addr_v4(10u << 24 | (uint32_t)((uint64_t)w->serial * THINGS_MOST + (uint64_t)(t - w->things)));
	if (t->kind == ASSET_FOLDER || t->kind == ASSET_LOG) {
		snprintf(host, sizeof(host), "/e%lld/%lld", (long long)w->serial, (long long)t->number);
		a.host = str_c(host);
	} else if (t->kind == ASSET_DATABASE) {
		snprintf(host, sizeof(host), "postgresql://e%lld:1/e%lld", (long long)w->serial, (long long)t->number);
		a.host = str_c(host);
	}
	a.is_addr = a.is_addr || t->kind == ASSET_HOST || t->kind == ASSET_SERVICE;
	asset_key_put(b, &a);
	return 0;
}

static int put_things(struct world *w, int64_t run)
{
	for (size_t i = 0; i < w->count; i++) {
		struct thing *t = &w->things[i];
		str object = {0};
		AUTO(buf_release) buf key;

		buf_init(&key, 1000);
		TRY(put_key(w, t, &key));
		if (t->node)
			TRY(yaml_str(w->src, t->node, "object", false, &object, w->e));
		TRY(store_asset_put(w->x->store, run, buf_str(&key), object, &t->id, NULL, w->e));
	}
	return 0;
}

static int put_value(struct world *w, const struct yaml_node *row, const struct fact_column *c, uint8_t *to)
{
	const struct yaml_node *n = yaml_get(row, c->name);

	if (!n)
		return 0;
	switch (c->type) {
	case FACT_TEXT:
		return yaml_str(w->src, row, c->name, false, (str *)(void *)to, w->e);
	case FACT_INT:
		/* "~": not known. */
		if (n->kind == YAML_SCALAR && !n->quoted && (n->text.n == 0 || str_eq(n->text, STR("~"))))
			*(int64_t *)(void *)to = FACT_NULL;
		return yaml_int(w->src, row, c->name, false, INT64_MIN + 1, INT64_MAX, (int64_t *)(void *)to, w->e);
	case FACT_BOOL:
		return yaml_bool(w->src, row, c->name, false, (bool *)to, w->e);
	case FACT_TYPE_COUNT:
		break;
	}
	return 0;
}

static int put_row(struct world *w, struct sink *k, enum fact_id f, const struct yaml_node *row)
{
	const struct fact_table *t = &fact_tables[f];
	const char *keys[FACT_COLUMNS_MOST + 2] = {"asset"};
	uint8_t *fact = arena_new(w->mem, uint8_t, t->row_size);

	for (size_t i = 0; i < t->column_count; i++)
		keys[i + 1] = t->columns[i].name;
	TRY(yaml_only(w->src, row, keys, w->e));
	/* The first member of every fact is its evidence. */
	*(uint32_t *)(void *)fact = 1;
	for (size_t i = 0; i < t->column_count; i++)
		TRY(put_value(w, row, &t->columns[i], fact + t->columns[i].offset));
	sink_fact(k, f, fact);
	return 0;
}

/* The rows of one asset: of the tables themselves, or of those named <table>_before. */
static int put_rows(struct world *w, struct sink *k, const struct thing *t, bool before)
{
	for (const struct yaml_node *n = w->x->example->tables->child; n; n = n->next) {
		bool is_before = false;
		enum fact_id f = table_of(n->key, &is_before);

		if (f == FACT_COUNT || is_before != before)
			continue;
		for (const struct yaml_node *r = n->child; r; r = r->next) {
			int64_t number = 0;

			TRY(yaml_int(w->src, r, "asset", true, 1, INT32_MAX, &number, w->e));
			if (number == t->number)
				TRY(put_row(w, k, f, r));
		}
	}
	return 0;
}

static int collect(struct world *w, struct sink *k, const struct thing *t, int64_t sweep, bool before)
{
	struct store_collection c = {.asset = t->id, .sweep = sweep, .version = 1};
	struct store_found found;

	sink_reset(k);
	(void)sink_evidence(k, "text/plain", STR("example"));
	TRY(put_rows(w, k, t, before));
	for (int f = 0; f < FACT_COUNT && !before; f++) {
		bool own = (fact_tables[f].of == OF_UNIT) == (t->kind == ASSET_UNIT);

		if (w->partial[f] && own)
			sink_gap(k, (enum fact_id)f, "partial in the example");
	}
	sink_end(k, COLLECTED_DONE, "");
	return store_commit_batch(w->x->store, &c, buf_str(&k->b), w->mem, &found, w->e);
}

static int put_run(struct world *w, struct store_run *run, bool before)
{
	enum fact_id fills[FACT_COUNT];
	struct sink k;
	int64_t sweep = 0;
	int rc = 0;

	*run = (struct store_run){.began = before ? w->at - 86400 : w->at, .unit = STR("某某公司")};
	if (w->unit) {
		TRY(yaml_str(w->src, w->unit, "name", false, &run->unit, w->e));
		TRY(yaml_str(w->src, w->unit, "uscc", false, &run->uscc, w->e));
		TRY(yaml_str(w->src, w->unit, "province", false, &run->province, w->e));
		TRY(yaml_str(w->src, w->unit, "vantage", false, &run->vantage, w->e));
	}
	TRY(store_run_new(w->x->store, run, w->mem, w->e));
	if (w->serial == 0)
		w->serial = run->n;
	for (int f = 0; f < FACT_COUNT; f++)
		fills[f] = (enum fact_id)f;
	TRY(store_sweep(w->x->store, run->n, STR("example"), 1, fills, FACT_COUNT, &sweep, w->e));
	TRY(put_things(w, run->n));
	sink_init(&k, BATCH_MOST, store_key(w->x->store));
	for (size_t i = 0; rc == 0 && i < w->count; i++) {
		rc = store_plan(w->x->store, run->n, w->things[i].id, sweep, 0, w->e);
		if (rc == 0)
			rc = collect(w, &k, &w->things[i], sweep, before);
	}
	sink_release(&k);
	return rc;
}

static int put_all(struct world *w)
{
	TRY(store_begin(w->x->store, w->e));
	int rc = w->has_before ? put_run(w, &w->earlier, true) : 0;

	if (rc == 0)
		rc = put_run(w, &w->run, false);
	if (rc == 0)
		rc = store_commit(w->x->store, w->e);
	if (rc < 0)
		store_rollback(w->x->store);
	return rc;
}

/* --- what came of it --------------------------------------------------------------------------------------------- */

struct reading {
	struct example_result *ret;
	buf says;
	int64_t check;
};

static int see_coverage(void *ctx, const struct store_coverage *c, err *)
{
	struct reading *r = ctx;

	r->check = c->n;
	if (c->error.n)
		(void)err_set(&r->ret->error, E_SYNTAX, "%.*s", STR_ARG(c->error));
	if (c->counts.by[VERDICT_FAIL])
		r->ret->got = EXAMPLE_FAIL;
	else if (c->counts.by[VERDICT_UNKNOWN])
		r->ret->got = EXAMPLE_UNKNOWN;
	else if (c->counts.by[VERDICT_PASS])
		r->ret->got = EXAMPLE_PASS;
	else
		r->ret->got = EXAMPLE_NA;
	return 0;
}

static int see_problem(void *ctx, const struct store_problem *p, err *)
{
	struct reading *r = ctx;

	buf_printf(&r->says, "[%.*s|", STR_ARG(p->place));
	for (size_t i = 0; i < p->says_count; i++)
		buf_printf(&r->says, "%.*s=%.*s;", STR_ARG(p->says_name[i]), STR_ARG(p->says_value[i]));
	buf_put_c(&r->says, p->at_least ? "+]" : "]");
	return 0;
}

int example_run(const struct example *x, arena *mem, struct example_result *ret, err *e)
{
	struct world w = {.x = x, .mem = mem, .e = e, .src = {.path = x->check->path, .first_line = 2}};
	char id[200];
	struct judge_conf conf = {.store = x->store, .checks = x->checks, .only = id, .version = "", .at = EXAMPLE_AT};
	struct reading r = {.ret = ret};
	int64_t judgement = 0;

	*ret = (struct example_result){.got = EXAMPLE_COUNT};
	snprintf(id, sizeof(id), "%.*s", STR_ARG(x->check->id));
	TRY(see_all(&w));
	TRY(put_all(&w));
	conf.run = w.run.n;
	TRY(judge_run(&conf, &judgement, e));
	buf_init(&r.says, 1u << 20);
	int rc = store_coverage_each(x->store, judgement, see_coverage, &r, e);

	if (rc == 0)
		rc = store_problem_each(x->store, judgement, r.check, UINT64_MAX, see_problem, &r, e);
	ret->says = arena_str(mem, buf_str(&r.says));
	buf_release(&r.says);
	return rc;
}
