/* Caged readers beside each other: what they may, how their ends are told, two in a row, one whose parent does not read. Real
 * children, real kernel. */
#include "cage/child.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "test/tap.h"

struct job {
	int fd;
	int other; /* not among what it keeps */
	size_t n;
};

static volatile unsigned spin;

static void reads(void *ctx, int to)
{
	const struct job *j = ctx;
	uint8_t block[64];
	ssize_t n = pread(j->fd, block, 4, 2);

	cage_write(to, (str){block, n > 0 ? (size_t)n : 0});
	n = pread(j->other, block, 4, 0);
	cage_write(to, n < 0 ? STR("|shut") : STR("|open"));
}

static void opens(void *ctx, int to)
{
	(void)ctx;
	int fd = open("/etc/hostname", O_RDONLY);

	cage_write(to, fd < 0 ? STR("no") : STR("yes"));
}

static void talks(void *ctx, int to)
{
	(void)ctx;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	cage_write(to, fd < 0 ? STR("no") : STR("yes"));
}

static void spins(void *ctx, int to)
{
	(void)ctx, (void)to;
	for (;;)
		spin++;
}

static void eats(void *ctx, int to)
{
	arena mem;

	(void)ctx, (void)to;
	arena_init(&mem, (size_t)1 << 20);
	mem.full = cage_no_memory;
	for (;;)
		(void)arena_take(&mem, 1, 100000);
}

static void dies(void *ctx, int to)
{
	(void)ctx;
	cage_write(to, STR("half"));
	__builtin_trap();
}

static void pours(void *ctx, int to)
{
	static uint8_t block[4096];
	const struct job *j = ctx;

	for (size_t i = 0; i < j->n; i++) {
		block[0] = (uint8_t)i;
		cage_write(to, (str){block, sizeof(block)});
	}
}

static void passes(void *ctx, int to)
{
	const struct job *j = ctx;
	uint8_t block[4096];

	for (ssize_t n; (n = read(j->fd, block, sizeof(block))) > 0;) {
		block[0] ^= 0xff;
		cage_write(to, (str){block, (size_t)n});
	}
}

static enum cage_end finish(struct cage_child *c, buf *to)
{
	struct pollfd p = {.fd = c->from, .events = POLLIN};

	while (cage_child_read(c, to, to->max))
		(void)poll(&p, 1, -1);
	return cage_child_end(c, false);
}

static enum cage_end run(void (*work)(void *ctx, int to), struct job *j, buf *out)
{
	struct cage_child c;

	buf_reset(out);
	ok(cage_child_start(&c, &(struct cage_start){.fds = &j->fd,
						     .fd_count = j->fd >= 0,
						     .memory = (size_t)8 << 20,
						     .cpu_seconds = 1,
						     .run = work,
						     .ctx = j}),
	   "a child starts");
	return finish(&c, out);
}

static void ends(struct job *j, buf *out)
{
	is_int(run(reads, j, out), CAGE_WELL, "one that reads ends well");
	is_str(buf_str(out), STR("cdef|shut"), "it reads at any place, and only what it was given");
	is_int(run(opens, j, out), CAGE_FORBIDDEN, "opening a file ends it");
	is_int(run(talks, j, out), CAGE_FORBIDDEN, "a socket ends it");
	is_int(run(spins, j, out), CAGE_TIME, "time has a ceiling");
	is_int(run(dies, j, out), CAGE_DIED, "a death is told");
	is_str(buf_str(out), STR("half"), "what it wrote before is there");
}

static void pipes(struct job *j, buf *out)
{
	struct cage_child c, first, second;
	struct job pour = {.fd = -1, .n = 5000};
	struct cage_start how = {.memory = (size_t)8 << 20, .cpu_seconds = 10, .run = pours, .ctx = &pour};

	ok(cage_child_start(&c, &how), "one that writes more than a pipe holds");
	buf_reset(out);
	ok(cage_child_read(&c, out, 10000) && out->n <= 10000, "the parent takes what it likes");
	is_int(finish(&c, out), CAGE_WELL, "and the rest");
	is_int(out->n, 5000 * 4096, "nothing is lost");

	how.handed = true;
	ok(cage_child_start(&first, &how), "the first of two");
	struct job pass = {.fd = first.from};
	struct cage_start then = {.fds = &pass.fd,
				  .fd_count = 1,
				  .memory = (size_t)8 << 20,
				  .cpu_seconds = 10,
				  .run = passes,
				  .ctx = &pass};

	ok(cage_child_start(&second, &then), "the second");
	cage_child_handed(&first);
	buf_reset(out);
	is_int(finish(&second, out), CAGE_WELL, "it ends well");
	is_int(out->n, 5000 * 4096, "with all that the first wrote");
	is_int(cage_child_end(&first, false), CAGE_WELL, "which ended well too");

	how.handed = false;
	ok(cage_child_start(&c, &how), "one that is not wanted any more");
	is_int(cage_child_end(&c, true), CAGE_DIED, "is ended");
	is_int(cage_child_end(&c, true), CAGE_NOT_STARTED, "once");
	(void)j;
}

int main(void)
{
	char path[TAP_PATH];
	buf out;

	buf_init(&out, (size_t)32 << 20);
	int fd = mkostemp(tap_temporary(path, "cage"), O_CLOEXEC);
	struct job j = {.fd = fd, .other = dup(fd)};

	if (write(fd, "abcdefgh", 8) != 8)
		return 1;
	(void)unlink(path);
	ends(&j, &out);
	pipes(&j, &out);
	struct job none = {.fd = -1};

	is_int(run(eats, &none, &out), CAGE_MEMORY, "memory has a ceiling");
	for (int i = 0; i < CAGE_END_COUNT; i++)
		ok((cage_end_words((enum cage_end)i)[0] == 0) == (i == CAGE_WELL), "words of end %d", i);
	buf_release(&out);
	return tap_done();
}
