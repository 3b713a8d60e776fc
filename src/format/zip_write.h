/*
 * zip_write: makes an archive (PKWARE APPNOTE 6.3) of parts in memory, as DOCX and XLSX are made: deflated where that is
 * shorter, all times 1980-01-01 00:00, so that the same parts give the same bytes. No ZIP64: everything below 4 GiB.
 */
#pragma once

#include "base/buf.h"

struct zip_write {
	buf *out; /* the archive; its ceiling shows in buf_full */
	buf directory;
	size_t from; /* where the archive begins in out */
	size_t count;
};

/* Writes at the end of out (borrowed). */
void zip_write_begin(struct zip_write *z, buf *out);
/* One entry; name: relative, with '/', UTF-8, at most 65,535 bytes (must() says so). */
void zip_write_add(struct zip_write *z, str name, str bytes);
/* The directory; frees what z holds. The archive is whole unless buf_full(out). */
void zip_write_end(struct zip_write *z);
