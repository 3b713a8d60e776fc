/* prctl(2), landlock(7), setrlimit(2), seccomp(2). */
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/file.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif
#ifndef WITH_SANITIZER
#define WITH_SANITIZER 0
#endif

/* The C library of Debian 12 knows an older Landlock: rights and structure by version of its interface. */
struct landlock_rules {
	uint64_t files;
	uint64_t network;
	uint64_t scoped;
};

static int landlock_create(const struct landlock_rules *rules, size_t size, unsigned flags)
{
	return (int)syscall(444, rules, size, flags);
}

/* A ruleset that handles every right the kernel knows, from which nothing is allowed yet. Its descriptor; 0: the kernel has
 * no Landlock. */
static int landlock_new(bool any_port, int *ret_version, err *e)
{
	static const uint64_t file_bits[] = {13, 14, 15, 15, 16};
	int version = landlock_create(NULL, 0, 1);

	*ret_version = version;
	if (version < 1)
		return 0;
	size_t known = (size_t)version > ARRAY_LEN(file_bits) ? ARRAY_LEN(file_bits) : (size_t)version;
	struct landlock_rules rules = {.files = ((uint64_t)1 << file_bits[known - 1]) - 1};
	size_t size = sizeof(rules.files);

	if (version >= 4) {
		rules.network = any_port ? 1 : 3; /* bind, connect */
		size += sizeof(rules.network);
	}
	if (version >= 6) {
		rules.scoped = 3;
		size += sizeof(rules.scoped);
	}
	int fd = landlock_create(&rules, size, 0);

	return fd < 0 ? err_sys(e, E_DENIED, errno, "landlock_create_ruleset") : fd;
}

static int landlock_enter(int rules, err *e)
{
	int rc = (int)syscall(446, rules, 0);
	int error = errno;

	(void)close(rules);
	return rc < 0 ? err_sys(e, E_DENIED, error, "landlock_restrict_self") : 0;
}

static int enter_landlock(unsigned *missing, err *e)
{
	int version, rules;

	TRY(rules = landlock_new(false, &version, e));
	if (version < 1) {
		*missing |= SANDBOX_NO_LANDLOCK;
		return 0;
	}
	return landlock_enter(rules, e);
}

/* ---- a process that still works ---- */

#define LANDLOCK_EXECUTE 1u
#define LANDLOCK_READ_FILE 4u
#define LANDLOCK_READ_DIR 8u
#define LANDLOCK_WRITE_FILE 2u
#define LANDLOCK_REMOVE_FILE 0x20u
#define LANDLOCK_MAKE_REG 0x100u
#define LANDLOCK_REFER 0x2000u    /* from version 2 on */
#define LANDLOCK_TRUNCATE 0x4000u /* 3 */

static int allow_path(int rules, const char *path, uint64_t more, err *e)
{
	struct {
		uint64_t allowed;
		int32_t fd;
	} __attribute__((packed)) beneath = {LANDLOCK_READ_FILE | LANDLOCK_READ_DIR | more, -1};
	struct stat st;
	AUTO(os_fd_close) int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0)
		return 0;
	if (!S_ISDIR(st.st_mode))
		beneath.allowed = LANDLOCK_READ_FILE | more;
	beneath.fd = fd;
	return syscall(445, rules, 1, &beneath, 0) < 0 ? err_sys(e, E_DENIED, errno, "landlock_add_rule %s", path) : 0;
}

static int allow_port(int rules, uint16_t port, err *e)
{
	struct {
		uint64_t allowed;
		uint64_t port;
	} connect_to = {2, port};

	return syscall(445, rules, 2, &connect_to, 0) < 0
		       ? err_sys(e, E_DENIED, errno, "landlock_add_rule port %u", port)
		       : 0;
}

/* How large this process is can be read here when it may open nothing any more; a child just forked is as large as its parent. */
static int own_size = -1;

int os_sandbox_narrow(const struct sandbox_allow *allow, unsigned *ret_missing, err *e)
{
	int version, rules, rc = 0;

	*ret_missing = 0;
	if (own_size < 0)
		own_size = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(e, E_DENIED, errno, "no_new_privs");
	TRY(rules = landlock_new(allow->any_port, &version, e));
	if (version < 1) {
		*ret_missing = SANDBOX_NO_LANDLOCK | SANDBOX_NO_PORTS;
		return 0;
	}
	for (size_t i = 0; i < allow->read_count && rc == 0; i++)
		rc = allow_path(rules, allow->read[i], 0, e);
	if (allow->write && rc == 0)
		rc = allow_path(rules, allow->write,
				LANDLOCK_WRITE_FILE | LANDLOCK_REMOVE_FILE | LANDLOCK_MAKE_REG |
					(version >= 2 ? LANDLOCK_REFER : 0) | (version >= 3 ? LANDLOCK_TRUNCATE : 0),
				e);
	for (size_t i = 0; i < allow->port_count && rc == 0 && version >= 4 && !allow->any_port; i++)
		rc = allow_port(rules, allow->ports[i], e);
	if (rc < 0) {
		(void)close(rules);
		return rc;
	}
	if (version < 4)
		*ret_missing = SANDBOX_NO_PORTS;
	return landlock_enter(rules, e);
}

