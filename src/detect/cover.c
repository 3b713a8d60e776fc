#include "detect/cover.h"

#include <stdlib.h>

#include "base/must.h"
#include "detect/find.h"

#define SPANS 32
#define MASK "***"
#define NAME_MOST ((size_t)4096)
/* Letters of both cases and digits together, so many in a row: no word and no digest in hexadecimal, but a key or a password. */
#define TOKEN_LEAST ((size_t)20)

struct span {
	size_t from, n;
	uint8_t text[128];
	size_t text_n;
};

struct cover {
	struct finder *finder;
	struct span spans[SPANS];
	size_t count;
	uint8_t other[NAME_MOST]; /* the name as it is read once more */
};

static void put_mask(struct span *s, str mask)
{
	str shown = str_sub(mask, 0, sizeof(s->text));

	bytes_copy(s->text, sizeof(s->text), shown);
	s->text_n = shown.n;
}

/* Keeps the spans in order and apart. Two readings of one place, or more places than are kept: all of it goes. */
static void span_add(struct cover *c, size_t from, size_t end, str mask)
{
	size_t i = 0, behind;

	while (i < c->count && c->spans[i].from + c->spans[i].n <= from)
		i++;
	for (behind = i; behind < c->count && c->spans[behind].from < end; behind++)
		;
	if (behind == i && c->count == SPANS)
		behind = i < c->count ? i + 1 : i--;
	if (behind > i) {
		struct span *s = &c->spans[i], *last = &c->spans[behind - 1];
		size_t low = from < s->from ? from : s->from;
		size_t high = end > last->from + last->n ? end : last->from + last->n;
		bool same = behind - i == 1 && from == s->from && end == s->from + s->n;

		s->from = low;
		s->n = high - low;
		if (!same)
			put_mask(s, STR(MASK));
	} else {
		memmove(&c->spans[i + 1], &c->spans[i], (c->count - i) * sizeof(c->spans[0]));
		c->count++;
		c->spans[i] = (struct span){.from = from, .n = end - from};
		put_mask(&c->spans[i], mask);
		return;
	}
	memmove(&c->spans[i + 1], &c->spans[behind], (c->count - behind) * sizeof(c->spans[0]));
	c->count -= behind - i - 1;
}

static void on_find(void *ctx, const struct find *f)
{
	span_add(ctx, (size_t)f->offset, (size_t)f->offset + f->length, f->masked);
}

/* '_' joins words in names; to the engine it is a part of what it touches, as in ghp_…. */
static bool joins(str name, size_t at)
{
	static const char *const parts[] = {"ghp", "gho",  "ghu",  "ghs", "ghr",   "npm",
					    "pat", "live", "test", "JDC", "github"};
	str before = str_sub(name, 0, at);

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (str_ends(before, str_c(parts[i])))
			return false;
	return true;
}

static str apart(struct cover *c, str name)
{
	for (size_t i = 0; i < name.n; i++)
		c->other[i] = name.p[i] == '_' && joins(name, i) ? ' ' : name.p[i];
	return (str){c->other, name.n};
}

static void cover_token(struct cover *c, str name, size_t from, size_t to)
{
	size_t upper = 0, lower = 0, digit = 0;

	for (size_t i = from; i < to; i++) {
		upper += name.p[i] >= 'A' && name.p[i] <= 'Z';
		lower += name.p[i] >= 'a' && name.p[i] <= 'z';
		digit += byte_is_digit(name.p[i]);
	}
	if (to - from >= TOKEN_LEAST && upper > 1 && lower > 1 && digit > 1)
		span_add(c, from, to, STR(MASK));
}

#define MAC_TEXT ((size_t)17)

static bool is_mac(str s)
{
	if (s.n < MAC_TEXT || (s.p[2] != ':' && s.p[2] != '-'))
		return false;
	for (size_t i = 0; i < MAC_TEXT; i++)
		if (i % 3 == 2 ? s.p[i] != s.p[2] : byte_hex(s.p[i]) < 0)
			return false;
	return true;
}

static void cover_tokens(struct cover *c, str name)
{
	size_t from = 0;

	for (size_t i = 0; i <= name.n; i++) {
		if (i < name.n && is_mac(str_from(name, i)))
			span_add(c, i, i + MAC_TEXT, STR(MASK));
		if (i < name.n && byte_is_alnum(name.p[i]))
			continue;
		cover_token(c, name, from, i);
		from = i + 1;
	}
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
	if (name.n <= NAME_MOST && str_find_byte(name, '_') < name.n)
		finder_value(c->finder, (str){0}, apart(c, name));
	cover_tokens(c, name);
	for (size_t i = 0; i < c->count; i++) {
		const struct span *s = &c->spans[i];

		must(s->from >= at && s->from + s->n <= name.n);
		buf_put(out, str_sub(name, at, s->from - at));
		buf_put(out, (str){s->text, s->text_n});
		at = s->from + s->n;
	}
	buf_put(out, str_from(name, at));
}
