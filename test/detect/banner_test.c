#include "detect/banner.h"

#include "test/tap.h"

static void is(str received, uint16_t port, const char *protocol, const char *product, const char *version)
{
	struct banner r = {0};

	if (!ok(banner_read(received, port, &r) == (protocol != NULL), "%.*s", STR_ARG(str_sub(received, 0, 40))) ||
	    !protocol)
		return;
	is_str(str_c(r.protocol), str_c(protocol), "protocol");
	is_str(r.product, str_c(product), "product");
	is_str(r.version, str_c(version), "version");
}

int main(void)
{
	is(STR("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"), 22, "ssh", "OpenSSH", "9.2p1");
	is(STR("SSH-2.0-dropbear_2022.83\r\n"), 2222, "ssh", "dropbear", "2022.83");
	is(STR("SSH-2.0-Go\r\n"), 22, "ssh", "", "");
	is(STR("220 (vsFTPd 3.0.3)\r\n"), 21, "ftp", "vsFTPd", "3.0.3");
	is(STR("220-Welcome\r\n220 ProFTPD Server ready.\r\n"), 2121, "ftp", "ProFTPD", "");
	is(STR("220 ready\r\n"), 21, "ftp", "", "");
	is(STR("220 ready\r\n"), 9999, NULL, "", "");
	is(STR("220 mail.a.example ESMTP Postfix (Debian/GNU)\r\n"), 2525, "smtp", "Postfix", "");
	is(STR("220 mail ESMTP Exim 4.96 Sat\r\n"), 25, "smtp", "Exim", "4.96");
	is(STR("* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.\r\n"), 143, "imap", "Dovecot", "");
	is(STR("+OK Dovecot ready.\r\n"), 110, "pop3", "Dovecot", "");
	is(STR("RFB 003.008\n"), 5900, "vnc", "", "003.008");
	is(STR("RFB 003008\n\n"), 5900, NULL, "", "");
	is(STR("@RSYNCD: 31.0 sha512 md5\n"), 873, "rsync", "rsync", "");
	is(STR("\xff\xfd\x18\xff\xfd\x20"), 23, "telnet", "", "");
	is(STR("\x4a\0\0\0\x0a"
	       "5.5.5-10.11.6-MariaDB-0+deb12u1\0\1\0\0\0"),
	   3306, "mysql", "MariaDB", "10.11.6-MariaDB-0+deb12u1");
	is(STR("\x4a\0\0\0\x0a"
	       "8.0.36\0\1\0\0\0"),
	   33060, "mysql", "MySQL", "8.0.36");
	is(STR("\x45\0\0\0\xff\x6a\x04Host '1.2.3.4' is not allowed"), 3306, "mysql", "", "");
	is(STR("-DENIED Redis is running in protected mode because\r\n"), 1, "redis", "Redis", "");
	is(STR(""), 22, NULL, "", "");
	is(STR("hello\n"), 22, NULL, "", "");
	is_str(banner_json(STR("{\"a\":{\"number\" : \"7.17.9\"}}"), STR("number")), STR("7.17.9"), "JSON string");
	is_str(banner_json(STR("{\"number\":12,\"x\":1}"), STR("number")), STR("12"), "JSON number");
	is_str(banner_json(STR("{\"number:12\"}"), STR("number")), STR(""), "no such key");
	is_str(banner_json(STR("{\"xnumber\":1,\"number\":2}"), STR("number")), STR("2"), "a key that ends alike");
	ok(banner_enough(STR("220 x\r\n")) && !banner_enough(STR("220-x\r\n")) &&
		   banner_enough(STR("220-x\r\n220 y\r\n")),
	   "enough of a greeting");
	return tap_done();
}
