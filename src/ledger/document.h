/*
 * document: the ledger's papers and files: what was issued (notices, records), handed in (evidence of a self-inspection, proof of
 * service, photographs) or attached. Stored once by their SHA-256 with an SM3 beside it, never altered; putting one is an act of
 * its own (leaf "document.put", subject: the SHA-256 in hexadecimal), so that the log names every document's hashes.
 */
#pragma once

#include "ledger/ledger.h"
#include "model/digest.h"

/* A scanned contract or a photograph is some megabytes. */
#define DOCUMENT_MOST ((size_t)64 << 20)
#define DOCUMENT_NAME_MOST 512

struct document {
	str kind;  /* "notice", "answer", "proof" …: [a-z0-9.-], ours */
	str name;  /* a file's name to give it out by: "责令整改通知书.docx" */
	str media; /* "application/pdf" */
	str bytes;
	str actor; /* person's id: who issued or took it in */
	/* Set by the ledger: */
	int64_t id;
	digest sha256;
	digest sm3;
	uint64_t size;
	int64_t at;    /* UTC seconds */
	uint64_t leaf; /* index in the log */
};
/* Stores d->bytes under kind, name, media by actor, and sets the rest of *d; needs a transaction. The same bytes of the same kind and
 * name are there once: then *d is as it was put first, and nothing is written. E_LIMIT: longer than DOCUMENT_MOST. */
[[nodiscard]] int ledger_document_put(struct ledger *l, struct document *d, err *e);
/* By number; text and bytes in mem. E_NOTFOUND; E_STORE: the bytes do not fit the hashes, they were altered. */
[[nodiscard]] int ledger_document_get(struct ledger *l, int64_t id, arena *mem, struct document *ret, err *e);
/* Likewise by SHA-256, 64 hexadecimal digits; of several names for the same bytes, the first. */
[[nodiscard]] int ledger_document_find(struct ledger *l, str sha256, arena *mem, struct document *ret, err *e);
/* Likewise by the leaf that names it. */
[[nodiscard]] int ledger_document_of_leaf(struct ledger *l, uint64_t leaf, arena *mem, struct document *ret, err *e);
/* All, by number, without their bytes; views live only during the call. A kind, or empty: of every kind. */
[[nodiscard]] int ledger_document_each(struct ledger *l, str kind,
				       int (*each)(void *ctx, const struct document *d, err *e), void *ctx, err *e);
