/*
 * Tables within a text: a head that comes later than the first line (behind a preamble, or of a second table), rows of Markdown and of
 * terminals, columns with blanks between them, lists under one name, tuples of INSERT. A head is looked for where a blank line ends, and
 * upwards from a value that stands like a cell; each line is walked over once, so the work stays linear. What a head says holds for the
 * lines that follow it without a break.
 */
#include "detect/find_priv.h"

#define HEAD_CELL_MOST ((size_t)40)
#define LIST_NAME_MOST ((size_t)30)
#define LIST_VALUE_MOST ((size_t)64)
#define CELLS_MOST ((size_t)64)
#define LINE_MOST ((size_t)4096) /* of a head, and of lines walked over */
#define WALK_MOST ((size_t)64 << 10)
#define WALK_WORDS ((size_t)8 << 10) /* where blanks separate: a log looks like that too */
#define LIST 0                       /* separator of a table with one column */
#define BLANKS ' '
#define NONE 0xff

static str line_at(const struct find_scan *s, size_t from)
{
	const uint8_t *q = memchr(s->text.p + from, '\n', s->text.n - from);

	return str_trim((str){s->text.p + from, q ? (size_t)(q - s->text.p) - from : s->text.n - from});
}

/* Where the line begins that ends before the one at `at` (> 0). */
static size_t line_before(const struct find_scan *s, size_t at)
{
	const uint8_t *q = memrchr(s->text.p, '\n', at - 1);

	return q ? (size_t)(q - s->text.p) + 1 : 0;
}

static bool is_separator(uint8_t c)
{
	return c == ',' || c == '\t' || c == ';' || c == '|' || c == 0x01;
}

/* |---|:--:|, ----+----, =====. */
static bool is_ruler(str line)
{
	size_t dashes = 0;

	for (size_t i = 0; i < line.n; i++) {
		uint8_t c = line.p[i];

		dashes += c == '-' || c == '=';
		if (c != '-' && c != '+' && c != '|' && c != ':' && c != '=' && c != ' ' && c != '\t')
			return false;
	}
	return dashes > 2;
}

/* 0: it cannot be a row. */
static size_t cells_of(str line, uint8_t separator)
{
	size_t n = 0;

	if (!line.n || line.n > LINE_MOST)
		return 0;
	if (separator == LIST) {
		for (size_t i = 0; i < line.n; i++)
			if (is_separator(line.p[i]))
				return 0;
		return line.n <= LIST_VALUE_MOST;
	}
	while (line.n && n <= CELLS_MOST) {
		(void)find_cell_cut(&line, separator);
		n++;
	}
	return n <= CELLS_MOST ? n : 0;
}

static const uint8_t separators[] = {'|', '\t', ',', ';', BLANKS, LIST};

/* ---- heads ---- */

/* Words, no values: hardly a digit, no marks of sentences. */
static bool is_head_cell(str cell)
{
	size_t digits = 0;

	if (cell.n > HEAD_CELL_MOST)
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		uint8_t c = cell.p[i];

		digits += byte_is_digit(c);
		if (c < 0x80 && !byte_is_alnum(c) && c != '_' && c != '-' && c != ' ' && c != '(' && c != ')' &&
		    c != '/' && c != '#' && c != '*' && c != '`')
			return false;
		/* 。 、 and the full-width ， ： ！ ？ */
		if ((c == 0xe3 && i + 2 < cell.n && cell.p[i + 1] == 0x80 && cell.p[i + 2] < 0x83) ||
		    (c == 0xef && i + 2 < cell.n && cell.p[i + 1] == 0xbc &&
		     (cell.p[i + 2] == 0x8c || cell.p[i + 2] == 0x9a || cell.p[i + 2] == 0x81 ||
		      cell.p[i + 2] == 0x9f)))
			return false;
		if (str_odd(cell, i))
			return false;
	}
	return digits <= 2;
}

static str bare(str cell)
{
	cell = str_trim(cell);
	while (cell.n >= 2 && cell.p[0] == cell.p[cell.n - 1] &&
	       (cell.p[0] == '"' || cell.p[0] == '\'' || cell.p[0] == '`' || cell.p[0] == '*'))
		cell = str_trim(str_sub(cell, 1, cell.n - 2));
	return cell;
}

static bool speaks_for(const struct find_name *n)
{
	for (size_t k = 0; n && n->known && k < KIND_COUNT; k++)
		if (n->scores[k] > 0)
			return true;
	return false;
}

