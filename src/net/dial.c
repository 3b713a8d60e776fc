/* dial: from a target to a connection: name → pinned addresses → slot of time → gate → socket → TLS. */
#include "net/engine.h"
#include "net/pace.h"
#include "net/resolve.h"
#include "os/clock.h"

#define PINNED_MOST 16
/* The gate's own brake: wait, and ask again so often. */
#define CEILING_MS 300
#define CEILING_WAITS 100

static void pace(struct op *op);
static void open_connection(struct op *op);

/* ---- which address ---- */

/* At most two: IPv4 first, then IPv6 (or a second IPv4): the order of a simple happy eyeballs. */
static void choose(struct op *op)
{
	addr all[PINNED_MOST];
	size_t n = gate_pinned(op->n->gate, op->name, all, PINNED_MOST);

	op->choice = op->choice_count = 0;
	if (!op->name.n || !addr_eq(op->given, (addr){0})) {
		op->choices[op->choice_count++] = op->given;
		return;
	}
	for (int v6 = 0; v6 < 2; v6++)
		for (size_t i = 0; i < n && op->choice_count < 1 + v6; i++)
			if (addr_is_v4(all[i]) == !v6 && !(op->choice_count && addr_eq(op->choices[0], all[i])))
				op->choices[op->choice_count++] = all[i];
	for (size_t i = 0; i < n && op->choice_count < 2; i++)
		if (!addr_eq(op->choices[0], all[i]))
			op->choices[op->choice_count++] = all[i];
}

void dial_start(struct op *op)
{
	struct net *n = op->n;
	addr any;

	if (n->stopping || op->early != NET_OK) {
		op_finish(op, n->stopping ? NET_CANCELLED : op->early);
		return;
	}
	if (op->name.n && gate_pinned(n->gate, op->name, &any, 1) == 0) {
		op->gate = gate_may_resolve(n->gate, op->name);
		if (op->gate != GATE_OK) {
			op_finish(op, NET_GATE);
			return;
		}
		op->state = OP_RESOLVE;
		resolver_lookup(n->resolver, op);
		return;
	}
	choose(op);
	pace(op);
}

void dial_resolved(struct op *op, enum net_status status, enum gate_answer gate)
{
	op->gate = gate;
	if (status != NET_OK) {
		op_finish(op, status);
		return;
	}
	choose(op);
	if (op->choice_count == 0) {
		op_finish(op, NET_NOADDRESS);
		return;
	}
	pace(op);
}

/* ---- when ---- */

static void wait_for(struct op *op, int64_t ms)
{
	op_waiting(op);
	op->state = OP_PACE;
	os_loop_timer(op->n->loop, &op->timer, ms);
}

static void pace(struct op *op)
{
	struct net *n = op->n;
	int64_t now = os_now_mono_us(), ms;

	op->ip = op->choices[op->choice];
	if (op->wait_ms) {
		wait_for(op, op->wait_ms);
		return;
	}
	if (!op->paced) {
		ms = pace_host(n->pace, op->ip, now);
		op->paced = true;
		if (ms < 0) {
			op_finish(op, NET_DISTRESS);
			return;
		}
		if (ms > 0) {
			wait_for(op, ms);
			return;
		}
	}
	op->paced = false;
	op->state = OP_NEW;
	ms = pace_total(n->pace, op->ip, now);
	if (ms > 0)
		wait_for(op, ms);
	else
		open_connection(op);
}

/* The slot has come. Meanwhile the address may have fallen into distress. */
static void slot_came(struct op *op)
{
	bool held = op->wait_ms > 0;

	op->wait_ms = 0;
	if (pace_stopped(op->n->pace, op->choices[op->choice]))
		op_finish(op, NET_DISTRESS);
	else if (held || op->paced)
		pace(op);
	else
		open_connection(op);
}

/* ---- the connection ---- */

static void ask_again(struct op *op)
{
	if (op->ceiling_waits++ < CEILING_WAITS)
		wait_for(op, CEILING_MS);
	else
		op_finish(op, NET_GATE);
}

