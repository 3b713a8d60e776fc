/*
 * folder: what a collector may read below a folder of the scope (gate_root gives the descriptor of its root). Reading leaves as
 * little trace as the system allows (os/tree.h). Every opening is decided by the gate: the period may end meanwhile.
 */
#pragma once

#include "gate/gate.h"
#include "os/tree.h"

/* As os_tree_open. -1 with *ret_answer other than GATE_OK: not allowed now; else ret->kind says why. */
int gate_tree_open(struct gate *g, int root_fd, const char *path, bool cross, struct os_tree_node *ret,
		   enum gate_answer *ret_answer);
/* As os_tree_names_next, for a folder that gate_tree_open gave. */
[[nodiscard]] int gate_tree_names(struct os_tree_names *l, int fd, const char *after, err *e);
