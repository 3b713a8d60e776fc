/* Passwords that stand in command lines behind an option, in what is fed to a command, and among the arguments of calls. */
#include "base/base64.h"
#include "detect/literal_priv.h"

#define LINE_MOST 200 /* of a command up to its password */
#define PASSWORD_MOST 64
#define ARGUMENTS 4

/* From a command up to the end of its part of the line. */
static str command_of(str window, size_t at)
{
	str s = str_sub(window, at, LINE_MOST);
	size_t n = 0;

	while (n < s.n && s.p[n] != '\n' && s.p[n] != ';' && s.p[n] != '|')
		n++;
	return str_sub(s, 0, n);
}

static bool is_word(str v)
{
	return v.n >= 4 && v.n <= PASSWORD_MOST && literal_printable(v) && !literal_placeholder(v) && v.p[0] != '$' &&
	       v.p[0] != '-' && v.p[0] != '/' && v.p[0] != '<';
}

/* The value at `from`, in quotes or not. */
static bool give(str window, size_t from, int base, struct anchored *ret)
{
	if (from < window.n && (window.p[from] == '\'' || window.p[from] == '"'))
		from++;
	if (from >= window.n)
		return false;
	bool quoted = literal_quote(window, from) != 0;
	str v = str_sub(window, from, literal_value_end(window, from, !quoted) - from);

	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, base, FIND_WHY_FORM)};
	return is_word(v);
}

/* An option of a command, and how its value follows. */
enum follows {
	GLUED,  /* -px */
	APART,  /* -a x */
	EITHER, /* -p x, -p'x' */
	COLON,  /* -u name:x */
	COMMA,  /* -u name,x */
	PERCENT /* -U name%x */
};

static const struct {
	str command;
	str option;
	enum follows follows;
} options[] = {
	{STR_INIT("sshpass"), STR_INIT(" -p"), EITHER},      {STR_INIT("mysql -"), STR_INIT(" -p"), GLUED},
	{STR_INIT("mysqldump "), STR_INIT(" -p"), GLUED},    {STR_INIT("mysqladmin "), STR_INIT(" -p"), GLUED},
	{STR_INIT("snmpwalk"), STR_INIT(" -c "), APART},     {STR_INIT("snmpget"), STR_INIT(" -c "), APART},
	{STR_INIT("snmpset"), STR_INIT(" -c "), APART},      {STR_INIT("snmpbulk"), STR_INIT(" -c "), APART},
	{STR_INIT("redis-cli"), STR_INIT(" -a "), APART},    {STR_INIT("redis-cli"), STR_INIT(" --pass "), APART},
	{STR_INIT("curl -"), STR_INIT(" -u "), COLON},       {STR_INIT("curl -"), STR_INIT(" --user "), COLON},
	{STR_INIT("login -u"), STR_INIT(" -p "), APART},     {STR_INIT("ldapsearch"), STR_INIT(" -w "), APART},
	{STR_INIT("ldapmodify"), STR_INIT(" -w "), APART},   {STR_INIT("ldapadd "), STR_INIT(" -w "), APART},
	{STR_INIT("mongo -"), STR_INIT(" -p "), APART},      {STR_INIT("mongodump"), STR_INIT(" -p "), APART},
	{STR_INIT("mongorestore"), STR_INIT(" -p "), APART}, {STR_INIT("smbclient"), STR_INIT(" -U "), PERCENT},
	{STR_INIT("sqlcmd "), STR_INIT(" -P "), APART},      {STR_INIT("ipmitool"), STR_INIT(" -P "), APART},
	{STR_INIT("unzip -"), STR_INIT(" -P "), APART},      {STR_INIT("zip -"), STR_INIT(" -P "), APART},
	{STR_INIT("7z a"), STR_INIT(" -p"), GLUED},          {STR_INIT("lftp "), STR_INIT(" -u "), COMMA},
	{STR_INIT("xfreerdp"), STR_INIT(" /p:"), APART},
};

/* Behind "name:" of a token that begins at `from`; 0: none. */
static size_t behind_name(str s, size_t from, uint8_t sign)
{
	for (size_t i = from; i < s.n && i - from < 64 && s.p[i] > ' '; i++)
		if (s.p[i] == sign)
			return i + 1;
	return 0;
}

static size_t option_value(str s, size_t at, enum follows how)
{
	switch (how) {
	case GLUED:
		return at < s.n && s.p[at] != ' ' ? at : 0;
	case APART:
	case EITHER:
		while (at < s.n && s.p[at] == ' ')
			at++;
		return at;
	case COLON:
		return behind_name(s, at, ':');
	case COMMA:
		return behind_name(s, at, ',');
	case PERCENT:
		return behind_name(s, at, '%');
	}
	return 0;
}

