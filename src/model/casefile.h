/*
 * casefile: everything a report says, as plain structs: made by flow from the store and the catalogue, written by doc.
 * All memory belongs to its arena.
 */
#pragma once

#include "base/i18n.h"
#include "model/scope.h"
#include "model/sink.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_NA, VERDICT_COUNT };
const char *verdict_name(enum verdict v);

/* Numbers of asset × check pairs. */
struct casefile_counts {
	uint64_t by[VERDICT_COUNT];
};

struct casefile_clause {
	str id; /* N3.6 */
	struct text2 title;
	uint64_t checks;
	unsigned kinds;  /* bits 1u << enum asset_kind that its checks are about */
	uint64_t assets; /* of these kinds */
	struct casefile_counts counts;
};

struct casefile_basis {
	str key;
	struct text2 law;
	str law_number;
	str number;
	str words;
	str penalty;
	str source;
	int64_t from; /* days; the version chosen by the date of the act */
	bool unread;  /* 「未核对原文」 */
};

struct casefile_evidence {
	str sha256; /* hexadecimal */
	str sm3;
	enum evidence_class class;
	str media;
	uint64_t size; /* of the raw bytes */
	str excerpt; /* the bytes around the place, or their head; a dump where they are no text; hostile: escape it */
};

struct casefile_problem {
	str id;    /* of the finding, 16 hexadecimal digits */
	str check; /* id */
	bool check_outside;
	struct text2 title;
	str clause;
	str severity; /* critical, high, medium, low */
	const str *defends;
	size_t defends_count;
	str asset;     /* key */
	str object;    /* name of the scope's object */
	str place;     /* where in the asset */
	bool at_least; /* not everything was examined; there may be more */
	struct text2 says;
	struct text2 remedy;
	int64_t days;
	str days_unit;
	bool days_sure;
	const struct casefile_basis *basis;
	size_t basis_count;
	const struct casefile_evidence *evidence;
	size_t evidence_count;
	str mark; /* "", false-positive, term */
	str mark_reason;
	int64_t mark_until; /* days, 0: none */
	int64_t first_seen; /* UTC seconds */
};

struct casefile_unexamined {
	str asset;
	str what; /* check id, or collector name where a whole collection is missing */
	bool is_check;
	str reason;     /* English; translate with i18n_text_in */
	uint64_t count; /* alike rows folded into one, 1: none */
};

/* The annex: what was sent, summed by asset, act and what. */
struct casefile_sent {
	str asset;
	str what;
	str answer; /* allowed, or why not */
	uint64_t times;
	uint64_t bytes;
	int64_t first; /* UTC milliseconds */
	int64_t last;
};

struct casefile {
	arena mem;
	const struct scope *scope;
	str run;     /* id */
	str version; /* of yicha */
	int64_t began;
	int64_t ended; /* 0: not ended (interrupted) */
	bool complete;
	bool demo; /* everything of the demo says 样本 */
	uint64_t judgement;
	str checks_digest;
	uint64_t assets;
	uint64_t asset_kinds[ASSET_KIND_COUNT];
	struct casefile_clause *clauses;
	size_t clause_count;
	struct casefile_counts counts;
	struct casefile_problem *problems; /* by severity, check, asset */
	size_t problem_count;
	uint64_t problems_left_out; /* past the ceiling of the report */
	struct casefile_unexamined *unexamined;
	size_t unexamined_count;
	uint64_t unexamined_left_out;
	/* Every unknown verdict by itself, for the JSON report: by check and asset; is_check holds, count is 1. */
	struct casefile_unexamined *unknown;
	size_t unknown_count;
	uint64_t unknown_left_out;
	struct casefile_sent *sent;
	size_t sent_count;
	uint64_t sent_left_out;
};