/* ---- a process that only reads hostile bytes ---- */

static int limit(__rlimit_resource_t what, uint64_t soft, uint64_t hard, err *e)
{
	struct rlimit l = {soft, hard};

	return setrlimit(what, &l) < 0 ? err_sys(e, E_DENIED, errno, "setrlimit %d", (int)what) : 0;
}

/* Address space in use: what the child inherited counts against its limit on data. */
static uint64_t inherited(void)
{
	uint8_t text[256];
	AUTO(os_fd_close) int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = pread(fd >= 0 ? fd : own_size, text, sizeof(text), 0);
	str s = {text, n > 0 ? (size_t)n : 0};
	uint64_t pages = 0;

	if (!str_to_u64(str_cut(&s, ' ').head, UINT64_MAX / 65536, &pages))
		pages = 0;
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int enter_limits(const struct sandbox_limits *l, uint64_t base, err *e)
{
	TRY(limit(RLIMIT_CORE, 0, 0, e));
	TRY(limit(RLIMIT_CPU, l->cpu_seconds, l->cpu_seconds + 1, e));
	/* A sanitizer's shadow is beyond all sense. */
	if (!WITH_SANITIZER)
		TRY(limit(RLIMIT_DATA, base + l->memory, base + l->memory, e));
	TRY(limit(RLIMIT_FSIZE, 0, 0, e));
	return limit(RLIMIT_NOFILE, 0, 0, e);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE 0
#endif

/* Computing, reading, writing, memory, ending. With the sanitizer's own calls in a sanitizer build. */
static const int allowed[] = {
	SYS_read,           SYS_pread64,     SYS_lseek,
	SYS_write,          SYS_close,       SYS_brk,
	SYS_mmap,           SYS_munmap,      SYS_mremap,
	SYS_madvise,        SYS_exit_group,  SYS_exit,
	SYS_rt_sigreturn,   SYS_futex,       SYS_clock_gettime,
	SYS_getrandom, /* the C library's first malloc asks for a few bytes */
	SYS_sysinfo,   /* the C library's qsort asks how much memory there is, above 1,024 bytes */
#if WITH_SANITIZER
	SYS_mprotect,       SYS_sigaltstack, SYS_getpid,
	SYS_gettid,         SYS_sched_yield, SYS_rt_sigaction,
	SYS_rt_sigprocmask, SYS_prctl,       SYS_sched_getaffinity,
#endif
};

/* mmap with PROT_EXEC is no memory for data. */
#define PROTECTION_EXEC 4

static int enter_seccomp(unsigned *missing, err *e)
{
	enum { N = ARRAY_LEN(allowed) };
	struct sock_filter code[N + 11];
	size_t n = 0;

	if (!ARCHITECTURE) {
		*missing |= SANDBOX_NO_SECCOMP;
		return 0;
	}
	struct sock_filter load_arch = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	struct sock_filter load_nr = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	struct sock_filter load_arg = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2]));
	struct sock_filter kill = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

	code[n++] = load_arch;
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	code[n++] = kill;
	code[n++] = load_nr;
	/* mmap: only without PROT_EXEC. */
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 0, 4);
	code[n++] = load_arg;
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROTECTION_EXEC, 0, 1);
	code[n++] = kill;
	code[n++] = allow;
	for (size_t i = 0; i < N; i++)
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)allowed[i],
							 (uint8_t)(N - i), 0);
	code[n++] = kill;
	code[n++] = allow;
	struct sock_fprog program = {(unsigned short)n, code};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? err_sys(e, E_DENIED, errno, "seccomp") : 0;
}

#define KEEP_MOST 4096

static int by_number(const void *a, const void *b)
{
	return *(const int *)a < *(const int *)b ? -1 : *(const int *)a > *(const int *)b;
}

/* All descriptors but these; a sanitizer keeps its mouth. */
static void close_others(const int *keep, size_t n)
{
	static int sorted[KEEP_MOST];
	unsigned from = WITH_SANITIZER ? 3 : 0;

	bytes_copy(sorted, sizeof(sorted), (str){(const uint8_t *)keep, n * sizeof(*keep)});
	qsort(sorted, n, sizeof(*sorted), by_number);
	for (size_t i = 0; i < n; i++) {
		unsigned fd = (unsigned)sorted[i];

		if (fd > from)
			(void)syscall(SYS_close_range, from, fd - 1, 0);
		if (fd >= from)
			from = fd + 1;
	}
	(void)syscall(SYS_close_range, from, ~0u, 0);
}

