/* zip_entry: one entry of an archive (format/zip.h) as a source, unpacked block by block: a sheet of gigabytes takes no more memory. */
#pragma once

#include <zlib.h>

#include "format/source.h"
#include "format/zip.h"

struct zip_entry_reader {
	z_stream z;
	const struct zip_entry *entry;
	size_t at; /* packed bytes taken */
	bool ready;
	bool ended;
	bool broken; /* encrypted, unknown method, damaged: what came is not all */
	struct source source;
	uint8_t out[65536];
};

/* The bytes come through r->source; r must stay where it is until zip_entry_close. */
void zip_entry_open(struct zip_entry_reader *r, const struct zip_entry *e);
void zip_entry_close(struct zip_entry_reader *r);
