/* A form's text and values, both from any bytes: a form or an error with its place; a paper whose every character stands on its
 * sheet, and a DOCX whose parts are XML. The input is the form, then lines name=value behind a line "%%"; "+list" begins an element. */
#include "base/must.h"
#include "base/width.h"
#include "doc/fill.h"
#include "doc/paper_block.h"
#include "format/xml.h"
#include "format/zip.h"

#define INPUT_MOST 20000
#define FUZZ_MEMORY ((size_t)1 << 30)
#define NAME_MOST 40

static struct paper_char plain(void *ctx, enum paper_face face, uint32_t cp, int32_t size)
{
	(void)ctx;
	must(face < PAPER_FACE_COUNT && !paper_drops(cp) && cp != '\n');
	return (struct paper_char){.cp = cp, .width = (int32_t)width_of_char(cp) * size / 2};
}

static void give(struct values *v, str lines, arena *mem)
{
	struct values *to = v;

	while (lines.n) {
		str line = str_cut(&lines, '\n').head;
		struct str_cut c = str_cut(&line, '=');
		const char *name = arena_cstr(mem, str_sub(c.head, 0, NAME_MOST));

		if (*name == '+')
			to = values_add(v, name + 1);
		else
			values_put(c.ok && *name != '.' ? to : v, *name == '.' ? name + 1 : name, line);
	}
}

static void look_text(const struct paper_text *t)
{
	must(t->y > 0 && t->y < PAPER_HEIGHT && t->x >= 0 && t->size > 0);
	for (size_t i = 0; i < t->n; i++) {
		must(!paper_drops(t->chars[i].cp));
		/* A character that is wider than its cell still begins in it. */
		must(t->x + t->xs[i] >= 0 && t->x + t->xs[i] < PAPER_WIDTH);
	}
}

static void look(const struct paper *p, arena *mem)
{
	struct paper_sheets s = {0};
	err e = {0};

	if (paper_pages(p, (struct paper_meter){plain, NULL}, mem, &s, &e) < 0) {
		must(e.text[0]);
		return;
	}
	must(s.n);
	for (size_t i = 0; i < s.n; i++) {
		for (const struct paper_text *t = s.list[i].texts; t; t = t->next)
			look_text(t);
		for (const struct paper_rule *r = s.list[i].rules; r; r = r->next)
			must(r->x0 >= 0 && r->x1 <= PAPER_WIDTH && r->y0 >= 0 && r->y1 <= PAPER_HEIGHT);
	}
}

static void read_part(str part)
{
	struct xml x;
	struct xml_event event;
	enum parse rc;
	int depth = 0;

	must(str_is_utf8(part));
	xml_init(&x, part);
	while ((rc = xml_parse(&x, &event)) == PARSE_OK)
		depth += event.kind == XML_OPEN ? 1 : event.kind == XML_CLOSE ? -1 : 0;
	must(rc == PARSE_SHORT && depth == 0);
}

static void read_docx(const struct paper *p, arena *mem)
{
	AUTO(buf_release) buf b;
	AUTO(buf_release) buf part;
	struct zip z;
	err e = {0};

	buf_init(&b, FUZZ_MEMORY);
	buf_init(&part, FUZZ_MEMORY);
	if (paper_docx(p, out_to_buf, &b, &e) < 0) {
		must(e.text[0]);
		return;
	}
	must(zip_parse(buf_str(&b), mem, &z) == PARSE_OK);
	for (size_t i = 0; i < z.count; i++) {
		buf_reset(&part);
		must(zip_unpack(&z.entries[i], &part) == PARSE_OK);
		read_part(buf_str(&part));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str all = {data, size}, lines;
	size_t at = str_find(all, STR("\n%%\n"));
	struct form f = {0};
	struct paper p = {0};
	arena mem;
	err e = {0};

	if (size > INPUT_MOST)
		return 0;
	arena_init(&mem, FUZZ_MEMORY);
	lines = str_from(all, at + 4);
	if (form_parse((struct yaml_source){.path = STR("f.yaml")}, STR("f"), str_sub(all, 0, at), &mem, &f, &e) < 0) {
		must(str_has(str_c(e.text), STR("f.yaml")));
	} else {
		struct values *v = values_new(&mem);

		give(v, lines, &mem);
		if (at == size)
			fill_sample(&f, v);
		if (fill_paper(&f, v, &p, &e) < 0) {
			must(str_has(str_c(e.text), STR("f.yaml")));
		} else {
			look(&p, &mem);
			read_docx(&p, &mem);
		}
	}
	arena_clear(&mem);
	return 0;
}
