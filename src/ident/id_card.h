/*
 * id_card: 居民身份证, the resident identity number of GB 11643-1999: 6 digits of region (GB/T 2260), birth date YYYYMMDD, 3 of
 * sequence (odd: male), check character (ISO 7064 mod 11-2). Residence permits of persons from Hong Kong, Macau and Taiwan
 * (regions 81 to 83, since 2018) and the foreign permanent resident card (9 in front, since 2023) share form and check.
 * Regions are tested by province only: county codes are withdrawn and numbers issued under them stay valid.
 */
#pragma once

#include "base/digits.h"

#define ID_CARD_LENGTH 18
#define ID_CARD_OLD_LENGTH 15

enum id_card {
	ID_CARD_NONE,      /* not the form: length, province or date impossible */
	ID_CARD_WRONG,     /* form, province and date are right, the check character is not */
	ID_CARD_RESIDENT,  /* right */
	ID_CARD_PERMIT,    /* right; a residence permit (81, 82, 83) */
	ID_CARD_FOREIGNER, /* right; a foreign permanent resident */
	ID_CARD_OLD        /* 15 digits, province and date (19YYMMDD) right; that form has no check digit */
};
/* 15 or 18 characters, digits and a final X or x, nothing around. */
ATTR_PURE enum id_card id_card_judge(str s);
/* The birth date in days since 1970-01-01, of what id_card_judge calls anything but NONE; false leaves *ret untouched. */
[[nodiscard]] bool id_card_birth(str s, int64_t *ret_days);
/* Completed years from a birth day to another day (both in days since 1970-01-01); negative when it lies before. Born on 29
 * February: a year older on 1 March in common years. */
int id_card_age(int64_t birth, int64_t today);
/* The character that ISO 7064 mod 11-2 asks behind 17 digits; 0 when they are not digits. */
ATTR_PURE char id_card_check(str digits17);

/* The sum of eight digits, each with its weight: four at a time in the upper part of a product. */
static inline unsigned id_card_weighed(const uint8_t *p, uint64_t even, uint64_t odd)
{
	const uint64_t pairs = 0x000f000f000f000f;
	uint64_t v = bytes_le64(p);

	return (unsigned)((v & pairs) * even >> 48) + (unsigned)((v >> 8 & pairs) * odd >> 48);
}

/* Of what is known to be seventeen digits. */
static inline char id_card_check_of(const uint8_t *digits17)
{
	/* Weights 7 9 10 5 8 4 2 1, 6 3 7 9 10 5 8 4, 2: of the digits in even places, the last first, and of those between. */
	unsigned sum = id_card_weighed(digits17, 0x0007000a00080002, 0x0009000500040001) +
		       id_card_weighed(digits17 + 8, 0x00060007000a0008, 0x0003000900050004) +
		       (unsigned)(digits17[16] - '0') * 2;

	return "10X98765432"[sum % 11];
}
