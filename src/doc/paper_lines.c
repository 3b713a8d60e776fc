#include "doc/paper_lines.h"

#include "base/attr.h"

#define WORD_LONG(line) ((line) / 2) /* a Latin word longer than this may be torn */
#define PIECE_LONG(em) ((em)*8)      /* between its points, anywhere when the piece is longer than this */
#define SQUEEZE_INNER(em) ((em) / 4) /* of a punctuation mark within the line */
#define SQUEEZE_END(em) ((em) / 2)   /* of one at its end: the half without ink */
#define SQUEEZE_WORDS 16             /* a sixteenth of what the Latin words take */
#define SPREAD_MOST(em) ((em) / 10)  /* at each gap; a line that would need more stays short */
#define TITLE_SHAPED 240             /* characters; a longer title is broken as text is */
#define TITLE_LINES 12
#define TITLE_FULL(width) ((width) / 10 * 9) /* as long as a line of a title should be */

static bool in_list(uint32_t cp, const uint32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i] == cp)
			return true;
	}
	return false;
}

/* May not begin a line (GB/T 15834-2011, 5.1). */
static bool closes(uint32_t cp)
{
	static const uint32_t list[] = {
		U'、', U'。', U'，', U'．', U'：', U'；', U'？', U'！', U'）', U'］', U'｝', U'〕', U'〉', U'》',
		U'」', U'』', U'】', U'〗', U'’',  U'”',  U'·',  U'…',  U'～', U'％', U'‰',  U'℃',  U'°',  U'々',
		U'!',  U')',  U',',  U'.',  U':',  U';',  U'?',  U']',  U'}',  U'%',  U'’',  U'—',
	};

	return in_list(cp, list, ARRAY_LEN(list));
}

/* May not end a line. */
static bool opens(uint32_t cp)
{
	static const uint32_t list[] = {
		U'“',  U'‘',  U'（', U'［', U'｛', U'〔', U'〈', U'《', U'「',
		U'『', U'【', U'〖', U'￥', U'(',  U'[',  U'{',  U'№',
	};

	return in_list(cp, list, ARRAY_LEN(list));
}

static bool is_blank(uint32_t cp)
{
	return cp == ' ' || cp == 0x3000;
}

/* Part of a Latin word, a number, an address: what is not torn. */
static bool of_word(const struct paper_char *c, int32_t em)
{
	if (c->cp < 0x80)
		return c->cp > ' ';
	return c->cp < 0x2000 && c->width < em && !closes(c->cp) && !opens(c->cp);
}

/* A point within a long address after which it may be torn. */
static bool is_point(uint32_t cp)
{
	static const uint32_t list[] = {'/', '.', '_', '-', '&', '=', '?', ':', '@', ',', ';', '#', '%', '+', '|'};

	return in_list(cp, list, ARRAY_LEN(list));
}

bool paper_lines_may_break(uint32_t left, uint32_t right)
{
	if (closes(right) || opens(left) || is_blank(right))
		return false;
	return !(left == right && (left == U'—' || left == U'…'));
}

struct work {
	const struct paper_char *chars;
	size_t n;
	struct paper_measure m;
	bool *breaks; /* a line may end before this character */
	bool *word;
	int32_t *xs;
};

/* The characters [from, until) are one word that is too long: opens it at its points, and anywhere in a long piece. */
static void tear(struct work *w, size_t from, size_t until)
{
	size_t piece = from;

	for (size_t i = from; i < until; i++) {
		int32_t width = 0;
		bool point = is_point(w->chars[i].cp) && i + 1 < until && !is_point(w->chars[i + 1].cp);

		if (!point && i + 1 < until)
			continue;
		for (size_t k = piece; k <= i && width <= PIECE_LONG(w->m.em); k++)
			width += w->chars[k].width;
		for (size_t k = piece + 1; k <= i && width > PIECE_LONG(w->m.em); k++)
			w->breaks[k] = w->chars[k].width > 0;
		if (point)
			w->breaks[i + 1] = true;
		piece = i + 1;
	}
}

static void find_breaks(struct work *w)
{
	size_t start = 0;
	int32_t width = 0;

	for (size_t i = 0; i < w->n; i++) {
		w->word[i] = of_word(&w->chars[i], w->m.em);
		w->breaks[i] = i && w->chars[i].width > 0 && !(w->word[i] && w->word[i - 1]) &&
			       paper_lines_may_break(w->chars[i - 1].cp, w->chars[i].cp);
	}
	for (size_t i = 0; i <= w->n; i++) {
		if (i < w->n && w->word[i]) {
			start = width ? start : i;
			width += w->chars[i].width < INT32_MAX - width ? w->chars[i].width : 0;
			width += width == 0;
			continue;
		}
		if (width > WORD_LONG(w->m.rest))
			tear(w, start, i);
		width = 0;
	}
}

