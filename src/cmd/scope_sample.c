/* The sample that `yicha scope new` prints: it loads as it stands, and says of each line what it is for. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/width.h"
#include "cmd/cmd.h"
#include "cmd/scope_show.h"

#define COMMENT_COLUMN 60
#define PERIOD_DAYS 30

struct sample_line {
	const char *yaml;
	const char *comment; /* N_("…") or NULL */
};

static const struct sample_line before[] = {
	{"scope: 1", N_("version of this file's form; docs/scope.md describes it")},
	{"unit:", N_("the inspected organisation")},
};

static const struct sample_line middle[] = {
	{"  province: 粤", N_("sign of the province in filing numbers")},
	{"  # services: [互联网数据中心业务]", N_("licensed services, as the licence names them")},
	{"authorisation:", NULL},
	{"  by: 安全部", N_("who ordered the inspection")},
	{"  reference: 〔2026〕1号", N_("number of the order")},
};

static const struct sample_line after[] = {
	{"  window: \"00:00-24:00\"", N_("hours of the day, +08:00; \"22:00-06:00\" goes over midnight")},
	{"  mode: self", N_("self, or regulator (then signature: and certificate: too)")},
	{"  vantage: 公司内网", N_("where the inspection looks from")},
	{"  acts: [identify, exposure]", N_("what a request may do: ask who is there, read what should be closed")},
	{"contact: security@example.cn", N_("goes into the User-Agent, for those who wonder")},
	{"objects:", N_("what is inspected; each of the notice's types N2.01 to N2.12")},
	{"  - id: portal", NULL},
	{"    type: N2.01", NULL},
	{"    name: 门户网站", NULL},
	{"    sites: [http://www.example.cn, https://www.example.cn]", N_("scheme, host, port; a bare name is both")},
	{"    # sites_file: sites.txt", N_("one site a line, for long lists")},
	{"    domains: [example.cn]", N_("the name itself; names below it only as sites")},
	{"    hosts: [192.0.2.7]", N_("addresses, swept on the ports below")},
	{"    networks: [{range: 192.0.2.64/28, ports: [80, 443]}]",
	 N_("ports: [] means: names may lead there, no sweep")},
	{"    ports: [21, 22, 53, udp/53, 80, 443, 6379]", N_("of hosts and networks that say none")},
	{"rate: {per_host: 10, per_network: 50, total: 500}", N_("new requests a second")},
	{"exclude: {addresses: [192.0.2.70], names: [pay.example.cn]}", N_("never touched, whatever stands above")},
	{"# filing: filing.csv", N_("the unit's filing list, as exported")},
	{"# graded: graded.xlsx", N_("the unit's graded filings (定级备案), as exported")},
	{"# data: {ordered_by: 安全部, folders: [files]}",
	 N_("folders whose files are searched for personal data and secrets")},
	{"# databases: [{kind: postgresql, host: 127.0.0.1, name: shop, user: audit}]",
	 N_("an account that may only read")},
	{"# logs: [{path: /var/log/nginx, keeps: network}]", N_("folders of logs: network, provision or operation")},
	{"resolvers: [127.0.0.53]", N_("your DNS servers; nobody else is asked")},
	{"# canary: {zone: c.example.cn, answer: 192.0.2.77}", N_("a zone of yours, to prove open recursion")},
	{"public_names: false", N_("true: names may lead to any public address")},
};

static void put_lines(buf *b, const struct sample_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = width_of(str_c(lines[i].yaml));

		buf_put_c(b, lines[i].yaml);
		for (; lines[i].comment && at < COMMENT_COLUMN; at++)
			buf_put_byte(b, ' ');
		if (lines[i].comment)
			buf_printf(b, "  # %s", _(lines[i].comment));
		buf_put_byte(b, '\n');
	}
}

static void put_text(buf *b, const char *key, const char *value)
{
	buf_printf(b, "  %s: \"", key);
	buf_put_json(b, str_c(value));
	buf_put_c(b, "\"\n");
}

void scope_show_sample(const char *unit, const char *uscc, int64_t today, bool json)
{
	AUTO(buf_release) buf out;
	buf b;

	buf_init(&b, 1 << 20);
	buf_init(&out, 8 << 20);
	put_lines(&b, before, ARRAY_LEN(before));
	put_text(&b, "name", unit ? unit : "粤海示例科技有限公司");
	put_text(&b, "uscc", uscc ? uscc : "91440300MA0000XY5L");
	put_lines(&b, middle, ARRAY_LEN(middle));
	buf_put_c(&b, "  period: {from: ");
	date_put(&b, today);
	buf_put_c(&b, ", until: ");
	date_put(&b, today + PERIOD_DAYS - 1);
	buf_put_c(&b, "}\n");
	put_lines(&b, after, ARRAY_LEN(after));
	if (json) {
		buf_put_c(&out, "{\"yaml\":\"");
		buf_put_json(&out, buf_str(&b));
		buf_put_c(&out, "\"}\n");
		buf_reset(&b);
		buf_put(&b, buf_str(&out));
	}
	cmd_put(&b);
	buf_release(&b);
}
