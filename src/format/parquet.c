/* parquet-format 2.10: parquet.thrift (FileMetaData), README.md (the file's layout). */
#include "format/parquet.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "format/parquet_column.h"
#include "format/thrift.h"

#define LEAVES_MOST ((size_t)2000)
#define CHUNKS_MOST ((size_t)100000)
#define NODES_DEPTH 16
#define NAMES_MOST ((size_t)1 << 20)
#define ROW_MOST ((size_t)4 << 20)
static const char damaged_words[] = N_("the document is damaged");

struct chunk {
	uint64_t from, n;
	unsigned codec;
};

struct file {
	const struct document *d;
	str bytes;
	struct parquet_leaf leaves[LEAVES_MOST];
	size_t leaf_count;
	struct chunk *chunks; /* of all row groups, column by column */
	size_t chunk_count, chunk_room;
	buf names;
	const char *why;
	unsigned part;
};

static void note(struct file *f, const char *why)
{
	if (!f->why)
		f->why = why;
}

/* ---- schema ---- */

struct node {
	str name;
	int64_t type, width, repetition, children, converted, scale;
	bool leaf;
	uint32_t second;
};

/* LogicalType: of the union's members those that change what a number says. */
static void take_logical(cur *in, struct node *n)
{
	enum thrift_type t, u, v;

	for (int64_t id = 0; thrift_field(in, &id, &t);) {
		if (id != 8 || t != THRIFT_STRUCT) {
			thrift_skip(in, t);
			continue;
		}
		for (int64_t of = 0; thrift_field(in, &of, &u);) {
			if (of != 2 || u != THRIFT_STRUCT) {
				thrift_skip(in, u);
				continue;
			}
			for (int64_t unit = 0; thrift_field(in, &unit, &v); thrift_skip(in, v))
				n->second = unit == 1 ? 1000 : unit == 2 ? 1000000 : 1000000000;
		}
	}
}

static struct node take_node(cur *in)
{
	struct node n = {.converted = -1};
	enum thrift_type t;

	for (int64_t id = 0; thrift_field(in, &id, &t);) {
		int64_t *numbers[] = {[1] = &n.type,     [2] = &n.width,     [3] = &n.repetition,
				      [5] = &n.children, [6] = &n.converted, [7] = &n.scale};

		if (id == 4)
			n.name = thrift_bytes(in, t);
		else if (id == 10 && t == THRIFT_STRUCT)
			take_logical(in, &n);
		else if (id >= 1 && id <= 7)
			*numbers[id] = thrift_int(in, t);
		else
			thrift_skip(in, t);
		n.leaf |= id == 1;
	}
	return n;
}

/* Names that lists and maps have between them and their values. */
static bool is_frame(str name)
{
	return str_eq(name, STR("list")) || str_eq(name, STR("element")) || str_eq(name, STR("item")) ||
	       str_eq(name, STR("bag")) || str_eq(name, STR("array_element")) || str_eq(name, STR("key_value"));
}

struct level {
	int64_t left; /* children to come */
	size_t name_n;
	unsigned def, rep;
};

static void add_leaf(struct file *f, const struct node *n, str path, unsigned def, unsigned rep)
{
	size_t at = f->names.n;

	if (f->leaf_count == LEAVES_MOST || n->type < 0 || n->type >= PARQUET_TYPE_COUNT || n->width < 0 ||
	    n->width > 65536) {
		note(f, f->leaf_count == LEAVES_MOST ? N_("more columns than are read") : damaged_words);
		return;
	}
	buf_put_clean(&f->names, path, 500);
	struct parquet_leaf *l = &f->leaves[f->leaf_count++];

	*l = (struct parquet_leaf){.name = {NULL, f->names.n - at},
				   .type = (enum parquet_type)n->type,
				   .width = (uint32_t)n->width,
				   .scale = n->scale >= 0 && n->scale < 19 ? (int32_t)n->scale : 0,
				   .second = n->second,
				   .def_most = def,
				   .rep_most = rep};
	/* ConvertedType: 5 DECIMAL, 6 DATE, 9 and 10 TIMESTAMP in thousandths and millionths. */
	l->sense = n->converted == 5                                      ? PARQUET_DECIMAL
		   : n->converted == 6                                    ? PARQUET_DATE
		   : n->second || n->converted == 9 || n->converted == 10 ? PARQUET_MOMENT
									  : PARQUET_PLAIN;
	if (!l->second)
		l->second = n->converted == 9 ? 1000 : 1000000;
}

