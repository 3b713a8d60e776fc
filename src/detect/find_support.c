/* Records: what a line has of a person beside a value. */
#include "detect/find_priv.h"
#include "detect/word.h"
#include "ident/person_name.h"

#define NEAR_MOST ((size_t)240) /* bytes: farther off it is another record */
#define NEAR_PLACES ((size_t)10)
#define LEAST 40 /* confidence by itself */
#define POINTS 25

/* What tells that a record is a person's. */
static bool tells(const struct find_place *p)
{
	if (p->dropped || p->confidence < FIND_SURE || p->hit.validity == KIND_LOOKS)
		return false;
	switch (p->hit.kind) {
	case KIND_ID18:
	case KIND_RESIDENCE_PERMIT:
	case KIND_FOREIGNER_CARD:
	case KIND_BANK_CARD:
	case KIND_MOBILE:
	case KIND_NAME:
	case KIND_ADDRESS:
	case KIND_EMAIL:
	case KIND_HK_ID:
	case KIND_TAIWAN_ID:
	case KIND_PASSPORT:
		return true;
	default:
		return false;
	}
}

/* Kinds of which enough has the form that one other value of a person proves little: eleven digits, a scheme's card. */
static unsigned needed(const struct find_place *p)
{
	return p->hit.kind == KIND_MOBILE || p->hit.kind == KIND_BANK_CARD ? 3 : 1;
}

static bool may_gain(const struct find_place *p)
{
	/* Eleven digits in a column whose name says nothing of telephones are something else. */
	if (p->hit.kind == KIND_MOBILE && p->name_n)
		return false;
	return !p->dropped && p->confidence < FIND_SURE && p->confidence >= LEAST &&
	       (p->hit.validity == KIND_VALID || p->hit.kind == KIND_NAME) &&
	       !(p->hit.why & (FIND_WHY_AGAINST | FIND_WHY_JOINED)) &&
	       kind_infos[p->hit.kind].group == KIND_GROUP_PERSON;
}

/* Kinds that speak for p, other than its own; a name counts twice. */
static unsigned kinds_near(const struct find_place *p, size_t n, size_t i)
{
	uint64_t seen[(KIND_COUNT + 63) / 64] = {0};
	unsigned count = 0;

	for (size_t k = i > NEAR_PLACES ? i - NEAR_PLACES : 0; k < n && k < i + NEAR_PLACES; k++) {
		size_t apart = p[k].from > p[i].from ? p[k].from - p[i].from : p[i].from - p[k].from;
		uint64_t bit = (uint64_t)1 << p[k].hit.kind % 64;

		if (k == i || apart > NEAR_MOST || p[k].hit.kind == p[i].hit.kind || !tells(&p[k]) ||
		    (seen[p[k].hit.kind / 64] & bit))
			continue;
		seen[p[k].hit.kind / 64] |= bit;
		/* A name beside it is what records of persons have. */
		count += p[k].hit.kind == KIND_NAME ? 2 : 1;
	}
	return count;
}

/* First what one other value is enough for, then what needs several. */
void find_support(struct find_place *p, size_t n)
{
	for (unsigned need = 1; need <= 3; need += 2)
		for (size_t i = 0; i < n; i++) {
			if (!may_gain(&p[i]) || needed(&p[i]) != need || kinds_near(p, n, i) < need)
				continue;
			p[i].confidence = (uint8_t)(p[i].confidence + POINTS);
			p[i].hit.why |= FIND_WHY_SAME;
		}
}

/* ---- names among cells ---- */

#define CELLS_LEAST 3
#define NAME_BASE 50

/* Ends a cell: a separator, a quote, a bracket, two blanks. Returns its bytes. */
static size_t separator_at(const uint8_t *p, size_t n)
{
	switch (p[0]) {
	case ',':
	case '\t':
	case '|':
	case ';':
	case '"':
	case '\'':
	case '(':
	case ')':
		return 1;
	case ' ':
		return n > 1 && p[1] == ' ' ? 2 : 0;
	default:
		return 0;
	}
}

static bool has_person(const struct find_scan *s)
{
	for (size_t i = 0; i < s->place_count; i++)
		if (s->places[i].hit.kind != KIND_NAME && tells(&s->places[i]))
			return true;
	return false;
}

static void cell_judge(struct find_scan *s, size_t from, size_t to)
{
	const struct hit h = {KIND_NAME, KIND_FORM, NAME_BASE, 0, 0, 0};
	const uint8_t *p = s->text.p;

	while (from < to && p[from] == ' ')
		from++;
	while (to > from && p[to - 1] == ' ')
		to--;
	/* Chinese characters only. */
	if (to - from < 6 || to - from > 48 || p[from] < 0xe3 || p[from] > 0xf0 ||
	    !person_name_usual((str){p + from, to - from}) || word_whole((str){p + from, to - from}))
		return;
	for (size_t i = 0; i < s->place_count; i++)
		if (s->places[i].from < to && from < s->places[i].from + s->places[i].n)
			return;
	find_weigh(s, from, to - from, NULL, &h, 1);
}

static size_t count_cells(const struct find_scan *s)
{
	size_t n = 1;

	for (size_t at = s->line_from; at < s->line_to && n < CELLS_LEAST; at++)
		n += separator_at(s->text.p + at, s->line_to - at) > 0;
	return n;
}

void find_cells(struct find_scan *s)
{
	size_t from = s->line_from;
	size_t at = from;

	if (s->column || !has_person(s) || count_cells(s) < CELLS_LEAST)
		return;
	while (at < s->line_to) {
		size_t n = separator_at(s->text.p + at, s->line_to - at);

		if (!n) {
			at++;
			continue;
		}
		cell_judge(s, from, at);
		from = at += n;
	}
	cell_judge(s, from, s->line_to);
}
