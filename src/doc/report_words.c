#include "base/i18n.h"
#include "doc/report.h"

const char *report_severity(enum lang lang, str severity)
{
	static const struct {
		str name;
		const char *words;
	} table[] = {
		{STR_INIT("critical"), N_("critical")},
		{STR_INIT("high"), N_("high")},
		{STR_INIT("medium"), N_("medium")},
		{STR_INIT("low"), N_("low")},
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_eq(table[i].name, severity))
			return i18n_text_in(lang, table[i].words);
	return i18n_text_in(lang, N_("not graded"));
}
