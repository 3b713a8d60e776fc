/* onsite_show: records of inspections on site as text and JSON. */
#pragma once

#include "base/json.h"
#include "cmd/desk.h"
#include "ledger/onsite.h"

/* A member of a JSON list. */
void onsite_show_json(struct json_out *j, const struct onsite *o);
/* One line, or one JSON object on a line. */
void onsite_show_line(buf *b, const struct onsite *o, bool json);
/* With persons and entries. */
[[nodiscard]] int onsite_show_full(struct desk *d, const struct onsite *o, buf *b, err *e);
