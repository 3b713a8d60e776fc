#include "flow/roster.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "exchange/sheet.h"
#include "os/file.h"
#include "os/process.h"

#define FILE_MOST ((size_t)128 << 20)
#define ROW_MEMORY ((size_t)4 << 20)
#define KEYS_MOST 1200000

/* --- import ------------------------------------------------------------------------------------------------------------------ */

struct import {
	struct ledger *l;
	const struct registry_kind *k;
	struct rows_column columns[REGISTRY_FIELDS_MOST];
	struct registry_writer *writer;
	struct roster_report *report;
	map keys; /* of this file: line of the row */
	arena mem;
	buf why;
	buf key;
};

static void import_release(struct import *im)
{
	registry_writer_free(im->writer);
	map_release(&im->keys);
	arena_clear(&im->mem);
	buf_release(&im->why);
	buf_release(&im->key);
}

static int hash_file(const char *path, digest *sha256, digest *sm3, err *e)
{
	AUTO(arena_clear) arena mem;
	str bytes;

	arena_init(&mem, FILE_MOST + 4096);
	TRY(os_file_read(path, FILE_MOST, &mem, &bytes, e));
	*sha256 = digest_sha256(bytes);
	*sm3 = digest_sm3(bytes);
	return 0;
}

/* One cell; false after the fault was told. */
static bool read_cell(struct import *im, const struct rows_row *row, size_t i, struct registry_value *ret)
{
	const struct registry_field *f = &im->k->fields[i];
	str cell = row->cells[i];
	bool yes = true;

	*ret = (struct registry_value){0};
	buf_reset(&im->why);
	if (f->type == REGISTRY_DATE) {
		if (!cell.n || rows_date(row, cell, &ret->number))
			return true;
		buf_put_quoted(&im->why, cell, 40);
		buf_put_c(&im->why, _(" is no date like 2026-11-22"));
	} else if (f->type == REGISTRY_BOOL) {
		if (!cell.n || rows_yes(cell, &yes)) {
			ret->number = yes;
			return true;
		}
		buf_put_quoted(&im->why, cell, 40);
		buf_put_c(&im->why, _(" is neither yes nor no"));
	} else if (registry_read(f, cell, &im->mem, ret, &im->why)) {
		return true;
	}
	rows_bad(&im->report->faults, row, i, "%s", buf_c(&im->why));
	return false;
}

/* A second row of the same key in one file is a fault: which of them holds? */
static bool is_twice(struct import *im, const struct rows_row *row, const struct registry_value *v)
{
	bool fresh = false;

	buf_reset(&im->key);
	for (size_t i = 0; i < im->k->count; i++) {
		if (!(im->k->fields[i].flags & REGISTRY_KEY))
			continue;
		buf_put(&im->key, v[i].text);
		buf_printf(&im->key, "\x1f%lld\x1f", (long long)v[i].number);
	}
	digest d = digest_sha256(buf_str(&im->key));
	uint64_t *line = map_add(&im->keys, digest_str(&d), &fresh);

	if (!line || fresh) {
		if (line)
			*line = row->line;
		return false;
	}
	rows_bad(&im->report->faults, row, ROWS_WHOLE, _("row %llu has the same key"), (unsigned long long)*line);
	return true;
}

static int put_row(struct import *im, const struct registry_value *v, err *e)
{
	enum registry_change change = REGISTRY_SAME;

	if (!im->writer)
		TRY(registry_writer_new(im->l, im->k, &im->writer, e));
	TRY(registry_writer_put(im->writer, v, &change, e));
	im->report->added += change == REGISTRY_NEW;
	im->report->changed += change == REGISTRY_CHANGED;
	im->report->same += change == REGISTRY_SAME;
	return 0;
}

static int take_row(void *ctx, const struct rows_row *row, err *e)
{
	struct import *im = ctx;
	struct registry_value v[REGISTRY_FIELDS_MOST];
	size_t field = 0;
	bool good = true;

	im->report->rows++;
	if (row->fault) {
		rows_bad(&im->report->faults, row, ROWS_WHOLE, "%s", _(row->fault));
		return 0;
	}
	arena_clear(&im->mem);
	for (size_t i = 0; i < im->k->count; i++)
		good = read_cell(im, row, i, &v[i]) && good;
	if (!good)
		return 0;
	if (!db_in_transaction(ledger_db(im->l)))
		TRY(ledger_begin(im->l, e));
	buf_reset(&im->why);
	int rc = registry_check(im->l, im->k, v, &field, &im->why, e);

	TRY(rc);
	if (!rc)
		rows_bad(&im->report->faults, row, field, "%s", buf_c(&im->why));
	return !rc || is_twice(im, row, v) ? 0 : put_row(im, v, e);
}