static bool option_take(str window, size_t at, size_t i, struct anchored *ret)
{
	str s = command_of(window, at);
	/* The command itself may end with the option's blank. */
	size_t from = options[i].command.n - 1;

	while (from && s.p[from] != ' ')
		from--;
	for (;;) {
		size_t found = from + str_find(str_from(s, from), options[i].option);
		size_t value = found < s.n ? option_value(s, found + options[i].option.n, options[i].follows) : 0;

		if (found >= s.n)
			return false;
		if (value && give(window, at + value, 84, ret))
			return true;
		from = found + 1;
	}
}

/* net use Z: \\host\share x /user:name; net user name x /add */
static bool net_take(str window, size_t at, struct anchored *ret)
{
	str s = command_of(window, at);
	size_t end = str_find(s, str_starts(s, STR("net user ")) ? STR(" /add") : STR(" /user:"));
	size_t from = end;

	if (end >= s.n)
		return false;
	while (from && s.p[from - 1] != ' ')
		from--;
	return from > 9 && s.p[from] != '\\' && str_find_byte(str_sub(s, from, end - from), '(') == end - from &&
	       give(window, at + from, 82, ret);
}

/* sqlplus name/x@host, expdp name/x */
static bool slash_take(str window, size_t at, size_t n, struct anchored *ret)
{
	str s = command_of(window, at);
	size_t i = n;

	for (; i < s.n; i++)
		if (s.p[i] == '/' && byte_is_alnum(s.p[i - 1]))
			break;
	if (i + 1 >= s.n)
		return false;
	bool quoted = s.p[++i] == '"';
	size_t end = i + quoted;

	while (end < s.n && s.p[end] > ' ' && s.p[end] != '"' && s.p[end] != '@' && s.p[end] != '\'')
		end++;
	str v = str_sub(s, i + quoted, end - i - quoted);

	*ret = (struct anchored){at + i + quoted, v.n, literal_hit(KIND_PASSWORD, 82, FIND_WHY_FORM)};
	return is_word(v) && (literal_shape(v).digits || literal_no_word(v));
}

/* echo x | sudo -S …: the word before the bar. */
static bool piped(str window, size_t at, bool named, struct anchored *ret)
{
	size_t bar = at;

	while (bar && at - bar < 24 && window.p[bar - 1] != '|')
		bar--;
	if (!bar || window.p[bar - 1] != '|')
		return false;
	size_t end = bar - 1;

	while (end && window.p[end - 1] == ' ')
		end--;
	size_t from = end;

	while (from && end - from < PASSWORD_MOST && window.p[from - 1] > ' ')
		from--;
	if (!str_ends(str_sub(window, 0, from), STR("echo ")) && !str_ends(str_sub(window, 0, from), STR("echo -n ")))
		return false;
	bool quoted = end - from > 2 && (window.p[from] == '"' || window.p[from] == '\'') &&
		      window.p[end - 1] == window.p[from];

	from += quoted;
	end -= quoted;
	if (named)
		from += str_find_byte(str_sub(window, from, end - from), ':') + 1;
	if (from >= end)
		return false;
	str v = str_sub(window, from, end - from);

	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, 82, FIND_WHY_FORM)};
	return is_word(v);
}

bool take_account(str window, size_t at, size_t n, struct anchored *ret)
{
	str before = str_sub(window, 0, at);

	if (!str_istarts(str_from(window, at), STR("passwd")))
		return false;
	if (str_ends(before, STR("ch")))
		return piped(window, at, true, ret);
	if (str_starts(str_from(window, at + n), STR(" --stdin")))
		return piped(window, at, false, ret);
	if (!str_ends(before, STR("ht")) || !str_starts(str_from(window, at + n), STR(" -")))
		return false;
	/* htpasswd -b file name x */
	str s = command_of(window, at);
	size_t b = str_find_byte(str_sub(s, 0, 16), 'b');
	size_t from = str_trim(s).n;

	while (from && s.p[from - 1] != ' ')
		from--;
	return b < 16 && b < s.n && from > 16 && give(window, at + from, 82, ret);
}

