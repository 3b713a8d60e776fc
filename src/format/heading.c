#include "format/heading.h"

void heading_put_key(buf *b, str cell)
{
	size_t at = 0;
	unsigned depth = 0;

	while (at < cell.n) {
		uint32_t cp = str_utf8_next(cell, &at);

		if (cp == '(' || cp == 0xff08)
			depth++;
		else if (cp == ')' || cp == 0xff09)
			depth -= depth > 0;
		else if (depth || cp <= ' ' || cp == '/' || cp == '-' || cp == '_' || cp == '*' || cp == ':' ||
			 cp == 0xff1a || cp == 0x3000 || cp == 0xfeff || cp == 0x3001)
			continue;
		else
			buf_put_utf8(b, cp < 128 ? byte_lower((uint8_t)cp) : cp);
	}
}

void heading_set_init(struct heading_set *s, arena *mem, size_t columns, size_t most)
{
	*s = (struct heading_set){.keys = arena_new(mem, struct heading_key, most), .columns = columns, .mem = mem};
}

void heading_set_add(struct heading_set *s, const char *words, size_t column)
{
	AUTO(buf_release) buf key;

	buf_init(&key, 256);
	heading_put_key(&key, str_c(words));
	s->keys[s->n++] = (struct heading_key){arena_str(s->mem, buf_str(&key)), column};
}

void heading_set_of(struct heading_set *s, arena *mem, const char *const *const *heads, size_t columns)
{
	size_t n = 0;

	for (size_t c = 0; c < columns; c++)
		for (size_t i = 0; heads[c][i]; i++)
			n++;
	heading_set_init(s, mem, columns, n);
	for (size_t c = 0; c < columns; c++)
		for (size_t i = 0; heads[c][i]; i++)
			heading_set_add(s, heads[c][i], c);
}

/* The column that this heading names and that has no place yet; SIZE_MAX: none. */
static size_t column_of(const struct heading_set *s, str key, const size_t *place)
{
	for (size_t i = 0; key.n && i < s->n; i++)
		if (str_eq(s->keys[i].key, key) && place[s->keys[i].column] == SIZE_MAX)
			return s->keys[i].column;
	return SIZE_MAX;
}

void heading_set_place(const struct heading_set *s, const str *cells, size_t n, size_t *place)
{
	AUTO(buf_release) buf key;

	buf_init(&key, 256);
	for (size_t c = 0; c < s->columns; c++)
		place[c] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		buf_reset(&key);
		heading_put_key(&key, cells[i]);
		size_t c = column_of(s, buf_str(&key), place);

		if (c != SIZE_MAX)
			place[c] = i;
	}
}
