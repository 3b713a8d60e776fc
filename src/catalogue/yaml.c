/* Reads libyaml's events into a tree, with a stack of its own: depth of the input never becomes depth of the program. */
#include "catalogue/yaml.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/buf.h"

#define BYTES_MOST ((size_t)16 << 20) /* a scope of 200,000 sites written out is about 10 MiB */
#define NODES_MOST 2000000u           /* 16 MiB of "[,,,]" would be gigabytes of nodes */
#define DEPTH_MOST 32                 /* nothing that people write here is deeper than 8 */
#define WORD_MOST 40                  /* longer words have no near neighbours */

struct reader {
	yaml_parser_t parser;
	yaml_event_t event;
	bool has_event;
	arena *mem;
	struct yaml_source src;
	size_t nodes;
	size_t depth;
	struct yaml_node *stack[DEPTH_MOST];
	struct yaml_node *last[DEPTH_MOST]; /* the latest child of each open node */
	str key[DEPTH_MOST];                /* the key that waits for its value */
	unsigned key_line[DEPTH_MOST];
	bool has_key[DEPTH_MOST];
	struct yaml_node *root;
};

static unsigned line_of(struct yaml_source src, unsigned line)
{
	return line + (src.first_line ? src.first_line - 1 : 0);
}

ATTR_PRINTF(4, 0)
static int err_at(err *e, str path, const char *place, const char *fmt, va_list ap)
{
	buf b;

	buf_init(&b, sizeof(e->text));
	buf_printf(&b, "%.*s:%s: ", STR_ARG(path), place);
	buf_vprintf(&b, fmt, ap);
	err_set(e, E_SYNTAX, "%s", buf_full(&b) ? _("malformed") : buf_c(&b));
	buf_release(&b);
	return E_SYNTAX;
}

int yaml_err(err *e, struct yaml_source src, const struct yaml_node *at, const char *fmt, ...)
{
	char place[16];
	va_list ap;

	snprintf(place, sizeof(place), "%u", line_of(src, at && at->line ? at->line : 1));
	va_start(ap, fmt);
	int rc = err_at(e, src.path, place, fmt, ap);

	va_end(ap);
	return rc;
}

ATTR_PRINTF(4, 5) static int mark_err(err *e, struct yaml_source src, yaml_mark_t mark, const char *fmt, ...)
{
	char place[32];
	va_list ap;

	snprintf(place, sizeof(place), "%u:%u", line_of(src, (unsigned)mark.line + 1), (unsigned)mark.column + 1);
	va_start(ap, fmt);
	int rc = err_at(e, src.path, place, fmt, ap);

	va_end(ap);
	return rc;
}

static int node_new(struct reader *r, enum yaml_kind kind, struct yaml_node **ret, err *e)
{
	if (++r->nodes > NODES_MOST || !arena_fits(r->mem, sizeof(struct yaml_node)))
		return mark_err(e, r->src, r->event.start_mark, _("too many values (at most %u)"), NODES_MOST);
	struct yaml_node *n = arena_new(r->mem, struct yaml_node, 1);

	n->kind = kind;
	n->line = (unsigned)r->event.start_mark.line + 1;
	n->column = (unsigned)r->event.start_mark.column + 1;
	*ret = n;
	return 0;
}

/* Hangs a finished or opening node under the open one. */
static int node_hang(struct reader *r, struct yaml_node *n, err *e)
{
	if (r->depth == 0) {
		r->root = n;
		return 0;
	}
	size_t at = r->depth - 1;
	struct yaml_node *up = r->stack[at];

	if (up->kind == YAML_MAP) {
		if (!r->has_key[at])
			return mark_err(e, r->src, r->event.start_mark, _("a key must be plain text"));
		n->key = r->key[at];
		n->key_line = r->key_line[at];
		r->has_key[at] = false;
	}
	if (r->last[at])
		r->last[at]->next = n;
	else
		up->child = n;
	r->last[at] = n;
	up->count++;
	return 0;
}

