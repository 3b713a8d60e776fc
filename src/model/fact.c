#include "model/fact.h"

enum fact_id fact_find(str name)
{
	int id = 0;

	while (id < FACT_COUNT && !str_eq(name, str_c(fact_tables[id].name)))
		id++;
	return (enum fact_id)id;
}
