/* http: one GET or HEAD with its redirects: request out, head and body in, framing and coding undone, ceilings kept. */
#include "format/http1.h"
#include "format/url.h"
#include "net/decode.h"
#include "net/engine.h"
#include "net/pace.h"

#define BODY_STANDARD (1u << 20)
#define BODY_MOST (8u << 20)
#define HTTP_MS 10000
#define REDIRECTS_MOST 5
/* Interim answers (1xx) before the real one. */
#define INTERIM_MOST 8
#define REQUEST_MOST 8192

struct http {
	struct op op; /* first: an op is cast to its http */
	net_http_cb *cb;
	void *ctx;
	str language;
	bool is_head;
	unsigned redirects;
	size_t body_most;
	struct url url;
	struct url answered; /* where the answer in `head` came from */
	unsigned hops;
	unsigned interim;
	bool awaited;   /* a request is out, and nothing came yet */
	bool following; /* no answer yet since the last redirect */
	bool head_done;
	bool cut;
	buf head;
	size_t head_at;
	struct http1_head parsed;
	struct http1_chunks chunks;
	struct decode *decode;
	uint64_t left;
	buf body;
	size_t counted; /* in net.body_bytes */
	const struct net_tls *facts;
};

static struct http *http_of(struct op *op)
{
	return (struct http *)op;
}

/* ---- memory ---- */

static void count_body(struct http *h)
{
	size_t now = h->body.size > BODY_FREE ? h->body.size : 0;

	h->op.n->body_bytes += now - h->counted;
	h->counted = now;
}

static void paused_unlink(struct net *n, struct op *op)
{
	for (struct op **link = &n->paused; *link; link = &(*link)->wait_next)
		if (*link == op) {
			*link = op->wait_next;
			return;
		}
}

/* The memory budget is used up: one body grows at a time, the others are not read on. */
static void pause_if_short(struct http *h)
{
	struct op *op = &h->op;
	struct net *n = op->n;

	if (!h->counted || n->body_bytes <= n->memory || n->grower == op || !op->conn)
		return;
	if (!n->grower) {
		n->grower = op;
		return;
	}
	op->conn->paused = true;
	op->wait_next = n->paused;
	n->paused = op;
}

static void memory_freed(struct net *n)
{
	if (n->grower || !n->paused)
		return;
	n->grower = n->paused;
	n->paused = n->grower->wait_next;
	if (n->grower->conn)
		conn_resume(n->grower->conn);
}

static void http_release(struct op *op)
{
	struct http *h = http_of(op);
	struct net *n = op->n;

	paused_unlink(n, op);
	if (n->grower == op)
		n->grower = NULL;
	n->body_bytes -= h->counted;
	decode_free(h->decode);
	buf_release(&h->head);
	buf_release(&h->body);
	memory_freed(n);
}

/* ---- the request ---- */

static void what_set(struct http *h)
{
	AUTO(buf_release) buf b;

	buf_init(&b, URL_MOST + 8);
	buf_put(&b, h->is_head ? STR("HEAD ") : STR("GET "));
	buf_put(&b, h->url.path);
	h->op.what = op_text(&h->op, buf_str(&b));
}

static void lost(struct http *h, enum net_status status);

static void http_up(struct op *op)
{
	struct http *h = http_of(op);
	struct net *n = op->n;
	ATTR_UNSET uint8_t text[REQUEST_MOST];
	ATTR_UNSET uint8_t host_text[300];
	buf b = {.p = text, .size = sizeof(text), .max = sizeof(text)};
	buf host = {.p = host_text, .size = sizeof(host_text), .max = sizeof(host_text)};

	url_put_host(&host, &h->url);
	http1_request_put(&b, &(struct http1_request){.head = h->is_head,
						      .path = h->url.path,
						      .host = buf_str(&host),
						      .agent = n->agent,
						      .language = h->language,
						      .keep = op->keep});
	if (buf_full(&b) || buf_full(&host)) {
		op_finish(op, NET_LIMIT);
		return;
	}
	if (op->conn->used) {
		struct gate_target t;
		op_gate_target(op, &t);
		gate_note(n->gate, &t, b.n);
	}
	h->awaited = true;
	if (!conn_send(op->conn, buf_str(&b)))
		lost(h, NET_RESET);
}

/* ---- the end of an answer ---- */

