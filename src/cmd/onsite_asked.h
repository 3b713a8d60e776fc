/* onsite_asked: questions and answers of an interview from a text file: lines that begin with 问： and 答： (or Q: and A:), others go on. */
#pragma once

#include "ledger/onsite.h"

/* list of ONSITE_ASKED_MOST; texts are views into `text` or in mem. E_SYNTAX names the line: an answer without a question, a question without an
 * answer; E_LIMIT. */
[[nodiscard]] int onsite_asked_parse(str text, arena *mem, struct onsite_asked *list, size_t *ret_n, err *e);
