#include "doc/paper_word.h"

#define PART_MOST ((size_t)1 << 20)

static const char content_types[] = PAPER_WORD_XML
	"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
	"<Override PartName=\"/word/settings.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>"
	"<Override PartName=\"/word/fontTable.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>"
	"<Override PartName=\"/word/header1.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>"
	"<Override PartName=\"/word/header2.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>"
	"<Override PartName=\"/word/footer1.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
	"<Override PartName=\"/word/footer2.xml\" "
	"ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
	"<Override PartName=\"/docProps/core.xml\" "
	"ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
	"</Types>";

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char package_relations[] =
	PAPER_WORD_XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
		       "<Relationship Id=\"rId1\" Type=\"" RELATIONS "/officeDocument\" Target=\"word/document.xml\"/>"
		       "<Relationship Id=\"rId2\" "
		       "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
		       "Target=\"docProps/core.xml\"/></Relationships>";

static const char document_relations[] = PAPER_WORD_XML
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" RELATIONS "/styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" RELATIONS "/settings\" Target=\"settings.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"" RELATIONS "/fontTable\" Target=\"fontTable.xml\"/>"
	"<Relationship Id=\"rId4\" Type=\"" RELATIONS "/header\" Target=\"header1.xml\"/>"
	"<Relationship Id=\"rId5\" Type=\"" RELATIONS "/header\" Target=\"header2.xml\"/>"
	"<Relationship Id=\"rId6\" Type=\"" RELATIONS "/footer\" Target=\"footer1.xml\"/>"
	"<Relationship Id=\"rId7\" Type=\"" RELATIONS "/footer\" Target=\"footer2.xml\"/></Relationships>";

static const char styles[] = PAPER_WORD_XML
	"<w:styles" PAPER_WORD_SPACES "><w:docDefaults><w:rPrDefault><w:rPr>"
	"<w:rFonts w:ascii=\"仿宋_GB2312\" w:eastAsia=\"仿宋_GB2312\" w:hAnsi=\"仿宋_GB2312\" w:cs=\"仿宋_GB2312\"/>"
	"<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>"
	"</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/><w:overflowPunct w:val=\"0\"/>"
	"<w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/></w:pPr></w:pPrDefault></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>"
	"</w:styles>";

static const char settings[] = PAPER_WORD_XML
	"<w:settings" PAPER_WORD_SPACES "><w:zoom w:percent=\"100\"/><w:evenAndOddHeaders/>"
	"<w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:useFELayout/>"
	"<w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" "
	"w:val=\"15\"/></w:compat></w:settings>";

/* Names of the official faces and what may stand for them where they are missing. */
static const char font_table[] = PAPER_WORD_XML
	"<w:fonts" PAPER_WORD_SPACES ">"
	"<w:font w:name=\"仿宋_GB2312\"><w:altName w:val=\"仿宋\"/><w:charset w:val=\"86\"/><w:family "
	"w:val=\"modern\"/>"
	"<w:pitch w:val=\"fixed\"/></w:font>"
	"<w:font w:name=\"方正小标宋简体\"><w:altName w:val=\"华文中宋\"/><w:charset w:val=\"86\"/><w:family "
	"w:val=\"script\"/>"
	"<w:pitch w:val=\"fixed\"/></w:font>"
	"<w:font w:name=\"黑体\"><w:altName w:val=\"SimHei\"/><w:charset w:val=\"86\"/><w:family w:val=\"modern\"/>"
	"<w:pitch w:val=\"fixed\"/></w:font>"
	"<w:font w:name=\"楷体_GB2312\"><w:altName w:val=\"楷体\"/><w:charset w:val=\"86\"/><w:family "
	"w:val=\"modern\"/>"
	"<w:pitch w:val=\"fixed\"/></w:font>"
	"<w:font w:name=\"宋体\"><w:altName w:val=\"SimSun\"/><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/>"
	"<w:pitch w:val=\"variable\"/></w:font></w:fonts>";

