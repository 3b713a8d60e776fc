/* What a scope names: objects with their sites, hosts, networks, domains and folders. */
#include <stdlib.h>

#include "base/map.h"
#include "base/must.h"
#include "catalogue/scope_priv.h"
#include "ident/domain.h"
#include "os/file.h"

#define PATHS_MOST 1000
#define ID_MOST 40

/* A sites_file, read before the items are counted. */
struct scope_list {
	str path;
	str bytes;
};

/* Ports that an object's hosts and networks take when they say none. */
struct port_list {
	const struct scope_ports *ports;
	size_t n;
	bool given;
};

/* ---- ports ---- */

static bool ports_parse(str s, struct scope_ports *ret)
{
	struct scope_ports p = {.transport = TRANSPORT_TCP};
	uint64_t lo, hi;

	if (str_starts(s, STR("udp/"))) {
		p.transport = TRANSPORT_UDP;
		s = str_from(s, 4);
	} else if (str_starts(s, STR("tcp/"))) {
		s = str_from(s, 4);
	}
	struct str_cut c = str_cut(&s, '-');

	if (!str_to_u64(c.head, 65535, &lo) || lo == 0)
		return false;
	hi = lo;
	if (c.ok && (!str_to_u64(s, 65535, &hi) || hi < lo))
		return false;
	p.lo = (uint16_t)lo;
	p.hi = (uint16_t)hi;
	*ret = p;
	return true;
}

static uint64_t ports_count(const struct scope_ports *p, size_t n)
{
	uint64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += p[i].hi - p[i].lo + 1u;
	return count;
}

