/* Greetings: RFC 4253 section 4.2 (SSH), RFC 959 (FTP), RFC 5321 (SMTP), RFC 1939 (POP3), RFC 3501 (IMAP), RFC 6143
 * (RFB), RFC 854 (TELNET); MySQL's HandshakeV10; rsync's daemon greeting; RESP errors of Redis. */
#include "detect/banner.h"

#include "base/cur.h"
#include "base/i18n.h"

str banner_line(str s)
{
	size_t n = str_find_byte(s, '\n');

	return str_trim(str_sub(s, 0, n));
}

str banner_value(str s, str key)
{
	size_t at = str_find(s, key);

	return at < s.n ? banner_line(str_from(s, at + key.n)) : (str){0};
}

str banner_json(str s, str key)
{
	size_t at = 0;

	while (at < s.n) {
		str rest = str_from(s, at);
		size_t found = str_find(rest, key);

		if (found == rest.n)
			break;
		at += found + key.n;
		str after = str_from(rest, found + key.n);

		/* "key" in quotes, then a colon. */
		if (!found || rest.p[found - 1] != '"' || !str_starts(after, STR("\"")))
			continue;
		after = str_trim(str_from(after, 1));
		if (!str_starts(after, STR(":")))
			continue;
		after = str_trim(str_from(after, 1));
		if (str_starts(after, STR("\"")))
			return str_sub(after, 1, str_find_byte(str_from(after, 1), '"'));
		size_t n = 0;

		while (n < after.n && (byte_is_alnum(after.p[n]) || after.p[n] == '.'))
			n++;
		return str_sub(after, 0, n);
	}
	return (str){0};
}

str banner_version(str s)
{
	size_t n = 0;

	while (n < s.n && (byte_is_alnum(s.p[n]) || str_find_byte(STR(".-_+~"), s.p[n]) < 5))
		n++;
	return str_sub(s, 0, n);
}

/* The version behind a product's name in a line: "OpenSSH_9.2p1", "(vsFTPd 3.0.3)", "Postfix". */
static str version_behind(str line, str product)
{
	size_t at = str_ifind(line, product);

	if (at == line.n)
		return (str){0};
	str rest = str_from(line, at + product.n);

	if (rest.n && str_find_byte(STR(" _/-"), rest.p[0]) < 4)
		rest = str_from(rest, 1);
	if (str_istarts(rest, STR("v")))
		rest = str_from(rest, 1);
	return rest.n && byte_is_digit(rest.p[0]) ? banner_version(rest) : (str){0};
}

/* The first product of a list that a line names. */
static void name_product(struct banner *r, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str p = str_c(list[i]);

		if (str_ihas(r->line, p)) {
			r->product = p;
			r->version = version_behind(r->line, p);
			return;
		}
	}
}

static bool read_ssh(str s, struct banner *r)
{
	static const char *const products[] = {"OpenSSH", "dropbear", "libssh", "Cisco", "HUAWEI", "Comware", "ROSSSH"};

	if (!str_starts(s, STR("SSH-")))
		return false;
	r->protocol = "ssh";
	r->management = true;
	r->line = banner_line(s);
	name_product(r, products, ARRAY_LEN(products));
	return true;
}

static bool read_reply_220(str s, uint16_t port, struct banner *r)
{
	static const char *const ftp[] = {"vsFTPd", "ProFTPD",       "Pure-FTPd", "FileZilla Server",
					  "Serv-U", "Microsoft FTP", "pyftpdlib"};
	static const char *const smtp[] = {"Postfix",         "Exim",  "Sendmail", "OpenSMTPD", "Coremail",
					   "Microsoft ESMTP", "Haraka"};

	if (!str_starts(s, STR("220 ")) && !str_starts(s, STR("220-")))
		return false;
	r->line = banner_line(s);
	if (str_ihas(r->line, STR("SMTP")) || port == 25 || port == 465 || port == 587) {
		r->protocol = "smtp";
		name_product(r, smtp, ARRAY_LEN(smtp));
		return true;
	}
	if (!str_ihas(s, STR("FTP")) && port != 21)
		return false;
	r->protocol = "ftp";
	r->next = "ftp";
	/* A long welcome names the product in a later line. */
	r->line = str_ihas(r->line, STR("FTP")) ? r->line : str_trim(str_sub(s, 0, 300));
	name_product(r, ftp, ARRAY_LEN(ftp));
	return true;
}

