#include "gate/gate.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/must.h"
#include "gate/table.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/socket.h"

#define PASSWORD_MOST ((size_t)1024)
#define PROVEN_MOST 100000     /* addresses that may prove control in one run */
#define HOST_PER_SECOND 250    /* new connections to one address, whatever the scope and the engine say */
#define TOTAL_PER_SECOND 10000 /* and to all together; loopback is free */
#define HOST_SLOTS 4096        /* addresses counted at one time */
#define WHAT_MOST 120
#define UNDERSCORES_MOST 3 /* _443._tcp.name */
#define ZONE_SECONDS (8 * 3600)

struct host_count {
	addr ip;
	int64_t second;
	uint32_t n;
};

/* Folders that are being read. */
#define ROOTS_MOST 1024
struct root {
	int fd; /* 0: free */
	str asset;
	uint64_t opened, denied;
};

struct gate {
	struct gate_conf conf;
	const struct scope *scope;
	struct table_ranges listed;
	struct table_ranges excluded;
	struct table_names names;
	map excluded_names;
	map proven; /* addresses */
	arena pins;
	int64_t second; /* of the counts */
	uint32_t total;
	struct host_count *hosts;
	struct root roots[ROOTS_MOST];
};

const char *gate_words(enum gate_answer a)
{
	static const char *const words[GATE_ANSWER_COUNT] = {
#define GATE_ANSWER(name, text) [name] = text,
		GATE_ANSWERS(GATE_ANSWER)
#undef GATE_ANSWER
	};

	return words[a];
}

/* ---- building ---- */

static bool build_listed(struct gate *g)
{
	const struct scope *s = g->scope;
	size_t n = 0;
	struct table_range *rows;

	for (size_t i = 0; i < s->item_count; i++)
		n += s->items[i].kind == SCOPE_HOST || s->items[i].kind == SCOPE_NETWORK;
	rows = calloc(n + 1, sizeof(*rows));
	if (!rows)
		return false;
	n = 0;
	for (size_t i = 0; i < s->item_count; i++) {
		const struct scope_item *item = &s->items[i];

		if (item->kind == SCOPE_HOST || item->kind == SCOPE_NETWORK)
			rows[n++] = (struct table_range){
				.range = item->range, .ports = item->ports, .port_count = item->port_count};
	}
	return table_ranges_init(&g->listed, rows, n, false);
}

static bool build_excluded(struct gate *g)
{
	const struct scope *s = g->scope;
	struct table_range *rows = calloc(s->excluded_count + 1, sizeof(*rows));

	if (!rows)
		return false;
	for (size_t i = 0; i < s->excluded_count; i++)
		rows[i].range = s->excluded[i];
	if (!table_ranges_init(&g->excluded, rows, s->excluded_count, true))
		return false;
	map_init(&g->excluded_names, s->excluded_name_count, 0);
	for (size_t i = 0; i < s->excluded_name_count; i++) {
		if (!map_add(&g->excluded_names, s->excluded_names[i], NULL))
			return false;
	}
	return true;
}

int gate_new(const struct gate_conf *conf, struct gate **ret, err *e)
{
	struct gate *g = calloc(1, sizeof(*g));

	if (!g)
		return err_set(e, E_LIMIT, "%s", err_words(E_LIMIT));
	g->conf = *conf;
	g->scope = conf->scope;
	arena_init(&g->pins, (size_t)256 << 20);
	map_init(&g->proven, PROVEN_MOST, 0);
	g->hosts = calloc(HOST_SLOTS, sizeof(*g->hosts));
	if (!g->hosts || !build_listed(g) || !build_excluded(g) || !table_names_init(&g->names, g->scope)) {
		gate_free(g);
		return err_set(e, E_LIMIT, "%s", err_words(E_LIMIT));
	}
	*ret = g;
	return 0;
}

void gate_free(struct gate *g)
{
	if (!g)
		return;
	table_ranges_clear(&g->listed);
	table_ranges_clear(&g->excluded);
	table_names_clear(&g->names);
	map_release(&g->excluded_names);
	map_release(&g->proven);
	arena_clear(&g->pins);
	free(g->hosts);
	free(g);
}

