#include "net/resolve.h"

#include "base/must.h"
#include "net/denied.h"

/* Ids in use on one socket, by their low bits: twice the window, so that a free one is found at once. */
#define SLOTS 1024
/* In flight at all resolvers: begins here, grows by one for each round of answers, halves when answers stay away: more
 * than a resolver's socket holds is lost. */
#define WINDOW_FIRST 128
#define WINDOW_MOST 512
#define WINDOW_LEAST 16
#define SOCKETS 4
/* A socket (its random port) serves so many questions. */
#define QUESTIONS_MOST 4000
#define BATCH 64
#define DATAGRAM_MOST 1024
#define QUERY_MOST 300
#define FIRST_MS 1500
#define AGAIN_MS 2500
#define TCP_MS 5000
#define TRIES 2
#define LOOKUP_ADDRESSES 16
#define BUCKETS 1024

struct query {
	struct resolver *r;
	struct query *next; /* waiting, or free */
	struct query *all_prev;
	struct query *all_next;
	struct os_timer timer;
	struct task task;
	struct dns_name name;
	struct dns_question q;
	uint8_t server;
	uint8_t tries;
	bool overlong; /* cut by UDP: goes by TCP */
	struct port *port;
	uint16_t slot;
	resolver_done *done;
	void *ctx;
	/* over TCP */
	struct os_watch watch;
	buf out;
	buf in;
};

/* A UDP socket to one resolver. */
struct port {
	struct os_watch watch;
	struct resolver *r;
	uint8_t server;
	bool retiring;
	bool reading; /* must not be freed now */
	unsigned used;
	unsigned in_flight;
	struct query *slots[SLOTS];
	struct query *unsent[BATCH];
	size_t unsent_count;
};

struct resolver {
	struct net *n;
	struct port *ports[SOCKETS];
	struct query *waiting; /* for a socket */
	struct query **waiting_end;
	struct query *pool;
	struct query *all;
	size_t count;     /* questions not answered yet */
	size_t in_flight; /* of those, sent by UDP */
	size_t window;
	size_t answered; /* since the window last grew */
	int64_t halved;  /* when */
	size_t server;   /* asked first, in turn */
	struct denied *denied;
	struct lookup *lookups[BUCKETS];
	uint8_t packets[BATCH][QUERY_MOST];
};

static void port_ready(struct os_watch *w, unsigned events);
static void tcp_begin(struct query *q);
static void tcp_ready(struct os_watch *w, unsigned events);
static void query_place(struct query *q);

struct resolver *resolver_new(struct net *n)
{
	struct resolver *r = calloc(1, sizeof(*r));

	must(r);
	r->n = n;
	r->waiting_end = &r->waiting;
	r->window = WINDOW_FIRST;
	r->denied = denied_new((uint64_t)engine_random(n) << 32 | engine_random(n));
	return r;
}

static void port_free(struct resolver *r, size_t i)
{
	struct port *p = r->ports[i];

	if (p->watch.fd >= 0)
		r->n->open--;
	os_loop_close(r->n->loop, &p->watch);
	free(p);
	r->ports[i] = NULL;
}

void resolver_free(struct resolver *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < SOCKETS; i++)
		if (r->ports[i])
			port_free(r, i);
	while (r->pool) {
		struct query *next = r->pool->next;
		buf_release(&r->pool->out);
		buf_release(&r->pool->in);
		free(r->pool);
		r->pool = next;
	}
	denied_free(r->denied);
	free(r);
}

size_t resolver_in_flight(const struct resolver *r)
{
	return r->in_flight;
}

bool resolver_busy(const struct resolver *r)
{
	return r->count > 0;
}

/* ---- a question's life ---- */

/* Off its socket. */
static void unplace(struct query *q)
{
	struct port *p = q->port;

	if (!p)
		return;
	p->slots[q->slot] = NULL;
	p->in_flight--;
	p->r->in_flight--;
	for (size_t i = 0; i < p->unsent_count; i++)
		if (p->unsent[i] == q)
			p->unsent[i] = NULL;
	q->port = NULL;
}

static void tcp_close(struct query *q)
{
	if (q->watch.fd < 0)
		return;
	q->r->n->open--;
	os_loop_close(q->r->n->loop, &q->watch);
	buf_release(&q->in);
	buf_release(&q->out);
}

