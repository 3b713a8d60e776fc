/* E-mail addresses, plates, postal addresses, and values behind their label. */
#include "detect/literal_priv.h"

#include <uchar.h>

#include "detect/word.h"
#include "ident/address.h"
#include "ident/person_name.h"
#include "ident/plate.h"

#define LOCAL_MOST 64   /* RFC 5321 section 4.5.3.1.1 */
#define DOMAIN_MOST 253 /* RFC 1035 */

/* ---- e-mail ---- */

#define LOCAL 1
#define DOMAIN 2
static const uint8_t classes[256] = {
	['a' ... 'z'] = LOCAL | DOMAIN,
	['A' ... 'Z'] = LOCAL | DOMAIN,
	['0' ... '9'] = LOCAL | DOMAIN,
	['.'] = LOCAL | DOMAIN,
	['-'] = LOCAL | DOMAIN,
	['_'] = LOCAL,
	['+'] = LOCAL,
	['%'] = LOCAL,
	['\''] = LOCAL,
	['!'] = LOCAL,
	['&'] = LOCAL,
	['~'] = LOCAL,
	[0x80 ... 0xff] = DOMAIN,
};

/* Is it one of a list in small letters, whatever its case? */
static bool one_of(str word, const str *list, size_t n)
{
	uint8_t first = byte_lower(word.p[0]);

	for (size_t i = 0; i < n; i++)
		if (list[i].n == word.n && list[i].p[0] == first && str_ieq(word, list[i]))
			return true;
	return false;
}

/* Endings that names of files and the like do not have; others may be domains too, but nobody knows. */
static bool usual_ending(str tld)
{
	static const str known[] = {
		STR_INIT("com"),   STR_INIT("net"),     STR_INIT("org"),    STR_INIT("edu"),     STR_INIT("gov"),
		STR_INIT("cn"),    STR_INIT("info"),    STR_INIT("biz"),    STR_INIT("io"),      STR_INIT("me"),
		STR_INIT("tv"),    STR_INIT("top"),     STR_INIT("vip"),    STR_INIT("xyz"),     STR_INIT("club"),
		STR_INIT("shop"),  STR_INIT("site"),    STR_INIT("online"), STR_INIT("tech"),    STR_INIT("app"),
		STR_INIT("dev"),   STR_INIT("cloud"),   STR_INIT("mil"),    STR_INIT("int"),     STR_INIT("name"),
		STR_INIT("pro"),   STR_INIT("mobi"),    STR_INIT("asia"),   STR_INIT("ltd"),     STR_INIT("work"),
		STR_INIT("link"),  STR_INIT("group"),   STR_INIT("email"),  STR_INIT("company"), STR_INIT("live"),
		STR_INIT("fun"),   STR_INIT("store"),   STR_INIT("wang"),   STR_INIT("ren"),     STR_INIT("world"),
		STR_INIT("space"), STR_INIT("website"), STR_INIT("ai"),     STR_INIT("hk"),      STR_INIT("tw"),
		STR_INIT("mo"),    STR_INIT("jp"),      STR_INIT("kr"),     STR_INIT("us"),      STR_INIT("uk"),
		STR_INIT("de"),    STR_INIT("fr"),      STR_INIT("ru"),     STR_INIT("eu"),      STR_INIT("cc"),
		STR_INIT("co"),    STR_INIT("sg"),      STR_INIT("au"),     STR_INIT("ca"),      STR_INIT("in"),
		STR_INIT("it"),    STR_INIT("nl"),      STR_INIT("es"),     STR_INIT("se"),      STR_INIT("ch"),
		STR_INIT("at"),    STR_INIT("be"),      STR_INIT("br"),     STR_INIT("cz"),      STR_INIT("pl"),
		STR_INIT("fi"),    STR_INIT("no"),      STR_INIT("dk"),     STR_INIT("th"),      STR_INIT("my"),
		STR_INIT("vn"),    STR_INIT("nz"),      STR_INIT("id"),
	};

	return one_of(tld, known, ARRAY_LEN(known));
}

