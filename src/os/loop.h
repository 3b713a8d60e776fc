/*
 * loop: an event loop over epoll, edge-triggered, with timers in a wheel. One thread. Watches and timers lie inside
 * their owner's structs; the loop allocates nothing after os_loop_new.
 */
#pragma once

#include "base/err.h"

struct os_loop;

enum { OS_READ = 1, OS_WRITE = 2, OS_HANGUP = 4, OS_ERROR = 8 };

struct os_watch {
	/* Called when something became ready (edge): read or write until OS_IO_AGAIN or a short count. events: OS_* bits. */
	void (*ready)(struct os_watch *w, unsigned events);
	int fd; /* -1: not watched */
};

struct os_timer {
	void (*due)(struct os_timer *t);
	int64_t at; /* monotonic milliseconds; 0: not set */
	struct os_timer *next;
	struct os_timer **link;
};

[[nodiscard]] int os_loop_new(struct os_loop **ret, err *e);
void os_loop_free(struct os_loop *l);
/* Watches fd for reading, writing and hang-up from now on, until os_loop_forget (before the fd is closed). */
[[nodiscard]] int os_loop_watch(struct os_loop *l, struct os_watch *w, int fd, err *e);
/* Likewise for reading and hang-up only: datagram sockets, which would tell of every datagram that has left. */
[[nodiscard]] int os_loop_watch_read(struct os_loop *l, struct os_watch *w, int fd, err *e);
/* Stops calls for this watch, also those of the present turn; the fd is not closed. */
void os_loop_forget(struct os_loop *l, struct os_watch *w);
/* As os_loop_forget and closes the fd: cheaper, as closing takes it out of epoll (the fd must not be duplicated). */
void os_loop_close(struct os_loop *l, struct os_watch *w);
/* (Re)sets a timer, in ms from now; it fires once, up to one tick late. */
#define OS_LOOP_TICK_MS 4
void os_loop_timer(struct os_loop *l, struct os_timer *t, int64_t in_ms);
void os_loop_timer_stop(struct os_loop *l, struct os_timer *t);
/* One turn: waits for events (at most until the next timer; not at all when !wait), calls what is ready and due. */
void os_loop_turn(struct os_loop *l, bool wait);
/* Ends a waiting turn; callable from a signal handler. */
void os_loop_wake(struct os_loop *l);
/* Monotonic milliseconds at the beginning of this turn. */
int64_t os_loop_now(const struct os_loop *l);