static const char *mark_words(const struct paper *p)
{
	if (p->sample && p->draft)
		return "样本草稿";
	return p->sample ? "样本" : p->draft ? "草稿" : "";
}

/* 样本 across the page as Word makes its own watermarks: a text path in the header. */
static void put_header(buf *b, const struct paper *p, int number)
{
	const char *words = mark_words(p);

	buf_put_c(b, PAPER_WORD_XML "<w:hdr" PAPER_WORD_SPACES "><w:p><w:pPr><w:snapToGrid w:val=\"0\"/></w:pPr>");
	if (*words)
		buf_printf(
			b,
			"<w:r><w:pict><v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" "
			"adj=\"10800\" path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:formulas><v:f eqn=\"sum #0 0 10800\"/>"
			"<v:f eqn=\"prod #0 2 1\"/><v:f eqn=\"sum 21600 0 @1\"/><v:f eqn=\"sum 0 0 @2\"/>"
			"<v:f eqn=\"sum 21600 0 @3\"/><v:f eqn=\"if @0 @3 0\"/><v:f eqn=\"if @0 21600 @1\"/>"
			"<v:f eqn=\"if @0 0 @2\"/><v:f eqn=\"if @0 @4 21600\"/></v:formulas>"
			"<v:path textpathok=\"t\" o:connecttype=\"rect\"/><v:textpath on=\"t\" fitshape=\"t\"/>"
			"</v:shapetype><v:shape id=\"PowerPlusWaterMarkObject%d\" o:spid=\"_x0000_s20%d\" "
			"type=\"#_x0000_t136\" style=\"position:absolute;margin-left:0;margin-top:0;width:%dpt;"
			"height:130pt;rotation:305;z-index:-251658752;mso-position-horizontal:center;"
			"mso-position-horizontal-relative:margin;mso-position-vertical:center;"
			"mso-position-vertical-relative:margin\" o:allowincell=\"f\" fillcolor=\"#d9d9d9\" "
			"stroked=\"f\"><v:textpath style=\"font-family:&quot;黑体&quot;;font-size:1pt\" "
			"string=\"%s\"/></v:shape></w:pict></w:r>",
			number, 48 + number, *words && p->sample && p->draft ? 560 : 300, words);
	buf_put_c(b, "</w:p></w:hdr>");
}

#define SONG                                                                                                                 \
	"<w:rPr><w:rFonts w:ascii=\"宋体\" w:eastAsia=\"宋体\" w:hAnsi=\"宋体\" w:cs=\"宋体\"/><w:sz w:val=\"28\"/>" \
	"<w:szCs w:val=\"28\"/></w:rPr>"
#define RUN(inner) "<w:r>" SONG inner "</w:r>"
#define PAGE_NUMBER                                                                                                    \
	RUN("<w:t xml:space=\"preserve\">— </w:t>")                                                                    \
	RUN("<w:fldChar w:fldCharType=\"begin\"/>")                                                                    \
	RUN("<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>")                                                \
	RUN("<w:fldChar w:fldCharType=\"separate\"/>")                                                                 \
	RUN("<w:t>1</w:t>") RUN("<w:fldChar w:fldCharType=\"end\"/>") RUN("<w:t xml:space=\"preserve\"> —</w:t>")

/* Odd pages: number on the right, one character in; even ones on the left. */
static void put_footer(buf *b, const struct paper *p, bool odd)
{
	int em = PAPER_SMALL / 50;

	buf_put_c(b, PAPER_WORD_XML "<w:ftr" PAPER_WORD_SPACES "><w:p><w:pPr><w:tabs>");
	buf_printf(b, "<w:tab w:val=\"center\" w:pos=\"%d\"/><w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs>",
		   PAPER_WORD_WIDTH / 2, PAPER_WORD_WIDTH - em);
	buf_printf(
		b,
		"<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"400\" w:lineRule=\"exact\"/><w:ind w:left=\"%d\"/>" SONG
		"</w:pPr>",
		odd ? 0 : em);
	buf_put_c(b, odd ? RUN("<w:tab/>") : PAGE_NUMBER RUN("<w:tab/>"));
	buf_printf(b, RUN("<w:t>%s</w:t>"), mark_words(p));
	if (odd)
		buf_put_c(b, RUN("<w:tab/>") PAGE_NUMBER);
	buf_put_c(b, "</w:p></w:ftr>");
}

