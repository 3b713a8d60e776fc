/* A log read in a stream: times, years that nobody wrote, silences, clocks, serial numbers, holes; and its files added up. */
#include "detect/logfile.h"

#include "base/date.h"
#include "base/must.h"
#include "detect/logstream.h"
#include "test/tap.h"

#define DAY INT64_C(86400)
/* 2026-11-22 10:00:00 in China */
#define NOW INT64_C(1795312800)

static buf text;

static struct logfile_sum read_until(int64_t until)
{
	struct logfile_conf conf = {.now = NOW, .until = until, .zone = 480};
	struct logfile *f = logfile_new(&conf);
	struct logfile_sum sum;

	must(f);
	for (size_t at = 0, step = 1; at < text.n; at += step, step = step * 7 % 4099 + 1)
		logfile_feed(f, str_sub(buf_str(&text), at, step));
	logfile_end(f, &sum);
	logfile_free(f);
	buf_reset(&text);
	return sum;
}

static struct logfile_sum read_text(void)
{
	return read_until(NOW);
}

static void put_iso(int64_t at, const char *rest)
{
	date_put_utc(&text, at);
	buf_printf(&text, " %s\n", rest);
}

static void put_syslog(int64_t at, const char *rest)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int64_t here = at + 8 * 3600;
	struct date_civil c = date_civil(here / DAY);

	buf_printf(&text, "%s %2u ", months[c.month - 1], c.day);
	date_put_clock_seconds(&text, here % DAY);
	buf_printf(&text, " web app: %s\n", rest);
}

static int64_t china(int64_t year, unsigned month, unsigned day)
{
	return date_china_begin(date_days((struct date_civil){year, month, day}));
}

static void test_years(void)
{
	int64_t from = china(2025, 10, 1);
	struct logfile_sum s;

	for (int64_t t = from; t < china(2026, 3, 5); t += 7200)
		put_syslog(t, "x");
	s = read_until(china(2026, 3, 6));
	ok(s.yearless, "no years");
	is_int(s.first, from, "over New Year: first");
	is_int(s.last, china(2026, 3, 5) - 7200, "over New Year: last");
	is_int(s.silence_count, s.silence_count, "silences are counted");
	for (size_t i = 0; i < s.silence_count; i++)
		ok(s.silences[i].until - s.silences[i].from == 7200, "no false day at the end of February");
	for (int64_t t = china(2023, 12, 20); t < china(2024, 3, 3); t += 7200)
		put_syslog(t, "x");
	s = read_until(china(2024, 3, 3));
	is_int(s.first, china(2023, 12, 20), "over a 29th of February");
	put_syslog(china(2025, 12, 31), "x");
	s = read_until(china(2026, 11, 22));
	is_int(s.last, china(2025, 12, 31), "a day that this year has not had is last year's");
	for (int y = 0; y < 3; y++)
		for (int64_t d = 0; d < 365; d += 20)
			put_syslog(china(2023 + y, 6, 1) + d * DAY, "x");
	s = read_until(china(2026, 6, 1));
	is_int(s.first, china(2023, 6, 1), "three years in one file");
	put_syslog(china(2026, 1, 1), "x");
	put_syslog(china(2025, 12, 31) + DAY - 5, "a straggler");
	put_syslog(china(2026, 1, 1) + 5, "x");
	s = read_until(NOW);
	is_int(s.first, china(2025, 12, 31) + DAY - 5, "a straggler at New Year");
	is_int(s.last, china(2026, 1, 1) + 5, "does not turn the year");
}

