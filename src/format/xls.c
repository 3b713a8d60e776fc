/* MS-XLS: records 2.3 and 2.4, strings 2.5.293 and on; BIFF5 has the same records with strings of bytes. */
#include "format/xls.h"

#include <stdlib.h>

#include "base/cur.h"
#include "base/date.h"
#include "base/i18n.h"
#include "format/charset.h"
#include "format/head_row.h"
#include "format/sheets.h"

#define SHEETS_HERE 256
#define COLUMNS_MOST 256
#define FORMATS_MOST 4096
#define STYLES_HERE 8192
#define ROW_MOST ((size_t)1 << 20)
#define SECONDS_A_DAY 86400

enum record {
	R_FORMULA = 0x06,
	R_EOF = 0x0a,
	R_DATE1904 = 0x22,
	R_FILEPASS = 0x2f,
	R_CONTINUE = 0x3c,
	R_BOUNDSHEET = 0x85,
	R_MULRK = 0xbd,
	R_RSTRING = 0xd6,
	R_XF = 0xe0,
	R_SST = 0xfc,
	R_LABELSST = 0xfd,
	R_NUMBER = 0x203,
	R_LABEL = 0x204,
	R_STRING = 0x207,
	R_RK = 0x27e,
	R_FORMAT = 0x41e,
	R_BOF = 0x809,
};

struct xls {
	const struct document *d;
	str stream;
	bool wide; /* BIFF8: strings of UTF-16 */
	bool date1904;
	bool strings_cut;
	bool cut;
	buf strings; /* of the shared table, one behind the other */
	size_t *ends;
	size_t string_count, string_room;
	uint8_t custom[FORMATS_MOST / 8]; /* formats of its own that show days */
	bool days[STYLES_HERE];
	size_t style_count;
	struct {
		size_t at;
		char name[128];
	} sheets[SHEETS_HERE];
	size_t sheet_count;
	/* The row that is being put together. */
	struct head_row head;
	uint32_t row_number;
	buf row;
	struct {
		size_t at, n;
		bool shared;
	} spans[COLUMNS_MOST];
	str cells[COLUMNS_MOST];
	size_t count;
	size_t formula; /* 1 + column whose text comes in a record of its own */
};

/* ---- records ---- */

struct reader {
	str stream;
	size_t at; /* of the next record */
	unsigned type;
	cur data;
};

static bool next_record(struct reader *r)
{
	cur c = cur_of(str_from(r->stream, r->at));

	r->type = cur_le16(&c);
	size_t n = cur_le16(&c);

	r->data = cur_sub(&c, n);
	if (!cur_ok(&c))
		return false;
	r->at += 4 + n;
	return true;
}

/* On to a CONTINUE where the record's own bytes are used up. */
static bool more_of(struct reader *r)
{
	struct reader next = *r;

	if (r->data.n)
		return true;
	if (!next_record(&next) || next.type != R_CONTINUE)
		return false;
	*r = next;
	return true;
}

static uint32_t take_number(struct reader *r, size_t n)
{
	uint32_t v = 0;

	for (size_t i = 0; i < n; i++) {
		if (!more_of(r)) {
			cur_fail(&r->data);
			return 0;
		}
		v |= (uint32_t)cur_u8(&r->data) << (8 * i);
	}
	return v;
}

static void skip(struct reader *r, size_t n)
{
	while (n && more_of(r)) {
		size_t some = n < r->data.n ? n : r->data.n;

		cur_skip(&r->data, some);
		n -= some;
	}
}

/* ---- strings ---- */

static void put_unit(buf *out, uint32_t unit, uint32_t *high)
{
	if (unit >= 0xd800 && unit < 0xdc00) {
		*high = unit;
		return;
	}
	if (*high && unit >= 0xdc00 && unit < 0xe000)
		unit = 0x10000 + ((*high - 0xd800) << 10) + (unit - 0xdc00);
	*high = 0;
	buf_put_utf8(out, unit);
}

