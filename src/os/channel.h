/*
 * channel: framed messages between a parent and its forked child over a socket pair. A frame is a length (4 bytes,
 * big-endian) and that many bytes; what the other side sends is hostile: lengths are bounded, a broken frame closes.
 */
#pragma once

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Ceiling of one frame: a collection's batch (flow) fits well below. */
#define CHANNEL_FRAME_MOST ((size_t)48 * 1024 * 1024)

struct channel {
	int fd;    /* -1: closed */
	pid_t pid; /* of the child; 0 in the child */
	buf in;
	buf out;
	size_t in_used; /* bytes of `in` already handed out */
};

/* Forks; the child runs run(ctx, its end) and exits with the result, without atexit handlers; it dies with its parent. */
[[nodiscard]] int channel_fork(int (*run)(void *ctx, struct channel *up), void *ctx, struct channel *ret, err *e);
/* Queues a frame and sends what goes without waiting. E_LIMIT past the ceiling, E_IO when the other side is gone. */
[[nodiscard]] int channel_queue(struct channel *c, str frame, err *e);
/* Sends all that is queued, waiting. */
[[nodiscard]] int channel_flush(struct channel *c, err *e);
/* Bytes queued and not sent yet. */
static inline size_t channel_pending(const struct channel *c)
{
	return c->out.n;
}
/* Reads and writes what goes without waiting. 1: still open; 0: the other side closed. */
[[nodiscard]] int channel_pump(struct channel *c, err *e);
/* The next whole frame that came (a view until the next channel_pump); false: none yet. */
bool channel_next(struct channel *c, str *ret);
/* Waits until something can be read or sent, a signal came, or timeout_ms passed (-1: for ever). */
void channel_wait(struct channel *list, size_t n, int timeout_ms);
/* Closes; kills and waits for the child when kill is set, else waits for its own end. Its exit status, or 128 + signal;
 * -1 when there was no child. */
int channel_end(struct channel *c, bool kill);
