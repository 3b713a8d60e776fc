#include "detect/passage.h"

#include <stdlib.h>

#include "base/must.h"

/* Of the text around a hit that is shown. */
#define EXCERPT_BEFORE 60
#define EXCERPT_AFTER 160
/* Candidates of one ask: a paper that says its word more often says it in the first ten thousand. */
#define CANDIDATES_MOST 10000
/* Bytes of a character: a Chinese one. */
#define CHARACTER 3

/* ---- text without blanks ---- */

static bool is_blank(uint32_t cp)
{
	return cp <= ' ' || cp == 0xa0 || cp == 0x3000 || cp == 0xfeff || (cp >= 0x2000 && cp <= 0x200f) ||
	       cp == 0x202f || cp == 0x205f;
}

/* Kangxi radicals that some PDF makers give for the characters of the same shape. */
static uint32_t plain(uint32_t cp)
{
	static const struct {
		uint32_t radical;
		uint32_t plain;
	} radicals[] = {{0x2f00, 0x4e00}, {0x2f08, 0x4eba}, {0x2f0a, 0x5165}, {0x2f12, 0x529b}, {0x2f24, 0x5927},
			{0x2f29, 0x5c0f}, {0x2f2f, 0x5de5}, {0x2f40, 0x652f}, {0x2f42, 0x6587}, {0x2f45, 0x65b9},
			{0x2f47, 0x65e5}, {0x2f49, 0x6708}, {0x2f62, 0x751f}, {0x2f63, 0x7528}, {0x2f64, 0x7530},
			{0x2f6c, 0x76ee}, {0x2f83, 0x81ea}, {0x2f8f, 0x884c}, {0x2fa9, 0x91d1}, {0x2fb4, 0x9801}};

	if (cp >= 0xff01 && cp <= 0xff5e)
		return cp - 0xfee0;
	for (size_t i = 0; cp >= 0x2f00 && cp <= 0x2fd5 && i < ARRAY_LEN(radicals); i++) {
		if (radicals[i].radical == cp)
			return radicals[i].plain;
	}
	return cp;
}

static void put_bare(struct passage_text *t, arena *mem)
{
	size_t at = 0;

	t->places = arena_new(mem, uint32_t, t->text.n + 1);
	while (at < t->text.n) {
		size_t from = at, n = t->bare.n;
		uint32_t cp = plain(str_utf8_next(t->text, &at));

		/* A broken byte is not widened to three. */
		if (is_blank(cp) || cp == 0xfffd)
			continue;
		buf_put_utf8(&t->bare, cp);
		for (size_t i = n; i < t->bare.n; i++)
			t->places[i] = (uint32_t)from;
	}
	t->places[t->bare.n] = (uint32_t)t->text.n;
}

/* ---- dates ---- */

static int64_t days_of(int64_t y, unsigned m, unsigned d)
{
	static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y < 1990 || y > 2100 || m < 1 || m > 12 || d < 1 || d > lengths[m - 1] + (unsigned)(m == 2 && leap))
		return INT64_MIN;
	int64_t years = y - 1970, leaps = (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400 - 477;
	int64_t days = years * 365 + leaps;

	for (unsigned i = 1; i < m; i++)
		days += lengths[i - 1] + (i == 2 && leap);
	return days + (int64_t)d - 1;
}

/* One or two ASCII digits that stood together in the text given; 0: none. Advances *at. */
static unsigned take_number(const struct passage_text *t, size_t *at)
{
	str s = buf_str(&t->bare);
	unsigned v = 0;

	for (size_t i = 0; i < 2 && *at < s.n && byte_is_digit(s.p[*at]); i++) {
		if (i && t->places[*at] != t->places[*at - 1] + 1 && t->places[*at] != t->places[*at - 1] + CHARACTER)
			break;
		v = v * 10 + (unsigned)(s.p[(*at)++] - '0');
	}
	return v;
}

static bool take(str s, size_t *at, str word)
{
	if (!str_starts(str_from(s, *at), word))
		return false;
	*at += word.n;
	return true;
}

/* 〇 … 九 as 0 … 9; -1: none. */
static int chinese_digit(str s, size_t at)
{
	static const char *const digits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	str here = str_sub(s, at, CHARACTER);

	for (int i = 0; i < 10; i++) {
		if (str_eq(here, str_c(digits[i])))
			return i;
	}
	return str_eq(here, STR("零")) || str_eq(here, STR("○")) ? 0 : -1;
}

