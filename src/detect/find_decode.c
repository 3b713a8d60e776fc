/* Bytes of the stream to UTF-8, line by line: a log may hold lines of several programs, each in its own encoding. */
#include "base/must.h"
#include "detect/find_avx512.h"

#define HEAD_MOST ((size_t)64 << 10)
#define WIDE_LEAST 8 /* bytes */
#define BIG5_LEAST 4 /* pairs, before they tell anything */
#define BIG5_SHARE 5 /* every fifth pair has a second byte that GB 2312 does not have */

/* ---- UTF-8 or not ---- */

#define UTF8_WALKED 67 /* bytes: less are not worth vectors */

/* p[*at, end) up to the first character at or behind `end`; n: of all. */
static bool utf8_plain(const uint8_t *p, size_t n, size_t end, size_t *at, bool *high)
{
	while (*at < end) {
		uint64_t eight;
		size_t was = *at;

		if (n - *at >= 8) {
			memcpy(&eight, p + *at, 8);
			if (!(eight & 0x8080808080808080)) {
				*at += 8;
				continue;
			}
		}
		if (p[*at] < 0x80) {
			++*at;
			continue;
		}
		*high = true;
		if (str_utf8_next((str){p, n}, at) == 0xfffd && *at - was == 1)
			return false;
	}
	return true;
}

void find_utf8_begin(struct find_utf8_walk *w, str text)
{
	if (!w->at && text.n >= UTF8_WALKED)
		w->broken = !utf8_plain(text.p, text.n, 3, &w->at, &w->high);
}

bool find_utf8_walk(struct find_utf8_walk *w, str text, size_t to, enum find_vectors v)
{
	to = to < text.n ? to : text.n;
	if (v == FIND_VECTORS_NONE || to < UTF8_WALKED || w->broken)
		return !w->broken;
	find_utf8_begin(w, text);
	if (v == FIND_VECTORS_AVX512)
		w->broken = w->broken || !avx512_utf8(text.p, to, &w->at, &w->high);
	w->broken = w->broken || !avx2_utf8(text.p, to, &w->at, &w->high);
	return !w->broken;
}

enum find_utf8 find_utf8_walked(struct find_utf8_walk *w, str text)
{
	/* The last character before may go on: from its first byte again. */
	size_t back = w->at;

	for (unsigned i = 0; i < 4 && back && text.p[back - 1] >= 0x80; i++)
		back--;
	while (back < w->at && (text.p[back] & 0xc0) == 0x80)
		back++;
	if (w->broken || !utf8_plain(text.p, text.n, text.n, &back, &w->high))
		return FIND_BROKEN;
	return w->high ? FIND_UTF8 : FIND_ASCII;
}

enum find_utf8 find_utf8(const uint8_t *p, size_t n, enum find_vectors v)
{
	struct find_utf8_walk w = {0};

	find_utf8_walk(&w, (str){p, n}, n, v);
	return find_utf8_walked(&w, (str){p, n});
}

/* ---- which encoding a head or a line has ---- */

struct pairs {
	size_t all;
	size_t low;  /* second byte 40 to 7E */
	size_t mid;  /* second byte 80 to A0: GBK's alone */
	size_t four; /* four-byte forms of GB18030 */
	size_t lone; /* a high byte that begins nothing */
};

static void pairs_count(const uint8_t *p, size_t n, struct pairs *ret)
{
	for (size_t at = 0; at < n;) {
		uint8_t next = at + 1 < n ? p[at + 1] : 0;

		if (p[at] < 0x80) {
			at++;
		} else if (p[at] >= 0x81 && p[at] <= 0xfe && next >= 0x40 && next != 0x7f && next != 0xff) {
			ret->all++;
			ret->low += next < 0x7f;
			ret->mid += next >= 0x80 && next <= 0xa0;
			at += 2;
		} else if (n - at >= 4 && byte_is_digit(next) && p[at + 2] >= 0x81 && byte_is_digit(p[at + 3])) {
			ret->four++;
			at += 4;
		} else {
			ret->lone++;
			at++;
		}
	}
}

