/*
 * Files written as base64 within texts (format/embedded.h). The engine tells where one begins. Of a file on disk that place alone is kept, and
 * it is read again from there when the text is done; of what comes out of a container the bytes are kept, up to a ceiling. Then one
 * after the other is taken apart; what they hold may have some within it in turn.
 */
#include "base/i18n.h"
#include "cage/child.h"
#include "collect/data/look_priv.h"
#include "format/embedded.h"

/* Of one file, or piece of it. */
#define FILES_MOST ((size_t)4096)
#define NAMES_MOST ((size_t)1 << 20)
#define KEPT_MOST ((size_t)8 << 20)
/* Base64 within base64 …. */
#define DEPTH_MOST 3
/* Comes out of each, and of all. */
#define OUT_EACH ((uint64_t)512 << 20)
#define OUT_ALL ((uint64_t)4 << 30)
#define CHUNK ((size_t)64 * 1024)

struct packed_file {
	uint64_t offset;        /* in its text */
	size_t name_at, name_n; /* the text's path */
	size_t at, n;           /* kept */
	bool is_kept;
	bool cut; /* there was more than is kept */
	unsigned depth;
};

struct look_packed {
	struct packed_file files[FILES_MOST];
	size_t count;
	bool full; /* some were left out */
	bool open; /* the last one is being kept */
	buf names;
	uint8_t *kept; /* KEPT_MOST; it does not move while one of them is read */
	size_t kept_n;
	struct embedded reader;
	uint64_t end;   /* of the present text, so far as it was read */
	unsigned depth; /* of what is looked at now */
	uint64_t out_left;
	/* one of a file on disk is read */
	const struct look_file *from;
	uint64_t place;
	uint8_t in[CHUNK];
	uint8_t out[CHUNK / 4 * 3 + EMBEDDED_ROOM];
};

static void look_packed_free(struct look_packed *p)
{
	if (!p)
		return;
	buf_release(&p->names);
	free(p->kept);
	free(p);
}

static struct look_packed *packed_of(struct look *l)
{
	struct look_packed *p = l->packed;

	if (p)
		return p;
	p = l->packed = calloc(1, sizeof(*p));
	if (!p)
		cage_no_memory(NULL);
	buf_init(&p->names, NAMES_MOST);
	p->out_left = OUT_ALL;
	return p;
}

/* ---- one is met ---- */

static struct packed_file *add(struct look *l, struct look_packed *p, uint64_t offset)
{
	size_t at = p->names.n;

	p->full |= p->count == FILES_MOST || p->depth == DEPTH_MOST;
	if (!p->full)
		buf_put(&p->names, l->inner);
	p->full |= buf_full(&p->names);
	if (p->full)
		return NULL;
	struct packed_file *f = &p->files[p->count++];

	*f = (struct packed_file){
		.offset = offset, .name_at = at, .name_n = l->inner.n, .at = p->kept_n, .depth = p->depth};
	return f;
}

static void keep(struct look_packed *p, const uint8_t *bytes, size_t n)
{
	struct packed_file *f = &p->files[p->count - 1];

	f->cut |= n > KEPT_MOST - p->kept_n;
	if (!f->cut) {
		bytes_copy(p->kept + p->kept_n, KEPT_MOST - p->kept_n, (str){bytes, n});
		p->kept_n += n;
	}
	f->n = p->kept_n - f->at;
	p->open = !f->cut && !p->reader.ended;
}

static void keep_some(struct look_packed *p, str text)
{
	p->end += text.n;
	while (text.n && p->open) {
		str some = str_sub(text, 0, CHUNK);

		keep(p, p->out, embedded_take(&p->reader, some, p->out));
		text = str_from(text, some.n);
	}
}

static void end_text(struct look_packed *p)
{
	if (p->open)
		keep(p, p->out, embedded_end(&p->reader, p->out));
	p->open = false;
	p->end = 0;
}