/* Endings in Chinese, Japanese, Korean and Cyrillic writing that the root zone holds. Bytes that are no text are easily such
 * letters when read as GB18030, so no other is an ending. */
static bool root_ending(str tld)
{
	static const str known[] = {
		STR_INIT("中国"),       STR_INIT("中國"),     STR_INIT("公司"),         STR_INIT("网络"),
		STR_INIT("網絡"),       STR_INIT("香港"),     STR_INIT("台湾"),         STR_INIT("台灣"),
		STR_INIT("澳门"),       STR_INIT("澳門"),     STR_INIT("新加坡"),       STR_INIT("政务"),
		STR_INIT("政府"),       STR_INIT("公益"),     STR_INIT("机构"),         STR_INIT("组织机构"),
		STR_INIT("网址"),       STR_INIT("网站"),     STR_INIT("网店"),         STR_INIT("在线"),
		STR_INIT("中文网"),     STR_INIT("商标"),     STR_INIT("商店"),         STR_INIT("商城"),
		STR_INIT("企业"),       STR_INIT("集团"),     STR_INIT("我爱你"),       STR_INIT("移动"),
		STR_INIT("手机"),       STR_INIT("联通"),     STR_INIT("信息"),         STR_INIT("新闻"),
		STR_INIT("广东"),       STR_INIT("佛山"),     STR_INIT("招聘"),         STR_INIT("时尚"),
		STR_INIT("购物"),       STR_INIT("娱乐"),     STR_INIT("游戏"),         STR_INIT("餐厅"),
		STR_INIT("食品"),       STR_INIT("健康"),     STR_INIT("珠宝"),         STR_INIT("书籍"),
		STR_INIT("慈善"),       STR_INIT("八卦"),     STR_INIT("点看"),         STR_INIT("點看"),
		STR_INIT("大拿"),       STR_INIT("微博"),     STR_INIT("谷歌"),         STR_INIT("嘉里"),
		STR_INIT("工行"),       STR_INIT("世界"),     STR_INIT("通販"),         STR_INIT("家電"),
		STR_INIT("亚马逊"),     STR_INIT("诺基亚"),   STR_INIT("飞利浦"),       STR_INIT("淡马锡"),
		STR_INIT("天主教"),     STR_INIT("通用电气"), STR_INIT("電訊盈科"),     STR_INIT("大众汽车"),
		STR_INIT("嘉里大酒店"), STR_INIT("香格里拉"), STR_INIT("みんな"),       STR_INIT("コム"),
		STR_INIT("ストア"),     STR_INIT("セール"),   STR_INIT("クラウド"),     STR_INIT("ポイント"),
		STR_INIT("グーグル"),   STR_INIT("アマゾン"), STR_INIT("ファッション"), STR_INIT("한국"),
		STR_INIT("삼성"),       STR_INIT("닷컴"),     STR_INIT("닷넷"),         STR_INIT("рф"),
		STR_INIT("рус"),        STR_INIT("дети"),     STR_INIT("онлайн"),       STR_INIT("сайт"),
		STR_INIT("орг"),        STR_INIT("ком"),      STR_INIT("москва"),       STR_INIT("католик"),
		STR_INIT("укр"),        STR_INIT("бел"),      STR_INIT("бг"),           STR_INIT("ею"),
		STR_INIT("қаз"),        STR_INIT("мкд"),      STR_INIT("мон"),          STR_INIT("срб"),
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(tld, known[i]))
			return true;
	return false;
}

/* Hebrew, Arabic, and the writings of India and beyond it. */
static bool far_script(str tld)
{
	return (tld.p[0] >= 0xd6 && tld.p[0] <= 0xdf) || tld.p[0] == 0xe0 ||
	       (tld.p[0] == 0xe1 && tld.n > 1 && tld.p[1] < 0xa0);
}

