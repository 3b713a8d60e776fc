/* Where a scope's data lies: data: (folders), databases:, logs:. */
#include "catalogue/scope_priv.h"
#include "os/file.h"

#define STORES_MOST 1000
#define ROWS_MOST 1000000
#define DUTIES_MOST 200
#define BYTES_MOST ((int64_t)1 << 50)

static const char *const products[] = {"postgresql", "mysql", "redis", NULL};
static const uint16_t product_ports[] = {5432, 3306, 6379};

/* The object that a store belongs to: named, or the only one. */
static int read_owner(struct scope_reader *r, const struct yaml_node *n, uint32_t *ret, err *e)
{
	str id = {0};

	if (n->kind == YAML_MAP)
		TRY(yaml_str(r->src, n, "object", r->s->object_count > 1, &id, e));
	else if (r->s->object_count > 1)
		return yaml_err(e, r->src, n, _("to which object does it belong? write {path: …, object: ID}"));
	*ret = 0;
	for (uint32_t i = 0; id.n && i < r->s->object_count; i++) {
		if (str_eq(r->s->objects[i].id, id)) {
			*ret = i;
			return 0;
		}
	}
	return id.n ? yaml_err(e, r->src, yaml_get(n, "object"), _("object: there is no %s among the objects"),
			       scope_quoted(id).c)
		    : 0;
}

static int add(struct scope_reader *r, const struct yaml_node *n, struct scope_store *store, str rest, err *e)
{
	struct scope *s = r->s;
	struct asset a = {.kind = store->kind, .host = rest};

	TRY(read_owner(r, n, &store->object, e));
	buf_reset(&r->key);
	asset_key_put(&r->key, &a);
	store->line = n->line;
	store->key = arena_str(&s->mem, buf_str(&r->key));
	if (scope_store_of(s, store->key))
		return yaml_err(e, r->src, n, _("%.*s is listed twice"), STR_ARG(rest));
	if (s->store_count == STORES_MOST)
		return yaml_err(e, r->src, n, _("more than %d folders, databases and logs"), STORES_MOST);
	if (!s->stores)
		s->stores = arena_new(&s->mem, struct scope_store, STORES_MOST);
	s->stores[s->store_count++] = *store;
	return 0;
}

/* A folder, absolute whatever the working folder, so that its asset is the same one tomorrow. */
static int read_path(struct scope_reader *r, const struct yaml_node *n, str path, str *ret, err *e)
{
	AUTO(buf_release) buf b;
	err why = {0};

	buf_init(&b, 4096);
	str joined = scope_path(r, path);

	if (os_path_absolute((const char *)joined.p, &b, &why) < 0)
		return yaml_err(e, r->src, n, "%s", why.text);
	*ret = (str){(const uint8_t *)arena_cstr(&r->s->mem, buf_str(&b)), b.n};
	return 0;
}

static int read_folder(struct scope_reader *r, const struct yaml_node *n, err *e)
{
	static const char *const keys[] = {"path", "object", "public", "test", NULL};
	struct scope_store store = {.kind = ASSET_FOLDER};
	str path = n->text;

	if (n->kind == YAML_MAP) {
		TRY(yaml_only(r->src, n, keys, e));
		TRY(yaml_str(r->src, n, "path", true, &path, e));
		TRY(yaml_bool(r->src, n, "public", false, &store.is_public, e));
		TRY(yaml_bool(r->src, n, "test", false, &store.test, e));
	} else {
		TRY(scope_scalar(r, n, _("the path of a folder"), e));
	}
	TRY(read_path(r, n, path, &store.path, e));
	return add(r, n, &store, store.path, e);
}

