/* Runs of digits and letters: what can they be by their form alone? */
#include "detect/candidate.h"

#include "ident/bank_card.h"
#include "ident/id_card.h"
#include "ident/mobile.h"

/* What a neighbour says. */
enum side { SIDE_FREE, SIDE_JOINED, SIDE_DECIMAL };

struct hits {
	struct hit *p;
	size_t n;
};

static void add(struct hits *h, enum kind kind, enum kind_validity validity, int base, unsigned why)
{
	if (h->n < HITS_MOST)
		h->p[h->n++] = (struct hit){kind, validity, (uint8_t)(base < 1 ? 1 : base > 100 ? 100 : base), why};
}

static bool digit_at(str s, size_t i)
{
	return i < s.n && byte_is_digit(s.p[i]);
}

/* 0.138…, 3.14138…; "tel.138…" is none. */
static enum side left_side(const struct candidate *c)
{
	if (c->before == '.') {
		bool letter = c->left.n > 1 && byte_is_alpha(c->left.p[c->left.n - 2]);

		return digit_at(c->left, c->left.n - 2) || !c->left.n ? SIDE_DECIMAL : letter ? SIDE_FREE : SIDE_JOINED;
	}
	if (c->before == '_' || c->before == '/' || c->before == '-' || c->before == '@' || c->before == '\\' ||
	    c->before == '#' || c->before == '%' || c->before == '$' || c->before == '~')
		return SIDE_JOINED;
	return c->before < 0x80 && c->before && byte_is_alnum((uint8_t)c->before) ? SIDE_JOINED : SIDE_FREE;
}

/* 138….5 is a decimal, 138…. ends a sentence, 138….0 is how a table's software writes a number that it took for a decimal. */
static enum side right_side(const struct candidate *c)
{
	if (c->after == '.' && digit_at(c->right, 1))
		return c->right.p[1] == '0' &&
				       (c->right.n == 2 || !(byte_is_alnum(c->right.p[2]) || c->right.p[2] == '.'))
			       ? SIDE_FREE
			       : SIDE_DECIMAL;
	if (c->after == '_' || c->after == '/' || c->after == '-' || c->after == '@' || c->after == '\\' ||
	    c->after == '%')
		return SIDE_JOINED;
	return c->after < 0x80 && c->after && byte_is_alnum((uint8_t)c->after) ? SIDE_JOINED : SIDE_FREE;
}

