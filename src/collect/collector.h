/*
 * collector: asset → facts. One folder a kind, one descriptor each (collector_<kind> in <kind>/<kind>.c); the table of
 * all is generated. A collector knows no law, no store and no other collector.
 */
#pragma once

#include "model/sink.h"
#include "net/net.h"

struct collect_job {
	const struct asset *asset;
	const struct scope *scope;
	struct gate *gate;
	struct net *net;
	struct sink *sink;
	arena *mem;    /* lives as long as the job; 4 MiB */
	uint64_t seed; /* for random labels and paths; of the run and asset, so that a repeated run asks the same */
	int64_t at;    /* the run's begin, UTC seconds: a collector has no clock of its own for facts */
	void *state;   /* the collector's own, from mem */
	/* Set by flow. */
	void (*done)(struct collect_job *job);
	void *done_ctx;
};

struct collector {
	const char *name;
	unsigned version; /* raised when facts change meaning */
	const char *words;
	unsigned kinds;            /* bits 1u << enum asset_kind */
	const enum fact_id *fills; /* tables it makes complete */
	size_t fill_count;
	/* Is it for this very asset (https only, udp/53 only)? NULL: for every asset of its kinds. */
	bool (*wants)(const struct asset *asset);
	/* Starts; returns at once. Ends with exactly one collect_end, possibly before returning. */
	void (*start)(struct collect_job *job);
};

/* Ends the job's batch and hands it over; job and everything in it is gone afterwards. */
static inline void collect_end(struct collect_job *job, enum collected_status status, const char *reason)
{
	sink_end(job->sink, status, reason);
	job->done(job);
}

/* Ends a job by what the engine said: refused, failed, skipped. */
static inline void collect_end_net(struct collect_job *job, enum net_status s, enum gate_answer g)
{
	if (s == NET_GATE)
		collect_end(job, COLLECTED_REFUSED, gate_words(g));
	else if (s == NET_CANCELLED)
		collect_end(job, COLLECTED_SKIPPED, net_words(s));
	else
		collect_end(job, COLLECTED_FAILED, net_words(s));
}

/* All collectors, NULL at the end (generated). */
extern const struct collector *const collectors[];
