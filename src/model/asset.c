#include "model/asset.h"

static const char *const names[ASSET_KIND_COUNT] = {
	[ASSET_UNIT] = "unit",       [ASSET_SITE] = "site",     [ASSET_DOMAIN] = "domain",     [ASSET_HOST] = "host",
	[ASSET_SERVICE] = "service", [ASSET_FOLDER] = "folder", [ASSET_DATABASE] = "database", [ASSET_LOG] = "log",
};

const char *asset_kind_name(enum asset_kind k)
{
	return names[k];
}

bool asset_kind_parse(str s, enum asset_kind *ret)
{
	for (int k = 0; k < ASSET_KIND_COUNT; k++) {
		if (str_eq(s, str_c(names[k]))) {
			*ret = (enum asset_kind)k;
			return true;
		}
	}
	return false;
}

/* "host:port" or "[v6]:port". */
static bool parse_endpoint(str s, struct asset *a)
{
	size_t colon = s.n;
	uint64_t port;

	while (colon && s.p[colon - 1] != ':')
		colon--;
	if (colon < 2 || !str_to_u64(str_from(s, colon), 65535, &port) || port == 0)
		return false;
	a->port = (uint16_t)port;
	a->host = str_sub(s, 0, colon - 1);
	bool brackets = a->host.p[0] == '[';

	if (brackets) {
		if (a->host.n < 4 || a->host.p[a->host.n - 1] != ']')
			return false;
		a->host = str_sub(a->host, 1, a->host.n - 2);
	}
	a->is_addr = addr_parse(a->host, &a->ip);
	return a->is_addr ? brackets == !addr_is_v4(a->ip) : !brackets && str_find_byte(a->host, ':') == a->host.n;
}

bool asset_parse(str key, struct asset *ret)
{
	str rest = key;
	struct str_cut c = str_cut(&rest, ':');
	struct asset a = {.key = key};

	if (!c.ok || rest.n == 0 || !asset_kind_parse(c.head, &a.kind))
		return false;
	switch (a.kind) {
	case ASSET_UNIT:
		break;
	case ASSET_DOMAIN:
		a.host = rest;
		break;
	case ASSET_HOST:
		a.host = rest;
		a.is_addr = true;
		if (!addr_parse(rest, &a.ip))
			return false;
		break;
	case ASSET_SITE:
		a.https = str_starts(rest, STR("https://"));
		if (!a.https && !str_starts(rest, STR("http://")))
			return false;
		if (!parse_endpoint(str_from(rest, a.https ? 8 : 7), &a))
			return false;
		break;
	case ASSET_SERVICE:
		a.transport = str_starts(rest, STR("udp/")) ? TRANSPORT_UDP : TRANSPORT_TCP;
		if (a.transport == TRANSPORT_TCP && !str_starts(rest, STR("tcp/")))
			return false;
		if (!parse_endpoint(str_from(rest, 4), &a) || !a.is_addr)
			return false;
		break;
	case ASSET_FOLDER:
	case ASSET_LOG:
		a.host = rest;
		if (rest.p[0] != '/')
			return false;
		break;
	case ASSET_DATABASE:
		a.host = rest;
		if (!str_has(rest, STR("://")))
			return false;
		break;
	case ASSET_KIND_COUNT:
		return false;
	}
	*ret = a;
	return true;
}

static void put_endpoint(buf *b, const struct asset *a)
{
	bool brackets = a->is_addr && !addr_is_v4(a->ip);

	if (brackets)
		buf_put_byte(b, '[');
	if (a->is_addr)
		addr_put(b, a->ip);
	else
		buf_put(b, a->host);
	buf_printf(b, "%s:%u", brackets ? "]" : "", a->port);
}

void asset_key_put(buf *b, const struct asset *a)
{
	buf_printf(b, "%s:", names[a->kind]);
	switch (a->kind) {
	case ASSET_UNIT:
	case ASSET_DOMAIN:
	case ASSET_FOLDER:
	case ASSET_DATABASE:
	case ASSET_LOG:
		buf_put(b, a->host);
		break;
	case ASSET_HOST:
		addr_put(b, a->ip);
		break;
	case ASSET_SITE:
		buf_put_c(b, a->https ? "https://" : "http://");
		put_endpoint(b, a);
		break;
	case ASSET_SERVICE:
		buf_put_c(b, a->transport == TRANSPORT_UDP ? "udp/" : "tcp/");
		put_endpoint(b, a);
		break;
	case ASSET_KIND_COUNT:
		break;
	}
}
