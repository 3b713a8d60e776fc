#include "format/pdf.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "format/pdf_font.h"

#define CONTENT_MOST ((size_t)32 << 20)
#define PAGE_TEXT_MOST ((size_t)8 << 20)
#define FONTS_MOST 64
#define FORMS_DEEP 6
#define STATES_DEEP 32
#define OPERANDS 8
#define PARENTS_MOST 32
#define ATTACHED_MOST ((size_t)16 << 20)

struct matrix {
	double a, b, c, d, e, f;
};

struct state {
	struct matrix ctm;
	const struct pdf_font *font;
	double size, spacing, word_spacing, scale, leading;
};

/* One stream of content that is being read: the page, or a form that it draws. */
struct frame {
	buf content;
	str rest;
	str resources;
	struct state before;
};

struct pdf {
	const struct document *d;
	struct pdf_file file;
	struct pdf_font fonts[FONTS_MOST];
	size_t font_n;
	struct frame frames[FORMS_DEEP];
	size_t depth;
	struct state state;
	struct state saved[STATES_DEEP];
	size_t saved_n;
	struct matrix text, line;
	double last_x, last_y; /* where the last text ended */
	bool placed;
	str operands[OPERANDS];
	size_t operand_n;
	buf out;
	buf bytes;
	uint64_t unknown; /* codes without a meaning */
	uint64_t known;
	size_t pages;
	size_t empty; /* pages without text */
};

static struct matrix multiply(struct matrix m, struct matrix n)
{
	return (struct matrix){m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,       m.c * n.a + m.d * n.c,
			       m.c * n.b + m.d * n.d, m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f};
}

static double absolute(double v)
{
	return v < 0 ? -v : v;
}

/* ---- fonts ---- */

static const struct pdf_font *find_font(struct pdf *p, str name)
{
	struct frame *f = &p->frames[p->depth - 1];
	str fonts = pdf_get(&p->file, f->resources, "Font"), key, value;

	if (pdf_token_take(&fonts, &p->file.work).kind != PDF_DICT)
		return NULL;
	while (pdf_dict_next(&fonts, &key, &value, &p->file.work)) {
		if (!str_eq(key, str_from(name, 1)))
			continue;
		str dict = pdf_resolve(&p->file, value);

		for (size_t i = 0; i < p->font_n; i++)
			if (p->fonts[i].key == dict.p)
				return &p->fonts[i];
		/* All at once make room: hostile files with more fonts than pages pay by work. */
		if (p->font_n == FONTS_MOST) {
			for (size_t i = 0; i < FONTS_MOST; i++)
				pdf_font_release(&p->fonts[i]);
			p->font_n = 0;
			for (size_t i = 0; i < p->saved_n; i++)
				p->saved[i].font = NULL;
			for (size_t i = 0; i < p->depth; i++)
				p->frames[i].before.font = NULL;
		}
		pdf_font_read(&p->file, dict, &p->fonts[p->font_n]);
		return &p->fonts[p->font_n++];
	}
	return NULL;
}

/* ---- showing ---- */

static double operand(const struct pdf *p, size_t from_end)
{
	return p->operand_n >= from_end ? pdf_number(p->operands[p->operand_n - from_end]) : 0;
}

/* A blank, a tab or a new line where the place of the next text is not where the last one ended. */
static void put_gap(struct pdf *p, struct matrix m, double height)
{
	double dx = m.e - p->last_x, dy = absolute(m.f - p->last_y);

	if (!p->out.n || p->out.p[p->out.n - 1] == '\n')
		return;
	if (!p->placed || dy > height * 0.5 || dx < -height * 2)
		buf_put_byte(&p->out, '\n');
	else if (dx > height * 2)
		buf_put_byte(&p->out, '\t');
	else if (dx > height * 0.18 || dx < -height * 0.5)
		buf_put_byte(&p->out, ' ');
}

