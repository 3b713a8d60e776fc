/* Runs of digits and letters: what can they be by their form alone? */
#include "detect/candidate.h"

#include "base/digits.h"
#include "ident/bank_card.h"
#include "ident/document.h"
#include "ident/id_card.h"
#include "ident/landline.h"
#include "ident/mobile.h"
#include "ident/org_code.h"
#include "ident/province.h"
#include "ident/terminal.h"
#include "ident/uscc.h"
#include "ident/vin.h"

/* What a neighbour says. */
enum side { SIDE_FREE, SIDE_JOINED, SIDE_DECIMAL };

struct hits {
	struct hit *p;
	size_t n;
};

static void add(struct hits *h, enum kind kind, enum kind_validity validity, int base, unsigned why)
{
	if (h->n < HITS_MOST)
		h->p[h->n++] = (struct hit){.kind = kind,
					    .validity = validity,
					    .base = (uint8_t)(base < 1     ? 1
							      : base > 100 ? 100
									   : base),
					    .why = why};
}

static bool digit_at(str s, size_t i)
{
	return i < s.n && byte_is_digit(s.p[i]);
}

/* \" and \n of texts within texts. */
static bool escaped_left(str left)
{
	uint8_t c = left.n > 1 && left.p[left.n - 2] == '\\' ? left.p[left.n - 1] : 0;

	return c == 'n' || c == 't' || c == 'r' || c == '"' || c == '\'';
}

static bool escaped_right(str right)
{
	uint8_t c = right.n > 1 && right.p[0] == '\\' ? right.p[1] : 0;

	return c == 'n' || c == 't' || c == 'r' || c == '"' || c == '\'' || c == '\\' || c == 'u';
}

