/* report_text: what the terminal shows after an inspection. Hostile text is quoted (buf_put_quoted). */
#include <inttypes.h>

#include "base/date.h"
#include "base/map.h"
#include "base/width.h"
#include "doc/report_priv.h"

struct text {
	buf *b;
	struct report_text_style style;
	enum lang lang;
};

static const char *const colours[LEVEL_COUNT] = {
	[LEVEL_CRITICAL] = "\x1b[1;37;41m", [LEVEL_HIGH] = "\x1b[1;31m", [LEVEL_MEDIUM] = "\x1b[33m",
	[LEVEL_LOW] = "\x1b[36m",           [LEVEL_NONE] = "",
};

static void paint(struct text *w, const char *colour)
{
	if (w->style.colour)
		buf_put_c(w->b, colour);
}

/* A text made harmless, in at most `columns`. */
static void put_safe(struct text *w, str s, size_t columns)
{
	buf q;

	buf_init(&q, 65536);
	buf_put_quoted(&q, s, 4 * columns);
	/* Quotes within need no backslash: none stand around. */
	size_t to = 0;

	for (size_t at = 0; at < q.n; at++)
		if (q.p[at] != '\\' || at + 1 == q.n || q.p[at + 1] != '"')
			q.p[to++] = q.p[at];
	q.n = to;
	str inner = str_sub(buf_str(&q), 1, q.n - 2);
	str head = width_cut(inner, columns);

	if (head.n < inner.n)
		head = width_cut(inner, columns - 1);
	buf_put(w->b, head);
	if (head.n < inner.n)
		buf_put_c(w->b, "…");
	buf_release(&q);
}

#define NUMBERS 5
#define NUMBER_COLUMNS 9

static size_t name_columns(const struct text *w)
{
	size_t numbers = NUMBERS * NUMBER_COLUMNS;

	return w->style.columns > numbers + 20 ? w->style.columns - numbers : 20;
}

static void put_row(struct text *w, str id, str title, const uint64_t *numbers)
{
	size_t before = w->b->n;
	size_t columns = name_columns(w);
	char digits[24];

	put_safe(w, id, columns / 3);
	buf_put_c(w->b, id.n ? " " : "");
	size_t used = width_of(str_from(buf_str(w->b), before));

	put_safe(w, title, columns - used);
	used = width_of(str_from(buf_str(w->b), before));
	width_put_left(w->b, (str){0}, columns - used);
	for (size_t i = 0; i < NUMBERS; i++) {
		int n = snprintf(digits, sizeof(digits), "%" PRIu64, numbers[i]);

		if (i == 1 && numbers[i])
			paint(w, "\x1b[1;31m");
		width_put_right(w->b, str_sub(str_c(digits), 0, (size_t)n), NUMBER_COLUMNS);
		if (i == 1 && numbers[i])
			paint(w, "\x1b[0m");
	}
	buf_put_byte(w->b, '\n');
}

static void put_clauses(struct text *w, const struct casefile *c)
{
	const char *heads[] = {L_("Checks"), L_("Failed"), L_("Unknown"), L_("Passed"), L_("N/A")};
	uint64_t checks = 0;

	paint(w, "\x1b[1m");
	width_put_left(w->b, str_c(L_("Clause")), name_columns(w));
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		width_put_right(w->b, str_c(heads[i]), NUMBER_COLUMNS);
	paint(w, "\x1b[0m");
	buf_put_byte(w->b, '\n');
	for (size_t i = 0; i < c->clause_count; i++) {
		const struct casefile_clause *k = &c->clauses[i];
		const uint64_t *by = k->counts.by;

		checks += k->checks;
		put_row(w, k->id, text2_in(k->title, w->lang),
			(const uint64_t[]){k->checks, by[VERDICT_FAIL], by[VERDICT_UNKNOWN], by[VERDICT_PASS],
					   by[VERDICT_NA]});
	}
	put_row(w, (str){0}, str_c(L_("Total")),
		(const uint64_t[]){checks, c->counts.by[VERDICT_FAIL], c->counts.by[VERDICT_UNKNOWN],
				   c->counts.by[VERDICT_PASS], c->counts.by[VERDICT_NA]});
}

