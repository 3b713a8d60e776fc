/* MS-DOC 2.4.1 (text by its pieces), MS-PPT 2.3 (records), MS-OXMSG 2.4 (properties), MS-OFFCRYPTO 2.3. */
#include "format/office_old.h"

#include "base/cur.h"
#include "base/i18n.h"
#include "format/charset.h"
#include "format/ole.h"
#include "format/xls.h"

#define BLOCK ((size_t)16384)
#define PIECES_MOST ((size_t)1 << 20)

static const char encrypted_words[] = N_("encrypted");
static const char cut_words[] = N_("more than is kept of one stream: its rest was not read");
static const char damaged_words[] = N_("the document is damaged");

struct old {
	const struct document *d;
	struct ole ole;
	buf room;  /* of the stream at hand */
	buf table; /* of Word's pieces */
	buf text;
	bool cell; /* the last character ended a cell */
};

/* ---- text ---- */

static void flush(struct old *o)
{
	if (o->text.n)
		(void)parts_bytes(o->d->parts, buf_str(&o->text));
	buf_reset(&o->text);
}

/* Word's marks as text: cells behind tabs, rows and paragraphs in lines. */
static void put_char(struct old *o, uint32_t c)
{
	bool cell = c == 7;

	if (cell)
		buf_put_byte(&o->text, o->cell ? '\n' : '\t');
	else if (c == '\r' || c == 0x0b || c == 0x0c || c == 0x0e)
		buf_put_byte(&o->text, '\n');
	else if (c == 0x1e)
		buf_put_byte(&o->text, '-');
	else if (c >= 0x20 || c == '\t')
		buf_put_utf8(&o->text, c);
	else if (c != 0x1f)
		buf_put_byte(&o->text, ' ');
	o->cell = cell && !o->cell;
	if (o->text.n >= BLOCK)
		flush(o);
}

/* Characters in an encoding. */
static void put_text(struct old *o, str s, enum charset charset)
{
	for (size_t at = 0, n = 0; at < s.n; at += n)
		put_char(o, charset_step(charset, s, at, &n));
}

/* ---- Word ---- */

/* The table of pieces among what CLX holds; empty: there is none. */
static str find_pieces(str clx)
{
	cur c = cur_of(clx);

	while (cur_more(&c)) {
		unsigned kind = cur_u8(&c);

		if (kind == 1)
			cur_skip(&c, cur_le16(&c));
		else if (kind == 2)
			return cur_take(&c, cur_le32(&c));
		else
			break;
	}
	return (str){0};
}

static void put_piece(struct old *o, str stream, uint32_t count, uint32_t at)
{
	bool narrow = at >> 30 & 1;
	size_t from = (at & 0x3fffffff) / (narrow ? 2 : 1);
	uint64_t n = (uint64_t)count * (narrow ? 1 : 2);

	put_text(o, str_sub(stream, from, n < stream.n ? (size_t)n : stream.n),
		 narrow ? CHARSET_LATIN1 : CHARSET_UTF16LE);
}

/* n + 1 places of characters, then n descriptions of eight bytes. */
static bool put_pieces(struct old *o, str stream, str pieces)
{
	size_t n = pieces.n < 16 ? 0 : (pieces.n - 4) / 12;
	uint64_t given = 0;

	for (size_t i = 0; i < n && i < PIECES_MOST && given <= stream.n; i++) {
		cur places = cur_of(str_from(pieces, i * 4));
		cur piece = cur_of(str_from(pieces, (n + 1) * 4 + i * 8 + 2));
		uint32_t from = cur_le32(&places);
		uint32_t until = cur_le32(&places);
		uint32_t at = cur_le32(&piece);

		if (until < from || !cur_ok(&piece))
			return false;
		put_piece(o, stream, until - from, at);
		/* Pieces do not share bytes: together they are no longer than the stream. */
		given += until - from;
	}
	return n > 0 && given <= stream.n;
}

static const char *read_word_text(struct old *o, str stream, bool whole)
{
	struct ole_entry e;
	cur c = cur_of(stream);
	bool table_whole = false;

	cur_skip(&c, 2);
	unsigned version = cur_le16(&c);

	cur_skip(&c, 6);
	unsigned flags = cur_le16(&c);

	if (flags & 0x100)
		return encrypted_words;
	c = cur_of(str_from(stream, 0x18));
	uint32_t from = cur_le32(&c);
	uint32_t until = cur_le32(&c);

	if (version < 0xc1) {
		put_text(o, str_sub(stream, from, until > from ? until - from : 0), CHARSET_GB18030);
		return cur_ok(&c) && until > from ? "" : damaged_words;
	}
	c = cur_of(str_from(stream, 0x1a2));
	size_t at = cur_le32(&c);
	size_t n = cur_le32(&c);

	if (!cur_ok(&c) || !ole_find(&o->ole, flags & 0x200 ? "1Table" : "0Table", &e))
		return damaged_words;
	str table = ole_read(&o->ole, &e, &o->table, &table_whole);

	if (!put_pieces(o, stream, find_pieces(str_sub(table, at, n))))
		return damaged_words;
	return whole ? "" : cut_words;
}

