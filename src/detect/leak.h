/*
 * leak: does an answer prove, by its own content, that a file or page is public which should not be? A status of 200
 * proves nothing: many sites answer so to every path.
 */
#pragma once

#include "base/buf.h"

enum leak_kind {
	LEAK_LISTING,  /* list of a folder's files */
	LEAK_GIT,      /* .git/HEAD, .git/config */
	LEAK_SVN,      /* .svn/entries, .svn/wc.db */
	LEAK_ENV,      /* .env: NAME=VALUE lines */
	LEAK_BACKUP,   /* archive by its magic bytes, or a saved copy of a configuration or program file */
	LEAK_SQL_DUMP, /* dump of a database */
	LEAK_DS_STORE, /* .DS_Store: names of a folder's files */
	LEAK_STATUS,   /* status page of nginx, Apache, PHP-FPM, HAProxy */
	LEAK_DEBUG,    /* phpinfo(), Spring Boot's environment, Druid's console */
	LEAK_KIND_COUNT
};
/* As in the facts: "listing", "git", … */
const char *leak_kind_name(enum leak_kind k);

enum leak_proof {
	LEAK_NOT,    /* the content is not of that kind */
	LEAK_MAYBE,  /* looks like it, but so short that another request must confirm (leak_confirm) */
	LEAK_PROVEN, /* by its own form */
};
/* Does the body of the answer to `path` prove a leak of this kind? */
enum leak_proof leak_judge(enum leak_kind k, str path, str body);
/* The path that confirms a LEAK_MAYBE, or NULL. */
const char *leak_confirm(enum leak_kind k);
/* One line of the content that proves it, in no language, and an excerpt for the evidence; both without secrets or
 * personal data. */
void leak_put_proof(buf *out, enum leak_kind k, str path, str body);
void leak_put_masked(buf *out, enum leak_kind k, str body);

/* What is asked of every site, in this order. */
struct leak_probe {
	const char *path; /* "%" stands for the site's name */
	enum leak_kind kind;
};
extern const struct leak_probe leak_probes[];
extern const size_t leak_probe_count;
