/* trust: a certificate chain against the trusted roots, by OpenSSL. */
#pragma once

#include "model/scope.h"

enum trust {
	TRUST_OK,
	TRUST_SELF_SIGNED,
	TRUST_UNKNOWN_ISSUER,
	TRUST_EXPIRED,
	TRUST_NOT_YET_VALID,
	TRUST_INVALID,
	TRUST_NO_ROOTS, /* neither the system nor the scope has any: nothing can be said */
	TRUST_COUNT
};
/* As tls_cert.trust has it; "" for TRUST_NO_ROOTS. */
const char *trust_name(enum trust t);
/* The chain (DER, the server's own first) at a moment (UTC seconds), for a TLS server; names are not looked at. Roots: the
 * system's, where it has them, and the scope's. */
enum trust trust_of(const struct scope *scope, const str *chain, size_t n, int64_t at);
/* Is it signed by its own key? */
bool trust_is_self_signed(str der);
