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

/* An address read from the text's beginning on, which one of its units stands in: in one pass, and so that what a beginning says can be kept for
 * texts that begin alike. */
struct address_reading {
	str s;       /* ADDRESS_MOST bytes at most */
	size_t here; /* where the unit stands */
	/* Zero at first. */
	size_t at; /* all before it was read */
	size_t begin;
	size_t end;   /* behind the last unit */
	size_t since; /* characters since then */
	unsigned seen;
	uint32_t before; /* the last character */
	bool settled;    /* it begins with a province */
	bool foreign;    /* before the place stands what is no part of it */
	bool over;
};
#define ADDRESS_MOST ((size_t)150)
/* Reads on up to `until`, where no character or unit goes over. */
void address_read(struct address_reading *r, size_t until);
/* What was read. False: it is none, or something before the place is no part of one: then address_around may know more. */
bool address_end(const struct address_reading *r, struct address *ret);
