#include "format/office.h"

#include "base/i18n.h"
#include "format/ofd.h"
#include "format/prose.h"
#include "format/sheets.h"
#include "format/xml_stream.h"
#include "format/zip_entry.h"
#include "format/zip_loose.h"

struct office {
	const struct document *d;
	struct zip zip;
	struct zip_entry_reader reader;
};

/* What an archive is, by all names in its directory. */
static enum filetype type_of(const struct zip *z)
{
	const struct zip_entry *mime = zip_find(z, STR("mimetype"));

	if (zip_find(z, STR("xl/workbook.xml")))
		return FILETYPE_XLSX;
	if (zip_find(z, STR("word/document.xml")))
		return FILETYPE_DOCX;
	if (zip_find(z, STR("ppt/presentation.xml")))
		return FILETYPE_PPTX;
	if (mime && mime->method == 0 && str_starts(mime->data, STR("application/vnd.oasis.opendocument")) &&
	    zip_find(z, STR("content.xml")))
		return FILETYPE_ODF;
	if (zip_find(z, STR("OFD.xml")))
		return FILETYPE_OFD;
	return FILETYPE_ZIP;
}

/* ---- which parts hold what ---- */

static bool is_described(str name)
{
	static const str starts[] = {
		STR_INIT("word/styles"),      STR_INIT("word/settings"),   STR_INIT("word/fontTable"),
		STR_INIT("word/theme/"),      STR_INIT("word/numbering"),  STR_INIT("word/webSettings"),
		STR_INIT("word/stylesWith"),  STR_INIT("ppt/theme/"),      STR_INIT("ppt/tableStyles"),
		STR_INIT("ppt/viewProps"),    STR_INIT("ppt/presProps"),   STR_INIT("ppt/presentation.xml"),
		STR_INIT("xl/theme/"),        STR_INIT("xl/styles.xml"),   STR_INIT("xl/workbook.xml"),
		STR_INIT("xl/calcChain.xml"), STR_INIT("[Content_Types]"), STR_INIT("META-INF/manifest.xml"),
		STR_INIT("settings.xml"),     STR_INIT("mimetype"),        STR_INIT("manifest.rdf"),
		STR_INIT("Configurations2/"), STR_INIT("Thumbnails/"),
	};

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (str_starts(name, starts[i]))
			return true;
	return false;
}

/* Cells of the workbook are read by format/sheets.h. */
static bool is_sheet(str name)
{
	return str_starts(name, STR("xl/worksheets/")) || str_eq(name, STR("xl/sharedStrings.xml"));
}

static bool prose_kind_of(str name, enum prose_kind *ret)
{
	if (!str_ends(name, STR(".xml")) || is_described(name) || is_sheet(name))
		return false;
	*ret = PROSE_OOXML;
	if (str_starts(name, STR("docProps/"))) {
		*ret = PROSE_ALL;
		return true;
	}
	if (str_eq(name, STR("content.xml")) || str_eq(name, STR("styles.xml")) || str_eq(name, STR("meta.xml"))) {
		*ret = PROSE_ODF;
		return true;
	}
	if (ofd_is_page(name)) {
		*ret = PROSE_OFD;
		return true;
	}
	return str_starts(name, STR("word/")) || str_starts(name, STR("ppt/")) ||
	       str_starts(name, STR("xl/comments")) || str_starts(name, STR("xl/threadedComments/")) ||
	       str_starts(name, STR("xl/drawings/")) || str_starts(name, STR("xl/charts/")) ||
	       str_starts(name, STR("xl/diagrams/"));
}

bool office_has_read(str name)
{
	enum prose_kind kind;

	return is_described(name) || (is_sheet(name) && (str_ends(name, STR(".xml")))) || prose_kind_of(name, &kind) ||
	       str_ends(name, STR(".rels"));
}

/* ---- reading ---- */

/* One part's text; true where it has deleted text too. */
static bool read_prose(struct office *o, const struct zip_entry *e, str own, enum prose_kind kind)
{
	struct prose_found found = {0};

	if (!parts_begin(o->d->parts, own, PIECE_TEXT))
		return false;
	zip_entry_open(&o->reader, e);
	if (kind == PROSE_OFD)
		ofd_read(&o->reader.source, o->d->parts, &found);
	else
		prose_read(&o->reader.source, kind, o->d->parts, &found);
	bool broken = found.broken || o->reader.broken;

	zip_entry_close(&o->reader);
	parts_end(o->d->parts, broken ? PIECE_UNREADABLE : PIECE_WHOLE,
		  !broken                      ? ""
		  : o->reader.entry->flags & 1 ? N_("encrypted")
					       : N_("the document's part is damaged"));
	return found.deleted;
}