/* The encoding of bytes that are not UTF-8; CHARSET_UTF8: of none, or they do not tell. */
static enum charset pairs_tell(const struct pairs *c)
{
	if (c->lone > c->all + c->four)
		return CHARSET_LATIN1;
	if (c->all >= BIG5_LEAST && c->low * BIG5_SHARE >= c->all && c->mid * 4 < c->low && !c->four)
		return CHARSET_BIG5;
	return c->all + c->four ? CHARSET_GB18030 : CHARSET_UTF8;
}

/* UTF-8 with a fault in it has far more whole characters than faults. */
static bool utf8_damaged(const uint8_t *p, size_t n)
{
	size_t whole = 0;
	size_t faults = 0;

	for (size_t at = 0; at < n;) {
		size_t was = at;

		if (p[at] < 0x80) {
			at++;
			continue;
		}
		bool bad = str_utf8_next((str){p, n}, &at) == 0xfffd && at - was == 1;

		faults += bad;
		whole += !bad && at - was >= 3;
	}
	return whole > 2 * faults;
}

/* Characters that text has. */
static bool usual(uint32_t u)
{
	return (u >= 0x20 && u < 0x7f) || u == '\n' || u == '\r' || u == '\t' || (u >= 0x4e00 && u <= 0x9fff) ||
	       (u >= 0x3000 && u <= 0x303f) || (u >= 0xff00 && u <= 0xffef) || (u >= 0x2010 && u <= 0x2026);
}

/* UTF-16 without a mark: NUL bytes stand on one side only, and the other way round it makes no sense. */
static bool wide_told(str head, enum charset *ret)
{
	size_t nuls[2] = {0};
	size_t good[2] = {0};
	size_t units = head.n / 2;

	if (head.n < WIDE_LEAST)
		return false;
	for (size_t i = 0; i < units * 2; i += 2) {
		nuls[0] += !head.p[i];
		nuls[1] += !head.p[i + 1];
		good[0] += usual((uint32_t)head.p[i + 1] << 8 | head.p[i]);
		good[1] += usual((uint32_t)head.p[i] << 8 | head.p[i + 1]);
	}
	bool little = nuls[1] > nuls[0];

	*ret = little ? CHARSET_UTF16LE : CHARSET_UTF16BE;
	return nuls[little] * 50 >= units && nuls[!little] * 16 <= nuls[little] && good[!little] * 20 >= units * 19;
}

enum charset finder_charset(str head)
{
	enum charset wide = CHARSET_UTF8;
	struct pairs c = {0};

	head = str_sub(head, 0, HEAD_MOST);
	if (str_starts(head, STR("\xff\xfe")))
		return CHARSET_UTF16LE;
	if (str_starts(head, STR("\xfe\xff")))
		return CHARSET_UTF16BE;
	if (memchr(head.p ? head.p : (const uint8_t *)"", 0, head.n) && wide_told(head, &wide))
		return wide;
	while (head.n) {
		struct str_cut line = str_cut(&head, '\n');

		/* The last line may be cut within a character. */
		if (!line.ok)
			break;
		if (find_utf8(line.head.p, line.head.n, false) == FIND_BROKEN &&
		    !utf8_damaged(line.head.p, line.head.n))
			pairs_count(line.head.p, line.head.n, &c);
	}
	return pairs_tell(&c);
}

enum charset find_line_charset(const struct finder *f, const uint8_t *p, size_t n)
{
	struct pairs c = {0};

	if (utf8_damaged(p, n))
		return CHARSET_UTF8;
	if (f->charset != CHARSET_UTF8)
		return f->charset;
	pairs_count(p, n, &c);
	return pairs_tell(&c);
}

/* ---- decoding ---- */

/* What is being written. */
struct decoding {
	struct finder *f;
	size_t text;
	size_t last; /* text place of the last mark */
};

static void mark(struct decoding *d, size_t raw, enum charset c)
{
	struct finder *f = d->f;

	must(f->mark_count < FIND_MARKS_MOST);
	f->marks[f->mark_count++] = (struct find_mark){(uint32_t)d->text, (uint32_t)raw, c};
	d->last = d->text;
}

size_t find_utf8_put(uint8_t *p, uint32_t cp)
{
	if (cp < 0x80) {
		p[0] = (uint8_t)cp;
		return 1;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; cp >>= 6)
		p[i] = (uint8_t)(0x80 | (cp & 0x3f));
	p[0] = (uint8_t)(cp | (n == 2 ? 0xc0u : n == 3 ? 0xe0u : 0xf0u));
	return n;
}

