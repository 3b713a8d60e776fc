/*
 * parts: the door through which readers of containers and documents hand out what they find (format/pieces.h): it puts the path of what
 * is read before each part's own name, counts against the ceilings, and sees to it that every part that began ends.
 */
#pragma once

#include "base/buf.h"
#include "format/pieces.h"

/* A path that is handed out: longer ones are cut. */
#define PARTS_PATH_MOST 4096
#define PARTS_NAME_MOST 512

struct parts {
	const struct pieces *to;
	buf path;           /* of what is read: "a.tar!b.zip" */
	uint64_t left;      /* bytes that may still be handed out */
	uint64_t rows_left; /* of them in rows: a document can say much in few bytes */
	uint64_t part_most;
	uint64_t part_left; /* of the open part */
	uint64_t count_left;
	uint64_t began;  /* how many */
	uint64_t given;  /* bytes */
	uint64_t unread; /* parts that did not end whole */
	bool open;
	bool stopped; /* the receiver had enough of the open part */
	bool cut;     /* a ceiling was reached in the open part */
	bool out;     /* a ceiling for all was reached: nothing more is read */
};

/* Begins a part; own: its name in what is read, "" for the thing itself. False: pass it over (the receiver does not want it, or a ceiling
 * for all was reached). */
bool parts_begin(struct parts *p, str own, enum piece_form form);
/* False: enough. */
bool parts_bytes(struct parts *p, str bytes);
bool parts_row(struct parts *p, const str *cells, size_t n, bool names);
/* Ends it. how and why are the reader's; a ceiling or a receiver that had enough goes before PIECE_WHOLE. */
void parts_end(struct parts *p, enum piece_end how, const char *why);
/* A part of which nothing can be read, with the reason. */
void parts_unread(struct parts *p, str own, enum piece_end how, const char *why);
/* Puts "!" and a name behind the path, as UTF-8 (GB18030 where it is none), clean and bounded; returns the path's length before. */
size_t parts_enter(struct parts *p, str name);
void parts_leave(struct parts *p, size_t was);
