/*
 * police: the public-security filing number 粤公网安备 44010602000001号: province sign, 14 digits of which the first six
 * are the area code; sign and code must agree.
 */
#pragma once

#include "base/buf.h"
#include "ident/province.h"

#define POLICE_NUMBER_SIZE 64

struct police {
	bool valid;                        /* grammar right, sign and code agree */
	char province[PROVINCE_SIGN_SIZE]; /* as shown, "" when missing */
	char number[POLICE_NUMBER_SIZE];   /* normal form without blanks; "" when malformed */
	int area_code;                     /* first two digits, -1 when there are none */
	size_t at;                         /* where it stands in the text, in bytes */
	size_t n;
};

/* The next number, or what looks like one, at or after *at; *at is then behind it. Bounded look-ahead. */
bool police_find(str text, size_t *at, struct police *ret);
/* The text, trimmed, is exactly one number. */
bool police_read(str text, struct police *ret);
