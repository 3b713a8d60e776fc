#include "format/evtx.h"

#include <stdlib.h>

#include "base/cur.h"
#include "base/date.h"
#include "base/i18n.h"
#include "format/charset.h"

#define FILE_HEAD ((size_t)4096)
#define CHUNK ((size_t)65536)
#define CHUNK_HEAD ((size_t)512)
#define RECORD_HEAD ((size_t)24)
#define CHUNKS_MOST ((size_t)1 << 20)
#define VALUES_MOST 1024
#define NESTED_MOST 8
#define BLOCK ((size_t)32768)
/* Values of one record; longer ones are cut. */
#define LINE_MOST ((size_t)131072)
/* Seconds from 1601-01-01 to 1970-01-01. */
#define WINDOWS_EPOCH INT64_C(11644473600)

enum {
	VALUE_TEXT = 1,
	VALUE_BYTES,
	VALUE_FLAG = 13,
	VALUE_TIME = 17,
	VALUE_SID = 19,
	VALUE_XML = 33,
	VALUE_TEXTS = 129
};

struct place {
	uint64_t first; /* record number */
	size_t at;
};

struct evtx {
	const struct document *d;
	str chunk;
	buf out;
	str names[VALUES_MOST]; /* UTF-16, of the template's values */
	str nested[NESTED_MOST];
	size_t nested_n;
	const char *why;
};

static void note(struct evtx *e, const char *why)
{
	if (!e->why)
		e->why = why;
}

/* ---- templates: which value is what ---- */

/* A name in the chunk: next, hash, length, UTF-16. */
static str name_at(const struct evtx *e, uint32_t at)
{
	cur in = cur_of(at < e->chunk.n ? str_from(e->chunk, at) : (str){0});

	cur_skip(&in, 6);
	uint16_t n = cur_le16(&in);

	return cur_take(&in, (size_t)n * 2);
}

struct walk {
	struct evtx *e;
	cur in;
	str element, attribute, called; /* UTF-16; called: what its attribute Name says */
	bool in_attribute;
};

/* The offset of a name, which stands behind it where it is used first. */
static str take_name(struct walk *w)
{
	uint32_t at = cur_le32(&w->in);
	str name = name_at(w->e, at);

	if (cur_ok(&w->in) && w->e->chunk.p + at == w->in.p)
		cur_skip(&w->in, 8 + name.n + 2);
	return name;
}

static bool is_ascii(str wide, const char *s)
{
	str a = str_c(s);
	bool same = wide.n == 2 * a.n;

	for (size_t i = 0; same && i < a.n; i++)
		same = wide.p[2 * i] == a.p[i] && !wide.p[2 * i + 1];
	return same;
}

static void take_element(struct walk *w, bool attributes)
{
	cur_skip(&w->in, 6);
	w->element = take_name(w);
	w->called = (str){0};
	w->in_attribute = false;
	if (attributes)
		cur_skip(&w->in, 4);
}

static void take_literal(struct walk *w)
{
	cur_skip(&w->in, 1);
	uint16_t n = cur_le16(&w->in);
	str text = cur_take(&w->in, (size_t)n * 2);

	if (w->in_attribute && is_ascii(w->attribute, "Name"))
		w->called = text;
	w->in_attribute = false;
}

static void take_place(struct walk *w)
{
	uint16_t i = cur_le16(&w->in);

	cur_skip(&w->in, 1);
	if (i < VALUES_MOST)
		w->e->names[i] = w->in_attribute ? w->attribute : w->called.n ? w->called : w->element;
	w->in_attribute = false;
}

/* False: the end, or something that templates do not have. */
static bool take_token(struct walk *w)
{
	uint8_t token = cur_u8(&w->in);

	switch (token & 0xbf) {
	case 1:
		take_element(w, token & 0x40);
		return true;
	case 2:
	case 3:
	case 4:
		w->in_attribute = false;
		return true;
	case 5:
		take_literal(w);
		return true;
	case 6:
		w->attribute = take_name(w);
		w->in_attribute = true;
		return true;
	case 7:
		cur_skip(&w->in, (size_t)cur_le16(&w->in) * 2);
		return true;
	case 8:
		cur_skip(&w->in, 2);
		return true;
	case 9:
		(void)take_name(w);
		return true;
	case 13:
	case 14:
		take_place(w);
		return true;
	case 15:
		cur_skip(&w->in, 3);
		return true;
	default:
		return false;
	}
}

/* The template's definition in the chunk. */
static void learn(struct evtx *e, uint32_t at)
{
	struct walk w = {.e = e, .in = cur_of(at < e->chunk.n ? str_from(e->chunk, at) : (str){0})};

	memset(e->names, 0, sizeof(e->names));
	cur_skip(&w.in, 4 + 16);
	uint32_t n = cur_le32(&w.in);

	w.in = cur_sub(&w.in, n);
	while (cur_more(&w.in) && take_token(&w))
		;
}

