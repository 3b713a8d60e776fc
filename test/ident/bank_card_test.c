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
	static const str examples[] = {
		STR_INIT("6222021234567890"), STR_INIT("6222020200112233445"), STR_INIT("4111111111111111"),
		STR_INIT("4242424242424242"), STR_INIT("5555555555554444"),    STR_INIT("5105105105105100"),
		STR_INIT("4012888888881881"), STR_INIT("378282246310005"),     STR_INIT("371449635398431"),
		STR_INIT("4000000000000002"), STR_INIT("6200000000000005"),    STR_INIT("3530111333300000"),
		STR_INIT("3566002020360505"), STR_INIT("5200828282828210"),    STR_INIT("6250947000000014"),
	};

	for (size_t i = 0; i < ARRAY_LEN(examples); i++)
		ok(bank_card_example(examples[i]), "%.*s is an example", STR_ARG(examples[i]));
	return tap_done();
}
