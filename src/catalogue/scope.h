/*
 * scope: reads scope.yaml into struct scope (model/scope.h). Everything that is not understood is refused with
 * "file:line: why"; hard ceilings on size and rate stand here. The file is described in docs/scope.md.
 */
#pragma once

#include "base/err.h"
#include "model/scope.h"

/* Ceilings. What a person authorises can be narrower, never wider. */
#define SCOPE_ITEMS_MOST 1000000             /* sites, hosts, networks and domains in all */
#define SCOPE_HOSTS_MOST 1048576             /* addresses swept in all: a /12 */
#define SCOPE_TARGETS_MOST 50000000          /* addresses × ports in all */
#define SCOPE_PORTS_MOST 4096                /* ports of one address */
#define SCOPE_OBJECTS_MOST 10000             /* objects of one unit */
#define SCOPE_PERIOD_DAYS_MOST 1100          /* three years and a little */
#define SCOPE_PER_HOST_MOST 100              /* requests a second to one address */
#define SCOPE_PER_NETWORK_MOST 1000          /* to one /24 or /48 */
#define SCOPE_TOTAL_MOST 10000               /* in all */
#define SCOPE_FREE_RATE_MOST 1000000         /* each of these where everything is loopback */
#define SCOPE_PARALLEL_MOST 60000            /* connections in flight */
#define SCOPE_ROWS_USUAL 20000               /* rows of a table that are looked at where the scope says nothing */
#define SCOPE_BYTES_USUAL ((int64_t)1 << 40) /* bytes of a folder, likewise */
#define SCOPE_LIST_BYTES_MOST 67108864       /* of one sites_file */

/* Reads the file, its lists of sites and, in regulator mode, verifies its signature. *ret is filled only on success;
 * scope_release it. Errors: E_SCOPE with "file:line: why"; E_NOTFOUND, E_IO for the file itself. */
[[nodiscard]] int scope_load(const char *path, struct scope *ret, err *e);
/* The same from bytes; with files false nothing else is read (lists and signatures are refused). */
[[nodiscard]] int scope_parse(str path, str bytes, bool files, struct scope *ret, err *e);
/* The scope of a run that was made already, from the bytes and the digest in the store: unit, authorisation, objects. Nothing
 * else is read: sites of lists are not among its items, its signature was verified then. Not to inspect by. */
[[nodiscard]] int scope_parse_stored(str path, str bytes, const digest *sha256, struct scope *ret, err *e);
void scope_release(struct scope *s);
const char *scope_mode_name(enum scope_mode m);
const char *scope_act_name(enum act a);
/* Is every listed address of the loopback kind, and no public one reachable through a name? */
bool scope_is_loopback(const struct scope *s);
