#include "format/pdf_font.h"

#include <stdlib.h>

#define MAP_MOST 70000
#define CMAP_MOST ((size_t)4 << 20)

static const struct {
	const char *name;
	uint16_t cp;
} glyphs[] = {
	{"space", ' '},      {"zero", '0'},        {"one", '1'},           {"two", '2'},
	{"three", '3'},      {"four", '4'},        {"five", '5'},          {"six", '6'},
	{"seven", '7'},      {"eight", '8'},       {"nine", '9'},          {"period", '.'},
	{"comma", ','},      {"hyphen", '-'},      {"colon", ':'},         {"semicolon", ';'},
	{"slash", '/'},      {"at", '@'},          {"underscore", '_'},    {"plus", '+'},
	{"equal", '='},      {"parenleft", '('},   {"parenright", ')'},    {"quotesingle", '\''},
	{"quotedbl", '"'},   {"ampersand", '&'},   {"percent", '%'},       {"numbersign", '#'},
	{"dollar", '$'},     {"asterisk", '*'},    {"exclam", '!'},        {"question", '?'},
	{"less", '<'},       {"greater", '>'},     {"bracketleft", '['},   {"bracketright", ']'},
	{"braceleft", '{'},  {"braceright", '}'},  {"bar", '|'},           {"backslash", '\\'},
	{"asciitilde", '~'}, {"asciicircum", '^'}, {"grave", '`'},         {"minus", 0x2212},
	{"endash", 0x2013},  {"emdash", 0x2014},   {"quoteright", 0x2019}, {"quoteleft", 0x2018},
	{"nbspace", ' '},    {"sfthyphen", '-'},
};

static uint32_t glyph(str name)
{
	uint64_t v;

	if (name.n == 1 && byte_is_alpha(name.p[0]))
		return name.p[0];
	for (size_t i = 0; i < ARRAY_LEN(glyphs); i++)
		if (str_eq(name, str_c(glyphs[i].name)))
			return glyphs[i].cp;
	if (str_starts(name, STR("uni")) && str_hex_to_u64(str_sub(name, 3, 4), 0xffff, &v))
		return (uint32_t)v;
	if (str_starts(name, STR("u")) && name.n >= 5 && str_hex_to_u64(str_from(name, 1), 0x10ffff, &v))
		return (uint32_t)v;
	return 0;
}

/* ---- maps ---- */

static struct pdf_map *add_map(struct pdf_font *font)
{
	if (font->map_n >= MAP_MOST)
		return NULL;
	if ((font->map_n & (font->map_n - 1)) == 0) {
		size_t room = font->map_n ? 2 * font->map_n : 1;
		struct pdf_map *p = realloc(font->map, room * sizeof(*p));

		if (!p)
			return NULL;
		font->map = p;
	}
	struct pdf_map *m = &font->map[font->map_n++];

	*m = (struct pdf_map){0};
	return m;
}

static uint32_t code_of(str hex)
{
	AUTO(buf_release) buf b;
	uint32_t v = 0;

	buf_init(&b, 16);
	pdf_string_put(hex, &b);
	for (size_t i = 0; i < b.n && i < 4; i++)
		v = v << 8 | b.p[i];
	return v;
}

static void set_units(struct pdf_map *m, str hex)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 64);
	pdf_string_put(hex, &b);
	for (size_t i = 0; i + 1 < b.n && m->n < ARRAY_LEN(m->units); i += 2)
		m->units[m->n++] = (uint16_t)(b.p[i] << 8 | b.p[i + 1]);
	if (b.n == 1)
		m->units[m->n++] = b.p[0];
}

/* <from> <to> <text> or <from> <to> [<text> …]. */
static bool take_range(struct pdf_font *font, str *s, struct pdf_work *w)
{
	str from = pdf_value_take(s, w);

	if (!from.n || from.p[0] != '<')
		return false;
	str to = pdf_value_take(s, w), text = pdf_value_take(s, w);

	if (str_starts(text, STR("["))) {
		uint32_t code = code_of(from);
		str list = str_from(text, 1);

		for (str one = pdf_value_take(&list, w); one.n; one = pdf_value_take(&list, w)) {
			struct pdf_map *m = add_map(font);

			if (!m)
				return false;
			m->from = m->to = code++;
			set_units(m, one);
		}
		return true;
	}
	struct pdf_map *m = add_map(font);

	if (!m)
		return false;
	m->from = code_of(from);
	m->to = code_of(to);
	set_units(m, text);
	return text.n > 0;
}

