/* INSERT INTO t (name, phone) VALUES ('…', '…'), …: the names of its columns stand in the same line. */
#include "detect/find_priv.h"

#define RESTARTS_MOST 16 /* places come nearly in order: going back is rare, and not free */

static size_t skip_blanks(const struct find_scan *s, size_t at)
{
	while (at < s->line_to && (s->text.p[at] == ' ' || s->text.p[at] == '\t'))
		at++;
	return at;
}

static str rest_of(const struct find_scan *s, size_t at)
{
	return (str){s->text.p + at, s->line_to - at};
}

/* One name of a column: quotes of all databases taken off. */
static str column_name(str s)
{
	s = str_trim(s);
	while (s.n && (s.p[0] == '`' || s.p[0] == '"' || s.p[0] == '[' || s.p[0] == '\''))
		s = str_from(s, 1);
	while (s.n && (s.p[s.n - 1] == '`' || s.p[s.n - 1] == '"' || s.p[s.n - 1] == ']' || s.p[s.n - 1] == '\''))
		s.n--;
	return s;
}

/* Reads the head of such a line: its names and where its values begin. */
static bool head_read(struct find_scan *s, struct find_insert *t)
{
	size_t mark = str_starts(rest_of(s, s->line_from), STR("\xef\xbb\xbf")) ? 3 : 0;
	size_t at = skip_blanks(s, s->line_from + mark);
	str line = rest_of(s, at);

	t->count = 0;
	if (!str_istarts(line, STR("insert ")) && !str_istarts(line, STR("replace ")))
		return false;
	size_t open = str_find_byte(line, '(');
	size_t close = str_find_byte(line, ')');

	if (close >= line.n || close < open)
		return false;
	str names = str_sub(line, open + 1, close - open - 1);
	size_t values = skip_blanks(s, at + close + 1);

	if (!str_istarts(rest_of(s, values), STR("values")) && !str_istarts(rest_of(s, values), STR("value")))
		return false;
	while (names.n && t->count < FIND_INSERT_COLUMNS) {
		struct str_cut c = str_cut(&names, ',');

		find_name_set(&t->names[t->count++], column_name(c.head));
	}
	t->from = values;
	return t->count > 0;
}

static void rewind_cells(struct find_insert *t)
{
	t->at = t->cell_from = t->cell_to = t->from;
	t->inside = false;
}

/* Behind the string that begins with a quote at `at`; a quote in it is doubled or escaped. */
static size_t string_end(const struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;
	uint8_t quote = p[at++];

	for (; at < s->line_to; at++) {
		if (p[at] == '\\')
			at++;
		else if (p[at] == quote && (at + 1 >= s->line_to || p[at + 1] != quote))
			return at + 1;
		else if (p[at] == quote)
			at++;
	}
	return s->line_to;
}

/* The next value of the tuples; false: there is none. */
static bool cell_next(const struct find_scan *s, struct find_insert *t)
{
	const uint8_t *p = s->text.p;
	unsigned depth = 0;

	if (!t->inside) {
		const uint8_t *q = t->at < s->line_to ? memchr(p + t->at, '(', s->line_to - t->at) : NULL;

		if (!q)
			return false;
		t->at = (size_t)(q - p) + 1;
		t->inside = true;
		t->cell = 0;
	} else {
		t->cell++;
	}
	t->cell_from = t->at;
	while (t->at < s->line_to) {
		uint8_t c = p[t->at];

		if (c == '\'' || c == '"') {
			t->at = string_end(s, t->at);
			continue;
		}
		if (!depth && (c == ',' || c == ')'))
			break;
		depth += (unsigned)(c == '(') - (unsigned)(c == ')');
		t->at++;
	}
	t->cell_to = t->at < s->line_to ? t->at : s->line_to;
	t->inside = t->at < s->line_to && p[t->at] == ',';
	t->at++;
	return true;
}

/* Is the current line such a statement? */
static bool is_insert(struct find_scan *s, struct find_insert *t)
{
	if (!s->whole || s->column)
		return false;
	if (t->line != s->line_from + 1 || t->stretch != s->f->origin + s->text.raw) {
		t->line = s->line_from + 1;
		t->stretch = s->f->origin + s->text.raw;
		t->restarts = 0;
		t->is = head_read(s, t);
		rewind_cells(t);
	}
	return t->is;
}

const struct find_name *find_insert_name(struct find_scan *s, size_t at, size_t *ret_from, size_t *ret_to)
{
	struct find_insert *t = &s->f->insert;

	if (!is_insert(s, t) || at < t->from)
		return NULL;
	if (at < t->cell_from) {
		if (++t->restarts > RESTARTS_MOST)
			return NULL;
		rewind_cells(t);
	}
	while (at >= t->cell_to)
		if (!cell_next(s, t))
			return NULL;
	*ret_from = t->cell_from;
	*ret_to = t->cell_to;
	return at >= t->cell_from && t->cell < t->count ? &t->names[t->cell] : NULL;
}

bool find_insert_fields(struct find_scan *s, find_field_fn *field)
{
	struct find_insert *t = &s->f->insert;

	if (!is_insert(s, t))
		return false;
	rewind_cells(t);
	while (cell_next(s, t)) {
		size_t from = skip_blanks(s, t->cell_from);
		size_t to = t->cell_to;

		if (t->cell >= t->count || !t->names[t->cell].field)
			continue;
		if (to > from + 1 && s->text.p[from] == '\'' && s->text.p[to - 1] == '\'') {
			from++;
			to--;
		}
		/* What the field is asked looks at names too: the place in the statement is kept. */
		struct find_insert here = {.at = t->at, .cell = t->cell, .inside = t->inside};

		field(s, &t->names[t->cell], from, to);
		t->at = here.at;
		t->cell = here.cell;
		t->inside = here.inside;
	}
	return true;
}
