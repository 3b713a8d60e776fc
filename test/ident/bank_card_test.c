/* Card numbers. */
#include "ident/bank_card.h"
#include "ident/luhn.h"
#include "test/tap.h"

static char made[20];

/* Digits with their check digit. */
static str make(const char *digits)
{
	str s = str_c(digits);

	bytes_copy(made, sizeof(made), s);
	for (char c = '0'; c <= '9'; c++) {
		made[s.n] = c;
		if (luhn_valid((str){(const uint8_t *)made, s.n + 1}))
			break;
	}
	return (str){(const uint8_t *)made, s.n + 1};
}

int main(void)
{
	ok(luhn_valid(STR("79927398713")), "Luhn's own example");
	ok(!luhn_valid(STR("79927398710")), "wrong digit");
	ok(!luhn_valid(STR("0")), "one digit has no check");
	ok(!luhn_valid(STR("7992739871a")), "a letter");
	is_int(bank_card_judge(make("622848000000000123")), BANK_CARD_ISSUER, "19 digits of a known issuer");
	made[18] = (char)(made[18] == '9' ? '0' : made[18] + 1);
	is_int(bank_card_judge((str){(const uint8_t *)made, 19}), BANK_CARD_WRONG, "check digit wrong");
	is_int(bank_card_judge(make("433333333333331")), BANK_CARD_SCHEME, "a scheme's range");
	is_int(bank_card_judge(make("712345678901234")), BANK_CARD_NONE, "Luhn-valid, nobody's range");
	is_int(bank_card_judge(make("131234567890")), BANK_CARD_NONE, "13 digits");
	is_int(bank_card_judge(STR("")), BANK_CARD_NONE, "nothing");
	ok(bank_card_example(STR("4111111111111111")), "an example");
	return tap_done();
}
