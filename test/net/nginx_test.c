/* The engine beside a real nginx (the one demo/fetch unpacks, or the system's): gzip, chunks, keep-alive and its end,
 * redirects between http and https. */
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "os/file.h"
#include "os/process.h"
#include "test/net/lab.h"
#include "test/tap.h"

#define ESTATE "build/estate/root"

static char folder[TAP_PATH];
static char here[2048];
static uint16_t http_port, https_port;
static struct lab lab;

static const char conf[] =
	"daemon off; master_process off; pid nginx.pid; error_log error.log; events { worker_connections 64; }\n"
	"http { access_log off; default_type text/html; keepalive_requests 3;\n"
	" client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;\n"
	" gzip on; gzip_min_length 100; gzip_types text/html; ssl_certificate c.pem; ssl_certificate_key k.pem;\n"
	" server { listen 127.0.0.1:%u; listen 127.0.0.1:%u ssl; root www;\n"
	"  location = /who { return 200 $connection; } location = /up { return 301 https://127.0.0.1:%u/who; }\n"
	"  location = /down { return 302 http://127.0.0.1:%u/; } location = /out { return 302 http://192.0.2.7/; } } "
	"}\n";

static uint16_t free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	must(fd >= 0 && bind(fd, (struct sockaddr *)&a, n) == 0 && getsockname(fd, (struct sockaddr *)&a, &n) == 0);
	close(fd);
	return ntohs(a.sin_port);
}

static void prepare(void)
{
	AUTO(buf_release) buf b;
	err e;
	const char *key[] = {"openssl", "req",   "-x509", "-newkey", "ec",    "-pkeyopt", "ec_paramgen_curve:P-256",
			     "-nodes",  "-days", "2",     "-subj",   "/CN=x", "-keyout",  "k.pem",
			     "-out",    "c.pem", NULL};

	http_port = free_port();
	https_port = free_port();
	buf_init(&b, 1 << 20);
	buf_printf(&b, conf, http_port, https_port, https_port, http_port);
	must(os_dir_make("www", &e) == 0 && os_dir_make("t", &e) == 0 &&
	     os_file_write("nginx.conf", buf_str(&b), &e) == 0);
	buf_reset(&b);
	for (int i = 0; i < 20000; i++)
		buf_printf(&b, "line %d\n", i);
	must(os_file_write("www/index.html", buf_str(&b), &e) == 0);
	int pid = os_spawn(key, -1, -1, &e);
	must(pid > 0 && os_wait(pid, &e) == 0);
}

/* The pid, or 0 without any nginx. */
static pid_t start(void)
{
	char own[4096], libs[8192];
	bool system_wide = os_file_exists("/usr/sbin/nginx");

	snprintf(own, sizeof(own), "%s/" ESTATE "/usr/sbin/nginx", here);
	snprintf(libs, sizeof(libs), "LD_LIBRARY_PATH=%s/" ESTATE "/usr/lib/x86_64-linux-gnu", here);
	if (!os_file_exists(own) && !system_wide)
		return 0;
	const char *argv[] = {"env",  libs,        os_file_exists(own) ? own : "/usr/sbin/nginx",
			      "-e",   "error.log", "-p",
			      folder, "-c",        "nginx.conf",
			      NULL};
	err e;
	int pid = os_spawn(argv, -1, -1, &e);
	must(pid > 0);
	return pid;
}

static struct {
	int calls;
	enum net_status status;
	int code;
	size_t n;
	char body[64];
	char url[256];
	bool coded, chunked, tls, stopped;
	struct net_http_request next;
	int left;
	char bodies[5][16];
} got;

static void done(void *ctx, struct net *n, const struct net_http_result *r)
{
	(void)ctx;
	got.status = r->status;
	got.code = r->code;
	got.n = r->body.n;
	snprintf(got.body, sizeof(got.body), "%.*s", STR_ARG(r->body));
	snprintf(got.bodies[got.calls++ % 5], 16, "%.*s", STR_ARG(r->body));
	snprintf(got.url, sizeof(got.url), "%.*s", STR_ARG(r->final_url));
	got.coded = str_eq(net_header(r->headers, STR("content-encoding")), STR("gzip"));
	got.chunked = str_eq(net_header(r->headers, STR("transfer-encoding")), STR("chunked"));
	got.tls = r->tls != NULL;
	got.stopped = r->stopped_at_gate;
	if (got.left-- > 0)
		net_http(n, &got.next, done, NULL);
}

static void ask(const char *path, bool https, int more)
{
	err e;

	memset(&got, 0, sizeof(got));
	got.next = (struct net_http_request){
		.target = {.asset = STR("site:x"), .ip = addr_v4(0x7f000001), .port = https ? https_port : http_port},
		.path = str_c(path),
		.https = https,
		.redirects = 3,
		.keep = more > 0};
	got.left = more;
	net_http(lab.net, &got.next, done, NULL);
	must(net_run(lab.net, &e) == 0);
}

static void content(void)
{
	for (int https = 0; https < 2; https++) {
		ask("/", https, 0);
		ok(got.status == NET_OK && got.coded && got.chunked && got.tls == https, "compressed, in chunks");
		is_int((long long)got.n, 208890, "all of it");
	}
}

static void keeping(void)
{
	for (int https = 0; https < 2; https++) {
		ask("/who", https, 4);
		is_int(got.calls, 5, "five requests");
		ok(strcmp(got.bodies[0], got.bodies[1]) == 0 && strcmp(got.bodies[1], got.bodies[2]) == 0,
		   "three on one");
		ok(strcmp(got.bodies[2], got.bodies[3]) != 0 && strcmp(got.bodies[3], got.bodies[4]) == 0,
		   "then the server closes, and two on the next");
	}
}

static void hops(void)
{
	char url[64];

	ask("/up", false, 0);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u/who", https_port);
	is_str(str_c(got.url), str_c(url), "from http to https");
	ok(got.code == 200 && got.tls, "arrived");
	ask("/down", true, 0);
	ok(got.code == 200 && !got.tls && got.n == 208890, "and back");
	ask("/out", false, 0);
	ok(got.code == 302 && got.stopped, "but not out of the scope");
}

int main(void)
{
	must(getcwd(here, sizeof(here)) != NULL && mkdtemp(tap_temporary(folder, "nginx")) && chdir(folder) == 0);
	prepare();
	lab_open(&lab, 0, 0);
	lab_start(&lab);
	pid_t pid = start();
	if (pid) {
		while (got.code != 200 && waitpid(pid, NULL, WNOHANG) == 0) {
			usleep(10000);
			ask("/who", false, 0);
		}
		content();
		keeping();
		hops();
		os_kill(pid, SIGTERM);
		(void)os_wait(pid, NULL);
	} else {
		tap_skip("no nginx: run demo/fetch");
	}
	lab_close(&lab);
	const char *rm[] = {"rm", "-rf", folder, NULL};
	(void)os_wait(os_spawn(rm, -1, -1, NULL), NULL);
	return tap_done();
}
