#include "model/role.h"

#include "base/must.h"

static const struct {
	const char *key;
	const char *zh;
	const char *en;
} rows[ROLE_COUNT] = {
#define ROLE(name, key, zh, en) [ROLE_##name] = {key, zh, en},
#include "model/role.def"
#undef ROLE
};

const char *role_key(enum role r)
{
	must((unsigned)r < ROLE_COUNT);
	return rows[r].key;
}

struct text2 role_words(enum role r)
{
	must((unsigned)r < ROLE_COUNT);
	return (struct text2){.zh = str_c(rows[r].zh), .en = str_c(rows[r].en)};
}

bool role_parse(str key, enum role *ret)
{
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		if (str_eq(key, str_c(rows[i].key))) {
			*ret = (enum role)i;
			return true;
		}
	}
	return false;
}

bool roles_parse(str keys, roles *ret)
{
	*ret = 0;
	while (keys.n) {
		size_t at = str_find_byte(keys, ',');
		enum role r;

		if (!role_parse(str_trim(str_sub(keys, 0, at)), &r))
			return false;
		*ret |= ROLE_BIT(r);
		keys = str_from(keys, at < keys.n ? at + 1 : at);
	}
	return true;
}
