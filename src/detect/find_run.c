/* Runs of digits, with what people put between them, and tokens of letters and digits: cut into the candidates that a kind may
 * be (detect/candidate.h). */
#include "detect/find_priv.h"

#define GROUP_DIGITS 24 /* no kind has more in a row */
#define GROUPS_WINDOW 8
#define GROUPS_MOST 64
#define TOKEN_LEAST 7
#define TOKEN_MOST 24
#define SIDE_MOST 16

struct group {
	uint32_t from;
	uint32_t to;
	uint8_t n;      /* digits; GROUP_DIGITS + 1: more */
	uint8_t joiner; /* before it: ' ' or '-'; 0 for the first */
	char digits[GROUP_DIGITS + 1];
};

struct run {
	struct group groups[GROUPS_MOST];
	size_t n;
	size_t end;
};

/* Three bytes of a character E2 80 xx and the like, or 0. */
static uint32_t three(const uint8_t *p, size_t n)
{
	return n >= 3 && p[0] >= 0xe0 ? (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2] : 0;
}

/* The high bit of each of eight bytes that is no digit; reads within the text's padding. */
static inline uint64_t no_digits(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	v ^= 0x3030303030303030;
	return (((v & 0x7f7f7f7f7f7f7f7f) + 0x7676767676767676) | v) & 0x8080808080808080;
}

static size_t digits_at(const uint8_t *p, size_t n)
{
	size_t i = 0;

	while (i + 8 <= n + FIND_PAD / 2) {
		uint64_t no = no_digits(p + i);

		if (no) {
			i += (size_t)__builtin_ctzll(no) / 8;
			break;
		}
		i += 8;
	}
	return i < n ? i : n;
}

/* An ASCII or full-width digit: its bytes, or 0. */
static size_t digit_at(const uint8_t *p, size_t n, char *ret)
{
	if (!n)
		return 0;
	if (byte_is_digit(*p)) {
		*ret = (char)*p;
		return 1;
	}
	uint32_t v = *p == 0xef ? three(p, n) : 0;

	if (v < 0xefbc90 || v > 0xefbc99)
		return 0;
	*ret = (char)(v - 0xefbc90 + '0');
	return 3;
}

/* Characters of no width: zero-width space and (non-)joiner, word joiner, byte order mark, soft hyphen. */
static size_t invisible_at(const uint8_t *p, size_t n)
{
	size_t at = 0;

	while (at < n && p[at] >= 0x80) {
		uint32_t v = three(p + at, n - at);

		if (v == 0xe2808b || v == 0xe2808c || v == 0xe2808d || v == 0xe281a0 || v == 0xefbbbf)
			at += 3;
		else if (n - at >= 2 && p[at] == 0xc2 && p[at + 1] == 0xad)
			at += 2;
		else
			break;
	}
	return at;
}

/* One blank or hyphen: its bytes and which, or 0. */
static size_t joiner_at(const uint8_t *p, size_t n, uint8_t *ret)
{
	if (!n)
		return 0;
	*ret = ' ';
	if (*p == ' ')
		return 1;
	if (*p < 0x80) {
		*ret = '-';
		return *p == '-';
	}
	if (n >= 2 && p[0] == 0xc2 && p[1] == 0xa0)
		return 2;
	uint32_t v = three(p, n);

	if ((v >= 0xe28080 && v <= 0xe2808a) || v == 0xe280af || v == 0xe38080)
		return 3;
	*ret = '-';
	return (v >= 0xe28090 && v <= 0xe28095) || v == 0xe28892 || v == 0xefbc8d ? 3 : 0;
}

/* One group of digits from `at` on; where it ends. */
static size_t group_parse(const uint8_t *p, size_t at, size_t end, struct group *ret)
{
	char c = 0;
	size_t next = at;

	ret->from = (uint32_t)at;
	ret->n = 0;
	size_t run = digits_at(p + at, end - at);

	ret->n = run > GROUP_DIGITS ? GROUP_DIGITS + 1 : (uint8_t)run;
	memcpy(ret->digits, p + at, GROUP_DIGITS + 1);
	at = next = at + run;
	if (next < end && p[next] < 0x80 && !byte_is_digit(p[next])) {
		ret->to = (uint32_t)next;
		return next;
	}
	next = at + (at < end && p[at] >= 0x80 && ret->n ? invisible_at(p + at, end - at) : 0);
	for (;;) {
		size_t n = digit_at(p + next, end - next, &c);

		if (!n)
			break;
		at = next + n;
		if (ret->n <= GROUP_DIGITS)
			ret->digits[ret->n++] = c;
		next = at + (at < end && p[at] >= 0x80 ? invisible_at(p + at, end - at) : 0);
	}
	ret->to = (uint32_t)at;
	return at;
}

