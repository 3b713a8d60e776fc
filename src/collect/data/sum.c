#include "collect/data/sum.h"

#include <string.h>

#include "base/arena.h"
#include "base/cur.h"
#include "base/map.h"
#include "base/must.h"

#define TEXT_MOST ((size_t)8 << 20)
/* Room for fingerprints of all items together, beyond which none gets more: 8 MiB. */
#define PRINTS_MOST ((size_t)1 << 20)
/* Of one item: room doubles while half of it is filled with what is kept. */
#define PRINTS_OF_ITEM (4 * RECORD_PRINTS)
_Static_assert(KIND_COUNT < 128, "items for each kind and part alone");

/* The smallest fingerprints: which they are, and so what is estimated, does not depend on the order of the finds. */
struct prints {
	uint64_t *p;
	size_t n;
	size_t size;
	bool full; /* some were left out: all of them >= limit */
	uint64_t limit;
};

struct item {
	struct record r;
	struct prints prints;
};

struct sum {
	struct item *items[SUM_ITEMS_MOST];
	size_t n;
	arena mem;
	map index;
	struct item *last[KIND_COUNT]; /* that a find of the kind went to */
	size_t prints;                 /* room for so many fingerprints was taken */
	bool crowded;
	uint64_t room[PRINTS_OF_ITEM]; /* to sort in: nothing that only asks what was found takes memory */
};

struct sum *sum_new(void (*full)(void *ctx))
{
	struct sum *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	arena_init(&s->mem, TEXT_MOST);
	s->mem.full = full;
	map_init(&s->index, SUM_ITEMS_MOST + 1, 0x9e3779b97f4a7c15);
	return s;
}

void sum_reset(struct sum *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->items[i]->prints.p);
	s->n = 0;
	s->prints = 0;
	s->crowded = false;
	memset(s->last, 0, sizeof(s->last));
	arena_clear(&s->mem);
	map_release(&s->index);
	map_init(&s->index, SUM_ITEMS_MOST + 1, 0x9e3779b97f4a7c15);
}

void sum_free(struct sum *s)
{
	if (!s)
		return;
	sum_reset(s);
	map_release(&s->index);
	free(s);
}

/* ---- different values ---- */

/* By their bytes, the lowest first; linear whatever the numbers are. room: as large. */
static void sort_numbers(uint64_t *p, size_t n, uint64_t *room)
{
	uint64_t *from = p, *to = room;

	for (unsigned shift = 0; shift < 64; shift += 8) {
		uint32_t starts[257] = {0};

		for (size_t i = 0; i < n; i++)
			starts[1 + (from[i] >> shift & 0xff)]++;
		for (size_t i = 0; i < 256; i++)
			starts[i + 1] += starts[i];
		for (size_t i = 0; i < n; i++)
			to[starts[from[i] >> shift & 0xff]++] = from[i];
		uint64_t *was = from;

		from = to;
		to = was;
	}
}

/* Leaves out all from place n on. */
static void prints_cut(struct prints *s, size_t n)
{
	s->limit = s->p[n];
	s->full = true;
	s->n = n;
}

/* Sorted, each once, the smallest RECORD_PRINTS of them. room: PRINTS_OF_ITEM. */
static void prints_tidy(struct prints *s, uint64_t *room)
{
	size_t n = 0;

	must(s->n <= PRINTS_OF_ITEM);
	if (s->n > 1)
		sort_numbers(s->p, s->n, room);
	for (size_t i = 0; i < s->n && !(s->full && s->p[i] >= s->limit); i++)
		if (n == 0 || s->p[i] != s->p[n - 1])
			s->p[n++] = s->p[i];
	s->n = n;
	if (n > RECORD_PRINTS)
		prints_cut(s, RECORD_PRINTS);
}

static void prints_grow(struct prints *s, struct sum *sum)
{
	size_t size = s->size ? s->size * 2 : 16;

	if (s->size && sum->prints + size - s->size > PRINTS_MOST) {
		prints_cut(s, s->n / 2);
		return;
	}
	uint64_t *p = reallocarray(s->p, size, sizeof(*p));

	if (!p)
		arena_full(&sum->mem, size * sizeof(*p));
	sum->prints += size - s->size;
	s->p = p;
	s->size = size;
}