/* ---- small decisions ---- */

static int64_t now_ms(const struct gate *g)
{
	return g->conf.clock ? g->conf.clock() : os_now_utc_ms();
}

static bool time_allows(const struct scope_authorisation *a, int64_t ms)
{
	int64_t at = ms / 1000;

	if (at < a->from || at >= a->until)
		return false;
	int minute = (int)((at + ZONE_SECONDS) % 86400 / 60);

	if (a->window_from == a->window_until)
		return true;
	if (a->window_from < a->window_until)
		return a->window_from <= minute && minute < a->window_until;
	return minute >= a->window_from || minute < a->window_until;
}

/* Lower case, without the dot at the end; empty when it is no name. Names from the scope have that form already. */
struct name_text {
	uint8_t b[TABLE_NAME_MOST];
	size_t n;
};

static str canonical(struct name_text *t, str name)
{
	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	t->n = 0;
	if (name.n > sizeof(t->b))
		return (str){0};
	for (size_t i = 0; i < name.n; i++)
		t->b[i] = byte_lower(name.p[i]);
	t->n = name.n;
	return (str){t->b, t->n};
}

/* The name without its first label; empty after the last. */
static str parent(str name)
{
	size_t dot = str_find_byte(name, '.');

	return str_from(name, dot < name.n ? dot + 1 : name.n);
}

static bool name_excluded(const struct gate *g, str name)
{
	for (; g->excluded_names.n && name.n; name = parent(name)) {
		if (map_find(&g->excluded_names, name))
			return true;
	}
	return false;
}

/* An excluded IPv4 address is excluded in its IPv6 clothes too. */
static bool addr_excluded(const struct gate *g, addr ip)
{
	addr inner;

	if (g->excluded.n == 0)
		return false;
	if (table_ranges_find(&g->excluded, ip, 0, TRANSPORT_TCP) != TABLE_NONE)
		return true;
	return addr_embedded_v4(ip, &inner) && table_ranges_find(&g->excluded, inner, 0, TRANSPORT_TCP) != TABLE_NONE;
}

static bool is_loopback(addr ip)
{
	return addr_is_v4(ip) ? ip.b[12] == 127 : addr_class_of(ip) == ADDR_LOOPBACK;
}

/* 0.0.0.0/8 and :: mean this machine to the kernel; group addresses mean many. No list opens them. */
static bool never(addr ip)
{
	static const addr unspecified;

	if (addr_is_v4(ip))
		return ip.b[12] == 0 || (ip.b[12] >= 224 && ip.b[12] < 240) || addr_v4_of(ip) == UINT32_MAX;
	return ip.b[0] == 0xff || addr_eq(ip, unspecified);
}

/* ---- names ---- */

static bool below(str name, str zone)
{
	return zone.n && str_ends(name, zone) &&
	       (name.n == zone.n || (name.n > zone.n && name.p[name.n - zone.n - 1] == '.'));
}

enum gate_answer gate_may_resolve(const struct gate *g, str name)
{
	struct name_text text;
	str n = canonical(&text, name);

	if (n.n == 0)
		return GATE_NAME_OUT;
	if (name_excluded(g, n))
		return GATE_EXCLUDED;
	bool known = below(n, g->scope->canary.zone);

	for (int i = 0; !known; i++) {
		known = table_names_find(&g->names, n) != NULL;
		if (known || i == UNDERSCORES_MOST || n.n == 0 || n.p[0] != '_')
			break;
		n = parent(n);
	}
	if (!known)
		return GATE_NAME_OUT;
	return time_allows(&g->scope->authorisation, now_ms(g)) ? GATE_OK : GATE_PERIOD;
}

/* May a name of the scope lead to this address? */
static enum gate_answer may_lead(const struct gate *g, addr ip)
{
	if (addr_excluded(g, ip))
		return GATE_EXCLUDED;
	if (never(ip))
		return GATE_SPECIAL;
	if (table_ranges_find(&g->listed, ip, 0, TRANSPORT_TCP) != TABLE_NONE)
		return GATE_OK;
	if (addr_class_of(ip) != ADDR_PUBLIC)
		return GATE_SPECIAL;
	return g->scope->public_names ? GATE_OK : GATE_ADDR_OUT;
}

