/* What a caged reader tells, how sums come together, and what lists of known finds know. */
#include "collect/data/sum.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/data_known.h"
#include "collect/data/look.h"
#include "test/tap.h"

static void put_number(struct find *f, uint64_t n)
{
	/* As keyed fingerprints are: spread over all numbers. */
	uint64_t v = n * 0x9e3779b97f4a7c15;

	v ^= v >> 29;
	v *= 0xbf58476d1ce4e5b9;
	v ^= v >> 32;
	for (size_t i = 0; i < 8; i++)
		f->print[i] = (uint8_t)(v >> (8 * i));
}

static struct find find_of(uint64_t n, uint8_t confidence)
{
	struct find f = {.kind = KIND_MOBILE,
			 .validity = KIND_VALID,
			 .confidence = confidence,
			 .offset = n * 20,
			 .line = n + 1,
			 .masked = STR("138****0000"),
			 .context = STR("手机 138****0000")};

	put_number(&f, n);
	return f;
}

static void fill(struct sum *s, uint64_t from, uint64_t until)
{
	for (uint64_t n = from; n < until; n++) {
		struct find f = find_of(n, 90);

		sum_find(s, STR("a.txt"), STR("sjh"), &f);
	}
}

/* Through the pipe's form, as a piece of a file comes. */
static void merge(struct sum *to, struct sum *piece, uint64_t lines)
{
	struct record r, got;
	size_t used = 0;
	buf b;

	buf_init(&b, (size_t)1 << 20);
	for (size_t i = 0; i < sum_count(piece); i++) {
		sum_item(piece, i, &r);
		record_put(&b, &r);
	}
	while (record_next(buf_str(&b), &used, &got) > 0)
		sum_add(to, &got, lines);
	ok(used == b.n, "all records are read back");
	buf_release(&b);
}

static void pieces(void)
{
	struct sum *whole = sum_new(NULL), *a = sum_new(NULL), *b = sum_new(NULL), *both = sum_new(NULL);
	struct record x, y;

	fill(whole, 0, 20000);
	fill(a, 0, 7000);
	fill(b, 7000, 20000);
	merge(both, a, 0);
	merge(both, b, 0);
	sum_item(whole, 0, &x);
	sum_item(both, 0, &y);
	is_int(y.sure, 20000, "finds add up");
	ok(str_eq(x.prints, y.prints) && x.full == y.full,
	   "the smallest fingerprints are the same, however it was cut");
	is_int((long long)sum_persons(whole, 0), (long long)sum_persons(both, 0), "and so the number of persons");
	ok(sum_persons(both, 0) > 19000 && sum_persons(both, 0) < 21000, "which is estimated well: %llu",
	   (unsigned long long)sum_persons(both, 0));
	is_str(y.places[0].context, x.places[0].context, "the first place");
	sum_reset(a);
	fill(a, 0, 4096);
	fill(a, 0, 4096);
	is_int((long long)sum_persons(a, 0), 4096, "exact up to 4,096, each once");
	sum_free(whole);
	sum_free(a);
	sum_free(b);
	sum_free(both);
}

static void cuts(void)
{
	static const uint64_t sizes[] = {(2 << 20) + 1, 5 << 20, 100 << 20, 512 << 20, (uint64_t)100 << 30};
	bool whole = true, bounded = true, even = true;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		uint64_t at = 0, last = 0;

		for (unsigned n = 0; at < sizes[i]; n++) {
			uint64_t end = look_piece_end(at, sizes[i]);

			bounded &= end > at && end - at <= LOOK_PIECE + LOOK_PIECE_LEAST;
			if (end <= at)
				break;
			last = end - at;
			at = end;
		}
		whole &= at == sizes[i];
		even &= last <= 2 * LOOK_PIECE_LEAST;
	}
	ok(whole, "pieces cover a text");
	ok(bounded, "none is empty or too long");
	ok(even, "the last is short, so that no reader goes on alone for long");
}

