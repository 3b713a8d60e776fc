/* own: the lists that a unit hands over have rows of its sister companies too: which are its own? */
#pragma once

#include "model/scope.h"

/* By a sound credit code, else by the name; a row that says neither is the unit's own: the list is its export. Names are compared without
 * blanks, case and the width of brackets, which tell branches apart: 某某（深圳）有限公司 is not 某某（北京）有限公司. */
bool own_row(const struct scope *s, str name, str uscc);