static int log_import(struct import *im, const char *path, const struct person *by, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out o;
	const struct roster_report *r = im->report;
	const char *slash = strrchr(path, '/');

	buf_init(&b, 1u << 13);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_int(&o, "changed", (int64_t)r->changed);
	json_int(&o, "faults", (int64_t)r->faults.count);
	json_str(&o, "file", str_c(slash ? slash + 1 : path));
	json_int(&o, "new", (int64_t)r->added);
	json_int(&o, "rows", (int64_t)r->rows);
	json_int(&o, "same", (int64_t)r->same);
	json_hex(&o, "sha256", digest_str(&r->sha256));
	json_hex(&o, "sm3", digest_str(&r->sm3));
	json_close(&o, '}');
	return ledger_act(im->l, &(struct ledger_act){"registry.import", str_c(im->k->name), by->id, buf_str(&b)}, NULL,
			  e);
}

static int finish(struct import *im, const char *path, const struct person *by, bool trial, err *e)
{
	digest sha256, sm3;

	TRY(hash_file(path, &sha256, &sm3, e));
	if (!str_eq(digest_str(&sha256), digest_str(&im->report->sha256)))
		return err_set(e, E_BUSY, _("%s changed while it was read"), path);
	if (!db_in_transaction(ledger_db(im->l)))
		return 0;
	if (trial || (!im->report->added && !im->report->changed)) {
		ledger_rollback(im->l);
		return 0;
	}
	TRY(log_import(im, path, by, e));
	return ledger_commit(im->l, e);
}

int roster_import(struct ledger *l, const struct registry_kind *k, const char *path, const struct person *by,
		  bool trial, struct roster_report *ret, err *e)
{
	AUTO(import_release) struct import im = {.l = l, .k = k, .report = ret};
	uint64_t seed = 0;

	*ret = (struct roster_report){0};
	arena_init(&im.mem, ROW_MEMORY);
	buf_init(&im.why, 4096);
	buf_init(&im.key, (size_t)1 << 20);
	for (size_t i = 0; i < k->count; i++)
		im.columns[i] = (struct rows_column){k->fields[i].name, k->fields[i].heads,
						     (k->fields[i].flags & REGISTRY_NEED) != 0};
	rows_faults_init(&ret->faults, k->fields ? im.columns : NULL);
	TRY(os_random(&seed, sizeof(seed), e));
	map_init(&im.keys, KEYS_MOST, seed);
	TRY(hash_file(path, &ret->sha256, &ret->sm3, e));
	int rc = rows_read(path, im.columns, k->count, take_row, &im, e);

	if (rc == 0)
		rc = finish(&im, path, by, trial, e);
	if (rc < 0)
		ledger_rollback(l);
	ret->faults.columns = NULL;
	return rc;
}

void roster_report_release(struct roster_report *r)
{
	rows_faults_release(&r->faults);
}

/* --- export ------------------------------------------------------------------------------------------------------------------ */

const char *roster_head(const struct registry_field *f)
{
	return f->heads[i18n_lang() == LANG_ZH ? 0 : 1];
}

static int begin_page(const struct registry_kind *k, struct sheet *s, err *e)
{
	str heads[REGISTRY_FIELDS_MOST];
	unsigned widths[REGISTRY_FIELDS_MOST];

	for (size_t i = 0; i < k->count; i++) {
		heads[i] = str_c(roster_head(&k->fields[i]));
		widths[i] = k->fields[i].width;
	}
	TRY(sheet_page(s, str_c(_(k->title)), heads, widths, k->count, e));
	return 0;
}

#define CHOICES_MOST 32

static int put_choices(const struct registry_kind *k, struct sheet *s, err *e)
{
	for (size_t i = 0; i < k->count; i++) {
		const struct registry_field *f = &k->fields[i];
		str words[CHOICES_MOST] = {str_c(_("yes")), str_c(_("no"))};
		size_t n = f->type == REGISTRY_BOOL ? 2 : 0;

		/* Other spellings of the same key stand behind the first and are not offered. */
		for (const struct registry_choice *c = f->choices; c && c->key; c++)
			if (c == f->choices || !str_eq(str_c(c->key), str_c(c[-1].key)))
				words[n++] = str_c(i18n_lang() == LANG_ZH ? c->zh : c->en);
		must(n <= CHOICES_MOST);
		if (n)
			TRY(sheet_choices(s, i, words, n, e));
	}
	return 0;
}

