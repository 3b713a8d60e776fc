/* The stream: bytes are gathered until whole lines, with what a literal may look ahead, are there; so blocks of any size give the same. */
#include "detect/find.h"

#include "base/must.h"
#include "detect/find_priv.h"

#define CUT_BACK ((size_t)16 << 10) /* a piece of a long line ends at a separator within its last part */
#define CONTEXT_MOST ((size_t)4 << 10)
#define VALUE_MOST ((size_t)64 << 10)

/* Raw bytes do not stay in memory; the compiler may not leave this out. */
static void wipe(void *p, size_t n)
{
	memset(p, 0, n);
	__asm__ volatile("" : : "r"(p) : "memory");
}

static bool finder_allocate(struct finder *f)
{
	bool all = (f->in = calloc(1, FIND_IN_MOST + FIND_PAD)) && (f->beginning = malloc(FIND_BEGINNING)) &&
		   (f->decoded = malloc(FIND_DECODED_MOST + FIND_PAD)) &&
		   (f->marks = malloc(FIND_MARKS_MOST * sizeof *f->marks)) && (f->rows = find_rows_new());

	for (size_t i = 0; i < FIND_DEPTHS; i++) {
		struct find_scan *s = &f->scans[i];
		size_t most = i ? FIND_INNER_MOST : FIND_DECODED_MOST;

		s->f = f;
		all = all && (s->blocks = aligned_alloc(64, (most / FIND_LANE_BYTES + 2) * sizeof *s->blocks)) &&
		      (s->places = malloc(FIND_LINE_PLACES * sizeof *s->places));
		if (i)
			all = all && (f->inner[i - 1].p = malloc(FIND_INNER_MOST + FIND_PAD)) &&
			      (f->inner[i - 1].places = malloc((FIND_INNER_MOST + 1) * sizeof *f->inner->places));
	}
	return all;
}

/* Those asked for, where the processor has them. */
static enum find_vectors vectors_of(enum find_vectors asked)
{
	if (CPU_HAS_AVX512() && (asked == FIND_VECTORS_BEST || asked == FIND_VECTORS_AVX512))
		return FIND_VECTORS_AVX512;
	return CPU_HAS_AVX2() && asked != FIND_VECTORS_NONE ? FIND_VECTORS_AVX2 : FIND_VECTORS_NONE;
}

/* Without the tables of literals. */
static struct finder *finder_make(const struct finder_conf *conf)
{
	struct finder *f = calloc(1, sizeof *f);

	if (!f)
		return NULL;
	f->conf = *conf;
	buf_init(&f->context, CONTEXT_MOST);
	if (!finder_allocate(f)) {
		finder_free(f);
		return NULL;
	}
	f->vectors = vectors_of(conf->vectors);
	return f;
}

struct finder *finder_new(const struct finder_conf *conf)
{
	struct finder *f = finder_make(conf);

	if (f)
		find_literals_init(&f->literals, f->vectors);
	return f;
}

struct finder *finder_like(const struct finder *like, const struct finder_conf *conf)
{
	struct finder *f = finder_make(conf);

	if (f)
		f->literals = like->literals;
	return f;
}

/* What was used of the buffers: many a stream is short. */
static void finder_wipe(struct finder *f)
{
	if (f->in)
		wipe(f->in, f->in_high);
	if (f->decoded && f->decoded_used)
		wipe(f->decoded, FIND_DECODED_MOST);
	for (size_t i = 0; i < FIND_DEPTHS; i++) {
		struct find_scan *s = &f->scans[i];

		if (s->places)
			wipe(s->places, s->place_high * sizeof *s->places);
		s->place_high = 0;
		if (i && f->inner_used && f->inner[i - 1].p)
			wipe(f->inner[i - 1].p, FIND_INNER_MOST);
	}
	if (f->beginning)
		wipe(f->beginning, f->beginning_n);
	if (f->rows)
		find_rows_wipe(f->rows);
	f->in_high = f->beginning_n = 0;
	f->decoded_used = f->inner_used = false;
}

void finder_free(struct finder *f)
{
	if (!f)
		return;
	finder_wipe(f);
	free(f->in);
	free(f->beginning);
	free(f->decoded);
	free(f->marks);
	find_rows_free(f->rows);
	for (size_t i = 0; i < FIND_DEPTHS; i++) {
		free(f->scans[i].blocks);
		free(f->scans[i].places);
		if (i) {
			free(f->inner[i - 1].p);
			free(f->inner[i - 1].places);
		}
	}
	buf_release(&f->context);
	wipe(f, sizeof *f);
	free(f);
}

