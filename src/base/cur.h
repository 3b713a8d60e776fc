/*
 * cur: a reading cursor over hostile bytes with a sticky error. A read past the end sets `bad` and gives zero; the
 * caller asks once at the end. Counts read from input never drive a loop: test cur_more() in the condition.
 * One read per full expression (the order of two is unspecified in C).
 */
#pragma once

#include "base/str.h"

typedef struct cur {
	const uint8_t *p;
	size_t n;
	bool bad;
} cur;

static inline cur cur_of(str s)
{
	return (cur){s.p, s.n, false};
}
static inline bool cur_ok(const cur *c)
{
	return !c->bad;
}
/* Sound, and bytes are left. */
static inline bool cur_more(const cur *c)
{
	return !c->bad && c->n > 0;
}
/* Sound, and everything was read. */
static inline bool cur_done(const cur *c)
{
	return !c->bad && c->n == 0;
}
static inline void cur_fail(cur *c)
{
	c->bad = true;
	c->n = 0;
}
/* The next n bytes as a view (borrowed); empty and bad when fewer are left. */
static inline str cur_take(cur *c, size_t n)
{
	if (c->bad || n > c->n) {
		cur_fail(c);
		return (str){0};
	}
	str s = {c->p, n};
	if (n)
		c->p += n;
	c->n -= n;
	return s;
}
static inline void cur_skip(cur *c, size_t n)
{
	(void)cur_take(c, n);
}
/* A child over the next n bytes; bad when fewer are left. */
static inline cur cur_sub(cur *c, size_t n)
{
	str s = cur_take(c, n);

	return (cur){s.p, s.n, c->bad};
}
static inline str cur_rest(const cur *c)
{
	return (str){c->p, c->n};
}
static inline uint8_t cur_peek(const cur *c)
{
	return c->n ? c->p[0] : 0;
}
static inline uint64_t cur_be(cur *c, size_t bytes)
{
	str s = cur_take(c, bytes);
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | s.p[i];
	return v;
}
static inline uint64_t cur_le(cur *c, size_t bytes)
{
	str s = cur_take(c, bytes);
	uint64_t v = 0;

	for (size_t i = s.n; i > 0; i--)
		v = v << 8 | s.p[i - 1];
	return v;
}
static inline uint8_t cur_u8(cur *c)
{
	return (uint8_t)cur_be(c, 1);
}
static inline uint16_t cur_u16(cur *c)
{
	return (uint16_t)cur_be(c, 2);
}
static inline uint32_t cur_u24(cur *c)
{
	return (uint32_t)cur_be(c, 3);
}
static inline uint32_t cur_u32(cur *c)
{
	return (uint32_t)cur_be(c, 4);
}
static inline uint64_t cur_u64(cur *c)
{
	return cur_be(c, 8);
}
static inline uint16_t cur_le16(cur *c)
{
	return (uint16_t)cur_le(c, 2);
}
static inline uint32_t cur_le32(cur *c)
{
	return (uint32_t)cur_le(c, 4);
}
static inline uint64_t cur_le64(cur *c)
{
	return cur_le(c, 8);
}
