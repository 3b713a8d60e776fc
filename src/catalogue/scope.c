#include "catalogue/scope.h"

#include "catalogue/scope_priv.h"
#include "catalogue/scope_sign.h"
#include "ident/domain.h"
#include "ident/uscc.h"
#include "os/file.h"

#define ZONE_SECONDS (8 * 3600) /* dates and hours are Beijing time */
#define SCOPE_BYTES_MOST ((size_t)16 << 20)
#define SCOPE_MEMORY ((size_t)768 << 20)
#define TEMP_MEMORY ((size_t)768 << 20)
#define RESOLVERS_MOST 16
#define EXCLUDED_MOST 100000
#define CONTACT_MOST 100
#define TRUST_BYTES_MOST ((size_t)4 << 20)

static const char *const modes[] = {[SCOPE_SELF] = "self", [SCOPE_REGULATOR] = "regulator", NULL};
static const char *const acts[] = {[ACT_IDENTIFY] = "identify", [ACT_EXPOSURE] = "exposure", [ACT_ATTACK] = "attack",
				   [ACT_LOGIN] = "login",       [ACT_CHANGE] = "change",     NULL};
static const char provinces[] = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

const char *scope_mode_name(enum scope_mode m)
{
	return modes[m];
}

const char *scope_act_name(enum act a)
{
	return acts[a];
}

/* ---- helpers of both halves ---- */

struct scope_quote scope_quoted(str s)
{
	struct scope_quote q = {0};
	buf b;

	buf_init(&b, sizeof(q.c));
	buf_put_quoted(&b, s, 60);
	bytes_copy(q.c, sizeof(q.c) - 1, str_sub(buf_str(&b), 0, sizeof(q.c) - 1));
	buf_release(&b);
	return q;
}

str scope_path(struct scope_reader *r, str path)
{
	buf b;

	buf_init(&b, 8192);
	if (path.n && path.p[0] != '/')
		buf_put(&b, r->dir);
	buf_put(&b, path);
	str joined = {(const uint8_t *)arena_cstr(&r->s->mem, buf_str(&b)), b.n};

	buf_release(&b);
	return joined;
}

int scope_scalar(struct scope_reader *r, const struct yaml_node *n, const char *what, err *e)
{
	if (n->kind == YAML_SCALAR && n->text.n)
		return 0;
	return yaml_err(e, r->src, n, _("here belongs %s"), what);
}

int scope_list(struct scope_reader *r, const struct yaml_node *map, const char *key, const struct yaml_node **ret,
	       err *e)
{
	const struct yaml_node *n = yaml_get(map, key);

	*ret = n && n->kind == YAML_LIST ? n : NULL;
	if (n && n->kind != YAML_LIST && !(n->kind == YAML_SCALAR && n->text.n == 0 && !n->quoted))
		return yaml_err(e, r->src, n, _("%s: must be a list: [one, two] or lines that begin with \"- \""), key);
	return 0;
}

/* Text of the scope in the scope's memory. */
static int text(struct scope_reader *r, const struct yaml_node *map, const char *key, bool need, str *ret, err *e)
{
	str s = {0};

	TRY(yaml_str(r->src, map, key, need, &s, e));
	if (s.n > 400)
		return yaml_err(e, r->src, yaml_get(map, key), _("%s: longer than %d bytes"), key, 400);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < ' ' || s.p[i] == 0x7f)
			return yaml_err(e, r->src, yaml_get(map, key), _("%s: must be one line of text"), key);
	}
	*ret = arena_str(&r->s->mem, s);
	return 0;
}

static int section(struct scope_reader *r, const struct yaml_node *top, const char *key, bool need,
		   const char *const *keys, const struct yaml_node **ret, err *e)
{
	const struct yaml_node *n = yaml_get(top, key);

	*ret = n;
	if (!n)
		return need ? yaml_err(e, r->src, top, _("%s: is missing"), key) : 0;
	return yaml_only(r->src, n, keys, e);
}