static void show(struct pdf *p, str string)
{
	const struct state *s = &p->state;
	struct matrix m = multiply(p->text, s->ctm);
	double height = s->size * (absolute(m.a) + absolute(m.b)), width;
	size_t codes, blanks;

	if (!s->font)
		return;
	put_gap(p, m, absolute(height));
	buf_reset(&p->bytes);
	pdf_string_put(string, &p->bytes);
	p->unknown += pdf_font_put(s->font, buf_str(&p->bytes), &p->out, &width, &codes, &blanks);
	p->known += codes;
	double advance =
		(width / 1000 * s->size + (double)codes * s->spacing + (double)blanks * s->word_spacing) * s->scale;

	p->text = multiply((struct matrix){1, 0, 0, 1, advance, 0}, p->text);
	m = multiply(p->text, s->ctm);
	p->last_x = m.e;
	p->last_y = m.f;
	p->placed = true;
}

static void show_array(struct pdf *p, str list)
{
	str s = str_from(list, 1);

	for (str v = pdf_value_take(&s, &p->file.work); v.n; v = pdf_value_take(&s, &p->file.work)) {
		if (v.p[0] == '(' || v.p[0] == '<')
			show(p, v);
		else
			p->text = multiply(
				(struct matrix){1, 0, 0, 1, -pdf_number(v) / 1000 * p->state.size * p->state.scale, 0},
				p->text);
	}
}

static void move_line(struct pdf *p, double x, double y)
{
	p->line = multiply((struct matrix){1, 0, 0, 1, x, y}, p->line);
	p->text = p->line;
}

static struct matrix matrix_of(const struct pdf *p)
{
	return (struct matrix){operand(p, 6), operand(p, 5), operand(p, 4),
			       operand(p, 3), operand(p, 2), operand(p, 1)};
}

static bool text_operator(struct pdf *p, str op)
{
	str last = p->operand_n ? p->operands[p->operand_n - 1] : (str){0};

	if (str_eq(op, STR("BT"))) {
		p->text = p->line = (struct matrix){1, 0, 0, 1, 0, 0};
	} else if (str_eq(op, STR("Tf"))) {
		p->state.size = operand(p, 1);
		if (p->operand_n >= 2)
			p->state.font = find_font(p, p->operands[p->operand_n - 2]);
	} else if (str_eq(op, STR("Td")) || str_eq(op, STR("TD"))) {
		if (op.p[1] == 'D')
			p->state.leading = -operand(p, 1);
		move_line(p, operand(p, 2), operand(p, 1));
	} else if (str_eq(op, STR("Tm"))) {
		p->text = p->line = matrix_of(p);
	} else if (str_eq(op, STR("T*"))) {
		move_line(p, 0, -p->state.leading);
	} else if (str_eq(op, STR("Tj"))) {
		show(p, last);
	} else if (str_eq(op, STR("TJ"))) {
		show_array(p, last);
	} else if (str_eq(op, STR("'")) || str_eq(op, STR("\""))) {
		move_line(p, 0, -p->state.leading);
		show(p, last);
	} else if (str_eq(op, STR("Tc"))) {
		p->state.spacing = operand(p, 1);
	} else if (str_eq(op, STR("Tw"))) {
		p->state.word_spacing = operand(p, 1);
	} else if (str_eq(op, STR("Tz"))) {
		p->state.scale = operand(p, 1) / 100;
	} else if (str_eq(op, STR("TL"))) {
		p->state.leading = operand(p, 1);
	} else {
		return false;
	}
	return true;
}

/* ---- content ---- */

static bool open_frame(struct pdf *p, str resources)
{
	if (p->depth == FORMS_DEEP)
		return false;
	struct frame *f = &p->frames[p->depth++];

	buf_init(&f->content, CONTENT_MOST);
	f->resources = resources;
	f->before = p->state;
	return true;
}

