/*
 * domain: names of the DNS as people write them and as the wire carries them. Internationalised names by IDNA2008 with
 * UTS 46 mapping (RFC 5890, RFC 5891): 例子.中国 is xn--fsqu00a.xn--fiqs8s.
 */
#pragma once

#include "base/arena.h"

#define DOMAIN_MOST 253 /* RFC 1035 section 2.3.4: 255 bytes on the wire */

/* Lower-case A-labels without a dot at the end, in mem. False when it is no name: empty or too long labels, characters
 * other than letters, digits, hyphen and underscore, or a last label that is a number (that would be an address). */
[[nodiscard]] bool domain_to_ascii(arena *mem, str s, str *ret);
/* U-labels for people; the name itself where it has none or they are broken. */
str domain_to_unicode(arena *mem, str s);
/* The part that somebody registered ("a.b.com.cn" → "b.com.cn"), a view of s; s itself where it is that or less. Knows
 * the suffixes of .cn and the common ones of two labels elsewhere. */
ATTR_PURE str domain_registered(str s);
/* Is name the zone itself or below it? Any case; a dot at the end of either does not matter. */
ATTR_PURE bool domain_below(str name, str zone);
