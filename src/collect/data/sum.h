/*
 * sum: the finds of one file, counted by part, column and kind, with the first places and the number of different values. Made in
 * the cage for each piece of a file and put together by the parent; the outcome does not depend on the pieces. Memory has a
 * ceiling: past 512 items further columns, then further parts, are counted together.
 */
#pragma once

#include "collect/data/record.h"

#define SUM_ITEMS_MOST 512

struct sum;
/* NULL: no memory. Where there is none later, full is called, which must not return (a caged reader's: cage_no_memory); without it the
 * process ends with a message, as of a full arena. */
struct sum *sum_new(void (*full)(void *ctx));
void sum_free(struct sum *s);
void sum_reset(struct sum *s);
/* One find; name, masked and context as they may be shown. */
void sum_find(struct sum *s, str inner, str name, const struct find *f);
/* What a column's profile says: how its values of a kind are kept, whether or not they were found one by one. */
struct sum_column {
	enum kind kind;
	str form;
	uint64_t matching;
	uint64_t distinct;
	uint64_t under14;
	bool sampled;
	str masked;
};
void sum_form(struct sum *s, str inner, str name, const struct sum_column *c);
/* An item of a later piece (RECORD_ITEM), whose lines begin after `lines` others. */
void sum_add(struct sum *s, const struct record *item, uint64_t lines);
size_t sum_count(const struct sum *s);
/* Item i in the order of their first finds, as a record; views until the sum changes. */
void sum_item(struct sum *s, size_t i, struct record *ret);
/* Different values among the sure finds of an item: exact up to RECORD_PRINTS, beyond estimated (some 1.6 %). */
uint64_t sum_persons(struct sum *s, size_t i);
/* Of these, persons younger than 14. */
uint64_t sum_under14(struct sum *s, size_t i);
/* The fingerprints of item i are all there were below this number; 0: all. The lowest bit of one says: younger than 14. */
uint64_t sum_bound(struct sum *s, size_t i);
/* Something was counted together for lack of room. */
bool sum_crowded(const struct sum *s);
