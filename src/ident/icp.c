/* Grammars: regulation of 292 号令 art. 12 and 令第 33 号 art. 13 as practised; docs say where each form was seen. */
#include "ident/icp.h"

#include "ident/fold.h"

#define CP_BEI 0x5907   /* 备 */
#define CP_HAO 0x53f7   /* 号 */
#define CP_ZHENG 0x8bc1 /* 证 */
#define CP_AN 0x6848    /* 案 */
#define CP_COLON ':'
#define DIGITS_MOST 24 /* longer runs are no number at all */
#define SUFFIX_DIGITS 5
#define CONTEXT_BYTES 60 /* how far back a licence without a province sign may have its word 许可证 or ICP */

static const char *const form_names[ICP_FORM_COUNT] = {"icp", "licence", "old-licence", "malformed"};

static const struct {
	unsigned bit;
	const char *words;
} defect_words[] = {
	{ICP_FULL_WIDTH, "full-width"}, {ICP_TRADITIONAL, "traditional"},
	{ICP_LOWER_CASE, "lower-case"}, {ICP_DASH, "dash"},
	{ICP_SPACES, "spaces"},         {ICP_OTHER_SIGN, "province sign of another list"},
	{ICP_PROVINCE, "province"},     {ICP_DIGITS, "digits"},
	{ICP_NO_HAO, "no 号"},          {ICP_SUFFIX, "suffix"},
};

_Static_assert((int)ICP_FULL_WIDTH == FOLD_FULL_WIDTH && (int)ICP_TRADITIONAL == FOLD_TRADITIONAL &&
		       (int)ICP_LOWER_CASE == FOLD_LOWER && (int)ICP_DASH == FOLD_DASH && (int)ICP_SPACES == FOLD_SPACE,
	       "what was folded is a defect of writing");

const char *icp_form_name(enum icp_form f)
{
	return form_names[f];
}

void icp_defects_put(buf *b, unsigned defects)
{
	const char *sep = "";

	for (size_t i = 0; i < ARRAY_LEN(defect_words); i++) {
		if (!(defects & defect_words[i].bit))
			continue;
		buf_put_c(b, sep);
		buf_put_c(b, defect_words[i].words);
		sep = ", ";
	}
}

static void add(struct icp *i, size_t *n, str s)
{
	if (s.n >= sizeof(i->number) - *n)
		return;
	bytes_copy(i->number + *n, sizeof(i->number) - *n, s);
	*n += s.n;
	i->number[*n] = 0;
}

static void set_sign(struct icp *i, str sign)
{
	if (sign.n < sizeof(i->province)) {
		bytes_copy(i->province, sizeof(i->province), sign);
		i->province[sign.n] = 0;
	}
}

static bool is_han(uint32_t cp)
{
	return cp >= 0x4e00 && cp <= 0x9fff;
}

/* The province sign before `at`: sets province and moves i->at to it. An unknown character counts as a sign (a wrong one)
 * only where it stands alone. */
static const struct province *sign_before(str text, size_t at, bool guess, struct icp *i)
{
	size_t from;
	size_t end = at;
	uint32_t cp = fold_before(text, end, &from);

	if (cp == ' ') {
		end = from;
		cp = fold_before(text, end, &from);
	}
	str sign = {text.p + from, end - from};
	const struct province *p = is_han(cp) ? province_of_sign(sign) : NULL;
	size_t before;

	if (!p && (!guess || end != at || !is_han(cp) || is_han(fold_before(text, from, &before))))
		return NULL;
	set_sign(i, sign);
	i->at = from;
	if (end != at)
		i->defects |= ICP_SPACES;
	return p;
}