static void prints_put(struct prints *s, uint64_t v, struct sum *sum)
{
	if (s->n == s->size) {
		prints_tidy(s, sum->room);
		if (s->n * 2 >= s->size)
			prints_grow(s, sum);
	}
	if (!s->full || v < s->limit)
		s->p[s->n++] = v;
}

/* ---- items ---- */

static struct item *item_new(struct sum *s, const struct record *key, uint64_t *slot)
{
	struct item *it = arena_new(&s->mem, struct item, 1);

	it->r = (struct record){.kind = RECORD_ITEM,
				.what = key->what,
				.inner = arena_str(&s->mem, str_sub(key->inner, 0, RECORD_INNER_MOST)),
				.name = arena_str(&s->mem, str_sub(key->name, 0, RECORD_NAME_MOST))};
	s->items[s->n++] = it;
	*slot = s->n;
	return it;
}

/* The last so many are kept free for what is counted together: one for each kind and part, then for each kind. */
static bool has_room(const struct sum *s, size_t left)
{
	return s->n + left < SUM_ITEMS_MOST;
}

static struct item *find_or_make(struct sum *s, struct record key)
{
	AUTO(buf_release) buf b;
	static const size_t left[] = {2 * KIND_COUNT + 1, KIND_COUNT + 1, 0};

	buf_init(&b, RECORD_INNER_MOST + RECORD_NAME_MOST + 16);
	for (size_t i = 0; i < ARRAY_LEN(left); i++) {
		buf_reset(&b);
		buf_put_le(&b, (uint64_t)key.what, 2);
		buf_put(&b, key.name);
		buf_put_byte(&b, 0);
		buf_put(&b, key.inner);
		uint64_t *slot = map_find(&s->index, buf_str(&b));

		if (slot)
			return s->items[*slot - 1];
		if (i + 1 == ARRAY_LEN(left) || has_room(s, left[i])) {
			must(s->n < SUM_ITEMS_MOST);
			slot = map_add(&s->index, buf_str(&b), NULL);
			if (!slot)
				arena_full(&s->mem, b.n);
			return item_new(s, &key, slot);
		}
		s->crowded = true;
		if (i == 0)
			key.name = (str){0};
		else
			key.inner = (str){0};
	}
	must(false);
	return NULL;
}

/* Is there a place for one more? The first sure find takes that of those that were only possible. */
static bool wants_place(const struct record *r, bool certain)
{
	return (certain && !r->certain) || (certain == r->certain && r->place_count < RECORD_PLACES);
}

static void put_place(struct sum *s, struct record *r, bool certain, const struct record_place *p)
{
	if (!wants_place(r, certain))
		return;
	if (certain && !r->certain) {
		r->certain = true;
		r->place_count = 0;
	}
	r->places[r->place_count++] =
		(struct record_place){.offset = p->offset,
				      .line = p->line,
				      .masked = arena_str(&s->mem, str_sub(p->masked, 0, RECORD_MASKED_MOST)),
				      .context = arena_str(&s->mem, str_sub(p->context, 0, RECORD_CONTEXT_MOST))};
}

/* Finds of a kind stand under one name as a rule. */
static struct item *item_of(struct sum *s, str inner, str name, enum kind kind)
{
	struct item *last = s->last[kind];

	if (!last || !str_eq(last->r.name, name) || !str_eq(last->r.inner, inner))
		last = s->last[kind] = find_or_make(s, (struct record){.inner = inner, .name = name, .what = kind});
	return last;
}