static int on_scalar(struct reader *r, err *e)
{
	str text = {r->event.data.scalar.value, r->event.data.scalar.length};

	if (str_find_byte(text, 0) < text.n)
		return mark_err(e, r->src, r->event.start_mark, _("holds a NUL character"));
	if (!arena_fits(r->mem, text.n))
		return mark_err(e, r->src, r->event.start_mark, _("too large"));
	text = arena_str(r->mem, text);
	size_t at = r->depth ? r->depth - 1 : 0;

	if (r->depth && r->stack[at]->kind == YAML_MAP && !r->has_key[at]) {
		if (text.n == 0)
			return mark_err(e, r->src, r->event.start_mark, _("an empty key"));
		r->key[at] = text;
		r->key_line[at] = (unsigned)r->event.start_mark.line + 1;
		r->has_key[at] = true;
		return 0;
	}
	struct yaml_node *n;

	TRY(node_new(r, YAML_SCALAR, &n, e));
	n->text = text;
	n->quoted = r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return node_hang(r, n, e);
}

static int on_open(struct reader *r, enum yaml_kind kind, err *e)
{
	struct yaml_node *n;

	if (r->depth == DEPTH_MOST)
		return mark_err(e, r->src, r->event.start_mark, _("nested deeper than %d levels"), DEPTH_MOST);
	TRY(node_new(r, kind, &n, e));
	TRY(node_hang(r, n, e));
	r->stack[r->depth] = n;
	r->last[r->depth] = NULL;
	r->has_key[r->depth] = false;
	r->depth++;
	return 0;
}

static int key_cmp(const void *a, const void *b)
{
	const struct yaml_node *x = *(const struct yaml_node *const *)a, *y = *(const struct yaml_node *const *)b;
	int c = str_cmp(x->key, y->key);

	return c ? c : (x->key_line > y->key_line) - (x->key_line < y->key_line);
}

/* Sorted, so that a map of a million keys costs no square. */
static int refuse_twins(struct reader *r, const struct yaml_node *map, err *e)
{
	if (map->count < 2)
		return 0;
	const struct yaml_node **all = calloc(map->count, sizeof(*all));
	const struct yaml_node *first = NULL, *twin = NULL;
	size_t n = 0;

	if (!all)
		return err_set(e, E_LIMIT, "%s", err_words(E_LIMIT));
	for (const struct yaml_node *c = map->child; c; c = c->next)
		all[n++] = c;
	qsort(all, n, sizeof(*all), key_cmp);
	for (size_t i = 1; i < n; i++) {
		if (str_eq(all[i - 1]->key, all[i]->key) && (!twin || all[i]->key_line < twin->key_line)) {
			first = all[i - 1];
			twin = all[i];
		}
	}
	free(all);
	if (!twin)
		return 0;
	struct yaml_node at = {.line = twin->key_line};

	return yaml_err(e, r->src, &at, _("\"%.*s\" stands here for the second time (first in line %u)"),
			STR_ARG(str_sub(twin->key, 0, WORD_MOST)), line_of(r->src, first->key_line));
}

static int refuse_tricks(struct reader *r, err *e)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (r->event.type) {
	case YAML_ALIAS_EVENT:
		return mark_err(e, r->src, r->event.start_mark, _("aliases (*name) are not taken here"));
	case YAML_SCALAR_EVENT:
		anchor = r->event.data.scalar.anchor;
		tag = r->event.data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = r->event.data.sequence_start.anchor;
		tag = r->event.data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = r->event.data.mapping_start.anchor;
		tag = r->event.data.mapping_start.tag;
		break;
	default:
		break;
	}
	if (anchor)
		return mark_err(e, r->src, r->event.start_mark, _("anchors (&name) are not taken here"));
	if (tag)
		return mark_err(e, r->src, r->event.start_mark, _("tags (!name) are not taken here"));
	return 0;
}

static int on_event(struct reader *r, err *e)
{
	TRY(refuse_tricks(r, e));
	switch (r->event.type) {
	case YAML_SCALAR_EVENT:
		return on_scalar(r, e);
	case YAML_SEQUENCE_START_EVENT:
		return on_open(r, YAML_LIST, e);
	case YAML_MAPPING_START_EVENT:
		return on_open(r, YAML_MAP, e);
	case YAML_MAPPING_END_EVENT:
		r->depth--;
		return refuse_twins(r, r->stack[r->depth], e);
	case YAML_SEQUENCE_END_EVENT:
		r->depth--;
		return 0;
	case YAML_DOCUMENT_START_EVENT:
		if (r->root)
			return mark_err(e, r->src, r->event.start_mark, _("more than one document"));
		return 0;
	default:
		return 0;
	}
}

