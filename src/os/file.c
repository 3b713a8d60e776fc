#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "os/process.h"

#define READ_STEP 65536
/* More names than this in one folder are no configuration of ours. */
#define DIR_MOST 100000
#define PATH_MOST 4096

static enum err_code code_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return E_NOTFOUND;
	case EACCES:
	case EPERM:
	case ELOOP:
	case EXDEV:
		return E_DENIED;
	default:
		return E_IO;
	}
}

void os_fd_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

int os_file_read_fd(int fd, const char *name, size_t most, arena *mem, str *ret, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, most < SIZE_MAX - READ_STEP ? most + READ_STEP : SIZE_MAX);
	for (;;) {
		uint8_t *to = buf_room(&b, READ_STEP);
		ssize_t n = to ? read(fd, to, READ_STEP) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, E_IO, errno, "read %s", name);
		if (n > 0)
			buf_added(&b, (size_t)n);
		if (b.n > most || buf_full(&b))
			return err_set(e, E_LIMIT, "%s is longer than %zu bytes", name, most);
		if (n == 0)
			break;
	}
	if (!arena_fits(mem, b.n + 1))
		return err_set(e, E_LIMIT, "%s does not fit into memory", name);
	uint8_t *p = arena_new(mem, uint8_t, b.n + 1);
	bytes_copy(p, b.n + 1, buf_str(&b));
	*ret = (str){p, b.n};
	/* It may have been a key or a password: its only copy is the caller's. */
	if (b.n)
		explicit_bzero(b.p, b.n);
	return 0;
}

int os_file_read(const char *path, size_t most, arena *mem, str *ret, err *e)
{
	AUTO(os_fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_sys(e, code_of(errno), errno, "open %s", path);
	return os_file_read_fd(fd, path, most, mem, ret, e);
}

int os_file_head(int fd, void *ret, size_t most, size_t *ret_n, err *e)
{
	ssize_t n = pread(fd, ret, most, 0);

	if (n < 0)
		return err_sys(e, E_IO, errno, "read");
	*ret_n = (size_t)n;
	return 0;
}

int os_file_open(const char *path, err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	return fd < 0 ? err_sys(e, code_of(errno), errno, "open %s", path) : fd;
}

int os_file_put(int fd, str bytes, err *e)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EAGAIN) {
			struct pollfd p = {.fd = fd, .events = POLLOUT};
			(void)poll(&p, 1, -1);
			continue;
		}
		if (n < 0 && errno != EINTR)
			return err_sys(e, E_IO, errno, "write");
		if (n > 0)
			bytes = str_from(bytes, (size_t)n);
	}
	return 0;
}

/* The folder in which path stands; false when its name is too long. */
static bool folder_of(const char *path, char dir[static PATH_MOST])
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (n >= PATH_MOST)
		return false;
	bytes_copy(dir, PATH_MOST, (str){(const uint8_t *)path, n});
	dir[n] = 0;
	if (n == 0) {
		dir[0] = slash ? '/' : '.';
		dir[1] = 0;
	}
	return true;
}

/* A file without a name in the folder of path: nothing of it is left when the process is killed. -1: none of these here. */
static int open_unnamed(const char *path, mode_t mode)
{
	char dir[PATH_MOST];

	if (!folder_of(path, dir) || access("/proc/self/fd", X_OK) < 0)
		return -1;
	return open(dir, O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);
}

/* Syncs the folder of a path, so that the rename survives a crash. Folders that cannot be opened are not worth failing
 * for: the file's own bytes are safe. */
