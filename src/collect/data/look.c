#include "base/must.h"
#include "cage/child.h"
#include "collect/data/look_priv.h"
#include "format/selfextract.h"

/* Records are written when so many bytes of them lie there. */
#define OUT_FLUSH ((size_t)64 * 1024)
#define OUT_MOST ((size_t)512 * 1024)
/* Of a column's name: a line may be one. */
#define NAME_MOST ((size_t)65536)

static void flush(struct look *l)
{
	must(!buf_full(&l->out));
	cage_write(l->to_parent, buf_str(&l->out));
	buf_reset(&l->out);
}

void look_put(struct look *l, struct record *r)
{
	r->file = l->file;
	record_put(&l->out, r);
	if (l->out.n >= OUT_FLUSH)
		flush(l);
}

/* ---- names ---- */

void look_show_name(struct look *l, str name, buf *out)
{
	cover_put(l->namer, name, out);
}

str look_show_column(struct look *l, str name)
{
	struct look_name *n = &l->names[str_hash(name) % LOOK_NAMES];

	if (!name.n)
		return name;
	if (!str_eq(buf_str(&n->name), name)) {
		buf_reset(&n->name);
		buf_reset(&n->shown);
		buf_put(&n->name, name);
		look_show_name(l, name, &n->shown);
	}
	return buf_str(&n->shown);
}

/* ---- finds ---- */

void look_on_find(void *ctx, const struct find *f)
{
	struct look *l = ctx;
	str name = look_show_column(l, f->column);
	struct find here = *f;

	here.line += l->lines;
	if (l->conf.each) {
		find_mask(&here);
		find_context(&here);
	}
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
	look_put(l, &r);
}

struct look *look_new(const struct look_conf *conf)
{
	struct look *l = calloc(1, sizeof(*l));
	struct finder_conf finds = {.possible = conf->possible,
				    .today = conf->today,
				    .later = true, /* few finds of a kind are shown */
				    .found = look_on_find,
				    .packed = look_packed_on,
				    .ctx = l};

	must(l);
	l->conf = *conf;
	bytes_copy(finds.key, sizeof(finds.key), (str){conf->key, sizeof(conf->key)});
	finds.found = look_on_find;
	l->finder = finder_new(&finds);
	/* A profile wants to know also what is not sure. */
	finds.found = look_on_cell;
	finds.packed = look_packed_on_cell;
	finds.possible = true;
	l->cells = l->finder ? finder_like(l->finder, &finds) : NULL;
	l->namer = cover_new(l->finder);
	if (!l->finder || !l->cells || !l->namer) {
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
	finder_free(l->cells);
	cover_free(l->namer);
	explicit_bzero(&l->conf, sizeof(l->conf));
	free(l);
}

/* ---- files ---- */

enum find_form look_form(enum filetype type)
{
	switch (type) {
	case FILETYPE_CSV:
		return FIND_CSV;
	case FILETYPE_JSON:
	case FILETYPE_NDJSON:
	case FILETYPE_XML:
	case FILETYPE_HTML:
		return FIND_VALUES;
	default:
		return FIND_TEXT;
	}
}

/* A script of SQL that holds rows is a dump. */
bool look_is_dump(str head)
{
	return str_ihas(head, STR("insert into")) || str_has(head, STR(" dump")) || str_has(head, STR("FROM stdin;"));
}

str look_form_name(const struct look *l, enum filetype type)
{
	if (type == FILETYPE_PGDUMP || (type == FILETYPE_SQL && look_is_dump((str){l->head, l->head_n})))
		return STR("sql-dump");
	return str_c(filetype_name(type));
}

void look_end_file(struct look *l, uint64_t lines)
{
	for (size_t i = 0; i < sum_count(l->sum); i++) {
		struct record r;

		sum_item(l->sum, i, &r);
		look_put(l, &r);
	}
	look_put(l, &(struct record){.kind = RECORD_FILE, .lines = lines, .crowded = sum_crowded(l->sum)});
}

/* Mail, pages and dumps, too, are texts that are taken apart. */
bool look_is_plain(const struct look *l, enum filetype t)
{
	if (t == FILETYPE_SQL)
		return !look_is_dump((str){l->head, l->head_n});
	return (filetype_is_text(t) && t != FILETYPE_EML && t != FILETYPE_MBOX && t != FILETYPE_HTML) ||
	       t == FILETYPE_EMPTY || t == FILETYPE_BINARY || t == FILETYPE_PROGRAM || t == FILETYPE_PCAP;
}

/* Is a program of Windows one with an archive behind it? */
static enum filetype program_type(const struct look_file *f)
{
	uint8_t *start = malloc(SELFEXTRACT_AHEAD);
	size_t n = 0, at;
	ssize_t got = 1;

