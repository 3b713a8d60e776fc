/* charset_table: what tools/charset_table.c generates into build/gen/charset.c. 0: no such character. */
#pragma once

#include "base/str.h"

/* Row: lead byte 0x81..0xfe. Column: trail byte from 0x40, without 0x7f. */
extern const uint32_t charset_table_gb2[126 * 190];
/* Four-byte forms 0..39419: from linear number `from` on the code points run from `to` on (0: none). */
struct charset_range {
	uint32_t from;
	uint32_t to;
};
extern const struct charset_range charset_table_gb4[];
extern const size_t charset_table_gb4_count;
/* Column: trail byte 0x40..0x7e, 0xa1..0xfe. */
extern const uint32_t charset_table_big5[126 * 157];
