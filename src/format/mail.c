#include "format/mail.h"

#include "base/i18n.h"
#include "format/charset.h"
#include "format/layer.h"

#define HEADERS_MOST ((size_t)1 << 20)
#define NAME_MOST 256
#define BOUNDARY_MOST 200

static void put_charset(str label, str bytes, buf *out)
{
	enum charset c;

	if (!charset_find(label, &c) || (c == CHARSET_UTF8 && !str_is_utf8(bytes))) {
		struct charset_choice choice = charset_choose(bytes, (str){0});

		c = choice.charset;
		bytes = str_from(bytes, choice.skip);
	}
	(void)charset_decode(c, bytes, out);
}

/* ---- headers ---- */

/* "=?charset?B?…?=" at the beginning of s: decoded, and its length; 0: none. */
static size_t put_word(str s, buf *out)
{
	AUTO(buf_release) buf bytes, plain;

	buf_init(&bytes, 4096);
	buf_init(&plain, 4096);
	if (!str_starts(s, STR("=?")))
		return 0;
	str in = str_sub(s, 2, 1000);
	size_t a = str_find_byte(in, '?');
	str coding = str_sub(in, a + 1, 1);
	str text = str_from(in, a + 3);
	size_t end = str_find(text, STR("?="));

	if (!coding.n || str_sub(in, a + 2, 1).n == 0 || in.p[a + 2] != '?' || end >= text.n)
		return 0;
	text = str_sub(text, 0, end);
	if (byte_lower(coding.p[0]) == 'q') {
		for (size_t i = 0; i < text.n; i++)
			buf_put_byte(&plain, text.p[i] == '_' ? ' ' : text.p[i]);
		text = buf_str(&plain);
	}
	items_decode(text, byte_lower(coding.p[0]) == 'b' ? ITEM_BASE64 : ITEM_QUOTED, &bytes);
	/* The language behind '*' (RFC 2231) is nothing to us. */
	put_charset(str_sub(in, 0, str_find_byte(str_sub(in, 0, a), '*') < a ? str_find_byte(in, '*') : a),
		    buf_str(&bytes), out);
	return 2 + a + 3 + end + 2;
}

/* Appends a header's value with its encoded words (RFC 2047) decoded. */
static void mail_put_words(str s, buf *out)
{
	bool word_before = false;

	while (s.n) {
		size_t blanks = 0;

		while (blanks < s.n && byte_is_space(s.p[blanks]))
			blanks++;
		AUTO(buf_release) buf word;

		buf_init(&word, 8192);
		size_t n = put_word(str_from(s, blanks), &word);

		/* Blanks between two encoded words are none. */
		if (blanks && !(word_before && n))
			buf_put_byte(out, ' ');
		s = str_from(s, blanks);
		word_before = n > 0;
		if (n) {
			buf_put(out, buf_str(&word));
			s = str_from(s, n);
			continue;
		}
		size_t next = 1 + str_find(str_from(s, 1), STR("=?"));
		str plain = str_sub(s, 0, next);

		for (size_t i = 0; i < plain.n; i++)
			if (byte_is_space(plain.p[i])) {
				plain = str_sub(plain, 0, i);
				break;
			}
		if (plain.n && str_is_utf8(plain))
			buf_put(out, plain);
		else
			(void)charset_decode(CHARSET_GB18030, plain, out);
		s = str_from(s, plain.n);
	}
}

/* What a part's headers say of it. */
struct part {
	str type; /* "text/html"; lower or upper case */
	str charset;
	str boundary;
	enum item_coding coding;
	bool attached;
	bool sealed; /* encrypted mail */
	uint8_t kept[3][NAME_MOST];
	uint8_t name[NAME_MOST];
	size_t name_n;
};

static str keep(struct part *p, size_t i, str s)
{
	s = str_sub(s, 0, NAME_MOST);
	bytes_copy(p->kept[i], NAME_MOST, s);
	return (str){p->kept[i], s.n};
}

/* UTF-8''%E4%BD%A0.txt (RFC 2231), or encoded words, or plain; appended to the name. */
static void add_name(struct part *p, str value, bool extended)
{
	AUTO(buf_release) buf bytes, text;

	buf_init(&bytes, 4 * NAME_MOST);
	buf_init(&text, 4 * NAME_MOST);
	if (extended) {
		size_t quote = str_find_byte(value, '\'');
		str charset = quote < value.n ? str_sub(value, 0, quote) : STR("utf-8");

		if (quote < value.n)
			value = str_from(value, quote + 1 + str_find_byte(str_from(value, quote + 1), '\'') + 1);
		for (size_t i = 0; i < value.n; i++)
			if (value.p[i] == '%' && i + 2 < value.n && byte_hex(value.p[i + 1]) >= 0 &&
			    byte_hex(value.p[i + 2]) >= 0) {
				buf_put_byte(&bytes,
					     (uint8_t)(byte_hex(value.p[i + 1]) << 4 | byte_hex(value.p[i + 2])));
				i += 2;
			} else {
				buf_put_byte(&bytes, value.p[i]);
			}
		put_charset(charset, buf_str(&bytes), &text);
	} else {
		mail_put_words(value, &text);
	}
	str s = str_sub(buf_str(&text), 0, NAME_MOST - p->name_n);

	bytes_copy(p->name + p->name_n, NAME_MOST - p->name_n, s);
	p->name_n += s.n;
}

