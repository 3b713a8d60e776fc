#include "base/buf.h"
#include "base/i18n.h"
#include "base/map.h"
#include "doc/paper_faces.h"
#include "doc/paper_pages.h"
#include "format/pdf_write.h"

#define PDF_MOST ((size_t)256 << 20)
#define LAYOUT_MEMORY ((size_t)2 << 30)
#define CONTENT_MOST ((size_t)16 << 20) /* of one sheet */
#define OBJECT_MOST ((size_t)4 << 20)
#define MARK_SIZE 130000 /* 样本 across the page */
#define MARK_LIGHT "0.87"
#define THICKEN 40 /* a thickened face is stroked with a line of size / THICKEN */
#define GLYPHS_MOST 65000u
#define CMAP_STEP 100 /* pairs a section (ISO 32000-1, 9.7.5) */

/* What is embedded of one font; CID 0 is .notdef. */
struct embedded {
	map known; /* glyph and code point to CID */
	struct cff_glyph *glyphs;
	uint32_t *cps;
	size_t n;
	size_t size;
	unsigned object;
};

struct pdf {
	const struct paper *p;
	struct paper_faces *faces;
	arena *mem;
	struct embedded fonts[PAPER_FONTS_MOST];
	struct pdf_write w;
	unsigned mark; /* form with 样本; 0: none */
	unsigned resources;
	unsigned pages;
};

static void grow(struct pdf *d, struct embedded *f)
{
	size_t size = f->size ? f->size * 2 : 256;
	struct cff_glyph *glyphs = arena_new(d->mem, struct cff_glyph, size);
	uint32_t *cps = arena_new(d->mem, uint32_t, size);

	for (size_t i = 0; i < f->n && f->size; i++) {
		glyphs[i] = f->glyphs[i];
		cps[i] = f->cps[i];
	}
	f->glyphs = glyphs;
	f->cps = cps;
	f->size = size;
}

/* One CID for a glyph and what it stands for, so that the text can be taken out again as it was put in. */
static unsigned cid_of(struct pdf *d, const struct paper_char *c)
{
	struct embedded *f = &d->fonts[c->font];
	uint32_t key[2] = {c->glyph, c->cp};
	bool new = false;

	if (!f->size) {
		map_init(&f->known, GLYPHS_MOST, 0);
		f->object = pdf_write_reserve(&d->w);
		f->n = 1;
		grow(d, f);
		f->glyphs[0] = (struct cff_glyph){.advance = 1000};
	}
	uint64_t *cid = map_add(&f->known, (str){(const uint8_t *)key, sizeof key}, &new);

	if (!cid)
		return 0;
	if (!new)
		return (unsigned)*cid;
	if (f->n == f->size)
		grow(d, f);
	f->glyphs[f->n] = paper_faces_outline(d->faces, c->font, c->glyph, d->mem);
	f->cps[f->n] = c->cp;
	*cid = f->n++;
	return (unsigned)*cid;
}

/* Thousandths of a point as points. */
static void put_points(buf *b, int32_t v)
{
	uint32_t a = v < 0 ? (uint32_t)-v : (uint32_t)v;

	buf_printf(b, "%s%u.%03u ", v < 0 ? "-" : "", a / 1000, a % 1000);
}

static void put_colour(buf *b, bool red)
{
	buf_put_c(b, red ? "0.902 0 0 rg 0.902 0 0 RG " : "0 g 0 G ");
}

/* Moves the pen within TJ: in thousandths of the size, to the left. */
static void put_shift(buf *b, int64_t off, int32_t size)
{
	int64_t hundredths = -off * 100000 / size;
	uint64_t a = (uint64_t)(hundredths < 0 ? -hundredths : hundredths);

	buf_printf(b, ">%s%llu.%02llu<", hundredths < 0 ? "-" : "", (unsigned long long)(a / 100),
		   (unsigned long long)(a % 100));
}

