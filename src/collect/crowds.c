#include "collect/crowds.h"

#include <stdlib.h>

#include "base/must.h"

bool crowds_counts(enum kind k)
{
	static const bool counts[KIND_COUNT] = {
		[KIND_ID18] = true,           [KIND_RESIDENCE_PERMIT] = true,
		[KIND_FOREIGNER_CARD] = true, [KIND_MOBILE] = true,
		[KIND_EMAIL] = true,          [KIND_ID15] = true,
		[KIND_TAIWAN_ID] = true,      [KIND_HK_ID] = true,
		[KIND_MACAU_ID] = true,       [KIND_HK_PERMIT] = true,
		[KIND_TAIWAN_PERMIT] = true,  [KIND_PASSPORT] = true,
		[KIND_WECHAT] = true,         [KIND_QQ] = true,
		[KIND_WEIBO] = true,          [KIND_ALIPAY] = true,
		[KIND_BIOMETRIC] = true,
	};

	return counts[k];
}

struct crowd *crowds_of(struct crowds *c, enum kind k)
{
	if (!c->of[k]) {
		c->of[k] = calloc(1, sizeof(*c->of[k]));
		must(c->of[k]);
	}
	return c->of[k];
}

static void put_one(struct crowd *c, enum kind k, struct sink *out)
{
	crowd_thin(c, CROWDS_MARKS);
	for (size_t i = 0; i < CROWD_SLOTS; i++)
		if (c->slots[i])
			sink_put(out, data_mark, .kind = str_c(kind_infos[k].key),
				 .mark = (int64_t)(c->slots[i] >> (64 - CROWD_MARK_BITS)),
				 .cut = (int64_t)(CROWD_MARKS >> c->shift));
}

void crowds_put(struct crowds *c, struct sink *out)
{
	for (int k = 0; k < KIND_COUNT; k++)
		if (c->of[k])
			put_one(c->of[k], (enum kind)k, out);
}

void crowds_release(struct crowds *c)
{
	for (int k = 0; k < KIND_COUNT; k++) {
		free(c->of[k]);
		c->of[k] = NULL;
	}
}