/* Cells of a head, and how many of them say something. 0: it is none. */
static size_t head_known(struct finder *f, str head, uint8_t separator, size_t *ret_known)
{
	size_t n = 0;

	*ret_known = 0;
	for (str rest = head; rest.n; n++)
		if (n == CELLS_MOST || !is_head_cell(bare(find_cell_cut(&rest, separator))))
			return 0;
	for (str rest = head; rest.n;)
		*ret_known += speaks_for(find_name_of(f, bare(find_cell_cut(&rest, separator))));
	return n;
}

static void head_set(struct finder *f, str head, uint8_t separator)
{
	struct find_table *t = &f->table;

	t->count = 0;
	t->fields = false;
	t->separator = separator;
	t->late = t->strict = t->known = true;
	t->tuples = false;
	while (head.n && t->count < FIND_COLUMNS) {
		struct find_name *n = &t->names[t->count++];

		find_name_set(n, bare(find_cell_cut(&head, separator)));
		t->fields = t->fields || n->field;
	}
}

/* Takes the line for the head of a table, if it can be one. */
static bool head_take(struct finder *f, str head, uint8_t separator)
{
	size_t known;
	size_t n = head_known(f, head, separator, &known);

	if (separator == LIST ? n != 1 || head.n > LIST_NAME_MOST || !known
			      : n < 2 || known < (separator == BLANKS ? 2u : 1u))
		return false;
	head_set(f, head, separator);
	f->totals.tables++;
	return true;
}

/* ---- upwards from a value ---- */

/* What separates the value from its neighbours; NONE: it stands in no cell. */
static uint8_t separator_at(const struct find_scan *s, size_t from, size_t to)
{
	const uint8_t *p = s->text.p;
	size_t l = from;
	size_t r = to;

	while (l > s->line_from && (p[l - 1] == '"' || p[l - 1] == '\'' || p[l - 1] == ' '))
		l--;
	while (r < s->line_to && (p[r] == '"' || p[r] == '\'' || p[r] == ' ' || p[r] == '\r'))
		r++;
	bool first = l == s->line_from;
	bool last = r == s->line_to;
	uint8_t left = first ? 0 : p[l - 1];
	uint8_t right = last ? 0 : p[r];

	if (first && last)
		return LIST;
	if (is_separator(left) && (last || right == left))
		return left;
	if (first && is_separator(right))
		return right;
	bool blank =
		(from == s->line_from || p[from - 1] == ' ') && (to == s->line_to || p[to] == ' ' || p[to] == '\r');

	return blank ? BLANKS : NONE;
}

static size_t tried_index(uint8_t separator)
{
	return separator == LIST ? 0 : separator == BLANKS ? 1 : separator == '|' ? 2 : 3;
}

/* A row may lack its last cell where that is empty. */
static bool fits(size_t cells, size_t names, uint8_t separator)
{
	return cells == names || (cells + 1 == names && separator != LIST && separator != BLANKS);
}

static bool rows_seek(struct find_scan *s, uint8_t separator)
{
	struct find_table *t = &s->f->table;
	size_t *tried = &t->tried[tried_index(separator)];

	if (separator == NONE || s->line_from < *tried || s->line_to - s->line_from > LINE_MOST)
		return false;
	size_t cells = cells_of(line_at(s, s->line_from), separator);
	size_t at = s->line_from;

	if (!cells || (separator != LIST && cells < 2))
		return false;
	size_t most = separator == BLANKS ? WALK_WORDS : WALK_MOST;

	while (at > *tried && s->line_from - at < most) {
		at = line_before(s, at);
		str line = line_at(s, at);

		if (is_ruler(line))
			continue;
		size_t n = cells_of(line, separator);

		if (!n || (n == 1 && cells > 1) || (!fits(cells, n, separator) && !fits(n, cells, separator)))
			break;
		if (n >= cells && head_take(s->f, line, separator)) {
			t->verified = s->line_to + 1;
			return true;
		}
	}
	*tried = s->line_to + 1;
	return false;
}

/* ---- tuples ---- */

/* INSERT INTO t (a, b) VALUES: where its list of names stands. */
static bool tuples_list(str line, str *ret)
{
	size_t into = str_ifind(line, STR("insert into"));

	if (into == line.n)
		into = str_ifind(line, STR("replace into"));
	str list = str_from(line, into);
	size_t open = str_find_byte(str_sub(list, 0, 300), '(');

	if (open >= list.n || open >= 300 || str_ihas(str_sub(list, 0, open), STR("values")))
		return false;
	list = str_from(list, open + 1);
	size_t close = str_find_byte(str_sub(list, 0, LINE_MOST), ')');
	str behind = str_trim(str_sub(list, close + 1, 32));

	*ret = str_sub(list, 0, close);
	return close < list.n && close < LINE_MOST && (!behind.n || str_istarts(behind, STR("value")));
}

