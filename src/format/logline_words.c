/* Names and words that tell what a record says, Chinese and English. */
#include <string.h>

#include "format/logline_priv.h"

#define NAME_MOST 40

struct name {
	str text; /* lower case, without '_', '-', '.' */
	uint8_t field;
};
#define TIME_NAME LOGLINE_FIELD_COUNT

static const struct name names[] = {
	{STR_INIT("user"), LOGLINE_WHO},
	{STR_INIT("username"), LOGLINE_WHO},
	{STR_INIT("userid"), LOGLINE_WHO},
	{STR_INIT("uid"), LOGLINE_WHO},
	{STR_INIT("auid"), LOGLINE_WHO},
	{STR_INIT("acct"), LOGLINE_WHO},
	{STR_INIT("account"), LOGLINE_WHO},
	{STR_INIT("accountid"), LOGLINE_WHO},
	{STR_INIT("operator"), LOGLINE_WHO},
	{STR_INIT("operatorid"), LOGLINE_WHO},
	{STR_INIT("operatorname"), LOGLINE_WHO},
	{STR_INIT("login"), LOGLINE_WHO},
	{STR_INIT("loginname"), LOGLINE_WHO},
	{STR_INIT("principal"), LOGLINE_WHO},
	{STR_INIT("actor"), LOGLINE_WHO},
	{STR_INIT("subject"), LOGLINE_WHO},
	{STR_INIT("employee"), LOGLINE_WHO},
	{STR_INIT("ruser"), LOGLINE_WHO},
	{STR_INIT("dbuser"), LOGLINE_WHO},
	{STR_INIT("remoteuser"), LOGLINE_WHO},
	{STR_INIT("操作人"), LOGLINE_WHO},
	{STR_INIT("操作人员"), LOGLINE_WHO},
	{STR_INIT("操作员"), LOGLINE_WHO},
	{STR_INIT("用户"), LOGLINE_WHO},
	{STR_INIT("用户名"), LOGLINE_WHO},
	{STR_INIT("账号"), LOGLINE_WHO},
	{STR_INIT("帐号"), LOGLINE_WHO},
	{STR_INIT("工号"), LOGLINE_WHO},
	{STR_INIT("经办人"), LOGLINE_WHO},
	{STR_INIT("ip"), LOGLINE_SOURCE},
	{STR_INIT("clientip"), LOGLINE_SOURCE},
	{STR_INIT("client"), LOGLINE_SOURCE},
	{STR_INIT("remoteaddr"), LOGLINE_SOURCE},
	{STR_INIT("remoteip"), LOGLINE_SOURCE},
	{STR_INIT("remotehost"), LOGLINE_SOURCE},
	{STR_INIT("srcip"), LOGLINE_SOURCE},
	{STR_INIT("src"), LOGLINE_SOURCE},
	{STR_INIT("sourceip"), LOGLINE_SOURCE},
	{STR_INIT("addr"), LOGLINE_SOURCE},
	{STR_INIT("rhost"), LOGLINE_SOURCE},
	{STR_INIT("peer"), LOGLINE_SOURCE},
	{STR_INIT("terminal"), LOGLINE_SOURCE},
	{STR_INIT("tty"), LOGLINE_SOURCE},
	{STR_INIT("device"), LOGLINE_SOURCE},
	{STR_INIT("deviceid"), LOGLINE_SOURCE},
	{STR_INIT("host"), LOGLINE_SOURCE},
	{STR_INIT("来源"), LOGLINE_SOURCE},
	{STR_INIT("来源ip"), LOGLINE_SOURCE},
	{STR_INIT("源地址"), LOGLINE_SOURCE},
	{STR_INIT("ip地址"), LOGLINE_SOURCE},
	{STR_INIT("操作ip"), LOGLINE_SOURCE},
	{STR_INIT("登录ip"), LOGLINE_SOURCE},
	{STR_INIT("终端"), LOGLINE_SOURCE},
	{STR_INIT("地点"), LOGLINE_SOURCE},
	{STR_INIT("操作地点"), LOGLINE_SOURCE},
	{STR_INIT("action"), LOGLINE_WHAT},
	{STR_INIT("act"), LOGLINE_WHAT},
	{STR_INIT("event"), LOGLINE_WHAT},
	{STR_INIT("eventtype"), LOGLINE_WHAT},
	{STR_INIT("eventname"), LOGLINE_WHAT},
	{STR_INIT("op"), LOGLINE_WHAT},
	{STR_INIT("operation"), LOGLINE_WHAT},
	{STR_INIT("opertype"), LOGLINE_WHAT},
	{STR_INIT("method"), LOGLINE_WHAT},
	{STR_INIT("request"), LOGLINE_WHAT},
	{STR_INIT("uri"), LOGLINE_WHAT},
	{STR_INIT("path"), LOGLINE_WHAT},
	{STR_INIT("url"), LOGLINE_WHAT},
	{STR_INIT("command"), LOGLINE_WHAT},
	{STR_INIT("cmd"), LOGLINE_WHAT},
	{STR_INIT("message"), LOGLINE_WHAT},
	{STR_INIT("msg"), LOGLINE_WHAT},
	{STR_INIT("statement"), LOGLINE_WHAT},
	{STR_INIT("sql"), LOGLINE_WHAT},
	{STR_INIT("操作"), LOGLINE_WHAT},
	{STR_INIT("操作类型"), LOGLINE_WHAT},
	{STR_INIT("操作内容"), LOGLINE_WHAT},
	{STR_INIT("事项"), LOGLINE_WHAT},
	{STR_INIT("动作"), LOGLINE_WHAT},
	{STR_INIT("事件"), LOGLINE_WHAT},
	{STR_INIT("提供方式"), LOGLINE_WHAT},
	{STR_INIT("处理方式"), LOGLINE_WHAT},
	{STR_INIT("result"), LOGLINE_RESULT},
	{STR_INIT("res"), LOGLINE_RESULT},
	{STR_INIT("ret"), LOGLINE_RESULT},
	{STR_INIT("retcode"), LOGLINE_RESULT},
	{STR_INIT("status"), LOGLINE_RESULT},
	{STR_INIT("statuscode"), LOGLINE_RESULT},
	{STR_INIT("success"), LOGLINE_RESULT},
	{STR_INIT("outcome"), LOGLINE_RESULT},
	{STR_INIT("code"), LOGLINE_RESULT},
	{STR_INIT("errorcode"), LOGLINE_RESULT},
	{STR_INIT("errorseverity"), LOGLINE_RESULT},
	{STR_INIT("statecode"), LOGLINE_RESULT},
	{STR_INIT("exit"), LOGLINE_RESULT},
	{STR_INIT("结果"), LOGLINE_RESULT},
	{STR_INIT("操作结果"), LOGLINE_RESULT},
	{STR_INIT("执行结果"), LOGLINE_RESULT},
	{STR_INIT("状态"), LOGLINE_RESULT},
	{STR_INIT("object"), LOGLINE_OBJECT},
	{STR_INIT("resource"), LOGLINE_OBJECT},
	{STR_INIT("target"), LOGLINE_OBJECT},
	{STR_INIT("table"), LOGLINE_OBJECT},
	{STR_INIT("tablename"), LOGLINE_OBJECT},
	{STR_INIT("dataset"), LOGLINE_OBJECT},
	{STR_INIT("datatype"), LOGLINE_OBJECT},
	{STR_INIT("file"), LOGLINE_OBJECT},
	{STR_INIT("filename"), LOGLINE_OBJECT},
	{STR_INIT("对象"), LOGLINE_OBJECT},
	{STR_INIT("操作对象"), LOGLINE_OBJECT},
	{STR_INIT("数据对象"), LOGLINE_OBJECT},
	{STR_INIT("数据名称"), LOGLINE_OBJECT},
	{STR_INIT("数据类型"), LOGLINE_OBJECT},
	{STR_INIT("数据项"), LOGLINE_OBJECT},
	{STR_INIT("数据内容"), LOGLINE_OBJECT},
	{STR_INIT("rows"), LOGLINE_COUNT},
	{STR_INIT("rowcount"), LOGLINE_COUNT},
	{STR_INIT("count"), LOGLINE_COUNT},
	{STR_INIT("total"), LOGLINE_COUNT},
	{STR_INIT("records"), LOGLINE_COUNT},
	{STR_INIT("quantity"), LOGLINE_COUNT},
	{STR_INIT("amount"), LOGLINE_COUNT},
	{STR_INIT("数量"), LOGLINE_COUNT},
	{STR_INIT("条数"), LOGLINE_COUNT},
	{STR_INIT("数据量"), LOGLINE_COUNT},
	{STR_INIT("记录数"), LOGLINE_COUNT},
	{STR_INIT("receiver"), LOGLINE_RECEIVER},
	{STR_INIT("recipient"), LOGLINE_RECEIVER},
	{STR_INIT("partner"), LOGLINE_RECEIVER},
	{STR_INIT("consumer"), LOGLINE_RECEIVER},
	{STR_INIT("thirdparty"), LOGLINE_RECEIVER},
	{STR_INIT("接收方"), LOGLINE_RECEIVER},
	{STR_INIT("数据接收方"), LOGLINE_RECEIVER},
	{STR_INIT("受托方"), LOGLINE_RECEIVER},
	{STR_INIT("合作方"), LOGLINE_RECEIVER},
	{STR_INIT("time"), TIME_NAME},
	{STR_INIT("timestamp"), TIME_NAME},
	{STR_INIT("@timestamp"), TIME_NAME},
	{STR_INIT("ts"), TIME_NAME},
	{STR_INIT("datetime"), TIME_NAME},
	{STR_INIT("date"), TIME_NAME},
	{STR_INIT("logtime"), TIME_NAME},
	{STR_INIT("logdate"), TIME_NAME},
	{STR_INIT("eventtime"), TIME_NAME},
	{STR_INIT("asctime"), TIME_NAME},
	{STR_INIT("createdat"), TIME_NAME},
	{STR_INIT("createtime"), TIME_NAME},
	{STR_INIT("opertime"), TIME_NAME},
	{STR_INIT("operatetime"), TIME_NAME},
	{STR_INIT("realtimetimestamp"), TIME_NAME},
	{STR_INIT("timelocal"), TIME_NAME},
	{STR_INIT("timeiso8601"), TIME_NAME},
	{STR_INIT("时间"), TIME_NAME},
	{STR_INIT("操作时间"), TIME_NAME},
	{STR_INIT("提供时间"), TIME_NAME},
	{STR_INIT("发生时间"), TIME_NAME},
	{STR_INIT("日期"), TIME_NAME},
};

