/* Canonical JSON: one form for one value. */
#include "base/json.h"

#include "test/tap.h"

int main(void)
{
	struct json_out o;
	buf b;

	buf_init(&b, 4096);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_bool(&o, "a", true);
	json_open(&o, "b", '[');
	json_int(&o, NULL, -7);
	json_str(&o, NULL, STR("\"\\\b\t\n\f\r\x01/\x7f 中"));
	json_open(&o, NULL, '{');
	json_close(&o, '}');
	json_close(&o, ']');
	json_hex(&o, "c", STR("\x00\xff"));
	json_raw(&o, "d", STR("{\"x\":1}"));
	json_close(&o, '}');
	/* What JSON.stringify gives for the same value. */
	is_str(buf_str(&b),
	       STR("{\"a\":true,\"b\":[-7,\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001/\x7f "
		   "中\",{}],\"c\":\"00ff\",\"d\":{\"x\":1}}"),
	       "one form");
	buf_release(&b);
	return tap_done();
}