static void sync_folder(const char *path)
{
	char dir[PATH_MOST];

	if (!folder_of(path, dir))
		return;
	AUTO(os_fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		(void)fsync(fd);
}

/* Devices, pipes and the like (/dev/stdout, /dev/null, /dev/fd/63) are written to as they are: a rename would put a file
 * in their place. */
static bool replaceable(const char *path)
{
	struct stat s;

	return stat(path, &s) < 0 || S_ISREG(s.st_mode);
}

int os_file_move(const char *from, const char *to, err *e)
{
	AUTO(os_fd_close) int fd = open(from, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_sys(e, code_of(errno), errno, "open %s", from);
	if (fsync(fd) < 0 && errno != EINVAL && errno != EROFS)
		return err_sys(e, E_IO, errno, "sync %s", from);
	if (rename(from, to) < 0)
		return err_sys(e, E_IO, errno, "rename %s", to);
	sync_folder(to);
	return 0;
}

static int begin_as_it_is(struct os_file_new *f, err *e)
{
	f->fd = open(f->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return f->fd < 0 ? err_sys(e, code_of(errno), errno, "write %s", f->path) : 0;
}

int os_file_begin(struct os_file_new *f, const char *path, bool private, err *e)
{
	uint64_t tag = 0;

	*f = (struct os_file_new){.fd = -1, .path = path};
	if (!replaceable(path))
		return begin_as_it_is(f, e);
	TRY(os_random(&tag, sizeof(tag), e));
	buf_init(&f->beside, PATH_MOST);
	buf_printf(&f->beside, "%s.%016llx", path, (unsigned long long)tag);
	const char *beside = buf_c(&f->beside);
	if (buf_full(&f->beside)) {
		buf_release(&f->beside);
		return err_set(e, E_IO, "%s: name too long", path);
	}
	f->fd = open_unnamed(path, private ? 0600 : 0666);
	f->named = f->fd < 0;
	if (f->named)
		f->fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, private ? 0600 : 0666);
	if (f->fd < 0) {
		int code = errno;

		buf_release(&f->beside);
		return err_sys(e, code_of(code), code, "write %s", path);
	}
	return 0;
}

void os_file_abandon(struct os_file_new *f)
{
	if (f->fd < 0)
		return;
	os_fd_close(&f->fd);
	if (f->beside.n && f->named)
		(void)unlink(buf_c(&f->beside));
	buf_release(&f->beside);
}

/* EROFS and EINVAL: a pipe or device has nothing to sync. */
static int put_in_place(struct os_file_new *f, err *e)
{
	if (fsync(f->fd) < 0 && errno != EINVAL && errno != EROFS)
		return err_sys(e, E_IO, errno, "sync");
	if (f->beside.n && !f->named) {
		char self[40];

		(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", f->fd);
		if (linkat(AT_FDCWD, self, AT_FDCWD, buf_c(&f->beside), AT_SYMLINK_FOLLOW) < 0)
			return err_sys(e, E_IO, errno, "link");
		f->named = true;
	}
	if (f->beside.n && rename(buf_c(&f->beside), f->path) < 0)
		return err_sys(e, E_IO, errno, "rename");
	return 0;
}

int os_file_end(struct os_file_new *f, err *e)
{
	if (put_in_place(f, e) < 0) {
		os_file_abandon(f);
		return err_wrap(e, "write %s", f->path);
	}
	os_fd_close(&f->fd);
	buf_release(&f->beside);
	sync_folder(f->path);
	return 0;
}

static int write_whole(const char *path, str bytes, bool private, err *e)
{
	struct os_file_new f;

	TRY(os_file_begin(&f, path, private, e));
	if (os_file_put(f.fd, bytes, e) < 0) {
		os_file_abandon(&f);
		return err_wrap(e, "write %s", path);
	}
	return os_file_end(&f, e);
}

int os_file_write(const char *path, str bytes, err *e)
{
	return write_whole(path, bytes, false, e);
}

int os_file_write_private(const char *path, str bytes, err *e)
{
	return write_whole(path, bytes, true, e);
}

static int make_one(const char *path, err *e)
{
	struct stat s;

	if (mkdir(path, 0777) == 0)
		return 0;
	int error = errno;
	if (stat(path, &s) == 0 && S_ISDIR(s.st_mode))
		return 0;
	return err_sys(e, code_of(error), error, "make folder %s", path);
}

int os_file_of(str bytes, err *e)
{
	AUTO(os_fd_close) int fd = memfd_create("yicha", MFD_CLOEXEC);

	if (fd < 0)
		return err_sys(e, E_IO, errno, "memfd_create");
	TRY(os_file_put(fd, bytes, e));
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(e, E_IO, errno, "lseek");
	int ret = fd;

	fd = -1;
	return ret;
}

int os_dir_make(const char *path, err *e)
{
	char part[PATH_MOST];
	size_t n = strlen(path);

	if (n == 0 || n >= sizeof(part))
		return err_set(e, E_IO, "make folder: name is empty or too long");
	bytes_copy(part, sizeof(part), (str){(const uint8_t *)path, n});
	part[n] = 0;
	for (size_t i = 1; i < n; i++) {
		if (part[i] != '/' || part[i - 1] == '/')
			continue;
		part[i] = 0;
		TRY(make_one(part, e));
		part[i] = '/';
	}
	return make_one(part, e);
}

static int by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

static void dir_close(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

/* One name: 1, none left: 0. */
static int dir_next(DIR *d, const char *dir, str *ret, err *e)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(d);
		if (!entry && errno)
			return err_sys(e, E_IO, errno, "read folder %s", dir);
		if (!entry)
			return 0;
		*ret = str_c(entry->d_name);
		if (!str_eq(*ret, STR(".")) && !str_eq(*ret, STR("..")))
			return 1;
	}
}

int os_dir_list(const char *dir, arena *mem, str **ret, size_t *n, err *e)
{
	AUTO(dir_close) DIR *d = opendir(dir);
	size_t count = 0, size = 64;
	str *list = arena_new(mem, str, size);
	str name;
	int rc;

	if (!d)
		return err_sys(e, code_of(errno), errno, "open folder %s", dir);
	while ((rc = dir_next(d, dir, &name, e)) > 0) {
		if (count == DIR_MOST)
			return err_set(e, E_LIMIT, "%s has more than %d names", dir, DIR_MOST);
		if (count == size) {
			str *more = arena_new(mem, str, size * 2);
			bytes_copy(more, size * 2 * sizeof(*more), (str){(const uint8_t *)list, size * sizeof(*list)});
			list = more;
			size *= 2;
		}
		list[count++] = arena_str(mem, name);
	}
	TRY(rc);
	qsort(list, count, sizeof(*list), by_bytes);
	*ret = list;
	*n = count;
	return 0;
}

int os_file_info(const char *path, struct os_file_info *ret, err *e)
{
	struct stat s;

	if (stat(path, &s) < 0)
		return err_sys(e, code_of(errno), errno, "%s", path);
	*ret = (struct os_file_info){
		.is_dir = S_ISDIR(s.st_mode),
		.is_file = S_ISREG(s.st_mode),
		.size = s.st_size > 0 ? (uint64_t)s.st_size : 0,
		.modified = s.st_mtime,
	};
	return 0;
}

bool os_file_is_frozen(const char *path)
{
	return access(path, W_OK) < 0 && errno == EROFS;
}

bool os_file_exists(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0;
}

int os_file_remove(const char *path, err *e)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return err_sys(e, code_of(errno), errno, "remove %s", path);
	return 0;
}

int os_dir_open(const char *path, err *e)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? err_sys(e, code_of(errno), errno, "open folder %s", path) : fd;
}

