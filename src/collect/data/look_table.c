/*
 * Tables: what a column holds and in which form it is kept (detect/column.h), beside the finds in its cells. Of a CSV file only the
 * beginning is looked at so: its cells are found by the engine as it reads.
 */
#include "cage/child.h"
#include "collect/data/look_priv.h"
#include "format/csv.h"

/* Columns that are judged; a profile takes some 20 KiB. Cells of others are looked at as well. */
#define JUDGED_MOST ((size_t)200)
/* Cells of a row that may have a column: a sheet may begin far to the right. */
#define WIDE_MOST ((size_t)16384)
/* Longer cells are texts, which a profile does not read to their end. */
#define LONG_CELL ((size_t)256)
/* Of a CSV file. */
#define SAMPLE_ROWS 5000
#define NAMES_MOST ((size_t)2000)

struct look_table {
	uint16_t places[WIDE_MOST]; /* of each cell of a row: 1 + its column; 0: none */
	size_t wide;
	struct column *columns[JUDGED_MOST];
	struct find_habit habits[JUDGED_MOST]; /* of their values so far */
	size_t n;
	buf names; /* as they may be shown, for data_table.columns */
	bool sampled;
};

void look_on_cell(void *ctx, const struct find *f)
{
	struct look *l = ctx;

	if (l->cell)
		column_found(&l->cell, f);
	if (l->counting)
		look_on_find(l, f);
}

void look_table_begin(struct look *l)
{
	if (!l->table)
		l->table = calloc(1, sizeof(*l->table));
	if (!l->table)
		cage_no_memory(NULL);
	look_table_drop(l);
	buf_init(&l->table->names, NAMES_MOST);
}

void look_table_drop(struct look *l)
{
	struct look_table *t = l->table;

	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++)
		column_free(t->columns[i]);
	buf_release(&t->names);
	*t = (struct look_table){0};
}

str look_table_names(const struct look *l)
{
	return l->table ? buf_str(&l->table->names) : (str){0};
}

static void add_column(struct look *l, str name)
{
	struct look_table *t = l->table;
	struct column *c = t->n < JUDGED_MOST ? column_new(name, (str){0}, l->conf.today) : NULL;

	if (c)
		t->columns[t->n++] = c;
	if (t->names.n)
		buf_put_byte(&t->names, ' ');
	buf_put_clean(&t->names, look_show_column(l, name), RECORD_NAME_MOST);
}

static void add_columns(struct look *l, const str *cells, size_t n, bool names)
{
	struct look_table *t = l->table;

	for (; t->wide < n && t->wide < WIDE_MOST; t->wide++) {
		size_t was = t->n;

		/* Cells without a name before those that have one take no place from them. */
		if (t->n < JUDGED_MOST && !(names && n > JUDGED_MOST && !str_trim(cells[t->wide]).n))
			add_column(l, names ? str_trim(cells[t->wide]) : (str){0});
		t->places[t->wide] = t->n > was ? (uint16_t)t->n : 0;
	}
}

static void next_table(struct look *l)
{
	struct look_table *t = l->table;

	look_table_end(l);
	for (size_t i = 0; i < t->n; i++)
		column_free(t->columns[i]);
	memset(t->habits, 0, sizeof t->habits);
	t->n = t->wide = 0;
}

/* What stood in the column above a value speaks for or against it: rows come in their order, to one reader. */
static void look_habit(struct look *l, size_t column, str cell)
{
	struct find_habit *h = &l->table->habits[column];

	find_habit_count(h, cell);
	finder_neighbours(l->cells, h);
}

void look_table_row(struct look *l, const str *cells, size_t n, bool names, bool count)
{
	struct look_table *t = l->table;

	l->counting = count;
	/* Another head: what stood above it was another table. */
	if (names && t->n)
		next_table(l);
	add_columns(l, cells, n, names);
	for (size_t i = 0; i < n; i++) {
		bool brief = cells[i].n <= LONG_CELL;

		l->cell = i < t->wide && t->places[i] && !names ? t->columns[t->places[i] - 1] : NULL;
		l->counting = count && brief;
		if (l->cell)
			look_habit(l, t->places[i] - 1u, cells[i]);
		if (l->cell)
			column_add(l->cell, l->cells, cells[i]);
		l->counting = count;
		if (count && cells[i].n && (!l->cell || !brief)) {
			str name = l->cell ? column_name(l->cell) : (str){0};

			l->cell = NULL;
			finder_value(l->cells, name, cells[i]);
		}
	}
	finder_neighbours(l->cells, NULL);
	l->cell = NULL;
	l->counting = false;
}

void look_table_end(struct look *l)
{
	struct look_table *t = l->table;
	const struct column *all[JUDGED_MOST];

	for (size_t i = 0; i < t->n; i++)
		all[i] = t->columns[i];
	for (size_t i = 0; i < t->n; i++) {
		struct column_verdict v = column_judge(t->columns[i], all, t->n);

		if (v.kind == KIND_COUNT || v.form == COLUMN_UNTOLD)
			continue;
		sum_form(l->sum, l->inner, look_show_column(l, column_name(t->columns[i])),
			 &(struct sum_column){.kind = v.kind,
					      .form = str_c(column_form_name(v.form)),
					      .matching = v.matching,
					      .distinct = v.distinct,
					      .under14 = v.under14,
					      .sampled = t->sampled,
					      .masked = v.sample});
	}
}

/* Names of columns hold no digits in a row and are not empty; one alone must say something. */
static bool look_names_row(const str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t digits = 0;

		for (size_t at = 0; at < cells[i].n; at++)
			digits += byte_is_digit(cells[i].p[at]);
		if (!cells[i].n || cells[i].n > 120 || digits > 4)
			return false;
	}
	return n > 1 || (n == 1 && context_is_name(cells[0]));
}

void look_table_sample(struct look *l, str bytes, bool whole, enum charset charset)
{
	AUTO(buf_release) buf text;
	AUTO(buf_release) buf texts;
	struct csv csv;
	struct csv_row row;
	enum parse p;

	look_table_begin(l);
	/* A row that may go on behind the sample is left out. */
	if (!whole)
		while (bytes.n && bytes.p[bytes.n - 1] != '\n')
			bytes.n--;
	buf_init(&text, bytes.n * 3 + 16);
	buf_init(&texts, CSV_ROW_MOST);
	(void)charset_decode(charset, bytes, &text);
	str all = buf_str(&text);

	if (str_starts(all, STR("\xef\xbb\xbf")))
		all = str_from(all, 3);
	csv_init(&csv, all);
	for (unsigned n = 0; n < SAMPLE_ROWS && (p = csv_row_parse(&csv, &texts, &row)) != PARSE_SHORT; n++)
		if (p == PARSE_OK)
			look_table_row(l, row.fields, row.count, n == 0 && look_names_row(row.fields, row.count),
				       false);
	l->table->sampled = !whole || csv.rest.n;
	look_table_end(l);
}
