#include "os/loop.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/must.h"
#include "os/clock.h"
#include "os/file.h"

/* 4096 slots of 4 ms: a turn of the wheel is 16 s; a timer that is farther off stays in its slot for more turns. */
#define SLOTS 4096
#define WORDS (SLOTS / 64)
#define EVENTS 256

struct os_loop {
	int epoll;
	struct os_watch waker;
	int64_t now;  /* ms */
	int64_t tick; /* the last tick whose slot was run */
	size_t timers;
	struct os_timer *slot[SLOTS];
	uint64_t used[WORDS]; /* which slots are not empty */
	struct epoll_event events[EVENTS];
	int event_count; /* of this turn, those already called are NULL */
	int event_at;
};

static void woken(struct os_watch *w, unsigned events)
{
	uint64_t n;

	(void)events;
	while (read(w->fd, &n, sizeof(n)) > 0)
		;
}

int os_loop_new(struct os_loop **ret, err *e)
{
	struct os_loop *l = calloc(1, sizeof(*l));

	must(l);
	l->waker = (struct os_watch){woken, -1};
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->epoll < 0 || wake < 0 || os_loop_watch(l, &l->waker, wake, e) < 0) {
		int error = errno;
		os_fd_close(&wake);
		os_fd_close(&l->epoll);
		free(l);
		return err_sys(e, E_IO, error, "event loop");
	}
	l->now = os_now_mono_ms();
	l->tick = l->now / OS_LOOP_TICK_MS;
	*ret = l;
	return 0;
}

void os_loop_free(struct os_loop *l)
{
	if (!l)
		return;
	os_fd_close(&l->waker.fd);
	os_fd_close(&l->epoll);
	free(l);
}

static int add(struct os_loop *l, struct os_watch *w, int fd, uint32_t events, err *e)
{
	struct epoll_event ev = {.events = events | EPOLLRDHUP | EPOLLET, .data.ptr = w};

	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) < 0)
		return err_sys(e, E_IO, errno, "watch");
	w->fd = fd;
	return 0;
}

int os_loop_watch(struct os_loop *l, struct os_watch *w, int fd, err *e)
{
	return add(l, w, fd, EPOLLIN | EPOLLOUT, e);
}

int os_loop_watch_read(struct os_loop *l, struct os_watch *w, int fd, err *e)
{
	return add(l, w, fd, EPOLLIN, e);
}

/* Takes the watch out of the events of this turn that were not called yet. */
static void drop_events(struct os_loop *l, const struct os_watch *w)
{
	for (int i = l->event_at; i < l->event_count; i++)
		if (l->events[i].data.ptr == w)
			l->events[i].data.ptr = NULL;
}

void os_loop_forget(struct os_loop *l, struct os_watch *w)
{
	if (w->fd < 0)
		return;
	(void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, NULL);
	drop_events(l, w);
	w->fd = -1;
}

void os_loop_close(struct os_loop *l, struct os_watch *w)
{
	if (w->fd < 0)
		return;
	drop_events(l, w);
	os_fd_close(&w->fd);
}

static size_t slot_of(int64_t tick)
{
	return (size_t)((uint64_t)tick % SLOTS);
}

void os_loop_timer_stop(struct os_loop *l, struct os_timer *t)
{
	if (!t->link)
		return;
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
	t->link = NULL;
	t->next = NULL;
	t->at = 0;
	l->timers--;
}

void os_loop_timer(struct os_loop *l, struct os_timer *t, int64_t in_ms)
{
	os_loop_timer_stop(l, t);
	t->at = l->now + (in_ms > 0 ? in_ms : 0);
	int64_t tick = (t->at + OS_LOOP_TICK_MS - 1) / OS_LOOP_TICK_MS;
	if (tick <= l->tick)
		tick = l->tick + 1;
	size_t i = slot_of(tick);
	t->link = &l->slot[i];
	t->next = l->slot[i];
	if (t->next)
		t->next->link = &t->next;
	l->slot[i] = t;
	l->used[i / 64] |= 1ull << (i % 64);
	l->timers++;
}

/* Ticks from the last one run to the next slot in use, at most SLOTS. */
static int64_t ticks_to_next(const struct os_loop *l)
{
	size_t from = slot_of(l->tick + 1);

	for (size_t k = 0; k <= WORDS; k++) {
		size_t w = (from / 64 + k) % WORDS;
		uint64_t bits = l->used[w];
		if (k == 0)
			bits &= ~0ull << (from % 64);
		if (bits) {
			size_t at = w * 64 + (size_t)__builtin_ctzll(bits);
			return (int64_t)((at + SLOTS - from) % SLOTS) + 1;
		}
	}
	return SLOTS;
}

static int wait_ms(const struct os_loop *l)
{
	if (!l->timers)
		return -1;
	int64_t ms = (l->tick + ticks_to_next(l)) * OS_LOOP_TICK_MS - os_now_mono_ms();

	return ms < 0 ? 0 : (int)ms;
}

static void run_slot(struct os_loop *l, size_t i)
{
	/* The list is taken off first: a timer set by a callback into this slot belongs to a later turn of the wheel. */
	struct os_timer *head = l->slot[i];

	l->slot[i] = NULL;
	l->used[i / 64] &= ~(1ull << (i % 64));
	if (head)
		head->link = &head;
	while (head) {
		struct os_timer *t = head;
		int64_t at = t->at;
		os_loop_timer_stop(l, t);
		if (at > l->now)
			os_loop_timer(l, t, at - l->now);
		else
			t->due(t);
	}
}

static void run_timers(struct os_loop *l)
{
	int64_t until = l->now / OS_LOOP_TICK_MS;

	/* After a long sleep (suspend) one turn of the wheel reaches every slot. */
	if (until - l->tick > SLOTS)
		l->tick = until - SLOTS;
	while (l->tick < until) {
		if (!l->timers) {
			l->tick = until;
			break;
		}
		l->tick++;
		size_t i = slot_of(l->tick);
		if (l->used[i / 64] >> (i % 64) & 1)
			run_slot(l, i);
	}
}

static unsigned bits_of(uint32_t ev)
{
	return (ev & EPOLLIN ? OS_READ : 0u) | (ev & EPOLLOUT ? OS_WRITE : 0u) |
	       (ev & (EPOLLRDHUP | EPOLLHUP) ? OS_HANGUP : 0u) | (ev & EPOLLERR ? OS_ERROR : 0u);
}

void os_loop_turn(struct os_loop *l, bool wait)
{
	int n = epoll_wait(l->epoll, l->events, EVENTS, wait ? wait_ms(l) : 0);

	l->now = os_now_mono_ms();
	l->event_count = n < 0 ? 0 : n;
	for (l->event_at = 0; l->event_at < l->event_count;) {
		const struct epoll_event *ev = &l->events[l->event_at++];
		struct os_watch *w = ev->data.ptr;
		if (w)
			w->ready(w, bits_of(ev->events));
	}
	l->event_count = 0;
	run_timers(l);
}

void os_loop_wake(struct os_loop *l)
{
	uint64_t one = 1;
	int error = errno;

	(void)!write(l->waker.fd, &one, sizeof(one));
	errno = error;
}

int64_t os_loop_now(const struct os_loop *l)
{
	return l->now;
}
