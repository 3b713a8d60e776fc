/*
 * What silence is usual is told by the log itself: for each ten minutes of the week, in how many of its weeks there were records. A
 * silence is a gap when, by that, records were to be expected in six of the ten-minute slots that it swallowed. So a busy log may be
 * silent for an hour, one of working days over the weekend, one with a record a day for about a week.
 */
#include "detect/logstream.h"

#include <stdlib.h>

#include "base/date.h"

#define PPM INT64_C(1000000)
#define EXPECTED_MOST (6 * PPM)
/* A week's slot counts as if it had been seen so often more, with the log's average. */
#define PRIOR 1
/* What is silent for longer is not waited for. */
#define REACH_MOST (INT64_C(31) * 86400)

const char *logstream_why_name(enum logstream_why w)
{
	static const char *const names[LOGSTREAM_WHY_COUNT] = {[LOGSTREAM_SILENCE] = "silence",
							       [LOGSTREAM_FILE] = "missing-file",
							       [LOGSTREAM_NUMBERS] = "missing-numbers",
							       [LOGSTREAM_STOPPED] = "stopped"};

	return names[w];
}

int64_t logstream_months(int64_t from, int64_t until)
{
	struct date_civil a = date_civil(date_china_day(from));
	struct date_civil b = date_civil(date_china_day(until));
	int64_t n = (b.year - a.year) * 12 + (int64_t)b.month - (int64_t)a.month;

	/* So many months back from the 28th of February is the 28th: a 31st is less. */
	if (b.day < a.day)
		n--;
	return n < 0 ? 0 : n;
}

struct usual {
	int64_t ppm[LOGFILE_SLOTS]; /* chance of records in the slot */
	int64_t week;               /* their sum */
};

static size_t slot_of(int64_t n)
{
	return (size_t)((n % LOGFILE_SLOTS + LOGFILE_SLOTS) % LOGFILE_SLOTS);
}

static void make_usual(const struct logstream_file *files, size_t n, const struct logstream *s, struct usual *u)
{
	int64_t from = s->first / LOGFILE_SLOT, slots = s->last / LOGFILE_SLOT - from + 1;
	int64_t active[LOGFILE_SLOTS] = {0};
	int64_t all = 0;
	int64_t average;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; files[i].sum && k < LOGFILE_SLOTS; k++) {
			active[k] += files[i].sum->slots[k];
			all += files[i].sum->slots[k];
		}
	}
	average = all >= slots ? PPM : all * PPM / slots;
	u->week = 0;
	for (int64_t k = 0; k < LOGFILE_SLOTS; k++) {
		size_t at = slot_of(from + k);
		int64_t times = slots / LOGFILE_SLOTS + (k < slots % LOGFILE_SLOTS);

		/* Nothing twice at that hour of the week: nobody works then. */
		u->ppm[at] = !active[at] && times > 1 ? 0 : (active[at] * PPM + PRIOR * average) / (times + PRIOR);
		if (u->ppm[at] > PPM)
			u->ppm[at] = PPM;
		u->week += u->ppm[at];
	}
}

/* How many slots between the two moments should have had records, in millionths. */
static int64_t expected(const struct usual *u, int64_t from, int64_t until)
{
	int64_t a = from / LOGFILE_SLOT + 1, b = until / LOGFILE_SLOT;
	int64_t sum = 0;

	if (b <= a)
		return 0;
	sum = (b - a) / LOGFILE_SLOTS * u->week;
	for (int64_t i = 0; i < (b - a) % LOGFILE_SLOTS; i++)
		sum += u->ppm[slot_of(a + i)];
	return sum;
}

static bool is_gap(const struct usual *u, int64_t from, int64_t until)
{
	return until - from > LOGFILE_SILENCE_LEAST && expected(u, from, until) >= EXPECTED_MOST;
}

static void add_gap(struct logstream *s, struct logstream_gap g)
{
	size_t least = 0;

	if (s->gap_count < LOGSTREAM_GAPS) {
		s->gaps[s->gap_count++] = g;
		return;
	}
	s->more_gaps = true;
	for (size_t i = 1; i < LOGSTREAM_GAPS; i++) {
		if (s->gaps[i].until - s->gaps[i].from < s->gaps[least].until - s->gaps[least].from)
			least = i;
	}
	if (g.until - g.from > s->gaps[least].until - s->gaps[least].from)
		s->gaps[least] = g;
}

