/*
 * Unpacking in one process and looking in another, so that two processors work at one file: the first hands the pieces on through a
 * pipe as they come. What is found is the same as when one does both.
 */
#include <errno.h>
#include <unistd.h>

#include "base/cur.h"
#include "base/i18n.h"
#include "cage/child.h"
#include "collect/data/look_priv.h"

#define HEADER 5
/* Frames are gathered up to this; longer bytes go by themselves. */
#define GATHER ((size_t)128 * 1024)
/* A row comes clipped (look_unpack): 4,096 cells of 192 KiB in all fit a block. */
#define CELLS_MOST ((size_t)4096)

enum frame {
	FRAME_PLAIN, /* nothing to unpack: read it yourself */
	FRAME_BEGIN,
	FRAME_BYTES,
	FRAME_ROW,
	FRAME_END,
	FRAME_DONE,
	FRAME_COUNT
};

/* ---- the one that unpacks ---- */

struct opener {
	int to;
	buf out;
};

static void send_all(struct opener *o)
{
	cage_write(o->to, buf_str(&o->out));
	buf_reset(&o->out);
}

static void put_header(struct opener *o, enum frame f, size_t n)
{
	if (o->out.n + HEADER + n > GATHER)
		send_all(o);
	buf_put_byte(&o->out, (uint8_t)f);
	buf_put_le(&o->out, n, 4);
}

static void put_frame(struct opener *o, enum frame f, str payload)
{
	put_header(o, f, payload.n);
	if (payload.n < GATHER / 2) {
		buf_put(&o->out, payload);
		return;
	}
	send_all(o);
	cage_write(o->to, payload);
}

static bool pass_begin(void *ctx, str inner, enum piece_form form)
{
	AUTO(buf_release) buf b;

	buf_init(&b, PARTS_PATH_MOST + 1);
	buf_put_byte(&b, (uint8_t)form);
	buf_put(&b, str_sub(inner, 0, PARTS_PATH_MOST));
	put_frame(ctx, FRAME_BEGIN, buf_str(&b));
	return true;
}

static bool pass_bytes(void *ctx, str bytes)
{
	while (bytes.n) {
		str some = str_sub(bytes, 0, LOOK_BLOCK);

		put_frame(ctx, FRAME_BYTES, some);
		bytes = str_from(bytes, some.n);
	}
	return true;
}

static bool pass_row(void *ctx, const str *cells, size_t n, bool names)
{
	struct opener *o = ctx;
	AUTO(buf_release) buf b;

	buf_init(&b, LOOK_BLOCK);
	buf_put_byte(&b, names);
	for (size_t i = 0; i < n; i++) {
		buf_put_le(&b, cells[i].n, 4);
		buf_put(&b, cells[i]);
	}
	put_frame(o, FRAME_ROW, buf_str(&b));
	return true;
}

static void pass_end(void *ctx, enum piece_end how, const char *why)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1024);
	buf_put_byte(&b, (uint8_t)how);
	buf_put(&b, str_sub(str_c(why), 0, RECORD_REASON_MOST));
	put_frame(ctx, FRAME_END, buf_str(&b));
}

void look_open(struct look *l, const struct look_file *f, int to_looker)
{
	struct opener o = {.to = to_looker};
	struct pieces to = {.ctx = &o, .begin = pass_begin, .bytes = pass_bytes, .row = pass_row, .end = pass_end};
	AUTO(buf_release) buf b;

	buf_init(&o.out, 2 * GATHER);
	buf_init(&b, 1024);
	look_prepare(l);
	if (look_is_plain(l, look_type(l, f))) {
		put_frame(&o, FRAME_PLAIN, (str){0});
	} else {
		struct unpack_result result;
		const char *why = look_unpack(l, f, &to, &result);

		buf_put_byte(&b, (uint8_t)result.type);
		buf_put_byte(&b, result.cut);
		buf_put(&b, str_c(why));
		put_frame(&o, FRAME_DONE, buf_str(&b));
	}
	send_all(&o);
	buf_release(&o.out);
}

