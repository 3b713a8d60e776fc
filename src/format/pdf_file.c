#include "format/pdf_file.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Bytes that may be looked at for each byte of the file, and at least: fonts and resources are looked up again for each page. */
#define WORK_EACH 64
#define WORK_LEAST ((uint64_t)256 << 20)
#define STREAMS_KEPT_MOST 10000
#define BLOCK ((size_t)65536)

/* ---- streams ---- */

/* What lies between "stream" and "endstream"; empty: no stream. rest: behind the dictionary. */
static str stream_bytes(struct pdf_file *f, str dict, str rest)
{
	uint64_t n;
	struct pdf_token t = pdf_token_take(&rest, &f->work);

	if (t.kind != PDF_WORD || !str_eq(t.text, STR("stream")))
		return (str){0};
	if (str_starts(rest, STR("\r\n")))
		rest = str_from(rest, 2);
	else if (rest.n && (rest.p[0] == '\n' || rest.p[0] == '\r'))
		rest = str_from(rest, 1);
	str length = pdf_get(f, dict, "Length");

	if (str_to_u64(length, rest.n, &n)) {
		str behind = str_sub(str_from(rest, (size_t)n), 0, 16);

		if (str_has(behind, STR("endstream")) || str_has(behind, STR("endobj")))
			return str_sub(rest, 0, (size_t)n);
	}
	n = str_find(rest, STR("endstream"));
	f->work.left -= n < f->work.left ? n : f->work.left;
	return str_sub(rest, 0, (size_t)n);
}

static bool inflate_put(struct pdf_file *f, str s, buf *out)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)s.p, .avail_in = s.n > UINT32_MAX ? UINT32_MAX : (uInt)s.n};
	int rc = inflateInit(&z);

	if (rc != Z_OK)
		return false;
	while (rc == Z_OK) {
		size_t piece = out->max - out->n < BLOCK ? out->max - out->n : BLOCK;
		uint8_t *room = piece ? buf_room(out, piece) : NULL;

		if (!room || f->work.left < piece) {
			f->limit = true;
			break;
		}
		z.next_out = room;
		z.avail_out = (uInt)piece;
		rc = inflate(&z, Z_NO_FLUSH);
		buf_added(out, piece - z.avail_out);
		f->work.left -= piece - z.avail_out;
		if (rc == Z_OK && z.avail_out && !z.avail_in)
			break;
	}
	(void)inflateEnd(&z);
	return rc == Z_STREAM_END;
}

static bool hex_put(str s, buf *out)
{
	AUTO(buf_release) buf b;

	buf_init(&b, s.n + 2);
	buf_put_byte(&b, '<');
	buf_put(&b, str_sub(s, 0, str_find_byte(s, '>')));
	pdf_string_put(buf_str(&b), out);
	return true;
}

static bool ascii85_put(str s, buf *out)
{
	uint32_t v = 0;
	unsigned n = 0;

	for (size_t i = 0; i < s.n && s.p[i] != '~'; i++) {
		uint8_t c = s.p[i];

		if (c == 'z' && !n)
			buf_put_be(out, 0, 4);
		if (c < '!' || c > 'u')
			continue;
		v = v * 85 + (c - '!');
		if (++n == 5) {
			buf_put_be(out, v, 4);
			v = n = 0;
		}
	}
	if (n > 1) {
		for (unsigned i = n; i < 5; i++)
			v = v * 85 + 84;
		buf_put_be(out, v >> (8 * (5 - n)), n - 1);
	}
	return true;
}

/* PNG predictors (7.4.4.4) of object streams: up to 15; TIFF's is not used for text. */
static void undo_predictor(struct pdf_file *f, str parms, buf *b, size_t from)
{
	uint64_t columns = 1, predictor = 1;

	(void)!str_to_u64(pdf_get(f, parms, "Predictor"), 15, &predictor);
	(void)!str_to_u64(pdf_get(f, parms, "Columns"), 65536, &columns);
	if (predictor < 10 || !columns)
		return;
	size_t row = (size_t)columns, to = from;

	for (size_t at = from; at + 1 + row <= b->n; at += row + 1) {
		uint8_t how = b->p[at];

		for (size_t i = 0; i < row; i++) {
			unsigned left = i ? b->p[to + i - 1] : 0, up = to > from ? b->p[to + i - row] : 0;
			unsigned add = how == 1 ? left : how == 2 ? up : how == 3 ? (left + up) / 2 : 0;

			b->p[to + i] = (uint8_t)((b->p[at + 1 + i] + add) & 0xff);
		}
		to += row;
	}
	b->n = to;
}

