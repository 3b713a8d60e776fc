#include <sys/mman.h>

#include "base/i18n.h"
#include "cage/child.h"
#include "collect/data/look_priv.h"

/* A reader keeps to 32 MiB with everything but the window of what is packed: so much of that for unpacking. */
#define WHOLE_MOST ((size_t)12 << 20)
/* A hole of a terabyte behind a compressed file takes minutes to be read as zeros. */
#define HOLE_LEAST ((uint64_t)64 << 20)
#define MEMORY_MOST ((size_t)18 << 20)
/* 7z and xz -9 ask for 64 MiB as soon as a file is as large, RAR for 32 that its decoder takes twice. scan.c allows as much. */
#define WINDOW_MOST ((size_t)72 << 20)
/* Parts that are told apart when nothing was found in them. */
#define TOLD_MOST 512
/* Pages of a mapped file are given back after so many bytes were handed out of it. */
#define GIVE_BACK ((uint64_t)8 << 20)
/* Of a row: what the engine looks at of one value, and what one message holds. */
#define CELL_MOST ((size_t)64 * 1024)
#define ROW_MOST ((size_t)192 * 1024)
#define CELLS_MOST ((size_t)4096)

/* The bytes of a file that is taken apart. */
struct feed {
	struct look *l;
	const struct look_file *f;
	uint64_t at; /* read so far */
	const char *why;
	const uint8_t *map;
	uint64_t given; /* since pages were given back */
	const struct pieces *to;
};

struct parting {
	struct look *l;
	const char *why;
	str prefix; /* what is read lies in this, as it may be shown */
	/* the present part */
	buf inner;
	buf name; /* as the container gives it */
	enum piece_form form;
	enum filetype type;
	bool running; /* the engine is */
	bool dump_part;
	uint64_t bytes;
	uint64_t rows;
	/* the file */
	uint64_t examined;
	uint64_t nuls;
	bool dump;              /* the stream that it is holds one */
	struct find_totals own; /* of the part that is the file itself */
	unsigned told;
	uint64_t unread;
};

/* The file's bytes: its beginning was read already. */
static str pull(void *ctx)
{
	struct feed *p = ctx;
	struct look *l = p->l;

	if (p->at == 0 && l->head_n) {
		p->at = l->head_n;
		return (str){l->head, l->head_n};
	}
	uint64_t left = p->f->size > p->at ? p->f->size - p->at : 0;

	/* Nothing but a hole up to the end: what ends before it, ends there. */
	if (left > HOLE_LEAST && look_data_at(p->f, p->at) == p->f->size)
		left = 0;
	ssize_t n = look_read(p->f, l->block, left < LOOK_BLOCK ? (size_t)left : LOOK_BLOCK, p->at);

	if (n < 0)
		p->why = N_("reading it failed");
	else if (n == 0 && left && !p->f->stream)
		p->why = N_("it became shorter while it was read");
	else if (n == 0 && !left && p->f->stream)
		p->why = N_("the ceiling of bytes to be read was reached");
	if (n <= 0)
		return (str){0};
	p->at += (uint64_t)n;
	return (str){l->block, (size_t)n};
}

/* ---- the parts ---- */

/* What holds no text. */
static bool is_mute(enum filetype t)
{
	return t == FILETYPE_IMAGE || t == FILETYPE_MEDIA;
}

/* What should have been taken apart and was not: no reader for it is built in. */
static bool is_closed(enum filetype t)
{
	return t >= FILETYPE_XLSX && t <= FILETYPE_LZ4;
}

static bool on_begin(void *ctx, str inner, enum piece_form form)
{
	struct parting *p = ctx;

	buf_reset(&p->inner);
	buf_reset(&p->name);
	buf_put(&p->name, inner);
	buf_put(&p->inner, p->prefix);
	if (p->prefix.n && inner.n)
		buf_put_byte(&p->inner, '!');
	look_show_name(p->l, inner, &p->inner);
	p->l->inner = buf_str(&p->inner);
	p->l->lines = 0;
	p->form = form;
	p->type = FILETYPE_EMPTY;
	p->running = p->dump_part = false;
	p->bytes = p->rows = 0;
	return true;
}

static bool on_bytes(void *ctx, str bytes)
{
	struct parting *p = ctx;
	struct find_stream s = {0};

	if (!p->bytes && p->form == PIECE_BYTES)
		p->dump_part = look_is_dump(bytes);

	p->bytes += bytes.n;
	if (!p->running && !is_mute(p->type)) {
		p->type = p->form == PIECE_TEXT ? FILETYPE_TEXT
						: filetype_of(str_sub(bytes, 0, FILETYPE_HEAD), buf_str(&p->name));
		s.charset_known = p->form == PIECE_TEXT;
		s.charset = CHARSET_UTF8;
		s.form = look_form(p->type);
		p->running = !is_mute(p->type);
		if (p->type == FILETYPE_CSV)
			look_table_sample(p->l, bytes, bytes.n < FILETYPE_HEAD, finder_charset(bytes));
		if (p->running)
			finder_begin(p->l->finder, &s);
	}
	if (p->running)
		look_feed(p->l, bytes);
	return p->running;
}