static void query_end(struct query *q, enum net_status status, const struct dns_message *m)
{
	struct resolver *r = q->r;

	os_loop_timer_stop(r->n->loop, &q->timer);
	engine_task_drop(r->n, &q->task);
	unplace(q);
	tcp_close(q);
	if (q->all_prev)
		q->all_prev->all_next = q->all_next;
	else
		r->all = q->all_next;
	if (q->all_next)
		q->all_next->all_prev = q->all_prev;
	q->done(q->ctx, status, m);
	r->count--;
	q->next = r->pool;
	r->pool = q;
}

/* The present resolver is silent or fails: another try at the next, or the end. m: its answer, if there is one. */
static void query_again(struct query *q, enum net_status status, const struct dns_message *m)
{
	unplace(q);
	tcp_close(q);
	if (++q->tries >= TRIES) {
		query_end(q, m ? NET_OK : status, m);
		return;
	}
	q->overlong = false;
	q->server = (uint8_t)((q->server + 1u) % q->r->n->scope->resolver_count);
	query_place(q);
}

static void window_shrink(struct resolver *r)
{
	int64_t now = net_now(r->n);

	r->answered = 0;
	if (now - r->halved < FIRST_MS)
		return;
	r->halved = now;
	r->window = r->window / 2 < WINDOW_LEAST ? WINDOW_LEAST : r->window / 2;
}

static void window_grow(struct resolver *r)
{
	if (++r->answered < r->window || r->window >= WINDOW_MOST)
		return;
	r->answered = 0;
	r->window++;
}

static void query_due(struct os_timer *t)
{
	struct query *q = (struct query *)((char *)t - offsetof(struct query, timer));

	window_shrink(q->r);
	query_again(q, NET_TIMEOUT, NULL);
}

static void query_task(struct task *t)
{
	struct query *q = (struct query *)((char *)t - offsetof(struct query, task));
	ATTR_UNSET struct dns_message m;

	if (!q->r->n->stopping && denied_find(q->r->denied, &q->name, q->q.type, net_now(q->r->n), &m))
		query_end(q, NET_OK, &m);
	else if (q->r->n->stopping)
		query_end(q, NET_CANCELLED, NULL);
	else if (q->r->n->scope->resolver_count == 0)
		query_end(q, NET_RESOLVE, NULL);
	else
		query_place(q);
}

/* One for the pool: what questions have in common stays set. */
static struct query *query_new(struct resolver *r)
{
	struct query *q = calloc(1, sizeof(*q));

	must(q);
	q->r = r;
	q->timer.due = query_due;
	q->task.run = query_task;
	q->watch = (struct os_watch){tcp_ready, -1};
	return q;
}

void resolver_ask(struct resolver *r, const struct dns_name *name, uint16_t type, resolver_done *done, void *ctx)
{
	struct query *q = r->pool;
	size_t servers = r->n->scope->resolver_count;

	if (q)
		r->pool = q->next;
	else
		q = query_new(r);
	bytes_copy(q->name.b, sizeof(q->name.b), (str){name->b, name->n});
	q->name.n = name->n;
	q->done = done;
	q->ctx = ctx;
	q->tries = 0;
	q->overlong = false;
	q->q.type = type;
	q->server = (uint8_t)(servers ? r->server++ % (servers > UINT8_MAX ? UINT8_MAX : servers) : 0);
	r->count++;
	q->all_prev = NULL;
	q->all_next = r->all;
	if (r->all)
		r->all->all_prev = q;
	r->all = q;
	engine_task(r->n, &q->task);
}

void resolver_cancel(struct resolver *r)
{
	r->waiting = NULL;
	r->waiting_end = &r->waiting;
	while (r->all)
		query_end(r->all, NET_CANCELLED, NULL);
}

/* ---- UDP ---- */

static struct port *port_open(struct resolver *r, size_t i, uint8_t server)
{
	int fd = gate_house_connect(r->n->gate, server, TRANSPORT_UDP, NULL);

	if (fd < 0)
		return NULL;
	struct port *p = calloc(1, sizeof(*p));
	must(p);
	p->r = r;
	p->server = server;
	p->watch = (struct os_watch){port_ready, -1};
	if (os_loop_watch_read(r->n->loop, &p->watch, fd, NULL) < 0) {
		p->watch.fd = fd;
		os_loop_close(r->n->loop, &p->watch);
		free(p);
		return NULL;
	}
	r->n->open++;
	r->ports[i] = p;
	return p;
}

