/* What each reader of other tools' findings makes of a file, and the words they share. */
#include "exchange/import.h"
#include "base/map.h"
#include "os/file.h"
#include "test/tap.h"

struct seen {
	size_t n;
	size_t faults;
	char ref[64]; /* of the last fault */
	char words[200];
	struct import_finding list[32];
	arena mem;
};

static void keep(void *ctx, const struct import_finding *f)
{
	struct seen *s = ctx;
	struct import_finding *to = &s->list[s->n++];

	*to = *f;
	str *const texts[] = {&to->tool, &to->rule,   &to->asset, &to->place, &to->title, &to->severity, &to->clause,
			      &to->says, &to->remedy, &to->basis, &to->uscc,  &to->unit,  &to->ref};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_str(&s->mem, *texts[i]);
}

static void keep_fault(void *ctx, const struct import_fault *f)
{
	struct seen *s = ctx;

	s->faults++;
	snprintf(s->ref, sizeof(s->ref), "%.*s", STR_ARG(f->ref));
	snprintf(s->words, sizeof(s->words), "%s", f->words);
}

static void read_file(struct seen *s, const char *name, enum parse (*parse)(str, arena *, struct import_out *))
{
	char path[200];
	str bytes = {0};
	arena row;
	err e = {0};
	struct import_out o = {keep, keep_fault, s, &row};

	*s = (struct seen){0};
	arena_init(&s->mem, 1u << 22);
	arena_init(&row, 1u << 22);
	snprintf(path, sizeof(path), "fuzz/corpus/import/%s", name);
	if (!ok(os_file_read(path, 1u << 20, &s->mem, &bytes, &e) == 0, "%s: %s", name, e.text))
		return;
	ok(parse(str_from(bytes, 1), &s->mem, &o) == PARSE_OK, "%s is read", name);
	arena_clear(&row);
}

static void finding(const struct seen *s, size_t i, const char *rule, const char *asset, const char *place,
		    const char *severity)
{
	if (!ok(i < s->n, "there is a finding %zu", i))
		return;
	is_str(s->list[i].rule, str_c(rule), "rule");
	is_str(s->list[i].asset, str_c(asset), "asset");
	is_str(s->list[i].place, str_c(place), "place");
	is_str(s->list[i].severity, str_c(severity), "severity");
}

static void files(void)
{
	struct seen s;

	read_file(&s, "lines", import_lines_parse);
	is_int(s.n, 2, "two findings");
	is_int(s.faults, 2, "a line without rule and one that is no JSON cost nothing but themselves");
	finding(&s, 0, "weak-password", "site:https://a.example.cn:443", "https://a.example.cn/login", "high");
	is_int(s.list[0].seen, 1795140000, "its time");
	finding(&s, 1, "CVE-2021-44228", "service:tcp/[2001:db8::1]:8080", "", "medium");
	arena_clear(&s.mem);

	read_file(&s, "sarif", import_sarif_parse);
	is_int(s.n, 2, "what passed is no finding");
	finding(&s, 0, "probe:R1", "site:https://git.example.cn:443", "src/a.c:7", "critical");
	is_str(s.list[0].title, STR("Hard-coded password"), "title");
	finding(&s, 1, "probe:R2", "site:https://a.example.cn:443", "https://a.example.cn/x", "high");
	arena_clear(&s.mem);

	read_file(&s, "nuclei", import_nuclei_parse);
	finding(&s, 0, "CVE-2021-41773", "site:https://a.example.cn:443", "https://a.example.cn/cgi-bin/.%2e/", "high");
	finding(&s, 1, "nuclei:exposed-panel/login", "service:tcp/10.0.0.1:8443", "", "low");
	arena_clear(&s.mem);

	read_file(&s, "nmap", import_nmap_parse);
	is_int(s.n, 2, "NOT VULNERABLE is no finding");
	finding(&s, 0, "CVE-2014-0160", "service:tcp/192.0.2.7:443", "tcp", "high");
	is_int(s.list[0].seen, 1795140060, "the host's end");
	finding(&s, 1, "nmap:smb-vuln-ms17-010", "host:192.0.2.7", "", "high");
	arena_clear(&s.mem);

	read_file(&s, "zap-json", import_zap_parse);
	finding(&s, 0, "zap:10038-1", "site:https://a.example.cn:443", "https://a.example.cn/", "medium");
	finding(&s, 1, "zap:10038-1", "site:https://a.example.cn:443", "https://a.example.cn/q?x=1 [x]", "medium");
	finding(&s, 2, "zap:1", "site:https://a.example.cn:443", "https://a.example.cn/", "low");
	is_str(s.list[0].says, STR("no  CSP"), "HTML's text");
	arena_clear(&s.mem);

	read_file(&s, "zap-xml", import_zap_parse);
	finding(&s, 0, "zap:40012", "site:https://a.example.cn:443", "https://a.example.cn/s?q=1 [q]", "high");
	is_str(s.list[0].remedy, STR("encode"), "what stands behind the instances is there too");
	arena_clear(&s.mem);
}

