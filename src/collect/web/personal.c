/*
 * Personal data and secrets on a page that anybody can fetch: counted by kind, and covered in the evidence before it is stored. The
 * engine is the one that looks through files (detect/find.h); one finder serves all pages of this process.
 */
#include "base/must.h"
#include "collect/web/web.h"
#include "detect/candidate.h"
#include "detect/distinct.h"
#include "detect/find.h"
#include "detect/mask.h"
#include "format/html_table.h"

/* Finds of one page whose places are remembered; a page with more is covered whole (detect/mask.h). */
#define SPANS_MOST 20000
#define MASKED_MOST 96

struct span {
	uint32_t at, n;
	uint8_t masked_n;
	char masked[MASKED_MOST];
};

struct seen {
	uint64_t sure, valid, first, line;
	struct distinct different;
	size_t masked_n;
	char masked[MASKED_MOST];
};

static struct {
	struct finder *finder;
	struct seen kinds[KIND_COUNT];
	struct span *spans;
	size_t span_count;
	bool crowded;
	size_t base; /* of what is looked at now in the page */
	uint64_t lines;
} look;

static bool counts(enum kind k)
{
	enum kind_group g = kind_infos[k].group;

	/* What a company shows of itself is no person's. */
	return g == KIND_GROUP_PERSON || g == KIND_GROUP_SECRET;
}

static void on_find(void *ctx, const struct find *f)
{
	struct seen *s = &look.kinds[f->kind];
	uint64_t print = 0;

	(void)ctx;
	if (f->confidence < FIND_SURE || f->validity == KIND_LOOKS || !counts(f->kind))
		return;
	for (size_t i = 0; i < sizeof(print); i++)
		print = print << 8 | f->print[i];
	str masked = str_sub(f->masked, 0, MASKED_MOST);

	uint64_t offset = look.base + f->offset;

	if (!s->sure++) {
		s->first = offset;
		s->line = look.lines + f->line;
		s->masked_n = masked.n;
		bytes_copy(s->masked, sizeof(s->masked), masked);
	}
	s->valid += f->validity == KIND_VALID;
	(void)distinct_add(&s->different, print);
	if (look.span_count == SPANS_MOST || offset > UINT32_MAX) {
		look.crowded = true;
		return;
	}
	struct span *p = &look.spans[look.span_count++];

	*p = (struct span){.at = (uint32_t)offset, .n = f->length, .masked_n = (uint8_t)masked.n};
	bytes_copy(p->masked, sizeof(p->masked), masked);
}

static void begin(const struct web *w)
{
	digest k = digest_hmac(w->job->sink->key, STR("yicha data"));
	struct finder_conf conf = {.found = on_find};

	for (size_t i = 0; i < KIND_COUNT; i++)
		if (look.kinds[i].sure)
			look.kinds[i] = (struct seen){0};
	look.span_count = 0;
	look.crowded = false;
	look.base = 0;
	look.lines = 0;
	if (look.finder)
		return;
	bytes_copy(conf.key, sizeof(conf.key), str_sub(digest_str(&k), 0, sizeof(conf.key)));
	look.finder = finder_new(&conf);
	look.spans = calloc(SPANS_MOST, sizeof(*look.spans));
	must(look.finder && look.spans);
}

static int by_place(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* The page with what was found covered. */
static void put_masked(buf *out, str text)
{
	size_t at = 0;

	if (look.crowded) {
		mask_put(out, text, text.n);
		return;
	}
	qsort(look.spans, look.span_count, sizeof(*look.spans), by_place);
	for (size_t i = 0; i < look.span_count; i++) {
		const struct span *s = &look.spans[i];

		size_t end = (size_t)s->at + s->n < text.n ? (size_t)s->at + s->n : text.n;

		/* One that begins within another is covered to its own end. */
		if (end <= at)
			continue;
		if (s->at > at)
			buf_put(out, str_sub(text, at, s->at - at));
		buf_put(out, (str){(const uint8_t *)s->masked, s->masked_n});
		at = end;
	}
	buf_put(out, str_from(text, at));
}

static void put_items(const struct web *w, str url, uint32_t evidence)
{
	for (size_t k = 0; k < KIND_COUNT; k++) {
		const struct seen *s = &look.kinds[k];

		if (!s->sure)
			continue;
		sink_put(w->job->sink, data_item, .evidence = evidence, .path = url, .kind = str_c(kind_infos[k].key),
			 .grp = kind_infos[k].group == KIND_GROUP_SECRET ? STR("secret") : STR("person"),
			 .sure = (int64_t)s->sure, .valid = (int64_t)s->valid,
			 .persons = (int64_t)distinct_count(&s->different), .first = (int64_t)s->first,
			 .line = (int64_t)s->line, .masked = (str){(const uint8_t *)s->masked, s->masked_n},
			 .form = STR("plain"));
	}
}

static void look_at_text(str text)
{
	struct find_totals totals;

	finder_begin(look.finder, &(struct find_stream){.charset_known = true, .charset = CHARSET_UTF8});
	finder_feed(look.finder, text);
	finder_end(look.finder, &totals);
}

/* Does the cell's text go by its name, not with the page? */
static bool is_told(const struct html_row *r, size_t i)
{
	return !r->names && r->cells[i].raw.n && r->cells[i].name.n && context_is_name(r->cells[i].name);
}

static uint64_t count_lines(str s)
{
	uint64_t n = 0;

	for (size_t at; (at = str_find_byte(s, '\n')) < s.n; n++)
		s = str_from(s, at + 1);
	return n;
}

/* Cells of tables under their columns' names; in `rest`, a copy of the page, blanks take their place. */
static void look_at_cells(str text, buf *rest)
{
	struct html_tables *t = html_tables_new(text, CHARSET_UTF8, context_is_name);
	struct html_row r;
	size_t at = 0;

	must(t);
	while (html_tables_next(t, &r))
		for (size_t i = 0; i < r.count; i++) {
			const struct html_cell *c = &r.cells[i];

			if (!is_told(&r, i))
				continue;
			look.lines += count_lines(str_sub(text, at, c->at - at));
			look.base = at = c->at;
			finder_value(look.finder, c->name, c->raw);
			for (size_t k = c->at; k < c->at + c->raw.n; k++)
				if (rest->p[k] != '\n')
					rest->p[k] = ' ';
		}
	html_tables_free(t);
	look.base = 0;
	look.lines = 0;
}

static void look_at_page(str text)
{
	AUTO(buf_release) buf rest;

	buf_init(&rest, text.n + 1);
	buf_put(&rest, text);
	look_at_cells(text, &rest);
	look_at_text(buf_str(&rest));
}

uint32_t web_evidence(struct web *w, const struct page *p, str url, const char *media, str body)
{
	AUTO(buf_release) buf covered;
	uint32_t evidence;

	begin(w);
	if (p->html)
		look_at_page(p->text);
	if (!look.span_count)
		return sink_evidence(w->job->sink, media, body);
	buf_init(&covered, 2 * p->text.n + 4096);
	put_masked(&covered, p->text);
	evidence = sink_evidence_masked(w->job->sink, "text/html; charset=utf-8", buf_str(&covered), body);
	put_items(w, url, evidence);
	return evidence;
}

str web_shown(struct web *w, str text)
{
	AUTO(buf_release) buf covered;

	begin(w);
	look_at_text(text);
	if (!look.span_count)
		return text;
	buf_init(&covered, 2 * text.n + 4096);
	put_masked(&covered, text);
	return arena_str(w->job->mem, buf_str(&covered));
}
