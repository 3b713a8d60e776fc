/*
 * sqlite_pages: pages of a database file with its log laid over them, and the cells of its b-trees (sqlite.org/fileformat2.html, sections
 * 1.2 to 1.6 and 4).
 */
#pragma once

#include "base/buf.h"

struct sqlite_file {
	str db;
	str wal;
	size_t page_size;
	size_t usable;
	uint32_t pages;
	uint8_t encoding; /* 1: UTF-8, 2: UTF-16LE, 3: UTF-16BE */
	uint32_t *in_wal; /* per page: 1 + frame; NULL: no log */
	uint8_t *seen;    /* a bit a page: nothing is read twice */
	bool damaged;
};

/* False: no database, or memory_most does not hold its tables of pages. sqlite_file_release frees, also then. */
bool sqlite_file_init(struct sqlite_file *f, str db, str wal, size_t memory_most);
/* For a log alone. */
bool sqlite_file_init_log(struct sqlite_file *f, str wal);
void sqlite_file_release(struct sqlite_file *f);
/* Page n (1-based), once: false when there is none or it was given before. */
bool sqlite_page(struct sqlite_file *f, uint32_t n, str *ret);
/* The same without the mark. */
bool sqlite_page_again(const struct sqlite_file *f, uint32_t n, str *ret);
bool sqlite_page_was_seen(const struct sqlite_file *f, uint32_t n);

struct sqlite_cell {
	uint32_t child;   /* interior pages */
	bool has_payload; /* all but those of interior table pages */
	uint64_t rowid;   /* table leaves */
	uint64_t size;    /* of the payload, as claimed */
	str local;
	uint32_t overflow; /* 0: none */
};

struct sqlite_node {
	str page;
	size_t header; /* 100 on page 1 */
	uint8_t type;  /* 2, 5, 10, 13 */
	uint16_t cells;
	uint32_t right; /* interior pages */
	size_t left;    /* bytes that cells may still claim: they do not overlap */
};

/* False: no page of a b-tree. */
bool sqlite_node_read(const struct sqlite_file *f, uint32_t n, str page, struct sqlite_node *ret);
static inline bool sqlite_node_is_leaf(const struct sqlite_node *n)
{
	return n->type >= 10;
}
/* Cell i; false: out of its page, or the page's cells claim more than it has. */
bool sqlite_cell_read(const struct sqlite_file *f, struct sqlite_node *node, unsigned i, struct sqlite_cell *ret);
/* Its payload, whole where the overflow chain is sound and out has room, else as far as it goes (then false). */
bool sqlite_payload(struct sqlite_file *f, const struct sqlite_cell *c, buf *out);
/* 1 to 9 bytes; 0 and *at unchanged where they are cut. */
uint64_t sqlite_varint(str s, size_t *at);