static bool filter_put(struct pdf_file *f, str filter, str parms, str in, buf *out)
{
	size_t from = out->n;

	if (pdf_is_name(filter, "FlateDecode") || pdf_is_name(filter, "Fl")) {
		bool sound = inflate_put(f, in, out);

		if (parms.n)
			undo_predictor(f, parms, out, from);
		return sound;
	}
	if (pdf_is_name(filter, "ASCIIHexDecode") || pdf_is_name(filter, "AHx"))
		return hex_put(in, out);
	if (pdf_is_name(filter, "ASCII85Decode") || pdf_is_name(filter, "A85"))
		return ascii85_put(in, out);
	return false;
}

bool pdf_stream_put(struct pdf_file *f, str value, buf *out)
{
	str rest = value;
	str dict = pdf_value_take(&rest, &f->work);
	str raw = stream_bytes(f, dict, rest);
	str filter = pdf_get(f, dict, "Filter"), parms = pdf_get(f, dict, "DecodeParms");
	AUTO(buf_release) buf between;

	buf_init(&between, out->max);
	if (!raw.n)
		return false;
	if (!filter.n) {
		buf_put(out, raw);
		return !buf_full(out);
	}
	if (filter.p[0] != '[')
		return filter_put(f, filter, parms, raw, out);
	/* Two filters one behind the other are usual; more are a joke. */
	str names = str_from(filter, 1), first = pdf_value_take(&names, &f->work),
	    second = pdf_value_take(&names, &f->work);

	parms = parms.n && parms.p[0] == '[' ? (str){0} : parms;
	if (!first.n || !second.n)
		return first.n ? filter_put(f, first, parms, raw, out) : false;
	return filter_put(f, first, (str){0}, raw, &between) && filter_put(f, second, parms, buf_str(&between), out);
}

/* ---- objects ---- */

bool pdf_is_name(str value, const char *name)
{
	return value.n && value.p[0] == '/' && str_eq(str_from(value, 1), str_c(name));
}

str pdf_object(struct pdf_file *f, uint32_t n)
{
	return n < f->room && f->objects[n].p ? (str){f->objects[n].p, f->objects[n].n} : (str){0};
}

str pdf_resolve(struct pdf_file *f, str value)
{
	uint32_t n;

	for (unsigned i = 0; i < 8 && pdf_reference(value, &n); i++) {
		str rest = pdf_object(f, n), all = rest;

		value = pdf_value_take(&rest, &f->work);
		/* What follows a dictionary may be its stream. */
		if (str_starts(value, STR("<<")))
			return all;
	}
	return value;
}

str pdf_get(struct pdf_file *f, str dict, const char *name)
{
	return pdf_resolve(f, pdf_dict_get(dict, name, &f->work));
}

static void add_object(struct pdf_file *f, uint64_t number, str value)
{
	if (number >= PDF_OBJECTS_MOST) {
		f->limit = true;
		return;
	}
	if (number >= f->room) {
		size_t room = f->room ? f->room : 1024;

		while (room <= number)
			room *= 2;
		struct pdf_object *p = realloc(f->objects, room * sizeof(*p));

		if (!p) {
			f->limit = true;
			return;
		}
		memset(p + f->room, 0, (room - f->room) * sizeof(*p));
		f->objects = p;
		f->room = room;
	}
	f->objects[number] = (struct pdf_object){value.p, value.n > UINT32_MAX ? UINT32_MAX : (uint32_t)value.n};
}

