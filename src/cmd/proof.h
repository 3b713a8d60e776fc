/* proof: the files that an act names as its evidence (--evidence FILE, as often as needed), kept as documents of the ledger. */
#pragma once

#include "cmd/desk.h"

#define PROOF_OPTION                                                                                                   \
	{                                                                                                              \
		"evidence", 0, OPTION_VALUE, "FILE",                                                                   \
			N_("a file that proves it, or the SHA-256 of a stored one; may be "                            \
			   "given again")                                                                              \
	}

/* Stores the files of this option as documents of this kind by the actor; *ret are their SHA-256 in hexadecimal, in d->mem. Needs a
 * transaction. E_NOTFOUND: no such file, nor anything stored under that hash. */
[[nodiscard]] int proof_take(struct desk *d, const char *option, const char *kind, str actor, const str **ret,
			     size_t *ret_n, err *e);
