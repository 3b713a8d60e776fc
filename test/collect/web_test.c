/*
 * The collector of sites against a real nginx (the estate's, unpacked by demo/fetch, or the system's): what it finds, what
 * it does not take for a find, what it says it could not see, and what it sends.
 */
#include <arpa/inet.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "collect/collector.h"
#include "test/net/lab.h"
#include "test/tap.h"

/* Where demo/fetch unpacks. */
#define ESTATE "build/estate/root"

extern const struct collector collector_web;

static char dir[TAP_PATH];
static uint16_t port;
static pid_t nginx;
static struct lab lab;

/* Of a county that was never issued. */
#define ONE "44019919700101123X"
#define OTHER "440199198203050776"

/* ---- the servers ---- */

static void make(const char *path, str bytes)
{
	char full[400];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	for (char *p = full + strlen(dir) + 1; (p = strchr(p, '/')); p++) {
		*p = 0;
		(void)mkdir(full, 0755);
		*p = '/';
	}
	FILE *f = fopen(full, "wb");

	must(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
	fclose(f);
}

#define PAGE_HEAD                                                                                                      \
	"<!DOCTYPE html><html><head><meta "                                                                            \
	"charset=utf-8><title>样本</title></head><body><p>样本公司的网站，内容为样本。"
#define FOOT "<footer><a href=\"https://beian.miit.gov.cn/\">粤ICP备12345678号-1</a></footer></body></html>"

static const char conf[] =
	"daemon off; master_process off; pid nginx.pid; error_log error.log;\n"
	"events { worker_connections 64; }\n"
	"http { default_type text/html; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3;\n"
	"uwsgi_temp_path t4; scgi_temp_path t5; log_format p '$server_addr $request_uri $connection'; access_log "
	"access.log p;\n"
	"server { listen 127.0.9.1:%u; root good; add_header Strict-Transport-Security 'max-age=31536000'; "
	"add_header X-Content-Type-Options nosniff; }\n"
	"server { listen 127.0.9.2:%u; root leaks; location /files/ { autoindex on; } location /assets/ { autoindex "
	"on; }\n"
	" location = /nginx_status { stub_status; } }\n"
	"server { listen 127.0.9.3:%u; root good; location / { try_files $uri /index.html =404; } }\n"
	"server { listen 127.0.9.4:%u; location / { return 200 'ref: refs/heads/master\\n'; } location = / { root "
	"good; index "
	"index.html; } location = /index.html { root good; } }\n"
	"server { listen 127.0.9.5:%u; root challenge; error_page 404 =200 /index.html; }\n"
	"server { listen 127.0.9.6:%u; root leaks; location ~ /\\. { deny all; } location /backup { deny all; } "
	"location /files/ "
	"{ deny all; } location = /www.zip { return 404; } }\n"
	"server { listen 127.0.9.7:%u; root long; }\n"
	"server { listen 127.0.9.8:%u; root empty; }\n"
	"server { listen 127.0.9.9:%u; location = / { return 302 http://127.0.9.1:%u/; } }\n"
	"server { listen 127.0.9.10:%u; root good; location = / { try_files /index.html =404; } location / { return "
	"503; } }\n"
	"server { listen 127.0.9.11:%u; location = / { return 302 https://www.example.cn/; } }\n"
	"server { listen 127.0.9.12:%u; location = / { root good; try_files /index.html =404; } location / { return "
	"444; } }\n"
	"server { listen 127.0.9.14:%u; root good; add_header Content-Encoding br; }\n"
	"server { listen 127.0.9.15:%u; root persons; }\n"
	"}\n";

static void write_site_files(void)
{
	buf b;

	buf_init(&b, (size_t)4 << 20);
	make("good/index.html", STR(PAGE_HEAD FOOT));
	make("leaks/index.html",
	     STR(PAGE_HEAD "<img src='/assets/img/a.png'><form action=/in><input type=password></form>" FOOT));
	make("leaks/.git/HEAD", STR("ref: refs/heads/main\n"));
	make("leaks/.env", STR("APP_NAME=sample\nDB_PASSWORD=hunter2-secret\n"));
	make("leaks/backup.zip", STR("PK\3\4\x14\0\0\0\x08\0aabbccccddddeeee\5\0\0\0a.txtdata"));
	make("leaks/www.zip", STR("<html>not an archive</html>"));
	make("leaks/files/13800138000.txt", STR("x"));
	make("leaks/assets/img/a.png", STR("x"));
	make("challenge/index.html",
	     STR("<html><script>var arg1='00';document.cookie='acw_sc__v2='+arg1;location.reload()</script></html>"));
	buf_put_c(&b, PAGE_HEAD);
	while (b.n < 1100000)
		buf_put_c(&b, "<p>样本文字</p>");
	buf_put_c(&b, FOOT);
	make("long/index.html", buf_str(&b));
	make("persons/index.html",
	     STR(PAGE_HEAD "<p>客服电话 13712340000<p>身份证号：" ONE "<p>身份证号：" OTHER "<p>身份证号：" ONE FOOT));
	make("empty/x", STR("x"));
	buf_release(&b);
}

/* A port that nothing listens on, on any of the addresses. */
static uint16_t free_port(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t n = sizeof(sa);

	must(fd >= 0 && bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0 &&
	     getsockname(fd, (struct sockaddr *)&sa, &n) == 0);
	close(fd);
	return ntohs(sa.sin_port);
}

static bool listens(const char *ip)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, ip, &sa.sin_addr);
	bool up = connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0;
	close(fd);
	return up;
}

