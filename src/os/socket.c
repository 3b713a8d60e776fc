#include "os/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/file.h"

union any_address {
	struct sockaddr sa;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static socklen_t address_of(union any_address *a, const uint8_t ip[16], uint16_t port)
{
	*a = (union any_address){0};
	if (memcmp(ip, mapped, sizeof(mapped)) == 0) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons(port);
		bytes_copy(&a->v4.sin_addr, sizeof(a->v4.sin_addr), (str){ip + 12, 4});
		return sizeof(a->v4);
	}
	a->v6.sin6_family = AF_INET6;
	a->v6.sin6_port = htons(port);
	bytes_copy(&a->v6.sin6_addr, sizeof(a->v6.sin6_addr), (str){ip, 16});
	return sizeof(a->v6);
}

static enum os_io io_of(int error)
{
	switch (error) {
	case EAGAIN:
	case EINTR:
	case EINPROGRESS:
		return OS_IO_AGAIN;
	case ECONNREFUSED:
		return OS_IO_REFUSED;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EACCES:
	case EPERM:
	case EADDRNOTAVAIL:
	case ENETDOWN:
		return OS_IO_UNREACHED;
	case ETIMEDOUT:
		return OS_IO_TIMEOUT;
	default:
		return OS_IO_RESET;
	}
}

/* Sockets of IPv6 never speak IPv4: that would be a second way to an address. */
static int open_socket(const union any_address *a, int type, err *e)
{
	int fd = socket(a->sa.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return err_sys(e, E_NET, errno, "socket");
	if (a->sa.sa_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0) {
		int error = errno;
		os_fd_close(&fd);
		return err_sys(e, E_NET, error, "socket");
	}
	return fd;
}

/* TCP_NODELAY is not set: callers send each flight whole, so that Nagle never holds a byte, and the call is saved. */
int os_socket_connect(const uint8_t ip[16], uint16_t port, enum os_connect how, err *e)
{
	union any_address a;
	socklen_t n = address_of(&a, ip, port);
	int fd = open_socket(&a, how == OS_DATAGRAM ? SOCK_DGRAM : SOCK_STREAM, e);
	int off = 0;

	if (fd < 0)
		return fd;
	/* One packet of ten less for each connection; only a wish, so that its failure does not matter. */
	if (how == OS_STREAM_SPEAKS)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &off, sizeof(off));
	while (connect(fd, &a.sa, n) < 0) {
		int error = errno;
		if (error == EINPROGRESS)
			break;
		if (error == EINTR)
			continue;
		os_fd_close(&fd);
		return err_sys(e, io_of(error) == OS_IO_UNREACHED ? E_UNREACHED : E_NET, error, "connect");
	}
	return fd;
}

int os_socket_listen(const uint8_t ip[16], uint16_t port, err *e)
{
	union any_address a;
	socklen_t n = address_of(&a, ip, port);
	int fd = open_socket(&a, SOCK_STREAM, e);
	int on = 1;

	if (fd < 0)
		return fd;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 || bind(fd, &a.sa, n) < 0 ||
	    listen(fd, SOMAXCONN) < 0) {
		int error = errno;
		os_fd_close(&fd);
		return err_sys(e, E_NET, error, "listen on port %u", port);
	}
	return fd;
}

int os_socket_accept(int fd)
{
	int got;

	do
		got = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	while (got < 0 && errno == EINTR);
	return got;
}

