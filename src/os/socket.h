/*
 * socket: non-blocking, close-on-exec sockets. Addresses are 16 bytes, IPv4 as v4-mapped (the order of model/addr.h).
 * Only the gate opens connections (make lint).
 */
#pragma once

#include "base/err.h"

enum os_connect {
	OS_STREAM,
	OS_DATAGRAM,      /* only fixes the peer */
	OS_STREAM_SPEAKS, /* we speak first, at once: the handshake's last packet waits for the request and goes with it */
	OS_CONNECT_COUNT
};
/* Starts connect(). Returns the fd (caller closes), or, where the kernel refuses at once, E_UNREACHED (no route) or E_NET
 * (refused on loopback) with errno's words. IPv6 sockets are v6-only. */
[[nodiscard]] int os_socket_connect(const uint8_t ip[16], uint16_t port, enum os_connect how, err *e);
/* Listens on an address (port 0: any free one; os_socket_port tells). */
[[nodiscard]] int os_socket_listen(const uint8_t ip[16], uint16_t port, err *e);
/* Takes a connection: the fd (non-blocking, close-on-exec), or -1 when there is none now. */
int os_socket_accept(int fd);
/* The local port, 0 when unknown. */
uint16_t os_socket_port(int fd);

enum os_io {
	OS_IO_OK,
	OS_IO_AGAIN,     /* nothing now */
	OS_IO_END,       /* the peer closed */
	OS_IO_REFUSED,   /* nobody listens: the host itself says so */
	OS_IO_UNREACHED, /* no route, no neighbour, not allowed: nothing is known of the host */
	OS_IO_TIMEOUT,   /* the kernel gave up */
	OS_IO_RESET,     /* broken off */
	OS_IO_COUNT
};
/* Reads at most n bytes; *got with OS_IO_OK. An empty datagram is OS_IO_OK with 0. */
enum os_io os_socket_recv(int fd, void *p, size_t n, size_t *got);
/* As os_socket_recv for a stream: 0 bytes are OS_IO_END. */
enum os_io os_socket_read(int fd, void *p, size_t n, size_t *got);
/* Sends what the kernel takes; never raises SIGPIPE. */
enum os_io os_socket_write(int fd, str bytes, size_t *sent);
/* The pending error of a socket, cleared: OS_IO_OK when there is none. */
enum os_io os_socket_error(int fd);

/* Many datagrams by one system call on a connected socket. */
struct os_datagram {
	uint8_t *p;
	size_t n; /* to send: length; to receive: room, then length */
};
#define OS_DATAGRAMS_MOST 64
/* How many were sent, received (0: none now). *ret_io tells the error that stopped it, OS_IO_OK if none. */
size_t os_socket_send_many(int fd, const struct os_datagram *d, size_t n, enum os_io *ret_io);
size_t os_socket_recv_many(int fd, struct os_datagram *d, size_t n, enum os_io *ret_io);
