#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/file.h"
#include "os/sandbox.h"

/* Files in flight beyond this number would only cost memory. */
#define FILES_MOST 1048576

int os_random(void *p, size_t n, err *e)
{
	uint8_t *to = p;

	while (n) {
		ssize_t got = getrandom(to, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(e, E_IO, errno, "random bytes");
		to += got;
		n -= (size_t)got;
	}
	return 0;
}

size_t os_files_raise(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) < 0)
		return 256;
	rlim_t want = l.rlim_max == RLIM_INFINITY || l.rlim_max > FILES_MOST ? FILES_MOST : l.rlim_max;
	if (l.rlim_cur < want) {
		struct rlimit more = {want, l.rlim_max};
		if (setrlimit(RLIMIT_NOFILE, &more) == 0)
			l.rlim_cur = want;
	}
	return (size_t)(l.rlim_cur > FILES_MOST ? FILES_MOST : l.rlim_cur);
}

uint64_t os_memory_now(void)
{
	arena mem;
	str s;
	uint64_t pages = 0;

	arena_init(&mem, 4096);
	if (os_file_read("/proc/self/statm", 1024, &mem, &s, NULL) == 0) {
		(void)str_cut(&s, ' ');
		if (!str_to_u64(str_cut(&s, ' ').head, UINT64_MAX / 65536, &pages))
			pages = 0;
	}
	arena_clear(&mem);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t os_memory_peak(void)
{
	struct rusage u;

	return getrusage(RUSAGE_SELF, &u) < 0 ? 0 : (uint64_t)u.ru_maxrss * 1024;
}

int64_t os_cpu_us(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_SELF, &u) < 0)
		return 0;
	return (int64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

unsigned os_cpus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n < 1 ? 1 : (unsigned)n;
}

void os_process_close_up(void)
{
	struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int os_pipe(int ret[2], err *e)
{
	return pipe2(ret, O_CLOEXEC) < 0 ? err_sys(e, E_IO, errno, "pipe") : 0;
}

int os_fork(int (*run)(void *ctx, int to_parent), void *ctx, struct os_child *ret, err *e)
{
	int ends[2];
	pid_t parent = getpid();

	TRY(os_pipe(ends, e));
	(void)fflush(NULL);
	pid_t pid = fork();
	if (pid < 0) {
		int error = errno;
		os_fd_close(&ends[0]);
		os_fd_close(&ends[1]);
		return err_sys(e, E_IO, error, "fork");
	}
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		os_fd_close(&ends[0]);
		_exit(run(ctx, ends[1]) & 0xff);
	}
	os_fd_close(&ends[1]);
	*ret = (struct os_child){pid, ends[0]};
	return 0;
}

static int redirect(posix_spawn_file_actions_t *actions, int fd, int to, int flags)
{
	return fd >= 0 ? posix_spawn_file_actions_adddup2(actions, fd, to)
		       : posix_spawn_file_actions_addopen(actions, to, "/dev/null", flags, 0);
}

extern char **environ;

int os_spawn(const char *const argv[], int fd_in, int fd_out, err *e)
{
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return err_set(e, E_IO, "start %s: no memory", argv[0]);
	int error = redirect(&actions, fd_in, 0, O_RDONLY);
	if (!error)
		error = redirect(&actions, fd_out, 1, O_WRONLY);
	/* posix_spawnp promises not to change the strings; its type is from before const. */
	if (!error)
		error = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (error)
		return err_sys(e, error == ENOENT ? E_NOTFOUND : E_IO, error, "start %s", argv[0]);
	return pid;
}

/* In the child; never returns. What of the lock is missing on this kernel is no reason not to run: `yicha` says so elsewhere. */
static void run_locked(const char *const argv[], int fd_in, int fd_out, const struct sandbox_limits *limits)
{
	static const char *const clean[] = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", NULL};
	unsigned missing = 0;
	int nowhere = open("/dev/null", O_WRONLY);

	/* Above 2 first: one of them may lie where another shall go. */
	int in = fcntl(fd_in, F_DUPFD, 10), out = fcntl(fd_out, F_DUPFD, 10);

	if (nowhere < 0 || in < 0 || out < 0 || dup2(nowhere, 2) < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(126);
	if (os_sandbox_program(limits, &missing, NULL) < 0)
		_exit(126);
	(void)execve(argv[0], (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)clean);
	_exit(127);
}

int os_spawn_locked(const char *const argv[], int fd_in, int fd_out, const struct sandbox_limits *limits, err *e)
{
	pid_t parent = getpid();

	(void)fflush(NULL);
	pid_t pid = fork();

	if (pid < 0)
		return err_sys(e, E_IO, errno, "fork");
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(126);
		run_locked(argv, fd_in, fd_out, limits);
	}
	return pid;
}

int os_wait(pid_t pid, err *e)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(e, E_IO, errno, "wait for a child");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

void os_kill(pid_t pid, int signal_number)
{
	if (pid > 1)
		(void)kill(pid, signal_number);
}

void os_signal_pipe_ignore(void)
{
	struct sigaction a = {.sa_handler = SIG_IGN};

	(void)sigaction(SIGPIPE, &a, NULL);
}

void os_signals(void (*handler)(int number))
{
	struct sigaction a = {.sa_handler = handler};

	os_signal_pipe_ignore();
	(void)sigaction(SIGINT, &a, NULL);
	(void)sigaction(SIGTERM, &a, NULL);
}