enum gate_answer gate_pin(struct gate *g, str name, const addr *ips, size_t n)
{
	struct name_text text;
	str key = canonical(&text, name);
	struct table_name *row = key.n ? table_names_find(&g->names, key) : NULL;
	addr kept[TABLE_PINS_MOST];
	enum gate_answer why = GATE_ADDR_OUT;
	size_t count = 0;

	if (!row)
		return GATE_NAME_OUT;
	if (name_excluded(g, key))
		return GATE_EXCLUDED;
	if (row->pinned)
		return row->pin_count ? GATE_OK : (enum gate_answer)row->why;
	for (size_t i = 0; i < n && count < TABLE_PINS_MOST; i++) {
		enum gate_answer a = may_lead(g, ips[i]);

		if (a == GATE_OK)
			kept[count++] = ips[i];
		else
			why = a;
	}
	row->pinned = 1;
	row->why = (uint8_t)why;
	row->pin_count = (uint8_t)count;
	if (count) {
		row->pins = arena_new(&g->pins, addr, count);
		memcpy(row->pins, kept, count * sizeof(*kept));
	}
	return count ? GATE_OK : why;
}

size_t gate_pinned(const struct gate *g, str name, addr *ret, size_t most)
{
	struct name_text text;
	str key = canonical(&text, name);
	const struct table_name *row = key.n ? table_names_find(&g->names, key) : NULL;
	size_t n = 0;

	for (; row && n < row->pin_count && n < most; n++)
		ret[n] = row->pins[n];
	return n;
}

static bool is_pinned(const struct table_name *row, addr ip)
{
	for (size_t i = 0; i < row->pin_count; i++) {
		if (addr_eq(row->pins[i], ip))
			return true;
	}
	return false;
}

/* ---- the decision ---- */

/* All that an unproven public target may be asked. */
static bool is_home_page(const struct gate_target *t)
{
	return t->web && t->act == ACT_IDENTIFY &&
	       (str_eq(t->what, STR("GET /")) || str_eq(t->what, STR("GET /.well-known/yicha-control.txt")));
}

/* Self mode: whoever inspects a public target must show that it is theirs. Loopback and private networks are no business
 * of the public; nothing there can be reached that its owner has not let in. */
static enum gate_answer check_proof(const struct gate *g, const struct table_name *row, const struct gate_target *t)
{
	if (g->scope->authorisation.mode != SCOPE_SELF || !gate_is_public(t->ip) || is_home_page(t))
		return GATE_OK;
	if (row ? row->proven : map_find(&g->proven, (str){t->ip.b, sizeof(t->ip.b)}) != NULL)
		return GATE_OK;
	return GATE_UNPROVEN;
}

static enum gate_answer check_addr(const struct gate *g, const struct gate_target *t)
{
	enum table_hit hit = table_ranges_find(&g->listed, t->ip, t->port, t->transport);

	if (hit == TABLE_PORT)
		return check_proof(g, NULL, t);
	const struct table_name *row = table_names_find_addr(&g->names, &t->ip);

	if (!row)
		return hit == TABLE_LISTED ? GATE_PORT_OUT : GATE_ADDR_OUT;
	if (t->transport != TRANSPORT_TCP || !table_names_site(&g->names, row, t->port))
		return GATE_PORT_OUT;
	return t->web ? check_proof(g, NULL, t) : GATE_ACT;
}

static enum gate_answer check_name(const struct gate *g, const struct gate_target *t)
{
	struct name_text text;
	str name = canonical(&text, t->name);
	const struct table_name *row = name.n ? table_names_find(&g->names, name) : NULL;

	if (!row)
		return GATE_NAME_OUT;
	if (name_excluded(g, name))
		return GATE_EXCLUDED;
	if (!is_pinned(row, t->ip))
		return GATE_UNPINNED;
	if (t->transport == TRANSPORT_TCP && table_names_site(&g->names, row, t->port))
		return t->web ? check_proof(g, row, t) : GATE_SHARED;
	/* Beyond its sites a name gives nothing that the address has not of itself. */
	switch (table_ranges_find(&g->listed, t->ip, t->port, t->transport)) {
	case TABLE_PORT:
		return check_proof(g, NULL, t);
	case TABLE_LISTED:
		return GATE_PORT_OUT;
	case TABLE_NONE:
		break;
	}
	return t->web ? GATE_PORT_OUT : GATE_SHARED;
}