static void put_problem(struct text *w, const struct casefile_problem *p)
{
	enum report_level l = report_level(p->severity);

	paint(w, colours[l]);
	buf_put_byte(w->b, '[');
	buf_put_c(w->b, report_severity(w->lang, p->severity));
	buf_put_byte(w->b, ']');
	paint(w, "\x1b[0m");
	buf_put_byte(w->b, ' ');
	put_safe(w, p->id, 16);
	buf_put_byte(w->b, ' ');
	put_safe(w, p->check, 48);
	buf_put_c(w->b, "\n    ");
	put_safe(w, p->asset, w->style.columns - 4);
	buf_put_c(w->b, "\n    ");
	put_safe(w, text2_in(p->says, w->lang), w->style.columns - 4);
	buf_put_byte(w->b, '\n');
}

static void put_problems(struct text *w, const struct casefile *c)
{
	size_t shown = 0;
	uint64_t open = c->problems_left_out;

	for (size_t i = 0; i < c->problem_count; i++) {
		if (c->problems[i].mark.n)
			continue;
		open++;
		if (shown == w->style.problems)
			continue;
		if (shown++ == 0)
			buf_put_byte(w->b, '\n');
		put_problem(w, &c->problems[i]);
	}
	if (open > shown)
		buf_printf(w->b, L_("… and %llu more; the report has them.\n"), (unsigned long long)(open - shown));
}

#define REASONS_MOST 5     /* the report has all of them */
#define REASONS_KINDS 4096 /* reasons are messages of ours; more kinds are not counted apart */

/* The most frequent reason that is rarer than `than`, or as frequent and behind it; n 0 when there is none. */
struct reason {
	str words;
	uint64_t n;
};
static struct reason next_reason(const struct map *m, struct reason than)
{
	struct reason best = {0};
	struct reason r;
	size_t at = 0;

	while (map_next(m, &at, &r.words, &r.n)) {
		bool behind = r.n < than.n || (r.n == than.n && str_cmp(r.words, than.words) > 0);

		if (behind && (r.n > best.n || (r.n == best.n && str_cmp(r.words, best.words) < 0)))
			best = r;
	}
	return best;
}

static void put_unexamined(struct text *w, const struct casefile *c)
{
	struct reason r = {.n = UINT64_MAX};
	map reasons;
	buf room;

	if (!c->unexamined_count)
		return;
	buf_init(&room, REASON_MOST);
	map_init(&reasons, REASONS_KINDS, 0);
	for (size_t i = 0; i < c->unexamined_count; i++) {
		uint64_t *n = map_add(&reasons, c->unexamined[i].reason, NULL);

		if (n)
			*n += c->unexamined[i].count;
	}
	buf_printf(w->b, "\n%s\n", L_("Not examined, by reason:"));
	for (size_t i = 0; i < REASONS_MOST; i++) {
		r = next_reason(&reasons, r);
		if (r.n == 0)
			break;
		buf_printf(w->b, "%8" PRIu64 "  ", r.n);
		put_safe(w, report_reason(w->lang, r.words, &room), w->style.columns - 10);
		buf_put_byte(w->b, '\n');
	}
	if (reasons.n > REASONS_MOST)
		buf_printf(w->b, L_("… and %llu more; the report has them.\n"),
			   (unsigned long long)(reasons.n - REASONS_MOST));
	map_release(&reasons);
	buf_release(&room);
}

void report_text(buf *b, const struct casefile *c, struct report_text_style style)
{
	struct text text = {.b = b, .style = style, .lang = style.lang};
	struct text *w = &text;

	if (w->style.columns < 48)
		w->style.columns = 48;
	put_safe(w, c->scope->unit.name, w->style.columns - 24);
	if (c->demo)
		buf_printf(b, " [%s]", L_("SAMPLE"));
	buf_put_c(b, "  ");
	date_put_time(b, c->ended ? c->ended : c->began, DATE_CHINA_MINUTES);
	buf_put_c(b, "\n\n");
	put_clauses(w, c);
	put_problems(w, c);
	put_unexamined(w, c);
	if (!c->complete)
		buf_printf(b, "\n%s\n", L_("The inspection did not end: what is missing here may still be found."));
}
