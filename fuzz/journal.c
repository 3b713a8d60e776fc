/* Binary journals of systemd. */
#include "format/journal.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journal j;
	str line;
	size_t bytes = 0;

	if (journal_parse((str){data, size}, &j) == PARSE_OK)
		while (journal_next(&j, &line)) {
			must(line.n && line.p[line.n - 1] == '\n' && str_is_utf8(line));
			bytes += line.n;
		}
	journal_release(&j);
	return bytes == 1;
}
