/* handout: a ledger's log, or what concerns some subjects, as a bundle (exchange/bundle.h) for a third party. */
#pragma once

#include "exchange/bundle.h"
#include "ledger/ledger.h"

struct handout {
	const str *subjects; /* none: the whole log */
	size_t subject_count;
	uint64_t leaves; /* set: how many went in */
	uint64_t files;  /* documents and pieces of evidence */
	uint64_t newer;  /* leaves behind the checkpoint: not in it */
};
/* Up to the latest checkpoint (E_NOTFOUND without one). A part holds the leaves of the subjects, those of the documents and the
 * evidence whose hashes these name, and of the keys. E_STORE: what a leaf names is not what it was. */
[[nodiscard]] int handout_write(struct ledger *l, struct handout *h, const struct bundle_io *io, err *e);
