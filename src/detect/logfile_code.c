/* The numbers of a file as bytes: from the caged reader to its parent, which takes none of them on trust. */
#include "detect/logfile.h"

/* A century from 1970 on, either way of what sane clocks say. */
#define TIME_LEAST (-(INT64_C(400) * 366 * 86400))
#define TIME_MOST (INT64_C(400) * 366 * 86400)

/* Every plain number of it, in one order for both ways. */
#define NUMBERS(X)                                                                                                     \
	X(bytes)                                                                                                       \
	X(lines)                                                                                                       \
	X(records)                                                                                                     \
	X(timed)                                                                                                       \
	X(zoned)                                                                                                       \
	X(looked)                                                                                                      \
	X(acts)                                                                                                        \
	X(nuls)                                                                                                        \
	X(longest)                                                                                                     \
	X(back_count)                                                                                                  \
	X(future)                                                                                                      \
	X(number_first)                                                                                                \
	X(number_last)                                                                                                 \
	X(number_missing)                                                                                              \
	X(number_resets)                                                                                               \
	X(hole)
#define TIMES(X)                                                                                                       \
	X(first)                                                                                                       \
	X(last)                                                                                                        \
	X(at_head)                                                                                                     \
	X(at_end)                                                                                                      \
	X(hole_from)                                                                                                   \
	X(hole_until)                                                                                                  \
	X(future_most)

static void put_time(buf *b, int64_t at)
{
	buf_put_be(b, (uint64_t)at, 8);
}

void logfile_put(buf *b, const struct logfile_sum *s)
{
	unsigned bits = (s->yearless ? 1u : 0) | (s->starts ? 2u : 0) | (s->stops ? 4u : 0) | (s->open_end ? 8u : 0) |
			(s->numbered ? 16u : 0);

	buf_put_be(b, s->form, 1);
	buf_put_be(b, bits, 1);
#define X(name) buf_put_be(b, s->name, 8);
	NUMBERS(X)
#undef X
#define X(name) put_time(b, s->name);
	TIMES(X)
#undef X
	for (size_t i = 0; i < LOGLINE_FIELD_COUNT; i++) {
		buf_put_be(b, s->fields[i], 8);
		buf_put_be(b, s->act_fields[i], 8);
	}
	for (size_t i = 0; i < LOGLINE_EVENT_COUNT; i++)
		buf_put_be(b, s->events[i], 8);
	buf_put_be(b, s->silence_count, 1);
	for (size_t i = 0; i < s->silence_count; i++) {
		put_time(b, s->silences[i].from);
		put_time(b, s->silences[i].until);
		buf_put_be(b, s->silences[i].told, 1);
	}
	buf_put_be(b, s->back_kept, 1);
	for (size_t i = 0; i < s->back_kept; i++) {
		put_time(b, s->backs[i].from);
		put_time(b, s->backs[i].until);
		buf_put_be(b, s->backs[i].line, 8);
	}
	for (size_t i = 0; i < LOGFILE_SLOTS; i++)
		buf_put_be(b, s->slots[i], 2);
}

static int64_t take_time(cur *c)
{
	int64_t at = (int64_t)cur_u64(c);

	if (at != LOGFILE_NONE && (at < TIME_LEAST || at > TIME_MOST))
		cur_fail(c);
	return at;
}

/* Counts stay where sums of them cannot overflow. */
static uint64_t take_count(cur *c)
{
	uint64_t n = cur_u64(c);

	if (n > UINT64_C(1) << 60)
		n = UINT64_C(1) << 60;
	return n;
}

static void take_lists(cur *c, struct logfile_sum *s)
{
	s->silence_count = cur_u8(c);
	if (s->silence_count > LOGFILE_SILENCES)
		cur_fail(c);
	for (size_t i = 0; cur_ok(c) && i < s->silence_count; i++) {
		s->silences[i].from = take_time(c);
		s->silences[i].until = take_time(c);
		s->silences[i].told = cur_u8(c) != 0;
		if (s->silences[i].from == LOGFILE_NONE || s->silences[i].until <= s->silences[i].from)
			cur_fail(c);
	}
	s->back_kept = cur_u8(c);
	if (s->back_kept > LOGFILE_BACKS)
		cur_fail(c);
	for (size_t i = 0; cur_ok(c) && i < s->back_kept; i++) {
		s->backs[i].from = take_time(c);
		s->backs[i].until = take_time(c);
		s->backs[i].line = take_count(c);
		if (s->backs[i].from == LOGFILE_NONE || s->backs[i].until == LOGFILE_NONE)
			cur_fail(c);
	}
	for (size_t i = 0; i < LOGFILE_SLOTS; i++)
		s->slots[i] = cur_u16(c);
}

bool logfile_take(cur *c, struct logfile_sum *ret)
{
	struct logfile_sum *s = ret;
	unsigned form = cur_u8(c);
	unsigned bits = cur_u8(c);

	*s = (struct logfile_sum){.form = form < LOGLINE_FORM_COUNT ? (enum logline_form)form : LOGLINE_OTHER};
	s->yearless = bits & 1;
	s->starts = bits >> 1 & 1;
	s->stops = bits >> 2 & 1;
	s->open_end = bits >> 3 & 1;
	s->numbered = bits >> 4 & 1;
#define X(name) s->name = take_count(c);
	NUMBERS(X)
#undef X
#define X(name) s->name = take_time(c);
	TIMES(X)
#undef X
	for (size_t i = 0; i < LOGLINE_FIELD_COUNT; i++) {
		s->fields[i] = take_count(c);
		s->act_fields[i] = take_count(c);
	}
	for (size_t i = 0; i < LOGLINE_EVENT_COUNT; i++)
		s->events[i] = take_count(c);
	take_lists(c, s);
	if ((s->first == LOGFILE_NONE) != (s->last == LOGFILE_NONE) || s->first > s->last)
		cur_fail(c);
	return cur_ok(c);
}