static int read_all(struct reader *r, err *e)
{
	for (bool more = true; more;) {
		if (!yaml_parser_parse(&r->parser, &r->event))
			return mark_err(e, r->src, r->parser.problem_mark, "%s",
					r->parser.problem ? r->parser.problem : _("malformed"));
		r->has_event = true;
		more = r->event.type != YAML_STREAM_END_EVENT;
		TRY(on_event(r, e));
		yaml_event_delete(&r->event);
		r->has_event = false;
	}
	if (!r->root)
		return mark_err(e, r->src, (yaml_mark_t){0}, _("is empty"));
	return 0;
}

int yaml_parse(arena *mem, struct yaml_source src, str bytes, struct yaml_node **ret, err *e)
{
	struct reader r = {.mem = mem, .src = src};

	if (bytes.n > BYTES_MOST)
		return mark_err(e, src, (yaml_mark_t){0}, _("larger than %zu MiB"), BYTES_MOST >> 20);
	if (!str_is_utf8(bytes))
		return mark_err(e, src, (yaml_mark_t){0}, _("is not valid UTF-8 text"));
	/* Windows' editors put a byte order mark before UTF-8; libyaml takes it for a word. */
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	if (!yaml_parser_initialize(&r.parser))
		return err_set(e, E_LIMIT, "%s", err_words(E_LIMIT));
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, bytes.n ? bytes.p : (const uint8_t *)"", bytes.n);
	int rc = read_all(&r, e);

	if (r.has_event)
		yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	if (rc == 0)
		*ret = r.root;
	return rc;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml_node *c = map->child; c; c = c->next) {
		if (str_eq(c->key, str_c(key)))
			return c;
	}
	return NULL;
}

/* Levenshtein's distance, two rows; words are short. */
static size_t distance(str a, str b)
{
	size_t row[WORD_MOST + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t change = diagonal + (byte_lower(a.p[i - 1]) != byte_lower(b.p[j - 1]));
			size_t one = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			diagonal = row[j];
			row[j] = change < one ? change : one;
		}
	}
	return row[b.n];
}

const char *yaml_nearest(str word, const char *const *words)
{
	size_t best = word.n < 4 ? 2 : word.n / 2 + 1; /* farther is no likeness */
	const char *near = NULL;

	if (word.n > WORD_MOST)
		return NULL;
	for (; *words; words++) {
		str w = str_c(*words);
		size_t d = w.n > WORD_MOST ? WORD_MOST : distance(word, w);

		if (d < best) {
			best = d;
			near = *words;
		}
	}
	return near;
}

/* "a, b, c" */
static void put_words(buf *b, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		buf_printf(b, "%s%s", i ? ", " : "", words[i]);
}

static int err_word(err *e, struct yaml_source src, const struct yaml_node *at, const char *what, str word,
		    const char *const *words)
{
	const char *near = yaml_nearest(word, words);
	buf shown, all, like;

	buf_init(&shown, 300);
	buf_init(&all, 300);
	buf_init(&like, 100);
	buf_put_quoted(&shown, word, WORD_MOST);
	put_words(&all, words);
	if (near)
		buf_printf(&like, _("; did you mean \"%s\"?"), near);
	int rc = yaml_err(e, src, at, "%s %s%s (%s: %s)", what, buf_c(&shown), buf_c(&like), _("allowed"), buf_c(&all));

	buf_release(&shown);
	buf_release(&all);
	buf_release(&like);
	return rc;
}

int yaml_only(struct yaml_source src, const struct yaml_node *map, const char *const *keys, err *e)
{
	if (map->kind != YAML_MAP) {
		buf all;

		buf_init(&all, 300);
		put_words(&all, keys);
		int rc = yaml_err(e, src, map, _("must be a map of keys and values (allowed: %s)"), buf_c(&all));

		buf_release(&all);
		return rc;
	}
	for (const struct yaml_node *c = map->child; c; c = c->next) {
		size_t i = 0;

		while (keys[i] && !str_eq(c->key, str_c(keys[i])))
			i++;
		if (!keys[i]) {
			struct yaml_node at = {.line = c->key_line};

			return err_word(e, src, &at, _("unknown key"), c->key, keys);
		}
	}
	return 0;
}

/* The value as a scalar; *ret is NULL where there is none and none is needed. An empty plain value is none. */
static int get_scalar(struct yaml_source src, const struct yaml_node *map, const char *key, bool need,
		      const struct yaml_node **ret, err *e)
{
	const struct yaml_node *n = yaml_get(map, key);

	*ret = NULL;
	if (n && n->kind != YAML_SCALAR)
		return yaml_err(e, src, n, _("%s: must be one value, not a list or map"), key);
	if (n && !n->quoted && (n->text.n == 0 || str_eq(n->text, STR("~")))) {
		if (need)
			return yaml_err(e, src, n, _("%s: has no value"), key);
		return 0;
	}
	if (!n && need)
		return yaml_err(e, src, map, _("%s: is missing"), key);
	*ret = n;
	return 0;
}

