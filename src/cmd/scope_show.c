#include "cmd/scope_show.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"
#include "base/width.h"
#include "catalogue/scope.h"
#include "cmd/cmd.h"
#include "collect/collector.h"
#include "gate/gate.h"
#include "ident/domain.h"
#include "os/file.h"

#define OUT_MOST ((size_t)4 << 20)
#define OUT_FLUSH ((size_t)64 << 10) /* printed in pieces: a scope may name a million things */
#define COLLECTORS_MOST 32
#define HEAD_COLUMNS 16

/* Ports of one transport that a collector takes, found one by one and shown as ranges. */
struct port_run {
	uint32_t lo;
	uint32_t hi;
	enum transport transport;
	size_t runs;
};

static void flush(buf *b)
{
	if (b->n > OUT_FLUSH)
		cmd_put(b);
}

static bool collector_wants(const struct collector *c, const struct asset *a)
{
	return (c->kinds & 1u << a->kind) && (!c->wants || c->wants(a));
}

static void put_run(buf *b, struct port_run *run)
{
	if (run->lo == 0)
		return;
	buf_printf(b, "%s%s%" PRIu32, run->runs++ ? "," : "", run->transport == TRANSPORT_UDP ? "udp/" : "", run->lo);
	if (run->hi > run->lo)
		buf_printf(b, "-%" PRIu32, run->hi);
	run->lo = 0;
}

/* "80,443,6000-6010,udp/53": those of the item's ports for which the collector takes the service (NULL: all). */
static size_t put_ports(buf *b, const struct scope_item *item, const struct collector *c)
{
	struct port_run run = {0};
	size_t n = 0;

	for (size_t i = 0; i < item->port_count; i++) {
		const struct scope_ports *p = &item->ports[i];

		for (uint32_t port = p->lo; port <= p->hi; port++) {
			struct asset a = {.kind = ASSET_SERVICE,
					  .is_addr = true,
					  .ip = item->range.lo,
					  .port = (uint16_t)port,
					  .transport = p->transport};

			if (c && !collector_wants(c, &a))
				continue;
			n++;
			if (run.lo && run.transport == p->transport && run.hi + 1 == port) {
				run.hi = port;
				continue;
			}
			put_run(b, &run);
			run = (struct port_run){port, port, p->transport, run.runs};
		}
	}
	put_run(b, &run);
	return n;
}

static uint64_t count_ports(const struct scope_item *item)
{
	uint64_t n = 0;

	for (size_t i = 0; i < item->port_count; i++)
		n += item->ports[i].hi - item->ports[i].lo + 1u;
	return n;
}

static bool item_asset(const struct scope_item *item, struct asset *ret)
{
	if (item->kind == SCOPE_NETWORK) {
		*ret = (struct asset){.kind = ASSET_HOST, .is_addr = true, .ip = item->range.lo};
		return true;
	}
	return asset_parse(item->key, ret);
}

/* ---- words ---- */

static void head(buf *b, const char *words)
{
	size_t n = width_of(str_c(words));

	buf_put_c(b, words);
	for (; n < HEAD_COLUMNS; n++)
		buf_put_byte(b, ' ');
}

static void put_acts(buf *b, unsigned acts, const char *quote)
{
	const char *comma = "";

	for (int a = 0; a < ACT_COUNT; a++) {
		if (acts & 1u << a) {
			buf_printf(b, "%s%s%s%s", comma, quote, scope_act_name((enum act)a), quote);
			comma = ", ";
		}
	}
}

static int minute_of_day(int64_t now)
{
	return (int)((now / 60 + DATE_CHINA_MINUTES) % 1440);
}

static bool is_open(const struct scope_authorisation *a, int64_t now)
{
	int m = minute_of_day(now), f = a->window_from, u = a->window_until;

	if (now < a->from || now >= a->until)
		return false;
	return f == u || (f < u ? f <= m && m < u : m >= f || m < u);
}

static void put_days(buf *b, const struct scope_authorisation *a, const char *between)
{
	date_put(b, (a->from + DATE_CHINA_MINUTES * 60) / 86400);
	buf_put_c(b, between);
	date_put(b, (a->until + DATE_CHINA_MINUTES * 60) / 86400 - 1);
}

