#include "catalogue/scope.h"

#include "test/tap.h"

#define HEAD                                                                                                           \
	"scope: 1\n"                                                                                                   \
	"unit: {name: 粤海示例科技有限公司, uscc: 91440300MA0000XY5L, province: 粤}\n"
#define AUTH                                                                                                           \
	"authorisation: {by: 示例公司安全部, period: {from: 2026-01-01, until: 2026-12-31}}\n"                  \
	"contact: security@example.cn\n"
#define OBJECT "objects:\n- {id: portal, type: N2.01, name: 门户, "
#define TAIL "}\nresolvers: [127.0.0.53]\n"
#define WITH(x) HEAD AUTH OBJECT x TAIL

static bool parse(const char *text, struct scope *s)
{
	err e = {0};
	int rc = scope_parse(STR("s.yaml"), str_c(text), false, s, &e);

	return ok(rc == 0, "is read: %s", e.text);
}

static void test_stored(void)
{
	static const char text[] =
		"scope: 1\nunit: {name: 甲, uscc: 91440300MA0000XY5L}\nauthorisation: {by: a, period: "
		"{from: 2026-01-01, until: 2026-12-31}}\ncontact: a@b.cn\nobjects:\n- {id: o, type: "
		"N2.01, name: 乙, sites_file: gone.txt}\ntrust: gone.pem\n";
	struct scope s;
	digest d = digest_sha256(STR("x"));
	err e = {0};

	ok(scope_parse(STR("s.yaml"), str_c(text), true, &s, &e) == E_SCOPE, "a list that is gone: %s", e.text);
	ok(scope_parse_stored(STR("s.yaml"), str_c(text), &d, &s, &e) == 0, "a run's scope needs none: %s", e.text);
	ok(s.item_count == 0 && s.object_count == 1 && str_eq(s.objects[0].name, STR("乙")), "its objects are known");
	ok(str_eq(digest_str(&s.sha256), digest_str(&d)), "the digest is the run's");
	scope_release(&s);
}

static void refused(const char *text, const char *words)
{
	struct scope s = {0};
	err e = {0};
	int rc = scope_parse(STR("s.yaml"), str_c(text), false, &s, &e);

	if (!ok(rc == E_SCOPE && e.code == E_SCOPE && str_has(str_c(e.text), str_c(words)), "refused: %s", words))
		is_str(str_c(e.text), str_c(words), "words");
	if (rc == 0)
		scope_release(&s);
}

static void test_whole(void)
{
	static const char text[] = HEAD
		"authorisation:\n"
		"  by: 示例公司安全部\n  reference: 示例〔2026〕1号\n  period: {from: 2026-01-01, until: 2026-12-31}\n"
		"  window: \"22:00-06:30\"\n  mode: self\n  vantage: 公司内网\n  acts: [identify]\n"
		"contact: security@example.cn\n"
		"objects:\n"
		"  - id: portal\n    type: N2.01\n    name: 门户网站\n"
		"    sites: [http://www.A.example/, \"https://b.example:8443\", 'http://[::1]:8080', 例子.中国]\n"
		"    hosts: [127.0.1.5, {ip: \"::1\", ports: [80, udp/53]}]\n"
		"    networks: [{range: 127.0.2.0/24, ports: [80, 443, 79-81, 6000-6010]}]\n"
		"    domains: [a.example, 例子.中国]\n"
		"    ports: [80, udp/53]\n"
		"rate: {per_host: 5}\n"
		"exclude: {addresses: [127.0.3.0/24], names: [Secret.a.example]}\n"
		"filing: filing.csv\n"
		"resolvers: [127.0.0.53, \"127.0.0.54:5353\", \"[::1]:54\", '::1']\n"
		"canary: {zone: canary.yicha.example, answer: 192.0.2.77}\n"
		"public_names: true\n";
	struct scope s;
	err e = {0};

	if (!ok(scope_parse(STR("dir/s.yaml"), str_c(text), false, &s, &e) == 0, "is read: %s", e.text))
		return;
	is_str(s.unit.uscc, STR("91440300MA0000XY5L"), "unit");
	is_int(s.authorisation.from, 1767196800, "the period begins at midnight in Beijing");
	is_int(s.authorisation.until, 1798732800, "and ends with the last day");
	is_int(s.authorisation.window_from, 1320, "window");
	is_int(s.authorisation.window_until, 390, "over midnight");
	is_int(s.authorisation.acts, 1u << ACT_IDENTIFY, "acts");
	is_int(s.item_count, 10, "items");
	is_str(s.items[0].key, STR("site:http://www.a.example:80"), "site's key");
	is_str(s.items[0].name, STR("www.a.example"), "site's name");
	is_str(s.items[1].key, STR("site:https://b.example:8443"), "site with a port");
	is_str(s.items[2].key, STR("site:http://[::1]:8080"), "site with an address");
	is_str(s.items[3].key, STR("site:http://xn--fsqu00a.xn--fiqs8s:80"), "a bare name is two sites");
	is_str(s.items[4].key, STR("site:https://xn--fsqu00a.xn--fiqs8s:443"), "in A-labels");
	is_str(s.items[4].name, STR("xn--fsqu00a.xn--fiqs8s"), "and its name");
	is_str(s.items[5].key, STR("host:127.0.1.5"), "host");
	is_int(s.items[5].port_count, 2, "with the object's ports");
	is_str(s.items[6].key, STR("host:::1"), "host with ports of its own");
	is_int(s.items[7].port_count, 3, "overlapping ports are one");
	is_str(s.items[9].key, STR("domain:xn--fsqu00a.xn--fiqs8s"), "domain");
	is_int(s.rate.per_host, 5, "rate");
	is_int(s.rate.total, 500, "default rate");
	is_str(s.excluded_names[0], STR("secret.a.example"), "excluded name");
	is_str(s.filing, STR("dir/filing.csv"), "paths are relative to the scope's folder");
	is_int(s.resolver_count, 4, "resolvers");
	is_int(s.resolvers[2].port, 54, "with a port");
	ok(s.public_names, "public names");
	digest d = digest_sha256(str_c(text));

	is_str(digest_str(&s.sha256), digest_str(&d), "digest of the bytes");
	scope_release(&s);
}

