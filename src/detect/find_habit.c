/*
 * What stands at a place as a rule: in a column, behind a name, on lines by itself. A region, a day and a number have a right check digit once
 * in eleven: where the neighbours in the same place fail it, the one that passes is no identity number; where nearly all pass a test that
 * few pass by chance, each is what it looks like. Told from the stream's beginning alone, which all parts of a file are given: so
 * decisions do not depend on how it is cut. Asked for seldom, hence worked out when it is asked for first.
 */
#include "base/date.h"
#include "base/digits.h"
#include "base/must.h"
#include "detect/find_priv.h"
#include "ident/bank_card.h"
#include "ident/id_card.h"
#include "ident/mobile.h"
#include "ident/terminal.h"
#include "ident/uscc.h"

#define LINE_MOST ((size_t)4096) /* of a row */
#define TOKEN_MOST ((size_t)24)  /* of what stands before a value */
#define PROBES 8
#define DIGITS_LEAST ((size_t)11)
#define DIGITS_MOST ((size_t)19)

#define POSSIBLE 60   /* what is left where neighbours speak against it */
#define CROWDED 76    /* what it becomes where they speak for it */
#define PERSONS 5     /* identity numbers that must pass before they speak for each other */
#define NEIGHBOURS 10 /* devices' numbers that must pass before they speak for each other */
#define TELEPHONES 20 /* likewise; eleven digits with such a beginning are commoner */
#define BEGINNINGS 8  /* of three digits; those of a counter are few */
#define STRANGERS 50  /* eighteen digits that have not even the form, in a place */
#define EVERYWHERE 4u /* the place of all numbers with recent days; others are 1 or have bit 1 */
#define RECENT 2012   /* as in candidate.c */
#define INFANT 4      /* years: days that are rather those of orders */
#define FNV_FIRST 0x811c9dc5u

/* ---- places ---- */

static uint32_t mix(uint32_t hash, uint8_t c)
{
	return (hash ^ c) * 0x01000193u;
}

static bool is_separator(uint8_t c)
{
	return c == ',' || c == '\t' || c == ';' || c == '|' || c == 0x01;
}

static bool is_wrap(uint8_t c)
{
	return c == '"' || c == '\'' || c == ' ' || c == '\\' || c == '\r';
}

static bool is_break(uint8_t c)
{
	return c <= ' ' || c == ',' || c == ';' || c == '&' || c == '?' || c == '{' || c == '(' || c == '[' ||
	       c == '|' || c == '"' || c == '\'';
}

/* The cell's number and how many there are; those of a tuple are counted from its bracket. */
static uint32_t cell_place(str line, size_t at, uint8_t separator)
{
	bool insert = str_istarts(line, STR("insert"));
	bool tuple = line.p[0] == '(' || insert;
	uint32_t hash = mix(FNV_FIRST, separator);
	bool quoted = false;
	unsigned cell = 0;
	unsigned before = 0;

	/* Table and columns. */
	for (size_t i = 0; insert && i < at && line.p[i] != ')'; i++)
		hash = mix(hash, line.p[i]);
	for (size_t i = 0; i < line.n; i++) {
		before = i < at ? cell : before;
		if (line.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && line.p[i] == separator)
			cell++;
		else if (!quoted && tuple && line.p[i] == '(')
			cell = 0;
		if (tuple && i >= at)
			break;
	}
	return mix(mix(mix(hash, (uint8_t)before), (uint8_t)(before >> 8)), tuple ? 0xff : (uint8_t)cell);
}

/* Behind the name, or the word, before a value; digits are as good as each other. */
static uint32_t word_place(str line, size_t at)
{
	uint32_t hash = FNV_FIRST;
	bool sign = at && (line.p[at - 1] == ':' || line.p[at - 1] == '=' || line.p[at - 1] == '>');

	at -= sign;
	hash = mix(hash, sign ? line.p[at] : 0);
	while (at && is_wrap(line.p[at - 1]))
		at--;
	for (size_t i = 0; i < TOKEN_MOST && at && !is_break(line.p[at - 1]); i++)
		hash = mix(hash, byte_is_digit(line.p[--at]) ? '0' : line.p[at]);
	return hash;
}

static uint32_t place_of(str line, size_t from, size_t to)
{
	size_t l = from;
	size_t r = to;

	while (l && is_wrap(line.p[l - 1]))
		l--;
	while (r < line.n && is_wrap(line.p[r]))
		r++;
	if (!l && r == line.n)
		return 1;
	uint8_t left = l ? line.p[l - 1] : 0;
	uint8_t right = r < line.n ? line.p[r] : 0;
	bool cell = l ? is_separator(left) && (!right || right == left || right == ')') : is_separator(right);

	if (line.n <= LINE_MOST && cell)
		return cell_place(line, from, l ? left : right) | 2;
	if (line.n <= LINE_MOST && left == '(' && is_separator(right))
		return cell_place(line, from, right) | 2;
	return word_place(line, l) | 2;
}

/* ---- the beginning ---- */

