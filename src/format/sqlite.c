#include "format/sqlite.h"

#include <stdlib.h>

#include "base/cur.h"
#include "base/i18n.h"
#include "format/charset.h"
#include "format/sqlite_pages.h"
#include "format/sqlite_schema.h"

/* Levels of a b-tree: 20 hold more than any disk. */
#define DEPTH_MOST 40
/* A BLOB that is no text is shown by its first bytes. */
#define BLOB_SHOWN 64
#define SCHEMA_MEMORY ((size_t)4 << 20)

struct reader {
	const struct document *d;
	struct sqlite_file f;
	buf payload;
	buf texts;
	struct sqlite_table *table; /* NULL: the schema itself, or pages without one */
	str table_name;
	str cells[SQLITE_COLUMNS_MOST];
	struct span {
		size_t at;
		size_t n;
	} spans[SQLITE_COLUMNS_MOST];
	bool cut;
	/* What is done with a row. False: enough. */
	bool (*row)(struct reader *r, size_t n, uint64_t rowid);
	struct entry *entries; /* of the schema */
	size_t entry_count;
	buf names;
};

struct entry {
	size_t name_at;
	size_t name_n;
	size_t sql_n; /* behind the name */
	uint32_t root;
};

/* ---- fields ---- */

static void put_text(const struct reader *r, str s, buf *out)
{
	if (r->f.encoding == 2)
		(void)charset_decode(CHARSET_UTF16LE, s, out);
	else if (r->f.encoding == 3)
		(void)charset_decode(CHARSET_UTF16BE, s, out);
	else
		buf_put(out, s);
}

static void put_real(buf *out, uint64_t bits)
{
	double v;

	bytes_copy(&v, sizeof(v), (str){(const uint8_t *)&bits, sizeof(bits)});
	buf_printf(out, "%.15g", v);
}

static bool is_plain(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x20 && !byte_is_space(s.p[i]))
			return false;
	return str_is_utf8(s);
}

/* A BLOB: text as text (JSON, say), a file is looked at later, else its first bytes. */
static void put_blob(struct reader *r, str s, size_t column, uint64_t rowid)
{
	if (is_plain(s)) {
		buf_put(&r->texts, s);
		return;
	}
	enum filetype t = filetype_of(s, (str){0});

	/* Pictures hold no text, and a database of them would crowd out what does. */
	if (t < FILETYPE_EMPTY && r->d->items && r->table_name.n) {
		buf name AUTO(buf_release);

		buf_init(&name, PARTS_NAME_MOST);
		buf_printf(&name, "table %.*s row %llu", STR_ARG(str_sub(r->table_name, 0, 256)),
			   (unsigned long long)rowid);
		if (r->table && column < r->table->count)
			buf_printf(&name, " %.*s", STR_ARG(str_sub(r->table->names[column], 0, 128)));
		items_keep(r->d->items, buf_str(&name), s);
	}
	buf_put_c(&r->texts, "x'");
	buf_put_hex(&r->texts, str_sub(s, 0, BLOB_SHOWN));
	buf_put_c(&r->texts, s.n > BLOB_SHOWN ? "…'" : "'");
}

static size_t field_size(uint64_t type)
{
	static const uint8_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

	if (type < 10)
		return sizes[type];
	return type < 12 ? 0 : (type - 12) / 2 > SQLITE_ROW_MOST ? SQLITE_ROW_MOST + 1 : (size_t)(type - 12) / 2;
}

static void put_field(struct reader *r, uint64_t type, str s, size_t column, uint64_t rowid)
{
	cur c = cur_of(s);
	uint64_t v = cur_be(&c, s.n <= 8 ? s.n : 0);

	if (type >= 1 && type <= 6) {
		/* Sign of the shorter ones. */
		unsigned spare = 64 - 8 * (unsigned)s.n;

		buf_printf(&r->texts, "%lld", (long long)((int64_t)(v << spare) >> spare));
	} else if (type == 7) {
		put_real(&r->texts, v);
	} else if (type == 8 || type == 9) {
		buf_put_byte(&r->texts, type == 8 ? '0' : '1');
	} else if (type >= 12 && type % 2) {
		put_text(r, s, &r->texts);
	} else if (type >= 12) {
		put_blob(r, s, column, rowid);
	}
}

/* Which column field i of a record is. */
static size_t column_of(const struct reader *r, size_t i)
{
	if (!r->table)
		return i;
	if (i < r->table->stored_count)
		return r->table->stored[i];
	return r->table->count + i - r->table->stored_count;
}

