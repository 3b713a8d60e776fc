#include "cmd/terms.h"

#include "catalogue/paths.h"

int terms_open(arena *mem, struct terms *ret, err *e)
{
	const char *path = NULL;

	ret->calendar = arena_new(mem, struct calendar, 1);
	TRY(paths_data(mem, "catalogue/calendars", &path, e));
	TRY(calendars_load(path, mem, ret->calendar, e));
	TRY(paths_data(mem, "catalogue/clocks.yaml", &path, e));
	TRY(clocks_load(path, mem, &ret->clocks, e));
	TRY(paths_data(mem, "catalogue/ladder.yaml", &path, e));
	return ladders_load(path, mem, &ret->ladders, e);
}
