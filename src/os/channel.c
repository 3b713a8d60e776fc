#include "os/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"

#define READ_STEP ((size_t)256 * 1024)
#define SOCKET_BUFFER (1024 * 1024)
#define CHANNELS_MOST 64

static void channel_init(struct channel *c, int fd, pid_t pid)
{
	*c = (struct channel){.fd = fd, .pid = pid};
	buf_init(&c->in, CHANNEL_FRAME_MOST + 4 + READ_STEP);
	buf_init(&c->out, 2 * CHANNEL_FRAME_MOST);
}

int channel_fork(int (*run)(void *ctx, struct channel *up), void *ctx, struct channel *ret, err *e)
{
	int pair[2];
	int size = SOCKET_BUFFER;
	pid_t parent = getpid();

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
		return err_sys(e, E_IO, errno, "make a channel");
	for (int i = 0; i < 2; i++)
		(void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	pid_t pid = fork();

	if (pid < 0) {
		int why = errno;

		close(pair[0]);
		close(pair[1]);
		return err_sys(e, E_IO, why, "fork");
	}
	if (pid == 0) {
		struct channel up;

		close(pair[0]);
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
			_exit(4);
		channel_init(&up, pair[1], 0);
		_exit(run(ctx, &up));
	}
	close(pair[1]);
	channel_init(ret, pair[0], pid);
	return 0;
}

/* Sends what goes now; 0, or E_IO when the other side is gone. */
static int send_some(struct channel *c, err *e)
{
	while (c->out.n) {
		ssize_t n = send(c->fd, c->out.p, c->out.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return 0;
		if (n < 0)
			return err_sys(e, E_IO, errno, "send to the other process");
		buf_drop(&c->out, (size_t)n);
	}
	return 0;
}

int channel_queue(struct channel *c, str frame, err *e)
{
	if (frame.n > CHANNEL_FRAME_MOST || c->fd < 0)
		return err_set(e, E_LIMIT, "message of %zu bytes for another process", frame.n);
	buf_put_be(&c->out, frame.n, 4);
	buf_put(&c->out, frame);
	if (c->out.full)
		return err_set(e, E_LIMIT, "the other process does not read");
	return send_some(c, e);
}

int channel_flush(struct channel *c, err *e)
{
	TRY(send_some(c, e));
	while (c->out.n) {
		struct pollfd p = {.fd = c->fd, .events = POLLOUT};

		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			return err_sys(e, E_IO, errno, "wait for the other process");
		TRY(send_some(c, e));
	}
	return 0;
}

int channel_pump(struct channel *c, err *e)
{
	must(c->fd >= 0);
	if (c->in_used) {
		buf_drop(&c->in, c->in_used);
		c->in_used = 0;
	}
	/* A peer that is gone is seen by the read below, after what it sent before. */
	(void)send_some(c, NULL);
	for (;;) {
		uint8_t *p = buf_room(&c->in, READ_STEP);

		if (!p)
			return err_set(e, E_LIMIT, "the other process sends more than a frame may hold");
		ssize_t n = recv(c->fd, p, READ_STEP, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return 1;
		if (n <= 0)
			return 0;
		buf_added(&c->in, (size_t)n);
		if ((size_t)n < READ_STEP || c->in.n >= 4 * READ_STEP)
			return 1;
	}
}

bool channel_next(struct channel *c, str *ret)
{
	str left = str_from(buf_str(&c->in), c->in_used);

	if (left.n < 4)
		return false;
	size_t n = (size_t)left.p[0] << 24 | (size_t)left.p[1] << 16 | (size_t)left.p[2] << 8 | left.p[3];

	/* A longer one never fits: channel_pump then says so. */
	if (n > left.n - 4)
		return false;
	*ret = str_sub(left, 4, n);
	c->in_used += 4 + n;
	return true;
}

void channel_wait(struct channel *list, size_t n, int timeout_ms)
{
	struct pollfd p[CHANNELS_MOST];

	must(n <= CHANNELS_MOST);
	for (size_t i = 0; i < n; i++)
		p[i] = (struct pollfd){.fd = list[i].fd, .events = (short)(POLLIN | (list[i].out.n ? POLLOUT : 0))};
	(void)poll(p, n, timeout_ms);
}

int channel_end(struct channel *c, bool kill_it)
{
	int status = -1;

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	buf_release(&c->in);
	buf_release(&c->out);
	if (c->pid <= 0)
		return -1;
	if (kill_it)
		kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	c->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