static bool take_kept(struct op *op)
{
	struct gate_target t;
	struct conn *c = op->keep && !op->fresh ? conn_kept(op) : NULL;

	if (!c)
		return false;
	op_gate_target(op, &t);
	op->gate = gate_check(op->n->gate, &t);
	if (op->gate != GATE_OK) {
		conn_close(c);
		op_finish(op, NET_GATE);
		return true;
	}
	c->op = op;
	op->conn = c;
	op_active(op);
	dial_up(op);
	return true;
}

static void wait_for_room(struct op *op)
{
	struct net *n = op->n;

	op->state = OP_ROOM;
	op->wait_next = NULL;
	*n->room_end = op;
	n->room_end = &op->wait_next;
}

void dial_room(struct net *n)
{
	struct op *op = n->room;

	if (!op || n->open >= n->files)
		return;
	n->room = op->wait_next;
	if (!n->room)
		n->room_end = &n->room;
	/* By its timer, as this may be called from anywhere. */
	op->paced = false;
	op->state = OP_PACE;
	os_loop_timer(n->loop, &op->timer, 0);
}

static void open_connection(struct op *op)
{
	struct net *n = op->n;
	struct gate_target t;
	err e;

	if (take_kept(op))
		return;
	if (n->open >= n->files && !conn_kept_drop(n)) {
		wait_for_room(op);
		return;
	}
	op_gate_target(op, &t);
	int fd = gate_connect(n->gate, &t, &op->gate, &e);
	if (fd == E_GATE && op->gate == GATE_CEILING) {
		ask_again(op);
		return;
	}
	if (fd < 0) {
		if (fd == E_GATE)
			op_finish(op, NET_GATE);
		else
			dial_failed(op, fd == E_UNREACHED ? NET_UNREACHED : NET_CONNECT);
		return;
	}
	op->conn = conn_new(n, fd, op);
	if (!op->conn) {
		op_finish(op, NET_LIMIT);
		return;
	}
	op_active(op);
	op->state = OP_CONNECT;
	if (op->kind->datagram) {
		dial_up(op);
		return;
	}
	uint32_t left = op_left_ms(op);
	os_loop_timer(n->loop, &op->timer, left < CONNECT_MS ? left : CONNECT_MS);
}

void dial_up(struct op *op)
{
	if (op->talk_ms && op->state == OP_CONNECT) {
		op->budget_ms = op->talk_ms;
		op->since = net_now(op->n);
	}
	os_loop_timer(op->n->loop, &op->timer, op_left_ms(op));
	if (op->tls && !op->conn->tls_up) {
		op->state = OP_TLS;
		if (!tls_begin(op->conn, op->name))
			dial_failed(op, NET_TLS);
		return;
	}
	op->state = OP_TALK;
	op->kind->up(op);
}

void dial_failed(struct op *op, enum net_status status)
{
	struct net *n = op->n;
	bool lost = status == NET_TIMEOUT || status == NET_RESET;

	if (lost)
		pace_report(n->pace, op->ip, op->port, PACE_LOST);
	/* The other address is tried only where the connection was never made: no second handshake after a broken one. */
	if (op->state == OP_TLS || op->choice + 1 >= op->choice_count || op_left_ms(op) == 0 || n->stopping) {
		op_finish(op, status);
		return;
	}
	if (op->conn) {
		conn_close(op->conn);
		op->conn = NULL;
	}
	op->choice++;
	op->paced = false;
	pace(op);
}

void dial_timer(struct op *op)
{
	switch (op->state) {
	case OP_PACE:
		slot_came(op);
		break;
	case OP_CONNECT:
	case OP_TLS:
		dial_failed(op, NET_TIMEOUT);
		break;
	case OP_TALK:
		op->kind->timeout(op);
		break;
	case OP_NEW:
	case OP_RESOLVE:
	case OP_ROOM:
	case OP_DONE:
	case OP_STATE_COUNT:
		break;
	}
}
