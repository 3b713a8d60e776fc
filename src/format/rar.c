/*
 * RAR 1.5 to 5 as a layer: headers one by one; stored files as they lie, packed ones by the decoder (format/rar_codec.h), each by itself
 * or, in a solid archive of RAR 5, all by one. Ciphers, volumes of a set and what the decoder cannot do are said file by file.
 */
#include <zlib.h>

#include "base/i18n.h"
#include "format/layer.h"
#include "format/rar_codec.h"
#include "format/rar_head.h"
#include "format/volume.h"

#define NAME_MOST ((size_t)16384)
/* The decoder keeps two windows and its tables. */
#define TABLES ((uint64_t)4 << 20)
#define WINDOW_LEAST ((uint64_t)128 << 10)

static const char ends_words[] = N_("the archive ends early");
static const char damaged_words[] = N_("damaged headers: parts of the archive were passed over");
static const char cipher_words[] = N_("encrypted");
static const char list_words[] = N_("encrypted, with its list of files");
static const char memory_words[] = N_("unpacking needs more memory than is allowed");
static const char method_words[] = N_("packed by a method that is not read");
static const char bytes_words[] = N_("the compressed data is damaged or ends early");
static const char sum_words[] = N_("not what its checksum says");
static const char none_words[] = N_("packed files in RAR archives are not read: this build is without libarchive");
static const char solid_words[] = N_("a solid archive of an old RAR: only its first file can be unpacked");
static const char chain_words[] = N_("a solid archive: the file needs one before it that could not be unpacked");

struct rar {
	bool five, begun, ended;
	struct rar_head main;
	uint64_t left;       /* of the file's bytes in the archive, with those that are held */
	size_t held;         /* of the source's bytes: they were given and are taken when more is asked for */
	bool stored, packed; /* how the file is read; neither: not at all */
	bool broken;         /* a file of a solid archive could not be unpacked */
	struct rar_codec *codec;
	bool summed; /* all of the file comes, and this is to be its sum */
	uint32_t want, sum;
	struct layer *layer;
	buf head; /* what the decoder sees before the file's bytes */
	bool head_given, end_given;
	buf name;
};

static bool rar_open(struct layer *l)
{
	struct rar *r = l->state;

	r->layer = l;
	buf_init(&r->head, 1024);
	buf_init(&r->name, NAME_MOST);
	return true;
}

static void rar_close(struct layer *l)
{
	struct rar *r = l->state;

	rar_codec_free(r->codec);
	buf_release(&r->head);
	buf_release(&r->name);
}

static void take_held(struct rar *r)
{
	source_used(r->layer->in, r->held);
	r->left -= r->held;
	r->held = 0;
}

/* The next of the file's bytes as they lie in the archive. */
static str lying(struct rar *r)
{
	take_held(r);
	if (!r->left)
		return (str){0};
	str s = source_some(r->layer->in);

	s = str_sub(s, 0, r->left < s.n ? (size_t)r->left : s.n);
	r->held = s.n;
	return s;
}

/* What the decoder reads. */
static str pull(void *ctx)
{
	struct rar *r = ctx;

	if (!r->head_given) {
		r->head_given = true;
		return buf_str(&r->head);
	}
	str s = lying(r);

	if (s.n || r->end_given)
		return s;
	r->end_given = true;
	return rar_head_end(r->five, r->main.solid);
}

static const char *words_of(enum rar_codec_state s)
{
	return s == RAR_CODEC_NO_MEMORY ? memory_words
	       : s == RAR_CODEC_UNKNOWN ? method_words
	       : s == RAR_CODEC_SUM     ? sum_words
					: bytes_words;
}

/* The first trouble is the cause. */
static str part_fail(struct layer *l, const char *why)
{
	if (!l->part_why)
		(void)layer_part_fail(l, PIECE_UNREADABLE, why);
	return (str){0};
}

/* ---- files ---- */

