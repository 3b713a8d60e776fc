/* facts_doc: every table and column that a check can ask, as Markdown, from their declarations. */
#pragma once

#include "base/buf.h"

void facts_doc_put(buf *b);
/* The same as JSON: {"tables":[{"columns":[{"name","type","words"}],"name","words"}]}. */
void facts_doc_json(buf *b);