static void report(struct http *h)
{
	int code = h->parsed.code;
	bool unwell = code >= 500 || code == 429;
	enum pace_event event = !unwell ? PACE_GOOD : PACE_UNWELL;

	if ((code == 503 || code == 429) && h->parsed.retry_after.n)
		event = PACE_ASKED;
	pace_report(h->op.n->pace, h->op.ip, h->op.port, event);
}

static bool is_redirect(int code)
{
	return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
}

/* May the hop be made? Only the scope says so: a name outside it is not even resolved. */
static bool hop_allowed(struct http *h, const struct url *to, addr *ret_ip)
{
	struct op *op = &h->op;
	struct gate_target t;

	*ret_ip = (addr){0};
	if (!to->v4 && !to->v6) {
		op->gate = gate_may_resolve(op->n->gate, to->host);
		return op->gate == GATE_OK;
	}
	op->gate = GATE_ADDR_OUT;
	if (!addr_parse(to->host, ret_ip))
		return false;
	op_gate_target(op, &t);
	t.name = (str){0};
	t.ip = *ret_ip;
	t.port = to->port;
	t.what = h->is_head ? STR("HEAD /") : STR("GET /");
	op->gate = gate_check(op->n->gate, &t);
	return op->gate == GATE_OK;
}

enum hop { HOP_NONE, HOP_GATE, HOP_TAKEN };

static enum hop follow(struct http *h, bool leftover)
{
	struct op *op = &h->op;
	struct url to;
	addr ip;

	if (!is_redirect(h->parsed.code) || !h->parsed.location.n || h->hops >= h->redirects)
		return HOP_NONE;
	if (url_resolve(&h->url, h->parsed.location, &op->mem, &to) != PARSE_OK)
		return HOP_NONE;
	if (!hop_allowed(h, &to, &ip))
		return HOP_GATE;
	if (op->conn && op->keep && h->parsed.keep && !leftover)
		conn_keep(op);
	if (op->conn)
		conn_close(op->conn);
	h->hops++;
	h->url = to;
	h->following = true;
	what_set(h);
	op_waiting(op);
	os_loop_timer_stop(op->n->loop, &op->timer);
	op->state = OP_NEW;
	op->name = to.v4 || to.v6 ? (str){0} : to.host;
	op->given = ip;
	op->port = to.port;
	op->tls = to.https;
	op->paced = op->fresh = false;
	engine_task(op->n, &op->task);
	return HOP_TAKEN;
}

/* The whole answer is here. leftover: bytes came that are not part of it. */
static void answered(struct http *h, bool leftover)
{
	struct op *op = &h->op;

	report(h);
	h->answered = h->url;
	h->facts = op->conn ? tls_facts(op->conn, &op->mem) : h->facts;
	enum hop hop = h->cut ? HOP_NONE : follow(h, leftover);
	if (hop == HOP_TAKEN)
		return;
	if (op->keep && h->parsed.keep && !leftover && !h->cut && op->conn)
		conn_keep(op);
	h->following = hop == HOP_GATE;
	op_finish(op, NET_OK);
}

static void fail(struct http *h, enum net_status status)
{
	struct op *op = &h->op;

	if (status == NET_TIMEOUT)
		pace_report(op->n->pace, op->ip, op->port, PACE_UNWELL);
	else if (status == NET_RESET)
		pace_report(op->n->pace, op->ip, op->port, PACE_LOST);
	op_finish(op, status);
}

/* The connection is gone before the answer was. A kept one may have been closed meanwhile: once more on a new one. */
static void lost(struct http *h, enum net_status status)
{
	struct op *op = &h->op;

	if (!op->conn->used || !h->awaited || op->fresh) {
		fail(h, status);
		return;
	}
	conn_close(op->conn);
	op->fresh = true;
	op->paced = false;
	op_waiting(op);
	os_loop_timer_stop(op->n->loop, &op->timer);
	op->state = OP_NEW;
	engine_task(op->n, &op->task);
}

/* ---- the answer ---- */

