#include <errno.h>
#include <unistd.h>

#include "base/i18n.h"
#include "collect/data/look_priv.h"
#include "format/volume.h"

/* What follows a piece, for finds that begin in it. */
#define BEHIND ((uint64_t)64 * 1024)

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

ssize_t look_read(const struct look_file *f, void *to, size_t n, uint64_t at)
{
	if (n == 0)
		return 0;
	for (;;) {
		ssize_t got = f->stream ? read(f->fd, to, n) : pread(f->fd, to, n, (off_t)at);

		if (got >= 0 || errno != EINTR)
			return got;
	}
}

static uint64_t count_lines(str s)
{
	uint64_t n = 0;
	size_t at = 0;

	/* In pieces of a fixed length, which compilers make vectors of. */
	for (; at + 64 <= s.n; at += 64) {
		uint8_t of = 0;

		for (size_t i = 0; i < 64; i++)
			of = (uint8_t)(of + (s.p[at + i] == '\n'));
		n += of;
	}
	for (; at < s.n; at++)
		n += s.p[at] == '\n';
	return n;
}

/* Where data lies at or behind `at`: behind a hole, or here. */
uint64_t look_data_at(const struct look_file *f, uint64_t at)
{
	if (!f->sparse || at >= f->size)
		return at;
	off_t data = lseek(f->fd, (off_t)at, SEEK_DATA);

	if (data < 0)
		return errno == ENXIO ? f->size : at;
	return (uint64_t)data > f->size ? f->size : (uint64_t)data;
}

/* Where the first line begins at or behind `at`; `most` when none does before that. Behind a hole one does. */
static uint64_t line_at(struct look *l, const struct look_file *f, uint64_t at, uint64_t most)
{
	if (at == 0 || at >= most)
		return at;
	for (at--; at < most;) {
		uint64_t data = look_data_at(f, at);

		if (data > at)
			return data < most ? data : most;
		uint64_t left = most - at;
		ssize_t n = look_read(f, l->block, left < LOOK_BLOCK ? (size_t)left : LOOK_BLOCK, at);

		if (n <= 0)
			break;
		str s = {l->block, (size_t)n};
		size_t end = str_find_byte(s, '\n');

		if (end < s.n)
			return at + end + 1;
		at += s.n;
	}
	return most;
}

uint64_t look_piece_end(uint64_t from, uint64_t size)
{
	uint64_t left = size - from, n = left / 4 >> 20 << 20;

	if (n < LOOK_PIECE_LEAST)
		n = LOOK_PIECE_LEAST;
	if (n > LOOK_PIECE)
		n = LOOK_PIECE;
	/* No crumbs. */
	return left < n + LOOK_PIECE_LEAST / 2 ? size : from + n;
}

/* Over a hole: the stream ends before it and another one begins behind it. Values do not lie in both. */
static void pass_hole(struct look *l, struct reading *r)
{
	uint64_t to = look_data_at(r->file, r->at);
	struct find_totals part;

	if (to > r->end)
		to = r->end;
	if (to <= r->at)
		return;
	finder_end(l->finder, &part);
	r->nuls += part.nuls + (to - r->at);
	l->lines = r->lines;
	r->at = r->stream.from = to;
	finder_begin(l->finder, &r->stream);
}

/* Looks at the next bytes; false: no more. Those of a short file were read when its type was told. */
static bool look_on(struct look *l, struct reading *r)
{
	const struct look_file *f = r->file;
	uint64_t left = r->end - r->at;
	uint64_t counted = r->at < r->until ? r->until - r->at : 0;
	bool whole = left && r->at == 0 && !f->stream && l->head_n == f->size;
	size_t room_n = 0;
	uint8_t *room = whole ? l->head : finder_room(l->finder, &room_n);
	ssize_t n = whole ? (ssize_t)l->head_n : look_read(f, room, left < room_n ? (size_t)left : room_n, r->at);

	if (n < 0)
		r->why = N_("reading it failed");
	else if (n == 0 && left && !f->stream)
		r->why = N_("it became shorter while it was read");
	if (n <= 0)
		return false;
	r->lines +=
		count_lines(str_sub((str){room, (size_t)n}, 0, (size_t)(counted < (size_t)n ? counted : (size_t)n)));
	if (whole)
		finder_feed(l->finder, (str){room, (size_t)n});
	else
		finder_fed(l->finder, (size_t)n);
	r->at += (size_t)n;
	return true;
}