static bool read_mail(str s, struct banner *r)
{
	static const char *const products[] = {"Dovecot", "Cyrus", "Courier", "Coremail", "Microsoft Exchange"};
	bool imap = str_starts(s, STR("* OK")) || str_starts(s, STR("* PREAUTH"));

	if (!imap && !str_starts(s, STR("+OK")))
		return false;
	r->protocol = imap ? "imap" : "pop3";
	r->line = banner_line(s);
	name_product(r, products, ARRAY_LEN(products));
	return true;
}

static bool read_rfb(str s, struct banner *r)
{
	if (s.n < 12 || !str_starts(s, STR("RFB ")) || s.p[7] != '.' || s.p[11] != '\n')
		return false;
	r->protocol = "vnc";
	r->management = true;
	r->line = banner_line(s);
	r->version = str_sub(s, 4, 7);
	r->next = "vnc";
	return true;
}

static bool read_rsync(str s, struct banner *r)
{
	if (!str_starts(s, STR("@RSYNCD: ")))
		return false;
	r->protocol = "rsync";
	r->product = STR("rsync");
	r->line = banner_line(s);
	r->version = (str){0}; /* the number is the protocol's, not the program's */
	r->next = "rsync";
	return true;
}

/* Options are negotiated before anything else: IAC (255) with WILL, WONT, DO, DONT (251 to 254). */
static bool read_telnet(str s, struct banner *r)
{
	if (s.n < 3 || s.p[0] != 0xff || s.p[1] < 0xfa || s.p[1] > 0xfe)
		return false;
	r->protocol = "telnet";
	r->management = true;
	return true;
}

static bool read_mysql(str s, struct banner *r)
{
	cur c = cur_of(s);
	uint32_t size = (uint32_t)cur_le(&c, 3);
	uint8_t number = cur_u8(&c);
	uint8_t protocol = cur_u8(&c);

	if (!cur_ok(&c) || number != 0 || size < 6 || size > 1024)
		return false;
	if (protocol == 0xff) {
		/* An error before any greeting: 1130, this host may not connect; 1129, too many errors; 1040. */
		uint16_t code = cur_le16(&c);

		if (code != 1130 && code != 1129 && code != 1040)
			return false;
		r->access = code == 1130 ? BANNER_CLOSED : BANNER_UNTOLD;
		r->proof = STR(N_("refused before the greeting"));
	} else if (protocol != 10) {
		return false;
	} else {
		str rest = cur_rest(&c);
		size_t n = str_find_byte(rest, 0);

		if (n == rest.n || n == 0 || n > 80)
			return false;
		r->version = str_sub(rest, 0, n);
		/* MariaDB puts "5.5.5-" before its own for old replicas. */
		bool maria = str_ihas(r->version, STR("MariaDB"));

		if (maria && str_starts(r->version, STR("5.5.5-")))
			r->version = str_from(r->version, 6);
		r->product = maria ? STR("MariaDB") : STR("MySQL");
	}
	r->protocol = "mysql";
	r->database = true;
	return true;
}

static bool read_redis(str s, struct banner *r)
{
	/* Protected mode speaks first and hangs up; a full server likewise. */
	if (!str_starts(s, STR("-DENIED Redis")) && !str_starts(s, STR("-ERR max number of clients")))
		return false;
	r->protocol = "redis";
	r->product = STR("Redis");
	r->database = true;
	r->line = str_sub(banner_line(s), 0, 60);
	r->access = str_starts(s, STR("-DENIED")) ? BANNER_CLOSED : BANNER_UNTOLD;
	r->proof = r->line;
	return true;
}

bool banner_read(str received, uint16_t port, struct banner *ret)
{
	struct banner r = {0};

	if (read_ssh(received, &r) || read_reply_220(received, port, &r) || read_mail(received, &r) ||
	    read_rfb(received, &r) || read_rsync(received, &r) || read_telnet(received, &r) ||
	    read_redis(received, &r) || read_mysql(received, &r)) {
		*ret = r;
		return true;
	}
	return false;
}

bool banner_enough(str so_far)
{
	/* A multi-line 220 goes on until its last line. */
	if (str_starts(so_far, STR("220-")))
		return str_has(so_far, STR("\n220 "));
	return str_find_byte(so_far, '\n') < so_far.n && so_far.n > 3 && so_far.p[3] != 0;
}
