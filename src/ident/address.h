/*
 * address: postal addresses of China in running text: divisions from province to village, then road, number, building, room. Told by
 * their order and their units; no table of places is needed.
 */
#pragma once

#include "base/str.h"

struct address {
	size_t from;
	size_t n;
	unsigned levels; /* how many different units (省 市 区 路 号 栋 室 …) it has */
	bool number;     /* of a house, building or room */
	bool division;   /* 省, 市, 区, 县 … */
	bool road;       /* 路, 街, 巷, 镇, 村, 小区 … */
};

/* The address around `at` (somewhere within it), with at least one unit. False: nothing like it. Looks at 150 bytes to each side. */
bool address_around(str text, size_t at, struct address *ret);
/* Likewise in a text of 150 bytes at most, in one pass from its beginning. False also where something before `at` is no part of an address: then
 * the other one may know more. */
bool address_leading(str text, size_t at, struct address *ret);
