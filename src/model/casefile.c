#include "model/casefile.h"

#include "base/must.h"

const char *verdict_name(enum verdict v)
{
	static const char *const names[VERDICT_COUNT] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_FAIL] = "fail",
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_NA] = "na",
	};

	must(v < VERDICT_COUNT);
	return names[v];
}