/* ---- values ---- */

static void put_wide(buf *out, str s)
{
	AUTO(buf_release) buf text;

	buf_init(&text, 3 * LINE_MOST);
	while (s.n >= 2 && !s.p[s.n - 1] && !s.p[s.n - 2])
		s.n -= 2;
	(void)charset_decode(CHARSET_UTF16LE, str_sub(s, 0, LINE_MOST / 2 * 2), &text);
	/* Several texts have NULs between them. */
	for (size_t i = 0; i < text.n; i++)
		if (!text.p[i])
			text.p[i] = ' ';
	buf_put_json(out, buf_str(&text));
}

/* MS-DTYP 2.4.2.2. */
static void put_sid(buf *out, str s)
{
	cur in = cur_of(s);
	uint8_t revision = cur_u8(&in);

	cur_skip(&in, 1);
	buf_printf(out, "S-%u-%llu", revision, (unsigned long long)cur_be(&in, 6));
	while (in.n >= 4)
		buf_printf(out, "-%u", cur_le32(&in));
}

static void put_moment(buf *out, uint64_t filetime)
{
	date_put_utc(out, (int64_t)(filetime / 10000000) - WINDOWS_EPOCH);
}

static void put_number(buf *out, unsigned type, str s)
{
	cur in = cur_of(s);
	uint64_t v = cur_le(&in, s.n);
	bool is_signed = type < 12 && type % 2;

	if (is_signed && s.n < 8 && v >> (8 * s.n - 1))
		v |= ~UINT64_C(0) << (8 * s.n);
	buf_printf(out, is_signed ? "%lld" : "%llu", (unsigned long long)v);
}

static bool put_text(buf *out, unsigned type, str s)
{
	if (type == VALUE_TEXT || type == VALUE_TEXTS)
		put_wide(out, s);
	else if (type == VALUE_BYTES)
		buf_put_json(out, s);
	else if (type == VALUE_TIME && s.n == 8)
		put_moment(out, cur_le64(&(cur){s.p, s.n, false}));
	else if (type == VALUE_SID)
		put_sid(out, s);
	else if (((type > VALUE_BYTES && type <= 10) || type == VALUE_FLAG || type == 20 || type == 21) && s.n <= 8)
		put_number(out, type, s);
	else
		return false;
	return true;
}