static bool groups_are(const struct candidate *c, const uint8_t *g, size_t n)
{
	if (c->group_count != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (c->groups[i] != g[i])
			return false;
	return true;
}

static str norm(const struct candidate *c)
{
	return (str){(const uint8_t *)c->norm, c->n};
}

/* All the same, or one up from digit to digit: a filler. */
static bool filler(str s)
{
	bool same = true;
	bool up = true;

	for (size_t i = 1; i < s.n; i++) {
		same = same && s.p[i] == s.p[i - 1];
		up = up && s.p[i] == (s.p[i - 1] == '9' ? '0' : s.p[i - 1] + 1);
	}
	return same || up;
}

/* ---- identity numbers ---- */

static void id18(const struct candidate *c, bool joined, struct hits *h)
{
	static const uint8_t groups[] = {6, 8, 4};
	enum id_card k = id_card_judge(norm(c));
	bool right = k != ID_CARD_WRONG;
	unsigned why = (right ? FIND_WHY_CHECK : 0) | (joined ? FIND_WHY_JOINED : 0);
	int base = right ? 85 : 25;

	if (k == ID_CARD_NONE || (c->group_count > 1 && !groups_are(c, groups, 3)))
		return;
	if (joined)
		base -= 8;
	/* 110101 19900101 …: the number of every example. */
	if (str_starts(norm(c), STR("11010119900")) || str_starts(norm(c), STR("11010119800101"))) {
		base -= 30;
		why |= FIND_WHY_AGAINST;
	}
	add(h,
	    k == ID_CARD_PERMIT      ? KIND_RESIDENCE_PERMIT
	    : k == ID_CARD_FOREIGNER ? KIND_FOREIGNER_CARD
				     : KIND_ID18,
	    right ? KIND_VALID : KIND_LOOKS, base, why);
}

/* ---- mobile numbers ---- */

/* Without +86, 0086, 86; *ret_country tells that it was there. */
static str national(str s, bool *ret_country)
{
	*ret_country = false;
	if (s.n == MOBILE_LENGTH)
		return s;
	if ((s.n == 13 && str_starts(s, STR("86"))) || (s.n == 15 && str_starts(s, STR("0086")))) {
		*ret_country = true;
		return str_from(s, s.n - MOBILE_LENGTH);
	}
	/* The long-distance 0 in front, as old forms have it. */
	if (s.n == 12 && s.p[0] == '0')
		return str_from(s, 1);
	return (str){NULL, 0};
}

static uint64_t value_of(str digits)
{
	uint64_t v = 0;

	for (size_t i = 0; i < digits.n; i++)
		v = v * 10 + (uint64_t)(digits.p[i] - '0');
	return v;
}

/* 3-4-4, the way people write it, with or without a country code in front. */
static bool mobile_groups(const struct candidate *c)
{
	size_t n = c->group_count;

	if (n < 3 || n > 4 || c->groups[n - 1] != 4 || c->groups[n - 2] != 4)
		return false;
	return n == 3 ? c->groups[0] == 3 || c->groups[0] == 5 || c->groups[0] == 7 : c->groups[1] == 3;
}

static void mobile(const struct candidate *c, bool joined, struct hits *h)
{
	bool country;
	str s = national(norm(c), &country);
	unsigned why = FIND_WHY_CHECK;
	int base = 45;

	if (!s.n || mobile_judge(s) != MOBILE_PERSON)
		return;
	bool grouped = mobile_groups(c);
	bool apart = country && c->group_count == 2 && (c->groups[0] == 2 || c->groups[0] == 4) && c->groups[1] == 11;

	if (c->group_count > 1 && !grouped && !apart)
		return;
	if (country && (c->before == '+' || c->before == 0xff0b || c->n == 15))
		base += 35;
	else if (country)
		base -= 10;
	if (grouped)
		base += 28;
	if (base > 60)
		why |= FIND_WHY_FORM;
	if (joined) {
		base -= 20;
		why |= FIND_WHY_JOINED;
	}
	/* 17179869184 is 2^34, 16 GiB: round numbers of bytes are no telephones; nor are the examples of every manual. */
	if (mobile_example(s) || value_of(s) % 65536 == 0) {
		base -= 35;
		why |= FIND_WHY_AGAINST;
	}
	add(h, KIND_MOBILE, KIND_VALID, base, why);
}

/* ---- bank cards ---- */

static bool card_groups(const struct candidate *c)
{
	if (c->group_count < 4 || c->group_count > 5)
		return c->n == 15 && c->group_count == 3 && c->groups[0] == 4 && c->groups[1] == 6;
	for (size_t i = 0; i + 1 < c->group_count; i++)
		if (c->groups[i] != 4)
			return false;
	return true;
}

static void bank_card(const struct candidate *c, bool joined, struct hits *h)
{
	enum bank_card k = bank_card_judge(norm(c));
	static const uint8_t split[] = {6, 13};
	static const int bases[] = {
		[BANK_CARD_NONE] = 0, [BANK_CARD_WRONG] = 20, [BANK_CARD_SCHEME] = 48, [BANK_CARD_ISSUER] = 62};
	unsigned why = k == BANK_CARD_WRONG ? 0 : FIND_WHY_CHECK;
	int base = bases[k];

	if (k == BANK_CARD_NONE)
		return;
	bool grouped = card_groups(c);

	if (c->group_count > 1 && !grouped && !groups_are(c, split, 2))
		return;
	if (grouped) {
		base += 15;
		why |= FIND_WHY_FORM;
	}
	if (joined) {
		base -= 20;
		why |= FIND_WHY_JOINED;
	}
	if (bank_card_example(norm(c)) || filler(str_from(norm(c), 6))) {
		base -= 35;
		why |= FIND_WHY_AGAINST;
	}
	add(h, KIND_BANK_CARD, k == BANK_CARD_WRONG ? KIND_LOOKS : KIND_VALID, base, why);
}

size_t candidate_judge(const struct candidate *c, struct hit ret[static HITS_MOST])
{
	struct hits h = {ret, 0};
	enum side left = left_side(c);
	enum side right = right_side(c);
	bool joined = left == SIDE_JOINED || right == SIDE_JOINED;

	if (left == SIDE_DECIMAL || right == SIDE_DECIMAL || c->n > CANDIDATE_MOST)
		return 0;
	if (c->n == ID_CARD_LENGTH && c->digits >= 17)
		id18(c, joined, &h);
	if (c->digits == c->n && c->n >= 11) {
		mobile(c, joined, &h);
		bank_card(c, joined, &h);
	}
	return h.n;
}
