/*
 * A paper as WordprocessingML (ECMA-376): the official faces by name (office machines have them), the grid of the section, exact
 * lines. Word breaks the text's lines itself; only title and agency are broken here, as in the PDF.
 */
#include "base/i18n.h"
#include "base/width.h"
#include "doc/paper_lines.h"
#include "doc/paper_priv.h"
#include "doc/paper_word.h"
#include "format/zip_write.h"

#define DOCX_MOST ((size_t)256 << 20)
#define PART_MOST ((size_t)128 << 20)
#define LAYOUT_MEMORY ((size_t)64 << 20)
#define IMPRINT_BORDERS 230 /* hundredths of a point: its rules, which Word adds to its rows */
#define TITLE_MOST 2000     /* characters that are broken here; of a longer title the rest runs on */

struct making {
	const struct paper *p;
	buf *b;
	arena mem;
	bool below_head;
	bool below_annex;
	bool begun;
};

/* How a paragraph stands; twips. */
struct para {
	const char *face;
	int32_t size; /* thousandths of a point */
	int32_t left, hanging, first, right;
	int32_t before, after, line; /* line: 0: a row */
	int32_t tab;                 /* a stop that ends text; 0: none */
	const char *align;           /* NULL: left: on the grid nothing is spread */
	bool keep, red, page;
};

static const char *face_name(enum paper_face face)
{
	static const char *const names[PAPER_FACE_COUNT] = {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312",
							    "宋体"};

	return names[face];
}

static void put_run_form(buf *b, const struct para *p)
{
	int half = p->size / 500;

	buf_printf(b,
		   "<w:rPr><w:rFonts w:ascii=\"%s\" w:eastAsia=\"%s\" w:hAnsi=\"%s\" w:cs=\"%s\" w:hint=\"eastAsia\"/>"
		   "%s%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr>",
		   p->face, p->face, p->face, p->face, p->red ? "<w:color w:val=\"E60000\"/>" : "",
		   p->size == PAPER_BODY ? PAPER_WORD_PITCH : "", half, half);
}

static void put_escaped(buf *b, str s)
{
	for (size_t at = 0; at < s.n;) {
		uint32_t cp = str_utf8_next(s, &at);

		if (cp == '&')
			buf_put_c(b, "&amp;");
		else if (cp == '<')
			buf_put_c(b, "&lt;");
		else if (cp == '>')
			buf_put_c(b, "&gt;");
		else if (cp == '"')
			buf_put_c(b, "&quot;");
		else if (cp == '\n')
			buf_put_byte(b, ' ');
		else if (!paper_drops(cp))
			buf_put_utf8(b, cp);
	}
}

static void open_para(buf *b, const struct para *p)
{
	buf_put_c(b, "<w:p><w:pPr>");
	if (p->keep)
		buf_put_c(b, "<w:keepNext/>");
	if (p->page)
		buf_put_c(b, "<w:pageBreakBefore/>");
	if (p->tab)
		buf_printf(b, "<w:tabs><w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs>", p->tab);
	buf_put_c(b, "<w:wordWrap w:val=\"0\"/><w:overflowPunct w:val=\"0\"/>"
		     "<w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/>");
	/* Body text takes the grid's rows: there a line stands in the middle of its row, an exact line stands lower. */
	if (p->size == PAPER_BODY)
		buf_printf(b, "<w:spacing w:before=\"%d\" w:after=\"%d\"/>", p->before, p->after);
	else
		buf_printf(b,
			   "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"%d\" w:after=\"%d\" w:line=\"%d\" "
			   "w:lineRule=\"exact\"/>",
			   p->before, p->after, p->line ? p->line : PAPER_WORD_LINE);
	buf_printf(b, "<w:ind w:left=\"%d\" w:right=\"%d\" w:%s=\"%d\"/>", p->left, p->right,
		   p->hanging ? "hanging" : "firstLine", p->hanging ? p->hanging : p->first);
	buf_printf(b, "<w:jc w:val=\"%s\"/>", p->align ? p->align : "left");
	put_run_form(b, p);
	buf_put_c(b, "</w:pPr>");
}