/* ---- unit ---- */

static bool is_province(str s)
{
	return s.n == 3 && str_find(str_c(provinces), s) % 3 == 0 && str_has(str_c(provinces), s);
}

static int read_services(struct scope_reader *r, const struct yaml_node *unit, err *e)
{
	const struct yaml_node *list;

	TRY(scope_list(r, unit, "services", &list, e));
	if (!list || !list->count)
		return 0;
	r->s->unit.services = arena_new(&r->s->mem, str, list->count);
	for (const struct yaml_node *i = list->child; i; i = i->next) {
		if (i->kind != YAML_SCALAR || !i->text.n)
			return yaml_err(e, r->src, i, _("services: a list of names"));
		r->s->unit.services[r->s->unit.service_count++] = arena_str(&r->s->mem, i->text);
	}
	return 0;
}

static int read_unit(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	static const char *const keys[] = {"name", "uscc", "province", "services", NULL};
	const struct yaml_node *n;
	struct scope *s = r->s;
	char uscc[USCC_LENGTH + 1];
	str typed = {0};

	TRY(section(r, top, "unit", true, keys, &n, e));
	TRY(text(r, n, "name", true, &s->unit.name, e));
	TRY(text(r, n, "uscc", true, &typed, e));
	TRY(text(r, n, "province", false, &s->unit.province, e));
	if (!uscc_normalise(typed, uscc))
		return yaml_err(e, r->src, yaml_get(n, "uscc"),
				_("uscc: %s is no 统一社会信用代码 (18 characters, check character by GB 32100-2015)"),
				scope_quoted(typed).c);
	s->unit.uscc = arena_str(&s->mem, str_c(uscc));
	if (s->unit.province.n && !is_province(s->unit.province))
		return yaml_err(e, r->src, yaml_get(n, "province"),
				_("province: must be the sign of a province as in filing numbers, one of %s"),
				provinces);
	return read_services(r, n, e);
}

/* ---- authorisation ---- */

static int read_period(struct scope_reader *r, const struct yaml_node *auth, err *e)
{
	static const char *const keys[] = {"from", "until", NULL};
	struct scope_authorisation *a = &r->s->authorisation;
	const struct yaml_node *n;
	int64_t from = 0, until = 0;

	TRY(section(r, auth, "period", true, keys, &n, e));
	TRY(yaml_date(r->src, n, "from", true, &from, e));
	TRY(yaml_date(r->src, n, "until", true, &until, e));
	if (until < from)
		return yaml_err(e, r->src, yaml_get(n, "until"), _("period: ends before it begins"));
	if (until - from >= SCOPE_PERIOD_DAYS_MOST)
		return yaml_err(e, r->src, yaml_get(n, "until"), _("period: longer than %d days"),
				SCOPE_PERIOD_DAYS_MOST);
	a->from = from * 86400 - ZONE_SECONDS;
	a->until = (until + 1) * 86400 - ZONE_SECONDS;
	return 0;
}

/* "08:30" as minutes; 24:00 is the end of the day. */
static bool clock_parse(str s, int *ret)
{
	uint64_t h, m;

	s = str_trim(s);
	if (s.n != 5 || s.p[2] != ':' || !str_to_u64(str_sub(s, 0, 2), 24, &h) ||
	    !str_to_u64(str_sub(s, 3, 2), 59, &m) || (h == 24 && m))
		return false;
	*ret = (int)(h * 60 + m);
	return true;
}

static int read_window(struct scope_reader *r, const struct yaml_node *auth, err *e)
{
	struct scope_authorisation *a = &r->s->authorisation;
	str s = {0};
	int from = 0, until = 0;

	TRY(yaml_str(r->src, auth, "window", false, &s, e));
	if (s.n == 0)
		return 0;
	struct str_cut c = str_cut(&s, '-');

	if (!c.ok || !clock_parse(c.head, &from) || !clock_parse(s, &until) || from == until || from == 1440)
		return yaml_err(e, r->src, yaml_get(auth, "window"),
				_("window: must be like \"00:00-24:00\" or, over midnight, \"22:00-06:00\" (+08:00)"));
	a->window_from = from;
	a->window_until = until;
	return 0;
}

