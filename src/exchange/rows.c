/* The child finds head rows and gives each row's cells in our order; the parent reads that as hostile input. A row travels as a piece
 * of "evidence" of a batch (model/sink.h): page, line, flags, cells. */
#include "exchange/rows_priv.h"

#include <stdarg.h>

#include "base/i18n.h"
#include "base/must.h"
#include "cage/cage.h"
#include "exchange/sheet.h"
#include "format/day.h"
#include "format/grid.h"
#include "format/heading.h"
#include "os/file.h"

#define INPUT_MOST ((size_t)128 << 20)
#define MEMORY_MOST ((size_t)1 << 30)
#define CPU_SECONDS 120
/* A list of 1,000,000 rows has some 200 MB here. */
#define BATCH_MOST ((size_t)512 << 20)
#define HEAD_TEXT_MOST 300
#define CELL_MOST ((size_t)65536)
#define PAGE_MOST 200

enum fault { FAULT_MALFORMED, FAULT_TOO_LONG, FAULT_REST, FAULT_HEAD, FAULT_COUNT };

static const char *const fault_words[FAULT_COUNT] = {
	[FAULT_MALFORMED] = N_("the row cannot be read: a quotation mark does not close"),
	[FAULT_TOO_LONG] = N_("the row is wider or longer than what is read"),
	[FAULT_REST] = N_("the sheet cannot be read from here on"),
	[FAULT_HEAD] = N_("this sheet was passed over: its head row has not all columns that are needed"),
};

/* --- in the cage ------------------------------------------------------------------------------------------------------------ */

struct table {
	const struct rows_wanted *want;
	struct heading_set heads;
	struct sink *out;
	buf row; /* coded */
	buf cell;
	buf page;
	bool date1904, csv;
	bool headed; /* on this page */
	bool any;    /* some page had its head */
	size_t place[ROWS_COLUMNS_MOST];
	size_t best;                     /* most needed columns that a row of this page had */
	size_t best_all;                 /* of all pages */
	uint64_t part[XLSX_SHEETS_MOST]; /* the row that may have been meant as a page's head, 0: none */
	size_t missing;                  /* in the best row of all pages */
	buf head;                        /* what that row says */
};

static void put_text(buf *b, str s)
{
	buf_put_be(b, s.n, 4);
	buf_put(b, s);
}

static void start_row(struct table *t, uint64_t line)
{
	buf_reset(&t->row);
	put_text(&t->row, buf_str(&t->page));
	buf_put_be(&t->row, line, 8);
	buf_put_byte(&t->row, t->date1904);
}

static void tell_fault(struct table *t, uint64_t line, enum fault f)
{
	start_row(t, line);
	buf_put_byte(&t->row, (uint8_t)f);
	(void)sink_evidence(t->out, "fault", buf_str(&t->row));
}

/* The keys of all headings, made once. */
static void make_heads(struct table *t, arena *mem)
{
	size_t n = t->want->n;

	for (size_t c = 0; c < t->want->n; c++)
		for (size_t i = 0; t->want->columns[c].heads && t->want->columns[c].heads[i]; i++)
			n++;
	heading_set_init(&t->heads, mem, t->want->n, n);
	for (size_t c = 0; c < t->want->n; c++) {
		const struct rows_column *column = &t->want->columns[c];

		heading_set_add(&t->heads, column->name, c);
		for (size_t i = 0; column->heads && column->heads[i]; i++)
			heading_set_add(&t->heads, column->heads[i], c);
	}
}

static void keep_head(struct table *t, const str *cells, size_t n)
{
	buf_reset(&t->head);
	for (size_t i = 0; i < n && t->head.n < HEAD_TEXT_MOST; i++) {
		if (t->head.n && cells[i].n)
			buf_put_c(&t->head, ", ");
		buf_put_clean(&t->head, str_trim(cells[i]), 60);
	}
}

