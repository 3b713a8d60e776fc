/* executable: where the running program's file is. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Its absolute path, by /proc/self/exe. E_IO. */
[[nodiscard]] int os_executable(buf *ret, err *e);
