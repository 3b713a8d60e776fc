/* Microsoft, Rich Text Format Specification 1.9.1: control words, destinations, \uN with \ucN, \'hh in the font's character set. */
#include "format/rtf.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "format/charset.h"

#define BLOCK ((size_t)16384)
/* Groups within each other whose settings come back at their end; below that the last ones hold. */
#define DEPTH_MOST 512
#define FONTS_MOST 4096
#define WORD_MOST 32
/* Of one text in the font's character set, before it is put out. */
#define RUN_MOST ((size_t)4096)
#define OBJECT_MOST ((size_t)8 << 20)

enum role {
	ROLE_TEXT,
	ROLE_SKIP, /* looks, pictures, programs */
	ROLE_FONTS,
	ROLE_LINES, /* each group is a line: properties */
	ROLE_OBJECT,
	ROLE_COUNT
};

struct group {
	enum role role;
	enum charset charset;
	unsigned uc; /* characters behind \u for those who do not know it */
	bool cell;   /* the paragraph lies in a table */
};

struct rtf {
	const struct document *d;
	struct group now;
	struct group stack[DEPTH_MOST];
	uint64_t depth;
	bool fresh; /* nothing in this group yet: a word says what it is */
	bool starred;
	enum charset usual;
	uint16_t font; /* in the table of fonts */
	uint8_t fonts[FONTS_MOST];
	uint64_t skip;   /* characters that \u left */
	uint64_t binary; /* bytes that are no text */
	uint32_t high;   /* half of a surrogate pair */
	buf run;
	buf text;
	buf object;
	int nibble; /* of the object's hexadecimal; -1: none */
	unsigned objects;
};

/* ---- text ---- */

static void flush(struct rtf *r)
{
	if (r->text.n)
		(void)parts_bytes(r->d->parts, buf_str(&r->text));
	buf_reset(&r->text);
}

static void put_run(struct rtf *r)
{
	if (r->run.n)
		(void)charset_decode(r->now.charset, buf_str(&r->run), &r->text);
	buf_reset(&r->run);
	if (r->text.n >= BLOCK)
		flush(r);
}

static void put_char(struct rtf *r, uint32_t c)
{
	if (r->now.role != ROLE_TEXT && r->now.role != ROLE_LINES)
		return;
	put_run(r);
	buf_put_utf8(&r->text, c);
}

static void put_unicode(struct rtf *r, int64_t n)
{
	uint32_t c = (uint32_t)n & 0xffff;

	r->skip = r->now.uc;
	if (c >= 0xd800 && c < 0xdc00) {
		r->high = c;
		return;
	}
	if (c >= 0xdc00 && c < 0xe000 && r->high)
		c = 0x10000 + ((r->high - 0xd800) << 10) + (c - 0xdc00);
	r->high = 0;
	put_char(r, c < 0x20 ? ' ' : c);
}

static void put_digit(struct rtf *r, uint8_t c)
{
	int v = byte_hex(c);

	if (v < 0)
		return;
	if (r->nibble >= 0)
		buf_put_byte(&r->object, (uint8_t)(r->nibble << 4 | v));
	r->nibble = r->nibble >= 0 ? -1 : v;
}

/* One byte of text. */
static void put_byte(struct rtf *r, uint8_t c)
{
	r->fresh = false;
	if (r->skip) {
		r->skip--;
		return;
	}
	if (r->now.role == ROLE_OBJECT)
		put_digit(r, c);
	if (r->now.role != ROLE_TEXT && r->now.role != ROLE_LINES)
		return;
	buf_put_byte(&r->run, c < 0x20 && c != '\t' ? ' ' : c);
	/* Between two characters where that can be told. */
	if (r->run.n >= RUN_MOST / 2 && (c < 0x80 || r->run.n >= RUN_MOST))
		put_run(r);
}

/* ---- groups ---- */

static void open_group(struct rtf *r)
{
	put_run(r);
	r->skip = 0;
	if (r->depth < DEPTH_MOST)
		r->stack[r->depth] = r->now;
	r->depth++;
	r->fresh = true;
	r->starred = false;
}

/* An object's data: MS-OLEDS 2.2.5 puts a header before the file. */
static void end_object(struct rtf *r)
{
	static const str marks[] = {STR_INIT("\xd0\xcf\x11\xe0"), STR_INIT("PK\3\4"), STR_INIT("%PDF-")};
	str all = buf_str(&r->object);
	size_t at = all.n;
	char name[32];

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		at = str_find(str_sub(all, 0, at), marks[i]) < at ? str_find(all, marks[i]) : at;

	(void)snprintf(name, sizeof(name), "object %u", ++r->objects);
	if (buf_full(&r->object))
		items_add_unread(r->d->items, str_c(name), N_("an object within it is larger than is kept"));
	else if (all.n)
		items_keep(r->d->items, str_c(name), at < all.n ? str_from(all, at) : all);
	buf_reset(&r->object);
}

