#include "doc/paper_pages.h"

#include "doc/paper_block.h"

/* What is left of the sheet is looked at in this order: items that hang together stay together where a sheet can hold them. */
struct place {
	struct paper_sheets sheets;
	size_t size;
	int32_t y; /* where the next item may begin, from the page's upper edge */
	arena *mem;
};

static const int32_t BOTTOM = PAPER_TOP + PAPER_TEXT_HEIGHT;

static void sheet_new(struct place *at)
{
	struct paper_sheets *s = &at->sheets;

	if (s->n == at->size) {
		size_t size = at->size ? at->size * 2 : 16;
		struct paper_sheet *list = arena_new(at->mem, struct paper_sheet, size);

		for (size_t i = 0; i < s->n; i++)
			list[i] = s->list[i];
		s->list = list;
		at->size = size;
	}
	s->list[s->n++] = (struct paper_sheet){0};
	at->y = PAPER_TOP;
}

static int32_t snapped(int32_t y)
{
	int32_t row = (int32_t)((int64_t)(y - PAPER_TOP) * PAPER_ROWS / PAPER_TEXT_HEIGHT);

	while (paper_row(row) < y)
		row++;
	return paper_row(row);
}

/* Where y is after the item. */
static int32_t after(int32_t y, const struct paper_item *i)
{
	if (i->at)
		y = y > i->at ? y : i->at;
	if (!i->rows)
		return y + i->height;
	y = snapped(y);
	return snapped(y + (int32_t)((int64_t)i->rows * PAPER_TEXT_HEIGHT / PAPER_ROWS) - 10);
}

static void put_text(struct paper_sheet *s, arena *mem, const struct paper_text *t, int32_t y)
{
	struct paper_text *to = arena_new(mem, struct paper_text, 1);

	*to = *t;
	to->y += y;
	to->next = NULL;
	*(s->last_text ? s->last_text : &s->texts) = to;
	s->last_text = &to->next;
}

static void put_rule(struct paper_sheet *s, arena *mem, const struct paper_rule *r, int32_t y)
{
	struct paper_rule *to = arena_new(mem, struct paper_rule, 1);

	*to = *r;
	to->y0 += y;
	to->y1 += y;
	to->next = NULL;
	*(s->last_rule ? s->last_rule : &s->rules) = to;
	s->last_rule = &to->next;
}

static void put_item(struct place *at, const struct paper_item *i)
{
	struct paper_sheet *s = &at->sheets.list[at->sheets.n - 1];
	int32_t y = i->at && i->at > at->y ? i->at : at->y;

	if (i->rows)
		y = snapped(y);
	for (const struct paper_text *t = i->texts; t; t = t->next)
		put_text(s, at->mem, t, y);
	for (const struct paper_rule *r = i->rules; r; r = r->next)
		put_rule(s, at->mem, r, y);
	at->y = after(at->y, i);
}

/* Does the chain of items that begins here fit below y? */
static bool fits(int32_t y, const struct paper_item *i)
{
	for (; i; i = i->next) {
		y = after(y, i);
		if (y > BOTTOM + 20)
			return false;
		if (!i->keep)
			break;
	}
	return true;
}

static int place_items(struct place *at, const struct paper_item *first, err *e)
{
	bool chained = false; /* the item before holds this one, and their chain was tested */

	for (const struct paper_item *i = first; i; chained = i->keep, i = i->next) {
		bool apart = !chained && !fits(at->y, i) && at->y > PAPER_TOP;

		if (i->new_sheet || apart || (after(at->y, i) > BOTTOM + 20 && at->y > PAPER_TOP)) {
			if (at->sheets.n >= PAPER_SHEETS_MOST)
				return err_set(e, E_LIMIT, "a paper of more than %d sheets", PAPER_SHEETS_MOST);
			sheet_new(at);
			if (i->head && i->head != i)
				put_item(at, i->head);
		}
		if (at->y == PAPER_TOP && i->blank)
			continue; /* a blank row parts, it does not begin a sheet */
		put_item(at, i);
	}
	return 0;
}

/* 版记: its lower edge is the text's. */
static int place_imprint(struct place *at, const struct paper_item *first, err *e)
{
	int32_t height = 0;

	for (const struct paper_item *i = first; i; i = i->next)
		height += i->height;
	if (!first)
		return 0;
	if (at->y + height > BOTTOM) {
		if (at->sheets.n >= PAPER_SHEETS_MOST)
			return err_set(e, E_LIMIT, "a paper of more than %d sheets", PAPER_SHEETS_MOST);
		sheet_new(at);
	}
	at->y = BOTTOM - height > at->y ? BOTTOM - height : at->y;
	for (const struct paper_item *i = first; i; i = i->next)
		put_item(at, i);
	return 0;
}

int paper_pages(const struct paper *p, struct paper_meter meter, arena *mem, struct paper_sheets *ret, err *e)
{
	struct place at = {.mem = mem};
	struct paper_items items = paper_block_items(p, meter, mem);

	sheet_new(&at);
	TRY(place_items(&at, items.first, e));
	TRY(place_imprint(&at, items.imprint, e));
	for (size_t n = 0; n < at.sheets.n; n++) {
		const struct paper_item *foot = paper_block_foot(p, meter, mem, n + 1);

		for (const struct paper_text *t = foot->texts; t; t = t->next)
			put_text(&at.sheets.list[n], mem, t, 0);
	}
	*ret = at.sheets;
	return 0;
}
