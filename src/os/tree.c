/* openat2(2), getdents64(2), cachestat(2), posix_fadvise(2). */
#include "os/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "os/file.h"

#define NAME_ROOM 256

static enum os_tree_kind kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return OS_TREE_FILE;
	case S_IFDIR:
		return OS_TREE_FOLDER;
	case S_IFLNK:
		return OS_TREE_LINK;
	case S_IFIFO:
		return OS_TREE_FIFO;
	case S_IFSOCK:
		return OS_TREE_SOCKET;
	default:
		return OS_TREE_DEVICE;
	}
}

static enum os_tree_kind kind_of_error(int error)
{
	switch (error) {
	case EXDEV:
		return OS_TREE_OTHER_FS;
	case ELOOP:
		return OS_TREE_LINK;
	case EACCES:
	case EPERM:
		return OS_TREE_DENIED;
	case ENOENT:
	case ENOTDIR:
		return OS_TREE_GONE;
	case ENAMETOOLONG:
		return OS_TREE_LONG;
	default:
		return OS_TREE_FAILED;
	}
}

bool os_tree_stat(int fd, struct os_tree_node *ret)
{
	struct stat s;

	if (fstat(fd, &s) < 0)
		return false;
	*ret = (struct os_tree_node){.kind = kind_of(s.st_mode),
				     .device = s.st_dev,
				     .inode = s.st_ino,
				     .links = s.st_nlink,
				     .size = s.st_size > 0 ? (uint64_t)s.st_size : 0,
				     .stored = s.st_blocks > 0 ? (uint64_t)s.st_blocks * 512 : 0,
				     .modified = s.st_mtime,
				     .mode = s.st_mode & 07777,
				     .owner = s.st_uid};
	return true;
}

/* Files of these are made by the kernel while they are read. A file system is asked once as long as its files come in a row. */
static bool is_virtual(int fd, uint64_t device)
{
	static uint64_t asked; /* device number + 1; it was none */
	struct statfs s;

	if (device + 1 == asked || fstatfs(fd, &s) < 0)
		return false;
	switch ((unsigned long)s.f_type) {
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
	case DEBUGFS_MAGIC:
	case TRACEFS_MAGIC:
	case SECURITYFS_MAGIC:
	case CGROUP_SUPER_MAGIC:
	case CGROUP2_SUPER_MAGIC:
	case BPF_FS_MAGIC:
	case DEVPTS_SUPER_MAGIC:
	case SELINUX_MAGIC:
		return true;
	default:
		asked = device + 1;
		return false;
	}
}

static int open_beneath(int root_fd, const char *path, uint64_t flags, bool cross)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC | O_NOFOLLOW,
		.resolve =
			RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | (cross ? 0 : RESOLVE_NO_XDEV),
	};

	return (int)syscall(SYS_openat2, root_fd, *path ? path : ".", &how, sizeof(how));
}

/* The very thing that is held, for reading; by its path where /proc is not there, and then it is the same or nothing. */
static int open_held(int held, int root_fd, const char *path, bool cross)
{
	static const int ways[] = {O_NOATIME, 0};
	char name[40];
	int fd = -1;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", held);
	for (size_t i = 0; i < ARRAY_LEN(ways) && fd < 0; i++) {
		int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | ways[i];

		fd = open(name, flags | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT)
			fd = open_beneath(root_fd, path, (uint64_t)flags, cross);
		if (fd < 0 && errno != EPERM)
			break;
	}
	return fd;
}

int os_tree_open(int root_fd, const char *path, bool cross, struct os_tree_node *ret)
{
	struct os_tree_node now;
	AUTO(os_fd_close) int held = open_beneath(root_fd, path, O_PATH, cross);

	*ret = (struct os_tree_node){.kind = OS_TREE_FAILED};
	if (held < 0) {
		ret->kind = kind_of_error(errno);
		return -1;
	}
	if (!os_tree_stat(held, ret) || (ret->kind != OS_TREE_FILE && ret->kind != OS_TREE_FOLDER))
		return -1;
	int fd = open_held(held, root_fd, path, cross);

	if (fd < 0) {
		ret->kind = kind_of_error(errno);
		return -1;
	}
	if (!os_tree_stat(fd, &now) || now.device != ret->device || now.inode != ret->inode || now.kind != ret->kind) {
		ret->kind = OS_TREE_GONE;
		os_fd_close(&fd);
		return -1;
	}
	*ret = now;
	if (is_virtual(fd, now.device)) {
		ret->kind = OS_TREE_VIRTUAL;
		os_fd_close(&fd);
	}
	return fd;
}

bool os_tree_head(int fd, void *ret, size_t most, size_t *ret_n)
{
	ssize_t n = pread(fd, ret, most, 0);

	*ret_n = n > 0 ? (size_t)n : 0;
	return n >= 0;
}

