/* data_inventory: yicha data inventory: what data a run found where, by kind, class and grade: the list that a unit has to keep
 * (数据分类分级清单), as a workbook or as JSON. */
#pragma once

#include "cmd/cmd.h"

/* The verb; an exit status. */
int data_inventory(const struct args *a);