static size_t utf8_size(uint32_t cp)
{
	return cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
}

/* in[at, end) of one encoding. ascii: stops before anything else. */
static void decode_span(struct decoding *d, size_t at, size_t end, enum charset c, bool ascii)
{
	struct finder *f = d->f;
	const struct find_mark *last = f->mark_count ? &f->marks[f->mark_count - 1] : NULL;

	if (!last || last->charset != c)
		mark(d, at, c);
	while (at < end) {
		size_t n = 0;
		uint32_t cp = charset_step(c, (str){f->in, end}, at, &n);

		if (ascii && cp >= 0x80)
			break;
		if (d->text - d->last >= FIND_MARK_EVERY)
			mark(d, at, c);
		f->totals.broken += cp == 0xfffd && !(c == CHARSET_UTF8 && n == 3) && !ascii;
		d->text += find_utf8_put(f->decoded + d->text, cp);
		at += n;
	}
}

static void decode_lines(struct decoding *d, size_t at, size_t end)
{
	struct finder *f = d->f;

	while (at < end) {
		const uint8_t *q = memchr(f->in + at, '\n', end - at);
		size_t to = q ? (size_t)(q - f->in) + 1 : end;
		enum find_utf8 is = find_utf8(f->in + at, to - at, f->vectors);
		/* Lines of ASCII read alike in all. */
		enum charset c = f->mark_count ? f->marks[f->mark_count - 1].charset : CHARSET_UTF8;

		if (is != FIND_ASCII) {
			c = is == FIND_UTF8 ? CHARSET_UTF8 : find_line_charset(f, f->in + at, to - at);
			f->of[c] += to - at;
		}
		decode_span(d, at, to, c, false);
		at = to;
	}
}

void find_decode(struct finder *f, size_t at, size_t n, enum find_utf8 is, struct find_text *ret)
{
	struct decoding d = {.f = f};
	size_t look = f->in_n - at - n < FIND_LOOK ? f->in_n - at - n : FIND_LOOK;

	if (is != FIND_BROKEN) {
		f->of[CHARSET_UTF8] += is == FIND_UTF8 ? n : 0;
		*ret = (struct find_text){.p = f->in + at, .n = n, .all = n + look, .raw = at};
		return;
	}
	must(n <= FIND_LINE_MOST);
	f->mark_count = 0;
	f->decoded_used = true;
	if (f->wide) {
		f->of[f->charset] += n;
		decode_span(&d, at, at + n, f->charset, false);
	} else {
		decode_lines(&d, at, at + n);
	}
	*ret = (struct find_text){.p = f->decoded, .n = d.text, .raw = at, .decoded = true};
	decode_span(&d, at + n, at + n + look, f->marks[f->mark_count - 1].charset, true);
	ret->all = d.text;
	memset(f->decoded + d.text, 0, FIND_PAD);
}

uint64_t find_offset_of(const struct finder *f, const struct find_text *t, size_t at)
{
	for (; t->places; t = t->outer)
		at = t->places[at];
	if (!t->decoded)
		return f->origin + t->raw + at;
	size_t lo = 0;
	size_t hi = f->mark_count;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		*(f->marks[mid].text <= at ? &lo : &hi) = mid;
	}
	size_t text = f->marks[lo].text;
	size_t raw = f->marks[lo].raw;

	while (text < at && raw < f->in_n) {
		size_t n = 0;

		text += utf8_size(charset_step(f->marks[lo].charset, (str){f->in, f->in_n}, raw, &n));
		raw += n;
	}
	return f->origin + raw;
}

size_t find_line_end(const struct finder *f, size_t at, size_t n)
{
	bool big = f->charset == CHARSET_UTF16BE;

	while (n) {
		const uint8_t *q = memrchr(f->in + at, '\n', n);

		if (!q)
			break;
		n = (size_t)(q - f->in) - at;
		if (!f->wide)
			return at + n + 1;
		/* in[0] is the first half of a unit. */
		size_t unit = at + n - big;

		if (unit % 2 == 0 && f->in[big ? unit : unit + 1] == 0 && (big || at + n + 1 < f->in_n))
			return unit + 2;
	}
	return at;
}
