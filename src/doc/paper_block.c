#include "doc/paper_block.h"

#include "base/buf.h"

#define TEXT_MOST 1000000u /* characters of one block */
#define INDENT 2           /* characters before a paragraph */
#define LABEL_MOST 10      /* a longer label's value begins under it */
#define DATE_RIGHT 4       /* characters free beside the date */
#define SEAL_ABOVE 2       /* rows: a seal of 42 mm reaches a row above and a row below the two rows it stands on */
#define SEAL_BELOW 1
#define CELL_PAD 4000      /* of a table's cell, each side */
#define CELL_LINE 18000    /* from line to line in a table */
#define CELL_LINES_MOST 30 /* a higher row is parted */
#define TABLE_RULE 500     /* width of its rules */
#define RULE_LINE 600      /* of a line to sign on */

struct making {
	const struct paper *p;
	struct paper_meter meter;
	arena *mem;
	struct paper_items items;
	struct paper_item *last;
	struct paper_item *last_imprint;
	struct paper_item *before; /* the item before last: both stay with a signature */
	bool below_head;           /* the title under a red head has its own place */
	bool below_annex;
};

/* How a paragraph is set. */
struct setting {
	enum paper_face face;
	int32_t size;
	int32_t em;
	int32_t indent; /* of the first line */
	int32_t hang;   /* of the others */
	int32_t right;  /* free on the right */
	enum { LEFT, CENTRE, RIGHT } align;
};

struct measured {
	struct paper_char *chars;
	int32_t *xs;
	size_t n;
	int32_t width;
};

/* A full character of body text takes a 28th of the line. */
static int32_t em_of(int32_t size)
{
	return size == PAPER_BODY ? PAPER_TEXT_WIDTH / PAPER_COLUMNS : size;
}

static struct measured measure_lines(const struct making *m, str text, enum paper_face face, int32_t size)
{
	struct measured ret = {0};
	int64_t width = 0;
	size_t most = text.n < TEXT_MOST ? text.n : TEXT_MOST;

	ret.chars = arena_new(m->mem, struct paper_char, most + 1);
	ret.xs = arena_new(m->mem, int32_t, most + 1);
	for (size_t at = 0; at < text.n && ret.n < most;) {
		uint32_t cp = str_utf8_next(text, &at);

		if (paper_drops(cp))
			continue;
		struct paper_char c = {.cp = cp};

		if (cp != '\n')
			c = m->meter.measure(m->meter.ctx, face, cp, size);
		if (c.width >= size)
			c.width = em_of(size);
		ret.chars[ret.n++] = c;
		width += c.width;
	}
	ret.width = width > INT32_MAX / 2 ? INT32_MAX / 2 : (int32_t)width;
	return ret;
}

/* On one line: newlines are blanks. */
static struct measured measure(const struct making *m, str text, enum paper_face face, int32_t size)
{
	struct measured ret = measure_lines(m, text, face, size);

	for (size_t i = 0; i < ret.n; i++) {
		if (ret.chars[i].cp == '\n')
			ret.chars[i] = m->meter.measure(m->meter.ctx, face, ' ', size);
	}
	return ret;
}

static struct paper_item *add(struct making *m, struct paper_item item)
{
	struct paper_item *i = arena_new(m->mem, struct paper_item, 1);

	*i = item;
	if (m->last)
		m->last->next = i;
	else
		m->items.first = i;
	m->before = m->last;
	m->last = i;
	return i;
}

static void add_blank(struct making *m, int32_t rows)
{
	add(m, (struct paper_item){.rows = rows, .blank = true});
}

static void add_text(const struct making *m, struct paper_item *i, struct paper_text text)
{
	struct paper_text *t = arena_new(m->mem, struct paper_text, 1), **to = &i->texts;

	*t = text;
	while (*to)
		to = &(*to)->next;
	*to = t;
}

static void add_rule(const struct making *m, struct paper_item *i, struct paper_rule rule)
{
	struct paper_rule *r = arena_new(m->mem, struct paper_rule, 1);

	*r = rule;
	r->next = i->rules;
	i->rules = r;
}

/* The baseline in a row: the em box stands in its middle, and the baseline 14 hundredths above its lower edge. */
static int32_t baseline(int32_t height, int32_t size)
{
	return (height - size) / 2 + size * 86 / 100;
}

static int32_t row_height(void)
{
	return PAPER_TEXT_HEIGHT / PAPER_ROWS;
}

