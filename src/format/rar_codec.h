/*
 * rar_codec: unpacks what RAR packed, by libarchive where the build found it (rar_codec_archive.c), else not at all (rar_codec_none.c). Of that
 * library only its two readers of RAR are linked, statically; it sees archives that rar.c writes for it (a mark, a main header,
 * a file's header without name, its packed bytes), so that headers, names, sets and ciphers are judged here. Runs in the cage.
 */
#pragma once

#include "base/str.h"

struct rar_codec;
enum rar_codec_state {
	RAR_CODEC_GOES_ON,
	RAR_CODEC_ENDS,
	RAR_CODEC_DAMAGED,
	RAR_CODEC_SUM, /* all of it came, but it is not what was packed. libarchive 3.6 gets some bytes wrong in files above 4 MiB of RAR 4 */
	RAR_CODEC_UNKNOWN,
	RAR_CODEC_NO_MEMORY
};

/* Is there one? */
bool rar_codec_able(void);
/* pull: the archive's next bytes, a view that lives until the next call; empty: its end. NULL: no memory. */
struct rar_codec *rar_codec_new(bool five, str (*pull)(void *ctx), void *ctx);
void rar_codec_free(struct rar_codec *c);
/* On to the next file, whose header comes next of pull. */
enum rar_codec_state rar_codec_next(struct rar_codec *c);
/* Its next bytes, with RAR_CODEC_GOES_ON; they live until the next call. */
enum rar_codec_state rar_codec_some(struct rar_codec *c, str *ret);
