/* A record from any bytes: the verifier, with a unit looked up. Nothing that is changed may pass: what passes is sealed. */
#include "base/must.h"
#include "exchange/draw_verify.h"

#define INPUT_MOST 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_clear) arena mem = {0};
	AUTO(buf_release) buf why = {0};
	struct draw_verified r;
	struct draw_verify_unit unit = {.id = STR("U001")};

	if (size > INPUT_MOST)
		return 0;
	arena_init(&mem, DRAW_VERIFY_MEMORY);
	buf_init(&why, 1u << 14);
	enum draw_verify answer = draw_verify((str){data, size}, &mem, &r, &unit, &why);

	must((answer == DRAW_VERIFY_GOOD) == (why.n == 0));
	if (answer == DRAW_VERIFY_GOOD)
		must(r.units <= size && r.drawn <= r.units && (!unit.found || unit.place <= unit.stratum));
	return 0;
}