/* By length and first byte: the few that can be it are compared. UINT8_MAX: none of that name. */
static uint8_t find_name(str name)
{
	uint8_t key[NAME_MOST];
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = byte_lower(name.p[i]);

		if (c == '_' || c == '-' || c == '.' || c == ' ')
			continue;
		if (n == sizeof(key))
			return UINT8_MAX;
		key[n++] = c;
	}
	for (size_t i = 0; n && i < ARRAY_LEN(names); i++) {
		if (names[i].text.n == n && names[i].text.p[0] == key[0] && memcmp(names[i].text.p, key, n) == 0)
			return names[i].field;
	}
	return UINT8_MAX;
}

enum logline_field logwords_field(str name)
{
	uint8_t f = find_name(name);

	return f < LOGLINE_FIELD_COUNT ? (enum logline_field)f : LOGLINE_FIELD_COUNT;
}

bool logwords_is_time(str name)
{
	return find_name(name) == TIME_NAME;
}

bool logwords_is_value(str v)
{
	static const str none[] = {STR_INIT("-"),          STR_INIT("null"),  STR_INIT("(null)"),
				   STR_INIT("?"),          STR_INIT(""),      STR_INIT("unknown"),
				   STR_INIT("4294967295"), STR_INIT("unset"), STR_INIT("/")};

	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		if (str_ieq(v, none[i]))
			return false;
	}
	return true;
}

