#include "format/unpack.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/must.h"
#include "format/document.h"
#include "format/html_page.h"
#include "format/layer.h"
#include "format/redis_dump.h"
#include "format/selfextract.h"
#include "format/sqldump.h"
#include "format/volume.h"

const struct unpack_limits unpack_usual = {
	.stream_most = (uint64_t)256 << 30,
	.out_most = (uint64_t)16 << 30,
	.part_most = (uint64_t)256 << 30,
	.parts_most = 1000000,
	.whole_most = (size_t)64 << 20,
	.memory_most = (size_t)80 << 20,
	.depth_most = 8,
};

static const char nested_words[] = N_("nested deeper than is looked at");

struct unpacker {
	const struct unpack_limits *limits;
	struct parts parts;
	struct layer *layers[UNPACK_DEPTH_MOST];
	unsigned depth;
	str beside; /* the file's log */
	uint64_t stream_left;
	uint64_t out_left; /* of all members of all layers but the outermost stream */
	bool cut;
};

static const struct layer_kind *const containers[FILETYPE_COUNT] = {
	[FILETYPE_GZIP] = &layer_gzip, [FILETYPE_XZ] = &layer_xz,       [FILETYPE_LZMA] = &layer_xz,
	[FILETYPE_ZSTD] = &layer_zstd, [FILETYPE_BZIP2] = &layer_bzip2, [FILETYPE_TAR] = &layer_tar,
	[FILETYPE_AR] = &layer_ar,     [FILETYPE_CPIO] = &layer_cpio,   [FILETYPE_ZIP] = &layer_zip,
	[FILETYPE_XLSX] = &layer_zip,  [FILETYPE_DOCX] = &layer_zip,    [FILETYPE_PPTX] = &layer_zip,
	[FILETYPE_ODF] = &layer_zip,   [FILETYPE_OFD] = &layer_zip,     [FILETYPE_7Z] = &layer_sevenzip,
	[FILETYPE_MBOX] = &layer_mbox, [FILETYPE_GIT] = &layer_git,     [FILETYPE_ZLIB] = &layer_git,
	[FILETYPE_LZ4] = &layer_lz4,   [FILETYPE_RAR] = &layer_rar,
};

static bool is_stream(const struct layer_kind *k)
{
	return k == &layer_gzip || k == &layer_xz || k == &layer_zstd || k == &layer_bzip2 || k == &layer_lz4;
}

bool unpack_needs_whole(enum filetype t)
{
	return document_is(t) || t == FILETYPE_ZIP || t == FILETYPE_7Z || t == FILETYPE_HTML;
}

bool layer_fail(struct layer *l, enum piece_end how, const char *why)
{
	layer_note(l, how, why);
	l->dead = true;
	return false;
}

void layer_note(struct layer *l, enum piece_end how, const char *why)
{
	/* The first is the cause of the others. */
	if (l->why)
		return;
	l->how = how;
	l->why = why;
}

str layer_part_fail(struct layer *l, enum piece_end how, const char *why)
{
	l->part_how = how;
	l->part_why = why;
	return (str){0};
}

/* ---- the stack ---- */

/* The bytes of the member that a layer stands at, counted. */
static str pull_member(void *ctx)
{
	struct layer *l = ctx;
	struct unpacker *u = l->unpacker;
	bool outermost = l == u->layers[0] && is_stream(l->kind);
	uint64_t *left = outermost ? &u->stream_left : &u->out_left;

	if (l->dead || u->cut)
		return (str){0};
	str s = l->kind->read(l);

	if (s.n > *left) {
		s = str_sub(s, 0, (size_t)*left);
		u->cut = true;
		(void)layer_part_fail(l, PIECE_CUT, N_("more comes out than is read of one file"));
	}
	*left -= s.n;
	l->out += s.n;
	return s;
}

static void release_layer(struct layer *l)
{
	if (l->state && l->kind->close)
		l->kind->close(l);
	source_release(&l->member);
	free(l->state);
	free(l);
}