static void put_window(buf *b, const struct scope_authorisation *a)
{
	if (a->window_from == a->window_until) {
		buf_put_c(b, "00:00-24:00");
		return;
	}
	date_put_clock(b, a->window_from);
	buf_put_byte(b, '-');
	if (a->window_until == 1440)
		buf_put_c(b, "24:00");
	else
		date_put_clock(b, a->window_until);
}

static void text_authority(buf *b, const struct scope *s, int64_t now)
{
	const struct scope_authorisation *a = &s->authorisation;

	head(b, _("unit"));
	buf_printf(b, "%.*s  %.*s  %.*s\n", STR_ARG(s->unit.name), STR_ARG(s->unit.uscc), STR_ARG(s->unit.province));
	head(b, _("authorised by"));
	buf_printf(b, "%.*s  %.*s\n", STR_ARG(a->by), STR_ARG(a->reference));
	head(b, _("mode"));
	buf_put_c(b, scope_mode_name(a->mode));
	if (a->mode == SCOPE_REGULATOR)
		buf_printf(b, " (%s)", _("signature verified"));
	buf_put_byte(b, '\n');
	head(b, _("period"));
	put_days(b, a, " … ");
	buf_put_c(b, "  ");
	put_window(b, a);
	buf_printf(b, " +08:00  (%s)\n", is_open(a, now) ? _("open now") : _("closed now: nothing would be sent"));
	if (a->vantage.n) {
		head(b, _("vantage"));
		buf_printf(b, "%.*s\n", STR_ARG(a->vantage));
	}
	head(b, _("acts"));
	put_acts(b, a->acts, "");
	buf_put_byte(b, '\n');
	head(b, _("contact"));
	buf_printf(b, "%.*s\n", STR_ARG(s->contact));
	head(b, _("rate"));
	buf_printf(b, _("%u a second to one host, %u to one network, %u in all"), s->rate.per_host, s->rate.per_network,
		   s->rate.total);
	if (s->rate.parallel)
		buf_printf(b, _("; %u connections at a time"), s->rate.parallel);
	buf_put_byte(b, '\n');
}

static void text_house(buf *b, const struct scope *s)
{
	if (s->resolver_count) {
		head(b, _("resolvers"));
		for (size_t i = 0; i < s->resolver_count; i++) {
			struct asset a = {.kind = ASSET_SERVICE,
					  .is_addr = true,
					  .ip = s->resolvers[i].ip,
					  .port = s->resolvers[i].port,
					  .transport = TRANSPORT_UDP};

			buf_put_c(b, i ? ", " : "");
			size_t at = b->n;

			asset_key_put(b, &a);
			/* Shown as "address:port": the key's "service:udp/" is cut. */
			if (!buf_full(b)) {
				str rest = str_from(buf_str(b), at + sizeof("service:udp/") - 1);

				memmove(b->p + at, rest.p, rest.n);
				b->n = at + rest.n;
			}
		}
		buf_put_byte(b, '\n');
	}
	if (s->filing.n) {
		head(b, _("filing list"));
		buf_printf(b, "%.*s%s%s\n", STR_ARG(s->filing), os_file_exists((const char *)s->filing.p) ? "" : "  ",
			   os_file_exists((const char *)s->filing.p) ? "" : _("(is not there)"));
	}
	if (s->graded.n) {
		head(b, _("graded filings"));
		buf_printf(b, "%.*s%s%s\n", STR_ARG(s->graded), os_file_exists((const char *)s->graded.p) ? "" : "  ",
			   os_file_exists((const char *)s->graded.p) ? "" : _("(is not there)"));
	}
	if (s->canary.zone.n) {
		head(b, _("canary"));
		buf_printf(b, "*.%.*s = ", STR_ARG(s->canary.zone));
		addr_put(b, s->canary.answer);
		buf_put_byte(b, '\n');
	}
	head(b, _("names lead to"));
	buf_printf(b, "%s\n",
		   s->public_names ? _("listed hosts and networks, and public addresses")
				   : _("listed hosts and networks only"));
}

