#include "collect/log/rules.h"

#include "base/i18n.h"
#include "format/rotation.h"

#define BLOCKS_MOST 1000

static int64_t said(int64_t n)
{
	return n >= 0 ? n : FACT_NULL;
}

/* The rules alone: scripts stand in such files too. */
static uint32_t put_evidence(struct sink *out, str logs, const struct rotation *r)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	buf_put(&b, logs);
	buf_printf(&b, "\nrotate %lld, every %lld hours, maxage %lld%s\n", (long long)r->rules.count,
		   (long long)r->rules.hours, (long long)r->rules.age, r->rules.sized ? ", by size" : "");
	return sink_evidence(out, "text/plain", buf_str(&b));
}

static void put_rules(struct sink *out, const struct rules_store *store, const struct rotation *r)
{
	AUTO(buf_release) buf logs;

	buf_init(&logs, 2048);
	buf_put_clean(&logs, r->logs, 1000);
	str name = str_trim(buf_str(&logs));
	uint32_t evidence = put_evidence(out, name, r);

	sink_put(out, log_rotation, .evidence = evidence, .keeps = store->keeps,
		 .program = r->journald ? STR("journald") : STR("logrotate"), .logs = name, .days = said(r->days),
		 .kept = said(r->rules.count), .hours = said(r->rules.hours), .age = said(r->rules.age),
		 .sized = r->rules.sized);
}

void rules_read(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	const struct rules_store *store = ctx;
	struct rotation_reader reader;
	struct rotation r;
	const char *why = "";
	unsigned n = 0;

	(void)mem;
	rotation_begin(&reader, bytes);
	while (n < BLOCKS_MOST && rotation_next(&reader, &r)) {
		if (!rotation_covers(&r, store->path))
			continue;
		put_rules(out, store, &r);
		n++;
	}
	if (reader.cut || n == BLOCKS_MOST)
		why = N_("the configuration of the rotation was not read to its end");
	else if (!n)
		why = N_("the configuration of the rotation names no log of this folder");
	if (*why)
		sink_gap(out, FACT_log_rotation, why);
	sink_end(out, *why ? COLLECTED_PARTIAL : COLLECTED_DONE, why);
}