/* How much a punctuation mark gives; 0 for anything else. */
static int32_t gives(const struct work *w, size_t i, bool at_end)
{
	const struct paper_char *c = &w->chars[i];

	if (c->width < w->m.em || c->cp == U'…' || c->cp == U'—' || c->cp == U'·' || c->cp == U'々' || c->cp == U'℃' ||
	    c->cp == U'～' || c->cp == U'‰' || c->cp == U'％')
		return 0;
	if (closes(c->cp))
		return at_end && c->cp != U'？' && c->cp != U'！' ? SQUEEZE_END(w->m.em) : SQUEEZE_INNER(w->m.em);
	return opens(c->cp) ? SQUEEZE_INNER(w->m.em) : 0;
}

/* Sums of a line being tried. */
struct trial {
	int32_t width; /* of the characters */
	int32_t blank; /* of the blanks at their end */
	int32_t inner; /* what the marks within may give */
	int32_t words;
};

/* Where the line that begins at `from` ends. */
static size_t line_end(const struct work *w, size_t from, int32_t most)
{
	struct trial t = {0};
	size_t fits = 0, tight = 0, torn = from + 1;

	for (size_t i = from; i <= w->n; i++) {
		if (i > from && (i == w->n || w->breaks[i])) {
			int32_t width = t.width - t.blank;
			int32_t end = gives(w, i - 1, true);
			int32_t squeeze = t.inner - gives(w, i - 1, false) + end + t.words / SQUEEZE_WORDS;

			if (width <= most)
				fits = i;
			else if (!tight && width - squeeze <= most)
				tight = i;
		}
		if (i == w->n || t.width - t.blank - t.inner - w->m.em - t.words / SQUEEZE_WORDS > most)
			break;
		t.width += w->chars[i].width;
		t.blank = is_blank(w->chars[i].cp) ? t.blank + w->chars[i].width : 0;
		t.inner += gives(w, i, false);
		t.words += w->word[i] ? w->chars[i].width : 0;
		if (t.width - t.blank <= most)
			torn = i + 1;
	}
	/* One plain character more is not worth a squeeze; a mark or a word is. */
	if (tight && (!fits || tight - fits > 1))
		return tight;
	return fits ? fits : torn;
}

/* Takes `need` away: from the mark at the end, then the marks within, then the words. */
static void squeeze(const struct work *w, const struct paper_line *l, int32_t *widths, int32_t need)
{
	size_t last = l->until - 1;
	int32_t end = gives(w, last, true), inner = 0, words = 0, from_inner;

	end = end < need ? end : need;
	widths[last - l->from] -= end;
	need -= end;
	for (size_t i = l->from; i < last; i++) {
		inner += gives(w, i, false);
		words += w->word[i] ? w->chars[i].width : 0;
	}
	from_inner = need < inner ? need : inner;
	need -= from_inner;
	for (size_t i = l->from; i < last; i++) {
		int32_t g = gives(w, i, false);

		if (g)
			widths[i - l->from] -= (int32_t)((int64_t)g * from_inner / inner);
		if (need && words && w->word[i])
			widths[i - l->from] -= (int32_t)((int64_t)w->chars[i].width * need / words);
	}
}

/* Gives `slack` to the gaps beside full characters and blanks, when that does not tear the line apart. */
static void spread(const struct work *w, const struct paper_line *l, int32_t *widths, int32_t slack)
{
	int32_t gaps = 0, seen = 0;

	for (size_t i = l->from; i + 1 < l->until; i++)
		gaps += !(w->word[i] && w->word[i + 1]);
	if (!gaps || slack > gaps * SPREAD_MOST(w->m.em))
		return;
	for (size_t i = l->from; i + 1 < l->until; i++) {
		if (w->word[i] && w->word[i + 1])
			continue;
		widths[i - l->from] += (int32_t)((int64_t)slack * (seen + 1) / gaps - (int64_t)slack * seen / gaps);
		seen++;
	}
}

static void place(const struct work *w, struct paper_line *l, int32_t *widths, int32_t most, bool last)
{
	int32_t natural = 0, x = 0;

	while (l->until > l->from && is_blank(w->chars[l->until - 1].cp))
		l->until--;
	for (size_t i = l->from; i < l->until; i++)
		natural += widths[i - l->from] = w->chars[i].width;
	if (natural > most)
		squeeze(w, l, widths, natural - most);
	else if (!last)
		spread(w, l, widths, most - natural);
	for (size_t i = l->from; i < l->until; i++) {
		int32_t less = w->chars[i].width - widths[i - l->from];

		/* An opening mark has its ink on the right: it gives from the left. */
		w->xs[i] = x - (less > 0 && opens(w->chars[i].cp) ? less : 0);
		x += widths[i - l->from];
	}
	l->width = x;
}

static struct work work_of(arena *mem, const struct paper_char *chars, size_t n, struct paper_measure m)
{
	struct work w = {.chars = chars, .n = n, .m = m};