struct word {
	str text;
	uint8_t event;
};
#define FAILED LOGLINE_EVENT_COUNT

/* Words by themselves, in lower case; Chinese ones anywhere. */
static const struct word words[] = {
	{STR_INIT("login"), LOGLINE_LOGIN},
	{STR_INIT("logon"), LOGLINE_LOGIN},
	{STR_INIT("signin"), LOGLINE_LOGIN},
	{STR_INIT("logout"), LOGLINE_LOGOUT},
	{STR_INIT("logoff"), LOGLINE_LOGOUT},
	{STR_INIT("signout"), LOGLINE_LOGOUT},
	{STR_INIT("export"), LOGLINE_EXPORT},
	{STR_INIT("exported"), LOGLINE_EXPORT},
	{STR_INIT("download"), LOGLINE_EXPORT},
	{STR_INIT("downloaded"), LOGLINE_EXPORT},
	{STR_INIT("dump"), LOGLINE_EXPORT},
	{STR_INIT("delete"), LOGLINE_DELETE},
	{STR_INIT("deleted"), LOGLINE_DELETE},
	{STR_INIT("remove"), LOGLINE_DELETE},
	{STR_INIT("removed"), LOGLINE_DELETE},
	{STR_INIT("drop"), LOGLINE_DELETE},
	{STR_INIT("truncate"), LOGLINE_DELETE},
	{STR_INIT("grant"), LOGLINE_GRANT},
	{STR_INIT("granted"), LOGLINE_GRANT},
	{STR_INIT("revoke"), LOGLINE_GRANT},
	{STR_INIT("revoked"), LOGLINE_GRANT},
	{STR_INIT("authorize"), LOGLINE_GRANT},
	{STR_INIT("sudo"), LOGLINE_PRIVILEGE},
	{STR_INIT("query"), LOGLINE_QUERY},
	{STR_INIT("search"), LOGLINE_QUERY},
	{STR_INIT("select"), LOGLINE_QUERY},
	{STR_INIT("configure"), LOGLINE_CONFIG},
	{STR_INIT("config"), LOGLINE_CONFIG},
	{STR_INIT("fail"), FAILED},
	{STR_INIT("failed"), FAILED},
	{STR_INIT("failure"), FAILED},
	{STR_INIT("denied"), FAILED},
	{STR_INIT("refused"), FAILED},
	{STR_INIT("invalid"), FAILED},
	{STR_INIT("error"), FAILED},
	{STR_INIT("false"), FAILED},
	{STR_INIT("登录"), LOGLINE_LOGIN},
	{STR_INIT("登陆"), LOGLINE_LOGIN},
	{STR_INIT("登出"), LOGLINE_LOGOUT},
	{STR_INIT("退出"), LOGLINE_LOGOUT},
	{STR_INIT("导出"), LOGLINE_EXPORT},
	{STR_INIT("下载"), LOGLINE_EXPORT},
	{STR_INIT("删除"), LOGLINE_DELETE},
	{STR_INIT("授权"), LOGLINE_GRANT},
	{STR_INIT("权限"), LOGLINE_GRANT},
	{STR_INIT("查询"), LOGLINE_QUERY},
	{STR_INIT("配置"), LOGLINE_CONFIG},
	{STR_INIT("失败"), FAILED},
	{STR_INIT("拒绝"), FAILED},
};

