/* Archives of plain headers and bytes: ar (also .deb; names of GNU and BSD), cpio (newc, odc: initramfs, backups, RPM's payload). */
#include "base/i18n.h"
#include "format/layer.h"

#define NAME_MOST ((size_t)4096)

static const char short_words[] = N_("the archive ends early");
static const char damaged_words[] = N_("damaged headers: parts of the archive were passed over");

struct ar {
	bool begun;
	uint64_t left; /* of the member */
	size_t padding;
	buf name;
};

static bool ar_open(struct layer *l)
{
	buf_init(&((struct ar *)l->state)->name, NAME_MOST);
	return true;
}

static void ar_close(struct layer *l)
{
	buf_release(&((struct ar *)l->state)->name);
}

/* Passes over what is left of the member before. */
static bool pass(struct layer *l, struct ar *a)
{
	bool passed = source_skip(l->in, a->left) && source_skip(l->in, a->padding);

	a->left = 0;
	a->padding = 0;
	return passed || layer_fail(l, PIECE_UNREADABLE, short_words);
}

static str ar_read(struct layer *l)
{
	struct ar *a = l->state;

	if (!a->left)
		return (str){0};
	str s = source_some(l->in);

	if (!s.n) {
		a->left = 0;
		(void)layer_fail(l, PIECE_UNREADABLE, short_words);
		return s;
	}
	s = str_sub(s, 0, a->left < s.n ? (size_t)a->left : s.n);
	source_used(l->in, s.n);
	a->left -= s.n;
	return s;
}

/* The next n bytes of the container as the member's name. False: it ended. */
static bool take_name(struct layer *l, struct ar *a, size_t n)
{
	str s = n < NAME_MOST ? source_peek(l->in, n) : (str){0};

	buf_reset(&a->name);
	if (s.n < n || n >= NAME_MOST)
		return false;
	buf_put(&a->name, str_sub(s, 0, str_find_byte(s, 0)));
	source_used(l->in, n);
	return true;
}

/* ---- ar: 60 bytes of text before each member, members at even places ---- */

static bool ar_next(struct layer *l)
{
	struct ar *a = l->state;
	uint64_t size, extra;

	if (!pass(l, a) || (!a->begun && !source_skip(l->in, 8)))
		return false;
	a->begun = true;
	for (;;) {
		str h = source_peek(l->in, 60);
		str name = str_trim(str_sub(h, 0, 16));

		if (!h.n)
			return false;
		if (h.n < 60 || !str_ends(h, STR("`\n")) ||
		    !str_to_u64(str_trim(str_sub(h, 48, 10)), UINT32_MAX * (uint64_t)16, &size))
			return layer_fail(l, PIECE_UNREADABLE, h.n < 60 ? short_words : damaged_words);
		bool list = str_eq(name, STR("/")) || str_eq(name, STR("//")) || str_eq(name, STR("/SYM64/"));
		bool behind = str_starts(name, STR("#1/")) && str_to_u64(str_from(name, 3), size, &extra);

		buf_reset(&a->name);
		buf_put(&a->name, str_ends(name, STR("/")) ? str_sub(name, 0, name.n - 1) : name);
		source_used(l->in, 60);
		a->padding = size & 1;
		a->left = size;
		if (behind && !take_name(l, a, (size_t)extra))
			return layer_fail(l, PIECE_UNREADABLE, damaged_words);
		a->left -= behind ? extra : 0;
		l->name = buf_str(&a->name);
		if (!list)
			return true;
		if (!pass(l, a))
			return false;
	}
}

/* ---- cpio ---- */

struct header {
	uint64_t size, name, mode;
	size_t align;
};

static bool field(str h, size_t at, size_t n, bool hex, uint64_t *ret)
{
	str s = str_sub(h, at, n);
	uint64_t v = 0;

	if (hex)
		return str_hex_to_u64(s, UINT32_MAX, ret);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '7')
			return false;
		v = v * 8 + (uint64_t)(s.p[i] - '0');
	}
	*ret = v;
	return s.n == n;
}

/* newc: fields of eight hexadecimal digits, names and members at places of four; odc: octal digits, no places. */
static bool take_header(struct layer *l, struct header *ret)
{
	bool odc = str_eq(source_peek(l->in, 6), STR("070707"));
	size_t n = odc ? 76 : 110;
	str h = source_peek(l->in, n);

	ret->align = odc ? 1 : 4;
	if (h.n < n || (!odc && !str_starts(h, STR("070701")) && !str_starts(h, STR("070702"))))
		return false;
	bool good = odc ? field(h, 18, 6, false, &ret->mode) && field(h, 59, 6, false, &ret->name) &&
				    field(h, 65, 11, false, &ret->size)
			: field(h, 14, 8, true, &ret->mode) && field(h, 94, 8, true, &ret->name) &&
				    field(h, 54, 8, true, &ret->size);

	source_used(l->in, n);
	return good && ret->name && ret->name < NAME_MOST;
}

static bool cpio_next(struct layer *l)
{
	struct ar *a = l->state;
	struct header h;

	for (;;) {
		if (!pass(l, a))
			return false;
		if (!source_some(l->in).n)
			return layer_fail(l, PIECE_UNREADABLE, short_words);
		if (!take_header(l, &h) || !take_name(l, a, (size_t)h.name))
			return layer_fail(l, PIECE_UNREADABLE, damaged_words);
		size_t gap = (h.align - (110 + (size_t)h.name) % h.align) % h.align;

		if (!source_skip(l->in, gap))
			return layer_fail(l, PIECE_UNREADABLE, short_words);
		a->left = h.size;
		a->padding = (h.align - (size_t)(h.size % h.align)) % h.align;
		l->name = buf_str(&a->name);
		if (str_eq(l->name, STR("TRAILER!!!")))
			return false;
		/* Files have a type of 8; folders, links and devices hold nothing to look at. */
		if ((h.mode >> 12 & 15) == 8 && h.size)
			return true;
	}
}

const struct layer_kind layer_ar = {sizeof(struct ar), ar_open, ar_next, ar_read, ar_close};
const struct layer_kind layer_cpio = {sizeof(struct ar), ar_open, cpio_next, ar_read, ar_close};
