/*
 * 7z: the header at the archive's end (also packed), folders of one chain of coders each: copy, LZMA, LZMA2, Deflate, BZip2 with branch
 * and delta filters. PPMd, BCJ2 and AES are said. Needs the whole archive at hand; unpacks folder by folder with the window that
 * the archive asks for, at most memory_most.
 */
#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/cur.h"
#include "base/err.h"
#include "base/i18n.h"
#include "format/charset.h"
#include "format/layer.h"

#define SIGNATURE_SIZE 32u
#define BLOCK ((size_t)128 * 1024)
#define CODERS_MOST 4
#define HEADER_MOST ((size_t)16 << 20)
#define WHOLE_MOST ((size_t)256 << 20)

enum {
	ID_END,
	ID_HEADER,
	ID_PACK = 6,
	ID_UNPACK,
	ID_SUBSTREAMS,
	ID_SIZE,
	ID_CRC,
	ID_FOLDER,
	ID_UNPACK_SIZE,
	ID_COUNT,
	ID_EMPTY,
	ID_NAMES = 0x11,
	ID_ENCODED = 0x17
};

enum coder {
	CODER_NONE,
	CODER_COPY,
	CODER_LZMA,
	CODER_LZMA2,
	CODER_FILTER,
	CODER_DEFLATE,
	CODER_BZIP2,
	CODER_AES,
	CODER_UNKNOWN
};

struct folder {
	struct {
		enum coder coder;
		lzma_vli filter;
		str props;
		uint64_t size; /* of what comes out */
	} coders[CODERS_MOST];
	unsigned coder_count;
	uint8_t order[CODERS_MOST]; /* of coders: the first gives what was packed, each is fed by the next */
	uint64_t packed_at;         /* in the archive */
	uint64_t packed;
	uint64_t streams; /* files in it */
	bool summed;      /* a checksum of all of it was given */
	size_t first;     /* index of their sizes */
};

struct header {
	uint64_t *pack_sizes;
	size_t pack_count;
	uint64_t pack_at;
	struct folder *folders;
	size_t folder_count;
	uint64_t *sizes; /* of files with bytes, in order */
	size_t size_count;
};

struct sevenzip {
	str all;
	arena mem;
	struct header h;
	str names; /* UTF-16LE, a NUL behind each */
	cur name_at;
	uint64_t files;
	str empty;       /* bits of the files without bytes */
	uint64_t file;   /* next */
	size_t folder;   /* that is open, or next */
	uint64_t stream; /* within it */
	uint64_t left;   /* of the member */
	bool open;
	const char *why; /* the open folder cannot be read */
	lzma_stream lzma;
	z_stream z;
	bz_stream bz;
	str in;
	buf name;
	uint8_t out[BLOCK];
};

/* ---- header ---- */

/* The first byte's leading ones say how many bytes follow. */
static uint64_t number(cur *c)
{
	uint8_t first = cur_u8(c), mask = 0x80;
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++, mask >>= 1) {
		if (!(first & mask))
			return v | (uint64_t)(first & (mask - 1u)) << (8 * i);
		v |= (uint64_t)cur_u8(c) << (8 * i);
	}
	return v;
}

/* A count of things that take at least one bit each. */
static size_t count(cur *c, const arena *mem, size_t size)
{
	uint64_t n = number(c);

	if (n > 8 * (uint64_t)c->n || n > UINT32_MAX || !arena_fits(mem, (size_t)n * size + 64)) {
		cur_fail(c);
		return 0;
	}
	return (size_t)n;
}

/* Bits, unless a byte says that all are set; how many are set. */
static size_t bits(cur *c, size_t n, str *ret)
{
	size_t set = 0;

	*ret = (str){0};
	if (cur_u8(c))
		return n;
	*ret = cur_take(c, (n + 7) / 8);
	for (size_t i = 0; i < n && !c->bad; i++)
		set += ret->p[i / 8] >> (7 - i % 8) & 1;
	return set;
}

static void skip_sums(cur *c, size_t n)
{
	str defined;

	cur_skip(c, 4 * bits(c, n, &defined));
}

