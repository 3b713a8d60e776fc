/* Records as the servers write them: form, time, who, from where, what, with what result, what happened. */
#include "format/logline.h"

#include <stdio.h>

#include "base/buf.h"
#include "format/logname.h"
#include "test/tap.h"

static buf said;

static str say(const char *line)
{
	struct logline_conf conf = {.zone = 480};
	struct logline l;

	buf_reset(&said);
	(void)logline_parse(str_c(line), &conf, &l);
	buf_printf(&said, "%s", logline_form_name(l.form));
	if (l.timed)
		buf_printf(&said, " %lld%s%s", (long long)l.time.at, l.time.zoned ? "" : " no-zone",
			   l.time.yeared ? "" : " no-year");
	for (unsigned f = 0; f < LOGLINE_FIELD_COUNT; f++) {
		if (l.fields & 1u << f)
			buf_printf(&said, " %s", logline_field_name((enum logline_field)f));
	}
	if (l.event)
		buf_printf(&said, " =%s", logline_event_name(l.event));
	if (l.numbered)
		buf_printf(&said, " #%llu", (unsigned long long)l.number);
	return buf_str(&said);
}

/* 2026-11-22 02:00:00 UTC, 10:00:00 in China */
#define T "1795312800"

static void test_access(void)
{
	is_str(say("192.0.2.7 - - [22/Nov/2026:10:00:00 +0800] \"GET / HTTP/1.1\" 200 612 \"-\" \"curl/7.88\""),
	       STR("access " T " source what result object"), "combined");
	is_str(say("192.0.2.7 - zhang [22/Nov/2026:02:00:00 +0000] \"POST /login HTTP/1.1\" 401 9"),
	       STR("access " T " who source what result object =login-failed"), "common, a login that failed");
	is_str(say("www.example.cn:443 2001:db8::7 - - [22/Nov/2026:10:00:00 +0800] \"GET /export/users.csv HTTP/1.1\" "
		   "200 9"),
	       STR("access " T " source what result object =export"), "with the virtual host before it");
	is_str(say("192.0.2.7 - - [22/Nov/2026:10:00:00 +0800] \"-\" 400 0"), STR("access " T " source result"),
	       "an empty request");
	is_str(say("192.0.2.7 - - [32/Nov/2026:10:00:00 +0800] \"GET / HTTP/1.1\" 200 1"), STR(""), "no such day");
	is_str(say("2026/11/22 10:00:00 [error] 31#31: *1 open() \"/x\" failed (2: No such file or directory), client: "
		   "192.0.2.7, server: _, request: \"GET /x HTTP/1.1\""),
	       STR("nginx-error " T " no-zone source what result"), "nginx error log");
	is_str(say("[Sun Nov 22 10:00:00.123456 2026] [core:error] [pid 31:tid 14] [client 192.0.2.7:5510] AH00126: "
		   "Invalid URI"),
	       STR("apache-error " T " no-zone source what result"), "Apache error log");
}

static void test_syslog(void)
{
	is_str(say("Nov 22 10:00:00 web sshd[812]: Accepted publickey for root from 192.0.2.7 port 5022 ssh2: ED25519 "
		   "SHA256:x"),
	       STR("syslog 28202400 no-zone no-year who source what result =login"), "sshd, RFC 3164");
	is_str(say("Nov  2 10:00:00 web sshd[812]: Failed password for invalid user test from 2001:db8::9 port 5022 "
		   "ssh2"),
	       STR("syslog 26474400 no-zone no-year who source what result =login-failed"), "a day of one digit");
	is_str(say("2026-11-22T10:00:00.123456+08:00 web sudo[1]:   li : TTY=pts/0 ; PWD=/ ; USER=root ; "
		   "COMMAND=/bin/ls"),
	       STR("syslog " T " who source what result =privilege"), "sudo, RFC 3339 time");
	is_str(say("<86>1 2026-11-22T02:00:00.003Z web sshd 812 - - Failed password for root from 192.0.2.9 port 1 "
		   "ssh2"),
	       STR("syslog " T " who source what result =login-failed"), "RFC 5424");
	is_str(say("<34>1 2026-11-22T02:00:00Z h app - ID47 [x@1 user=\"li\" ip=\"192.0.2.1\"] exported"),
	       STR("syslog " T " who source what =export"), "RFC 5424 with structured data");
	is_str(say("<13>Nov 22 10:00:00 web app: started"), STR("syslog 28202400 no-zone no-year what"),
	       "with a priority");
	is_str(say("Feb 30 10:00:00 web app: x"), STR(""), "no such day");
	is_str(say("type=USER_LOGIN msg=audit(1795312800.123:4567): pid=812 uid=0 auid=4294967295 ses=4294967295 "
		   "msg='op=login acct=\"root\" exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh "
		   "res=failed'"),
	       STR("audit " T " who source what result =login-failed #4567"), "audit");
	is_str(say("type=DAEMON_START msg=audit(1795312800.001:1): op=start ver=3.0.9 auid=1000 pid=9 res=success"),
	       STR("audit " T " who what result =start #1"), "audit starts");
}