static void take_parameter(struct part *p, str key, str value)
{
	if (str_ieq(key, STR("charset")))
		p->charset = keep(p, 1, value);
	else if (str_ieq(key, STR("boundary")) && value.n <= BOUNDARY_MOST)
		p->boundary = keep(p, 2, value);
	else if (str_ieq(key, STR("smime-type")))
		p->sealed = str_ieq(value, STR("enveloped-data"));
	else if (str_istarts(key, STR("filename")) || (str_istarts(key, STR("name")) && !p->name_n))
		add_name(p, value, str_ends(key, STR("*")));
}

/* "type/sub; key=value; key="a;b"". Returns what stands before the first ';'. */
static str read_parameters(struct part *p, str s)
{
	str first = str_trim(str_cut(&s, ';').head);

	for (s = str_trim(s); s.n; s = str_trim(s)) {
		size_t eq = str_find_byte(s, '=');
		str key = str_trim(str_sub(s, 0, eq));

		s = str_trim(str_from(s, eq + 1));
		if (str_starts(s, STR("\""))) {
			str value = str_from(s, 1);
			size_t n = str_find_byte(value, '"');

			take_parameter(p, key, str_sub(value, 0, n));
			s = str_from(value, n + 1);
			(void)str_cut(&s, ';');
		} else {
			take_parameter(p, key, str_trim(str_cut(&s, ';').head));
		}
	}
	return first;
}

static void take_header(struct part *p, str name, str value)
{
	if (str_ieq(name, STR("Content-Type"))) {
		p->type = keep(p, 0, read_parameters(p, value));
	} else if (str_ieq(name, STR("Content-Disposition"))) {
		str how = read_parameters(p, value);

		p->attached = str_ieq(how, STR("attachment"));
	} else if (str_ieq(name, STR("Content-Transfer-Encoding"))) {
		value = str_trim(value);
		p->coding = str_ieq(value, STR("base64"))             ? ITEM_BASE64
			    : str_ieq(value, STR("quoted-printable")) ? ITEM_QUOTED
								      : ITEM_PLAIN;
	}
}

static str take_line(str *s)
{
	str l = str_cut(s, '\n').head;

	return str_ends(l, STR("\r")) ? str_sub(l, 0, l.n - 1) : l;
}

/* Headers up to the blank line; all of them, decoded, go to out (NULL: nowhere). What does not look like one ends them. */
static void read_headers(str *s, struct part *p, buf *out)
{
	AUTO(buf_release) buf unfolded;

	buf_init(&unfolded, HEADERS_MOST);
	*p = (struct part){0};
	while (s->n) {
		str line = take_line(s);

		if (!line.n)
			return;
		buf_reset(&unfolded);
		buf_put(&unfolded, line);
		while (s->n && (s->p[0] == ' ' || s->p[0] == '\t'))
			buf_put(&unfolded, take_line(s));
		str value = buf_str(&unfolded);
		str name = str_cut(&value, ':').head;

		take_header(p, name, value);
		if (out) {
			buf_put(out, name);
			buf_put_byte(out, ':');
			mail_put_words(value, out);
			buf_put_byte(out, '\n');
		}
	}
}

/* ---- parts ---- */

struct reading {
	const struct document *d;
	uint8_t kept[MAIL_DEPTH_MOST][NAME_MOST];
	str boundaries[MAIL_DEPTH_MOST];
	size_t depth;
	unsigned bodies;
	unsigned files;
};

static void give_text(struct reading *r, const struct part *p, str bytes)
{
	AUTO(buf_release) buf decoded, text;
	char name[32];

	buf_init(&decoded, MAIL_TEXT_MOST);
	buf_init(&text, MAIL_TEXT_MOST);
	(void)snprintf(name, sizeof(name), r->bodies ? "body %u" : "body", r->bodies + 1);
	r->bodies++;
	if (!parts_begin(r->d->parts, str_c(name), PIECE_TEXT))
		return;
	if (p->coding != ITEM_PLAIN) {
		items_decode(bytes, p->coding, &decoded);
		bytes = buf_str(&decoded);
	}
	put_charset(p->charset, bytes, &text);
	(void)parts_bytes(r->d->parts, buf_str(&text));
	bool cut = buf_full(&decoded) || buf_full(&text);

	parts_end(r->d->parts, cut ? PIECE_CUT : PIECE_WHOLE, cut ? N_("longer than what is read") : "");
}