static int read_acts(struct scope_reader *r, const struct yaml_node *auth, err *e)
{
	struct scope_authorisation *a = &r->s->authorisation;
	const struct yaml_node *list;

	a->acts = 1u << ACT_IDENTIFY | 1u << ACT_EXPOSURE;
	TRY(scope_list(r, auth, "acts", &list, e));
	if (!list)
		return 0;
	a->acts = 0;
	for (const struct yaml_node *n = list->child; n; n = n->next) {
		struct yaml_node pair = *n, map = {.kind = YAML_MAP, .line = n->line, .child = &pair};
		size_t act = 0;

		pair.key = STR("acts");
		pair.next = NULL;
		TRY(yaml_word(r->src, &map, "acts", true, acts, &act, e));
		if (act > ACT_EXPOSURE && a->mode != SCOPE_REGULATOR)
			return yaml_err(e, r->src, n, _("acts: %s needs a signed authorisation (mode: regulator)"),
					acts[act]);
		a->acts |= 1u << act;
	}
	if (!a->acts)
		return yaml_err(e, r->src, list, _("acts: is empty; leave it out for identify and exposure"));
	return 0;
}

static int read_signature(struct scope_reader *r, const struct yaml_node *auth, err *e)
{
	struct scope_authorisation *a = &r->s->authorisation;
	bool need = a->mode == SCOPE_REGULATOR;
	str signature = {0}, certificate = {0};

	TRY(text(r, auth, "signature", need, &signature, e));
	TRY(text(r, auth, "certificate", need, &certificate, e));
	if (need) {
		a->signature = scope_path(r, signature);
		a->certificate = scope_path(r, certificate);
	} else if (signature.n || certificate.n) {
		return yaml_err(e, r->src, yaml_get(auth, signature.n ? "signature" : "certificate"),
				_("signature and certificate belong to mode: regulator"));
	}
	return 0;
}

static int read_authorisation(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	static const char *const keys[] = {"by",   "reference", "period",    "window",      "mode",
					   "acts", "vantage",   "signature", "certificate", NULL};
	struct scope_authorisation *a = &r->s->authorisation;
	const struct yaml_node *n;
	size_t mode = SCOPE_SELF;

	TRY(section(r, top, "authorisation", true, keys, &n, e));
	TRY(yaml_word(r->src, n, "mode", false, modes, &mode, e));
	a->mode = (enum scope_mode)mode;
	TRY(text(r, n, "by", true, &a->by, e));
	TRY(text(r, n, "reference", a->mode == SCOPE_REGULATOR, &a->reference, e));
	TRY(text(r, n, "vantage", false, &a->vantage, e));
	TRY(read_period(r, n, e));
	TRY(read_window(r, n, e));
	TRY(read_acts(r, n, e));
	return read_signature(r, n, e);
}

/* ---- the rest ---- */

static int read_rate(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	static const char *const keys[] = {"per_host", "per_network", "total", "parallel", NULL};
	bool free = scope_is_loopback(r->s);
	const struct yaml_node *n;
	int64_t host = 10, network = 50, total = 500, parallel = 0;

	TRY(section(r, top, "rate", false, keys, &n, e));
	if (n) {
		TRY(yaml_int(r->src, n, "per_host", false, 1, free ? SCOPE_FREE_RATE_MOST : SCOPE_PER_HOST_MOST, &host,
			     e));
		TRY(yaml_int(r->src, n, "per_network", false, 1, free ? SCOPE_FREE_RATE_MOST : SCOPE_PER_NETWORK_MOST,
			     &network, e));
		TRY(yaml_int(r->src, n, "total", false, 1, free ? SCOPE_FREE_RATE_MOST : SCOPE_TOTAL_MOST, &total, e));
		TRY(yaml_int(r->src, n, "parallel", false, 0, SCOPE_PARALLEL_MOST, &parallel, e));
	}
	r->s->rate = (struct scope_rate){(uint32_t)host, (uint32_t)network, (uint32_t)total, (uint32_t)parallel};
	return 0;
}