/* The number before " 0 obj" that ends at `at`. */
static bool number_before(str s, size_t at, uint64_t *ret)
{
	size_t i = at;

	for (int part = 0; part < 2; part++) {
		size_t end;

		while (i && (s.p[i - 1] == ' ' || s.p[i - 1] == '\n' || s.p[i - 1] == '\r') && at - i < 40)
			i--;
		end = i;
		while (i && byte_is_digit(s.p[i - 1]) && end - i < 10)
			i--;
		if (i == end || (part && !str_to_u64(str_sub(s, i, end - i), UINT32_MAX, ret)))
			return false;
	}
	return true;
}

/* Every "N G obj" of the file. */
static void find_objects(struct pdf_file *f)
{
	str s = f->bytes;
	size_t at = 0;

	while (at < s.n && f->work.left) {
		uint64_t number;
		size_t n = str_find(str_from(s, at), STR("obj"));

		if (n >= s.n - at)
			break;
		at += n;
		str value = str_from(s, at + 3);

		if (number_before(s, at, &number)) {
			str rest = value;

			add_object(f, number, value);
			/* Bytes of a stream are no objects, as far as its length is right here. */
			str dict = pdf_value_take(&rest, &f->work);
			uint64_t length;

			if (str_starts(dict, STR("<<")) &&
			    str_to_u64(pdf_dict_get(dict, "Length", &f->work), rest.n, &length) &&
			    str_has(str_sub(str_from(rest, (size_t)length), 0, 40), STR("endstream")))
				at = s.n - rest.n + (size_t)length;
		}
		at += 3;
	}
}

/* An object stream (7.5.7): N pairs of number and offset, then the objects. Those of the file itself hold before. */
static void open_object_stream(struct pdf_file *f, str value)
{
	uint64_t n = 0, first = 0, number, offset;
	buf out;

	if (f->kept_count == STREAMS_KEPT_MOST || !str_to_u64(pdf_get(f, value, "N"), 1000000, &n) ||
	    !str_to_u64(pdf_get(f, value, "First"), UINT32_MAX, &first)) {
		f->limit |= f->kept_count == STREAMS_KEPT_MOST;
		return;
	}
	buf_init(&out, f->kept_left);
	f->damaged |= !pdf_stream_put(f, value, &out);
	f->kept_left -= out.n;
	str all = buf_str(&out), pairs = str_sub(all, 0, (size_t)first);

	for (uint64_t i = 0; i < n && pairs.n; i++) {
		if (!str_to_u64(pdf_token_take(&pairs, &f->work).text, PDF_OBJECTS_MOST, &number) ||
		    !str_to_u64(pdf_token_take(&pairs, &f->work).text, all.n, &offset))
			break;
		if (!pdf_object(f, (uint32_t)number).n)
			add_object(f, number, str_from(all, (size_t)(first + offset)));
	}
	f->kept[f->kept_count++] = out;
}

bool pdf_file_init(struct pdf_file *f, str bytes, size_t memory_most)
{
	*f = (struct pdf_file){.bytes = bytes, .kept_left = memory_most / 2};
	f->work.left = bytes.n > WORK_LEAST / WORK_EACH ? bytes.n * WORK_EACH : WORK_LEAST;
	f->kept = calloc(STREAMS_KEPT_MOST, sizeof(*f->kept));
	if (!f->kept)
		return false;
	find_objects(f);
	/* /Encrypt stands in a trailer, or in the dictionary of a cross-reference stream. */
	f->encrypted = str_has(bytes, STR("/Encrypt ")) || str_has(bytes, STR("/Encrypt\n")) ||
		       str_has(bytes, STR("/Encrypt\r")) || str_has(bytes, STR("/Encrypt<<"));
	size_t room = f->room;

	for (size_t i = room; i > 0 && !f->encrypted; i--) {
		str value = pdf_object(f, (uint32_t)(i - 1));

		if (value.n && str_has(str_sub(value, 0, 512), STR("ObjStm")) &&
		    pdf_is_name(pdf_get(f, value, "Type"), "ObjStm"))
			open_object_stream(f, value);
	}
	return true;
}

void pdf_file_release(struct pdf_file *f)
{
	for (size_t i = 0; i < f->kept_count; i++)
		buf_release(&f->kept[i]);
	free(f->kept);
	free(f->objects);
}
