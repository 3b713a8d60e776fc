/* import_priv: what the parts of import.h share. */
#pragma once

#include "exchange/import.h"

/* A number as text in room. */
str import_ref(char *room, size_t size, uint64_t n);
/* A fault at a byte of the file, from which on it could not be read. */
void import_broken(struct import_out *o, str bytes, size_t at, const char *words);
/* ZAP: 3 high, 2 medium, else low. */
str import_zap_risk(str code);
/* HTML's text without its marks, at most some 4,000 bytes. */
str import_plain(str html, arena *mem);
enum parse import_zap_json(str bytes, arena *mem, struct import_out *o);