/* Takes the names of the statement. Where its tuples may begin in the line; 0: it is none, or its names say nothing. */
static size_t tuples_take(struct finder *f, str line)
{
	struct find_table *t = &f->table;
	size_t known = 0;
	str list = {0};

	if (!tuples_list(line, &list))
		return 0;
	for (str rest = list; rest.n;)
		known += speaks_for(find_name_of(f, bare(str_cut(&rest, ',').head)));
	if (!known)
		return 0;
	size_t end = (size_t)(list.p - line.p) + list.n + 1;

	t->count = 0;
	t->fields = false;
	t->separator = ',';
	t->late = t->strict = t->known = t->tuples = true;
	while (list.n && t->count < FIND_COLUMNS) {
		struct find_name *n = &t->names[t->count++];

		find_name_set(n, bare(str_cut(&list, ',').head));
		t->fields = t->fields || n->field;
	}
	f->totals.tables++;
	return end;
}

static bool tuples_seek(struct find_scan *s, size_t from)
{
	const uint8_t *p = s->text.p;
	struct find_table *t = &s->f->table;
	size_t l = from;

	while (l > s->line_from && (p[l - 1] == '"' || p[l - 1] == '\'' || p[l - 1] == ' '))
		l--;
	if (l == s->line_from || (p[l - 1] != '(' && p[l - 1] != ',') || s->line_from < t->tried[FIND_TRIED - 1])
		return false;
	t->tried[FIND_TRIED - 1] = s->line_to + 1;
	str line = {p + s->line_from, from - s->line_from};
	size_t at = s->line_from;
	size_t values = 0;
	bool tuple = str_starts(str_trim(line), STR("("));

	if (!tuple && str_ihas(line, STR("values")))
		values = tuples_take(s->f, line);
	while (tuple && !values && at > 0 && s->line_from - at < WALK_MOST) {
		at = line_before(s, at);
		line = line_at(s, at);
		if (str_starts(line, STR("(")) || str_ieq(line, STR("values")))
			continue;
		values = tuples_take(s->f, line);
		break;
	}
	if (!values)
		return false;
	t->line = s->line_from + 1;
	t->values = tuple ? 0 : values;
	t->verified = s->line_to + 1;
	return true;
}

/* Behind the value that begins at `at`: at ',' or ')' of its own tuple. */
static size_t tuple_value_end(const struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;
	size_t depth = 0;

	for (; at < s->line_to; at++) {
		if (p[at] == '\'' || p[at] == '"') {
			uint8_t quote = p[at];

			/* A doubled quote ends one text and begins another. */
			for (at++; at < s->line_to && p[at] != quote; at++)
				at += p[at] == '\\';
		} else if (!depth && (p[at] == ',' || p[at] == ')')) {
			break;
		} else {
			depth += p[at] == '(';
			depth -= depth && p[at] == ')';
		}
	}
	return at < s->line_to ? at : s->line_to;
}

bool find_tuple_next(struct find_scan *s)
{
	const uint8_t *p = s->text.p;
	size_t at = s->cell_to;

	if (at < s->line_to && p[at] == ',' && s->cell_from < at) {
		s->cell++;
	} else {
		while (at < s->line_to && p[at] != '(')
			at++;
		s->cell = 0;
	}
	if (at >= s->line_to)
		return false;
	s->cell_from = at + 1;
	s->cell_to = tuple_value_end(s, at + 1);
	return true;
}

void find_tuple_first(struct find_scan *s)
{
	const struct find_table *t = &s->f->table;

	s->cell = 0;
	s->cell_from = s->cell_to = s->line_from + (t->line == s->line_from + 1 ? t->values : 0);
}

/* ---- how long a head holds ---- */

static void end_table(struct find_table *t)
{
	t->count = 0;
	t->late = t->fields = t->tuples = t->known = false;
}

/* Is the table not over behind this line? A row that is not whole does not end it. */
static bool goes_on(const struct find_table *t, str line)
{
	if (!line.n)
		return false;
	if (t->tuples)
		return line.p[0] == '(' || str_ieq(line, STR("values"));
	if (t->separator == LIST)
		return cells_of(line, LIST) == 1;
	return t->separator == BLANKS || str_find_byte(line, t->separator) < line.n || is_ruler(line);
}

/* Lines from the last one that was looked at up to `to`. */
static bool reaches(const struct find_scan *s, size_t to)
{
	struct find_table *t = &s->f->table;

	while (t->verified < to) {
		const uint8_t *q = memchr(s->text.p + t->verified, '\n', to - t->verified);
		size_t end = q ? (size_t)(q - s->text.p) : to;

		if (!goes_on(t, str_trim((str){s->text.p + t->verified, end - t->verified})))
			return false;
		t->verified = end + 1;
	}
	return true;
}

