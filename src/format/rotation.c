#include "format/rotation.h"

#define DAY 24
/* No configuration means more. */
#define NUMBER_MOST 1000000

static str take_line(str *s)
{
	return str_trim(str_cut(s, '\n').head);
}

static str take_word(str *s)
{
	size_t n = 0;

	*s = str_trim(*s);
	while (n < s->n && !byte_is_space(s->p[n]) && s->p[n] != '=')
		n++;
	str word = str_sub(*s, 0, n);

	*s = str_from(*s, n);
	while (s->n && (byte_is_space(s->p[0]) || s->p[0] == '='))
		*s = str_from(*s, 1);
	return word;
}

static int64_t number(str s)
{
	uint64_t n;

	if (str_eq(s, STR("-1")))
		return ROTATION_ENDLESS;
	return str_to_u64(s, NUMBER_MOST, &n) ? (int64_t)n : ROTATION_UNSAID;
}

/* ---- logrotate ---- */

/* One line of settings. */
static void set(struct rotation_rules *r, str line)
{
	static const struct {
		const char *word;
		int64_t hours;
	} periods[] = {
		{"hourly", 1}, {"daily", DAY}, {"weekly", 7 * DAY}, {"monthly", 31 * DAY}, {"yearly", 366 * DAY},
	};
	str word = take_word(&line);
	str value = take_word(&line);

	for (size_t i = 0; i < ARRAY_LEN(periods); i++)
		if (str_eq(word, str_c(periods[i].word)))
			r->hours = periods[i].hours;
	if (str_eq(word, STR("rotate"))) {
		r->count = number(value);
	} else if (str_eq(word, STR("maxage"))) {
		r->age = number(value);
	} else if (str_eq(word, STR("size"))) {
		r->hours = ROTATION_UNSAID;
		r->sized = true;
	} else if (str_eq(word, STR("maxsize"))) {
		r->sized = true;
	}
}

static bool begins_script(str line)
{
	static const char *const words[] = {"postrotate", "prerotate", "firstaction", "lastaction", "preremove"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(line, str_c(words[i])))
			return true;
	return false;
}

/* Settings up to the bracket that ends the block. */
static void take_block(struct rotation_reader *r, struct rotation_rules *rules)
{
	bool script = false;

	while (r->rest.n) {
		str line = take_line(&r->rest);

		if (script)
			script = !str_eq(line, STR("endscript"));
		else if (str_starts(line, STR("}")))
			return;
		else if (begins_script(line))
			script = true;
		else
			set(rules, line);
	}
	r->cut = true;
}

static int64_t days_of(const struct rotation_rules *r)
{
	int64_t days = ROTATION_UNSAID;

	/* Whole turns of the old files, and of the one that is written to. */
	if (r->count >= 0 && r->hours > 0)
		days = ((r->count + 1) * r->hours + DAY - 1) / DAY;
	if (r->age > 0 && (days == ROTATION_UNSAID || r->age < days))
		days = r->age;
	return days;
}

static bool next_block(struct rotation_reader *r, struct rotation *ret)
{
	const uint8_t *from = NULL;

	while (r->rest.n) {
		const uint8_t *at = r->rest.p;
		str line = take_line(&r->rest);
		size_t open = str_find_byte(line, '{');
		bool path = line.n && (line.p[0] == '/' || line.p[0] == '"' || line.p[0] == '\'' || line.p[0] == '{');

		if (line.n && line.p[0] == '#')
			continue;
		if (!path && open == line.n) {
			set(&r->usual, line);
			continue;
		}
		/* Patterns may stand in several lines before the bracket. */
		from = from ? from : at;
		if (open == line.n)
			continue;
		*ret = (struct rotation){.logs = {from, (size_t)(line.p + open - from)}, .rules = r->usual};
		take_block(r, &ret->rules);
		ret->days = days_of(&ret->rules);
		return true;
	}
	return false;
}

/* ---- journald ---- */

/* A span: "1month", "2 weeks 3d", seconds where nothing is said. In hours, rounded up; 0: off. */
static int64_t span(str s)
{
	static const struct {
		const char *word;
		int64_t seconds;
	} units[] = {
		{"year", 31557600}, {"month", 2629800}, {"week", 604800}, {"day", 86400}, {"hour", 3600}, {"min", 60},
		{"y", 31557600},    {"M", 2629800},     {"w", 604800},    {"d", 86400},   {"h", 3600},    {"m", 60},
	};
	int64_t all = 0;

	while ((s = str_trim(s)).n && byte_is_digit(s.p[0])) {
		int64_t n = 0, unit = 1;
		size_t at = 0;

		for (; at < s.n && byte_is_digit(s.p[at]); at++)
			n = n < NUMBER_MOST * 100 ? n * 10 + (s.p[at] - '0') : n;
		s = str_trim(str_from(s, at));
		for (size_t i = 0; i < ARRAY_LEN(units); i++)
			if (str_starts(s, str_c(units[i].word))) {
				unit = units[i].seconds;
				break;
			}
		while (s.n && byte_is_alpha(s.p[0]))
			s = str_from(s, 1);
		all += n * unit / 3600;
		if (all > (int64_t)NUMBER_MOST * DAY)
			return (int64_t)NUMBER_MOST * DAY;
		all += n * unit % 3600 > 0;
	}
	return all;
}

static bool journal_rules(struct rotation_reader *r, struct rotation *ret)
{
	/* A share of the disc is its ceiling even where nothing is said. */
	*ret = (struct rotation){.logs = STR("/var/log/journal /run/log/journal"),
				 .rules = {ROTATION_UNSAID, ROTATION_UNSAID, ROTATION_UNSAID, true},
				 .days = ROTATION_UNSAID,
				 .journald = true};
	while (r->rest.n) {
		str line = take_line(&r->rest);
		str word = take_word(&line);
		int64_t hours = str_eq(word, STR("MaxRetentionSec")) ? span(line) : 0;

		if (hours > 0)
			ret->rules.age = ret->days = (hours + DAY - 1) / DAY;
	}
	return true;
}

void rotation_begin(struct rotation_reader *r, str text)
{
	*r = (struct rotation_reader){.rest = text,
				      .usual = {ROTATION_UNSAID, ROTATION_UNSAID, ROTATION_UNSAID, false},
				      .journald = str_has(text, STR("[Journal]"))};
}

bool rotation_next(struct rotation_reader *r, struct rotation *ret)
{
	if (r->done)
		return false;
	r->done = r->journald;
	return r->journald ? journal_rules(r, ret) : next_block(r, ret);
}

bool rotation_covers(const struct rotation *r, str folder)
{
	str rest = r->logs;

	while (folder.n > 1 && folder.p[folder.n - 1] == '/')
		folder.n--;
	while ((rest = str_trim(rest)).n) {
		size_t n = 0;

		if (rest.p[0] == '"' || rest.p[0] == '\'') {
			rest = str_from(rest, 1);
			continue;
		}
		while (n < rest.n && !byte_is_space(rest.p[n]) && rest.p[n] != '"' && rest.p[n] != '\'')
			n++;
		str path = str_sub(rest, 0, n);

		rest = str_from(rest, n);
		if (r->journald && str_starts(folder, path))
			return true;
		if (str_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/'))
			return true;
	}
	return false;
}
