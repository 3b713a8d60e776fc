#include "model/deadline_unit.h"

const char *const deadline_unit_keys[DEADLINE_UNIT_COUNT + 1] = {"hours",  "days",  "working-days",
								 "months", "years", NULL};

bool deadline_unit_parse(str s, enum deadline_unit *ret)
{
	for (unsigned u = 0; u < DEADLINE_UNIT_COUNT; u++) {
		if (str_eq(s, str_c(deadline_unit_keys[u]))) {
			*ret = (enum deadline_unit)u;
			return true;
		}
	}
	return false;
}

const char *deadline_unit_key(enum deadline_unit u)
{
	return deadline_unit_keys[u];
}
