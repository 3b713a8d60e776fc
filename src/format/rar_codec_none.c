#include "format/rar_codec.h"

bool rar_codec_able(void)
{
	return false;
}

struct rar_codec *rar_codec_new(bool five, str (*pull)(void *ctx), void *ctx)
{
	(void)five;
	(void)pull;
	(void)ctx;
	return NULL;
}

void rar_codec_free(struct rar_codec *c)
{
	(void)c;
}

enum rar_codec_state rar_codec_next(struct rar_codec *c)
{
	(void)c;
	return RAR_CODEC_UNKNOWN;
}

enum rar_codec_state rar_codec_some(struct rar_codec *c, str *ret)
{
	(void)c;
	*ret = (str){0};
	return RAR_CODEC_UNKNOWN;
}