static void test_head(void)
{
	refused("", "s.yaml:1:1: is empty");
	refused("scope: 2\n", "s.yaml:1: scope: must be a whole number from 1 to 1");
	refused("scope: 1\n", "s.yaml:1: unit: is missing");
	refused("scope: 1\nobjcts: []\n", "s.yaml:2: unknown key \"objcts\"; did you mean \"objects\"?");
	refused("scope: 1\nunit: {name: a, uscc: 91440300MA0000XY5M}\n",
		"s.yaml:2: uscc: \"91440300MA0000XY5M\" is no");
	refused("scope: 1\nunit: {name: a, uscc: 91440300MA0000XY5L, province: 广}\n", "s.yaml:2: province:");
	refused("scope: 1\nunit: [a]\n", "s.yaml:2: must be a map");
	refused(HEAD, "authorisation: is missing");
	refused(HEAD "authorisation: {by: x, period: {from: 2026-02-01, until: 2026-01-31}}\n",
		"ends before it begins");
	refused(HEAD "authorisation: {by: x, period: {from: 2026-02-01, until: 2036-01-31}}\n",
		"longer than 1100 days");
	refused(HEAD "authorisation: {by: x, period: {from: 2026-02-30, until: 2026-03-31}}\n", "from: must be a date");
	refused(HEAD "authorisation: {by: x, mode: regulater, period: {from: 2026-02-01, until: 2026-03-31}}\n",
		"did you mean \"regulator\"?");
	refused(HEAD "authorisation: {by: x, mode: regulator, period: {from: 2026-02-01, until: 2026-03-31}}\n",
		"reference: is missing");
	refused(HEAD "authorisation: {by: x, acts: [attack], period: {from: 2026-02-01, until: 2026-03-31}}\n",
		"attack needs a signed authorisation");
	refused(HEAD "authorisation: {by: x, acts: [identfy], period: {from: 2026-02-01, until: 2026-03-31}}\n",
		"did you mean \"identify\"?");
	refused(HEAD "authorisation: {by: x, acts: [], period: {from: 2026-02-01, until: 2026-03-31}}\n",
		"acts: is empty");
	refused(HEAD "authorisation: {by: x, signature: s, period: {from: 2026-02-01, until: 2026-03-31}}\n",
		"belong to mode: regulator");
	static const char *const windows[] = {"08:00",       "8:00-9:00",   "08:00-08:00",
					      "08:00-24:01", "24:00-08:00", "08:60-09:00"};

	for (size_t i = 0; i < ARRAY_LEN(windows); i++) {
		char text[600];

		snprintf(text, sizeof(text),
			 HEAD "authorisation: {by: x, window: \"%s\", period: {from: 2026-02-01, until: 2026-03-31}}\n",
			 windows[i]);
		refused(text, "s.yaml:3: window: must be like");
	}
	refused(HEAD "authorisation: {by: x, period: {from: 2026-01-01, until: 2026-12-31}}\ncontact: \"a\\nb\"\n",
		"one line");
	refused(HEAD "authorisation: {by: x, period: {from: 2026-01-01, until: 2026-12-31}}\ncontact: a)b\n",
		"contact: must");
	refused(HEAD AUTH, "objects: is missing or empty");
}

