/* inventory: the unit's own list of data (scope data.inventory), read through the gate and parsed in a cage. It sends nothing. */
#include "base/i18n.h"
#include "cage/cage.h"
#include "collect/collector.h"
#include "collect/inventory/listed.h"
#include "gate/gate.h"

#define INPUT_MOST ((size_t)64 << 20)
#define MEMORY_MOST ((size_t)512 << 20)
#define CPU_SECONDS 60

static void inventory_start(struct collect_job *job)
{
	struct cage_result result;
	err e = {0};

	if (!job->scope->data.inventory.n) {
		collect_end(job, COLLECTED_SKIPPED, N_("the scope names no list of data"));
		return;
	}
	struct cage_job cage = {.fd = gate_inventory(job->gate, &e),
				.limits = {INPUT_MOST, MEMORY_MOST, CPU_SECONDS},
				.parse = listed_read};

	if (cage.fd < 0) {
		collect_end(job, e.code == E_GATE ? COLLECTED_REFUSED : COLLECTED_FAILED,
			    e.code == E_GATE ? gate_words(GATE_PERIOD) : N_("the list of data could not be opened"));
		return;
	}
	cage_run(&cage, job->sink, &result);
	gate_close(cage.fd);
	collect_end(job, result.status, arena_cstr(job->mem, str_c(result.reason)));
}

static const enum fact_id fills[] = {FACT_data_listed};

const struct collector collector_inventory = {
	.name = "inventory",
	.version = 1,
	.words = N_("the unit's own list of data"),
	.kinds = 1u << ASSET_UNIT,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = inventory_start,
};
