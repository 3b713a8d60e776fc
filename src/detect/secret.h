/*
 * secret: finds what gives access (keys, tokens, passwords beside their names) in text, so that it can be masked and so
 * that a leak can be told from a harmless file. Linear: every candidate is looked at once, up to a bounded length.
 */
#pragma once

#include "base/str.h"

enum secret_kind {
	SECRET_PRIVATE_KEY, /* PEM block */
	SECRET_ACCESS_KEY,  /* AKIA…, LTAI…, AKID…, ghp_…, sk-…: ids and keys with a known beginning */
	SECRET_TOKEN,       /* eyJ… (JWT) */
	SECRET_PASSWORD,    /* value of an assignment whose name says so, password in a URL */
	SECRET_KIND_COUNT
};
/* "private-key", "access-key", "token", "password". */
const char *secret_kind_name(enum secret_kind k);

struct secret {
	enum secret_kind kind;
	size_t at; /* the secret itself, not its name */
	size_t n;
};

/* The next secret at or after *at; *at is then behind it. False when there is none left. */
bool secret_find(str text, size_t *at, struct secret *ret);
/* Does a name (of a variable, column, form field) say that its value is secret? */
bool secret_name(str name);
