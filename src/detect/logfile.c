/*
 * Times of a log without years are kept on a line of their own while it is read: years of 366 days, each record in the year that
 * brings it nearest to the one before. At the end the last record's year is the latest that is not behind `until`, and all that was
 * kept is turned into UTC.
 */
#include "detect/logfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"

/* Fields of the first so many records are looked at, then of every SPREAD-th. */
#define LOOKED_FIRST 8192
#define SPREAD 8
/* The form of a file is that of most of its first records. */
#define FORM_RECORDS 256
/* A clock was set back when so many records in a row stay behind; fewer are stragglers. */
#define BACK_RECORDS 5
#define FUTURE_LEAST 300
/* Serial numbers come a little out of order. */
#define NUMBER_LATE 4096
#define FIRST_YEAR 100

struct logfile {
	struct logfile_conf conf;
	struct logfile_sum sum;
	struct logline_columns columns;
	struct logline_conf line_conf;
	uint64_t forms[LOGLINE_FORM_COUNT];
	bool decided;   /* yearless is settled */
	int64_t before; /* time of the record before, on the line of times */
	bool before_stops;
	struct logfile_back back; /* not yet sure */
	unsigned back_records;
	int64_t slot;
	int64_t hole_before;             /* time of the numbered record before */
	uint64_t seen[NUMBER_LATE / 64]; /* of the numbers up to number_last */
	size_t line_n;                   /* bytes of the line so far, kept or not */
	uint8_t line[LOGLINE_MOST];
};

struct logfile *logfile_new(const struct logfile_conf *conf)
{
	struct logfile *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->conf = *conf;
	f->line_conf = (struct logline_conf){.zone = conf->zone, .columns = &f->columns};
	f->sum.first = f->sum.last = f->sum.at_head = f->sum.at_end = f->before = LOGFILE_NONE;
	f->sum.hole_from = f->sum.hole_until = LOGFILE_NONE;
	f->slot = LOGFILE_NONE;
	return f;
}

void logfile_free(struct logfile *f)
{
	free(f);
}

/* The longest are kept. */
static void note_silence(struct logfile *f, int64_t from, int64_t until, bool told)
{
	struct logfile_sum *s = &f->sum;
	struct logfile_silence n = {from, until, told};
	size_t least = 0;

	if (s->silence_count < LOGFILE_SILENCES) {
		s->silences[s->silence_count++] = n;
		return;
	}
	for (size_t i = 1; i < LOGFILE_SILENCES; i++) {
		if (s->silences[i].until - s->silences[i].from < s->silences[least].until - s->silences[least].from)
			least = i;
	}
	if (until - from > s->silences[least].until - s->silences[least].from)
		s->silences[least] = n;
}

static void note_back(struct logfile *f)
{
	struct logfile_sum *s = &f->sum;

	s->back_count++;
	if (s->back_kept < LOGFILE_BACKS)
		s->backs[s->back_kept++] = f->back;
}

/* Returns true while it is not known whether the clock went back or a few records are late. f->before is the time reached. */
static bool see_back(struct logfile *f, int64_t at)
{
	if (at >= f->before - LOGFILE_BACK_LEAST) {
		f->back_records = 0;
		return false;
	}
	if (f->back_records++ == 0)
		f->back = (struct logfile_back){f->before, at, f->sum.lines};
	if (f->back_records < BACK_RECORDS)
		return true;
	note_back(f);
	f->back_records = 0;
	f->before = at;
	return false;
}

static void see_slot(struct logfile *f, int64_t at)
{
	int64_t slot = at / LOGFILE_SLOT;
	uint16_t *n = &f->sum.slots[(size_t)((slot % LOGFILE_SLOTS + LOGFILE_SLOTS) % LOGFILE_SLOTS)];

	if (slot != f->slot && *n < UINT16_MAX)
		(*n)++;
	f->slot = slot;
}

static uint64_t *seen_word(struct logfile *f, uint64_t number)
{
	return &f->seen[number / 64 % ARRAY_LEN(f->seen)];
}

/* Numbers up to `to` have not been seen, but for itself. */
static void advance(struct logfile *f, uint64_t to)
{
	uint64_t from = f->sum.number_last + 1;

	if (to - from >= NUMBER_LATE)
		memset(f->seen, 0, sizeof(f->seen));
	for (uint64_t i = from; to - from < NUMBER_LATE && i <= to; i++)
		*seen_word(f, i) &= ~(UINT64_C(1) << i % 64);
	f->sum.number_last = to;
}