static bool is_file_ending(str tld)
{
	static const str files[] = {STR_INIT("png"),  STR_INIT("jpg"),  STR_INIT("jpeg"),    STR_INIT("gif"),
				    STR_INIT("webp"), STR_INIT("svg"),  STR_INIT("js"),      STR_INIT("css"),
				    STR_INIT("tgz"),  STR_INIT("so"),   STR_INIT("service"), STR_INIT("local"),
				    STR_INIT("json"), STR_INIT("html"), STR_INIT("py")};

	return one_of(tld, files, ARRAY_LEN(files));
}

static bool has_two_dots(str s)
{
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == '.' && s.p[i - 1] == '.')
			return true;
	return false;
}

/* A domain name at `at`: its end; *ret_tld its last label. 0: none. */
static size_t domain_end(str s, size_t at, str *ret_tld)
{
	size_t end = at;

	while (end < s.n && end - at < DOMAIN_MOST && (classes[s.p[end]] & DOMAIN)) {
		/* Chinese text behind an address is not part of it, unless the domain itself is Chinese. */
		if (s.p[end] >= 0x80 && end > at && s.p[end - 1] < 0x80 && s.p[end - 1] != '.')
			break;
		if (s.p[end] >= 0x80 &&
		    (str_starts(str_from(s, end), STR("。")) || str_starts(str_from(s, end), STR("，")) ||
		     str_starts(str_from(s, end), STR("；")) || str_starts(str_from(s, end), STR("）"))))
			break;
		if (str_odd(s, end))
			return 0;
		end++;
	}
	while (end > at && (s.p[end - 1] == '.' || s.p[end - 1] == '-'))
		end--;
	str domain = str_sub(s, at, end - at);
	size_t dot = domain.n;

	while (dot && domain.p[dot - 1] != '.')
		dot--;
	if (dot < 2 || domain.p[0] == '.' || domain.p[0] == '-' || has_two_dots(domain))
		return 0;
	*ret_tld = str_from(domain, dot);
	if (ret_tld->n < 2 || ret_tld->n > 24)
		return 0;
	bool ascii = true;
	bool digit = false;

	for (size_t i = 0; i < ret_tld->n; i++) {
		ascii = ascii && ret_tld->p[i] < 0x80;
		digit = digit || byte_is_digit(ret_tld->p[i]);
	}
	if (!ascii && !root_ending(*ret_tld) && !far_script(*ret_tld))
		return 0;
	/* xn--… is the only ending with digits. */
	return digit && !str_istarts(*ret_tld, STR("xn--")) ? 0 : end;
}

/* scheme://user:password@host: what stands before the sign is no mailbox. */
static bool in_url(str s, size_t from)
{
	size_t i = from;

	while (i && from - i < 120 && s.p[i - 1] > ' ' && s.p[i - 1] < 0x80 && s.p[i - 1] != '"' && s.p[i - 1] != '/' &&
	       s.p[i - 1] != ',')
		i--;
	return i >= 3 && s.p[i - 1] == '/' && s.p[i - 2] == '/' && s.p[i - 3] == ':';
}

/* Names that are nobody's: RFC 2606, RFC 6761. */
static bool is_example(str domain, str tld)
{
	static const str names[] = {STR_INIT("example.com"), STR_INIT("example.net"), STR_INIT("example.org"),
				    STR_INIT("example.cn"), STR_INIT("example.com.cn")};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (domain.n >= names[i].n && byte_lower(domain.p[domain.n - names[i].n]) == 'e' &&
		    str_iends(domain, names[i]) &&
		    (domain.n == names[i].n || domain.p[domain.n - names[i].n - 1] == '.'))
			return true;
	return str_ieq(tld, STR("example")) || str_ieq(tld, STR("test")) || str_ieq(tld, STR("invalid")) ||
	       str_ieq(tld, STR("localhost"));
}

