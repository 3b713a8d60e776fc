/* libxlsxwriter in its "constant memory" mode: a row is on disk as soon as the next one begins. */
#include "exchange/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"
#include "base/width.h"
#include "os/file.h"
#include "os/process.h"

/* 2000-01-01T00:00:00Z: the same calls give the same bytes. */
#define CREATED 946684800
/* Days from Excel's day 0 (1899-12-30) to 1970-01-01. */
#define EXCEL_EPOCH 25569
/* Whole numbers that a double holds exactly. */
#define EXACT_MOST ((int64_t)1 << 53)
/* A drop-down's own list may have 255 characters; a longer one stands on a hidden page. */
#define CHOICES_INLINE_MOST 250
#define CHOICES_MOST 2000
#define WIDTH 16
#define LINE_HEIGHT 15.0 /* points */
#define HEAD_LINES_MOST ((size_t)6)

struct sheet {
	char *path;
	char *beside; /* written here, then moved */
	char *folder;
	/* XLSX */
	lxw_workbook *book;
	lxw_worksheet *page;
	lxw_worksheet *lists; /* hidden: a row a drop-down */
	lxw_format *text, *free_text, *head, *number, *day;
	lxw_row_t list_count;
	bool open[SHEET_COLUMNS_MOST];
	/* CSV */
	FILE *csv;
	buf cells[SHEET_COLUMNS_MOST]; /* of the row that is not written yet */
	bool waiting;
	size_t columns; /* of the page */
	uint32_t rows;  /* of the page, its head included */
};

static int lxw_err(err *e, const struct sheet *s, lxw_error rc)
{
	return rc == LXW_NO_ERROR ? 0 : err_set(e, E_IO, "write %s: %s", s->path, lxw_strerror(rc));
}

/* ---- CSV ---- */

static bool like_formula(str s)
{
	return s.n && (s.p[0] == '=' || s.p[0] == '+' || s.p[0] == '-' || s.p[0] == '@' || s.p[0] == '\'');
}

static void put_csv(buf *b, str s)
{
	bool quote = str_find_byte(s, ',') < s.n || str_find_byte(s, '"') < s.n || str_find_byte(s, '\n') < s.n;

	if (quote)
		buf_put_byte(b, '"');
	if (like_formula(s))
		buf_put_byte(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_put_byte(b, '"');
		buf_put_byte(b, s.p[i]);
	}
	if (quote)
		buf_put_byte(b, '"');
}

static int flush_csv(struct sheet *s, err *e)
{
	if (!s->csv || !s->waiting)
		return 0;
	for (size_t i = 0; i < s->columns; i++) {
		if (i)
			(void)fputc(',', s->csv);
		(void)fwrite(s->cells[i].p, 1, s->cells[i].n, s->csv);
		buf_reset(&s->cells[i]);
	}
	(void)fputs("\r\n", s->csv);
	s->waiting = false;
	return ferror(s->csv) ? err_set(e, E_IO, "write %s", s->path) : 0;
}

static int row_csv(struct sheet *s, const str *cells, size_t n, err *e)
{
	TRY(flush_csv(s, e));
	for (size_t i = 0; i < n; i++)
		put_csv(&s->cells[i], cells[i]);
	s->waiting = true;
	return 0;
}

/* ---- made and ended ---- */

static char *copy(str s)
{
	char *c = calloc(1, s.n + 1);

	must(c);
	bytes_copy(c, s.n + 1, s);
	return c;
}

static void make_formats(struct sheet *s)
{
	lxw_format **all[] = {&s->text, &s->free_text, &s->head, &s->number, &s->day};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		*all[i] = workbook_add_format(s->book);
		format_set_align(*all[i], LXW_ALIGN_VERTICAL_TOP);
		format_set_text_wrap(*all[i]);
	}
	/* Text: a code that begins with 0 or has 18 digits stays what it is also after somebody edits it. */
	format_set_num_format(s->text, "@");
	format_set_num_format(s->free_text, "@");
	format_set_unlocked(s->free_text);
	format_set_num_format(s->number, "0");
	format_set_num_format(s->day, "yyyy-mm-dd");
	format_set_bold(s->head);
	format_set_bg_color(s->head, 0xE7EEF7);
	format_set_bottom(s->head, LXW_BORDER_THIN);
}

static int make_book(struct sheet *s, err *e)
{
	lxw_workbook_options o = {.constant_memory = LXW_TRUE, .tmpdir = s->folder};
	lxw_doc_properties about = {.created = CREATED};

	s->book = workbook_new_opt(s->beside, &o);
	must(s->book);
	TRY(lxw_err(e, s, workbook_set_properties(s->book, &about)));
	make_formats(s);
	return 0;
}