enum gate_answer gate_check(const struct gate *g, const struct gate_target *t)
{
	const struct scope_authorisation *a = &g->scope->authorisation;

	if ((unsigned)t->act >= ACT_COUNT || !(a->acts & 1u << t->act))
		return GATE_ACT;
	if (!time_allows(a, now_ms(g)))
		return GATE_PERIOD;
	if (t->port == 0)
		return GATE_PORT_OUT;
	if (addr_excluded(g, t->ip))
		return GATE_EXCLUDED;
	if (never(t->ip))
		return GATE_SPECIAL;
	return t->name.n ? check_name(g, t) : check_addr(g, t);
}

/* ---- the doors ---- */

static void journal(struct gate *g, const struct gate_entry *entry)
{
	if (g->conf.journal)
		g->conf.journal(g->conf.journal_ctx, entry);
}

static void journal_target(struct gate *g, const struct gate_target *t, enum gate_answer answer, uint64_t sent)
{
	struct gate_entry entry = {.at = now_ms(g),
				   .door = GATE_DOOR_TARGET,
				   .asset = t->asset,
				   .name = t->name,
				   .ip = t->ip,
				   .port = t->port,
				   .transport = t->transport,
				   .act = t->act,
				   .what = str_sub(t->what, 0, WHAT_MOST),
				   .answer = answer,
				   .sent = sent};

	journal(g, &entry);
}

/* The last brake: counted here, whatever the engine's pacing does. A slot shared by two addresses forgets the older. */
static bool rate_allows(struct gate *g, addr ip)
{
	if (is_loopback(ip))
		return true;
	int64_t second = now_ms(g) / 1000;
	struct host_count *h = &g->hosts[str_hash((str){ip.b, sizeof(ip.b)}) % HOST_SLOTS];

	if (g->second != second) {
		g->second = second;
		g->total = 0;
	}
	if (h->second != second || !addr_eq(h->ip, ip))
		*h = (struct host_count){.ip = ip, .second = second};
	if (g->total >= TOTAL_PER_SECOND || h->n >= HOST_PER_SECOND)
		return false;
	g->total++;
	h->n++;
	return true;
}

int gate_connect(struct gate *g, const struct gate_target *t, enum gate_answer *ret_answer, err *e)
{
	enum gate_answer answer = gate_check(g, t);

	if (answer == GATE_OK && !rate_allows(g, t->ip))
		answer = GATE_CEILING;
	journal_target(g, t, answer, 0);
	if (ret_answer)
		*ret_answer = answer;
	if (answer != GATE_OK)
		return err_set(e, E_GATE, "%s", _(gate_words(answer)));
	enum os_connect how = t->web ? OS_STREAM_SPEAKS : OS_STREAM;

	return os_socket_connect(t->ip.b, t->port, t->transport == TRANSPORT_UDP ? OS_DATAGRAM : how, e);
}

void gate_note(struct gate *g, const struct gate_target *t, uint64_t bytes)
{
	journal_target(g, t, GATE_OK, bytes);
}

int gate_house_connect(struct gate *g, size_t i, enum transport transport, err *e)
{
	must(i < g->scope->resolver_count);
	const struct scope_server *server = &g->scope->resolvers[i];

	return os_socket_connect(server->ip.b, server->port,
				 transport == TRANSPORT_UDP ? OS_DATAGRAM : OS_STREAM_SPEAKS, e);
}

void gate_house_note(struct gate *g, const struct gate_question *q, uint64_t bytes)
{
	must(q->resolver < g->scope->resolver_count);
	const struct scope_server *server = &g->scope->resolvers[q->resolver];
	struct gate_entry entry = {.at = now_ms(g),
				   .door = GATE_DOOR_HOUSE,
				   .name = q->name,
				   .ip = server->ip,
				   .port = server->port,
				   .transport = q->transport,
				   .what = q->what,
				   .answer = GATE_OK,
				   .sent = bytes};

	journal(g, &entry);
}

