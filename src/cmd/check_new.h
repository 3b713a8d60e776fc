/* check_new: a new check's file, with comments to begin from; it passes `yicha checks test` as it is. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Writes dir/<id>.sql, making its folder; the path is put into ret_path. E_USAGE: id is not like N3.6/some-name, or the
 * file is there already. */
[[nodiscard]] int check_new(const char *dir, str id, buf *ret_path, err *e);
