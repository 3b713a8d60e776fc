/* loop: timers fire once, in time, and can be stopped from callbacks; watches see data, hang-up, and stay silent after
 * they were forgotten in the same turn. */
#include <sys/socket.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"
#include "os/loop.h"
#include "os/socket.h"
#include "test/tap.h"

static struct os_loop *loop;
static int fired[4];
static struct os_timer timers[4];
static int64_t at[4];

static void due(struct os_timer *t)
{
	fired[t - timers]++;
	at[t - timers] = os_loop_now(loop);
	if (t == &timers[0])
		os_loop_timer_stop(loop, &timers[1]);
	if (t == &timers[2] && fired[2] == 1)
		os_loop_timer(loop, t, 20);
}

static void timer_tests(void)
{
	int64_t began = os_loop_now(loop);

	for (int i = 0; i < 4; i++)
		timers[i].due = due;
	os_loop_timer(loop, &timers[1], 30);
	os_loop_timer(loop, &timers[0], 30);
	os_loop_timer(loop, &timers[2], 10);
	os_loop_timer(loop, &timers[3], 17000);
	os_loop_timer(loop, &timers[3], 60);
	while (!fired[3])
		os_loop_turn(loop, true);
	ok(fired[0] + fired[1] >= 1 && fired[0] == 1, "first of two alike");
	is_int(2, fired[2], "set again by its own callback");
	ok(at[0] - began >= 30 && at[2] - began >= 30 && at[3] - began >= 60, "never early");
	os_loop_timer(loop, &timers[0], 17000);
	os_loop_timer(loop, &timers[1], 5);
	while (fired[1] < 1)
		os_loop_turn(loop, true);
	is_int(1, fired[0], "one far off is left alone");
	os_loop_timer_stop(loop, &timers[0]);
	os_loop_timer_stop(loop, &timers[0]);
}

static struct os_watch a, b;
static int called;
static unsigned seen;

static void forget_other(struct os_watch *w, unsigned events)
{
	seen |= events;
	called++;
	os_loop_close(loop, w == &a ? &b : &a);
}

static void watch_tests(void)
{
	int p[2], q[2];
	err e;
	size_t n;
	uint8_t byte;

	ok(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p) == 0 &&
		   socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, q) == 0,
	   "two pairs");
	ok(write(p[1], "x", 1) == 1 && write(q[1], "y", 1) == 1, "both ready");
	a = (struct os_watch){forget_other, -1};
	b = (struct os_watch){forget_other, -1};
	ok(os_loop_watch(loop, &a, p[0], &e) == 0 && os_loop_watch(loop, &b, q[0], &e) == 0, "watched");
	os_loop_turn(loop, true);
	is_int(1, called, "the other was forgotten in the same turn");
	ok(seen & OS_READ, "readable");
	struct os_watch *left = a.fd >= 0 ? &a : &b;
	ok(os_socket_read(left->fd, &byte, 1, &n) == OS_IO_OK && n == 1, "the byte");
	ok(os_socket_read(left->fd, &byte, 1, &n) == OS_IO_AGAIN, "no more");
	os_fd_close(&p[1]);
	os_fd_close(&q[1]);
	seen = 0;
	os_loop_turn(loop, true);
	ok(seen & OS_HANGUP, "hang-up");
	ok(os_socket_read(left->fd, &byte, 1, &n) == OS_IO_END, "end");
	os_loop_close(loop, left);
	os_loop_wake(loop);
	os_loop_turn(loop, true);
	ok(true, "a wake ends waiting");
}

static void socket_tests(void)
{
	const uint8_t lo[16] = {[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1};
	err e;
	AUTO(os_fd_close) int s = os_socket_listen(lo, 0, &e);
	AUTO(os_fd_close) int c = os_socket_connect(lo, os_socket_port(s), OS_STREAM, &e);
	AUTO(os_fd_close) int t = os_socket_accept(s);
	size_t n;

	ok(s >= 0 && c >= 0 && t >= 0, "listen, connect, accept");
	ok(os_socket_write(c, STR("hello"), &n) == OS_IO_OK && n == 5, "written");
	is_int(-1, os_socket_accept(s), "nobody else");
	uint16_t port = os_socket_port(s);
	os_fd_close(&s);
	AUTO(os_fd_close) int none = os_socket_connect(lo, port, OS_STREAM, &e);
	ok(none < 0 || os_socket_error(none) == OS_IO_REFUSED, "refused");
	AUTO(os_fd_close) int u = os_socket_connect(lo, port, OS_DATAGRAM, &e);
	struct os_datagram d[2] = {{(uint8_t[]){1, 2}, 2}, {(uint8_t[]){3}, 1}};
	enum os_io io;
	is_int(1, (long long)os_socket_send_many(u, d, 1, &io), "datagram to nobody");
	is_int(0, (long long)os_socket_recv_many(u, d, 2, &io), "no answer");
	is_int(OS_IO_REFUSED, io, "nobody there");
}

int main(void)
{
	err e;

	is_int(0, os_loop_new(&loop, &e), "made");
	timer_tests();
	watch_tests();
	socket_tests();
	os_loop_free(loop);
	return tap_done();
}
