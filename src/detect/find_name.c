/* Under which name does a value stand: of its column in rows of separated values, before ':' or '=', or in the tag before it? */
#include "base/digits.h"
#include "detect/find_priv.h"
#include "detect/literal_priv.h"

#define NAME_MOST 63
#define BACK_MOST ((size_t)96)
#define CELL_NAME_MOST 60
#define VALUE_MOST ((size_t)512)
#define MAKER 10 /* a key whose name speaks of its maker too */

static bool is_name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.' || c >= 0x80;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Does it say something of some kind? For fields: of a kind that only the label tells. */
static void name_ask(struct find_name *n, str text)
{
	static const bool by_run[KIND_COUNT] = {
		[KIND_ID18] = true,
		[KIND_RESIDENCE_PERMIT] = true,
		[KIND_FOREIGNER_CARD] = true,
		[KIND_USCC] = true,
		[KIND_BANK_CARD] = true,
		[KIND_MOBILE] = true,
		[KIND_EMAIL] = true,
		[KIND_ICCID] = true,
		[KIND_IMEI] = true,
		[KIND_PRIVATE_KEY] = true,
		[KIND_JWT] = true,
		[KIND_ALIYUN_KEY] = true,
		[KIND_ADDRESS] = true,
	};

	n->n = (uint8_t)text.n;
	bytes_copy(n->text, sizeof n->text, text);
	context_name(text, n->scores);
	n->known = n->field = false;
	for (size_t k = 0; k < KIND_COUNT; k++) {
		n->known = n->known || n->scores[k] != 0;
		n->field = n->field || (n->scores[k] > 0 && !by_run[k]);
	}
	n->asks = n->field ? field_asks(n->scores) : 0;
}

void find_name_set(struct find_name *n, str text)
{
	text = str_sub(text, 0, NAME_MOST);
	if (!str_eq((str){n->text, n->n}, text))
		name_ask(n, text);
}

const struct find_name *find_name_of(struct finder *f, str text)
{
	text = str_sub(text, 0, NAME_MOST);
	if (text.n && byte_is_digit(text.p[0]))
		return NULL;
	struct find_name *n = &f->names[str_hash(text) % FIND_NAMES];

	if (!text.n)
		return NULL;
	find_name_set(n, text);
	return n;
}

/* ---- rows of separated values ---- */

static str unquoted(str cell)
{
	cell = str_trim(cell);
	if (cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"')
		cell = str_sub(cell, 1, cell.n - 2);
	/* Of Markdown. */
	if (cell.n > 2 && cell.p[0] == '`' && cell.p[cell.n - 1] == '`')
		cell = str_sub(cell, 1, cell.n - 2);
	return str_trim(cell);
}

/* A word with the blanks before it; the last one has those behind it. */
static str word_cut(str *row)
{
	size_t n = 0;

	while (n < row->n && byte_is_space(row->p[n]))
		n++;
	while (n < row->n && !byte_is_space(row->p[n]))
		n++;
	str cell = str_sub(*row, 0, n);

	*row = str_from(*row, n + 1);
	if (!str_trim(*row).n) {
		cell.n += row->n + (row->n > 0);
		*row = (str){0};
	}
	return cell;
}

/* The next cell of a row; separators within quotes do not count. */
str find_cell_cut(str *row, uint8_t separator)
{
	if (separator == ' ')
		return word_cut(row);
	bool quoted = row->n && row->p[0] == '"';
	const uint8_t *q = row->n && !quoted ? memchr(row->p, separator, row->n) : NULL;
	size_t n = q ? (size_t)(q - row->p) : quoted ? 0 : row->n;

	/* A quote within quotes is doubled: it ends and begins them. */
	for (bool in = false; quoted && n < row->n && (in || row->p[n] != separator); n++)
		in ^= row->p[n] == '"';
	str cell = str_sub(*row, 0, n);

	*row = str_from(*row, n + 1);
	return cell;
}

/* Values have digits in a row, or an '@'; names have not. */
static bool is_column_name(str cell)
{
	size_t digits = 0;
	bool opens = str_find_byte(cell, '(') < cell.n;

	/* A bracket that closes elsewhere is a statement's. */
	if (cell.n > CELL_NAME_MOST || opens != (str_find_byte(cell, ')') < cell.n))
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		digits = byte_is_digit(cell.p[i]) ? digits + 1 : 0;
		if (digits >= 5 || cell.p[i] == '@' || cell.p[i] == ';' || cell.p[i] == '"' || cell.p[i] == '\'' ||
		    cell.p[i] == '=' || cell.p[i] == '{' || cell.p[i] == '<')
			return false;
	}
	return true;
}