static void see_number(struct logfile *f, const struct logline *l, int64_t at)
{
	struct logfile_sum *s = &f->sum;
	uint64_t bit = UINT64_C(1) << l->number % 64;

	if (!s->numbered) {
		s->numbered = true;
		s->number_first = s->number_last = l->number;
	} else if (l->number > s->number_last) {
		uint64_t hole = l->number - s->number_last - 1;

		s->number_missing += hole;
		if (hole > s->hole) {
			s->hole = hole;
			s->hole_from = f->hole_before;
			s->hole_until = at;
		}
		advance(f, l->number);
	} else if (s->number_last - l->number >= NUMBER_LATE || (l->number < 16 && s->number_last - l->number > 64)) {
		s->number_resets++;
		s->number_last = l->number;
		memset(f->seen, 0, sizeof(f->seen));
	} else if (!(*seen_word(f, l->number) & bit) && s->number_missing) {
		s->number_missing--;
	}
	*seen_word(f, l->number) |= bit;
	f->hole_before = at;
}

static int64_t on_line(struct logfile *f, int64_t at)
{
	int64_t near = f->before == LOGFILE_NONE ? FIRST_YEAR * LOGTIME_YEAR : f->before;

	if (!f->sum.yearless)
		return at;
	at += near / LOGTIME_YEAR * LOGTIME_YEAR;
	if (f->before == LOGFILE_NONE)
		return at;
	if (at - near > LOGTIME_YEAR / 2)
		at -= LOGTIME_YEAR;
	else if (near - at > LOGTIME_YEAR / 2)
		at += LOGTIME_YEAR;
	return at;
}

static void see_time(struct logfile *f, const struct logline *l)
{
	struct logfile_sum *s = &f->sum;
	int64_t at = on_line(f, l->time.at);
	bool late;

	s->timed++;
	s->zoned += l->time.zoned;
	if (s->first == LOGFILE_NONE || at < s->first)
		s->first = at;
	if (s->last == LOGFILE_NONE || at > s->last)
		s->last = at;
	if (s->at_head == LOGFILE_NONE) {
		s->at_head = at;
		s->starts = l->event == LOGLINE_LOG_START;
		f->before = at;
	}
	s->at_end = at;
	s->stops = l->event == LOGLINE_LOG_STOP;
	if (!s->yearless && at > f->conf.now + FUTURE_LEAST) {
		s->future++;
		if (at - f->conf.now > s->future_most)
			s->future_most = at - f->conf.now;
	}
	late = see_back(f, at);
	see_slot(f, at);
	if (l->numbered)
		see_number(f, l, at);
	if (late)
		return;
	if (at - f->before > LOGFILE_SILENCE_LEAST)
		note_silence(f, f->before, at, f->before_stops || l->event == LOGLINE_LOG_START);
	if (at > f->before)
		f->before = at;
	f->before_stops = s->stops;
}

static void see_fields(struct logfile_sum *s, const struct logline *l)
{
	bool act = l->event != LOGLINE_NO_EVENT && l->event != LOGLINE_LOG_START && l->event != LOGLINE_LOG_STOP;

	s->events[l->event]++;
	if (s->records > LOOKED_FIRST && s->records % SPREAD)
		return;
	s->looked++;
	s->acts += act;
	for (unsigned i = 0; i < LOGLINE_FIELD_COUNT; i++) {
		s->fields[i] += l->fields >> i & 1;
		s->act_fields[i] += act && l->fields >> i & 1;
	}
}

static void see_record(struct logfile *f, const struct logline *l)
{
	f->sum.records++;
	f->forms[l->form] += f->sum.records <= FORM_RECORDS;
	see_fields(&f->sum, l);
	if (!l->timed)
		return;
	if (!f->decided) {
		f->decided = true;
		f->sum.yearless = !l->time.yeared;
	}
	/* Times of the other kind stand in lines that somebody else's text made. */
	if (l->time.yeared != f->sum.yearless)
		see_time(f, l);
}

static void see_line(struct logfile *f)
{
	struct logfile_sum *s = &f->sum;
	str line = {f->line, f->line_n < sizeof(f->line) ? f->line_n : sizeof(f->line)};
	struct logline l;

	s->lines++;
	if (f->line_n > s->longest)
		s->longest = f->line_n;
	/* Holes stand before a line's text. */
	while (line.n && line.p[0] == 0)
		line = str_from(line, 1);
	if (s->lines == 1 && logline_columns_read(line, &f->columns))
		return;
	if (logline_parse(line, &f->line_conf, &l))
		see_record(f, &l);
	f->line_n = 0;
}