static int read_duty(struct scope_reader *r, const struct yaml_node *n, err *e)
{
	static const char *const keys[] = {"duty", "done", "paper", NULL};
	static const char *const duties[] = {"pi-officer",  "data-officer",  "audit", "face-filing",
					     "minor-rules", "social-report", NULL};
	struct scope_duty *d = &r->s->data.duties[r->s->data.duty_count];
	size_t which = 0;
	str paper = {0};

	if (n->kind != YAML_MAP)
		return yaml_err(e, r->src, n, _("duties: write {duty: audit, done: 2026-01-31, paper: …}"));
	TRY(yaml_only(r->src, n, keys, e));
	TRY(yaml_word(r->src, n, "duty", true, duties, &which, e));
	TRY(yaml_date(r->src, n, "done", true, &d->done, e));
	TRY(yaml_str(r->src, n, "paper", false, &paper, e));
	d->duty = str_c(duties[which]);
	d->paper = arena_str(&r->s->mem, str_sub(paper, 0, 300));
	r->s->data.duty_count++;
	return 0;
}

static int read_duties(struct scope_reader *r, const struct yaml_node *data, err *e)
{
	const struct yaml_node *list;

	TRY(scope_list(r, data, "duties", &list, e));
	if (!list)
		return 0;
	r->s->data.duties_told = true;
	if (list->count > DUTIES_MOST)
		return yaml_err(e, r->src, list, _("duties: more than %d"), DUTIES_MOST);
	r->s->data.duties = arena_new(&r->s->mem, struct scope_duty, list->count + 1);
	for (const struct yaml_node *n = list->child; n; n = n->next)
		TRY(read_duty(r, n, e));
	return 0;
}

static int read_data(struct scope_reader *r, const struct yaml_node *n, err *e)
{
	static const char *const keys[] = {"ordered_by", "rows", "bytes", "inventory", "folders", "duties", NULL};
	const struct yaml_node *list;
	struct scope *s = r->s;
	str by = {0}, inventory = {0};

	TRY(yaml_only(r->src, n, keys, e));
	TRY(yaml_str(r->src, n, "ordered_by", true, &by, e));
	if (!str_trim(by).n || by.n > 200)
		return yaml_err(e, r->src, n, _("ordered_by: say who ordered that data is looked at"));
	s->data.ordered_by = arena_str(&s->mem, by);
	TRY(yaml_int(r->src, n, "rows", false, 1, ROWS_MOST, &s->data.rows, e));
	TRY(yaml_int(r->src, n, "bytes", false, 1, BYTES_MOST, &s->data.bytes, e));
	TRY(yaml_str(r->src, n, "inventory", false, &inventory, e));
	if (inventory.n)
		s->data.inventory = scope_path(r, inventory);
	TRY(read_duties(r, n, e));
	TRY(scope_list(r, n, "folders", &list, e));
	for (const struct yaml_node *f = list ? list->child : NULL; f; f = f->next)
		TRY(read_folder(r, f, e));
	return 0;
}

/* postgresql://127.0.0.1:5432/shop */
static void put_url(buf *b, const struct scope_store *store)
{
	bool v6 = !addr_is_v4(store->ip);

	buf_printf(b, "%.*s://%s", STR_ARG(store->product), v6 ? "[" : "");
	addr_put(b, store->ip);
	buf_printf(b, "%s:%u/%.*s", v6 ? "]" : "", store->port, STR_ARG(store->name));
}

/* A name goes into a key and a connection: no blanks, quotes or controls. */
static bool plain_name(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] == 0x7f || s.p[i] == '\'' || s.p[i] == '"' || s.p[i] == '\\' ||
		    s.p[i] == '/')
			return false;
	return s.n <= 128;
}

static int read_account(struct scope_reader *r, const struct yaml_node *n, struct scope_store *store, err *e)
{
	str name = {0}, user = {0}, password = {0};
	bool redis = str_eq(store->product, STR("redis"));

	TRY(yaml_str(r->src, n, "name", !redis, &name, e));
	TRY(yaml_str(r->src, n, "user", !redis, &user, e));
	TRY(yaml_str(r->src, n, "password_file", false, &password, e));
	if (!plain_name(name) || !plain_name(user))
		return yaml_err(e, r->src, n, _("name, user: without blanks, quotes and slashes, at most 128 bytes"));
	store->name = arena_str(&r->s->mem, name.n ? name : STR("0"));
	store->user = arena_str(&r->s->mem, user);
	if (password.n)
		store->password_file = scope_path(r, password);
	return 0;
}

