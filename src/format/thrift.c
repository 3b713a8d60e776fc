#include "format/thrift.h"

#define DEPTH_MOST 32

static uint64_t varint(cur *in)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t b = cur_u8(in);

		v |= (uint64_t)(b & 127) << shift;
		if (b < 128)
			return v;
	}
	cur_fail(in);
	return 0;
}

static int64_t zigzag(cur *in)
{
	uint64_t v = varint(in);

	return (int64_t)(v >> 1 ^ (~(v & 1) + 1));
}

bool thrift_field(cur *in, int64_t *id, enum thrift_type *ret)
{
	uint8_t b = cur_u8(in);
	unsigned type = b & 15;

	if (!cur_ok(in) || type == THRIFT_STOP || type >= THRIFT_TYPE_COUNT) {
		if (type)
			cur_fail(in);
		return false;
	}
	*ret = (enum thrift_type)type;
	*id = b >> 4 ? *id + (b >> 4) : zigzag(in);
	return cur_ok(in) && *id >= 0 && *id < 32768;
}

int64_t thrift_int(cur *in, enum thrift_type t)
{
	if (t >= THRIFT_I16 && t <= THRIFT_I64)
		return zigzag(in);
	if (t == THRIFT_I8)
		return (int8_t)cur_u8(in);
	thrift_skip(in, t);
	return 0;
}

str thrift_bytes(cur *in, enum thrift_type t)
{
	if (t != THRIFT_BINARY) {
		thrift_skip(in, t);
		return (str){0};
	}
	uint64_t n = varint(in);

	if (n > in->n) {
		cur_fail(in);
		return (str){0};
	}
	return cur_take(in, (size_t)n);
}

static uint64_t list_head(cur *in, enum thrift_type *ret_of)
{
	uint8_t b = cur_u8(in);
	uint64_t n = b >> 4 == 15 ? varint(in) : b >> 4;

	*ret_of = (enum thrift_type)(b & 15);
	if (*ret_of == THRIFT_STOP || *ret_of >= THRIFT_TYPE_COUNT)
		cur_fail(in);
	/* Every element takes a byte. */
	if (n > in->n)
		cur_fail(in);
	return cur_ok(in) ? n : 0;
}

uint64_t thrift_list(cur *in, enum thrift_type t, enum thrift_type *ret_of)
{
	*ret_of = THRIFT_I8;
	if (t == THRIFT_LIST || t == THRIFT_SET)
		return list_head(in, ret_of);
	thrift_skip(in, t);
	return 0;
}

/* What is open while something is passed over. */
struct open {
	bool fields; /* a structure; else `left` elements, of two types in turn */
	uint64_t left;
	enum thrift_type of[2];
};

/* Begins what is nested, or takes what is not. False: deeper than is looked at. */
static bool enter(cur *in, enum thrift_type t, bool element, struct open *stack, size_t *depth)
{
	struct open o = {.fields = t == THRIFT_STRUCT};

	if ((t == THRIFT_TRUE || t == THRIFT_FALSE) && element)
		cur_skip(in, 1);
	if (t < THRIFT_DOUBLE && t != THRIFT_TRUE && t != THRIFT_FALSE)
		(void)thrift_int(in, t);
	if (t == THRIFT_DOUBLE)
		cur_skip(in, 8);
	if (t == THRIFT_BINARY)
		(void)thrift_bytes(in, t);
	if (t < THRIFT_LIST)
		return true;
	if (t == THRIFT_LIST || t == THRIFT_SET) {
		o.left = list_head(in, &o.of[0]);
		o.of[1] = o.of[0];
	} else if (t == THRIFT_MAP) {
		uint64_t pairs = varint(in);
		uint8_t types = pairs && pairs < in->n ? cur_u8(in) : 0;

		o.left = pairs > in->n ? 0 : 2 * pairs;
		o.of[0] = (enum thrift_type)(types >> 4);
		o.of[1] = (enum thrift_type)(types & 15);
	}
	if (*depth == DEPTH_MOST)
		return false;
	stack[(*depth)++] = o;
	return true;
}

void thrift_skip(cur *in, enum thrift_type t)
{
	struct open stack[DEPTH_MOST];
	size_t depth = 0;
	int64_t id = 0;
	bool good = enter(in, t, false, stack, &depth);

	while (good && depth && cur_ok(in)) {
		struct open *o = &stack[depth - 1];
		enum thrift_type next = THRIFT_STOP;

		if (o->fields) {
			id = 0;
			if (!thrift_field(in, &id, &next)) {
				depth--;
				continue;
			}
		} else if (!o->left || !cur_more(in)) {
			depth--;
			continue;
		} else {
			next = o->of[o->left-- % 2];
		}
		good = next != THRIFT_STOP && next < THRIFT_TYPE_COUNT && enter(in, next, !o->fields, stack, &depth);
	}
	if (!good)
		cur_fail(in);
}
