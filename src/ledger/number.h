/*
 * number: the register of documents' numbers: 粤通信管责改〔2026〕12号: the agency's mark (setting "agency.mark"), the prefix of the
 * kind, the year in China and a count without gaps. A number is taken in the transaction that issues the document, so that none is
 * lost and none is given twice; one that was taken stays taken.
 */
#pragma once

#include "ledger/ledger.h"

/* Needs a transaction. prefix: of the kind (责改); subject: what it is given to. *ret in mem. The act that issues the document
 * names it. */
[[nodiscard]] int number_take(struct ledger *l, str prefix, str subject, arena *mem, str *ret, err *e);
/* The number of this prefix that was given to the subject: 1 (*ret in mem), 0. */
[[nodiscard]] int number_given(struct ledger *l, str prefix, str subject, arena *mem, str *ret, err *e);
/* Gaps of the register: 0 when every count of every prefix and year is there; *ret names the first (in mem). */
[[nodiscard]] int number_gap(struct ledger *l, arena *mem, str *ret, err *e);