/* The place's row; NULL: there is none, or no room for it. */
static struct find_habit *habit_at(struct finder *f, uint32_t place, bool make)
{
	for (uint32_t i = 0; i < PROBES; i++) {
		struct find_habit *h = &f->habits[(place + i) % FIND_HABITS];

		if (h->place == place)
			return h;
		if (h->place)
			continue;
		h->place = make ? place : 0;
		return make ? h : NULL;
	}
	return NULL;
}

static void count_eighteen(struct find_habit *h, str number)
{
	enum id_card is = id_card_judge(number);

	if (is == ID_CARD_NONE) {
		h->strangers += !uscc_valid(number) && bank_card_judge(number) == BANK_CARD_NONE;
		return;
	}
	h->ids++;
	h->ids_right += is != ID_CARD_WRONG;
}

static void count_number(struct find_habit *h, str number)
{
	if (number.n == ID_CARD_LENGTH)
		count_eighteen(h, number);
	if (number.n >= BANK_CARD_LEAST && number.n <= BANK_CARD_MOST && byte_is_digit(number.p[number.n - 1])) {
		enum bank_card is = bank_card_judge(number);

		h->cards += is != BANK_CARD_NONE;
		h->cards_right += is == BANK_CARD_SCHEME || is == BANK_CARD_ISSUER;
	}
	if (number.n == 15) {
		h->fifteen++;
		h->imei += terminal_imei(number);
		h->imsi += terminal_imsi(number);
	}
	if (number.n == MOBILE_LENGTH) {
		bool up = memcmp(number.p, h->last, sizeof h->last) > 0;

		h->eleven++;
		h->mobile += mobile_judge(number) == MOBILE_PERSON;
		h->upwards += up;
		h->beginnings |= (uint64_t)1 << (unsigned)((number.p[0] - '0') * 37 + (number.p[1] - '0') * 10 +
							   number.p[2] - '0') %
							64;
		memcpy(h->last, number.p, sizeof h->last);
	}
}

static unsigned year_of(const uint8_t *number)
{
	return (unsigned)(bytes_digits8(number + 6) / 10000);
}

/* Wherever they stand: numbers of orders and works have such days, and these are few of the persons'. */
static void count_recent(struct find_habit *h, str number)
{
	enum id_card is = number.n == ID_CARD_LENGTH ? id_card_judge(number) : ID_CARD_NONE;

	if (is == ID_CARD_NONE || year_of(number.p) < RECENT)
		return;
	h->ids++;
	h->ids_right += is != ID_CARD_WRONG;
}

void find_habit_count(struct find_habit *h, str value)
{
	size_t n = 0;

	value = str_trim(value);
	while (n < value.n && byte_is_digit(value.p[n]))
		n++;
	n += n == ID_CARD_LENGTH - 1 && n < value.n && (value.p[n] | 0x20) == 'x';
	if (n == value.n && n >= DIGITS_LEAST && n <= DIGITS_MOST)
		count_number(h, value);
}

void finder_neighbours(struct finder *f, const struct find_habit *h)
{
	f->neighbours = h;
}

static void count_line(struct finder *f, str line)
{
	for (size_t at = 0; at < line.n;) {
		size_t from = at;

		while (at < line.n && byte_is_digit(line.p[at]))
			at++;
		if (at == from) {
			at++;
			continue;
		}
		/* The last of an identity number. */
		size_t to = at + (at - from == ID_CARD_LENGTH - 1 && at < line.n && (line.p[at] | 0x20) == 'x');
		bool apart =
			(!from || !byte_is_alnum(line.p[from - 1])) && (to >= line.n || !byte_is_alnum(line.p[to]));

		if (!apart || to - from < DIGITS_LEAST || to - from > DIGITS_MOST)
			continue;
		struct find_habit *h = habit_at(f, place_of(line, from, to), true);

		if (h)
			count_number(h, str_sub(line, from, to - from));
		h = habit_at(f, EVERYWHERE, false);
		if (h)
			count_recent(h, str_sub(line, from, to - from));
	}
}

static void count_lines(struct finder *f, str text, bool decoded)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 4 * FIND_BEGINNING);
	while (text.n) {
		size_t n = str_find_byte(text, '\n');
		str line = str_sub(text, 0, n);

		text = str_from(text, n + 1);
		if (!decoded && !str_is_utf8(line)) {
			buf_reset(&b);
			charset_decode(find_line_charset(f, line.p, line.n), line, &b);
			line = buf_str(&b);
		}
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		count_line(f, line);
	}
}

void find_habit_begin(struct finder *f, str beginning)
{
	f->beginning_n = beginning.n < FIND_BEGINNING ? beginning.n : FIND_BEGINNING;
	memcpy(f->beginning, beginning.p, f->beginning_n);
	/* A line that goes on behind it. */
	if (f->beginning_n == FIND_BEGINNING && !f->wide)
		while (f->beginning_n && f->beginning[f->beginning_n - 1] != '\n')
			f->beginning_n--;
	f->habits_read = false;
}

