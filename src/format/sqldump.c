#include "format/sqldump.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "format/charset.h"
#include "format/sqlite_schema.h"

#define HEAD_MOST ((size_t)65536)
#define SCHEMA_MOST ((size_t)8 << 20)
#define TABLES_MOST 2000

struct known {
	str name;
	str *columns;
	size_t count;
};

struct span {
	size_t at;
	size_t n;
};

struct sqldump {
	struct source *in;
	struct parts *to;
	arena mem; /* names of tables and columns */
	struct known *known;
	size_t known_n;
	bool in_table; /* the open part */
	bool in_text;
	str table;        /* of the open part */
	uint64_t columns; /* a hash of the names that it began with */
	unsigned parts;
	bool cut;
	buf row;
	buf decoded;
	struct span spans[SQLDUMP_COLUMNS_MOST];
	str cells[SQLDUMP_COLUMNS_MOST];
	size_t count;
	buf name;
};

/* ---- parts ---- */

static void close_part(struct sqldump *s)
{
	if (s->in_table || s->in_text)
		parts_end(s->to,
			  s->cut          ? PIECE_CUT
			  : s->in->failed ? PIECE_UNREADABLE
					  : PIECE_WHOLE,
			  s->cut          ? N_("a row is wider than what is read")
			  : s->in->failed ? N_("unpacking needs more memory than is allowed")
					  : "");
	s->in_table = s->in_text = s->cut = false;
}

static void give_text(struct sqldump *s, str text)
{
	if (!s->in_text) {
		close_part(s);
		s->parts++;
		s->in_text = parts_begin(s->to, STR("text"), PIECE_BYTES);
	}
	if (s->in_text && text.n)
		(void)parts_bytes(s->to, text);
}

static const struct known *find_known(const struct sqldump *s, str name)
{
	for (size_t i = s->known_n; i > 0; i--)
		if (str_ieq(s->known[i - 1].name, name))
			return &s->known[i - 1];
	return NULL;
}

static void open_table(struct sqldump *s, str name, const str *columns, size_t count)
{
	const struct known *k = count ? NULL : find_known(s, name);
	uint64_t hash = count;

	for (size_t i = 0; i < count; i++)
		hash = hash * 31 + str_hash(columns[i]);
	if (s->in_table && str_eq(s->table, name) && s->columns == hash)
		return;
	s->columns = hash;
	close_part(s);
	s->parts++;
	buf_reset(&s->name);
	buf_put_c(&s->name, "table ");
	buf_put(&s->name, str_sub(name, 0, 300));
	s->table = str_from(buf_str(&s->name), 6);
	s->in_table = parts_begin(s->to, buf_str(&s->name), PIECE_TABLE);
	if (s->in_table && k)
		(void)parts_row(s->to, k->columns, k->count, true);
	else if (s->in_table && count)
		(void)parts_row(s->to, columns, count, true);
}

/* ---- bytes ---- */

static int peek(struct sqldump *s)
{
	str some = source_some(s->in);

	return some.n ? some.p[0] : -1;
}

static void skip_blank(struct sqldump *s)
{
	int c;

	while ((c = peek(s)) >= 0 && byte_is_space((uint8_t)c))
		source_used(s->in, 1);
}

/* ---- rows ---- */

static void begin_cell(struct sqldump *s)
{
	if (s->count < SQLDUMP_COLUMNS_MOST)
		s->spans[s->count] = (struct span){s->row.n, 0};
}

static void end_cell(struct sqldump *s)
{
	s->cut |= buf_full(&s->row) || s->count >= SQLDUMP_COLUMNS_MOST;
	if (s->count < SQLDUMP_COLUMNS_MOST) {
		s->spans[s->count].n = s->row.n - s->spans[s->count].at;
		s->count++;
	}
}

static void give_row(struct sqldump *s)
{
	bool utf8 = str_is_utf8(buf_str(&s->row));

	for (size_t i = 0; i < s->count; i++)
		s->cells[i] = str_sub(buf_str(&s->row), s->spans[i].at, s->spans[i].n);
	buf_reset(&s->decoded);
	for (size_t i = 0; i < s->count && !utf8; i++) {
		s->spans[i].at = s->decoded.n;
		(void)charset_decode(str_is_utf8(s->cells[i]) ? CHARSET_UTF8 : CHARSET_GB18030, s->cells[i],
				     &s->decoded);
		s->spans[i].n = s->decoded.n - s->spans[i].at;
	}
	for (size_t i = 0; i < s->count && !utf8; i++)
		s->cells[i] = str_sub(buf_str(&s->decoded), s->spans[i].at, s->spans[i].n);
	if (s->in_table && s->count)
		(void)parts_row(s->to, s->cells, s->count, false);
	s->count = 0;
	buf_reset(&s->row);
}

static uint8_t escaped(uint8_t c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == '0' ? ' ' : c;
}