static void text_excluded(buf *b, const struct scope *s)
{
	if (s->excluded_count + s->excluded_name_count == 0)
		return;
	head(b, _("never touched"));
	for (size_t i = 0; i < s->excluded_count; i++) {
		buf_put_c(b, i ? ", " : "");
		addr_range_put(b, s->excluded[i]);
		flush(b);
	}
	for (size_t i = 0; i < s->excluded_name_count; i++) {
		buf_printf(b, "%s%.*s", i || s->excluded_count ? ", " : "", STR_ARG(s->excluded_names[i]));
		flush(b);
	}
	buf_put_byte(b, '\n');
}

static void text_proof(buf *b, const struct scope *s)
{
	char token[65];

	if (!gate_proof_needed(s))
		return;
	gate_token(s, token);
	head(b, _("proof"));
	buf_printf(b,
		   _("public names and addresses are asked for their home page only until they publish\n"
		     "                %s\n"
		     "                at /.well-known/yicha-control.txt or as TXT record of _yicha.NAME\n"),
		   token);
}

static void text_item(buf *b, const struct scope_item *item, arena *mem)
{
	struct asset a;
	bool is_range = item->kind == SCOPE_HOST || item->kind == SCOPE_NETWORK;

	buf_put_c(b, "  ");
	if (is_range) {
		addr_range_put(b, item->range);
		if (item->kind == SCOPE_NETWORK)
			buf_printf(b, _(" (%llu addresses)"), (unsigned long long)addr_range_count(item->range));
	} else {
		str shown = str_from(item->key, str_find_byte(item->key, ':') + 1);
		str unicode = item->name.n ? domain_to_unicode(mem, item->name) : item->name;

		buf_put(b, shown);
		if (!str_eq(unicode, item->name))
			buf_printf(b, " (%.*s)", STR_ARG(unicode));
	}
	if (is_range && item->port_count == 0) {
		buf_printf(b, "  %s\n", _("names may lead there; not swept"));
		return;
	}
	must(item_asset(item, &a));
	for (size_t i = 0; collectors[i]; i++) {
		if (collector_wants(collectors[i], &a))
			buf_printf(b, "  %s", collectors[i]->name);
	}
	buf_put_byte(b, '\n');
	for (size_t i = 0; is_range && collectors[i]; i++) {
		buf line;

		buf_init(&line, OUT_FLUSH);
		if (put_ports(&line, item, collectors[i]))
			buf_printf(b, "    %s  %s\n", collectors[i]->name, buf_c(&line));
		buf_release(&line);
	}
	if (is_range) {
		buf_printf(b, "    %s  ", _("ports"));
		(void)put_ports(b, item, NULL);
		buf_put_byte(b, '\n');
	}
}

struct totals {
	uint64_t items[SCOPE_ITEM_KIND_COUNT];
	uint64_t addresses;
	uint64_t targets;
};

static struct totals count(const struct scope *s)
{
	struct totals t = {0};

	for (size_t i = 0; i < s->item_count; i++) {
		const struct scope_item *item = &s->items[i];

		t.items[item->kind]++;
		if ((item->kind == SCOPE_HOST || item->kind == SCOPE_NETWORK) && item->port_count) {
			t.addresses += addr_range_count(item->range);
			t.targets += addr_range_count(item->range) * count_ports(item);
		}
	}
	return t;
}

static void text_stores(buf *b, const struct scope *s)
{
	if (s->data.ordered_by.n) {
		buf_put_byte(b, '\n');
		head(b, _("data"));
		buf_printf(b, _("ordered by %.*s; at most %lld rows of a table, %lld bytes of a folder\n"),
			   STR_ARG(s->data.ordered_by), (long long)s->data.rows, (long long)s->data.bytes);
		if (s->data.inventory.n) {
			head(b, _("list of data"));
			buf_printf(b, "%.*s\n", STR_ARG(s->data.inventory));
		}
		for (size_t i = 0; i < s->data.duty_count; i++) {
			const struct scope_duty *d = &s->data.duties[i];

			head(b, _("duty done"));
			date_put(b, d->done);
			buf_printf(b, "  %.*s  %.*s\n", STR_ARG(d->duty), STR_ARG(d->paper));
		}
	}
	for (size_t i = 0; i < s->store_count; i++) {
		const struct scope_store *store = &s->stores[i];
		const struct scope_object *o = &s->objects[store->object];
		struct asset a;

		must(asset_parse(store->key, &a));
		buf_printf(b, "  %.*s  %.*s", STR_ARG(store->key), STR_ARG(o->id));
		for (size_t c = 0; collectors[c]; c++)
			if (collector_wants(collectors[c], &a))
				buf_printf(b, "  %s", collectors[c]->name);
		if (store->path.n && !os_file_exists((const char *)store->path.p))
			buf_printf(b, "  %s", _("(is not there)"));
		buf_put_byte(b, '\n');
		flush(b);
	}
}