/* A stream as a part of text. */
static void give_part(struct old *o, const struct ole_entry *e, str own,
		      const char *(*read)(struct old *o, str stream, bool whole))
{
	bool whole = false;
	str stream = ole_read(&o->ole, e, &o->room, &whole);

	if (!parts_begin(o->d->parts, own, PIECE_TEXT))
		return;
	buf_reset(&o->text);
	o->cell = false;
	const char *why = read(o, stream, whole);

	flush(o);
	parts_end(o->d->parts, *why ? PIECE_UNREADABLE : PIECE_WHOLE, why);
}

/* ---- PowerPoint ---- */

/* Records within records, in one walk: a container's header is passed over, everything else as a whole. */
static const char *read_slides(struct old *o, str stream, bool whole)
{
	cur c = cur_of(stream);

	while (c.n >= 8) {
		unsigned version = cur_le16(&c);
		unsigned type = cur_le16(&c);
		uint32_t n = cur_le32(&c);

		if (type == 0x2f14)
			return encrypted_words;
		if ((version & 15) == 15)
			continue;
		str data = cur_take(&c, n);

		if (type == 0x0fa0 || type == 0x0fba)
			put_text(o, data, CHARSET_UTF16LE);
		else if (type == 0x0fa8)
			put_text(o, data, CHARSET_LATIN1);
		else
			continue;
		put_char(o, '\r');
	}
	return !whole ? cut_words : cur_ok(&c) ? "" : damaged_words;
}

/* ---- Outlook ---- */

static const char *read_wide(struct old *o, str stream, bool whole)
{
	put_text(o, stream, CHARSET_UTF16LE);
	return whole ? "" : cut_words;
}

static const char *read_narrow(struct old *o, str stream, bool whole)
{
	put_text(o, stream, str_is_utf8(stream) ? CHARSET_UTF8 : CHARSET_GB18030);
	return whole ? "" : cut_words;
}

static void keep_stream(struct old *o, const struct ole_entry *e, str name)
{
	bool whole = false;
	str stream = ole_read(&o->ole, e, &o->room, &whole);

	if (!whole)
		items_add_unread(o->d->items, name, cut_words);
	else
		items_keep(o->d->items, name, stream);
}

/* Properties by their tags: texts; attachments and the body in HTML are files. */
static bool read_message(struct old *o)
{
	static const str mark = STR_INIT("__substg1.0_");
	struct ole_entry e;
	bool any = false;

	for (size_t i = 0; i < o->ole.entry_count && !o->d->parts->out; i++) {
		if (!ole_entry_at(&o->ole, i, &e) || e.type != 2 || !str_starts(str_c(e.name), mark))
			continue;
		str tag = str_from(str_c(e.name), mark.n);

		any = true;
		if (str_eq(tag, STR("37010102")))
			keep_stream(o, &e, STR("attachment"));
		else if (str_eq(tag, STR("10130102")))
			keep_stream(o, &e, STR("body.html"));
		else if (str_ends(tag, STR("001F")))
			give_part(o, &e, tag, read_wide);
		else if (str_ends(tag, STR("001E")))
			give_part(o, &e, tag, read_narrow);
	}
	return any;
}

/* ---- the file ---- */

static void read_sheets(struct old *o, const struct ole_entry *e)
{
	bool whole = false;
	str stream = ole_read(&o->ole, e, &o->room, &whole);

	xls_read(o->d, stream, whole);
}

/* All streams of each kind: documents lie in documents. */
static void read_streams(struct old *o)
{
	struct ole_entry e;

	for (size_t i = 0; i < o->ole.entry_count && !o->d->parts->out; i++) {
		if (!ole_entry_at(&o->ole, i, &e) || e.type != 2)
			continue;
		str name = str_c(e.name);

		if (str_eq(name, STR("Workbook")) || str_eq(name, STR("Book")))
			read_sheets(o, &e);
		else if (str_eq(name, STR("WordDocument")))
			give_part(o, &e, STR("text"), read_word_text);
		else if (str_eq(name, STR("PowerPoint Document")))
			give_part(o, &e, STR("slides"), read_slides);
	}
}

static bool is_known(const struct ole *o)
{
	static const char *const known[] = {"Workbook", "Book", "WordDocument", "PowerPoint Document"};
	struct ole_entry e;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (ole_find(o, known[i], &e))
			return true;
	return false;
}

static void read_file(struct old *o)
{
	struct ole_entry e;
	const char *why = "";

	if (ole_find(&o->ole, "EncryptedPackage", &e))
		why = encrypted_words;
	else if (is_known(&o->ole))
		read_streams(o);
	else if (!read_message(o))
		why = N_("a format without a reader: only its raw bytes were looked at");
	if (!*why && o->ole.broken)
		why = damaged_words;
	if (*why)
		parts_unread(o->d->parts, (str){0}, PIECE_UNREADABLE, why);
}

void office_old_read(const struct document *d)
{
	struct old o = {.d = d};

	buf_init(&o.room, d->memory_most / 4);
	buf_init(&o.table, d->memory_most / 8);
	buf_init(&o.text, 2 * BLOCK);
	if (ole_init(&o.ole, d->bytes, d->memory_most))
		read_file(&o);
	else
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, damaged_words);
	ole_release(&o.ole);
	buf_release(&o.room);
	buf_release(&o.table);
	buf_release(&o.text);
}
