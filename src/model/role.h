/* role: the roles a person may hold, and sets of them. */
#pragma once

#include "base/i18n.h"

enum role {
#define ROLE(name, key, zh, en) ROLE_##name,
#include "model/role.def"
#undef ROLE
	ROLE_COUNT
};
/* A set of roles. */
typedef uint32_t roles;
#define ROLE_BIT(r) (1u << (r))

const char *role_key(enum role r);
struct text2 role_words(enum role r);
/* False: no role has this key. */
[[nodiscard]] bool role_parse(str key, enum role *ret);
/* "officer,legal" and back; unknown keys make it false. */
[[nodiscard]] bool roles_parse(str keys, roles *ret);
