/*
 * table: the scope as the gate asks it: listed address ranges with their ports, excluded ranges, names with their sites
 * and pins. Built once; a question costs a logarithm or a hash and allocates nothing. Views point into the scope.
 */
#pragma once

#include "gate/gate.h"

/* ---- ranges ---- */
struct table_range {
	struct addr_range range;
	const struct scope_ports *ports;
	size_t port_count;
	bool embedded; /* the whole range is of the embedded-v4 kind: somebody listed that very range */
};

/* An interval tree laid over an array sorted by low end; top[i] is the highest end below node i. */
struct table_ranges {
	struct table_range *rows;
	addr *top;
	size_t n;
	bool any; /* an exclusion: holds for every form of an address */
};

enum table_hit { TABLE_NONE, TABLE_LISTED, TABLE_PORT };

/* Takes the rows (any order, may overlap); table_ranges_clear frees them. False: out of memory. */
[[nodiscard]] bool table_ranges_init(struct table_ranges *t, struct table_range *rows, size_t n, bool any);
void table_ranges_clear(struct table_ranges *t);
/* Is the address in a range, and if so, in one that has the port? But for exclusions an address with an embedded IPv4
 * address counts only in ranges that are wholly of that kind, and an IPv4 address only in ranges of IPv4. port 0 asks
 * for the address alone. */
enum table_hit table_ranges_find(const struct table_ranges *t, addr ip, uint16_t port, enum transport transport);
/* Calls row for every range that has the address. */
void table_ranges_each(const struct table_ranges *t, addr ip, void (*row)(void *ctx, const struct table_range *r),
		       void *ctx);

/* ---- names ---- */
#define TABLE_PINS_MOST 8   /* addresses kept of one name */
#define TABLE_NAME_MOST 253 /* RFC 1035: 255 bytes on the wire */

struct table_name {
	uint32_t item;  /* any scope item that bears the name */
	uint32_t first; /* into sites[] */
	uint32_t count;
	uint8_t domain; /* listed under domains: */
	uint8_t proven;
	uint8_t pinned;
	uint8_t why; /* enum gate_answer where no pin is left */
	uint8_t pin_count;
	addr *pins;
};

/* One map for names (key: the name) and for sites with an address (key: 16 bytes of address). */
struct table_names {
	const struct scope *scope;
	struct table_name *rows;
	size_t n;
	uint32_t *sites; /* items of kind site, by name and port */
	size_t site_count;
	uint32_t *slots; /* row + 1, 0: free */
	size_t slot_count;
};

[[nodiscard]] bool table_names_init(struct table_names *t, const struct scope *scope);
void table_names_clear(struct table_names *t);
/* The row of a name in canonical form (lower case, A-labels, no dot at the end), or of an address, or NULL. */
struct table_name *table_names_find(const struct table_names *t, str name);
struct table_name *table_names_find_addr(const struct table_names *t, const addr *ip);
/* Has the name (address) a site on the port? */
bool table_names_site(const struct table_names *t, const struct table_name *row, uint16_t port);
