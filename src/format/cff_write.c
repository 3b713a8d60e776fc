#include "format/cff_write.h"

#include "base/must.h"

#define CFF_MOST ((size_t)64 << 20)
#define CFF_FRONT_MOST 1024
#define SID_ADOBE 391 /* the first strings of our own; 0 to 390 are standard */
#define SID_IDENTITY 392
#define OP_ESCAPE 12

/* Type 2 charstring operators (5177, appendix A). */
enum { OP_RLINETO = 5, OP_RRCURVETO = 8, OP_ENDCHAR = 14, OP_RMOVETO = 21 };

/* A number in a charstring: 1, 2 or 3 bytes (5177, 3.2). */
static void put_number(buf *b, int32_t v)
{
	if (v >= -107 && v <= 107) {
		buf_put_byte(b, (uint8_t)(v + 139));
	} else if (v >= 108 && v <= 1131) {
		buf_put_byte(b, (uint8_t)((v - 108) / 256 + 247));
		buf_put_byte(b, (uint8_t)((v - 108) % 256));
	} else if (v >= -1131 && v <= -108) {
		buf_put_byte(b, (uint8_t)((-v - 108) / 256 + 251));
		buf_put_byte(b, (uint8_t)((-v - 108) % 256));
	} else {
		buf_put_byte(b, 28);
		buf_put_be(b, (uint16_t)(int16_t)v, 2);
	}
}

/* A number in a dictionary, always 5 bytes, so that offsets are known before they are written. */
static void put_fixed(buf *b, size_t v)
{
	buf_put_byte(b, 29);
	buf_put_be(b, v, 4);
}

static void put_op(buf *b, unsigned op)
{
	if (op >= OP_ESCAPE << 8)
		buf_put_byte(b, OP_ESCAPE);
	buf_put_byte(b, (uint8_t)op);
}

#define ESCAPED(op) ((unsigned)(OP_ESCAPE << 8 | (op)))

/* INDEX (5176, section 5) of parts that lie behind one another in `data`; ends[i] is where part i ends. */
static void put_index(buf *b, const size_t *ends, size_t n, str data)
{
	buf_put_be(b, n, 2);
	if (!n)
		return;
	buf_put_byte(b, 4);
	buf_put_be(b, 1, 4);
	for (size_t i = 0; i < n; i++)
		buf_put_be(b, ends[i] + 1, 4);
	buf_put(b, data);
}

static void put_index_one(buf *b, str data)
{
	put_index(b, &data.n, 1, data);
}

static void put_glyph(buf *b, const struct cff_glyph *g)
{
	int32_t x = 0, y = 0;
	bool first = true;

	for (size_t i = 0; i < g->n; i++) {
		const struct cff_step *s = &g->steps[i];

		if (first)
			put_number(b, g->advance);
		first = false;
		if (s->kind == CFF_CURVE) {
			put_number(b, s->x1 - x);
			put_number(b, s->y1 - y);
			put_number(b, s->x2 - s->x1);
			put_number(b, s->y2 - s->y1);
			x = s->x2;
			y = s->y2;
		}
		put_number(b, s->x - x);
		put_number(b, s->y - y);
		put_op(b, s->kind == CFF_MOVE ? OP_RMOVETO : s->kind == CFF_LINE ? OP_RLINETO : OP_RRCURVETO);
		x = s->x;
		y = s->y;
	}
	if (first)
		put_number(b, g->advance);
	put_op(b, OP_ENDCHAR);
}

struct offsets {
	size_t charset, select, strings, array;
};

#define PRIVATE_SIZE 4 /* two numbers and their operators */

static void put_top(buf *b, const struct offsets *at, size_t n)
{
	put_fixed(b, SID_ADOBE);
	put_fixed(b, SID_IDENTITY);
	put_fixed(b, 0);
	put_op(b, ESCAPED(30)); /* ROS */
	put_fixed(b, n);
	put_op(b, ESCAPED(34)); /* CIDCount */
	put_fixed(b, at->charset);
	put_op(b, 15);
	put_fixed(b, at->select);
	put_op(b, ESCAPED(37)); /* FDSelect */
	put_fixed(b, at->strings);
	put_op(b, 17); /* CharStrings */
	put_fixed(b, at->array);
	put_op(b, ESCAPED(36)); /* FDArray */
}

/* Header, names, top dictionary, strings: always of the same length for the same name. */
static void put_front(buf *b, str name, const struct offsets *at, size_t n)
{
	static const size_t ends[] = {5, 13};
	AUTO(buf_release) buf top;

	buf_init(&top, 256);
	put_top(&top, at, n);
	buf_put(b, STR("\x01\x00\x04\x04")); /* version 1.0, header of 4, offsets of 4 */
	put_index_one(b, name);
	put_index_one(b, buf_str(&top));
	put_index(b, ends, 2, STR("AdobeIdentity"));
	put_index(b, NULL, 0, (str){0}); /* no subroutines */
}

/* What stands behind the front, which is `front` bytes long; says where each part is. */
static void put_rest(buf *b, struct offsets *at, size_t front, const struct cff_glyph *glyphs, size_t n)
{
	AUTO(buf_release) buf data;
	AUTO(buf_release) buf dict;
	size_t *ends = calloc(n, sizeof *ends);

	must(ends);
	buf_init(&data, CFF_MOST);
	buf_init(&dict, 64);
	at->charset = front + b->n;
	buf_put_byte(b, 2); /* ranges with two-byte counts */
	buf_put_be(b, 1, 2);
	buf_put_be(b, n > 1 ? n - 2 : 0, 2);
	at->select = front + b->n;
	buf_put_byte(b, 3);
	buf_put_be(b, 1, 2); /* one range: from glyph 0, dictionary 0 */
	buf_put_be(b, 0, 2);
	buf_put_byte(b, 0);
	buf_put_be(b, n, 2);
	at->strings = front + b->n;
	for (size_t i = 0; i < n; i++) {
		put_glyph(&data, &glyphs[i]);
		ends[i] = data.n;
	}
	put_index(b, ends, n, buf_str(&data));
	free(ends);
	put_fixed(&dict, PRIVATE_SIZE);
	put_fixed(&dict, front + b->n);
	put_op(&dict, 18);
	put_number(b, 0);
	put_op(b, 20); /* defaultWidthX */
	put_number(b, 0);
	put_op(b, 21); /* nominalWidthX */
	at->array = front + b->n;
	put_index_one(b, buf_str(&dict));
	if (buf_full(&data))
		b->full = true;
}

void cff_write(buf *out, str name, const struct cff_glyph *glyphs, size_t n)
{
	AUTO(buf_release) buf front;
	AUTO(buf_release) buf rest;
	struct offsets at = {0};

	must(n >= 1 && n <= UINT16_MAX && name.n);
	buf_init(&front, CFF_FRONT_MOST);
	buf_init(&rest, CFF_MOST);
	put_front(&front, name, &at, n); /* for its length */
	put_rest(&rest, &at, front.n, glyphs, n);
	put_front(out, name, &at, n);
	buf_put(out, buf_str(&rest));
	if (buf_full(&rest))
		out->full = true;
}