int os_file_beneath(int root_fd, const char *path, err *e)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	struct stat s;
	int fd = (int)syscall(SYS_openat2, root_fd, path, &how, sizeof(how));

	if (fd < 0)
		return err_sys(e, code_of(errno), errno, "open %s", path);
	if (fstat(fd, &s) < 0 || !(S_ISREG(s.st_mode) || S_ISDIR(s.st_mode))) {
		os_fd_close(&fd);
		return err_set(e, E_DENIED, "%s is neither a file nor a folder", path);
	}
	return fd;
}

int os_file_lock(const char *path, err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_sys(e, E_IO, errno, "open %s", path);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int why = errno;

		close(fd);
		return why == EWOULDBLOCK ? err_set(e, E_BUSY, "%s: another process has the lock", path)
					  : err_sys(e, E_IO, why, "lock %s", path);
	}
	return fd;
}

int os_path_absolute(const char *path, buf *ret, err *e)
{
	char here[4096] = "";
	size_t from = ret->n;
	str parts[2] = {{0}, str_c(path)};

	if (*path != '/') {
		if (!getcwd(here, sizeof(here)))
			return err_sys(e, E_IO, errno, "%s", path);
		parts[0] = str_c(here);
	}
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		while (parts[i].n) {
			str name = str_cut(&parts[i], '/').head;

			if (!name.n || str_eq(name, STR(".")))
				continue;
			if (str_eq(name, STR(".."))) {
				while (ret->n > from && ret->p[--ret->n] != '/')
					;
				continue;
			}
			buf_put_byte(ret, '/');
			buf_put(ret, name);
		}
	}
	if (ret->n == from)
		buf_put_byte(ret, '/');
	return buf_full(ret) ? err_set(e, E_LIMIT, _("%s: path is too long"), path) : 0;
}