bool take_command(str window, size_t at, size_t n, struct anchored *ret)
{
	str s = str_from(window, at);

	if (at && byte_is_alnum(window.p[at - 1]))
		return false;
	if (str_starts(s, STR("sudo -S")))
		return piped(window, at, false, ret);
	if (str_starts(s, STR("net use")))
		return net_take(window, at, ret);
	if (str_starts(s, STR("sqlplus ")) || str_starts(s, STR("expdp ")) || str_starts(s, STR("impdp ")))
		return slash_take(window, at, n, ret);
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (str_starts(s, options[i].command) && option_take(window, at, i, ret))
			return true;
	return false;
}

/* expect's send "x\r" */
bool take_sent(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = at + n;
	size_t end = from;

	while (end < window.n && end - from < PASSWORD_MOST && window.p[end] > ' ' && window.p[end] != '"' &&
	       !(window.p[end] == '\\' && end + 1 < window.n && (window.p[end + 1] == 'r' || window.p[end + 1] == 'n')))
		end++;
	str v = str_sub(window, from, end - from);
	struct literal_shape f = literal_shape(v);

	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, 80, FIND_WHY_FORM)};
	return end < window.n && window.p[end] == '\\' && v.n >= 6 && is_word(v) && literal_no_word(v) &&
	       (f.other || f.upper) && str_find_byte(v, '(') == v.n && v.p[0] != '\\';
}

/* ---- calls ---- */

/* Which argument of a call is the password (from 0 on; any: of fewer the last). */
static const struct {
	str name;
	uint8_t index;
	enum kind kind;
} calls[] = {
	{STR_INIT("getConnection("), 2, KIND_PASSWORD},
	{STR_INIT("_connect("), 2, KIND_PASSWORD},
	{STR_INIT("new mysqli("), 2, KIND_PASSWORD},
	{STR_INIT("new PDO("), 2, KIND_PASSWORD},
	{STR_INIT("PasswordToken("), 1, KIND_PASSWORD},
	{STR_INIT("PasswordAuthentication("), 1, KIND_PASSWORD},
	{STR_INIT("NetworkCredential("), 1, KIND_PASSWORD},
	{STR_INIT("BasicAuth("), 1, KIND_PASSWORD},
	{STR_INIT(".login("), 1, KIND_PASSWORD},
	{STR_INIT("auth=("), 1, KIND_PASSWORD},
	{STR_INIT(".auth("), 9, KIND_PASSWORD},
	{STR_INIT("ConvertTo-SecureString "), 0, KIND_PASSWORD},
	{STR_INIT("ObsClient("), 0, KIND_HUAWEI_KEY},
	{STR_INIT("qiniu.Auth("), 0, KIND_QINIU_KEY},
	{STR_INIT("Auth.create("), 0, KIND_QINIU_KEY},
};

/* The argument with this index, where it is nothing but a quoted text; its place in the window. 9: the last. */
static bool argument_of(str window, size_t at, size_t index, size_t *ret_from, size_t *ret_n)
{
	size_t end = at + LINE_MOST < window.n ? at + LINE_MOST : window.n;
	size_t i = at;

	for (size_t k = 0; k <= ARGUMENTS; k++) {
		while (i < end && window.p[i] == ' ')
			i++;
		uint8_t quote = i < end && (window.p[i] == '"' || window.p[i] == '\'') ? window.p[i] : 0;
		size_t from = i + (quote != 0);

		for (i = from; i < end && (quote ? window.p[i] != quote : window.p[i] != ',' && window.p[i] != ')');
		     i++)
			if (!quote && (window.p[i] == '"' || window.p[i] == '\''))
				return false;
		size_t n = i - from;

		i += quote != 0 && i < end;
		bool last = i >= end || window.p[i] != ',';

		if (k == index || (index == 9 && last)) {
			*ret_from = from;
			*ret_n = n;
			return quote != 0 && (last ? i < end : true);
		}
		if (last)
			return false;
		i++;
	}
	return false;
}

bool take_call(str window, size_t at, size_t n, struct anchored *ret)
{
	str name = str_sub(window, at, n);
	size_t from = 0;
	size_t size = 0;

	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		if (!str_eq(calls[i].name, name) ||
		    !argument_of(window, at + n + (str_starts(str_from(window, at + n), STR("("))), calls[i].index,
				 &from, &size))
			continue;
		str v = str_sub(window, from, size);
		bool key = calls[i].kind != KIND_PASSWORD;

		if (!is_word(v) || str_has(v, STR("://")) || (key && (size < 16 || !literal_shape(v).digits)) ||
		    literal_is_token(v))
			return false;
		*ret = (struct anchored){
			from, size,
			literal_hit(calls[i].kind, key ? 86 : literal_password_base(v, true, false), FIND_WHY_FORM)};
		return true;
	}
	return false;
}
