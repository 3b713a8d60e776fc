/* What stands around a find: nothing that may be a value is shown, what says something is. */
#include "detect/around.h"
#include "test/tap.h"

static const struct {
	const char *name, *text, *wanted;
} cases[] = {
	{"words of Chinese stay, a name among them does not", "用户刘子建 身份证号:", "用户* 身份证号:"},
	{"a name that no column told", "杨玉娜(String), ", "*(***), "},
	{"members and settings stay, what they hold does not",
	 "{\"userName\": \"zhangsan\", \"pwd\":\"Abc\", db.host=portal1",
	 "{\"userName\": \"***\", \"pwd\":\"***\", db.host=***"},
	{"names of elements and attributes", "<td class=\"wide1\">王小兰</td>", "<td class=\"***\">*</td>"},
	{"a password of a form that nobody thought of", "VPN 账号/口令：vpn01/PrwlLrldh$ ", "VPN 账号/口令：***/***$ "},
	{"base64 ends in a sign that is not a name's", "auth YWRtaW46c2VjcmV0cGFzcw== , cGFzcw=", "*** ***== , ***="},
	{"codes of six digits are covered, hours are not", "2024-11-02 10:03:59 code 839201",
	 "2024-11-02 10:03:59 *** ***"},
	{"addresses of devices and of networks, numbers in groups",
	 "1B:A9:90:35:61:24 2f-f8-2f-6e-88-eb 10.122.27.1 8888 1234 5678 v1.2.3", "*** *** *** *** ***.2.3"},
	{"control bytes become blanks", "a\x1b[31m\x01", "a [*** "},
	{"a cut character", "\xe5\xbc", "\xe5\xbc"},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(buf_release) buf out;

		buf_init(&out, 4096);
		around_put(&out, str_c(cases[i].text), 400);
		if (i + 1 < ARRAY_LEN(cases))
			is_str(buf_str(&out), str_c(cases[i].wanted), "%s", cases[i].name);
		else
			ok(out.n <= 3, "%s", cases[i].name);
	}
	return tap_done();
}
