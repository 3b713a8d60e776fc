#include "detect/masking.h"

#define LENGTH_MOST 40
#define ID_LENGTH 18
/* Of an identity number: birth date and sequence. */
#define BIRTH_AND_SEQUENCE (((UINT64_C(1) << 17) - 1) & ~((UINT64_C(1) << 6) - 1))

static bool is_cover(str s, size_t at, size_t *ret_n)
{
	static const str signs[] = {STR_INIT("*"), STR_INIT("×"), STR_INIT("●"), STR_INIT("＊"),
				    STR_INIT("•"), STR_INIT("#"), STR_INIT("█")};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		if (str_starts(str_from(s, at), signs[i])) {
			*ret_n = signs[i].n;
			return true;
		}
	}
	/* "138XXXX5678": an X between digits or other X. */
	*ret_n = 1;
	return (s.p[at] == 'x' || s.p[at] == 'X') && at + 1 < s.n &&
	       (s.p[at + 1] == s.p[at] || (at && s.p[at - 1] == s.p[at]));
}

struct masking masking_of(str s)
{
	struct masking c = {.digits = true};
	size_t crosses = 0;
	size_t letters = 0;

	for (size_t at = 0; at < s.n && c.length < 64;) {
		size_t n = 1;

		if (is_cover(s, at, &n)) {
			c.hidden++;
			crosses += byte_is_alpha(s.p[at]);
		} else {
			for (n = 1; at + n < s.n && (s.p[at + n] & 0xc0) == 0x80; n++)
				;
			if (s.p[at] == ' ' || s.p[at] == '-') {
				at += n;
				continue;
			}
			c.shown++;
			letters += byte_is_alpha(s.p[at]);
			c.pattern |= UINT64_C(1) << c.length;
			if (c.length < 32)
				c.marks |= (uint64_t)(s.p[at + n - 1] & 3) << 2 * c.length;
			c.digits =
				c.digits && (byte_is_digit(s.p[at]) || (byte_lower(s.p[at]) == 'x' && at + 1 == s.n));
		}
		at += n;
		c.length++;
	}
	c.crossed = crosses == c.hidden && letters > 1;
	return c;
}

bool masking_is(const struct masking *c)
{
	if (c->hidden < 1 || c->crossed || c->length < 2 || c->length > LENGTH_MOST)
		return false;
	/* One sign: 张*, 198*8193183; not a footnote. */
	return c->hidden > 1 || c->length <= 4 || (c->digits && c->length >= 7);
}

bool masking_enough(const struct masking *c)
{
	if (c->length == ID_LENGTH && (c->pattern & BIRTH_AND_SEQUENCE) == BIRTH_AND_SEQUENCE)
		return false;
	if (c->length >= 15)
		return c->hidden >= 6;
	if (c->length >= 7)
		return c->hidden >= 4;
	return c->hidden * 2 >= c->length || c->hidden >= 2;
}

enum kind masking_kind(str s, const struct masking *c)
{
	uint8_t first = s.n ? s.p[0] : 0;
	bool head = c->pattern & 1;

	if (str_find_byte(s, '@') < s.n)
		return KIND_EMAIL;
	if (!c->digits)
		return c->length <= 4 && first >= 0xe4 && first <= 0xe9 ? KIND_NAME : KIND_COUNT;
	if (c->length == 11)
		return !head || first == '1' ? KIND_MOBILE : KIND_COUNT;
	/* Issuers begin with 62 and the schemes' digits, regions with 11 to 82. */
	if (c->length == ID_LENGTH && !(head && first == '6' && c->pattern & 2 && s.p[1] == '2' && !(c->pattern & 4)))
		return head && (first == '0' || first == '9') ? KIND_COUNT : KIND_ID18;
	if (c->length >= 16 && c->length <= 19)
		return !head || (first >= '3' && first <= '6') ? KIND_BANK_CARD : KIND_COUNT;
	return KIND_COUNT;
}