/* Is this row the head? Finds where our columns stand. */
static void look_for_head(struct table *t, const struct grid_row *row)
{
	size_t needed = 0, found = 0, missing = SIZE_MAX;

	heading_set_place(&t->heads, row->cells, row->count, t->place);
	for (size_t c = 0; c < t->want->n; c++) {
		bool here = t->place[c] != SIZE_MAX;

		needed += here && t->want->columns[c].need;
		found += here;
		if (t->want->columns[c].need && !here && missing == SIZE_MAX)
			missing = c;
	}
	t->headed = missing == SIZE_MAX && found;
	/* One column's name alone is not the head of a table that was meant. */
	if (t->headed) {
		t->part[row->sheet] = 0;
	} else if (needed > t->best && needed * 2 >= t->want->needed) {
		t->best = needed;
		t->part[row->sheet] = row->number;
	}
	if (!t->head.n || needed > t->best_all) {
		t->best_all = needed;
		t->missing = missing;
		keep_head(t, row->cells, row->count);
	}
}

static bool starts_blank(str s, size_t *n)
{
	size_t at = 0;
	uint32_t cp = s.n ? str_utf8_next(s, &at) : 'x';

	*n = at;
	return cp <= ' ' || cp == 0x3000 || cp == 0xa0 || cp == 0xfeff;
}

/* Without blanks of any width at both ends. */
static str trim(str s)
{
	static const str wide[] = {STR_INIT("\xe3\x80\x80"), STR_INIT("\xc2\xa0"), STR_INIT("\xef\xbb\xbf")};
	size_t n;

	while (s.n && starts_blank(s, &n))
		s = str_from(s, n);
	for (bool again = true; again;) {
		size_t before = s.n;

		s = str_trim(s);
		for (size_t i = 0; i < ARRAY_LEN(wide); i++)
			if (str_ends(s, wide[i]))
				s = str_sub(s, 0, s.n - wide[i].n);
		again = s.n < before;
	}
	return s;
}

static void put_cell(struct table *t, str s)
{
	s = trim(s);
	/* What sheet.h puts before a text that looks like a formula. */
	if (t->csv && s.n > 1 && s.p[0] == '\'' && memchr("=+-@'", s.p[1], 5))
		s = str_from(s, 1);
	buf_reset(&t->cell);
	buf_put_clean(&t->cell, s, CELL_MOST);
	put_text(&t->row, buf_str(&t->cell));
}

static void take_row(struct table *t, const struct grid_row *row)
{
	if (row->state != PARSE_OK && (t->headed || !row->count)) {
		tell_fault(t, row->number, row->state == PARSE_BAD ? FAULT_MALFORMED : FAULT_TOO_LONG);
		return;
	}
	if (!t->headed) {
		if (row->nth <= GRID_HEAD_ROWS)
			look_for_head(t, row);
		t->any |= t->headed;
		return;
	}
	start_row(t, row->number);
	for (size_t c = 0; c < t->want->n; c++)
		put_cell(t, t->place[c] < row->count ? row->cells[t->place[c]] : (str){0});
	if (buf_full(&t->row))
		tell_fault(t, row->number, FAULT_TOO_LONG);
	else
		(void)sink_evidence(t->out, "row", buf_str(&t->row));
}

static void name_page(struct table *t, const struct grid *g, size_t sheet)
{
	buf_reset(&t->page);
	buf_put_clean(&t->page, grid_sheet_name(g, sheet), PAGE_MOST);
}

static enum parse read_pages(struct table *t, str bytes)
{
	AUTO(grid_close) struct grid g;
	struct grid_row row;
	size_t sheet = SIZE_MAX;
	enum parse p, whole = grid_open(&g, bytes);

	t->csv = !g.workbook;
	t->date1904 = grid_date1904(&g);
	while (whole == PARSE_OK && !buf_full(&t->out->b) && (p = grid_next(&g, &row)) != PARSE_SHORT) {
		if (row.sheet != sheet) {
			sheet = row.sheet;
			name_page(t, &g, sheet);
			t->headed = false;
			t->best = 0;
		}
		if (p == PARSE_OK)
			take_row(t, &row);
		else
			tell_fault(t, row.number, FAULT_REST);
	}
	/* A page without its head that has some needed columns is told, once it is known that another page is read. */
	for (size_t i = 0; t->any && i < g.sheet_count; i++) {
		name_page(t, &g, i);
		if (t->part[i])
			tell_fault(t, t->part[i], FAULT_HEAD);
	}
	return whole;
}

static void table_release(struct table *t)
{
	buf_release(&t->row);
	buf_release(&t->cell);
	buf_release(&t->head);
	buf_release(&t->page);
}