static uint8_t separator_of(str head)
{
	static const uint8_t separators[] = {',', '\t', ';', '|', 0x01};
	size_t best = 0;
	uint8_t ret = 0;

	for (size_t i = 0; i < sizeof separators; i++) {
		size_t n = 0;

		for (size_t k = 0; k < head.n; k++)
			n += head.p[k] == separators[i];
		if (n > best) {
			best = n;
			ret = separators[i];
		}
	}
	return ret;
}

/* Bytes that are no text, though there may be separators among them. */
static bool is_noise(str head)
{
	for (size_t i = 0; i < head.n; i++)
		if ((head.p[i] < ' ' && head.p[i] != '\t' && head.p[i] != 0x01) || str_odd(head, i))
			return true;
	return false;
}

void find_table_head(struct finder *f, str head)
{
	struct find_table *t = &f->table;
	bool known = false;

	t->count = 0;
	t->fields = false;
	t->strict = f->stream.form != FIND_CSV;
	if (f->stream.form == FIND_VALUES || head.n > FIND_IN_MOST / 16)
		return;
	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_from(head, 3);
	head = str_trim(head);
	t->separator = separator_of(head);
	if (!t->separator || (t->strict && is_noise(head)))
		return;
	while (head.n) {
		str cell = unquoted(find_cell_cut(&head, t->separator));

		if (!is_column_name(cell) || t->count == FIND_COLUMNS) {
			t->count = 0;
			t->fields = false;
			return;
		}
		struct find_name *n = &t->names[t->count++];

		name_ask(n, str_sub(cell, 0, NAME_MOST));
		known = known || n->known;
		t->fields = t->fields || n->field;
	}
	t->known = known;
	/* A line of text has commas too: only where a name of something stands between them it is taken for a table. */
	if (!known && t->strict) {
		t->count = 0;
		t->fields = false;
	}
}

/* Cells of the line in a table found by itself are as many as its names. */
static bool row_fits(const struct find_scan *s)
{
	const struct find_table *t = &s->f->table;

	if (!t->count || !s->whole || s->column)
		return false;
	if (t->late)
		return find_table_holds(s);
	return !t->strict || s->cell_count == t->count || s->cell_count + 1 == t->count;
}

/* Once a line, as far as there are names and one cell more. */
static void cells_cut(struct find_scan *s)
{
	const struct find_table *t = &s->f->table;
	uint32_t *ends = s->f->ends[s->depth];
	str row = {s->text.p + s->line_from, s->line_to - s->line_from};
	size_t n = 0;

	while (row.n && n <= t->count) {
		str cell = find_cell_cut(&row, t->separator);

		ends[n++] = (uint32_t)(cell.p + cell.n - s->text.p);
	}
	s->cell_count = n;
}

/* Moves the cursor of cells to the one that holds `at`. */
static void cell_move(struct find_scan *s, size_t at)
{
	const struct find_table *t = &s->f->table;
	const uint32_t *ends = s->f->ends[s->depth];

	if (s->cell_line != s->line_from + 1 || at < s->cell_from) {
		if (s->cell_line != s->line_from + 1) {
			s->cell_count = 0;
			if (t->count && !t->tuples)
				cells_cut(s);
			s->row = row_fits(s);
		}
		s->cell_line = s->line_from + 1;
		s->cell = 0;
		s->cell_from = s->cell_to = s->line_from;
		if (s->row && t->tuples)
			find_tuple_first(s);
		if (s->row && s->cell_count)
			s->cell_to = ends[0];
	}
	if (t->tuples) {
		while (s->row && at > s->cell_to && find_tuple_next(s))
			;
		return;
	}
	while (s->row && at > s->cell_to && s->cell_to < s->line_to) {
		s->cell_from = s->cell_to + 1;
		str row = {s->text.p + s->cell_from, s->line_to - s->cell_from};

		s->cell_to =
			++s->cell < s->cell_count ? ends[s->cell] : s->cell_from + find_cell_cut(&row, t->separator).n;
	}
}

