/* import_words: one name for one thing: severities, assets, times, CVE numbers; part of import.h. Pure. */
#include "base/date.h"
#include "base/i18n.h"
#include "exchange/import_priv.h"

#include <stdio.h>
#include "format/url.h"
#include "model/asset.h"

#define TEXT_MOST ((size_t)4000)
#define KEY_MOST ((size_t)1000)

str import_severity(str s)
{
	static const struct {
		const char *word;
		const char *ours;
	} words[] = {{"critical", "critical"}, {"严重", "critical"}, {"超危", "critical"},
		     {"紧急", "critical"},     {"high", "high"},     {"高", "high"},
		     {"高危", "high"},         {"error", "high"},    {"medium", "medium"},
		     {"moderate", "medium"},   {"中", "medium"},     {"中危", "medium"},
		     {"warning", "medium"},    {"low", "low"},       {"低", "low"},
		     {"低危", "low"},          {"note", "low"},      {"info", "low"},
		     {"informational", "low"}, {"none", "low"},      {"信息", "low"},
		     {"提示", "low"}};
	uint64_t whole = 0;
	str head = s;
	struct str_cut c;

	s = str_trim(s);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ieq(s, str_c(words[i].word)))
			return str_c(words[i].ours);
	/* A CVSS score: 9.8. */
	head = s;
	c = str_cut(&head, '.');
	if (c.head.n && str_to_u64(c.head, 10, &whole))
		return whole >= 9   ? STR("critical")
		       : whole >= 7 ? STR("high")
		       : whole >= 4 ? STR("medium")
				    : STR("low");
	return STR("medium");
}

static bool is_cve(str s, size_t at, size_t *ret_end)
{
	size_t i = at + 4, digits = 0;

	if (!str_istarts(str_from(s, at), STR("cve-")))
		return false;
	for (; i < s.n && byte_is_digit(s.p[i]) && digits < 4; i++)
		digits++;
	if (digits != 4 || i >= s.n || s.p[i] != '-')
		return false;
	for (digits = 0, i++; i < s.n && byte_is_digit(s.p[i]) && digits < 8; i++)
		digits++;
	*ret_end = i;
	return digits >= 4;
}

str import_cve(str s, arena *mem)
{
	str found = {0};
	AUTO(buf_release) buf b;

	for (size_t i = 0; i + 4 < s.n; i++) {
		size_t end = i;

		if (!is_cve(s, i, &end))
			continue;
		if (found.n && !str_ieq(found, str_sub(s, i, end - i)))
			return (str){0};
		found = str_sub(s, i, end - i);
		i = end - 1;
	}
	buf_init(&b, 64);
	for (size_t i = 0; i < found.n; i++)
		buf_put_byte(&b, found.p[i] >= 'a' && found.p[i] <= 'z' ? (uint8_t)(found.p[i] - 32) : found.p[i]);
	return arena_str(mem, buf_str(&b));
}

/* --- assets --------------------------------------------------------------------------------------------------------------- */

static str keep(buf *b, arena *mem)
{
	return buf_full(b) ? (str){0} : arena_str(mem, buf_str(b));
}

static str of_url(str s, arena *mem, str *place)
{
	struct url u;
	struct asset a = {.kind = ASSET_SITE};
	AUTO(buf_release) buf b;

	buf_init(&b, URL_MOST + KEY_MOST);
	if (url_parse(s, mem, &u) != PARSE_OK)
		return (str){0};
	if (place && place->n == 0) {
		url_put(&b, &u);
		*place = keep(&b, mem);
		buf_reset(&b);
	}
	a.https = u.https;
	a.host = u.host;
	a.port = u.port;
	a.is_addr = addr_parse(u.host, &a.ip);
	asset_key_put(&b, &a);
	return keep(&b, mem);
}

