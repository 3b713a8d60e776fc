#include "format/ofd.h"

#include "format/xml_stream.h"

#define TEXT_MOST ((size_t)64 * 1024)
/* Lengths are in thousandths of a millimetre, factors in thousandths; no page is larger than this. */
#define UNIT 1000
#define LENGTH_MOST ((int64_t)1000000 * UNIT)
#define SIZE_USUAL (3 * UNIT)
/* Advances in one string that are counted. */
#define ADVANCES_MOST 100000

struct box {
	int64_t x, y, width, size;
	int64_t matrix[6];
};

struct walk {
	buf out;
	struct parts *to;
	struct box box;    /* of the open TextObject */
	int64_t x, y;      /* of the last TextCode in it: the next may leave them out */
	int64_t line, end; /* where the text before stands, and where it ends */
	bool any, in_code, enough;
};

/* The next decimal of a list, in thousandths; false: none. */
static bool number(str *s, int64_t *ret)
{
	bool minus, point = false;
	int64_t v = 0, scale = UNIT;
	size_t i = 0;

	*s = str_trim(*s);
	minus = s->n && s->p[0] == '-';
	for (i = minus; i < s->n; i++) {
		uint8_t c = s->p[i];

		if (c == '.' && !point) {
			point = true;
		} else if (!byte_is_digit(c)) {
			break;
		} else if (!point) {
			v = v * 10 + (int64_t)(c - '0') * UNIT;
			v = v < LENGTH_MOST ? v : LENGTH_MOST;
		} else if (scale >= 10) {
			scale /= 10;
			v += (c - '0') * scale;
		}
	}
	if (i == minus)
		return false;
	*s = str_from(*s, i);
	*ret = minus ? -v : v;
	return true;
}

static void numbers(str attributes, str name, int64_t *to, size_t n)
{
	str v;

	if (!xml_attribute(attributes, name, &v))
		return;
	for (size_t i = 0; i < n && number(&v, &to[i]); i++)
		;
}

/* How far the string's last character stands from its first: "5.2 g 10 5.2 4", ten times 5.2. */
static int64_t advance(str attributes)
{
	int64_t sum = 0, v, times;
	str s;

	if (!xml_attribute(attributes, STR("DeltaX"), &s))
		return 0;
	for (unsigned i = 0; i < ADVANCES_MOST; i++) {
		s = str_trim(s);
		times = UNIT;
		if (str_starts(s, STR("g"))) {
			s = str_from(s, 1);
			if (!number(&s, &times))
				break;
		}
		if (!number(&s, &v))
			break;
		times = times < 0 ? 0 : times / UNIT;
		sum += v < LENGTH_MOST / 1000 ? v * (times < 1000 ? times : 1000) : LENGTH_MOST;
		sum = sum < LENGTH_MOST && sum > -LENGTH_MOST ? sum : LENGTH_MOST;
	}
	return sum;
}

static void open_object(struct walk *w, str attributes)
{
	int64_t boundary[4] = {0}, size = SIZE_USUAL;
	struct box b = {.matrix = {UNIT, 0, 0, UNIT, 0, 0}};

	numbers(attributes, STR("Boundary"), boundary, 4);
	numbers(attributes, STR("Size"), &size, 1);
	numbers(attributes, STR("CTM"), b.matrix, 6);
	b.x = boundary[0];
	b.y = boundary[1];
	b.width = boundary[2];
	b.size = size * b.matrix[3] / UNIT;
	if (b.size < UNIT / 10)
		b.size = SIZE_USUAL;
	w->box = b;
	w->x = w->y = 0;
}

/* Its place on the page: what stands between it and the text before. */
static void open_code(struct walk *w, str attributes)
{
	const int64_t *m = w->box.matrix;

	numbers(attributes, STR("X"), &w->x, 1);
	numbers(attributes, STR("Y"), &w->y, 1);
	int64_t x = w->box.x + m[0] * w->x / UNIT + m[2] * w->y / UNIT + m[4];
	int64_t y = w->box.y + m[1] * w->x / UNIT + m[3] * w->y / UNIT + m[5];
	int64_t off = y > w->line ? y - w->line : w->line - y, gap = x - w->end;

	if (w->any && off > w->box.size / 2)
		buf_put_byte(&w->out, '\n');
	else if (w->any && (gap > w->box.size || gap < -2 * w->box.size))
		buf_put_byte(&w->out, '\t');
	w->line = y;
	w->end = x + m[0] * advance(attributes) / UNIT + w->box.size;
	w->in_code = true;
}

static void flush(struct walk *w)
{
	if (w->out.n && !parts_bytes(w->to, buf_str(&w->out)))
		w->enough = true;
	buf_reset(&w->out);
}

static void take_event(struct walk *w, const struct xml_event *ev)
{
	if (ev->kind == XML_TEXT) {
		size_t was = w->out.n;

		if (w->in_code && ev->cdata)
			buf_put(&w->out, ev->text);
		else if (w->in_code)
			xml_text_put(&w->out, ev->text);
		w->any |= w->out.n > was;
	} else if (str_eq(ev->name, STR("TextObject"))) {
		if (ev->kind == XML_OPEN)
			open_object(w, ev->attributes);
	} else if (str_eq(ev->name, STR("TextCode"))) {
		w->in_code = false;
		if (ev->kind == XML_OPEN)
			open_code(w, ev->attributes);
	}
	if (w->out.n >= TEXT_MOST / 2)
		flush(w);
}

bool ofd_is_page(str name)
{
	static const str folders[] = {STR_INIT("/Pages/"), STR_INIT("/Tpls/"), STR_INIT("/Temps/"),
				      STR_INIT("/Annots/")};

	if (!str_istarts(name, STR("Doc_")) || !str_iends(name, STR(".xml")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (str_ihas(name, folders[i]))
			return true;
	return false;
}

void ofd_read(struct source *xml, struct parts *to, struct prose_found *ret)
{
	struct walk w = {.to = to};
	struct xml_stream x;
	struct xml_event ev;
	enum parse p = PARSE_OK;

	*ret = (struct prose_found){0};
	buf_init(&w.out, XML_STREAM_CHUNK_MOST + TEXT_MOST);
	xml_stream_init(&x, xml);
	while (!w.enough && (p = xml_stream_next(&x, &ev)) == PARSE_OK)
		take_event(&w, &ev);
	flush(&w);
	ret->broken = p != PARSE_OK && p != PARSE_SHORT;
	buf_release(&w.out);
}