static int by_port(const void *a, const void *b)
{
	const struct scope_ports *x = a, *y = b;

	if (x->transport != y->transport)
		return x->transport < y->transport ? -1 : 1;
	return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Sorted, and those that touch or overlap made one: no port is asked twice. */
static size_t ports_merge(struct scope_ports *p, size_t n)
{
	size_t kept = 0;

	qsort(p, n, sizeof(*p), by_port);
	for (size_t i = 0; i < n; i++) {
		struct scope_ports *last = kept ? &p[kept - 1] : NULL;

		if (last && last->transport == p[i].transport && p[i].lo <= last->hi + 1u) {
			if (p[i].hi > last->hi)
				last->hi = p[i].hi;
		} else {
			p[kept++] = p[i];
		}
	}
	return kept;
}

static int read_ports(struct scope_reader *r, const struct yaml_node *object, struct port_list *ret, err *e)
{
	const struct yaml_node *list;

	TRY(scope_list(r, object, "ports", &list, e));
	if (!list)
		return 0;
	if (list->count > SCOPE_PORTS_MOST)
		return yaml_err(e, r->src, list, _("ports: more than %d for one address"), SCOPE_PORTS_MOST);
	struct scope_ports *p = arena_new(&r->s->mem, struct scope_ports, list->count);
	size_t n = 0;

	for (const struct yaml_node *c = list->child; c; c = c->next) {
		TRY(scope_scalar(r, c, _("a port like 80, 6000-6010 or udp/53"), e));
		if (!ports_parse(c->text, &p[n++]))
			return yaml_err(e, r->src, c, _("%s is no port (80, 6000-6010, udp/53)"),
					scope_quoted(c->text).c);
	}
	n = ports_merge(p, n);
	if (ports_count(p, n) > SCOPE_PORTS_MOST)
		return yaml_err(e, r->src, list, _("ports: more than %d for one address"), SCOPE_PORTS_MOST);
	*ret = (struct port_list){p, n, true};
	return 0;
}

/* ---- items ---- */

static struct scope_item *item_new(struct scope_reader *r, enum scope_item_kind kind, unsigned line)
{
	must(r->s->item_count < r->room);
	struct scope_item *item = &r->s->items[r->s->item_count++];

	*item = (struct scope_item){.kind = kind, .object = (uint32_t)(r->s->object_count - 1), .line = line};
	return item;
}

static str key_of(struct scope_reader *r, const struct asset *a)
{
	buf_reset(&r->key);
	asset_key_put(&r->key, a);
	return arena_str(&r->s->mem, buf_str(&r->key));
}

/* What no list may open: group and unspecified addresses; IPv4 in the middle of a range of IPv6. */
static bool is_addressable(struct addr_range range)
{
	enum addr_class lo = addr_class_of(range.lo), hi = addr_class_of(range.hi);
	bool zero = addr_is_v4(range.lo) ? range.lo.b[12] == 0 : addr_eq(range.lo, (addr){0});
	bool mapped = !addr_is_v4(range.lo) && addr_range_has(range, addr_v4(0));

	return !zero && !mapped && lo != ADDR_MULTICAST && hi != ADDR_MULTICAST;
}

/* ---- sites ---- */

struct site {
	bool both; /* no scheme: http on 80 and https on 443 */
	struct asset asset;
};

static const char *site_port(str s, struct site *ret)
{
	uint64_t port = ret->asset.https ? 443 : 80;

	if (s.n && (ret->both || s.p[0] != ':' || !str_to_u64(str_from(s, 1), 65535, &port) || port == 0))
		return ret->both ? N_("a site with a port needs http:// or https:// before it")
				 : N_("the port must be a number from 1 to 65535");
	ret->asset.port = (uint16_t)port;
	return NULL;
}

/* NULL, or why not. */
static const char *site_parse(arena *mem, str s, struct site *ret)
{
	*ret = (struct site){.asset = {.kind = ASSET_SITE}};
	if (str_istarts(s, STR("https://"))) {
		ret->asset.https = true;
		s = str_from(s, 8);
	} else if (str_istarts(s, STR("http://"))) {
		s = str_from(s, 7);
	} else if (str_has(s, STR("://"))) {
		return N_("only http:// and https:// are sites");
	} else {
		ret->both = true;
	}
	size_t slash = str_find_byte(s, '/');

	if (slash + 1 < s.n)
		return N_("a site is scheme, host and port, without a path");
	s = str_sub(s, 0, slash);
	if (str_find_byte(s, '@') < s.n || str_find_byte(s, '?') < s.n || str_find_byte(s, '#') < s.n)
		return N_("a site is scheme, host and port, nothing else");
	bool brackets = s.n && s.p[0] == '[';
	size_t end = str_find_byte(s, brackets ? ']' : ':');
	str host = brackets ? str_sub(s, 1, end - 1) : str_sub(s, 0, end);

	ret->asset.is_addr = (!brackets || end < s.n) && brackets == (str_find_byte(host, ':') < host.n) &&
			     addr_parse(host, &ret->asset.ip);
	if (brackets && !ret->asset.is_addr)
		return N_("between the brackets belongs an IPv6 address");
	if (!ret->asset.is_addr && !domain_to_ascii(mem, host, &ret->asset.host))
		return N_("the host is neither a domain name nor an address");
	return site_port(str_from(s, brackets ? end + 1 : end), ret);
}

static void add_site(struct scope_reader *r, const struct asset *a, unsigned line)
{
	struct scope_item *item = item_new(r, SCOPE_SITE, line);

	item->key = key_of(r, a);
	item->https = a->https;
	item->port = a->port;
	item->is_addr = a->is_addr;
	if (a->is_addr)
		item->range = (struct addr_range){a->ip, a->ip};
	else
		item->name = str_sub(item->key, a->https ? 13 : 12, a->host.n);
}

static int read_site(struct scope_reader *r, struct yaml_source src, const struct yaml_node *n, err *e)
{
	struct site site;
	const char *why = site_parse(&r->temp, n->text, &site);

	if (!why && site.asset.is_addr && !is_addressable((struct addr_range){site.asset.ip, site.asset.ip}))
		why = N_("unspecified, group and mapped addresses cannot be inspected");
	if (why)
		return yaml_err(e, src, n, _("%s is no site: %s (like https://www.example.cn or http://[::1]:8080)"),
				scope_quoted(n->text).c, _(why));
	add_site(r, &site.asset, n->line);
	if (site.both) {
		site.asset.https = true;
		site.asset.port = 443;
		add_site(r, &site.asset, n->line);
	}
	return 0;
}

static int read_sites(struct scope_reader *r, const struct yaml_node *object, err *e)
{
	const struct yaml_node *list;

	TRY(scope_list(r, object, "sites", &list, e));
	for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next) {
		TRY(scope_scalar(r, n, _("a site like https://www.example.cn"), e));
		TRY(read_site(r, r->src, n, e));
	}
	return 0;
}

/* The line without comment and blanks; empty when nothing is on it. */
static str list_line(str line)
{
	line = str_trim(line);
	if (line.n && line.p[0] == '#')
		return (str){0};
	size_t hash = str_find(line, STR(" #"));

	return str_trim(str_sub(line, 0, hash));
}

static int read_sites_list(struct scope_reader *r, const struct scope_list *list, err *e)
{
	struct yaml_source src = {.path = list->path};
	str rest = list->bytes;

	for (unsigned line = 1; rest.n; line++) {
		struct yaml_node n = {.line = line, .text = list_line(str_cut(&rest, '\n').head)};

		if (n.text.n)
			TRY(read_site(r, src, &n, e));
	}
	return 0;
}

