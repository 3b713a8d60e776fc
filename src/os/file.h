/*
 * file: whole files and folders of our own (configuration, evidence, reports). Files of inspected objects are opened by
 * the gate (gate_open), which uses os_file_beneath.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* The whole file, a NUL behind it that is not counted; the bytes belong to mem. E_NOTFOUND; E_LIMIT when it is longer
 * than `most` or does not fit mem; E_IO. Works for pipes and /proc too. */
[[nodiscard]] int os_file_read(const char *path, size_t most, arena *mem, str *ret, err *e);
/* Opens a file of ours read-only, to hand its descriptor to a caged reader. E_NOTFOUND, E_DENIED, E_IO. */
[[nodiscard]] int os_file_open(const char *path, err *e);
/* The first bytes of an open file, at most `most`, without moving its position. */
[[nodiscard]] int os_file_head(int fd, void *ret, size_t most, size_t *ret_n, err *e);
/* Reads like os_file_read, from an open descriptor, which stays open. `name` is for the error. */
[[nodiscard]] int os_file_read_fd(int fd, const char *name, size_t most, arena *mem, str *ret, err *e);
/* Replaces the file: a reader sees the old bytes or the new, also after a crash (written beside it, synced, renamed).
 * Mode 0666 less umask. */
[[nodiscard]] int os_file_write(const char *path, str bytes, err *e);
/* Likewise for the owner's eyes only (0600): keys. */
[[nodiscard]] int os_file_write_private(const char *path, str bytes, err *e);
/* A file being written piece by piece (os_file_put to fd) that replaces `path` only when all of it is there. */
struct os_file_new {
	int fd; /* -1: none */
	const char *path;
	buf beside; /* where it stands until then; empty for a device or pipe, which is written to as it is */
	bool named; /* it stands there already: where the file system has no files without a name */
};
/* private: 0600. After 0 call os_file_end or os_file_abandon. path lives as long as f. */
[[nodiscard]] int os_file_begin(struct os_file_new *f, const char *path, bool private, err *e);
/* Syncs it and puts it in the place; after an error nothing is left of it and the old file stands. */
[[nodiscard]] int os_file_end(struct os_file_new *f, err *e);
void os_file_abandon(struct os_file_new *f);
/* A file in memory with these bytes, read from its beginning; gone when closed. Its descriptor. */
[[nodiscard]] int os_file_of(str bytes, err *e);
/* Writes all bytes to a descriptor, waiting where it is non-blocking. */
[[nodiscard]] int os_file_put(int fd, str bytes, err *e);
/* Makes a file that somebody else wrote beside `to` take its place, durably. */
[[nodiscard]] int os_file_move(const char *from, const char *to, err *e);
/* Makes a folder and those above it (0777 less umask); one that is there is well. */
[[nodiscard]] int os_dir_make(const char *path, err *e);
/* Names in a folder in byte order, without "." and ".."; names and list belong to mem. At most 100,000 (E_LIMIT). */
[[nodiscard]] int os_dir_list(const char *dir, arena *mem, str **ret, size_t *n, err *e);
/* E_NOTFOUND, or what kind of thing stands at the path (symbolic links are followed). */
struct os_file_info {
	bool is_dir;
	bool is_file;
	uint64_t size;
	int64_t modified; /* UTC seconds */
};
[[nodiscard]] int os_file_info(const char *path, struct os_file_info *ret, err *e);
/* Appends the path without "." and ".." and doubled slashes, from the root; by its letters alone, links are not followed. E_IO. */
[[nodiscard]] int os_path_absolute(const char *path, buf *ret, err *e);
/* True when something stands there. */
bool os_file_exists(const char *path);
/* It lies on a file system that takes no writing now. */
bool os_file_is_frozen(const char *path);
/* Removes a file; one that is not there is well. */
[[nodiscard]] int os_file_remove(const char *path, err *e);
/* Opens a folder as the root of os_file_beneath (O_PATH). */
[[nodiscard]] int os_dir_open(const char *path, err *e);
/* Opens a file read-only below root_fd, never through a symbolic link, out of the root, or to another file system's
 * magic link (openat2). Only regular files and folders: a FIFO or device is E_DENIED. */
[[nodiscard]] int os_file_beneath(int root_fd, const char *path, err *e);
/* Takes the lock that a file stands for (made when absent), until the descriptor is closed or the process ends. E_BUSY
 * when another process has it. Returns the descriptor. */
[[nodiscard]] int os_file_lock(const char *path, err *e);
/* For AUTO(os_fd_close): closes *fd when it is not negative and makes it -1. */
void os_fd_close(int *fd);