/* Groups from `at` on, as many as fit; true where more follow. */
static bool run_parse(const uint8_t *p, size_t at, size_t end, struct run *ret)
{
	uint8_t joiner = 0;

	ret->n = 0;
	for (;;) {
		struct group *g = &ret->groups[ret->n];
		uint8_t next = 0;
		char c = 0;

		at = group_parse(p, at, end, g);
		ret->end = at;
		g->joiner = joiner;
		ret->n++;
		size_t n = joiner_at(p + at, end - at, &next);

		if (!n || !digit_at(p + at + n, end - at - n, &c))
			return false;
		if (ret->n == GROUPS_MOST)
			return true;
		joiner = next;
		at += n;
	}
}

/* What a single group may be worth: for each length the first digits that a kind begins with. Most runs of digits in a log are
 * times and counters; they end here. */
bool find_run_worth(uint8_t first, size_t n)
{
	enum { ALL = 0x3ff };
	static const uint16_t firsts[GROUP_DIGITS + 2] = {
		[10] = 1 << 0 | 1 << 4 | 1 << 8,          /* landline, 400 and 800 */
		[11] = 1 << 0 | 1 << 1,                   /* landline, mobile */
		[12] = 1 << 0,                            /* landline, mobile with 0 */
		[13] = 1 << 8,                            /* mobile with 86 */
		[14] = 1 << 3,                            /* cards */
		[15] = ALL,                               /* old identity number, IMEI, IMSI, cards */
		[16] = ALL & ~(1 << 0 | 1 << 1 | 1 << 7), /* cards */
		[17] = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 9,
		[18] = ALL & ~1,                                            /* identity number, cards */
		[19] = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 9, /* cards, ICCID */
		[20] = 1 << 8,                                              /* ICCID */
	};

	return firsts[n] >> (first - '0') & 1;
}

static bool worth_single(const struct group *g)
{
	return find_run_worth((uint8_t)g->digits[0], g->n);
}

/* The lengths of groups that people write numbers in, as digits of base 32. */
#define S2(a, b) ((uint64_t)(a) << 5 | (b))
#define S3(a, b, c) (S2(a, b) << 5 | (c))
#define S4(a, b, c, d) (S3(a, b, c) << 5 | (d))
#define S5(a, b, c, d, e) (S4(a, b, c, d) << 5 | (e))

static bool worth_groups(const struct group *g, size_t n)
{
	uint64_t key = 0;

	for (size_t i = 0; i < n; i++)
		key = key << 5 | g[i].n;
	switch (key) {
	case S3(3, 4, 4): /* mobile */
	case S2(2, 11):
	case S4(2, 3, 4, 4):
	case S2(4, 11):
	case S4(4, 3, 4, 4):
	case S2(3, 7): /* landline: area, number, extension */
	case S2(3, 8):
	case S2(4, 7):
	case S2(4, 8):
	case S3(3, 4, 3): /* 400-1234-567 */
	case S3(3, 3, 4):
	case S3(2, 2, 8):
	case S3(2, 3, 7):
	case S3(2, 3, 8):
	case S3(3, 8, 3):
	case S3(3, 8, 4):
	case S3(4, 7, 3):
	case S3(4, 7, 4):
	case S3(4, 8, 3):
	case S3(4, 8, 4):
	case S4(4, 4, 4, 4): /* cards */
	case S5(4, 4, 4, 4, 1):
	case S5(4, 4, 4, 4, 2):
	case S5(4, 4, 4, 4, 3):
	case S5(4, 4, 4, 4, 4):
	case S3(4, 6, 5):
	case S2(6, 10):
	case S2(6, 13):
	case S2(6, 12): /* identity numbers */
	case S3(6, 8, 3):
	case S3(6, 8, 4):
	case S3(6, 6, 3):
	case S4(6, 4, 4, 4):
	case S5(6, 4, 2, 2, 3):
	case S5(6, 4, 2, 2, 4):
	case S5(3, 3, 4, 4, 4):
	case S3(10, 4, 4):
	case S2(8, 1): /* organisation code */
		return true;
	default:
		return false;
	}
}

