/*
 * literal_priv: the files behind literal_take. A take function is called where its literal stands (at, n bytes long) and says
 * which kind of what extent it belongs to.
 */
#pragma once

#include "detect/candidate.h"

typedef bool literal_fn(str window, size_t at, size_t n, struct anchored *ret);

/* literal_secret.c: secrets that stand behind a name, in a URL, in a PEM block. */
literal_fn take_pem, take_url, take_password, take_secret, take_identified, take_key_data, take_jdbc, take_bearer,
	take_pair, take_flag, take_docker, take_brief, take_nothing;
/* literal_token.c: keys and tokens with a beginning of their own; password hashes; web tokens. */
literal_fn take_token, take_jwt, take_hash, take_webhook;
/* literal_text.c: e-mail, plates, addresses, values behind a label. */
literal_fn take_email, take_plate, take_address, take_label, take_person, take_glued;

/* Is the whole value a key with a beginning of its maker's (which then tells the kind, whatever its name says)? */
bool literal_is_token(str value);
/* Where the value begins that belongs to the name which ends at `at`, by a form without ':' or '=': ("name", "value"), name 'value',
 * name</th><td>value. 0: none of these. */
size_t literal_bridge(str window, size_t at);
/* Which maker's or use's key is it, by the words around its name? secret: its name says secret. */
enum kind literal_key_kind(str around, str value, bool secret);

/* A value that stands for one: ${X}, <password>, xxxx, ****, your_password, null. */
bool literal_placeholder(str value);