/* -n, -nA, -nX, -nK; one blank before or after the dash, not both (else "号 - 2023 版权" would be one). */
static void take_suffix(struct fold *f, struct icp *i, size_t *n)
{
	struct fold t = *f;
	char digits[SUFFIX_DIGITS + 2];
	size_t start = t.at;

	fold_spaces(&t, 1);
	bool blank = t.at != start;

	if (!fold_take(&t, '-'))
		return;
	if (!blank)
		fold_spaces(&t, 1);
	size_t len = fold_digits(&t, digits, sizeof(digits), false);

	if (len == 0 || len > DIGITS_MOST)
		return;
	static const char kinds[] = "AXK";
	char kind = 0;

	for (size_t k = 0; kinds[k] && !kind; k++)
		if (fold_letter(&t, (uint32_t)kinds[k]))
			kind = kinds[k];
	*f = t;
	if (len > SUFFIX_DIGITS || digits[0] == '0') {
		i->defects |= ICP_SUFFIX;
		return;
	}
	i->suffix_kind = kind;
	add(i, n, STR("-"));
	add(i, n, str_c(digits));
	if (kind)
		add(i, n, (str){(const uint8_t *)&i->suffix_kind, 1});
}

static void finish(struct icp *i, const struct fold *f, enum icp_form form)
{
	i->defects |= f->bits;
	i->n = f->at - i->at;
	i->valid = !(i->defects & ~(unsigned)ICP_DEFECTS_OF_WRITING);
	i->form = form;
	if (i->defects & (ICP_DIGITS | ICP_PROVINCE)) {
		i->form = ICP_MALFORMED;
		i->number[0] = 0;
		i->subject_n = 0;
		i->suffix_kind = 0;
	}
}

/* A1.B2- and so on: kinds into number; false when it is none. */
static bool take_kinds(struct fold *f, struct icp *i, size_t *n)
{
	for (unsigned count = 0; count < 8; count++) {
		char kind[3] = {0};
		struct fold t = *f;

		kind[0] = fold_letter(&t, 'A') ? 'A' : fold_letter(&t, 'B') ? 'B' : 0;
		kind[1] = fold_take(&t, '1') ? '1' : fold_take(&t, '2') ? '2' : 0;
		if (!kind[0] || !kind[1])
			return false;
		add(i, n, str_c(kind));
		*f = t;
		if (fold_take(f, '-')) {
			add(i, n, STR("-"));
			return true;
		}
		if (!fold_take(f, '.'))
			return false;
		add(i, n, STR("."));
	}
	return false;
}

static bool has_context(str text, size_t at)
{
	size_t from = at > CONTEXT_BYTES ? at - CONTEXT_BYTES : 0;
	str before = str_sub(text, from, at - from);

	return str_has(before, STR("许可证")) || str_ihas(before, STR("ICP")) || str_has(before, STR("备案"));
}

/* A licence number whose kinds begin at `at`. `alone`: it needs no words around it to be taken for one. */
static bool licence_at(str text, size_t at, bool alone, struct icp *ret)
{
	struct icp i = {.at = at, .province_known = true};
	struct fold f = {.text = text, .at = at};
	size_t n = 0;
	size_t from;
	char digits[16];

	/* Every small a and b of a text comes here. */
	if (at >= text.n)
		return false;
	if (text.p[at] < 0x80 &&
	    (at + 1 >= text.n || (text.p[at + 1] != '1' && text.p[at + 1] != '2' && text.p[at + 1] < 0x80)))
		return false;
	uint32_t before = fold_before(text, at, &from);

	if ((before < 0x80 && byte_is_alnum((uint8_t)before)) || before == '.')
		return false;
	if (at >= 6 && str_eq(str_sub(text, at - 6, 6), STR("合字"))) {
		i.at = at - 6;
		add(&i, &n, STR("合字"));
	} else {
		sign_before(text, at, false, &i);
		add(&i, &n, str_c(i.province));
	}
	bool named = i.at != at;

	if (!take_kinds(&f, &i, &n))
		return false;
	size_t len = fold_digits(&f, digits, sizeof(digits), false);

	if (len > DIGITS_MOST || len < 4 || (!named && !alone && !has_context(text, at)))
		return false;
	if ((len != 8 && len != 9) || (memcmp(digits, "19", 2) != 0 && memcmp(digits, "20", 2) != 0))
		i.defects |= ICP_DIGITS;
	add(&i, &n, str_c(digits));
	i.subject_n = n;
	(void)fold_take(&f, CP_HAO);
	take_suffix(&f, &i, &n);
	finish(&i, &f, ICP_LICENCE);
	*ret = i;
	return true;
}