/* host:port, [v6]:port. */
static bool split_port(str s, str *ret_host, uint16_t *ret_port)
{
	uint64_t port = 0;
	size_t at = s.n;

	while (at > 0 && s.p[at - 1] != ':')
		at--;
	if (at == 0 || !str_to_u64(str_from(s, at), 65535, &port) || port == 0)
		return false;
	*ret_host = str_sub(s, 0, at - 1);
	if (ret_host->n > 2 && ret_host->p[0] == '[' && ret_host->p[ret_host->n - 1] == ']')
		*ret_host = str_sub(*ret_host, 1, ret_host->n - 2);
	else if (str_find_byte(*ret_host, ':') < ret_host->n)
		return false;
	*ret_port = (uint16_t)port;
	return ret_host->n > 0;
}

static str of_address(str s, arena *mem, bool with_port, uint16_t port)
{
	struct asset a = {.kind = with_port ? ASSET_SERVICE : ASSET_HOST,
			  .transport = TRANSPORT_TCP,
			  .port = port,
			  .is_addr = true};
	AUTO(buf_release) buf b;

	buf_init(&b, KEY_MOST);
	if (!addr_parse(s, &a.ip))
		return (str){0};
	asset_key_put(&b, &a);
	return keep(&b, mem);
}

static str of_name(str s, arena *mem)
{
	AUTO(buf_release) buf b;

	buf_init(&b, KEY_MOST);
	buf_put_c(&b, "domain:");
	for (size_t i = 0; i < s.n; i++)
		buf_put_byte(&b, byte_lower(s.p[i]));
	return keep(&b, mem);
}

str import_asset(str s, arena *mem, str *place)
{
	struct asset a;
	str host = {0}, key = {0};
	uint16_t port = 0;

	s = str_trim(s);
	if (s.n == 0 || s.n > URL_MOST)
		return (str){0};
	if (asset_parse(s, &a))
		return arena_str(mem, s);
	if (str_istarts(s, STR("http://")) || str_istarts(s, STR("https://")))
		key = of_url(s, mem, place);
	else if (split_port(s, &host, &port))
		key = of_address(host, mem, true, port);
	else
		key = of_address(s, mem, false, 0);
	if (key.n)
		return key;
	if (host.n && url_name_ok(host)) {
		if (place && place->n == 0)
			*place = arena_str(mem, str_from(s, host.n + 1));
		return of_name(host, mem);
	}
	return url_name_ok(s) ? of_name(s, mem) : arena_str(mem, str_sub(s, 0, KEY_MOST));
}

/* --- times ---------------------------------------------------------------------------------------------------------------- */

static bool two(str s, size_t at, uint64_t most, uint64_t *ret)
{
	return at + 2 <= s.n && str_to_u64(str_sub(s, at, 2), most, ret);
}

/* Behind the seconds: fraction, then Z or +08:00; nothing: China. */
static bool zone(str s, int64_t *ret)
{
	uint64_t h = 0, m = 0;
	size_t at = 0;

	if (s.n && s.p[0] == '.')
		for (at = 1; at < s.n && byte_is_digit(s.p[at]);)
			at++;
	s = str_trim(str_from(s, at));
	*ret = DATE_CHINA_MINUTES * 60;
	if (s.n == 0)
		return true;
	*ret = 0;
	if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z'))
		return true;
	if ((s.p[0] != '+' && s.p[0] != '-') || !two(s, 1, 23, &h))
		return false;
	s = str_from(s, 3);
	s = s.n && s.p[0] == ':' ? str_from(s, 1) : s;
	if (s.n && (s.n != 2 || !two(s, 0, 59, &m)))
		return false;
	*ret = (int64_t)(h * 3600 + m * 60);
	return true;
}