static bool start_nginx(void)
{
	static const char *const places[] = {ESTATE "/usr/sbin/nginx", "/usr/sbin/nginx"};
	char here[200];
	char program[400];
	char libs[400];
	char text[8000];

	must(getcwd(here, sizeof(here)) != NULL);
	const char *place = access(places[0], X_OK) == 0 ? places[0] : places[1];

	if (access(place, X_OK) != 0)
		return false;
	snprintf(program, sizeof(program), "%s%s%s", place[0] == '/' ? "" : here, place[0] == '/' ? "" : "/", place);
	snprintf(libs, sizeof(libs), "%s/%s/usr/lib/x86_64-linux-gnu", here, ESTATE);
	port = free_port();
	snprintf(text, sizeof(text), conf, port, port, port, port, port, port, port, port, port, port, port, port, port,
		 port, port);
	make("nginx.conf", str_c(text));
	nginx = fork();
	must(nginx >= 0);
	if (nginx == 0) {
		char prefix[250];

		/* Ends with the test, however that ends. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);

		snprintf(prefix, sizeof(prefix), "%s/", dir);
		if (place == places[0])
			(void)setenv("LD_LIBRARY_PATH", libs, 1);
		must(chdir(dir) == 0);
		execl(program, program, "-p", prefix, "-e", "error.log", "-c", "nginx.conf", (char *)NULL);
		_exit(127);
	}
	while (!listens("127.0.9.1") && waitpid(nginx, NULL, WNOHANG) == 0)
		nanosleep(&(struct timespec){0, 25000000}, NULL);
	return listens("127.0.9.1");
}

/* ---- one collection ---- */

static struct sink sink;
static bool done;
static bool given;
static struct collect_job job;
static struct asset asset;

static void on_done(struct collect_job *j)
{
	(void)j;
	done = true;
	net_job_end(lab.net);
}

static bool source(void *ctx, struct net *n)
{
	(void)ctx;
	if (given)
		return false;
	given = true;
	net_job_begin(n);
	collector_web.start(&job);
	return true;
}

static void collect(int host)
{
	static char key[100];
	static arena mem;
	err e = {0};

	snprintf(key, sizeof(key), "site:http://127.0.9.%d:%u", host, port);
	must(asset_parse(str_c(key), &asset));
	arena_clear(&mem);
	arena_init(&mem, (size_t)4 << 20);
	sink_reset(&sink);
	lab_open(&lab, 0, 0);
	must(gate_new(&(struct gate_conf){.scope = &lab.scope}, &lab.gate, &e) == 0);
	must(net_new(&(struct net_conf){.gate = lab.gate, .scope = &lab.scope, .source = source, .watch_fd = -1},
		     &lab.net, &e) == 0);
	job = (struct collect_job){.asset = &asset,
				   .scope = &lab.scope,
				   .gate = lab.gate,
				   .net = lab.net,
				   .sink = &sink,
				   .mem = &mem,
				   .seed = 7,
				   .done = on_done};
	done = given = false;
	ok(net_run(lab.net, &e) == 0 && done, "collected %s", key);
	lab_close(&lab);
}

/* The n-th row of a table; its column as text. "-" when there is no such row. */
static str column(enum fact_id table, size_t nth, const char *name)
{
	static struct batch_item item;
	static char number[30];
	cur c = cur_of(buf_str(&sink.b));

	while (batch_next(&c, &item) && item.kind != BATCH_END) {
		if (item.kind != BATCH_FACT || item.table != table || nth--)
			continue;
		for (size_t i = 0; i < fact_tables[table].column_count; i++) {
			if (!str_eq(str_c(fact_tables[table].columns[i].name), str_c(name)))
				continue;
			if (fact_tables[table].columns[i].type == FACT_TEXT)
				return item.values[i].text;
			snprintf(number, sizeof(number), "%lld", (long long)item.values[i].number);
			return str_c(number);
		}
	}
	return STR("-");
}

static void is(enum fact_id table, size_t nth, const char *name, const char *want)
{
	is_str(column(table, nth, name), str_c(want), "  %s[%zu].%s", fact_tables[table].name, nth, name);
}

static str gap_of(enum fact_id table)
{
	static struct batch_item item;
	cur c = cur_of(buf_str(&sink.b));

	while (batch_next(&c, &item) && item.kind != BATCH_END)
		if (item.kind == BATCH_GAP && item.table == table)
			return item.reason;
	return (str){0};
}

static void ended(enum collected_status want)
{
	struct batch_item item = {0};
	cur c = cur_of(buf_str(&sink.b));

	while (batch_next(&c, &item) && item.kind != BATCH_END)
		;
	ok(!c.bad && item.kind == BATCH_END, "  the batch is sound");
	is_str(str_c(collected_status_name(item.status)), str_c(collected_status_name(want)), "  status (%.*s)",
	       STR_ARG(item.reason));
}

static bool shows(const char *words)
{
	return str_has(buf_str(&sink.b), str_c(words));
}

/* ---- what was sent ---- */

/* nginx is one process: when it has answered this, it has logged all that came before. */
static void let_log(void)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000908)};
	static const char ask[] = "GET /x HTTP/1.0\r\n\r\n";
	char answer[100];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0);
	must(write(fd, ask, sizeof(ask) - 1) == (ssize_t)sizeof(ask) - 1 && read(fd, answer, sizeof(answer)) > 0);
	close(fd);
}

