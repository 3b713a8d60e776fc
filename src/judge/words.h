/* words: the part of the language that can be seen in the text alone, before any database looks at it. */
#pragma once

#include "base/err.h"
#include "judge/language.h"

/* Writes sql into `out` (as long as sql) with comments blanked out and without the final ";". E_SYNTAX "line N: why". */
[[nodiscard]] int words_check(str sql, struct language_params params, uint8_t *out, err *e);