void sum_find(struct sum *s, str inner, str name, const struct find *f)
{
	struct item *it = item_of(s, inner, name, f->kind);
	bool sure = f->confidence >= FIND_SURE && f->validity != KIND_LOOKS;

	if (f->validity == KIND_LOOKS)
		it->r.looks++;
	else if (sure)
		it->r.sure++;
	else
		it->r.possible++;
	if (sure && f->validity == KIND_VALID)
		it->r.valid++;
	if (wants_place(&it->r, sure)) {
		struct find shown = *f;

		if (!shown.masked.n)
			find_mask(&shown);
		if (!shown.context.n)
			find_context(&shown);
		put_place(s, &it->r, sure, &(struct record_place){f->offset, f->line, shown.masked, shown.context});
	}
	if (sure) {
		cur c = cur_of((str){f->print, sizeof(f->print)});

		prints_put(&it->prints, (cur_le64(&c) & ~UINT64_C(1)) | f->under14, s);
	}
}

/* The first that is said stands: a file has one beginning. */
static void take_form(struct sum *s, struct record *r, const struct record *from)
{
	if (r->form.n || !from->form.n)
		return;
	r->form = arena_str(&s->mem, str_sub(from->form, 0, 20));
	r->matching = from->matching;
	r->distinct = from->distinct;
	r->under14 = from->under14;
	r->sampled = from->sampled;
}

void sum_form(struct sum *s, str inner, str name, const struct sum_column *c)
{
	struct item *it = find_or_make(s, (struct record){.inner = inner, .name = name, .what = c->kind});
	struct record from = {.form = c->form,
			      .matching = c->matching,
			      .distinct = c->distinct,
			      .under14 = c->under14,
			      .sampled = c->sampled};

	take_form(s, &it->r, &from);
	if (!it->r.place_count)
		put_place(s, &it->r, it->r.certain, &(struct record_place){.masked = c->masked, .context = c->masked});
}

void sum_add(struct sum *s, const struct record *item, uint64_t lines)
{
	struct item *it = find_or_make(s, *item);
	cur c = cur_of(item->prints);

	take_form(s, &it->r, item);
	it->r.sure += item->sure;
	it->r.valid += item->valid;
	it->r.possible += item->possible;
	it->r.looks += item->looks;
	for (size_t i = 0; i < item->place_count; i++) {
		struct record_place p = item->places[i];

		p.line += p.line ? lines : 0;
		put_place(s, &it->r, item->certain, &p);
	}
	while (cur_more(&c))
		prints_put(&it->prints, cur_le64(&c), s);
	if (item->full && item->prints.n) {
		cur last = cur_of(str_from(item->prints, item->prints.n - 8));
		uint64_t limit = cur_le64(&last) + 1;

		/* Nothing is known of what that piece left out but that it was above. */
		if (!it->prints.full || limit < it->prints.limit)
			it->prints.limit = limit;
		it->prints.full = true;
	}
}

size_t sum_count(const struct sum *s)
{
	return s->n;
}

void sum_item(struct sum *s, size_t i, struct record *ret)
{
	struct item *it = s->items[i];

	prints_tidy(&it->prints, s->room);
	*ret = it->r;
	ret->full = it->prints.full;
	ret->prints = (str){(const uint8_t *)it->prints.p, it->prints.n * 8};
}

/* n fingerprints lie below the limit, and they are spread evenly over all numbers. */
static uint64_t scaled(const struct prints *p, size_t n)
{
	if (!p->full || !p->limit)
		return n;
	return (uint64_t)((long double)n * 18446744073709551616.0L / (long double)p->limit);
}

uint64_t sum_persons(struct sum *s, size_t i)
{
	struct prints *p = &s->items[i]->prints;

	prints_tidy(p, s->room);
	return scaled(p, p->n);
}

uint64_t sum_under14(struct sum *s, size_t i)
{
	struct prints *p = &s->items[i]->prints;
	size_t n = 0;

	prints_tidy(p, s->room);
	for (size_t k = 0; k < p->n; k++)
		n += p->p[k] & 1;
	uint64_t seen = scaled(p, n), column = s->items[i]->r.under14;

	return seen > column ? seen : column;
}

uint64_t sum_bound(struct sum *s, size_t i)
{
	struct prints *p = &s->items[i]->prints;

	prints_tidy(p, s->room);
	return p->full ? p->limit : 0;
}

bool sum_crowded(const struct sum *s)
{
	return s->crowded;
}