static void words(void)
{
	arena mem;
	int64_t t = 0;
	str place = {0};
	static const char *const severities[][2] = {
		{"CRITICAL", "critical"}, {"严重", "critical"}, {"9.8", "critical"}, {"7.0", "high"},
		{"6.9", "medium"},        {"0", "low"},         {"error", "high"},   {"", "medium"},
		{"whatever", "medium"},   {" 低危 ", "low"},    {"10", "critical"},  {"11", "medium"}};
	static const struct {
		const char *text;
		int64_t at; /* -1: none */
	} times[] = {{"2026-11-22", 1795276800},
		     {"2026-11-22T00:00:00Z", 1795305600},
		     {"2026-11-22 08:00", 1795305600},
		     {"2026-11-22T00:00:00.5Z", 1795305600},
		     {"2026-11-22T00:00:00-01:00", 1795309200},
		     {"2026-11-22T01:00:00+0100", 1795305600},
		     {"2026-13-01", -1},
		     {"2026-11-22T25:00", -1},
		     {"yesterday", -1},
		     {"2026-11-22T00:00:00+8", -1}};
	static const char *const assets[][2] = {{"HTTP://Example.CN/a", "site:http://example.cn:80"},
						{"10.0.0.1", "host:10.0.0.1"},
						{"10.0.0.1:22", "service:tcp/10.0.0.1:22"},
						{"[2001:db8::1]:22", "service:tcp/[2001:db8::1]:22"},
						{"2001:db8::1", "host:2001:db8::1"},
						{"Mail.Example.cn", "domain:mail.example.cn"},
						{"mail.example.cn:25", "domain:mail.example.cn"},
						{"host:10.0.0.1", "host:10.0.0.1"},
						{"核心交换机", "核心交换机"}};

	arena_init(&mem, 1u << 20);
	for (size_t i = 0; i < ARRAY_LEN(severities); i++)
		is_str(import_severity(str_c(severities[i][0])), str_c(severities[i][1]), "severity \"%s\"",
		       severities[i][0]);
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		bool sound = import_time(str_c(times[i].text), &t);

		ok(sound == (times[i].at >= 0) && (!sound || t == times[i].at), "time \"%s\" (%lld)", times[i].text,
		   (long long)t);
	}
	for (size_t i = 0; i < ARRAY_LEN(assets); i++) {
		place = (str){0};
		is_str(import_asset(str_c(assets[i][0]), &mem, &place), str_c(assets[i][1]), "asset \"%s\"",
		       assets[i][0]);
	}
	place = (str){0};
	(void)import_asset(STR("mail.example.cn:25"), &mem, &place);
	is_str(place, STR("25"), "a name's port is the place");
	is_str(import_cve(STR("see cve-2021-44228 and CVE-2021-44228"), &mem), STR("CVE-2021-44228"), "one CVE");
	is_str(import_cve(STR("CVE-2021-44228, CVE-2021-45046"), &mem), STR(""), "two are none");
	is_str(import_cve(STR("CVE-21-1"), &mem), STR(""), "what only looks like one is none");
	arena_clear(&mem);
}

static void guesses(void)
{
	static const struct {
		const char *head;
		enum import_format want;
	} heads[] = {{"规则,资产\n", IMPORT_TABLE},
		     {"PK\x03\x04", IMPORT_TABLE},
		     {"{\"rule\":\"a\",\"asset\":\"b\"}\n", IMPORT_LINES},
		     {"{\"template-id\":\"a\"}\n", IMPORT_NUCLEI},
		     {"\xef\xbb\xbf{\n \"version\": \"2.1.0\",\n \"runs\": []}", IMPORT_SARIF},
		     {"<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<nmaprun>", IMPORT_NMAP},
		     {"<OWASPZAPReport>", IMPORT_ZAP},
		     {"{\"@version\":\"2\",\"site\":[]}", IMPORT_ZAP}};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		is_int(import_guess(str_c(heads[i].head)), heads[i].want, "guess %zu", i);
}