static void test_silence(void)
{
	struct logfile_sum s;

	for (int64_t t = NOW - 10 * DAY; t < NOW - 5 * DAY; t += 60)
		put_iso(t, "INFO x");
	put_iso(NOW - 3 * DAY, "INFO x");
	s = read_text();
	is_int(s.silence_count, 1, "one silence");
	is_int(s.silences[0].from, NOW - 5 * DAY - 60, "from");
	is_int(s.silences[0].until, NOW - 3 * DAY, "until");
	ok(!s.silences[0].told, "nobody said why");
	ok(s.zoned == s.timed && s.form == LOGLINE_PROGRAM, "zones and form");
	buf_printf(&text, "2026-11-20 10:00:00.1 CST [1] LOG:  database system is shut down\n");
	buf_printf(&text, "2026-11-21 10:00:00.1 CST [1] LOG:  starting PostgreSQL 15\n");
	s = read_text();
	ok(s.silence_count == 1 && s.silences[0].told, "a stop that was told");
}

static void test_clock(void)
{
	struct logfile_sum s;

	for (int i = 0; i < 20; i++)
		put_iso(NOW - 10000 + i, "INFO x");
	for (int i = 0; i < 20; i++)
		put_iso(NOW - 20000 + i, "INFO x");
	s = read_text();
	is_int(s.back_count, 1, "the clock went back");
	is_int(s.backs[0].line, 21, "at line 21");
	is_int(s.backs[0].from - s.backs[0].until, 10019, "by so much");
	for (int i = 0; i < 20; i++)
		put_iso(NOW - 10000 + i - (i == 7 || i == 8 ? 5000 : 0), "INFO x");
	s = read_text();
	is_int(s.back_count, 0, "late records are no clock that went back");
	put_iso(NOW - 5, "INFO x");
	put_iso(NOW + 299, "INFO x");
	put_iso(NOW + 7200, "INFO x");
	s = read_text();
	ok(s.future == 1 && s.future_most == 7200, "a record of the future");
}

static void put_audit(int64_t at, int serial)
{
	buf_printf(&text, "type=SYSCALL msg=audit(%lld.1:%d): auid=1000 res=1\n", (long long)at, serial);
}

static void test_numbers(void)
{
	static const int serials[] = {100, 100, 101, 103, 102, 104, 110, 111, 108};
	struct logfile_sum s;

	for (size_t i = 0; i < ARRAY_LEN(serials); i++)
		put_audit(NOW - 1000 + (int64_t)i, serials[i]);
	s = read_text();
	ok(s.numbered && s.number_first == 100 && s.number_last == 111, "serial numbers");
	is_int(s.number_missing, 4, "105, 106, 107, 109 are missing");
	is_int(s.hole, 5, "the greatest hole when it was met");
	put_audit(NOW - 1000, 90000);
	put_audit(NOW - 900, 1);
	put_audit(NOW - 890, 2);
	s = read_text();
	ok(s.number_missing == 0 && s.number_resets == 1, "a boot begins anew");
}

static void test_holes(void)
{
	struct logfile_sum s;

	for (int i = 0; i < 5000; i++)
		buf_put_byte(&text, 0);
	put_iso(NOW - 50, "INFO x");
	for (int i = 0; i < 200000; i++)
		buf_put_byte(&text, 'x');
	buf_put_c(&text, "\nshort\n");
	put_iso(NOW - 40, "INFO y");
	buf_put_c(&text, "2026-11-22");
	s = read_text();
	is_int(s.nuls, 5000, "NUL bytes are counted");
	is_int(s.records, 2, "records around them");
	is_int(s.longest, 200000, "the longest line");
	ok(s.open_end, "a last line without an end");
	is_int(s.lines, 5, "lines");
	s = read_text();
	ok(s.first == LOGFILE_NONE && s.last == LOGFILE_NONE && s.lines == 0, "an empty file");
}

/* --- several files ------------------------------------------------------------------------------------------------ */

static struct logfile_sum sums[40];
static struct logstream_file files[40];
static size_t file_count;

static void add(enum logname_order order, uint64_t index)
{
	sums[file_count] = read_text();
	files[file_count] = (struct logstream_file){{.order = order, .index = index}, &sums[file_count]};
	file_count++;
}

static struct logstream *added(void)
{
	static struct logstream s;