static bool usable(const struct port *p, uint8_t server)
{
	return p && p->server == server && !p->retiring;
}

/* A socket to this resolver with room; *ret_failed: none can be made. NULL without it: wait. */
static struct port *port_for(struct resolver *r, uint8_t server, bool *ret_failed)
{
	size_t unused = SOCKETS;

	*ret_failed = false;
	if (r->in_flight >= r->window)
		return NULL;
	for (size_t i = 0; i < SOCKETS; i++) {
		struct port *p = r->ports[i];
		if (usable(p, server))
			return p;
		/* One that is idle may be given up for another resolver's or a fresh port. */
		if (p && p->in_flight == 0 && !p->reading && (p->retiring || p->server != server)) {
			port_free(r, i);
			p = NULL;
		}
		if (!p && unused == SOCKETS)
			unused = i;
	}
	if (unused == SOCKETS)
		return NULL;
	struct port *p = port_open(r, unused, server);
	*ret_failed = !p;
	return p;
}

/* A random id whose slot is free: the low bits are the slot. */
static void slot_take(struct port *p, struct query *q)
{
	uint32_t bits = engine_random(p->r->n);
	uint16_t id = (uint16_t)bits;

	while (p->slots[id % SLOTS])
		id = (uint16_t)(id + 1 + (bits >> 16 & 0x3f));
	q->q.id = id;
	q->slot = id % SLOTS;
	q->port = p;
	p->slots[q->slot] = q;
	p->in_flight++;
	p->r->in_flight++;
	if (++p->used >= QUESTIONS_MOST)
		p->retiring = true;
}

/* Into the journal. */
static void note(const struct query *q, enum transport transport, size_t bytes)
{
	uint8_t name[DNS_TEXT_MOST], what[32];
	buf b = {.p = name, .size = sizeof(name), .max = sizeof(name)};
	buf w = {.p = what, .size = sizeof(what), .max = sizeof(what)};

	dns_name_put(&b, &q->name);
	buf_put_c(&w, "DNS ");
	dns_type_put(&w, q->q.type);
	gate_house_note(
		q->r->n->gate,
		&(struct gate_question){
			.resolver = q->server, .transport = transport, .name = buf_str(&b), .what = buf_str(&w)},
		bytes);
}

static void port_send(struct port *p)
{
	uint8_t(*bytes)[QUERY_MOST] = p->r->packets;
	ATTR_UNSET struct os_datagram d[BATCH];
	ATTR_UNSET struct query *who[BATCH];
	size_t n = 0;
	enum os_io io;

	for (size_t i = 0; i < p->unsent_count; i++) {
		struct query *q = p->unsent[i];
		if (!q)
			continue;
		buf b = {.p = bytes[n], .size = QUERY_MOST, .max = QUERY_MOST};
		dns_query_put(&b, &q->name, &q->q);
		who[n] = q;
		d[n] = (struct os_datagram){bytes[n], b.n};
		n++;
	}
	p->unsent_count = 0;
	if (!n)
		return;
	size_t sent = os_socket_send_many(p->watch.fd, d, n, &io);
	/* An error of an earlier datagram may stand in the way: once more. */
	if (sent < n && io != OS_IO_AGAIN)
		sent += os_socket_send_many(p->watch.fd, d + sent, n - sent, &io);
	for (size_t i = 0; i < sent; i++)
		note(who[i], TRANSPORT_UDP, d[i].n);
	for (; sent < n; sent++)
		p->unsent[p->unsent_count++] = who[sent];
}

static void query_place(struct query *q)
{
	struct resolver *r = q->r;
	bool failed;

	if (q->overlong) {
		tcp_begin(q);
		return;
	}
	struct port *p = port_for(r, q->server, &failed);
	if (failed) {
		os_loop_timer(r->n->loop, &q->timer, FIRST_MS / 4);
		return;
	}
	if (p && p->unsent_count == BATCH)
		port_send(p);
	if (!p || p->unsent_count == BATCH) {
		q->next = NULL;
		*r->waiting_end = q;
		r->waiting_end = &q->next;
		return;
	}
	slot_take(p, q);
	p->unsent[p->unsent_count++] = q;
	os_loop_timer(r->n->loop, &q->timer, q->tries ? AGAIN_MS : FIRST_MS);
}