static void close_group(struct rtf *r)
{
	enum role was = r->now.role;

	put_run(r);
	r->skip = 0;
	r->fresh = false;
	if (!r->depth)
		return;
	r->depth--;
	if (r->depth < DEPTH_MOST)
		r->now = r->stack[r->depth];
	if (was == ROLE_LINES)
		buf_put_byte(&r->text, '\n');
	if (was == ROLE_OBJECT && r->now.role != ROLE_OBJECT)
		end_object(r);
}

/* ---- words ---- */

/* What a group is of which this is the first word. */
static const struct {
	const char *word;
	enum role role;
} groups[] = {
	{"fonttbl", ROLE_FONTS},   {"colortbl", ROLE_SKIP}, {"stylesheet", ROLE_SKIP}, {"pict", ROLE_SKIP},
	{"nonshppict", ROLE_SKIP}, {"filetbl", ROLE_SKIP},  {"sp", ROLE_SKIP},         {"info", ROLE_LINES},
	{"objdata", ROLE_OBJECT},  {"falt", ROLE_SKIP},     {"panose", ROLE_SKIP},
};

/* Groups that a reader may pass over, but that hold what people wrote. */
static const char *const wanted[] = {"objdata", "shpinst",   "shptxt",    "fldinst",  "annotation", "atnauthor",
				     "atnid",   "ud",        "userprops", "footnote", "docvar",     "txfieldtext",
				     "ftnsep",  "hlinkbase", "company",   "manager"};

static const struct {
	const char *word;
	uint32_t c;
} characters[] = {
	{"line", '\n'},        {"sect", '\n'},     {"page", '\n'},     {"row", '\n'},      {"nestrow", '\n'},
	{"column", '\n'},      {"cell", '\t'},     {"nestcell", '\t'}, {"tab", '\t'},      {"emdash", 0x2014},
	{"endash", 0x2013},    {"lquote", 0x2018}, {"rquote", 0x2019}, {"bullet", 0x2022}, {"ldblquote", 0x201c},
	{"rdblquote", 0x201d}, {"emspace", ' '},   {"enspace", ' '},
};

static enum charset charset_of_page(int64_t page, enum charset usual)
{
	return page == 936 || page == 54936 ? CHARSET_GB18030
	       : page == 950                ? CHARSET_BIG5
	       : page == 65001              ? CHARSET_UTF8
	       : page > 0                   ? CHARSET_LATIN1
					    : usual;
}

/* Windows' numbers of character sets. 0 and 1: the document's. */
static enum charset charset_of_font(const struct rtf *r, int64_t font)
{
	uint8_t set = font >= 0 && font < FONTS_MOST ? r->fonts[font] : 0;

	return set == 134 ? CHARSET_GB18030 : set == 136 ? CHARSET_BIG5 : set > 1 ? CHARSET_LATIN1 : r->usual;
}

/* The first word of a group. False: it says nothing of the kind. */
static bool choose_role(struct rtf *r, str word)
{
	bool known = false;

	for (size_t i = 0; i < ARRAY_LEN(wanted) && r->starred; i++)
		known |= str_eq(word, str_c(wanted[i]));
	if (r->now.role == ROLE_SKIP || (r->starred && !known)) {
		r->now.role = ROLE_SKIP;
		return true;
	}
	if (r->starred)
		buf_put_byte(&r->text, r->now.role == ROLE_LINES ? '\n' : ' ');
	if (r->starred && r->now.role == ROLE_TEXT && str_eq(word, STR("userprops")))
		r->now.role = ROLE_LINES;
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		if (str_eq(word, str_c(groups[i].word))) {
			r->now.role = groups[i].role;
			return true;
		}
	return false;
}

static bool is_part(str w)
{
	/* header, headerl, headerr, headerf, the same of footers, and notes */
	return (str_starts(w, STR("header")) && w.n <= 7) || (str_starts(w, STR("footer")) && w.n <= 7) ||
	       str_eq(w, STR("footnote")) || str_eq(w, STR("shptxt")) || str_eq(w, STR("annotation"));
}

static void set_font(struct rtf *r, str word, int64_t n)
{
	if (str_eq(word, STR("f")))
		r->font = n >= 0 && n < FONTS_MOST ? (uint16_t)n : 0;
	else if (str_eq(word, STR("fcharset")) && r->font < FONTS_MOST)
		r->fonts[r->font] = (uint8_t)(n >= 0 && n < 256 ? n : 0);
}