/* The nodes come depth first; the first is the root. */
static void take_schema(struct file *f, cur *in, uint64_t count)
{
	struct level levels[NODES_DEPTH];
	size_t depth = 0;
	AUTO(buf_release) buf path;

	buf_init(&path, 8192);
	for (uint64_t i = 0; i < count && cur_more(in); i++) {
		struct node n = take_node(in);
		struct level up = depth ? levels[depth - 1] : (struct level){.left = 1};
		struct level now = {n.children, path.n, up.def, up.rep};

		path.n = up.name_n;
		if (i && !is_frame(n.name)) {
			if (path.n)
				buf_put_byte(&path, '.');
			buf_put_clean(&path, n.name, 500);
		}
		now.name_n = path.n;
		now.def += i && n.repetition > 0;
		now.rep += i && n.repetition == 2;
		if (depth)
			levels[depth - 1].left--;
		if (n.children > 0 && depth < NODES_DEPTH && n.children < (int64_t)count)
			levels[depth++] = now;
		else if (n.leaf && n.children <= 0)
			add_leaf(f, &n, buf_str(&path), now.def, now.rep);
		else
			note(f, damaged_words);
		while (depth && levels[depth - 1].left <= 0)
			depth--;
	}
}

/* ---- row groups ---- */

static void take_meta(cur *in, struct chunk *c)
{
	int64_t data = 0, dictionary = 0, n = 0;
	enum thrift_type t;

	for (int64_t id = 0; thrift_field(in, &id, &t);) {
		if (id == 4)
			c->codec = (unsigned)thrift_int(in, t);
		else if (id == 7)
			n = thrift_int(in, t);
		else if (id == 9)
			data = thrift_int(in, t);
		else if (id == 11)
			dictionary = thrift_int(in, t);
		else
			thrift_skip(in, t);
	}
	c->from = dictionary > 0 && dictionary < data ? (uint64_t)dictionary : (uint64_t)data;
	c->n = n > 0 ? (uint64_t)n : 0;
}

static void take_chunk(struct file *f, cur *in)
{
	struct chunk c = {0};
	enum thrift_type t;

	for (int64_t id = 0; thrift_field(in, &id, &t);) {
		if (id == 3 && t == THRIFT_STRUCT)
			take_meta(in, &c);
		else if (id == 1)
			note(f, N_("a column lies in another file"));
		if (id != 3)
			thrift_skip(in, t);
	}
	if (f->chunk_count == f->chunk_room) {
		size_t room = f->chunk_room ? 2 * f->chunk_room : 64;
		struct chunk *p = room <= 2 * CHUNKS_MOST ? realloc(f->chunks, room * sizeof(*p)) : NULL;

		if (!p) {
			note(f, N_("more columns than are read"));
			return;
		}
		f->chunks = p;
		f->chunk_room = room;
	}
	f->chunks[f->chunk_count++] = c;
}

static void take_groups(struct file *f, cur *in, uint64_t count)
{
	enum thrift_type t, of;

	for (uint64_t i = 0; i < count && cur_more(in); i++) {
		size_t was = f->chunk_count;

		for (int64_t id = 0; thrift_field(in, &id, &t);) {
			uint64_t n = id == 1 ? thrift_list(in, t, &of) : 0;

			for (uint64_t k = 0; k < n && cur_more(in) && of == THRIFT_STRUCT; k++)
				take_chunk(f, in);
			if (id != 1)
				thrift_skip(in, t);
		}
		if (f->chunk_count - was != f->leaf_count) {
			f->chunk_count = was;
			note(f, damaged_words);
			cur_fail(in);
		}
	}
}

static bool take_footer(struct file *f)
{
	size_t n = f->bytes.n;
	cur tail = cur_of(n >= 12 ? str_from(f->bytes, n - 8) : (str){0});
	uint32_t length = cur_le32(&tail);
	enum thrift_type t, of;

	if (str_eq(cur_rest(&tail), STR("PARE"))) {
		note(f, N_("encrypted"));
		return false;
	}
	if (!str_eq(cur_rest(&tail), STR("PAR1")) || length > n - 12) {
		note(f, N_("the document ends early"));
		return false;
	}
	cur in = cur_of(str_sub(f->bytes, n - 8 - length, length));

	for (int64_t id = 0; thrift_field(&in, &id, &t);) {
		uint64_t count = id == 2 || id == 4 ? thrift_list(&in, t, &of) : 0;

		if (id == 2)
			take_schema(f, &in, count);
		else if (id == 4)
			take_groups(f, &in, count);
		else
			thrift_skip(&in, t);
	}
	if (!cur_ok(&in))
		note(f, damaged_words);
	/* The names have their place now. */
	for (size_t i = 0, at = 0; i < f->leaf_count; at += f->leaves[i++].name.n)
		f->leaves[i].name = str_sub(buf_str(&f->names), at, f->leaves[i].name.n);
	return f->leaf_count > 0;
}

