/* Squashed text (ident/squash.h): no longer than its ceiling, and nothing is left to squash in it. */
#include "base/must.h"
#include "ident/squash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buf_release) buf words, tight, bare;

	if (size > 100000)
		return 0;
	buf_init(&words, 4 * size + 16);
	buf_init(&tight, 4 * size + 16);
	buf_init(&bare, 4 * size + 16);
	squash_words(&words, (str){data, size});
	squash_tight(&tight, buf_str(&words));
	squash_bare(&bare, buf_str(&words));
	must(!buf_full(&words) && !buf_full(&tight) && !buf_full(&bare));
	must(tight.n <= words.n && bare.n <= words.n && str_is_utf8(buf_str(&bare)));
	for (size_t i = 0; i < tight.n; i++)
		must(tight.p[i] > 0x7f || byte_is_alnum(tight.p[i]) || tight.p[i] == '.' || tight.p[i] == ':');
	return 0;
}
