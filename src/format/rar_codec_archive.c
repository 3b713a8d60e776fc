#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <time.h>

#include "format/rar_codec.h"

/* Blocks without a byte that are borne in a row. */
#define EMPTY_MOST 4096
/* The library's number for what it cannot do; damage has another. */
#define ERRNO_OTHER (-1)

struct rar_codec {
	struct archive *a;
	str (*pull)(void *ctx);
	void *ctx;
};

/* The library wants every name in the locale's charset and every time in the zone's; there is but one name here and no time, and opening
 * tables is what the cage forbids. The Makefile has the library call these in place of the C library's. */
iconv_t rar_codec_no_charset(const char *to, const char *from);
iconv_t rar_codec_no_charset(const char *to, const char *from)
{
	(void)to;
	(void)from;
	errno = EINVAL;
	return (iconv_t)(intptr_t)-1;
}

time_t rar_codec_no_time(struct tm *t);
time_t rar_codec_no_time(struct tm *t)
{
	(void)t;
	return 0;
}

bool rar_codec_able(void)
{
	return true;
}

static la_ssize_t give(struct archive *a, void *ctx, const void **ret)
{
	struct rar_codec *c = ctx;
	str s = c->pull(c->ctx);

	(void)a;
	*ret = s.p;
	return (la_ssize_t)s.n;
}

static enum rar_codec_state state_of(struct rar_codec *c, int r)
{
	if (r == ARCHIVE_OK || r == ARCHIVE_WARN)
		return RAR_CODEC_GOES_ON;
	if (r == ARCHIVE_EOF)
		return RAR_CODEC_ENDS;
	if (archive_errno(c->a) == ENOMEM)
		return RAR_CODEC_NO_MEMORY;
	const char *words = archive_error_string(c->a);
	str said = words ? str_c(words) : (str){0};

	if (str_eq(said, STR("File CRC error")) || str_starts(said, STR("Checksum error")))
		return RAR_CODEC_SUM;
	return archive_errno(c->a) == ERRNO_OTHER ? RAR_CODEC_UNKNOWN : RAR_CODEC_DAMAGED;
}

struct rar_codec *rar_codec_new(bool five, str (*pull)(void *ctx), void *ctx)
{
	struct rar_codec *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	*c = (struct rar_codec){archive_read_new(), pull, ctx};
	if (!c->a ||
	    (five ? archive_read_support_format_rar5(c->a) : archive_read_support_format_rar(c->a)) < ARCHIVE_WARN ||
	    archive_read_open(c->a, c, NULL, give, NULL) < ARCHIVE_WARN) {
		rar_codec_free(c);
		return NULL;
	}
	return c;
}

void rar_codec_free(struct rar_codec *c)
{
	if (c && c->a)
		(void)archive_read_free(c->a);
	free(c);
}

enum rar_codec_state rar_codec_next(struct rar_codec *c)
{
	struct archive_entry *e;
	enum rar_codec_state s = state_of(c, archive_read_next_header(c->a, &e));

	return s == RAR_CODEC_ENDS ? RAR_CODEC_DAMAGED : s;
}

enum rar_codec_state rar_codec_some(struct rar_codec *c, str *ret)
{
	for (unsigned i = 0; i < EMPTY_MOST; i++) {
		const void *p = NULL;
		size_t n = 0;
		la_int64_t at;
		int r = archive_read_data_block(c->a, &p, &n, &at);
		enum rar_codec_state s = r == ARCHIVE_WARN ? RAR_CODEC_DAMAGED : state_of(c, r);

		*ret = s == RAR_CODEC_GOES_ON ? (str){p, n} : (str){0};
		if (s != RAR_CODEC_GOES_ON || n)
			return s;
	}
	return RAR_CODEC_DAMAGED;
}
