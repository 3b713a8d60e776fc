/* Ranges of mobile numbers. */
#include "ident/mobile.h"
#include "test/tap.h"

int main(void)
{
	is_int(mobile_judge(STR("13512345678")), MOBILE_PERSON, "135");
	is_int(mobile_judge(STR("19212345678")), MOBILE_PERSON, "192, broadcasting network");
	is_int(mobile_judge(STR("16212345678")), MOBILE_PERSON, "162, reseller");
	is_int(mobile_judge(STR("17112345678")), MOBILE_PERSON, "171, reseller");
	is_int(mobile_judge(STR("16712345678")), MOBILE_PERSON, "167");
	is_int(mobile_judge(STR("16012345678")), MOBILE_NONE, "160 was not given out");
	is_int(mobile_judge(STR("15412345678")), MOBILE_NONE, "154");
	is_int(mobile_judge(STR("19412345678")), MOBILE_NONE, "194");
	is_int(mobile_judge(STR("12012345678")), MOBILE_NONE, "120");
	is_int(mobile_judge(STR("14412345678")), MOBILE_THINGS, "144, machines");
	is_int(mobile_judge(STR("1064812345678")), MOBILE_THINGS, "10648 …");
	is_int(mobile_judge(STR("1351234567")), MOBILE_NONE, "ten digits");
	is_int(mobile_judge(STR("23512345678")), MOBILE_NONE, "not 1 in front");
	is_int(mobile_judge(STR("1351234567x")), MOBILE_NONE, "a letter");
	is_int(mobile_judge(STR("")), MOBILE_NONE, "nothing");
	ok(mobile_example(STR("13800138000")), "an operator's own number");
	ok(!mobile_example(STR("13800138009")), "another");
	return tap_done();
}
