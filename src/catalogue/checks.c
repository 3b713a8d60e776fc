#include "catalogue/checks.h"

#include "catalogue/paths.h"
#include "os/file.h"

#define HOUSE_CHECKS "/etc/yicha/checks"

int checks_load_all(struct checks *ret, const char *extra, err *e)
{
	AUTO(arena_clear) arena mem;
	const char *own = NULL;

	*ret = (struct checks){0};
	arena_init(&mem, 1u << 16);
	TRY(paths_data(&mem, "checks", &own, e));
	TRY(checks_load(ret, own, false, e));
	if (os_file_exists(HOUSE_CHECKS))
		TRY(checks_load(ret, HOUSE_CHECKS, true, e));
	return extra ? checks_load(ret, extra, true, e) : 0;
}