static void test_sites(void)
{
	static const struct {
		const char *site;
		const char *words;
	} bad[] = {
		{"ftp://a.cn", "only http:// and https://"},
		{"http://a.cn/x", "without a path"},
		{"http://u@a.cn", "nothing else"},
		{"http://a.cn?x", "nothing else"},
		{"http://a.cn:0", "the port must be"},
		{"http://a.cn:65536", "the port must be"},
		{"http://a.cn:", "the port must be"},
		{"a.cn:80", "needs http://"},
		{"http://[1.2.3.4]", "IPv6 address"},
		{"http://[::1", "IPv6 address"},
		{"http://[::1]x", "the port must be"},
		{"http://::1", "neither a domain name"},
		{"http://127.1", "neither a domain name"},
		{"http://", "neither a domain name"},
		{"http://0.0.0.0", "unspecified, group"},
		{"http://[::]", "unspecified, group"},
		{"http://224.0.0.1", "unspecified, group"},
		{"http://a b", "neither a domain name"},
		{"http://2130706433/", "neither a domain name"},
		{"http://a%00.cn", "neither a domain name"},
	};
	struct scope s;
	char text[1000];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(text, sizeof(text), WITH("sites: [\"%s\"]"), bad[i].site);
		refused(text, bad[i].words);
	}
	if (parse(WITH("sites: [http://a.cn, 'http://A.CN:80/', 'https://[2001:db8::1]', "
		       "'http://[::ffff:10.0.0.1]:81']"),
		  &s)) {
		is_int(s.item_count, 3, "a site listed twice is one");
		is_str(s.items[1].key, STR("site:https://[2001:db8::1]:443"), "IPv6 site");
		is_str(s.items[2].key, STR("site:http://10.0.0.1:81"), "a mapped address is the IPv4 address");
		scope_release(&s);
	}
	refused(WITH("sites: http://a.cn"), "sites: must be a list");
	refused(WITH("sites: [[a]]"), "here belongs a site");
	refused(WITH("sites_file: /etc/passwd"), "lists of sites are not read here");
}

static void test_hosts(void)
{
	struct scope s;

	refused(WITH("hosts: [10.0.0.1]"), "\"10.0.0.1\" has no ports");
	refused(WITH("hosts: [10.0.0.0/24], ports: [80]"), "\"10.0.0.0/24\" is not an address");
	refused(WITH("networks: [10.0.0.1/24], ports: [80]"), "is not a range");
	refused(WITH("hosts: [{ip: 10.0.0.1, port: 80}]"), "did you mean \"ports\"?");
	refused(WITH("hosts: [10.0.0.1, 10.0.0.1], ports: [80]"), "10.0.0.1 is listed twice");
	refused(WITH("networks: [0.0.0.0/8], ports: [80]"), "unspecified, group");
	refused(WITH("networks: ['::1-fe80::'], ports: []"), "unspecified, group and mapped");
	refused(WITH("networks: [10.0.0.0/11], ports: [80]"), "more than 1048576 addresses");
	refused(WITH("networks: [10.0.0.0/12, 10.16.0.0/32], ports: [80]"), "more than 1048576 addresses");
	refused(WITH("networks: ['2001:db8::/32'], ports: [80]"), "more than 1048576 addresses");
	refused(WITH("networks: [10.0.0.0/12], ports: [80-200]"), "addresses times ports");
	refused(WITH("hosts: [10.0.0.1], ports: [1-5000]"), "more than 4096");
	refused(WITH("hosts: [10.0.0.1], ports: [0]"), "\"0\" is no port");
	refused(WITH("hosts: [10.0.0.1], ports: [81-80]"), "is no port");
	refused(WITH("hosts: [10.0.0.1], ports: [sctp/80]"), "is no port");
	refused(WITH("hosts: [10.0.0.1], ports: 80"), "ports: must be a list");
	if (parse(WITH("networks: [10.0.0.0/8], ports: []"), &s)) {
		is_int(s.items[0].port_count, 0, "a large network that names may lead into");
		scope_release(&s);
	}
}