static int read_excluded_names(struct scope_reader *r, const struct yaml_node *list, err *e)
{
	struct scope *s = r->s;

	s->excluded_names = arena_new(&s->mem, str, list->count);
	for (const struct yaml_node *n = list->child; n; n = n->next) {
		TRY(scope_scalar(r, n, _("a name like secret.example.cn"), e));
		if (!domain_to_ascii(&s->mem, n->text, &s->excluded_names[s->excluded_name_count++]))
			return yaml_err(e, r->src, n, _("%s is no domain name"), scope_quoted(n->text).c);
	}
	return 0;
}

static int read_exclude(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	static const char *const keys[] = {"addresses", "names", NULL};
	const struct yaml_node *n, *addresses, *names;
	struct scope *s = r->s;

	TRY(section(r, top, "exclude", false, keys, &n, e));
	if (!n)
		return 0;
	TRY(scope_list(r, n, "addresses", &addresses, e));
	TRY(scope_list(r, n, "names", &names, e));
	if ((addresses && addresses->count > EXCLUDED_MOST) || (names && names->count > EXCLUDED_MOST))
		return yaml_err(e, r->src, n, _("exclude: more than %d entries"), EXCLUDED_MOST);
	if (names)
		TRY(read_excluded_names(r, names, e));
	if (!addresses)
		return 0;
	s->excluded = arena_new(&s->mem, struct addr_range, addresses->count);
	for (const struct yaml_node *a = addresses->child; a; a = a->next) {
		TRY(scope_scalar(r, a, _("an address or range like 10.0.0.0/24"), e));
		if (!addr_range_parse(a->text, &s->excluded[s->excluded_count++]))
			return yaml_err(e, r->src, a,
					_("%s is no address or range (10.0.0.5, 10.0.0.0/24, 10.0.0.5-10.0.0.9)"),
					scope_quoted(a->text).c);
	}
	return 0;
}

/* "127.0.0.53", "127.0.0.53:5353", "::1", "[::1]:5353". */
static bool server_parse(str s, struct scope_server *ret)
{
	struct scope_server server = {.port = 53};
	size_t colon = s.n;
	uint64_t port;

	if (!addr_parse(s, &server.ip)) {
		while (colon && s.p[colon - 1] != ':')
			colon--;
		if (colon < 2 || !str_to_u64(str_from(s, colon), 65535, &port) || port == 0)
			return false;
		str host = str_sub(s, 0, colon - 1);
		bool brackets = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';

		if (!addr_parse(brackets ? str_sub(host, 1, host.n - 2) : host, &server.ip) ||
		    brackets == addr_is_v4(server.ip))
			return false;
		server.port = (uint16_t)port;
	}
	*ret = server;
	return true;
}

static int read_resolvers(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	const struct yaml_node *list;
	struct scope *s = r->s;
	bool named = false;

	for (size_t i = 0; i < s->item_count && !named; i++)
		named = s->items[i].kind == SCOPE_DOMAIN || (s->items[i].kind == SCOPE_SITE && !s->items[i].is_addr);
	TRY(scope_list(r, top, "resolvers", &list, e));
	if (!list || list->count == 0) {
		if (named)
			return yaml_err(e, r->src, list ? list : top,
					_("resolvers: is missing, and the scope has names: say which DNS servers of "
					  "yours to ask"));
		return 0;
	}
	if (list->count > RESOLVERS_MOST)
		return yaml_err(e, r->src, list, _("resolvers: more than %d"), RESOLVERS_MOST);
	s->resolvers = arena_new(&s->mem, struct scope_server, list->count);
	for (const struct yaml_node *n = list->child; n; n = n->next) {
		TRY(scope_scalar(r, n, _("an address like 127.0.0.53 or \"127.0.0.53:5353\""), e));
		if (!server_parse(n->text, &s->resolvers[s->resolver_count++]))
			return yaml_err(
				e, r->src, n,
				_("%s is no address of a server (127.0.0.53, \"127.0.0.53:5353\", \"[::1]:53\")"),
				scope_quoted(n->text).c);
	}
	return 0;
}

