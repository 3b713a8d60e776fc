/*
 * secret: finds what gives access (keys, tokens, passwords beside their names) in text, so that it can be masked and so
 * that a leak can be told from a harmless file. Linear: every candidate is looked at once, up to a bounded length.
 */
#pragma once

#include "detect/kind.h"

enum secret_kind {
	SECRET_PRIVATE_KEY, /* PEM block */
	SECRET_ACCESS_KEY, /* AKIA…, LTAI…, ghp_…, $2b$…: keys and hashes with a known beginning (secret_forms) */
	SECRET_TOKEN,      /* eyJ… (JWT) */
	SECRET_PASSWORD,   /* value of an assignment whose name says so, password in a URL */
	SECRET_KIND_COUNT
};
struct secret {
	enum secret_kind kind;
	size_t at; /* the secret itself, not its name */
	size_t n;
};

/* The next secret at or after *at; *at is then behind it. False when there is none left. */
bool secret_find(str text, size_t *at, struct secret *ret);
/* Does a name (of a variable, column, form field) say that its value is secret? */
bool secret_name(str name);

enum secret_alphabet { SECRET_ALNUM, SECRET_UPPER, SECRET_URL_SAFE, SECRET_HEX, SECRET_DOTTED, SECRET_HASH };
bool secret_byte(uint8_t c, enum secret_alphabet a);

/* The one list of forms: a beginning that the maker gave it, least and most characters behind. The engine (detect/literal_token.c)
 * tests them exactly, masking takes half of it for the whole. */
struct secret_form {
	str head;
	uint8_t least;
	uint8_t most;
	uint8_t alphabet;
	uint8_t kind; /* enum kind */
};
extern const struct secret_form secret_forms[];
extern const size_t secret_form_count;
/* Password hashes. */
extern const struct secret_form secret_hashes[];
extern const size_t secret_hash_count;
