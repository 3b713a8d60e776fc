/*
 * banner: what answers at a port, told from its first bytes: protocol, product, version, and whether what it answered
 * shows that a stranger is let in. Recognition goes by form, never by the port alone.
 */
#pragma once

#include "base/buf.h"

enum banner_access {
	BANNER_UNTOLD, /* the bytes say nothing of it */
	BANNER_OPEN,   /* answered a harmless read without authentication: proven */
	BANNER_CLOSED, /* asked for authentication, or refused */
	BANNER_DOUBT,  /* offers to go on without authentication; what lies behind was not tried */
	BANNER_ACCESS_COUNT
};

/* Views into the received bytes, or literals. */
struct banner {
	const char *protocol; /* NULL: not recognised */
	str product;
	str version;
	str line;  /* what may be shown: the first line of a text protocol */
	str proof; /* what shows that it is open or closed; holds no secret */
	enum banner_access access;
	bool database;   /* a database, cache, search engine or message broker */
	bool management; /* a management or remote-control service */
	/* The probe (see probe.h) that asks on, now that the protocol is known; NULL: none. */
	const char *next;
};

/* From what a server says unasked. port: a hint where two protocols greet alike (FTP and SMTP). False: unknown. */
bool banner_read(str received, uint16_t port, struct banner *ret);

/* Enough of a greeting: a whole line, or a whole binary greeting. */
bool banner_enough(str so_far);

/* Helpers for recognisers: the first line without its end; the value behind `key` up to the end of its line, trimmed
 * (empty when absent); the JSON string or number behind "key": (no escapes undone). */
ATTR_PURE str banner_line(str s);
ATTR_PURE str banner_value(str s, str key);
ATTR_PURE str banner_json(str s, str key);
/* The leading run of version characters: digits, letters, dots, dashes, underscores, pluses. */
ATTR_PURE str banner_version(str s);
