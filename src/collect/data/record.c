#include "collect/data/record.h"

#include "base/cur.h"

#define LENGTH_BYTES 4
#define RECORD_MOST ((size_t)64 * 1024)

/* One description of every record for both directions. */
struct coder {
	buf *out; /* NULL: reading */
	cur in;
};

static void u64(struct coder *c, uint64_t *v)
{
	if (c->out)
		buf_put_le(c->out, *v, 8);
	else
		*v = cur_le64(&c->in);
}

static void u32(struct coder *c, uint32_t *v)
{
	if (c->out)
		buf_put_le(c->out, *v, 4);
	else
		*v = cur_le32(&c->in);
}

/* A number below `most`. */
static void small(struct coder *c, unsigned *v, unsigned most)
{
	if (c->out) {
		buf_put_le(c->out, *v, 2);
		return;
	}
	*v = cur_le16(&c->in);
	if (*v >= most) {
		*v = 0;
		cur_fail(&c->in);
	}
}

static void flag(struct coder *c, bool *v)
{
	unsigned n = *v;

	small(c, &n, 2);
	*v = n;
}

static void bytes(struct coder *c, str *s, size_t most)
{
	uint32_t n = (uint32_t)s->n;

	u32(c, &n);
	if (c->out) {
		buf_put(c->out, *s);
		return;
	}
	*s = cur_take(&c->in, n);
	if (s->n > most)
		cur_fail(&c->in);
}

static void text(struct coder *c, str *s, size_t most)
{
	if (c->out) {
		size_t at = c->out->n + LENGTH_BYTES;

		buf_put_le(c->out, 0, LENGTH_BYTES);
		buf_put_clean(c->out, *s, most);
		if (buf_full(c->out))
			return;
		for (size_t i = 0, n = c->out->n - at; i < LENGTH_BYTES; i++)
			c->out->p[at - LENGTH_BYTES + i] = (uint8_t)(n >> (8 * i));
		return;
	}
	bytes(c, s, most);
	if (!str_is_utf8(*s))
		cur_fail(&c->in);
}

static void code_places(struct coder *c, struct record *r)
{
	unsigned n = r->place_count;

	small(c, &n, RECORD_PLACES + 1);
	r->place_count = (uint8_t)n;
	for (unsigned i = 0; i < n; i++) {
		struct record_place *p = &r->places[i];

		u64(c, &p->offset);
		u64(c, &p->line);
		text(c, &p->masked, RECORD_MASKED_MOST);
		text(c, &p->context, RECORD_CONTEXT_MOST);
	}
}

static void code_find(struct coder *c, struct record *r)
{
	unsigned validity = r->validity, confidence = r->confidence;
	str print = {r->print, sizeof(r->print)};

	small(c, &validity, KIND_VALIDITY_COUNT);
	small(c, &confidence, 101);
	small(c, &r->why, 0x10000);
	u32(c, &r->length);
	if (c->out) {
		buf_put(c->out, print);
	} else {
		r->validity = (enum kind_validity)validity;
		r->confidence = (uint8_t)confidence;
		bytes_copy(r->print, sizeof(r->print), cur_take(&c->in, sizeof(r->print)));
	}
}

static void code_item(struct coder *c, struct record *r)
{
	u64(c, &r->sure);
	u64(c, &r->valid);
	u64(c, &r->possible);
	u64(c, &r->looks);
	flag(c, &r->certain);
	flag(c, &r->full);
	text(c, &r->form, 20);
	u64(c, &r->matching);
	u64(c, &r->distinct);
	u64(c, &r->under14);
	flag(c, &r->sampled);
	bytes(c, &r->prints, RECORD_PRINTS * 8);
	if (r->prints.n % 8)
		cur_fail(&c->in);
}

static void code_part(struct coder *c, struct record *r)
{
	text(c, &r->form, 20);
	text(c, &r->charset, 20);
	u64(c, &r->bytes);
	u64(c, &r->examined);
	flag(c, &r->whole);
	flag(c, &r->mute);
	text(c, &r->reason, RECORD_REASON_MOST);
	u64(c, &r->nuls);
	u64(c, &r->rows);
	text(c, &r->columns, RECORD_COLUMNS_MOST);
}

static void code(struct coder *c, struct record *r)
{
	unsigned what = r->what;

	u32(c, &r->file);
	if (r->kind == RECORD_NAME) {
		text(c, &r->path, RECORD_INNER_MOST);
		return;
	}
	if (r->kind == RECORD_FILE) {
		u64(c, &r->lines);
		flag(c, &r->crowded);
		return;
	}
	text(c, &r->inner, RECORD_INNER_MOST);
	if (r->kind == RECORD_PART) {
		code_part(c, r);
		return;
	}
	text(c, &r->name, RECORD_NAME_MOST);
	small(c, &what, KIND_COUNT);
	r->what = (enum kind)what;
	if (r->kind == RECORD_FIND)
		code_find(c, r);
	else
		code_item(c, r);
	code_places(c, r);
}

void record_put(buf *b, const struct record *r)
{
	struct coder c = {.out = b};
	size_t at = b->n;
	struct record copy = *r;

	buf_put_byte(b, (uint8_t)r->kind);
	buf_put_le(b, 0, LENGTH_BYTES);
	code(&c, &copy);
	if (buf_full(b))
		return;
	for (size_t i = 0, n = b->n - at - 1 - LENGTH_BYTES; i < LENGTH_BYTES; i++)
		b->p[at + 1 + i] = (uint8_t)(n >> (8 * i));
}

int record_next(str all, size_t *used, struct record *ret)
{
	cur c = cur_of(str_from(all, *used));
	struct coder coder = {0};

	if (c.n < 1 + LENGTH_BYTES)
		return 0;
	*ret = (struct record){.kind = (enum record_kind)cur_u8(&c)};
	size_t n = cur_le32(&c);

	if ((unsigned)ret->kind >= RECORD_KIND_COUNT || n > RECORD_MOST)
		return -1;
	if (c.n < n)
		return 0;
	coder.in = cur_sub(&c, n);
	code(&coder, ret);
	if (!cur_done(&coder.in) || (ret->kind == RECORD_FIND && ret->place_count != 1))
		return -1;
	*used += 1 + LENGTH_BYTES + n;
	return 1;
}
