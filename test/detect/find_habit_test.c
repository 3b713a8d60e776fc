/* What stands at a place as a rule: numbers with regions and days whose check digits are right by chance. All are made up: the region 110199
 * was never given out. */
#include "detect/find_priv.h"
#include "ident/id_card.h"
#include "test/tap.h"

static unsigned sure[KIND_COUNT];
static unsigned possible[KIND_COUNT];
static int64_t today;

static void found(void *ctx, const struct find *f)
{
	(void)ctx;
	if (f->validity != KIND_LOOKS)
		(*(f->confidence >= FIND_SURE ? &sure : &possible))[f->kind]++;
}

/* The last number of a place is compared with the next; when the stream is over nobody keeps it. */
static void wiped(void)
{
	static const char text[] = "no=13912345678\nno=13912345679\nno=13912345680\n";
	struct finder_conf conf = {.possible = true, .found = found};
	struct finder *f = finder_new(&conf);
	struct find_totals t;

	finder_begin(f, &(struct find_stream){0});
	finder_feed(f, str_c(text));
	finder_end(f, &t);
	ok(possible[KIND_MOBILE] == 3, "they were met");
	ok(!memmem(f, sizeof *f, "139123456", 9), "no number stays in the finder");
	ok(!memmem(f->beginning, FIND_BEGINNING, "139123456", 9), "nor the beginning of the text");
	finder_free(f);
}

static void run(str text, size_t block, const struct find_stream *s)
{
	struct finder_conf conf = {.possible = true, .today = today, .found = found};
	struct finder *f = finder_new(&conf);
	struct find_totals t;

	memset(sure, 0, sizeof sure);
	memset(possible, 0, sizeof possible);
	finder_begin(f, s);
	for (size_t at = 0; at < text.n; at += block)
		finder_feed(f, str_sub(text, at, block));
	finder_end(f, &t);
	finder_free(f);
}

/* Region, day, sequence i; the check digit is right, or one beside it. */
static void number_put(buf *out, unsigned i, bool right)
{
	char s[32];

	(void)snprintf(s, sizeof s, "1101991988%02u%02u%03u", i % 12 + 1, i % 28 + 1, 100 + i * 7 % 900);
	char check = id_card_check((str){(const uint8_t *)s, 17});

	buf_printf(out, "%s%c", s, right ? check : check == '7' ? '3' : '7');
}

/* Lines of a form: %s before and behind the number, one in `one_in` right. */
static void lines_put(buf *out, const char *before, const char *behind, unsigned n, unsigned one_in)
{
	for (unsigned i = 0; i < n; i++) {
		buf_put(out, str_c(before));
		number_put(out, i, i % one_in == 0);
		buf_put(out, str_c(behind));
	}
}

static void chance(const char *before, const char *behind, const char *what)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1 << 20);
	lines_put(&b, before, behind, 22, 11);
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_ID18], 0, "%s: right by chance, none is sure", what);
	is_int(possible[KIND_ID18], 2, "%s: they are possible", what);
	buf_reset(&b);
	lines_put(&b, before, behind, 22, 1);
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_ID18], 22, "%s: all right, all sure", what);
	buf_reset(&b);
	lines_put(&b, before, behind, 22, 2);
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_ID18], 11, "%s: half of them right: those are sure", what);
}

static void named(void)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1 << 20);
	lines_put(&b, "sfzh=", " ok\n", 22, 11);
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_ID18], 2, "under their own name they stay sure");
	buf_reset(&b);
	lines_put(&b, "ref=", " ok\n", 20, 20);
	buf_put(&b, STR("客户 "));
	number_put(&b, 3, true);
	buf_put(&b, STR(" 来电\n"));
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_ID18], 1, "what stands elsewhere is not judged by them");
}

/* What is said does not depend on how the file is cut. */
static void parts(void)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1 << 20);
	lines_put(&b, "1,", ",x\n", 33, 11);
	for (size_t at = 0; at < 3; at++)
		lines_put(&b, "7,", ",y\n", 4, 1);
	str text = buf_str(&b);
	size_t cut = 33 * (text.n / 45) / 1;

	while (text.p[cut - 1] != '\n')
		cut++;
	run(text, 63, &(struct find_stream){0});
	unsigned whole = sure[KIND_ID18];

	struct find_stream s = {.charset_known = true,
				.charset = CHARSET_UTF8,
				.until = cut,
				.beginning = str_sub(text, 0, FIND_BEGINNING)};

	run(text, text.n, &s);
	unsigned first = sure[KIND_ID18];

	s.until = 0;
	s.from = cut;
	run(str_from(text, cut), 7, &s);
	is_int(first + sure[KIND_ID18], whole, "two parts have the finds of the whole");
}