/* 十, 十一, 二十, 二十二 … or a digit; 0: none. */
static unsigned take_chinese(str s, size_t *at)
{
	int tens = chinese_digit(s, *at);
	unsigned v;

	if (tens > 0)
		*at += CHARACTER;
	if (!take(s, at, STR("十")))
		return tens > 0 ? (unsigned)tens : 0;
	v = tens > 0 ? (unsigned)tens * 10 : 10;
	int ones = chinese_digit(s, *at);

	if (ones > 0) {
		*at += CHARACTER;
		v += (unsigned)ones;
	}
	return v;
}

/* Month and day behind 年. */
static bool take_rest(const struct passage_text *t, size_t *at, int64_t year, struct passage_date *d)
{
	str s = buf_str(&t->bare);
	bool ascii = *at < s.n && byte_is_digit(s.p[*at]);
	unsigned month = ascii ? take_number(t, at) : take_chinese(s, at);

	if (!month || !take(s, at, STR("月")))
		return false;
	size_t behind = *at;
	unsigned day = ascii ? take_number(t, at) : take_chinese(s, at);

	d->whole = day && (take(s, at, STR("日")) || take(s, at, STR("号")));
	if (!d->whole)
		*at = behind;
	d->day = days_of(year, month, d->whole ? day : 1);
	return d->day != INT64_MIN;
}

/* 2026年11月22日, 2026-11-22, 2026/11/22, 2026.11.22. */
static bool date_ascii(const struct passage_text *t, size_t from, struct passage_date *d)
{
	str s = buf_str(&t->bare);
	size_t at = from + 4;
	int64_t year = 0;

	for (size_t i = from; i < at; i++) {
		if (i >= s.n || !byte_is_digit(s.p[i]))
			return false;
		year = year * 10 + (s.p[i] - '0');
	}
	if (take(s, &at, STR("年"))) {
		bool good = take_rest(t, &at, year, d);

		d->n = at - from;
		return good;
	}
	uint8_t sep = at < s.n ? s.p[at] : 0;

	if (sep != '-' && sep != '/' && sep != '.')
		return false;
	at++;
	unsigned month = take_number(t, &at);

	if (at >= s.n || s.p[at] != sep)
		return false;
	at++;
	unsigned day = take_number(t, &at);

	d->day = days_of(year, month, day);
	d->n = at - from;
	d->whole = true;
	return d->day != INT64_MIN;
}

/* 二〇二六年十一月二十二日. */
static bool date_chinese(const struct passage_text *t, size_t from, struct passage_date *d)
{
	str s = buf_str(&t->bare);
	size_t at = from;
	int64_t year = 0;

	for (size_t i = 0; i < 4; i++, at += CHARACTER) {
		int v = chinese_digit(s, at);

		if (v < 0)
			return false;
		year = year * 10 + v;
	}
	if (!take(s, &at, STR("年")) || !take_rest(t, &at, year, d))
		return false;
	d->n = at - from;
	return true;
}

static void find_dates(struct passage_text *t, arena *mem)
{
	str s = buf_str(&t->bare);

	t->dates = arena_new(mem, struct passage_date, PASSAGE_DATES_MOST);
	for (size_t i = 0; i < s.n && t->date_count < PASSAGE_DATES_MOST;) {
		struct passage_date d = {.at = i};
		/* A year begins with 19 or 20, or with 一 or 二. */
		bool ascii = (s.p[i] == '1' || s.p[i] == '2') && date_ascii(t, i, &d);
		bool found = ascii || (s.p[i] == 0xe4 && date_chinese(t, i, &d));

		if (found)
			t->dates[t->date_count++] = d;
		i += found ? d.n : 1;
	}
}

void passage_init(struct passage_text *t, str text, arena *mem)
{
	*t = (struct passage_text){.text = str_sub(text, 0, PASSAGE_TEXT_MOST)};
	buf_init(&t->bare, PASSAGE_TEXT_MOST + CHARACTER);
	put_bare(t, mem);
	find_dates(t, mem);
}

void passage_release(struct passage_text *t)
{
	buf_release(&t->bare);
}

/* The page (from 1) of a byte of the text. */
static size_t page_of(const struct passage_text *t, size_t at)
{
	size_t page = 1;

	for (size_t i = 0; i < at && i < t->text.n; i++)
		page += t->text.p[i] == '\f';
	return page;
}