/* A piece of the body, transfer coding undone. False: the op is finished. */
static bool body_put(struct http *h, str piece)
{
	enum parse p = PARSE_SHORT;

	if (h->decode) {
		p = decode_feed(h->decode, piece, &h->body);
	} else {
		size_t room = h->body.max - h->body.n;
		buf_put(&h->body, str_sub(piece, 0, room));
	}
	count_body(h);
	if (p == PARSE_BAD) {
		fail(h, NET_PROTOCOL);
		return false;
	}
	if (p == PARSE_LIMIT || h->body.n > h->body_most) {
		h->cut = true;
		answered(h, true);
		return false;
	}
	/* Decoding cannot pause half-way; a thousand bombs at once must not take the memory of all. */
	if (h->decode && h->counted && h->op.n->body_bytes > 2 * h->op.n->memory) {
		fail(h, NET_LIMIT);
		return false;
	}
	pause_if_short(h);
	return true;
}

static bool body_chunked(struct http *h, str bytes)
{
	str data;

	for (;;) {
		enum parse p = http1_chunks_parse(&h->chunks, &bytes, &data);
		if (p == PARSE_BAD) {
			fail(h, NET_PROTOCOL);
			return false;
		}
		if (data.n && !body_put(h, data))
			return false;
		if (h->chunks.done) {
			answered(h, bytes.n > 0);
			return false;
		}
		if (p == PARSE_SHORT)
			return true;
	}
}

static bool body_take(struct http *h, str bytes)
{
	switch (h->parsed.body) {
	case HTTP1_BODY_CHUNKED:
		return body_chunked(h, bytes);
	case HTTP1_BODY_LENGTH: {
		str mine = str_sub(bytes, 0, h->left < bytes.n ? (size_t)h->left : bytes.n);
		h->left -= mine.n;
		if (mine.n && !body_put(h, mine))
			return false;
		if (h->left)
			return true;
		answered(h, mine.n < bytes.n);
		return false;
	}
	case HTTP1_BODY_CLOSE:
		return !bytes.n || body_put(h, bytes);
	case HTTP1_BODY_NONE:
	case HTTP1_BODY_COUNT:
		break;
	}
	answered(h, bytes.n > 0);
	return false;
}

/* A new answer begins: what an earlier one (before a redirect) left is forgotten. */
static void answer_begin(struct http *h)
{
	h->awaited = h->following = h->head_done = h->cut = false;
	buf_reset(&h->head);
	buf_reset(&h->body);
	count_body(h);
	h->head_at = 0;
	h->chunks = (struct http1_chunks){0};
	decode_free(h->decode);
	h->decode = NULL;
	h->facts = NULL;
}

static bool head_sound(struct http *h)
{
	/* What does not begin as an answer never becomes one: no waiting for its end. */
	str sign = STR("HTTP/1."), got = str_sub(buf_str(&h->head), 0, sign.n);

	return str_starts(sign, got);
}

/* The head is whole: bytes behind it are the body's. */
static bool head_take(struct http *h, size_t end)
{
	str all = buf_str(&h->head);
	enum parse p = http1_head_parse(str_sub(all, 0, end), h->is_head, &h->parsed);

	if (p != PARSE_OK || h->parsed.code == 101) {
		fail(h, p == PARSE_LIMIT ? NET_LIMIT : NET_PROTOCOL);
		return false;
	}
	if (h->parsed.code < 200) {
		if (++h->interim > INTERIM_MOST) {
			fail(h, NET_PROTOCOL);
			return false;
		}
		buf_drop(&h->head, end);
		h->head_at = 0;
		return true;
	}
	h->head_done = true;
	h->left = h->parsed.length;
	h->head.n = end;
	if (h->parsed.body != HTTP1_BODY_NONE && (h->parsed.coding == HTTP1_GZIP || h->parsed.coding == HTTP1_DEFLATE))
		h->decode = decode_new(h->parsed.coding);
	/* A small body gets its room at once; a large one as it comes, and as the budget allows. */
	if (h->parsed.body == HTTP1_BODY_LENGTH && !h->decode && h->left <= BODY_AT_ONCE && h->left <= h->body_most)
		(void)buf_room(&h->body, (size_t)h->left);
	return body_take(h, str_from(all, end));
}

static bool http_data(struct op *op, str bytes)
{
	struct http *h = http_of(op);

	if (h->awaited)
		answer_begin(h);
	if (h->head_done)
		return body_take(h, bytes);
	buf_put(&h->head, bytes);
	if (!head_sound(h)) {
		fail(h, NET_PROTOCOL);
		return false;
	}
	while (!h->head_done) {
		size_t end = http1_head_end(buf_str(&h->head), &h->head_at);
		if (!end)
			break;
		if (!head_take(h, end))
			return false;
		if (h->head_done)
			return true;
	}
	if (h->head.n <= HTTP1_HEAD_MOST && !buf_full(&h->head))
		return true;
	fail(h, NET_LIMIT);
	return false;
}

