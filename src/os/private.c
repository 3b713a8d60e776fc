#include "os/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

static int fail(const char *what, const char *path, err *e)
{
	enum err_code code = errno == ENOENT ? E_NOTFOUND : errno == EACCES || errno == EPERM ? E_DENIED : E_IO;

	return err_sys(e, code, errno, "%s %s", what, path);
}

int os_private_file(const char *path, err *e)
{
	AUTO(os_fd_close) int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	return fd >= 0 || errno == EEXIST ? 0 : fail("create", path, e);
}

int os_private_dir(const char *path, err *e)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT)
		return fail("create", path, e);
	/* Some folder above it is missing: the general way makes all, then this one is closed to others. */
	TRY(os_dir_make(path, e));
	return chmod(path, 0700) == 0 ? 0 : fail("close", path, e);
}