/* Names as other logs have them, so that it is known what they say. */
static void put_key(buf *out, str name)
{
	static const struct {
		const char *theirs, *ours;
	} known[] = {
		{"TargetUserName", "user"}, {"SubjectUserName", "operator"}, {"IpAddress", "client_ip"},
		{"EventID", "event_id"},    {"ObjectName", "object"},        {"CommandLine", "command"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (is_ascii(name, known[i].theirs)) {
			buf_put_c(out, known[i].ours);
			return;
		}
	put_wide(out, name);
}

/* What happened, of the events that every Windows records. */
static void put_event(buf *out, uint64_t id)
{
	static const struct {
		uint16_t id;
		const char *action, *result;
	} events[] = {
		{4624, "login", "success"},       {4625, "login", "failed"},          {4634, "logout", "success"},
		{4647, "logout", "success"},      {4672, "privilege", "success"},     {4720, "create user", "success"},
		{4726, "delete user", "success"}, {4728, "grant", "success"},         {4732, "grant", "success"},
		{4756, "grant", "success"},       {4719, "config change", "success"}, {1102, "clear log", "success"},
		{104, "clear log", "success"},    {6005, "start", "success"},         {6006, "stop", "success"},
	};

	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		if (events[i].id == id)
			buf_printf(out, ",\"action\":\"%s\",\"result\":\"%s\"", events[i].action, events[i].result);
}

static void put_value(struct evtx *e, str name, unsigned type, str s)
{
	size_t was = e->out.n;

	if (type == VALUE_XML && e->nested_n < NESTED_MOST)
		e->nested[e->nested_n++] = s;
	if (!s.n || !name.n || type == VALUE_XML)
		return;
	buf_put_c(&e->out, ",\"");
	put_key(&e->out, name);
	buf_put_c(&e->out, "\":\"");
	if (!put_text(&e->out, type, s)) {
		e->out.n = was;
		return;
	}
	buf_put_byte(&e->out, '"');
	if (is_ascii(name, "EventID") && s.n == 2)
		put_event(&e->out, (uint64_t)s.p[0] | (uint64_t)s.p[1] << 8);
}

/* An instance of a template: its definition's place, then the values. */
static void take_instance(struct evtx *e, cur *in)
{
	cur_skip(in, 5);
	uint32_t at = cur_le32(in);

	learn(e, at);
	/* Where it is used first the definition stands here. */
	if (cur_ok(in) && at < e->chunk.n && e->chunk.p + at == in->p) {
		cur_skip(in, 4 + 16);
		cur_skip(in, cur_le32(in));
	}
	uint32_t count = cur_le32(in);

	if (count > VALUES_MOST || (size_t)count * 4 > in->n) {
		note(e, N_("records with more than is read"));
		return;
	}
	cur sizes = cur_sub(in, (size_t)count * 4);

	for (uint32_t i = 0; i < count && cur_more(&sizes); i++) {
		uint16_t n = cur_le16(&sizes);
		uint8_t type = cur_u8(&sizes);

		cur_skip(&sizes, 1);
		put_value(e, e->names[i], type, cur_take(in, n));
	}
}

/* A record's XML, and what lies in its values, one after the other. */
static void take_xml(struct evtx *e, str xml)
{
	e->nested[0] = xml;
	e->nested_n = 1;
	for (size_t i = 0; i < e->nested_n; i++) {
		cur in = cur_of(e->nested[i]);

		if (cur_peek(&in) == 15)
			cur_skip(&in, 4);
		if (cur_u8(&in) == 12)
			take_instance(e, &in);
	}
}

/* ---- records ---- */

static bool flush(struct evtx *e)
{
	bool on = !e->out.n || parts_bytes(e->d->parts, buf_str(&e->out));

	buf_reset(&e->out);
	return on;
}

/* Returns how long it is; 0: none. */
static size_t take_record(struct evtx *e, str s)
{
	cur in = cur_of(s);
	bool marked = cur_le32(&in) == 0x2a2a;
	uint32_t size = cur_le32(&in);

	if (!marked || size < RECORD_HEAD + 4 || size > s.n)
		return 0;
	uint64_t number = cur_le64(&in), at = cur_le64(&in);
	size_t was = e->out.n;

	buf_put_c(&e->out, "{\"time\":\"");
	put_moment(&e->out, at);
	buf_printf(&e->out, "\",\"__SEQNUM\":%llu", (unsigned long long)number);
	take_xml(e, str_sub(s, RECORD_HEAD, size - RECORD_HEAD - 4));
	buf_put_c(&e->out, "}\n");
	if (buf_full(&e->out)) {
		note(e, N_("records with more than is read"));
		e->out.n = was;
		e->out.full = false;
	}
	return size;
}

/* False: enough. */
static bool take_chunk(struct evtx *e)
{
	cur head = cur_of(str_from(e->chunk, 48));
	size_t until = cur_le32(&head), at = CHUNK_HEAD;

	while (at < until && at < e->chunk.n) {
		size_t n = take_record(e, str_from(e->chunk, at));

		if (!n) {
			note(e, N_("records of the log are damaged"));
			break;
		}
		at += n;
		if (e->out.n >= BLOCK && !flush(e))
			return false;
	}
	return true;
}

static int by_number(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static bool is_chunk(str s)
{
	return str_starts(s, STR("ElfChnk\0"));
}

/* The file is a ring: the oldest chunk may stand anywhere. */
static size_t find_chunks(struct evtx *e, struct place *places, size_t most)
{
	str all = e->d->bytes;
	size_t n = 0;

	for (size_t at = FILE_HEAD; at < all.n; at += CHUNK) {
		str s = str_sub(all, at, CHUNK);
		cur in = cur_of(str_from(s, 8));

		if (!is_chunk(s))
			continue;
		if (s.n < CHUNK)
			note(e, N_("the log ends early"));
		if (s.n < CHUNK || n == most)
			break;
		places[n++] = (struct place){cur_le64(&in), at};
	}
	return n;
}

static void read_chunks(struct evtx *e)
{
	size_t most = e->d->bytes.n / CHUNK + 1 < CHUNKS_MOST ? e->d->bytes.n / CHUNK + 1 : CHUNKS_MOST;
	struct place *places = calloc(most, sizeof(*places));
	size_t n = places ? find_chunks(e, places, most) : 0;

	if (!places)
		note(e, N_("unpacking needs more memory than is allowed"));
	if (n)
		qsort(places, n, sizeof(*places), by_number);
	for (size_t i = 0; i < n; i++) {
		e->chunk = str_sub(e->d->bytes, places[i].at, CHUNK);
		if (!take_chunk(e))
			break;
	}
	(void)flush(e);
	free(places);
}

void evtx_read(const struct document *d)
{
	struct evtx *e = calloc(1, sizeof(*e));

	if (!e) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
		return;
	}
	e->d = d;
	buf_init(&e->out, BLOCK + 4 * LINE_MOST);
	if (d->bytes.n < FILE_HEAD)
		note(e, N_("the log ends early"));
	if (parts_begin(d->parts, (str){0}, PIECE_BYTES)) {
		read_chunks(e);
		parts_end(d->parts, e->why ? PIECE_UNREADABLE : PIECE_WHOLE, e->why ? e->why : "");
	}
	buf_release(&e->out);
	free(e);
}