static void read_texts(struct office *o, bool sheets)
{
	AUTO(buf_release) buf name;
	enum prose_kind kind;

	buf_init(&name, 1024);
	for (size_t i = 0; i < o->zip.count && !o->d->parts->out; i++) {
		const struct zip_entry *e = &o->zip.entries[i];

		if (!prose_kind_of(e->name, &kind) || (sheets && str_eq(e->name, STR("content.xml"))))
			continue;
		if (!read_prose(o, e, e->name, kind))
			continue;
		buf_reset(&name);
		buf_put(&name, str_sub(e->name, 0, 400));
		buf_put_c(&name, " (before changes)");
		(void)read_prose(o, e, buf_str(&name), PROSE_OOXML_BEFORE);
	}
}

/* Targets outside of the document: addresses of mail, of servers with their passwords. */
static void read_links(struct office *o)
{
	AUTO(buf_release) buf links;
	struct xml_stream x;
	struct xml_event ev;
	str v;

	buf_init(&links, (size_t)1 << 20);
	for (size_t i = 0; i < o->zip.count; i++) {
		if (!str_ends(o->zip.entries[i].name, STR(".rels")))
			continue;
		zip_entry_open(&o->reader, &o->zip.entries[i]);
		xml_stream_init(&x, &o->reader.source);
		while (!buf_full(&links) && xml_stream_next(&x, &ev) == PARSE_OK) {
			if (ev.kind != XML_OPEN || !xml_attribute(ev.attributes, STR("TargetMode"), &v) ||
			    !xml_attribute(ev.attributes, STR("Target"), &v))
				continue;
			xml_text_put(&links, v);
			buf_put_byte(&links, '\n');
		}
		zip_entry_close(&o->reader);
	}
	if (!links.n || !parts_begin(o->d->parts, STR("links"), PIECE_TEXT))
		return;
	(void)parts_bytes(o->d->parts, buf_str(&links));
	parts_end(o->d->parts, buf_full(&links) ? PIECE_CUT : PIECE_WHOLE,
		  buf_full(&links) ? N_("longer than what is read") : "");
}

static bool is_spreadsheet(const struct zip *z)
{
	const struct zip_entry *mime = zip_find(z, STR("mimetype"));

	return mime && mime->method == 0 && str_ihas(mime->data, STR("spreadsheet"));
}

static void read_all(struct office *o, enum filetype type, arena *mem)
{
	bool ods = type == FILETYPE_ODF && is_spreadsheet(&o->zip);

	if (type == FILETYPE_XLSX && !sheets_read_xlsx(o->d, &o->zip, mem))
		parts_unread(o->d->parts, (str){0}, PIECE_UNREADABLE, N_("no sheet of the workbook could be read"));
	if (ods)
		(void)sheets_read_ods(o->d, &o->zip);
	/* GM/T 0099: what is encrypted has other names, and is given as bytes of no form. */
	if (type == FILETYPE_OFD && zip_find(&o->zip, STR("Encryptions.xml")))
		parts_unread(o->d->parts, (str){0}, PIECE_UNREADABLE, N_("encrypted"));
	read_texts(o, ods);
	read_links(o);
}

enum document_rest office_read(const struct document *d, enum filetype *type)
{
	AUTO(arena_clear) arena mem;
	static const char words[] = N_("no sound document: its parts are looked at one by one");
	struct office o = {.d = d};

	arena_init(&mem, d->memory_most);
	enum parse p = zip_parse(d->bytes, &mem, &o.zip);

	if (p != PARSE_OK && zip_loose_read(d->bytes, &mem, &o.zip))
		p = PARSE_OK;

	if (p == PARSE_OK) {
		*type = type_of(&o.zip);
		if (*type == FILETYPE_ZIP)
			return DOCUMENT_NOT;
		read_all(&o, *type, &mem);
		return DOCUMENT_MEMBERS;
	}
	if (d->type != FILETYPE_ZIP)
		parts_unread(d->parts, (str){0}, p == PARSE_LIMIT ? PIECE_CUT : PIECE_UNREADABLE, words);
	*type = FILETYPE_ZIP;
	return DOCUMENT_NOT;
}
