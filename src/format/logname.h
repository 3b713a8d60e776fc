/*
 * logname: what the name of a log file says: which files are one log, turned over (access.log, access.log.1, access.log-20261101.gz,
 * app.2026-11-01.0.log, 2026/11/01/app.log), and where in its order a file stands. How old its records are is not read from names.
 */
#pragma once

#include "base/buf.h"

enum logname_order {
	LOGNAME_NOW,   /* the file being written, by its name */
	LOGNAME_INDEX, /* .1, .2: the greater, the older */
	LOGNAME_DATE,  /* a date, perhaps with an hour and an index */
	LOGNAME_ORDER_COUNT
};

struct logname {
	enum logname_order order;
	uint64_t index; /* LOGNAME_INDEX; with a date: the part's number, 0 where none */
	int64_t day;    /* LOGNAME_DATE: days since 1970 */
	bool packed;    /* ends like a compressed file */
};

/* Reads the path (of files below a folder: with the folders' names) and puts the name of its family: the path without what turning
 * over added to it. */
void logname_read(str path, buf *family, struct logname *ret);
