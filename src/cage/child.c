#include "cage/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/i18n.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "os/sandbox.h"

#define EXIT_MEMORY 100
#define EXIT_NOT_LOCKED 101
#define EXIT_UNREAD 102
#define EXIT_WEAK 1 /* all is well but the cage */
#define FDS_MOST 2048
/* A pipe of this size lets a child go on while the parent does something else. */
#define PIPE_SIZE (1 << 20)

const char *cage_end_words(enum cage_end end)
{
	static const char *const words[CAGE_END_COUNT] = {
		[CAGE_WELL] = "",
		[CAGE_NOT_LOCKED] = N_("the file was not read: its reader could not be locked up"),
		[CAGE_TIME] = N_("the file could not be read: time ceiling reached"),
		[CAGE_MEMORY] = N_("the file could not be read: memory ceiling reached"),
		[CAGE_FORBIDDEN] = N_("the file could not be read: its reader tried what it may not"),
		[CAGE_DIED] = N_("the file could not be read: its reader died"),
		[CAGE_NOT_STARTED] = N_("the file was not read: no process could be started"),
	};

	return words[end];
}

unsigned cage_child_worth(void)
{
	return os_cpus();
}

size_t cage_child_files(void)
{
	return os_files_raise();
}

void cage_no_memory(void *ctx)
{
	(void)ctx;
	_exit(EXIT_MEMORY);
}

int64_t cage_clock_us(void)
{
	return os_now_mono_us();
}

void cage_pause(unsigned ms)
{
	(void)poll(NULL, 0, (int)ms);
}

void cage_write(int to_parent, str bytes)
{
	while (bytes.n) {
		ssize_t n = write(to_parent, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(EXIT_UNREAD);
		bytes = str_from(bytes, (size_t)n);
	}
}

static int run_locked(void *ctx, int to_parent)
{
	const struct cage_start *s = ctx;
	struct sandbox_limits limits = {.memory = s->memory, .cpu_seconds = s->cpu_seconds};
	int keep[FDS_MOST + 1];
	unsigned missing = 0;

	for (size_t i = 0; i < s->fd_count; i++)
		keep[i] = s->fds[i];
	keep[s->fd_count] = to_parent;
	if (s->dials) {
		(void)alarm(s->cpu_seconds);
		s->run(s->ctx, to_parent);
		return 0;
	}
	if (os_sandbox_keep(&limits, keep, s->fd_count + 1, &missing, NULL) < 0)
		return EXIT_NOT_LOCKED;
	s->run(s->ctx, to_parent);
	return missing ? EXIT_WEAK : 0;
}

bool cage_child_start(struct cage_child *c, const struct cage_start *start)
{
	struct os_child child;

	*c = (struct cage_child){.from = -1};
	if (start->fd_count > FDS_MOST || os_fork(run_locked, (void *)(uintptr_t)start, &child, NULL) < 0)
		return false;
	*c = (struct cage_child){.pid = child.pid, .from = child.from};
	if (!start->handed)
		(void)fcntl(c->from, F_SETFL, O_NONBLOCK);
	(void)fcntl(c->from, F_SETPIPE_SZ, PIPE_SIZE);
	return true;
}

bool cage_child_read(struct cage_child *c, buf *to, size_t most)
{
	if (c->from < 0)
		return false;
	while (to->n < most) {
		size_t want = most - to->n < 65536 ? most - to->n : 65536;
		uint8_t *room = buf_room(to, want);
		ssize_t n = room ? read(c->from, room, want) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return true;
		/* It stays open: whoever watches it forgets it first. A child that was just forked may still hold it, and then closing
		 * does not end the watch. */
		if (n <= 0)
			return false;
		buf_added(to, (size_t)n);
	}
	return true;
}

void cage_child_handed(struct cage_child *c)
{
	os_fd_close(&c->from);
}

enum cage_end cage_child_end(struct cage_child *c, bool kill)
{
	if (!c->pid)
		return CAGE_NOT_STARTED;
	if (kill)
		os_kill(c->pid, SIGKILL);
	os_fd_close(&c->from);
	int status = os_wait(c->pid, NULL);

	c->pid = 0;
	c->weak = status == EXIT_WEAK;
	switch (status) {
	case EXIT_MEMORY:
		return CAGE_MEMORY;
	case EXIT_NOT_LOCKED:
		return CAGE_NOT_LOCKED;
	case 128 + SIGXCPU:
	case 128 + SIGALRM:
		return CAGE_TIME;
	case 128 + SIGSYS:
		return CAGE_FORBIDDEN;
	default:
		return status == 0 || status == EXIT_WEAK ? CAGE_WELL : CAGE_DIED;
	}
}
