#include "detect/cover.h"

#include <stdlib.h>

#include "base/must.h"
#include "detect/find.h"

#define SPANS 32
#define MASK "***"

struct span {
	size_t from, n;
	uint8_t text[128];
	size_t text_n;
};

struct cover {
	struct finder *finder;
	struct span spans[SPANS];
	size_t count;
};

static void put_mask(struct span *s, str mask)
{
	str shown = str_sub(mask, 0, sizeof(s->text));

	bytes_copy(s->text, sizeof(s->text), shown);
	s->text_n = shown.n;
}

static void on_find(void *ctx, const struct find *f)
{
	struct cover *c = ctx;
	size_t from = (size_t)f->offset, end = from + f->length;
	struct span *last = c->count ? &c->spans[c->count - 1] : NULL;

	if (last && (from < last->from + last->n || c->count == SPANS)) {
		/* Two readings of one place, or more places than are kept: all of it goes. */
		size_t was = last->from + last->n;

		last->from = from < last->from ? from : last->from;
		last->n = (end > was ? end : was) - last->from;
		put_mask(last, STR(MASK));
		return;
	}
	c->spans[c->count] = (struct span){.from = from, .n = f->length};
	put_mask(&c->spans[c->count++], f->masked);
}

struct cover *cover_new(const struct finder *like)
{
	struct cover *c = calloc(1, sizeof(*c));
	struct finder_conf conf = {.possible = true, .found = on_find, .ctx = c};

	if (!c)
		return NULL;
	c->finder = like ? finder_like(like, &conf) : finder_new(&conf);
	if (!c->finder) {
		free(c);
		return NULL;
	}
	return c;
}

void cover_free(struct cover *c)
{
	if (!c)
		return;
	finder_free(c->finder);
	free(c);
}

void cover_put(struct cover *c, str name, buf *out)
{
	size_t at = 0;

	c->count = 0;
	finder_value(c->finder, (str){0}, name);
	for (size_t i = 0; i < c->count; i++) {
		const struct span *s = &c->spans[i];

		must(s->from >= at && s->from + s->n <= name.n);
		buf_put(out, str_sub(name, at, s->from - at));
		buf_put(out, (str){s->text, s->text_n});
		at = s->from + s->n;
	}
	buf_put(out, str_from(name, at));
}