/* The digits of a filing number and what people put in their place (XXXXXXXX, letters); false when nothing of the kind
 * stands there. */
static bool take_serial(struct fold *f, char *digits, size_t size, struct icp *i)
{
	struct fold t = *f;
	size_t len = fold_digits(&t, digits, size, true);

	if (len == 8 || len == 10) {
		struct fold after = t;

		fold_spaces(&after, 1);
		if (fold_take(&after, CP_HAO)) {
			*f = t;
			return true;
		}
	}
	t = *f;
	len = fold_digits(&t, digits, size, false);
	bool digit = len > 0;
	bool holder = !digit;
	size_t others = 0;

	for (; others < DIGITS_MOST; others++) {
		size_t next;
		unsigned bits;
		uint32_t cp = fold_peek(&t, &next, &bits);
		bool star = cp == '*' || cp == '?' || cp == 0xd7 || cp == 'x' || cp == 'X';

		if (!star && !(cp < 0x80 && byte_is_alnum((uint8_t)cp)))
			break;
		digit = digit || (cp >= '0' && cp <= '9');
		holder = holder && star;
		t.at = next;
		t.bits |= bits;
	}
	if (!digit && !(holder && others))
		return false;
	if (others || (len != 8 && len != 10))
		i->defects |= ICP_DIGITS;
	*f = t;
	return true;
}

/* What may stand between 备 and the digits: 案, 案号, 案号：. */
static void skip_words(struct fold *f, struct icp *i)
{
	struct fold t = *f;

	fold_spaces(&t, 1);
	if (fold_take(&t, CP_AN)) {
		(void)fold_take(&t, CP_HAO);
		i->defects |= ICP_DIGITS;
	}
	if (fold_take(&t, CP_COLON))
		i->defects |= ICP_DIGITS;
	fold_spaces(&t, 1);
	*f = t;
}

static bool filing_rest(str text, struct fold *f, struct icp *i)
{
	char digits[DIGITS_MOST + 2] = "";
	size_t n = 0;
	const struct province *p = sign_before(text, i->at, true, i);
	struct fold mark = *f;
	unsigned before = i->defects;

	skip_words(f, i);
	struct icp ignored;

	if (licence_at(text, f->at, true, &ignored))
		return false;
	if (!take_serial(f, digits, sizeof(digits), i)) {
		/* 粤ICP备号: a number without its number. */
		*f = mark;
		i->defects = before | ICP_DIGITS;
		if (!p || !fold_take(f, CP_HAO))
			return false;
		finish(i, f, ICP_FILING);
		return true;
	}
	i->province_known = p && str_eq(p->filing, str_c(i->province));
	if (!p)
		i->defects |= ICP_PROVINCE;
	else if (!i->province_known)
		i->defects |= ICP_OTHER_SIGN;
	add(i, &n, p ? p->filing : (str){0});
	add(i, &n, STR("ICP备"));
	add(i, &n, str_c(digits));
	add(i, &n, STR("号"));
	i->subject_n = n;
	mark = *f;
	fold_spaces(f, 1);
	if (!fold_take(f, CP_HAO)) {
		*f = mark;
		i->defects |= ICP_NO_HAO;
	}
	take_suffix(f, i, &n);
	finish(i, f, ICP_FILING);
	return true;
}

