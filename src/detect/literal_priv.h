/*
 * literal_priv: the files behind literal_take. A take function is called where its literal stands (at, n bytes long) and says
 * which kind of what extent it belongs to.
 */
#pragma once

#include "detect/candidate.h"
#include "ident/address.h"

typedef bool literal_fn(str window, size_t at, size_t n, struct anchored *ret);

/* literal_secret.c: secrets that stand behind a name, in a URL, in a PEM block. */
literal_fn take_pem, take_url, take_secret, take_key, take_key_data, take_jdbc, take_bearer, take_pair, take_cloud_pair,
	take_docker, take_at, take_nothing;
/* literal_password.c: passwords behind their name. */
literal_fn take_password, take_brief, take_identified;
/* literal_command.c: passwords of command lines, and arguments of calls. */
literal_fn take_command, take_call, take_sent, take_account;
/* literal_device.c: secrets of network devices, .pgpass, codes. */
literal_fn take_device, take_device_word, take_community, take_wifi, take_material, take_loader, take_pgpass, take_code;
/* literal_token.c: keys and tokens with a beginning of their own; password hashes; web tokens. */
literal_fn take_token, take_jwt, take_hash, take_webhook;
/* literal_text.c: e-mail, plates, addresses, values behind a label. */
literal_fn take_email, take_plate, take_address, take_label, take_person, take_glued, take_field, take_officer;
/* literal_named.c: numbers of papers, accounts and devices behind the whole name of their field. */
literal_fn take_named;

/* take_address for the first literal in a cell: nothing of an address was taken before it. False: nothing that is told so simply. r: a beginning that was
 * read, of which `s` and `here` are the cell and the place; reads it to its end. */
bool take_address_first(struct address_reading *r, struct anchored *ret);
/* Could one stand there? */
bool take_address_may(str cell, size_t at);
/* Is the whole value a key with a beginning of its maker's (which then tells the kind, whatever its name says)? */
bool literal_is_token(str value);
/* Where the value begins that belongs to the name which ends at `at`, by a form without ':' or '=': ("name", "value"), name 'value',
 * name</th><td>value. 0: none of these. */
size_t literal_bridge(str window, size_t at);
/* literal_value.c. Where the value begins that belongs to the name which ends at `at`, in any notation; 0: none follows. */
size_t literal_value_from(str window, size_t at);
/* literal_code.c. Likewise in notations of programs without ':' or '=' between them; 0: none. name: where the name begins. */
size_t literal_code_from(str s, size_t at, size_t name);
/* Behind what a program wraps around the value at `at`: ("x"), bytes.fromhex("x"), other or "x"; `at`: nothing. */
size_t literal_code_within(str s, size_t at);
/* getPassword("…") asks for it. */
bool literal_asks(str name);
/* literal_ahead.c. Likewise in the line behind that of the name, where `s` goes on there; 0: it stands not there. */
size_t literal_ahead(str s, size_t at);
/* Where it ends. setting: it takes the rest of its line, as in properties: separators belong to it. */
#define LITERAL_VALUE_MOST 512
size_t literal_value_end(str window, size_t from, bool setting);
/* Where the name of ASCII letters that holds or ends at `at` begins. */
size_t literal_name_from(str window, size_t at);
/* The quote that stands directly before a value, or 0. */
uint8_t literal_quote(str window, size_t from);
bool literal_printable(str value);
/* Where a name that ends or goes on at `at` (password_prod, passwordValue) ends; 0: it is another word (passwordEncoder). */
size_t literal_name_end(str window, size_t at);
/* A name of a program's own (userPassword, config.password, get_pw()), not a value: only where nothing quotes it. */
bool literal_expression(str value);
struct literal_shape {
	size_t digits;
	size_t upper;
	size_t lower;
	size_t other;
};
struct literal_shape literal_shape(str value);
/* Signs of passwords: one of !@#$%^&*. */
bool literal_signs(str value);
/* Capitals where no name has them. */
bool literal_mixed(str value);
/* Letters with digits, with signs, or such as no word has. */
bool literal_no_word(str value);
/* How sure is a password behind a name? tight: nothing but the sign between them. */
int literal_password_base(str value, bool quoted, bool tight);
static inline struct hit literal_hit(enum kind k, int base, unsigned why)
{
	return (struct hit){k, KIND_FORM, (uint8_t)base, why};
}

/* Which maker's or use's key is it, by the words around its name? secret: its name says secret. */
enum kind literal_key_kind(str around, str value, bool secret);

/* A value that stands for one: ${X}, <password>, xxxx, ****, your_password, null. */
bool literal_placeholder(str value);