static struct paper_text text_of(const struct measured *t, size_t from, size_t until, enum paper_face face,
				 int32_t size)
{
	return (struct paper_text){.size = size,
				   .face = face,
				   .chars = t->chars + from,
				   .xs = t->xs + from,
				   .n = until - from,
				   .y = baseline(row_height(), size)};
}

/* One paragraph without newlines: a row a line. */
static void add_paragraph(struct making *m, str text, struct setting s)
{
	struct measured t = measure(m, text, s.face, s.size);
	int32_t width = PAPER_TEXT_WIDTH - s.right;
	struct paper_measure measure = {s.em, width - s.indent, width - s.hang};
	struct paper_lines lines = s.align == CENTRE ? paper_lines_title(m->mem, t.chars, t.n, width, t.xs)
						     : paper_lines_break(m->mem, t.chars, t.n, measure, t.xs);

	for (size_t i = 0; i < lines.n; i++) {
		const struct paper_line *l = &lines.list[i];
		struct paper_text line = text_of(&t, l->from, l->until, s.face, s.size);
		struct paper_item *item = add(m, (struct paper_item){.rows = 1});

		line.x = PAPER_LEFT + (i ? s.hang : s.indent);
		if (s.align == CENTRE)
			line.x = PAPER_LEFT + (width - l->width) / 2;
		if (s.align == RIGHT)
			line.x = PAPER_LEFT + width - l->width;
		/* No single line of a paragraph alone on a sheet. */
		item->keep = lines.n > 1 && (i == 0 || i + 2 == lines.n);
		add_text(m, item, line);
	}
}

/* Paragraphs parted by newlines. */
static void add_text_block(struct making *m, str text, struct setting s)
{
	do {
		struct str_cut c = str_cut(&text, '\n');

		add_paragraph(m, c.head, s);
	} while (text.n);
}

static struct setting setting_of(enum paper_face face, int32_t size, int32_t indent)
{
	int32_t em = em_of(size);

	return (struct setting){.face = face, .size = size, .em = em, .indent = indent * em};
}

static void add_title(struct making *m, str text)
{
	struct setting s = setting_of(PAPER_XIAOBIAOSONG, PAPER_HEADING, 0);
	bool number_below = !m->p->agency.n && m->p->number.n && !m->items.first;

	s.align = CENTRE;
	if (m->below_annex)
		add_blank(m, 1);
	if (m->below_head)
		add_blank(m, 2);
	m->below_head = m->below_annex = false;
	struct paper_item *last = m->last;

	add_text_block(m, text, s);
	for (struct paper_item *i = last ? last->next : m->items.first; i; i = i->next)
		i->keep = true;
	if (number_below) {
		s = setting_of(PAPER_FANGSONG, PAPER_BODY, 0);
		s.align = RIGHT;
		add_paragraph(m, m->p->number, s);
		m->last->keep = true;
	}
	add_blank(m, 1);
	m->last->keep = true;
}

static void add_heading(struct making *m, str text, enum paper_face face)
{
	add_text_block(m, text, setting_of(face, PAPER_BODY, INDENT));
	m->last->keep = true;
}

/* Text on one line without looking for breaks: its characters' places. */
static struct paper_text one_line(const struct making *m, struct measured *t, enum paper_face face, int32_t size)
{
	struct paper_measure endless = {size, INT32_MAX / 4, INT32_MAX / 4};

	(void)paper_lines_break(m->mem, t->chars, t->n, endless, t->xs);
	return text_of(t, 0, t->n, face, size);
}

static str joined(arena *mem, str a, const char *middle, str b)
{
	AUTO(buf_release) buf out;

	buf_init(&out, a.n + b.n + 16);
	buf_put(&out, a);
	buf_put_c(&out, middle);
	buf_put(&out, b);
	return arena_str(mem, buf_str(&out));
}

/* The value's lines stand under one another behind the label; behind a long label they begin below it. */
static void add_field(struct making *m, const struct paper_block *b)
{
	struct setting s = setting_of(PAPER_FANGSONG, PAPER_BODY, INDENT);
	str words = joined(m->mem, b->text, "：", (str){0});
	struct measured label = measure(m, words, s.face, s.size);

	s.hang = s.indent;
	if (label.width > (LABEL_MOST + 1) * s.em) {
		add_text_block(m, joined(m->mem, words, "", b->value), s);
		return;
	}
	struct paper_item *before = m->last;
	struct paper_text t = one_line(m, &label, s.face, s.size);

	t.x = PAPER_LEFT + s.indent;
	s.indent = s.hang = s.indent + label.width;
	add_text_block(m, b->value, s);
	struct paper_item *first = before ? before->next : m->items.first;
	struct paper_text *value = first->texts;

	first->texts = NULL;
	add_text(m, first, t);
	first->texts->next = value;
}