static void put_run(buf *b, const struct para *p, str text)
{
	if (!text.n)
		return;
	buf_put_c(b, "<w:r>");
	put_run_form(b, p);
	buf_put_c(b, "<w:t xml:space=\"preserve\">");
	put_escaped(b, text);
	buf_put_c(b, "</w:t></w:r>");
}

static void put_special(buf *b, const struct para *p, const char *element)
{
	buf_put_c(b, "<w:r>");
	put_run_form(b, p);
	buf_printf(b, "%s</w:r>", element);
}

static void close_para(buf *b)
{
	buf_put_c(b, "</w:p>\n");
}

static void put_para(buf *b, const struct para *p, str text)
{
	open_para(b, p);
	put_run(b, p, text);
	close_para(b);
}

static void put_paras(buf *b, struct para p, str text)
{
	do {
		struct str_cut c = str_cut(&text, '\n');

		put_para(b, &p, c.head);
		p.page = false;
	} while (text.n);
}

static struct para para_of(enum paper_face face, int32_t size, int32_t first)
{
	return (struct para){.face = face_name(face), .size = size, .first = first * PAPER_WORD_EM};
}

static void put_blank(buf *b, unsigned rows, bool keep)
{
	struct para p = para_of(PAPER_FANGSONG, PAPER_BODY, 0);

	p.keep = keep;
	for (unsigned i = 0; i < rows; i++)
		put_para(b, &p, (str){0});
}

/* Lines as the PDF breaks them, with every full character one em and every other half of one. */
static size_t put_shaped(struct making *m, const struct para *p, str text, int32_t size)
{
	size_t n = 0, most = text.n < TITLE_MOST ? text.n : TITLE_MOST;
	struct paper_char *chars = arena_new(&m->mem, struct paper_char, most + 1);
	size_t *starts = arena_new(&m->mem, size_t, most + 2);
	int32_t *xs = arena_new(&m->mem, int32_t, most + 1);

	for (size_t at = 0; at < text.n && n < most; n++) {
		starts[n] = at;
		chars[n].cp = str_utf8_next(text, &at);
		chars[n].width = (int32_t)width_of_char(chars[n].cp) * size / 2;
		if (chars[n].cp > 0x2000 && chars[n].width < size)
			chars[n].width = size;
		starts[n + 1] = at;
	}
	struct paper_lines lines = paper_lines_title(&m->mem, chars, n, PAPER_TEXT_WIDTH, xs);

	for (size_t i = 0; i < lines.n; i++) {
		size_t from = starts[lines.list[i].from];
		size_t until = i + 1 < lines.n ? starts[lines.list[i].until] : text.n;

		if (i)
			put_special(m->b, p, "<w:br/>");
		put_run(m->b, p, str_sub(text, from, until - from));
	}
	return lines.n;
}

static void put_title(struct making *m, str text)
{
	struct para p = para_of(PAPER_XIAOBIAOSONG, PAPER_HEADING, 0);
	bool number_below = !m->p->agency.n && m->p->number.n && !m->begun;

	if (m->below_annex)
		put_blank(m->b, 1, true);
	m->below_annex = m->below_head = false;
	p.align = "center";
	p.keep = true;
	do {
		struct str_cut c = str_cut(&text, '\n');

		open_para(m->b, &p);
		(void)put_shaped(m, &p, c.head, PAPER_HEADING);
		close_para(m->b);
	} while (text.n);
	if (number_below) {
		p = para_of(PAPER_FANGSONG, PAPER_BODY, 0);
		p.align = "right";
		p.keep = true;
		put_para(m->b, &p, m->p->number);
	}
	put_blank(m->b, 1, true);
}

/* Width of a text in twips when set in body text. */
static int32_t width_twips(str text)
{
	size_t w = width_of(text);

	return (int32_t)(w < 1000 ? w : 1000) * PAPER_WORD_EM / 2;
}