int yaml_str(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, str *ret, err *e)
{
	const struct yaml_node *n;

	TRY(get_scalar(src, map, key, need, &n, e));
	if (n && need && n->text.n == 0)
		return yaml_err(e, src, n, _("%s: is empty"), key);
	if (n)
		*ret = n->text;
	return 0;
}

int yaml_int(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, int64_t least,
	     int64_t most, int64_t *ret, err *e)
{
	const struct yaml_node *n;
	uint64_t v = 0;

	TRY(get_scalar(src, map, key, need, &n, e));
	if (!n)
		return 0;
	bool minus = n->text.n && n->text.p[0] == '-';
	bool good = !n->quoted && str_to_u64(str_from(n->text, minus), INT64_MAX, &v);
	int64_t i = minus ? -(int64_t)v : (int64_t)v;

	if (!good || i < least || i > most)
		return yaml_err(e, src, n, _("%s: must be a whole number from %lld to %lld"), key, (long long)least,
				(long long)most);
	*ret = i;
	return 0;
}

int yaml_bool(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, bool *ret, err *e)
{
	static const char *const yes[] = {"true", "yes"}, *const no[] = {"false", "no"};
	const struct yaml_node *n;

	TRY(get_scalar(src, map, key, need, &n, e));
	if (!n)
		return 0;
	for (size_t i = 0; !n->quoted && i < ARRAY_LEN(yes); i++) {
		bool is = str_eq(n->text, str_c(yes[i]));

		if (is || str_eq(n->text, str_c(no[i]))) {
			*ret = is;
			return 0;
		}
	}
	return yaml_err(e, src, n, _("%s: must be true or false"), key);
}

int yaml_word(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, const char *const *words,
	      size_t *ret, err *e)
{
	const struct yaml_node *n;

	TRY(get_scalar(src, map, key, need, &n, e));
	if (!n)
		return 0;
	for (size_t i = 0; words[i]; i++) {
		if (str_eq(n->text, str_c(words[i]))) {
			*ret = i;
			return 0;
		}
	}
	buf what;

	buf_init(&what, 100);
	buf_printf(&what, _("%s: cannot be"), key);
	int rc = err_word(e, src, n, buf_c(&what), n->text, words);

	buf_release(&what);
	return rc;
}

int yaml_text2(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, struct text2 *ret,
	       err *e)
{
	static const char *const langs[] = {"zh", "en", NULL};
	const struct yaml_node *n = yaml_get(map, key);
	struct text2 t = {0};

	if (n && n->kind == YAML_MAP) {
		TRY(yaml_only(src, n, langs, e));
		TRY(yaml_str(src, n, "zh", false, &t.zh, e));
		TRY(yaml_str(src, n, "en", false, &t.en, e));
		if (need && t.zh.n == 0 && t.en.n == 0)
			return yaml_err(e, src, n, _("%s: is empty"), key);
		*ret = t;
		return 0;
	}
	str both = {0};

	TRY(yaml_str(src, map, key, need, &both, e));
	if (n)
		*ret = (struct text2){both, both};
	return 0;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar (Hinnant's days_from_civil). */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	int64_t era = y / 400, yoe = y - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

bool yaml_date_parse(str s, int64_t *ret)
{
	static const uint64_t long_months = 0x15aa; /* bits of 1 3 5 7 8 10 12 */
	uint64_t y, m, d;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !str_to_u64(str_sub(s, 0, 4), 9999, &y) ||
	    !str_to_u64(str_sub(s, 5, 2), 12, &m) || !str_to_u64(str_sub(s, 8, 2), 31, &d) || y < 1 || m < 1 || d < 1)
		return false;
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	uint64_t days = m == 2 ? 28u + leap : 30 + (long_months >> m & 1);

	if (d > days)
		return false;
	*ret = days_of((int64_t)y, (int64_t)m, (int64_t)d);
	return true;
}

int yaml_date(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, int64_t *ret, err *e)
{
	const struct yaml_node *n;

	TRY(get_scalar(src, map, key, need, &n, e));
	if (n && !yaml_date_parse(n->text, ret))
		return yaml_err(e, src, n, _("%s: must be a date like 2026-11-22"), key);
	return 0;
}