static void read_pack(cur *c, arena *mem, struct header *h)
{
	uint64_t id;

	h->pack_at = number(c);
	h->pack_count = count(c, mem, sizeof(*h->pack_sizes));
	h->pack_sizes = arena_new(mem, uint64_t, h->pack_count);
	while (cur_more(c) && (id = number(c)) != ID_END) {
		if (id == ID_SIZE)
			for (size_t i = 0; i < h->pack_count; i++)
				h->pack_sizes[i] = number(c);
		else if (id == ID_CRC)
			skip_sums(c, h->pack_count);
		else
			cur_fail(c);
	}
}

static void name_coder(str id, struct folder *f, unsigned i)
{
	static const struct {
		str id;
		enum coder coder;
		lzma_vli filter;
	} known[] = {
		{STR_INIT("\0"), CODER_COPY, 0},
		{STR_INIT("\x21"), CODER_LZMA2, LZMA_FILTER_LZMA2},
		{STR_INIT("\x03\x01\x01"), CODER_LZMA, LZMA_FILTER_LZMA1EXT},
		{STR_INIT("\x03"), CODER_FILTER, LZMA_FILTER_DELTA},
		{STR_INIT("\x04"), CODER_FILTER, LZMA_FILTER_X86},
		{STR_INIT("\x03\x03\x01\x03"), CODER_FILTER, LZMA_FILTER_X86},
		{STR_INIT("\x03\x03\x02\x05"), CODER_FILTER, LZMA_FILTER_POWERPC},
		{STR_INIT("\x03\x03\x05\x01"), CODER_FILTER, LZMA_FILTER_ARM},
		{STR_INIT("\x03\x03\x07\x01"), CODER_FILTER, LZMA_FILTER_ARMTHUMB},
		{STR_INIT("\x0a"), CODER_FILTER, LZMA_FILTER_ARM64},
		{STR_INIT("\x04\x01\x08"), CODER_DEFLATE, 0},
		{STR_INIT("\x04\x02\x02"), CODER_BZIP2, 0},
		{STR_INIT("\x06\xf1\x07\x01"), CODER_AES, 0},
	};

	f->coders[i].coder = CODER_UNKNOWN;
	for (size_t k = 0; k < ARRAY_LEN(known); k++)
		if (str_eq(id, known[k].id)) {
			f->coders[i].coder = known[k].coder;
			f->coders[i].filter = known[k].filter;
		}
}

/* From the coder that feeds no other to the one that the archive feeds. False: no chain of all. */
static bool put_in_order(struct folder *f, const uint64_t feeds[CODERS_MOST])
{
	uint64_t at = 0;

	for (unsigned i = 0; i < f->coder_count; i++) {
		bool feeds_other = false;

		for (unsigned k = 0; k < f->coder_count; k++)
			feeds_other |= feeds[k] == i;
		if (!feeds_other)
			at = i;
	}
	for (unsigned i = 0; i < f->coder_count; i++) {
		f->order[i] = (uint8_t)at;
		if (i + 1 < f->coder_count && feeds[at] >= f->coder_count)
			return false;
		at = feeds[at];
	}
	return at == SIZE_MAX;
}

/* Coders of one stream in and one out in a chain: what 7z writes but for BCJ2. */
static size_t read_folder(cur *c, struct folder *f)
{
	size_t ins = 0;
	uint64_t n = number(c);

	f->coder_count = (unsigned)n;
	if (!n || n > CODERS_MOST) {
		cur_fail(c);
		return 0;
	}
	for (unsigned i = 0; i < n && cur_ok(c); i++) {
		uint8_t flags = cur_u8(c);
		uint64_t in = 1, out = 1;

		name_coder(cur_take(c, flags & 15), f, i);
		if (flags & 0x10) {
			in = number(c);
			out = number(c);
		}
		if (flags & 0x20)
			f->coders[i].props = cur_take(c, (size_t)number(c));
		if (in != 1 || out != 1)
			f->coders[i].coder = CODER_UNKNOWN;
		if (in > 32 || out != 1)
			cur_fail(c);
		ins += (size_t)in;
	}
	size_t packed = ins - (n - 1);

	uint64_t feeds[CODERS_MOST]; /* coder that feeds coder i; SIZE_MAX: the archive does */

	for (unsigned i = 0; i < CODERS_MOST; i++)
		feeds[i] = SIZE_MAX;
	for (uint64_t i = 1; i < n && cur_ok(c); i++) {
		uint64_t in = number(c), out = number(c);

		if (ins == n && in < n && out < n)
			feeds[in] = out;
	}
	if (!put_in_order(f, feeds))
		f->coders[f->order[0]].coder = CODER_UNKNOWN;
	for (size_t i = 0; packed > 1 && i < packed && cur_ok(c); i++)
		(void)number(c);
	return packed;
}

