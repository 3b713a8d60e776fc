#include "detect/leak.h"

#include "test/tap.h"

static const char *const proofs[] = {"not", "maybe", "proven"};

static void judged(enum leak_kind k, const char *path, str body, enum leak_proof want)
{
	enum leak_proof got = leak_judge(k, str_c(path), body);

	is_str(str_c(proofs[got]), str_c(proofs[want]), "%s %s: %.40s", leak_kind_name(k), path,
	       body.n ? (const char *)body.p : "");
}

static void proof(enum leak_kind k, const char *path, str body, const char *want)
{
	buf b;

	buf_init(&b, 4000);
	leak_put_proof(&b, k, str_c(path), body);
	is_str(buf_str(&b), str_c(want), "proof of %s", path);
	buf_release(&b);
}

/* Neither proof nor evidence shows it. */
static void hides(enum leak_kind k, str body, const char *secret)
{
	buf b;

	buf_init(&b, 10000);
	leak_put_proof(&b, k, STR("/x"), body);
	leak_put_masked(&b, k, body);
	ok(!str_has(buf_str(&b), str_c(secret)), "%s: '%s' is hidden in %.200s", leak_kind_name(k), secret, buf_c(&b));
	buf_release(&b);
}

#define HTML "<!doctype html><html><body>KEY=VALUE\nB=C\n</body></html>"
#define NGINX                                                                                                          \
	"<html>\r\n<head><title>Index of /files/</title></head>\r\n<body>\r\n<h1>Index of /files/</h1><hr><pre><a "    \
	"href=\"../\">../</a>\r\n<a href=\"13800138000.txt\">x</a>\r\n<a "                                             \
	"href=\"b/\">b/</a>\r\n</pre><hr></body></html>"
#define APACHE                                                                                                         \
	"<!DOCTYPE HTML PUBLIC><html><head><title>Index of /files</title></head><body><h1>Index of /files</h1><table>" \
	"<tr><th><a href=\"?C=N;O=D\">Name</a></th></tr><tr><td><a href=\"/\">Parent Directory</a></td></tr></table>"
#define ZIP "PK\3\4\x14\0\0\0\x08\0aabbccccddddeeee\5\0\0\0a.txtdata"