static inline void cell_seek(struct find_scan *s, size_t at)
{
	if (s->cell_line != s->line_from + 1 || at < s->cell_from || (s->row && at > s->cell_to))
		cell_move(s, at);
}

/* Nothing stands beside it in its cell: no neighbour, no words, no other reading of the digits. */
bool find_cell_number(struct find_scan *s, size_t at)
{
	const struct find_table *t = &s->f->table;
	size_t from = 0;
	size_t to = 0;

	if (!t->known || t->tuples || !find_cell_of(s, at, &from, &to) || s->cell >= t->count)
		return false;
	const uint8_t *p = s->text.p;

	to -= to > from && to == s->line_to && p[to - 1] == '\r';
	if (to - from >= 2 && p[from] == '"' && p[to - 1] == '"') {
		from++;
		to--;
	}
	size_t n = to - from;
	size_t digits = bytes_digits(p + from);
	bool x = digits == 17 && n == 18 && (p[to - 1] | 0x20) == 'x';

	if (!n || n >= BYTES_DIGITS_MOST || digits + x != n || s->done > from)
		return false;
	s->done = from + digits;
	if (x)
		s->token_done = to;
	else if (!find_run_worth(p[from], n))
		return true;
	struct candidate c ATTR_UNSET;
	struct hit hits[HITS_MOST] ATTR_UNSET;

	c.text = (str){p + from, n};
	memcpy(c.norm, p + from, BYTES_DIGITS_MOST);
	c.norm[17] = x ? 'X' : c.norm[17];
	c.n = c.groups[0] = (uint8_t)n;
	c.digits = (uint8_t)digits;
	c.group_count = 1;
	c.before = c.after = 0;
	c.left = c.right = (str){NULL, 0};
	size_t count = candidate_judge(&c, hits);

	if (count)
		find_weigh_in(s, from, n, &c, hits, count, (struct find_scope){&t->names[s->cell], from, to});
	return true;
}

/* ---- "name": value, name=value, <name>value ---- */

static size_t back_over(const uint8_t *p, size_t least, size_t at, bool (*is)(uint8_t))
{
	while (at > least && is(p[at - 1]))
		at--;
	return at;
}

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '\\' || c == '`' || c == '+' || c == '(' || c == '[';
}

/* The name in the tag that ends at `at`. */
static str tag_before(const uint8_t *p, size_t least, size_t at)
{
	size_t from = at;

	while (from > least && p[from - 1] != '<')
		from--;
	if (from == least || p[from] == '/')
		return (str){NULL, 0};
	size_t n = 0;

	while (from + n < at && is_name_byte(p[from + n]))
		n++;
	return (str){p + from, n};
}

/* Where `at` is where a value begins: its name. */
static str name_before(const struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;
	size_t least = at - s->line_from > BACK_MOST ? at - BACK_MOST : s->line_from;

	at = back_over(p, least, at, is_quote);
	at = back_over(p, least, at, is_blank);
	if (at == least)
		return (str){NULL, 0};
	if (p[at - 1] == '>' && (at < least + 2 || p[at - 2] != '='))
		return tag_before(p, least, at - 1);
	if (p[at - 1] == '>')
		at--;
	if (at - least >= 3 && memcmp(p + at - 3, "\xef\xbc\x9a", 3) == 0)
		at -= 3;
	else if (p[at - 1] == ':' || p[at - 1] == '=')
		at--;
	else
		return (str){NULL, 0};
	at = back_over(p, least, at, is_blank);
	at = back_over(p, least, at, is_quote);
	size_t from = back_over(p, least, at, is_name_byte);

	/* A name of Chinese words begins behind the last mark of punctuation or of byte order; cut in a character it is none. */
	while (from < at && (p[from] & 0xc0) == 0x80)
		from++;
	for (size_t i = from; i + 3 <= at; i++)
		if ((p[i] == 0xe3 && p[i + 1] == 0x80) || (p[i] == 0xef && p[i + 1] == 0xbc) ||
		    (p[i] == 0xef && p[i + 1] == 0xbb && p[i + 2] == 0xbf))
			from = i + 3;
	return at - from > NAME_MOST ? (str){NULL, 0} : (str){p + from, at - from};
}

