#include "format/prose.h"

#include "format/xml_stream.h"

/* Text goes out in blocks of some this size. */
#define BLOCK ((size_t)65536)
#define TEXT_MOST (2 * XML_STREAM_CHUNK_MOST)

/* Open elements are counted, not stacked: hostile nesting costs nothing. */
struct walk {
	enum prose_kind kind;
	struct parts *to;
	struct prose_found *found;
	buf out;
	bool some; /* text since the last line end */
	bool enough;
	uint64_t cells;
	uint64_t fallback; /* the first of two renderings was read */
	uint64_t inserted;
	uint64_t deleted;
	uint64_t phonetic;
	uint64_t properties; /* of paragraphs and runs: their tabs are no text */
	uint64_t paragraphs; /* ODF: text:p, text:h and what else holds text */
	bool in_text;
	bool in_deleted;
};

static void flush(struct walk *w)
{
	if (w->out.n && !w->enough)
		w->enough = !parts_bytes(w->to, buf_str(&w->out));
	buf_reset(&w->out);
}

static void put_break(struct walk *w, char c)
{
	if (c == '\n' && !w->some)
		return;
	buf_put_byte(&w->out, (uint8_t)c);
	w->some = c != '\n';
	if (w->out.n >= BLOCK)
		flush(w);
}

static bool is_any(str name, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(name, str_c(*names)))
			return true;
	return false;
}

static void count(uint64_t *n, bool is, bool open)
{
	if (is && open)
		++*n;
	else if (is && *n)
		--*n;
}

static void ooxml_element(struct walk *w, str n, bool open)
{
	static const char *const texts[] = {"t", "text", "instrText", "v", "delText", "delInstrText", NULL};
	static const char *const lines[] = {"p", "tr", "v", "text", "txbxContent", "comment", "si", NULL};

	count(&w->fallback, str_eq(n, STR("Fallback")), open);
	count(&w->phonetic, str_eq(n, STR("rPh")), open);
	count(&w->inserted, str_eq(n, STR("ins")) || str_eq(n, STR("moveTo")), open);
	count(&w->deleted, str_eq(n, STR("del")) || str_eq(n, STR("moveFrom")), open);
	count(&w->properties, str_eq(n, STR("rPr")) || str_eq(n, STR("pPr")), open);
	count(&w->cells, str_eq(n, STR("tc")), open);
	w->in_text = open && is_any(n, texts);
	w->in_deleted = w->in_text && str_starts(n, STR("del"));
	if (str_eq(n, STR("instrText")))
		put_break(w, ' ');
	if (open && str_eq(n, STR("txbxContent")))
		put_break(w, '\n');
	if (open && !w->properties && str_eq(n, STR("tab")))
		put_break(w, '\t');
	if (open && (str_eq(n, STR("br")) || str_eq(n, STR("cr"))))
		put_break(w, '\n');
	if (open && str_eq(n, STR("noBreakHyphen")))
		put_break(w, '-');
	if (!open && str_eq(n, STR("tc")))
		put_break(w, w->cells ? ' ' : '\t');
	else if (!open && is_any(n, lines))
		put_break(w, w->cells ? ' ' : '\n');
}

static void odf_element(struct walk *w, str n, bool open)
{
	static const char *const lines[] = {"p", "h", "table-row", "title", "subject", "keyword", "creator", NULL};

	count(&w->paragraphs,
	      is_any(n, lines) || str_eq(n, STR("initial-creator")) || str_eq(n, STR("user-defined")) ||
		      str_eq(n, STR("description")),
	      open);
	count(&w->cells, str_eq(n, STR("table-cell")), open);
	if (open && (str_eq(n, STR("s")) || str_eq(n, STR("tab"))))
		put_break(w, str_eq(n, STR("tab")) ? '\t' : ' ');
	if (open && (str_eq(n, STR("line-break")) || str_eq(n, STR("annotation"))))
		put_break(w, '\n');
	if (!open && str_eq(n, STR("table-cell")))
		put_break(w, w->cells ? ' ' : '\t');
	else if (!open && (is_any(n, lines) || str_eq(n, STR("user-defined"))))
		put_break(w, w->cells ? ' ' : '\n');
}

static bool wanted(struct walk *w)
{
	switch (w->kind) {
	case PROSE_OOXML:
		w->found->deleted |= w->in_text && (w->in_deleted || w->deleted);
		return w->in_text && !w->in_deleted && !w->deleted && !w->fallback && !w->phonetic;
	case PROSE_OOXML_BEFORE:
		return w->in_text && !w->inserted && !w->fallback && !w->phonetic;
	case PROSE_ODF:
		return w->paragraphs > 0;
	case PROSE_ALL:
	case PROSE_OFD:
	case PROSE_KIND_COUNT:
		break;
	}
	return true;
}

static void take_event(struct walk *w, const struct xml_event *ev)
{
	if (ev->kind == XML_TEXT) {
		bool want = wanted(w);
		size_t was = w->out.n;

		if (want && ev->cdata)
			buf_put(&w->out, ev->text);
		else if (want)
			xml_text_put(&w->out, ev->text);
		w->some |= w->out.n > was;
		if (w->out.n >= BLOCK)
			flush(w);
		return;
	}
	bool open = ev->kind == XML_OPEN;

	if (w->kind == PROSE_ODF)
		odf_element(w, ev->name, open);
	else if (w->kind != PROSE_ALL)
		ooxml_element(w, ev->name, open);
	else if (!open)
		put_break(w, '\n');
}

void prose_read(struct source *xml, enum prose_kind kind, struct parts *to, struct prose_found *ret)
{
	struct walk w = {.kind = kind, .to = to, .found = ret};
	struct xml_stream x;
	struct xml_event ev;
	enum parse p = PARSE_OK;

	*ret = (struct prose_found){0};
	buf_init(&w.out, TEXT_MOST);
	xml_stream_init(&x, xml);
	while (!w.enough && (p = xml_stream_next(&x, &ev)) == PARSE_OK)
		take_event(&w, &ev);
	flush(&w);
	ret->broken = p != PARSE_OK && p != PARSE_SHORT;
	buf_release(&w.out);
}