/* ---- hits ---- */

/* Moves to the beginning of a character. */
static size_t at_character(str s, size_t at)
{
	while (at < s.n && at > 0 && (s.p[at] & 0xc0) == 0x80)
		at--;
	return at > s.n ? s.n : at;
}

static str excerpt_at(const struct passage_text *t, size_t at)
{
	size_t from = at_character(t->text, at > EXCERPT_BEFORE * CHARACTER ? at - EXCERPT_BEFORE * CHARACTER : 0);
	size_t until = at_character(t->text, at + EXCERPT_AFTER * CHARACTER);

	return str_trim(str_sub(t->text, from, until - from));
}

struct passage_hit passage_of_date(const struct passage_text *t, const struct passage_date *d)
{
	size_t at = t->places[d->at];

	return (struct passage_hit){.at = at, .page = page_of(t, at), .excerpt = excerpt_at(t, at), .day = d->day};
}

/* Where a word stands: walked once from front to back. */
struct walk {
	str word;
	size_t last; /* the latest place looked at that is not behind the window; SIZE_MAX: none */
	size_t next; /* the place behind it; text's length: none */
};

#define WALKS_MOST 256
struct search {
	const struct passage_text *t;
	const struct passage_ask *ask;
	struct walk any[WALKS_MOST];
	size_t any_count;
	struct walk near[PASSAGE_NEAR_MOST][WALKS_MOST];
	size_t near_count[PASSAGE_NEAR_MOST];
	size_t window; /* bytes */
	size_t date;   /* first date that may stand in the window */
};

static size_t find_from(str s, str word, size_t from)
{
	return from >= s.n ? s.n : from + str_find(str_from(s, from), word);
}

static size_t walks_init(str s, struct passage_words words, struct walk *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < words.count && n < WALKS_MOST; i++) {
		if (words.list[i].n)
			ret[n++] = (struct walk){words.list[i], SIZE_MAX, find_from(s, words.list[i], 0)};
	}
	return n;
}

/* Does one of the words stand within the window around `at`? */
static bool is_near(const struct search *q, struct walk *walks, size_t n, size_t at)
{
	str s = buf_str(&q->t->bare);
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		struct walk *w = &walks[i];

		while (w->next < s.n && w->next <= at + q->window) {
			w->last = w->next;
			w->next = find_from(s, w->word, w->next + 1);
		}
		found |= w->last != SIZE_MAX && w->last + q->window >= at;
	}
	return found;
}

/* The next place of any of the words, or the text's length. */
static size_t next_any(struct search *q)
{
	str s = buf_str(&q->t->bare);
	size_t best = s.n, which = 0;

	for (size_t i = 0; i < q->any_count; i++) {
		if (q->any[i].next < best) {
			best = q->any[i].next;
			which = i;
		}
	}
	if (best < s.n)
		q->any[which].next = find_from(s, q->any[which].word, best + q->any[which].word.n);
	return best;
}

static int64_t latest_date(struct search *q, size_t at)
{
	const struct passage_text *t = q->t;
	int64_t day = INT64_MIN;

	while (q->date < t->date_count && t->dates[q->date].at + q->window < at)
		q->date++;
	for (size_t i = q->date; i < t->date_count && t->dates[i].at <= at + q->window; i++) {
		if (t->dates[i].day <= q->ask->until && t->dates[i].day > day)
			day = t->dates[i].day;
	}
	return day;
}

/* Keeps the hit where there is room, or in place of one with an earlier date. */
static size_t keep(const struct search *q, struct passage_hit *hits, size_t n, size_t at, int64_t day)
{
	size_t place = q->t->places[at], worst = 0;

	for (size_t i = 1; i < n; i++)
		worst = hits[i].day < hits[worst].day ? i : worst;
	if (n == PASSAGE_HITS_MOST && hits[worst].day >= day)
		return n;
	if (n < PASSAGE_HITS_MOST)
		worst = n++;
	hits[worst] = (struct passage_hit){.at = place, .excerpt = excerpt_at(q->t, place), .day = day};
	return n;
}