int sheet_new(const char *path, struct sheet **ret, err *e)
{
	AUTO(sheet_auto) struct sheet *s = calloc(1, sizeof(*s));
	AUTO(buf_release) buf b;
	const char *slash = strrchr(path, '/');
	uint64_t tag = 0;

	must(s);
	for (size_t i = 0; i < SHEET_COLUMNS_MOST; i++)
		buf_init(&s->cells[i], (size_t)SHEET_CELL_MOST * 2 + 8);
	TRY(os_random(&tag, sizeof(tag), e));
	buf_init(&b, 4096);
	buf_printf(&b, "%s.%016llx", path, (unsigned long long)tag);
	s->path = copy(str_c(path));
	s->beside = copy(buf_str(&b));
	s->folder = copy(slash ? str_sub(str_c(path), 0, (size_t)(slash - path) + 1) : STR("./"));
	if (str_iends(str_c(path), STR(".csv"))) {
		s->csv = fopen(s->beside, "wbxe");
		if (!s->csv)
			return err_set(e, E_IO, _("%s cannot be written"), path);
		(void)fputs("\xef\xbb\xbf", s->csv);
	} else {
		TRY(make_book(s, e));
	}
	*ret = s;
	s = NULL;
	return 0;
}

void sheet_drop(struct sheet *s)
{
	err e;

	if (!s)
		return;
	if (s->book) /* the only way to free it is to write it */
		(void)workbook_close(s->book);
	if (s->csv)
		(void)fclose(s->csv);
	if (s->beside)
		(void)os_file_remove(s->beside, &e);
	for (size_t i = 0; i < SHEET_COLUMNS_MOST; i++)
		buf_release(&s->cells[i]);
	free(s->path);
	free(s->beside);
	free(s->folder);
	free(s);
}

void sheet_auto(struct sheet **s)
{
	sheet_drop(*s);
}

/* The filter covers the rows that the page got. */
static int close_page(struct sheet *s, err *e)
{
	if (!s->page)
		return 0;
	return lxw_err(e, s, worksheet_autofilter(s->page, 0, 0, s->rows - 1, (lxw_col_t)(s->columns - 1)));
}

int sheet_end(struct sheet *given, err *e)
{
	AUTO(sheet_auto) struct sheet *s = given;

	if (s->csv) {
		TRY(flush_csv(s, e));
		FILE *f = s->csv;

		s->csv = NULL;
		if (fclose(f))
			return err_set(e, E_IO, "write %s", s->path);
	} else {
		lxw_workbook *book = s->book;

		TRY(close_page(s, e));
		s->book = NULL;
		TRY(lxw_err(e, s, workbook_close(book)));
	}
	return os_file_move(s->beside, s->path, e);
}

/* ---- pages ---- */

/* Lines that a head takes; bold letters are broader, words are not broken. */
static size_t head_lines(str head, double width)
{
	size_t n = 1 + (size_t)((double)width_of(head) * 1.25 / width);

	return n < HEAD_LINES_MOST ? n : HEAD_LINES_MOST;
}

static int page_book(struct sheet *s, const char *name, const str *heads, const unsigned *widths, err *e)
{
	AUTO(buf_release) buf b;
	size_t lines = 1;

	TRY(lxw_err(e, s, workbook_validate_sheet_name(s->book, name)));
	s->page = workbook_add_worksheet(s->book, name);
	must(s->page);
	buf_init(&b, SHEET_CELL_MOST);
	for (size_t i = 0; i < s->columns; i++) {
		lxw_col_t c = (lxw_col_t)i;

		buf_reset(&b);
		buf_put_clean(&b, heads[i], 1000);
		double width = widths ? (double)widths[i] : WIDTH;

		lines = head_lines(buf_str(&b), width) > lines ? head_lines(buf_str(&b), width) : lines;
		TRY(lxw_err(e, s, worksheet_set_column(s->page, c, c, width, s->text)));
		TRY(lxw_err(e, s, worksheet_write_string(s->page, 0, c, buf_c(&b), s->head)));
	}
	TRY(lxw_err(e, s, worksheet_set_row(s->page, 0, LINE_HEIGHT * (double)lines, NULL)));
	worksheet_freeze_panes(s->page, 1, 0);
	worksheet_set_landscape(s->page);
	worksheet_set_paper(s->page, 9); /* A4 */
	worksheet_fit_to_pages(s->page, 1, 0);
	return lxw_err(e, s, worksheet_repeat_rows(s->page, 0, 0));
}

int sheet_page(struct sheet *s, str name, const str *heads, const unsigned *widths, size_t columns, err *e)
{
	AUTO(buf_release) buf b;

	must(columns && columns <= SHEET_COLUMNS_MOST);
	if (s->csv && s->rows)
		return err_set(e, E_UNSUPPORTED, _("%s: a CSV file has one page; write XLSX"), s->path);
	if (!s->csv)
		TRY(close_page(s, e));
	s->columns = columns;
	s->rows = 1;
	for (size_t i = 0; i < SHEET_COLUMNS_MOST; i++)
		s->open[i] = false;
	if (s->csv)
		return row_csv(s, heads, columns, e);
	buf_init(&b, 512);
	buf_put_clean(&b, name, 200);
	return page_book(s, buf_c(&b), heads, widths, e);
}

