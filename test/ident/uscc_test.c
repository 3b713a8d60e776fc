/* Check digits of 统一社会信用代码. */
#include "ident/uscc.h"
#include "test/tap.h"

static void test_valid(void)
{
	ok(uscc_valid(STR("9144030071526726XG")), "a published code");
	ok(uscc_valid(STR("91440300MA0000XY5L")), "a made-up code with a right check character");
	ok(!uscc_valid(STR("91440300MA0000XY5M")), "wrong check character");
	ok(!uscc_valid(STR("91440300MA0000XY5")), "too short");
	ok(!uscc_valid(STR("91440300MA0000XY5LL")), "too long");
	ok(!uscc_valid(STR("")), "empty");
	ok(!uscc_valid(STR("91440300mA0000XY5L")), "lower case");
	ok(!uscc_valid(STR("9144030OMA0000XY5L")), "letter O is not in the alphabet");
	ok(!uscc_valid(STR("91440300MI0000XY5L")), "nor is I");
}

/* Every single wrong character and every transposition of unlike neighbours is found (31 is prime). */
static void test_single_errors(void)
{
	static const char good[] = "91440300MA0000XY5L";
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	int missed = 0;

	for (size_t i = 0; i < 18; i++)
		for (size_t k = 0; k < 31; k++) {
			char c[18];

			bytes_copy(c, sizeof(c), (str){(const uint8_t *)good, 18});
			c[i] = alphabet[k];
			missed += uscc_valid((str){(const uint8_t *)c, 18}) != (good[i] == alphabet[k]);
		}
	is_int(missed, 0, "every wrong character is found");
	missed = 0;
	for (size_t i = 0; i + 1 < 18; i++) {
		char c[18];

		bytes_copy(c, sizeof(c), (str){(const uint8_t *)good, 18});
		c[i] = good[i + 1];
		c[i + 1] = good[i];
		missed += uscc_valid((str){(const uint8_t *)c, 18}) != (good[i] == good[i + 1]);
	}
	is_int(missed, 0, "every transposition of unlike neighbours is found");
}

static void test_normalise(void)
{
	char c[USCC_LENGTH + 1] = "untouched";

	ok(uscc_normalise(STR(" 91440300ma0000xy5l\n"), c), "blanks and lower case are forgiven");
	is_str(str_c(c), STR("91440300MA0000XY5L"), "and put right");
	ok(!uscc_normalise(STR("91440300ma0000xy5m"), c), "a wrong code is not");
	is_str(str_c(c), STR("91440300MA0000XY5L"), "and leaves the result alone");
}

int main(void)
{
	test_valid();
	test_single_errors();
	test_normalise();
	return tap_done();
}