static size_t requests(const char *ip, size_t *ret_connections)
{
	let_log();
	char path[300];
	char line[500];
	char last[50] = "";
	size_t n = 0;
	size_t connections = 0;

	snprintf(path, sizeof(path), "%s/access.log", dir);
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, ip, strlen(ip)) != 0 || line[strlen(ip)] != ' ')
			continue;
		n++;
		const char *connection = strrchr(line, ' ');

		if (strcmp(connection, last) != 0) {
			connections++;
			snprintf(last, sizeof(last), "%s", connection);
		}
	}
	if (f)
		fclose(f);
	*ret_connections = connections;
	return n;
}

/* ---- the cases ---- */

static void test_good(void)
{
	size_t connections;

	collect(1);
	is(FACT_web_site, 0, "bare_ip", "1");
	is(FACT_web_page, 0, "status", "200");
	is(FACT_web_page, 0, "title", "样本");
	is(FACT_icp_mark, 0, "number", "粤ICP备12345678号-1");
	is(FACT_icp_mark, 0, "subject_number", "粤ICP备12345678号");
	is(FACT_icp_mark, 0, "link_right", "1");
	is(FACT_icp_mark, 0, "footer", "1");
	is(FACT_icp_mark, 1, "number", "-");
	is(FACT_web_leak, 0, "kind", "-");
	is(FACT_web_header, 0, "hsts", "1");
	is(FACT_web_header, 0, "nosniff", "1");
	is(FACT_web_header, 0, "redirect_https", "no");
	ok(!gap_of(FACT_icp_mark).n && !gap_of(FACT_web_leak).n, "  nothing left unexamined");
	ended(COLLECTED_DONE);
	size_t n = requests("127.0.9.1", &connections);

	ok(n >= 15 && n <= 26, "  %zu requests", n);
	is_int(connections, 1, "  on one connection");
}

static void test_leaks(void)
{
	collect(2);
	is(FACT_web_leak, 0, "kind", "git");
	is(FACT_web_leak, 0, "proof", "ref: refs/heads/main");
	is(FACT_web_leak, 1, "kind", "env");
	is(FACT_web_leak, 1, "proof", "APP_NAME=***, DB_PASSWORD=***");
	is(FACT_web_leak, 2, "kind", "backup");
	is(FACT_web_leak, 3, "kind", "listing");
	is(FACT_web_leak, 3, "proof", "Index of /files/: 138***.txt (1)");
	is(FACT_web_leak, 4, "kind", "status-page");
	is(FACT_web_leak, 5, "kind", "listing");
	ok(str_ends(column(FACT_web_leak, 5, "url"), STR("/assets/img/")), "  a folder met on the home page");
	is(FACT_web_leak, 6, "kind", "-");
	ok(!shows("hunter2") && !shows("13800138000"), "  no secret and no personal data in facts or evidence");
	is(FACT_web_form, 0, "password", "1");
	is(FACT_web_form, 0, "action_secure", "0");
	ended(COLLECTED_DONE);
}

