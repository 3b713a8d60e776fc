/* ECMA-376 part 1: 17.3 paragraphs and runs, 17.4 tables, 17.10 headers; part 3: 9.3 alternate content; part 2: 12 signatures. */
#include "format/docx.h"

#include "format/xml.h"
#include "format/zip.h"

#define PROPERTIES_MOST ((size_t)1024 * 1024)
#define DATE_MOST 40

/* Where the reader is. Open elements are counted, not stacked: hostile nesting costs nothing. */
struct walk {
	struct docx *d;
	buf *out;
	uint64_t cells;     /* open tc */
	uint64_t fallback;  /* open Fallback: the first rendering was read */
	bool in_text;       /* within t */
	bool in_properties; /* within rPr */
	bool hidden;        /* this run */
};

/* <vanish/> or <vanish w:val="true"/>. */
static bool is_on(str attributes)
{
	str v;

	return !xml_attribute(attributes, STR("val"), &v) ||
	       !(str_eq(v, STR("0")) || str_eq(v, STR("false")) || str_eq(v, STR("off")));
}

static void put_break(struct walk *w, str attributes)
{
	str v;

	buf_put_byte(w->out, xml_attribute(attributes, STR("type"), &v) && str_eq(v, STR("page")) ? '\f' : '\n');
}

static void open_run(struct walk *w, const struct xml_event *ev)
{
	str n = ev->name;

	if (str_eq(n, STR("r"))) {
		w->hidden = false;
	} else if (str_eq(n, STR("rPr"))) {
		w->in_properties = true;
	} else if (w->in_properties && str_eq(n, STR("vanish"))) {
		w->hidden = is_on(ev->attributes);
		w->d->hidden |= w->hidden;
	} else if (str_eq(n, STR("t"))) {
		w->in_text = true;
	} else if (str_eq(n, STR("tab")) && !w->in_properties) {
		buf_put_byte(w->out, '\t');
	} else if (str_eq(n, STR("br")) || str_eq(n, STR("cr"))) {
		put_break(w, ev->attributes);
	} else if (str_eq(n, STR("lastRenderedPageBreak"))) {
		buf_put_byte(w->out, '\f');
	} else if (str_eq(n, STR("noBreakHyphen"))) {
		buf_put_byte(w->out, '-');
	}
}

static void open_element(struct walk *w, const struct xml_event *ev)
{
	str n = ev->name;

	if (str_eq(n, STR("Fallback")))
		w->fallback++;
	if (w->fallback)
		return;
	w->cells += str_eq(n, STR("tc"));
	w->d->tables += str_eq(n, STR("tbl"));
	w->d->paragraphs += str_eq(n, STR("p"));
	w->d->pictures += str_eq(n, STR("blip")) || str_eq(n, STR("imagedata"));
	w->d->signature_lines += str_eq(n, STR("signatureline"));
	/* Tab stops of a paragraph's layout are no tabs. */
	if (str_eq(n, STR("pPr")))
		w->in_properties = true;
	open_run(w, ev);
}

static void close_element(struct walk *w, const struct xml_event *ev)
{
	str n = ev->name;

	if (str_eq(n, STR("Fallback")) && w->fallback)
		w->fallback--;
	if (w->fallback)
		return;
	if (str_eq(n, STR("t"))) {
		w->in_text = false;
	} else if (str_eq(n, STR("rPr")) || str_eq(n, STR("pPr"))) {
		w->in_properties = false;
	} else if (str_eq(n, STR("r"))) {
		w->hidden = false;
	} else if (str_eq(n, STR("p"))) {
		buf_put_byte(w->out, w->cells ? ' ' : '\n');
	} else if (str_eq(n, STR("tc"))) {
		w->cells -= w->cells > 0;
		buf_put_byte(w->out, w->cells ? ' ' : '\t');
	} else if (str_eq(n, STR("tr"))) {
		buf_put_byte(w->out, w->cells ? ' ' : '\n');
	}
}

static enum parse read_body(struct docx *d, str part, buf *out)
{
	struct walk w = {.d = d, .out = out};
	struct xml xml;
	struct xml_event ev;
	enum parse p;