static int by_first(const void *a, const void *b)
{
	const struct logstream_file *x = a;
	const struct logstream_file *y = b;
	int64_t p = x->sum ? x->sum->first : LOGFILE_NONE;
	int64_t q = y->sum ? y->sum->first : LOGFILE_NONE;

	return p < q ? -1 : p > q;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* The middle of the times from one file's beginning to the next one's. */
static int64_t usual_period(const struct logstream_file *files, size_t n)
{
	int64_t *all = calloc(n + 1, sizeof(*all));
	int64_t middle;
	size_t count = 0;

	for (size_t i = 0; all && i + 1 < n; i++) {
		if (files[i].sum && files[i].sum->first != LOGFILE_NONE &&
		    files[i + 1].sum->first > files[i].sum->first)
			all[count++] = files[i + 1].sum->first - files[i].sum->first;
	}
	if (count)
		qsort(all, count, sizeof(*all), by_number);
	middle = count ? all[count / 2] : 0;
	free(all);
	return middle;
}

/* Does the name of the newer file not follow the older one's? */
static bool is_missing(const struct logname *older, const struct logname *newer)
{
	uint64_t n = newer->order == LOGNAME_NOW ? 0 : newer->index;

	if (older->order == LOGNAME_INDEX && newer->order != LOGNAME_DATE)
		return older->index > n + 1;
	return older->order == LOGNAME_DATE && newer->order == LOGNAME_DATE && newer->day > older->day + 1;
}

/* Another file has records where this one is silent. */
static bool is_filled(const struct logstream_file *files, size_t n, size_t own, const struct logfile_silence *x)
{
	for (size_t i = 0; i < n; i++) {
		const struct logfile_sum *s = files[i].sum;

		if (i != own && s && s->first != LOGFILE_NONE && s->first <= x->from && s->last >= x->until)
			return true;
	}
	return false;
}

static void gaps_within(const struct logstream_file *files, size_t n, size_t own, const struct usual *u,
			struct logstream *s)
{
	const struct logfile_sum *f = files[own].sum;

	for (size_t i = 0; i < f->silence_count; i++) {
		const struct logfile_silence *x = &f->silences[i];

		if (is_gap(u, x->from, x->until) && !is_filled(files, n, own, x))
			add_gap(s, (struct logstream_gap){LOGSTREAM_SILENCE, x->from, x->until, x->told, 0});
	}
	if (f->number_missing)
		add_gap(s, (struct logstream_gap){LOGSTREAM_NUMBERS, f->hole_from, f->hole_until, false,
						  f->number_missing});
}

/* Nobody is accused of a gap that records may fill which could not be read: a file of which nothing was read lies anywhere, one
 * that could be read in part has its rest behind that part. */
static bool may_be_filled(const struct logstream_file *files, size_t n, const struct logstream_file *before)
{
	for (size_t i = 0; i < n; i++) {
		if (files[i].unread && (!files[i].sum || files[i].sum->first == LOGFILE_NONE))
			return true;
	}
	return before->unread;
}

static void find_gaps(const struct logstream_file *files, size_t n, int64_t now, struct logstream *s)
{
	struct usual u;
	size_t before = SIZE_MAX;
	int64_t end = LOGFILE_NONE;

	make_usual(files, n, s, &u);
	for (size_t i = 0; i < n; i++) {
		const struct logfile_sum *f = files[i].sum;

		if (!f || f->first == LOGFILE_NONE)
			continue;
		if (before != SIZE_MAX && f->first > end && !may_be_filled(files, n, &files[before])) {
			bool missing = is_missing(&files[before].name, &files[i].name);
			bool told = files[before].sum->stops || f->starts;

			if (is_gap(&u, end, f->first) ||
			    (missing && files[before].name.order == LOGNAME_INDEX && f->first - end > s->period / 2 &&
			     f->first - end > LOGFILE_SILENCE_LEAST))
				add_gap(s, (struct logstream_gap){missing ? LOGSTREAM_FILE : LOGSTREAM_SILENCE, end,
								  f->first, told && !missing, 0});
		}
		gaps_within(files, n, i, &u, s);
		if (end == LOGFILE_NONE || f->last > end) {
			end = f->last;
			before = i;
		}
	}
	if (is_gap(&u, s->last, now) && !may_be_filled(files, n, &files[before]))
		add_gap(s, (struct logstream_gap){LOGSTREAM_STOPPED, s->last, now, files[before].sum->stops, 0});
	s->reach = s->first;
	while (s->first - s->reach < REACH_MOST && !is_gap(&u, s->reach - LOGFILE_SLOT, s->first))
		s->reach -= LOGFILE_SLOT;
}

static void add_file(struct logstream *s, const struct logstream_file *file, uint64_t *most)
{
	const struct logfile_sum *f = file->sum;

	s->files++;
	s->unread += file->unread;
	s->turned += file->name.order != LOGNAME_NOW;
	if (!f)
		return;
	if (f->records > *most) {
		*most = f->records;
		s->form = f->form;
	}
	s->records += f->records;
	s->timed += f->timed;
	s->zoned += f->zoned;
	s->bytes += f->bytes;
	s->yearless = s->yearless || f->yearless;
	s->looked += f->looked;
	s->acts += f->acts;
	for (size_t i = 0; i < LOGLINE_FIELD_COUNT; i++) {
		s->fields[i] += f->fields[i];
		s->act_fields[i] += f->act_fields[i];
	}
	for (size_t i = 0; i < LOGLINE_EVENT_COUNT; i++)
		s->events[i] += f->events[i];
	s->back_count += f->back_count;
	s->future += f->future;
	if (f->future_most > s->future_most)
		s->future_most = f->future_most;
	s->nuls += f->nuls;
	s->missing += f->number_missing;
	s->numbered = s->numbered || f->numbered;
	if (f->first == LOGFILE_NONE)
		return;
	if (s->first == LOGFILE_NONE || f->first < s->first)
		s->first = f->first;
	if (s->last == LOGFILE_NONE || f->last > s->last)
		s->last = f->last;
}

void logstream_add(struct logstream_file *files, size_t n, int64_t now, struct logstream *ret)
{
	uint64_t most = 0;

	*ret = (struct logstream){.first = LOGFILE_NONE, .last = LOGFILE_NONE, .reach = LOGFILE_NONE};
	if (n)
		qsort(files, n, sizeof(*files), by_first);
	for (size_t i = 0; i < n; i++)
		add_file(ret, &files[i], &most);
	if (ret->first == LOGFILE_NONE)
		return;
	ret->period = usual_period(files, n);
	find_gaps(files, n, now, ret);
	ret->covered = ret->last - ret->first;
	for (size_t i = 0; i < ret->gap_count; i++) {
		if (ret->gaps[i].why == LOGSTREAM_SILENCE || ret->gaps[i].why == LOGSTREAM_FILE)
			ret->covered -= ret->gaps[i].until - ret->gaps[i].from;
	}
	if (ret->covered < 0)
		ret->covered = 0;
}