static void give_part(struct reading *r, const struct part *p, str bytes)
{
	char number[32];
	str name = {p->name, p->name_n};

	if (str_ends(bytes, STR("\n")))
		bytes = str_sub(bytes, 0, bytes.n - 1);
	if (!str_trim(bytes).n)
		return;
	bool text = !p->type.n || str_ieq(p->type, STR("text/plain")) || str_ieq(p->type, STR("text/html"));

	if (text && !p->attached && !name.n) {
		give_text(r, p, bytes);
		return;
	}
	(void)snprintf(number, sizeof(number), "attachment %u%s", ++r->files,
		       str_ieq(p->type, STR("message/rfc822")) ? ".eml" : "");
	if (!name.n)
		name = str_c(number);
	if (p->sealed)
		items_add_unread(r->d->items, name, N_("encrypted"));
	else
		items_add(r->d->items, name, bytes, p->coding);
}

/* Which open boundary a line is: its level + 1; 0: none. */
static size_t boundary_of(const struct reading *r, str line, bool *ret_closes)
{
	if (!str_starts(line, STR("--")))
		return 0;
	line = str_from(line, 2);
	for (size_t i = r->depth; i > 0; i--) {
		str b = r->boundaries[i - 1];

		if (!str_starts(line, b))
			continue;
		str behind = str_from(line, b.n);

		*ret_closes = str_starts(behind, STR("--"));
		if (!str_trim(behind).n || *ret_closes)
			return i;
	}
	return 0;
}

/* Opens a part's boundary; false: it is a leaf. */
static bool open_multipart(struct reading *r, const struct part *p)
{
	if (!str_istarts(p->type, STR("multipart/")) || !p->boundary.n || r->depth == MAIL_DEPTH_MOST)
		return false;
	bytes_copy(r->kept[r->depth], NAME_MOST, p->boundary);
	r->boundaries[r->depth] = (str){r->kept[r->depth], p->boundary.n};
	r->depth++;
	return true;
}

static void read_body(struct reading *r, struct part *p, str rest)
{
	bool leaf = !open_multipart(r, p);
	str begin = rest;
	bool closes;

	if (!r->depth) {
		give_part(r, p, rest);
		return;
	}
	while (rest.n) {
		str at = rest;
		str line = take_line(&rest);
		size_t level = boundary_of(r, line, &closes);

		if (!level)
			continue;
		if (leaf)
			give_part(r, p, str_sub(begin, 0, (size_t)(at.p - begin.p)));
		r->depth = closes ? level - 1 : level;
		leaf = false;
		if (!closes) {
			read_headers(&rest, p, NULL);
			leaf = !open_multipart(r, p);
		}
		begin = rest;
	}
	/* The last boundary is missing: the message was cut. */
	if (leaf && begin.n)
		give_part(r, p, begin);
}

void mail_read(const struct document *d)
{
	AUTO(buf_release) buf headers;
	struct reading r = {.d = d};
	struct part p;
	str rest = d->bytes;

	buf_init(&headers, 2 * HEADERS_MOST);
	if (str_starts(rest, STR("\xef\xbb\xbf")))
		rest = str_from(rest, 3);
	if (str_starts(rest, STR("From ")))
		(void)take_line(&rest);
	read_headers(&rest, &p, &headers);
	if (headers.n && parts_begin(d->parts, STR("headers"), PIECE_TEXT)) {
		(void)parts_bytes(d->parts, buf_str(&headers));
		parts_end(d->parts, buf_full(&headers) ? PIECE_CUT : PIECE_WHOLE,
			  buf_full(&headers) ? N_("longer than what is read") : "");
	}
	read_body(&r, &p, rest);
}

/* ---- boxes ---- */

struct mbox {
	uint64_t number;
	bool ended; /* the message at hand */
	char name[40];
};

#define AHEAD 65536u
static const char mark[] = "\nFrom ";

static bool mbox_next(struct layer *l)
{
	struct mbox *m = l->state;

	while (!m->ended && m->number && l->kind->read(l).n)
		;
	m->ended = false;
	if (!source_some(l->in).n)
		return false;
	(void)snprintf(m->name, sizeof(m->name), "message %llu.eml", (unsigned long long)++m->number);
	l->name = str_c(m->name);
	return true;
}

static str mbox_read(struct layer *l)
{
	struct mbox *m = l->state;
	str s = m->ended ? (str){0} : source_peek(l->in, AHEAD);
	size_t n = str_find(s, str_c(mark));

	if (n < s.n) {
		m->ended = true;
		n++;
	} else if (s.n == AHEAD) {
		n = s.n - (sizeof(mark) - 2); /* the mark may be cut here */
	}
	s = str_sub(s, 0, n);
	source_used(l->in, s.n);
	return s;
}

const struct layer_kind layer_mbox = {sizeof(struct mbox), NULL, mbox_next, mbox_read, NULL};