void rows_read_caged(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	AUTO(table_release) struct table t = {.want = ctx, .out = out};

	buf_init(&t.row, (size_t)1 << 20);
	buf_init(&t.cell, CELL_MOST + 16);
	buf_init(&t.head, HEAD_TEXT_MOST + 200);
	buf_init(&t.page, PAGE_MOST + 8);
	if (grid_is_old(bytes)) {
		sink_end(out, COLLECTED_FAILED, N_("this is an old .xls workbook: save it as XLSX or CSV"));
		return;
	}
	make_heads(&t, mem);
	enum parse p = read_pages(&t, bytes);

	if (p != PARSE_OK) {
		sink_end(out, COLLECTED_FAILED,
			 p == PARSE_LIMIT ? N_("the workbook is larger than what is read")
					  : N_("this is neither CSV nor a sound XLSX workbook"));
		return;
	}
	if (!t.any) {
		buf_reset(&t.row);
		buf_put_be(&t.row, t.missing, 8);
		buf_put(&t.row, buf_str(&t.head));
		(void)sink_evidence(out, "head", buf_str(&t.row));
	}
	sink_end(out, COLLECTED_DONE, "");
}

/* --- outside ---------------------------------------------------------------------------------------------------------------- */

static str take_text(cur *c)
{
	uint32_t n = cur_u32(c);
	str s = cur_take(c, n);

	if (!str_is_utf8(s))
		cur_fail(c);
	return c->bad ? (str){0} : s;
}

static int malformed(const struct rows_reading *r, err *e)
{
	return err_set(e, E_CAGE, _("%s could not be read: its reader gave a malformed answer"), r->path);
}

static int no_head(const struct rows_reading *r, str coded, err *e)
{
	AUTO(buf_release) buf head;
	cur c = cur_of(coded);
	uint64_t missing = cur_u64(&c);

	if (c.bad || (missing >= r->want.n && missing != SIZE_MAX))
		return malformed(r, e);
	if (missing == SIZE_MAX)
		return err_set(e, E_SYNTAX, _("%s: no row in it has cells"), r->path);
	const struct rows_column *column = &r->want.columns[missing];

	buf_init(&head, 1024);
	buf_put_quoted(&head, cur_rest(&c), HEAD_TEXT_MOST);
	return err_set(e, E_SYNTAX, _("%s: no head row has the column %s; the nearest one says %s"), r->path,
		       column->heads && column->heads[0] ? column->heads[0] : column->name, buf_c(&head));
}

static int give(const struct rows_reading *r, str coded, bool fault, err *e)
{
	str cells[ROWS_COLUMNS_MOST] = {0};
	struct rows_row row = {.cells = cells};
	cur c = cur_of(coded);

	row.page = take_text(&c);
	row.line = cur_u64(&c);
	row.date1904 = cur_u8(&c) == 1;
	if (fault) {
		uint8_t f = cur_u8(&c);

		if (f < FAULT_COUNT)
			row.fault = fault_words[f];
		else
			cur_fail(&c);
	}
	for (size_t i = 0; !fault && i < r->want.n; i++)
		cells[i] = take_text(&c);
	if (!cur_done(&c))
		return malformed(r, e);
	return r->each(r->ctx, &row, e);
}

int rows_decode(const struct rows_reading *r, str batch, err *e)
{
	static struct batch_item item; /* large */
	cur c = cur_of(batch);

	while (batch_next(&c, &item)) {
		if (item.kind == BATCH_END)
			continue;
		if (item.kind != BATCH_EVIDENCE)
			return malformed(r, e);
		if (str_eq(item.media, STR("head")))
			return no_head(r, item.bytes, e);
		bool fault = str_eq(item.media, STR("fault"));

		if (!fault && !str_eq(item.media, STR("row")))
			return malformed(r, e);
		/* each may call the reader of another file, so that its own item is not kept here. */
		TRY(give(r, item.bytes, fault, e));
	}
	return c.bad ? malformed(r, e) : 0;
}

int rows_read(const char *path, const struct rows_column *columns, size_t n,
	      int (*each)(void *ctx, const struct rows_row *row, err *e), void *ctx, err *e)
{
	struct rows_reading r = {path, {columns, n, 0}, each, ctx};
	AUTO(os_fd_close) int fd = os_file_open(path, e);
	AUTO(sink_release) struct sink sink;
	struct cage_result result;
	struct cage_job job = {.fd = fd, .limits = {INPUT_MOST, MEMORY_MOST, CPU_SECONDS}, .parse = rows_read_caged};

	must(n && n <= ROWS_COLUMNS_MOST);
	for (size_t i = 0; i < n; i++)
		r.want.needed += columns[i].need;
	sink_init(&sink, BATCH_MOST, (str){0});
	if (fd < 0)
		return fd;
	job.ctx = &r.want;
	cage_run(&job, &sink, &result);
	if (result.status != COLLECTED_DONE)
		return err_set(e, E_SYNTAX, "%s: %s", path, _(result.reason));
	sink_end(&sink, COLLECTED_DONE, "");
	return rows_decode(&r, buf_str(&sink.b), e);
}