/* 请发到Emailli.lei@…: a label right behind Chinese text, which touches the address. */
static size_t over_label(str window, size_t from, size_t at)
{
	static const str labels[] = {STR_INIT("email"), STR_INIT("e-mail"), STR_INIT("mail")};
	str local = str_sub(window, from, at - from);

	if (!from || window.p[from - 1] < 0x80)
		return from;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_istarts(local, labels[i]) && local.n > labels[i].n && byte_is_alnum(local.p[labels[i].n]))
			return from + labels[i].n;
	return from;
}

bool take_email(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = at;
	str tld = {NULL, 0};
	size_t end = domain_end(window, at + n, &tld);

	if (!end)
		return false;
	while (from && at - from < LOCAL_MOST && (classes[window.p[from - 1]] & LOCAL))
		from--;
	/* Quotes and dots around it are not of it. */
	while (from < at && (window.p[from] == '.' || window.p[from] == '\'' || window.p[from] == '-' ||
			     window.p[from] == '&' || window.p[from] == '%' || window.p[from] == '!'))
		from++;
	if (from == at || window.p[at - 1] == '.' || is_file_ending(tld) || in_url(window, from))
		return false;
	from = over_label(window, from, at);
	str domain = str_sub(window, at + n, end - at - n);
	int base =
		usual_ending(tld) || (tld.p[0] >= 0x80 && !far_script(tld)) || str_istarts(tld, STR("xn--")) ? 86 : 58;
	unsigned why = FIND_WHY_FORM;

	/* git@host:path is an address of a repository. */
	if (end < window.n && window.p[end] == ':' && str_eq(str_sub(window, from, at - from), STR("git"))) {
		base -= 50;
		why |= FIND_WHY_AGAINST;
	}
	if (at - from == 1 && domain.n < 6)
		base -= 30;
	if (is_example(domain, tld)) {
		base -= 50;
		why |= FIND_WHY_AGAINST;
	}
	*ret = (struct anchored){from, end - from, {KIND_EMAIL, KIND_FORM, (uint8_t)base, why}};
	return true;
}

/* ---- plates ---- */

bool take_plate(str window, size_t at, size_t n, struct anchored *ret)
{
	if (at + n >= window.n || window.p[at + n] < 'A' || window.p[at + n] > 'Z')
		return false;
	size_t length = plate_length(str_from(window, at));

	*ret = (struct anchored){at, length, {KIND_PLATE, KIND_FORM, 76, FIND_WHY_FORM}};
	return length > 0;
}

/* ---- postal addresses ---- */

static bool numeral(uint8_t c)
{
	return byte_is_alnum(c);
}

static bool is_anchor(str s, size_t at)
{
	if (!at || at + 3 > s.n || (s.p[at] & 0xf0) != 0xe0)
		return false;
	char32_t c = (char32_t)(s.p[at] & 15) << 12 | (char32_t)(s.p[at + 1] & 63) << 6 | (s.p[at + 2] & 63);

	switch (c) {
	/* Numbers of houses are digits as a rule: 号 behind other words (手机号) is the most frequent of these characters. */
	case U'号':
	case U'號':
	case U'室':
		return numeral(s.p[at - 1]);
	case U'路':
	case U'街':
	case U'道':
	case U'巷':
	case U'弄':
	case U'镇':
	case U'乡':
	case U'村':
	case U'栋':
	case U'幢':
		return numeral(s.p[at - 1]) || s.p[at - 1] >= 0x80;
	default:
		return false;
	}
}

/* An anchor shortly before it, nothing but parts of an address between: that one gave the whole. */
#define ANCHORED_MOST 24
static bool was_anchored(str s, size_t at)
{
	size_t from = at;

	while (from && at - from < ANCHORED_MOST) {
		if (from >= 3 && str_han(s, from - 3)) {
			from -= 3;
			if (at - from > ANCHORED_MOST)
				return false;
			if (is_anchor(s, from))
				return true;
			continue;
		}
		uint8_t c = s.p[--from];

		if (c < 0x80 && !byte_is_alnum(c) && c != '-')
			return false;
		if (c >= 0xe3 && c <= 0xe9 && is_anchor(s, from))
			return true;
		if (c == 0xef || c == 0xe3)
			return false;
	}
	return false;
}