/* A form that is drawn; pictures are passed over. */
static void draw(struct pdf *p, str name)
{
	str resources = p->frames[p->depth - 1].resources, key, value;
	str objects = pdf_get(&p->file, resources, "XObject");

	if (pdf_token_take(&objects, &p->file.work).kind != PDF_DICT)
		return;
	while (pdf_dict_next(&objects, &key, &value, &p->file.work)) {
		if (!str_eq(key, str_from(name, 1)))
			continue;
		str form = pdf_resolve(&p->file, value);

		if (!pdf_is_name(pdf_get(&p->file, form, "Subtype"), "Form"))
			return;
		str own = pdf_get(&p->file, form, "Resources");

		if (!open_frame(p, own.n ? own : resources))
			return;
		struct frame *f = &p->frames[p->depth - 1];

		p->file.damaged |= !pdf_stream_put(&p->file, form, &f->content);
		f->rest = buf_str(&f->content);
		return;
	}
}

/* The bytes of a picture within the content: up to EI between blanks. */
static void skip_picture(struct pdf *p, str *s)
{
	while (s->n) {
		size_t n = str_find(*s, STR("EI"));
		bool ends =
			n && n < s->n && byte_is_space(s->p[n - 1]) && (n + 2 >= s->n || byte_is_space(s->p[n + 2]));

		p->file.work.left -= n < p->file.work.left ? n : p->file.work.left;
		*s = str_from(*s, n + 2);
		if (ends)
			return;
	}
}

static void run_operator(struct pdf *p, str op, str *rest)
{
	if (text_operator(p, op))
		return;
	if (str_eq(op, STR("q")) && p->saved_n < STATES_DEEP)
		p->saved[p->saved_n++] = p->state;
	else if (str_eq(op, STR("Q")) && p->saved_n)
		p->state = p->saved[--p->saved_n];
	else if (str_eq(op, STR("cm")))
		p->state.ctm = multiply(matrix_of(p), p->state.ctm);
	else if (str_eq(op, STR("Do")) && p->operand_n)
		draw(p, p->operands[p->operand_n - 1]);
	else if (str_eq(op, STR("ID")))
		skip_picture(p, rest);
}

static bool is_operator(str v)
{
	return byte_is_alpha(v.p[0]) || v.p[0] == '\'' || v.p[0] == '"';
}

/* Runs the frames until all are done. */
static void run_frames(struct pdf *p)
{
	while (p->depth) {
		struct frame *f = &p->frames[p->depth - 1];
		str v = pdf_value_take(&f->rest, &p->file.work);

		if (!v.n && f->rest.n && p->file.work.left) {
			f->rest = str_from(f->rest, 1); /* a bracket that closes nothing */
			continue;
		}
		if (!v.n) {
			buf_release(&f->content);
			p->depth--;
			p->state = f->before;
			p->operand_n = 0;
		} else if (is_operator(v)) {
			run_operator(p, v, &f->rest);
			p->operand_n = 0;
		} else if (p->operand_n < OPERANDS) {
			p->operands[p->operand_n++] = v;
		}
	}
}

/* ---- pages ---- */

static str inherited(struct pdf *p, str page, const char *name)
{
	for (unsigned i = 0; i < PARENTS_MOST && page.n; i++) {
		str v = pdf_get(&p->file, page, name);

		if (v.n)
			return v;
		page = pdf_get(&p->file, page, "Parent");
	}
	return (str){0};
}

static void load_content(struct pdf *p, str page, buf *out)
{
	str contents = pdf_get(&p->file, page, "Contents");

	if (!str_starts(contents, STR("["))) {
		if (contents.n)
			p->file.damaged |= !pdf_stream_put(&p->file, contents, out);
		return;
	}
	str s = str_from(contents, 1);

	for (str v = pdf_value_take(&s, &p->file.work); v.n; v = pdf_value_take(&s, &p->file.work)) {
		p->file.damaged |= !pdf_stream_put(&p->file, pdf_resolve(&p->file, v), out);
		buf_put_byte(out, '\n');
	}
}

