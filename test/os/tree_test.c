/* Trees: names in parts, what is opened and what is not, and that nothing notices. */
#include "os/tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "test/tap.h"

static void names(int root)
{
	struct os_tree_names l;
	char after[256] = "", last[256] = "";
	unsigned n = 0, parts = 0;
	bool sorted = true;

	ok(os_tree_names_init(&l, 16384), "room for some");
	for (;;) {
		if (os_tree_names_next(&l, root, after, NULL) < 0 || !l.n)
			break;
		parts++;
		for (size_t i = 0; i < l.n; i++, n++) {
			const char *name = (const char *)l.bytes + l.at[i];

			sorted &= strcmp(last, name) < 0;
			(void)snprintf(last, sizeof(last), "%s", name);
		}
		(void)snprintf(after, sizeof(after), "%s", last);
		if (!l.more)
			break;
	}
	is_int(n, 3004, "every name once");
	ok(sorted, "in the order of their bytes");
	ok(parts > 5, "in %u parts", parts);
	os_tree_names_release(&l);
}

static enum os_tree_kind kind_of(int root, const char *path)
{
	struct os_tree_node node;
	int fd = os_tree_open(root, path, false, &node);

	ok((fd >= 0) == (node.kind == OS_TREE_FILE || node.kind == OS_TREE_FOLDER), "%s: open only what is read", path);
	os_fd_close(&fd);
	return node.kind;
}

static void kinds(int root)
{
	struct stat before, after;
	struct os_tree_node node;
	char byte;

	is_int(kind_of(root, ""), OS_TREE_FOLDER, "the root");
	is_int(kind_of(root, "file"), OS_TREE_FILE, "a file");
	is_int(kind_of(root, "pipe"), OS_TREE_FIFO, "a pipe");
	is_int(kind_of(root, "link"), OS_TREE_LINK, "a link");
	is_int(kind_of(root, "up/file"), OS_TREE_LINK, "nor through one");
	is_int(kind_of(root, "none"), OS_TREE_GONE, "nothing");
	is_int(kind_of(root, "../.."), OS_TREE_OTHER_FS, "nor out of the root");
	(void)utimensat(root, "file", (struct timespec[]){{.tv_sec = 1000}, {.tv_sec = 2000}}, 0);
	(void)fstatat(root, "file", &before, 0);
	int fd = os_tree_open(root, "file", false, &node);

	ok(read(fd, &byte, 1) == 1, "it can be read");
	is_int(node.size, 1, "its size");
	is_int(node.modified, 2000, "its time");
	os_fd_close(&fd);
	(void)fstatat(root, "file", &after, 0);
	is_int(before.st_atime, after.st_atime, "its time of reading stays");
	int proc = os_dir_open("/proc", NULL);

	is_int(kind_of(proc, ""), OS_TREE_VIRTUAL, "/proc holds nobody's data");
	os_fd_close(&proc);
}

int main(void)
{
	char path[TAP_PATH], name[64];

	if (!mkdtemp(tap_temporary(path, "tree")) || chdir(path) < 0)
		return 1;
	for (unsigned i = 0; i < 3000; i++) {
		(void)snprintf(name, sizeof(name), "a-file-with-a-long-name-%u", i * 7919 % 3000);
		int fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

		os_fd_close(&fd);
	}
	int fd = open("file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	if (write(fd, "x", 1) != 1 || mkfifo("pipe", 0600) < 0 || symlink("file", "link") < 0 || symlink(".", "up") < 0)
		return 1;
	os_fd_close(&fd);
	int root = os_dir_open(".", NULL);
	AUTO(os_fd_close) int folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	names(folder);
	kinds(root);
	os_fd_close(&root);
	for (unsigned i = 0; i < 3000; i++) {
		(void)snprintf(name, sizeof(name), "a-file-with-a-long-name-%u", i);
		(void)unlink(name);
	}
	(void)unlink("file"), (void)unlink("pipe"), (void)unlink("link"), (void)unlink("up");
	(void)rmdir(path);
	return tap_done();
}
