#include "detect/probe.h"

#include "test/tap.h"

static void is(const char *probe, str received, const char *protocol, const char *version, enum banner_access access)
{
	const struct probe *p = probe_find(probe);
	struct banner r = {0};

	if (!ok(p && p->read(received, &r) == (protocol != NULL), "%s: %.*s", probe,
		STR_ARG(str_sub(received, 0, 30))) ||
	    !protocol)
		return;
	is_str(str_c(r.protocol), str_c(protocol), "protocol");
	is_str(r.version, str_c(version), "version");
	is_int(r.access, access, "access");
	ok(access == BANNER_UNTOLD || r.proof.n > 0, "with proof");
}

static void test_text(void)
{
	is("redis", STR("$40\r\n# Server\r\nredis_version:7.0.15\r\nx:y\r\n\r\n"), "redis", "7.0.15", BANNER_OPEN);
	is("redis", STR("$50\r\n# Server\r\nredis_version:7.2.4\r\nvalkey_version:8.0.1\r\n"), "redis", "8.0.1",
	   BANNER_OPEN);
	is("redis", STR("-NOAUTH Authentication required.\r\n"), "redis", "", BANNER_CLOSED);
	is("redis", STR("-DENIED Redis is running in protected mode because\r\n"), "redis", "", BANNER_CLOSED);
	is("redis", STR("-NOPERM this user has no permissions\r\n"), "redis", "", BANNER_CLOSED);
	is("redis", STR("-ERR unknown command 'INFO'\r\n"), "redis", "", BANNER_UNTOLD);
	is("redis", STR("$5\r\nhello\r\n"), NULL, "", BANNER_UNTOLD);
	is("redis", STR("+PONG\r\n"), NULL, "", BANNER_UNTOLD);
	is("memcached", STR("STAT pid 1\r\nSTAT version 1.6.18\r\nEND\r\n"), "memcached", "1.6.18", BANNER_OPEN);
	is("memcached", STR("CLIENT_ERROR unauthenticated\r\n"), "memcached", "", BANNER_CLOSED);
	is("memcached", STR("ERROR\r\n"), NULL, "", BANNER_UNTOLD);
	is("ftp",
	   STR("220 (vsFTPd 3.0.3)\r\n331 Please specify the password.\r\n230 Login successful.\r\n221 Goodbye.\r\n"),
	   "ftp", "3.0.3", BANNER_OPEN);
	is("ftp", STR("220 (vsFTPd 3.0.3)\r\n530 Permission denied.\r\n503 Login with USER first.\r\n221 Goodbye.\r\n"),
	   "ftp", "3.0.3", BANNER_CLOSED);
	is("ftp", STR("220-230 days up\r\n220 FTP\r\n331 x\r\n530 x\r\n"), "ftp", "", BANNER_CLOSED);
	is("ftp", STR("220 FTP\r\n421 too many\r\n"), "ftp", "", BANNER_UNTOLD);
	is("rsync-module", STR("@RSYNCD: 31.0\n@RSYNCD: OK\n"), "rsync", "", BANNER_OPEN);
	is("rsync-module", STR("@RSYNCD: 31.0\n@RSYNCD: AUTHREQD abc\n"), "rsync", "", BANNER_CLOSED);
	is("rsync", STR("@RSYNCD: 31.0\n@RSYNCD: EXIT\n"), "rsync", "", BANNER_CLOSED);
	is("zookeeper", STR("Zookeeper version: 3.8.0-5a02a05, built on 2022\nLatency: 0\n"), "zookeeper", "3.8.0",
	   BANNER_OPEN);
	is("zookeeper", STR("srvr is not executed because it is not in the whitelist.\n"), "zookeeper", "",
	   BANNER_CLOSED);
}

static void test_http(void)
{
	is("http", STR("HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\nhi"), "http", "1.22.1", BANNER_UNTOLD);
	is("http", STR("HTTP/2 200\r\n\r\n"), NULL, "", BANNER_UNTOLD);
	is("http", STR("SSH-2.0-x\r\n"), NULL, "", BANNER_UNTOLD);
	is("docker", STR("HTTP/1.1 200 OK\r\n\r\n{\"Platform\":{},\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\"}"),
	   "docker", "20.10.24", BANNER_OPEN);
	is("docker", STR("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\nwelcome to Docker"), "http", "", BANNER_UNTOLD);
	is("elasticsearch",
	   STR("HTTP/1.1 200 "
	       "OK\r\n\r\n{\"cluster_name\":\"a\",\"version\":{\"number\":\"7.17.9\",\"lucene_version\":\"8\"}}"),
	   "elasticsearch", "7.17.9", BANNER_OPEN);
	is("elasticsearch", STR("HTTP/1.1 401 Unauthorized\r\n\r\n{\"error\":{\"type\":\"security_exception\"}}"),
	   "elasticsearch", "", BANNER_CLOSED);
	is("etcd",
	   STR("HTTP/1.1 200 OK\r\n\r\n{\"header\":{\"cluster_id\":\"1\",\"raft_term\":\"2\"},\"count\":\"3\"}"),
	   "etcd", "", BANNER_OPEN);
	is("etcd", STR("HTTP/1.1 400 Bad Request\r\n\r\n{\"error\":\"etcdserver: user name is empty\",\"code\":3}"),
	   "etcd", "", BANNER_CLOSED);
	is("registry", STR("HTTP/1.1 401 Unauthorized\r\nDocker-Distribution-Api-Version: registry/2.0\r\n\r\n{}"),
	   "registry", "", BANNER_CLOSED);
	is("registry",
	   STR("HTTP/1.1 200 OK\r\nDocker-Distribution-Api-Version: registry/2.0\r\n\r\n{\"repositories\":[]}"),
	   "registry", "", BANNER_OPEN);
	buf b AUTO(buf_release);

	buf_init(&b, 4096);
	ok(probe_evidence(&b, probe_find("http"), STR("HTTP/1.1 200 OK\r\nSet-Cookie: sid=geheim\r\n\r\n13800138000")),
	   "a cookie is masked");
	is_str(buf_str(&b), STR("HTTP/1.1 200 OK\r\nSet-Cookie: ***\r\n"), "and the page's body is not kept");
}