static void read_folders(cur *c, arena *mem, struct header *h)
{
	size_t pack = 0;
	uint64_t at = SIGNATURE_SIZE + h->pack_at;

	h->folder_count = count(c, mem, sizeof(*h->folders));
	h->folders = arena_new(mem, struct folder, h->folder_count);
	if (cur_u8(c))
		cur_fail(c); /* elsewhere: nobody writes that */
	for (size_t i = 0; i < h->folder_count && cur_ok(c); i++) {
		struct folder *f = &h->folders[i];

		size_t packed = read_folder(c, f);

		f->packed_at = at;
		f->streams = 1;
		for (size_t k = 0; k < packed && pack < h->pack_count; k++, pack++) {
			f->packed += h->pack_sizes[pack];
			at += h->pack_sizes[pack];
		}
	}
}

static void read_folder_sums(cur *c, struct header *h)
{
	str defined;
	size_t n = bits(c, h->folder_count, &defined);

	cur_skip(c, 4 * n);
	for (size_t i = 0; i < h->folder_count && cur_ok(c); i++)
		h->folders[i].summed = !defined.n || defined.p[i / 8] >> (7 - i % 8) & 1;
}

static void read_unpack(cur *c, arena *mem, struct header *h)
{
	uint64_t id;

	while (cur_more(c) && (id = number(c)) != ID_END) {
		if (id == ID_FOLDER)
			read_folders(c, mem, h);
		else if (id == ID_UNPACK_SIZE)
			for (size_t i = 0; i < h->folder_count; i++)
				for (unsigned k = 0; k < h->folders[i].coder_count; k++)
					h->folders[i].coders[k].size = number(c);
		else if (id == ID_CRC)
			read_folder_sums(c, h);
		else
			cur_fail(c);
	}
}

/* Sizes of the files in each folder: all but the last are written. */
static void read_sizes(cur *c, arena *mem, struct header *h, bool written)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < h->folder_count; i++)
		sum += h->folders[i].streams;
	if (c->bad || sum > (uint64_t)c->n + h->folder_count || !arena_fits(mem, (size_t)sum * sizeof(uint64_t) + 64)) {
		cur_fail(c);
		return;
	}
	h->sizes = arena_new(mem, uint64_t, (size_t)sum);
	for (size_t i = 0; i < h->folder_count; i++) {
		struct folder *f = &h->folders[i];
		uint64_t left = f->coders[f->order[0]].size;

		f->first = h->size_count;
		for (uint64_t k = 0; k < f->streams; k++) {
			uint64_t size = k + 1 == f->streams ? left : written ? number(c) : 0;

			size = size < left ? size : left;
			left -= size;
			h->sizes[h->size_count++] = size;
		}
	}
}

/* Sums of the files, but of those whose folder's sum says it. */
static void skip_file_sums(cur *c, const struct header *h)
{
	uint64_t n = 0;

	for (size_t i = 0; i < h->folder_count; i++)
		if (h->folders[i].streams != 1 || !h->folders[i].summed)
			n += h->folders[i].streams;
	if (n > 8 * (uint64_t)c->n)
		cur_fail(c);
	else
		skip_sums(c, (size_t)n);
}

static void read_substreams(cur *c, arena *mem, struct header *h)
{
	uint64_t id = 0;
	bool sized = false;

	while (cur_more(c) && (id = number(c)) != ID_END) {
		if (id == ID_COUNT) {
			for (size_t i = 0; i < h->folder_count; i++) {
				h->folders[i].streams = number(c);
				if (h->folders[i].streams > 8 * (uint64_t)c->n + 1)
					cur_fail(c);
			}
		} else if (id == ID_SIZE && !sized) {
			read_sizes(c, mem, h, true);
			sized = true;
		} else if (id == ID_CRC) {
			if (!sized)
				read_sizes(c, mem, h, false);
			sized = true;
			skip_file_sums(c, h);
		} else {
			cur_fail(c);
		}
	}
	if (!sized && cur_ok(c))
		read_sizes(c, mem, h, false);
}

