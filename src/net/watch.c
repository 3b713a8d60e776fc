/* Descriptors that are not the engine's own, and work that takes turns with it. */
#include "base/must.h"
#include "net/engine.h"

struct net_watch {
	struct os_watch watch; /* first: a watch is cast to it; fd -1: it takes turns */
	struct task task;
	struct net *n;
	struct net_watch *prev;
	struct net_watch *next;
	net_watch_cb *ready;
	void *ctx;
};

static void on_ready(struct os_watch *os, unsigned events)
{
	struct net_watch *w = (struct net_watch *)os;

	(void)events;
	w->ready(w->ctx, w->n, false);
}

static void on_turn(struct task *t)
{
	struct net_watch *w = (struct net_watch *)((char *)t - offsetof(struct net_watch, task));

	engine_task(w->n, &w->task);
	w->ready(w->ctx, w->n, false);
}

static struct net_watch *watch_new(struct net *n, net_watch_cb *ready, void *ctx)
{
	struct net_watch *w = calloc(1, sizeof(*w));

	must(w && n->jobs);
	*w = (struct net_watch){.watch = {on_ready, -1}, .task.run = on_turn, .n = n, .ready = ready, .ctx = ctx};
	w->next = n->watches;
	if (w->next)
		w->next->prev = w;
	n->watches = w;
	return w;
}

struct net_watch *net_watch(struct net *n, int fd, net_watch_cb *ready, void *ctx)
{
	struct net_watch *w = watch_new(n, ready, ctx);

	if (os_loop_watch(n->loop, &w->watch, fd, NULL) == 0)
		return w;
	net_watch_end(w);
	return NULL;
}

struct net_watch *net_watch_turns(struct net *n, net_watch_cb *ready, void *ctx)
{
	struct net_watch *w = watch_new(n, ready, ctx);

	engine_task(n, &w->task);
	return w;
}

void net_watch_end(struct net_watch *w)
{
	if (w->watch.fd >= 0)
		os_loop_forget(w->n->loop, &w->watch);
	engine_task_drop(w->n, &w->task);
	if (w->prev)
		w->prev->next = w->next;
	else
		w->n->watches = w->next;
	if (w->next)
		w->next->prev = w->prev;
	free(w);
}

void engine_watch_cancel(struct net *n)
{
	while (n->watches) {
		struct net_watch *w = n->watches;

		w->ready(w->ctx, n, true);
		/* Who did not end his own is ended here. */
		if (n->watches == w)
			net_watch_end(w);
	}
}
