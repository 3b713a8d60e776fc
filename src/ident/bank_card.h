/*
 * bank_card: numbers of bank cards: issuer's beginning (BIN) and length, check digit (ISO/IEC 7812-1, JR/T 0008). Chinese debit
 * cards have 16 to 19 digits, most 19; credit cards 16 (American Express 15, Diners 14).
 */
#pragma once

#include "base/str.h"

#define BANK_CARD_LEAST 14
#define BANK_CARD_MOST 19

enum bank_card {
	BANK_CARD_NONE,
	BANK_CARD_WRONG,  /* a known issuer's beginning and length, check digit wrong */
	BANK_CARD_SCHEME, /* beginning and length of a card scheme (62…, 4…, 51 to 55, 35…), check digit right */
	BANK_CARD_ISSUER  /* beginning and length of a known Chinese issuer, check digit right */
};
/* Digits only. */
ATTR_PURE enum bank_card bank_card_judge(str digits);
/* A number that is published as an example (6222021234567890, 4111111111111111 …). */
ATTR_PURE bool bank_card_example(str digits);