static bool take_char(struct pdf_font *font, str *s, struct pdf_work *w)
{
	str from = pdf_value_take(s, w);

	if (!from.n || from.p[0] != '<')
		return false;
	str text = pdf_value_take(s, w);
	struct pdf_map *m = add_map(font);

	if (!m)
		return false;
	m->from = m->to = code_of(from);
	set_units(m, text);
	return text.n > 0;
}

static int by_from(const void *a, const void *b)
{
	const struct pdf_map *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static void read_to_unicode(struct pdf_file *f, str stream, struct pdf_font *font)
{
	AUTO(buf_release) buf text;

	buf_init(&text, CMAP_MOST);
	(void)pdf_stream_put(f, stream, &text);
	str s = buf_str(&text);

	for (;;) {
		struct pdf_token t = pdf_token_take(&s, &f->work);

		if (t.kind == PDF_END)
			break;
		if (str_eq(t.text, STR("beginbfchar")))
			while (take_char(font, &s, &f->work))
				;
		else if (str_eq(t.text, STR("beginbfrange")))
			while (take_range(font, &s, &f->work))
				;
	}
	if (font->map_n)
		qsort(font->map, font->map_n, sizeof(*font->map), by_from);
}

/* The last entry that begins at or before the code. */
static const struct pdf_map *find_map(const struct pdf_font *font, uint32_t code)
{
	size_t low = 0, high = font->map_n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (font->map[mid].from <= code)
			low = mid + 1;
		else
			high = mid;
	}
	return low && font->map[low - 1].to >= code ? &font->map[low - 1] : NULL;
}

/* ---- widths ---- */

static void add_width(struct pdf_font *font, uint32_t from, uint32_t to, double w)
{
	if (font->width_n >= MAP_MOST)
		return;
	if ((font->width_n & (font->width_n - 1)) == 0) {
		size_t room = font->width_n ? 2 * font->width_n : 1;
		struct pdf_width *p = realloc(font->widths, room * sizeof(*p));

		if (!p)
			return;
		font->widths = p;
	}
	font->widths[font->width_n++] = (struct pdf_width){from, to, (float)w};
}

static void read_list(struct pdf_file *f, str list, uint32_t code, struct pdf_font *font)
{
	str s = str_from(list, 1);

	for (str v = pdf_value_take(&s, &f->work); v.n; v = pdf_value_take(&s, &f->work), code++)
		add_width(font, code, code, pdf_number(pdf_resolve(f, v)));
}

/* /W: "c [w …]" and "c1 c2 w". */
static void read_cid_widths(struct pdf_file *f, str list, struct pdf_font *font)
{
	str s = str_from(list, 1);

	while (list.n) {
		str a = pdf_value_take(&s, &f->work), b = pdf_resolve(f, pdf_value_take(&s, &f->work));

		if (!b.n)
			return;
		if (b.p[0] == '[') {
			read_list(f, b, pdf_whole(a), font);
			continue;
		}
		add_width(font, pdf_whole(a), pdf_whole(b), pdf_number(pdf_value_take(&s, &f->work)));
	}
}

static int by_code(const void *a, const void *b)
{
	const struct pdf_width *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static double width_of(const struct pdf_font *font, uint32_t code)
{
	size_t low = 0, high = font->width_n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (font->widths[mid].from <= code)
			low = mid + 1;
		else
			high = mid;
	}
	return low && font->widths[low - 1].to >= code ? (double)font->widths[low - 1].w : (double)font->width;
}

/* ---- fonts ---- */

static void read_composite(struct pdf_file *f, str dict, struct pdf_font *font)
{
	str encoding = pdf_get(f, dict, "Encoding");
	str list = pdf_get(f, dict, "DescendantFonts");
	str inside = str_from(list, 1);
	str descendant = pdf_resolve(f, pdf_value_take(&inside, &f->work));
	str default_width = pdf_get(f, descendant, "DW");

	font->composite = true;
	font->width = default_width.n ? (float)pdf_number(default_width) : 1000;
	read_cid_widths(f, pdf_get(f, descendant, "W"), font);
	if (!str_starts(encoding, STR("/")))
		return;
	font->direct = true;
	if (str_has(encoding, STR("UCS2")) || str_has(encoding, STR("UTF16")))
		font->charset = CHARSET_UTF16BE;
	else if (str_has(encoding, STR("UTF8")))
		font->charset = CHARSET_UTF8;
	else if (str_starts(encoding, STR("/GB")))
		font->charset = CHARSET_GB18030;
	else if (str_has(encoding, STR("B5")))
		font->charset = CHARSET_BIG5;
	else
		font->direct = false;
}