static void read_streams(cur *c, arena *mem, struct header *h)
{
	uint64_t id;

	*h = (struct header){0};
	while (cur_more(c) && (id = number(c)) != ID_END) {
		if (id == ID_PACK)
			read_pack(c, mem, h);
		else if (id == ID_UNPACK)
			read_unpack(c, mem, h);
		else if (id == ID_SUBSTREAMS)
			read_substreams(c, mem, h);
		else
			cur_fail(c);
	}
	if (!h->sizes && cur_ok(c))
		read_sizes(c, mem, h, false);
}

static void read_files(struct sevenzip *s, cur *c)
{
	s->files = number(c);
	if (s->files > c->n)
		cur_fail(c); /* each has a name of two bytes at least */
	while (cur_more(c)) {
		uint64_t id = number(c), size = id ? number(c) : 0;
		cur part = cur_sub(c, id ? (size_t)size : 0);

		if (id == ID_END)
			return;
		if (id == ID_EMPTY) {
			s->empty = cur_rest(&part);
		} else if (id == ID_NAMES) {
			if (cur_u8(&part))
				cur_fail(c);
			s->names = cur_rest(&part);
		}
	}
}

/* ---- folders ---- */

static void close_folder(struct sevenzip *s)
{
	if (!s->open)
		return;
	lzma_end(&s->lzma);
	(void)inflateEnd(&s->z);
	(void)BZ2_bzDecompressEnd(&s->bz);
	s->lzma = (lzma_stream)LZMA_STREAM_INIT;
	s->z = (z_stream){0};
	s->bz = (bz_stream){0};
	s->open = false;
}

/* The chain as liblzma's filters; false: a part of it is not its. */
static const char *open_lzma(struct sevenzip *s, const struct folder *f, size_t memory_most)
{
	lzma_filter filters[CODERS_MOST + 1] = {{0}};
	const char *why = NULL;

	for (unsigned i = 0; i < f->coder_count && !why; i++) {
		lzma_vli id = f->coders[f->order[i]].filter;

		filters[i].id = id == LZMA_FILTER_LZMA1EXT ? LZMA_FILTER_LZMA1 : id;
		if (f->coders[f->order[i]].coder != CODER_LZMA && f->coders[f->order[i]].coder != CODER_LZMA2 &&
		    f->coders[f->order[i]].coder != CODER_FILTER)
			why = N_("packed by a method that is not read");
		else if (lzma_properties_decode(&filters[i], NULL, f->coders[f->order[i]].props.p,
						f->coders[f->order[i]].props.n) != LZMA_OK)
			why = N_("the compressed data is damaged");
		else if (id == LZMA_FILTER_LZMA1EXT) {
			lzma_options_lzma *o = filters[i].options;

			filters[i].id = LZMA_FILTER_LZMA1EXT;
			o->ext_flags = LZMA_LZMA1EXT_ALLOW_EOPM;
			lzma_set_ext_size(*o, f->coders[f->order[i]].size);
		}
	}
	filters[f->coder_count].id = LZMA_VLI_UNKNOWN;
	if (!why && lzma_raw_decoder_memusage(filters) > memory_most)
		why = N_("unpacking needs more memory than is allowed");
	if (!why && lzma_raw_decoder(&s->lzma, filters) != LZMA_OK)
		why = N_("packed by a method that is not read");
	for (unsigned i = 0; i < f->coder_count; i++)
		free(filters[i].options);
	return why;
}

static const char *open_coders(struct sevenzip *s, const struct folder *f, size_t memory_most)
{
	for (unsigned i = 0; i < f->coder_count; i++)
		if (f->coders[i].coder == CODER_AES)
			return N_("encrypted");
	if (f->coder_count != 1 || f->coders[0].coder == CODER_LZMA || f->coders[0].coder == CODER_LZMA2)
		return open_lzma(s, f, memory_most);
	switch (f->coders[0].coder) {
	case CODER_COPY:
		return NULL;
	case CODER_DEFLATE:
		return inflateInit2(&s->z, -MAX_WBITS) == Z_OK ? NULL
							       : N_("unpacking needs more memory than is allowed");
	case CODER_BZIP2:
		return BZ2_bzDecompressInit(&s->bz, 0, 0) == BZ_OK ? NULL
								   : N_("unpacking needs more memory than is allowed");
	default:
		return N_("packed by a method that is not read");
	}
}