/* Where the value that begins at `at` ends: at its quote, else at what ends values. */
static size_t value_end(const struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;
	size_t most = s->line_to - at > VALUE_MOST ? at + VALUE_MOST : s->line_to;
	uint8_t quote = at > s->line_from && (p[at - 1] == '"' || p[at - 1] == '\'') ? p[at - 1] : 0;
	size_t to = at;

	while (to < most && (quote ? p[to] != quote
				   : p[to] != ',' && p[to] != '}' && p[to] != '&' && p[to] != ';' && p[to] != '<' &&
					     p[to] != '"' && p[to] != '\'' && p[to] != ']'))
		to++;
	return to;
}

bool find_cell_of(struct find_scan *s, size_t at, size_t *ret_from, size_t *ret_to)
{
	if (s->column || !s->f->table.count || !s->whole)
		return false;
	cell_seek(s, at);
	/* What stands between two tuples is in no cell: the cursor is in the next one then. */
	if (!s->row || s->cell_from > at)
		return false;
	*ret_from = s->cell_from;
	*ret_to = s->cell_to;
	return true;
}

/* The cell that the value stands in. */
static bool row_scope(struct find_scan *s, size_t from, size_t to, struct find_scope *ret)
{
	const struct find_table *t = &s->f->table;

	if (!t->count || !s->whole)
		return false;
	cell_seek(s, from);
	if (!s->row || s->cell >= t->count || (t->tuples && (from > s->cell_to || from < s->cell_from)))
		return false;
	*ret = (struct find_scope){&t->names[s->cell], s->cell_from, s->cell_to > to ? s->cell_to : to};
	return true;
}

struct find_scope find_scope_of(struct find_scan *s, size_t from, size_t to)
{
	struct find_scope all = {NULL, s->line_from, s->line_to > to ? s->line_to : to};

	if (s->column) {
		all.name = s->column;
		return all;
	}
	if (row_scope(s, from, to, &all) && s->f->table.known)
		return all;
	size_t cell_from = 0;
	size_t cell_to = 0;
	const struct find_name *in = find_insert_name(s, from, &cell_from, &cell_to);

	if (in)
		return (struct find_scope){in, cell_from, cell_to > to ? cell_to : to};
	const struct find_name *n = all.name ? NULL : find_name_of(s->f, name_before(s, from));

	if (!n || !n->known) {
		if (find_table_seek(s, from, to)) {
			s->cell_line = 0;
			(void)row_scope(s, from, to, &all);
		}
		return all;
	}
	size_t end = value_end(s, from);

	return (struct find_scope){n, from, end > to ? end : to};
}

/* ---- values that only their name tells ---- */

bool find_field_hit(const struct find_name *n, uint64_t asks, str cell, str *ret_value, struct anchored *ret)
{
	str value = *ret_value = unquoted(cell);

	/* The head of the table is a row too. */
	return value.n && value.n <= VALUE_MOST && !str_eq(value, (str){n->text, n->n}) &&
	       field_judge_asked(value, n->scores, asks, ret) && ret->n && ret->from + ret->n <= value.n;
}

static void field(struct find_scan *s, const struct find_name *n, size_t from, size_t to)
{
	struct anchored a = {0};
	str value = {0};

	if (!find_field_hit(n, n->asks, (str){s->text.p + from, to - from}, &value, &a))
		return;
	str v = str_sub(value, a.from, a.n);

	if (a.hit.kind == KIND_CLOUD_SECRET) {
		/* Its beginning tells more than its name. */
		if (literal_is_token(v))
			return;
		a.hit.kind = literal_key_kind((str){n->text, n->n}, v, true);
		if (a.hit.kind != KIND_CLOUD_SECRET)
			a.hit.base = (uint8_t)(a.hit.base + n->scores[KIND_CLOUD_SECRET] + MAKER);
	}
	find_weigh(s, (size_t)(value.p - s->text.p) + a.from, a.n, NULL, &a.hit, 1);
}