struct export
{
	struct ledger *l;
	const struct registry_kind *k;
	const struct person *by;
	struct sheet *sheet;
	buf cells[REGISTRY_FIELDS_MOST];
	buf unit; /* of the last row */
	bool sees;
	bool plain; /* personal data was given out unmasked */
	bool first;
	uint64_t rows;
};

static void export_release(struct export *x)
{
	sheet_drop(x->sheet);
	buf_release(&x->unit);
	for (size_t i = 0; i < REGISTRY_FIELDS_MOST; i++)
		buf_release(&x->cells[i]);
}

static int may_see(struct export *x, const struct registry_value *v, err *e)
{
	str unit = registry_unit_of(x->k, v);

	if (!registry_personal(x->k) || (!x->first && str_eq(unit, buf_str(&x->unit))))
		return 0;
	buf_reset(&x->unit);
	buf_put(&x->unit, unit);
	x->first = false;
	TRY(registry_sees(x->l, x->by, unit, &x->sees, e));
	x->plain |= x->sees;
	return 0;
}

static int put_export(void *ctx, const struct registry_value *v, err *e)
{
	struct export *x = ctx;
	str cells[REGISTRY_FIELDS_MOST];

	TRY(may_see(x, v, e));
	for (size_t i = 0; i < x->k->count; i++) {
		buf_reset(&x->cells[i]);
		registry_show(&x->k->fields[i], &v[i], !x->sees, &x->cells[i]);
		cells[i] = buf_str(&x->cells[i]);
	}
	TRY(sheet_row(x->sheet, cells, x->k->count, e));
	for (size_t i = 0; i < x->k->count; i++) {
		if (x->k->fields[i].type == REGISTRY_DATE && v[i].number)
			sheet_date(x->sheet, i, v[i].number);
		else if (x->k->fields[i].type == REGISTRY_NUMBER)
			sheet_int(x->sheet, i, v[i].number);
	}
	x->rows++;
	return 0;
}

static int log_export(struct export *x, str unit, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out o;

	buf_init(&b, 4096);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_int(&o, "rows", (int64_t)x->rows);
	json_str(&o, "unit", unit);
	json_close(&o, '}');
	TRY(ledger_begin(x->l, e));
	TRY(ledger_act(x->l, &(struct ledger_act){"registry.export", str_c(x->k->name), x->by->id, buf_str(&b)}, NULL,
		       e));
	return ledger_commit(x->l, e);
}

int roster_export(struct ledger *l, const struct registry_kind *k, str unit, const struct person *by, const char *path,
		  uint64_t *ret_rows, err *e)
{
	AUTO(export_release) struct export x = {.l = l, .k = k, .by = by, .first = true};

	buf_init(&x.unit, 64);
	for (size_t i = 0; i < REGISTRY_FIELDS_MOST; i++)
		buf_init(&x.cells[i], (size_t)1 << 20);
	TRY(sheet_new(path, &x.sheet, e));
	TRY(begin_page(k, x.sheet, e));
	TRY(registry_each(l, k, unit, put_export, &x, e));
	TRY(put_choices(k, x.sheet, e));
	/* Nothing leaves in the clear before the log says so. */
	if (x.plain)
		TRY(log_export(&x, unit, e));
	*ret_rows = x.rows;
	struct sheet *done = x.sheet;

	x.sheet = NULL;
	return sheet_end(done, e);
}

/* --- template ---------------------------------------------------------------------------------------------------------------- */

int roster_template(const struct registry_kind *k, const char *path, err *e)
{
	AUTO(sheet_auto) struct sheet *s = NULL;
	static const unsigned widths[] = {24, 10, 60};

	TRY(sheet_new(path, &s, e));
	TRY(begin_page(k, s, e));
	TRY(put_choices(k, s, e));
	if (!str_iends(str_c(path), STR(".csv"))) {
		const str heads[] = {str_c(_("Column")), str_c(_("Needed")), str_c(_("What belongs there"))};

		TRY(sheet_page(s, str_c(_("Columns")), heads, widths, ARRAY_LEN(heads), e));
		for (size_t i = 0; i < k->count; i++) {
			const struct registry_field *f = &k->fields[i];
			AUTO(buf_release) buf quoted;

			/* In quotation marks: this page is no table of the kind. */
			buf_init(&quoted, 300);
			buf_printf(&quoted, "“%s”", roster_head(f));
			str cells[] = {buf_str(&quoted), str_c(f->flags & REGISTRY_NEED ? _("yes") : ""),
				       str_c(_(f->words))};

			TRY(sheet_row(s, cells, ARRAY_LEN(cells), e));
		}
	}
	struct sheet *done = s;

	s = NULL;
	return sheet_end(done, e);
}