int os_sandbox_keep(const struct sandbox_limits *limits, const int *keep, size_t n, unsigned *ret_missing, err *e)
{
	unsigned missing = 0;
	uint64_t base = inherited();

	if (n > KEEP_MOST)
		return err_set(e, E_LIMIT, "too many descriptors to keep");
	close_others(keep, n);
	/* Nobody of the same account may look into its memory. */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(e, E_DENIED, errno, "no_new_privs");
	TRY(enter_landlock(&missing, e));
	TRY(enter_limits(limits, base, e));
	TRY(enter_seccomp(&missing, e));
	*ret_missing = missing;
	return 0;
}

int os_sandbox_enter(const struct sandbox_limits *limits, int keep_read, int keep_write, unsigned *ret_missing, err *e)
{
	return os_sandbox_keep(limits, (int[]){keep_read, keep_write}, 2, ret_missing, e);
}

/* ---- a program of the system that reads hostile bytes ---- */

/* What it needs beside its input: its libraries and data. Nothing of ours, of any user, of any device. */
static const char *const program_paths[] = {
	"/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives", "/etc/localtime"};

/* Loading and computing, files to read (Landlock says which), reading and writing what is open. Anything else is refused and
 * the program goes on or ends as it likes: no socket, no other process, no signal, no tracing. */
static const int program_allowed[] = {
	SYS_execve,
	SYS_brk,
	SYS_mmap,
	SYS_munmap,
	SYS_mremap,
	SYS_mprotect,
	SYS_madvise,
	SYS_read,
	SYS_pread64,
	SYS_readv,
	SYS_write,
	SYS_writev,
	SYS_lseek,
	SYS_close,
	SYS_openat,
	SYS_fstat,
	SYS_newfstatat,
	SYS_statx,
	SYS_faccessat,
	SYS_faccessat2,
	SYS_readlinkat,
	SYS_getdents64,
	SYS_fcntl,
	SYS_futex,
	SYS_set_tid_address,
	SYS_set_robust_list,
	SYS_rseq,
	SYS_prlimit64,
	SYS_getrandom,
	SYS_uname,
	SYS_sysinfo,
	SYS_clock_gettime,
	SYS_clock_getres,
	SYS_gettimeofday,
	SYS_sched_yield,
	SYS_sched_getaffinity,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_getpid,
	SYS_gettid,
	SYS_getuid,
	SYS_geteuid,
	SYS_getgid,
	SYS_getegid,
	SYS_getppid,
	SYS_getpgid,
	SYS_getcwd,
	SYS_exit,
	SYS_exit_group,
#if defined(__x86_64__)
	SYS_arch_prctl,
	SYS_access,
	SYS_open,
	SYS_stat,
	SYS_lstat,
	SYS_readlink,
	SYS_time,
	SYS_getpgrp,
#endif
};

static int program_seccomp(unsigned *missing, err *e)
{
	enum { N = ARRAY_LEN(program_allowed) };
	struct sock_filter code[N + 6];
	size_t n = 0;

	if (!ARCHITECTURE) {
		*missing |= SANDBOX_NO_SECCOMP;
		return 0;
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < N; i++)
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)program_allowed[i],
							 (uint8_t)(N - i), 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = {(unsigned short)n, code};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? err_sys(e, E_DENIED, errno, "seccomp") : 0;
}

/* Descriptors that a program opens while it loads. */
#define PROGRAM_FILES 64

int os_sandbox_program(const struct sandbox_limits *limits, unsigned *ret_missing, err *e)
{
	int version, rules, rc = 0;

	*ret_missing = 0;
	(void)syscall(SYS_close_range, 3, ~0u, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(e, E_DENIED, errno, "no_new_privs");
	TRY(rules = landlock_new(false, &version, e));
	if (version < 1)
		*ret_missing |= SANDBOX_NO_LANDLOCK;
	for (size_t i = 0; i < ARRAY_LEN(program_paths) && version >= 1 && rc == 0; i++)
		rc = allow_path(rules, program_paths[i], LANDLOCK_EXECUTE, e);
	if (rc < 0) {
		(void)close(rules);
		return rc;
	}
	if (version >= 1)
		TRY(landlock_enter(rules, e));
	TRY(limit(RLIMIT_CORE, 0, 0, e));
	TRY(limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1, e));
	TRY(limit(RLIMIT_AS, limits->memory, limits->memory, e));
	TRY(limit(RLIMIT_FSIZE, 0, 0, e));
	TRY(limit(RLIMIT_NOFILE, PROGRAM_FILES, PROGRAM_FILES, e));
	return program_seccomp(ret_missing, e);
}
