#include "test/net/lab.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"

static void journal(void *ctx, const struct gate_entry *entry)
{
	struct lab *l = ctx;

	l->journal++;
	l->house += entry->door == GATE_DOOR_HOUSE;
	snprintf(l->last_what, sizeof(l->last_what), "%.*s", STR_ARG(entry->what));
	snprintf(l->last_name, sizeof(l->last_name), "%.*s", STR_ARG(entry->name));
}

void lab_open(struct lab *l, uint16_t resolver, uint16_t second)
{
	*l = (struct lab){0};
	arena_init(&l->scope.mem, 1 << 20);
	l->ports[0] = (struct scope_ports){1, 65535, TRANSPORT_TCP};
	l->ports[1] = (struct scope_ports){1, 65535, TRANSPORT_UDP};
	const char *nets[] = {"127.0.0.0/8", "::1"};
	for (size_t i = 0; i < 2; i++) {
		l->items[i] = (struct scope_item){.kind = SCOPE_NETWORK, .ports = l->ports, .port_count = 2};
		must(addr_range_parse(str_c(nets[i]), &l->items[i].range));
	}
	l->scope.items = l->items;
	l->scope.item_count = 2;
	l->scope.contact = STR("test@example.cn");
	l->scope.authorisation.until = INT64_MAX;
	l->scope.authorisation.acts = 1u << ACT_IDENTIFY | 1u << ACT_EXPOSURE;
	l->scope.resolvers = l->resolvers;
	l->resolvers[0] = (struct scope_server){addr_v4(0x7f000001), resolver};
	l->resolvers[1] = (struct scope_server){addr_v4(0x7f000001), second};
	l->scope.resolver_count = second ? 2 : resolver != 0;
}

void lab_site(struct lab *l, const char *name, uint16_t port, bool https)
{
	struct scope_item *item = &l->items[l->scope.item_count++];

	must(l->scope.item_count <= ARRAY_LEN(l->items));
	*item = (struct scope_item){.kind = SCOPE_SITE, .name = str_c(name), .https = https, .port = port};
	AUTO(buf_release) buf b;
	buf_init(&b, 400);
	buf_printf(&b, "site:%s://%s:%u", https ? "https" : "http", name, port);
	item->key = arena_str(&l->scope.mem, buf_str(&b));
}

void lab_start(struct lab *l)
{
	err e;

	if (gate_new(&(struct gate_conf){.scope = &l->scope, .journal = journal, .journal_ctx = l}, &l->gate, &e) < 0 ||
	    net_new(&(struct net_conf){.gate = l->gate, .scope = &l->scope, .watch_fd = -1}, &l->net, &e) < 0) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
}

void lab_close(struct lab *l)
{
	net_free(l->net);
	gate_free(l->gate);
	arena_clear(&l->scope.mem);
}

bool lab_put(int fd, const void *p, size_t n)
{
	const char *c = p;

	while (n) {
		ssize_t w = send(fd, c, n, MSG_NOSIGNAL);
		if (w <= 0)
			return false;
		c += w;
		n -= (size_t)w;
	}
	return true;
}

bool lab_puts(int fd, const char *text)
{
	return lab_put(fd, text, strlen(text));
}

bool lab_request(int fd, char *path, size_t size)
{
	char text[8192];
	size_t n = 0;

	while (n + 1 < sizeof(text)) {
		ssize_t r = recv(fd, text + n, sizeof(text) - 1 - n, 0);
		if (r <= 0)
			return false;
		n += (size_t)r;
		text[n] = 0;
		if (strstr(text, "\r\n\r\n"))
			break;
	}
	char *from = strchr(text, ' ');
	char *to = from ? strchr(from + 1, ' ') : NULL;
	if (!to)
		return false;
	snprintf(path, size, "%.*s", (int)(to - from - 1), from + 1);
	return true;
}

static int bound(int type, uint16_t *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY), .sin_port = htons(*port)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	must(fd >= 0);
	if (bind(fd, (struct sockaddr *)&a, n) < 0) {
		close(fd);
		return -1;
	}
	must(getsockname(fd, (struct sockaddr *)&a, &n) == 0);
	*port = ntohs(a.sin_port);
	return fd;
}

static pid_t child(void)
{
	fflush(NULL);
	pid_t parent = getpid(), pid = fork();

	must(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
	}
	return pid;
}

struct lab_server lab_serve(void (*serve)(int fd, int nth))
{
	struct lab_server s = {0};
	int fd = bound(SOCK_STREAM, &s.port);

	must(listen(fd, 1024) == 0);
	s.pid = child();
	if (s.pid) {
		close(fd);
		return s;
	}
	sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	for (int nth = 0;; nth++) {
		int c = accept(fd, NULL, NULL);
		if (c < 0)
			continue;
		if (child() == 0) {
			close(fd);
			serve(c, nth);
			_exit(0);
		}
		close(c);
	}
}

struct lab_server lab_serve_udp(size_t (*answer)(const uint8_t *q, size_t n, uint8_t *reply))
{
	return lab_serve_udp_at(0, answer);
}

struct lab_server lab_serve_udp_at(uint16_t port, size_t (*answer)(const uint8_t *q, size_t n, uint8_t *reply))
{
	struct lab_server s = {.port = port};
	int fd = bound(SOCK_DGRAM, &s.port);

	if (fd < 0)
		return s;
	s.pid = child();
	if (s.pid) {
		close(fd);
		return s;
	}
	for (;;) {
		static uint8_t q[4096], reply[65536];
		struct sockaddr_in from;
		socklen_t n = sizeof(from);
		ssize_t r = recvfrom(fd, q, sizeof(q), 0, (struct sockaddr *)&from, &n);
		size_t w = r > 0 ? answer(q, (size_t)r, reply) : 0;
		if (w)
			(void)sendto(fd, reply, w, 0, (struct sockaddr *)&from, n);
	}
}

void lab_end(struct lab_server s)
{
	kill(s.pid, SIGKILL);
	(void)waitpid(s.pid, NULL, 0);
}