static bool address_hit(const struct address *a, struct anchored *ret)
{
	if (a->levels < 2 || a->n < 15 || (!a->road && !a->number))
		return false;
	bool whole = a->division && a->road && a->number;
	int base = a->levels >= 4 && a->division ? 84
		   : whole                       ? 80
		   : a->levels >= 3              ? 66
		   : a->road && a->number        ? 48
						 : 40;

	*ret = (struct anchored){a->from, a->n, {KIND_ADDRESS, KIND_FORM, (uint8_t)base, whole ? FIND_WHY_FORM : 0}};
	return true;
}

bool take_address(str window, size_t at, size_t n, struct anchored *ret)
{
	struct address a;

	(void)n;
	return is_anchor(window, at) && !was_anchored(window, at) && address_around(window, at, &a) &&
	       address_hit(&a, ret);
}

bool take_address_may(str cell, size_t at)
{
	return cell.n <= ADDRESS_MOST && is_anchor(cell, at);
}

bool take_address_first(struct address_reading *r, struct anchored *ret)
{
	struct address a;

	address_read(r, r->s.n);
	return address_end(r, &a) && address_hit(&a, ret);
}

/* ---- labels ---- */

/* Between a label and its value: 号码, quotes, blanks, ':' '：' '=' '>' and the like; *ret_sign whether one of these was there. */
static size_t value_from(str s, size_t at, bool *ret_sign)
{
	static const str skips[] = {STR_INIT("号码"), STR_INIT("证号"), STR_INIT("账号"), STR_INIT("编号"),
				    STR_INIT("号"),   STR_INIT("信息"), STR_INIT("情况"), STR_INIT("结果"),
				    STR_INIT("姓名"), STR_INIT("日期")};
	static const str signs[] = {STR_INIT("："), STR_INIT("="),  STR_INIT(":"), STR_INIT("＝"),  STR_INIT(">"),
				    STR_INIT("为"), STR_INIT("是"), STR_INIT("|"), STR_INIT("	"), STR_INIT("【")};
	size_t from = at;
	size_t bridge = literal_bridge(s, at);

	*ret_sign = bridge > 0;
	if (bridge)
		return bridge;
	for (size_t steps = 0; at < s.n && steps < 40; steps++) {
		str rest = str_from(s, at);
		size_t step = 0;

		for (size_t i = 0; !step && !*ret_sign && at == from && i < ARRAY_LEN(skips); i++)
			step = str_starts(rest, skips[i]) ? skips[i].n : 0;
		if (step)
			from = at + step;
		for (size_t i = 0; !step && i < ARRAY_LEN(signs); i++)
			if (str_starts(rest, signs[i])) {
				step = signs[i].n;
				*ret_sign = true;
			}
		/* Fields of fixed widths. */
		*ret_sign = *ret_sign || str_starts(rest, STR("   "));
		if (!step && (rest.p[0] == ' ' || rest.p[0] == '"' || rest.p[0] == '\'' || rest.p[0] == '\\' ||
			      rest.p[0] == '['))
			step = 1;
		if (!step && str_starts(rest, STR("　")))
			step = 3;
		if (!step)
			break;
		at += step;
	}
	return at;
}

