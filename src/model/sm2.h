/*
 * sm2: signatures with SM2 (GB/T 32918.2) over SM3, always with the identity 1234567812345678 (GB/T 35276-2017): OpenSSL takes an
 * empty one unless it is told, and such signatures fit nobody else's. Signatures are DER. Private keys lie in PKCS#8 under a
 * passphrase (PBES2, AES-256-CBC), public ones in PEM (SubjectPublicKeyInfo).
 *
 * There is one *test key*, the same everywhere, whose private half is no secret: it signs only what says 样本.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "model/digest.h"

/* The uncompressed point: 0x04, x, y (GB/T 32918.1). */
#define SM2_POINT 65
/* A signature in DER is at most 72 bytes. */
#define SM2_SIGNATURE_MOST 80

struct sm2_key;

void sm2_key_free(struct sm2_key *k);
/* For AUTO. */
void sm2_key_auto(struct sm2_key **k);
[[nodiscard]] int sm2_key_new(struct sm2_key **ret, err *e);
/* The test key, with its private half. */
struct sm2_key *sm2_key_test(void);
bool sm2_key_is_test(const struct sm2_key *k);
/* From PKCS#8 in PEM; E_DENIED when the passphrase is wrong, E_SYNTAX when it is no private SM2 key. A key without a passphrase
 * is refused: E_DENIED. */
[[nodiscard]] int sm2_key_read(str pem, str passphrase, struct sm2_key **ret, err *e);
/* PKCS#8 in PEM under the passphrase (not empty). */
[[nodiscard]] int sm2_key_write(const struct sm2_key *k, str passphrase, buf *pem, err *e);

/* A public key, from PEM (a key or a certificate), from the DER of either, or from a point. E_SYNTAX. */
[[nodiscard]] int sm2_public_read(str bytes, struct sm2_key **ret, err *e);
/* PEM; in `pem`. */
void sm2_public_write(const struct sm2_key *k, buf *pem);
void sm2_public_point(const struct sm2_key *k, uint8_t ret[static SM2_POINT]);
/* SM3 over the point: what people compare. */
digest sm2_fingerprint(const struct sm2_key *k);

/* DER appended to `signature`. */
[[nodiscard]] int sm2_sign(const struct sm2_key *k, str bytes, buf *signature, err *e);
bool sm2_verify(const struct sm2_key *k, str bytes, str signature);
