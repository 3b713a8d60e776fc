/*
 * selfextract: programs of Windows with a RAR or 7z archive behind them that unpack it when they are run. Pure.
 */
#pragma once

#include "format/filetype.h"

/* An archive begins within so many bytes: the programs before it have some 200 to 400 KiB. */
#define SELFEXTRACT_AHEAD ((size_t)1 << 20)

/* start: the first SELFEXTRACT_AHEAD bytes of a program, or all. FILETYPE_RAR or FILETYPE_7Z, and where it begins (its header's checksum holds);
 * else FILETYPE_PROGRAM. */
enum filetype selfextract_of(str start, size_t *ret_at);