void scope_show_text(const struct scope *s, int64_t now)
{
	struct totals t = count(s);
	arena mem;
	buf b;

	buf_init(&b, OUT_MOST);
	text_authority(&b, s, now);
	text_house(&b, s);
	text_excluded(&b, s);
	text_proof(&b, s);
	for (size_t i = 0; i < s->item_count; i++) {
		const struct scope_object *o = &s->objects[s->items[i].object];

		if (i == 0 || s->items[i].object != s->items[i - 1].object)
			buf_printf(&b, "\n%.*s  %.*s  %.*s\n", STR_ARG(o->id), STR_ARG(o->type), STR_ARG(o->name));
		arena_init(&mem, 1 << 20);
		text_item(&b, &s->items[i], &mem);
		arena_clear(&mem);
		flush(&b);
	}
	for (size_t i = 0; i < s->folder_count; i++)
		buf_printf(&b, "%s  %.*s\n", _("folder"), STR_ARG(s->folders[i]));
	text_stores(&b, s);
	buf_put_byte(&b, '\n');
	buf_printf(&b, _("in all: %llu sites, %llu domains, %llu addresses with %llu ports\n"),
		   (unsigned long long)t.items[SCOPE_SITE], (unsigned long long)t.items[SCOPE_DOMAIN],
		   (unsigned long long)t.addresses, (unsigned long long)t.targets);
	buf_printf(&b, "SHA-256 %s\n", digest_to_hex(&s->sha256).c);
	cmd_put(&b);
	buf_release(&b);
}

/* ---- JSON ---- */

static void json_str(buf *b, const char *key, str value)
{
	buf_printf(b, "\"%s\":\"", key);
	buf_put_json(b, value);
	buf_put_byte(b, '"');
}

static void json_authority(buf *b, const struct scope *s, int64_t now)
{
	const struct scope_authorisation *a = &s->authorisation;

	buf_put_byte(b, '{');
	json_str(b, "scope", s->path);
	buf_printf(b, ",\"sha256\":\"%s\",\"unit\":{", digest_to_hex(&s->sha256).c);
	json_str(b, "name", s->unit.name);
	buf_put_byte(b, ',');
	json_str(b, "uscc", s->unit.uscc);
	buf_put_byte(b, ',');
	json_str(b, "province", s->unit.province);
	buf_put_c(b, "},\"authorisation\":{");
	json_str(b, "by", a->by);
	buf_put_byte(b, ',');
	json_str(b, "reference", a->reference);
	buf_put_byte(b, ',');
	json_str(b, "vantage", a->vantage);
	buf_printf(b, ",\"mode\":\"%s\",\"period\":{\"from\":\"", scope_mode_name(a->mode));
	put_days(b, a, "\",\"until\":\"");
	buf_put_c(b, "\"},\"window\":\"");
	put_window(b, a);
	buf_printf(b, "\",\"open\":%s,\"acts\":[", is_open(a, now) ? "true" : "false");
	put_acts(b, a->acts, "\"");
	buf_put_c(b, "]},");
	json_str(b, "contact", s->contact);
	buf_printf(b, ",\"rate\":{\"per_host\":%u,\"per_network\":%u,\"total\":%u,\"parallel\":%u}", s->rate.per_host,
		   s->rate.per_network, s->rate.total, s->rate.parallel);
	buf_printf(b, ",\"public_names\":%s,\"proof_needed\":%s", s->public_names ? "true" : "false",
		   gate_proof_needed(s) ? "true" : "false");
	if (gate_proof_needed(s)) {
		char token[65];

		gate_token(s, token);
		buf_printf(b, ",\"proof_token\":\"%s\"", token);
	}
}

