/* probe: what a server says to raw bytes: one exchange over TCP or TLS, one datagram. */
#include "net/engine.h"
#include "net/pace.h"

#define READ_MOST (1u << 20)
#define SEND_MOST (1u << 20)
#define TCP_MS 5000
#define UDP_MS 2000
#define QUIET_MS 300
/* A larger datagram does not pass a network whole. */
#define DATAGRAM_MOST 1400

struct probe {
	struct op op; /* first: an op is cast to its probe */
	net_tcp_cb *tcp;
	net_udp_cb *udp;
	void *ctx;
	bool (*enough)(str so_far);
	size_t read_most;
	uint32_t quiet_ms;
	str send;
	buf got;
	bool connected;
	bool connect_only;
	bool again; /* the datagram was sent twice */
};

static struct probe *probe_of(struct op *op)
{
	return (struct probe *)op;
}

static void probe_release(struct op *op)
{
	buf_release(&probe_of(op)->got);
}

static void note(struct probe *p)
{
	struct gate_target t;

	if (!p->send.n)
		return;
	op_gate_target(&p->op, &t);
	gate_note(p->op.n->gate, &t, p->send.n);
}

/* What was sent and received stands for the answer: TIMEOUT and RESET only say how it ended. */
static void tcp_done(struct probe *p, enum net_status status)
{
	struct op *op = &p->op;

	if (p->got.n)
		pace_report(op->n->pace, op->ip, op->port, PACE_GOOD);
	else if (status == NET_TIMEOUT || status == NET_RESET)
		pace_report(op->n->pace, op->ip, op->port, PACE_LOST);
	op_finish(op, status);
}

static void tcp_up(struct op *op)
{
	struct probe *p = probe_of(op);

	p->connected = true;
	if (p->connect_only)
		tcp_done(p, NET_OK);
	else if (p->send.n && !conn_send(op->conn, p->send))
		tcp_done(p, NET_RESET);
}

static bool tcp_data(struct op *op, str bytes)
{
	struct probe *p = probe_of(op);

	buf_put(&p->got, str_sub(bytes, 0, p->read_most - p->got.n));
	if (p->got.n >= p->read_most || (p->enough && p->enough(buf_str(&p->got)))) {
		tcp_done(p, NET_OK);
		return false;
	}
	uint32_t left = op_left_ms(op);
	os_loop_timer(op->n->loop, &op->timer, p->quiet_ms < left ? p->quiet_ms : left);
	return true;
}

static void tcp_end(struct op *op, enum net_status status)
{
	tcp_done(probe_of(op), status);
}

static void tcp_timeout(struct op *op)
{
	struct probe *p = probe_of(op);

	tcp_done(p, p->got.n && op_left_ms(op) > 0 ? NET_OK : NET_TIMEOUT);
}

static void tcp_finish(struct op *op, enum net_status status)
{
	struct probe *p = probe_of(op);
	struct net_tcp_result r = {
		.status = status,
		.gate = op->gate,
		.ip = op->ip,
		.received = buf_str(&p->got),
		.connected = p->connected || status == NET_TLS,
		.tls = op->tls && op->conn ? tls_facts(op->conn, &op->mem) : NULL,
	};

	p->tcp(p->ctx, op->n, &r);
}

static const struct op_kind tcp_kind = {
	.up = tcp_up,
	.data = tcp_data,
	.end = tcp_end,
	.timeout = tcp_timeout,
	.finish = tcp_finish,
	.release = probe_release,
};

void net_tcp(struct net *n, const struct net_tcp_request *q, net_tcp_cb *cb, void *ctx)
{
	struct probe *p = op_new(n, &tcp_kind, sizeof(*p), &q->target);

	p->tcp = cb;
	p->ctx = ctx;
	p->enough = q->enough;
	p->read_most = q->read_most && q->read_most < READ_MOST ? q->read_most : READ_MOST;
	p->quiet_ms = q->quiet_ms ? q->quiet_ms : QUIET_MS;
	p->send = op_text(&p->op, str_sub(q->send, 0, SEND_MOST));
	p->op.what = op_text(&p->op, q->what);
	p->op.tls = q->tls;
	p->op.web = q->tls || q->web;
	p->connect_only = q->connect_only;
	p->op.wait_ms = q->wait_ms;
	p->op.budget_ms = CONNECT_MS;
	p->op.talk_ms = q->timeout_ms ? q->timeout_ms : TCP_MS;
	buf_init(&p->got, p->read_most);
}

/* ---- UDP ---- */

static void udp_send(struct probe *p)
{
	struct op *op = &p->op;
	uint32_t left = op_left_ms(op);
	size_t sent;

	if (p->again)
		note(p);
	/* A refusal by an earlier datagram's ICMP is told by the reading that follows. */
	(void)os_socket_write(op->conn->watch.fd, p->send, &sent);
	os_loop_timer(op->n->loop, &op->timer, p->again ? left : left / 2);
}

static void udp_up(struct op *op)
{
	udp_send(probe_of(op));
}

static bool udp_data(struct op *op, str bytes)
{
	struct probe *p = probe_of(op);

	buf_put(&p->got, bytes);
	pace_report(op->n->pace, op->ip, op->port, PACE_GOOD);
	op_finish(op, NET_OK);
	return false;
}

static void udp_end(struct op *op, enum net_status status)
{
	op_finish(op, status == NET_OK ? NET_RESET : status);
}

static void udp_timeout(struct op *op)
{
	struct probe *p = probe_of(op);

	if (p->again) {
		op_finish(op, NET_TIMEOUT);
		return;
	}
	p->again = true;
	udp_send(p);
}

static void udp_finish(struct op *op, enum net_status status)
{
	struct probe *p = probe_of(op);
	struct net_udp_result r = {.status = status, .gate = op->gate, .ip = op->ip, .received = buf_str(&p->got)};

	p->udp(p->ctx, op->n, &r);
}

static const struct op_kind udp_kind = {
	.datagram = true,
	.up = udp_up,
	.data = udp_data,
	.end = udp_end,
	.timeout = udp_timeout,
	.finish = udp_finish,
	.release = probe_release,
};

void net_udp(struct net *n, const struct net_udp_request *q, net_udp_cb *cb, void *ctx)
{
	struct probe *p = op_new(n, &udp_kind, sizeof(*p), &q->target);

	p->udp = cb;
	p->ctx = ctx;
	p->send = op_text(&p->op, str_sub(q->send, 0, DATAGRAM_MOST));
	p->op.what = op_text(&p->op, q->what);
	p->op.budget_ms = q->timeout_ms ? q->timeout_ms : UDP_MS;
	buf_init(&p->got, SCRATCH);
}
