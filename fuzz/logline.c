/* Log records and files of them: what is told of a file does not depend on where its blocks end, sums stay within what was read, and
 * the coded sum is read back as it was. */
#include <string.h>

#include "base/must.h"
#include "detect/logfile.h"
#include "format/logname.h"

static struct logfile_sum read_all(str s, size_t step)
{
	struct logfile_conf conf = {.now = 1795312800, .until = 1795312800, .zone = 480};
	struct logfile *f = logfile_new(&conf);
	struct logfile_sum sum;

	must(f);
	while (s.n) {
		logfile_feed(f, str_sub(s, 0, step));
		s = str_from(s, step);
	}
	logfile_end(f, &sum);
	logfile_free(f);
	return sum;
}

static void code(const struct logfile_sum *a)
{
	struct logfile_sum back;
	buf b, again;

	buf_init(&b, 1 << 16);
	buf_init(&again, 1 << 16);
	logfile_put(&b, a);
	must(!b.full);
	cur c = cur_of(buf_str(&b));
	if (logfile_take(&c, &back)) {
		must(cur_done(&c));
		logfile_put(&again, &back);
		must(str_eq(buf_str(&b), buf_str(&again)));
	}
	buf_release(&b);
	buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str s = {data, size};
	struct logfile_sum a = read_all(s, SIZE_MAX), b = read_all(s, 1), c = read_all(s, 7), hostile;
	struct logname name;
	buf family, x, y, z;

	buf_init(&x, 1 << 16);
	buf_init(&y, 1 << 16);
	buf_init(&z, 1 << 16);
	logfile_put(&x, &a);
	logfile_put(&y, &b);
	logfile_put(&z, &c);
	must(str_eq(buf_str(&x), buf_str(&y)) && str_eq(buf_str(&x), buf_str(&z)));
	must(a.bytes == size && a.records <= a.lines && a.timed <= a.records && a.zoned <= a.timed &&
	     a.lines <= size + 1);
	must((a.first == LOGFILE_NONE) == (a.timed == 0) && a.first <= a.last);
	code(&a);
	buf_release(&x);
	buf_release(&y);
	buf_release(&z);
	cur raw = cur_of(s);
	if (logfile_take(&raw, &hostile))
		code(&hostile);
	buf_init(&family, 8192);
	logname_read(s, &family, &name);
	must(family.full || family.n <= size + 1);
	buf_release(&family);
	return 0;
}