void finder_begin(struct finder *f, const struct find_stream *s)
{
	must(!f->begun);
	f->stream = *s;
	f->totals = (struct find_totals){.charset = CHARSET_UTF8};
	f->origin = s->from;
	f->line = 1;
	f->in_n = 0;
	f->told = f->open = false;
	memset(f->of, 0, sizeof f->of);
	memset(f->shown, 0, sizeof f->shown);
	f->table.count = 0;
	f->table.fields = f->table.late = f->table.known = f->table.tuples = false;
	f->insert.line = 0;
	f->begun = true;
}

/* Where a line that is too long is cut: behind a separator that no character of two bytes has as its second. */
static size_t cut_at(const struct finder *f, size_t n)
{
	static const uint8_t separators[] = {';', ',', '\t', '&', ' '};
	const uint8_t *p = f->in;

	if (f->wide)
		return n & ~(size_t)1;
	for (size_t i = 0; i < sizeof separators; i++) {
		const uint8_t *q = memrchr(p + n - CUT_BACK, separators[i], CUT_BACK);

		if (q)
			return (size_t)(q - p) + 1;
	}
	for (size_t at = n; at > n - CUT_BACK; at--)
		if (p[at] >= 0xc0 && p[at - 1] >= 0x80)
			return at;
	return n;
}

/* The end of the lines that can be looked at now, FIND_LINE_MOST bytes at most where they must be decoded; 0: more bytes are
 * needed. */
static size_t stretch(const struct finder *f, bool last)
{
	size_t ready = last ? f->in_n : f->in_n > FIND_LOOK ? f->in_n - FIND_LOOK : 0;
	size_t at = 0;

	while (at < ready) {
		size_t n = ready - at < FIND_LINE_MOST ? ready - at : FIND_LINE_MOST;
		size_t end = find_line_end(f, at, n);

		if (end > at)
			at = end;
		else if (n < FIND_LINE_MOST)
			return last ? ready : at;
		else
			return at ? at : cut_at(f, n);
	}
	return at;
}

/* The first line end at or behind what `until` says; beyond nothing is given. */
static size_t limited(const struct finder *f, size_t n)
{
	if (!f->stream.until || f->origin + n <= f->stream.until)
		return n;
	if (f->origin >= f->stream.until)
		return 0;
	size_t from = (size_t)(f->stream.until - f->origin) - 1;

	if (f->wide)
		return from + 1;
	const uint8_t *q = memchr(f->in + from, '\n', n - from);

	return q ? (size_t)(q - f->in) + 1 : n;
}

/* in[at, at + n), of which all before `from` was given already. */
static void look(struct finder *f, size_t at, size_t n, size_t from, enum find_utf8 is)
{
	struct find_scan *s = &f->scans[0];

	find_decode(f, at, n, is, &s->text);
	s->line = f->line;
	s->column = NULL;
	s->whole = true;
	if (!f->origin && !at)
		find_table_head(
			f, str_sub((str){s->text.p, s->text.n}, 0, str_find_byte((str){s->text.p, s->text.n}, '\n')));
	find_table_begin(s, !f->origin && !at);
	/* Rows are given as they stand: those lines are the same when decoded. */
	f->line += find_scan_text(s, from > at ? from - at : 0);
	find_table_end(s);
}

/* NUL bytes of text: where a log was cut while it was written, or has holes. */
static uint64_t nuls(const struct finder *f, size_t n)
{
	uint64_t sum = 0;

	if (f->wide || !memchr(f->in, 0, n))
		return 0;
	for (size_t i = 0; i < n; i++)
		sum += !f->in[i];
	return sum;
}

/* Plain rows of a table that the stream is in from in[0] on: their bytes are not classified. Where the first line begins that must be. */
static size_t look_rows(struct finder *f, size_t n)
{
	struct find_scan *s = &f->scans[0];
	uint64_t line = f->line;

	s->text = (struct find_text){.p = f->in, .n = n, .all = f->in_n};
	s->column = NULL;
	s->whole = true;
	find_rows_begin(f->rows);
	if (f->wide || f->open || !f->origin || f->table.late || !find_rows_may(s))
		return 0;
	size_t at = find_rows(s, 0, n, &line);

	if (at == n) {
		f->line = line;
		f->of[CHARSET_UTF8] += find_rows_high(f->rows) ? n : 0;
	}
	return at;
}

