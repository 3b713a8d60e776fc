/* out: where a document goes, piece by piece, so that a long one needs little memory. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Takes the next bytes; an error ends the document. */
typedef int out_write_fn(void *ctx, str bytes, err *e);

struct out {
	buf b; /* not yet written; put into it, call out_step now and then */
	out_write_fn *write;
	void *ctx;
	err *e;
	int rc; /* the first failure; everything after it is dropped */
};

void out_init(struct out *o, out_write_fn *write, void *ctx, err *e);
/* Hands over what has gathered when it is enough. */
void out_step(struct out *o);
/* Hands over the rest and frees; 0, or what the writer returned, or E_LIMIT. */
[[nodiscard]] int out_end(struct out *o);

/* A writer into a buf (ctx), up to its ceiling. */
int out_to_buf(void *ctx, str bytes, err *e);
