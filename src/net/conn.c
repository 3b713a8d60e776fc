/* conn: bytes in and out of a connection, and those kept for an asset's next request. */
#include "net/engine.h"

#include "base/must.h"

/* What waits for the kernel: requests are small, and the hard ceiling of net_tcp's bytes is below. */
#define OUT_MOST (2u << 20)
/* Reads in a row before others get their turn. */
#define READS_MOST 16
#define KEPT_MOST 1024 /* as many as jobs run at one time: each asks its next question on its own connection */
#define KEPT_MS 5000
/* A pooled connection keeps a buffer no larger than this. */
#define POOL_BUFFER 8192

static void conn_ready(struct os_watch *w, unsigned events);
static void conn_read(struct conn *c, unsigned events);

static enum net_status conn_status(enum os_io io)
{
	switch (io) {
	case OS_IO_OK:
	case OS_IO_AGAIN:
	case OS_IO_END:
		return NET_OK;
	case OS_IO_REFUSED:
		return NET_CONNECT;
	case OS_IO_UNREACHED:
		return NET_UNREACHED;
	case OS_IO_TIMEOUT:
		return NET_TIMEOUT;
	case OS_IO_RESET:
	case OS_IO_COUNT:
		break;
	}
	return NET_RESET;
}

static void read_more(struct task *t)
{
	conn_read((struct conn *)((char *)t - offsetof(struct conn, task)), OS_READ | OS_HANGUP);
}

static void kept_due(struct os_timer *t)
{
	conn_close((struct conn *)((char *)t - offsetof(struct conn, timer)));
}

struct conn *conn_new(struct net *n, int fd, struct op *op)
{
	struct conn *c = n->conn_pool;

	if (c)
		n->conn_pool = c->next;
	else
		c = calloc(1, sizeof(*c));
	must(c);
	buf out = c->out, key = c->key;
	*c = (struct conn){.n = n, .op = op, .ip = op->ip, .port = op->port, .out = out, .key = key};
	c->watch = (struct os_watch){conn_ready, -1};
	c->task.run = read_more;
	c->timer.due = kept_due;
	c->out.max = OUT_MOST;
	c->key.max = 4096;
	n->open++;
	int rc = op->kind->datagram ? os_loop_watch_read(n->loop, &c->watch, fd, NULL)
				    : os_loop_watch(n->loop, &c->watch, fd, NULL);
	if (rc < 0) {
		c->watch.fd = fd;
		conn_close(c);
		return NULL;
	}
	return c;
}

static void kept_unlink(struct conn *c)
{
	struct net *n = c->n;

	if (c->prev)
		c->prev->next = c->next;
	else
		n->kept = c->next;
	if (c->next)
		c->next->prev = c->prev;
	else
		n->kept_last = c->prev;
	if (c->same_prev)
		c->same_prev->same_next = c->same_next;
	else
		n->kept_of[c->bucket] = c->same_next;
	if (c->same_next)
		c->same_next->same_prev = c->same_prev;
	n->kept_count--;
	os_loop_timer_stop(n->loop, &c->timer);
}

void conn_close(struct conn *c)
{
	struct net *n = c->n;

	if (c->op)
		c->op->conn = NULL;
	else if (c->key.n)
		kept_unlink(c);
	c->op = NULL;
	tls_end(c);
	engine_task_drop(n, &c->task);
	os_loop_close(n->loop, &c->watch);
	n->open--;
	if (c->out.size > POOL_BUFFER)
		buf_release(&c->out);
	buf_reset(&c->out);
	buf_reset(&c->key);
	c->next = n->conn_pool;
	n->conn_pool = c;
	if (n->room)
		dial_room(n);
}

void conn_free_all(struct net *n)
{
	while (conn_kept_drop(n))
		;
	while (n->conn_pool) {
		struct conn *c = n->conn_pool;
		n->conn_pool = c->next;
		buf_release(&c->out);
		buf_release(&c->key);
		free(c);
	}
}

/* ---- out ---- */

bool conn_flush(struct conn *c)
{
	size_t n;

	while (c->out.n) {
		enum os_io io = os_socket_write(c->watch.fd, buf_str(&c->out), &n);
		if (io == OS_IO_AGAIN)
			return true;
		if (io != OS_IO_OK)
			return false;
		buf_drop(&c->out, n);
	}
	return true;
}

bool conn_send(struct conn *c, str bytes)
{
	size_t n = 0;

	if (c->ssl)
		return tls_write(c, bytes) && conn_flush(c);
	if (!c->out.n) {
		enum os_io io = os_socket_write(c->watch.fd, bytes, &n);
		if (io != OS_IO_OK && io != OS_IO_AGAIN)
			return false;
	}
	buf_put(&c->out, str_from(bytes, n));
	return !buf_full(&c->out);
}

/* ---- in ---- */

