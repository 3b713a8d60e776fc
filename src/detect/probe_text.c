/* Redis (RESP, inline commands), memcached (ASCII protocol), FTP (RFC 959, RFC 1635), rsync daemon, ZooKeeper's words. */
#include "detect/probe_text.h"

#include "base/cur.h"
#include "base/i18n.h"

/* ---- Redis: INFO server needs the right to read, and gives name and version when it is there ---- */

static bool redis_put(buf *b, const struct probe_ask *)
{
	buf_put_c(b, "INFO server\r\n");
	return true;
}

static bool redis_enough(str s)
{
	uint64_t n = 0;

	if (!str_starts(s, STR("$")))
		return str_find_byte(s, '\n') < s.n;
	str length = str_trim(str_sub(s, 1, str_find_byte(s, '\n') < s.n ? str_find_byte(s, '\n') - 1 : 0));

	return length.n && (!str_to_u64(length, 1 << 20, &n) || s.n >= n + length.n + 5);
}

static bool redis_refuses(str s)
{
	return str_starts(s, STR("-NOAUTH")) || str_starts(s, STR("-NOPERM")) || str_starts(s, STR("-DENIED")) ||
	       str_starts(s, STR("-ERR operation not permitted"));
}

static bool redis_read(str s, struct banner *r)
{
	static const struct {
		str key;
		str product;
	} kinds[] = {
		/* Valkey also gives a redis_version, of the Redis it is like. */
		{STR_INIT("valkey_version:"), STR_INIT("Valkey")},
		{STR_INIT("dragonfly_version:"), STR_INIT("Dragonfly")},
		{STR_INIT("kvrocks_version:"), STR_INIT("Kvrocks")},
		{STR_INIT("redis_version:"), STR_INIT("Redis")},
	};
	bool refused = redis_refuses(s);

	*r = (struct banner){.protocol = "redis", .database = true, .product = STR("Redis")};
	if (refused || str_starts(s, STR("-ERR")) || str_starts(s, STR("-LOADING")) || str_starts(s, STR("-MISCONF"))) {
		r->line = str_sub(banner_line(s), 0, 80);
		r->proof = r->line;
		r->access = refused ? BANNER_CLOSED : BANNER_UNTOLD;
		/* "-ERR" is said by others too: only with Redis's own words. */
		return refused || str_has(s, STR("unknown command")) || !str_starts(s, STR("-ERR"));
	}
	if (!str_starts(s, STR("$")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		r->version = banner_version(banner_value(s, kinds[i].key));
		if (r->version.n) {
			r->product = kinds[i].product;
			r->proof = banner_line(str_from(s, str_find(s, kinds[i].key)));
			r->access = BANNER_OPEN;
			return true;
		}
	}
	return false;
}

const struct probe probe_redis = {
	.name = "redis",
	.asked = "INFO server",
	.exposure = true,
	.ports = {6379, 6380, 16379},
	.put = redis_put,
	.enough = redis_enough,
	.read = redis_read,
};

/* ---- memcached: stats is a read, and holds the version ---- */

static bool memcached_put(buf *b, const struct probe_ask *)
{
	buf_put_c(b, "stats\r\n");
	return true;
}

static bool memcached_enough(str s)
{
	return str_ends(s, STR("END\r\n")) || (!str_starts(s, STR("STAT")) && str_find_byte(s, '\n') < s.n);
}

static bool memcached_read(str s, struct banner *r)
{
	*r = (struct banner){.protocol = "memcached", .product = STR("memcached"), .database = true};
	if (str_starts(s, STR("CLIENT_ERROR unauthenticated"))) {
		r->line = banner_line(s);
		r->proof = r->line;
		r->access = BANNER_CLOSED;
		return true;
	}
	if (!str_starts(s, STR("STAT ")))
		return false;
	r->version = banner_version(banner_value(s, STR("STAT version ")));
	r->proof = banner_line(str_from(s, str_find(s, STR("STAT version "))));
	r->line = banner_line(s);
	r->access = BANNER_OPEN;
	return true;
}

const struct probe probe_memcached = {
	.name = "memcached",
	.asked = "stats",
	.exposure = true,
	.ports = {11211},
	.put = memcached_put,
	.enough = memcached_enough,
	.read = memcached_read,
};

/* ---- FTP: is everybody let in? "anonymous" is no account and its password no secret (RFC 1635): asking for it reads
 * openness, it guesses nothing. So it is an exposure, not a login. ---- */

static bool ftp_put(buf *b, const struct probe_ask *)
{
	buf_put_c(b, "USER anonymous\r\nPASS yicha@\r\nQUIT\r\n");
	return true;
}

static bool ftp_over(str code)
{
	return str_eq(code, STR("221")) || str_eq(code, STR("421"));
}

static bool ftp_enough(str s)
{
	while (s.n) {
		struct str_cut line = str_cut(&s, '\n');

		if (line.ok && ftp_over(str_sub(line.head, 0, 3)) && !str_starts(str_from(line.head, 3), STR("-")))
			return true;
	}
	return false;
}

static bool ftp_read(str s, struct banner *r)
{
	if (!banner_read(s, 21, r) || !r->next || !str_eq(str_c(r->protocol), STR("ftp")))
		return false;
	r->next = NULL;
	while (s.n) {
		str line = str_cut(&s, '\n').head;
		str code = str_sub(line, 0, 3);

		if (str_starts(str_from(line, 3), STR("-")))
			continue;
		if (str_eq(code, STR("230"))) {
			r->access = BANNER_OPEN;
			r->proof = str_trim(line);
			return true;
		}
		if (str_eq(code, STR("530")) || str_eq(code, STR("532")) || str_eq(code, STR("550"))) {
			r->access = BANNER_CLOSED;
			r->proof = str_trim(line);
		}
	}
	return true;
}

const struct probe probe_ftp = {
	.name = "ftp",
	.asked = "USER anonymous",
	.first = PROBE_HEARS,
	.exposure = true,
	.ports = {21, 2121},
	.put = ftp_put,
	.enough = ftp_enough,
	.read = ftp_read,
};

/* ---- rsync: the list of modules, then whether the first of them asks for a password; nothing is transferred ---- */

static bool rsync_put(buf *b, const struct probe_ask *)
{
	buf_put_c(b, "@RSYNCD: 31.0\n#list\n");
	return true;
}

static bool rsync_enough(str s)
{
	return str_has(s, STR("@RSYNCD: EXIT")) || str_has(s, STR("@ERROR"));
}

static bool is_module_name(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f || s.p[i] == '/')
			return false;
	return s.n > 0 && s.n <= 64 && s.p[0] != '#' && s.p[0] != '@';
}

