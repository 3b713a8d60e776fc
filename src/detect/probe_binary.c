/* MQTT 3.1.1; PostgreSQL's frontend/backend protocol 3.0; RFB (RFC 6143); MongoDB's wire protocol (OP_MSG); LDAP (RFC
 * 4511); SOCKS5 (RFC 1928); RDP's X.224 connection request (MS-RDPBCGR 2.2.1.1); AMQP 0-9-1. */
#include "detect/probe_binary.h"

#include "base/cur.h"
#include "base/i18n.h"
#include "format/der.h"
#include "format/tls_hello.h"

/* ---- MQTT: CONNECT with a clean session and a random name, then DISCONNECT: nothing stays behind ---- */

static bool mqtt_put(buf *b, const struct probe_ask *ask)
{
	buf_put_be(b, 0x101b, 2); /* CONNECT, 27 bytes follow */
	buf_put(b, STR("\0\4MQTT\4\2\0\x0a"));
	buf_put_be(b, 15, 2);
	buf_printf(b, "yicha-%09llx", (unsigned long long)(ask->seed & 0xfffffffffULL));
	buf_put_be(b, 0xe000, 2);
	return true;
}

static bool mqtt_enough(str s)
{
	return s.n >= 4;
}

static bool mqtt_read(str s, struct banner *r)
{
	static const str words[] = {STR_INIT(N_("CONNACK 0, accepted")),
				    STR_INIT(N_("CONNACK 1, protocol version refused")),
				    STR_INIT(N_("CONNACK 2, identifier refused")),
				    STR_INIT(N_("CONNACK 3, server unavailable")),
				    STR_INIT(N_("CONNACK 4, bad user name or password")),
				    STR_INIT(N_("CONNACK 5, not authorised"))};

	if (s.n < 4 || s.p[0] != 0x20 || s.p[1] != 2 || s.p[2] > 1 || s.p[3] >= ARRAY_LEN(words))
		return false;
	*r = (struct banner){.protocol = "mqtt", .database = true, .proof = words[s.p[3]]};
	r->access = s.p[3] == 0 ? BANNER_OPEN : s.p[3] >= 4 ? BANNER_CLOSED : BANNER_UNTOLD;
	return true;
}

const struct probe probe_mqtt = {
	.name = "mqtt",
	.asked = N_("CONNECT without user name"),
	.exposure = true,
	.ports = {1883},
	.put = mqtt_put,
	.enough = mqtt_enough,
	.read = mqtt_read,
};

/* ---- PostgreSQL: a start-up message, no password. AuthenticationOk comes before the role is even looked up, so that
 * a role that does not exist proves trust as well; where a password is wanted, that is asked for first ---- */

static bool postgresql_put(buf *b, const struct probe_ask *)
{
	str parameters = STR("user\0postgres\0database\0postgres\0application_name\0yicha\0");

	/* STR counts without the closing NUL, which ends the list. */
	buf_put_be(b, 8 + parameters.n + 1, 4);
	buf_put_be(b, 0x00030000, 4);
	buf_put(b, parameters);
	buf_put_byte(b, 0);
	return true;
}

static bool postgresql_enough(str s)
{
	cur c = cur_of(s);

	while (cur_more(&c)) {
		uint8_t type = cur_u8(&c);
		uint32_t n = cur_u32(&c);
		cur body = cur_sub(&c, n >= 4 ? n - 4 : 0);

		if (!cur_ok(&c))
			return false;
		/* Ready, an error, or a question. */
		if (type == 'Z' || type == 'E' || (type == 'R' && cur_u32(&body) != 0))
			return true;
	}
	return false;
}

/* The SQLSTATE and words of an ErrorResponse. */
static str error_field(str body, uint8_t want)
{
	while (body.n > 1) {
		uint8_t type = body.p[0];
		size_t end = str_find_byte(body, 0);

		if (type == want)
			return str_sub(body, 1, end - 1);
		body = str_from(body, end + 1);
	}
	return (str){0};
}