static void keep(struct logfile *f, str part)
{
	size_t room = f->line_n < sizeof(f->line) ? sizeof(f->line) - f->line_n : 0;

	if (room)
		memcpy(f->line + f->line_n, part.n ? part.p : f->line, part.n < room ? part.n : room);
	f->line_n += part.n;
}

void logfile_feed(struct logfile *f, str bytes)
{
	f->sum.bytes += bytes.n;
	for (str rest = bytes; rest.n;) {
		const uint8_t *nul = memchr(rest.p, 0, rest.n);

		if (!nul)
			break;
		rest = str_from(rest, (size_t)(nul - rest.p));
		while (rest.n && rest.p[0] == 0) {
			f->sum.nuls++;
			rest = str_from(rest, 1);
		}
	}
	while (bytes.n) {
		size_t end = str_find_byte(bytes, '\n');

		/* A hole at a line's beginning is no part of it. */
		if (f->line_n == 0) {
			while (end && bytes.p[0] == 0) {
				bytes = str_from(bytes, 1);
				end--;
			}
		}
		keep(f, str_sub(bytes, 0, end));
		if (end == bytes.n)
			return;
		see_line(f);
		f->line_n = 0;
		bytes = str_from(bytes, end + 1);
	}
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

struct years {
	int64_t last; /* year of FIRST_YEAR's line that `year` is */
	int64_t year;
	int zone;
};

static int64_t in_years(const struct years *y, int64_t at)
{
	if (at == LOGFILE_NONE)
		return at;
	return logtime_in_year(at % LOGTIME_YEAR, y->year - (y->last - at / LOGTIME_YEAR), y->zone);
}

/* The latest year in which the last record is not behind `until` (and a day, for clocks and zones). */
static struct years find_years(const struct logfile *f)
{
	struct years y = {.last = f->sum.last / LOGTIME_YEAR, .zone = f->conf.zone};

	y.year = date_civil(f->conf.until / 86400 + 2).year;
	while (y.year > 1990 && in_years(&y, f->sum.last) > f->conf.until + 86400)
		y.year--;
	return y;
}

/* Slots were counted on the line's own weeks. */
static void turn_slots(struct logfile_sum *s, int64_t line_at, int64_t at)
{
	uint16_t turned[LOGFILE_SLOTS];
	int64_t by = (at / LOGFILE_SLOT - line_at / LOGFILE_SLOT) % LOGFILE_SLOTS;

	for (int64_t i = 0; i < LOGFILE_SLOTS; i++)
		turned[(i + by + LOGFILE_SLOTS) % LOGFILE_SLOTS] = s->slots[i];
	memcpy(s->slots, turned, sizeof(turned));
}

static void settle_years(struct logfile *f)
{
	struct logfile_sum *s = &f->sum;
	struct years y;
	int64_t line_last = s->last;
	size_t n = 0;

	if (!s->yearless || s->last == LOGFILE_NONE)
		return;
	y = find_years(f);
	s->first = in_years(&y, s->first);
	s->last = in_years(&y, s->last);
	s->at_head = in_years(&y, s->at_head);
	s->at_end = in_years(&y, s->at_end);
	s->hole_from = in_years(&y, s->hole_from);
	s->hole_until = in_years(&y, s->hole_until);
	for (size_t i = 0; i < s->silence_count; i++) {
		struct logfile_silence x = s->silences[i];

		x.from = in_years(&y, x.from);
		x.until = in_years(&y, x.until);
		/* A 29th of February that there was not. */
		if (x.until - x.from > LOGFILE_SILENCE_LEAST)
			s->silences[n++] = x;
	}
	s->silence_count = n;
	for (size_t i = 0; i < s->back_kept; i++) {
		s->backs[i].from = in_years(&y, s->backs[i].from);
		s->backs[i].until = in_years(&y, s->backs[i].until);
	}
	turn_slots(s, line_last, s->last);
}

static int by_time(const void *a, const void *b)
{
	const struct logfile_silence *x = a;
	const struct logfile_silence *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

void logfile_end(struct logfile *f, struct logfile_sum *ret)
{
	uint64_t most = 0;

	if (f->line_n) {
		f->sum.open_end = true;
		see_line(f);
	}
	for (unsigned i = 0; i < LOGLINE_FORM_COUNT; i++) {
		if (f->forms[i] > most) {
			most = f->forms[i];
			f->sum.form = (enum logline_form)i;
		}
	}
	settle_years(f);
	if (f->sum.silence_count)
		qsort(f->sum.silences, f->sum.silence_count, sizeof(*f->sum.silences), by_time);
	*ret = f->sum;
}
