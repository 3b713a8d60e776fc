/* clocks_of: the catalogue's time limits as the penalty cases and list entries of the ledger take them; the law that was in force. */
#pragma once

#include "cmd/desk.h"
#include "cmd/terms.h"
#include "ledger/notice.h"
#include "ledger/penalty.h"

/* E_NOTFOUND: catalogue/clocks.yaml lacks one of them. */
[[nodiscard]] int clocks_of_penalty(const struct terms *t, struct penalty_clocks *ret, err *e);

/* An article and its versions on two days; texts belong to the laws. */
struct law_then {
	struct laws laws;
	const struct law_article *article;
	const struct law_version *then; /* on the day of the act */
	const struct law_version *now;  /* NULL: none is in force any more */
};
/* E_NOTFOUND: no such article, or none in force on that day. Release in every case. */
[[nodiscard]] int law_then_find(str key, int64_t then, int64_t now, struct law_then *ret, err *e);
void law_then_release(struct law_then *l);
/* The words of a version as a legal reviewer confirms them (as notices do: flow/notice.h); texts in mem. */
struct notice_words law_words(const struct law_article *a, const struct law_version *v, arena *mem);
/* Were the version's words read in the text, or confirmed in the ledger by a person? 1, 0. */
[[nodiscard]] int law_confirmed(struct ledger *l, const struct law_article *a, const struct law_version *v, err *e);