/* ---- hosts, networks, domains, folders ---- */

static int count_targets(struct scope_reader *r, const struct yaml_node *n, const struct scope_item *item, err *e)
{
	uint64_t hosts = item->port_count ? addr_range_count(item->range) : 0;
	uint64_t ports = ports_count(item->ports, item->port_count);

	if (hosts > SCOPE_HOSTS_MOST || (r->hosts += hosts) > SCOPE_HOSTS_MOST)
		return yaml_err(e, r->src, n,
				_("more than %d addresses to sweep in all; where names only lead into a large network, "
				  "write ports: []"),
				SCOPE_HOSTS_MOST);
	r->targets += hosts * ports;
	if (r->targets > SCOPE_TARGETS_MOST)
		return yaml_err(e, r->src, n, _("more than %d addresses times ports in all"), SCOPE_TARGETS_MOST);
	return 0;
}

/* Host and network alike: a scalar, or a map with ports of its own. */
static int read_range(struct scope_reader *r, const struct yaml_node *n, enum scope_item_kind kind,
		      struct port_list ports, err *e)
{
	static const char *const host_keys[] = {"ip", "ports", NULL}, *const network_keys[] = {"range", "ports", NULL};
	const char *what = kind == SCOPE_HOST ? _("an address like 192.0.2.7, or {ip: …, ports: […]}")
					      : _("a range like 192.0.2.0/24, or {range: …, ports: […]}");
	struct addr_range range;
	str text = n->text;

	if (n->kind == YAML_MAP) {
		TRY(yaml_only(r->src, n, kind == SCOPE_HOST ? host_keys : network_keys, e));
		TRY(yaml_str(r->src, n, kind == SCOPE_HOST ? "ip" : "range", true, &text, e));
		TRY(read_ports(r, n, &ports, e));
	} else {
		TRY(scope_scalar(r, n, what, e));
	}
	if (!addr_range_parse(text, &range) || (kind == SCOPE_HOST && !addr_eq(range.lo, range.hi)))
		return yaml_err(e, r->src, n, _("%s is not %s"), scope_quoted(text).c, what);
	if (!is_addressable(range))
		return yaml_err(e, r->src, n, _("%s: unspecified, group and mapped addresses cannot be inspected"),
				scope_quoted(text).c);
	if (!ports.given)
		return yaml_err(e, r->src, n, _("%s has no ports: say ports: […] here or for the object"),
				scope_quoted(text).c);
	struct scope_item *item = item_new(r, kind, n->line);

	item->range = range;
	item->ports = ports.ports;
	item->port_count = ports.n;
	if (kind == SCOPE_HOST)
		item->key = key_of(r, &(struct asset){.kind = ASSET_HOST, .is_addr = true, .ip = range.lo});
	return count_targets(r, n, item, e);
}

static int read_ranges(struct scope_reader *r, const struct yaml_node *object, enum scope_item_kind kind,
		       struct port_list ports, err *e)
{
	const struct yaml_node *list;

	TRY(scope_list(r, object, kind == SCOPE_HOST ? "hosts" : "networks", &list, e));
	for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next)
		TRY(read_range(r, n, kind, ports, e));
	return 0;
}

static int read_domains(struct scope_reader *r, const struct yaml_node *object, err *e)
{
	const struct yaml_node *list;
	struct asset a = {.kind = ASSET_DOMAIN};

	TRY(scope_list(r, object, "domains", &list, e));
	for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next) {
		TRY(scope_scalar(r, n, _("a domain name like example.cn"), e));
		if (!domain_to_ascii(&r->temp, n->text, &a.host))
			return yaml_err(e, r->src, n, _("%s is no domain name"), scope_quoted(n->text).c);
		struct scope_item *item = item_new(r, SCOPE_DOMAIN, n->line);

		item->key = key_of(r, &a);
		item->name = str_from(item->key, sizeof("domain:") - 1);
	}
	return 0;
}

static int read_folders(struct scope_reader *r, const struct yaml_node *object, err *e)
{
	const struct yaml_node *list;
	struct scope *s = r->s;

	TRY(scope_list(r, object, "folders", &list, e));
	for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next) {
		TRY(scope_scalar(r, n, _("the path of a folder"), e));
		if (s->folder_count == PATHS_MOST)
			return yaml_err(e, r->src, n, _("folders: more than %d"), PATHS_MOST);
		if (!s->folders)
			s->folders = arena_new(&s->mem, str, PATHS_MOST);
		s->folders[s->folder_count++] = scope_path(r, n->text);
	}
	return 0;
}

/* ---- objects ---- */

