/*
 * look_priv: what the parts of look share.
 *   look.c        the reader's life, names, finds        look_text.c    texts as they lie
 *   look_parts.c  what containers and documents hold     look_chain.c   unpacking and looking in two processes
 *   look_table.c  columns                            look_base64.c  files written as base64 within texts
 */
#pragma once

#include "collect/data/look.h"
#include "collect/data/sum.h"
#include "detect/candidate.h"
#include "detect/column.h"
#include "detect/cover.h"
#include "format/filetype.h"
#include "format/unpack.h"

/* A column's name and how it is shown: to look for values in it costs more than to look at its cell, and columns take turns. */
#define LOOK_NAMES ((size_t)64)
struct look_name {
	buf name;
	buf shown;
};

struct look {
	struct look_conf conf;
	struct finder *finder;
	struct finder *cells; /* of tables; what it finds is also for the column's profile */
	struct column *cell;  /* the one that it finds for; NULL: none */
	bool counting;        /* its finds count */
	struct look_table *table;
	struct cover *namer; /* for paths and names of columns, while the other one is busy */
	struct sum *sum;
	str inner;      /* of the present part, as it may be shown */
	uint64_t lines; /* before the engine's present stream; of a table: the row */
	buf out;
	int to_parent;
	uint32_t file;
	struct look_name names[LOOK_NAMES]; /* of columns that were met, by their hash */
	uint8_t *block;
	uint8_t head[FILETYPE_HEAD];
	size_t head_n;
	uint8_t beginning[FIND_BEGINNING]; /* of a file that is read in pieces */
	bool typed;
	bool plain;                 /* a file on disk is looked through as it lies */
	struct look_packed *packed; /* files within texts; NULL: none yet */
};

/* Sends a record of the present file. */
void look_put(struct look *l, struct record *r);
/* A name as it may be shown: whatever looks like personal data in it is masked, sure or not. */
void look_show_name(struct look *l, str name, buf *out);
/* The sums of the file so far, and its end; lines: line ends in this piece. */
void look_end_file(struct look *l, uint64_t lines);
/* pread, or read for a stream; -1 with errno. */
ssize_t look_read(const struct look_file *f, void *to, size_t n, uint64_t at);
/* A text as it lies, or a piece of it. */
void look_text(struct look *l, const struct look_file *f, enum filetype type);
/* A container or document, and what is in it: here, or as another process unpacks it. False: it says that there is nothing to unpack. */
bool look_parts(struct look *l, const struct look_file *f);
/* A file that came to light within a text; `inner` as it may be shown. Returns how many bytes came out of it. */
struct look_part_how {
	str inner;
	uint64_t out_most;
	bool cut; /* its end was left out */
};
uint64_t look_part(struct look *l, struct source *from, const struct look_part_how *how);
/* The engine met a file's beginning, in a text or a cell. */
void look_packed_on(void *ctx, const struct find_packed *told);
void look_packed_on_cell(void *ctx, const struct find_packed *told);
/* finder_feed() and finder_end() for what comes out of a container: what is within it is kept. */
void look_feed(struct look *l, str bytes);
void look_feed_end(struct look *l, struct find_totals *ret);
/* Takes the files apart that were met in this one. Why not all, "". */
const char *look_packed(struct look *l, const struct look_file *file);
/* Unpacks the file whose beginning was read. Why its bytes are not all, "" . */
const char *look_unpack(struct look *l, const struct look_file *f, const struct pieces *to, struct unpack_result *ret);
/* The pieces that another process unpacks. False: nothing to unpack. */
bool look_chained(struct look *l, const struct look_file *f, const struct pieces *to, struct unpack_result *ret,
		  const char **ret_why);
/* Memory of the process, before its first file. */
void look_prepare(struct look *l);
/* Reads the file's beginning and tells what it is. */
enum filetype look_type(struct look *l, const struct look_file *f);
/* By its type, and the beginning that was read. */
bool look_is_plain(const struct look *l, enum filetype t);
bool look_is_dump(str head);
/* A find of the present part. */
void look_on_find(void *ctx, const struct find *f);
/* A column's name as it may be shown; valid until another one is asked for. */
str look_show_column(struct look *l, str name);
/* A table begins; its rows (count: what is found in them counts); its columns' verdicts go to the sums. */
void look_table_begin(struct look *l);
void look_table_row(struct look *l, const str *cells, size_t n, bool names, bool count);
void look_table_end(struct look *l);
/* The last table's columns, as they may be shown; forgets them. */
str look_table_names(const struct look *l);
void look_table_drop(struct look *l);
/* The columns of a CSV file by its beginning; whole: that is all of it. */
void look_table_sample(struct look *l, str bytes, bool whole, enum charset charset);
void look_on_cell(void *ctx, const struct find *f);
/* How the engine reads a text of this type. */
enum find_form look_form(enum filetype type);
/* The form's name for data_file.form. */
str look_form_name(const struct look *l, enum filetype type);
