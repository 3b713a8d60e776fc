#include "format/document.h"

#include "base/i18n.h"
#include "format/docx.h"
#include "format/mail.h"
#include "format/sqlite.h"
#include "format/xlsx.h"

#define ROW_MOST ((size_t)4 << 20)

bool document_is(enum filetype t)
{
	return t == FILETYPE_XLSX || t == FILETYPE_DOCX || t == FILETYPE_SQLITE || t == FILETYPE_SQLITE_WAL ||
	       t == FILETYPE_EML;
}

static void unread(const struct document *d, enum parse p)
{
	parts_unread(d->parts, (str){0}, p == PARSE_LIMIT ? PIECE_CUT : PIECE_UNREADABLE,
		     p == PARSE_LIMIT ? N_("larger than what is read as a document: its parts are looked at one by one")
				      : N_("no sound document: its parts are looked at one by one"));
}

static void read_sheet(const struct document *d, struct xlsx *x, size_t i, buf *texts)
{
	ATTR_UNSET struct xlsx_row row;
	enum parse p;
	bool cut = false;

	if (!parts_begin(d->parts, x->sheets[i].name, PIECE_TABLE))
		return;
	for (bool first = true; (p = xlsx_row_parse(x, texts, &row)) == PARSE_OK; first = false) {
		cut |= row.cut;
		if (!parts_row(d->parts, row.cells, row.count, first))
			break;
	}
	if (p == PARSE_BAD)
		parts_end(d->parts, PIECE_UNREADABLE, N_("the sheet is damaged"));
	else
		parts_end(d->parts, cut ? PIECE_CUT : PIECE_WHOLE, cut ? N_("a row is wider than what is read") : "");
}

static enum parse read_xlsx(const struct document *d, arena *mem)
{
	AUTO(buf_release) buf texts;
	AUTO(xlsx_release) struct xlsx x;
	enum parse p = xlsx_parse(d->bytes, mem, &x);

	buf_init(&texts, ROW_MOST);
	if (p != PARSE_OK)
		return p;
	for (size_t i = 0; i < x.sheet_count; i++) {
		if (i && (p = xlsx_sheet_parse(&x, i)) != PARSE_OK)
			parts_unread(d->parts, x.sheets[i].name, PIECE_UNREADABLE, N_("the sheet is damaged"));
		else
			read_sheet(d, &x, i, &texts);
	}
	return PARSE_OK;
}

static void give_text(const struct document *d, str own, str text, bool cut)
{
	if (!text.n || !parts_begin(d->parts, own, PIECE_TEXT))
		return;
	(void)parts_bytes(d->parts, text);
	parts_end(d->parts, cut ? PIECE_CUT : PIECE_WHOLE, cut ? N_("longer than what is read") : "");
}

static enum parse read_docx(const struct document *d, arena *mem)
{
	AUTO(docx_release) struct docx x;
	enum parse p = docx_parse(d->bytes, mem, &x);

	if (p != PARSE_OK)
		return p;
	give_text(d, STR("document"), buf_str(&x.text), x.cut);
	give_text(d, STR("headers"), buf_str(&x.edges), x.cut);
	return PARSE_OK;
}

/* What an archive is, by all names in its directory. */
static enum filetype zip_type(str bytes, arena *mem)
{
	struct zip z;

	if (zip_parse(bytes, mem, &z) != PARSE_OK)
		return FILETYPE_ZIP;
	if (zip_find(&z, STR("xl/workbook.xml")))
		return FILETYPE_XLSX;
	if (zip_find(&z, STR("word/document.xml")))
		return FILETYPE_DOCX;
	return FILETYPE_ZIP;
}

static enum document_rest read_office(const struct document *d, enum filetype *type)
{
	AUTO(arena_clear) arena mem;
	enum parse p = PARSE_BAD;

	arena_init(&mem, d->memory_most);
	*type = d->type == FILETYPE_ZIP ? zip_type(d->bytes, &mem) : d->type;
	if (*type == FILETYPE_ZIP)
		return DOCUMENT_NOT;
	if (*type == FILETYPE_XLSX)
		p = read_xlsx(d, &mem);
	else if (*type == FILETYPE_DOCX)
		p = read_docx(d, &mem);
	if (p != PARSE_OK)
		unread(d, p);
	return p == PARSE_OK ? DOCUMENT_MEMBERS : DOCUMENT_NOT;
}

enum document_rest document_read(const struct document *d, enum filetype *type)
{
	if (d->type == FILETYPE_SQLITE)
		sqlite_read(d);
	else if (d->type == FILETYPE_SQLITE_WAL)
		sqlite_read_log(d);
	else if (d->type == FILETYPE_EML)
		mail_read(d);
	else
		return read_office(d, type);
	return DOCUMENT_DONE;
}

/* What describes a document and has no text of anybody, and the parts that were read above. */
bool document_has_read(str name)
{
	return str_ends(name, STR(".xml")) || str_ends(name, STR(".rels"));
}
