/*
 * dns: DNS messages (RFC 1035, RFC 3596): writing a question, reading an answer. Names are read with a bound on length
 * and with compression pointers that must lead backwards, so that reading ends whatever the bytes say.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#define DNS_NAME_MOST 255  /* bytes on the wire, RFC 1035 section 2.3.4 */
#define DNS_TEXT_MOST 1012 /* such a name in text, every byte as \DDD */
#define DNS_MESSAGE_MOST 65535

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_OPT = 41,
	DNS_DS = 43,
	DNS_DNSKEY = 48,
	DNS_ANY = 255
};
/* "AAAA"; "TYPE65" for those without a name here (RFC 3597 section 5). */
void dns_type_put(buf *b, uint16_t type);
enum { DNS_CLASS_IN = 1, DNS_CLASS_CHAOS = 3 };
enum { DNS_NOERROR = 0, DNS_FORMERR = 1, DNS_SERVFAIL = 2, DNS_NXDOMAIN = 3, DNS_NOTIMP = 4, DNS_REFUSED = 5 };

/* A name in wire form, uncompressed, with its root label. */
struct dns_name {
	uint8_t b[DNS_NAME_MOST];
	uint8_t n;
};
/* From text in A-labels, with or without the final dot; "" and "." are the root. False: an empty or too long label, or
 * too long in all (*ret is then of no use). Bytes are taken as they are. */
[[nodiscard]] bool dns_name_from(str text, struct dns_name *ret);
/* Without the final dot ("." for the root); bytes other than letters, digits, '-', '_' and '*' as \DDD (RFC 1035 5.1). */
void dns_name_put(buf *b, const struct dns_name *name);
/* ASCII letters compare alike. */
bool dns_name_eq(const struct dns_name *a, const struct dns_name *b);

struct dns_question {
	uint16_t id;
	uint16_t type;
	uint16_t class;     /* 0: IN */
	bool no_recursion;  /* RD is set unless this */
	uint16_t edns_size; /* 0: no OPT record */
};
/* Header and question of a query. */
void dns_query_put(buf *b, const struct dns_name *name, const struct dns_question *q);

enum dns_section { DNS_ANSWER, DNS_AUTHORITY, DNS_ADDITIONAL, DNS_SECTION_COUNT };

struct dns_message {
	str bytes;
	uint16_t id;
	bool response;      /* QR */
	bool authoritative; /* AA */
	bool truncated;     /* TC */
	bool recursion;     /* RA: recursion available */
	int opcode;
	int rcode;
	size_t questions;
	struct dns_name name; /* of the first question */
	uint16_t type;
	uint16_t class;
	size_t counts[DNS_SECTION_COUNT]; /* as the header says: believed no further than the bytes reach */
	size_t records_at;
};
/* Header and question section; PARSE_BAD when broken (*ret is then of no use). Views into msg. Records are read one by one by dns_record_next. */
enum parse dns_message_parse(str msg, struct dns_message *ret);

struct dns_record {
	enum dns_section section;
	struct dns_name name;
	uint16_t type;
	uint16_t class;
	uint32_t ttl;
	str data;       /* as on the wire (names in it may be compressed) */
	size_t data_at; /* its offset in the message */
};
struct dns_walk {
	size_t at;
	enum dns_section section;
	size_t done; /* records read of the section */
	bool bad;    /* the walk ended at broken bytes */
	bool begun;
};
/* The next record (begin with a zeroed walk); false at the end or at broken bytes. */
bool dns_record_next(const struct dns_message *m, struct dns_walk *w, struct dns_record *ret);
/* The record's data in text: address, name, "10 mail.example" (MX), strings of a TXT run together, SOA's fields, others in
 * hexadecimal. At most `most` bytes of hostile text: put it through buf_put_quoted or buf_put_clean. False: broken. */
bool dns_data_put(buf *b, const struct dns_message *m, const struct dns_record *r);
/* Reads a name at offset `at`; returns the offset behind it, or 0 when broken. */
size_t dns_name_read(str msg, size_t at, struct dns_name *ret);
/* Is this an answer to exactly this question (response, id, one question echoed)? */
bool dns_answers(const struct dns_message *m, const struct dns_name *name, const struct dns_question *q);
/* Addresses (v4-mapped where type is A) that the answer section gives for the question's name, through the CNAMEs that
 * stand in it (at most 16). Returns how many, at most `most`. */
size_t dns_addresses(const struct dns_message *m, uint8_t (*ret)[16], size_t most);