	if (!start)
		cage_no_memory(NULL);
	while (n < SELFEXTRACT_AHEAD && n < f->size && got > 0) {
		uint64_t left = f->size - n, room = SELFEXTRACT_AHEAD - n;

		got = look_read(f, start + n, (size_t)(left < room ? left : room), n);
		n += got > 0 ? (size_t)got : 0;
	}
	enum filetype t = selfextract_of((str){start, n}, &at);

	free(start);
	return t;
}

enum filetype look_type(struct look *l, const struct look_file *f)
{
	/* A stream's beginning is read once. */
	while (!l->typed && l->head_n < sizeof(l->head) && l->head_n < f->size) {
		ssize_t n = look_read(f, l->head + l->head_n, sizeof(l->head) - l->head_n, l->head_n);

		if (n <= 0)
			break;
		l->head_n += (size_t)n;
	}
	if (l->head_n > f->size)
		l->head_n = (size_t)f->size;
	l->typed = true;
	str head = {l->head, l->head_n};
	enum filetype t = filetype_of(head, f->path);
	uint8_t mark[FILETYPE_DISC_BYTES];

	if (!f->stream && filetype_may_be_disc(t, head) && f->size > FILETYPE_DISC_AT + sizeof(mark) &&
	    look_read(f, mark, sizeof(mark), FILETYPE_DISC_AT) == (ssize_t)sizeof(mark) &&
	    filetype_is_disc((str){mark, sizeof(mark)}))
		return FILETYPE_ISO;
	if (!f->stream && t == FILETYPE_PROGRAM && str_starts(head, STR("MZ")))
		return program_type(f);
	return t;
}

static void look_content(struct look *l, const struct look_file *f)
{
	enum filetype type = look_type(l, f);
	bool plain = look_is_plain(l, type) && !f->stream;

	if (!plain && f->from > 0) {
		/* What is taken apart is read by whoever has its first piece. */
		look_put(l, &(struct record){.kind = RECORD_FILE});
		return;
	}
	if (plain || !look_parts(l, f))
		look_text(l, f, type);
}

static void look_file(struct look *l, const struct look_file *f)
{
	AUTO(buf_release) buf path;

	sum_reset(l->sum);
	l->inner = (str){0};
	l->lines = 0;
	l->head_n = 0;
	l->typed = false;
	buf_init(&path, 8192);
	look_show_name(l, f->path, &path);
	look_put(l, &(struct record){.kind = RECORD_NAME, .path = buf_str(&path)});
	if (f->fd >= 0)
		look_content(l, f);
	else
		look_put(l, &(struct record){.kind = RECORD_FILE});
}

void look_prepare(struct look *l)
{
	l->sum = sum_new(cage_no_memory);
	l->block = malloc(LOOK_BLOCK);
	if (!l->sum || !l->block)
		cage_no_memory(NULL);
}

void look_run(struct look *l, const struct look_file *files, size_t n, int to_parent)
{
	l->to_parent = to_parent;
	look_prepare(l);
	buf_init(&l->out, OUT_MOST);
	for (size_t i = 0; i < LOOK_NAMES; i++) {
		buf_init(&l->names[i].name, NAME_MOST);
		buf_init(&l->names[i].shown, 2 * NAME_MOST);
	}
	for (size_t i = 0; i < n; i++) {
		l->file = (uint32_t)i;
		look_file(l, &files[i]);
	}
	flush(l);
}