static bool postgresql_message(uint8_t type, str body, struct banner *r)
{
	cur c = cur_of(body);

	if (type == 'R') {
		uint32_t code = cur_u32(&c);

		if (!cur_ok(&c) || code > 12)
			return false;
		if (r->access == BANNER_UNTOLD) {
			r->access = code == 0 ? BANNER_OPEN : BANNER_CLOSED;
			r->proof = code == 0 ? STR(N_("AuthenticationOk without a password"))
					     : STR(N_("asks for authentication"));
		}
		return true;
	}
	if (type == 'S' && str_starts(body, STR("server_version\0"))) {
		str v = str_from(body, 15);

		r->version = banner_version(str_sub(v, 0, str_find_byte(v, 0)));
		return true;
	}
	if (type == 'E') {
		str state = error_field(body, 'C');

		if (state.n != 5)
			return false;
		/* 28000: no line of pg_hba.conf lets this address in; 28P01: password wrong. */
		if (r->access == BANNER_UNTOLD && str_starts(state, STR("28"))) {
			r->access = BANNER_CLOSED;
			r->proof = STR(N_("refused by pg_hba.conf"));
		}
		return true;
	}
	return type == 'S' || type == 'K' || type == 'Z' || type == 'N';
}

static bool postgresql_read(str s, struct banner *r)
{
	cur c = cur_of(s);
	bool any = false;

	*r = (struct banner){.protocol = "postgresql", .product = STR("PostgreSQL"), .database = true};
	while (cur_more(&c)) {
		uint8_t type = cur_u8(&c);
		uint32_t n = cur_u32(&c);
		str body = cur_take(&c, n >= 4 ? n - 4 : SIZE_MAX);

		if (!cur_ok(&c))
			break;
		if (!postgresql_message(type, body, r))
			return false;
		any |= type == 'R' || type == 'E';
	}
	return any;
}

const struct probe probe_postgresql = {
	.name = "postgresql",
	.asked = N_("start-up as postgres, no password"),
	.exposure = true,
	.ports = {5432, 5433},
	.put = postgresql_put,
	.enough = postgresql_enough,
	.read = postgresql_read,
};

/* ---- MySQL greets by itself; more would be a login ---- */

static bool mysql_enough(str s)
{
	cur c = cur_of(s);
	uint32_t n = (uint32_t)cur_le(&c, 3);

	return cur_ok(&c) && s.n >= n + 4;
}

static bool mysql_read(str s, struct banner *r)
{
	return banner_read(s, 3306, r) && str_eq(str_c(r->protocol), STR("mysql"));
}

const struct probe probe_mysql = {
	.name = "mysql",
	.asked = N_("greeting"),
	.first = PROBE_HEARS,
	.ports = {3306},
	.enough = mysql_enough,
	.read = mysql_read,
};

/* ---- VNC: which kinds of security? The list is all that is read ---- */

static bool vnc_is_old(str greeting)
{
	return str_starts(greeting, STR("RFB 003.003")) || str_starts(greeting, STR("RFB 003.005"));
}

static bool vnc_put(buf *b, const struct probe_ask *ask)
{
	buf_put_c(b, vnc_is_old(ask->before) ? "RFB 003.003\n" : "RFB 003.008\n");
	return true;
}

static bool vnc_enough(str s)
{
	if (vnc_is_old(s))
		return s.n >= 16;
	return s.n > 12 && s.n >= 13 + (size_t)s.p[12];
}

static bool vnc_read(str s, struct banner *r)
{
	if (!banner_read(s, 5900, r) || !str_eq(str_c(r->protocol), STR("vnc")))
		return false;
	cur c = cur_of(str_from(s, 12));
	bool none = false;
	bool any = false;

	r->next = NULL;
	if (vnc_is_old(s)) {
		uint32_t kind = cur_u32(&c);

		any = cur_ok(&c) && kind > 0;
		none = kind == 1;
	} else {
		uint8_t n = cur_u8(&c);
		str kinds = cur_take(&c, n);

		any = kinds.n > 0;
		none = str_find_byte(kinds, 1) < kinds.n;
	}
	if (any) {
		r->access = none ? BANNER_OPEN : BANNER_CLOSED;
		r->proof = none ? STR(N_("security type None")) : STR(N_("asks for authentication"));
	}
	return true;
}

const struct probe probe_vnc = {
	.name = "vnc",
	.asked = N_("security types"),
	.first = PROBE_HEARS,
	.exposure = true,
	.ports = {5900, 5901, 5902},
	.put = vnc_put,
	.enough = vnc_enough,
	.read = vnc_read,
};

/* ---- MongoDB: listDatabases with names only ---- */