static void test_databases(void)
{
	is_str(say("2026-11-22 10:00:00.123 CST [4711] app@shop LOG:  connection authorized: user=app database=shop"),
	       STR("postgresql " T " who what result =login"), "PostgreSQL stderr");
	is_str(say("2026-11-22 02:00:00.123 UTC [4711] LOG:  database system is ready to accept connections"),
	       STR("postgresql " T " what result =start"), "PostgreSQL starts");
	is_str(say("2026-11-22 02:00:00.123 "
		   "UTC,\"app\",\"shop\",4711,\"192.0.2.7:51000\",67a1.1267,3,\"COPY\",2026-11-22 01:59:00 "
		   "UTC,3/0,0,LOG,00000,\"statement: COPY users TO STDOUT\",,,,,,,,,\"psql\",\"client backend\",,0"),
	       STR("postgresql-csv " T " who source what result object =export"), "PostgreSQL csvlog");
	is_str(say("{\"timestamp\":\"2026-11-22 10:00:00.123 "
		   "CST\",\"user\":\"app\",\"dbname\":\"shop\",\"pid\":4711,\"remote_host\":\"192.0.2.7\",\"error_"
		   "severity\":\"FATAL\",\"state_code\":\"28P01\",\"message\":\"password authentication failed for "
		   "user \\\"app\\\"\"}"),
	       STR("json " T " who source what result"), "PostgreSQL jsonlog");
	is_str(say("2026-11-22 10:00:00 0 [Note] mariadbd: ready for connections."),
	       STR("mysql-error " T " no-zone what result =start"), "MariaDB error log");
	is_str(say("2026-11-22T02:00:00.123456Z 8 [Warning] [MY-013360] [Server] Access denied for user "
		   "'root'@'192.0.2.7'"),
	       STR("mysql-error " T " who source what result =login-failed"), "MySQL 8 error log");
	is_str(say("261122 10:00:00\t    4 Connect\troot@localhost on shop using Socket"),
	       STR("mysql-general " T " no-zone who source what result =login"), "general log");
	is_str(say("20261122 10:00:00,db1,app,192.0.2.7,9,41,QUERY,shop,'DELETE FROM users WHERE id=1',0"),
	       STR("mysql-audit " T " no-zone who source what result object =delete"), "audit plugin");
	is_str(say("20261122 10:00:00,db1,app,192.0.2.7,9,0,FAILED_CONNECT,,,1045"),
	       STR("mysql-audit " T " no-zone who source what result =login-failed"), "audit plugin, refused");
}

