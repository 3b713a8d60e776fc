/*
 * scope_sign: the signature of a regulator's authorisation. Detached SM2 (GB/T 32918.2) with SM3 (GB/T 32905) over the
 * bytes of the scope, identity 1234567812345678 (GB/T 35276), DER or base64; the signer's certificate is PEM or DER.
 */
#pragma once

#include "base/err.h"
#include "model/scope.h"

/* Reads the signature and certificate that the scope names and verifies. E_SCOPE says what is missing or wrong. */
[[nodiscard]] int scope_sign_verify(const struct scope *s, err *e);