static int read_canary(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	static const char *const keys[] = {"zone", "answer", NULL};
	const struct yaml_node *n;
	struct scope *s = r->s;
	str zone = {0}, answer = {0};

	TRY(section(r, top, "canary", false, keys, &n, e));
	if (!n)
		return 0;
	TRY(yaml_str(r->src, n, "zone", true, &zone, e));
	TRY(yaml_str(r->src, n, "answer", true, &answer, e));
	if (!domain_to_ascii(&s->mem, zone, &s->canary.zone))
		return yaml_err(e, r->src, yaml_get(n, "zone"), _("%s is no domain name"), scope_quoted(zone).c);
	if (!addr_parse(answer, &s->canary.answer))
		return yaml_err(e, r->src, yaml_get(n, "answer"), _("%s is no address"), scope_quoted(answer).c);
	return 0;
}

/* It goes into the User-Agent of every request: printable ASCII without what ends a comment there (RFC 9110 5.6.5). */
static int read_contact(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	str s = {0};

	TRY(text(r, top, "contact", true, &s, e));
	for (size_t i = 0; i < s.n; i++) {
		if (s.n > CONTACT_MOST || s.p[i] > '~' || str_find_byte(STR("()\\"), s.p[i]) < 3)
			return yaml_err(e, r->src, yaml_get(top, "contact"),
					_("contact: must be a mail address, number or URL in ASCII, at most %d bytes"),
					CONTACT_MOST);
	}
	r->s->contact = s;
	return 0;
}

/* Roots that count beside the system's: an authority of the unit's own, or a commissioned institution's list. */
static int read_trust(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	str path = {0};

	TRY(text(r, top, "trust", false, &path, e));
	if (!path.n)
		return 0;
	r->s->trust = scope_path(r, path);
	if (!r->files)
		return 0;
	err why = {0};

	if (os_file_read((const char *)r->s->trust.p, TRUST_BYTES_MOST, &r->s->mem, &r->s->trust_roots, &why) < 0)
		return yaml_err(e, r->src, yaml_get(top, "trust"), _("trust: %s"), why.text);
	if (!str_has(r->s->trust_roots, STR("-----BEGIN CERTIFICATE-----")))
		return yaml_err(e, r->src, yaml_get(top, "trust"), _("trust: no certificate in PEM form in that file"));
	return 0;
}

static int read_top(struct scope_reader *r, const struct yaml_node *top, err *e)
{
	static const char *const keys[] = {"scope",   "unit",   "authorisation", "contact",   "objects", "rate",
					   "exclude", "filing", "graded",        "resolvers", "canary",  "public_names",
					   "trust",   "sample", "data",          "databases", "logs",    NULL};
	int64_t version = 0;
	const struct yaml_node *objects;
	str filing = {0}, graded = {0};

	TRY(yaml_only(r->src, top, keys, e));
	TRY(yaml_int(r->src, top, "scope", true, 1, 1, &version, e));
	TRY(read_unit(r, top, e));
	TRY(read_authorisation(r, top, e));
	TRY(read_contact(r, top, e));
	TRY(yaml_bool(r->src, top, "public_names", false, &r->s->public_names, e));
	TRY(yaml_bool(r->src, top, "sample", false, &r->s->sample, e));
	r->data = yaml_get(top, "data") || yaml_get(top, "databases") || yaml_get(top, "logs");
	TRY(scope_list(r, top, "objects", &objects, e));
	if (!objects || objects->count == 0)
		return yaml_err(e, r->src, top, _("objects: is missing or empty: nothing would be inspected"));
	TRY(scope_objects_read(r, objects, e));
	TRY(scope_stores_read(r, top, e));
	TRY(read_rate(r, top, e));
	TRY(read_exclude(r, top, e));
	TRY(read_resolvers(r, top, e));
	TRY(read_canary(r, top, e));
	TRY(text(r, top, "filing", false, &filing, e));
	if (filing.n)
		r->s->filing = scope_path(r, filing);
	TRY(text(r, top, "graded", false, &graded, e));
	if (graded.n)
		r->s->graded = scope_path(r, graded);
	return read_trust(r, top, e);
}