void resolver_flush(struct resolver *r)
{
	bool failed;

	while (r->waiting && (port_for(r, r->waiting->server, &failed) || failed)) {
		struct query *q = r->waiting;
		r->waiting = q->next;
		if (!r->waiting)
			r->waiting_end = &r->waiting;
		query_place(q);
		/* It may have gone back to the end of the line: the kernel takes no more now. */
		if (r->waiting_end == &q->next)
			break;
	}
	for (size_t i = 0; i < SOCKETS; i++)
		if (r->ports[i] && r->ports[i]->unsent_count)
			port_send(r->ports[i]);
}

static void answer_take(struct query *q, const struct dns_message *m)
{
	if (m->truncated && !q->overlong) {
		unplace(q);
		q->overlong = true;
		tcp_begin(q);
		return;
	}
	window_grow(q->r);
	bool failing = m->rcode != DNS_NOERROR && m->rcode != DNS_NXDOMAIN;

	if (failing && q->r->n->scope->resolver_count > 1) {
		query_again(q, NET_RESOLVE, m);
		return;
	}
	denied_note(q->r->denied, &q->name, q->q.type, m, net_now(q->r->n));
	query_end(q, NET_OK, m);
}

static void datagram_take(struct port *p, str bytes)
{
	ATTR_UNSET struct dns_message m;

	if (bytes.n < 2)
		return;
	struct query *q = p->slots[(bytes.p[0] << 8 | bytes.p[1]) % SLOTS];
	/* What does not answer a question of ours exactly is not looked at: it may be forged, or late. */
	if (q && dns_message_parse(bytes, &m) == PARSE_OK && dns_answers(&m, &q->name, &q->q))
		answer_take(q, &m);
}

/* Nobody listens there (ICMP): all that wait for it try the next. */
static void port_refused(struct port *p)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (p->slots[i])
			query_again(p->slots[i], NET_RESOLVE, NULL);
}

static void port_read(struct port *p)
{
	struct net *n = p->r->n;
	size_t got;
	enum os_io io;

	do {
		ATTR_UNSET struct os_datagram d[BATCH];
		for (size_t i = 0; i < BATCH; i++)
			d[i] = (struct os_datagram){n->scratch + i * DATAGRAM_MOST, DATAGRAM_MOST};
		got = os_socket_recv_many(p->watch.fd, d, BATCH, &io);
		for (size_t i = 0; i < got; i++)
			datagram_take(p, (str){d[i].p, d[i].n});
	} while (got == BATCH);
	if (io == OS_IO_REFUSED || io == OS_IO_UNREACHED)
		port_refused(p);
}

static void port_ready(struct os_watch *w, unsigned events)
{
	struct port *p = (struct port *)w;

	(void)events;
	p->reading = true;
	port_read(p);
	p->reading = false;
}

/* ---- TCP, for answers that were cut ---- */

static void tcp_begin(struct query *q)
{
	struct net *n = q->r->n;
	int fd = gate_house_connect(n->gate, q->server, TRANSPORT_TCP, NULL);

	os_loop_timer(n->loop, &q->timer, TCP_MS);
	if (fd < 0)
		return;
	if (os_loop_watch(n->loop, &q->watch, fd, NULL) < 0) {
		struct os_watch w = {.fd = fd};
		os_loop_close(n->loop, &w);
		return;
	}
	n->open++;
	buf_init(&q->out, QUERY_MOST);
	buf_init(&q->in, DNS_MESSAGE_MOST + 2);
	q->q.id = (uint16_t)engine_random(n);
	buf_put_be(&q->out, 0, 2);
	dns_query_put(&q->out, &q->name, &q->q);
	q->out.p[0] = (uint8_t)((q->out.n - 2) >> 8);
	q->out.p[1] = (uint8_t)(q->out.n - 2);
	note(q, TRANSPORT_TCP, q->out.n);
}

