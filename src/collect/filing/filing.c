/*
 * filing: the unit's list of filings (scope.filing), read through the gate and parsed in a cage. One list makes icp_filing
 * complete for the whole unit.
 */
#include "base/i18n.h"
#include "cage/cage.h"
#include "collect/collector.h"
#include "collect/filing/list.h"
#include "gate/gate.h"

/* A list of 100,000 filings has some 30 MB as CSV and less as XLSX. */
#define INPUT_MOST ((size_t)64 * 1024 * 1024)
#define MEMORY_MOST ((size_t)768 * 1024 * 1024)
#define CPU_SECONDS 60

static void filing_start(struct collect_job *job)
{
	struct cage_result result;
	err e = {0};

	if (!job->scope->filing.n) {
		collect_end(job, COLLECTED_SKIPPED, N_("the scope names no list of filings"));
		return;
	}
	struct cage_job cage = {.fd = gate_filing(job->gate, &e),
				.limits = {INPUT_MOST, MEMORY_MOST, CPU_SECONDS},
				.parse = list_read,
				.ctx = job->scope};

	if (cage.fd < 0) {
		/* Not the error's own words: those are in the language of whoever inspects. */
		if (e.code == E_GATE)
			collect_end(job, COLLECTED_REFUSED, gate_words(GATE_PERIOD));
		else
			collect_end(job, COLLECTED_FAILED, N_("the list of filings could not be opened"));
		return;
	}
	cage_run(&cage, job->sink, &result);
	gate_close(cage.fd);
	collect_end(job, result.status, arena_cstr(job->mem, str_c(result.reason)));
}

static const enum fact_id fills[] = {FACT_icp_filing};

const struct collector collector_filing = {
	.name = "filing",
	.version = 1,
	.words = N_("the unit's list of filings"),
	.kinds = 1u << ASSET_UNIT,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = filing_start,
};