/* A record (section 2.1) into cells; how many columns. SIZE_MAX: none. */
static size_t read_record(struct reader *r, str s, uint64_t rowid)
{
	size_t at = 0, end = 0;
	uint64_t header = sqlite_varint(s, &at);

	if (!at || header > s.n || header < at)
		return SIZE_MAX;
	str types = str_sub(s, 0, (size_t)header);
	size_t data = (size_t)header;

	buf_reset(&r->texts);
	for (size_t i = 0; at < types.n; i++) {
		size_t was = at, column = column_of(r, i);
		uint64_t type = sqlite_varint(types, &at);
		size_t n = field_size(type), start = r->texts.n;

		if (at == was || n > s.n - data) {
			r->cut = true;
			break;
		}
		str field = str_sub(s, data, n);

		data += n;
		if (column >= SQLITE_COLUMNS_MOST)
			continue;
		if (r->table && column == r->table->rowid && type == 0)
			buf_printf(&r->texts, "%lld", (long long)rowid);
		else
			put_field(r, type, field, column, rowid);
		while (end <= column)
			r->spans[end++] = (struct span){0};
		r->spans[column] = (struct span){start, r->texts.n - start};
	}
	r->cut |= buf_full(&r->texts);
	for (size_t i = 0; i < end; i++)
		r->cells[i] = str_sub(buf_str(&r->texts), r->spans[i].at, r->spans[i].n);
	return end;
}

/* ---- trees ---- */

static bool read_cell(struct reader *r, const struct sqlite_cell *c)
{
	if (!c->has_payload)
		return true;
	if (!sqlite_payload(&r->f, c, &r->payload))
		r->cut = true;
	size_t n = read_record(r, buf_str(&r->payload), c->rowid);

	if (n == SIZE_MAX) {
		r->f.damaged = true;
		return true;
	}
	return r->row(r, n, c->rowid);
}

struct level {
	struct sqlite_node node;
	unsigned next;
};

static bool descend(struct reader *r, struct level *levels, size_t *depth, uint32_t page_number)
{
	str page;

	if (*depth >= DEPTH_MOST || !sqlite_page(&r->f, page_number, &page) ||
	    !sqlite_node_read(&r->f, page_number, page, &levels[*depth].node)) {
		r->f.damaged = true;
		return false;
	}
	levels[(*depth)++].next = 0;
	return true;
}

/* All rows of the tree, in its order. The stack is bounded, and no page is visited twice. */
static void walk_tree(struct reader *r, uint32_t root)
{
	struct level levels[DEPTH_MOST];
	struct sqlite_cell c;
	size_t depth = 0;

	(void)descend(r, levels, &depth, root);
	while (depth) {
		struct level *l = &levels[depth - 1];
		bool leaf = sqlite_node_is_leaf(&l->node);

		if (l->next > l->node.cells || (leaf && l->next == l->node.cells)) {
			depth--;
			/* The cell of an index's interior page stands between its children. */
			continue;
		}
		if (l->next == l->node.cells) {
			l->next++;
			(void)descend(r, levels, &depth, l->node.right);
			continue;
		}
		if (!sqlite_cell_read(&r->f, &l->node, l->next++, &c)) {
			r->f.damaged = true;
			continue;
		}
		if (!read_cell(r, &c))
			return;
		if (!leaf)
			(void)descend(r, levels, &depth, c.child);
	}
}

/* ---- schema ---- */

static bool take_schema_row(struct reader *r, size_t n, uint64_t rowid)
{
	uint64_t root;

	(void)rowid;
	if (n < 5 || !str_eq(r->cells[0], STR("table")) || !str_to_u64(r->cells[3], UINT32_MAX, &root) || !root)
		return true;
	if (r->entry_count == SQLITE_TABLES_MOST)
		return false;
	struct entry *e = &r->entries[r->entry_count];

	*e = (struct entry){r->names.n, r->cells[1].n, r->cells[4].n, (uint32_t)root};
	buf_put(&r->names, r->cells[1]);
	buf_put(&r->names, r->cells[4]);
	if (buf_full(&r->names)) {
		r->cut = true;
		return false;
	}
	r->entry_count++;
	return true;
}

static bool give_row(struct reader *r, size_t n, uint64_t rowid)
{
	(void)rowid;
	return parts_row(r->d->parts, r->cells, n, false);
}

static void end_table(struct reader *r)
{
	if (r->f.damaged)
		parts_end(r->d->parts, PIECE_UNREADABLE, N_("damaged pages: parts of the database were passed over"));
	else if (r->cut)
		parts_end(r->d->parts, PIECE_CUT, N_("a row is wider than what is read"));
	else
		parts_end(r->d->parts, PIECE_WHOLE, "");
	r->f.damaged = r->cut = false;
}

