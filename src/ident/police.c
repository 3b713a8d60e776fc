#include "ident/police.h"

#include "ident/fold.h"

#define CP_HAO 0x53f7
#define DIGITS 14
#define DIGITS_MOST 24

static void add(struct police *p, size_t *n, str s)
{
	if (s.n >= sizeof(p->number) - *n)
		return;
	bytes_copy(p->number + *n, sizeof(p->number) - *n, s);
	*n += s.n;
	p->number[*n] = 0;
}

/* 公网安备, with a traditional 網 or 備. */
static bool take_words(struct fold *f)
{
	static const uint32_t words[] = {0x516c, 0x7f51, 0x5b89, 0x5907};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (!fold_take(f, words[i]))
			return false;
	return true;
}

static const struct province *take_sign(str text, struct police *p)
{
	size_t from;
	size_t end = p->at;

	if (fold_before(text, end, &from) == ' ')
		end = from;
	(void)fold_before(text, end, &from);
	str sign = {text.p + from, end - from};
	const struct province *province = province_of_sign(sign);

	if (province) {
		p->at = from;
		bytes_copy(p->province, sizeof(p->province), sign);
		p->province[sign.n] = 0;
	}
	return province;
}

static bool police_at(str text, size_t at, struct police *ret)
{
	struct police p = {.at = at, .area_code = -1};
	struct fold f = {.text = text, .at = at};
	char digits[DIGITS_MOST + 2];
	size_t n = 0;

	if (!take_words(&f))
		return false;
	const struct province *province = take_sign(text, &p);

	fold_spaces(&f, 2);
	size_t len = fold_digits(&f, digits, sizeof(digits), true);

	if (len == 0 && !fold_take(&f, CP_HAO))
		return false;
	struct fold mark = f;

	fold_spaces(&f, 1);
	bool hao = len && fold_take(&f, CP_HAO);

	if (!hao)
		f.at = mark.at;
	if (len >= 2)
		p.area_code = (digits[0] - '0') * 10 + (digits[1] - '0');
	p.n = f.at - p.at;
	if (len == DIGITS && province) {
		add(&p, &n, str_c(p.province));
		add(&p, &n, STR("公网安备"));
		add(&p, &n, str_c(digits));
		add(&p, &n, STR("号"));
		p.valid = hao && province_of_code((unsigned)p.area_code) == province;
	}
	*ret = p;
	return true;
}

bool police_find(str text, size_t *at, struct police *ret)
{
	static const str first = STR_INIT("公");
	size_t least = *at;

	for (size_t i = least; i < text.n; i += first.n) {
		i += str_find(str_from(text, i), first);
		if (i >= text.n)
			break;
		if (!police_at(text, i, ret))
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

bool police_read(str text, struct police *ret)
{
	size_t at = 0;
	struct police p;

	text = str_trim(text);
	if (!police_find(text, &at, &p) || p.at != 0 || p.n != text.n)
		return false;
	*ret = p;
	return true;
}