static void tuple_fields(struct find_scan *s)
{
	const struct find_table *t = &s->f->table;

	for (find_tuple_first(s); find_tuple_next(s);) {
		str value = str_trim((str){s->text.p + s->cell_from, s->cell_to - s->cell_from});
		if (!value.n)
			continue;
		size_t open = str_find_byte(str_sub(value, 0, 12), '\'');

		/* 'x', N'x', _utf8'x' */
		if (value.n > open + 1 && value.p[open] == '\'' && str_ends(value, STR("'")))
			value = str_sub(value, open + 1, value.n - open - 2);
		if (s->cell < t->count && t->names[s->cell].field)
			field(s, &t->names[s->cell], (size_t)(value.p - s->text.p),
			      (size_t)(value.p - s->text.p) + value.n);
	}
	s->cell_line = 0;
}

static void row_fields(struct find_scan *s)
{
	if (s->f->table.tuples) {
		tuple_fields(s);
		return;
	}
	const struct find_table *t = &s->f->table;
	/* Cut again: what a field is found to be may make another table the present one. */
	str row = {s->text.p + s->line_from, s->line_to - s->line_from};

	for (size_t i = 0; i < t->count && row.n; i++) {
		str cell = find_cell_cut(&row, t->separator);

		if (t->names[i].asks)
			field(s, &t->names[i], (size_t)(cell.p - s->text.p), (size_t)(cell.p - s->text.p) + cell.n);
	}
}

/* A value that may be told by its name alone, behind the ':' '=' or '>' at `at`. */
static void pair_field(struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;
	size_t value = at + 1;

	while (value < s->line_to && (is_blank(p[value]) || p[value] == '\\'))
		value++;
	bool quoted = value < s->line_to && (p[value] == '"' || p[value] == '\'');

	value += quoted;
	if (value >= s->line_to || p[value] == '<' || p[value] == '{' || p[value] == '[')
		return;
	const struct find_name *n = find_name_of(s->f, name_before(s, value));

	size_t end = value_end(s, value);

	/* JSON within JSON: \"name\":\"value\" */
	while (end > value && p[end - 1] == '\\')
		end--;
	if (n && n->field)
		field(s, n, value, end);
}

/* In JSON behind every ':', in XML behind every '>', else behind both ':' and '='. */
static void pair_fields(struct find_scan *s)
{
	uint8_t first = s->line_from < s->line_to ? s->text.p[s->line_from] : 0;
	uint8_t signs[2] = {first == '<' ? '>' : ':',
			    first == '{' || first == '[' || first == '"' || first == '<' ? 0 : '='};

	for (size_t i = 0; i < 2 && signs[i]; i++) {
		for (size_t at = s->line_from; at < s->line_to; at++) {
			const uint8_t *q = memchr(s->text.p + at, signs[i], s->line_to - at);

			if (!q)
				break;
			at = (size_t)(q - s->text.p);
			pair_field(s, at);
		}
	}
}

void find_fields(struct find_scan *s)
{
	if (s->column) {
		if (s->column->field)
			field(s, s->column, s->line_from, s->line_to);
		return;
	}
	if (s->f->table.fields && s->whole) {
		cell_seek(s, s->line_from);
		if (s->row)
			row_fields(s);
		return;
	}
	pair_fields(s);
}

/* INSERT, REPLACE; behind a byte order mark too. */
static bool is_insert_letter(uint8_t c)
{
	return c == 'I' || c == 'i' || c == 'R' || c == 'r' || c == 0xef;
}

void find_record(struct find_scan *s)
{
	uint8_t first = s->line_from < s->line_to ? s->text.p[s->line_from] : 0;
	bool late = s->f->table.late && s->f->table.fields && s->whole && !s->column;

	if (is_insert_letter(first) && find_insert_fields(s, field)) {
		find_give(s);
		return;
	}
	if (late && s->line_from < s->line_to)
		cell_seek(s, s->line_from);
	late = late && s->row && s->f->table.late;
	if (late)
		row_fields(s);
	if (!s->place_count)
		return;
	if (!late && (first == '{' || first == '[' || first == '<' || first == '"' || is_blank(first)))
		pair_fields(s);
	else if (!late && !(s->f->table.count && s->whole && s->row && s->cell_line == s->line_from + 1))
		find_cells(s);
	find_give(s);
}