/* How much PPMd of RAR 3 asks for, where the file's first block says it. */
static uint64_t model_of(struct layer *l, const struct rar *r)
{
	str s = r->five ? (str){0} : source_peek(l->in, 2);

	return s.n == 2 && (s.p[0] & 0xa0) == 0xa0 ? (uint64_t)(s.p[1] + 1) << 20 : 0;
}

/* Why the file cannot be unpacked; NULL: it can be. */
static const char *obstacle(struct layer *l, const struct rar *r, const struct rar_head *h)
{
	bool known = r->five ? h->version == 0 : h->version == 29 || h->version == 36;

	if (h->ciphered)
		return cipher_words;
	if (!h->method)
		return NULL;
	if (h->before)
		return volume_before_words;
	if (!rar_codec_able())
		return none_words;
	if (!known || h->method > 5 || (h->what == RAR_SERVICE && r->main.solid))
		return method_words;
	if (h->solid && !r->five)
		return solid_words;
	if (h->solid && (r->broken || !r->codec))
		return chain_words;
	if (2 * h->window + model_of(l, r) + TABLES > l->memory_most)
		return memory_words;
	return NULL;
}

/* A window need not be larger than what comes out: archives of small files often ask for the most. */
static void narrow(const struct rar *r, struct rar_head *h)
{
	uint64_t window = WINDOW_LEAST;

	while (window < h->window && window / 2 < h->size)
		window *= 2;
	if (r->five && !r->main.solid && h->known && window < h->window)
		h->window = window;
}

static void begin_packed(struct layer *l, struct rar *r, struct rar_head *h)
{
	enum rar_codec_state s = RAR_CODEC_NO_MEMORY;

	bool first = !h->solid || !r->codec;

	h->solid = !first;
	buf_reset(&r->head);
	rar_head_write(h, r->five, r->main.solid, first, &r->head);
	r->head_given = false;
	r->end_given = false;
	if (first) {
		rar_codec_free(r->codec);
		r->codec = rar_codec_new(r->five, pull, r);
	}
	if (r->codec)
		s = rar_codec_next(r->codec);
	r->packed = s == RAR_CODEC_GOES_ON;
	r->broken = !r->packed;
	if (!r->packed)
		(void)part_fail(l, words_of(s));
}

/* n: of its header, which is taken. */
static void begin_file(struct layer *l, struct rar *r, struct rar_head *h, size_t n)
{
	buf_reset(&r->name);
	rar_head_name(h, r->five, &r->name);
	l->name = buf_str(&r->name);
	source_used(l->in, n);
	r->left = h->data;
	narrow(r, h);
	const char *why = obstacle(l, r, h);

	r->stored = !h->method && !why;
	r->summed = h->summed && !h->before && !h->after;
	r->want = h->sum;
	r->sum = 0;
	if (why) {
		(void)part_fail(l, why);
		/* The files behind it in a solid archive need it. */
		r->broken |= h->method && r->main.solid;
		return;
	}
	if (h->before || h->after)
		(void)part_fail(l, h->before ? volume_before_words : volume_next_words);
	if (!r->stored)
		begin_packed(l, r, h);
}

/* What is left of the file before. */
static bool pass(struct layer *l, struct rar *r)
{
	str s;

	if (r->packed && r->main.solid) {
		enum rar_codec_state state;

		while ((state = rar_codec_some(r->codec, &s)) == RAR_CODEC_GOES_ON)
			;
		r->broken |= state != RAR_CODEC_ENDS;
	}
	take_held(r);
	bool passed = source_skip(l->in, r->left);

	r->left = 0;
	r->stored = r->packed = false;
	return passed || layer_fail(l, PIECE_UNREADABLE, ends_words);
}

/* ---- blocks ---- */