static void add_attached(struct making *m, str text)
{
	struct setting s = setting_of(PAPER_FANGSONG, PAPER_BODY, INDENT);

	add_blank(m, 1);
	m->last->keep = true;
	s.hang = 5 * s.em; /* under what stands behind 附件： */
	while (text.n) {
		struct str_cut c = str_cut(&text, '\n');

		add_paragraph(m, c.head, s);
		s.indent = s.hang;
	}
}

/* 成文日期 four characters from the right, 署名 centred over it; rows above and below for the seal. */
static void add_signed(struct making *m, const struct paper_block *b)
{
	int32_t em = em_of(PAPER_BODY);
	struct measured date = measure(m, b->value, PAPER_FANGSONG, PAPER_BODY);
	struct measured agency = measure(m, b->text, PAPER_FANGSONG, PAPER_BODY);
	struct setting s = setting_of(PAPER_FANGSONG, PAPER_BODY, 0);
	int32_t centre = PAPER_TEXT_WIDTH - DATE_RIGHT * em - date.width / 2;

	if (m->last)
		m->last->keep = true;
	if (m->before)
		m->before->keep = true;
	add(m, (struct paper_item){.rows = SEAL_ABOVE, .keep = true});
	s.align = RIGHT;
	s.right = PAPER_TEXT_WIDTH - centre - agency.width / 2;
	if (s.right < 0 || agency.width > PAPER_TEXT_WIDTH)
		s.right = 0;
	for (str text = b->text; text.n;) { /* several agencies sign below one another */
		struct str_cut c = str_cut(&text, '\n');

		add_paragraph(m, c.head, s);
		m->last->keep = true;
	}
	s.right = DATE_RIGHT * em;
	add_paragraph(m, b->value, s);
	m->last->keep = true;
	add(m, (struct paper_item){.rows = SEAL_BELOW});
}

/* label：__________ 日期：__________ ; what is too long for that stands in lines of its own above. */
static void add_signature(struct making *m, const struct paper_block *b)
{
	int32_t em = em_of(PAPER_BODY), y = baseline(row_height(), PAPER_BODY) + PAPER_UM(1000);
	int32_t at = PAPER_TEXT_WIDTH * 18 / PAPER_COLUMNS, edge = PAPER_TEXT_WIDTH;
	struct measured label = measure(m, joined(m->mem, b->text, "：", (str){0}), PAPER_FANGSONG, PAPER_BODY);
	struct measured date = measure(m, b->value.n ? b->value : STR("日期："), PAPER_FANGSONG, PAPER_BODY);
	struct setting s = setting_of(PAPER_FANGSONG, PAPER_BODY, 0);

	if (label.width + 6 * em > at) {
		add_text_block(m, joined(m->mem, b->text, "：", (str){0}), s);
		m->last->keep = true;
		label = measure(m, (str){0}, PAPER_FANGSONG, PAPER_BODY);
	}
	if (at + date.width + 4 * em > edge) {
		add_text_block(m, b->value, s);
		m->last->keep = true;
		date = measure(m, (str){0}, PAPER_FANGSONG, PAPER_BODY);
	}
	struct paper_item *i = add(m, (struct paper_item){.rows = 1});
	struct paper_text t = one_line(m, &label, PAPER_FANGSONG, PAPER_BODY);

	t.x = PAPER_LEFT;
	add_text(m, i, t);
	t = one_line(m, &date, PAPER_FANGSONG, PAPER_BODY);
	t.x = PAPER_LEFT + at;
	add_text(m, i, t);
	add_rule(m, i,
		 (struct paper_rule){PAPER_LEFT + label.width, y, PAPER_LEFT + at - em, y, RULE_LINE, false, NULL});
	add_rule(m, i,
		 (struct paper_rule){PAPER_LEFT + at + date.width, y, PAPER_LEFT + edge, y, RULE_LINE, false, NULL});
}

/* One row of a table, laid out but not yet parted. */
struct row {
	struct measured *cells;
	struct paper_lines *lines;
	size_t most; /* lines of the highest cell */
};

