/*
 * logfile: one file of a log read from its beginning to its end, in blocks of any size: which form its records have, the earliest and
 * the latest, where it is silent, where its clock goes back, which serial numbers are missing, how many of its records say who did
 * what from where with what result. Linear; a fixed amount of memory (some 100 KiB) whatever the file, lines of any length. What
 * it gives is numbers: nothing of the text of a record.
 *
 * How a log is read as several files together (one log turned over) is collect/log's matter: logstream.h adds them up.
 */
#pragma once

#include "base/buf.h"
#include "base/cur.h"
#include "format/logline.h"

#define LOGFILE_NONE INT64_MIN

/* Silences that are kept, the longest; a shorter one than LOGFILE_SILENCE_LEAST seconds is none. */
#define LOGFILE_SILENCES 64
#define LOGFILE_SILENCE_LEAST 3600
#define LOGFILE_BACKS 16
/* A record whose time is so much before the one before it is not a matter of order in writing. */
#define LOGFILE_BACK_LEAST 300
/* Slots of ten minutes of a week in which there are records: how usual silence is. */
#define LOGFILE_SLOT 600
#define LOGFILE_SLOTS 1008

struct logfile_silence {
	int64_t from, until; /* last record before it, first behind it */
	bool told;           /* records at its borders say that the writer stopped or started */
};
struct logfile_back {
	int64_t from, until; /* the clock went from … back to … */
	uint64_t line;
};

/* Numbers of one file. Times are UTC seconds. */
struct logfile_sum {
	enum logline_form form; /* of most records */
	uint64_t bytes, lines, records;
	uint64_t timed;          /* records with a time of the file's kind (with or without a year) */
	uint64_t zoned;          /* of these, with a zone */
	bool yearless;           /* its times have no year: taken from its place in the order */
	int64_t first, last;     /* earliest and latest record; LOGFILE_NONE: none */
	int64_t at_head, at_end; /* the first and the last record in the file's order */
	bool starts;             /* its first record says that the writer started */
	bool stops;              /* its last, that it stopped */
	uint64_t looked;         /* records whose fields were looked at */
	uint64_t fields[LOGLINE_FIELD_COUNT];
	uint64_t events[LOGLINE_EVENT_COUNT];
	uint64_t acts; /* of those looked at, records of an event (login … clear) */
	uint64_t act_fields[LOGLINE_FIELD_COUNT];
	uint64_t nuls;    /* NUL bytes: holes of a file that was cut while it was written */
	uint64_t longest; /* line, bytes */
	bool open_end;    /* the last line has no end */
	uint64_t back_count;
	uint64_t future;     /* records later than the moment of reading and five minutes */
	int64_t future_most; /* seconds by which the latest is ahead */
	bool numbered;
	uint64_t number_first, number_last;
	uint64_t number_missing; /* not seen between those seen */
	uint64_t number_resets;
	int64_t hole_from, hole_until; /* the greatest hole in the numbers, LOGFILE_NONE: none */
	uint64_t hole;
	size_t silence_count, back_kept;
	struct logfile_silence silences[LOGFILE_SILENCES];
	struct logfile_back backs[LOGFILE_BACKS];
	uint16_t slots[LOGFILE_SLOTS];
};

struct logfile_conf {
	int64_t now;   /* UTC seconds: what is later is in the future */
	int64_t until; /* upper bound of the last record of a log without years: now, the first record of the file that
			* follows, or the day in its name */
	int zone;      /* minutes east of UTC for times without a zone */
};

struct logfile;
/* NULL: no memory. */
struct logfile *logfile_new(const struct logfile_conf *conf);
void logfile_free(struct logfile *f);
void logfile_feed(struct logfile *f, str bytes);
/* Once, at the end. */
void logfile_end(struct logfile *f, struct logfile_sum *ret);

/* As bytes, and back; what comes back is hostile: false when it makes no sense. */
void logfile_put(buf *b, const struct logfile_sum *s);
[[nodiscard]] bool logfile_take(cur *c, struct logfile_sum *ret);