/* What the kernel reads ahead of anybody: short files need no word. */
#define READ_AHEAD ((uint64_t)128 << 10)

void os_tree_will_read(int fd, uint64_t from, uint64_t n)
{
	if (n > READ_AHEAD)
		(void)posix_fadvise(fd, (off_t)from, (off_t)n, POSIX_FADV_SEQUENTIAL);
}

/* Linux 6.5; the C library of Debian 12 does not know it. */
#define CACHESTAT 451

bool os_tree_cached(int fd)
{
	struct {
		uint64_t from, n;
	} all = {0};
	struct {
		uint64_t pages[5];
	} told = {0};

	/* Who cannot tell leaves it alone. */
	return syscall(CACHESTAT, fd, &all, &told, 0) < 0 || told.pages[0] > 0;
}

void os_tree_forget(int fd)
{
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

/* ---- names ---- */

bool os_tree_names_init(struct os_tree_names *l, size_t room)
{
	/* A name takes two bytes at least, and a number of four. */
	*l = (struct os_tree_names){.size = room / 3 * 2, .room = room / 3 / sizeof(*l->at)};
	l->bytes = malloc(l->size);
	l->at = calloc(l->room, sizeof(*l->at));
	return l->bytes && l->at;
}

void os_tree_names_release(struct os_tree_names *l)
{
	free(l->bytes);
	free(l->at);
	*l = (struct os_tree_names){0};
}

static int by_name(const void *a, const void *b, void *names)
{
	const struct os_tree_names *l = names;

	return strcmp((const char *)l->bytes + *(const uint32_t *)a, (const char *)l->bytes + *(const uint32_t *)b);
}

/* Keeps the first half of the names; what comes behind the last of them is for the next part. */
static bool halve(struct os_tree_names *l, size_t *used)
{
	uint8_t *fresh = malloc(l->size);

	if (!fresh)
		return false;
	qsort_r(l->at, l->n, sizeof(*l->at), by_name, l);
	l->n /= 2;
	l->more = true;
	*used = 0;
	for (size_t i = 0; i < l->n; i++) {
		str name = str_c((const char *)l->bytes + l->at[i]);

		bytes_copy(fresh + *used, l->size - *used, name);
		l->at[i] = (uint32_t)*used;
		*used += name.n;
		fresh[(*used)++] = 0;
	}
	free(l->bytes);
	l->bytes = fresh;
	(void)snprintf(l->cut, sizeof(l->cut), "%s", (const char *)l->bytes + l->at[l->n - 1]);
	return true;
}

static bool take_name(struct os_tree_names *l, const char *name, const char *after, size_t *used)
{
	size_t n = strlen(name) + 1;

	if (!strcmp(name, ".") || !strcmp(name, "..") || strcmp(name, after) <= 0)
		return true;
	if (l->n == l->room || l->size - *used < n + NAME_ROOM)
		if (!halve(l, used))
			return false;
	if (l->more && strcmp(name, l->cut) > 0)
		return true;
	bytes_copy(l->bytes + *used, l->size - *used, (str){(const uint8_t *)name, n});
	l->at[l->n++] = (uint32_t)*used;
	*used += n;
	return true;
}

struct entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

int os_tree_names_next(struct os_tree_names *l, int fd, const char *after, err *e)
{
	_Alignas(struct entry) uint8_t block[32768];
	size_t used = 0;

	l->n = 0;
	l->more = false;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(e, E_IO, errno, "read a folder");
	for (;;) {
		long got = syscall(SYS_getdents64, fd, block, sizeof(block));

		if (got < 0)
			return err_sys(e, E_IO, errno, "read a folder");
		if (got == 0)
			break;
		for (size_t at = 0; at < (size_t)got;) {
			const struct entry *entry = (const struct entry *)(const void *)(block + at);

			if (!take_name(l, entry->name, after, &used))
				return err_set(e, E_LIMIT, "read a folder: no memory");
			at += entry->length;
		}
	}
	qsort_r(l->at, l->n, sizeof(*l->at), by_name, l);
	l->used = used;
	return 0;
}

size_t os_tree_names_fit(struct os_tree_names *l)
{
	size_t size = l->used ? l->used : 1, room = l->n ? l->n : 1;
	uint8_t *bytes = l->more ? NULL : realloc(l->bytes, size);

	if (bytes) {
		l->bytes = bytes;
		l->size = size;
	}
	uint32_t *at = l->more ? NULL : reallocarray(l->at, room, sizeof(*at));

	if (at) {
		l->at = at;
		l->room = room;
	}
	return l->size + l->room * sizeof(*l->at);
}