static int32_t column_at(const struct paper_block *b, size_t column)
{
	uint64_t sum = 0, all = 0;

	for (size_t i = 0; i < b->columns; i++) {
		uint64_t w = b->widths && b->widths[i] ? b->widths[i] : 1;

		sum += i < column ? w : 0;
		all += w;
	}
	return (int32_t)((uint64_t)PAPER_TEXT_WIDTH * sum / all);
}

/* A cell's lines; newlines in it end lines. */
static struct paper_lines cell_lines(const struct making *m, const struct measured *t, int32_t width)
{
	struct paper_measure measure = {PAPER_CELL, width, width};
	struct paper_lines ret = {arena_new(m->mem, struct paper_line, t->n + 2), 0};

	for (size_t from = 0, until; from <= t->n; from = until + 1) {
		for (until = from; until < t->n && t->chars[until].cp != '\n';)
			until++;
		struct paper_lines part =
			paper_lines_break(m->mem, t->chars + from, until - from, measure, t->xs + from);

		for (size_t i = 0; i < part.n; i++) {
			ret.list[ret.n] = part.list[i];
			ret.list[ret.n].from += from;
			ret.list[ret.n++].until += from;
		}
	}
	return ret;
}

static struct row row_of(const struct making *m, const struct paper_block *b, size_t row, enum paper_face face)
{
	struct row ret = {.cells = arena_new(m->mem, struct measured, b->columns),
			  .lines = arena_new(m->mem, struct paper_lines, b->columns),
			  .most = 1};

	for (size_t c = 0; c < b->columns; c++) {
		int32_t width = column_at(b, c + 1) - column_at(b, c) - 2 * CELL_PAD;

		ret.cells[c] = measure_lines(m, b->cells[row * b->columns + c], face, PAPER_CELL);
		ret.lines[c] = cell_lines(m, &ret.cells[c], width < PAPER_CELL ? PAPER_CELL : width);
		ret.most = ret.lines[c].n > ret.most ? ret.lines[c].n : ret.most;
	}
	return ret;
}

/* So many lines of a row as an item, with the rules around it. */
static struct paper_item *add_part(struct making *m, const struct paper_block *b, size_t lines)
{
	int32_t height = (int32_t)lines * CELL_LINE + 2 * CELL_PAD;
	struct paper_item *item = add(m, (struct paper_item){.height = height});
	int32_t left = PAPER_LEFT, right = PAPER_LEFT + PAPER_TEXT_WIDTH;
	for (size_t c = 0; c <= b->columns; c++) {
		int32_t x = PAPER_LEFT + column_at(b, c);

		add_rule(m, item, (struct paper_rule){x, 0, x, height, TABLE_RULE, false, NULL});
	}
	add_rule(m, item, (struct paper_rule){left, 0, right, 0, TABLE_RULE, false, NULL});
	add_rule(m, item, (struct paper_rule){left, height, right, height, TABLE_RULE, false, NULL});
	return item;
}

static void fill_part(struct making *m, const struct paper_block *b, const struct row *r, size_t from,
		      struct paper_item *item, enum paper_face face)
{
	size_t lines = (size_t)((item->height - 2 * CELL_PAD) / CELL_LINE);

	for (size_t c = 0; c < b->columns; c++) {
		size_t n = r->lines[c].n;
		int32_t x = PAPER_LEFT + column_at(b, c) + CELL_PAD;
		int32_t width = column_at(b, c + 1) - column_at(b, c) - 2 * CELL_PAD;

		for (size_t i = from; i < n && i < from + lines; i++) {
			const struct paper_line *l = &r->lines[c].list[i];
			struct paper_text t = text_of(&r->cells[c], l->from, l->until, face, PAPER_CELL);

			t.x = x + (face == PAPER_HEI ? (width - l->width) / 2 : 0);
			t.y = CELL_PAD + (int32_t)(i - from) * CELL_LINE + baseline(CELL_LINE, PAPER_CELL);
			if (n < lines) /* in the middle of a higher row */
				t.y += (int32_t)(lines - n) * CELL_LINE / 2;
			add_text(m, item, t);
		}
	}
}

static void add_table(struct making *m, const struct paper_block *b)
{
	const struct paper_item *head = NULL;

	if (!b->columns || !b->rows)
		return;
	for (size_t row = 0; row < b->rows; row++) {
		bool is_head = !row && !b->headless;
		enum paper_face face = is_head ? PAPER_HEI : PAPER_FANGSONG;
		struct row r = row_of(m, b, row, face);

		for (size_t from = 0; from < r.most; from += CELL_LINES_MOST) {
			size_t until = from + CELL_LINES_MOST < r.most ? from + CELL_LINES_MOST : r.most;
			struct paper_item *i = add_part(m, b, until - from);

			fill_part(m, b, &r, from, i, face);
			i->head = head;
			i->keep = is_head && b->rows > 1;
			if (is_head && r.most <= CELL_LINES_MOST)
				head = i;
		}
	}
}

