/*
 * tree: file trees of inspected objects, looked at without leaving a trace: nothing is opened before it is known to be a
 * file or a folder (opening a FIFO wakes its writer, opening a device can do anything), never through a symbolic link, never out of
 * the root, without a change of access times where the system allows that. Called through the gate (gate/folder.h).
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

enum os_tree_kind {
	OS_TREE_FILE,
	OS_TREE_FOLDER,
	OS_TREE_LINK,
	OS_TREE_FIFO,
	OS_TREE_SOCKET,
	OS_TREE_DEVICE,
	OS_TREE_OTHER_FS, /* another file system begins here */
	OS_TREE_VIRTUAL,  /* the root lies in /proc, /sys or the like: no data of anybody */
	OS_TREE_DENIED,
	OS_TREE_GONE,
	OS_TREE_LONG, /* path or name longer than the system takes */
	OS_TREE_FAILED,
	OS_TREE_KIND_COUNT
};

struct os_tree_node {
	enum os_tree_kind kind;
	uint64_t device, inode; /* with FILE and FOLDER, as all below */
	uint64_t links;
	uint64_t size;
	uint64_t stored;  /* bytes that take room on the disk: less than size where there are holes */
	int64_t modified; /* UTC seconds */
	unsigned mode;    /* permission bits */
	uint32_t owner;
};

/* Opens the path below root_fd ("" or ".": the root itself) for reading where it is a file or a folder. cross: also on other file
 * systems. The descriptor (caller closes), or -1 with ret->kind saying what stands there or why not. */
int os_tree_open(int root_fd, const char *path, bool cross, struct os_tree_node *ret);
/* Size, times and kind now. False when it cannot be told. */
bool os_tree_stat(int fd, struct os_tree_node *ret);
/* The first bytes, at most `most`. */
bool os_tree_head(int fd, void *ret, size_t most, size_t *ret_n);
/* It will be read from here to there, soon, once. */
void os_tree_will_read(int fd, uint64_t from, uint64_t n);
/* Are any of its bytes in memory already, from somebody's use? */
bool os_tree_cached(int fd);
/* Gives the memory back that reading it took. */
void os_tree_forget(int fd);

/* Names of a folder in byte order, a part at a time, so that a folder of any size takes a bounded amount of memory. */
struct os_tree_names {
	uint8_t *bytes; /* names, each with a NUL */
	size_t size;    /* room */
	uint32_t *at;   /* where each begins */
	size_t n;
	size_t room; /* of at */
	size_t used; /* of bytes */
	bool more;   /* there are names behind the last one */
	char cut[256];
};
/* room: bytes of memory, at least 8 KiB. False: no memory. */
[[nodiscard]] bool os_tree_names_init(struct os_tree_names *l, size_t room);
void os_tree_names_release(struct os_tree_names *l);
/* The names that follow `after` ("" for the first). A folder that changes meanwhile shows what it shows. E_IO. */
[[nodiscard]] int os_tree_names_next(struct os_tree_names *l, int fd, const char *after, err *e);
/* Gives memory back that the names do not need, where no more are to come. Returns the bytes that it holds now. */
size_t os_tree_names_fit(struct os_tree_names *l);