static void test_judge(void)
{
	judged(LEAK_GIT, "/.git/HEAD", STR("ref: refs/heads/master\n"), LEAK_PROVEN);
	judged(LEAK_GIT, "/.git/HEAD", STR("ref: refs/heads/<b>"), LEAK_NOT);
	judged(LEAK_GIT, "/.git/HEAD", STR("0123456789abcdef0123456789abcdef01234567\n"), LEAK_MAYBE);
	judged(LEAK_GIT, "/.git/HEAD", STR(HTML), LEAK_NOT);
	judged(LEAK_GIT, "/.git/config", STR("[core]\n\trepositoryformatversion = 0\n"), LEAK_PROVEN);
	judged(LEAK_GIT, "/.git/config", STR("[core]\n"), LEAK_NOT);
	judged(LEAK_SVN, "/.svn/entries", STR("10\n\ndir\n123\n"), LEAK_PROVEN);
	judged(LEAK_SVN, "/.svn/entries", STR("12\n"), LEAK_MAYBE);
	judged(LEAK_SVN, "/.svn/entries", STR("12 monkeys"), LEAK_NOT);
	judged(LEAK_SVN, "/.svn/wc.db", STR("SQLite format 3\0...CREATE TABLE REPOSITORY ("), LEAK_PROVEN);
	judged(LEAK_SVN, "/.svn/wc.db", STR("SQLite format 3\0"), LEAK_NOT);
	judged(LEAK_ENV, "/.env", STR("# x\nAPP_KEY=abc\n\nexport DB_PASSWORD='a b'\nCUT"), LEAK_PROVEN);
	judged(LEAK_ENV, "/.env", STR("A=1\n"), LEAK_NOT);
	judged(LEAK_ENV, "/.env", STR("A=1\nB=2\nsome words\nC=3\n"), LEAK_NOT);
	judged(LEAK_ENV, "/.env", STR(HTML), LEAK_NOT);
	judged(LEAK_BACKUP, "/a.zip", STR(ZIP), LEAK_PROVEN);
	judged(LEAK_BACKUP, "/a.zip", STR("PK\3\4 is how a ZIP file begins, says this page"), LEAK_NOT);
	judged(LEAK_BACKUP, "/a.tar.gz", STR("\x1f\x8b\x08\0aaaaaaaa"), LEAK_PROVEN);
	judged(LEAK_BACKUP, "/a.zip", STR(HTML), LEAK_NOT);
	judged(LEAK_BACKUP, "/web.config.bak", STR("<?xml version=\"1.0\"?>\n<configuration>"), LEAK_PROVEN);
	judged(LEAK_BACKUP, "/web.config.bak", STR("<?xml version=\"1.0\"?><html>"), LEAK_NOT);
	judged(LEAK_BACKUP, "/config.php.bak", STR("<?php\n$a=1;"), LEAK_PROVEN);
	judged(LEAK_SQL_DUMP, "/backup.sql", STR("-- MySQL dump 10.13\n"), LEAK_PROVEN);
	judged(LEAK_SQL_DUMP, "/backup.sql", STR("create table a (b int);\ninsert into a values (1);\n"), LEAK_PROVEN);
	judged(LEAK_SQL_DUMP, "/backup.sql", STR("<p>-- MySQL dump</p>"), LEAK_NOT);
	judged(LEAK_DS_STORE, "/.DS_Store", STR("\0\0\0\1Bud1\0\0"), LEAK_PROVEN);
	judged(LEAK_DS_STORE, "/.DS_Store", STR("Bud1"), LEAK_NOT);
	judged(LEAK_LISTING, "/files/", STR(NGINX), LEAK_PROVEN);
	judged(LEAK_LISTING, "/other/", STR(NGINX), LEAK_NOT);
	judged(LEAK_LISTING, "/files/", STR(APACHE), LEAK_PROVEN);
	judged(LEAK_LISTING, "/files/", STR("<title>Index of /files/</title><p>how to switch it off"), LEAK_NOT);
	judged(LEAK_LISTING, "/", STR("<title>Index of /</title><pre><a href=\"../\">../</a>"), LEAK_PROVEN);
	judged(LEAK_STATUS, "/nginx_status",
	       STR("Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0"), LEAK_PROVEN);
	judged(LEAK_STATUS, "/nginx_status", STR(HTML), LEAK_NOT);
	judged(LEAK_DEBUG, "/phpinfo.php", STR("<html><title>phpinfo()</title>"), LEAK_PROVEN);
	judged(LEAK_DEBUG, "/actuator/env", STR("{\"activeProfiles\":[],\"propertySources\":[]}"), LEAK_PROVEN);
	judged(LEAK_DEBUG, "/actuator/env", STR("{\"code\":404}"), LEAK_NOT);
	for (int k = 0; k < LEAK_KIND_COUNT; k++)
		judged((enum leak_kind)k, "/x", (str){0}, LEAK_NOT);
}

int main(void)
{
	test_judge();
	proof(LEAK_LISTING, "/files/", STR(NGINX), "Index of /files/: 138***.txt, b/ (2)");
	proof(LEAK_GIT, "/.git/HEAD", STR("ref: refs/heads/master\n"), "ref: refs/heads/master");
	proof(LEAK_ENV, "/.env", STR("APP=1\nDB_PASSWORD=x\n"), "APP=***, DB_PASSWORD=***");
	proof(LEAK_BACKUP, "/a.zip", STR(ZIP), "ZIP, 504b030414000000, a.txt");
	proof(LEAK_GIT, "/.git/config", STR("[core]\n\tx = 1\n"), "[core]");
	proof(LEAK_SQL_DUMP, "/a.sql", STR("-- MySQL dump 10.13\nx"), "-- MySQL dump 10.13");
	proof(LEAK_SVN, "/.svn/entries", STR("10\n\ndir\n"), "entries, dir");
	proof(LEAK_DS_STORE, "/.DS_Store", STR("\0\0\0\1Bud1"), "0000000142756431");
	hides(LEAK_ENV, STR("APP=hunter2\nDB_PASSWORD=hunter2\n"), "hunter2");
	hides(LEAK_GIT, STR("[core]\nrepositoryformatversion = 0\nurl = https://u:hunter2@x/\n"), "hunter2");
	hides(LEAK_SQL_DUMP, STR("-- MySQL dump\nINSERT INTO a VALUES ('张三','13800138000');\n"), "张三");
	hides(LEAK_BACKUP, STR("<?php $password='hunter2';"), "hunter2");
	hides(LEAK_DEBUG, STR("{\"propertySources\":[{\"password\":\"hunter2\"}]}"), "hunter2");
	hides(LEAK_LISTING, STR(NGINX), "13800138000");
	return tap_done();
}