/* ---- what they say ---- */

/* At the rate of chance: one in eleven passes; a third is told from it where two fail. */
static bool by_chance(unsigned right, unsigned of)
{
	return of - right >= 2 && right * 3 <= of;
}

static bool nearly_all(unsigned right, unsigned of, unsigned least)
{
	return right >= least && right * 20 >= of * 19;
}

static int speaks(const struct find_habit *h, enum kind k)
{
	switch (k) {
	case KIND_ID18:
	case KIND_RESIDENCE_PERMIT:
	case KIND_FOREIGNER_CARD:
		return by_chance(h->ids_right, h->ids) || (h->strangers >= STRANGERS && h->ids * 50u <= h->strangers)
			       ? -1
			       : nearly_all(h->ids_right, h->ids, PERSONS);
	case KIND_BANK_CARD:
		return by_chance(h->cards_right, h->cards) ? -1 : nearly_all(h->cards_right, h->cards, NEIGHBOURS);
	case KIND_IMEI:
		return nearly_all(h->imei, h->fifteen, NEIGHBOURS);
	case KIND_IMSI:
		return nearly_all(h->imsi, h->fifteen, NEIGHBOURS) && !nearly_all(h->imei, h->fifteen, NEIGHBOURS);
	case KIND_MOBILE:
		return nearly_all(h->mobile, h->eleven, TELEPHONES) &&
		       __builtin_popcountll(h->beginnings) >= BEGINNINGS && h->upwards * 10u <= h->eleven * 8u;
	default:
		return 0;
	}
}

static const enum kind spoken[] = {KIND_ID18, KIND_BANK_CARD, KIND_IMEI, KIND_IMSI, KIND_MOBILE};

static void habits_read(struct finder *f)
{
	AUTO(buf_release) buf b;
	str text = {f->beginning, f->beginning_n};

	f->habits_read = true;
	memset(f->habits, 0, sizeof f->habits);
	(void)habit_at(f, EVERYWHERE, true);
	buf_init(&b, 4 * FIND_BEGINNING);
	if (f->wide) {
		charset_decode(f->charset, text, &b);
		text = buf_str(&b);
	}
	count_lines(f, text, f->wide);
	f->habits_say = false;
	for (size_t i = 0; i < FIND_HABITS; i++)
		for (size_t k = 0; k < ARRAY_LEN(spoken); k++)
			f->habits_say = f->habits_say || (f->habits[i].place && speaks(&f->habits[i], spoken[k]));
}

/* Of the place of the value; NULL: nothing is known of it. */
static const struct find_habit *habit_of(struct find_scan *s, size_t from, size_t n)
{
	struct finder *f = s->f;
	str line = {s->text.p + s->line_from, s->line_to - s->line_from};

	if (s->depth || from < s->line_from || from + n > s->line_to)
		return NULL;
	if (!f->begun)
		return str_trim(line).n == n ? f->neighbours : NULL;
	if (!s->whole || !f->beginning_n)
		return NULL;
	if (!f->habits_read)
		habits_read(f);
	if (!f->habits_say)
		return NULL;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return habit_at(f, place_of(line, from - s->line_from, from - s->line_from + n), false);
}

/* A day that an order may have rather than a person, without a name: of this year or of the three before (an infant's), or a recent one
 * where those of its kind in the text fail the check as a rule. */
static bool is_orders(struct find_scan *s, enum kind k, const uint8_t *number)
{
	struct finder *f = s->f;
	unsigned year = year_of(number);

	if (k != KIND_ID18 || year < RECENT)
		return false;
	if (f->conf.today && (int64_t)year > date_civil(f->conf.today).year - INFANT)
		return true;
	const struct find_habit *all = f->habits_read && !s->depth ? habit_at(f, EVERYWHERE, false) : NULL;

	return all && by_chance(all->ids_right, all->ids);
}

void find_habit_weigh(struct find_scan *s, struct find_place *p, size_t from, size_t n)
{
	const struct find_habit *h = habit_of(s, from, n);
	int says = h ? speaks(h, p->hit.kind) : 0;
	/* What a check digit says of them all weighs more than a word near one. */
	bool digit = p->hit.kind != KIND_MOBILE && p->hit.kind != KIND_IMEI && p->hit.kind != KIND_IMSI;
	unsigned less = digit ? FIND_WHY_JOINED : FIND_WHY_JOINED | FIND_WHY_AGAINST;

	if (says < 0 && p->confidence > POSSIBLE)
		p->confidence = POSSIBLE;
	if (says < 0)
		p->hit.why |= FIND_WHY_AGAINST;
	/* A record of a person makes it sure again (find_support.c). */
	if (!says && n == ID_CARD_LENGTH && p->confidence > POSSIBLE && is_orders(s, p->hit.kind, s->text.p + from))
		p->confidence = POSSIBLE;
	if (says > 0 && !(p->hit.why & less) && p->confidence < CROWDED) {
		p->confidence = CROWDED;
		p->hit.why |= FIND_WHY_SAME;
	}
}
