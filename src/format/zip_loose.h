/*
 * zip_loose: the directory of an archive as office programs of all kinds write it: ZIP64 fields, local headers without lengths, names twice.
 * format/zip.h is what papers and lists are read by, and refuses those. Entries that overlap are refused here too: they are bombs.
 */
#pragma once

#include "format/zip.h"

/* Entries with views into bytes, for format/zip_entry.h; false: no directory, or one that cannot be right. */
bool zip_loose_read(str bytes, arena *mem, struct zip *ret);