/* count characters; behind a border of records a byte says anew how wide they are. */
static void take_units(struct reader *r, size_t count, bool wide, buf *out)
{
	uint32_t high = 0;

	while (count) {
		if (!r->data.n) {
			if (!more_of(r))
				return;
			wide = cur_u8(&r->data) & 1;
		}
		size_t each = wide ? 2 : 1;

		for (; count && r->data.n >= each; count--)
			put_unit(out, wide ? cur_le16(&r->data) : cur_u8(&r->data), &high);
		if (count && r->data.n)
			cur_skip(&r->data, r->data.n);
	}
}

/* XLUnicodeRichExtendedString. */
static void take_rich(struct reader *r, buf *out)
{
	size_t count = take_number(r, 2);
	unsigned flags = take_number(r, 1);
	size_t runs = flags & 8 ? take_number(r, 2) : 0;
	size_t extra = flags & 4 ? take_number(r, 4) : 0;

	take_units(r, count, flags & 1, out);
	skip(r, runs * 4);
	skip(r, extra);
}

/* A text of bytes: in Chinese files GBK. */
static void put_bytes(str bytes, buf *out)
{
	(void)charset_decode(str_is_utf8(bytes) ? CHARSET_UTF8 : CHARSET_GB18030, bytes, out);
}

static void take_text(const struct xls *x, struct reader *r, buf *out)
{
	if (x->wide)
		take_rich(r, out);
	else
		put_bytes(cur_take(&r->data, cur_le16(&r->data)), out);
}

static bool add_string(struct xls *x)
{
	if (x->string_count == x->string_room) {
		size_t room = x->string_room ? 2 * x->string_room : 1024;
		size_t *p = room * sizeof(*p) <= x->d->memory_most / 4 ? realloc(x->ends, room * sizeof(*p)) : NULL;

		if (!p)
			return false;
		x->ends = p;
		x->string_room = room;
	}
	x->ends[x->string_count++] = x->strings.n;
	return !buf_full(&x->strings);
}

static void read_strings(struct xls *x, struct reader *r)
{
	take_number(r, 4);
	for (uint32_t n = take_number(r, 4); n && more_of(r); n--) {
		take_rich(r, &x->strings);
		if (!add_string(x)) {
			x->strings_cut = true;
			return;
		}
	}
}

/* ---- the workbook ---- */

static void add_sheet(struct xls *x, struct reader *r)
{
	AUTO(buf_release) buf name;

	if (x->sheet_count == SHEETS_HERE) {
		x->cut = true;
		return;
	}
	size_t at = cur_le32(&r->data);

	cur_skip(&r->data, 2);
	size_t n = cur_u8(&r->data);

	buf_init(&name, 1024);
	if (x->wide)
		take_units(r, n, cur_u8(&r->data) & 1, &name);
	else
		put_bytes(cur_take(&r->data, n), &name);
	x->sheets[x->sheet_count].at = at;
	bytes_copy(x->sheets[x->sheet_count].name, sizeof(x->sheets->name) - 1,
		   str_sub(buf_str(&name), 0, sizeof(x->sheets->name) - 1));
	x->sheet_count++;
}

static void add_format(struct xls *x, struct reader *r)
{
	AUTO(buf_release) buf code;
	unsigned id = cur_le16(&r->data);

	buf_init(&code, 4096);
	if (x->wide)
		take_rich(r, &code);
	else
		put_bytes(cur_take(&r->data, cur_u8(&r->data)), &code);
	if (id < FORMATS_MOST && sheets_is_date_code(buf_str(&code)))
		x->custom[id / 8] |= (uint8_t)(1u << id % 8);
}

static void add_style(struct xls *x, struct reader *r)
{
	cur_skip(&r->data, 2);
	unsigned id = cur_le16(&r->data);

	if (x->style_count < STYLES_HERE)
		x->days[x->style_count++] =
			sheets_is_date_id(id) || (id < FORMATS_MOST && x->custom[id / 8] >> (id % 8) & 1);
}

