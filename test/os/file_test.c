/* file: whole reads with a ceiling, atomic writes, folders, and opening beneath a root only. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "test/tap.h"

static char root[TAP_PATH];

static void files(arena *mem)
{
	err e;
	str s;

	is_int(0, os_dir_make("a/b//c", &e), "folders are made");
	is_int(0, os_dir_make("a/b/c", &e), "folders that are there are well");
	is_int(0, os_file_write("a/f", STR("one"), &e), "written");
	is_int(0, os_file_write("a/f", STR("two\0x"), &e), "replaced");
	is_int(0, os_file_read("a/f", 5, mem, &s, &e), "read");
	ok(str_eq(s, STR("two\0x")), "the new bytes");
	ok(s.p[s.n] == 0, "a NUL behind");
	is_int(E_LIMIT, os_file_read("a/f", 4, mem, &s, &e), "ceiling");
	is_int(E_NOTFOUND, os_file_read("a/g", 4, mem, &s, &e), "not there");
	is_int(E_NOTFOUND, os_file_write("nowhere/g", STR("x"), &e), "no folder to write into");
	is_int(E_IO, os_dir_make("a/f", &e), "a file is no folder");
	is_int(0, os_file_read("/proc/self/stat", 4096, mem, &s, &e), "a file without a size");
	ok(s.n > 10, "has bytes");
	is_int(0, os_file_write_private("a/key", STR("k"), &e), "private");
	struct stat st;
	ok(stat("a/key", &st) == 0 && (st.st_mode & 077) == 0, "for nobody else");
}

/* A process that is killed while it writes leaves nothing behind: until it is whole, the file has no name. */
static void unfinished(arena *mem)
{
	struct os_file_new f;
	str *names = NULL;
	size_t n = 0;
	err e;

	is_int(0, os_dir_make("u", &e), "a folder");
	is_int(0, os_file_begin(&f, "u/report.html", false, &e), "begun");
	ok(os_file_put(f.fd, STR("half"), &e) == 0 && os_dir_list("u", mem, &names, &n, &e) == 0, "half written");
	if (f.named)
		ok(true, "half a file stands nowhere # SKIP no files without a name here");
	else
		is_int(n, 0, "half a file stands nowhere");
	is_int(0, os_file_end(&f, &e), "ended");
	ok(os_dir_list("u", mem, &names, &n, &e) == 0 && n == 1, "then it is there, alone");
	is_int(0, os_file_begin(&f, "u/report.html", true, &e), "begun again");
	os_file_abandon(&f);
	ok(os_dir_list("u", mem, &names, &n, &e) == 0 && n == 1, "given up it leaves nothing");
}

static void piecemeal(arena *mem)
{
	struct os_file_new f;
	str s;
	err e;

	ok(os_file_begin(&f, "a/f", false, &e) == 0 && os_file_put(f.fd, STR("new"), &e) == 0, "begun");
	ok(os_file_read("a/f", 5, mem, &s, &e) == 0 && str_eq(s, STR("two\0x")), "the old bytes stand meanwhile");
	os_file_abandon(&f);
	ok(os_file_read("a/f", 5, mem, &s, &e) == 0 && str_eq(s, STR("two\0x")), "and when it is given up");
	ok(os_file_begin(&f, "a/f", false, &e) == 0 && os_file_put(f.fd, STR("n"), &e) == 0 &&
		   os_file_put(f.fd, STR("ew"), &e) == 0 && os_file_end(&f, &e) == 0,
	   "written in pieces");
	ok(os_file_read("a/f", 5, mem, &s, &e) == 0 && str_eq(s, STR("new")), "in its place");
	ok(symlink("/dev/null", "a/null") == 0 && os_file_write("a/null", STR("x"), &e) == 0, "to a device");
	struct stat st;
	ok(lstat("a/null", &st) == 0 && S_ISLNK(st.st_mode) && unlink("a/null") == 0, "which stays what it is");
	ok(os_file_write("a", STR("x"), &e) < 0, "a folder is no file");
}

static void listing(arena *mem)
{
	err e;
	str *names;
	size_t n;

	is_int(0, os_dir_list("a", mem, &names, &n, &e), "listed");
	is_int(3, (long long)n, "three names: nothing is left beside a written file");
	ok(str_eq(names[0], STR("b")) && str_eq(names[1], STR("f")) && str_eq(names[2], STR("key")), "sorted");
	is_int(E_NOTFOUND, os_dir_list("nowhere", mem, &names, &n, &e), "no folder");
}

static void beneath(void)
{
	err e;
	AUTO(os_fd_close) int dir = os_dir_open("a", &e);
	AUTO(os_fd_close) int fd = os_file_beneath(dir, "f", &e);

	ok(fd >= 0, "a file beneath");
	ok(symlink("f", "a/link") == 0 && symlink("../x", "a/b/out") == 0 && mkfifo("a/fifo", 0600) == 0, "laid out");
	is_int(E_DENIED, os_file_beneath(dir, "link", &e), "no symbolic link");
	is_int(E_DENIED, os_file_beneath(dir, "../a/f", &e), "not upwards");
	is_int(E_DENIED, os_file_beneath(dir, "/etc/passwd", &e), "not from the root");
	is_int(E_DENIED, os_file_beneath(dir, "b/out", &e), "no link that leads out");
	is_int(E_DENIED, os_file_beneath(dir, "fifo", &e), "no pipe, and no waiting for one");
}

static int child(void *ctx, int to)
{
	return *(int *)ctx == 7 && os_file_put(to, STR("hello"), NULL) == 0 ? 3 : 1;
}

static void processes(arena *mem)
{
	struct os_child c;
	err e;
	str s;
	int seven = 7;

	is_int(0, os_fork(child, &seven, &c, &e), "forked");
	is_int(0, os_file_read_fd(c.from, "pipe", 100, mem, &s, &e), "read from the child");
	ok(str_eq(s, STR("hello")), "its words");
	is_int(3, os_wait(c.pid, &e), "its status");
	os_fd_close(&c.from);
	const char *argv[] = {"sh", "-c", "kill -9 $$", NULL};
	int pid = os_spawn(argv, -1, -1, &e);
	is_int(128 + 9, os_wait(pid, &e), "killed");
	const char *none[] = {"/nowhere/program", NULL};
	is_int(E_NOTFOUND, os_spawn(none, -1, -1, &e), "no such program");
	ok(os_memory_now() > 100000 && os_memory_peak() > 100000, "memory");
	ok(os_now_utc() > 1700000000 && os_now_utc_ms() / 1000 >= 1700000000, "clock");
	ok(os_now_mono_us() / 1000 <= os_now_mono_ms(), "monotonic");
	ok(os_files_raise() >= 256 && os_cpus() >= 1, "limits");
}

int main(void)
{
	arena mem;

	arena_init(&mem, 1 << 20);
	ok(mkdtemp(tap_temporary(root, "os")) != NULL && chdir(root) == 0, "a folder of our own");
	files(&mem);
	piecemeal(&mem);
	unfinished(&mem);
	listing(&mem);
	beneath();
	processes(&mem);
	const char *rm[] = {"rm", "-rf", root, NULL};
	is_int(0, os_wait(os_spawn(rm, -1, -1, NULL), NULL), "cleared away");
	arena_clear(&mem);
	return tap_done();
}
