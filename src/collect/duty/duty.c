/* duty: which duties of whoever handles many persons' data the unit has done, as the scope registers them (data.duties). It reads
 * nothing but the scope and sends nothing. */
#include "base/i18n.h"
#include "collect/collector.h"

static void duty_start(struct collect_job *job)
{
	const struct scope *s = job->scope;

	if (!s->data.duties_told) {
		collect_end(job, COLLECTED_SKIPPED,
			    N_("the scope does not say which duties the unit has done (data: duties)"));
		return;
	}
	sink_put(job->sink, unit_duty, .duty = STR("told"), .done = FACT_NULL);
	for (size_t i = 0; i < s->data.duty_count; i++)
		sink_put(job->sink, unit_duty, .duty = s->data.duties[i].duty, .done = s->data.duties[i].done,
			 .paper = s->data.duties[i].paper);
	collect_end(job, COLLECTED_DONE, "");
}

static const enum fact_id fills[] = {FACT_unit_duty};

const struct collector collector_duty = {
	.name = "duty",
	.version = 1,
	.words = N_("duties that the unit has registered"),
	.kinds = 1u << ASSET_UNIT,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = duty_start,
};
