/* draw_pool: units, officers and recusals of a draw from files or from the ledger, for yicha draw. */
#pragma once

#include "cmd/desk.h"
#include "ledger/draw.h"

/* CSV with a head row; columns by their Chinese or English names, in any order. E_SYNTAX names the line. Texts in mem. */
[[nodiscard]] int draw_pool_units(const char *path, arena *mem, struct draw_input *in, err *e);
[[nodiscard]] int draw_pool_officers(const char *path, arena *mem, struct draw_input *in, err *e);
[[nodiscard]] int draw_pool_recusals(const char *path, arena *mem, struct draw_input *in, err *e);
/* The registry's units that are active, with the inspections of the year of the ledger's moment. */
[[nodiscard]] int draw_pool_registry(struct desk *d, struct draw_input *in, err *e);
/* The ledger's officers who are active and hold a certificate. */
[[nodiscard]] int draw_pool_persons(struct desk *d, struct draw_input *in, err *e);