/* 'text' with '' and, as MySQL writes, backslashes; its opening quote was taken. */
static void read_quoted(struct sqldump *s, uint8_t quote)
{
	for (;;) {
		str some = source_some(s->in);
		size_t n = 0;

		if (!some.n)
			return;
		while (n < some.n && some.p[n] != quote && some.p[n] != '\\')
			n++;
		buf_put(&s->row, str_sub(some, 0, n));
		source_used(s->in, n);
		if (n == some.n)
			continue;
		str two = source_peek(s->in, 2);
		bool back = two.p[0] == '\\', doubled = two.n == 2 && two.p[1] == quote;

		if (!back && !doubled) {
			source_used(s->in, 1);
			return;
		}
		if (two.n == 2)
			buf_put_byte(&s->row, back ? escaped(two.p[1]) : quote);
		source_used(s->in, two.n);
	}
}

/* What stands between '(' and ')': values between commas; words before a quote (_binary, N, E) are dropped, NULL is empty. */
static void read_tuple(struct sqldump *s)
{
	unsigned depth = 0;
	bool quoted = false;
	int c;

	begin_cell(s);
	while ((c = peek(s)) >= 0) {
		source_used(s->in, 1);
		if (c == '\'' || c == '"') {
			if (!quoted && s->count < SQLDUMP_COLUMNS_MOST)
				s->row.n = s->spans[s->count].at;
			quoted = true;
			read_quoted(s, (uint8_t)c);
		} else if (c == ')' && !depth) {
			break;
		} else if (c == ',' && !depth) {
			end_cell(s);
			begin_cell(s);
			quoted = false;
		} else if (!byte_is_space((uint8_t)c)) {
			depth += c == '(';
			depth -= depth && c == ')';
			/* CAST(N'text' AS …): the text is all. */
			if (!quoted)
				buf_put_byte(&s->row, (uint8_t)c);
		}
	}
	end_cell(s);
	for (size_t i = 0; i < s->count; i++)
		if (str_ieq(str_sub(buf_str(&s->row), s->spans[i].at, s->spans[i].n), STR("NULL")))
			s->spans[i].n = 0;
	give_row(s);
}

/* "(…),(…);": up to and with the end of the statement. */
static void read_tuples(struct sqldump *s)
{
	for (;;) {
		skip_blank(s);
		int c = peek(s);

		if (c != '(' && c != ',' && c != ';')
			return;
		source_used(s->in, 1);
		if (c == ';')
			return;
		if (c == '(')
			read_tuple(s);
	}
}

/* Lines of COPY … FROM stdin up to "\.". */
static void read_copy(struct sqldump *s)
{
	bool any = false;
	int c;

	begin_cell(s);
	while ((c = peek(s)) >= 0) {
		source_used(s->in, 1);
		if (c == '\t') {
			end_cell(s);
			begin_cell(s);
		} else if (c == '\n') {
			end_cell(s);
			if (any)
				give_row(s);
			s->count = 0;
			buf_reset(&s->row);
			begin_cell(s);
			any = false;
			continue;
		} else if (c == '\\') {
			int next = peek(s);

			if (next >= 0)
				source_used(s->in, 1);
			if (next == '.' && !any)
				return;
			if (next >= 0 && next != 'N')
				buf_put_byte(&s->row, escaped((uint8_t)next));
		} else if (c != '\r') {
			buf_put_byte(&s->row, (uint8_t)c);
		}
		any = true;
	}
	end_cell(s);
	if (any)
		give_row(s);
}

/* ---- statements ---- */

static bool is(struct sqlite_token t, const char *word)
{
	return t.word && str_ieq(t.text, str_c(word));
}

static bool is_byte(struct sqlite_token t, uint8_t c)
{
	return !t.word && !t.quoted && t.text.n == 1 && t.text.p[0] == c;
}

struct head {
	str table;
	str columns[SQLDUMP_COLUMNS_MOST];
	size_t count;
	bool copy;
};

/* "schema"."table": the last part is the name. */
static bool read_name(str *s, arena *mem, struct head *h)
{
	for (;;) {
		struct sqlite_token t = sqlite_token_take(s);
		str rest = *s;

		if (!t.word && !t.quoted)
			return false;
		h->table = sqlite_token_name(t, mem);
		if (!is_byte(sqlite_token_take(&rest), '.'))
			return true;
		*s = rest;
	}
}

/* Names of columns; one that should have been quoted (user-name) goes on to the next ','. Returns the token behind them. */
static struct sqlite_token read_columns(str *s, arena *mem, struct head *h)
{
	struct sqlite_token t;
	str first = {0};

