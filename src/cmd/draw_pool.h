/* draw_pool: units, officers and recusals of a draw from files or from the ledger, for yicha draw. */
#pragma once

#include "ledger/draw.h"
#include "ledger/ledger.h"

/* CSV with a head row; columns by their Chinese or English names, in any order. E_SYNTAX names the line. Texts in mem. */
[[nodiscard]] int draw_pool_units(const char *path, arena *mem, struct draw_input *in, err *e);
[[nodiscard]] int draw_pool_officers(const char *path, arena *mem, struct draw_input *in, err *e);
[[nodiscard]] int draw_pool_recusals(const char *path, arena *mem, struct draw_input *in, err *e);
/* The registry's units: those that are active, with the caps and inspections of the year. */
[[nodiscard]] int draw_pool_registry(struct ledger *l, int64_t year, arena *mem, struct draw_input *in, err *e);
/* The ledger's officers who are active and hold a certificate. */
[[nodiscard]] int draw_pool_persons(struct ledger *l, arena *mem, struct draw_input *in, err *e);
