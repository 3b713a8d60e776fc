/* Secrets of network devices (SNMP communities, keys of servers and neighbours, Wi-Fi), lines of .pgpass, codes that stand for a password. */
#include "detect/literal_priv.h"

#define VALUE_MOST ((size_t)100)
#define WORDS_MOST 5

static size_t over_blanks(str s, size_t at)
{
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
		at++;
	return at;
}

static str word_from(str s, size_t at)
{
	size_t end = at;

	while (end < s.n && end - at < VALUE_MOST && s.p[end] > ' ')
		end++;
	return str_sub(s, at, end - at);
}

/* How the secret is written, which key it is, who may: not the secret. */
static bool is_manner(str word)
{
	static const str words[] = {STR_INIT("read"),      STR_INIT("write"),      STR_INIT("read-only"),
				    STR_INIT("cipher"),    STR_INIT("simple"),     STR_INIT("plain"),
				    STR_INIT("encrypted"), STR_INIT("ascii"),      STR_INIT("hex"),
				    STR_INIT("md5"),       STR_INIT("hmac-md5"),   STR_INIT("hmac-sha256"),
				    STR_INIT("keychain"),  STR_INIT("passphrase"), STR_INIT("hmac-sha-256"),
				    STR_INIT("ENC"),       STR_INIT("key"),        STR_INIT("plaintext")};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(word, words[i]))
			return true;
	return word.n && word.n <= 3 && literal_shape(word).digits == word.n;
}

/* Nothing but blanks stands between it and the beginning of its line. */
static bool is_first(str window, size_t at)
{
	while (at && (window.p[at - 1] == ' ' || window.p[at - 1] == '\t'))
		at--;
	return !at || window.p[at - 1] == '\n';
}

static bool may_be(str v, size_t least)
{
	return v.n >= least && v.n < VALUE_MOST && literal_printable(v) && !literal_placeholder(v) &&
	       str_find_byte(STR("-<$([{|:"), v.p[0]) == 8 && v.p[v.n - 1] != ':' && !str_ieq(v, STR("public"));
}

/* com2sec monitor 10.0.0.0/8 x: the third. */
static size_t third(str window, size_t at)
{
	for (size_t i = 0; i < 2; i++)
		at = over_blanks(window, at + word_from(window, at).n);
	return at;
}

static bool give(str window, size_t from, bool first, struct anchored *ret)
{
	bool quoted = from < window.n && (window.p[from] == '"' || window.p[from] == '\'');

	from += quoted;
	str v = word_from(window, from);

	if (quoted)
		v = str_sub(v, 0, str_find_byte(v, window.p[from - 1]));
	struct literal_shape f = literal_shape(v);
	bool strong = f.digits && f.upper + f.lower + f.other >= 2;
	str rest = str_trim(str_from(window, from + v.n + quoted));

	/* A word in the midst of a sentence: what follows is no right, list or address. */
	first = first &&
		(!rest.n || byte_is_digit(rest.p[0]) || (rest.p[0] >= 'A' && rest.p[0] <= 'Z') ||
		 str_istarts(rest, STR("ro")) || str_istarts(rest, STR("rw")) || str_starts(rest, STR("acl")) ||
		 str_starts(rest, STR("view")) || str_starts(rest, STR("default")));
	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, strong ? 82 : first ? 72 : 45, FIND_WHY_BEFORE)};
	return may_be(v, 4);
}

/* snmp-server community x RO, snmp-agent community read cipher x, tacacs-server key 7 x, wpa-psk ascii 0 x */
bool take_device(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = over_blanks(window, at + n);
	str line = str_trim(str_sub(window, 0, at));

	if (at && byte_is_alnum(window.p[at - 1]))
		return false;
	if (str_starts(str_from(window, at), STR("com2sec")))
		return give(window, third(window, from), is_first(window, at), ret);
	if (str_starts(line, STR("no ")) || str_starts(line, STR("undo ")))
		return false;
	for (size_t i = 0; i < WORDS_MOST; i++) {
		str word = word_from(window, from);
		size_t next = over_blanks(window, from + word.n);

		if (!is_manner(word) || next >= window.n || window.p[next] == '\n' || window.p[next] == '\r')
			break;
		from = next;
	}
	return give(window, from, is_first(window, at), ret);
}

