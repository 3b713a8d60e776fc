/* answer: what a unit says of one question of a questionnaire (N4.1), and what is concluded from it. */
#pragma once

#include "base/i18n.h"

enum answer_value {
	ANSWER_CONFORMS,
	ANSWER_PARTLY,
	ANSWER_FAILS,
	ANSWER_NA,        /* does not apply to this unit; needs a reason */
	ANSWER_UNCHECKED, /* the unit has not looked; also what an empty answer means */
	ANSWER_VALUE_COUNT
};

/* "conforms", "partly", "fails", "na", "unchecked". */
const char *answer_key(enum answer_value v);
/* 符合 … ; English. */
struct text2 answer_words(enum answer_value v);
/* By key or by words of either language, blanks and case aside; false: none of them. */
[[nodiscard]] bool answer_parse(str s, enum answer_value *ret);
