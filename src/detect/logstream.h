/*
 * logstream: the files of one log together: from when to when there are records, how far back they reach, where they are silent longer
 * than is usual at that hour of the week, what is missing between them. Order is that of the records' times, never of the files'.
 */
#pragma once

#include "detect/logfile.h"
#include "format/logname.h"

#define LOGSTREAM_GAPS 256

enum logstream_why {
	LOGSTREAM_SILENCE,
	LOGSTREAM_FILE,    /* a file is missing there, by the numbers or dates of its neighbours */
	LOGSTREAM_NUMBERS, /* serial numbers are missing */
	LOGSTREAM_STOPPED, /* from the last record to now */
	LOGSTREAM_WHY_COUNT
};
const char *logstream_why_name(enum logstream_why w);

struct logstream_gap {
	enum logstream_why why;
	int64_t from, until;
	bool told;      /* a record says that what writes the log stopped or started there */
	uint64_t count; /* LOGSTREAM_NUMBERS: how many */
};

struct logstream_file {
	struct logname name;
	const struct logfile_sum *sum; /* NULL: not read */
	bool unread;                   /* something of it was not: records may be there that nobody saw */
};

struct logstream {
	enum logline_form form;
	size_t files, unread, turned; /* turned: files that are not the one being written */
	uint64_t records, timed, zoned, bytes;
	bool yearless;
	int64_t first, last; /* LOGFILE_NONE: no record */
	int64_t reach;       /* the first record less the silence that is usual: from here on records are there */
	int64_t covered;     /* seconds from first to last without the gaps */
	int64_t period;      /* seconds that a turned-over file holds, usually; 0: not known */
	uint64_t looked, acts;
	uint64_t fields[LOGLINE_FIELD_COUNT];
	uint64_t act_fields[LOGLINE_FIELD_COUNT];
	uint64_t events[LOGLINE_EVENT_COUNT];
	uint64_t back_count, future, nuls;
	int64_t future_most;
	uint64_t missing; /* serial numbers */
	bool numbered;
	size_t gap_count;
	bool more_gaps; /* than are kept */
	struct logstream_gap gaps[LOGSTREAM_GAPS];
};

/* Adds the files up. now: UTC seconds. files are put in the order of their first records. */
void logstream_add(struct logstream_file *files, size_t n, int64_t now, struct logstream *ret);
/* Whole calendar months from a moment to a later one, in China: 2026-05-22 to 2026-11-22 are 6, from 2026-05-23 5. Negative never. */
int64_t logstream_months(int64_t from, int64_t until);