/* A file with its first byte off through the cage. */
static int count(void *ctx, const struct import_finding *f, err *e)
{
	(void)f, (void)e;
	++*(int *)ctx;
	return 0;
}

static void caged(void)
{
	char path[TAP_PATH];
	int n = 0;
	err e = {0};
	AUTO(buf_release) buf b;
	enum import_format wrong = IMPORT_SARIF;
	struct import_to to = {.finding = count, .ctx = &n};

	buf_init(&b, 1u << 20);
	buf_put_c(&b, "rule,asset,seen\n");
	for (int i = 0; i < 500; i++)
		buf_printf(&b, "r%d,10.0.0.%d,2026/1/2\n", i, i % 250);
	tap_temporary(path, "import");
	ok(os_file_write(path, buf_str(&b), &e) == 0, "a table is written%s", e.text);
	ok(import_read(path, NULL, &to, &e) == 0 && n == 500, "500 rows of a table: %d %s", n, e.text);
	ok(import_read(path, &wrong, &to, &e) == E_SYNTAX, "it is no SARIF: %s", e.text);
	ok(import_read("/nonexistent/x", NULL, &to, &e) == E_NOTFOUND, "no file");
	ok(os_file_remove(path, &e) == 0, "removed");
}

/* A file that was cut, and how it is told. */
static void cut(const char *text, enum parse (*parse)(str, arena *, struct import_out *), enum parse want, size_t found,
		const char *ref, const char *words)
{
	struct seen s = {0};
	AUTO(arena_clear) arena row;
	struct import_out o = {keep, keep_fault, &s, &row};

	arena_init(&s.mem, 1u << 22);
	arena_init(&row, 1u << 22);
	is_int(parse(str_c(text), &s.mem, &o), want, "%.30s", text);
	is_int(s.n, found, "its findings");
	is_str(str_c(s.ref), str_c(ref), "where it is broken");
	ok(str_has(str_c(s.words), str_c(words)), "and why: %s", s.words);
	arena_clear(&s.mem);
}

#define NMAP                                                                                                           \
	"<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<nmaprun start=\"1795140000\">\n<host><address "                 \
	"addr=\"192.0.2.1\"/>"                                                                                         \
	"<ports><port protocol=\"tcp\" portid=\"80\"><script id=\"x\" output=\"State: "                                \
	"VULNERABLE\"/></port></ports></host>\n"

static void cuts(void)
{
	cut(NMAP "</nmaprun>\n", import_nmap_parse, PARSE_OK, 1, "", "");
	cut(NMAP, import_nmap_parse, PARSE_OK, 1, "5:1", "cut");
	cut(NMAP "<host><addr", import_nmap_parse, PARSE_OK, 1, "5:7", "broken");
	cut(NMAP "</nmaprun></nmaprun>", import_nmap_parse, PARSE_OK, 1, "5:11", "broken");
	cut("<?xml version=\"1.0\"?>\n<other/>\n", import_nmap_parse, PARSE_BAD, 0, "1:1", "not of this tool");
	cut("<OWASPZAPReport>\n<site name=\"http://192.0.2.1\">", import_zap_parse, PARSE_OK, 0, "2:31", "cut");
	cut("{\"site\": [\n{\"@name\": ", import_zap_parse, PARSE_BAD, 0, "2:11", "");
	cut("{\"runs\": [}", import_sarif_parse, PARSE_BAD, 0, "1:11", "");
	cut("{\"run\": []}", import_sarif_parse, PARSE_BAD, 0, "1:1", "no SARIF");
}

static void long_line(void)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 8u << 20);
	buf_put_c(&b, "{\"rule\":\"r\",\"asset\":\"");
	while (b.n < 5u << 20)
		buf_put_c(&b, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	cut(buf_c(&b), import_lines_parse, PARSE_BAD, 0, "1", "longer than 4 MiB");
}

int main(void)
{
	files();
	cuts();
	long_line();
	words();
	guesses();
	caged();
	return tap_done();
}
