#include "collect/data/look.h"

#include <errno.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/must.h"
#include "cage/child.h"
#include "collect/data/sum.h"

/* Records are written when so many bytes of them lie there. */
#define OUT_FLUSH ((size_t)64 * 1024)
#define OUT_MOST ((size_t)512 * 1024)
/* What follows a piece, for finds that begin in it. */
#define BEHIND ((uint64_t)64 * 1024)
#define SPANS_MOST 32
#define HEAD ((size_t)4096)

struct span {
	size_t from, n;
	uint8_t text[128];
	size_t text_n;
};

struct look {
	struct look_conf conf;
	struct finder *finder;
	struct finder *namer; /* for paths and names of columns, while the other one is busy */
	struct sum *sum;
	struct span spans[SPANS_MOST];
	size_t span_count;
	uint64_t lines; /* before the engine's present stream */
	buf out;
	int to_parent;
	uint32_t file;
	str inner;
	/* The last column's name, and how it is shown. */
	buf column;
	buf column_shown;
	uint8_t *block;
};

static void flush(struct look *l)
{
	must(!buf_full(&l->out));
	cage_write(l->to_parent, buf_str(&l->out));
	buf_reset(&l->out);
}

static void put(struct look *l, struct record *r)
{
	r->file = l->file;
	record_put(&l->out, r);
	if (l->out.n >= OUT_FLUSH)
		flush(l);
}

/* ---- names ---- */

static void on_name_find(void *ctx, const struct find *f)
{
	struct look *l = ctx;

	if (l->span_count == SPANS_MOST)
		return;
	struct span *s = &l->spans[l->span_count];
	str shown = str_sub(f->masked, 0, sizeof(s->text));

	if (l->span_count && f->offset < s[-1].from + s[-1].n)
		return;
	*s = (struct span){.from = f->offset, .n = f->length, .text_n = shown.n};
	bytes_copy(s->text, sizeof(s->text), shown);
	l->span_count++;
}

/* A name as it may be shown: whatever looks like personal data in it is masked, sure or not. */
static void show_name(struct look *l, str name, buf *out)
{
	size_t at = 0;

	l->span_count = 0;
	finder_value(l->namer, (str){0}, name);
	for (size_t i = 0; i < l->span_count; i++) {
		const struct span *s = &l->spans[i];

		buf_put(out, str_sub(name, at, s->from - at));
		buf_put(out, (str){s->text, s->text_n});
		at = s->from + s->n;
	}
	buf_put(out, str_from(name, at));
}

static str show_column(struct look *l, str name)
{
	if (!name.n)
		return name;
	if (!str_eq(buf_str(&l->column), name)) {
		buf_reset(&l->column);
		buf_reset(&l->column_shown);
		buf_put(&l->column, name);
		show_name(l, name, &l->column_shown);
	}
	return buf_str(&l->column_shown);
}

/* ---- finds ---- */

static void on_find(void *ctx, const struct find *f)
{
	struct look *l = ctx;
	str name = show_column(l, f->column);
	struct find here = *f;

	here.line += l->lines;
	f = &here;
	sum_find(l->sum, l->inner, name, f);
	if (!l->conf.each)
		return;
	struct record r = {.kind = RECORD_FIND,
			   .inner = l->inner,
			   .name = name,
			   .what = f->kind,
			   .validity = f->validity,
			   .confidence = f->confidence,
			   .why = f->why,
			   .length = f->length,
			   .places[0] = {f->offset, f->line, f->masked, f->context},
			   .place_count = 1};

	bytes_copy(r.print, sizeof(r.print), (str){f->print, sizeof(f->print)});
	put(l, &r);
}

struct look *look_new(const struct look_conf *conf)
{
	struct look *l = calloc(1, sizeof(*l));
	struct finder_conf finds = {.possible = conf->possible, .found = on_find, .ctx = l};
	struct finder_conf names = {.possible = true, .found = on_name_find, .ctx = l};

	must(l);
	l->conf = *conf;
	bytes_copy(finds.key, sizeof(finds.key), (str){conf->key, sizeof(conf->key)});
	l->finder = finder_new(&finds);
	l->namer = finder_new(&names);
	if (!l->finder || !l->namer) {
		look_free(l);
		return NULL;
	}
	return l;
}

void look_free(struct look *l)
{
	if (!l)
		return;
	finder_free(l->finder);
	finder_free(l->namer);
	explicit_bzero(&l->conf, sizeof(l->conf));
	free(l);
}

/* ---- reading ---- */

struct reading {
	const struct look_file *file;
	uint64_t at;
	uint64_t end;   /* behind which nothing is read */
	uint64_t until; /* line ends before this are counted */
	uint64_t lines;
	uint64_t nuls;
	struct find_totals totals;
	struct find_stream stream;
	const char *why; /* not whole; "" for whole */
};

static ssize_t read_at(const struct look_file *f, void *to, size_t n, uint64_t at)
{
	for (;;) {
		ssize_t got = f->stream ? read(f->fd, to, n) : pread(f->fd, to, n, (off_t)at);

		if (got >= 0 || errno != EINTR)
			return got;
	}
}

static uint64_t count_lines(str s)
{
	uint64_t n = 0;

	for (size_t at; (at = str_find_byte(s, '\n')) < s.n; n++)
		s = str_from(s, at + 1);
	return n;
}