static void json_excluded(buf *b, const struct scope *s)
{
	buf_put_c(b, ",\"excluded\":[");
	for (size_t i = 0; i < s->excluded_count; i++) {
		buf_put_c(b, i ? ",\"" : "\"");
		addr_range_put(b, s->excluded[i]);
		buf_put_byte(b, '"');
		flush(b);
	}
	for (size_t i = 0; i < s->excluded_name_count; i++) {
		buf_put_c(b, i || s->excluded_count ? ",\"" : "\"");
		buf_put_json(b, s->excluded_names[i]);
		buf_put_byte(b, '"');
		flush(b);
	}
	buf_put_byte(b, ']');
}

static void json_item(buf *b, const struct scope_item *item, const struct scope *s)
{
	static const char *const kinds[SCOPE_ITEM_KIND_COUNT] = {
		[SCOPE_SITE] = "site", [SCOPE_HOST] = "host", [SCOPE_NETWORK] = "network", [SCOPE_DOMAIN] = "domain"};
	bool is_range = item->kind == SCOPE_HOST || item->kind == SCOPE_NETWORK;
	struct asset a;
	const char *comma = "";

	buf_printf(b, "{\"kind\":\"%s\",", kinds[item->kind]);
	json_str(b, "object", s->objects[item->object].id);
	buf_put_byte(b, ',');
	if (item->key.n)
		json_str(b, "key", item->key);
	if (item->kind == SCOPE_NETWORK) {
		buf_put_c(b, "\"range\":\"");
		addr_range_put(b, item->range);
		buf_printf(b, "\",\"addresses\":%" PRIu64, addr_range_count(item->range));
	}
	if (is_range) {
		buf_put_c(b, ",\"ports\":\"");
		(void)put_ports(b, item, NULL);
		buf_put_byte(b, '"');
	}
	buf_put_c(b, ",\"collectors\":[");
	must(item_asset(item, &a));
	for (size_t i = 0; collectors[i]; i++) {
		buf line;

		buf_init(&line, OUT_FLUSH);
		if (collector_wants(collectors[i], &a) && !(is_range && item->port_count == 0)) {
			buf_printf(b, "%s\"%s\"", comma, collectors[i]->name);
			comma = ",";
		} else if (is_range && put_ports(&line, item, collectors[i])) {
			buf_printf(b, "%s\"%s %s\"", comma, collectors[i]->name, buf_c(&line));
			comma = ",";
		}
		buf_release(&line);
	}
	buf_put_c(b, "]}");
}

/* Behind the items: each with its comma before it. */
static void json_stores(buf *b, const struct scope *s)
{
	for (size_t i = 0; i < s->store_count; i++) {
		const struct scope_store *store = &s->stores[i];
		const char *comma = "";
		struct asset a;

		must(asset_parse(store->key, &a));
		buf_printf(b, "%s{\"kind\":\"%s\",", i || s->item_count ? ",\n" : "\n", asset_kind_name(store->kind));
		json_str(b, "object", s->objects[store->object].id);
		buf_put_byte(b, ',');
		json_str(b, "key", store->key);
		buf_put_c(b, ",\"collectors\":[");
		for (size_t c = 0; collectors[c]; c++) {
			if (collector_wants(collectors[c], &a)) {
				buf_printf(b, "%s\"%s\"", comma, collectors[c]->name);
				comma = ",";
			}
		}
		buf_put_c(b, "]}");
		flush(b);
	}
}

void scope_show_json(const struct scope *s, int64_t now)
{
	struct totals t = count(s);
	buf b;

	buf_init(&b, OUT_MOST);
	json_authority(&b, s, now);
	json_excluded(&b, s);
	buf_put_c(&b, ",\"items\":[");
	for (size_t i = 0; i < s->item_count; i++) {
		buf_put_c(&b, i ? ",\n" : "\n");
		json_item(&b, &s->items[i], s);
		flush(&b);
	}
	json_stores(&b, s);
	buf_printf(&b,
		   "\n],\"counts\":{\"sites\":%" PRIu64 ",\"domains\":%" PRIu64 ",\"addresses\":%" PRIu64
		   ",\"targets\":%" PRIu64 "}}\n",
		   t.items[SCOPE_SITE], t.items[SCOPE_DOMAIN], t.addresses, t.targets);
	cmd_put(&b);
	buf_release(&b);
}
