/* Target: candidate_judge, literal_take, field_judge, context_name, context_score, kind_mask and the readers of src/ident behind them. */
#include "base/must.h"
#include "detect/candidate.h"
#include "detect/kind.h"
#include "ident/address.h"
#include "ident/person_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hit_is_sound(const struct hit *h)
{
	must(h->kind < KIND_COUNT && h->validity < KIND_VALIDITY_COUNT && h->base <= 100);
}

static void judge(str text)
{
	struct candidate c = {.left = str_sub(text, 0, 16), .right = str_sub(text, text.n / 2, 16), .group_count = 1};
	struct hit hits[HITS_MOST];

	c.text = str_sub(text, text.n / 4, CANDIDATE_MOST);
	for (size_t i = 0; i < c.text.n; i++) {
		uint8_t b = c.text.p[i];

		if (!byte_is_alnum(b)) {
			c.group_count = (uint8_t)(c.group_count < 8 ? c.group_count + 1 : 8);
			continue;
		}
		c.norm[c.n++] = (char)(b >= 'a' && b <= 'z' ? b - 32 : b);
		c.digits = (uint8_t)(c.digits + byte_is_digit(b));
		c.groups[c.group_count - 1]++;
	}
	c.before = c.left.n ? c.left.p[c.left.n - 1] : 0;
	c.after = c.right.n ? c.right.p[0] : 0;
	size_t n = candidate_judge(&c, hits);

	must(n <= HITS_MOST);
	for (size_t i = 0; i < n; i++) {
		unsigned why = hits[i].why;

		hit_is_sound(&hits[i]);
		must(hits[i].left >= -(int)c.text.n && hits[i].left <= (int)c.left.n &&
		     hits[i].right <= (int)c.right.n);
		uint8_t score = context_score(&hits[i], c.left, c.right, NULL, &why);

		must(score >= 1 && score <= 99 && (hits[i].validity != KIND_LOOKS || score < FIND_SURE));
	}
}

static void take(str text)
{
	for (size_t at = 0; at < text.n; at++)
		for (size_t i = 0; i < literal_count; i++) {
			struct anchored a = {0};
			str s = str_sub(text, at, literals[i].text.n);

			if (!(literals[i].fold ? str_ieq(s, literals[i].text) : str_eq(s, literals[i].text)))
				continue;
			if (!literal_take(i, text, at, &a))
				continue;
			hit_is_sound(&a.hit);
			must(a.from <= text.n && a.n <= text.n - a.from);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str text = {data, size > 3000 ? 3000 : size};
	int8_t points[KIND_COUNT];
	struct anchored a = {0};
	struct address place;
	size_t n = 0;
	buf out;

	judge(text);
	take(text);
	context_name(text, points);
	for (size_t i = 0; i < KIND_COUNT; i++)
		points[i] = 40;
	if (field_judge(text, points, &a)) {
		hit_is_sound(&a.hit);
		must(a.n > 0 && a.from <= text.n && a.n <= text.n - a.from);
	}
	if (person_name_read(text, &n) != PERSON_NAME_NONE)
		must(n > 0 && n <= text.n);
	if (text.n && address_around(text, text.n / 2, &place))
		must(place.from <= text.n / 2 && place.from + place.n <= text.n);
	buf_init(&out, 4096);
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		buf_reset(&out);
		kind_mask(&out, (enum kind)k, text);
		must(!buf_full(&out) && out.n < 400);
	}
	buf_release(&out);
	return 0;
}