static bool is_letter(uint8_t c)
{
	return byte_is_alpha(c);
}

/* The word at `at` of a text: its length (ASCII letters of a word, or one Chinese character), and what it says (UINT8_MAX: nothing).
 * camelCase and '_' part words. */
static size_t word_at(str s, size_t at, uint8_t *ret)
{
	uint8_t key[12];
	size_t n = 0;

	*ret = UINT8_MAX;
	if (s.p[at] >= 0xe4 && s.p[at] <= 0xe9 && at + 6 <= s.n) {
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			if (words[i].text.p[0] >= 0x80 && memcmp(words[i].text.p, s.p + at, 6) == 0)
				*ret = words[i].event;
		}
		return 3;
	}
	if (!is_letter(s.p[at]))
		return 1;
	while (at + n < s.n && is_letter(s.p[at + n]) && !(n && s.p[at + n] < 'a' && s.p[at + n - 1] >= 'a')) {
		if (n < sizeof(key))
			key[n] = byte_lower(s.p[at + n]);
		n++;
	}
	for (size_t i = 0; n >= 4 && n <= sizeof(key) && i < ARRAY_LEN(words); i++) {
		if (words[i].text.n == n && words[i].text.p[0] == key[0] && memcmp(words[i].text.p, key, n) == 0)
			*ret = words[i].event;
	}
	return n;
}

