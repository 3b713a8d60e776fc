/* onsite_show: records of inspections on site as text and JSON. */
#pragma once

#include "cmd/desk.h"
#include "ledger/onsite.h"

/* One line, or one JSON object on a line. */
void onsite_show_line(buf *b, const struct onsite *o, bool json);
/* With persons and entries. */
[[nodiscard]] int onsite_show_full(struct desk *d, const struct onsite *o, buf *b, err *e);