static void test_objects(void)
{
	struct scope s;

	refused(WITH(""), "the object names nothing");
	refused(HEAD AUTH "objects: [{id: a, type: N2.13, sites: [a.cn]}]\n", "N2.01 to N2.12");
	refused(HEAD AUTH "objects: [{id: a, type: N2.00, sites: [a.cn]}]\n", "N2.01 to N2.12");
	refused(HEAD AUTH "objects: [{id: \"a b\", type: N2.01, sites: [a.cn]}]\n", "id: must be letters");
	refused(HEAD AUTH "objects: [{id: a, type: N2.01, sites: [a.cn]},\n{id: a, type: N2.01, sites: [b.cn]}]\n",
		"s.yaml:6: id: \"a\" belongs to an object above");
	refused(HEAD AUTH "objects: [{id: a, type: N2.01, sites: [a.cn]}]\n",
		"resolvers: is missing, and the scope has names");
	refused(WITH("domains: [1.2.3.4]"), "is no domain name");
	refused(WITH("domains: [a.cn]") "rate: {per_hst: 1}\n", "did you mean \"per_host\"?");
	refused(WITH("domains: [a.cn]") "exclude: {addresses: [10.0.0.1/8]}\n", "is no address or range");
	refused(WITH("domains: [a.cn]") "canary: {zone: a.cn}\n", "answer: is missing");
	refused(WITH("domains: [a.cn]") "filing: [a]\n", "filing: must be one value");
	refused(WITH("domains: [a.cn]") "public_names: maybe\n", "true or false");
	refused(HEAD AUTH "objects: [{id: a, type: N2.01, domains: [a.cn]}]\nresolvers: [a.cn]\n",
		"is no address of a server");
	refused(HEAD AUTH "objects: [{id: a, type: N2.01, domains: [a.cn]}]\nresolvers: [\"1.2.3.4:0\"]\n",
		"is no address");
	if (parse(WITH("folders: [logs, /var/log/x]"), &s)) {
		is_int(s.folder_count, 2, "folders");
		is_str(s.folders[0], STR("logs"), "relative to the scope's folder");
		scope_release(&s);
	}
}

static void test_rates(void)
{
	struct scope s;

	refused(WITH("hosts: [10.0.0.1], ports: [80]") "rate: {per_host: 101}\n", "from 1 to 100");
	refused(WITH("hosts: [10.0.0.1], ports: [80]") "rate: {total: 10001}\n", "from 1 to 10000");
	refused(WITH("hosts: [127.0.0.1], ports: [80]") "public_names: true\nrate: {total: 10001}\n",
		"from 1 to 10000");
	if (parse(WITH("hosts: [127.0.0.1], ports: [80]") "rate: {total: 900000, per_host: 900000}\n", &s)) {
		is_int(s.rate.total, 900000, "loopback is free");
		scope_release(&s);
	}
}

static void test_stores(void)
{
	struct scope s = {0};

#define STORES(x) HEAD AUTH "objects:\n- {id: one, type: N2.01, name: 甲}\n- {id: two, type: N2.01, name: 乙}\n" x
	if (parse(STORES("data: {ordered_by: 安全部, rows: 5, folders: [{path: /srv//a/./b/../c, object: two, public: "
			 "true}]}\n"
			 "databases: [{kind: mysql, host: \"::1\", name: shop, user: audit, password_file: pw, object: "
			 "one}]\n"
			 "logs: [{path: /var/log, object: one, keeps: provision, started: 2026-01-01}]\n"),
		  &s)) {
		is_int(s.store_count, 3, "stores");
		is_str(s.stores[0].key, STR("folder:/srv/a/c"), "a folder's key is absolute and plain");
		ok(s.stores[0].is_public && s.stores[0].object == 1, "its marks");
		is_str(s.stores[1].key, STR("database:mysql://[::1]:3306/shop"), "a database's key");
		is_str(s.stores[1].password_file, STR("pw"), "its password's file");
		is_str(s.stores[2].keeps, STR("provision"), "what a log is kept for");
		is_int(s.stores[2].started, 20454, "since when");
		is_int(s.data.rows, 5, "ceiling of rows");
		ok(scope_store_of(&s, STR("log:/var/log")) == &s.stores[2] && !scope_store_of(&s, STR("log:/")),
		   "found by key");
		ok(scope_is_loopback(&s), "a database on loopback keeps the scope there");
		scope_release(&s);
	}
	refused(STORES("data: {folders: [/a]}\n"), "ordered_by");
	refused(STORES("data: {ordered_by: x, folders: [/a]}\n"), "to which object");
	refused(STORES("data: {ordered_by: x, folders: [{path: /a, object: ten}]}\n"), "no \"ten\"");
	refused(STORES("data: {ordered_by: x, rows: 0}\n"), "rows");
	refused(STORES("databases: [{kind: mysql, host: 127.0.0.1, name: a, user: b, object: one}]\n"), "needs data:");
	refused(STORES("data: {ordered_by: x}\ndatabases: [{kind: mysql, host: db.example.cn, name: a, user: b, "
		       "object: one}]\n"),
		"is no address");
	refused(STORES("data: {ordered_by: x}\ndatabases: [{kind: mysql, host: 127.0.0.1, name: \"a b\", user: b, "
		       "object: one}]\n"),
		"without blanks");
	refused(STORES("logs: [{path: /a, object: one, keeps: network}, {path: /a/, object: two}]\n"), "listed twice");
	refused(STORES("logs: [{path: /a, object: one, keeps: for ever}]\n"), "keeps");
}

int main(void)
{
	test_stored();
	test_whole();
	test_head();
	test_sites();
	test_hosts();
	test_objects();
	test_rates();
	test_stores();
	return tap_done();
}
