/* bare PORT SITES PARALLEL: the floor: plain HTTP with the fewest system calls and no sense at all: what comes is not
 * read further than its status. No client that does anything can cost less. */
#include <sys/epoll.h>
#include <unistd.h>

#include "base/must.h"
#include "bench/bench.h"
#include "os/socket.h"

static uint64_t begun, sites, good, bad;
static uint16_t port;
static int ep;

static void begin(void)
{
	if (begun == sites)
		return;
	addr ip = bench_address(begun++);
	int fd = os_socket_connect(ip.b, port, OS_STREAM_SPEAKS, NULL);
	struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};

	must(fd >= 0 && epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) == 0);
}

static void ready(int fd, uint32_t events)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
	static char text[65536];
	size_t n;

	if (!(events & EPOLLIN)) {
		(void)os_socket_write(fd, (str){(const uint8_t *)request, sizeof(request) - 1}, &n);
		return;
	}
	bool ok = os_socket_read(fd, text, sizeof(text), &n) == OS_IO_OK && n > 15 && memcmp(text + 9, "200", 3) == 0;
	good += ok;
	bad += !ok;
	close(fd);
	begin();
}

int main(int argc, char **argv)
{
	struct epoll_event events[256];

	if (argc != 4)
		return 2;
	port = (uint16_t)bench_number(argv[1]);
	sites = bench_number(argv[2]);
	ep = epoll_create1(EPOLL_CLOEXEC);
	must(ep >= 0);
	struct bench_time t = bench_begin();
	for (uint64_t i = bench_number(argv[3]); i > 0; i--)
		begin();
	while (good + bad < sites) {
		int n = epoll_wait(ep, events, 256, -1);
		for (int i = 0; i < n; i++)
			ready(events[i].data.fd, events[i].events);
	}
	bench_print("bare", &t, good, bad);
	return bad == 0 ? 0 : 1;
}