/* --- dates, yes and no ------------------------------------------------------------------------------------------------------ */

bool rows_date(const struct rows_row *row, str cell, int64_t *ret)
{
	return day_read(cell, row && row->date1904, ret);
}

bool rows_yes(str cell, bool *ret)
{
	static const struct {
		str word;
		bool yes;
	} words[] = {
		{STR_INIT("是"), true},   {STR_INIT("否"), false}, {STR_INIT("yes"), true},    {STR_INIT("no"), false},
		{STR_INIT("true"), true}, {STR_INIT("1"), true},   {STR_INIT("false"), false}, {STR_INIT("0"), false},
		{STR_INIT("√"), true},    {STR_INIT("×"), false},  {STR_INIT("有"), true},     {STR_INIT("无"), false},
		{STR_INIT("y"), true},    {STR_INIT("n"), false},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ieq(cell, words[i].word)) {
			*ret = words[i].yes;
			return true;
		}
	return false;
}

/* --- faults ----------------------------------------------------------------------------------------------------------------- */

void rows_faults_init(struct rows_faults *f, const struct rows_column *columns)
{
	*f = (struct rows_faults){.columns = columns};
	arena_init(&f->mem, (size_t)32 << 20);
}

void rows_faults_release(struct rows_faults *f)
{
	arena_clear(&f->mem);
}

void rows_bad(struct rows_faults *f, const struct rows_row *row, size_t column, const char *fmt, ...)
{
	AUTO(buf_release) buf b;
	va_list ap;

	f->count++;
	if (f->kept == ROWS_FAULTS_MOST || !arena_fits(&f->mem, 4096))
		return;
	if (!f->list)
		f->list = arena_new(&f->mem, struct rows_fault, ROWS_FAULTS_MOST);
	buf_init(&b, 1024);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	struct rows_fault *to = &f->list[f->kept++];

	*to = (struct rows_fault){.page = arena_str(&f->mem, row->page), .line = row->line};
	if (column != ROWS_WHOLE)
		to->column = f->columns[column].heads && f->columns[column].heads[0] ? f->columns[column].heads[0]
										     : f->columns[column].name;
	to->reason = arena_str(&f->mem, buf_str(&b));
}

void rows_faults_put(const struct rows_faults *f, buf *b, size_t most)
{
	size_t n = f->kept < most ? f->kept : most;

	for (size_t i = 0; i < n; i++) {
		const struct rows_fault *r = &f->list[i];

		if (r->page.n)
			buf_printf(b, "%.*s ", STR_ARG(r->page));
		buf_printf(b, _("row %llu"), (unsigned long long)r->line);
		if (r->column)
			buf_printf(b, ", %s", r->column);
		buf_printf(b, ": %.*s\n", STR_ARG(r->reason));
	}
	if (f->count > n)
		buf_printf(b, _("and %llu more\n"), (unsigned long long)(f->count - n));
}

int rows_faults_write(const struct rows_faults *f, const char *path, err *e)
{
	static const unsigned widths[] = {16, 8, 24, 80};
	const str heads[] = {str_c(_("Sheet")), str_c(_("Row")), str_c(_("Column")), str_c(_("Reason"))};
	AUTO(sheet_auto) struct sheet *s = NULL;

	TRY(sheet_new(path, &s, e));
	TRY(sheet_page(s, str_c(_("Rows not taken")), heads, widths, ARRAY_LEN(heads), e));
	for (size_t i = 0; i < f->kept; i++) {
		const struct rows_fault *r = &f->list[i];

		TRY(sheet_row(s, (const str[]){r->page, {0}, str_c(r->column), r->reason}, ARRAY_LEN(heads), e));
		sheet_int(s, 1, (int64_t)r->line);
	}
	struct sheet *done = s;

	s = NULL;
	return sheet_end(done, e);
}