static void read_simple(struct pdf_file *f, str dict, struct pdf_font *font)
{
	str encoding = pdf_get(f, dict, "Encoding");
	str differences = str_starts(encoding, STR("<<")) ? pdf_get(f, encoding, "Differences") : (str){0};
	str s = str_from(differences, 1);
	uint32_t code = 0;

	for (size_t i = 0; i < 256; i++) {
		AUTO(buf_release) buf b;
		uint8_t c = (uint8_t)i;
		size_t at = 0;

		buf_init(&b, 8);
		(void)charset_decode(CHARSET_LATIN1, (str){&c, 1}, &b);
		font->plain[i] = b.n ? str_utf8_next(buf_str(&b), &at) : 0;
	}
	for (str v = pdf_value_take(&s, &f->work); v.n && differences.n; v = pdf_value_take(&s, &f->work)) {
		if (v.p[0] != '/')
			code = pdf_whole(v);
		else if (code < 256)
			font->plain[code++] = glyph(str_from(v, 1));
	}
	font->width = 500;
	str widths = pdf_get(f, dict, "Widths");

	if (widths.n)
		read_list(f, widths, pdf_whole(pdf_get(f, dict, "FirstChar")), font);
}

void pdf_font_read(struct pdf_file *f, str dict, struct pdf_font *ret)
{
	str to_unicode = pdf_get(f, dict, "ToUnicode");

	*ret = (struct pdf_font){.key = dict.p};
	if (pdf_is_name(pdf_get(f, dict, "Subtype"), "Type0"))
		read_composite(f, dict, ret);
	else
		read_simple(f, dict, ret);
	if (to_unicode.n && !ret->direct)
		read_to_unicode(f, to_unicode, ret);
	if (ret->width_n)
		qsort(ret->widths, ret->width_n, sizeof(*ret->widths), by_code);
}

void pdf_font_release(struct pdf_font *font)
{
	free(font->map);
	free(font->widths);
	*font = (struct pdf_font){0};
}

static void put_units(const struct pdf_map *m, uint32_t code, buf *out)
{
	for (size_t i = 0; i < m->n; i++) {
		uint32_t u = m->units[i];

		if (i + 1u == m->n)
			u += code - m->from;
		if (u >= 0xd800 && u < 0xdc00 && i + 1 < m->n) {
			u = 0x10000 + ((u - 0xd800) << 10) + ((uint32_t)m->units[i + 1] - 0xdc00u) +
			    (i + 2u == m->n ? code - m->from : 0);
			i++;
		}
		if (u)
			buf_put_utf8(out, u);
	}
}

/* One code; false: it has no meaning. */
static bool put_code(const struct pdf_font *font, uint32_t code, buf *out)
{
	const struct pdf_map *m = font->map_n ? find_map(font, code) : NULL;

	if (m && m->n) {
		put_units(m, code, out);
		return true;
	}
	if (font->composite || !font->plain[code & 255])
		return false;
	if (font->plain[code & 255] >= ' ')
		buf_put_utf8(out, font->plain[code & 255]);
	return true;
}

size_t pdf_font_put(const struct pdf_font *font, str bytes, buf *out, double *ret_width, size_t *ret_codes,
		    size_t *ret_blanks)
{
	size_t step = font->composite ? 2 : 1, unknown = 0;

	*ret_width = 0;
	*ret_codes = *ret_blanks = 0;
	if (font->direct)
		(void)charset_decode(font->charset, bytes, out);
	for (size_t i = 0; i + step <= bytes.n; i += step) {
		uint32_t code = step == 2 ? (uint32_t)bytes.p[i] << 8 | bytes.p[i + 1] : bytes.p[i];

		*ret_width += font->direct ? (double)font->width : width_of(font, code);
		++*ret_codes;
		*ret_blanks += step == 1 && code == ' ';
		if (!font->direct && !put_code(font, code, out))
			unknown++;
	}
	return unknown;
}