static void open_folder(struct sevenzip *s, size_t memory_most)
{
	const struct folder *f = &s->h.folders[s->folder];

	close_folder(s);
	s->open = true;
	s->in = f->packed_at < s->all.n ? str_sub(s->all, (size_t)f->packed_at, (size_t)f->packed) : (str){0};
	s->why = s->in.n < f->packed ? N_("the archive ends early") : open_coders(s, f, memory_most);
}

/* One call of the decoder; false: it ended or broke. */
static bool step(struct sevenzip *s, enum coder coder, uint8_t *to, size_t room, size_t *ret)
{
	str in = str_sub(s->in, 0, (size_t)1 << 30);
	size_t left;
	bool more;

	if (coder == CODER_DEFLATE) {
		s->z.next_in = (Bytef *)(uintptr_t)in.p;
		s->z.avail_in = (uInt)in.n;
		s->z.next_out = to;
		s->z.avail_out = (uInt)room;
		more = inflate(&s->z, Z_NO_FLUSH) == Z_OK;
		left = s->z.avail_in;
		*ret = room - s->z.avail_out;
	} else if (coder == CODER_BZIP2) {
		s->bz.next_in = (char *)(uintptr_t)in.p;
		s->bz.avail_in = (unsigned)in.n;
		s->bz.next_out = (char *)to;
		s->bz.avail_out = (unsigned)room;
		more = BZ2_bzDecompress(&s->bz) == BZ_OK;
		left = s->bz.avail_in;
		*ret = room - s->bz.avail_out;
	} else {
		s->lzma.next_in = in.p;
		s->lzma.avail_in = in.n;
		s->lzma.next_out = to;
		s->lzma.avail_out = room;
		more = lzma_code(&s->lzma, LZMA_RUN) == LZMA_OK;
		left = s->lzma.avail_in;
		*ret = room - s->lzma.avail_out;
	}
	s->in = str_from(s->in, in.n - left);
	return more;
}

/* The next bytes of the folder, at most `most`; empty: it cannot be read on. */
static str unpack_some(struct sevenzip *s, size_t most)
{
	const struct folder *f = &s->h.folders[s->folder];
	size_t room = most < BLOCK ? most : BLOCK, got = 0;
	bool more = true;

	if (f->coders[0].coder == CODER_COPY && f->coder_count == 1) {
		str got_bytes = str_sub(s->in, 0, most);

		s->in = str_from(s->in, got_bytes.n);
		return got_bytes;
	}
	while (more && got < room) {
		size_t before = s->in.n, n;

		more = step(s, f->coders[0].coder, s->out + got, room - got, &n);
		got += n;
		more = more && (n || s->in.n < before);
	}
	return (str){s->out, got};
}

/* ---- the layer ---- */

static enum parse read_header(struct sevenzip *s, str bytes, size_t memory_most)
{
	for (unsigned i = 0; i < 4; i++) {
		cur c = cur_of(bytes);
		uint64_t id = number(&c);

		if (id == ID_HEADER) {
			if (number(&c) != 4) /* main streams */
				return c.n ? PARSE_BAD : PARSE_OK;
			read_streams(&c, &s->mem, &s->h);
			if (cur_more(&c) && number(&c) == 5)
				read_files(s, &c);
			s->name_at = cur_of(s->names);
			return c.bad ? PARSE_BAD : PARSE_OK;
		}
		if (id != ID_ENCODED)
			return PARSE_BAD;
		read_streams(&c, &s->mem, &s->h);
		if (c.bad || s->h.folder_count != 1 ||
		    s->h.folders[0].coders[s->h.folders[0].order[0]].size > HEADER_MOST)
			return PARSE_BAD;
		s->folder = 0;
		open_folder(s, memory_most);
		if (s->why)
			return PARSE_LIMIT;
		/* A header is packed once; more often only by a joker. */
		AUTO(buf_release) buf header;

		buf_init(&header, HEADER_MOST);
		for (uint64_t left = s->h.folders[0].coders[s->h.folders[0].order[0]].size; left;) {
			str some = unpack_some(s, (size_t)left);

			if (!some.n)
				return PARSE_BAD;
			buf_put(&header, some);
			left -= some.n;
		}
		close_folder(s);
		if (!arena_fits(&s->mem, header.n + 64))
			return PARSE_LIMIT;
		bytes = arena_str(&s->mem, buf_str(&header));
	}
	return PARSE_BAD;
}