/* Characters [from, until) of one font; each stands where it is told, by the difference to its own advance. */
static void put_run(struct pdf *d, buf *b, const struct paper_text *t, size_t from, size_t until)
{
	uint16_t font = t->chars[from].font;
	bool bold = paper_faces_bold(d->faces, font);
	int32_t pen = t->xs[from];

	put_colour(b, t->red);
	if (bold) {
		buf_put_c(b, "2 Tr ");
		put_points(b, t->size / THICKEN);
		buf_put_c(b, "w ");
	}
	buf_printf(b, "/F%u ", font);
	put_points(b, t->size);
	buf_put_c(b, "Tf 1 0 0 1 ");
	put_points(b, t->x + t->xs[from]);
	put_points(b, PAPER_HEIGHT - t->y);
	buf_put_c(b, "Tm [<");
	for (size_t i = from; i < until; i++) {
		unsigned cid = cid_of(d, &t->chars[i]);
		int64_t off = (int64_t)t->xs[i] - pen;

		if (off > 4 || off < -4) {
			put_shift(b, off, t->size);
			pen = t->xs[i];
		}
		buf_printf(b, "%04X", cid);
		pen += (int32_t)((int64_t)d->fonts[font].glyphs[cid].advance * t->size / 1000);
	}
	buf_put_c(b, bold ? ">] TJ 0 Tr\n" : ">] TJ\n");
}

static void put_sheet(struct pdf *d, buf *b, const struct paper_sheet *s)
{
	if (d->mark)
		buf_put_c(b, "/Mark Do\n");
	for (const struct paper_rule *r = s->rules; r; r = r->next) {
		put_colour(b, r->red);
		put_points(b, r->width);
		buf_put_c(b, "w ");
		put_points(b, r->x0);
		put_points(b, PAPER_HEIGHT - r->y0);
		buf_put_c(b, "m ");
		put_points(b, r->x1);
		put_points(b, PAPER_HEIGHT - r->y1);
		buf_put_c(b, "l S\n");
	}
	buf_put_c(b, "BT\n");
	for (const struct paper_text *t = s->texts; t; t = t->next) {
		for (size_t from = 0, until; from < t->n; from = until) {
			for (until = from + 1; until < t->n && t->chars[until].font == t->chars[from].font;)
				until++;
			put_run(d, b, t, from, until);
		}
	}
	buf_put_c(b, "ET\n");
}

static void put_outline(buf *b, const struct cff_glyph *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct cff_step *s = &g->steps[i];

		if (s->kind == CFF_CURVE)
			buf_printf(b, "%d %d %d %d %d %d c\n", s->x1, s->y1, s->x2, s->y2, s->x, s->y);
		else
			buf_printf(b, "%d %d %c\n", s->x, s->y, s->kind == CFF_MOVE ? 'm' : 'l');
	}
	buf_put_c(b, "f\n");
}

/* 样本 or 草稿 or both from corner to corner, as outlines: who takes the text out does not get it between the lines (the foot says
 * it in text). */
static void put_mark(struct pdf *d)
{
	str text = d->p->sample && d->p->draft ? STR("样本草稿") : d->p->sample ? STR("样本") : STR("草稿");
	int n = d->p->sample && d->p->draft ? 4 : 2;
	AUTO(buf_release) buf b;

	if (!d->p->sample && !d->p->draft)
		return;
	buf_init(&b, CONTENT_MOST);
	/* Turned by 55 degrees about the page's middle: cos, sin; glyphs are 1000 high, one and a half apart. */
	buf_printf(&b, "%s g\n1 0 0 1 ", MARK_LIGHT);
	put_points(&b, PAPER_WIDTH / 2);
	put_points(&b, PAPER_HEIGHT / 2);
	buf_put_c(&b, "cm 0.5736 0.8192 -0.8192 0.5736 0 0 cm ");
	put_points(&b, MARK_SIZE / 1000);
	buf_put_c(&b, "0 0 ");
	put_points(&b, MARK_SIZE / 1000);
	buf_printf(&b, "0 0 cm 1 0 0 1 %d -380 cm\n", -(n * 1300 - 300) / 2);
	for (size_t at = 0; at < text.n;) {
		struct paper_char c = paper_faces_measure(d->faces, PAPER_HEI, str_utf8_next(text, &at), 1000);
		struct cff_glyph g = paper_faces_outline(d->faces, c.font, c.glyph, d->mem);

		put_outline(&b, &g);
		buf_put_c(&b, "1 0 0 1 1300 0 cm\n");
	}
	d->mark = pdf_write_reserve(&d->w);
	pdf_write_stream(&d->w, d->mark, STR("/Type /XObject /Subtype /Form /BBox [0 0 596 842]"), buf_str(&b));
}