static uint32_t code_before(const struct find_scan *s, size_t at)
{
	if (at == s->line_from)
		return 0;
	size_t from = at - 1;

	if (s->text.p[from] < 0x80)
		return s->text.p[from];

	while (from > s->line_from && at - from < 4 && (s->text.p[from] & 0xc0) == 0x80)
		from--;
	return str_utf8_next((str){s->text.p + from, at - from}, &(size_t){0});
}

static uint32_t code_behind(const struct find_scan *s, size_t at)
{
	if (at < s->line_to && s->text.p[at] < 0x80)
		return s->text.p[at];
	return at < s->line_to ? str_utf8_next((str){s->text.p + at, s->line_to - at}, &(size_t){0}) : 0;
}

/* At most SIDE_MOST bytes, whole characters. */
static str side_left(const struct find_scan *s, size_t at)
{
	size_t from = at - s->line_from > SIDE_MOST ? at - SIDE_MOST : s->line_from;

	while (from < at && (s->text.p[from] & 0xc0) == 0x80)
		from++;
	return (str){s->text.p + from, at - from};
}

static str side_right(const struct find_scan *s, size_t at)
{
	size_t to = s->line_to - at > SIDE_MOST ? at + SIDE_MOST : s->line_to;

	while (to > at && to < s->line_to && (s->text.p[to] & 0xc0) == 0x80)
		to--;
	return (str){s->text.p + at, to - at};
}

/* Asks what it is and keeps the reading that its surroundings speak for most. */
static bool judge(struct find_scan *s, struct candidate *c)
{
	struct hit hits[HITS_MOST];
	size_t from = (size_t)(c->text.p - s->text.p);
	size_t to = from + c->text.n;

	c->before = code_before(s, from);
	c->after = code_behind(s, to);
	c->left = side_left(s, from);
	c->right = side_right(s, to);
	size_t n = candidate_judge(c, hits);

	if (!n)
		return false;
	find_weigh(s, from, c->text.n, c, hits, n);
	return true;
}

static bool candidate_fill(struct candidate *c, const struct group *g, size_t n)
{
	c->n = 0;
	c->group_count = (uint8_t)n;
	for (size_t i = 0; i < n; i++) {
		if (g[i].n > GROUP_DIGITS || c->n + g[i].n >= CANDIDATE_MOST)
			return false;
		memcpy(c->norm + c->n, g[i].digits, g[i].n);
		c->n = (uint8_t)(c->n + g[i].n);
		if (i < ARRAY_LEN(c->groups))
			c->groups[i] = g[i].n;
	}
	c->digits = c->n;
	return true;
}

/* An X behind seventeen digits: bytes, or 0. */
static size_t check_x(const struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p + at;
	size_t left = s->line_to - at;

	if (left && (*p == 'X' || *p == 'x'))
		return left == 1 || !byte_is_alnum(p[1]) ? 1 : 0;
	uint32_t v = three(p, left);

	return v == 0xefbcb8 || v == 0xefbd98 ? 3 : 0;
}

static size_t digits_of(const struct group *g, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += g[i].n;
	return sum;
}

/* (0755)23456789 */
static bool bracketed(const struct find_scan *s, const struct group *g)
{
	return (g->n == 7 || g->n == 8) && g->from > s->line_from && s->text.p[g->from - 1] == ')';
}

/* The groups g[0..n) as one candidate. */
static bool groups_try(struct find_scan *s, const struct group *g, size_t n)
{
	struct candidate c ATTR_UNSET;
	struct group with_x[GROUPS_WINDOW] ATTR_UNSET;
	size_t to = g[n - 1].to;
	size_t x = digits_of(g, n) == 17 ? check_x(s, to) : 0;

	if (x) {
		memcpy(with_x, g, n * sizeof *g);
		with_x[n - 1].n++;
		g = with_x;
	}
	if (n == 1 ? !(x || worth_single(g) || bracketed(s, g)) : !worth_groups(g, n))
		return false;
	if (!candidate_fill(&c, g, n))
		return false;
	if (x) {
		c.norm[c.n - 1] = 'X';
		c.digits--;
	}
	c.text = (str){s->text.p + g[0].from, to + x - g[0].from};
	return judge(s, &c);
}

