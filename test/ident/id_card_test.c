/* Identity numbers. Those made here have a region that no county ever had (…99) or a birth date before anyone who has one. */
#include "ident/id_card.h"
#include "base/date.h"
#include "test/tap.h"

static char made[19];

/* 17 digits with their check character. */
static str make(const char *digits17)
{
	bytes_copy(made, sizeof(made), str_c(digits17));
	made[17] = id_card_check((str){(const uint8_t *)made, 17});
	return (str){(const uint8_t *)made, 18};
}

static void test_judge(void)
{
	is_int(id_card_judge(make("44019919010203001")), ID_CARD_RESIDENT, "a made number");
	is_int(id_card_judge(STR("44019919010203001")), ID_CARD_NONE, "17 characters");
	is_int(id_card_judge(STR("")), ID_CARD_NONE, "nothing");
	is_int(id_card_judge(make("99019919010203001")), ID_CARD_NONE, "no province");
	is_int(id_card_judge(make("44019919011303001")), ID_CARD_NONE, "month 13");
	is_int(id_card_judge(make("44019919010229001")), ID_CARD_NONE, "29 February of a common year");
	is_int(id_card_judge(make("44019919040229001")), ID_CARD_RESIDENT, "of a leap year");
	is_int(id_card_judge(make("44019919000229001")), ID_CARD_NONE, "1900 was none");
	is_int(id_card_judge(make("44019918990101001")), ID_CARD_NONE, "born before all holders");
	is_int(id_card_judge(make("81000019010203001")), ID_CARD_PERMIT, "a residence permit");
	is_int(id_card_judge(make("81000119010203001")), ID_CARD_NONE, "whose region is whole");
	is_int(id_card_judge(make("94412419010203001")), ID_CARD_FOREIGNER, "a foreigner's");
	is_int(id_card_judge(STR("440199010203001")), ID_CARD_OLD, "15 digits");
	is_int(id_card_judge(STR("440199011303001")), ID_CARD_NONE, "15 digits, month 13");
	is_int(id_card_judge(STR("94412401020300X")), ID_CARD_NONE, "15 with a letter");
}

static void test_check(void)
{
	int wrong = 0;

	for (char c = '0'; c <= '9'; c++) {
		str s = make("44019919010203001");
		bool right = made[17] == c;

		made[17] = c;
		wrong += (id_card_judge(s) == ID_CARD_WRONG) == right;
	}
	is_int(wrong, 0, "every wrong check character is told apart");
	/* ISO 7064: remainder 2 asks X. */
	str s = make("44019919010203001");
	unsigned tries = 0;

	while (made[17] != 'X' && tries < 1000) {
		tries++;
		char digits[18] = "44019919010203000";

		digits[14] = (char)('0' + tries / 100);
		digits[15] = (char)('0' + tries / 10 % 10);
		digits[16] = (char)('0' + tries % 10);
		s = make(digits);
	}
	is_int(id_card_judge(s), ID_CARD_RESIDENT, "X");
	made[17] = 'x';
	is_int(id_card_judge(s), ID_CARD_RESIDENT, "small x");
	made[17] = 'Y';
	is_int(id_card_judge(s), ID_CARD_NONE, "Y is none");
	is_int(id_card_check(STR("4401991901020300")), 0, "16 digits have no check");
	is_int(id_card_check(STR("34052419800101001")), 'X', "the example of GB 11643 itself");
}

static void test_birth(void)
{
	int64_t day = 0;

	ok(id_card_birth(make("44019920130506001"), &day), "birth date");
	is_int(day, date_days((struct date_civil){2013, 5, 6}), "of 18 digits");
	is_int(id_card_age(day, date_days((struct date_civil){2027, 5, 5})), 13, "the day before the birthday");
	is_int(id_card_age(day, date_days((struct date_civil){2027, 5, 6})), 14, "on it");
	is_int(id_card_age(day, date_days((struct date_civil){2012, 5, 6})), -1, "before birth");
	ok(id_card_birth(STR("440199010203001"), &day), "15 digits");
	is_int(day, date_days((struct date_civil){1901, 2, 3}), "are of the 20th century");
	ok(!id_card_birth(STR("440199"), &day), "not a number");
	is_int(id_card_age(date_days((struct date_civil){2012, 2, 29}), date_days((struct date_civil){2026, 2, 28})),
	       13, "born on 29 February");
}

int main(void)
{
	test_judge();
	test_check();
	test_birth();
	return tap_done();
}