static void put_cmap(struct pdf *d, unsigned object, const struct embedded *f)
{
	AUTO(buf_release) buf b;

	buf_init(&b, OBJECT_MOST);
	buf_put_c(&b, "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
		      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
		      "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
		      "1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
	for (size_t from = 1; from < f->n; from += CMAP_STEP) {
		size_t until = from + CMAP_STEP < f->n ? from + CMAP_STEP : f->n;

		buf_printf(&b, "%zu beginbfchar\n", until - from);
		for (size_t i = from; i < until; i++) {
			uint32_t cp = f->cps[i];

			if (cp > 0xffff)
				buf_printf(&b, "<%04zX> <%04X%04X>\n", i, 0xd800 + ((cp - 0x10000) >> 10),
					   0xdc00 + ((cp - 0x10000) & 0x3ff));
			else
				buf_printf(&b, "<%04zX> <%04X>\n", i, cp);
		}
		buf_put_c(&b, "endbfchar\n");
	}
	buf_put_c(&b, "endcmap CMapName currentdict /CMap defineresource pop end end\n");
	pdf_write_stream(&d->w, object, (str){0}, buf_str(&b));
}

/* A subset's name: six letters of its contents, then the font's own name in plain ASCII. */
static void put_name(buf *b, str font, str program)
{
	uint64_t hash = str_hash(program);

	for (int i = 0; i < 6; i++, hash /= 26)
		buf_put_byte(b, (uint8_t)('A' + hash % 26));
	buf_put_byte(b, '+');
	for (size_t i = 0; i < font.n && i < 60; i++) {
		if (byte_is_alnum(font.p[i]) || font.p[i] == '-' || font.p[i] == '_')
			buf_put_byte(b, font.p[i]);
	}
}

static void put_font(struct pdf *d, uint16_t font)
{
	const struct embedded *f = &d->fonts[font];
	unsigned below = pdf_write_reserve(&d->w), described = pdf_write_reserve(&d->w),
		 file = pdf_write_reserve(&d->w), cmap = pdf_write_reserve(&d->w);
	AUTO(buf_release) buf program;
	AUTO(buf_release) buf name;
	AUTO(buf_release) buf b;

	buf_init(&program, PDF_MOST);
	buf_init(&name, 128);
	buf_init(&b, OBJECT_MOST);
	cff_write(&program, STR("Subset"), f->glyphs, f->n);
	put_name(&name, paper_faces_name(d->faces, font), buf_str(&program));
	buf_printf(&b,
		   "<< /Type /Font /Subtype /Type0 /BaseFont /%s-Identity-H /Encoding /Identity-H "
		   "/DescendantFonts [%u 0 R] /ToUnicode %u 0 R >>",
		   buf_c(&name), below, cmap);
	pdf_write_object(&d->w, f->object, buf_str(&b));
	buf_reset(&b);
	buf_printf(&b,
		   "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) "
		   "/Ordering (Identity) /Supplement 0 >> /FontDescriptor %u 0 R /DW 1000 /W [1 [",
		   buf_c(&name), described);
	for (size_t i = 1; i < f->n; i++)
		buf_printf(&b, "%d ", f->glyphs[i].advance);
	buf_put_c(&b, "]] >>");
	pdf_write_object(&d->w, below, buf_str(&b));
	buf_reset(&b);
	buf_printf(&b,
		   "<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-200 -300 1200 1000] /ItalicAngle 0 "
		   "/Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 /FontFile3 %u 0 R >>",
		   buf_c(&name), file);
	pdf_write_object(&d->w, described, buf_str(&b));
	pdf_write_stream(&d->w, file, STR("/Subtype /CIDFontType0C"), buf_str(&program));
	put_cmap(d, cmap, f);
}

static void put_pages(struct pdf *d, const struct paper_sheets *sheets)
{
	AUTO(buf_release) buf content;
	AUTO(buf_release) buf kids;
	AUTO(buf_release) buf b;

	buf_init(&content, CONTENT_MOST);
	buf_init(&kids, OBJECT_MOST);
	buf_init(&b, OBJECT_MOST);
	for (size_t i = 0; i < sheets->n; i++) {
		unsigned page = pdf_write_reserve(&d->w), stream = pdf_write_reserve(&d->w);

		put_sheet(d, &content, &sheets->list[i]);
		pdf_write_stream(&d->w, stream, (str){0}, buf_str(&content));
		if (buf_full(&content))
			d->w.out->full = true;
		buf_reset(&content);
		buf_printf(&b,
			   "<< /Type /Page /Parent %u 0 R /MediaBox [0 0 595.276 841.89] /Contents %u 0 R /Resources "
			   "%u 0 R >>",
			   d->pages, stream, d->resources);
		pdf_write_object(&d->w, page, buf_str(&b));
		buf_reset(&b);
		buf_printf(&kids, "%u 0 R ", page);
	}
	buf_printf(&b, "<< /Type /Pages /Count %zu /Kids [%s] >>", sheets->n, buf_c(&kids));
	pdf_write_object(&d->w, d->pages, buf_str(&b));
}

static void put_file(struct pdf *d, const struct paper_sheets *sheets)
{
	unsigned root = pdf_write_reserve(&d->w), info = pdf_write_reserve(&d->w);
	AUTO(buf_release) buf b;

	buf_init(&b, OBJECT_MOST);
	d->pages = pdf_write_reserve(&d->w);
	d->resources = pdf_write_reserve(&d->w);
	put_mark(d);
	put_pages(d, sheets);
	buf_put_c(&b, "<< /Font << ");
	for (uint16_t i = 0; i < PAPER_FONTS_MOST; i++) {
		if (!d->fonts[i].size)
			continue;
		buf_printf(&b, "/F%u %u 0 R ", i, d->fonts[i].object);
		put_font(d, i);
		map_release(&d->fonts[i].known);
	}
	buf_put_c(&b, ">> ");
	if (d->mark)
		buf_printf(&b, "/XObject << /Mark %u 0 R >> ", d->mark);
	buf_put_c(&b, ">>");
	pdf_write_object(&d->w, d->resources, buf_str(&b));
	buf_reset(&b);
	buf_printf(&b,
		   "<< /Type /Catalog /Pages %u 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>",
		   d->pages);
	pdf_write_object(&d->w, root, buf_str(&b));
	buf_reset(&b);
	buf_put_c(&b, "<< /Title ");
	pdf_write_text(&b, d->p->title);
	buf_put_c(&b, " /Producer (yicha) >>");
	pdf_write_object(&d->w, info, buf_str(&b));
	pdf_write_end(&d->w, root, info);
}

static int make(const struct paper *p, arena *mem, out_write_fn *write, void *ctx, str *ret_fallbacks, err *e)
{
	AUTO(paper_faces_auto) struct paper_faces *faces = NULL;
	AUTO(buf_release) buf out;
	struct pdf *d = arena_new(mem, struct pdf, 1);
	struct paper_sheets sheets;

	buf_init(&out, PDF_MOST);
	TRY(paper_faces_open(mem, &faces, e));
	TRY(paper_pages(p, (struct paper_meter){paper_faces_measure, faces}, mem, &sheets, e));
	d->p = p;
	d->faces = faces;
	d->mem = mem;
	pdf_write_begin(&d->w, &out);
	put_file(d, &sheets);
	if (buf_full(&out))
		return err_set(e, E_LIMIT, _("a document larger than %zu MiB"), PDF_MOST >> 20);
	if (ret_fallbacks)
		*ret_fallbacks = paper_faces_fallbacks(faces, p->mem);
	return write(ctx, buf_str(&out), e);
}

int paper_pdf(const struct paper *p, out_write_fn *write, void *ctx, str *ret_fallbacks, err *e)
{
	arena mem;
	int rc;

	arena_init(&mem, LAYOUT_MEMORY);
	rc = paper_fits(p, e);
	if (rc == 0)
		rc = make(p, &mem, write, ctx, ret_fallbacks, e);
	arena_clear(&mem);
	return rc;
}