	logstream_add(files, file_count, NOW, &s);
	file_count = 0;
	return &s;
}

static size_t gaps(const struct logstream *s, enum logstream_why why)
{
	size_t n = 0;

	for (size_t i = 0; i < s->gap_count; i++)
		n += s->gaps[i].why == why;
	return n;
}

static void records(int64_t from, int64_t until, int64_t step)
{
	for (int64_t t = from; t < until; t += step)
		put_iso(t, "INFO x");
}

static void test_stream(void)
{
	const struct logstream *s;

	for (uint64_t i = 0; i < 10; i++) {
		if (i == 6)
			continue;
		records(NOW - (int64_t)(i + 1) * 7 * DAY, NOW - (int64_t)i * 7 * DAY, 600);
		add(i ? LOGNAME_INDEX : LOGNAME_NOW, i);
	}
	s = added();
	is_int(s->first, NOW - 70 * DAY, "the earliest record of all files");
	is_int(gaps(s, LOGSTREAM_FILE), 1, "the missing file is told");
	is_int(gaps(s, LOGSTREAM_SILENCE) + gaps(s, LOGSTREAM_STOPPED), 0, "and nothing else");
	is_int(s->period, 7 * DAY, "a file holds a week");
	ok(s->reach <= s->first - 3600 && s->reach > s->first - 3 * 3600, "a busy log reaches an hour further back");
	/* Working days, nine to five, for eight weeks: a Tuesday is missing. */
	for (int64_t d = 56; d >= 0; d--) {
		int64_t day = date_china_day(NOW) - d;

		if (date_weekday(day) < 5 && d != 19)
			records(date_china_begin(day) + 9 * 3600, date_china_begin(day) + 17 * 3600, 300);
	}
	add(LOGNAME_NOW, 0);
	s = added();
	is_int(gaps(s, LOGSTREAM_SILENCE), 1, "nights and weekends are no gaps, a missing working day is");
	ok(s->gap_count == 1 && date_china_day(s->gaps[0].from + DAY) == date_china_day(NOW) - 19, "that day");
	records(NOW - 200 * DAY, NOW, 3 * DAY);
	add(LOGNAME_NOW, 0);
	s = added();
	is_int(s->gap_count, 0, "a record every three days is no gap after the other");
	records(NOW - 60 * DAY, NOW - 20 * DAY, 600);
	add(LOGNAME_NOW, 0);
	s = added();
	ok(gaps(s, LOGSTREAM_STOPPED) == 1, "a log that stopped");
	records(NOW - 10 * DAY, NOW, 600);
	add(LOGNAME_NOW, 0);
	records(NOW - 10 * DAY, NOW - 5 * DAY, 600);
	records(NOW - 2 * DAY, NOW, 600);
	add(LOGNAME_INDEX, 1);
	s = added();
	is_int(s->gap_count, 0, "what another file of the log has is no gap");
}

static void test_months(void)
{
	is_int(logstream_months(china(2026, 5, 22), NOW), 6, "to the day");
	is_int(logstream_months(china(2026, 5, 23), NOW), 5, "a day less");
	is_int(logstream_months(china(2026, 5, 22) - 1, NOW), 6, "a second more");
	is_int(logstream_months(china(2025, 8, 31), china(2026, 2, 28)), 5, "31 August to 28 February");
	is_int(logstream_months(china(2025, 8, 28), china(2026, 2, 28)), 6, "28 August to 28 February");
	is_int(logstream_months(china(2026, 2, 28), china(2026, 8, 31)), 6, "28 February to 31 August");
	is_int(logstream_months(china(2023, 11, 22), NOW), 36, "three years");
	is_int(logstream_months(NOW + DAY, NOW), 0, "the future");
}

int main(void)
{
	buf_init(&text, (size_t)64 << 20);
	test_years();
	test_silence();
	test_clock();
	test_numbers();
	test_holes();
	test_stream();
	test_months();
	buf_release(&text);
	return tap_done();
}
