/* tar: POSIX.1-1988 headers and what came before and after: ustar prefix, GNU long names and base-256 sizes, pax path and size. */
#include "base/i18n.h"
#include "format/layer.h"

#define BLOCK 512u
/* A pax header or long name that is read; longer ones are passed over. */
#define EXTRA_MOST ((size_t)65536)

struct tar {
	uint64_t left;    /* of the member's data */
	uint64_t padding; /* behind it */
	buf name;
	buf extra_path; /* by a pax header or long name, for the next member */
	uint64_t extra_size;
	bool has_extra_size;
	bool damaged;
};

struct header {
	str name;
	str prefix;
	uint64_t size;
	uint8_t type;
};

static bool tar_open(struct layer *l)
{
	struct tar *t = l->state;

	buf_init(&t->name, 2 * EXTRA_MOST);
	buf_init(&t->extra_path, EXTRA_MOST);
	return true;
}

static void tar_close(struct layer *l)
{
	struct tar *t = l->state;

	buf_release(&t->name);
	buf_release(&t->extra_path);
}

static str until_nul(str s)
{
	return str_sub(s, 0, str_find_byte(s, 0));
}

/* Octal with blanks and NULs around, or base 256 with the first bit set. */
static bool number(str s, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i = 0;

	if (s.p[0] & 0x80) {
		for (i = 4; i < s.n; i++)
			v = v << 8 | s.p[i];
		*ret = v;
		return s.p[0] == 0x80 && !(v >> 62);
	}
	while (i < s.n && (s.p[i] == ' '))
		i++;
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '7'; i++)
		v = v << 3 | (uint64_t)(s.p[i] - '0');
	*ret = v;
	return i == s.n || !s.p[i] || s.p[i] == ' ';
}

static bool is_zero(str b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i])
			return false;
	return true;
}

static bool read_header(str b, struct header *ret)
{
	uint64_t said, sum = 0, signed_sum = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		uint8_t c = i >= 148 && i < 156 ? ' ' : b.p[i];

		sum += c;
		signed_sum += (uint64_t)(int64_t)(int8_t)c;
	}
	*ret = (struct header){.name = until_nul(str_sub(b, 0, 100)), .type = b.p[156]};
	if (str_eq(str_sub(b, 257, 6), STR("ustar\0")))
		ret->prefix = until_nul(str_sub(b, 345, 155));
	return number(str_sub(b, 148, 8), &said) && (said == sum || said == signed_sum) &&
	       number(str_sub(b, 124, 12), &ret->size);
}

/* "27 path=some/name\n": the length counts itself. */
static void read_pax(struct tar *t, str s)
{
	while (s.n) {
		size_t blank = str_find_byte(s, ' ');
		uint64_t n;

		if (!str_to_u64(str_sub(s, 0, blank), s.n, &n) || n < blank + 2)
			return;
		str value = str_sub(s, blank + 1, (size_t)n - blank - 2);
		str key = str_cut(&value, '=').head;

		if (str_eq(key, STR("path"))) {
			buf_reset(&t->extra_path);
			buf_put(&t->extra_path, value);
		} else if (str_eq(key, STR("size"))) {
			t->has_extra_size = str_to_u64(value, (uint64_t)1 << 62, &t->extra_size);
		}
		s = str_from(s, (size_t)n);
	}
}

/* Data of a header that speaks of the next member. */
static bool read_extra(struct layer *l, struct tar *t, const struct header *h)
{
	uint64_t whole = (h->size + BLOCK - 1) & ~(uint64_t)(BLOCK - 1);

	if (h->size <= EXTRA_MOST) {
		str s = source_peek(l->in, (size_t)h->size);

		if (h->type == 'L') {
			buf_reset(&t->extra_path);
			buf_put(&t->extra_path, until_nul(s));
		} else if (h->type == 'x') {
			read_pax(t, s);
		}
	}
	return source_skip(l->in, whole) || layer_fail(l, PIECE_UNREADABLE, N_("the archive ends early"));
}

/* The next sound header; what is not one is passed over block by block. */
static bool find_header(struct layer *l, struct tar *t, struct header *ret)
{
	for (;;) {
		str b = source_peek(l->in, BLOCK);

		if (b.n < BLOCK) {
			if (b.n && !is_zero(b))
				layer_note(l, PIECE_UNREADABLE, N_("the archive ends early"));
			return false;
		}
		bool sound = read_header(b, ret);

		if (sound) {
			/* The views must live longer than the block. */
			buf_reset(&t->name);
			buf_put(&t->name, ret->prefix);
			if (ret->prefix.n)
				buf_put_byte(&t->name, '/');
			buf_put(&t->name, ret->name);
			source_used(l->in, BLOCK);
			return true;
		}
		if (!is_zero(b))
			layer_note(l, PIECE_UNREADABLE, N_("damaged headers: parts of the archive were passed over"));
		source_used(l->in, BLOCK);
	}
}

static void begin_member(struct layer *l, struct tar *t, const struct header *h)
{
	t->left = t->has_extra_size ? t->extra_size : h->size;
	t->padding = (BLOCK - t->left % BLOCK) % BLOCK;
	if (t->extra_path.n) {
		buf_reset(&t->name);
		buf_put(&t->name, buf_str(&t->extra_path));
	}
	buf_reset(&t->extra_path);
	t->has_extra_size = false;
	l->name = buf_str(&t->name);
}

static bool tar_next(struct layer *l)
{
	struct tar *t = l->state;
	struct header h;

	if (!source_skip(l->in, t->left) || !source_skip(l->in, t->padding))
		return layer_fail(l, PIECE_UNREADABLE, N_("the archive ends early"));
	t->left = t->padding = 0;
	while (find_header(l, t, &h)) {
		switch (h.type) {
		case 'x':
		case 'g':
		case 'L':
		case 'K':
			if (!read_extra(l, t, &h))
				return false;
			break;
		case '1': /* links have no data, whatever their size says; nor have devices and folders */
		case '2':
		case '3':
		case '4':
		case '5':
		case '6':
			buf_reset(&t->extra_path);
			t->has_extra_size = false;
			break;
		default:
			begin_member(l, t, &h);
			/* Old tars have a folder's name end with '/'. */
			if (!t->left && str_ends(l->name, STR("/")))
				break;
			return true;
		}
	}
	return false;
}

static str tar_read(struct layer *l)
{
	struct tar *t = l->state;

	if (!t->left)
		return (str){0};
	str s = source_some(l->in);

	if (!s.n) {
		t->left = t->padding = 0;
		(void)layer_fail(l, PIECE_UNREADABLE, N_("the archive ends early"));
		return s;
	}
	s = str_sub(s, 0, t->left < s.n ? (size_t)t->left : s.n);
	source_used(l->in, s.n);
	t->left -= s.n;
	return s;
}

const struct layer_kind layer_tar = {sizeof(struct tar), tar_open, tar_next, tar_read, tar_close};
