/* What a caged reader of logs tells its parent: every message is taken or refused, makes progress, and holds what it may. */
#include "base/must.h"
#include "collect/log/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reader_message m;
	str s = {data, size};
	size_t used = 0, before = 0;

	while (reader_next(s, &used, &m) > 0) {
		must(used > before && used <= size);
		before = used;
		must(m.inner.n <= READER_INNER_MOST && m.reason.n <= READER_REASON_MOST);
		must(str_is_utf8(m.inner) && str_is_utf8(m.reason) && str_is_utf8(m.item.masked));
		must(m.what != READER_ITEM || (m.item.kind < KIND_COUNT && m.item.print_count <= READER_PRINTS));
		must(!m.read || (m.sum.silence_count <= LOGFILE_SILENCES && m.sum.back_kept <= LOGFILE_BACKS));
	}
	return 0;
}