static void see_words(str s, enum logline_event *event, bool *failed)
{
	for (size_t i = 0; i < s.n;) {
		uint8_t said = UINT8_MAX;

		i += word_at(s, i, &said);
		if (said == FAILED)
			*failed = true;
		else if (said != UINT8_MAX && *event == LOGLINE_NO_EVENT)
			*event = (enum logline_event)said;
	}
}

enum logline_event logwords_act(str value)
{
	enum logline_event v = LOGLINE_NO_EVENT;
	bool failed = false;

	see_words(str_sub(value, 0, 200), &v, &failed);
	return logwords_outcome(v, failed);
}

bool logwords_failed(str value)
{
	enum logline_event v = LOGLINE_NO_EVENT;
	bool failed = false;

	see_words(str_sub(value, 0, 200), &v, &failed);
	return failed;
}

enum logline_event logwords_outcome(enum logline_event v, bool failed)
{
	return v == LOGLINE_LOGIN && failed ? LOGLINE_LOGIN_FAILED : v;
}

static bool is_name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c >= 0x80;
}

/* The value behind '=' or ':': to the next blank or separator, or between quotes. */
static str value_at(str s, size_t at)
{
	size_t n = 0;

	while (at < s.n && s.p[at] == ' ')
		at++;
	if (at < s.n && (s.p[at] == '"' || s.p[at] == '\'')) {
		str rest = str_from(s, at + 1);

		return str_sub(rest, 0, str_find_byte(rest, s.p[at]));
	}
	while (at + n < s.n && n < 512 && !memchr(" ,;|)]}\"'\t", s.p[at + n], 10))
		n++;
	return str_sub(s, at, n);
}

static void see_pair(str name, str value, struct logline *ret)
{
	enum logline_field f = logwords_field(name);

	if (f == LOGLINE_FIELD_COUNT || !logwords_is_value(value))
		return;
	ret->fields |= 1u << f;
	if (f == LOGLINE_WHAT && ret->event == LOGLINE_NO_EVENT)
		ret->event = logwords_act(value);
	if (f == LOGLINE_RESULT && logwords_failed(value))
		ret->event = logwords_outcome(ret->event, true);
}

/* "from 192.0.2.7": an address or a name with a point stands behind it. */
static bool is_from(str s, size_t at)
{
	str v;

	if (at < 5 || !str_ieq(str_sub(s, at - 5, 5), STR("from ")))
		return false;
	v = value_at(s, at);
	return v.n >= 3 && (str_find_byte(v, '.') < v.n || str_find_byte(v, ':') < v.n);
}

void logwords_read(str text, struct logline *ret)
{
	enum logline_event event = LOGLINE_NO_EVENT;
	size_t from = 0; /* of a name that may end in '=' or ':' */
	bool failed = false;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		size_t colon = text.n - i > 3 && memcmp(text.p + i, "：", 3) == 0 ? 3 : c == '=' || c == ':';

		if (!colon && is_name_byte(c)) {
			if (i == from && is_from(text, i))
				ret->fields |= HAS(SOURCE);
			continue;
		}
		if (colon && i > from && i - from <= NAME_MOST)
			see_pair(str_sub(text, from, i - from), value_at(text, i + colon), ret);
		i += colon == 3 ? 2 : 0;
		from = i + 1;
	}
	see_words(str_sub(text, 0, 512), &event, &failed);
	if (ret->event == LOGLINE_NO_EVENT)
		ret->event = logwords_outcome(event, failed);
	if (failed || str_ihas(str_sub(text, 0, 512), STR("success")) || str_has(str_sub(text, 0, 512), STR("成功")))
		ret->fields |= HAS(RESULT);
	if (str_trim(text).n >= 2)
		ret->fields |= HAS(WHAT);
}