static void test_programs(void)
{
	is_str(say("2026-11-22 10:00:00,123 [http-1] INFO  c.x.Login - user=li ip=192.0.2.7 action=login "
		   "result=success"),
	       STR("program " T " no-zone who source what result =login"), "logback");
	is_str(say("2026-11-22 10:00:00.123 ERROR 用户：张三 登录失败 来源IP：192.0.2.7"),
	       STR("program " T " no-zone who source what result =login-failed"), "Chinese words");
	is_str(say("{\"time\":\"2026-11-22T10:00:00+08:00\",\"user\":{\"id\":9,\"name\":\"li\"},\"client_ip\":\"192.0."
		   "2.7\",\"action\":\"data.export\",\"rows\":5000,\"receiver\":\"某公司\",\"object\":\"users\","
		   "\"result\":\"ok\"}"),
	       STR("json " T " source what result object count receiver =export"),
	       "JSON; members of a member have their own names");
	is_str(say("{\"ts\":1795312800123,\"uid\":\"9\",\"msg\":\"x\"}"), STR("json " T " who what"),
	       "JSON, milliseconds");
	is_str(say("{\"__REALTIME_TIMESTAMP\":\"1795312800123456\",\"__SEQNUM\":\"77\",\"_UID\":\"0\",\"MESSAGE\":"
		   "\"x\"}"),
	       STR("journal " T " who what #77"), "journal, JSON");
	is_str(say("__REALTIME_TIMESTAMP=1795312800123456"), STR("journal " T " what"), "journal, export");
	is_str(say("2026年11月22日 10:00:00 启动"), STR("program " T " no-zone what"), "a Chinese date");
	is_str(say("\tat com.example.Main.main(Main.java:5)"), STR(""), "a stack trace's line is no record");
	is_str(say(""), STR(""), "nothing");
}

static void test_rows(void)
{
	struct logline_columns c;
	struct logline_conf conf = {.zone = 480, .columns = &c};
	struct logline l;

	ok(logline_columns_read(STR("\xef\xbb\xbf提供时间,操作人,数据接收方,数据内容,数量,处理方式,结果"), &c) &&
		   c.count == 7,
	   "a head row");
	ok(logline_parse(STR("2026-11-22,张三,某公司,用户表,1000,接口提供,成功"), &conf, &l) && l.timed &&
		   l.time.at == 1795276800 && l.fields == 0x7d,
	   "a row with a day: %x", l.fields);
	ok(!logline_columns_read(STR("a,b,c"), &c), "no head row");
	ok(!logline_columns_read(STR("192.0.2.7,x,y"), &c), "nor this");
}

static void is_family(const char *path, const char *family, enum logname_order order, long long at)
{
	AUTO(buf_release) buf b;
	struct logname n;

	buf_init(&b, 4096);
	logname_read(str_c(path), &b, &n);
	is_str(buf_str(&b), str_c(family), "%s", path);
	is_int(n.order, order, "%s: order", path);
	is_int(n.order == LOGNAME_DATE ? n.day : (long long)n.index, at, "%s: place", path);
}

static void test_names(void)
{
	is_family("nginx/access.log", "nginx/access.log", LOGNAME_NOW, 0);
	is_family("nginx/access.log.1", "nginx/access.log", LOGNAME_INDEX, 1);
	is_family("nginx/access.log.12.gz", "nginx/access.log", LOGNAME_INDEX, 12);
	is_family("access.log-20261101.gz", "access.log", LOGNAME_DATE, 20758);
	is_family("access.log-2026110113.xz", "access.log", LOGNAME_DATE, 20758);
	is_family("app.2026-11-01.0.log", "app.log", LOGNAME_DATE, 20758);
	is_family("app.2026-11-01.log.zst", "app.log", LOGNAME_DATE, 20758);
	is_family("app-2026-11-01-13.log", "app.log", LOGNAME_DATE, 20758);
	is_family("postgresql-2026-11-01_101010.log", "postgresql.log", LOGNAME_DATE, 20758);
	is_family("2026/11/01/app.log", "app.log", LOGNAME_DATE, 20758);
	is_family("web/2026-11-01/app.log", "web/app.log", LOGNAME_DATE, 20758);
	is_family("20261101.log", "*.log", LOGNAME_DATE, 20758);
	is_family("app.1.log", "app.log", LOGNAME_INDEX, 1);
	is_family("10.0.0.1.log", "10.0.0.1.log", LOGNAME_NOW, 0);
	is_family("10.0.0.1", "10.0.0.1", LOGNAME_NOW, 0);
	is_family("app.99999.log", "app.99999.log", LOGNAME_NOW, 0);
	is_family("app-20261399.log", "app-20261399.log", LOGNAME_NOW, 0);
	is_family("20261101", "*", LOGNAME_DATE, 20758);
	is_family("", "", LOGNAME_NOW, 0);
}

int main(void)
{
	buf_init(&said, 4096);
	test_access();
	test_syslog();
	test_databases();
	test_programs();
	test_rows();
	test_names();
	buf_release(&said);
	return tap_done();
}