	w.breaks = arena_new(mem, bool, n + 1);
	w.word = arena_new(mem, bool, n + 1);
	find_breaks(&w);
	return w;
}

struct paper_lines paper_lines_break(arena *mem, const struct paper_char *chars, size_t n, struct paper_measure m,
				     int32_t *xs)
{
	struct work w = work_of(mem, chars, n, m);
	int32_t *widths = arena_new(mem, int32_t, n + 1);
	struct paper_lines ret = {arena_new(mem, struct paper_line, n + 1), 0};

	w.xs = xs;
	for (size_t from = 0; from < n || !ret.n;) {
		int32_t most = ret.n ? m.rest : m.first;
		size_t until = n ? line_end(&w, from, most) : 0;
		struct paper_line *l = &ret.list[ret.n++];

		*l = (struct paper_line){.from = from, .until = until};
		from = until;
		while (from < n && is_blank(chars[from].cp)) /* blanks at a line's end do not begin the next */
			from++;
		place(&w, l, widths, most, from >= n);
	}
	return ret;
}

/* How badly a title's line of this width fits its place, in squares of an em; and how badly it ends there. */
static int64_t title_cost(const struct work *w, int32_t width, int32_t want, size_t until)
{
	static const uint32_t good[] = {U'的', U'和', U'与', U'及', U'》', U'）', U'、', U' ', U'”'};
	int64_t off = (int64_t)(width - want) * 100 / (w->m.em ? w->m.em : 1);
	int64_t cost = off * off;

	if (until == w->n || in_list(w->chars[until - 1].cp, good, ARRAY_LEN(good)))
		return cost;
	return cost + (in_list(w->chars[until].cp, good, ARRAY_LEN(good)) ? 250000 : 10000);
}

struct shape {
	int64_t cost[TITLE_LINES + 1][TITLE_SHAPED + 1];
	uint16_t from[TITLE_LINES + 1][TITLE_SHAPED + 1];
	int32_t sum[TITLE_SHAPED + 1];
};

/* Longest line on top, each shorter than the one above it: 55 and 45 of 100 for two. */
static int32_t title_want(int32_t total, size_t lines, size_t i)
{
	int32_t mean = total / (int32_t)lines;
	int32_t step = mean / 5 / (int32_t)(lines > 1 ? lines - 1 : 1);

	return mean + mean / 10 - step * (int32_t)i;
}

static bool title_shape(const struct work *w, struct shape *s, size_t lines, int32_t width)
{
	for (size_t l = 0; l <= lines; l++) {
		for (size_t i = 0; i <= w->n; i++)
			s->cost[l][i] = l || i ? INT64_MAX : 0;
	}
	for (size_t l = 1; l <= lines; l++) {
		int32_t want = title_want(s->sum[w->n], lines, l - 1);

		for (size_t i = 1; i <= w->n; i++) {
			if (i < w->n && !w->breaks[i])
				continue;
			for (size_t k = i; k-- > 0 && s->sum[i] - s->sum[k] <= width;) {
				if (s->cost[l - 1][k] == INT64_MAX)
					continue;
				int64_t c = s->cost[l - 1][k] + title_cost(w, s->sum[i] - s->sum[k], want, i);

				if (c < s->cost[l][i]) {
					s->cost[l][i] = c;
					s->from[l][i] = (uint16_t)k;
				}
			}
		}
	}
	return s->cost[lines][w->n] != INT64_MAX;
}

struct paper_lines paper_lines_title(arena *mem, const struct paper_char *chars, size_t n, int32_t width, int32_t *xs)
{
	struct paper_measure m = {.em = 0, .first = width, .rest = width};
	int64_t total = 0;

	for (size_t i = 0; i < n; i++) {
		total += chars[i].width;
		m.em = chars[i].width > m.em ? chars[i].width : m.em;
	}
	if (total <= width || n > TITLE_SHAPED || total > (int64_t)TITLE_FULL(width) * TITLE_LINES)
		return paper_lines_break(mem, chars, n, m, xs);
	struct work w = work_of(mem, chars, n, m);
	struct shape *s = arena_new(mem, struct shape, 1);
	size_t lines = (size_t)((total + TITLE_FULL(width) - 1) / TITLE_FULL(width));
	int32_t *widths = arena_new(mem, int32_t, n);

	w.xs = xs;
	for (size_t i = 0; i < n; i++)
		s->sum[i + 1] = s->sum[i] + chars[i].width;
	while (lines <= TITLE_LINES && !title_shape(&w, s, lines, width))
		lines++;
	if (lines > TITLE_LINES)
		return paper_lines_break(mem, chars, n, m, xs);
	struct paper_lines ret = {arena_new(mem, struct paper_line, lines), lines};

	for (size_t l = lines, until = n; l; until = s->from[l][until], l--)
		ret.list[l - 1] = (struct paper_line){.from = s->from[l][until], .until = until};
	for (size_t l = 0; l < lines; l++)
		place(&w, &ret.list[l], widths, width, true);
	return ret;
}
