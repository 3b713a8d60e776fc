/* registry_priv: the kinds, one file each; what they share. Include only from the registry's own files. */
#pragma once

#include "base/i18n.h"
#include "ledger/registry.h"

extern const struct registry_kind registry_units;        /* unit.c */
extern const struct registry_kind registry_contacts;     /* contact.c */
extern const struct registry_kind registry_objects;      /* object.c */
extern const struct registry_kind registry_assets;       /* object.c */
extern const struct registry_kind registry_filings;      /* filing.c */
extern const struct registry_kind registry_officers;     /* officer.c */
extern const struct registry_kind registry_institutions; /* institution.c */
extern const struct registry_kind registry_caps;         /* cap.c */

#define HEADS(...) ((const char *const[]){__VA_ARGS__, NULL})
/* A kind's place of a field by name; must() that it is there. */
size_t registry_field_of(const struct registry_kind *k, const char *name);
/* Stage of life of a system, of which only those in operation must be graded (令第11号 art. 7: 正式投入运行). */
extern const struct registry_choice registry_stages[];
