/*
 * lz4: one block of LZ4 (lz4_Block_format.md), as frames (layer_lz4) and journals hold them.
 */
#pragma once

#include "base/str.h"

/* Unpacks `in` behind the *at bytes that stand in `to` already (its matches may reach back into them), up to `end`. False: it is damaged
 * or says more; *at is then behind what came of it. */
bool lz4_block(str in, uint8_t *to, size_t *at, size_t end);
