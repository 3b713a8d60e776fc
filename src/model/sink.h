/*
 * sink: where a collector puts what it found about one asset. It codes a batch of bytes: facts, evidence, found assets,
 * gaps and the end. The same bytes go from a caged child or a worker to the parent, which decodes them as hostile input
 * (batch_next), and into the store in one transaction.
 */
#pragma once

#include "base/cur.h"
#include "model/asset.h"
#include "model/digest.h"
#include "model/fact.h"

enum evidence_class {
	EVIDENCE_PLAIN,     /* the bytes themselves */
	EVIDENCE_SENSITIVE, /* a masked rendition; length and keyed hash of the raw bytes */
	EVIDENCE_CLASS_COUNT
};

enum collected_status {
	COLLECTED_DONE,    /* everything that was to be examined was; gaps may be named */
	COLLECTED_PARTIAL, /* something was cut off; the tables concerned are named as gaps */
	COLLECTED_FAILED,  /* nothing can be said: no answer, broken protocol */
	COLLECTED_REFUSED, /* the gate did not allow it */
	COLLECTED_SKIPPED, /* not tried: no time, not applicable here, interrupted */
	COLLECTED_STATUS_COUNT
};
const char *collected_status_name(enum collected_status s);

struct sink {
	buf b;   /* the coded batch */
	str key; /* installation key for keyed hashes; borrowed */
	uint32_t evidence_count;
	bool ended;
};

/* max: ceiling of the batch in bytes; key: for sensitive evidence (may be empty in tests that put none). */
void sink_init(struct sink *s, size_t max, str key);
void sink_release(struct sink *s);
void sink_reset(struct sink *s);
/* Records bytes and gives their number for a fact's .evidence (0 when the batch is full). media: "text/html", … */
uint32_t sink_evidence(struct sink *s, const char *media, str bytes);
/* masked: what may be seen; raw: hashed with the key and forgotten. */
uint32_t sink_evidence_masked(struct sink *s, const char *media, str masked, str raw);
/* One row; row is a struct fact_<table>. Text is cleaned and cut (buf_put_clean) here. */
void sink_fact(struct sink *s, enum fact_id table, const void *row);
#define sink_put(s, table, ...) sink_fact((s), FACT_##table, &(struct fact_##table){__VA_ARGS__})
/* An asset met on the way (host → service → site); flow plans it through the gate. */
void sink_asset(struct sink *s, str key);
/* The table is not complete for this asset; why, in English (N_("…") for translation). */
void sink_gap(struct sink *s, enum fact_id table, const char *reason);
/* Ends the batch, once. reason in English, "" for none. A batch that overflowed ends as failed. */
void sink_end(struct sink *s, enum collected_status status, const char *reason);

/* Takes over facts, evidence, assets and gaps of a whole batch that was made elsewhere (in a cage) and gives what its end
 * says; only when nothing was put here yet. The batch is hostile input: false, and nothing taken, when malformed. reason
 * is a view into the batch. */
[[nodiscard]] bool sink_adopt(struct sink *s, str batch, enum collected_status *ret_status, str *ret_reason);

enum batch_kind { BATCH_EVIDENCE, BATCH_FACT, BATCH_ASSET, BATCH_GAP, BATCH_END, BATCH_KIND_COUNT };

/* A decoded fact: values by column of fact_tables[table]; views into the batch. */
#define FACT_COLUMNS_MOST 40
struct fact_value {
	str text;
	int64_t number; /* INT and BOOL */
};
struct batch_item {
	enum batch_kind kind;
	/* BATCH_EVIDENCE: numbered 1, 2, … in order */
	enum evidence_class class;
	str media;
	str bytes;
	uint64_t raw_size;
	digest raw_hmac;
	/* BATCH_FACT, BATCH_GAP */
	enum fact_id table;
	uint32_t evidence;
	struct fact_value values[FACT_COLUMNS_MOST];
	/* BATCH_ASSET */
	str key;
	/* BATCH_GAP, BATCH_END */
	str reason;
	enum collected_status status;
};
/* Decodes the next item; false at the end or at the first malformed byte (then c->bad). Every count, type, length and
 * UTF-8 is checked; a batch must end with BATCH_END. */
bool batch_next(cur *c, struct batch_item *ret);
