/* The second lock of a process that still works: what it lists it may touch, and nothing else. Each case in a child. */
#include "os/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/process.h"
#include "test/tap.h"

static uint16_t port_open, port_other;
static unsigned missing;

static int narrow(void)
{
	static const char *const read_only[] = {"fuzz/corpus", "/does/not/exist", "Makefile"};
	struct sandbox_allow allow = {.read = read_only, .read_count = 3, .ports = &port_open, .port_count = 1};
	err e;

	if (os_sandbox_narrow(&allow, &missing, &e) == 0)
		return 0;
	fprintf(stderr, "# %s\n", e.text);
	return 1;
}

static int try_open(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	return fd < 0 ? errno : 0;
}

static int try_connect(uint16_t port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ? errno : 0;
}

static int listener(uint16_t *ret_port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&at, n) < 0 || listen(fd, 5) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &n) < 0)
		return -1;
	*ret_port = ntohs(at.sin_port);
	return fd;
}

/* What the child gave: errno of what it tried. */
static int in_child(int (*run)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(narrow() ? 255 : run());
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int listed_folder(void)
{
	return try_open("fuzz/corpus/csv/plain.csv", O_RDONLY);
}
static int listed_file(void)
{
	return try_open("Makefile", O_RDONLY);
}
static int other_file(void)
{
	return try_open("LICENSE", O_RDONLY);
}
static int write_listed(void)
{
	return try_open("fuzz/corpus/csv/plain.csv", O_WRONLY);
}
static int make_file(void)
{
	return try_open("fuzz/corpus/csv/made", O_WRONLY | O_CREAT);
}
static int listed_port(void)
{
	return try_connect(port_open);
}
static int other_port(void)
{
	return try_connect(port_other);
}

/* A program of the system in its lock: exit status, and what it wrote. */
static int locked(const char *const argv[], const char *input, char *ret, size_t most)
{
	struct sandbox_limits limits = {.memory = (size_t)1 << 30, .cpu_seconds = 5};
	int in = open(input, O_RDONLY | O_CLOEXEC), ends[2];
	size_t n = 0;
	ssize_t got;
	err e = {0};

	if (in < 0 || os_pipe(ends, &e) < 0)
		return -1;
	int pid = os_spawn_locked(argv, in, ends[1], &limits, &e);

	(void)close(in);
	(void)close(ends[1]);
	while (n < most - 1 && (got = read(ends[0], ret + n, most - 1 - n)) > 0)
		n += (size_t)got;
	ret[n] = 0;
	(void)close(ends[0]);
	return pid < 0 ? -1 : os_wait(pid, &e);
}

static void test_program(void)
{
	static const char *const reads[] = {"/usr/bin/cat", "-", NULL};
	static const char *const peeks[] = {"/usr/bin/cat", "/etc/passwd", NULL};
	static const char *const writes[] = {"/usr/bin/bash", "-c",
					     "echo x > /tmp/yicha-never; echo y > /dev/shm/yicha-never", NULL};
	static const char *const dials[] = {"/usr/bin/bash", "-c", "exec 3<>/dev/udp/127.0.0.1/9 && echo open", NULL};
	static const char *const forks[] = {"/usr/bin/bash", "-c", "(echo child); true", NULL};
	static const char *const works[] = {"/usr/bin/bash", "-c", "echo works", NULL};
	static const char *const spins[] = {"/usr/bin/bash", "-c", "while true; do true; done", NULL};
	char out[200];

	ok(locked(reads, "fuzz/corpus/csv/plain.csv", out, sizeof(out)) == 0 && out[0],
	   "a program reads its input and answers");
	ok(locked(peeks, "fuzz/corpus/csv/plain.csv", out, sizeof(out)) != 0 && !out[0], "no other file");
	ok(locked(works, "fuzz/corpus/csv/plain.csv", out, sizeof(out)) == 0 && str_eq(str_c(out), STR("works\n")),
	   "the shell of the next cases works");
	ok(locked(writes, "fuzz/corpus/csv/plain.csv", out, sizeof(out)) != 0 &&
		   access("/tmp/yicha-never", F_OK) != 0 && access("/dev/shm/yicha-never", F_OK) != 0,
	   "nothing is written");
	ok(locked(dials, "fuzz/corpus/csv/plain.csv", out, sizeof(out)) != 0 && !out[0], "no network");
	(void)locked(forks, "fuzz/corpus/csv/plain.csv", out, sizeof(out));
	ok(!out[0], "no other process");
	is_int(locked(spins, "fuzz/corpus/csv/plain.csv", out, sizeof(out)), 128 + 24, "no endless work");
}

int main(void)
{
	int a = listener(&port_open), b = listener(&port_other);
	unsigned here = 0;

	if (a < 0 || b < 0)
		return 1;
	is_int(in_child(listed_folder), 0, "a file in a listed folder opens");
	is_int(in_child(listed_file), 0, "so does a listed file");
	is_int(in_child(listed_port), 0, "and a listed port");
	/* Which locks this kernel has is told, and tried in a child so that this process stays free. */
	pid_t pid = fork();

	if (pid == 0)
		_exit(narrow() ? 255 : (int)missing);
	int status = 0;

	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status))
		here = (unsigned)WEXITSTATUS(status);
	if (here & SANDBOX_NO_LANDLOCK) {
		tap_skip("this kernel has no Landlock");
		test_program();
		return tap_done();
	}
	is_int(in_child(other_file), EACCES, "no other file");
	is_int(in_child(write_listed), EACCES, "a listed file is not written");
	is_int(in_child(make_file), EACCES, "nor is one made");
	if (here & SANDBOX_NO_PORTS)
		tap_skip("this kernel's Landlock holds no ports back");
	else
		is_int(in_child(other_port), EACCES, "no other port");
	(void)close(a);
	(void)close(b);
	test_program();
	return tap_done();
}