/* 0.138…, 3.14138…; "tel.138…" is none. */
static enum side left_side(const struct candidate *c)
{
	if (c->before == '.') {
		bool letter = c->left.n > 1 && byte_is_alpha(c->left.p[c->left.n - 2]);

		return digit_at(c->left, c->left.n - 2) || !c->left.n ? SIDE_DECIMAL : letter ? SIDE_FREE : SIDE_JOINED;
	}
	if (escaped_left(c->left))
		return SIDE_FREE;
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
	if (escaped_right(c->right))
		return SIDE_FREE;
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

static uint64_t value_of(str digits)
{
	uint64_t v = digits.n >= 8 ? bytes_digits8(digits.p) : 0;

	for (size_t i = digits.n >= 8 ? 8 : 0; i < digits.n; i++)
		v = v * 10 + (uint64_t)(digits.p[i] - '0');
	return v;
}

/* All the same, or one up from digit to digit: a filler. */
static bool filler(str s)
{
	bool same = true;
	bool up = true;

	for (size_t i = 1; i < s.n && (same || up); i++) {
		same = same && s.p[i] == s.p[i - 1];
		up = up && s.p[i] == (s.p[i - 1] == '9' ? '0' : s.p[i - 1] + 1);
	}
	return same || up;
}

/* ---- identity numbers ---- */

/* Does a letter touch it? */
static bool lettered(const struct candidate *c)
{
	return (c->before < 0x80 && byte_is_alpha((uint8_t)c->before)) ||
	       (c->after < 0x80 && byte_is_alpha((uint8_t)c->after));
}

/* On both sides: digits within a hexadecimal number. */
static bool within_letters(const struct candidate *c)
{
	return c->before < 0x80 && byte_is_alpha((uint8_t)c->before) && c->after < 0x80 &&
	       byte_is_alpha((uint8_t)c->after);
}

/* Older than what is kept of orders and works, as a rule; younger than who signs contracts. */
#define RECENT_YEAR 2012

static void id18(const struct candidate *c, bool joined, struct hits *h)
{
	static const uint8_t groups[] = {6, 8, 4};
	enum id_card k = id_card_judge(norm(c));
	bool right = k != ID_CARD_WRONG;
	unsigned why = (right ? FIND_WHY_CHECK : 0) | (joined ? FIND_WHY_JOINED : 0);
	int base = right ? 85 : 25;

	if (k == ID_CARD_NONE || within_letters(c) || (c->group_count > 1 && !groups_are(c, groups, 3)))
		return;
	if (joined)
		base -= 8;
	/* A region, the day of an order and its number: one in eleven has a right check digit, and such days are recent. Whoever was
	 * born then is a child: nothing may speak against it. */
	if (k == ID_CARD_RESIDENT && value_of(str_sub(norm(c), 6, 4)) >= RECENT_YEAR)
		base -= 11;
	/* Digits of a hexadecimal number. */
	if (lettered(c))
		base -= 24;
	/* 110101 19900101 …: the number of every example. */
	if (c->norm[0] == '1' &&
	    (str_starts(norm(c), STR("11010119900")) || str_starts(norm(c), STR("11010119800101")))) {
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

/* 3-4-4, the way people write it, with or without a country code in front. */
static bool mobile_groups(const struct candidate *c)
{
	size_t n = c->group_count;

	if (n < 3 || n > 4 || c->groups[n - 1] != 4 || c->groups[n - 2] != 4)
		return false;
	return n == 3 ? c->groups[0] == 3 || c->groups[0] == 5 || c->groups[0] == 7 : c->groups[1] == 3;
}

/* "+" or "(+86)" before the run: its bytes. */
static int8_t country_left(const struct candidate *c)
{
	static const str signs[] = {STR_INIT("(+86)"), STR_INIT("（+86）"), STR_INIT("(+86) "),
				    STR_INIT("(86)"),  STR_INIT("+"),       STR_INIT("＋")};

	for (size_t i = 0; c->left.n && i < ARRAY_LEN(signs); i++)
		if (str_ends(c->left, signs[i]))
			return (int8_t)signs[i].n;
	return 0;
}

/* 16 0 0 188 4000 1301: groups in a row of numbers are nobody's way to write a telephone. */
static bool number_before(str left)
{
	return left.n >= 2 && left.p[left.n - 1] == ' ' && byte_is_digit(left.p[left.n - 2]);
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
	int8_t sign = country_left(c);

	if ((country && sign) || c->n == 15 || sign > 1)
		base += 35;
	else if (country)
		base -= 10;
	if (grouped)
		base += number_before(c->left) ? 8 : 28;
	if (base > 60)
		why |= FIND_WHY_FORM;
	if (joined) {
		base -= 20;
		why |= FIND_WHY_JOINED;
	}
	/* The examples of every manual, and powers of two, are no telephones; round numbers only where a word says so. */
	if (mobile_example(s) || value_of(s) % 65536 == 0) {
		base -= 35;
		why |= FIND_WHY_AGAINST;
	} else if (mobile_round(value_of(s))) {
		base -= 15;
		why |= FIND_WHY_AGAINST;
	}
	add(h, KIND_MOBILE, KIND_VALID, base, why);
	if (h->n && (country || sign > 1))
		h->p[h->n - 1].left = sign;
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
		[BANK_CARD_NONE] = 0, [BANK_CARD_WRONG] = 20, [BANK_CARD_SCHEME] = 48, [BANK_CARD_ISSUER] = 60};
	unsigned why = k == BANK_CARD_WRONG ? 0 : FIND_WHY_CHECK;
	int base = bases[k];

	if (k == BANK_CARD_NONE)
		return;
	bool grouped = card_groups(c);

	if (c->group_count > 1 && !grouped && !groups_are(c, split, 2))
		return;
	/* An issuer's beginning, its length and a right check digit: hardly anything else is so. */
	if (k == BANK_CARD_ISSUER)
		base += 14;
	/* More groups of four beside it: a list of codes. */
	bool list = (c->right.n >= 5 && c->right.p[0] == ' ' && byte_hex(c->right.p[1]) >= 0 &&
		     byte_hex(c->right.p[2]) >= 0 && byte_hex(c->right.p[3]) >= 0 && byte_hex(c->right.p[4]) >= 0) ||
		    (c->left.n >= 5 && c->before == ' ' && byte_hex(c->left.p[c->left.n - 2]) >= 0 &&
		     byte_hex(c->left.p[c->left.n - 3]) >= 0 && byte_hex(c->left.p[c->left.n - 4]) >= 0 &&
		     byte_hex(c->left.p[c->left.n - 5]) >= 0);

	if (grouped && list) {
		base -= 20;
	} else if (grouped) {
		base += 15;
		why |= FIND_WHY_FORM;
	}
	if (joined) {
		base -= lettered(c) ? 45 : 20;
		why |= FIND_WHY_JOINED;
	}
	if (bank_card_example(norm(c)) || filler(str_from(norm(c), 6))) {
		base -= 35;
		why |= FIND_WHY_AGAINST;
	}
	add(h, KIND_BANK_CARD, k == BANK_CARD_WRONG ? KIND_LOOKS : KIND_VALID, base, why);
}

/* ---- devices ---- */

static void device(const struct candidate *c, bool joined, struct hits *h)
{
	unsigned why = joined ? FIND_WHY_JOINED : 0;
	int less = joined ? 20 : 0;
	enum terminal_iccid sim =
		c->group_count == 1 || c->group_count > 3 ? terminal_iccid(norm(c)) : TERMINAL_ICCID_NONE;

	if (sim == TERMINAL_ICCID_RIGHT)
		add(h, KIND_ICCID, KIND_VALID, 74 - less, why | FIND_WHY_CHECK);
	else if (sim == TERMINAL_ICCID_WRONG)
		/* The check digit is often not kept to on Chinese cards: with a word it counts without. */
		add(h, KIND_ICCID, KIND_FORM, 38 - less, why);
	if (c->n == 15 && (c->group_count == 1 || c->group_count == 4)) {
		if (terminal_imei(norm(c)))
			add(h, KIND_IMEI, KIND_VALID, 44 - less, why | FIND_WHY_CHECK);
		if (c->group_count == 1 && terminal_imsi(norm(c)))
			add(h, KIND_IMSI, KIND_FORM, 42 - less, why);
	}
}

/* ---- organisations and documents ---- */

static bool upper_only(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return false;
	return true;
}

/* The first character is the department that registers (9: market regulation), the second what it registers: 1, 2, 3 or 9 other, of
 * the judicial departments 4 and 5 too (GB 32100-2015, 4.1 and 4.2). */
static bool uscc_registered(str s)
{
	return str_find_byte(STR("123456789ANY"), s.p[0]) < 12 &&
	       str_find_byte(s.p[0] == '3' ? STR("123459") : STR("1239"), s.p[1]) < (s.p[0] == '3' ? 6u : 4u);
}

static void uscc(const struct candidate *c, bool joined, struct hits *h)
{
	str s = norm(c);
	unsigned region = byte_is_digit(s.p[2]) && byte_is_digit(s.p[3])
				  ? (unsigned)(s.p[2] - '0') * 10 + (unsigned)(s.p[3] - '0')
				  : 0;
	unsigned why = joined ? FIND_WHY_JOINED : 0;
	bool office = uscc_registered(s);

	/* 10: registered with the State Administration. */
	if (c->group_count > 1 || !office || (region != 10 && !province_of_code(region)))
		return;
	if (!uscc_valid(s)) {
		if ((s.p[0] == '9' && (s.p[1] == '1' || s.p[1] == '2')) && c->digits >= 9 && c->digits < 18)
			add(h, KIND_USCC, KIND_LOOKS, 20, why);
		return;
	}
	int base = s.p[0] == '9' || s.p[0] == '1' || s.p[0] == '5' ? 82 : 62;

	/* The organisation's own code within it has a check character too; made-up ones and a few real ones fail it. */
	base += org_code_valid(str_sub(s, 8, 9)) ? 8 : 0;
	base -= c->digits < 18 ? 0 : s.p[0] == '9' ? 8 : 16;
	base -= joined ? 20 : 0;
	base -= upper_only(c->text) ? 0 : 8;
	add(h, KIND_USCC, KIND_VALID, base, why | FIND_WHY_CHECK);
}

static void vin(const struct candidate *c, bool joined, struct hits *h)
{
	enum vin k = c->group_count == 1 && upper_only(c->text) ? vin_judge(norm(c)) : VIN_NONE;
	/* L: made in China, where the check digit is the rule. */
	int base = c->norm[0] == 'L' ? 72 : 50;

	if (k == VIN_RIGHT)
		add(h, KIND_VIN, KIND_VALID, joined ? base - 20 : base,
		    FIND_WHY_CHECK | (joined ? FIND_WHY_JOINED : 0));
	else if (k == VIN_WRONG)
		add(h, KIND_VIN, KIND_LOOKS, 20, 0);
}

/* Short ones: sure only with a word or a column. */
static void document(const struct candidate *c, bool joined, struct hits *h)
{
	static const uint8_t hyphen[] = {8, 1};
	str s = norm(c);
	int less = joined ? 20 : 0;
	char bracket[CANDIDATE_MOST];

	if (c->n == 9 && groups_are(c, hyphen, 2) && org_code_valid(s))
		add(h, KIND_ORG_CODE, KIND_VALID, 52 - less, FIND_WHY_CHECK);
	/* A123456(3) */
	if ((c->n == 7 || c->n == 8) && c->group_count == 1 && c->right.n >= 3 && c->right.p[0] == '(' &&
	    c->right.p[2] == ')') {
		bytes_copy(bracket, sizeof(bracket), s);
		bracket[c->n] = (char)(c->right.p[1] == 'a' ? 'A' : c->right.p[1]);
		if (document_hong_kong((str){(const uint8_t *)bracket, (size_t)c->n + 1}) == DOCUMENT_RIGHT)
			add(h, KIND_HK_ID, KIND_VALID, 80 - less, FIND_WHY_CHECK | FIND_WHY_FORM);
		if (h->n)
			h->p[h->n - 1].right = 3;
	}
	if (c->group_count > 1 || !upper_only(c->text) || c->digits == c->n)
		return;
	enum document hk = document_hong_kong(s);
	enum document tw = document_taiwan(s);

	if (hk != DOCUMENT_NONE)
		add(h, KIND_HK_ID, hk == DOCUMENT_RIGHT ? KIND_VALID : KIND_LOOKS,
		    hk == DOCUMENT_RIGHT ? 42 - less : 15, hk == DOCUMENT_RIGHT ? FIND_WHY_CHECK : 0);
	if (tw != DOCUMENT_NONE)
		add(h, KIND_TAIWAN_ID, tw == DOCUMENT_RIGHT ? KIND_VALID : KIND_LOOKS,
		    tw == DOCUMENT_RIGHT ? 48 - less : 15, tw == DOCUMENT_RIGHT ? FIND_WHY_CHECK : 0);
	if (document_passport(s))
		add(h, KIND_PASSPORT, KIND_FORM, 40 - less, 0);
	if (document_hk_permit(s))
		add(h, KIND_HK_PERMIT, KIND_FORM, 40 - less, 0);
	if (document_taiwan_permit(s))
		add(h, KIND_TAIWAN_PERMIT, KIND_FORM, 38 - less, 0);
}

static void fifteen(const struct candidate *c, bool joined, struct hits *h)
{
	int less = joined ? 20 : 0;

	if (c->group_count > 1)
		return;
	/* 46000…, 46011…: a network's beginning as well as a region of Hainan. */
	if (id_card_judge(norm(c)) == ID_CARD_OLD)
		add(h, KIND_ID15, KIND_FORM, (terminal_imsi(norm(c)) ? 24 : 34) - less, 0);
	if (org_code_licence(norm(c)))
		add(h, KIND_BUSINESS_LICENCE, KIND_VALID, 40 - less, FIND_WHY_CHECK);
}

/* ---- fixed telephones ---- */

static void landline(const struct candidate *c, bool joined, struct hits *h)
{
	static const uint8_t three[] = {3, 3, 4};
	static const uint8_t three_four[] = {3, 4, 3};
	static const uint8_t seven[] = {3, 7};
	size_t area = 0;
	str s = norm(c);
	int less = joined ? 25 : 0;

	/* (0755)23456789 */
	if ((c->n == 7 || c->n == 8) && c->group_count <= 2 && c->before == ')' && c->left.n >= 5) {
		char whole[CANDIDATE_MOST];
		size_t open = c->left.n - 1;

		while (open && c->left.n - open < 7 && c->left.p[open] != '(')
			open--;
		str code = str_sub(c->left, open + 1, c->left.n - open - 2);

		bytes_copy(whole, sizeof(whole), code);
		bytes_copy(whole + code.n, sizeof(whole) - code.n, s);
		if (c->left.p[open] == '(' && landline_valid((str){(const uint8_t *)whole, code.n + c->n}, &area) &&
		    area == code.n) {
			add(h, KIND_LANDLINE, KIND_FORM, 66, FIND_WHY_FORM);
			if (h->n)
				h->p[h->n - 1].left = (int8_t)(c->left.n - open);
		}
	}
	if (landline_valid(s, &area)) {
		bool apart = c->group_count == 2 && c->groups[0] == area;
		bool more = c->group_count == 3 && c->groups[0] == area && c->groups[2] == 4;

		if (apart || more)
			add(h, KIND_LANDLINE, KIND_FORM, 62 - less, FIND_WHY_FORM);
		else if (c->group_count == 1)
			add(h, KIND_LANDLINE, KIND_FORM, 36 - less, 0);
	}
	if (landline_service(s)) {
		bool grouped = groups_are(c, three, 3) || groups_are(c, three_four, 3) || groups_are(c, seven, 2);

		add(h, KIND_SERVICE_NUMBER, KIND_FORM, (grouped ? 62 : 34) - less, grouped ? FIND_WHY_FORM : 0);
	}
}

static void judge_digits(const struct candidate *c, bool joined, struct hits *h)
{
	mobile(c, joined, h);
	bank_card(c, joined, h);
	device(c, joined, h);
	if (c->n == 15)
		fifteen(c, joined, h);
	landline(c, joined, h);
}

static void judge_run(const struct candidate *c, bool joined, struct hits *h)
{
	if (c->n == ID_CARD_LENGTH && c->digits >= 17)
		id18(c, joined, h);
	if (c->n == USCC_LENGTH && c->digits >= 8)
		uscc(c, joined, h);
	if (c->digits == c->n && c->n >= 10)
		judge_digits(c, joined, h);
	else if (c->digits == c->n && c->n <= 8)
		landline(c, joined, h);
	else if (c->n == VIN_LENGTH)
		vin(c, joined, h);
	else if (c->n == 15 && c->digits == 12 && byte_is_alpha((uint8_t)c->norm[0]) &&
		 byte_is_alpha((uint8_t)c->norm[1]) && byte_is_alpha((uint8_t)c->norm[2]) && c->group_count == 1 &&
		 upper_only(c->text))
		/* The foreign permanent resident card before 2023: the country's letters and 12 digits. */
		add(h, KIND_FOREIGNER_CARD, KIND_FORM, 40 - (joined ? 20 : 0), joined ? FIND_WHY_JOINED : 0);
	else if (c->n >= 7 && c->n <= 11)
		document(c, joined, h);
}

/* TEL13512345679, ID440199…: a label without anything between. Judges what stands behind it. */
static void judge_labelled(const struct candidate *c, bool joined, struct hits *h)
{
	static const struct {
		str text;
		enum kind kind;
	} labels[] = {
		{STR_INIT("TEL"), KIND_MOBILE},        {STR_INIT("MOBILE"), KIND_MOBILE},
		{STR_INIT("PHONE"), KIND_MOBILE},      {STR_INIT("MOB"), KIND_MOBILE},
		{STR_INIT("CELL"), KIND_MOBILE},       {STR_INIT("SJ"), KIND_MOBILE},
		{STR_INIT("SJH"), KIND_MOBILE},        {STR_INIT("WX"), KIND_MOBILE},
		{STR_INIT("ID"), KIND_ID18},           {STR_INIT("IDCARD"), KIND_ID18},
		{STR_INIT("SFZ"), KIND_ID18},          {STR_INIT("SFZH"), KIND_ID18},
		{STR_INIT("CARD"), KIND_BANK_CARD},    {STR_INIT("IMEI"), KIND_IMEI},
		{STR_INIT("IMSI"), KIND_IMSI},         {STR_INIT("ICCID"), KIND_ICCID},
		{STR_INIT("VIN"), KIND_VIN},           {STR_INIT("HKID"), KIND_HK_ID},
		{STR_INIT("PASSPORT"), KIND_PASSPORT}, {STR_INIT("CARDNO"), KIND_BANK_CARD},
		{STR_INIT("USCC"), KIND_USCC},
	};

	if (c->group_count != 1 || c->digits < 6 || byte_is_digit((uint8_t)c->norm[0]))
		return;
	for (size_t i = 0; i < ARRAY_LEN(labels) && !h->n; i++) {
		size_t k = labels[i].text.n;
		size_t kept = 0;

		if ((uint8_t)c->norm[0] != labels[i].text.p[0] || !str_starts(norm(c), labels[i].text) ||
		    c->text.n != c->n)
			continue;
		struct candidate inner = *c;

		inner.n = inner.groups[0] = (uint8_t)(c->n - k);
		inner.text = str_from(c->text, k);
		bytes_copy(inner.norm, sizeof(inner.norm), str_from(norm(c), k));
		judge_run(&inner, joined, h);
		for (size_t n = 0; n < h->n; n++) {
			if (h->p[n].kind != labels[i].kind || h->p[n].validity == KIND_LOOKS)
				continue;
			h->p[kept] = h->p[n];
			h->p[kept].base = (uint8_t)(h->p[n].base > 56 ? 96 : h->p[n].base + 40);
			h->p[kept].why |= FIND_WHY_BEFORE;
			h->p[kept++].left = (int8_t) - (int)k;
		}
		h->n = kept;
	}
}

size_t candidate_judge(const struct candidate *c, struct hit ret[static HITS_MOST])
{
	struct hits h = {ret, 0};
	enum side left = left_side(c);
	enum side right = right_side(c);
	bool joined = left == SIDE_JOINED || right == SIDE_JOINED;

	if (left == SIDE_DECIMAL || right == SIDE_DECIMAL || c->n > CANDIDATE_MOST || c->n < 7)
		return 0;
	judge_run(c, joined, &h);
	if (!h.n && c->digits < c->n)
		judge_labelled(c, joined, &h);
	return h.n;
}

/* May eighteen digits, the last perhaps an X, be an organisation's code too? By its first digits. */
static bool uscc_may(const struct candidate *c)
{
	unsigned region = (unsigned)(c->norm[2] - '0') * 10 + (unsigned)(c->norm[3] - '0');

	return (c->norm[1] < '4' || c->norm[1] == '9' || c->norm[0] == '3') &&
	       (region == 10 || province_of_code(region));
}

size_t candidate_bare(const struct candidate *c, struct hit ret[static HITS_MOST])
{
	struct hits h = {ret, 0};

	switch (c->n) {
	case MOBILE_LENGTH:
		if (c->norm[0] != '1')
			break;
		mobile(c, false, &h);
		return h.n;
	case 16:
	case 17:
		bank_card(c, false, &h);
		return h.n;
	case ID_CARD_LENGTH:
		id18(c, false, &h);
		if (uscc_may(c))
			uscc(c, false, &h);
		if (c->digits == c->n && c->norm[0] == '6')
			bank_card(c, false, &h);
		return h.n;
	case BANK_CARD_MOST:
		if (c->norm[0] == '8')
			break;
		bank_card(c, false, &h);
		return h.n;
	default:
		break;
	}
	return candidate_judge(c, ret);
}
