#include "flow/frame.h"

#define KEY_MOST ((size_t)600)
#define WHAT_MOST ((size_t)200)

enum frame_kind frame_kind_of(str frame, str *ret_body)
{
	if (frame.n == 0 || frame.p[0] >= FRAME_KIND_COUNT)
		return FRAME_KIND_COUNT;
	*ret_body = str_from(frame, 1);
	return (enum frame_kind)frame.p[0];
}

static void put_text(buf *b, str s, size_t most)
{
	s = str_sub(s, 0, most);
	buf_put_be(b, s.n, 2);
	buf_put(b, s);
}

static str take_text(cur *c, size_t most)
{
	uint16_t n = cur_u16(c);
	str s = cur_take(c, n);

	if (s.n > most)
		cur_fail(c);
	return s;
}

void frame_job_put(buf *b, const struct frame_job *j)
{
	buf_put_byte(b, FRAME_JOB);
	buf_put_be(b, (uint64_t)j->asset, 8);
	buf_put_be(b, j->collector, 2);
	put_text(b, j->key, KEY_MOST);
	put_text(b, j->object, KEY_MOST);
}

bool frame_job_take(str body, struct frame_job *ret)
{
	cur c = cur_of(body);

	ret->asset = (int64_t)cur_u64(&c);
	ret->collector = cur_u16(&c);
	ret->key = take_text(&c, KEY_MOST);
	ret->object = take_text(&c, KEY_MOST);
	return cur_done(&c);
}

void frame_result_put(buf *b, const struct frame_result *r)
{
	buf_put_byte(b, FRAME_RESULT);
	buf_put_be(b, (uint64_t)r->asset, 8);
	buf_put_be(b, r->collector, 2);
	buf_put_be(b, (uint64_t)r->began, 8);
	buf_put_be(b, (uint64_t)r->ended, 8);
	buf_put(b, r->batch);
}

bool frame_result_take(str body, struct frame_result *ret)
{
	cur c = cur_of(body);

	ret->asset = (int64_t)cur_u64(&c);
	ret->collector = cur_u16(&c);
	ret->began = (int64_t)cur_u64(&c);
	ret->ended = (int64_t)cur_u64(&c);
	ret->batch = cur_rest(&c);
	return cur_ok(&c);
}

void frame_journal_begin(buf *b)
{
	buf_put_byte(b, FRAME_JOURNAL);
}

void frame_entry_put(buf *b, const struct gate_entry *g)
{
	buf_put_be(b, (uint64_t)g->at, 8);
	buf_put_byte(b, (uint8_t)g->door);
	buf_put_byte(b, (uint8_t)g->transport);
	buf_put_byte(b, (uint8_t)g->act);
	buf_put_byte(b, (uint8_t)g->answer);
	buf_put(b, (str){g->ip.b, sizeof(g->ip.b)});
	buf_put_be(b, g->port, 2);
	buf_put_be(b, g->sent, 8);
	put_text(b, g->asset, KEY_MOST);
	put_text(b, g->name, 255);
	put_text(b, g->what, WHAT_MOST);
}

/* A byte below `count`, else bad. */
static uint8_t take_below(cur *c, uint8_t count)
{
	uint8_t v = cur_u8(c);

	if (v >= count)
		cur_fail(c);
	return v >= count ? 0 : v;
}

bool frame_entry_next(cur *c, struct gate_entry *ret)
{
	if (!cur_more(c))
		return false;
	*ret = (struct gate_entry){.at = (int64_t)cur_u64(c)};
	ret->door = (enum gate_door)take_below(c, GATE_DOOR_HOUSE + 1);
	ret->transport = (enum transport)take_below(c, TRANSPORT_COUNT);
	ret->act = (enum act)take_below(c, ACT_COUNT);
	ret->answer = (enum gate_answer)take_below(c, GATE_ANSWER_COUNT);
	str ip = cur_take(c, sizeof(ret->ip.b));

	bytes_copy(ret->ip.b, sizeof(ret->ip.b), ip);
	ret->port = cur_u16(c);
	ret->sent = cur_u64(c);
	ret->asset = take_text(c, KEY_MOST);
	ret->name = take_text(c, 255);
	ret->what = take_text(c, WHAT_MOST);
	return cur_ok(c);
}
