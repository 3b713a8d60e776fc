/*
 * frame: what parent and worker say to each other over a channel: jobs down, results and journal lines up. The parent
 * decodes a worker's frames as hostile input.
 */
#pragma once

#include "base/cur.h"
#include "gate/gate.h"

enum frame_kind {
	FRAME_JOB,     /* parent → worker */
	FRAME_STOP,    /* parent → worker: cancel what runs, then end */
	FRAME_RESULT,  /* worker → parent */
	FRAME_JOURNAL, /* worker → parent: gate entries */
	FRAME_KIND_COUNT
};

/* One collection of one asset by one collector. */
struct frame_job {
	int64_t asset;
	uint16_t collector; /* index into collectors[] */
	str key;
	str object;
};

struct frame_result {
	int64_t asset;
	uint16_t collector;
	int64_t began; /* UTC seconds */
	int64_t ended;
	str batch;
};

/* Kind of a frame; FRAME_KIND_COUNT when malformed. *ret_body is what follows. */
enum frame_kind frame_kind_of(str frame, str *ret_body);

void frame_job_put(buf *b, const struct frame_job *j);
[[nodiscard]] bool frame_job_take(str body, struct frame_job *ret);
void frame_result_put(buf *b, const struct frame_result *r);
[[nodiscard]] bool frame_result_take(str body, struct frame_result *ret);
/* Starts a journal frame (the kind byte), then entries follow. */
void frame_journal_begin(buf *b);
void frame_entry_put(buf *b, const struct gate_entry *g);
/* Decodes the next entry of a journal frame's body; false at the end or when malformed (c->bad). */
bool frame_entry_next(cur *c, struct gate_entry *ret);