/* tacacs-server host 10.0.0.8 key x; ospf authentication-mode md5 1 cipher x: behind its word in the same line. */
bool take_device_word(str window, size_t at, size_t n, struct anchored *ret)
{
	static const str words[] = {STR_INIT(" key "), STR_INIT(" cipher "), STR_INIT(" simple "), STR_INIT(" plain ")};
	str rest = str_sub(window, at + n, VALUE_MOST);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t word = str_find(rest, words[i]);

		if (word >= rest.n)
			continue;
		size_t from = at + n + word + words[i].n;
		str number = word_from(window, from);

		if (number.n == 1 && byte_is_digit(number.p[0]))
			from = over_blanks(window, from + 1);
		return give(window, from, true, ret);
	}
	return false;
}

/* snmp.community=x */
bool take_community(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = literal_value_from(window, at + n);
	str v = str_sub(window, from, from ? literal_value_end(window, from, false) - from : 0);

	*ret = (struct anchored){from, v.n,
				 literal_hit(KIND_PASSWORD, literal_shape(v).digits ? 78 : 64, FIND_WHY_BEFORE)};
	return from && may_be(v, 4);
}

/* WIFI:T:WPA;S:name;P:x;; of a QR code */
bool take_wifi(str window, size_t at, size_t n, struct anchored *ret)
{
	str rest = str_sub(window, at + n, VALUE_MOST);
	size_t mark = str_find(rest, STR(";P:"));
	size_t from = at + n + mark + 3;
	size_t end = from;

	if (mark >= rest.n || !str_has(rest, STR("S:")))
		return false;
	while (end < window.n && end - from < VALUE_MOST && window.p[end] > ' ' && window.p[end] != ';')
		end += window.p[end] == '\\' && end + 1 < window.n ? 2 : 1;
	str v = str_sub(window, from, end - from);

	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, 86, FIND_WHY_FORM)};
	return end < window.n && window.p[end] == ';' && may_be(v, 6);
}

/* <keyMaterial>x</keyMaterial> of a profile of Windows */
bool take_material(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = at + n;
	str v = str_sub(window, from, str_find_byte(str_sub(window, from, VALUE_MOST), '<'));

	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, 86, FIND_WHY_FORM)};
	return may_be(v, 6);
}

/* userid=name/x@orcl of loaders */
bool take_loader(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t slash = at + n;
	size_t end = 0;

	while (slash < window.n && (byte_is_alnum(window.p[slash]) || window.p[slash] == '_'))
		slash++;
	for (end = slash + 1; end < window.n && end - slash < VALUE_MOST && window.p[end] > ' ' &&
			      str_find_byte(STR("@\"'&/"), window.p[end]) == 5;)
		end++;
	if (slash == at + n || slash >= window.n || window.p[slash] != '/' || end >= window.n || window.p[end] != '@')
		return false;
	str v = str_sub(window, slash + 1, end - slash - 1);

	*ret = (struct anchored){slash + 1, v.n, literal_hit(KIND_PASSWORD, 82, FIND_WHY_FORM)};
	return may_be(v, 3);
}

/* host:5432:database:name:x, the whole line. */
bool take_pgpass(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = at;
	str field[4] = {0};

	(void)n;
	while (from && at - from < VALUE_MOST && window.p[from - 1] > ' ' && window.p[from - 1] < 0x80)
		from--;
	if (from && window.p[from - 1] != '\n')
		return false;
	str rest = word_from(window, from);
	bool whole = !str_trim(str_from(window, from + rest.n)).n;

	for (size_t k = 0; k < ARRAY_LEN(field); k++) {
		field[k] = str_cut(&rest, ':').head;
		if (!field[k].n)
			return false;
	}
	bool port = str_eq(field[1], STR("*")) || literal_shape(field[1]).digits == field[1].n;
	struct literal_shape f = literal_shape(rest);

	*ret = (struct anchored){(size_t)(rest.p - window.p), rest.n,
				 literal_hit(KIND_PASSWORD, f.digits || f.other ? 80 : 60, FIND_WHY_FORM)};
	return whole && port && literal_shape(field[3]).digits < field[3].n && may_be(rest, 4);
}

/* 授权码 of a mailbox is its password; 提取码 and 激活码 open a folder, a program: possible, not sure. */
bool take_code(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = literal_value_from(window, at + n);
	str v = str_sub(window, from, from ? literal_value_end(window, from, false) - from : 0);
	struct literal_shape f = literal_shape(v);
	bool mailbox = str_starts(str_from(window, at), STR("授权"));
	bool mixed = f.digits && f.upper + f.lower;

	if (!from || !may_be(v, 4) || v.n > 40 || f.other > (mailbox ? v.n / 4 : 6) || !(mixed || f.lower == v.n))
		return false;
	*ret = (struct anchored){
		from, v.n,
		literal_hit(KIND_PASSWORD, mailbox && (v.n == 16 || (mixed && v.n >= 8)) ? 76 : 42, FIND_WHY_BEFORE)};
	return true;
}
