/* The engine: what it finds does not depend on blocks, on vectors, on the straight way of tables' rows, nor on how a file is cut in two; places lie within the input, masks
 * do not hold the value. The first two bytes choose block and form. */
#include "detect/find.h"

#include "base/must.h"

#define SURELY 8 /* digits of a value that may not be shown */

struct all {
	uint64_t sum;
	uint64_t count;
	uint64_t bytes;
	uint64_t tables;
	str text;
};

static struct all now;

static uint64_t mix(uint64_t sum, uint64_t v)
{
	return (sum ^ v) * 0x9e3779b97f4a7c15 + (sum >> 29);
}

static void found(void *ctx, const struct find *f)
{
	struct all *a = ctx;

	must(f->kind < KIND_COUNT && f->confidence <= 100 && f->validity < KIND_VALIDITY_COUNT);
	must(f->offset <= a->bytes && f->length <= a->bytes - f->offset && f->line > 0);
	must(!str_has(f->context, STR("\n")) || f->context.n < 4096);
	/* Eight digits as they stand in the input are not shown. */
	str value = str_sub(a->text, (size_t)f->offset, f->length);

	for (size_t i = 0; f->kind == KIND_ID18 && i + SURELY <= value.n; i++)
		must(!str_has(f->masked, str_sub(value, i, SURELY)));
	a->sum = mix(mix(a->sum, f->offset << 8 | f->kind),
		     (uint64_t)f->length << 32 | (uint64_t)f->confidence << 16 | f->why);
	a->sum = mix(mix(a->sum, str_hash(f->masked)), str_hash(f->context));
	a->sum = mix(mix(a->sum, str_hash((str){f->print, 16})), f->line ^ str_hash(f->column));
	a->count++;
}

/* How it is looked: as usual; without vectors; rows of tables like all other lines. */
enum way { WAY_BEST, WAY_PLAIN, WAY_GENERAL, WAY_COUNT };

/* One of each kind for all inputs: that nothing stays behind is tested too. */
static struct finder *finder_of(enum way way)
{
	static struct finder *kept[WAY_COUNT];
	struct finder_conf conf = {.key = "fuzz",
				   .possible = true,
				   .vectors = way == WAY_PLAIN ? FIND_VECTORS_NONE : FIND_VECTORS_BEST,
				   .general = way == WAY_GENERAL,
				   .found = found,
				   .ctx = &now};

	if (!kept[way])
		kept[way] = finder_new(&conf);
	must(kept[way]);
	return kept[way];
}

static struct all scan(str text, size_t block, enum way way, const struct find_stream *s)
{
	struct finder *f = finder_of(way);
	struct find_totals t;

	now = (struct all){.bytes = text.n + s->from, .text = s->from ? (str){0} : text};
	finder_begin(f, s);
	for (size_t at = 0; at < text.n; at += block)
		finder_feed(f, str_sub(text, at, block));
	finder_end(f, &t);
	must(s->until || t.bytes == text.n);
	now.tables = t.tables;
	return now;
}

/* Finds of the whole, whose lines are counted from its beginning, are those of two parts; compared by number. */
static void cut(str text, enum find_form form, const struct all *whole)
{
	struct find_stream s = {.charset_known = true, .charset = finder_charset(text), .form = form};
	size_t at = text.n / 2;

	/* Rows that are cut off from their head have lost their names. */
	if (whole->tables || s.charset == CHARSET_UTF16LE || s.charset == CHARSET_UTF16BE)
		return;
	at += str_find_byte(str_from(text, at), '\n') + 1;
	if (at >= text.n)
		return;
	s.until = at;
	s.beginning = str_sub(text, 0, FIND_BEGINNING);
	struct all first = scan(str_sub(text, 0, at + FIND_BEYOND), text.n, WAY_BEST, &s);

	s.until = 0;
	s.from = at;
	s.head = str_sub(text, 0, str_find_byte(text, '\n'));
	struct all second = scan(str_from(text, at), text.n, WAY_BEST, &s);

	must(first.tables || second.tables || first.count + second.count == whole->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	str text = {data + 2, size - 2};
	size_t block = data[0] ? data[0] : 4096;
	struct find_stream s = {.form = data[1] % FIND_FORM_COUNT};
	struct all a = scan(text, text.n, WAY_BEST, &s);
	struct all b = scan(text, block, WAY_PLAIN, &s);

	must(a.sum == b.sum && a.count == b.count);
	b = scan(text, text.n, WAY_GENERAL, &s);
	must(a.sum == b.sum && a.count == b.count);
	cut(text, s.form, &a);
	return 0;
}