static void read_page(struct pdf *p, str page)
{
	char name[32];

	buf_reset(&p->out);
	p->saved_n = 0;
	p->placed = false;
	p->state = (struct state){.ctm = {1, 0, 0, 1, 0, 0}, .scale = 1};
	p->pages++;
	if (!open_frame(p, inherited(p, page, "Resources")))
		return;
	struct frame *f = &p->frames[0];

	load_content(p, page, &f->content);
	f->rest = buf_str(&f->content);
	run_frames(p);
	p->empty += !str_trim(buf_str(&p->out)).n;
	(void)snprintf(name, sizeof(name), "page %zu", p->pages);
	if (!p->out.n || !parts_begin(p->d->parts, str_c(name), PIECE_TEXT))
		return;
	(void)parts_bytes(p->d->parts, buf_str(&p->out));
	parts_end(p->d->parts, buf_full(&p->out) ? PIECE_CUT : PIECE_WHOLE,
		  buf_full(&p->out) ? N_("longer than what is read") : "");
}

/* Numbers of nodes that are to be read, and those that were. */
struct tree {
	uint8_t *seen;
	uint32_t *stack;
	size_t depth;
};

static bool was_seen(const struct tree *t, uint32_t n)
{
	return t->seen[n / 8] >> n % 8 & 1;
}

/* The kids go on the stack, the first on top. */
static void push_kids(struct pdf *p, struct tree *t, str kids)
{
	str s = str_from(kids, 1);
	size_t from = t->depth;
	uint32_t kid;

	for (str v = pdf_value_take(&s, &p->file.work); v.n; v = pdf_value_take(&s, &p->file.work))
		if (t->depth < PDF_PAGES_MOST && pdf_reference(v, &kid) && kid < p->file.room)
			t->stack[t->depth++] = kid;
	for (size_t k = 0; k < (t->depth - from) / 2; k++) {
		uint32_t swap = t->stack[from + k];

		t->stack[from + k] = t->stack[t->depth - 1 - k];
		t->stack[t->depth - 1 - k] = swap;
	}
}

static void read_tree(struct pdf *p, struct tree *t)
{
	while (t->depth && p->pages < PDF_PAGES_MOST && p->file.work.left && !p->d->parts->out) {
		uint32_t number = t->stack[--t->depth];

		if (was_seen(t, number))
			continue;
		t->seen[number / 8] |= (uint8_t)(1u << number % 8);
		str node = pdf_object(&p->file, number), kids = pdf_get(&p->file, node, "Kids");

		if (str_starts(kids, STR("[")))
			push_kids(p, t, kids);
		else if (node.n)
			read_page(p, node);
	}
}

/* Pages in the order of their trees where these are sound, each number once; then those that no tree names. */
static void read_pages(struct pdf *p)
{
	uint32_t n = (uint32_t)p->file.room;
	struct tree t = {calloc(n / 8 + 1, 1), calloc(PDF_PAGES_MOST, sizeof(uint32_t)), 0};

	for (unsigned turn = 0; t.seen && t.stack && turn < 2; turn++)
		for (uint32_t i = 0; i < n && p->file.work.left && !p->d->parts->out; i++) {
			str value = pdf_object(&p->file, i);
			str type = value.n ? pdf_dict_get(value, "Type", &p->file.work) : (str){0};
			bool root = pdf_is_name(type, "Pages") && !pdf_dict_get(value, "Parent", &p->file.work).n;

			if (turn ? !pdf_is_name(type, "Page") || was_seen(&t, i) : !root)
				continue;
			t.depth = 0;
			t.stack[t.depth++] = i;
			read_tree(p, &t);
		}
	p->file.limit |= p->pages == PDF_PAGES_MOST;
	free(t.seen);
	free(t.stack);
}

/* ---- what else has text ---- */