bool scope_is_loopback(const struct scope *s)
{
	if (s->public_names)
		return false;
	for (size_t i = 0; i < s->item_count; i++) {
		const struct scope_item *item = &s->items[i];

		if (item->kind == SCOPE_DOMAIN || (item->kind == SCOPE_SITE && !item->is_addr))
			continue;
		if (addr_class_of(item->range.lo) != ADDR_LOOPBACK || addr_class_of(item->range.hi) != ADDR_LOOPBACK)
			return false;
	}
	for (size_t i = 0; i < s->store_count; i++) {
		if (s->stores[i].kind == ASSET_DATABASE && addr_class_of(s->stores[i].ip) != ADDR_LOOPBACK)
			return false;
	}
	return true;
}

static int parse_into(struct scope_reader *r, str bytes, err *e)
{
	struct yaml_node *top;

	TRY(yaml_parse(&r->temp, r->src, bytes, &top, e));
	TRY(read_top(r, top, e));
	if (r->s->authorisation.mode == SCOPE_REGULATOR && !r->stored) {
		if (!r->files)
			return yaml_err(e, r->src, top, _("signatures are not read here"));
		return scope_sign_verify(r->s, e);
	}
	return 0;
}

static int parse(struct scope_reader r, str path, str bytes, struct scope *ret, err *e)
{
	struct scope s = {0};
	size_t slash = path.n;

	while (slash && path.p[slash - 1] != '/')
		slash--;
	r.s = &s;
	arena_init(&s.mem, SCOPE_MEMORY);
	arena_init(&r.temp, TEMP_MEMORY);
	buf_init(&r.key, 512);
	s.path = arena_str(&s.mem, path);
	s.bytes = arena_str(&s.mem, bytes);
	s.sha256 = digest_sha256(bytes);
	r.src.path = s.path;
	r.dir = str_sub(s.path, 0, slash);
	int rc = parse_into(&r, s.bytes, e);

	buf_release(&r.key);
	arena_clear(&r.temp);
	if (rc < 0) {
		arena_clear(&s.mem);
		if (e && rc == E_SYNTAX)
			e->code = E_SCOPE;
		return rc == E_SYNTAX ? E_SCOPE : rc;
	}
	*ret = s;
	return 0;
}

int scope_parse(str path, str bytes, bool files, struct scope *ret, err *e)
{
	return parse((struct scope_reader){.files = files}, path, bytes, ret, e);
}

int scope_parse_stored(str path, str bytes, const digest *sha256, struct scope *ret, err *e)
{
	TRY(parse((struct scope_reader){.stored = true}, path, bytes, ret, e));
	ret->sha256 = *sha256;
	return 0;
}

int scope_load(const char *path, struct scope *ret, err *e)
{
	arena temp;
	str bytes;

	arena_init(&temp, SCOPE_BYTES_MOST + 4096);
	int rc = os_file_read(path, SCOPE_BYTES_MOST, &temp, &bytes, e);

	if (rc == 0)
		rc = scope_parse(str_c(path), bytes, true, ret, e);
	arena_clear(&temp);
	return rc;
}

void scope_release(struct scope *s)
{
	arena_clear(&s->mem);
	*s = (struct scope){0};
}