static bool mongodb_put(buf *b, const struct probe_ask *)
{
	str document = STR("\x32\0\0\0"
			   "\x10listDatabases\0\1\0\0\0"
			   "\x08nameOnly\0\1"
			   "\x02$db\0\6\0\0\0"
			   "admin\0\0");

	buf_put_le(b, 16 + 5 + document.n, 4);
	buf_put_le(b, 1, 4);
	buf_put_le(b, 0, 4);
	buf_put_le(b, 2013, 4);
	buf_put_le(b, 0, 4);
	buf_put_byte(b, 0);
	buf_put(b, document);
	return true;
}

static bool mongodb_enough(str s)
{
	cur c = cur_of(s);
	uint32_t n = cur_le32(&c);

	return cur_ok(&c) && s.n >= n;
}

static bool mongodb_read(str s, struct banner *r)
{
	cur c = cur_of(s);
	uint32_t n = cur_le32(&c);

	cur_skip(&c, 4);
	uint32_t to = cur_le32(&c);
	uint32_t code = cur_le32(&c);

	if (!cur_ok(&c) || n < 26 || to != 1 || (code != 2013 && code != 1))
		return false;
	*r = (struct banner){.protocol = "mongodb", .product = STR("MongoDB"), .database = true};
	if (str_has(s, STR("databases\0")) && !str_has(s, STR("errmsg\0"))) {
		r->access = BANNER_OPEN;
		r->proof = STR(N_("names of databases given"));
	} else if (str_has(s, STR("Unauthorized")) || str_has(s, STR("requires authentication")) ||
		   str_has(s, STR("not authorized"))) {
		r->access = BANNER_CLOSED;
		r->proof = STR("Unauthorized");
	}
	return true;
}

const struct probe probe_mongodb = {
	.name = "mongodb",
	.asked = N_("listDatabases, names only"),
	.exposure = true,
	.ports = {27017, 27018},
	.put = mongodb_put,
	.enough = mongodb_enough,
	.read = mongodb_read,
};

/* ---- LDAP: bind without name and password (RFC 4513 section 5.1.1). No unbind behind it: a server may drop the answer
 * then ---- */

static bool ldap_put(buf *b, const struct probe_ask *)
{
	buf_put(b, STR("\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"));
	return true;
}

static bool ldap_enough(str s)
{
	cur c = cur_of(s);

	(void)der_next(&c);
	return cur_ok(&c);
}

static bool ldap_read(str s, struct banner *r)
{
	cur c = cur_of(s);
	cur message = der_enter(&c, DER_SEQUENCE);
	struct der id = der_take(&message, DER_INTEGER);
	cur answer = der_enter(&message, 0x61);
	struct der code = der_take(&answer, 0x0a);

	if (!cur_ok(&answer) || !str_eq(id.body, STR("\1")) || code.body.n != 1)
		return false;
	*r = (struct banner){.protocol = "ldap", .database = true};
	r->access = code.body.p[0] == 0 ? BANNER_OPEN : BANNER_CLOSED;
	r->proof = code.body.p[0] == 0 ? STR(N_("anonymous bind: success")) : STR(N_("anonymous bind refused"));
	return true;
}

const struct probe probe_ldap = {
	.name = "ldap",
	.asked = N_("anonymous bind"),
	.exposure = true,
	.ports = {389},
	.put = ldap_put,
	.enough = ldap_enough,
	.read = ldap_read,
};

/* ---- SOCKS5: the method alone; an offer to go on is no proof that it relays ---- */

static bool socks5_put(buf *b, const struct probe_ask *)
{
	buf_put_be(b, 0x050100, 3);
	return true;
}

static bool two_bytes(str s)
{
	return s.n >= 2;
}

static bool socks5_read(str s, struct banner *r)
{
	if (s.n != 2 || s.p[0] != 5 || (s.p[1] != 0 && s.p[1] != 0xff))
		return false;
	*r = (struct banner){.protocol = "socks5"};
	r->access = s.p[1] == 0 ? BANNER_DOUBT : BANNER_CLOSED;
	r->proof = s.p[1] == 0 ? STR(N_("method 0, no authentication")) : STR(N_("no acceptable method"));
	return true;
}

const struct probe probe_socks5 = {
	.name = "socks5",
	.asked = N_("method: none"),
	.ports = {1080},
	.put = socks5_put,
	.enough = two_bytes,
	.read = socks5_read,
};

/* ---- RDP: which security? ---- */

static bool rdp_put(buf *b, const struct probe_ask *)
{
	buf_put(b, STR("\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0"));
	return true;
}

static bool rdp_enough(str s)
{
	return s.n >= 11;
}

