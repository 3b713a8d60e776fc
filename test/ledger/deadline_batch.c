/* Computes many deadlines: deadline_batch FOLDER < questions, one line each as test/ledger/walker.py says; for the comparison with it. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "catalogue/calendars.h"
#include "ledger/deadline.h"
#include "os/file.h"

static arena mem;
static struct calendar calendar;

/* "2026-02-13" or "2026-02-13T09:30", China time. */
static bool start_parse(str s, int64_t *ret)
{
	int64_t day = 0;
	uint64_t hour = 0, minute = 0;

	if (!yaml_date_parse(str_sub(s, 0, 10), &day))
		return false;
	if (s.n == 16 && (!str_to_u64(str_sub(s, 11, 2), 23, &hour) || !str_to_u64(str_sub(s, 14, 2), 59, &minute)))
		return false;
	*ret = date_china_begin(day) + (int64_t)(hour * 3600 + minute * 60);
	return true;
}

static bool answer(str line, buf *out)
{
	struct deadline_rule r = {0};
	struct deadline d;
	int64_t start = 0;
	uint64_t count = 0;
	str from = str_cut(&line, ' ').head, unit = str_cut(&line, ' ').head, n = str_cut(&line, ' ').head;

	r.roll = str_eq(line, STR("1"));
	if (!start_parse(from, &start) || !deadline_unit_parse(unit, &r.unit) || !str_to_u64(n, 100000, &count))
		return false;
	r.count = (unsigned)count;
	if (!deadline_compute(&calendar, start, &r, &d))
		return false;
	date_put(out, r.unit == DEADLINE_HOURS ? date_china_day(d.due) : d.last_day);
	if (r.unit == DEADLINE_HOURS) {
		buf_put_byte(out, 'T');
		date_put_clock(out, (int)((d.due - date_china_begin(date_china_day(d.due))) / 60));
	}
	buf_printf(out, " %d\n", d.provisional);
	return true;
}

int main(int argc, char **argv)
{
	AUTO(buf_release) buf out;
	err e = {0};
	str in = {0};

	arena_init(&mem, (size_t)256 << 20);
	buf_init(&out, (size_t)64 << 20);
	if (argc != 2 || calendars_load(argv[1], &mem, &calendar, &e) < 0 ||
	    os_file_read_fd(0, "questions", (size_t)64 << 20, &mem, &in, &e) < 0) {
		(void)fprintf(stderr, "deadline_batch: %s\n", e.text);
		return 1;
	}
	for (size_t line = 1; in.n; line++) {
		if (!answer(str_cut(&in, '\n').head, &out)) {
			(void)fprintf(stderr, "deadline_batch: line %zu is no question\n", line);
			return 1;
		}
	}
	(void)fwrite(out.p, 1, out.n, stdout);
	arena_clear(&mem);
	return 0;
}