static void put_core(buf *b, const struct paper *p)
{
	buf_put_c(b,
		  PAPER_WORD_XML "<cp:coreProperties "
				 "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
				 "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
	for (size_t at = 0; at < p->title.n;) {
		uint32_t cp = str_utf8_next(p->title, &at);

		if (cp == '<' || cp == '>' || cp == '&')
			buf_printf(b, "&#%u;", cp);
		else if (cp != '\n' && !paper_drops(cp))
			buf_put_utf8(b, cp);
	}
	buf_put_c(b, "</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>");
}

static void add(struct zip_write *z, const char *name, buf *b)
{
	zip_write_add(z, str_c(name), buf_str(b));
	buf_reset(b);
}

void paper_word_parts(const struct paper *p, struct zip_write *z)
{
	AUTO(buf_release) buf b;

	buf_init(&b, PART_MOST + p->title.n * 6);
	zip_write_add(z, STR("[Content_Types].xml"), str_c(content_types));
	zip_write_add(z, STR("_rels/.rels"), str_c(package_relations));
	put_core(&b, p);
	add(z, "docProps/core.xml", &b);
	zip_write_add(z, STR("word/_rels/document.xml.rels"), str_c(document_relations));
	zip_write_add(z, STR("word/styles.xml"), str_c(styles));
	zip_write_add(z, STR("word/settings.xml"), str_c(settings));
	zip_write_add(z, STR("word/fontTable.xml"), str_c(font_table));
	put_header(&b, p, 1);
	add(z, "word/header1.xml", &b);
	put_header(&b, p, 2);
	add(z, "word/header2.xml", &b);
	put_footer(&b, p, true);
	add(z, "word/footer1.xml", &b);
	put_footer(&b, p, false);
	add(z, "word/footer2.xml", &b);
}

/* Twips of a length in thousandths of a point, rounded. */
static int twips(int32_t v)
{
	return (v + 25) / 50;
}

/* The footer's exact line of 20 pt has its baseline at four fifths; the dash stands 38 hundredths of its size above it. */
#define FOOT_LINE 20000
#define FOOT_BELOW_DASH (FOOT_LINE / 5 + PAPER_SMALL * 38 / 100)

void paper_word_section(buf *b)
{
	int32_t bottom = PAPER_HEIGHT - PAPER_TOP - PAPER_TEXT_HEIGHT;

	buf_put_c(b,
		  "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:headerReference w:type=\"even\" "
		  "r:id=\"rId5\"/><w:footerReference w:type=\"default\" r:id=\"rId6\"/><w:footerReference "
		  "w:type=\"even\" r:id=\"rId7\"/>");
	buf_printf(b, "<w:pgSz w:w=\"%d\" w:h=\"%d\"/>", twips(PAPER_WIDTH), twips(PAPER_HEIGHT));
	buf_printf(
		b,
		"<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:header=\"850\" w:footer=\"%d\" "
		"w:gutter=\"0\"/>",
		twips(PAPER_TOP), twips(PAPER_WIDTH - PAPER_LEFT - PAPER_TEXT_WIDTH), twips(bottom), twips(PAPER_LEFT),
		twips(bottom - PAPER_FOOT_BELOW - FOOT_BELOW_DASH));
	/* Lines only: with a grid of characters LibreOffice moves the text's left edge (PAPER_WORD_PITCH keeps the pitch). */
	buf_printf(b, "<w:docGrid w:type=\"lines\" w:linePitch=\"%d\"/></w:sectPr>", PAPER_WORD_LINE);
}