static void luhn_put(buf *out, const char *body)
{
	unsigned sum = 0;
	size_t n = strlen(body);

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(body[n - 1 - i] - '0') * (i % 2 ? 1 : 2);

		sum += d / 10 + d % 10;
	}
	buf_printf(out, "%s%u", body, (10 - sum % 10) % 10);
}

static void devices(void)
{
	AUTO(buf_release) buf b;
	char s[32];

	buf_init(&b, 1 << 20);
	for (unsigned i = 0; i < 12; i++) {
		(void)snprintf(s, sizeof s, "86%05u%07u", 12345 + i * 31, 7654321 - i * 7919);
		luhn_put(&b, s);
		buf_put(&b, STR("\n"));
	}
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_IMEI], 12, "a bare list whose numbers all pass is one of devices");
	buf_reset(&b);
	for (unsigned i = 0; i < 30; i++)
		buf_printf(&b, "1%u%08u\n", 31 + (i * 7) % 9 + (i % 5 == 4 ? 50 : 0),
			   (12345678 + i * 77777771) % 100000000);
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_MOBILE], 30, "and one of telephones");
	buf_reset(&b);
	for (unsigned i = 0; i < 30; i++)
		buf_printf(&b, "%llu\n", 13512345678 + i * 7ull);
	run(buf_str(&b), 4096, &(struct find_stream){0});
	is_int(sure[KIND_MOBILE], 0, "numbers that count up are not");
}

static void dated_put(buf *out, const char *before, unsigned year, unsigned i, bool right)
{
	char s[32];

	(void)snprintf(s, sizeof s, "110199%04u%02u%02u%03u", year, i % 12 + 1, i % 28 + 1, 100 + i * 7 % 900);
	char check = id_card_check((str){(const uint8_t *)s, 17});

	buf_printf(out, "%s%s%c\n", before, s, right ? check : check == '7' ? '3' : '7');
}

/* One number by itself whose day is that of an order, or of an infant. */
static void days(void)
{
	static const struct {
		const char *before;
		unsigned year;
		unsigned sure;
	} rows[] = {
		{"value=", 2026, 0}, {"value=", 2023, 0},    {"value=", 2022, 1},
		{"value=", 1988, 1}, {"身份证号 ", 2026, 1}, {"联系人：张晓明，手机 13912345679，", 2026, 1},
	};
	AUTO(buf_release) buf b;

	buf_init(&b, 1 << 20);
	today = 20780; /* 2026-11-23 */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buf_reset(&b);
		dated_put(&b, rows[i].before, rows[i].year, 5, true);
		run(buf_str(&b), 4096, &(struct find_stream){0});
		is_int(sure[KIND_ID18], rows[i].sure, "%sborn %u", rows[i].before, rows[i].year);
	}
	today = 0;
	/* In a text where such numbers with recent days fail the check elsewhere. */
	for (unsigned wrong = 0; wrong < 3; wrong++) {
		buf_reset(&b);
		dated_put(&b, "value=", 2016, 5, true);
		dated_put(&b, "data=", 1976, 6, true);
		for (unsigned i = 0; i < wrong; i++)
			dated_put(&b, i ? "工单 " : "gd: ", 2017, 7 + i, false);
		run(buf_str(&b), 4096, &(struct find_stream){0});
		is_int(sure[KIND_ID18], wrong < 2 ? 2 : 1, "beside %u recent ones that fail", wrong);
	}
}

int main(void)
{
	wiped();
	chance("", "\n", "a list");
	chance("17,甲,", ",正常\n", "rows without a head");
	chance("id,", ",x\n", "a column");
	chance("2026-03-01 10:00:00 INFO nr=", " done\n", "a key in a log");
	chance("{\"id\":1,\"data\":\"", "\",\"ok\":true}\n", "a member");
	chance("<row><nr>", "</nr></row>\n", "an element");
	named();
	parts();
	devices();
	days();
	return tap_done();
}
