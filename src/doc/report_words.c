/* report_words: what the report's forms share: severities, reasons. */
#include "base/i18n.h"
#include "base/must.h"
#include "doc/report_priv.h"

static const struct {
	const char *name;
	const char *words;
} levels[LEVEL_COUNT] = {
	[LEVEL_CRITICAL] = {"critical", N_("critical")}, [LEVEL_HIGH] = {"high", N_("high")},
	[LEVEL_MEDIUM] = {"medium", N_("medium")},       [LEVEL_LOW] = {"low", N_("low")},
	[LEVEL_NONE] = {"none", N_("not graded")},
};

enum report_level report_level(str severity)
{
	enum report_level l = 0;

	while (l < LEVEL_NONE && !str_eq(str_c(levels[l].name), severity))
		l++;
	return l;
}

const char *report_level_class(enum report_level l)
{
	must(l < LEVEL_COUNT);
	return levels[l].name;
}

const char *report_severity(enum lang lang, str severity)
{
	return i18n_text_in(lang, levels[report_level(severity)].words);
}

struct report_levels report_levels(const struct casefile *c)
{
	struct report_levels r = {0};

	for (size_t i = 0; i < c->problem_count; i++) {
		const struct casefile_problem *p = &c->problems[i];

		if (p->mark.n) {
			r.marked++;
			continue;
		}
		r.open++;
		r.by[report_level(p->severity)]++;
	}
	return r;
}

str report_reason(enum lang lang, str reason)
{
	char msg[512];

	/* Reasons are messages of ours with a NUL-less view; longer ones are no message. */
	if (reason.n >= sizeof(msg))
		return reason;
	bytes_copy(msg, sizeof(msg), reason);
	msg[reason.n] = 0;
	const char *words = i18n_text_in(lang, msg);

	return words == msg ? reason : str_c(words);
}

bool report_all_day(const struct scope_authorisation *a)
{
	return a->window_from == a->window_until || (a->window_from == 0 && a->window_until == 24 * 60);
}

bool report_blind(const struct casefile *c)
{
	return c->counts.by[VERDICT_PASS] == 0 && c->counts.by[VERDICT_FAIL] == 0;
}