	for (bool more = true; more;) {
		t = sqlite_token_take(s);
		more = t.text.n && !is_byte(t, ')');
		if (!more || is_byte(t, ',')) {
			first = (str){0};
		} else if (first.n && h->count) {
			h->columns[h->count - 1] = (str){first.p, (size_t)(t.text.p + t.text.n - first.p)};
		} else if ((t.word || t.quoted) && h->count < SQLDUMP_COLUMNS_MOST) {
			h->columns[h->count++] = sqlite_token_name(t, mem);
			first = t.text;
		}
	}
	return t;
}

/* INSERT INTO t (a, b) VALUES or COPY t (a, b) FROM stdin; at the beginning of text; its length, 0 for anything else. */
static size_t read_head(str text, arena *mem, struct head *h)
{
	str s = text;
	struct sqlite_token t = sqlite_token_take(&s);

	h->count = 0;
	h->copy = is(t, "copy");
	if (!h->copy && !is(t, "insert") && !is(t, "replace"))
		return 0;
	str rest = s;

	for (unsigned i = 0; i < 3 && !h->copy && !is(t, "into"); i++) {
		s = rest;
		t = sqlite_token_take(&rest);
		if (is(t, "into") || is(t, "ignore") || is(t, "delayed"))
			s = rest;
	}
	if (!read_name(&s, mem, h))
		return 0;
	t = sqlite_token_take(&s);
	if (is_byte(t, '('))
		t = read_columns(&s, mem, h);
	if (is_byte(t, ')'))
		t = sqlite_token_take(&s);
	if (h->copy ? !is(t, "from") : !is(t, "values") && !is(t, "value"))
		return 0;
	if (h->copy) {
		size_t line = str_find_byte(s, '\n');

		if (!is(sqlite_token_take(&s), "stdin"))
			return 0;
		return line < text.n ? text.n - str_from(text, str_find_byte(text, '\n') + 1).n : 0;
	}
	return text.n - s.n;
}

static void keep_columns(struct sqldump *s, str name, const struct sqlite_table *table)
{
	struct known *k = &s->known[s->known_n++];

	*k = (struct known){arena_str(&s->mem, name), arena_new(&s->mem, str, table->count), table->count};
	for (size_t i = 0; i < table->count; i++)
		k->columns[i] = arena_str(&s->mem, table->names[i]);
}

/* Remembers the columns of CREATE TABLE. */
static void remember(struct sqldump *s, str text, struct head *h)
{
	AUTO(arena_clear) arena mem;
	struct sqlite_table table;
	str rest = text;
	struct sqlite_token t = sqlite_token_take(&rest);

	arena_init(&mem, (size_t)2 << 20);
	if (!is(t, "create") || s->known_n == TABLES_MOST || !arena_fits(&s->mem, (size_t)1 << 20))
		return;
	while ((t = sqlite_token_take(&rest)).word && !is(t, "table"))
		;
	str name = rest;

	for (const char *const *w = (const char *const[]){"if", "not", "exists", NULL}; *w; w++) {
		str behind = name;

		if (is(sqlite_token_take(&behind), *w))
			name = behind;
	}
	if (is(t, "table") && read_name(&name, &mem, h) && sqlite_table_read(text, &mem, &table))
		keep_columns(s, h->table, &table);
}

static void read_statement(struct sqldump *s, struct head *h)
{
	str window = source_peek(s->in, HEAD_MOST);
	AUTO(arena_clear) arena mem;

	arena_init(&mem, (size_t)2 << 20);
	size_t n = s->parts < SQLDUMP_PARTS_MOST ? read_head(window, &mem, h) : 0;

	if (n) {
		open_table(s, h->table, h->columns, h->count);
		source_used(s->in, n);
		if (h->copy)
			read_copy(s);
		else
			read_tuples(s);
		return;
	}
	str trimmed = str_trim(str_sub(window, 0, 200));

	if (str_istarts(trimmed, STR("CREATE")))
		remember(s, str_sub(window, 0, str_find(window, STR(";\n"))), h);
	/* A line of anything else. */
	n = str_find_byte(window, '\n');
	window = str_sub(window, 0, n < window.n ? n + 1 : n);
	if (str_trim(window).n || s->in_text)
		give_text(s, window);
	source_used(s->in, window.n);
}

void sqldump_read(struct source *in, struct parts *to)
{
	struct sqldump *s = calloc(1, sizeof(*s));
	struct head *h = calloc(1, sizeof(*h));

	if (s && h && (s->known = calloc(TABLES_MOST, sizeof(*s->known)))) {
		s->in = in;
		s->to = to;
		arena_init(&s->mem, SCHEMA_MOST);
		buf_init(&s->row, SQLDUMP_ROW_MOST);
		buf_init(&s->decoded, 2 * SQLDUMP_ROW_MOST);
		buf_init(&s->name, 512);
		while (source_some(in).n && !to->out)
			read_statement(s, h);
		close_part(s);
		arena_clear(&s->mem);
		buf_release(&s->row);
		buf_release(&s->decoded);
		buf_release(&s->name);
	}
	if (s)
		free(s->known);
	free(s);
	free(h);
}