/* False: it is encrypted. */
static bool read_workbook(struct xls *x)
{
	struct reader r = {.stream = x->stream};

	if (!next_record(&r) || r.type != R_BOF)
		return true;
	x->wide = cur_le16(&r.data) >= 0x600;
	while (next_record(&r) && r.type != R_EOF) {
		if (r.type == R_FILEPASS)
			return false;
		if (r.type == R_BOUNDSHEET)
			add_sheet(x, &r);
		else if (r.type == R_SST)
			read_strings(x, &r);
		else if (r.type == R_FORMAT)
			add_format(x, &r);
		else if (r.type == R_XF)
			add_style(x, &r);
		else if (r.type == R_DATE1904)
			x->date1904 = cur_le16(&r.data) == 1;
	}
	return true;
}

/* ---- cells ---- */

static void give_row(struct xls *x)
{
	if (!x->count)
		return;
	x->cut |= buf_full(&x->row);
	for (size_t i = 0; i < x->count; i++)
		x->cells[i] =
			str_sub(buf_str(x->spans[i].shared ? &x->strings : &x->row), x->spans[i].at, x->spans[i].n);
	bool names = head_row_take(&x->head, x->cells, x->count, x->d->is_name);

	(void)parts_row(x->d->parts, x->cells, x->count, names);
	x->count = 0;
	buf_reset(&x->row);
}

/* The row and column at the beginning of a cell's record. */
static size_t begin_cell(struct xls *x, cur *c)
{
	uint32_t row = cur_le16(c);
	size_t column = cur_le16(c);

	if (row != x->row_number)
		give_row(x);
	x->row_number = row;
	if (column >= COLUMNS_MOST) {
		x->cut = true;
		column = COLUMNS_MOST - 1;
	}
	while (x->count <= column) {
		x->spans[x->count].n = 0;
		x->spans[x->count++].shared = false;
	}
	return column;
}

static void set_cell(struct xls *x, size_t column, size_t from)
{
	x->spans[column].at = from;
	x->spans[column].n = x->row.n - from;
	x->spans[column].shared = false;
}

/* Fifteen digits are what such a number has; the rest would be made up. */
static int64_t in_digits(int64_t v)
{
	int64_t scale = 1;

	while (v / scale >= 1000000000000000 || v / scale <= -1000000000000000)
		scale *= 10;
	return (v + (v < 0 ? -scale / 2 : scale / 2)) / scale * scale;
}

static void put_number(struct xls *x, size_t column, double v, size_t style)
{
	size_t from = x->row.n;
	bool whole = v > -1e18 && v < 1e18 && v == (double)(int64_t)v;

	if (style < x->style_count && x->days[style] && v >= (x->date1904 ? 0 : 61) && v < 2958466) {
		int64_t day = (int64_t)v - (x->date1904 ? 24107 : 25569);
		int64_t seconds = (int64_t)((v - (double)(int64_t)v) * SECONDS_A_DAY + 0.5);

		if (seconds)
			date_put_time(&x->row, day * SECONDS_A_DAY + seconds, 0);
		else
			date_put(&x->row, day);
	} else if (whole) {
		buf_printf(&x->row, "%lld", (long long)in_digits((int64_t)v));
	} else {
		buf_printf(&x->row, "%.15g", v);
	}
	set_cell(x, column, from);
}

static double double_of(uint64_t bits)
{
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v == v ? v : 0;
}

/* A number in 30 bits: a whole one, or the upper part of a double; in hundredths or not. */
static double rk_of(uint32_t rk)
{
	double v = rk & 2 ? (double)((int32_t)rk >> 2) : double_of((uint64_t)(rk & ~3u) << 32);

	return rk & 1 ? v / 100 : v;
}

static void take_shared(struct xls *x, size_t column, uint32_t i)
{
	if (i >= x->string_count)
		return;
	size_t from = i ? x->ends[i - 1] : 0;

	x->spans[column].at = from;
	x->spans[column].n = x->ends[i] - from;
	x->spans[column].shared = true;
}