/* A whole message is there: true when it was used or condemned. */
static bool tcp_message(struct query *q)
{
	struct dns_message m;
	size_t want = q->in.n < 2 ? SIZE_MAX : ((size_t)q->in.p[0] << 8 | q->in.p[1]) + 2;

	if (q->in.n < want)
		return false;
	str bytes = {q->in.p + 2, want - 2};
	if (dns_message_parse(bytes, &m) == PARSE_OK && dns_answers(&m, &q->name, &q->q)) {
		/* Its bytes must outlive the connection's buffer until the callback is done. */
		buf keep = q->in;
		buf_init(&q->in, 0);
		answer_take(q, &m);
		buf_release(&keep);
	} else {
		query_again(q, NET_RESOLVE, NULL);
	}
	return true;
}

static void tcp_ready(struct os_watch *w, unsigned events)
{
	struct query *q = (struct query *)((char *)w - offsetof(struct query, watch));
	size_t n;
	enum os_io io = OS_IO_AGAIN;

	if (q->out.n && events & (OS_WRITE | OS_ERROR)) {
		io = os_socket_write(w->fd, buf_str(&q->out), &n);
		buf_drop(&q->out, n);
	}
	while (events & OS_READ && (io == OS_IO_AGAIN || io == OS_IO_OK)) {
		io = os_socket_read(w->fd, q->r->n->scratch, SCRATCH, &n);
		if (io != OS_IO_OK)
			break;
		buf_put(&q->in, (str){q->r->n->scratch, n});
		if (tcp_message(q))
			return;
		if (buf_full(&q->in))
			io = OS_IO_RESET;
	}
	if (io != OS_IO_AGAIN && io != OS_IO_OK)
		query_again(q, NET_RESOLVE, NULL);
}

/* ---- names ---- */

struct lookup {
	struct resolver *r;
	struct lookup *next;
	struct lookup **link;
	str name; /* of the first op; copied */
	struct op *ops;
	unsigned left; /* questions not answered */
	bool failed;   /* one of them without a proper answer */
	bool cancelled;
	size_t count;
	addr ips[LOOKUP_ADDRESSES];
	uint8_t text[256];
};

static void lookup_end(struct lookup *l)
{
	enum net_status status = NET_OK;
	enum gate_answer gate = GATE_OK;

	if (l->cancelled)
		status = NET_CANCELLED;
	else if (l->count == 0)
		status = l->failed ? NET_RESOLVE : NET_NOADDRESS;
	else
		gate = gate_pin(l->r->n->gate, l->name, l->ips, l->count);
	*l->link = l->next;
	if (l->next)
		l->next->link = l->link;
	while (l->ops) {
		struct op *op = l->ops;
		l->ops = op->wait_next;
		dial_resolved(op, gate != GATE_OK ? NET_GATE : status, gate);
	}
	free(l);
}

static void lookup_answer(void *ctx, enum net_status status, const struct dns_message *m)
{
	struct lookup *l = ctx;
	uint8_t ips[LOOKUP_ADDRESSES / 2][16];

	if (status == NET_CANCELLED)
		l->cancelled = true;
	if (!m || (m->rcode != DNS_NOERROR && m->rcode != DNS_NXDOMAIN))
		l->failed = true;
	size_t n = m && m->rcode == DNS_NOERROR ? dns_addresses(m, ips, ARRAY_LEN(ips)) : 0;
	for (size_t i = 0; i < n; i++)
		bytes_copy(l->ips[l->count++].b, 16, (str){ips[i], 16});
	if (--l->left == 0)
		lookup_end(l);
}

void resolver_lookup(struct resolver *r, struct op *op)
{
	struct dns_name name;
	struct lookup **bucket = &r->lookups[str_hash(op->name) % BUCKETS];
	struct lookup *l = *bucket;

	while (l && !str_eq(l->name, op->name))
		l = l->next;
	if (l) {
		op->wait_next = l->ops;
		l->ops = op;
		return;
	}
	if (op->name.n > sizeof(l->text) || !dns_name_from(op->name, &name)) {
		dial_resolved(op, NET_RESOLVE, GATE_OK);
		return;
	}
	l = calloc(1, sizeof(*l));
	must(l);
	l->r = r;
	bytes_copy(l->text, sizeof(l->text), op->name);
	l->name = (str){l->text, op->name.n};
	l->left = 2;
	op->wait_next = NULL;
	l->ops = op;
	l->next = *bucket;
	l->link = bucket;
	if (l->next)
		l->next->link = &l->next;
	*bucket = l;
	resolver_ask(r, &name, DNS_A, lookup_answer, l);
	resolver_ask(r, &name, DNS_AAAA, lookup_answer, l);
}
