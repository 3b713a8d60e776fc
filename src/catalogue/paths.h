/*
 * paths: where the program's own files are: checks, laws. $YICHA_DATA, else ../share/yicha beside the executable, else the
 * source tree when the executable lies in its build folder.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* Path of a file or folder of ours ("checks", "catalogue/laws"); belongs to mem. E_NOTFOUND says where was looked. */
[[nodiscard]] int paths_data(arena *mem, const char *sub, const char **ret, err *e);