static void put_label(struct making *m, const struct paper_block *b)
{
	struct para p = para_of(PAPER_FANGSONG, PAPER_BODY, 0);
	int32_t label = width_twips(b->text), hang = label > 10 * PAPER_WORD_EM ? 0 : label + PAPER_WORD_EM;
	str value = b->value, first = str_cut(&value, '\n').head;

	p.left = 2 * PAPER_WORD_EM + hang;
	p.hanging = hang;
	open_para(m->b, &p);
	put_run(m->b, &p, b->text);
	put_run(m->b, &p, STR("："));
	put_run(m->b, &p, first);
	close_para(m->b);
	p.hanging = 0;
	if (value.n)
		put_paras(m->b, p, value);
}

static void put_attached(struct making *m, str text)
{
	struct para p = para_of(PAPER_FANGSONG, PAPER_BODY, 0);

	put_blank(m->b, 1, true);
	p.left = 5 * PAPER_WORD_EM;
	p.hanging = 3 * PAPER_WORD_EM;
	while (text.n) {
		struct str_cut c = str_cut(&text, '\n');

		put_para(m->b, &p, c.head);
		p.hanging = 0;
	}
}

static void put_signed(struct making *m, const struct paper_block *b)
{
	struct para p = para_of(PAPER_FANGSONG, PAPER_BODY, 0);
	int32_t date = width_twips(b->value), agency = 0;

	for (str text = b->text; text.n;) {
		int32_t w = width_twips(str_cut(&text, '\n').head);

		agency = w > agency ? w : agency;
	}
	put_blank(m->b, 2, true);
	p.align = "right";
	p.keep = true;
	p.right = 4 * PAPER_WORD_EM + date / 2 - agency / 2;
	if (p.right < 0)
		p.right = 0;
	put_paras(m->b, p, b->text);
	p.right = 4 * PAPER_WORD_EM;
	put_para(m->b, &p, b->value);
	put_blank(m->b, 1, false);
}

static void put_signature(struct making *m, const struct paper_block *b)
{
	struct para p = para_of(PAPER_FANGSONG, PAPER_BODY, 0);

	buf_put_c(m->b, "<w:p><w:pPr><w:tabs>");
	buf_printf(m->b,
		   "<w:tab w:val=\"left\" w:leader=\"underscore\" w:pos=\"%d\"/><w:tab w:val=\"left\" w:pos=\"%d\"/>"
		   "<w:tab w:val=\"right\" w:leader=\"underscore\" w:pos=\"%d\"/></w:tabs>",
		   17 * PAPER_WORD_EM, 18 * PAPER_WORD_EM, PAPER_WORD_WIDTH);
	put_run_form(m->b, &p);
	buf_put_c(m->b, "</w:pPr>");
	put_run(m->b, &p, b->text);
	put_run(m->b, &p, STR("："));
	put_special(m->b, &p, "<w:tab/>");
	put_special(m->b, &p, "<w:tab/>");
	put_run(m->b, &p, b->value.n ? b->value : STR("日期："));
	put_special(m->b, &p, "<w:tab/>");
	close_para(m->b);
}

static int32_t column_width(const struct paper_block *b, size_t column)
{
	uint64_t all = 0;

	for (size_t i = 0; i < b->columns; i++)
		all += b->widths && b->widths[i] ? b->widths[i] : 1;
	return (int32_t)(PAPER_WORD_WIDTH * (b->widths && b->widths[column] ? b->widths[column] : 1) / all);
}

static void put_row(struct making *m, const struct paper_block *b, size_t row)
{
	bool head = !row && !b->headless;
	struct para p = para_of(head ? PAPER_HEI : PAPER_FANGSONG, PAPER_CELL, 0);

	p.line = PAPER_WORD_CELL_LINE;
	p.align = head ? "center" : "left";
	buf_put_c(m->b, "<w:tr><w:trPr><w:cantSplit/>");
	buf_put_c(m->b, head ? "<w:tblHeader/></w:trPr>" : "</w:trPr>");
	for (size_t c = 0; c < b->columns; c++) {
		buf_printf(m->b,
			   "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>",
			   column_width(b, c));
		put_paras(m->b, p, b->cells[row * b->columns + c]);
		buf_put_c(m->b, "</w:tc>");
	}
	buf_put_c(m->b, "</w:tr>\n");
}