static bool on_row(void *ctx, const str *cells, size_t n, bool names)
{
	struct parting *p = ctx;

	if (p->rows == 0)
		look_table_begin(p->l);
	p->l->lines = p->rows++;
	for (size_t i = 0; i < n; i++)
		p->bytes += cells[i].n;
	look_table_row(p->l, cells, n, names, true);
	return true;
}

static void tell_part(struct parting *p, enum piece_end how, const char *why, const struct find_totals *t)
{
	bool whole = how == PIECE_WHOLE && !is_mute(p->type);

	str form = p->form == PIECE_TABLE ? STR("table") : str_c(filetype_name(p->type));

	if (p->dump_part && p->type == FILETYPE_SQL)
		form = STR("sql-dump");
	if (whole && p->told++ >= TOLD_MOST)
		return;
	look_put(p->l,
		 &(struct record){.kind = RECORD_PART,
				  .inner = p->l->inner,
				  .form = form,
				  .charset = t->bytes ? str_c(charset_name(t->charset)) : (str){0},
				  .bytes = p->bytes,
				  .examined = p->bytes,
				  .whole = whole,
				  .reason = str_c(is_mute(p->type) ? N_("pictures, sound and film are not read") : why),
				  .nuls = t->nuls,
				  .rows = p->type == FILETYPE_CSV ? t->lines : p->rows,
				  .columns = look_table_names(p->l)});
}

static void on_end(void *ctx, enum piece_end how, const char *why)
{
	struct parting *p = ctx;
	struct find_totals t = {0};

	if (p->running)
		look_feed_end(p->l, &t);
	p->running = false;
	if (how == PIECE_WHOLE && is_closed(p->type)) {
		how = PIECE_UNREADABLE;
		why = N_("there is no reader for files of this form: looked through as it lies");
	}
	if (p->rows)
		look_table_end(p->l);
	p->examined += p->bytes;
	p->nuls += t.nuls;
	p->unread += how != PIECE_WHOLE && !is_mute(p->type);
	/* The file itself is told at its end. */
	if (p->l->inner.n)
		tell_part(p, how, why, &t);
	else if (how != PIECE_WHOLE && !*p->why && !is_mute(p->type))
		p->why = why;
	if (!p->l->inner.n) {
		p->own = t;
		p->dump = p->dump_part && p->type == FILETYPE_SQL;
	}
	look_table_drop(p->l);
	p->l->inner = (str){0};
	p->l->lines = 0;
}

/* ---- the file ---- */

static struct unpack_limits look_limits(void)
{
	struct unpack_limits limits = unpack_usual;

	limits.whole_most = WHOLE_MOST;
	limits.memory_most = MEMORY_MOST;
	limits.window_most = WINDOW_MOST;
	limits.is_name = context_is_name;
	return limits;
}

/* Handed on, and counted: pages of a mapped file come back from it when they are needed. */
static void count_given(struct feed *d, size_t n)
{
	d->given += n;
	if (d->map && d->given > GIVE_BACK) {
		(void)madvise((void *)(uintptr_t)d->map, (size_t)d->f->size, MADV_DONTNEED);
		d->given = 0;
	}
}

static bool feed_begin(void *ctx, str inner, enum piece_form form)
{
	struct feed *d = ctx;

	return d->to->begin(d->to->ctx, inner, form);
}

static bool feed_bytes(void *ctx, str bytes)
{
	struct feed *d = ctx;
	bool on = d->to->bytes(d->to->ctx, bytes);

	count_given(d, bytes.n);
	return on;
}

static bool feed_row(void *ctx, const str *cells, size_t n, bool names)
{
	struct feed *d = ctx;
	static str clipped[CELLS_MOST];
	size_t left = ROW_MOST;

	for (size_t i = 0; i < n && i < CELLS_MOST; i++) {
		clipped[i] = str_sub(cells[i], 0, CELL_MOST < left ? CELL_MOST : left);
		left -= clipped[i].n;
		if (clipped[i].n < cells[i].n)
			d->why = N_("cells longer than are looked at");
		count_given(d, cells[i].n);
	}
	if (n > CELLS_MOST)
		d->why = N_("rows with more cells than are looked at");
	return d->to->row(d->to->ctx, clipped, n < CELLS_MOST ? n : CELLS_MOST, names);
}

static void feed_end(void *ctx, enum piece_end how, const char *why)
{
	struct feed *d = ctx;

	d->to->end(d->to->ctx, how, why);
}

