/*
 * volume: archives that were cut into files of one size, told by their names: "a.7z.002", "a.zip.001", "a.z01"; the bytes of all but the first
 * say nothing. (RAR's volumes have headers that say it: format/rar_head.h.) Pure.
 */
#pragma once

#include "format/filetype.h"

/* Why a file of this name and type is not read whole: it is one of a set (English, N_(…)); NULL: nothing says so. */
const char *volume_words(str name, enum filetype t);
/* The words for a first and for a later one. */
extern const char volume_next_words[], volume_before_words[];