/* ---- the one that looks ---- */

struct chain {
	const struct look_file *f;
	const struct pieces *to;
	uint8_t *block;
	struct unpack_result result;
	const char *why;
	bool open; /* a part is */
	char words[RECORD_REASON_MOST + 1];
};

/* False: it ended before. */
static bool read_whole(int fd, uint8_t *to, size_t n)
{
	while (n) {
		ssize_t got = read(fd, to, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		n -= (size_t)got;
	}
	return true;
}

static const char *words_of(struct chain *c, str s)
{
	s = str_sub(s, 0, RECORD_REASON_MOST);
	bytes_copy(c->words, sizeof(c->words), s);
	c->words[s.n] = 0;
	return c->words;
}

static void take_row(const struct chain *c, cur *in)
{
	static str cells[CELLS_MOST];
	bool names = cur_u8(in);
	size_t n = 0;

	while (cur_more(in) && n < CELLS_MOST) {
		uint32_t length = cur_le32(in);

		cells[n++] = cur_take(in, length);
	}
	if (cur_ok(in))
		(void)c->to->row(c->to->ctx, cells, n, names);
}

/* One frame with its payload. False: it makes no sense here. */
static bool take_frame(struct chain *c, enum frame f, str payload)
{
	cur in = cur_of(payload);

	if ((f == FRAME_BEGIN || f == FRAME_DONE) == c->open)
		return false;
	if (f == FRAME_BEGIN) {
		unsigned form = cur_u8(&in);

		c->open = form < PIECE_FORM_COUNT;
		return c->open && c->to->begin(c->to->ctx, cur_rest(&in), (enum piece_form)form);
	}
	if (f == FRAME_BYTES)
		(void)c->to->bytes(c->to->ctx, payload);
	else if (f == FRAME_ROW)
		take_row(c, &in);
	else if (f == FRAME_END) {
		unsigned how = cur_u8(&in);

		c->open = false;
		c->to->end(c->to->ctx, how < PIECE_END_COUNT ? (enum piece_end)how : PIECE_UNREADABLE,
			   words_of(c, cur_rest(&in)));
	} else if (f == FRAME_DONE) {
		unsigned type = cur_u8(&in);

		c->result.type = type < FILETYPE_COUNT ? (enum filetype)type : FILETYPE_BINARY;
		c->result.cut = cur_u8(&in);
		c->why = words_of(c, cur_rest(&in));
	}
	return cur_ok(&in);
}

/* The next frame. FRAME_COUNT: nothing (more) that makes sense comes. */
static enum frame next_frame(struct chain *c, str *payload)
{
	uint8_t header[HEADER];

	if (!read_whole(c->f->frames, header, HEADER))
		return FRAME_COUNT;
	cur in = cur_of((str){header, HEADER});
	unsigned f = cur_u8(&in);
	uint32_t n = cur_le32(&in);

	if (f >= FRAME_COUNT || n > LOOK_BLOCK || !read_whole(c->f->frames, c->block, n))
		return FRAME_COUNT;
	*payload = (str){c->block, n};
	return (enum frame)f;
}

bool look_chained(struct look *l, const struct look_file *f, const struct pieces *to, struct unpack_result *ret,
		  const char **ret_why)
{
	static struct chain c;
	str payload;

	c = (struct chain){.f = f, .to = to, .block = l->block, .why = ""};
	enum frame first = next_frame(&c, &payload);

	if (first == FRAME_PLAIN)
		return false;
	for (enum frame now = first;; now = next_frame(&c, &payload)) {
		bool good = now < FRAME_COUNT && now != FRAME_PLAIN && take_frame(&c, now, payload);

		if (!good && c.open)
			to->end(to->ctx, PIECE_UNREADABLE, N_("the file could not be read: its reader died"));
		if (!good)
			c.why = N_("the file could not be read: its reader died");
		if (!good || now == FRAME_DONE)
			break;
	}
	*ret = c.result;
	*ret_why = c.why;
	return true;
}
