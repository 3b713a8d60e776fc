/* addr: an IPv4 or IPv6 address. IPv4 is kept v4-mapped (RFC 4291 section 2.5.5.2), so that one order holds for both. */
#pragma once

#include "base/buf.h"

typedef struct addr {
	uint8_t b[16];
} addr;

/* An inclusive range. */
struct addr_range {
	addr lo;
	addr hi;
};

bool addr_is_v4(addr a);
int addr_cmp(addr a, addr b);
static inline bool addr_eq(addr a, addr b)
{
	return addr_cmp(a, b) == 0;
}
addr addr_v4(uint32_t host_order);
/* The IPv4 address in host order; only for addr_is_v4. */
uint32_t addr_v4_of(addr a);
/* Text forms: dotted quad with four decimal parts and no leading zeros; IPv6 as RFC 4291 section 2.2, without zone. An
 * IPv6 text of a v4-mapped address is that IPv4 address. */
[[nodiscard]] bool addr_parse(str s, addr *ret);
/* Canonical text (RFC 5952), no brackets. */
void addr_put(buf *b, addr a);
/* "10.0.0.0/8", "2001:db8::/32", "10.0.0.5-10.0.0.9" or one address. Host bits set under a prefix: false. */
[[nodiscard]] bool addr_range_parse(str s, struct addr_range *ret);
/* A bare address is put as one; else "lo-hi", or prefix form where it is one. */
void addr_range_put(buf *b, struct addr_range r);
bool addr_range_has(struct addr_range r, addr a);
/* lo + i; false past hi. */
[[nodiscard]] bool addr_range_at(struct addr_range r, uint64_t i, addr *ret);
/* Number of addresses, UINT64_MAX when it does not fit. */
uint64_t addr_range_count(struct addr_range r);

/* What kind of place an address is (IANA special-purpose registries; RFC 6890, RFC 6598, RFC 6052, RFC 3056, RFC 4380). */
enum addr_class {
	ADDR_PUBLIC,
	ADDR_LOOPBACK,
	ADDR_PRIVATE,     /* RFC 1918, ULA, shared address space */
	ADDR_LINK_LOCAL,  /* also the metadata address 169.254.169.254 */
	ADDR_MULTICAST,   /* and broadcast */
	ADDR_RESERVED,    /* unspecified, documentation, benchmarking, future use */
	ADDR_EMBEDDED_V4, /* NAT64, 6to4, Teredo, v4-compatible: carries an IPv4 address in IPv6 clothes */
	ADDR_CLASS_COUNT
};
enum addr_class addr_class_of(addr a);
/* The IPv4 address inside a v4-mapped, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), 6to4 or v4-compatible address. */
[[nodiscard]] bool addr_embedded_v4(addr a, addr *ret);
