#include "catalogue/paths.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "os/env.h"
#include "os/executable.h"
#include "os/file.h"

#define PATH_MOST 4096

static str up(str path)
{
	size_t n = path.n;

	while (n && path.p[n - 1] != '/')
		n--;
	return str_sub(path, 0, n ? n - 1 : 0);
}

/* base/sub when something stands there. */
static bool found(arena *mem, str base, const char *middle, const char *sub, const char **ret)
{
	AUTO(buf_release) buf b;

	buf_init(&b, PATH_MOST);
	buf_put(&b, base);
	buf_printf(&b, "%s/%s", middle, sub);
	if (buf_full(&b) || !os_file_exists(buf_c(&b)))
		return false;
	*ret = arena_cstr(mem, buf_str(&b));
	return true;
}

int paths_data(arena *mem, const char *sub, const char **ret, err *e)
{
	const char *given = os_env("YICHA_DATA");
	AUTO(buf_release) buf exe = {0};

	if (given) {
		if (found(mem, str_c(given), "", sub, ret))
			return 0;
		return err_set(e, E_NOTFOUND, _("%s is not in $YICHA_DATA (%s)"), sub, given);
	}
	buf_init(&exe, PATH_MOST);
	TRY(os_executable(&exe, e));
	str at = up(buf_str(&exe));

	if (found(mem, up(at), "/share/yicha", sub, ret))
		return 0;
	/* In the source tree the program, the tests and the benchmarks lie somewhere below build/; an installed one in bin/, wherever
	 * that is. */
	bool installed = str_ends(at, STR("/bin"));

	while (at.n && !str_ends(at, STR("/build")))
		at = up(at);
	if (at.n && !installed && found(mem, up(at), "", sub, ret))
		return 0;
	return err_set(e, E_NOTFOUND, _("%s is not found beside %s: $YICHA_DATA may name its folder"), sub,
		       buf_c(&exe));
}