static void read_through(struct look *l, struct reading *r)
{
	l->lines = 0;
	l->plain = true;
	finder_begin(l->finder, &r->stream);
	while (r->at < r->end) {
		pass_hole(l, r);
		if (!look_on(l, r))
			break;
	}
	finder_end(l->finder, &r->totals);
	l->plain = false;
	r->nuls += r->totals.nuls;
}

/* So much of a CSV file tells what its columns hold; so much of a text in which encoding it is. */
#define SAMPLE ((size_t)256 * 1024)
#define CHARSET_BYTES ((size_t)64 * 1024)

static str read_beginning(struct look *l, const struct look_file *f, size_t most)
{
	size_t n = 0;

	while (n < most && n < f->size) {
		ssize_t got = look_read(f, l->block + n, most - n < f->size - n ? most - n : (size_t)(f->size - n), n);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	return (str){l->block, n};
}

static void sample_table(struct look *l, const struct look_file *f)
{
	str bytes = read_beginning(l, f, SAMPLE);

	look_table_sample(l, bytes, bytes.n == f->size, finder_charset(str_sub(bytes, 0, CHARSET_BYTES)));
}

/* Do the rows of a table whose head stands within the text go on behind its beginning? */
static bool is_table(struct look *l, const struct find_stream *as, str beginning)
{
	const uint8_t *last = memrchr(beginning.p, '\n', beginning.n);
	struct find_totals t;

	if (!last || as->form == FIND_CSV)
		return false;
	finder_begin(l->cells, as);
	finder_feed(l->cells, (str){beginning.p, (size_t)(last - beginning.p) + 1});
	finder_end(l->cells, &t);
	return t.in_table;
}

/* Which bytes of the file are looked at here. */
static void choose_piece(struct look *l, struct reading *r)
{
	const struct look_file *f = r->file;
	bool first = f->from == 0, last = f->until >= f->size;

	r->until = f->size;
	if (f->stream || (first && last))
		return;
	/* All pieces are read alike. In UTF-16 a byte 10 does not end a line: such a text is read by whoever has its first piece. */
	str beginning = read_beginning(l, f, SAMPLE);

	r->stream.charset = finder_charset(str_sub(beginning, 0, CHARSET_BYTES));
	r->stream.charset_known = true;
	/* Nor may rows be cut off from a head that does not stand in the first line. */
	if (r->stream.charset == CHARSET_UTF16LE || r->stream.charset == CHARSET_UTF16BE ||
	    is_table(l, &r->stream, beginning)) {
		r->at = first ? 0 : f->size;
		return;
	}
	beginning = str_sub(beginning, 0, sizeof(l->beginning));
	bytes_copy(l->beginning, sizeof(l->beginning), beginning);
	r->stream.beginning = (str){l->beginning, beginning.n};
	/* A line that goes through the whole piece belongs to another one: whoever has its beginning looks for its end. */
	r->at = line_at(l, f, f->from, f->until);
	r->until = f->until;
	if (!last && r->at < f->until)
		r->stream.until = r->until = line_at(l, f, f->until, f->size);
}

void look_text(struct look *l, const struct look_file *f, enum filetype type)
{
	struct reading r = {.file = f, .why = ""};
	str head = {l->head, l->head_n};
	const char *volume = volume_words(f->path, type);

	r.stream.form = look_form(type);
	if (type == FILETYPE_CSV && f->from == 0)
		sample_table(l, f);
	choose_piece(l, &r);
	uint64_t begin = r.stream.from = r.at;

	if (begin && r.stream.form == FIND_CSV)
		r.stream.head = str_sub(head, 0, str_find_byte(head, '\n'));
	r.end = f->size - r.until < BEHIND ? f->size : r.until + BEHIND;
	if (r.at < r.until)
		read_through(l, &r);
	uint64_t examined = (r.at < r.until ? r.at : r.until) - begin;

	if (type == FILETYPE_BINARY && f->from == 0 && !*r.why)
		r.why = volume ? volume : unpack_unknown;
	look_put(l, &(struct record){.kind = RECORD_PART,
				     .form = look_form_name(l, type),
				     .charset = r.totals.bytes ? str_c(charset_name(r.totals.charset)) : (str){0},
				     .bytes = f->stream ? examined : f->size,
				     .examined = examined,
				     .whole = !*r.why,
				     .reason = str_c(r.why),
				     .nuls = r.nuls,
				     .rows = type == FILETYPE_CSV ? r.lines : 0,
				     .columns = f->from == 0 ? look_table_names(l) : (str){0}});
	look_table_drop(l);
	const char *why = look_packed(l, f);

	if (*why)
		look_put(l, &(struct record){.kind = RECORD_PART, .reason = str_c(why)});
	look_end_file(l, r.lines);
}