static bool id_valid(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!byte_is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_' && s.p[i] != '.')
			return false;
	}
	return s.n > 0 && s.n <= ID_MOST;
}

/* N2.01 … N2.12: the twelve object types of the notice. */
static bool type_valid(str s)
{
	uint64_t n;

	return s.n == 5 && str_starts(s, STR("N2.")) && str_to_u64(str_from(s, 3), 12, &n) && n > 0;
}

static int read_object_head(struct scope_reader *r, const struct yaml_node *n, struct scope_object *o, err *e)
{
	TRY(yaml_str(r->src, n, "id", true, &o->id, e));
	TRY(yaml_str(r->src, n, "type", true, &o->type, e));
	TRY(yaml_str(r->src, n, "name", false, &o->name, e));
	if (!id_valid(o->id))
		return yaml_err(e, r->src, yaml_get(n, "id"), _("id: must be letters, digits, - _ . (at most %d)"),
				ID_MOST);
	if (!type_valid(o->type))
		return yaml_err(e, r->src, yaml_get(n, "type"), _("type: must be one of the notice's N2.01 to N2.12"));
	if (o->name.n > 200)
		return yaml_err(e, r->src, yaml_get(n, "name"), _("%s: longer than %d bytes"), "name", 200);
	o->id = arena_str(&r->s->mem, o->id);
	o->type = arena_str(&r->s->mem, o->type);
	o->name = arena_str(&r->s->mem, o->name.n ? o->name : o->id);
	return 0;
}

static int read_object(struct scope_reader *r, const struct yaml_node *n, const struct scope_list *list, err *e)
{
	struct scope *s = r->s;
	struct port_list ports = {0};
	size_t items = s->item_count, folders = s->folder_count;

	TRY(read_object_head(r, n, &s->objects[s->object_count++], e));
	TRY(read_ports(r, n, &ports, e));
	TRY(read_sites(r, n, e));
	TRY(read_sites_list(r, list, e));
	TRY(read_ranges(r, n, SCOPE_HOST, ports, e));
	TRY(read_ranges(r, n, SCOPE_NETWORK, ports, e));
	TRY(read_domains(r, n, e));
	TRY(read_folders(r, n, e));
	bool listed = r->stored && yaml_get(n, "sites_file");

	if (!listed && !r->data && items == s->item_count && folders == s->folder_count)
		return yaml_err(e, r->src, n,
				_("the object names nothing: no sites, hosts, networks, domains or folders"));
	return 0;
}

/* sites_file: PATH, or {path: …, sha256: …}: a signed scope must bind the bytes of its lists. */
static int read_list_file(struct scope_reader *r, const struct yaml_node *object, struct scope_list *ret, err *e)
{
	static const char *const keys[] = {"path", "sha256", NULL};
	const struct yaml_node *n = yaml_get(object, "sites_file");
	str path = {0}, sha256 = {0};
	err why = {0};

	if (!n)
		return 0;
	if (r->stored)
		return 0;
	if (!r->files)
		return yaml_err(e, r->src, n, _("lists of sites are not read here"));
	if (n->kind == YAML_MAP) {
		TRY(yaml_only(r->src, n, keys, e));
		TRY(yaml_str(r->src, n, "path", true, &path, e));
		TRY(yaml_str(r->src, n, "sha256", false, &sha256, e));
	} else {
		TRY(yaml_str(r->src, object, "sites_file", true, &path, e));
	}
	ret->path = scope_path(r, path);
	if (os_file_read((const char *)ret->path.p, SCOPE_LIST_BYTES_MOST, &r->temp, &ret->bytes, &why) < 0)
		return yaml_err(e, r->src, n, "sites_file: %s", why.text);
	digest d = digest_sha256(ret->bytes);

	if (sha256.n ? !str_ieq(sha256, str_c(digest_to_hex(&d).c)) : r->s->authorisation.mode == SCOPE_REGULATOR)
		return yaml_err(e, r->src, n, _("sites_file: sha256 %s; the file has %s"),
				sha256.n ? _("is another") : _("is needed in mode: regulator"), digest_to_hex(&d).c);
	/* The scope's digest covers its lists. */
	uint8_t both[2 * sizeof(d)];

	bytes_copy(both, sizeof(d), digest_str(&r->s->sha256));
	bytes_copy(both + sizeof(d), sizeof(d), digest_str(&d));
	r->s->sha256 = digest_sha256((str){both, sizeof(both)});
	return 0;
}

static size_t list_count(const struct yaml_node *object, const char *key)
{
	const struct yaml_node *n = yaml_get(object, key);

	return n && n->kind == YAML_LIST ? n->count : 0;
}