int sheet_row(struct sheet *s, const str *cells, size_t n, err *e)
{
	AUTO(buf_release) buf b;

	must(n <= s->columns && s->rows);
	if (s->rows > SHEET_ROWS_MOST)
		return err_set(e, E_LIMIT, _("%s: a page has at most %d rows"), s->path, SHEET_ROWS_MOST);
	s->rows++;
	if (s->csv)
		return row_csv(s, cells, n, e);
	buf_init(&b, SHEET_CELL_MOST + 16);
	for (size_t i = 0; i < n; i++) {
		lxw_format *f = s->open[i] ? s->free_text : s->text;
		lxw_col_t c = (lxw_col_t)i;

		buf_reset(&b);
		buf_put_clean(&b, cells[i], SHEET_CELL_MOST);
		if (cells[i].n > SHEET_CELL_MOST)
			buf_put_c(&b, "…");
		lxw_error rc = b.n ? worksheet_write_string(s->page, s->rows - 1, c, buf_c(&b), f)
				   : worksheet_write_blank(s->page, s->rows - 1, c, f);

		TRY(lxw_err(e, s, rc));
	}
	return 0;
}

void sheet_int(struct sheet *s, size_t column, int64_t value)
{
	must(column < s->columns && s->rows > 1);
	if (s->csv) {
		buf_reset(&s->cells[column]);
		buf_printf(&s->cells[column], "%lld", (long long)value);
		return;
	}
	must(value < EXACT_MOST && value > -EXACT_MOST);
	must(worksheet_write_number(s->page, s->rows - 1, (lxw_col_t)column, (double)value, s->number) == LXW_NO_ERROR);
}

void sheet_date(struct sheet *s, size_t column, int64_t days)
{
	must(column < s->columns && s->rows > 1);
	if (s->csv) {
		buf_reset(&s->cells[column]);
		date_put(&s->cells[column], days);
		return;
	}
	must(worksheet_write_number(s->page, s->rows - 1, (lxw_col_t)column, (double)(days + EXCEL_EPOCH), s->day) ==
	     LXW_NO_ERROR);
}

/* ---- drop-downs and locks ---- */

/* The words as a row of the hidden page; formula: where they stand. */
static int list_elsewhere(struct sheet *s, char *const *words, size_t n, buf *formula, err *e)
{
	char cell[2][LXW_MAX_CELL_NAME_LENGTH];

	if (!s->lists) {
		s->lists = workbook_add_worksheet(s->book, "_lists");
		must(s->lists);
		worksheet_hide(s->lists);
	}
	for (size_t i = 0; i < n; i++)
		TRY(lxw_err(e, s, worksheet_write_string(s->lists, s->list_count, (lxw_col_t)i, words[i], NULL)));
	lxw_rowcol_to_cell_abs(cell[0], s->list_count, 0, 1, 1);
	lxw_rowcol_to_cell_abs(cell[1], s->list_count, (lxw_col_t)(n - 1), 1, 1);
	s->list_count++;
	buf_printf(formula, "=_lists!%s:%s", cell[0], cell[1]);
	return 0;
}

int sheet_choices(struct sheet *s, size_t column, const str *words, size_t n, err *e)
{
	AUTO(arena_clear) arena mem;
	AUTO(buf_release) buf formula;
	lxw_data_validation v = {.ignore_blank = LXW_VALIDATION_ON,
				 .show_error = LXW_VALIDATION_ON,
				 .show_input = LXW_VALIDATION_ON,
				 .dropdown = LXW_VALIDATION_ON};
	size_t characters = 0, commas = 0;

	must(n && n <= CHOICES_MOST && column < s->columns);
	if (s->csv)
		return 0;
	arena_init(&mem, (size_t)4 << 20);
	buf_init(&formula, 256);
	char **list = arena_new(&mem, char *, n + 1);

	for (size_t i = 0; i < n; i++) {
		list[i] = arena_cstr(&mem, words[i]);
		characters += words[i].n + 1;
		commas += str_find_byte(words[i], ',') < words[i].n;
	}
	if (characters > CHOICES_INLINE_MOST || commas) {
		TRY(list_elsewhere(s, list, n, &formula, e));
		v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
		v.value_formula = arena_cstr(&mem, buf_str(&formula));
	} else {
		v.validate = LXW_VALIDATION_TYPE_LIST;
		v.value_list = list;
	}
	return lxw_err(
		e, s,
		worksheet_data_validation_range(s->page, 1, (lxw_col_t)column, SHEET_ROWS_MOST, (lxw_col_t)column, &v));
}

int sheet_open_columns(struct sheet *s, const size_t *columns, size_t n, err *e)
{
	lxw_protection may = {.format_columns = 1, .format_rows = 1, .sort = 1, .autofilter = 1};

	must(s->rows == 1);
	if (s->csv)
		return 0;
	for (size_t i = 0; i < n; i++) {
		lxw_col_t c = (lxw_col_t)columns[i];

		must(columns[i] < s->columns);
		s->open[columns[i]] = true;
		double width = s->page->col_options[c] ? s->page->col_options[c]->width : WIDTH;

		TRY(lxw_err(e, s, worksheet_set_column(s->page, c, c, width, s->free_text)));
	}
	worksheet_protect(s->page, NULL, &may);
	return 0;
}