/* Passes bytes on; false when the op is gone or has another connection now. */
static bool deliver(struct conn *c, struct op *op, str bytes)
{
	bool on = c->ssl ? tls_feed(c, bytes) : op->kind->data(op, bytes);

	return on && c->op == op;
}

static void broken(struct conn *c, enum os_io io)
{
	struct op *op = c->op;

	if (op->state == OP_TLS)
		dial_failed(op, io == OS_IO_END ? NET_RESET : conn_status(io));
	else
		op->kind->end(op, conn_status(io));
}

static void conn_read(struct conn *c, unsigned events)
{
	struct net *n = c->n;
	struct op *op = c->op;
	size_t got;

	for (int i = 0; i < READS_MOST && !c->paused; i++) {
		enum os_io io = op->kind->datagram ? os_socket_recv(c->watch.fd, n->scratch, SCRATCH, &got)
						   : os_socket_read(c->watch.fd, n->scratch, SCRATCH, &got);
		if (io == OS_IO_AGAIN)
			return;
		if (io != OS_IO_OK) {
			broken(c, io);
			return;
		}
		if (!deliver(c, op, (str){n->scratch, got}))
			return;
		/* Edge-triggered: a short read of a stream emptied it, unless its end was told at the same time. */
		if (got < SCRATCH && !c->paused && !op->kind->datagram && !(events & (OS_HANGUP | OS_ERROR)))
			return;
	}
	if (!c->paused)
		engine_task(n, &c->task);
}

void conn_resume(struct conn *c)
{
	c->paused = false;
	engine_task(c->n, &c->task);
}

static void connected(struct conn *c, unsigned events)
{
	enum os_io io = events & (OS_HANGUP | OS_ERROR) ? os_socket_error(c->watch.fd) : OS_IO_OK;

	if (io != OS_IO_OK)
		dial_failed(c->op, conn_status(io));
	else
		dial_up(c->op);
}

static void conn_ready(struct os_watch *w, unsigned events)
{
	struct conn *c = (struct conn *)w;
	struct op *op = c->op;

	if (!op) {
		/* Kept: nothing may come but its end. */
		if (events & (OS_READ | OS_HANGUP | OS_ERROR))
			conn_close(c);
		return;
	}
	if (op->state == OP_CONNECT) {
		if (!(events & (OS_WRITE | OS_HANGUP | OS_ERROR)))
			return;
		connected(c, events);
		if (c->op != op)
			return;
	} else if (events & OS_WRITE && c->out.n && !conn_flush(c)) {
		broken(c, OS_IO_RESET);
		return;
	}
	if (events & (OS_READ | OS_HANGUP | OS_ERROR))
		conn_read(c, events);
}

/* ---- kept ---- */

static size_t bucket_of(str asset)
{
	return str_hash(asset) % NET_KEPT_BUCKETS;
}

static bool fits(const struct conn *c, const struct op *op, addr ip)
{
	str key = buf_str(&c->key);

	return addr_eq(c->ip, ip) && c->port == op->port && c->tls_up == op->tls &&
	       key.n == op->asset.n + 1 + op->name.n && str_starts(key, op->asset) && str_ends(key, op->name);
}

struct conn *conn_kept(struct op *op)
{
	for (struct conn *c = op->n->kept_of[bucket_of(op->asset)]; c; c = c->same_next) {
		if (!fits(c, op, op->ip))
			continue;
		kept_unlink(c);
		buf_reset(&c->key);
		return c;
	}
	return NULL;
}

bool conn_kept_drop(struct net *n)
{
	if (!n->kept_last)
		return false;
	conn_close(n->kept_last);
	return true;
}

void conn_keep(struct op *op)
{
	struct conn *c = op->conn;
	struct net *n = op->n;

	buf_put(&c->key, op->asset);
	buf_put_byte(&c->key, 0);
	buf_put(&c->key, op->name);
	if (buf_full(&c->key) || n->stopping)
		return;
	if (n->kept_count >= KEPT_MOST)
		(void)conn_kept_drop(n);
	engine_task_drop(n, &c->task);
	op->conn = NULL;
	c->op = NULL;
	c->used = true;
	c->prev = NULL;
	c->next = n->kept;
	if (n->kept)
		n->kept->prev = c;
	else
		n->kept_last = c;
	n->kept = c;
	c->bucket = bucket_of(op->asset);
	c->same_prev = NULL;
	c->same_next = n->kept_of[c->bucket];
	if (c->same_next)
		c->same_next->same_prev = c;
	n->kept_of[c->bucket] = c;
	n->kept_count++;
	os_loop_timer(n->loop, &c->timer, KEPT_MS);
}

void net_close_kept(struct net *n, str asset)
{
	for (struct conn *c = n->kept_of[bucket_of(asset)], *next; c; c = next) {
		next = c->same_next;
		str key = buf_str(&c->key);
		if (str_eq(str_cut(&key, 0).head, asset))
			conn_close(c);
	}
}
