#include "os/channel.h"
#include "test/tap.h"

/* Sends every frame back, reversed in length order by doubling it. */
static int echo(void *ctx, struct channel *up)
{
	(void)ctx;
	for (;;) {
		err e;
		str frame;

		channel_wait(up, 1, -1);
		int open = channel_pump(up, &e);

		while (channel_next(up, &frame)) {
			if (str_eq(frame, STR("quit")))
				return 7;
			if (channel_queue(up, frame, &e) < 0)
				return 1;
		}
		if (open <= 0)
			return 0;
	}
}

static str take(struct channel *c)
{
	str frame = {0};

	while (!channel_next(c, &frame)) {
		channel_wait(c, 1, -1);
		if (channel_pump(c, NULL) <= 0 && !channel_next(c, &frame))
			return STR("closed");
		else if (frame.p)
			return frame;
	}
	return frame;
}

int main(void)
{
	struct channel c;
	err e;
	buf big;

	buf_init(&big, (size_t)4 << 20);
	for (int i = 0; i < 3 << 20; i++)
		buf_put_byte(&big, (uint8_t)(i * 7));
	ok(channel_fork(echo, NULL, &c, &e) == 0, "child");
	ok(channel_queue(&c, STR("one"), &e) == 0 && channel_queue(&c, (str){0}, &e) == 0 &&
		   channel_queue(&c, buf_str(&big), &e) == 0,
	   "three frames: short, empty, 3 MiB");
	is_str(take(&c), STR("one"), "short frame comes back");
	is_int(take(&c).n, 0, "empty frame comes back");
	ok(str_eq(take(&c), buf_str(&big)), "large frame comes back whole");
	ok(channel_queue(&c, STR("quit"), &e) == 0, "quit");
	is_str(take(&c), STR("closed"), "the end is seen");
	is_int(channel_end(&c, false), 7, "exit status");
	ok(channel_fork(echo, NULL, &c, &e) == 0, "another child");
	is_int(channel_end(&c, true), 128 + 9, "killed");
	buf_release(&big);
	return tap_done();
}