static void add_imprint(struct making *m, const struct paper_block *b)
{
	struct setting s = setting_of(PAPER_FANGSONG, PAPER_SMALL, 1);
	struct making lines = {.p = m->p, .meter = m->meter, .mem = m->mem};
	struct measured value = measure(m, b->value, s.face, s.size);
	int32_t left = PAPER_LEFT, right = PAPER_LEFT + PAPER_TEXT_WIDTH, height = row_height();

	bool beside = value.n && value.width < PAPER_TEXT_WIDTH / 2;

	s.hang = s.indent + (str_starts(b->text, STR("抄送：")) ? 3 * s.em : 0);
	s.right = beside ? value.width + 2 * s.em : s.em;
	add_text_block(&lines, b->text, s);
	if (beside) {
		struct paper_text t = one_line(m, &value, s.face, s.size);

		t.x = right - s.em - value.width;
		add_text(m, lines.last, t);
	} else if (value.n) {
		add_text_block(&lines, b->value, s);
	}
	for (struct paper_item *i = lines.items.first; i; i = i->next) {
		i->rows = 0;
		i->height = height;
	}
	add_rule(m, lines.items.first,
		 (struct paper_rule){left, 0, right, 0, m->items.imprint ? PAPER_THIN : PAPER_THICK, false, NULL});
	if (m->last_imprint) { /* the rule at its foot was the last; now it parts */
		m->last_imprint->rules = m->last_imprint->rules->next;
		m->last_imprint->next = lines.items.first;
	} else {
		m->items.imprint = lines.items.first;
	}
	add_rule(m, lines.last, (struct paper_rule){left, height, right, height, PAPER_THICK, false, NULL});
	m->last_imprint = lines.last;
}

static void add_annex(struct making *m, str text)
{
	add_paragraph(m, text, setting_of(PAPER_HEI, PAPER_BODY, 0));
	m->last->new_sheet = true;
	m->last->keep = true;
	m->below_annex = true;
}

static void add_note(struct making *m, str text)
{
	bool bare = !str_starts(text, STR("（"));
	str inner = bare ? joined(m->mem, STR("（"), "", text) : text;

	add_text_block(m, bare ? joined(m->mem, inner, "）", (str){0}) : inner,
		       setting_of(PAPER_FANGSONG, PAPER_BODY, INDENT));
}

static void add_block(struct making *m, const struct paper_block *b)
{
	switch (b->kind) {
	case PAPER_TITLE:
		add_title(m, b->text);
		break;
	case PAPER_ADDRESSEE:
		add_text_block(m, b->text, setting_of(PAPER_FANGSONG, PAPER_BODY, 0));
		break;
	case PAPER_HEADING1:
		add_heading(m, b->text, PAPER_HEI);
		break;
	case PAPER_HEADING2:
		add_heading(m, b->text, PAPER_KAI);
		break;
	case PAPER_TEXT:
		add_text_block(m, b->text, setting_of(PAPER_FANGSONG, PAPER_BODY, INDENT));
		break;
	case PAPER_FIELD:
		add_field(m, b);
		break;
	case PAPER_TABLE:
		add_table(m, b);
		break;
	case PAPER_ATTACHED:
		add_attached(m, b->text);
		break;
	case PAPER_SIGNED:
		add_signed(m, b);
		break;
	case PAPER_SIGNATURE:
		add_signature(m, b);
		break;
	case PAPER_NOTE:
		add_note(m, b->text);
		break;
	case PAPER_ANNEX:
		add_annex(m, b->text);
		break;
	case PAPER_IMPRINT:
		add_imprint(m, b);
		break;
	case PAPER_KIND_COUNT:
		break;
	}
}

/* 签发人：name in 楷体, a character in from the right, on the number's row. */
static void add_signer(struct making *m, struct paper_item *row)
{
	int32_t em = em_of(PAPER_BODY);
	struct measured label = measure(m, STR("签发人："), PAPER_FANGSONG, PAPER_BODY);
	struct measured name = measure(m, m->p->signer, PAPER_KAI, PAPER_BODY);
	struct paper_text t = one_line(m, &name, PAPER_KAI, PAPER_BODY);

	t.x = PAPER_LEFT + PAPER_TEXT_WIDTH - em - name.width;
	if (t.x < PAPER_LEFT + label.width)
		return; /* no name is as long as a line */
	add_text(m, row, t);
	t = one_line(m, &label, PAPER_FANGSONG, PAPER_BODY);
	t.x = PAPER_LEFT + PAPER_TEXT_WIDTH - em - name.width - label.width;
	add_text(m, row, t);
}

