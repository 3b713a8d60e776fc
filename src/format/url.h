/*
 * url: http and https addresses as browsers read them (WHATWG URL): blanks and line ends dropped, backslashes as slashes,
 * user information skipped (the host of https://a.cn@b.cn/ is b.cn).
 */
#pragma once

#include "base/buf.h"

struct url {
	bool https;
	str host; /* without brackets, any case, without a final dot */
	uint16_t port;
	str path; /* from the first '/' on, with query and fragment; may be empty */
};
/* Views into s. False when it is no absolute http or https address. */
bool url_read(str s, struct url *ret);
/* The address that `ref` means on a page at `base` (absolute); other schemes ("javascript:", "mailto:") are put as they
 * are. Dot segments are removed (RFC 3986 section 5.2.4). */
void url_join(buf *out, str base, str ref);
/* Has ref a scheme of its own that is not http or https? */
bool url_is_other(str ref);
/* Puts a host in lower case. */
void url_put_host(buf *out, str host);
