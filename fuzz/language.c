/* The SQL of a check from outside: looked over without harm, whatever it is. */
#include "base/must.h"
#include "judge/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct language *language;
	static const str names[] = {STR_INIT("days")};
	struct language_query q;
	err e = {0};
	arena mem;

	if (!language)
		must(language_new(&language, &e) == 0);
	arena_init(&mem, (size_t)16 << 20);
	if (language_prepare(language, &mem, (str){data, size}, (struct language_params){names, 1}, &q, &e) == 0) {
		must(q.sql.n == size && q.column_count > 0);
		must(!str_has(q.sql, STR("/*")) || str_has(q.sql, STR("'")));
	}
	arena_clear(&mem);
	return 0;
}
