/*
 * province: the one-character signs of China's provinces as filing, licence and public-security numbers use them, and
 * their codes (GB/T 2260). Filing numbers have four signs of their own: 蜀 黔 滇 陇, where the others say 川 贵 云 甘.
 */
#pragma once

#include "base/str.h"

/* Longest sign in bytes, with a NUL. */
#define PROVINCE_SIGN_SIZE 8

struct province {
	unsigned code; /* GB/T 2260, first two digits */
	str filing;    /* sign in ICP filing numbers */
	str common;    /* sign elsewhere; the same but for four provinces */
};

/* By a sign of either kind (one character, UTF-8); NULL when it is none of the 31. */
ATTR_PURE const struct province *province_of_sign(str sign);
/* By the first two digits of an area code; NULL when there is none. */
ATTR_PURE const struct province *province_of_code(unsigned code);
