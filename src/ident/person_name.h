/*
 * person_name: names of persons in Chinese: a surname (single or compound, by frequency in the census of 2020 and 百家姓) and one
 * or two characters; names of other peoples with '·' between their parts.
 */
#pragma once

#include "base/str.h"

enum person_name {
	PERSON_NAME_NONE,
	PERSON_NAME_LIKELY /* a surname and a usual length */,
	PERSON_NAME_SURE /* and an end */
};
/* Does s begin with a name? *ret_n: its bytes. What follows it decides where it ends: another character than a Chinese one, or a
 * word that names are followed by (先生, 电话, 已 …). */
enum person_name person_name_read(str s, size_t *ret_n);
/* Is the whole of s a name? */
bool person_name_is(str s);
/* Likewise where no word says that it is one: without the names of towns and what else begins like a name. */
bool person_name_alone(str s);
/* Likewise, and its given name has a character that given names have: for a cell that nothing else says is a name. */
bool person_name_usual(str s);
/* Two to four Chinese characters, of any surname, that are none of the words which stand in such fields and end like no place or
 * unit: what may be a name where one is asked for. */
bool person_name_free(str s);
