/* report_words: what the report's forms share: severities, reasons. */
#include "base/i18n.h"
#include "base/date.h"
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

#define NUMBER "%llu" /* as a message has it where a reason has digits */

/* The reason's message: itself, or with `numbers` each run of digits as a conversion. False: too long for a message. */
static bool message_of(str reason, bool numbers, char *ret, size_t size)
{
	buf b = {.p = (uint8_t *)ret, .size = size, .max = size - 1};

	for (size_t i = 0; i < reason.n; i++) {
		bool digit = numbers && byte_is_digit(reason.p[i]);

		if (!digit)
			buf_put_byte(&b, reason.p[i]);
		else if (i == 0 || !byte_is_digit(reason.p[i - 1]))
			buf_put_c(&b, NUMBER);
	}
	ret[b.n] = 0;
	return !buf_full(&b);
}

/* The translation with the reason's numbers in the places of its conversions, in order. Not by printf: who can say what
 * else stands in a reason. */
static str with_numbers(buf *ret, str words, str reason)
{
	buf_reset(ret);
	while (words.n) {
		size_t at = str_find(words, STR(NUMBER));

		buf_put(ret, str_sub(words, 0, at));
		if (at == words.n)
			break;
		words = str_from(words, at + sizeof(NUMBER) - 1);
		while (reason.n && !byte_is_digit(reason.p[0]))
			reason = str_from(reason, 1);
		for (; reason.n && byte_is_digit(reason.p[0]); reason = str_from(reason, 1))
			buf_put_byte(ret, reason.p[0]);
	}
	return buf_str(ret);
}

str report_reason(enum lang lang, str reason, buf *room)
{
	char msg[512];

	if (!message_of(reason, false, msg, sizeof(msg)))
		return reason;
	const char *words = i18n_text_in(lang, msg);

	if (words != msg)
		return str_c(words);
	if (!message_of(reason, true, msg, sizeof(msg)))
		return reason;
	words = i18n_text_in(lang, msg);
	return words == msg ? reason : with_numbers(room, str_c(words), reason);
}

int64_t report_day(int64_t seconds)
{
	return (seconds + DATE_CHINA_MINUTES * 60) / 86400;
}

bool report_all_day(const struct scope_authorisation *a)
{
	return a->window_from == a->window_until || (a->window_from == 0 && a->window_until == 24 * 60);
}

bool report_blind(const struct casefile *c)
{
	return c->counts.by[VERDICT_PASS] == 0 && c->counts.by[VERDICT_FAIL] == 0;
}
