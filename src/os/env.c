#include "os/env.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *os_env(const char *name)
{
	const char *v = secure_getenv(name);

	return v && *v ? v : NULL;
}

void os_ignore_broken_pipe(void)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	(void)sigaction(SIGPIPE, &ignore, NULL);
}

bool os_is_terminal(int fd)
{
	return isatty(fd) == 1;
}

unsigned os_columns(int fd)
{
	struct winsize size = {0};

	return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool os_is_root(void)
{
	return geteuid() == 0;
}
