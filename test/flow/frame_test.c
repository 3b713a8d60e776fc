#include "flow/frame.h"
#include "flow/plan.h"
#include "test/tap.h"

static void test_frames(void)
{
	buf b;
	str body = {0};
	struct frame_job j;
	struct frame_result r;
	struct gate_entry g;

	buf_init(&b, 1 << 16);
	frame_job_put(
		&b, &(struct frame_job){.asset = 7, .collector = 3, .key = STR("host:127.0.0.1"), .object = STR("o")});
	is_int(frame_kind_of(buf_str(&b), &body), FRAME_JOB, "job frame");
	ok(frame_job_take(body, &j) && j.asset == 7 && j.collector == 3, "job");
	is_str(j.key, STR("host:127.0.0.1"), "key");
	ok(!frame_job_take(str_sub(body, 0, body.n - 1), &j), "a cut job is refused");
	buf_reset(&b);
	frame_result_put(&b, &(struct frame_result){.asset = 9, .began = 5, .ended = 6, .batch = STR("xyz")});
	is_int(frame_kind_of(buf_str(&b), &body), FRAME_RESULT, "result frame");
	ok(frame_result_take(body, &r) && r.asset == 9 && r.ended == 6, "result");
	is_str(r.batch, STR("xyz"), "batch");
	buf_reset(&b);
	frame_journal_begin(&b);
	for (int i = 0; i < 2; i++)
		frame_entry_put(
			&b, &(struct gate_entry){.at = i, .port = 80, .answer = GATE_PORT_OUT, .what = STR("GET /")});
	is_int(frame_kind_of(buf_str(&b), &body), FRAME_JOURNAL, "journal frame");
	cur c = cur_of(body);

	ok(frame_entry_next(&c, &g) && frame_entry_next(&c, &g) && g.at == 1 && g.answer == GATE_PORT_OUT, "entries");
	ok(!frame_entry_next(&c, &g) && cur_done(&c), "and no more");
	for (size_t i = 0; i < body.n; i++) {
		b.p[1 + i] ^= 0xff;
		c = cur_of(body);
		while (frame_entry_next(&c, &g))
			;
		b.p[1 + i] ^= 0xff;
	}
	is_int(frame_kind_of((str){0}, &body), FRAME_KIND_COUNT, "an empty frame is nothing");
	buf_release(&b);
}

static void test_plan(void)
{
	struct scope_object object = {.id = STR_INIT("o1")};
	struct scope_ports port = {80, 80, TRANSPORT_TCP};
	struct scope_item items[3] = {{.kind = SCOPE_SITE, .key = STR_INIT("site:http://a.example:80")},
				      {.kind = SCOPE_NETWORK, .ports = &port, .port_count = 1},
				      {.kind = SCOPE_NETWORK}};
	struct scope s = {
		.objects = &object, .object_count = 1, .items = items, .item_count = 3, .unit.uscc = STR("U")};
	struct plan p;
	buf key, all;
	str id;

	ok(addr_range_parse(STR("127.0.2.254-127.0.3.1"), &items[1].range), "range");
	ok(addr_range_parse(STR("10.0.0.0/8"), &items[2].range), "a network without ports, which is not swept");
	buf_init(&key, 600);
	buf_init(&all, 6000);
	plan_init(&p, &s);
	while (plan_next(&p, &key, &id)) {
		buf_put(&all, buf_str(&key));
		buf_put_byte(&all, ' ');
	}
	is_str(buf_str(&all),
	       STR("unit:U site:http://a.example:80 host:127.0.2.254 host:127.0.2.255 host:127.0.3.0 host:127.0.3.1 "),
	       "unit first, then every item, networks address by address");
	buf_release(&key);
	buf_release(&all);
}

int main(void)
{
	test_frames();
	test_plan();
	return tap_done();
}