static bool sevenzip_open(struct layer *l)
{
	struct sevenzip *s = l->state;

	arena_init(&s->mem, l->memory_most);
	buf_init(&s->name, 8192);
	s->lzma = (lzma_stream)LZMA_STREAM_INIT;
	if (!source_whole(l->in, WHOLE_MOST < l->memory_most ? WHOLE_MOST : l->memory_most, &s->all))
		return layer_fail(l, PIECE_CUT, N_("larger than what is held at once: not looked into"));
	cur c = cur_of(str_from(s->all, 12));
	uint64_t at = cur_le64(&c), n = cur_le64(&c);

	if (at > s->all.n || n > s->all.n || SIGNATURE_SIZE + at + n > s->all.n)
		return layer_fail(l, PIECE_UNREADABLE, N_("the archive ends early"));
	if (!n)
		return true;
	enum parse p = read_header(s, str_sub(s->all, SIGNATURE_SIZE + (size_t)at, (size_t)n), l->memory_most);

	if (p != PARSE_OK)
		return layer_fail(l, PIECE_UNREADABLE, s->why ? s->why : N_("the archive's list of files is damaged"));
	s->folder = 0;
	return true;
}

static void sevenzip_close(struct layer *l)
{
	struct sevenzip *s = l->state;

	close_folder(s);
	arena_clear(&s->mem);
	buf_release(&s->name);
}

static void take_name(struct sevenzip *s)
{
	str rest = cur_rest(&s->name_at);
	size_t n = 0;

	while (n + 1 < rest.n && (rest.p[n] || rest.p[n + 1]))
		n += 2;
	buf_reset(&s->name);
	(void)charset_decode(CHARSET_UTF16LE, str_sub(rest, 0, n < 4096 ? n : 4096), &s->name);
	cur_skip(&s->name_at, n + 2 <= rest.n ? n + 2 : rest.n);
}

/* To the next file that has bytes, its name taken; false: no more. */
static bool next_file(struct sevenzip *s)
{
	while (s->file < s->files) {
		uint64_t i = s->file++;
		bool empty = i / 8 < s->empty.n && s->empty.p[i / 8] >> (7 - i % 8) & 1;

		take_name(s);
		if (!empty)
			return true;
	}
	return false;
}

static bool sevenzip_next(struct layer *l)
{
	struct sevenzip *s = l->state;

	/* What is left of the file before. */
	while (s->left) {
		str some = s->open && !s->why ? unpack_some(s, s->left < BLOCK ? (size_t)s->left : BLOCK) : (str){0};

		s->left = some.n ? s->left - some.n : 0;
	}
	if (!next_file(s))
		return false;
	while (s->folder < s->h.folder_count && s->stream >= s->h.folders[s->folder].streams) {
		close_folder(s);
		s->folder++;
		s->stream = 0;
	}
	if (s->folder >= s->h.folder_count || !s->h.sizes)
		return layer_fail(l, PIECE_UNREADABLE, N_("the archive's list of files is damaged"));
	if (!s->stream)
		open_folder(s, l->memory_most);
	s->left = s->h.sizes[s->h.folders[s->folder].first + s->stream++];
	l->name = buf_str(&s->name);
	if (s->why) {
		(void)layer_part_fail(l, PIECE_UNREADABLE, s->why);
		s->left = 0;
	}
	return true;
}

static str sevenzip_read(struct layer *l)
{
	struct sevenzip *s = l->state;

	if (!s->left)
		return (str){0};
	str some = unpack_some(s, s->left < BLOCK ? (size_t)s->left : BLOCK);

	if (!some.n) {
		s->left = 0;
		s->why = N_("the compressed data is damaged or ends early");
		return layer_part_fail(l, PIECE_UNREADABLE, s->why);
	}
	s->left -= some.n;
	return some;
}

const struct layer_kind layer_sevenzip = {sizeof(struct sevenzip), sevenzip_open, sevenzip_next, sevenzip_read,
					  sevenzip_close};