static void map_file(struct feed *d, struct source *from, size_t *whole_most)
{
	const struct look_file *f = d->f;
	void *map = MAP_FAILED;

	if (unpack_needs_whole(look_type(d->l, f)) && !f->stream && f->size && f->size < SIZE_MAX / 2)
		map = mmap(NULL, (size_t)f->size, PROT_READ, MAP_PRIVATE, f->fd, 0);
	if (map == MAP_FAILED) {
		source_init(from, pull, d);
		return;
	}
	d->map = map;
	/* What is mapped takes no memory of the reader's own. */
	if (f->size > *whole_most)
		*whole_most = (size_t)f->size;
	source_of(from, (str){d->map, (size_t)f->size});
}

const char *look_unpack(struct look *l, const struct look_file *f, const struct pieces *to, struct unpack_result *ret)
{
	struct feed d = {.l = l, .f = f, .why = "", .to = to};
	struct unpack_limits limits = look_limits();
	struct pieces counted = {.ctx = &d, .begin = feed_begin, .bytes = feed_bytes, .row = feed_row, .end = feed_end};
	struct source from;

	map_file(&d, &from, &limits.whole_most);
	void *log = f->log > 0 && f->log_size ? mmap(NULL, (size_t)f->log_size, PROT_READ, MAP_PRIVATE, f->log, 0)
					      : MAP_FAILED;

	if (log != MAP_FAILED) {
		unpack_with_log(&from, (str){log, (size_t)f->log_size}, &limits, &counted, ret);
		(void)munmap(log, (size_t)f->log_size);
	} else {
		unpack(&from, f->path, &limits, &counted, ret);
	}
	source_release(&from);
	if (d.map)
		(void)munmap((void *)(uintptr_t)d.map, (size_t)f->size);
	return d.why;
}

static void tell_file(struct parting *p, const struct look_file *f, const struct unpack_result *result)
{
	bool mute = is_mute(result->type);

	if (mute)
		p->why = N_("pictures, sound and film are not read");
	else if (result->cut && !*p->why)
		p->why = N_("more comes out than is read of one file");
	else if (p->unread && !*p->why)
		p->why = N_("parts of it could not be examined");
	look_put(p->l, &(struct record){.kind = RECORD_PART,
					.form = p->dump ? STR("sql-dump") : look_form_name(p->l, result->type),
					.charset = p->own.bytes ? str_c(charset_name(p->own.charset)) : (str){0},
					.bytes = f->stream ? p->examined : f->size,
					.examined = p->examined,
					.whole = !*p->why,
					.mute = mute,
					.reason = str_c(p->why),
					.nuls = p->nuls});
	look_end_file(p->l, 0);
}

static struct parting *parting_new(struct look *l, str prefix)
{
	struct parting *p = calloc(1, sizeof(*p));

	if (!p)
		cage_no_memory(NULL);
	*p = (struct parting){.l = l, .prefix = prefix, .why = ""};
	buf_init(&p->inner, 4 * PARTS_PATH_MOST);
	buf_init(&p->name, PARTS_PATH_MOST + 1);
	return p;
}

static void parting_free(struct parting *p)
{
	buf_release(&p->inner);
	buf_release(&p->name);
	free(p);
}

static void tell_cut(struct look *l, str inner, const char *why)
{
	if (*why)
		look_put(l, &(struct record){.kind = RECORD_PART, .inner = inner, .reason = str_c(why)});
}

uint64_t look_part(struct look *l, struct source *from, const struct look_part_how *how)
{
	struct parting *p = parting_new(l, how->inner);
	struct pieces to = {.ctx = p, .begin = on_begin, .bytes = on_bytes, .row = on_row, .end = on_end};
	struct feed d = {.l = l, .why = "", .to = &to};
	struct pieces counted = {.ctx = &d, .begin = feed_begin, .bytes = feed_bytes, .row = feed_row, .end = feed_end};
	struct unpack_limits limits = look_limits();
	struct unpack_result result;

	/* What is cut ends early too: this is why. */
	tell_cut(l, how->inner, how->cut ? N_("larger than is kept of a file within a text") : "");
	limits.stream_most = limits.out_most = how->out_most;
	unpack(from, (str){0}, &limits, &counted, &result);
	tell_cut(l, how->inner, result.cut && !*d.why ? N_("more comes out than is read of one file") : d.why);
	parting_free(p);
	return result.bytes;
}

bool look_parts(struct look *l, const struct look_file *f)
{
	struct parting *p = parting_new(l, (str){0});
	struct unpack_result result = {0};
	const char *why = "";
	bool chained = true;
	struct pieces to = {.ctx = p, .begin = on_begin, .bytes = on_bytes, .row = on_row, .end = on_end};

	if (f->frames > 0)
		chained = look_chained(l, f, &to, &result, &why);
	else
		why = look_unpack(l, f, &to, &result);
	if (*why && !*p->why)
		p->why = why;
	if (chained) {
		why = look_packed(l, f);
		if (!*p->why)
			p->why = why;
		tell_file(p, f, &result);
	}
	parting_free(p);
	return chained;
}