/* 京ICP证030173号 */
static bool old_rest(str text, struct fold *f, struct icp *i)
{
	char digits[16];
	size_t n = 0;
	const struct province *p = sign_before(text, i->at, true, i);

	fold_spaces(f, 1);
	size_t len = fold_digits(f, digits, sizeof(digits), false);

	if (len == 0 || len > DIGITS_MOST)
		return false;
	i->province_known = p != NULL;
	if (!p)
		i->defects |= ICP_PROVINCE;
	if (len != 6)
		i->defects |= ICP_DIGITS;
	add(i, &n, str_c(i->province));
	add(i, &n, STR("ICP证"));
	add(i, &n, str_c(digits));
	add(i, &n, STR("号"));
	i->subject_n = n;
	fold_spaces(f, 1);
	if (!fold_take(f, CP_HAO))
		i->defects |= ICP_NO_HAO;
	take_suffix(f, i, &n);
	finish(i, f, ICP_OLD_LICENCE);
	return true;
}

/* A number whose letters ICP begin at `at`. */
static bool icp_at(str text, size_t at, struct icp *ret)
{
	struct icp i = {.at = at};
	struct fold f = {.text = text, .at = at};

	if (!fold_letter(&f, 'I'))
		return false;
	fold_spaces(&f, 1);
	if (!fold_letter(&f, 'C'))
		return false;
	fold_spaces(&f, 1);
	if (!fold_letter(&f, 'P'))
		return false;
	fold_spaces(&f, 2);
	bool found = fold_take(&f, CP_BEI)     ? filing_rest(text, &f, &i)
		     : fold_take(&f, CP_ZHENG) ? old_rest(text, &f, &i)
					       : false;

	if (found)
		*ret = i;
	return found;
}

/* 电信与信息服务业务经营许可证080234号 */
static bool words_at(str text, size_t at, struct icp *ret)
{
	static const str words = STR_INIT("电信与信息服务业务经营许可证");
	struct fold f = {.text = text, .at = at + words.n};
	struct icp i = {.at = at, .province_known = true};
	char digits[16];
	size_t n = 0;

	if (!str_starts(str_from(text, at), words))
		return false;
	fold_spaces(&f, 1);
	size_t len = fold_digits(&f, digits, sizeof(digits), false);

	if (len < 4 || len > DIGITS_MOST || !fold_take(&f, CP_HAO))
		return false;
	if (len != 6)
		i.defects |= ICP_DIGITS;
	add(&i, &n, words);
	add(&i, &n, str_c(digits));
	add(&i, &n, STR("号"));
	i.subject_n = n;
	take_suffix(&f, &i, &n);
	finish(&i, &f, ICP_OLD_LICENCE);
	*ret = i;
	return true;
}

static bool find(str text, size_t *at, bool alone, struct icp *ret)
{
	size_t least = *at; /* a sign before it belongs to the number before */

	for (size_t i = *at; i < text.n; i++) {
		uint8_t c = text.p[i];
		bool found;

		if (c == 'I' || c == 'i')
			found = icp_at(text, i, ret);
		else if (c == 'A' || c == 'B' || c == 'a' || c == 'b')
			found = licence_at(text, i, alone, ret);
		else if (c == 0xef)
			found = icp_at(text, i, ret) || licence_at(text, i, alone, ret);
		else
			found = c == 0xe7 && words_at(text, i, ret);
		if (!found)
			continue;
		if (ret->at < least) {
			ret->n -= least - ret->at;
			ret->at = least;
		}
		*at = ret->at + ret->n;
		return true;
	}
	*at = text.n;
	return false;
}

bool icp_find(str text, size_t *at, struct icp *ret)
{
	return find(text, at, false, ret);
}

bool icp_read(str text, struct icp *ret)
{
	size_t at = 0;
	struct icp i;

	text = str_trim(text);
	if (!find(text, &at, true, &i) || i.at != 0 || i.n != text.n)
		return false;
	*ret = i;
	return true;
}