/* ---- rows ---- */

struct table {
	struct parquet_column *columns;
	str *cells;
	size_t *ends;
	buf row;
	size_t from, n;
};

static str bytes_of(const struct file *f, const struct chunk *c)
{
	return c->from < f->bytes.n ? str_sub(f->bytes, (size_t)c->from, (size_t)c->n) : (str){0};
}

/* False: enough. */
static bool give_row(struct file *f, struct table *t, bool *more)
{
	bool any = false;

	buf_reset(&t->row);
	for (size_t i = 0; i < t->n; i++) {
		any |= parquet_column_cell(&t->columns[i], &t->row);
		t->ends[i] = t->row.n;
	}
	*more = any;
	if (!any)
		return true;
	if (buf_full(&t->row))
		note(f, N_("a row is wider than what is read"));
	for (size_t i = 0, at = 0; i < t->n; at = t->ends[i++])
		t->cells[i] = str_sub(buf_str(&t->row), at, t->ends[i] - at);
	return parts_row(f->d->parts, t->cells, t->n, false);
}

static bool give_group(struct file *f, struct table *t, const struct chunk *chunks)
{
	bool more = true, on = true;

	for (size_t i = 0; i < t->n; i++) {
		const struct chunk *c = &chunks[t->from + i];
		str bytes = bytes_of(f, c);

		if (bytes.n < c->n)
			note(f, N_("the document ends early"));
		parquet_column_begin(&t->columns[i], &f->leaves[t->from + i], c->codec, bytes);
	}
	while (more && on)
		on = give_row(f, t, &more);
	for (size_t i = 0; i < t->n; i++)
		if (t->columns[i].why)
			note(f, t->columns[i].why);
	return on;
}

static void give_table(struct file *f, struct table *t)
{
	bool on = true;
	char name[40] = "";

	if (f->part++)
		(void)snprintf(name, sizeof(name), "columns from %zu on", t->from + 1);
	f->why = NULL;
	if (!parts_begin(f->d->parts, str_c(name), PIECE_TABLE))
		return;
	for (size_t i = 0; i < t->n; i++)
		t->cells[i] = f->leaves[t->from + i].name;
	on = parts_row(f->d->parts, t->cells, t->n, true);
	for (size_t g = 0; on && g + f->leaf_count <= f->chunk_count; g += f->leaf_count)
		on = give_group(f, t, f->chunks + g);
	parts_end(f->d->parts, f->why ? PIECE_UNREADABLE : PIECE_WHOLE, f->why ? f->why : "");
}

/* Memory that a column takes in its largest row group. */
static size_t need_of(const struct file *f, size_t leaf)
{
	size_t most = 0;

	for (size_t g = leaf; g < f->chunk_count; g += f->leaf_count) {
		size_t n = parquet_column_need(bytes_of(f, &f->chunks[g]));

		/* What is not packed is not copied. */
		most = n > most ? n : most;
	}
	return most + 4096;
}

static void read_columns(struct file *f, struct table *t)
{
	size_t left = f->d->memory_most / 3 * 2;

	for (t->n = 0; t->from + t->n < f->leaf_count; t->n++) {
		size_t need = need_of(f, t->from + t->n);

		if (t->n && need > left)
			break;
		need = need < left ? need : left;
		parquet_column_init(&t->columns[t->n], need);
		left -= need;
	}
	give_table(f, t);
	for (size_t i = 0; i < t->n; i++)
		parquet_column_release(&t->columns[i]);
	t->from += t->n;
}

static void read_tables(struct file *f)
{
	struct table t = {0};

	t.columns = calloc(f->leaf_count, sizeof(*t.columns));
	t.cells = calloc(f->leaf_count, sizeof(*t.cells));
	t.ends = calloc(f->leaf_count, sizeof(*t.ends));
	buf_init(&t.row, ROW_MOST);
	while (t.columns && t.cells && t.ends && t.from < f->leaf_count && !f->d->parts->out)
		read_columns(f, &t);
	free(t.columns);
	free(t.cells);
	free(t.ends);
	buf_release(&t.row);
}

void parquet_read(const struct document *d)
{
	struct file *f = calloc(1, sizeof(*f));

	if (!f) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
		return;
	}
	f->d = d;
	f->bytes = d->bytes;
	buf_init(&f->names, NAMES_MOST);
	bool good = take_footer(f);

	if (f->why)
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, f->why);
	if (good && f->chunk_count)
		read_tables(f);
	buf_release(&f->names);
	free(f->chunks);
	free(f);
}
