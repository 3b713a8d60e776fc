/* private: files and folders for their owner's eyes alone, made where they are not yet. */
#pragma once

#include "base/err.h"

/* An empty file of mode 0600; one that is there stays as it is. E_IO, E_DENIED, E_NOTFOUND (no such folder). */
[[nodiscard]] int os_private_file(const char *path, err *e);
/* A folder of mode 0700, those above it by umask; one that is there stays as it is. */
[[nodiscard]] int os_private_dir(const char *path, err *e);
