/* key_name: names of keys by their parts: smsAppKey, dxpt_key, sm4_my (密钥), hwCloudAk. plain: as word_plain makes it. */
#pragma once

#include "detect/kind.h"

/* Which maker's or use's key is it? False: no part of the name says so. */
bool key_name_kind(str plain, enum kind *ret);
/* Does it end in a word for a key, and say before it what it is a key of? */
bool key_name_is(str plain);