/* Words that change how what follows is read. */
static bool set(struct rtf *r, str word, int64_t n)
{
	if (str_eq(word, STR("uc")))
		r->now.uc = n >= 0 && n < 64 ? (unsigned)n : 1;
	else if (str_eq(word, STR("bin")))
		r->binary = n > 0 ? (uint64_t)n : 0;
	else if (r->now.role == ROLE_FONTS)
		set_font(r, word, n);
	else if (str_eq(word, STR("f")))
		r->now.charset = charset_of_font(r, n);
	else if (str_eq(word, STR("plain")) || str_eq(word, STR("ansi")))
		r->now.charset = r->usual;
	else if (str_eq(word, STR("ansicpg")))
		r->now.charset = r->usual = charset_of_page(n, r->usual);
	else if (str_eq(word, STR("intbl")))
		r->now.cell = true;
	else if (str_eq(word, STR("pard")))
		r->now.cell = false;
	else
		return false;
	return true;
}

static void take_word(struct rtf *r, str word, bool numbered, int64_t n)
{
	bool fresh = r->fresh;

	r->fresh = false;
	/* A word is one of the characters that stand for what \u said. */
	if (r->skip && !fresh) {
		r->skip--;
		if (!str_eq(word, STR("u")) && !str_eq(word, STR("bin")))
			return;
	}
	put_run(r);
	if (fresh && choose_role(r, word))
		return;
	if (fresh && is_part(word))
		put_char(r, '\n');
	if (str_eq(word, STR("u")) && numbered)
		put_unicode(r, n);
	else if (str_eq(word, STR("par")))
		put_char(r, r->now.cell ? ' ' : '\n');
	else if (!set(r, word, numbered ? n : 1))
		for (size_t i = 0; i < ARRAY_LEN(characters); i++)
			if (str_eq(word, str_c(characters[i].word)))
				put_char(r, characters[i].c);
}

/* Behind a backslash that letters follow. Returns what it took. */
static size_t read_word(struct rtf *r, str s)
{
	size_t at = 0, letters;
	bool minus = false, numbered = false;
	int64_t n = 0;

	while (at < s.n && at < WORD_MOST && byte_is_alpha(s.p[at]))
		at++;
	letters = at;
	if (at + 1 < s.n && s.p[at] == '-' && byte_is_digit(s.p[at + 1])) {
		minus = true;
		at++;
	}
	for (unsigned digits = 0; at < s.n && byte_is_digit(s.p[at]) && digits < 10; at++, digits++) {
		n = n * 10 + (s.p[at] - '0');
		numbered = true;
	}
	if (at < s.n && s.p[at] == ' ')
		at++;
	take_word(r, str_sub(s, 0, letters), numbered, minus ? -n : n);
	return at;
}

/* Behind a backslash that something else follows. Returns what it took. */
static size_t read_symbol(struct rtf *r, str s)
{
	uint8_t c = s.p[0];
	int high = c == '\'' && s.n > 2 ? byte_hex(s.p[1]) : -1;
	int low = high >= 0 ? byte_hex(s.p[2]) : -1;

	if (low >= 0) {
		put_byte(r, (uint8_t)(high << 4 | low));
		return 3;
	}
	if (c == '*') {
		r->starred = r->fresh;
		return 1;
	}
	if (r->skip) {
		r->skip--;
		return 1;
	}
	if (c == '\\' || c == '{' || c == '}')
		put_byte(r, c);
	else if (c == '\r' || c == '\n')
		put_char(r, r->now.cell ? ' ' : '\n');
	else if (c == '~' || c == '_' || c == '\t')
		put_char(r, c == '_' ? '-' : ' ');
	return 1;
}

static void read_all(struct rtf *r, str s)
{
	while (s.n) {
		uint8_t c = s.p[0];
		size_t took = 1;

		if (r->binary) {
			took = r->binary < s.n ? (size_t)r->binary : s.n;
			r->binary = 0;
		} else if (c == '{') {
			open_group(r);
		} else if (c == '}') {
			close_group(r);
		} else if (c == '\\' && s.n > 1) {
			str rest = str_from(s, 1);

			took += byte_is_alpha(rest.p[0]) ? read_word(r, rest) : read_symbol(r, rest);
		} else if (c != '\r' && c != '\n' && c) {
			put_byte(r, c);
		}
		s = str_from(s, took);
	}
	put_run(r);
}

void rtf_read(const struct document *d)
{
	struct rtf *r = malloc(sizeof(*r));

	if (!r) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
		return;
	}
	*r = (struct rtf){.d = d, .now = {.charset = CHARSET_LATIN1, .uc = 1}, .usual = CHARSET_LATIN1, .nibble = -1};
	buf_init(&r->run, RUN_MOST + 16);
	buf_init(&r->text, BLOCK + 4 * RUN_MOST + 64);
	buf_init(&r->object, OBJECT_MOST);
	if (parts_begin(d->parts, (str){0}, PIECE_TEXT)) {
		read_all(r, d->bytes);
		flush(r);
		parts_end(d->parts, r->depth ? PIECE_UNREADABLE : PIECE_WHOLE,
			  r->depth ? N_("the document ends early") : "");
	}
	buf_release(&r->run);
	buf_release(&r->text);
	buf_release(&r->object);
	free(r);
}
