/* rules: the configuration of what turns the logs of a folder over, to log_rotation facts. Runs in a cage. */
#pragma once

#include "model/sink.h"

struct rules_store {
	str path; /* of the folder */
	str keeps;
};

/* ctx is a struct rules_store. Puts facts, evidence and gaps, and ends out. */
void rules_read(const void *ctx, str bytes, arena *mem, struct sink *out);