/* The header of the next block and its length; the views in it live until the source is read on. */
static bool next_head(struct layer *l, const struct rar *r, struct rar_head *h, size_t *ret_n)
{
	str start = source_peek(l->in, RAR_HEAD_LEAST);
	size_t n = rar_head_size(start, r->five);

	/* Old archives have no end but the file's. */
	if (!start.n && !r->five)
		return false;
	*ret_n = n;
	if (start.n < RAR_HEAD_LEAST)
		return layer_fail(l, PIECE_UNREADABLE, ends_words);
	str header = n ? source_peek(l->in, n) : (str){0};

	if (n && header.n < n)
		return layer_fail(l, PIECE_UNREADABLE, ends_words);
	if (!n || rar_head_read(header, r->five, h) != PARSE_OK)
		return layer_fail(l, PIECE_UNREADABLE, damaged_words);
	return true;
}

/* Comments and streams beside files hold text; the rest is the archive's own. */
static bool is_wanted(const struct rar_head *h)
{
	bool file = h->what == RAR_FILE && !h->folder;
	bool service = h->what == RAR_SERVICE && (str_eq(h->name, STR("CMT")) || str_eq(h->name, STR("STM")));

	return h->data && (file || service);
}

static bool take_block(struct layer *l, struct rar *r, const struct rar_head *h)
{
	if (h->what == RAR_MAIN) {
		r->main = *h;
		if (h->later)
			layer_note(l, PIECE_UNREADABLE, volume_before_words);
	}
	if (h->what == RAR_CIPHER || (h->what == RAR_MAIN && h->ciphered))
		return layer_fail(l, PIECE_UNREADABLE, list_words);
	if (h->commented)
		layer_note(l, PIECE_UNREADABLE, method_words);
	if (h->what == RAR_END) {
		r->ended = true;
		if (h->goes_on)
			layer_note(l, PIECE_UNREADABLE, volume_next_words);
		return false;
	}
	return source_skip(l->in, h->data) || layer_fail(l, PIECE_UNREADABLE, ends_words);
}

static bool begin(struct layer *l, struct rar *r)
{
	str mark = source_peek(l->in, RAR_HEAD_FIVE_MARK);

	r->begun = true;
	r->five = mark.n > 6 && mark.p[6] == 1;
	if (mark.n < RAR_HEAD_FIVE_MARK || (!r->five && mark.p[6]))
		return layer_fail(l, PIECE_UNREADABLE, mark.n < RAR_HEAD_FIVE_MARK ? ends_words : method_words);
	source_used(l->in, r->five ? RAR_HEAD_FIVE_MARK : RAR_HEAD_FOUR_MARK);
	return true;
}

static bool rar_next(struct layer *l)
{
	struct rar *r = l->state;
	struct rar_head h;
	size_t n;

	if (!pass(l, r) || r->ended || (!r->begun && !begin(l, r)))
		return false;
	while (next_head(l, r, &h, &n)) {
		if (is_wanted(&h)) {
			begin_file(l, r, &h, n);
			return true;
		}
		source_used(l->in, n);
		if (!take_block(l, r, &h))
			return false;
	}
	return false;
}

/* The file's bytes as they come out; empty: its end, or trouble that was said. */
static str file_some(struct layer *l, struct rar *r)
{
	str s = r->stored ? lying(r) : (str){0};

	if (r->stored)
		return s.n || !r->left ? s : part_fail(l, ends_words);
	enum rar_codec_state state = rar_codec_some(r->codec, &s);

	if (state == RAR_CODEC_GOES_ON)
		return s;
	r->packed = false;
	r->broken = state != RAR_CODEC_ENDS;
	return r->broken ? part_fail(l, words_of(state)) : (str){0};
}

static str rar_read(struct layer *l)
{
	struct rar *r = l->state;

	if (!r->stored && !r->packed)
		return (str){0};
	str s = file_some(l, r);

	if (s.n)
		r->sum = (uint32_t)crc32_z(r->sum, s.p, s.n);
	else if (r->summed && r->sum != r->want)
		(void)part_fail(l, sum_words);
	r->summed &= s.n > 0;
	return s;
}

const struct layer_kind layer_rar = {sizeof(struct rar), rar_open, rar_next, rar_read, rar_close};
