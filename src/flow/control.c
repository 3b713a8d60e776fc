#include "flow/control.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/must.h"

#define TOKEN_LENGTH 64
#define BODY_MOST 256 /* the token and some white space */
#define ENTRIES_MOST 2000000

struct waiter {
	struct waiter *next;
	control_cb *cb;
	void *ctx;
};

/* One site or address being asked, or done with. */
struct entry {
	struct control *control;
	str key;    /* of the asset */
	str name;   /* to prove: a name; empty: ip */
	bool https; /* asked now */
	uint16_t port;
	addr ip;
	bool done;
	struct waiter *waiters;
};

struct control {
	struct net *net;
	struct gate *gate;
	bool needed;
	char token[TOKEN_LENGTH + 1];
	map entries; /* asset key → entry */
	arena mem;
};

int control_new(struct net *net, struct gate *gate, const struct scope *scope, struct control **ret, err *e)
{
	struct control *c = calloc(1, sizeof(*c));

	if (!c)
		return err_set(e, E_LIMIT, "%s", err_words(E_LIMIT));
	c->net = net;
	c->gate = gate;
	c->needed = gate_proof_needed(scope);
	gate_token(scope, c->token);
	map_init(&c->entries, ENTRIES_MOST, (uint64_t)(uintptr_t)c);
	arena_init(&c->mem, (size_t)1 << 30);
	*ret = c;
	return 0;
}

static void finish(struct entry *e)
{
	struct waiter *w = e->waiters;

	e->done = true;
	e->waiters = NULL;
	while (w) {
		struct waiter *next = w->next; /* lies in the arena; the callback may begin anything */

		w->cb(w->ctx);
		w = next;
	}
}

static void prove(struct entry *e)
{
	buf b;

	buf_init(&b, 64);
	if (e->name.n)
		buf_put(&b, e->name);
	else
		addr_put(&b, e->ip);
	gate_prove(e->control->gate, buf_str(&b));
	buf_release(&b);
	finish(e);
}

static void on_txt(void *ctx, struct net *n, const struct net_dns_result *r)
{
	struct entry *e = ctx;

	(void)n;
	/* Its owner writes every byte of the answer's text; where in it the token stands does not matter. */
	if (r->status == NET_OK && r->answers > 0 && str_has(r->message, str_c(e->control->token)))
		prove(e);
	else
		finish(e);
}

static void ask_txt(struct entry *e)
{
	buf b;

	buf_init(&b, 300);
	buf_put_c(&b, "_yicha.");
	buf_put(&b, e->name);
	net_dns(e->control->net, e->key, buf_str(&b), 16, on_txt, e);
	buf_release(&b);
}

static void ask_http(struct entry *e);

static void on_http(void *ctx, struct net *n, const struct net_http_result *r)
{
	struct entry *e = ctx;

	(void)n;
	if (r->status == NET_OK && r->code == 200 && str_eq(str_trim(r->body), str_c(e->control->token))) {
		prove(e);
	} else if (e->name.n) {
		ask_txt(e);
	} else if (!e->https && e->port == 80) {
		e->https = true;
		e->port = 443;
		ask_http(e);
	} else {
		finish(e);
	}
}

static void ask_http(struct entry *e)
{
	net_http(
		e->control->net,
		&(struct net_http_request){
			.target = {.asset = e->key, .name = e->name, .ip = e->ip, .port = e->port, .act = ACT_IDENTIFY},
			.https = e->https,
			.path = STR("/.well-known/yicha-control.txt"),
			.body_most = BODY_MOST},
		on_http, e);
}

/* May the asset lie on a public address? Unknown, as long as its name was not resolved. */
static bool may_be_public(struct control *c, const struct asset *a)
{
	addr pins[8];
	size_t n;

	if (a->is_addr)
		return gate_is_public(a->ip);
	n = gate_pinned(c->gate, a->host, pins, ARRAY_LEN(pins));
	for (size_t i = 0; i < n; i++) {
		if (gate_is_public(pins[i]))
			return true;
	}
	return n == 0;
}

static struct entry *entry_of(struct control *c, const struct asset *a, bool *ret_new)
{
	buf key;

	/* A host and its services are proven together. */
	buf_init(&key, 512);
	if (a->kind == ASSET_SITE)
		buf_put(&key, a->key);
	else
		asset_key_put(&key, &(struct asset){.kind = ASSET_HOST, .is_addr = true, .ip = a->ip});
	uint64_t *slot = map_add(&c->entries, buf_str(&key), ret_new);

	must(slot);
	if (*ret_new) {
		struct entry *e = arena_new(&c->mem, struct entry, 1);
		bool site = a->kind == ASSET_SITE;

		e->control = c;
		e->key = arena_str(&c->mem, buf_str(&key));
		e->name = site && !a->is_addr ? arena_str(&c->mem, a->host) : (str){0};
		e->https = site && a->https;
		e->port = site ? a->port : 80;
		e->ip = a->is_addr ? a->ip : (addr){0};
		*slot = (uint64_t)(uintptr_t)e;
	}
	buf_release(&key);
	return (struct entry *)(uintptr_t)*slot;
}

void control_ensure(struct control *c, const struct asset *a, control_cb *cb, void *ctx)
{
	bool is_new;

	if (!c->needed || (a->kind != ASSET_SITE && a->kind != ASSET_HOST && a->kind != ASSET_SERVICE) ||
	    !may_be_public(c, a)) {
		cb(ctx);
		return;
	}
	struct entry *e = entry_of(c, a, &is_new);

	if (e->done) {
		cb(ctx);
		return;
	}
	struct waiter *w = arena_new(&c->mem, struct waiter, 1);

	*w = (struct waiter){.next = e->waiters, .cb = cb, .ctx = ctx};
	e->waiters = w;
	if (is_new)
		ask_http(e);
}