static bool rdp_read(str s, struct banner *r)
{
	/* TPKT version 3, X.224 connection confirm. */
	if (s.n < 7 || s.p[0] != 3 || s.p[1] != 0 || s.p[5] != 0xd0)
		return false;
	*r = (struct banner){.protocol = "rdp", .management = true};
	return true;
}

const struct probe probe_rdp = {
	.name = "rdp",
	.asked = "X.224 connection request",
	.ports = {3389},
	.put = rdp_put,
	.enough = rdp_enough,
	.read = rdp_read,
};

/* ---- AMQP: the protocol header; the server tells product and version, authentication would come next ---- */

static bool amqp_put(buf *b, const struct probe_ask *)
{
	buf_put(b, STR("AMQP\0\0\x09\x01"));
	return true;
}

static str amqp_field(str s, str key)
{
	size_t at = str_find(s, key);
	cur c = cur_of(str_from(s, at + key.n));
	uint8_t type = cur_u8(&c);
	uint32_t n = cur_u32(&c);
	str v = cur_take(&c, n);

	return at < s.n && cur_ok(&c) && type == 'S' ? v : (str){0};
}

static bool amqp_enough(str s)
{
	cur c = cur_of(str_from(s, 3));
	uint32_t n = cur_u32(&c);

	return cur_ok(&c) && s.n >= 8 && s.n - 8 >= n;
}

static bool amqp_read(str s, struct banner *r)
{
	*r = (struct banner){.protocol = "amqp", .database = true};
	if (str_eq(s, STR("AMQP\0\0\x09\x01")) || str_starts(s, STR("AMQP\3\1\0\0")))
		return true;
	/* Method frame on channel 0: Connection.Start. */
	if (s.n < 12 || !str_starts(s, STR("\1\0\0")) || !str_starts(str_from(s, 7), STR("\0\x0a\0\x0a")))
		return false;
	r->product = amqp_field(s, STR("\7product"));
	r->version = amqp_field(s, STR("\7version"));
	return true;
}

const struct probe probe_amqp = {
	.name = "amqp",
	.asked = N_("protocol header"),
	.ports = {5672},
	.put = amqp_put,
	.enough = amqp_enough,
	.read = amqp_read,
};

/* ---- TLS: is there TLS at all? What it takes is the tls collector's business ---- */

static bool tls_put(buf *b, const struct probe_ask *ask)
{
	struct tls_hello h = {.version = TLS_1_2, .seed = ask->seed};

	tls_hello_put(b, &h);
	return true;
}

static bool tls_enough(str s)
{
	struct tls_answer a;

	return tls_answer_parse(s, &a) != PARSE_SHORT;
}

static bool tls_read(str s, struct banner *r)
{
	struct tls_answer a;

	if (tls_answer_parse(s, &a) != PARSE_OK || a.kind == TLS_ANSWER_OTHER)
		return false;
	*r = (struct banner){.protocol = "tls"};
	return true;
}

const struct probe probe_tls = {
	.name = "tls",
	.asked = "TLS hello",
	.ports = {443, 8443, 465, 993, 995, 636, 853, 8883},
	.put = tls_put,
	.enough = tls_enough,
	.read = tls_read,
};

/* ---- DNS over TCP: version.bind, class CHAOS ---- */

static bool dns_put(buf *b, const struct probe_ask *ask)
{
	buf_put_be(b, 30, 2);
	buf_put_be(b, ask->seed & 0xffff, 2);
	buf_put(b, STR("\0\0\0\1\0\0\0\0\0\0\7version\4bind\0\0\x10\0\3"));
	return true;
}

static bool dns_enough(str s)
{
	cur c = cur_of(s);
	uint16_t n = cur_u16(&c);

	return cur_ok(&c) && c.n >= n;
}

static bool dns_read(str s, struct banner *r)
{
	cur c = cur_of(s);
	uint16_t n = cur_u16(&c);
	cur message = cur_sub(&c, n);

	cur_skip(&message, 2);
	uint16_t flags = cur_u16(&message);
	uint16_t questions = cur_u16(&message);

	/* An answer (QR) to a query (opcode 0), with at most the question asked. */
	if (!cur_ok(&message) || n < 12 || (flags & 0xf800) != 0x8000 || questions > 1)
		return false;
	*r = (struct banner){.protocol = "dns"};
	return true;
}

const struct probe probe_dns = {
	.name = "dns",
	.asked = "version.bind",
	.ports = {53},
	.put = dns_put,
	.enough = dns_enough,
	.read = dns_read,
};