/* The first module of a listing: name, blanks, a tab, its comment. A message of the day has no tab. */
static str first_module(str s)
{
	while (s.n) {
		str line = str_cut(&s, '\n').head;
		size_t tab = str_find_byte(line, '\t');
		str name = str_trim(str_sub(line, 0, tab));

		if (tab < line.n && is_module_name(name))
			return name;
	}
	return (str){0};
}

static bool rsync_read(str s, struct banner *r)
{
	if (!str_starts(s, STR("@RSYNCD: ")) || !banner_read(s, 873, r))
		return false;
	r->next = NULL;
	if (first_module(s).n)
		r->next = "rsync-module";
	else if (rsync_enough(s))
		r->access = BANNER_CLOSED;
	r->proof = STR(N_("no module is listed"));
	return true;
}

const struct probe probe_rsync = {
	.name = "rsync",
	.asked = "#list",
	.first = PROBE_HEARS,
	.exposure = true,
	.ports = {873},
	.put = rsync_put,
	.enough = rsync_enough,
	.read = rsync_read,
};

static bool module_put(buf *b, const struct probe_ask *ask)
{
	str module = first_module(ask->before);

	if (!module.n)
		return false;
	buf_put_c(b, "@RSYNCD: 31.0\n");
	buf_put(b, module);
	buf_put_c(b, "\n");
	return true;
}

static bool module_enough(str s)
{
	return str_has(s, STR("@RSYNCD: OK")) || str_has(s, STR("@RSYNCD: AUTHREQD")) || str_has(s, STR("@ERROR"));
}

static bool module_read(str s, struct banner *r)
{
	if (!str_starts(s, STR("@RSYNCD: ")) || !banner_read(s, 873, r))
		return false;
	r->next = NULL;
	if (str_has(s, STR("@RSYNCD: OK"))) {
		r->access = BANNER_OPEN;
		r->proof = STR("@RSYNCD: OK");
	} else if (str_has(s, STR("@RSYNCD: AUTHREQD"))) {
		r->access = BANNER_CLOSED;
		r->proof = STR("@RSYNCD: AUTHREQD");
	} else if (str_has(s, STR("@ERROR"))) {
		r->access = BANNER_CLOSED;
		r->proof = STR("@ERROR");
	}
	return true;
}

const struct probe probe_rsync_module = {
	.name = "rsync-module",
	.asked = N_("first module of the list"),
	.exposure = true,
	.put = module_put,
	.enough = module_enough,
	.read = module_read,
};

/* ---- ZooKeeper: srvr, the one word that is allowed by default since 3.5 ---- */

static bool zookeeper_put(buf *b, const struct probe_ask *)
{
	buf_put_c(b, "srvr");
	return true;
}

static bool zookeeper_enough(str s)
{
	return str_has(s, STR("Node count: ")) || str_has(s, STR("whitelist"));
}

static bool zookeeper_read(str s, struct banner *r)
{
	*r = (struct banner){.protocol = "zookeeper", .product = STR("ZooKeeper"), .management = true};
	r->line = banner_line(s);
	r->proof = r->line;
	if (str_starts(s, STR("Zookeeper version: "))) {
		r->version = banner_version(str_from(s, 19));
		/* "3.8.0-5a02a05eddb59aee6ac762f7ea82e92a68eb9c0f" */
		r->version = str_sub(r->version, 0, str_find_byte(r->version, '-'));
		r->access = BANNER_OPEN;
		return true;
	}
	r->access = BANNER_CLOSED;
	return str_has(s, STR("is not executed because it is not in the whitelist"));
}

const struct probe probe_zookeeper = {
	.name = "zookeeper",
	.asked = "srvr",
	.exposure = true,
	.ports = {2181},
	.put = zookeeper_put,
	.enough = zookeeper_enough,
	.read = zookeeper_read,
};
