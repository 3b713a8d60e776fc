/*
 * x509: reading a certificate (RFC 5280) as far as an inspector needs it: names, dates, key, algorithms. It verifies no
 * signature. Views point into the DER given. Broken parts that are of no use here are passed over: an inspector must see
 * certificates that no browser takes.
 */
#pragma once

#include "format/der.h"

struct x509 {
	str serial;    /* body of the INTEGER */
	str issuer;    /* Name, whole element: equal bytes mean equal names here */
	str subject;   /* likewise */
	str signature; /* body of the signature algorithm's OID */
	str key_info;  /* SubjectPublicKeyInfo, whole */
	/* UTC seconds; dated is false where either of them is no time (both are then 0). */
	bool dated;
	int64_t not_before;
	int64_t not_after;
	const char *key_type; /* rsa, ec, sm2, dsa, ed25519, ed448, other */
	uint32_t key_bits;    /* 0: not known */
	bool has_alt_names;
	str alt_names; /* body of the SubjectAltName's SEQUENCE */
	bool ca;       /* basicConstraints cA */
};

/* One certificate; bytes behind it are PARSE_BAD. */
enum parse x509_parse(str der, struct x509 *ret);
/* "CN=www.example.cn, O=样本公司, C=CN": in the order of the certificate, last first (as RFC 4514). Separators inside a
 * value are escaped by a backslash; hostile bytes pass. */
void x509_name_put(buf *b, str name);
/* Name of the signature algorithm ("sha256WithRSAEncryption", "sm2-sm3"), or its OID in dots. */
void x509_signature_put(buf *b, str oid);

enum x509_alt_kind { X509_ALT_DNS, X509_ALT_IP, X509_ALT_OTHER, X509_ALT_KIND_COUNT };
struct x509_alt {
	enum x509_alt_kind kind;
	str value; /* DNS: ASCII name; IP: 4 or 16 bytes */
};
/* The next subjectAltName of a cursor over alt_names; false at the end or where malformed. */
bool x509_alt_next(cur *c, struct x509_alt *ret);

/* Is the certificate good for a host name (A-labels; a dot at its end is passed over), by RFC 9525 section 6? Only
 * dNSName entries count: the common name is not looked at, even where there is no subjectAltName (section 2). A wildcard
 * is the whole leftmost label and stands for exactly one label; two labels at least must follow it. */
bool x509_good_for_name(const struct x509 *x, str host);
/* For an address of 4 or 16 bytes: an iPAddress entry of the same bytes (section 6.5). */
bool x509_good_for_ip(const struct x509 *x, str ip);
