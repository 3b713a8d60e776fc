/* The places of a line go out: overlapping ones weighed, masked, with their keyed fingerprint. Nothing raw leaves here. */
#include "detect/find_priv.h"
#include "detect/around.h"
#include "detect/siphash.h"

#define SHOWN 60 /* bytes of context on each side */
#define PRINTED_MOST 240

static bool sure(const struct find_place *p)
{
	return p->confidence >= FIND_SURE;
}

/* Of two places that overlap: the sure one, the one with an exact test, the longer, the likelier, the stricter kind. */
static bool better(const struct find_place *a, const struct find_place *b)
{
	if (sure(a) != sure(b))
		return sure(a);
	if ((a->hit.validity == KIND_LOOKS) != (b->hit.validity == KIND_LOOKS))
		return b->hit.validity == KIND_LOOKS;
	if (a->n != b->n)
		return a->n > b->n;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence;
	return a->hit.kind < b->hit.kind;
}

/* They come nearly in order: a literal's place may begin before the literal. */
static void sort(struct find_place *p, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (p[i].from >= p[i - 1].from)
			continue;
		struct find_place x = p[i];
		size_t k = i;

		for (; k > 0 && p[k - 1].from > x.from; k--)
			p[k] = p[k - 1];
		p[k] = x;
	}
}

static void resolve(struct find_place *p, size_t n)
{
	size_t kept = 0;

	for (size_t i = 1; i < n; i++) {
		if (p[i].from >= p[kept].from + p[kept].n) {
			kept = i;
		} else if (better(&p[i], &p[kept])) {
			p[kept].dropped = true;
			kept = i;
		} else {
			p[i].dropped = true;
		}
	}
}

uint64_t find_line_of(struct find_scan *s, size_t at)
{
	if (s->depth)
		return s->line;
	size_t whole = at / FIND_LANE_BYTES;

	if (whole > s->counted / FIND_LANE_BYTES) {
		s->counted = whole * FIND_LANE_BYTES;
		s->line = s->line_first + s->blocks[whole].lines;
	}
	while (s->counted < at) {
		size_t w = s->counted / 64;
		size_t to = (w + 1) * 64 < at ? (w + 1) * 64 : at;
		uint64_t bits = find_lane(s->blocks, newline, w) >> (s->counted % 64);

		if (to - s->counted < 64)
			bits &= ((uint64_t)1 << (to - s->counted)) - 1;
		/* Few: one a line. */
		for (; bits; bits &= bits - 1)
			s->line++;
		s->counted = to;
	}
	return s->line;
}

static str text_of(const struct find_scan *s, const struct find_place *p)
{
	return (str){s->text.p + p->from, p->n};
}

/* kind ‖ value. Long values (keys of several lines) in pieces would cost memory: their first bytes and their length tell them
 * apart. */
static void print_of(const struct find_scan *s, const struct find_place *p, uint8_t ret[static 16])
{
	const uint8_t *key = s->f->conf.key;
	uint8_t tag = (uint8_t)p->hit.kind;
	uint8_t in[256] ATTR_UNSET;

	if (p->norm_n || p->n < PRINTED_MOST) {
		str value = p->norm_n ? (str){(const uint8_t *)p->norm, p->norm_n} : text_of(s, p);

		siphash_tagged(key, tag, value, p->hit.kind == KIND_EMAIL, ret);
		return;
	}
	memcpy(in, s->text.p + p->from, PRINTED_MOST);
	for (size_t i = 0; p->hit.kind == KIND_EMAIL && i < PRINTED_MOST; i++)
		in[i] = byte_lower(in[i]);
	memcpy(in + PRINTED_MOST, &p->n, sizeof p->n);
	siphash_tagged(key, tag, (str){in, PRINTED_MOST + sizeof p->n}, false, ret);
}

static bool word_byte(uint8_t c)
{
	return c >= 0x80 ? (c & 0xc0) == 0x80 : byte_is_alnum(c) || c == '@' || c == '.' || c == '-' || c == '_';
}

