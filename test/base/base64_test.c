/* base64: the vectors of RFC 4648 section 10, round trips, what is refused. */
#include "base/base64.h"

#include "test/tap.h"

int main(void)
{
	static const char *const vectors[][2] = {{"", ""},
						 {"f", "Zg=="},
						 {"fo", "Zm8="},
						 {"foo", "Zm9v"},
						 {"foob", "Zm9vYg=="},
						 {"fooba", "Zm9vYmE="},
						 {"foobar", "Zm9vYmFy"}};
	static const char *const bad[] = {
		"Z", "Zg=", "Zg", "Zh==", "Zm9=", "Z===", "====", "Zm 9v", "Zg==Zg==", "Zm9v\n"};
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		buf_reset(&b);
		base64_put(&b, str_c(vectors[i][0]));
		is_str(buf_str(&b), str_c(vectors[i][1]), "of '%s'", vectors[i][0]);
		buf_reset(&b);
		ok(base64_get(&b, str_c(vectors[i][1])), "'%s' is read", vectors[i][1]);
		is_str(buf_str(&b), str_c(vectors[i][0]), "back to '%s'", vectors[i][0]);
	}
	buf_reset(&b);
	buf_put_c(&b, "kept");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		ok(!base64_get(&b, str_c(bad[i])), "'%s' is refused", bad[i]);
		is_str(buf_str(&b), STR("kept"), "and nothing is written");
	}
	return tap_done();
}