/* What is kept of a text begins here. */
static void keep_from(struct look *l, const struct find_packed *told)
{
	struct look_packed *p = packed_of(l);
	struct packed_file *f = p->open && told->offset < p->end ? NULL : add(l, p, told->offset);

	if (!f)
		return;
	if (!p->kept && !(p->kept = malloc(KEPT_MOST)))
		cage_no_memory(NULL);
	f->is_kept = p->open = true;
	p->end = told->offset;
	embedded_begin(&p->reader);
	keep_some(p, told->ahead);
}

void look_packed_on(void *ctx, const struct find_packed *told)
{
	struct look *l = ctx;

	if (l->plain)
		(void)add(l, packed_of(l), told->offset);
	else
		keep_from(l, told);
}

void look_packed_on_cell(void *ctx, const struct find_packed *told)
{
	struct look *l = ctx;

	/* A sample is looked at once more as a text; a long cell was told twice. */
	if (!l->counting)
		return;
	keep_from(l, told);
	end_text(l->packed);
}

void look_feed(struct look *l, str bytes)
{
	while (bytes.n) {
		size_t n;
		uint8_t *room = finder_room(l->finder, &n);
		str some = str_sub(bytes, 0, n);

		bytes_copy(room, n, some);
		if (l->packed && l->packed->open)
			keep_some(l->packed, some);
		finder_fed(l->finder, some.n);
		bytes = str_from(bytes, some.n);
	}
}

void look_feed_end(struct look *l, struct find_totals *ret)
{
	finder_end(l->finder, ret);
	if (l->packed)
		end_text(l->packed);
}

/* ---- they are taken apart ---- */

static str pull(void *ctx)
{
	struct look_packed *p = ctx;
	size_t n = 0;

	while (!n && !p->reader.ended) {
		uint64_t left = p->from->size - p->place;
		ssize_t got = look_read(p->from, p->in, left < CHUNK ? (size_t)left : CHUNK, p->place);

		if (got > 0) {
			p->place += (uint64_t)got;
			n = embedded_take(&p->reader, (str){p->in, (size_t)got}, p->out);
		} else {
			n = embedded_end(&p->reader, p->out);
		}
	}
	return (str){p->out, n};
}

static void open_file(struct look *l, const struct packed_file *f, struct look_part_how *how)
{
	struct look_packed *p = l->packed;
	AUTO(buf_release) buf path;
	struct source from;

	buf_init(&path, 2 * PARTS_PATH_MOST + 64);
	buf_put(&path, str_sub(buf_str(&p->names), f->name_at, f->name_n));
	buf_printf(&path, "%sbase64@%llu", f->name_n ? "!" : "", (unsigned long long)f->offset);
	how->inner = buf_str(&path);
	how->cut = f->cut;
	p->depth = f->depth + 1;
	if (f->is_kept) {
		source_of(&from, (str){p->kept + f->at, f->n});
	} else {
		embedded_begin(&p->reader);
		p->place = f->offset;
		source_init(&from, pull, p);
	}
	how->out_most = p->out_left < OUT_EACH ? p->out_left : OUT_EACH;
	p->out_left -= look_part(l, &from, how);
	source_release(&from);
}

const char *look_packed(struct look *l, const struct look_file *file)
{
	struct look_packed *p = l->packed;
	const char *why = "";
	uint64_t end = 0;

	if (!p)
		return why;
	p->from = file;
	for (size_t i = 0; i < p->count; i++) {
		const struct packed_file *f = &p->files[i];
		struct look_part_how how = {0};

		/* Within the one before. */
		if (!f->is_kept && f->offset < end)
			continue;
		open_file(l, f, &how);
		end = f->is_kept ? end : f->offset + p->reader.taken;
	}
	if (p->full)
		why = N_("more files within it than are looked at");
	look_packed_free(p);
	l->packed = NULL;
	return why;
}