static void take_many(struct xls *x, cur *c, size_t column)
{
	while (c->n >= 8 && column < COLUMNS_MOST) {
		size_t style = cur_le16(c);
		uint32_t rk = cur_le32(c);

		while (x->count <= column) {
			x->spans[x->count].n = 0;
			x->spans[x->count++].shared = false;
		}
		put_number(x, column++, rk_of(rk), style);
	}
}

static void take_formula(struct xls *x, size_t column, uint64_t result, size_t style)
{
	if (result >> 48 != 0xffff)
		put_number(x, column, double_of(result), style);
	else if ((result & 0xff) == 0)
		x->formula = column + 1;
}

static void take_cell(struct xls *x, struct reader *r)
{
	if (r->type == R_STRING && x->formula && x->formula <= x->count) {
		size_t from = x->row.n;

		take_text(x, r, &x->row);
		set_cell(x, x->formula - 1, from);
		x->formula = 0;
		return;
	}
	if (r->type != R_FORMULA && r->type != R_MULRK && r->type != R_RSTRING && r->type != R_LABELSST &&
	    r->type != R_NUMBER && r->type != R_LABEL && r->type != R_RK)
		return;
	cur *c = &r->data;
	size_t column = begin_cell(x, c);

	x->formula = 0;
	if (r->type == R_MULRK) {
		take_many(x, c, column);
		return;
	}
	size_t style = cur_le16(c);
	size_t from = x->row.n;

	if (r->type == R_LABELSST) {
		take_shared(x, column, cur_le32(c));
	} else if (r->type == R_LABEL || r->type == R_RSTRING) {
		take_text(x, r, &x->row);
		set_cell(x, column, from);
	} else if (r->type == R_NUMBER) {
		put_number(x, column, double_of(cur_le64(c)), style);
	} else if (r->type == R_RK) {
		put_number(x, column, rk_of(cur_le32(c)), style);
	} else {
		take_formula(x, column, cur_le64(c), style);
	}
}

static void read_sheet(struct xls *x, size_t i, bool whole)
{
	struct reader r = {.stream = x->stream, .at = x->sheets[i].at};
	unsigned depth = 0;
	bool ended = false;

	if (!parts_begin(x->d->parts, str_c(x->sheets[i].name), PIECE_TABLE))
		return;
	x->head = (struct head_row){0};
	x->count = 0;
	x->row_number = UINT32_MAX;
	x->formula = 0;
	buf_reset(&x->row);
	while (!ended && !x->d->parts->out && next_record(&r)) {
		/* Charts stand within as sheets of their own. */
		depth += r.type == R_BOF;
		depth -= r.type == R_EOF && depth;
		ended = r.type == R_EOF && !depth;
		if (depth == 1)
			take_cell(x, &r);
	}
	give_row(x);
	if (!ended)
		parts_end(x->d->parts, PIECE_UNREADABLE,
			  whole ? N_("the sheet is damaged")
				: N_("more than is kept of one stream: its rest was not read"));
	else if (x->strings_cut)
		parts_end(x->d->parts, PIECE_CUT, N_("more shared texts than are kept: some cells are empty"));
	else if (x->cut)
		parts_end(x->d->parts, PIECE_CUT, N_("a row is wider than what is read"));
	else
		parts_end(x->d->parts, PIECE_WHOLE, "");
}

void xls_read(const struct document *d, str stream, bool whole)
{
	struct xls *x = calloc(1, sizeof(*x));

	if (!x) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
		return;
	}
	x->d = d;
	x->stream = stream;
	buf_init(&x->strings, d->memory_most / 4);
	buf_init(&x->row, ROW_MOST);
	bool open = read_workbook(x);

	if (!open)
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("encrypted"));
	else if (!x->sheet_count)
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("the sheet is damaged"));
	for (size_t i = 0; open && i < x->sheet_count && !d->parts->out; i++)
		read_sheet(x, i, whole);
	buf_release(&x->strings);
	buf_release(&x->row);
	free(x->ends);
	free(x);
}