static bool is_text_key(str name)
{
	static const char *const keys[] = {"Contents", "V",        "DV",         "TU",  "Title", "Author",
					   "Subject",  "Keywords", "Creator",    "URI", "RC",    "T",
					   "F",        "UF",       "ActualText", "Alt", "Desc"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (str_eq(name, str_c(keys[i])))
			return true;
	return false;
}

static void read_fields(struct pdf *p)
{
	buf_reset(&p->out);
	for (uint32_t i = 0; i < p->file.room && p->file.work.left; i++) {
		str rest = pdf_object(&p->file, i), name = {0};
		size_t depth = 0;

		while (rest.n) {
			struct pdf_token t = pdf_token_take(&rest, &p->file.work);

			depth += t.kind == PDF_DICT || t.kind == PDF_ARRAY;
			depth -= depth && (t.kind == PDF_DICT_END || t.kind == PDF_ARRAY_END);
			if (t.kind == PDF_STRING && is_text_key(name)) {
				pdf_text_put(t.text, &p->out);
				buf_put_byte(&p->out, '\n');
			}
			name = t.kind == PDF_NAME ? str_from(t.text, 1) : (str){0};
			if (!depth || t.kind == PDF_END)
				break;
		}
	}
	if (!p->out.n || !parts_begin(p->d->parts, STR("fields"), PIECE_TEXT))
		return;
	(void)parts_bytes(p->d->parts, buf_str(&p->out));
	parts_end(p->d->parts, buf_full(&p->out) ? PIECE_CUT : PIECE_WHOLE,
		  buf_full(&p->out) ? N_("longer than what is read") : "");
}

static void keep_attachments(struct pdf *p)
{
	AUTO(buf_release) buf b;
	char name[40];
	unsigned n = 0;

	buf_init(&b, ATTACHED_MOST);
	for (uint32_t i = 0; i < p->file.room && p->file.work.left; i++) {
		str value = pdf_object(&p->file, i);

		if (!value.n || !str_has(str_sub(value, 0, 512), STR("EmbeddedFile")) ||
		    !pdf_is_name(pdf_dict_get(value, "Type", &p->file.work), "EmbeddedFile"))
			continue;
		buf_reset(&b);
		(void)snprintf(name, sizeof(name), "attachment %u", ++n);
		if (pdf_stream_put(&p->file, value, &b))
			items_keep(p->d->items, str_c(name), buf_str(&b));
		else
			items_add_unread(p->d->items, str_c(name), N_("damaged"));
	}
}

/* What could not be read. */
static void say(struct pdf *p)
{
	const char *why = NULL;

	if (!p->pages)
		why = N_("no page was found");
	else if (p->file.limit || !p->file.work.left)
		why = N_("larger than what is read: some pages or objects were left out");
	else if (p->unknown * 20 > p->known)
		why = N_("fonts without a map to characters: some text cannot be read");
	else if (p->empty && str_has(p->d->bytes, STR("/Image")))
		why = N_("pages that are pictures: their text cannot be read");
	else if (p->file.damaged)
		why = N_("damaged streams: some text could not be read");
	if (why)
		parts_unread(p->d->parts, (str){0}, p->file.limit ? PIECE_CUT : PIECE_UNREADABLE, why);
}

void pdf_read(const struct document *d)
{
	struct pdf *p = calloc(1, sizeof(*p));

	if (!p || !pdf_file_init(&p->file, d->bytes, d->memory_most)) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
	} else if (p->file.encrypted) {
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, N_("encrypted"));
	} else {
		p->d = d;
		buf_init(&p->out, PAGE_TEXT_MOST);
		buf_init(&p->bytes, (size_t)1 << 20);
		read_pages(p);
		read_fields(p);
		keep_attachments(p);
		say(p);
		for (size_t i = 0; i < p->font_n; i++)
			pdf_font_release(&p->fonts[i]);
		buf_release(&p->out);
		buf_release(&p->bytes);
	}
	if (p)
		pdf_file_release(&p->file);
	free(p);
}
