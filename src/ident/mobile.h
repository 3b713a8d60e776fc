/*
 * mobile: Chinese mobile numbers: 11 digits, 1 in front, whose first three digits are a range that was given out.
 * Ranges as of 2024: the Telecommunications Network Numbering Plan (2017 edition) and the allocations to the four operators and
 * their resellers known since then.
 */
#pragma once

#include "base/str.h"

#define MOBILE_LENGTH 11

enum mobile {
	MOBILE_NONE,
	MOBILE_PERSON, /* voice and data of subscribers, resellers' included */
	MOBILE_THINGS  /* ranges of machine cards: 13 digits (10648 …), or 11 digits of 140, 141, 144, 146, 148 */
};
/* Digits only, without country code. */
ATTR_PURE enum mobile mobile_judge(str digits);
/* Are these eleven digits, known to be such, MOBILE_PERSON? */
ATTR_PURE bool mobile_person(const uint8_t *digits11);
/* A number that is published as an example or belongs to an operator's service (13800138000 …). */
ATTR_PURE bool mobile_example(str digits);
/* 17179869184 is 2^34, 13500000000 a sum: round numbers of bytes or of anything are hardly anybody's telephone. */
static inline bool mobile_round(uint64_t number)
{
	return number % 4096 == 0 || number % 1000000 == 0;
}