/* Groups belong together where one joiner stands between them; behind a country code it may be another. */
static size_t alike(const struct group *g, size_t n)
{
	size_t to = 1;

	while (to < n && to < GROUPS_WINDOW && (to < 2 || g[to].joiner == g[to - 1].joiner || (to == 2 && g[0].n == 2)))
		to++;
	return to;
}

/* All readings of a run: from each group the longest that is something, else on. `more` groups follow: those that may belong to
 * them are left; returns the first one left. */
static size_t run_try(struct find_scan *s, const struct run *r, bool more)
{
	size_t i = 0;

	while (i < r->n && !(more && r->n - i < GROUPS_WINDOW)) {
		size_t took = 1;

		for (size_t n = alike(r->groups + i, r->n - i); n > 0; n--) {
			if (groups_try(s, r->groups + i, n)) {
				took = n;
				break;
			}
		}
		i += took;
	}
	return i;
}

/* Letters and digits mixed are a code of 15 (old business licences) to 18 characters (USCC, VIN); shorter ones begin with one to
 * three letters that digits follow (passports, permits, identity numbers of Hong Kong and Taiwan). */
static bool worth_token(const uint8_t *p, size_t n)
{
	size_t letters = 0;

	if (n == 17 || n == 18)
		return true;
	while (letters < n && byte_is_alpha(p[letters]))
		letters++;
	/* Behind three letters: a telephone's label, or the foreigner's card. */
	return n <= 15 && letters > 0 && (letters <= 2 || (letters == 3 && n > 12)) &&
	       letters + digits_at(p + letters, n - letters) + 1 >= n;
}

/* Letters touch the digits at [from, to): the whole of it. */
static void token_try(struct find_scan *s, size_t from, size_t to)
{
	const uint8_t *p = s->text.p;
	struct candidate c ATTR_UNSET;
	size_t least = s->token_done > s->line_from ? s->token_done : s->line_from;

	if (from < s->token_done)
		return;
	while (from > least && byte_is_alnum(p[from - 1]))
		from--;
	while (to < s->line_to && byte_is_alnum(p[to]))
		to++;
	s->token_done = to;
	if (to - from < TOKEN_LEAST || to - from > TOKEN_MOST)
		return;
	if (!worth_token(p + from, to - from))
		return;
	c.n = (uint8_t)(to - from);
	c.digits = 0;
	for (size_t i = 0; i < c.n; i++) {
		uint8_t b = p[from + i];

		c.digits = (uint8_t)(c.digits + byte_is_digit(b));
		c.norm[i] = (char)(b >= 'a' && b <= 'z' ? b - 32 : b);
	}
	c.groups[0] = c.n;
	c.group_count = 1;
	c.text = (str){p + from, to - from};
	judge(s, &c);
}

static bool letter_at(const struct find_scan *s, size_t at)
{
	return at >= s->line_from && at < s->line_to && byte_is_alpha(s->text.p[at]);
}

/* Back to the run's first byte: over digits and single joiners between them. */
static size_t run_start(const struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;
	size_t least = s->done > s->line_from ? s->done : s->line_from;

	for (;;) {
		while (at > least && byte_is_digit(p[at - 1]))
			at--;
		if (at < least + 2 || (p[at - 1] != ' ' && p[at - 1] != '-') || !byte_is_digit(p[at - 2]))
			return at;
		at--;
	}
}

/* Does a joiner or a character of no width stand at text[at], and a digit behind it; or a full-width digit? */
static bool is_special(str text, size_t at)
{
	const uint8_t *p = text.p + at;
	size_t n = text.n - at;
	uint8_t joiner = 0;
	char c = 0;
	size_t skip = invisible_at(p, n);

	if (!skip)
		skip = joiner_at(p, n, &joiner);
	return digit_at(p + skip, n - skip, &c) > 0;
}

bool find_run_token_nothing(str text, size_t at)
{
	size_t from = at;
	size_t to = at;

	while (to < text.n && to - at <= TOKEN_MOST && byte_is_alnum(text.p[to]))
		to++;
	while (from && at - from <= TOKEN_MOST && byte_is_alnum(text.p[from - 1]))
		from--;
	/* (0755)2345678 */
	if (from && text.p[from - 1] == ')')
		return false;
	return to - from < TOKEN_LEAST || to - from > TOKEN_MOST || !worth_token(text.p + from, to - from);
}

