#include "cage/cage.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "os/file.h"
#include "os/process.h"
#include "os/sandbox.h"

/* First byte of what the child writes: what of the sandbox is missing, or that it never came to parse. */
#define MARK_UNREADABLE 0xfe
#define MARK_TOO_LONG 0xfd
#define MARK_NO_SANDBOX 0xfc

#define EXIT_MEMORY 4

struct child {
	const struct cage_job *job;
	str key;
	size_t batch_most;
};

static void out_of_memory(void *ctx)
{
	(void)ctx;
	_exit(EXIT_MEMORY);
}

static int write_all(int fd, str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n <= 0)
			return 1;
		s = str_from(s, (size_t)n);
	}
	return 0;
}

static int write_mark(int fd, uint8_t mark)
{
	return write_all(fd, (str){&mark, 1});
}

/* The bytes of the file, or a mark that says why not. */
static uint8_t read_input(int fd, buf *input)
{
	for (;;) {
		uint8_t *room = buf_room(input, input->max - input->n < 65536 ? input->max - input->n : 65536);
		ssize_t n = room && input->n < input->max
				    ? read(fd, room, input->max - input->n < 65536 ? input->max - input->n : 65536)
				    : -2;

		if (n == -2)
			return MARK_TOO_LONG;
		if (n < 0)
			return MARK_UNREADABLE;
		if (n == 0)
			return 0;
		buf_added(input, (size_t)n);
	}
}

/* The child. */
static int run_child(void *ctx, int to_parent)
{
	const struct child *c = ctx;
	struct sandbox_limits limits = {.memory = c->job->limits.memory_most,
					.cpu_seconds = c->job->limits.cpu_seconds};
	unsigned missing = 0;
	struct sink sink;
	arena mem;
	buf input;

	if (os_sandbox_enter(&limits, c->job->fd, to_parent, &missing, NULL) < 0)
		return write_mark(to_parent, MARK_NO_SANDBOX);
	/* One byte more than allowed tells a longer file. */
	buf_init(&input, c->job->limits.input_most + 1);
	uint8_t mark = read_input(c->job->fd, &input);

	if (mark)
		return write_mark(to_parent, mark);
	arena_init(&mem, c->job->limits.memory_most);
	mem.full = out_of_memory;
	sink_init(&sink, c->batch_most, c->key);
	c->job->parse(c->job->ctx, buf_str(&input), &mem, &sink);
	return write_mark(to_parent, (uint8_t)missing) || write_all(to_parent, buf_str(&sink.b));
}

static void say(struct cage_result *ret, enum collected_status status, const char *reason)
{
	ret->status = status;
	(void)snprintf(ret->reason, sizeof(ret->reason), "%s", reason);
}

/* How it ended when it did not end well. */
static void say_death(struct cage_result *ret, int exit_status)
{
	const char *how = exit_status == EXIT_MEMORY ? N_("the file could not be read: memory ceiling reached")
			  : exit_status == 128 + SIGXCPU || exit_status == 128 + SIGKILL
				  ? N_("the file could not be read: time ceiling reached")
			  : exit_status == 128 + SIGSYS
				  ? N_("the file could not be read: its reader tried what it may not")
				  : N_("the file could not be read: its reader died");

	say(ret, COLLECTED_FAILED, how);
}

static void read_result(str got, struct sink *sink, struct cage_result *ret)
{
	cur c = cur_of(got);
	uint8_t mark = cur_u8(&c);
	str reason;

	if (mark == MARK_UNREADABLE)
		say(ret, COLLECTED_FAILED, N_("the file could not be read"));
	else if (mark == MARK_TOO_LONG)
		say(ret, COLLECTED_FAILED, N_("the file is longer than what is read"));
	else if (mark == MARK_NO_SANDBOX)
		say(ret, COLLECTED_FAILED, N_("the file was not read: its reader could not be locked up"));
	else if (c.bad || !sink_adopt(sink, cur_rest(&c), &ret->status, &reason))
		say(ret, COLLECTED_FAILED, N_("the file could not be read: its reader gave a malformed answer"));
	else if (mark && !reason.n)
		say(ret, ret->status, N_("read in a weaker cage: this kernel lacks Landlock or seccomp"));
	else
		(void)snprintf(ret->reason, sizeof(ret->reason), "%.*s", STR_ARG(reason));
}

void cage_run(const struct cage_job *job, struct sink *sink, struct cage_result *ret)
{
	struct child child = {.job = job, .key = sink->key, .batch_most = sink->b.max};
	struct os_child process;
	buf got;
	err e;

	*ret = (struct cage_result){0};
	if (os_fork(run_child, &child, &process, &e) < 0) {
		say(ret, COLLECTED_FAILED, N_("the file was not read: no process could be started"));
		return;
	}
	buf_init(&got, sink->b.max + 1);
	for (;;) {
		uint8_t piece[65536];
		ssize_t n = read(process.from, piece, sizeof(piece));

		if (n <= 0)
			break;
		buf_put(&got, (str){piece, (size_t)n});
	}
	os_fd_close(&process.from);
	int status = os_wait(process.pid, &e);

	if (status != 0)
		say_death(ret, status);
	else if (buf_full(&got))
		say(ret, COLLECTED_FAILED, N_("more was found than one collection may hold"));
	else
		read_result(buf_str(&got), sink, ret);
	buf_release(&got);
}
