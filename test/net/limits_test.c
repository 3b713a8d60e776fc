/* limits: few open files, little memory, servers in distress, IPv6, and a source that is woken by a pipe. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "os/process.h"
#include "test/net/lab.h"
#include "test/tap.h"

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#else
#define SANITIZED false
#endif

static struct lab lab;
static struct lab_server server;
static struct {
	size_t begun;
	size_t want;
	size_t good;
	size_t bad;
	size_t distress;
	const char *path;
	bool one_host;
	bool keep;
} run;

static void serve(int fd, int nth)
{
	static char block[65536];
	char path[256];

	(void)nth;
	if (!lab_request(fd, path, sizeof(path)))
		return;
	if (strcmp(path, "/big") == 0) {
		/* 1 MiB a piece at a time, so that many bodies grow side by side. */
		if (!lab_puts(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n"))
			return;
		for (int i = 0; i < 16 && lab_put(fd, block, sizeof(block)); i++)
			usleep(2000);
	} else if (strcmp(path, "/ill") == 0) {
		(void)lab_puts(fd, "HTTP/1.1 500 Ill\r\nContent-Length: 0\r\n\r\n");
	} else if (strcmp(path, "/later") == 0) {
		(void)lab_puts(fd, "HTTP/1.1 503 Later\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n");
	} else {
		(void)lab_puts(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		usleep(20000);
	}
	shutdown(fd, SHUT_WR);
	(void)recv(fd, path, 1, 0);
}

static void done(void *ctx, struct net *n, const struct net_http_result *r)
{
	(void)ctx;
	run.good += r->status == NET_OK;
	run.distress += r->status == NET_DISTRESS;
	run.bad += r->status != NET_OK && r->status != NET_DISTRESS;
	if (r->status != NET_OK && r->status != NET_DISTRESS)
		printf("# %s\n", net_words(r->status));
	net_job_end(n);
}

static bool source(void *ctx, struct net *n)
{
	(void)ctx;
	if (run.begun == run.want)
		return false;
	run.begun++;
	net_job_begin(n);
	net_http(n,
		 &(struct net_http_request){
			 .target = {.asset = STR("host:x"),
				    .ip = addr_v4(run.one_host ? 0x7f040001 : 0x7f030000u + (uint32_t)run.begun),
				    .port = server.port},
			 .path = str_c(run.path),
			 .keep = run.keep,
			 .timeout_ms = 60000},
		 done, NULL);
	return true;
}

static void go(size_t parallel, size_t memory, size_t want, const char *path, bool one_host)
{
	err e;

	memset(&run, 0, sizeof(run));
	run.want = want;
	run.path = path;
	run.one_host = one_host;
	lab_open(&lab, 0, 0);
	lab_start(&lab);
	net_free(lab.net);
	must(net_new(&(struct net_conf){.gate = lab.gate,
					.scope = &lab.scope,
					.parallel = parallel,
					.memory = memory,
					.source = source,
					.watch_fd = -1},
		     &lab.net, &e) == 0);
	must(net_run(lab.net, &e) == 0);
	lab_close(&lab);
}

static void memory(void)
{
	uint64_t before = os_memory_now();

	go(60, 4u << 20, 60, "/big", false);
	is_int((long long)run.good, 60, "sixty bodies of 1 MiB on a budget of 4 MiB");
	uint64_t peak = os_memory_peak() - before;
	/* Sanitizers keep what was freed. */
	if (SANITIZED)
		return;
	ok(peak < 40u << 20, "grew by %llu KiB", (unsigned long long)peak >> 10);
}

static void unwell(void)
{
	go(1, 0, 20, "/ill", true);
	ok(run.good == 8 && run.distress == 12, "left alone after eight errors: %zu, %zu", run.good, run.distress);
	go(1, 0, 20, "/later", true);
	ok(run.good == 1 && run.distress == 19, "Retry-After is respected: %zu, %zu", run.good, run.distress);
	go(1, 0, 20, "/ill", false);
	ok(run.good == 20, "errors of different addresses are not added up");
}

static void files(void)
{
	struct rlimit was, few = {140, 140};

	must(getrlimit(RLIMIT_NOFILE, &was) == 0);
	pid_t pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		must(setrlimit(RLIMIT_NOFILE, &few) == 0);
		go(1000, 0, 300, "/", false);
		_exit(run.good == 300 ? 0 : 1);
	}
	is_int(os_wait(pid, NULL), 0, "300 requests, 1000 wanted at once, with 140 open files");
	run.keep = false;
}

/* ---- IPv6 ---- */

static uint16_t serve_v6(pid_t *pid)
{
	struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) < 0 || listen(fd, 8) < 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		return 0;
	*pid = fork();
	must(*pid >= 0);
	if (*pid == 0) {
		int c = accept(fd, NULL, NULL);
		if (c >= 0)
			serve(c, 0);
		_exit(0);
	}
	close(fd);
	return ntohs(a.sin6_port);
}

static void six(void)
{
	pid_t pid = 0;
	uint16_t port = serve_v6(&pid);
	err e;
	addr loopback = {{[15] = 1}};

	if (!port) {
		tap_skip("no IPv6 here");
		return;
	}
	lab_open(&lab, 0, 0);
	lab_start(&lab);
	memset(&run, 0, sizeof(run));
	net_job_begin(lab.net);
	net_http(lab.net,
		 &(struct net_http_request){.target = {.asset = STR("host:::1"), .ip = loopback, .port = port},
					    .path = STR("/")},
		 done, NULL);
	must(net_run(lab.net, &e) == 0);
	is_int((long long)run.good, 1, "over IPv6");
	lab_close(&lab);
	os_kill(pid, 9);
	(void)os_wait(pid, NULL);
}

/* ---- work by a pipe ---- */

static int ends[2];
static size_t ready;

static void readable(void *ctx, struct net *n)
{
	char c[8];
	ssize_t got;

	(void)ctx;
	while ((got = read(ends[0], c, sizeof(c))) > 0)
		ready += (size_t)got;
	net_wake(n);
}

static bool by_pipe(void *ctx, struct net *n)
{
	if (!ready)
		return false;
	ready--;
	return source(ctx, n);
}

static void piped(void)
{
	err e;

	must(os_pipe(ends, &e) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
	memset(&run, 0, sizeof(run));
	run.want = 100;
	run.path = "/";
	lab_open(&lab, 0, 0);
	lab_start(&lab);
	net_free(lab.net);
	must(net_new(&(struct net_conf){.gate = lab.gate,
					.scope = &lab.scope,
					.source = by_pipe,
					.watch_fd = ends[0],
					.watch = readable},
		     &lab.net, &e) == 0);
	pid_t pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		for (int i = 0; i < 5 && write(ends[1], "x", 1) == 1; i++)
			usleep(10000);
		_exit(0);
	}
	close(ends[1]);
	must(net_run(lab.net, &e) == 0);
	is_int((long long)run.good, 5, "five jobs by a pipe, and the end when it hangs up");
	(void)os_wait(pid, &e);
	close(ends[0]);
	lab_close(&lab);
}

int main(void)
{
	server = lab_serve(serve);
	memory();
	unwell();
	files();
	six();
	piped();
	lab_end(server);
	return tap_done();
}