bool find_run_nothing(str text, size_t last, size_t n)
{
	size_t from = last + 1 - n;

	if (n > GROUP_DIGITS || find_run_worth(text.p[from], n) || text.n - from < GROUP_DIGITS + 8)
		return false;
	uint8_t before = from ? text.p[from - 1] : '\n';
	const uint8_t *end = text.p + last + 1;

	if ((byte_is_alpha(*end) || byte_is_alpha(before)) && !find_run_token_nothing(text, last))
		return false;
	if (*end >= 0x80 ? n == 17 || is_special(text, last + 1)
			 : (*end == ' ' || *end == '-') && (byte_is_digit(end[1]) || end[1] >= 0x80))
		return false;
	return before != ')' && ((before != ' ' && before != '-') || from < 2 || !byte_is_digit(text.p[from - 2]));
}

/* Lengths of neighbouring groups, of three digits at least, that a number may have: for the first length the second ones. */
static const uint16_t pairs[14] = {
	[3] = 1 << 3 | 1 << 4 | 1 << 7 | 1 << 8,
	[4] = 1 << 3 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 11,
	[6] = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 10 | 1 << 12 | 1 << 13,
	[7] = 1 << 3 | 1 << 4,
	[8] = 1 << 3 | 1 << 4,
	[10] = 1 << 4,
};

bool find_run_group_nothing(str text, size_t at)
{
	const uint8_t *p = text.p;
	size_t from = at;
	size_t first = 3;

	while (from && at - from < ARRAY_LEN(pairs) && byte_is_digit(p[from - 1]))
		from--;
	size_t second = at - from + 1;

	while (second < ARRAY_LEN(pairs) && from + second < text.n && byte_is_digit(p[from + second]))
		second++;
	while (first < ARRAY_LEN(pairs) && from > first + 1 && byte_is_digit(p[from - 2 - first]))
		first++;
	return first < ARRAY_LEN(pairs) && second < ARRAY_LEN(pairs) && !(pairs[first] >> second & 1);
}

/* Dates and counters are most of what a log has in digits: over a date that begins at `at`, and true where nothing else can be in
 * the run. */
static bool skip_common(const struct find_scan *s, size_t *at)
{
	const uint8_t *p = s->text.p + *at;
	size_t left = s->line_to - *at;

	if (*at > s->line_from && byte_is_alpha(p[-1]))
		return false;
	if (left > 10 && p[4] == '-' && p[7] == '-' && no_digits(p) == 0x8000008000000000 && byte_is_digit(p[8]) &&
	    byte_is_digit(p[9]) && p[10] < 0x80 && p[10] != '-' && !byte_is_alpha(p[10])) {
		if (p[10] != ' ' || left < 12 || !byte_is_digit(p[11])) {
			*at += 10;
			return true;
		}
		*at += 11;
		p += 11;
		left -= 11;
	}
	struct group g;

	g.digits[0] = (char)*p;
	g.n = (uint8_t)digits_at(p, left < GROUP_DIGITS + 1 ? left : GROUP_DIGITS + 1);
	if (g.n == left || g.n > GROUP_DIGITS || p[g.n] >= 0x80 || p[g.n] == ' ' || p[g.n] == '-' ||
	    byte_is_alpha(p[g.n]) || worth_single(&g))
		return false;
	*at += g.n;
	return true;
}

void find_run_at(struct find_scan *s, size_t at, bool special)
{
	struct run r ATTR_UNSET;
	bool more = true;
	char c = 0;

	if (at >= s->done && !special && find_cell_number(s, at))
		return;
	if (at < s->done || (special && !is_special((str){s->text.p, s->line_to}, at)))
		return;
	size_t from = run_start(s, at);
	/* The digit before belongs to a run that was judged. */
	if (!digit_at(s->text.p + from, s->line_to - from, &c))
		return;
	if (byte_is_digit(s->text.p[from]) && skip_common(s, &from)) {
		s->done = from;
		return;
	}
	size_t begin = from;

	while (more) {
		more = run_parse(s->text.p, from, s->line_to, &r);
		size_t left = run_try(s, &r, more);

		/* A run that ends here, or one whose last groups are looked at again with those behind them. */
		from = left < r.n ? r.groups[left].from : r.end;
		more = more && left < r.n;
	}
	s->done = r.end;
	const struct group *last = &r.groups[r.n - 1];

	if (letter_at(s, begin - 1))
		token_try(s, begin, begin + 1);
	if (letter_at(s, last->to))
		token_try(s, last->from, last->to);
}