	xml_init(&xml, part);
	while ((p = xml_parse(&xml, &ev)) == PARSE_OK) {
		if (ev.kind == XML_OPEN)
			open_element(&w, &ev);
		else if (ev.kind == XML_CLOSE)
			close_element(&w, &ev);
		else if (w.in_text && !w.hidden && !w.fallback && ev.cdata)
			buf_put(out, ev.text);
		else if (w.in_text && !w.hidden && !w.fallback)
			xml_text_put(out, ev.text);
	}
	d->cut |= buf_full(out);
	return p == PARSE_SHORT ? PARSE_OK : PARSE_BAD;
}

/* ---- parts ---- */

static enum parse unpack(const struct zip *z, str name, buf *out)
{
	const struct zip_entry *e = zip_find(z, name);

	return e ? zip_unpack(e, out) : PARSE_SHORT;
}

/* The name of the main part: by the package's relationships, else the usual one. */
static void main_part(const struct zip *z, buf *path)
{
	AUTO(buf_release) buf links;
	struct xml xml;
	struct xml_event ev;
	str type, target;

	buf_init(&links, PROPERTIES_MOST);
	if (unpack(z, STR("_rels/.rels"), &links) == PARSE_OK) {
		xml_init(&xml, buf_str(&links));
		while (xml_parse(&xml, &ev) == PARSE_OK)
			if (ev.kind == XML_OPEN && xml_attribute(ev.attributes, STR("Type"), &type) &&
			    str_ends(type, STR("/officeDocument")) &&
			    xml_attribute(ev.attributes, STR("Target"), &target)) {
				xml_text_put(path, str_starts(target, STR("/")) ? str_from(target, 1) : target);
				return;
			}
	}
	buf_put_c(path, "word/document.xml");
}

/* Text of the first element of this name, at most DATE_MOST bytes. */
static str property(str part, str name, arena *mem)
{
	AUTO(buf_release) buf b;
	struct xml xml;
	struct xml_event ev;
	bool in = false;

	buf_init(&b, DATE_MOST);
	xml_init(&xml, part);
	while (xml_parse(&xml, &ev) == PARSE_OK) {
		if (ev.kind == XML_TEXT && in)
			xml_text_put(&b, ev.text);
		else if (ev.kind == XML_OPEN && str_eq(ev.name, name))
			in = true;
		else if (in)
			break;
	}
	return buf_full(&b) ? (str){0} : arena_str(mem, buf_str(&b));
}

static bool is_edge(str name)
{
	return str_ends(name, STR(".xml")) &&
	       (str_starts(name, STR("word/header")) || str_starts(name, STR("word/footer")) ||
		str_starts(name, STR("word/footnotes")) || str_starts(name, STR("word/endnotes")));
}

/* Broken edges do not cost the body. */
static void read_edges(struct docx *d, const struct zip *z, buf *part)
{
	size_t edges = 0;

	for (size_t i = 0; i < z->count; i++) {
		const struct zip_entry *e = &z->entries[i];

		d->signed_digitally |= str_starts(e->name, STR("_xmlsignatures/"));
		if (!is_edge(e->name))
			continue;
		if (++edges > DOCX_EDGES_MOST) {
			d->cut = true;
			return;
		}
		buf_reset(part);
		if (zip_unpack(e, part) != PARSE_OK || read_body(d, buf_str(part), &d->edges) != PARSE_OK)
			d->cut = true;
	}
}

enum parse docx_parse(str bytes, arena *mem, struct docx *ret)
{
	AUTO(buf_release) buf path, part;
	struct zip z;

	*ret = (struct docx){0};
	buf_init(&ret->text, DOCX_TEXT_MOST);
	buf_init(&ret->edges, DOCX_TEXT_MOST);
	buf_init(&path, 512);
	buf_init(&part, DOCX_PART_MOST);
	enum parse p = zip_parse(bytes, mem, &z);

	if (p != PARSE_OK)
		return p;
	main_part(&z, &path);
	p = unpack(&z, buf_str(&path), &part);
	if (p != PARSE_OK)
		return p == PARSE_SHORT ? PARSE_BAD : p;
	p = read_body(ret, buf_str(&part), &ret->text);
	if (p != PARSE_OK)
		return p;
	read_edges(ret, &z, &part);
	buf_reset(&part);
	if (unpack(&z, STR("docProps/core.xml"), &part) == PARSE_OK) {
		ret->created = property(buf_str(&part), STR("created"), mem);
		ret->modified = property(buf_str(&part), STR("modified"), mem);
	}
	return PARSE_OK;
}

void docx_release(struct docx *d)
{
	buf_release(&d->text);
	buf_release(&d->edges);
}
