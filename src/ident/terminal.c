#include "ident/terminal.h"

#include "base/digits.h"

#include "ident/luhn.h"

static bool starts_with(str s, const str *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(s, heads[i]))
			return true;
	return false;
}

bool terminal_imei(str digits)
{
	static const str bodies[] = {
		STR_INIT("01"), STR_INIT("10"), STR_INIT("30"), STR_INIT("33"), STR_INIT("35"), STR_INIT("44"),
		STR_INIT("45"), STR_INIT("49"), STR_INIT("50"), STR_INIT("51"), STR_INIT("52"), STR_INIT("53"),
		STR_INIT("54"), STR_INIT("86"), STR_INIT("91"), STR_INIT("98"), STR_INIT("99"),
	};

	return digits.n == 15 && str_is_digits(digits) && starts_with(digits, bodies, ARRAY_LEN(bodies)) &&
	       luhn_valid(digits);
}

bool terminal_imsi(str digits)
{
	static const str networks[] = {
		STR_INIT("46000"), STR_INIT("46001"), STR_INIT("46002"), STR_INIT("46003"), STR_INIT("46004"),
		STR_INIT("46005"), STR_INIT("46006"), STR_INIT("46007"), STR_INIT("46008"), STR_INIT("46009"),
		STR_INIT("46011"), STR_INIT("46013"), STR_INIT("46015"), STR_INIT("46020"), STR_INIT("454"),
		STR_INIT("455"),   STR_INIT("466"),
	};

	return digits.n == 15 && str_is_digits(digits) && starts_with(digits, networks, ARRAY_LEN(networks));
}

enum terminal_iccid terminal_iccid(str digits)
{
	static const str issuers[] = {STR_INIT("89860"), STR_INIT("898611"), STR_INIT("898615"), STR_INIT("898610"),
				      STR_INIT("89852"), STR_INIT("89853"),  STR_INIT("89886")};

	if ((digits.n != 19 && digits.n != 20) || digits.p[0] != '8' || !str_is_digits(digits) ||
	    !starts_with(digits, issuers, ARRAY_LEN(issuers)))
		return TERMINAL_ICCID_NONE;
	return luhn_valid(digits) ? TERMINAL_ICCID_RIGHT : TERMINAL_ICCID_WRONG;
}