bool find_table_holds(const struct find_scan *now)
{
	const struct find_scan *s = &now->f->scans[0];
	struct find_table *t = &now->f->table;
	str line = str_trim((str){s->text.p + s->line_from, s->line_to - s->line_from});

	if (t->line == s->line_from + 1 && t->tuples)
		return !now->depth;
	if (!reaches(s, s->line_from) || !goes_on(t, line)) {
		end_table(t);
		return false;
	}
	t->verified = s->line_to + 1 > t->verified ? s->line_to + 1 : t->verified;
	return t->tuples ? !now->depth : fits(cells_of(line, t->separator), t->count, t->separator);
}

/* ---- a text's beginning, blank lines, its end ---- */

/* The line at `at` as a head, where at least two rows like it follow. */
static bool head_try(struct find_scan *s, size_t at)
{
	struct find_table *t = &s->f->table;
	str head = line_at(s, at);
	size_t behind = at;
	str rows[3];

	if (!head.n || head.n > LINE_MOST / 4)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const uint8_t *q = memchr(s->text.p + behind, '\n', s->text.n - behind);

		behind = q ? (size_t)(q - s->text.p) + 1 : s->text.n;
		rows[i] = behind < s->text.n ? line_at(s, behind) : (str){0};
	}
	if (is_ruler(rows[0]))
		rows[0] = rows[2];
	for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
		size_t cells = cells_of(head, separators[i]);

		if (!cells || (cells < 2 && separators[i] != LIST))
			continue;
		bool like = cells_of(rows[0], separators[i]) == cells &&
			    (!rows[1].n || is_ruler(rows[1]) || cells_of(rows[1], separators[i]) == cells);

		if (!like || !head_take(s->f, head, separators[i]))
			continue;
		const uint8_t *q = memchr(s->text.p + at, '\n', s->text.n - at);

		t->verified = (size_t)(q - s->text.p) + 1;
		return true;
	}
	return false;
}

void find_table_begin(struct find_scan *s, bool first)
{
	struct find_table *t = &s->f->table;

	memset(t->tried, 0, sizeof t->tried);
	t->verified = t->line = 0;
	if (first && !t->count && s->f->stream.form != FIND_VALUES)
		(void)head_try(s, str_starts((str){s->text.p, s->text.n}, STR("\xef\xbb\xbf")) ? 3 : 0);
}

/* Does the newline at `at` end a blank line? */
static bool ends_blank(const struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;

	return at && (p[at - 1] == '\n' || (p[at - 1] == '\r' && at > 1 && p[at - 2] == '\n'));
}

size_t find_table_next(struct find_scan *s, size_t from)
{
	size_t words = (s->text.n + 63) / 64;
	const uint8_t *p = s->text.p;
	uint64_t last = 0;

	if (s->depth || !s->whole || s->column || s->f->stream.form == FIND_VALUES)
		return s->text.n;
	for (size_t w = from / 64; w < words; w++) {
		uint64_t lines = find_lane(s->blocks, newline, w);
		uint64_t bits = lines & (lines << 1 | lines << 2 | last >> 63 | last >> 62);

		for (last = lines; bits; bits &= bits - 1) {
			size_t at = w * 64 + (size_t)__builtin_ctzll(bits);

			if (at >= from && ends_blank(s, at) && at + 1 < s->text.n && p[at + 1] != '\n' &&
			    p[at + 1] != '\r')
				return at + 1;
		}
	}
	return s->text.n;
}

bool find_table_try(struct find_scan *s, size_t at)
{
	struct find_table *t = &s->f->table;

	if (t->late)
		end_table(t);
	return head_try(s, at);
}

bool find_table_seek(struct find_scan *s, size_t from, size_t to)
{
	if (s->depth || !s->whole || s->column || s->f->stream.form == FIND_VALUES)
		return false;
	return tuples_seek(s, from) || rows_seek(s, separator_at(s, from, to));
}

/* The text goes on in another stretch: the table that its last line stands in goes on with it. */
void find_table_end(struct find_scan *s)
{
	struct find_table *t = &s->f->table;
	size_t end = s->text.n;

	if (s->f->stream.form == FIND_VALUES || !s->whole || !end)
		return;
	if (t->late && !reaches(s, end))
		end_table(t);
	if (t->count)
		return;
	s->line_from = line_before(s, end);
	s->line_to = s->text.p[end - 1] == '\n' ? end - 1 : end;
	for (size_t i = 0; i < ARRAY_LEN(separators) && !t->count; i++)
		(void)rows_seek(s, separators[i]);
}