/* Where the first line begins at or behind `at`; `size` when none does. */
static uint64_t line_at(struct look *l, const struct look_file *f, uint64_t at)
{
	if (at == 0 || at >= f->size)
		return at;
	for (at--; at < f->size;) {
		uint64_t left = f->size - at;
		ssize_t n = read_at(f, l->block, left < LOOK_BLOCK ? (size_t)left : LOOK_BLOCK, at);

		if (n <= 0)
			break;
		str s = {l->block, (size_t)n};
		size_t end = str_find_byte(s, '\n');

		if (end < s.n)
			return at + end + 1;
		at += s.n;
	}
	return f->size;
}

/* Over a hole: the stream ends before it and another one begins behind it. Values do not lie in both. */
static void pass_hole(struct look *l, struct reading *r)
{
	if (!r->file->sparse || r->at >= r->end)
		return;
	off_t data = lseek(r->file->fd, (off_t)r->at, SEEK_DATA);

	if (data < 0 && errno != ENXIO)
		return;
	uint64_t to = data < 0 || (uint64_t)data > r->end ? r->end : (uint64_t)data;

	if (to <= r->at)
		return;
	struct find_totals part;

	finder_end(l->finder, &part);
	r->nuls += part.nuls + (to - r->at);
	l->lines = r->lines;
	r->at = r->stream.from = to;
	finder_begin(l->finder, &r->stream);
}

static void read_through(struct look *l, struct reading *r)
{
	l->lines = 0;
	finder_begin(l->finder, &r->stream);
	while (r->at < r->end) {
		pass_hole(l, r);
		uint64_t left = r->end - r->at;
		ssize_t n = left ? read_at(r->file, l->block, left < LOOK_BLOCK ? (size_t)left : LOOK_BLOCK, r->at) : 0;

		if (n < 0)
			r->why = N_("reading it failed");
		else if (n == 0 && left && !r->file->stream)
			r->why = N_("it became shorter while it was read");
		if (n <= 0)
			break;
		str s = {l->block, (size_t)n};

		finder_feed(l->finder, s);
		if (r->at < r->until)
			r->lines +=
				count_lines(str_sub(s, 0, (size_t)(r->until - r->at < s.n ? r->until - r->at : s.n)));
		r->at += s.n;
	}
	finder_end(l->finder, &r->totals);
	r->nuls += r->totals.nuls;
	explicit_bzero(l->block, LOOK_BLOCK);
}

static void put_items(struct look *l)
{
	for (size_t i = 0; i < sum_count(l->sum); i++) {
		struct record r;

		sum_item(l->sum, i, &r);
		put(l, &r);
	}
}

/* In UTF-16 a byte 10 does not end a line: such a text is read by whoever has its first piece. */
static bool is_wide(struct look *l, const struct look_file *f)
{
	ssize_t n = read_at(f, l->block, HEAD, 0);
	size_t nuls = 0;

	for (ssize_t i = 0; i < n; i++)
		nuls += l->block[i] == 0;
	return n >= 2 && ((l->block[0] == 0xff && l->block[1] == 0xfe) ||
			  (l->block[0] == 0xfe && l->block[1] == 0xff) || nuls > (size_t)n / 5);
}

/* Which bytes of the file are looked at here. */
static void choose_piece(struct look *l, struct reading *r)
{
	const struct look_file *f = r->file;
	bool first = f->from == 0, last = f->until >= f->size;

	r->until = f->size;
	if (f->stream || (first && last))
		return;
	if (is_wide(l, f)) {
		r->at = first ? 0 : f->size;
		return;
	}
	r->at = line_at(l, f, f->from);
	if (!last)
		r->stream.until = r->until = line_at(l, f, f->until);
}

static void look_text(struct look *l, const struct look_file *f)
{
	struct reading r = {.file = f, .why = ""};

	r.stream.form = FIND_TEXT;
	choose_piece(l, &r);
	uint64_t begin = r.stream.from = r.at;

	r.end = f->size - r.until < BEHIND ? f->size : r.until + BEHIND;
	if (r.at < r.until || f->size == 0)
		read_through(l, &r);
	put_items(l);
	uint64_t examined = (r.at < r.until ? r.at : r.until) - begin;

	put(l, &(struct record){.kind = RECORD_PART,
				.form = STR("text"),
				.charset = r.totals.bytes ? str_c(charset_name(r.totals.charset)) : (str){0},
				.bytes = f->stream ? examined : f->size,
				.examined = examined,
				.whole = !*r.why,
				.reason = str_c(r.why),
				.nuls = r.nuls});
	put(l, &(struct record){.kind = RECORD_FILE, .lines = r.lines, .crowded = sum_crowded(l->sum)});
}

static void look_file(struct look *l, const struct look_file *f)
{
	AUTO(buf_release) buf path;

	sum_reset(l->sum);
	buf_init(&path, 8192);
	show_name(l, f->path, &path);
	put(l, &(struct record){.kind = RECORD_NAME, .path = buf_str(&path)});
	if (f->fd >= 0)
		look_text(l, f);
	else
		put(l, &(struct record){.kind = RECORD_FILE});
}

void look_run(struct look *l, const struct look_file *files, size_t n, int to_parent)
{
	l->to_parent = to_parent;
	l->sum = sum_new();
	l->block = malloc(LOOK_BLOCK);
	must(l->block);
	buf_init(&l->out, OUT_MOST);
	buf_init(&l->column, 65536);
	buf_init(&l->column_shown, 131072);
	for (size_t i = 0; i < n; i++) {
		l->file = (uint32_t)i;
		look_file(l, &files[i]);
	}
	flush(l);
}
