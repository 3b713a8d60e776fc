/* tls: handshakes with servers as they should not be: old protocols, weak keys, no certificate that anybody would
 * trust, no TLS at all. The servers are OpenSSL's own. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/must.h"
#include "os/file.h"
#include "os/process.h"
#include "test/net/lab.h"
#include "test/tap.h"

static char folder[TAP_PATH];
static struct lab lab;

struct peer {
	pid_t pid;
	int out;
	uint16_t port;
};

static void run(const char *const argv[])
{
	err e;
	int pid = os_spawn(argv, -1, -1, &e);

	if (pid < 0 || os_wait(pid, &e) != 0)
		printf("# %s failed\n", argv[1]);
}

/* A certificate that ended before it began, for a name nobody asks for. */
static void certificate(const char *name, const char *algorithm, const char *option)
{
	char key[64], cert[64];

	snprintf(key, sizeof(key), "%s.key", name);
	snprintf(cert, sizeof(cert), "%s.pem", name);
	const char *make[] = {"openssl",  "genpkey", "-quiet", "-algorithm", algorithm,
			      "-pkeyopt", option,    "-out",   key,          NULL};
	run(make);
	const char *sign[] = {"openssl",           "req",  "-x509", "-new", "-key", key, "-sha1", "-days", "1", "-subj",
			      "/CN=wrong.example", "-out", cert,    NULL};
	run(sign);
}

/* openssl s_server with these words behind it (up to the first NULL). */
static struct peer serve(const char *name, const char *const *words)
{
	char key[64], cert[64];
	const char *argv[32] = {"openssl", "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", cert, "-www"};
	size_t n = 9;
	int ends[2];
	err e;
	char text[4096] = "";
	size_t at = 0;

	snprintf(key, sizeof(key), "%s.key", name);
	snprintf(cert, sizeof(cert), "%s.pem", name);
	while (*words)
		argv[n++] = *words++;
	must(os_pipe(ends, &e) == 0);
	struct peer p = {.pid = os_spawn(argv, -1, ends[1], &e), .out = ends[0]};
	os_fd_close(&ends[1]);
	while (at + 1 < sizeof(text) && !p.port) {
		ssize_t r = read(p.out, text + at, sizeof(text) - 1 - at);
		if (r <= 0)
			break;
		at += (size_t)r;
		char *line = strstr(text, "ACCEPT 127.0.0.1:");
		if (line && strchr(line, '\n')) {
			str digits = str_c(line + 17);
			uint64_t port = 0;
			must(str_to_u64(str_cut(&digits, '\n').head, 65535, &port));
			p.port = (uint16_t)port;
		}
	}
	return p;
}

static void end(struct peer *p)
{
	if (p->pid > 0) {
		os_kill(p->pid, SIGKILL);
		(void)os_wait(p->pid, NULL);
	}
	os_fd_close(&p->out);
}

static struct {
	int calls;
	enum net_status status;
	int code;
	uint16_t version;
	size_t chain;
	size_t first;
	char cipher[64];
	bool facts;
} got;

static void done(void *ctx, struct net *n, const struct net_http_result *r)
{
	(void)ctx;
	(void)n;
	got.calls++;
	got.status = r->status;
	got.code = r->code;
	got.facts = r->tls != NULL;
	if (!r->tls)
		return;
	got.version = r->tls->version;
	got.chain = r->tls->chain_count;
	got.first = r->tls->chain_count ? r->tls->chain[0].n : 0;
	snprintf(got.cipher, sizeof(got.cipher), "%s", r->tls->cipher);
}

static void ask(uint16_t port, const char *name, bool keep)
{
	static uint32_t host = 0x7f000001;
	err e;
	struct net_http_request q = {
		.target = {.asset = STR("site:x"), .name = str_c(name), .ip = addr_v4(host), .port = port},
		.https = true,
		.path = STR("/"),
		.keep = keep,
		.timeout_ms = 5000};

	memset(&got, 0, sizeof(got));
	net_http(lab.net, &q, done, NULL);
	must(net_run(lab.net, &e) == 0);
	is_int(got.calls, 1, "called back once");
}

static void handshake(const char *words, const char *cert, const char *const *options, uint16_t version)
{
	struct peer p = serve(cert, options);

	if (!p.port) {
		tap_skip("this OpenSSL cannot serve %s", words);
		end(&p);
		return;
	}
	ask(p.port, "", false);
	ok(got.status == NET_OK && got.code == 200, "%s: %s, %s", words, net_words(got.status), got.cipher);
	is_int(got.version, version, "%s: version", words);
	ok(got.chain == 1 && got.first > 200, "%s: certificate", words);
	end(&p);
}

static void versions(void)
{
	handshake("TLS 1.3", "ec", (const char *[]){"-tls1_3", NULL}, 0x0304);
	handshake("TLS 1.2", "ec", (const char *[]){"-tls1_2", NULL}, 0x0303);
	handshake("TLS 1.1", "rsa", (const char *[]){"-tls1_1", "-cipher", "ALL:@SECLEVEL=0", NULL}, 0x0302);
	handshake("TLS 1.0", "rsa", (const char *[]){"-tls1", "-cipher", "ALL:@SECLEVEL=0", NULL}, 0x0301);
	handshake("RSA of 1024 bits", "weak", (const char *[]){"-tls1_2", "-cipher", "ALL:@SECLEVEL=0", NULL}, 0x0303);
	handshake("key exchange by RSA", "rsa", (const char *[]){"-tls1_2", "-cipher", "kRSA:@SECLEVEL=0", NULL},
		  0x0303);
	handshake("Ed25519", "ed", (const char *[]){NULL}, 0x0304);
}

static void refusals(void)
{
	/* A client without a certificate is turned away, in TLS 1.2 within the handshake: the server's is seen all the same. */
	struct peer p = serve("ec", (const char *[]){"-tls1_2", "-Verify", "1", NULL});

	ask(p.port, "", false);
	ok(got.status == NET_TLS && got.chain == 1, "wants a certificate of ours: %s", net_words(got.status));
	end(&p);
}

static void plain(int fd, int nth)
{
	(void)nth;
	(void)lab_puts(fd, "220 not TLS at all, whatever you say\r\n");
	sleep(1);
}

static void silent(int fd, int nth)
{
	(void)fd;
	(void)nth;
	sleep(10);
}

static void no_tls(void)
{
	struct lab_server a = lab_serve(plain), b = lab_serve(silent);

	ask(a.port, "", false);
	ok(got.status == NET_TLS && !got.facts, "no TLS: %s", net_words(got.status));
	ask(b.port, "", false);
	is_int(got.status, NET_TIMEOUT, "silence");
	lab_end(a);
	lab_end(b);
}

int main(void)
{
	ok(mkdtemp(tap_temporary(folder, "tls")) && chdir(folder) == 0, "a folder of our own");
	certificate("ec", "EC", "ec_paramgen_curve:P-256");
	certificate("rsa", "RSA", "rsa_keygen_bits:2048");
	certificate("weak", "RSA", "rsa_keygen_bits:1024");
	const char *ed[] = {
		"sh", "-c",
		"openssl genpkey -algorithm ed25519 -out ed.key && openssl req -x509 -new -key ed.key -days 1 "
		"-subj /CN=wrong.example -out ed.pem",
		NULL};
	run(ed);
	lab_open(&lab, 0, 0);
	lab_start(&lab);
	versions();
	refusals();
	no_tls();
	lab_close(&lab);
	const char *rm[] = {"rm", "-rf", folder, NULL};
	run(rm);
	return tap_done();
}