static int read_database(struct scope_reader *r, const struct yaml_node *n, err *e)
{
	static const char *const keys[] = {"kind",   "host", "port", "name", "user", "password_file",
					   "object", "test", "tls",  "ca",   NULL};
	struct scope_store store = {.kind = ASSET_DATABASE};
	AUTO(buf_release) buf url;
	size_t product = 0;
	int64_t port = 0;
	str host = {0}, ca = {0};

	TRY(yaml_only(r->src, n, keys, e));
	TRY(yaml_word(r->src, n, "kind", true, products, &product, e));
	store.product = str_c(products[product]);
	TRY(yaml_str(r->src, n, "host", true, &host, e));
	if (!addr_parse(host, &store.ip))
		return yaml_err(e, r->src, yaml_get(n, "host"),
				_("host: %s is no address; a database is named by its address"), scope_quoted(host).c);
	port = product_ports[product];
	TRY(yaml_int(r->src, n, "port", false, 1, 65535, &port, e));
	store.port = (uint16_t)port;
	TRY(yaml_bool(r->src, n, "test", false, &store.test, e));
	TRY(yaml_bool(r->src, n, "tls", false, &store.tls, e));
	store.plain = yaml_get(n, "tls") && !store.tls;
	TRY(yaml_str(r->src, n, "ca", false, &ca, e));
	if (ca.n && store.plain)
		return yaml_err(e, r->src, yaml_get(n, "ca"), _("ca: needs TLS; leave tls: false away"));
	store.ca = ca.n ? scope_path(r, ca) : (str){0};
	store.tls |= ca.n > 0;
	TRY(read_account(r, n, &store, e));
	buf_init(&url, 1024);
	put_url(&url, &store);
	return add(r, n, &store, buf_str(&url), e);
}

static int read_log(struct scope_reader *r, const struct yaml_node *n, err *e)
{
	static const char *const keys[] = {"path", "object", "keeps", "started", "rotation", NULL};
	static const char *const duties[] = {"network", "provision", "operation", NULL};
	struct scope_store store = {.kind = ASSET_LOG, .keeps = STR("network"), .started = INT64_MIN};
	str path = n->text, rotation = {0};
	size_t duty = 0;

	if (n->kind == YAML_MAP) {
		TRY(yaml_only(r->src, n, keys, e));
		TRY(yaml_str(r->src, n, "path", true, &path, e));
		TRY(yaml_str(r->src, n, "rotation", false, &rotation, e));
		store.rotation = rotation.n ? scope_path(r, rotation) : rotation;
		TRY(yaml_word(r->src, n, "keeps", false, duties, &duty, e));
		store.keeps = str_c(duties[duty]);
		if (yaml_get(n, "started"))
			TRY(yaml_date(r->src, n, "started", true, &store.started, e));
	} else {
		TRY(scope_scalar(r, n, _("the path of a folder of logs"), e));
	}
	TRY(read_path(r, n, path, &store.path, e));
	return add(r, n, &store, store.path, e);
}

int scope_stores_read(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	const struct yaml_node *data = yaml_get(top, "data"), *list;

	r->s->data.rows = SCOPE_ROWS_USUAL;
	r->s->data.bytes = SCOPE_BYTES_USUAL;
	if (data)
		TRY(read_data(r, data, e));
	TRY(scope_list(r, top, "databases", &list, e));
	if (list && list->count && !data)
		return yaml_err(e, r->src, list,
				_("databases: needs data: with ordered_by: who ordered that data is looked at"));
	for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next)
		TRY(read_database(r, n, e));
	TRY(scope_list(r, top, "logs", &list, e));
	for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next)
		TRY(read_log(r, n, e));
	return 0;
}