uint16_t os_socket_port(int fd)
{
	union any_address a;
	socklen_t n = sizeof(a);

	if (getsockname(fd, &a.sa, &n) < 0)
		return 0;
	return ntohs(a.sa.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

enum os_io os_socket_recv(int fd, void *p, size_t n, size_t *got)
{
	ssize_t r;

	do
		r = recv(fd, p, n, 0);
	while (r < 0 && errno == EINTR);
	*got = r > 0 ? (size_t)r : 0;
	return r < 0 ? io_of(errno) : OS_IO_OK;
}

enum os_io os_socket_read(int fd, void *p, size_t n, size_t *got)
{
	enum os_io io = os_socket_recv(fd, p, n, got);

	return io == OS_IO_OK && *got == 0 ? OS_IO_END : io;
}

enum os_io os_socket_write(int fd, str bytes, size_t *sent)
{
	ssize_t r;

	do
		r = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
	while (r < 0 && errno == EINTR);
	*sent = r > 0 ? (size_t)r : 0;
	return r < 0 ? io_of(errno) : OS_IO_OK;
}

enum os_io os_socket_error(int fd)
{
	int error = 0;
	socklen_t n = sizeof(error);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0)
		return OS_IO_RESET;
	return error ? io_of(error) : OS_IO_OK;
}

/* Datagrams that leave as one piece of work for the kernel, which cuts it into those datagrams (UDP_SEGMENT): all of one
 * length, the last may be shorter. */
struct batch {
	struct mmsghdr m[OS_DATAGRAMS_MOST];
	struct iovec v[OS_DATAGRAMS_MOST];
	size_t count[OS_DATAGRAMS_MOST]; /* datagrams of each message */
	union {
		struct cmsghdr head;
		uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
	} control[OS_DATAGRAMS_MOST];
	size_t n; /* messages */
};

static void batch_add(struct batch *b, size_t at, size_t count, size_t length)
{
	size_t i = b->n++;

	b->m[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &b->v[at], .msg_iovlen = count}};
	b->count[i] = count;
	if (count == 1)
		return;
	struct msghdr *h = &b->m[i].msg_hdr;
	uint16_t segment = (uint16_t)length;
	h->msg_control = &b->control[i];
	h->msg_controllen = sizeof(b->control[i]);
	b->control[i].head = (struct cmsghdr){
		.cmsg_len = CMSG_LEN(sizeof(segment)), .cmsg_level = SOL_UDP, .cmsg_type = UDP_SEGMENT};
	bytes_copy(CMSG_DATA(&b->control[i].head), sizeof(segment), (str){(uint8_t *)&segment, sizeof(segment)});
}

static void batch_fill(struct batch *b, const struct os_datagram *d, size_t n, bool together)
{
	b->n = 0;
	for (size_t i = 0; i < n; i++)
		b->v[i] = (struct iovec){d[i].p, d[i].n};
	for (size_t i = 0, k; i < n; i += k) {
		for (k = 1; together && i + k < n && d[i + k].n == d[i].n && k < 64; k++)
			;
		batch_add(b, i, k, d[i].n);
	}
}

static size_t batch_send(int fd, struct batch *b, enum os_io *ret_io)
{
	size_t sent = 0;
	int r;

	do
		r = sendmmsg(fd, b->m, (unsigned)b->n, MSG_NOSIGNAL);
	while (r < 0 && errno == EINTR);
	*ret_io = r < 0 ? io_of(errno) : OS_IO_OK;
	for (int i = 0; i < r; i++)
		sent += b->count[i];
	return sent;
}

size_t os_socket_send_many(int fd, const struct os_datagram *d, size_t n, enum os_io *ret_io)
{
	/* Not every kernel and device can; whoever cannot says so at the first attempt. */
	static bool apart;
	static struct batch b;

	if (n > OS_DATAGRAMS_MOST)
		n = OS_DATAGRAMS_MOST;
	batch_fill(&b, d, n, !apart);
	size_t sent = batch_send(fd, &b, ret_io);
	if (sent == 0 && !apart && *ret_io != OS_IO_AGAIN && *ret_io != OS_IO_REFUSED) {
		apart = true;
		batch_fill(&b, d, n, false);
		sent = batch_send(fd, &b, ret_io);
	}
	return sent;
}

size_t os_socket_recv_many(int fd, struct os_datagram *d, size_t n, enum os_io *ret_io)
{
	static struct mmsghdr m[OS_DATAGRAMS_MOST];
	static struct iovec v[OS_DATAGRAMS_MOST];
	int r;

	if (n > OS_DATAGRAMS_MOST)
		n = OS_DATAGRAMS_MOST;
	for (size_t i = 0; i < n; i++) {
		v[i] = (struct iovec){d[i].p, d[i].n};
		m[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &v[i], .msg_iovlen = 1}};
	}
	do
		r = recvmmsg(fd, m, (unsigned)n, MSG_DONTWAIT, NULL);
	while (r < 0 && errno == EINTR);
	*ret_io = r < 0 ? io_of(errno) : OS_IO_OK;
	for (int i = 0; i < r; i++)
		d[i].n = m[i].msg_len;
	return r < 0 ? 0 : (size_t)r;
}