static size_t value_end(str s, size_t from)
{
	static const str stops[] = {STR_INIT("，"), STR_INIT("。"), STR_INIT("；"), STR_INIT("、"),
				    STR_INIT("）"), STR_INIT("】"), STR_INIT("　"), STR_INIT("；")};
	size_t i = from;

	for (; i < s.n && i - from < 120; i++) {
		uint8_t c = s.p[i];

		if (c < 0x20 || c == ' ' || c == '"' || c == '\'' || c == ',' || c == ';' || c == '<' || c == '>' ||
		    c == '|' || c == '}' || c == ']' || c == '&' || c == ')' || c == '\\' || c == '#')
			break;
		bool stop = false;

		for (size_t k = 0; c >= 0xe3 && !stop && k < ARRAY_LEN(stops); k++)
			stop = str_starts(str_from(s, i), stops[k]);
		if (stop)
			break;
	}
	return i;
}

/* Without a sign before it a name needs an end that is certain: not a Chinese character, or a word that stands behind names only. */
static bool ends_name(str rest)
{
	static const str words[] = {STR_INIT("先生"), STR_INIT("女士"),   STR_INIT("小姐"), STR_INIT("电话"),
				    STR_INIT("手机"), STR_INIT("身份证"), STR_INIT("联系"), STR_INIT("性别"),
				    STR_INIT("男"),   STR_INIT("女"),     STR_INIT("地址"), STR_INIT("证件"),
				    STR_INIT("年龄"), STR_INIT("卡号")};

	/* 申请人阿里云AccessKey */
	if (rest.n && byte_is_alpha(rest.p[0]))
		return false;
	if (!rest.n || rest.p[0] < 0xe4 || rest.p[0] > 0xe9)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_starts(rest, words[i]))
			return true;
	return false;
}

static bool goes_on(str rest)
{
	return rest.n && (byte_is_alpha(rest.p[0]) || rest.p[0] == '"' || rest.p[0] == '\'' || rest.p[0] == ':' ||
			  rest.p[0] == '=' || rest.p[0] == '<' || str_starts(rest, STR("：")));
}

/* A name behind its label ends where a name ends, also within a sentence. asked: the label is 姓名 itself. */
static bool take_name(str window, size_t from, bool sign, bool asked, struct anchored *ret)
{
	size_t n = 0;
	enum person_name k = person_name_read(str_sub(window, from, 60), &n);

	if (k == PERSON_NAME_NONE)
		return false;
	str rest = str_from(window, from + n);

	/* 申请人车架号, 联系人方差": the label goes on. */
	if (word_whole(str_sub(window, from, n)) ||
	    (!sign && (str_starts(str_from(window, from), STR("和")) || word_starts(str_sub(window, from, 24)) ||
		       goes_on(rest) || !person_name_alone(str_sub(window, from, n)))))
		return false;
	if (!sign && (k == PERSON_NAME_LIKELY || !(ends_name(rest) || asked || n >= 9)))
		return false;
	int base = sign ? 82 : 72;

	*ret = (struct anchored){
		from,
		n,
		{KIND_NAME, KIND_FORM, (uint8_t)(k == PERSON_NAME_LIKELY ? base - 18 : base), FIND_WHY_BEFORE}};
	return true;
}

/* IMEI490154…, VINL…: a label without anything between; the engine asks about runs of usual lengths only. */
bool take_glued(str window, size_t at, size_t n, struct anchored *ret)
{
	struct candidate c = {.before = ' ', .group_count = 1};
	struct hit hits[HITS_MOST];
	int8_t points[KIND_COUNT];
	size_t from = at + n;
	size_t end = from;

	if (at && byte_is_alnum(window.p[at - 1]))
		return false;
	while (end < window.n && byte_is_alnum(window.p[end]) && c.n < 24) {
		c.norm[c.n++] =
			(char)(window.p[end] >= 'a' && window.p[end] <= 'z' ? window.p[end] - 32 : window.p[end]);
		c.digits = (uint8_t)(c.digits + byte_is_digit(window.p[end++]));
	}
	c.text = str_sub(window, from, end - from);
	c.groups[0] = c.n;
	c.right = str_sub(window, end, 16);
	c.after = c.right.n ? c.right.p[0] : 0;
	context_name(str_sub(window, at, n), points);
	size_t count = candidate_judge(&c, hits);

	for (size_t i = 0; i < count; i++) {
		if (points[hits[i].kind] <= 0 || hits[i].validity == KIND_LOOKS)
			continue;
		*ret = (struct anchored){from, c.n + (size_t)hits[i].right, hits[i]};
		ret->hit.left = ret->hit.right = 0;
		ret->hit.base = (uint8_t)(hits[i].base > 55 ? 96 : hits[i].base + 40);
		ret->hit.why |= FIND_WHY_BEFORE;
		return true;
	}
	return false;
}