/* ---- files ---- */

static struct root *root_of(struct gate *g, int fd)
{
	for (size_t i = 0; i < ROOTS_MOST; i++)
		if (g->roots[i].fd == fd)
			return &g->roots[i];
	return NULL;
}

static int root_open(struct gate *g, const char *path, str asset, err *e)
{
	struct root *r = root_of(g, 0);
	int fd;

	if (!g->conf.journal)
		return os_dir_open(path, e);
	if (!r)
		return err_set(e, E_LIMIT, _("more than %d folders are read at a time"), ROOTS_MOST);
	TRY(fd = os_dir_open(path, e));
	*r = (struct root){.fd = fd, .asset = asset};
	return fd;
}

int gate_root(struct gate *g, const char *path, err *e)
{
	for (size_t i = 0; i < g->scope->store_count; i++) {
		const struct scope_store *s = &g->scope->stores[i];

		if (s->kind != ASSET_DATABASE && str_eq(s->path, str_c(path)))
			return root_open(g, path, s->key, e);
	}
	for (size_t i = 0; i < g->scope->folder_count; i++) {
		if (str_eq(g->scope->folders[i], str_c(path)))
			return root_open(g, path, g->scope->folders[i], e);
	}
	return err_set(e, E_GATE, _("%s: folder is not in the scope"), path);
}

void gate_root_count(struct gate *g, int root_fd, bool opened)
{
	struct root *r = root_fd > 0 ? root_of(g, root_fd) : NULL;

	if (r)
		*(opened ? &r->opened : &r->denied) += 1;
}

void gate_root_end(struct gate *g, int fd, uint64_t bytes)
{
	struct root *r = fd > 0 ? root_of(g, fd) : NULL;
	char what[WHAT_MOST];

	if (r) {
		snprintf(what, sizeof(what), "read below the folder: %llu opened, %llu not",
			 (unsigned long long)r->opened, (unsigned long long)r->denied);
		journal(g, &(struct gate_entry){.at = now_ms(g),
						.door = GATE_DOOR_TARGET,
						.asset = r->asset,
						.act = ACT_IDENTIFY,
						.what = str_c(what),
						.answer = GATE_OK,
						.sent = bytes});
		*r = (struct root){0};
	}
	os_fd_close(&fd);
}

enum gate_answer gate_may_read(const struct gate *g)
{
	return time_allows(&g->scope->authorisation, now_ms(g)) ? GATE_OK : GATE_PERIOD;
}

int gate_open(struct gate *g, int root_fd, const char *path, err *e)
{
	if (!time_allows(&g->scope->authorisation, now_ms(g)))
		return err_set(e, E_GATE, "%s", _(gate_words(GATE_PERIOD)));
	int fd = os_file_beneath(root_fd, path, e);

	gate_root_count(g, root_fd, fd >= 0);
	return fd;
}

static int open_list(struct gate *g, str path, const char *none, err *e)
{
	AUTO(os_fd_close) int root = -1;
	size_t cut = path.n;
	char dir[4096] = ".", name[256];

	while (cut && path.p[cut - 1] != '/')
		cut--;
	if (!path.n)
		return err_set(e, E_NOTFOUND, "%s", none);
	if (cut >= sizeof(dir) || path.n - cut >= sizeof(name) || cut == path.n)
		return err_set(e, E_IO, _("%.*s: no path of a file"), STR_ARG(path));
	if (cut) {
		bytes_copy(dir, sizeof(dir), str_sub(path, 0, cut));
		dir[cut] = 0;
	}
	bytes_copy(name, sizeof(name), str_from(path, cut));
	name[path.n - cut] = 0;
	TRY(root = os_dir_open(dir, e));
	return gate_open(g, root, name, e);
}

int gate_filing(struct gate *g, err *e)
{
	return open_list(g, g->scope->filing, _("the scope names no list of filings"), e);
}

int gate_graded(struct gate *g, err *e)
{
	return open_list(g, g->scope->graded, _("the scope names no list of graded filings"), e);
}

