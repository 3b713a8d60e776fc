/*
 * worker: the process that touches targets. It runs gate, engine and collectors, takes jobs from the parent's channel and
 * sends coded batches back; it knows no store. A second lock (Landlock) is put on before the first job.
 */
#pragma once

#include "model/scope.h"
#include "os/channel.h"

struct worker_conf {
	const struct scope *scope;
	str key;       /* installation key, for keyed hashes */
	int64_t at;    /* the run's begin, UTC seconds */
	uint64_t seed; /* of the run */
};

/* Forks a worker. */
[[nodiscard]] int worker_start(const struct worker_conf *conf, struct channel *ret, err *e);
