/* landlock(7). The C library of Debian 12 knows an older interface: structures and numbers by its versions. */
#include "os/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RIGHT_EXECUTE (1u << 0)
#define RIGHT_READ_FILE (1u << 2)
#define RIGHT_READ_DIR (1u << 3)
#define RIGHT_CONNECT_TCP 2u
#define RIGHT_BIND_TCP 1u
#define RULE_PATH 1
#define RULE_PORT 2

struct landlock_attr {
	uint64_t files;
	uint64_t network;
};

struct landlock_path {
	uint64_t rights;
	int32_t fd;
} __attribute__((packed));

struct landlock_port {
	uint64_t rights;
	uint64_t port;
};

static int add_path(int rules, const char *path, err *e)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return 0;
	bool is_dir = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	struct landlock_path rule = {.rights = RIGHT_READ_FILE | (is_dir ? RIGHT_READ_DIR : 0), .fd = fd};
	long rc = syscall(445, rules, RULE_PATH, &rule, 0);
	int why = errno;

	close(fd);
	return rc < 0 ? err_sys(e, E_DENIED, why, "lock: allow %s", path) : 0;
}

static int add_rules(int fd, const struct lock_rules *rules, bool network, err *e)
{
	for (size_t i = 0; i < rules->read_count; i++)
		TRY(add_path(fd, rules->read[i], e));
	for (size_t i = 0; network && i < rules->port_count; i++) {
		struct landlock_port rule = {.rights = RIGHT_CONNECT_TCP, .port = rules->ports[i]};

		if (syscall(445, fd, RULE_PORT, &rule, 0) < 0)
			return err_sys(e, E_DENIED, errno, "lock: allow port %u", rules->ports[i]);
	}
	return 0;
}

int os_lock(const struct lock_rules *rules, unsigned *ret_missing, err *e)
{
	/* Rights over files that versions 1 to 5 know. */
	static const uint8_t file_bits[] = {13, 14, 15, 15, 16};
	long version = syscall(444, NULL, 0, 1);
	struct landlock_attr attr = {0};

	*ret_missing = 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(e, E_DENIED, errno, "no_new_privs");
	if (version < 1) {
		*ret_missing = LOCK_NO_FILES | LOCK_NO_NETWORK;
		return 0;
	}
	attr.files = ((uint64_t)1 << file_bits[version > 5 ? 4 : version - 1]) - 1;
	attr.network = version >= 4 ? RIGHT_BIND_TCP | RIGHT_CONNECT_TCP : 0;
	if (version < 4)
		*ret_missing = LOCK_NO_NETWORK;
	int fd = (int)syscall(444, &attr, version >= 4 ? sizeof(attr) : sizeof(attr.files), 0);

	if (fd < 0)
		return err_sys(e, E_DENIED, errno, "landlock_create_ruleset");
	int rc = add_rules(fd, rules, version >= 4, e);

	if (rc == 0 && syscall(446, fd, 0) < 0)
		rc = err_sys(e, E_DENIED, errno, "landlock_restrict_self");
	close(fd);
	return rc;
}