static void read_table(struct reader *r, const struct entry *e)
{
	struct sqlite_table table;
	AUTO(arena_clear) arena mem;
	AUTO(buf_release) buf name;
	str sql = str_sub(buf_str(&r->names), e->name_at + e->name_n, e->sql_n);

	arena_init(&mem, SCHEMA_MEMORY);
	buf_init(&name, PARTS_NAME_MOST);
	r->table_name = str_sub(buf_str(&r->names), e->name_at, e->name_n);
	buf_put_c(&name, "table ");
	buf_put(&name, str_sub(r->table_name, 0, PARTS_NAME_MOST - 10));
	r->table = sqlite_table_read(sql, &mem, &table) ? &table : NULL;
	r->row = give_row;
	if (!parts_begin(r->d->parts, buf_str(&name), PIECE_TABLE))
		return;
	if (!r->table || parts_row(r->d->parts, table.names, table.count, true))
		walk_tree(r, e->root);
	end_table(r);
	r->table = NULL;
}

/* ---- pages that belong to no table ---- */

static void read_loose_page(struct reader *r, uint32_t number, str page)
{
	struct sqlite_node node;
	struct sqlite_cell c;

	if (!sqlite_node_read(&r->f, number, page, &node) || node.type != 13)
		return;
	for (unsigned i = 0; i < node.cells; i++)
		if (sqlite_cell_read(&r->f, &node, i, &c)) {
			/* Its overflow may be used by others by now. */
			c.overflow = 0;
			if (!read_cell(r, &c))
				return;
		}
}

/* Deleted rows on pages that were given back and not yet used again. */
static void read_free_pages(struct reader *r)
{
	str page;
	bool some = false;

	r->table = NULL;
	r->table_name = (str){0};
	r->row = give_row;
	for (uint32_t i = 2; i <= r->f.pages; i++) {
		struct sqlite_node node;

		if (sqlite_page_was_seen(&r->f, i) || !sqlite_page_again(&r->f, i, &page) ||
		    !sqlite_node_read(&r->f, i, page, &node) || node.type != 13 || !node.cells)
			continue;
		if (!some && !parts_begin(r->d->parts, STR("deleted rows"), PIECE_TABLE))
			return;
		some = true;
		read_loose_page(r, i, page);
	}
	r->f.damaged = r->cut = false; /* of rows that are no more nothing else can be expected */
	if (some)
		end_table(r);
}

static struct reader *reader_new(const struct document *d)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->d = d;
	buf_init(&r->payload, SQLITE_ROW_MOST);
	buf_init(&r->texts, 2 * SQLITE_ROW_MOST);
	buf_init(&r->names, (size_t)16 << 20);
	r->entries = calloc(SQLITE_TABLES_MOST, sizeof(*r->entries));
	return r;
}

static void reader_free(struct reader *r)
{
	sqlite_file_release(&r->f);
	buf_release(&r->payload);
	buf_release(&r->texts);
	buf_release(&r->names);
	free(r->entries);
	free(r);
}

void sqlite_read(const struct document *d)
{
	struct reader *r = reader_new(d);

	if (!r || !r->entries || !sqlite_file_init(&r->f, d->bytes, d->beside, d->memory_most)) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("no sound database"));
		if (r)
			reader_free(r);
		return;
	}
	r->row = take_schema_row;
	walk_tree(r, 1);
	if (r->f.damaged || r->cut || r->f.db.n % r->f.page_size)
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE,
			     N_("damaged pages: parts of the database were passed over"));
	r->f.damaged = r->cut = false;
	for (size_t i = 0; i < r->entry_count && !d->parts->out; i++)
		read_table(r, &r->entries[i]);
	read_free_pages(r);
	reader_free(r);
}

void sqlite_read_log(const struct document *d)
{
	struct reader *r = reader_new(d);

	if (!r || !sqlite_file_init_log(&r->f, d->bytes)) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("no sound database"));
		if (r)
			reader_free(r);
		return;
	}
	r->row = give_row;
	if (parts_begin(d->parts, (str){0}, PIECE_TABLE)) {
		size_t step = 24 + r->f.page_size;

		for (size_t at = 32; at + step <= d->bytes.n && !d->parts->out; at += step) {
			cur c = cur_of(str_from(d->bytes, at));

			read_loose_page(r, cur_u32(&c), str_sub(d->bytes, at + 24, r->f.page_size));
		}
		r->f.damaged = r->cut = false;
		end_table(r);
	}
	reader_free(r);
}
