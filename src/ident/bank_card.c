#include "ident/bank_card.h"

#include "ident/luhn.h"

static unsigned head(str digits, size_t n)
{
	unsigned v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (unsigned)(digits.p[i] - '0');
	return v;
}

/* Ranges of the schemes with their lengths. */
static bool scheme(str d)
{
	unsigned four = head(d, 4);

	switch (d.p[0]) {
	case '6':
		/* UnionPay: 62; 60 and 69 with some issuers. */
		return d.p[1] == '2' && d.n >= 16;
	case '4':
		return d.n == 16;
	case '5':
		return d.n == 16 && four >= 5100 && four <= 5599;
	case '2':
		return d.n == 16 && four >= 2221 && four <= 2720;
	case '3':
		return (d.n == 16 && four >= 3528 && four <= 3589) ||
		       (d.n == 15 && (four / 100 == 34 || four / 100 == 37)) ||
		       (d.n == 14 && (four / 100 == 36 || four / 100 == 38 || (four >= 3000 && four <= 3059)));
	case '9':
		return d.p[1] == '5' && d.n == 19;
	default:
		return false;
	}
}

static bool issuer(str d)
{
	return d.p[0] == '6' && d.p[1] == '2' && (d.n == 16 || d.n == 19);
}

enum bank_card bank_card_judge(str digits)
{
	if (digits.n < BANK_CARD_LEAST || digits.n > BANK_CARD_MOST)
		return BANK_CARD_NONE;
	for (size_t i = 0; i < digits.n; i++)
		if (!byte_is_digit(digits.p[i]))
			return BANK_CARD_NONE;
	bool known = issuer(digits);

	if (!known && !scheme(digits))
		return BANK_CARD_NONE;
	if (!luhn_valid(digits))
		return known ? BANK_CARD_WRONG : BANK_CARD_NONE;
	return known ? BANK_CARD_ISSUER : BANK_CARD_SCHEME;
}

bool bank_card_example(str digits)
{
	static const str examples[] = {
		STR_INIT("6222021234567890"), STR_INIT("6222020200112233445"), STR_INIT("4111111111111111"),
		STR_INIT("4242424242424242"), STR_INIT("5555555555554444"),    STR_INIT("5105105105105100"),
		STR_INIT("4012888888881881"), STR_INIT("378282246310005"),     STR_INIT("371449635398431"),
		STR_INIT("4000000000000002"), STR_INIT("6200000000000005"),    STR_INIT("3530111333300000"),
		STR_INIT("3566002020360505"), STR_INIT("5200828282828210"),    STR_INIT("6250947000000014"),
	};

	for (size_t i = 0; i < ARRAY_LEN(examples); i++)
		if (str_eq(digits, examples[i]))
			return true;
	return false;
}