bool import_time(str s, int64_t *ret)
{
	uint64_t y = 0, mo = 0, d = 0, h = 0, mi = 0, sec = 0;
	int64_t east = DATE_CHINA_MINUTES * 60;
	bool minus;

	s = str_trim(s);
	if (s.n < 10 || !str_to_u64(str_sub(s, 0, 4), 2199, &y) || y < 1970 || !two(s, 5, 12, &mo) ||
	    !two(s, 8, 31, &d) || !mo || !d)
		return false;
	if (s.p[4] != s.p[7] || (s.p[4] != '-' && s.p[4] != '/'))
		return false;
	if (s.n > 10) {
		if ((s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ') || !two(s, 11, 23, &h) || s.n < 16 ||
		    s.p[13] != ':' || !two(s, 14, 59, &mi))
			return false;
		size_t at = 16;

		if (s.n > 16 && s.p[16] == ':') {
			if (!two(s, 17, 60, &sec))
				return false;
			at = 19;
		}
		minus = str_find_byte(str_from(s, at), '-') < str_from(s, at).n;
		if (!zone(str_from(s, at), &east))
			return false;
		east = minus ? -east : east;
	}
	int64_t days = date_days((struct date_civil){(int64_t)y, (unsigned)mo, (unsigned)d});

	*ret = days * 86400 + (int64_t)(h * 3600 + mi * 60 + sec) - east;
	return true;
}

/* --- whole findings ------------------------------------------------------------------------------------------------------- */

void import_bad(struct import_out *o, str ref, const char *field, const char *words)
{
	if (o->fault)
		o->fault(o->ctx, &(struct import_fault){ref, field, words});
}

void import_broken(struct import_out *o, str bytes, size_t at, const char *words)
{
	char room[64];
	uint64_t line = 1;
	size_t begin = 0;

	at = at < bytes.n ? at : bytes.n;
	for (size_t i = 0; i < at; i++) {
		if (bytes.p[i] == '\n') {
			line++;
			begin = i + 1;
		}
	}
	int n = snprintf(room, sizeof(room), "%llu:%zu", (unsigned long long)line, at - begin + 1);

	import_bad(o, (str){(const uint8_t *)room, n > 0 ? (size_t)n : 0}, "", words);
}

static str clean(arena *mem, str s, size_t most)
{
	AUTO(buf_release) buf b;

	buf_init(&b, most + 16);
	buf_put_clean(&b, str_trim(s), most);
	return arena_str(mem, str_trim(buf_str(&b)));
}

static str rule_of(const struct import_finding *f, arena *mem)
{
	str cve = import_cve(f->rule, mem);
	AUTO(buf_release) buf b;

	if (cve.n)
		return cve;
	buf_init(&b, KEY_MOST);
	/* Our own checks keep their names: the finding meets those of our runs. */
	if (f->tool.n && !str_eq(f->tool, STR("yicha")))
		buf_printf(&b, "%.*s:", STR_ARG(str_sub(f->tool, 0, 60)));
	buf_put_clean(&b, str_trim(f->rule), 300);
	return arena_str(mem, buf_str(&b));
}

void import_give(struct import_out *o, const struct import_finding *raw)
{
	struct import_finding f = *raw;
	arena *mem = o->mem;

	f.place = clean(mem, raw->place, URL_MOST);
	f.asset = import_asset(clean(mem, raw->asset, URL_MOST), mem, &f.place);
	f.rule = str_trim(raw->rule).n ? rule_of(raw, mem) : (str){0};
	if (f.rule.n == 0 || f.asset.n == 0) {
		import_bad(o, raw->ref, f.rule.n ? "asset" : "rule",
			   f.rule.n ? N_("it names no asset") : N_("it names no rule"));
		arena_clear(mem);
		return;
	}
	f.tool = clean(mem, raw->tool, 100);
	f.title = clean(mem, raw->title.n ? raw->title : f.rule, 500);
	f.severity = import_severity(raw->severity);
	f.clause = clean(mem, raw->clause, 40);
	f.says = clean(mem, raw->says, TEXT_MOST);
	f.remedy = clean(mem, raw->remedy, TEXT_MOST);
	f.basis = clean(mem, raw->basis, 1000);
	f.uscc = clean(mem, raw->uscc, 40);
	f.unit = clean(mem, raw->unit, 300);
	o->finding(o->ctx, &f);
	arena_clear(mem);
}
