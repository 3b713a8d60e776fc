/* How passwords and keys stand in real files: every form of test/detect/secrets.txt is found, whole, as one of its kinds, and nothing that only looks like
 * one. */
#include "base/must.h"
#include "detect/find.h"
#include "test/tap.h"

#define LIST "test/detect/secrets.txt"
#define TEXT_MOST 4096
#define MARKED_MOST 8

/* A case: its text without marks, and where the marks stood. */
struct form {
	str kinds;
	uint8_t text[TEXT_MOST];
	size_t n;
	size_t from[MARKED_MOST];
	size_t to[MARKED_MOST];
	bool found[MARKED_MOST];
	size_t count;
	bool wrong; /* something sure that nobody marked */
	buf told;
};

static bool is_kind(str kinds, enum kind k)
{
	str key = str_c(kind_infos[k].key);

	while (kinds.n) {
		str one = str_cut(&kinds, '|').head;

		if (str_eq(one, key) || str_eq(one, STR("*")) ||
		    (k == KIND_URL_PASSWORD && str_eq(one, STR("password"))))
			return true;
	}
	return false;
}

static void found(void *ctx, const struct find *f)
{
	struct form *c = ctx;
	size_t i = 0;

	if (kind_infos[f->kind].group != KIND_GROUP_SECRET)
		return;
	buf_printf(&c->told, "%s %u %llu+%u; ", kind_infos[f->kind].key, f->confidence, (unsigned long long)f->offset,
		   f->length);
	if (f->confidence < FIND_SURE)
		return;
	while (i < c->count && !(f->offset == c->from[i] && f->offset + f->length == c->to[i]))
		i++;
	if (i < c->count && is_kind(c->kinds, f->kind))
		c->found[i] = true;
	/* The key's name stands beside its secret. */
	else if (!c->count || !str_ends(str_c(kind_infos[f->kind].key), STR("-key")))
		c->wrong = true;
}

static void put(struct form *c, uint8_t byte)
{
	must(c->n < TEXT_MOST);
	c->text[c->n++] = byte;
}

static bool read_form(str line, struct form *c)
{
	str text = line;

	c->kinds = str_cut(&text, '\t').head;
	c->n = c->count = 0;
	c->wrong = false;
	buf_reset(&c->told);
	for (size_t i = 0; i < text.n; i++) {
		str rest = str_from(text, i);
		bool open = str_starts(rest, STR("⟦"));

		if (open || str_starts(rest, STR("⟧"))) {
			must(c->count < MARKED_MOST);
			c->found[c->count] = false;
			*(open ? &c->from[c->count] : &c->to[c->count++]) = c->n;
			i += sizeof("⟦") - 2;
		} else if (text.p[i] == '\\' && rest.n > 1 && str_find_byte(STR("nrt\\"), rest.p[1]) < 4) {
			i++;
			put(c, (uint8_t) "\n\r\t\\"[str_find_byte(STR("nrt\\"), rest.p[1])]);
		} else {
			put(c, text.p[i]);
		}
	}
	return c->n > 0;
}

static void judge(struct finder *f, str line, struct form *c)
{
	struct find_totals totals;

	if (!read_form(line, c))
		return;
	finder_begin(f, &(struct find_stream){0});
	finder_feed(f, (str){c->text, c->n});
	finder_end(f, &totals);
	bool right = !c->wrong && (c->count > 0) == !str_eq(c->kinds, STR("-"));

	for (size_t i = 0; i < c->count; i++)
		right = right && c->found[i];
	if (!ok(right, "%.*s", STR_ARG(line)))
		printf("# %.*s\n", STR_ARG(buf_str(&c->told)));
}

int main(void)
{
	static uint8_t space[262144];
	static struct form form;
	FILE *in = fopen(LIST, "r");
	size_t n = in ? fread(space, 1, sizeof space, in) : 0;
	struct finder_conf conf = {.possible = true, .found = found, .ctx = &form};
	struct finder *f = finder_new(&conf);
	str text = {space, n};

	must(f);
	buf_init(&form.told, TEXT_MOST);
	ok(n > 0 && n < sizeof space, LIST " is there");
	if (in)
		fclose(in);
	while (text.n) {
		str line = str_cut(&text, '\n').head;

		if (line.n && line.p[0] != '#')
			judge(f, line, &form);
	}
	buf_release(&form.told);
	finder_free(f);
	return tap_done();
}
