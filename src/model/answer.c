#include "model/answer.h"

#include "base/must.h"

static const struct {
	const char *key;
	const char *zh;
	const char *en;
} rows[ANSWER_VALUE_COUNT] = {
	[ANSWER_CONFORMS] = {"conforms", "符合", "conforms"},
	[ANSWER_PARTLY] = {"partly", "部分符合", "conforms partly"},
	[ANSWER_FAILS] = {"fails", "不符合", "does not conform"},
	[ANSWER_NA] = {"na", "不适用", "not applicable"},
	[ANSWER_UNCHECKED] = {"unchecked", "未检查", "not examined"},
};

const char *answer_key(enum answer_value v)
{
	must((unsigned)v < ANSWER_VALUE_COUNT);
	return rows[v].key;
}

struct text2 answer_words(enum answer_value v)
{
	must((unsigned)v < ANSWER_VALUE_COUNT);
	return (struct text2){.zh = str_c(rows[v].zh), .en = str_c(rows[v].en)};
}

bool answer_parse(str s, enum answer_value *ret)
{
	s = str_trim(s);
	for (unsigned i = 0; i < ANSWER_VALUE_COUNT; i++) {
		if (str_ieq(s, str_c(rows[i].key)) || str_eq(s, str_c(rows[i].zh)) || str_ieq(s, str_c(rows[i].en))) {
			*ret = (enum answer_value)i;
			return true;
		}
	}
	return false;
}