static void http_end(struct op *op, enum net_status status)
{
	struct http *h = http_of(op);

	if (h->awaited)
		lost(h, status == NET_OK ? NET_RESET : status);
	else if (status == NET_OK && h->head_done && h->parsed.body == HTTP1_BODY_CLOSE)
		answered(h, true);
	else
		fail(h, status == NET_OK ? NET_RESET : status);
}

static void http_timeout(struct op *op)
{
	fail(http_of(op), NET_TIMEOUT);
}

/* ---- the result ---- */

static void finish_result(struct http *h, enum net_status status, bool stopped)
{
	struct op *op = &h->op;
	AUTO(buf_release) buf url;
	bool has = h->head_done;

	buf_init(&url, URL_MOST * 2);
	url_put(&url, stopped ? &h->answered : &h->url);
	if (!h->facts && op->conn)
		h->facts = tls_facts(op->conn, &op->mem);
	struct net_http_result r = {
		.status = status,
		.gate = op->gate,
		.ip = op->ip,
		.code = has ? h->parsed.code : 0,
		.headers = has ? buf_str(&h->head) : (str){0},
		.body = str_sub(buf_str(&h->body), 0, h->body_most),
		.cut = h->cut,
		.undecoded = has && h->parsed.coding == HTTP1_UNKNOWN && h->body.n,
		.final_url = buf_str(&url),
		.hops = h->hops,
		.stopped_at_gate = stopped,
		.tls = h->facts,
	};

	h->cb(h->ctx, op->n, &r);
}

static void http_finish(struct op *op, enum net_status status)
{
	struct http *h = http_of(op);
	bool gate = h->following && (status == NET_GATE || status == NET_OK);

	/* The gate's answer to the hop: known already (NET_OK), or met on the way to its address. */
	if (gate && status == NET_GATE)
		h->hops--;
	finish_result(h, gate ? NET_OK : status, gate);
}

static const struct op_kind http_kind = {
	.up = http_up,
	.data = http_data,
	.end = http_end,
	.timeout = http_timeout,
	.finish = http_finish,
	.release = http_release,
};

static bool path_ok(str path)
{
	if (!path.n || path.p[0] != '/' || path.n > URL_MOST)
		return false;
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] <= ' ' || path.p[i] >= 0x7f)
			return false;
	return true;
}

static void host_set(struct http *h, const struct net_target *t)
{
	uint8_t text[64];
	buf b = {.p = text, .size = sizeof(text), .max = sizeof(text)};

	h->url.host = h->op.name;
	if (t->name.n)
		return;
	addr_put(&b, t->ip);
	h->url.host = op_text(&h->op, buf_str(&b));
	h->url.v4 = addr_is_v4(t->ip);
	h->url.v6 = !h->url.v4;
}

void net_http(struct net *n, const struct net_http_request *q, net_http_cb *cb, void *ctx)
{
	struct http *h = op_new(n, &http_kind, sizeof(*h), &q->target);
	struct op *op = &h->op;

	h->cb = cb;
	h->ctx = ctx;
	h->language = op_text(op, q->accept_language.n ? q->accept_language : STR("zh-CN"));
	h->is_head = q->head;
	h->redirects = q->redirects < REDIRECTS_MOST ? q->redirects : REDIRECTS_MOST;
	h->body_most = q->body_most ? q->body_most : BODY_STANDARD;
	if (h->body_most > BODY_MOST)
		h->body_most = BODY_MOST;
	op->tls = q->https;
	op->web = true;
	op->keep = q->keep;
	op->budget_ms = q->timeout_ms ? q->timeout_ms : HTTP_MS;
	if (!path_ok(q->path))
		op->early = NET_PROTOCOL;
	h->url.https = q->https;
	h->url.port = q->target.port;
	h->url.path = op_text(op, q->path);
	host_set(h, &q->target);
	what_set(h);
	/* One byte more than wanted tells that there was more. */
	buf_init(&h->head, HTTP1_HEAD_MOST + SCRATCH);
	buf_init(&h->body, h->body_most + 1);
}

str net_header(str headers, str name)
{
	return http1_field(headers, name);
}
