/* lab: what the tests of net share: a scope of loopback, and hostile servers in child processes. */
#pragma once

#include <sys/types.h>

#include "gate/gate.h"
#include "net/net.h"

struct lab {
	struct scope scope;
	struct scope_ports ports[2];
	struct scope_item items[24];
	struct scope_server resolvers[2];
	struct gate *gate;
	struct net *net;
	size_t journal; /* lines */
	size_t house;   /* of those, to resolvers */
	char last_what[128];
	char last_name[256];
};

/* 127.0.0.0/8 and ::1, all ports; resolvers at 127.0.0.1 with those ports (0: none). */
void lab_open(struct lab *l, uint16_t resolver, uint16_t second);
/* Adds a site of that name, before lab_start. */
void lab_site(struct lab *l, const char *name, uint16_t port, bool https);
void lab_start(struct lab *l);
void lab_close(struct lab *l);

/* A server in a child: for each connection serve(fd, nth) runs in a child of its own. Returns the port. */
struct lab_server {
	pid_t pid;
	uint16_t port;
};
struct lab_server lab_serve(void (*serve)(int fd, int nth));
/* A datagram server: answer(query, n, reply) gives the reply's length (0: silent). */
struct lab_server lab_serve_udp(size_t (*answer)(const uint8_t *q, size_t n, uint8_t *reply));
/* The same at a given port; pid 0 when it is taken. */
struct lab_server lab_serve_udp_at(uint16_t port, size_t (*answer)(const uint8_t *q, size_t n, uint8_t *reply));
void lab_end(struct lab_server s);
/* For serve: writes all; false when the peer is gone. */
bool lab_put(int fd, const void *p, size_t n);
bool lab_puts(int fd, const char *text);
/* Reads until an empty line; the request's path is in `path`. */
bool lab_request(int fd, char *path, size_t size);