static bool push(struct unpacker *u, const struct layer_kind *kind, struct source *in)
{
	struct layer *l =
		u->depth < u->limits->depth_most && u->depth < UNPACK_DEPTH_MOST ? calloc(1, sizeof(*l)) : NULL;

	if (!l)
		return false;
	*l = (struct layer){.kind = kind, .in = in, .unpacker = u};
	l->memory_most = u->limits->window_most ? u->limits->window_most : u->limits->memory_most;
	l->path_was = u->parts.path.n;
	l->state = calloc(1, kind->state_size);
	source_init(&l->member, pull_member, l);
	u->layers[u->depth++] = l;
	if (!l->state)
		(void)layer_fail(l, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
	else if (kind->open)
		(void)kind->open(l);
	return true;
}

/* The container is done: what was wrong with it is said under its own path. */
static void pop(struct unpacker *u)
{
	struct layer *l = u->layers[--u->depth];

	parts_leave(&u->parts, l->path_was);
	if (l->why && !l->told)
		parts_unread(&u->parts, (str){0}, l->how, l->why);
	release_layer(l);
}

/* ---- what lies in front ---- */

/* Why the open part is not whole: the first trouble from the outermost layer inwards. */
static enum piece_end trouble(struct unpacker *u, const struct source *s, const char **why)
{
	for (unsigned i = 0; i < u->depth; i++) {
		struct layer *l = u->layers[i];

		if (l->part_why || l->dead) {
			l->told |= is_stream(l->kind);
			*why = l->part_why ? l->part_why : l->why;
			return l->part_why ? l->part_how : l->how;
		}
	}
	*why = s->failed ? N_("unpacking needs more memory than is allowed") : "";
	return s->failed ? PIECE_UNREADABLE : PIECE_WHOLE;
}

const char unpack_unknown[] = N_("of no form that is known (packed or encrypted?): only its raw bytes were looked at");

/* Formats that hold text in forms of their own, without a reader here. */
static bool is_unread(enum filetype t)
{
	static const bool unread[FILETYPE_COUNT] = {
		[FILETYPE_PGDUMP] = true,  [FILETYPE_EVTX] = true,    [FILETYPE_RTF] = true,
		[FILETYPE_PDF] = true,     [FILETYPE_PARQUET] = true, [FILETYPE_ORC] = true,
		[FILETYPE_AVRO] = true,    [FILETYPE_ACCESS] = true,  [FILETYPE_OUTLOOK] = true,
		[FILETYPE_KEEPASS] = true, [FILETYPE_ISO] = true,     [FILETYPE_DISK] = true,
		[FILETYPE_CAB] = true,     [FILETYPE_RPM] = true,     [FILETYPE_COMPRESS] = true,
		[FILETYPE_LZO] = true,
	};

	return unread[t];
}

/* Why nothing but a file's raw bytes can be looked at; NULL: they are all there is. */
static const char *raw_words(enum filetype t, const char *volume)
{
	if (volume && (t == FILETYPE_BINARY || t == FILETYPE_7Z))
		return volume;
	if (t == FILETYPE_BINARY)
		return unpack_unknown;
	return is_unread(t) ? N_("a format without a reader: only its raw bytes were looked at") : NULL;
}

/* A file that is not looked into: its bytes as they are. */
static void give_bytes(struct unpacker *u, struct source *s, const char *raw)
{
	const char *why;
	enum piece_end how;

	if (!parts_begin(&u->parts, (str){0}, PIECE_BYTES))
		return;
	for (;;) {
		str some = source_some(s);

		if (!some.n || !parts_bytes(&u->parts, some))
			break;
		source_used(s, some.n);
	}
	how = trouble(u, s, &why);
	if (how == PIECE_WHOLE && raw) {
		how = PIECE_UNREADABLE;
		why = raw;
	}
	parts_end(&u->parts, how, why);
}

/* Files that a document held go on the stack, or its archive's other members. */
static void push_rest(struct unpacker *u, struct source *s, struct items *items, enum document_rest rest)
{
	bool any = items->n || items->full;

	if (rest == DOCUMENT_MEMBERS && push(u, &layer_zip, s))
		u->layers[u->depth - 1]->was_read = document_has_read;
	else if (rest == DOCUMENT_MEMBERS)
		parts_unread(&u->parts, (str){0}, PIECE_CUT, nested_words);
	if (any && push(u, &layer_items, s)) {
		struct items_walk *w = u->layers[u->depth - 1]->state;

		if (w) {
			w->items = *items;
			*items = (struct items){0};
		}
	} else if (any) {
		parts_unread(&u->parts, (str){0}, PIECE_CUT, nested_words);
	}
}

/* Documents are read as such, then what else lies in them. True: it was one. */
static bool look_at_document(struct unpacker *u, struct source *s, enum filetype *t)
{
	AUTO(items_release) struct items items;
	str bytes;

	items_init(&items);
	if (!document_is(*t) && *t != FILETYPE_ZIP)
		return false;
	if (!source_whole(s, u->limits->whole_most, &bytes)) {
		if (document_is(*t))
			parts_unread(&u->parts, (str){0}, PIECE_CUT,
				     N_("too large to be read as a document: its parts are looked at one by one"));
		return false;
	}
	struct document d = {.bytes = bytes,
			     .beside = u->depth ? (str){0} : u->beside,
			     .type = *t,
			     .memory_most = u->limits->memory_most,
			     .parts = &u->parts,
			     .items = &items,
			     .is_name = u->limits->is_name};
	enum document_rest rest = document_read(&d, t);

	if (rest == DOCUMENT_NOT)
		return false;
	push_rest(u, s, &items, rest);
	return true;
}

/* A page with tables whose columns have names. */
static bool look_at_page(struct unpacker *u, struct source *s)
{
	str bytes;

	return source_whole(s, u->limits->whole_most, &bytes) && html_page_read(bytes, u->limits->is_name, &u->parts);
}

/* A program that unpacks an archive behind it: its own bytes, then what it is then. */
static enum filetype pass_program(struct unpacker *u, struct source *s)
{
	size_t at;
	str start = source_peek(s, SELFEXTRACT_AHEAD);
	enum filetype t = selfextract_of(start, &at);

	if (t == FILETYPE_PROGRAM)
		return t;
	if (parts_begin(&u->parts, (str){0}, PIECE_BYTES)) {
		(void)parts_bytes(&u->parts, str_sub(start, 0, at));
		parts_end(&u->parts, PIECE_WHOLE, "");
	}
	source_used(s, at);
	return t;
}

/* Looks at the source on top: a container goes on the stack, everything else is handed out. */
static void look(struct unpacker *u, struct source *s, str name, enum filetype *ret)
{
	str head = source_peek(s, FILETYPE_HEAD);
	enum filetype t = filetype_of(head, name);

	if (filetype_may_be_disc(t, head) &&
	    filetype_is_disc(str_from(source_peek(s, FILETYPE_DISC_AT + FILETYPE_DISC_BYTES), FILETYPE_DISC_AT)))
		t = FILETYPE_ISO;
	if (t == FILETYPE_PROGRAM && str_starts(head, STR("MZ")))
		t = pass_program(u, s);
	*ret = t;
	if (look_at_document(u, s, ret) || (t == FILETYPE_HTML && look_at_page(u, s)))
		return;
	const char *volume = volume_words(name, *ret);
	const struct layer_kind *kind = volume && *ret == FILETYPE_7Z ? NULL : containers[*ret];

	if (t == FILETYPE_SQL && str_find_byte(source_peek(s, 1024), 0) >= source_peek(s, 1024).n)
		sqldump_read(s, &u->parts);
	else if (t == FILETYPE_REDIS)
		redis_dump_read(s, &u->parts);
	else if (!kind)
		give_bytes(u, s, raw_words(*ret, volume));
	else if (!push(u, kind, s))
		parts_unread(&u->parts, (str){0}, PIECE_CUT, nested_words);
	else if (volume)
		layer_note(u->layers[u->depth - 1], PIECE_UNREADABLE, volume);
}

/* One member of the top layer, or its end. */
static void step(struct unpacker *u)
{
	struct layer *l = u->layers[u->depth - 1];
	enum filetype t;

	parts_leave(&u->parts, l->path_was);
	l->part_why = NULL;
	if (l->dead || u->cut || u->parts.out || !l->kind->next(l)) {
		pop(u);
		return;
	}
	if (l->was_read && l->was_read(l->name))
		return;
	source_release(&l->member);
	source_init(&l->member, pull_member, l);
	l->out = 0;
	(void)parts_enter(&u->parts, l->name);
	look(u, &l->member, l->name, &t);
}

static void run(struct unpacker *u, struct source *from, str name, struct unpack_result *ret)
{
	*ret = (struct unpack_result){0};
	buf_init(&u->parts.path, PARTS_PATH_MOST);
	look(u, from, name, &ret->type);
	while (u->depth)
		step(u);
	must(!u->parts.open);
	ret->parts = u->parts.began;
	ret->unread = u->parts.unread;
	ret->bytes = u->parts.given;
	ret->cut = u->cut || u->parts.out;
	buf_release(&u->parts.path);
}

static struct unpacker unpacker_of(const struct unpack_limits *limits, const struct pieces *to)
{
	return (struct unpacker){.limits = limits,
				 .stream_left = limits->stream_most,
				 .out_left = limits->out_most,
				 .parts = {.to = to,
					   .left = UINT64_MAX,
					   .rows_left = limits->out_most,
					   .part_most = limits->part_most,
					   .count_left = limits->parts_most}};
}

void unpack(struct source *from, str name, const struct unpack_limits *limits, const struct pieces *to,
	    struct unpack_result *ret)
{
	struct unpacker u = unpacker_of(limits, to);

	run(&u, from, name, ret);
}

void unpack_with_log(struct source *from, str log, const struct unpack_limits *limits, const struct pieces *to,
		     struct unpack_result *ret)
{
	struct unpacker u = unpacker_of(limits, to);

	u.beside = log;
	run(&u, from, (str){0}, ret);
}