static int by_date(const void *a, const void *b)
{
	const struct passage_hit *x = a, *y = b;

	if (x->day != y->day)
		return x->day > y->day ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

size_t passage_find(const struct passage_text *t, const struct passage_ask *ask,
		    struct passage_hit ret[static PASSAGE_HITS_MOST])
{
	str s = buf_str(&t->bare);
	struct search q = {.t = t, .ask = ask, .window = (size_t)ask->within * CHARACTER};
	size_t n = 0, at, behind = 0;

	must(ask->near_count <= PASSAGE_NEAR_MOST);
	q.any_count = walks_init(s, ask->any, q.any);
	for (size_t i = 0; i < ask->near_count; i++)
		q.near_count[i] = walks_init(s, ask->near[i], q.near[i]);
	for (size_t seen = 0; seen < CANDIDATES_MOST && (at = next_any(&q)) < s.n; seen++) {
		bool good = at >= behind;

		for (size_t i = 0; i < ask->near_count; i++)
			good &= is_near(&q, q.near[i], q.near_count[i], at);
		if (!good)
			continue;
		n = keep(&q, ret, n, at, ask->until == INT64_MIN ? INT64_MIN : latest_date(&q, at));
		/* The same sentence is one hit. */
		behind = at + 10 * CHARACTER;
	}
	for (size_t i = 0; i < n; i++)
		ret[i].page = page_of(t, ret[i].at);
	qsort(ret, n, sizeof(*ret), by_date);
	return n;
}

/* ---- places to sign ---- */

static const char *const labels[] = {"签字",   "签名",   "签发",   "签收",   "签到",   "盖章", "公章",   "批准人",
				     "审批人", "审核人", "编制人", "拟稿人", "负责人", "会签", "记录人", "检查人"};

static bool is_line(uint32_t cp)
{
	return cp == '_' || cp == 0xff3f || cp == '-' || cp == 0x2014 || cp == '/' || is_blank(cp);
}

/* What stands behind the label up to the next gap: anything but lines to write on, or the word for "stamp here"? */
static bool is_filled(str s)
{
	size_t at = 0, shown = 0, blanks = 0;

	while (at < s.n && shown < 40) {
		uint32_t cp = str_utf8_next(s, &at);

		if (cp == '\n' || cp == '\f' || (cp == '\t' && shown))
			break;
		blanks = is_blank(cp) ? blanks + 1 : 0;
		if (blanks > 2 && shown)
			break;
		/* 签字：    日期： */
		if (cp == 0x65e5 || cp == 0x5e74 || cp == '(' || cp == 0xff08)
			break;
		shown += !is_line(cp);
	}
	return shown > 0;
}

/* Is it a label: a colon, a cell's end or a bracket behind it? *ret_value: what follows. */
static bool is_label(str behind, str *ret_value)
{
	static const char *const links[] = {"人",     "栏",       "处",     "页", "表", "（盖章）",
					    "(盖章)", "（签字）", "(签字)", "）", ")"};
	bool linked = true;

	for (unsigned i = 0; i < 4 && linked; i++) {
		linked = false;
		for (size_t k = 0; k < ARRAY_LEN(links); k++) {
			if (!linked && str_starts(behind, str_c(links[k]))) {
				behind = str_from(behind, str_c(links[k]).n);
				linked = true;
			}
		}
	}
	while (behind.n && behind.p[0] == ' ')
		behind = str_from(behind, 1);
	*ret_value = str_starts(behind, STR("：")) ? str_from(behind, CHARACTER) : str_from(behind, behind.n > 0);
	return !behind.n || str_starts(behind, STR("：")) || behind.p[0] == ':' || behind.p[0] == '\t' ||
	       behind.p[0] == '\n';
}

static int by_place(const void *a, const void *b)
{
	const struct passage_sign *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

size_t passage_signs(const struct passage_text *t, struct passage_sign *ret, size_t most)
{
	size_t n = 0, page = 1, at = 0;

	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		str label = str_c(labels[i]), value;

		for (size_t from = 0; n < most; from += label.n) {
			from = find_from(t->text, label, from);
			if (from >= t->text.n)
				break;
			if (!is_label(str_sub(t->text, from + label.n, 256), &value))
				continue;
			ret[n++] = (struct passage_sign){
				.at = from, .label = label, .filled = is_filled(value), .excerpt = excerpt_at(t, from)};
		}
	}
	qsort(ret, n, sizeof(*ret), by_place);
	for (size_t i = 0; i < n; i++) {
		for (; at < ret[i].at; at++)
			page += t->text.p[at] == '\f';
		ret[i].page = page;
	}
	return n;
}
