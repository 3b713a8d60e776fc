#include "model/scope.h"

const struct scope_store *scope_store_of(const struct scope *s, str key)
{
	for (size_t i = 0; i < s->store_count; i++)
		if (str_eq(s->stores[i].key, key))
			return &s->stores[i];
	return NULL;
}