/* At most so many items come of the object: exact enough to take their memory at once. */
static size_t items_of(const struct yaml_node *object, const struct scope_list *list)
{
	const struct yaml_node *sites = yaml_get(object, "sites");
	size_t n = list_count(object, "hosts") + list_count(object, "networks") + list_count(object, "domains");
	str rest = list->bytes;

	for (const struct yaml_node *c = sites ? sites->child : NULL; c; c = c->next)
		n += str_has(c->text, STR("://")) ? 1 : 2;
	while (rest.n) {
		str line = list_line(str_cut(&rest, '\n').head);

		if (line.n)
			n += str_has(line, STR("://")) ? 1 : 2;
	}
	return n;
}

static int by_key(const void *a, const void *b, void *ctx)
{
	const struct scope_item *items = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int c = str_cmp(items[x].key, items[y].key);

	return c ? c : (x > y) - (x < y);
}

/* A thing listed twice would be inspected under the object that names it first: the rest are dropped. Hosts with other
 * ports are kept for the gate and the plan by refusing the twin. */
static int drop_twins(struct scope_reader *r, err *e)
{
	struct scope *s = r->s;
	uint32_t *order = calloc(s->item_count + 1, sizeof(*order));
	const struct scope_item *twin = NULL;
	size_t kept = 0;

	if (!order)
		return err_set(e, E_LIMIT, "%s", err_words(E_LIMIT));
	for (uint32_t i = 0; i < s->item_count; i++)
		order[i] = i;
	qsort_r(order, s->item_count, sizeof(*order), by_key, s->items);
	for (size_t i = 1, first = 0; i < s->item_count; i++) {
		struct scope_item *item = &s->items[order[i]];

		if (item->key.n == 0 || !str_eq(s->items[order[first]].key, item->key))
			first = i;
		else if (item->kind == SCOPE_HOST)
			twin = item;
		else
			item->kind = SCOPE_ITEM_KIND_COUNT;
	}
	free(order);
	if (twin)
		return yaml_err(e, r->src, &(struct yaml_node){.line = twin->line}, _("%.*s is listed twice"),
				STR_ARG(str_from(twin->key, 5)));
	for (size_t i = 0; i < s->item_count; i++) {
		if (s->items[i].kind != SCOPE_ITEM_KIND_COUNT)
			s->items[kept++] = s->items[i];
	}
	s->item_count = kept;
	return 0;
}

static int prepare(struct scope_reader *r, const struct yaml_node *objects, err *e)
{
	static const char *const keys[] = {"id",       "type",    "name",  "sites",   "sites_file", "hosts",
					   "networks", "domains", "ports", "folders", NULL};
	size_t i = 0;

	if (objects->count > SCOPE_OBJECTS_MOST)
		return yaml_err(e, r->src, objects, _("objects: more than %d"), SCOPE_OBJECTS_MOST);
	r->lists = arena_new(&r->temp, struct scope_list, objects->count);
	r->s->objects = arena_new(&r->s->mem, struct scope_object, objects->count);
	for (const struct yaml_node *o = objects->child; o; o = o->next, i++) {
		TRY(yaml_only(r->src, o, keys, e));
		TRY(read_list_file(r, o, &r->lists[i], e));
		r->room += items_of(o, &r->lists[i]);
	}
	if (r->room > SCOPE_ITEMS_MOST)
		return yaml_err(e, r->src, objects,
				_("objects: more than %d sites, hosts, networks and domains in all"), SCOPE_ITEMS_MOST);
	r->s->items = arena_new(&r->s->mem, struct scope_item, r->room);
	return 0;
}

static int refuse_twin_ids(struct scope_reader *r, const struct yaml_node *objects, err *e)
{
	map seen;
	const struct yaml_node *twin = NULL;

	map_init(&seen, SCOPE_OBJECTS_MOST, 0);
	for (const struct yaml_node *o = objects->child; o && !twin; o = o->next) {
		const struct yaml_node *id = yaml_get(o, "id");
		bool new = true;

		if (id && id->kind == YAML_SCALAR)
			map_add(&seen, id->text, &new);
		twin = new ? NULL : id;
	}
	map_release(&seen);
	return twin ? yaml_err(e, r->src, twin, _("id: %s belongs to an object above"), scope_quoted(twin->text).c) : 0;
}

int scope_objects_read(struct scope_reader *r, const struct yaml_node *objects, err *e)
{
	size_t i = 0;

	TRY(prepare(r, objects, e));
	TRY(refuse_twin_ids(r, objects, e));
	for (const struct yaml_node *o = objects->child; o; o = o->next)
		TRY(read_object(r, o, &r->lists[i++], e));
	return drop_twins(r, e);
}