/* Whole lines, in pieces that fit when they must be decoded. */
static void look_all(struct finder *f, size_t n)
{
	struct find_utf8_walk walk = {0};
	struct find_scan *s = &f->scans[0];
	size_t from = look_rows(f, n);

	if (from == n)
		return;
	/* Most text is UTF-8: it is classified while it is told whether it is. */
	if (!f->wide) {
		s->newlines = find_class((str){f->in, n}, &f->literals, f->vectors, &walk, s->blocks);
		enum find_utf8 is = find_utf8_walked(&walk, (str){f->in, n});

		s->classed = is != FIND_BROKEN;
		if (s->classed) {
			look(f, 0, n, from, is);
			return;
		}
	}
	for (size_t at = 0; at < n;) {
		size_t most = n - at < FIND_LINE_MOST ? n - at : FIND_LINE_MOST;
		size_t end = most == n - at ? n : find_line_end(f, at, most);

		if (end == at)
			end = at + most;
		look(f, at, end - at, from, f->wide ? FIND_BROKEN : find_utf8(f->in + at, end - at, f->vectors));
		at = end;
	}
}

static void tell(struct finder *f)
{
	f->charset = f->stream.charset_known ? f->stream.charset : finder_charset((str){f->in, f->in_n});
	f->wide = f->charset == CHARSET_UTF16LE || f->charset == CHARSET_UTF16BE;
	f->told = true;
	if (f->stream.beginning.n || !f->stream.from)
		find_habit_begin(f, f->stream.beginning.n ? f->stream.beginning : (str){f->in, f->in_n});
	if (!f->stream.from || !f->stream.head.n)
		return;
	buf line;

	buf_init(&line, FIND_LINE_MOST);
	str head = str_sub(f->stream.head, 0, FIND_LINE_MOST / 4);

	if (f->wide || !str_is_utf8(f->stream.head))
		charset_decode(f->wide ? f->charset : find_line_charset(f, head.p, head.n), head, &line);
	else
		buf_put(&line, head);
	find_table_head(f, buf_str(&line));
	buf_release(&line);
}

static void advance(struct finder *f, bool last)
{
	if (!f->told)
		tell(f);
	for (size_t n; (n = stretch(f, last)) > 0;) {
		size_t within = limited(f, n);

		if (within) {
			look_all(f, within);
			f->totals.nuls += nuls(f, within);
			f->totals.bytes += within;
			f->open = find_line_end(f, 0, within) != within;
			n = within;
		}
		f->origin += n;
		f->in_n -= n;
		memmove(f->in, f->in + n, f->in_n);
	}
}

uint8_t *finder_room(struct finder *f, size_t *ret_n)
{
	must(f->begun && f->in_n < FIND_IN_MOST);
	*ret_n = FIND_IN_MOST - f->in_n;
	return f->in + f->in_n;
}

void finder_fed(struct finder *f, size_t n)
{
	must(f->begun && n <= FIND_IN_MOST - f->in_n);
	f->in_n += n;
	f->in_high = f->in_n > f->in_high ? f->in_n : f->in_high;
	if (f->in_n == FIND_IN_MOST)
		advance(f, false);
}

void finder_feed(struct finder *f, str bytes)
{
	must(f->begun);
	while (bytes.n) {
		size_t n = FIND_IN_MOST - f->in_n < bytes.n ? FIND_IN_MOST - f->in_n : bytes.n;

		memcpy(f->in + f->in_n, bytes.p, n);
		bytes = str_from(bytes, n);
		finder_fed(f, n);
	}
}

void finder_end(struct finder *f, struct find_totals *ret)
{
	must(f->begun);
	advance(f, true);
	f->begun = false;
	f->totals.in_table = f->table.late && f->table.count;
	f->totals.lines = f->line - 1 + (f->totals.bytes && f->open);
	for (unsigned c = 0, kinds = 0; c < CHARSET_COUNT; c++) {
		if (f->of[c] > f->of[f->totals.charset])
			f->totals.charset = c;
		kinds += f->of[c] > 0;
		f->totals.mixed = kinds > 1;
	}
	finder_wipe(f);
	/* Each place's last number is compared with the next one. */
	if (f->habits_read)
		wipe(f->habits, sizeof f->habits);
	f->habits_read = false;
	*ret = f->totals;
}

void finder_value(struct finder *f, str column, str value)
{
	struct find_scan *s = &f->scans[0];

	must(!f->begun);
	value = str_sub(value, 0, VALUE_MOST);
	bytes_copy(f->in, FIND_IN_MOST, value);
	memset(f->in + value.n, 0, FIND_PAD);
	f->in_high = value.n > f->in_high ? value.n : f->in_high;
	f->in_n = value.n;
	f->origin = 0;
	f->stream = (struct find_stream){0};
	f->table.count = 0;
	f->table.fields = f->table.late = f->table.known = f->table.tuples = false;
	if (column.n)
		find_name_set(&f->column, column);
	*s = (struct find_scan){.f = f,
				.blocks = s->blocks,
				.places = s->places,
				.place_high = s->place_high,
				.text = {.p = f->in, .n = value.n, .all = value.n},
				.line = 1,
				.column = column.n ? &f->column : NULL};
	find_scan_text(s, 0);
	finder_wipe(f);
}