static void test_binary(void)
{
	is("mqtt", STR("\x20\2\0\0"), "mqtt", "", BANNER_OPEN);
	is("mqtt", STR("\x20\2\0\5"), "mqtt", "", BANNER_CLOSED);
	is("mqtt", STR("\x20\2\0\1"), "mqtt", "", BANNER_UNTOLD);
	is("mqtt", STR("HTTP"), NULL, "", BANNER_UNTOLD);
	is("postgresql",
	   STR("R\0\0\0\x08\0\0\0\0S\0\0\0\x18server_version\0"
	       "15.5\0K\0\0\0\x0c"
	       "12345678Z\0\0\0\5I"),
	   "postgresql", "15.5", BANNER_OPEN);
	is("postgresql", STR("R\0\0\0\x08\0\0\0\0E\0\0\0\x13SFATAL\0C28000\0\0"), "postgresql", "", BANNER_OPEN);
	is("postgresql", STR("R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0"), "postgresql", "", BANNER_CLOSED);
	is("postgresql", STR("R\0\0\0\x0c\0\0\0\5salt"), "postgresql", "", BANNER_CLOSED);
	is("postgresql", STR("E\0\0\0\x13SFATAL\0C28000\0\0"), "postgresql", "", BANNER_CLOSED);
	is("postgresql", STR("E\0\0\0\x13SFATAL\0C53300\0\0"), "postgresql", "", BANNER_UNTOLD);
	is("postgresql", STR("HTTP/1.1 400"), NULL, "", BANNER_UNTOLD);
	is("vnc", STR("RFB 003.008\n\2\1\2"), "vnc", "003.008", BANNER_OPEN);
	is("vnc", STR("RFB 003.008\n\1\2"), "vnc", "003.008", BANNER_CLOSED);
	is("vnc", STR("RFB 003.003\n\0\0\0\1"), "vnc", "003.003", BANNER_OPEN);
	is("vnc", STR("RFB 003.008\n\0"), "vnc", "003.008", BANNER_UNTOLD);
	is("ldap", STR("\x30\x0c\2\1\1\x61\7\x0a\1\0\4\0\4\0"), "ldap", "", BANNER_OPEN);
	is("ldap", STR("\x30\x0c\2\1\1\x61\7\x0a\1\x30\4\0\4\0"), "ldap", "", BANNER_CLOSED);
	is("socks5", STR("\5\0"), "socks5", "", BANNER_DOUBT);
	is("socks5", STR("\5\xff"), "socks5", "", BANNER_CLOSED);
	is("rdp", STR("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0\2\0\0\0"), "rdp", "", BANNER_UNTOLD);
	is("tls", STR("\x15\3\1\0\2\2\x28"), "tls", "", BANNER_UNTOLD);
	is("tls", STR("HTTP/1.1 400"), NULL, "", BANNER_UNTOLD);
	is("mongodb",
	   STR("\x40\0\0\0\1\0\0\0\1\0\0\0\xdd\7\0\0\0\0\0\0\0\x20\0\0\0\4"
	       "databases\0"),
	   "mongodb", "", BANNER_OPEN);
	is("mongodb",
	   STR("\x40\0\0\0\1\0\0\0\1\0\0\0\xdd\7\0\0\0\0\0\0\0\x20\0\0\0\2"
	       "errmsg\0command listDatabases requires authentication"),
	   "mongodb", "", BANNER_CLOSED);
	is("amqp", STR("AMQP\0\0\x09\x01"), "amqp", "", BANNER_UNTOLD);
	buf b AUTO(buf_release);

	buf_init(&b, 4096);
	ok(probe_find("mongodb")->put(&b, &(struct probe_ask){0}) && b.n == 21u + b.p[21] && b.p[0] == b.n,
	   "MongoDB's lengths agree");
	buf_reset(&b);
	ok(probe_find("mqtt")->put(&b, &(struct probe_ask){.seed = UINT64_MAX}) && b.n == 2u + b.p[1] + 2u,
	   "MQTT's length agrees");
	buf_reset(&b);
	ok(probe_find("postgresql")->put(&b, &(struct probe_ask){0}) && b.n == b.p[3], "PostgreSQL's length agrees");
}

static void test_table(void)
{
	is_str(str_c(probe_of_port(6379)->name), STR("redis"), "by port");
	ok(!probe_of_port(4), "no probe for port 4");
	ok(!probe_find("none"), "none of that name");
	for (size_t i = 0; i < probe_count; i++) {
		ok(probe_table[i]->read && probe_table[i]->enough, "%s is whole", probe_table[i]->name);
		ok(probe_find(probe_table[i]->name) == probe_table[i], "and has its own name");
		ok(!probe_table[i]->exposure || probe_table[i]->put, "what reads asks");
	}
	size_t guesses = 0;

	while (probe_guess(guesses))
		guesses++;
	is_int(guesses, 6, "guesses end");
}

int main(void)
{
	test_text();
	test_http();
	test_binary();
	test_table();
	return tap_done();
}
