#include "os/lock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/tap.h"

static int connect_to(uint16_t port)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ? errno : 0;

	close(fd);
	return rc;
}

/* Bits of what went wrong in the locked child. */
static int locked(void)
{
	static const char *const read[] = {"/etc/passwd", "/usr/share", "/no/such/path"};
	static const uint16_t ports[] = {9};
	unsigned missing;
	err e;
	int bad = 0;

	if (os_lock(&(struct lock_rules){.read = read, .read_count = 3, .ports = ports, .port_count = 1}, &missing,
		    &e) < 0)
		return 64;
	if (missing)
		return 32;
	bad |= open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 ? 1 : 0;
	bad |= open("/usr/share/doc", O_RDONLY | O_CLOEXEC) < 0 ? 1 : 0;
	bad |= open("/etc/hostname", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES ? 2 : 0;
	bad |= open("/usr/share/x", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0 ? 4 : 0;
	bad |= connect_to(9) == EACCES ? 8 : 0;
	bad |= connect_to(10) != EACCES ? 16 : 0;
	return bad;
}

int main(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(locked());
	waitpid(pid, &status, 0);
	int bad = WEXITSTATUS(status);

	if (bad == 32) {
		tap_skip("this kernel has no Landlock, or none for TCP");
		return tap_done();
	}
	ok(bad != 64, "the lock goes on");
	ok(!(bad & 1), "named file and folder can be read");
	ok(!(bad & 2), "another file cannot");
	ok(!(bad & 4), "nothing can be written");
	ok(!(bad & 8), "a named port can be dialled");
	ok(!(bad & 16), "another port cannot");
	return tap_done();
}
