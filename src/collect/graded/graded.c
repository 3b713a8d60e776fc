/*
 * graded: the unit's list of graded network units (scope.graded; 令第11号 art. 7 to 12), read through the gate and parsed in a
 * cage. It sends nothing.
 */
#include "base/i18n.h"
#include "cage/cage.h"
#include "collect/collector.h"
#include "collect/graded/objects.h"
#include "gate/gate.h"

/* A large operator files some thousands of units: a list of 100,000 has some 60 MB as CSV. */
#define INPUT_MOST ((size_t)64 << 20)
#define MEMORY_MOST ((size_t)768 << 20)
#define CPU_SECONDS 60

static void graded_start(struct collect_job *job)
{
	struct cage_result result;
	err e = {0};

	if (!job->scope->graded.n) {
		collect_end(job, COLLECTED_SKIPPED, N_("the scope names no list of graded filings"));
		return;
	}
	struct cage_job cage = {.fd = gate_graded(job->gate, &e),
				.limits = {INPUT_MOST, MEMORY_MOST, CPU_SECONDS},
				.parse = objects_read,
				.ctx = job->scope};

	if (cage.fd < 0) {
		collect_end(job, e.code == E_GATE ? COLLECTED_REFUSED : COLLECTED_FAILED,
			    arena_cstr(job->mem, str_c(e.text)));
		return;
	}
	cage_run(&cage, job->sink, &result);
	gate_close(cage.fd);
	collect_end(job, result.status, arena_cstr(job->mem, str_c(result.reason)));
}

static const enum fact_id fills[] = {
	FACT_graded_object,
	FACT_graded_date,
	FACT_graded_change,
	FACT_graded_regrade,
	FACT_graded_topology,
	FACT_graded_conformity,
	FACT_graded_conformity_report,
	FACT_graded_risk,
	FACT_graded_risk_report,
	FACT_graded_missing,
	FACT_graded_phone,
	FACT_graded_address,
	FACT_graded_domain,
	FACT_graded_service,
	FACT_unit_service,
};

const struct collector collector_graded = {
	.name = "graded",
	.version = 1,
	.words = N_("the unit's list of graded filings"),
	.kinds = 1u << ASSET_UNIT,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = graded_start,
};