static void ceilings(void)
{
	struct sum *s = sum_new(NULL);
	uint64_t sure = 0;
	struct record r;

	for (unsigned n = 0; n < 5000; n++) {
		struct find f = find_of(n, 90);
		char name[16];

		(void)snprintf(name, sizeof(name), "column%u", n);
		sum_find(s, STR(""), str_c(name), &f);
	}
	ok(sum_count(s) <= SUM_ITEMS_MOST && sum_crowded(s), "columns without end are counted together");
	for (size_t i = 0; i < sum_count(s); i++) {
		sum_item(s, i, &r);
		sure += r.sure;
	}
	is_int(sure, 5000, "and none is lost");
	sum_reset(s);
	struct find possible = find_of(1, 40), certain = find_of(2, 90);

	sum_find(s, STR(""), STR(""), &possible);
	sum_find(s, STR(""), STR(""), &certain);
	sum_item(s, 0, &r);
	is_int(r.place_count, 1, "a sure place takes the place of those that were not");
	is_int(r.places[0].offset, 40, "it is the sure one");
	is_int((long long)sum_persons(s, 0), 1, "only sure finds are persons");
	sum_free(s);
}

static void records(void)
{
	struct record in = {
		.kind = RECORD_PART, .file = 3, .inner = STR("a\xff\x01z"), .form = STR("text"), .bytes = 7};
	struct record out;
	size_t used = 0;
	buf b;

	buf_init(&b, 65536);
	record_put(&b, &in);
	is_int(record_next(buf_str(&b), &used, &out), 1, "a record");
	ok(str_is_utf8(out.inner) && str_has(out.inner, STR("z")), "its texts are made clean");
	for (size_t n = 0; n < b.n; n++) {
		used = 0;
		if (record_next(str_sub(buf_str(&b), 0, n), &used, &out) != 0) {
			ok(false, "cut at %zu it waits for more", n);
			break;
		}
	}
	b.p[0] = 99;
	is_int(record_next(buf_str(&b), &used, &out), -1, "an unknown kind is malformed");
	b.p[0] = RECORD_PART;
	b.p[4] = 0x7f;
	is_int(record_next(buf_str(&b), &used, &out), -1, "a length past the ceiling too");
	buf_release(&b);
}

static void globs(void)
{
	ok(known_glob(STR("a/*.txt"), STR("a/b.txt")), "a star");
	ok(!known_glob(STR("a/*.txt"), STR("a/b/c.txt")), "does not cross folders");
	ok(known_glob(STR("**/c.txt"), STR("a/b/c.txt")), "two do");
	ok(known_glob(STR("**.txt"), STR("a/b/c.txt")), "anywhere");
	ok(known_glob(STR("a/**/x*z"), STR("a/b/xyyz")), "both");
	ok(!known_glob(STR("a/**/x*z"), STR("a/b/xy/z")), "each in its way");
	ok(known_glob(STR(""), STR("")) && !known_glob(STR(""), STR("a")), "nothing fits nothing");
	ok(known_glob(STR("*"), STR("abc")) && !known_glob(STR("*"), STR("a/b")), "a name");
}

static void no_memory(void *ctx)
{
	(void)ctx;
	_exit(77);
}

/* A reader under its ceiling of memory says so: it does not die as of a bug. */
static void without_memory(void)
{
	int status = 0;

#ifdef __SANITIZE_ADDRESS__
	tap_skip("a sanitizer has its own memory");
	return;
#endif
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		struct rlimit none = {0, 0};
		struct sum *s = sum_new(no_memory);

		if (!s || setrlimit(RLIMIT_DATA, &none) < 0)
			_exit(1);
		for (uint64_t n = 0; n < 1000000; n++) {
			struct find f = find_of(n, 90);
			char name[32];

			snprintf(name, sizeof(name), "c%u", (unsigned)(n % 100));
			sum_find(s, STR("a"), str_c(name), &f);
		}
		_exit(0);
	}
	ok(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 77,
	   "where there is no memory, the reader's own way to tell it is taken");
}

int main(void)
{
	pieces();
	cuts();
	ceilings();
	records();
	globs();
	without_memory();
	return tap_done();
}
