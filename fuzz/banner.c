/* What a service says: every recogniser over the same bytes. */
#include "base/must.h"
#include "detect/probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str s = {data, size};
	struct banner r = {0};
	buf b AUTO(buf_release);

	buf_init(&b, 1 << 16);
	(void)banner_enough(s);
	if (banner_read(s, size ? data[0] : 0, &r))
		must(r.protocol && (!r.next || probe_find(r.next)));
	for (size_t i = 0; i < probe_count; i++) {
		const struct probe *p = probe_table[i];

		r = (struct banner){0};
		(void)p->enough(s);
		if (p->read(s, &r)) {
			must(r.protocol && r.version.n <= size && r.proof.n <= size + 60);
			/* An open door has to be proven by something. */
			must(r.access != BANNER_OPEN || r.proof.n || p->exposure);
			must(!r.next || probe_find(r.next));
		}
		buf_reset(&b);
		(void)probe_evidence(&b, p, s);
		buf_reset(&b);
		if (p->put)
			(void)p->put(&b, &(struct probe_ask){.before = s, .host = STR("h"), .agent = STR("a")});
	}
	return 0;
}
