#include "os/executable.h"

#include <errno.h>
#include <unistd.h>

int os_executable(buf *ret, err *e)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));

	if (n < 0 || (size_t)n == sizeof(path))
		return err_sys(e, E_IO, n < 0 ? errno : ENAMETOOLONG, "read /proc/self/exe");
	buf_put(ret, (str){(const uint8_t *)path, (size_t)n});
	return 0;
}