static void put_table(struct making *m, const struct paper_block *b)
{
	static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};

	if (!b->rows || !b->columns)
		return;
	buf_printf(
		m->b,
		"<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblBorders>",
		PAPER_WORD_WIDTH);
	for (size_t i = 0; i < ARRAY_LEN(sides); i++)
		buf_printf(m->b, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>", sides[i]);
	buf_put_c(m->b, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"80\" w:type=\"dxa\"/>"
			"<w:left w:w=\"80\" w:type=\"dxa\"/><w:bottom w:w=\"80\" w:type=\"dxa\"/>"
			"<w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
	for (size_t c = 0; c < b->columns; c++)
		buf_printf(m->b, "<w:gridCol w:w=\"%d\"/>", column_width(b, c));
	buf_put_c(m->b, "</w:tblGrid>\n");
	for (size_t row = 0; row < b->rows; row++)
		put_row(m, b, row);
	buf_put_c(m->b, "</w:tbl>\n");
}

static void put_imprint_row(struct making *m, const struct paper_block *b, bool first)
{
	struct para p = para_of(PAPER_FANGSONG, PAPER_SMALL, 0);
	int em = PAPER_SMALL / 50;

	buf_printf(m->b,
		   "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:tcBorders>"
		   "<w:top w:val=\"single\" w:sz=\"%d\" w:space=\"0\" w:color=\"000000\"/></w:tcBorders></w:tcPr>",
		   PAPER_WORD_WIDTH, first ? 8 : 6);
	buf_printf(m->b,
		   "<w:p><w:pPr><w:tabs><w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs><w:snapToGrid w:val=\"0\"/>"
		   "<w:spacing w:line=\"%d\" w:lineRule=\"exact\"/><w:ind w:left=\"%d\" w:right=\"%d\"/>",
		   PAPER_WORD_WIDTH - em, PAPER_WORD_LINE, em, em);
	put_run_form(m->b, &p);
	buf_put_c(m->b, "</w:pPr>");
	put_run(m->b, &p, b->text);
	if (b->value.n) {
		put_special(m->b, &p, "<w:tab/>");
		put_run(m->b, &p, b->value);
	}
	buf_put_c(m->b, "</w:p></w:tc></w:tr>\n");
}

/* Its lines, full characters being one em and others half of one. */
static int32_t imprint_lines(const struct paper *p)
{
	size_t lines = 0, most = (size_t)((PAPER_TEXT_WIDTH - 2 * PAPER_SMALL) * 2 / PAPER_SMALL);

	for (const struct paper_block *b = p->first; b; b = b->next) {
		size_t halves = width_of(b->text) + width_of(b->value) + (b->value.n > 0);

		if (b->kind == PAPER_IMPRINT)
			lines += 1 + (halves ? halves - 1 : 0) / most;
		if (lines >= PAPER_ROWS)
			return PAPER_ROWS;
	}
	return (int32_t)lines;
}

#define LOW_PARAGRAPH                                                                                                  \
	"<w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"20\" w:lineRule=\"exact\"/><w:rPr><w:sz w:val=\"2\"/>"  \
	"</w:rPr></w:pPr>"

/* A table must not be the body's last: a paragraph as low as Word allows. */
static void put_end(struct making *m)
{
	buf_put_c(m->b, "<w:p>" LOW_PARAGRAPH "</w:p>\n");
}

/* 版记: the blocks of that kind, wherever they stand, as one table in a text box whose foot is the text's. (A floating table would be
 * plainer; LibreOffice lets none float that is as wide as the text.) */
static void put_imprint(struct making *m)
{
	int32_t lines = imprint_lines(m->p);
	int32_t top = (PAPER_TOP + PAPER_TEXT_HEIGHT) / 10 - lines * PAPER_WORD_LINE * 5 - IMPRINT_BORDERS;
	bool some = false;

	if (!lines)
		return;
	buf_printf(m->b,
		   "<w:p>" LOW_PARAGRAPH "<w:r><w:pict><v:rect id=\"imprint\" style=\"position:absolute;margin-left:0;"
		   "margin-top:%d.%02dpt;width:%dpt;height:%dpt;z-index:1;mso-position-horizontal:absolute;"
		   "mso-position-horizontal-relative:margin;mso-position-vertical:absolute;"
		   "mso-position-vertical-relative:page\" filled=\"f\" stroked=\"f\"><v:textbox inset=\"0,0,0,0\">"
		   "<w:txbxContent><w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblInd w:w=\"0\" "
		   "w:type=\"dxa\"/><w:tblBorders><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" "
		   "w:color=\"000000\"/></w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"0\" "
		   "w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
		   "<w:gridCol w:w=\"%d\"/></w:tblGrid>\n",
		   top / 100, top % 100, PAPER_TEXT_WIDTH / 1000, lines * PAPER_WORD_LINE / 20 + 6, PAPER_WORD_WIDTH,
		   PAPER_WORD_WIDTH);
	for (const struct paper_block *b = m->p->first; b; b = b->next) {
		if (b->kind != PAPER_IMPRINT)
			continue;
		put_imprint_row(m, b, !some);
		some = true;
	}
	buf_put_c(m->b,
		  "</w:tbl><w:p>" LOW_PARAGRAPH "</w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>\n");
}

static void put_annex(struct making *m, str text)
{
	struct para p = para_of(PAPER_HEI, PAPER_BODY, 0);

	p.page = p.keep = true;
	put_para(m->b, &p, text);
	m->below_annex = true;
}

static void put_plain(struct making *m, const struct paper_block *b, enum paper_face face, int32_t first)
{
	struct para p = para_of(face, PAPER_BODY, first);

	p.keep = face != PAPER_FANGSONG || (b->next && b->next->kind == PAPER_SIGNED);
	put_paras(m->b, p, b->text);
}

static void put_note(struct making *m, const struct paper_block *b)
{
	struct para p = para_of(PAPER_FANGSONG, PAPER_BODY, 2);
	bool bare = !str_starts(b->text, STR("（"));

	open_para(m->b, &p);
	put_run(m->b, &p, bare ? STR("（") : (str){0});
	put_run(m->b, &p, b->text);
	put_run(m->b, &p, bare ? STR("）") : (str){0});
	close_para(m->b);
}

static void put_block(struct making *m, const struct paper_block *b)
{
	switch (b->kind) {
	case PAPER_TITLE:
		put_title(m, b->text);
		break;
	case PAPER_ADDRESSEE:
		put_plain(m, b, PAPER_FANGSONG, 0);
		break;
	case PAPER_HEADING1:
		put_plain(m, b, PAPER_HEI, 2);
		break;
	case PAPER_HEADING2:
		put_plain(m, b, PAPER_KAI, 2);
		break;
	case PAPER_TEXT:
		put_plain(m, b, PAPER_FANGSONG, 2);
		break;
	case PAPER_FIELD:
		put_label(m, b);
		break;
	case PAPER_TABLE:
		put_table(m, b);
		break;
	case PAPER_ATTACHED:
		put_attached(m, b->text);
		break;
	case PAPER_SIGNED:
		put_signed(m, b);
		break;
	case PAPER_SIGNATURE:
		put_signature(m, b);
		break;
	case PAPER_NOTE:
		put_note(m, b);
		break;
	case PAPER_ANNEX:
		put_annex(m, b->text);
		break;
	case PAPER_IMPRINT: /* at the end, together */
	case PAPER_KIND_COUNT:
		break;
	}
	m->begun = true;
}

/* Agency, number, red rule: ten rows together, as in the PDF. */
static void put_head(struct making *m)
{
	size_t w = width_of(m->p->agency);
	int32_t size = PAPER_AGENCY_MOST, line, gap;
	struct para p;

	if (w && (int64_t)w * size / 2 > PAPER_TEXT_WIDTH * 95LL / 100)
		size = (int32_t)(PAPER_TEXT_WIDTH * 95LL / 100 * 2 / (int64_t)w);
	if (size < PAPER_AGENCY_LEAST)
		size = PAPER_AGENCY_LEAST;
	size -= size % 500;
	line = size * 5 / 4 / 50;
	p = para_of(PAPER_XIAOBIAOSONG, size, 0);
	p.align = "center";
	p.red = p.keep = true;
	p.line = line;
	p.before = (PAPER_AGENCY_FROM - size * 14 / 100) / 50;
	open_para(m->b, &p);
	gap = PAPER_NUMBER_ROW * PAPER_WORD_LINE - p.before - line * (int32_t)put_shaped(m, &p, m->p->agency, size);
	close_para(m->b);
	p = para_of(PAPER_FANGSONG, PAPER_BODY, 0);
	p.align = m->p->signer.n ? "left" : "center";
	p.left = m->p->signer.n ? PAPER_WORD_EM : 0;
	p.tab = m->p->signer.n ? PAPER_WORD_WIDTH - PAPER_WORD_EM : 0;
	p.keep = true;
	p.before = gap > 0 ? gap : 0;
	open_para(m->b, &p);
	put_run(m->b, &p, m->p->number);
	if (m->p->signer.n) {
		put_special(m->b, &p, "<w:tab/>");
		put_run(m->b, &p, STR("签发人："));
		p.face = face_name(PAPER_KAI);
		put_run(m->b, &p, m->p->signer);
	}
	close_para(m->b);
	/* The rule is the lower border of a low paragraph; two blank rows end below it. */
	line = ((PAPER_TEXT_HEIGHT / PAPER_ROWS + PAPER_BODY) / 2 + PAPER_RULE_BELOW) / 50 - PAPER_WORD_LINE;
	buf_printf(m->b,
		   "<w:p><w:pPr><w:keepNext/><w:pBdr><w:bottom w:val=\"single\" w:sz=\"16\" w:space=\"0\" "
		   "w:color=\"E60000\"/>"
		   "</w:pBdr><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"%d\" w:line=\"%d\" "
		   "w:lineRule=\"exact\"/><w:rPr><w:sz w:val=\"2\"/></w:rPr></w:pPr></w:p>\n",
		   2 * PAPER_WORD_LINE - line - PAPER_WORD_BORDER, line);
	m->below_head = true;
}

static void put_document(struct making *m)
{
	buf_put_c(m->b, PAPER_WORD_XML "<w:document" PAPER_WORD_SPACES "><w:body>\n");
	if (m->p->agency.n)
		put_head(m);
	for (const struct paper_block *k = m->p->first; k; k = k->next)
		put_block(m, k);
	put_imprint(m);
	if (m->p->last && m->p->last->kind == PAPER_TABLE)
		put_end(m);
	paper_word_section(m->b);
	buf_put_c(m->b, "</w:body></w:document>");
}

static int make(const struct paper *p, struct making *m, buf *out, err *e)
{
	AUTO(buf_release) buf part;
	struct zip_write z;

	buf_init(&part, PART_MOST);
	m->b = &part;
	m->p = p;
	put_document(m);
	if (buf_full(&part))
		return err_set(e, E_LIMIT, _("a document larger than %zu MiB"), PART_MOST >> 20);
	zip_write_begin(&z, out);
	paper_word_parts(p, &z);
	zip_write_add(&z, STR("word/document.xml"), buf_str(&part));
	zip_write_end(&z);
	return buf_full(out) ? err_set(e, E_LIMIT, _("a document larger than %zu MiB"), PART_MOST >> 20) : 0;
}

int paper_docx(const struct paper *p, out_write_fn *write, void *ctx, err *e)
{
	AUTO(buf_release) buf out;
	struct making m = {0};
	int rc;

	buf_init(&out, DOCX_MOST);
	arena_init(&m.mem, LAYOUT_MEMORY);
	rc = paper_fits(p, e);
	if (rc == 0)
		rc = make(p, &m, &out, e);
	arena_clear(&m.mem);
	return rc < 0 ? rc : write(ctx, buf_str(&out), e);
}