int gate_inventory(struct gate *g, err *e)
{
	return open_list(g, g->scope->data.inventory, _("the scope names no list of data"), e);
}

int gate_rotation(struct gate *g, const struct scope_store *store, err *e)
{
	return open_list(g, store->rotation, _("the scope names no configuration of the rotation"), e);
}

int gate_password(struct gate *g, const struct scope_store *store, arena *mem, str *ret, err *e)
{
	AUTO(os_fd_close) int fd = -1;

	TRY(fd = open_list(g, store->password_file, _("the scope names no password"), e));
	TRY(os_file_read_fd(fd, (const char *)store->password_file.p, PASSWORD_MOST, mem, ret, e));
	/* One line; editors end it. */
	while (ret->n && (ret->p[ret->n - 1] == '\n' || ret->p[ret->n - 1] == '\r'))
		ret->n--;
	return 0;
}

enum gate_answer gate_database(struct gate *g, const struct scope_store *store, str what)
{
	struct gate_target t = {.asset = store->key,
				.ip = store->ip,
				.port = store->port,
				.transport = TRANSPORT_TCP,
				.act = ACT_EXPOSURE,
				.what = what};
	enum gate_answer answer = GATE_OK;

	must(store >= g->scope->stores && store < g->scope->stores + g->scope->store_count);
	if (!time_allows(&g->scope->authorisation, now_ms(g)))
		answer = GATE_PERIOD;
	else if (addr_excluded(g, store->ip))
		answer = GATE_EXCLUDED;
	else if (never(store->ip))
		answer = GATE_SPECIAL;
	else if (!(g->scope->authorisation.acts & 1u << ACT_EXPOSURE))
		answer = GATE_ACT;
	else
		answer = check_proof(g, NULL, &t);
	journal_target(g, &t, answer, 0);
	return answer;
}

void gate_close(int fd)
{
	os_fd_close(&fd);
}

/* ---- proof of control ---- */

void gate_prove(struct gate *g, str name_or_addr)
{
	struct name_text text;
	addr ip;

	if (addr_parse(name_or_addr, &ip)) {
		/* Past the ceiling it stays unproven, which is the safe side. */
		(void)map_add(&g->proven, (str){ip.b, sizeof(ip.b)}, NULL);
		return;
	}
	str name = canonical(&text, name_or_addr);
	struct table_name *row = name.n ? table_names_find(&g->names, name) : NULL;

	if (row)
		row->proven = 1;
}

bool gate_is_public(addr ip)
{
	enum addr_class class = addr_class_of(ip);

	return class == ADDR_PUBLIC || class == ADDR_EMBEDDED_V4;
}

bool gate_proof_needed(const struct scope *scope)
{
	bool public = scope->public_names;

	for (size_t i = 0; i < scope->item_count && !public; i++) {
		const struct scope_item *item = &scope->items[i];
		bool ranged = item->kind != SCOPE_DOMAIN && (item->kind != SCOPE_SITE || item->is_addr);
		/* A range between two special addresses may hold public ones. */
		public = ranged && (gate_is_public(item->range.lo) || gate_is_public(item->range.hi) ||
				    addr_class_of(item->range.lo) != addr_class_of(item->range.hi));
	}
	return public && scope->authorisation.mode == SCOPE_SELF;
}

void gate_token(const struct scope *scope, char out[static 65])
{
	digest d = digest_hmac(digest_str(&scope->sha256), STR("yicha control 1"));
	digest_hex hex = digest_to_hex(&d);

	memcpy(out, hex.c, sizeof(hex.c));
}

static void add_ports(void *ctx, const struct table_range *r)
{
	struct gate_ports *set = ctx;

	for (size_t i = 0; i < r->port_count; i++) {
		uint8_t *bits = r->ports[i].transport == TRANSPORT_TCP ? set->tcp : set->udp;

		for (uint32_t p = r->ports[i].lo; p <= r->ports[i].hi; p++)
			bits[p / 8] = (uint8_t)(bits[p / 8] | 1u << p % 8);
	}
}

void gate_ports(const struct gate *g, addr ip, struct gate_ports *ret)
{
	*ret = (struct gate_ports){0};
	table_ranges_each(&g->listed, ip, add_ports, ret);
}
