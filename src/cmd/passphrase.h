/* passphrase: what opens a signing key: from --passphrase-file, else $YICHA_PASSPHRASE, else asked at the terminal. */
#pragma once

#include "base/arena.h"
#include "cmd/cmd.h"

#define PASSPHRASE_OPTION                                                                                              \
	{                                                                                                              \
		"passphrase-file", 0, OPTION_VALUE, "FILE",                                                            \
			N_("first line: the key's passphrase (default: $YICHA_PASSPHRASE, else asked)")                \
	}
/* In mem. twice: asked two times, as for a new key. E_USAGE without any way to have it. */
[[nodiscard]] int passphrase_get(const struct args *a, bool twice, arena *mem, str *ret, err *e);