/* A word that the edge cuts through is not shown: its rest might be half a number. */
static size_t edge_left(const struct find_scan *s, size_t at)
{
	size_t from = at - s->shown_from > SHOWN ? at - SHOWN : s->shown_from;

	if (from > s->line_from)
		while (from < at && word_byte(s->text.p[from]))
			from++;
	return from;
}

static size_t edge_right(const struct find_scan *s, size_t at)
{
	size_t to = at >= s->line_to ? at : s->line_to - at > SHOWN ? at + SHOWN : s->line_to;

	if (to < s->line_to) {
		while (to > at && word_byte(s->text.p[to]))
			to--;
		while (to > at && word_byte(s->text.p[to - 1]) && s->text.p[to - 1] < 0x80)
			to--;
	}
	return to;
}

static void context_put(struct find_scan *s, size_t i)
{
	buf *out = &s->f->context;
	const struct find_place *p = s->places;
	size_t at = edge_left(s, p[i].from);
	size_t to = edge_right(s, p[i].from + p[i].n);
	size_t k = i;

	while (k > 0 && p[i].from - p[k - 1].from < FIND_LOOK)
		k--;
	for (; k < s->place_count && p[k].from < to; k++) {
		if (p[k].dropped || p[k].from + p[k].n <= at)
			continue;
		if (p[k].from > at)
			around_put(out, (str){s->text.p + at, p[k].from - at}, SHOWN);
		kind_mask(out, p[k].hit.kind, text_of(s, &p[k]));
		at = p[k].from + p[k].n;
	}
	if (at < to)
		around_put(out, (str){s->text.p + at, to - at}, SHOWN);
}

void find_mask(struct find *f)
{
	if (!f->of)
		return;
	struct find_now *now = &f->of->now;

	f->masked = (str){now->masked, kind_mask_put(now->masked, f->kind, now->value)};
}

void find_context(struct find *f)
{
	if (!f->of)
		return;
	struct find_now *now = &f->of->now;

	buf_reset(&f->of->context);
	context_put(now->s, now->row ? find_rows_places(now->s, now->at) : now->at);
	now->s->place_count = now->row ? 0 : now->s->place_count;
	f->context = buf_str(&f->of->context);
}

void find_show(struct finder *f, struct find *out)
{
	find_mask(out);
	out->context = (str){NULL, 0};
	if (!f->conf.contexts || f->shown[out->kind]++ < f->conf.contexts)
		find_context(out);
	out->of = NULL;
}

static void give(struct find_scan *s, size_t i, uint64_t line)
{
	struct finder *f = s->f;
	const struct find_place *p = &s->places[i];
	uint64_t offset = find_offset(f, &s->text, p->from);

	/* What stands in the next line belongs to the name's. */
	bool ahead = p->from > s->line_to;

	if (f->stream.until && offset >= f->stream.until && !ahead)
		return;
	(*(sure(p) ? &f->totals.finds : &f->totals.possible))[p->hit.kind]++;
	if (!f->conf.found || !(sure(p) || f->conf.possible))
		return;
	struct find out = {.kind = p->hit.kind,
			   .validity = p->hit.validity,
			   .confidence = p->confidence,
			   .why = p->hit.why,
			   .offset = offset,
			   .length = (uint32_t)(find_offset(f, &s->text, p->from + p->n) - offset),
			   .line = line + ahead};

	out.column = (str){p->name, p->name_n};
	print_of(s, p, out.print);
	f->now.s = s;
	f->now.value = text_of(s, p);
	f->now.at = i;
	f->now.row = false;
	find_hand_over(f, &out);
}

void find_give(struct find_scan *s)
{
	struct find_place *p = s->places;
	size_t n = s->place_count;
	bool all_sure = true;

	if (!n)
		return;
	sort(p, n);
	resolve(p, n);
	for (size_t i = 0; i < n; i++)
		all_sure = all_sure && sure(&p[i]);
	if (!all_sure)
		find_support(p, n);
	uint64_t line = find_line_of(s, p[0].from < s->line_to ? p[0].from : s->line_to);

	for (size_t i = 0; i < n; i++)
		if (!p[i].dropped)
			give(s, i, line);
	s->place_count = 0;
}
