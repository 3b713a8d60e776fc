/* What a database says of itself, made short. */
#include "collect/database/source.h"
#include "test/tap.h"

static void product(const char *says, const char *wanted)
{
	char got[120];

	source_product(str_c(says), got);
	ok(str_eq(str_c(got), str_c(wanted)), "%s: %s", wanted, got);
}

int main(void)
{
	product("PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc",
		"PostgreSQL 15.20");
	product("PostgreSQL 9.2.4 (openGauss 5.0.0 build a07d57c3) compiled at 2023-03-29 03:37:13 on x86_64",
		"openGauss 5.0.0");
	product("(openGauss-lite 5.0.1 build 9c8f2d1b) compiled at 2024-01-01", "openGauss-lite 5.0.1");
	product("KingbaseES V008R006C007B0012 on x86_64-pc-linux-gnu, compiled by gcc", "KingbaseES V008R006C007B0012");
	product("PostgreSQL 9.2.4 (GaussDB Kernel V500R002C10 build 1234) compiled at", "GaussDB Kernel");
	product("", "");
	product("x", "x");
	is_int(source_int(STR("-12"), 0), -12, "a number below nothing");
	is_int(source_int(STR("1e3"), -1), -1, "and what is none");
	for (int i = 1; i < SOURCE_END_COUNT; i++)
		ok(source_words((enum source_end)i)[0], "the end %d has words", i);
	return tap_done();
}