/* The red agency, its number and the red rule; ends where the title's two blank rows begin. */
static void add_head(struct making *m)
{
	struct measured unit = measure(m, m->p->agency, PAPER_XIAOBIAOSONG, 1000);
	int32_t size = PAPER_AGENCY_MOST, room = PAPER_TEXT_WIDTH * 95 / 100, y;
	struct paper_item *i = add(m, (struct paper_item){.rows = PAPER_NUMBER_ROW, .keep = true});
	struct setting s = setting_of(PAPER_FANGSONG, PAPER_BODY, 0);

	if (unit.width && (int64_t)unit.width * size / 1000 > room)
		size = (int32_t)((int64_t)room * 1000 / unit.width);
	if (size < PAPER_AGENCY_LEAST)
		size = PAPER_AGENCY_LEAST;
	struct measured agency = measure(m, m->p->agency, PAPER_XIAOBIAOSONG, size);
	struct paper_lines lines = paper_lines_title(m->mem, agency.chars, agency.n, PAPER_TEXT_WIDTH, agency.xs);

	for (size_t k = 0; k < lines.n; k++) {
		struct paper_text t =
			text_of(&agency, lines.list[k].from, lines.list[k].until, PAPER_XIAOBIAOSONG, size);

		t.x = PAPER_LEFT + (PAPER_TEXT_WIDTH - lines.list[k].width) / 2;
		t.y = PAPER_AGENCY_FROM + size * 86 / 100 + (int32_t)k * size * 5 / 4;
		t.red = true;
		add_text(m, i, t);
	}
	s.align = m->p->signer.n ? LEFT : CENTRE;
	s.indent = m->p->signer.n ? s.em : 0;
	add_paragraph(m, m->p->number, s);
	i = m->last;
	i->keep = true;
	if (m->p->signer.n)
		add_signer(m, i);
	y = (row_height() + PAPER_BODY) / 2 + PAPER_RULE_BELOW;
	add_rule(m, i,
		 (struct paper_rule){PAPER_LEFT, y, PAPER_LEFT + PAPER_TEXT_WIDTH, y, PAPER_THICK * 2, true, NULL});
	m->below_head = true;
}

struct paper_items paper_block_items(const struct paper *p, struct paper_meter meter, arena *mem)
{
	struct making m = {.p = p, .meter = meter, .mem = mem};

	if (p->agency.n)
		add_head(&m);
	for (const struct paper_block *b = p->first; b; b = b->next)
		add_block(&m, b);
	return m.items;
}

const struct paper_item *paper_block_foot(const struct paper *p, struct paper_meter meter, arena *mem, size_t number)
{
	struct making m = {.p = p, .meter = meter, .mem = mem};
	struct paper_item *i = add(&m, (struct paper_item){0});
	AUTO(buf_release) buf b;

	buf_init(&b, 64);
	buf_printf(&b, "— %zu —", number);
	struct measured t = measure(&m, buf_str(&b), PAPER_SONG, PAPER_SMALL);
	struct paper_text text = one_line(&m, &t, PAPER_SONG, PAPER_SMALL);

	/* The dash stands 38 hundredths of its size above the baseline. */
	text.y = PAPER_TOP + PAPER_TEXT_HEIGHT + PAPER_FOOT_BELOW + PAPER_SMALL * 38 / 100;
	text.x = number % 2 ? PAPER_LEFT + PAPER_TEXT_WIDTH - PAPER_SMALL - t.width : PAPER_LEFT + PAPER_SMALL;
	add_text(&m, i, text);
	if (p->sample || p->draft) {
		struct measured mark = measure(&m,
					       p->sample && p->draft ? STR("样本 草稿")
					       : p->sample           ? STR("样本")
								     : STR("草稿"),
					       PAPER_SONG, PAPER_SMALL);
		struct paper_text middle = one_line(&m, &mark, PAPER_SONG, PAPER_SMALL);

		middle.x = PAPER_LEFT + (PAPER_TEXT_WIDTH - mark.width) / 2;
		middle.y = text.y;
		add_text(&m, i, middle);
	}
	return i;
}
