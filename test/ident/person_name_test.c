/* Names and addresses in text. The persons are made up. */
#include "ident/address.h"
#include "ident/person_name.h"
#include "test/tap.h"

static str name_of(str text)
{
	size_t n = 0;

	return person_name_read(text, &n) == PERSON_NAME_NONE ? STR("") : str_sub(text, 0, n);
}

static str address_of(str text, str within)
{
	struct address a;

	return address_around(text, str_find(text, within), &a) ? str_sub(text, a.from, a.n) : STR("");
}

int main(void)
{
	is_str(name_of(STR("李雷")), STR("李雷"), "two characters");
	is_str(name_of(STR("韩梅梅，")), STR("韩梅梅"), "three");
	is_str(name_of(STR("欧阳小兰电话")), STR("欧阳小兰"), "a compound surname before a word");
	is_str(name_of(STR("王小明先生")), STR("王小明"), "before a title");
	is_str(name_of(STR("王明的手机")), STR("王明"), "of two before a particle");
	is_str(name_of(STR("陈方安生")), STR("陈方安生"), "two surnames");
	is_str(name_of(STR("𠮷")), STR(""), "a rare character alone");
	is_str(name_of(STR("张䶮")), STR("张䶮"), "a rare given name");
	is_str(name_of(STR("王𠮷,")), STR("王𠮷"), "of four bytes");
	is_str(name_of(STR("阿卜杜拉·买买提")), STR("阿卜杜拉·买买提"), "with a dot");
	is_str(name_of(STR("歐陽小蘭")), STR("歐陽小蘭"), "traditional characters");
	is_str(name_of(STR("")), STR(""), "nothing");
	ok(person_name_is(STR("司马相如")) && !person_name_is(STR("公司名称")) && !person_name_is(STR("王")), "whole");
	ok(person_name_alone(STR("韩梅梅")) && person_name_alone(STR("李雷")) && !person_name_alone(STR("温州")) &&
		   !person_name_alone(STR("金融部")) && !person_name_alone(STR("高级版")) &&
		   !person_name_alone(STR("王")),
	   "without a word: no towns, no departments");
	ok(person_name_usual(STR("李雷")) && person_name_usual(STR("欧阳小兰")) &&
		   person_name_usual(STR("买买提·艾力")) && !person_name_usual(STR("华北")) &&
		   !person_name_usual(STR("金额")) && !person_name_usual(STR("严控")),
	   "a given name's character");
	ok(person_name_free(STR("逄立")) && !person_name_free(STR("方案")) && !person_name_free(STR("客服部")) &&
		   !person_name_free(STR("a")) && !person_name_free(STR("")),
	   "under a name: any surname");
	is_str(name_of(STR("阿卜杜拉·买买提已登记")), STR("阿卜杜拉·买买提"), "with a dot, before a word");
	is_str(address_of(STR("住北京市海淀区中关村大街1号，"), STR("大街")), STR("北京市海淀区中关村大街1号"),
	       "with a province");
	is_str(address_of(STR("地址深圳市南山区科苑南路8号3栋2单元501"), STR("路")),
	       STR("深圳市南山区科苑南路8号3栋2单元501"), "behind a label, a number at its end");
	is_str(address_of(STR("天河区体育西路103号"), STR("号")), STR("天河区体育西路103号"), "from its end");
	struct address a;

	ok(!address_around(STR("手机号"), 6, &a) || a.levels < 2, "no address");
	ok(!address_around(STR(""), 0, &a), "nothing");
	return tap_done();
}