static void test_twins(void)
{
	collect(3);
	is(FACT_web_leak, 0, "kind", "-");
	ended(COLLECTED_DONE);
	collect(4);
	is(FACT_web_leak, 0, "kind", "-");
	ok(str_has(gap_of(FACT_web_leak), STR("nothing can be proven")),
	   "  nor acquitted: every path looks like a leak");
	ended(COLLECTED_PARTIAL);
	collect(6);
	is(FACT_web_leak, 0, "kind", "-");
	ok(!gap_of(FACT_web_leak).n, "  403 is an answer");
	ended(COLLECTED_DONE);
}

static void test_unknown(void)
{
	size_t connections;

	collect(5);
	is(FACT_web_page, 0, "challenge", "Aliyun");
	ok(gap_of(FACT_icp_mark).n && gap_of(FACT_web_form).n && gap_of(FACT_web_leak).n && gap_of(FACT_web_header).n,
	   "  behind a firewall's page nothing was examined");
	is_int(requests("127.0.9.5", &connections), 1, "  and nothing else is asked");
	collect(7);
	is(FACT_web_page, 0, "cut", "1");
	ok(str_has(gap_of(FACT_icp_mark), STR("ceiling")), "  cut: %.*s", STR_ARG(gap_of(FACT_icp_mark)));
	collect(8);
	is(FACT_web_page, 0, "status", "403");
	ok(str_has(gap_of(FACT_icp_mark), STR("200")) && !gap_of(FACT_web_leak).n,
	   "  no home page, but probes answered");
	collect(10);
	is(FACT_icp_mark, 0, "valid", "1");
	ok(str_has(gap_of(FACT_web_leak), STR("rate limit")) && !gap_of(FACT_icp_mark).n, "  503 to every probe");
	ended(COLLECTED_PARTIAL);
	collect(11);
	is(FACT_web_page, 0, "status", "302");
	ok(str_has(gap_of(FACT_icp_mark), STR("outside the scope")), "  redirect out of the scope");
	is(FACT_web_header, 0, "redirect_https", "yes");
	collect(12);
	ok(gap_of(FACT_web_leak).n && !gap_of(FACT_icp_mark).n, "  probes unanswered: %.*s",
	   STR_ARG(gap_of(FACT_web_leak)));
	ok(requests("127.0.9.12", &connections) <= 8, "  and the site is left alone");
	ended(COLLECTED_PARTIAL);
	collect(14);
	ok(str_has(gap_of(FACT_icp_mark), STR("coding")) && str_has(gap_of(FACT_web_form), STR("coding")),
	   "  a coding that was not asked for: not read, not accused");
	is(FACT_web_page, 0, "title", "");
}

/* Identity numbers on a page: told by kind and number, never kept. */
static void test_personal(void)
{
	collect(15);
	is(FACT_data_item, 0, "kind", "id-card");
	is(FACT_data_item, 0, "sure", "3");
	is(FACT_data_item, 0, "persons", "2");
	ok(!shows(ONE) && !shows(OTHER), "  no number is kept, in evidence either");
	ok(shows("13712340000"), "  the company's own telephone is");
	ok(shows("身份证号："), "  what stands around them is");
	is(FACT_icp_mark, 0, "number", "粤ICP备12345678号-1");
	ended(COLLECTED_DONE);
	collect(1);
	is(FACT_data_item, 0, "kind", "-");
	ok(!gap_of(FACT_data_item).n, "  a page without any is examined whole");
}

static void test_others(void)
{
	collect(9);
	is(FACT_icp_mark, 0, "number", "粤ICP备12345678号-1");
	ok(str_has(column(FACT_web_page, 0, "final_url"), STR("127.0.9.1")), "  redirect followed");
	ended(COLLECTED_DONE);
	uint16_t before = port;

	port = free_port();
	collect(13);
	is(FACT_web_site, 0, "bare_ip", "1");
	is(FACT_web_page, 0, "status", "-");
	ended(COLLECTED_FAILED);
	port = before;
}

static int unlink_one(const char *path, const struct stat *st, int kind, struct FTW *f)
{
	(void)st;
	(void)kind;
	(void)f;
	return remove(path);
}

int main(void)
{
	char key[] = "test";

	tap_temporary(dir, "web");
	must(mkdtemp(dir) != NULL);
	write_site_files();
	sink_init(&sink, (size_t)8 << 20, str_c(key));
	if (start_nginx()) {
		test_good();
		test_leaks();
		test_twins();
		test_unknown();
		test_others();
		test_personal();
		kill(nginx, SIGTERM);
		waitpid(nginx, NULL, 0);
	} else {
		tap_skip("no nginx: run demo/fetch");
	}
	nftw(dir, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
	sink_release(&sink);
	return tap_done();
}
