#include "format/items.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "format/layer.h"

#define NAMES_MOST ((size_t)4 << 20)
#define BLOCK ((size_t)65536)

void items_init(struct items *i)
{
	*i = (struct items){0};
	buf_init(&i->names, NAMES_MOST);
	buf_init(&i->kept, ITEMS_KEPT_MOST);
}

void items_release(struct items *i)
{
	free(i->items);
	buf_release(&i->names);
	buf_release(&i->kept);
	i->items = NULL;
	i->n = i->room = 0;
}

static struct item *add(struct items *i, str name)
{
	if (i->n == i->room) {
		size_t room = i->room ? 2 * i->room : 16;
		struct item *p = i->n < ITEMS_MOST ? realloc(i->items, room * sizeof(*p)) : NULL;

		if (!p) {
			i->full = true;
			return NULL;
		}
		i->items = p;
		i->room = room;
	}
	struct item *it = &i->items[i->n];

	*it = (struct item){.name_at = i->names.n, .name_n = name.n};
	buf_put(&i->names, name);
	if (buf_full(&i->names)) {
		i->full = true;
		return NULL;
	}
	i->n++;
	return it;
}

void items_add(struct items *i, str name, str bytes, enum item_coding coding)
{
	struct item *it = add(i, name);

	if (it) {
		it->bytes = bytes;
		it->coding = coding;
	}
}

void items_keep(struct items *i, str name, str bytes)
{
	if (bytes.n > i->kept.max - i->kept.n) {
		i->full = true;
		return;
	}
	struct item *it = add(i, name);

	if (it) {
		it->at = i->kept.n;
		it->is_kept = true;
		it->bytes = (str){NULL, bytes.n};
		buf_put(&i->kept, bytes);
	}
}

void items_add_unread(struct items *i, str name, const char *why)
{
	struct item *it = add(i, name);

	if (it)
		it->why = why;
}

/* ---- as a layer: the driver moves the items in ---- */

static bool items_next(struct layer *l)
{
	struct items_walk *w = l->state;

	if (w->at >= w->items.n) {
		if (w->items.full)
			layer_note(l, PIECE_CUT, N_("more files within it than are looked at"));
		return false;
	}
	const struct item *it = &w->items.items[w->at++];

	w->now = *it;
	if (it->is_kept)
		w->now.bytes = str_sub(buf_str(&w->items.kept), it->at, it->bytes.n);
	if (it->why)
		(void)layer_part_fail(l, PIECE_UNREADABLE, it->why);
	w->bits = w->bit_count = 0;
	l->name = str_sub(buf_str(&w->items.names), it->name_at, it->name_n);
	return true;
}

static int base64_digit(uint8_t c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+' || c == '-' ? 62
	       : c == '/' || c == '_' ? 63
				      : -1;
}

/* As mail programs read it: what is no digit is passed over, '=' ends. */
static str read_base64(struct items_walk *w)
{
	size_t n = 0, i = 0;

	for (; i < w->now.bytes.n && n < BLOCK; i++) {
		int d = base64_digit(w->now.bytes.p[i]);

		if (w->now.bytes.p[i] == '=') {
			w->bit_count = 0; /* a new group may follow: parts that were put one behind the other */
			continue;
		}
		if (d < 0)
			continue;
		w->bits = w->bits << 6 | (uint32_t)d;
		w->bit_count += 6;
		if (w->bit_count >= 8) {
			w->bit_count -= 8;
			w->out[n++] = (uint8_t)(w->bits >> w->bit_count);
		}
	}
	w->now.bytes = str_from(w->now.bytes, i);
	return (str){w->out, n};
}

/* RFC 2045 section 6.7. */
static str read_quoted(struct items_walk *w)
{
	str s = w->now.bytes;
	size_t n = 0, i = 0;

	while (i < s.n && n < BLOCK) {
		int high = i + 2 < s.n ? byte_hex(s.p[i + 1]) : -1;

		if (s.p[i] != '=') {
			w->out[n++] = s.p[i++];
		} else if (high >= 0 && byte_hex(s.p[i + 2]) >= 0) {
			w->out[n++] = (uint8_t)(high << 4 | byte_hex(s.p[i + 2]));
			i += 3;
		} else {
			/* A soft line end, with blanks before it. */
			size_t k = i + 1;

			while (k < s.n && (s.p[k] == ' ' || s.p[k] == '\t' || s.p[k] == '\r'))
				k++;
			if (k < s.n && s.p[k] != '\n')
				w->out[n++] = '=';
			i = k < s.n && s.p[k] != '\n' ? i + 1 : k + 1;
		}
	}
	w->now.bytes = str_from(s, i);
	return (str){w->out, n};
}

static str items_read(struct layer *l)
{
	struct items_walk *w = l->state;
	str s = w->now.bytes;

	switch (w->now.coding) {
	case ITEM_BASE64:
		return read_base64(w);
	case ITEM_QUOTED:
		return read_quoted(w);
	case ITEM_PLAIN:
	case ITEM_CODING_COUNT:
		break;
	}
	w->now.bytes = (str){0};
	return s;
}

static void items_close(struct layer *l)
{
	items_release(&((struct items_walk *)l->state)->items);
}

const struct layer_kind layer_items = {sizeof(struct items_walk), NULL, items_next, items_read, items_close};

void items_decode(str bytes, enum item_coding coding, buf *out)
{
	struct items_walk *w = calloc(1, sizeof(*w));

	if (!w)
		return;
	w->now.bytes = bytes;
	while (w->now.bytes.n && !buf_full(out)) {
		str s = coding == ITEM_BASE64 ? read_base64(w) : coding == ITEM_QUOTED ? read_quoted(w) : w->now.bytes;

		buf_put(out, s);
		if (coding == ITEM_PLAIN)
			break;
	}
	free(w);
}
