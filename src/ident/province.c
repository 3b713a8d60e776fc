#include "ident/province.h"

/* GB/T 2260 order. */
static const struct province provinces[] = {
	{11, STR_INIT("京"), STR_INIT("京")}, {12, STR_INIT("津"), STR_INIT("津")},
	{13, STR_INIT("冀"), STR_INIT("冀")}, {14, STR_INIT("晋"), STR_INIT("晋")},
	{15, STR_INIT("蒙"), STR_INIT("蒙")}, {21, STR_INIT("辽"), STR_INIT("辽")},
	{22, STR_INIT("吉"), STR_INIT("吉")}, {23, STR_INIT("黑"), STR_INIT("黑")},
	{31, STR_INIT("沪"), STR_INIT("沪")}, {32, STR_INIT("苏"), STR_INIT("苏")},
	{33, STR_INIT("浙"), STR_INIT("浙")}, {34, STR_INIT("皖"), STR_INIT("皖")},
	{35, STR_INIT("闽"), STR_INIT("闽")}, {36, STR_INIT("赣"), STR_INIT("赣")},
	{37, STR_INIT("鲁"), STR_INIT("鲁")}, {41, STR_INIT("豫"), STR_INIT("豫")},
	{42, STR_INIT("鄂"), STR_INIT("鄂")}, {43, STR_INIT("湘"), STR_INIT("湘")},
	{44, STR_INIT("粤"), STR_INIT("粤")}, {45, STR_INIT("桂"), STR_INIT("桂")},
	{46, STR_INIT("琼"), STR_INIT("琼")}, {50, STR_INIT("渝"), STR_INIT("渝")},
	{51, STR_INIT("蜀"), STR_INIT("川")}, {52, STR_INIT("黔"), STR_INIT("贵")},
	{53, STR_INIT("滇"), STR_INIT("云")}, {54, STR_INIT("藏"), STR_INIT("藏")},
	{61, STR_INIT("陕"), STR_INIT("陕")}, {62, STR_INIT("陇"), STR_INIT("甘")},
	{63, STR_INIT("青"), STR_INIT("青")}, {64, STR_INIT("宁"), STR_INIT("宁")},
	{65, STR_INIT("新"), STR_INIT("新")},
};

const struct province *province_of_sign(str sign)
{
	for (size_t i = 0; i < ARRAY_LEN(provinces); i++)
		if (str_eq(sign, provinces[i].filing) || str_eq(sign, provinces[i].common))
			return &provinces[i];
	return NULL;
}

const struct province *province_of_code(unsigned code)
{
	/* 1 + its place above. */
	static const uint8_t places[100] = {
		[11] = 1,  [12] = 2,  [13] = 3,  [14] = 4,  [15] = 5,  [21] = 6,  [22] = 7,  [23] = 8,
		[31] = 9,  [32] = 10, [33] = 11, [34] = 12, [35] = 13, [36] = 14, [37] = 15, [41] = 16,
		[42] = 17, [43] = 18, [44] = 19, [45] = 20, [46] = 21, [50] = 22, [51] = 23, [52] = 24,
		[53] = 25, [54] = 26, [61] = 27, [62] = 28, [63] = 29, [64] = 30, [65] = 31,
	};

	return code < ARRAY_LEN(places) && places[code] ? &provinces[places[code] - 1] : NULL;
}