/* The whole name that a label of ASCII letters ends: file_name, userName. */
static size_t name_start(str window, size_t at)
{
	size_t from = at;

	while (window.p[at] < 0x80 && from && at - from < 40 &&
	       (byte_is_alnum(window.p[from - 1]) || window.p[from - 1] == '_' || window.p[from - 1] == '-' ||
		window.p[from - 1] == '.'))
		from--;
	return from;
}

/* xm=, "realName":, consignee …: names of programs. Most that end so are of something else: a Chinese value is worth the asking. */
bool take_person(str window, size_t at, size_t n, struct anchored *ret)
{
	int8_t points[KIND_COUNT];
	bool sign = false;
	bool blanks = str_starts(str_from(window, at + n), STR("  ")) || window.p[at + n - 1] == ' ';

	while (n && !byte_is_alnum(window.p[at + n - 1]))
		n--;
	size_t from = value_from(window, at + n, &sign);

	if (from >= window.n || window.p[from] < 0xe3 || !(sign || blanks))
		return false;
	size_t start = name_start(window, at);

	context_name(str_sub(window, start, at + n - start), points);
	return points[KIND_NAME] > 0 && take_name(window, from, true, false, ret);
}

bool take_label(str window, size_t at, size_t n, struct anchored *ret)
{
	str label = str_sub(window, at, n);
	uint8_t last = label.p[n - 1];
	size_t wide =
		last == '=' || last == ':' || last == ' ' || last == '"' || last == '\'' || last == '>' || last == '['
			? n - 1
		: str_ends(label, STR("：")) ? n - 3
					     : n;
	int8_t points[KIND_COUNT];
	bool sign = false;
	size_t from = value_from(window, at + wide, &sign);

	sign = sign || last == ' ';

	if (from >= window.n || (window.p[at] < 0x80 && !sign))
		return false;
	context_name(str_sub(window, name_start(window, at), at + wide - name_start(window, at)), points);
	/* 名字解析, 名字和版本: nobody writes a name right behind this word. */
	if (!sign && str_eq(label, STR("名字")))
		return false;
	if (points[KIND_NAME] > 0)
		/* 用户名 is an account. */
		return !(str_starts(label, STR("户名")) && str_ends(str_sub(window, 0, at), STR("用"))) &&
		       take_name(window, from, sign, str_ends(str_sub(label, 0, wide), STR("姓名")), ret);
	size_t end = value_end(window, from);

	/* Longitude and latitude belong together. */
	if (points[KIND_LOCATION] > 0 && end < window.n && window.p[end] == ',') {
		size_t second = end + 1 < window.n && window.p[end + 1] == ' ' ? end + 2 : end + 1;

		if (second < window.n && (byte_is_digit(window.p[second]) || window.p[second] == '-'))
			end = value_end(window, second);
	}
	str value = str_sub(window, from, end - from);

	if (!field_judge(value, points, ret))
		return false;
	/* 军官证号军字第1234567号有误: told by itself. */
	if (ret->hit.kind == KIND_OFFICER_CARD)
		return false;
	ret->from += from;
	/* Without a sign between them the value must be of a form of its own. */
	int base = ret->hit.base + points[ret->hit.kind] - (sign ? 0 : 8);

	ret->hit.base = (uint8_t)(base > 96 ? 96 : base);
	ret->hit.why |= FIND_WHY_BEFORE;
	return true;
}
