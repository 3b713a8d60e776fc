/* Whole values under a name: what no form alone would tell. */
#include "base/date.h"
#include "detect/literal_priv.h"
#include "ident/address.h"
#include "ident/bank_card.h"
#include "ident/document.h"
#include "ident/id_card.h"
#include "ident/org_code.h"
#include "ident/person_name.h"
#include "ident/terminal.h"
#include "ident/vin.h"

#define VALUE_MOST ((size_t)4096)

/* Does the value fit? Sets base and validity where it does. */
typedef bool fits_fn(str v, struct hit *h);

static bool all_of(str s, bool (*is)(uint8_t c))
{
	for (size_t i = 0; i < s.n; i++)
		if (!is(s.p[i]))
			return false;
	return s.n > 0;
}

static bool is_hex(uint8_t c)
{
	return byte_hex(c) >= 0;
}

static bool one_of(str v, const str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ieq(v, list[i]))
			return true;
	return false;
}

#define LIST(...)                                                                                                      \
	static const str list[] = {__VA_ARGS__};                                                                       \
	if (!one_of(v, list, ARRAY_LEN(list)))                                                                         \
		return false;                                                                                          \
	h->base = 44;                                                                                                  \
	return true

static bool fits_gender(str v, struct hit *h)
{
	LIST(STR_INIT("男"), STR_INIT("女"), STR_INIT("男性"), STR_INIT("女性"), STR_INIT("male"), STR_INIT("female"),
	     STR_INIT("m"), STR_INIT("f"), STR_INIT("man"), STR_INIT("woman"), STR_INIT("先生"), STR_INIT("女士"));
}

static bool fits_religion(str v, struct hit *h)
{
	LIST(STR_INIT("佛教"), STR_INIT("道教"), STR_INIT("基督教"), STR_INIT("天主教"), STR_INIT("伊斯兰教"),
	     STR_INIT("回教"), STR_INIT("东正教"), STR_INIT("新教"), STR_INIT("无"), STR_INIT("无宗教信仰"),
	     STR_INIT("buddhism"), STR_INIT("christianity"), STR_INIT("islam"), STR_INIT("catholic"),
	     STR_INIT("taoism"), STR_INIT("藏传佛教"), STR_INIT("犹太教"), STR_INIT("印度教"));
}

static bool fits_marriage(str v, struct hit *h)
{
	LIST(STR_INIT("已婚"), STR_INIT("未婚"), STR_INIT("离异"), STR_INIT("离婚"), STR_INIT("丧偶"), STR_INIT("再婚"),
	     STR_INIT("初婚"), STR_INIT("复婚"), STR_INIT("married"), STR_INIT("single"), STR_INIT("divorced"),
	     STR_INIT("widowed"), STR_INIT("已婚已育"), STR_INIT("已婚未育"), STR_INIT("单身"));
}

static bool fits_party(str v, struct hit *h)
{
	LIST(STR_INIT("中共党员"), STR_INIT("党员"), STR_INIT("中共预备党员"), STR_INIT("预备党员"),
	     STR_INIT("共青团员"), STR_INIT("团员"), STR_INIT("群众"), STR_INIT("民革党员"), STR_INIT("民盟盟员"),
	     STR_INIT("民建会员"), STR_INIT("民进会员"), STR_INIT("农工党党员"), STR_INIT("致公党党员"),
	     STR_INIT("九三学社社员"), STR_INIT("台盟盟员"), STR_INIT("无党派人士"), STR_INIT("无党派民主人士"),
	     STR_INIT("入党积极分子"), STR_INIT("民主党派"));
}

static bool fits_education(str v, struct hit *h)
{
	LIST(STR_INIT("小学"), STR_INIT("初中"), STR_INIT("高中"), STR_INIT("中专"), STR_INIT("大专"), STR_INIT("专科"),
	     STR_INIT("本科"), STR_INIT("大学"), STR_INIT("大学本科"), STR_INIT("硕士"), STR_INIT("博士"),
	     STR_INIT("研究生"), STR_INIT("硕士研究生"), STR_INIT("博士研究生"), STR_INIT("博士后"), STR_INIT("技校"),
	     STR_INIT("职高"), STR_INIT("文盲"), STR_INIT("学士"), STR_INIT("中技"), STR_INIT("大学专科"),
	     STR_INIT("本科及以上"), STR_INIT("bachelor"), STR_INIT("master"), STR_INIT("doctor"), STR_INIT("phd"),
	     STR_INIT("初中及以下"), STR_INIT("高中/中专"));
}

static bool fits_nationality(str v, struct hit *h)
{
	LIST(STR_INIT("中国"), STR_INIT("中国籍"), STR_INIT("美国"), STR_INIT("英国"), STR_INIT("日本"),
	     STR_INIT("韩国"), STR_INIT("法国"), STR_INIT("德国"), STR_INIT("俄罗斯"), STR_INIT("加拿大"),
	     STR_INIT("澳大利亚"), STR_INIT("新加坡"), STR_INIT("马来西亚"), STR_INIT("泰国"), STR_INIT("越南"),
	     STR_INIT("印度"), STR_INIT("意大利"), STR_INIT("西班牙"), STR_INIT("巴西"), STR_INIT("中国香港"),
	     STR_INIT("中国澳门"), STR_INIT("中国台湾"), STR_INIT("china"), STR_INIT("cn"), STR_INIT("chn"),
	     STR_INIT("usa"), STR_INIT("chinese"), STR_INIT("菲律宾"), STR_INIT("印度尼西亚"), STR_INIT("新西兰"),
	     STR_INIT("乌克兰"), STR_INIT("巴基斯坦"), STR_INIT("缅甸"), STR_INIT("蒙古"), STR_INIT("朝鲜"),
	     STR_INIT("荷兰"));
}

static bool fits_ethnicity(str v, struct hit *h)
{
	static const str list[] = {
		STR_INIT("汉"),     STR_INIT("蒙古"),   STR_INIT("回"),       STR_INIT("藏"),       STR_INIT("维吾尔"),
		STR_INIT("苗"),     STR_INIT("彝"),     STR_INIT("壮"),       STR_INIT("布依"),     STR_INIT("朝鲜"),
		STR_INIT("满"),     STR_INIT("侗"),     STR_INIT("瑶"),       STR_INIT("白"),       STR_INIT("土家"),
		STR_INIT("哈尼"),   STR_INIT("哈萨克"), STR_INIT("傣"),       STR_INIT("黎"),       STR_INIT("傈僳"),
		STR_INIT("佤"),     STR_INIT("畲"),     STR_INIT("高山"),     STR_INIT("拉祜"),     STR_INIT("水"),
		STR_INIT("东乡"),   STR_INIT("纳西"),   STR_INIT("景颇"),     STR_INIT("柯尔克孜"), STR_INIT("土"),
		STR_INIT("达斡尔"), STR_INIT("仫佬"),   STR_INIT("羌"),       STR_INIT("布朗"),     STR_INIT("撒拉"),
		STR_INIT("毛南"),   STR_INIT("仡佬"),   STR_INIT("锡伯"),     STR_INIT("阿昌"),     STR_INIT("普米"),
		STR_INIT("塔吉克"), STR_INIT("怒"),     STR_INIT("乌孜别克"), STR_INIT("俄罗斯"),   STR_INIT("鄂温克"),
		STR_INIT("德昂"),   STR_INIT("保安"),   STR_INIT("裕固"),     STR_INIT("京"),       STR_INIT("塔塔尔"),
		STR_INIT("独龙"),   STR_INIT("鄂伦春"), STR_INIT("赫哲"),     STR_INIT("门巴"),     STR_INIT("珞巴"),
		STR_INIT("基诺"),   STR_INIT("穿青人"),
	};

	if (str_ends(v, STR("族")))
		v.n -= 3;
	h->base = 44;
	return one_of(v, list, ARRAY_LEN(list));
}

/* ---- numbers and dates ---- */

static bool number_at(str v, size_t *at, size_t most, unsigned *ret)
{
	size_t from = *at;
	unsigned n = 0;

	while (*at < v.n && *at - from < most && byte_is_digit(v.p[*at]))
		n = n * 10 + (unsigned)(v.p[(*at)++] - '0');
	*ret = n;
	return *at > from;
}

static size_t date_joiner(str v, size_t at)
{
	if (at < v.n && (v.p[at] == '-' || v.p[at] == '/' || v.p[at] == '.'))
		return 1;
	str rest = str_from(v, at);

	return str_starts(rest, STR("年")) || str_starts(rest, STR("月")) ? 3 : 0;
}

/* 1990-01-02, 1990/1/2, 1990.01.02, 1990年1月2日, 19900102, a time behind it; of a person who may live. */
static bool fits_birth(str v, struct hit *h)
{
	unsigned year = 0;
	unsigned month = 0;
	unsigned day = 0;
	size_t at = 0;

	if (!number_at(v, &at, 4, &year) || at != 4 || year < 1900 || year > 2039)
		return false;
	size_t step = date_joiner(v, at);

	at += step;
	if (!number_at(v, &at, 2, &month))
		return false;
	at += step ? date_joiner(v, at) : 0;
	if (!number_at(v, &at, 2, &day))
		day = str_starts(str_from(v, at), STR("月")) || at == v.n ? 1 : 0;
	struct date_civil c = {year, month, day};
	str rest = str_from(v, at);
	bool end = !rest.n || rest.p[0] == ' ' || rest.p[0] == 'T' || str_starts(rest, STR("日")) ||
		   str_starts(rest, STR("生"));

	h->base = 44;
	return month >= 1 && month <= 12 && day >= 1 && day <= date_month_days(c) && end && (step || v.n >= 8);
}

static bool fits_income(str v, struct hit *h)
{
	size_t digits = 0;

	for (size_t i = 0; i < v.n && v.p[i] < 0x80; i++) {
		if (!byte_is_digit(v.p[i]) && v.p[i] != '.' && v.p[i] != ',' && v.p[i] != '-')
			return false;
		digits += byte_is_digit(v.p[i]);
	}
	h->base = 32;
	return digits >= 3 && digits <= 10;
}

/* One coordinate, or two with a comma: degrees with four decimals or more tell a place within some ten metres. */
static bool degrees(str v, int most, size_t *ret_decimals)
{
	size_t at = v.n && v.p[0] == '-' ? 1 : 0;
	unsigned whole = 0;

	if (!number_at(v, &at, 3, &whole) || at >= v.n || v.p[at] != '.' || (int)whole > most)
		return false;
	size_t from = ++at;

	while (at < v.n && byte_is_digit(v.p[at]))
		at++;
	*ret_decimals = at - from;
	return at == v.n;
}

static bool fits_location(str v, struct hit *h)
{
	size_t a = 0;
	size_t b = 0;
	str rest = v;
	str first = str_trim(str_cut(&rest, ',').head);

	rest = str_trim(rest);
	h->base = 42;
	if (!rest.n)
		return degrees(first, 180, &a) && a >= 4;
	return degrees(first, 180, &a) && degrees(rest, 180, &b) && a >= 3 && b >= 3;
}

static bool fits_ipv4(str v, struct hit *h)
{
	size_t at = 0;
	unsigned part = 0;
	unsigned first = 0;

	for (unsigned i = 0; i < 4; i++) {
		if (i && (at >= v.n || v.p[at++] != '.'))
			return false;
		if (!number_at(v, &at, 3, &part) || part > 255)
			return false;
		first = i ? first : part;
	}
	h->base = 40;
	/* Loopback and the unspecified address are nobody's. */
	return (at == v.n || v.p[at] == ':') && first != 127 && first != 0;
}

static bool fits_ipv6(str v, struct hit *h)
{
	size_t colons = 0;
	size_t run = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == ':') {
			colons++;
			run = 0;
			continue;
		}
		if (!is_hex(v.p[i]) || ++run > 4)
			return false;
	}
	h->base = 42;
	return v.n > 6 && colons >= 2 && colons <= 7 && (colons == 7 || str_has(v, STR("::"))) &&
	       !str_eq(v, STR("::1"));
}

static bool fits_mac(str v, struct hit *h)
{
	if (v.n == 12 && all_of(v, is_hex)) {
		h->base = 34;
		return true;
	}
	if (v.n != 17)
		return false;
	for (size_t i = 0; i < 17; i++)
		if (i % 3 == 2 ? v.p[i] != v.p[2] || (v.p[i] != ':' && v.p[i] != '-') : !is_hex(v.p[i]))
			return false;
	h->base = 46;
	return !str_eq(v, STR("00:00:00:00:00:00")) && !str_ieq(v, STR("ff:ff:ff:ff:ff:ff"));
}

/* ---- documents ---- */

/* Capitals and digits of a value; 0 when it has other letters or is too long. */
static size_t plain(str v, uint8_t ret[static 32])
{
	size_t n = 0;

	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];

		if (c == '(' || c == ')' || c == '-' || c == ' ')
			continue;
		if (str_starts(str_from(v, i), STR("（")) || str_starts(str_from(v, i), STR("）"))) {
			i += 2;
			continue;
		}
		if (n == 32 || !byte_is_alnum(c))
			return 0;
		ret[n++] = (uint8_t)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	return n;
}

static bool checked(enum document d, struct hit *h, int right)
{
	h->validity = d == DOCUMENT_RIGHT ? KIND_VALID : KIND_LOOKS;
	h->base = (uint8_t)(d == DOCUMENT_RIGHT ? right : 15);
	h->why |= d == DOCUMENT_RIGHT ? FIND_WHY_CHECK : 0;
	return d != DOCUMENT_NONE;
}

static bool fits_hk_id(str v, struct hit *h)
{
	uint8_t c[32];

	return v.n >= 8 && v.n <= 16 && checked(document_hong_kong((str){c, plain(v, c)}), h, 48);
}

static bool fits_taiwan_id(str v, struct hit *h)
{
	uint8_t c[32];

	return v.n == 10 && checked(document_taiwan((str){c, plain(v, c)}), h, 48);
}

static bool fits_macau_id(str v, struct hit *h)
{
	uint8_t c[32];

	h->base = 38;
	return document_macau((str){c, plain(v, c)});
}

static bool fits_passport(str v, struct hit *h)
{
	uint8_t c[32];

	h->base = 42;
	return document_passport((str){c, plain(v, c)});
}

static bool fits_hk_permit(str v, struct hit *h)
{
	uint8_t c[32];

	h->base = 42;
	return document_hk_permit((str){c, plain(v, c)});
}

static bool fits_taiwan_permit(str v, struct hit *h)
{
	uint8_t c[32];

	h->base = 40;
	return document_taiwan_permit((str){c, plain(v, c)});
}

static bool fits_org_code(str v, struct hit *h)
{
	uint8_t c[32];

	h->base = 46;
	h->validity = KIND_VALID;
	h->why |= FIND_WHY_CHECK;
	return org_code_valid((str){c, plain(v, c)});
}

/* 军字第1234567号, 南字第… */
static bool fits_officer(str v, struct hit *h)
{
	size_t mark = str_find(v, STR("字第"));
	size_t digits = 0;

	for (size_t i = mark + 6; i < v.n && byte_is_digit(v.p[i]); i++)
		digits++;
	h->base = 46;
	return mark < v.n && mark >= 3 && mark <= 9 && digits >= 4 && digits <= 10;
}

static bool fits_file_number(str v, struct hit *h)
{
	h->base = 36;
	return v.n == 12 && all_of(v, byte_is_digit);
}

static bool fits_social(str v, struct hit *h)
{
	uint8_t c[32];
	size_t n = plain(v, c);
	size_t digits = 0;

	for (size_t i = 0; i < n; i++)
		digits += byte_is_digit(c[i]);
	h->base = 36;
	/* An identity number is told as such. */
	return n >= 8 && n <= 20 && digits >= n - 2 && !(n == 18 && id_card_judge((str){c, n}) != ID_CARD_NONE);
}

/* ---- accounts and devices ---- */

static bool fits_qq(str v, struct hit *h)
{
	h->base = 38;
	return v.n >= 5 && v.n <= 11 && all_of(v, byte_is_digit) && v.p[0] != '0' && !(v.n == 11 && v.p[0] == '1');
}

/* Account: a letter, then 5 to 19 letters, digits, '_', '-'; openid: 28 of them, o in front. */
static bool fits_wechat(str v, struct hit *h)
{
	/* 微信AppSecret, 微信 token: the next word of the label. */
	if (str_ihas(v, STR("secret")) || str_ihas(v, STR("token")) || str_istarts(v, STR("app")) ||
	    str_iends(v, STR("key")))
		return false;
	bool known = str_starts(v, STR("wxid_")) || (v.n == 28 && v.p[0] == 'o');

	if (v.n < 6 || v.n > 28 || !byte_is_alpha(v.p[0]))
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!byte_is_alnum(v.p[i]) && v.p[i] != '_' && v.p[i] != '-')
			return false;
	h->base = known ? 48 : 34;
	return v.n <= 20 || v.n == 28;
}

static bool fits_account(str v, struct hit *h)
{
	h->base = 32;
	size_t digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] <= ' ' || v.p[i] >= 0x7f)
			return false;
		digits += byte_is_digit(v.p[i]);
	}
	h->base = digits ? 34 : 24;
	return v.n >= 5 && v.n <= 40 && !str_has(v, STR("://"));
}

static bool fits_device(str v, struct hit *h)
{
	size_t hex = 0;
	size_t hyphens = 0;

	for (size_t i = 0; i < v.n; i++) {
		hex += is_hex(v.p[i]);
		hyphens += v.p[i] == '-';
	}
	h->base = 38;
	return hex + hyphens == v.n && (hex == 14 || hex == 16 || hex == 32 || hex == 64 || hex == 40 || hex == 15);
}

static bool fits_vin(str v, struct hit *h)
{
	enum vin k = vin_judge(v);

	h->validity = k == VIN_RIGHT ? KIND_VALID : KIND_LOOKS;
	h->base = k == VIN_RIGHT ? 60 : 20;
	h->why |= k == VIN_RIGHT ? FIND_WHY_CHECK : 0;
	return k != VIN_NONE;
}

static bool fits_imsi(str v, struct hit *h)
{
	h->base = 44;
	return terminal_imsi(v);
}

static bool fits_cvv(str v, struct hit *h)
{
	h->base = 38;
	return (v.n == 3 || v.n == 4) && all_of(v, byte_is_digit);
}

/* Track 2: number=YYMM…; ISO/IEC 7813. */
static bool fits_track(str v, struct hit *h)
{
	size_t from = v.n && (v.p[0] == ';' || v.p[0] == '%') ? 1 : 0;

	if (v.n > from && (v.p[from] == 'B' || v.p[from] == 'b'))
		from++;
	size_t end = from;

	while (end < v.n && byte_is_digit(v.p[end]))
		end++;
	bool sign = end < v.n && (v.p[end] == '=' || v.p[end] == '^' || v.p[end] == 'D' || v.p[end] == 'd');
	enum bank_card k = bank_card_judge(str_sub(v, from, end - from));

	h->base = 60;
	h->validity = KIND_VALID;
	h->why |= FIND_WHY_CHECK;
	return sign && (k == BANK_CARD_ISSUER || k == BANK_CARD_SCHEME);
}

/* ---- text ---- */

static bool has_han(str v)
{
	for (size_t i = 0; i + 2 < v.n; i++)
		if (v.p[i] >= 0xe4 && v.p[i] <= 0xe9)
			return true;
	return false;
}

static bool is_latin_name(str v)
{
	size_t words = 1;
	size_t letters = 0;

	for (size_t i = 0; i < v.n; i++) {
		bool start = !i || v.p[i - 1] == ' ';

		if (v.p[i] == ' ')
			words++;
		else if (!byte_is_alpha(v.p[i]) || (start && !(v.p[i] >= 'A' && v.p[i] <= 'Z')))
			return false;
		else
			letters++;
	}
	return (words == 2 || words == 3) && letters >= 4 && v.n <= 32;
}

/* Two to four Chinese characters that are no word of an empty field: under a name that asks for a person's, surnames that no list has
 * (and names that are also towns) count too. */
static bool may_be_name(str v)
{
	static const str fillers[] = {
		STR_INIT("系统"),   STR_INIT("客服"),   STR_INIT("管理员"), STR_INIT("前台"),   STR_INIT("测试"),
		STR_INIT("匿名"),   STR_INIT("未知"),   STR_INIT("本人"),   STR_INIT("其他"),   STR_INIT("其它"),
		STR_INIT("自动"),   STR_INIT("默认"),   STR_INIT("暂无"),   STR_INIT("保密"),   STR_INIT("先生"),
		STR_INIT("女士"),   STR_INIT("待定"),   STR_INIT("空"),     STR_INIT("无"),     STR_INIT("同上"),
		STR_INIT("用户"),   STR_INIT("客户"),   STR_INIT("游客"),   STR_INIT("访客"),   STR_INIT("法人"),
		STR_INIT("个人"),   STR_INIT("超管"),   STR_INIT("代理"),   STR_INIT("父亲"),   STR_INIT("母亲"),
		STR_INIT("配偶"),   STR_INIT("子女"),   STR_INIT("朋友"),   STR_INIT("同事"),   STR_INIT("姓名"),
		STR_INIT("已注销"), STR_INIT("机器人"), STR_INIT("不详"),   STR_INIT("请选择"), STR_INIT("见批注"),
		STR_INIT("见附件"), STR_INIT("见备注"),
	};

	return person_name_free(v) && !one_of(v, fillers, ARRAY_LEN(fillers));
}

static bool fits_name(str v, struct hit *h)
{
	if (person_name_alone(v)) {
		h->base = v.n > 6 ? 52 : 48;
		return true;
	}
	h->base = 30;
	return may_be_name(v) || person_name_is(v) || is_latin_name(v);
}

static bool fits_address(str v, struct hit *h)
{
	struct address a;
	/* Any byte of the middle will do: the span around it is looked at. */
	size_t at = v.n / 2;

	while (at < v.n && (v.p[at] & 0xc0) == 0x80)
		at++;
	if (v.n < 12 || v.n > 400 || !has_han(v) || at >= v.n)
		return false;
	bool found = address_around(v, at, &a);

	h->base = found && a.levels >= 3 ? 46 : found && a.levels >= 1 ? 38 : 22;
	return found || v.n >= 18;
}

static bool fits_words(str v, struct hit *h)
{
	h->base = 28;
	return has_han(v) && v.n <= 60;
}

static bool fits_medical(str v, struct hit *h)
{
	/* ICD-10: a letter, two digits, a dot and more. */
	bool icd = v.n >= 3 && v.n <= 12 && v.p[0] >= 'A' && v.p[0] <= 'Z' && byte_is_digit(v.p[1]) &&
		   byte_is_digit(v.p[2]) && (v.n == 3 || v.p[3] == '.');
	static const str blood[] = {STR_INIT("A"),   STR_INIT("B"),   STR_INIT("AB"),   STR_INIT("O"),
				    STR_INIT("A型"), STR_INIT("B型"), STR_INIT("AB型"), STR_INIT("O型")};

	h->base = icd ? 44 : 32;
	return icd || has_han(v) || one_of(v, blood, ARRAY_LEN(blood));
}

static bool fits_biometric(str v, struct hit *h)
{
	size_t code = 0;

	for (size_t i = 0; i < v.n; i++)
		code += byte_is_alnum(v.p[i]) || v.p[i] == '+' || v.p[i] == '/' || v.p[i] == '=' || v.p[i] == ',' ||
			v.p[i] == '.' || v.p[i] == '-';
	h->base = 36;
	return v.n >= 32 && code >= v.n - 2;
}

/* hh:mm:ss.SSS, HH:MM:SS.ffffff: how times are written; "mm" is no name there. */
static bool is_clock_form(str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (str_find_byte(STR("sSfFmMcZz.:[]()|+-/'"), v.p[i]) == 20)
			return false;
	while (v.n && v.p[0] == ':')
		v = str_from(v, 1);
	return v.n && byte_lower(v.p[0]) == 's';
}

static bool fits_password(str v, struct hit *h)
{
	size_t letters = 0, digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		letters += byte_is_alpha(v.p[i]) || v.p[i] == '_' || v.p[i] == '-' || v.p[i] == '/';
		digits += byte_is_digit(v.p[i]);
	}
	/* Letters alone, words and paths of them are as likely a word of the program, a few digits a count. */
	h->base = letters == v.n || (digits == v.n && digits < 6) ? 18 : 30;
	if (is_clock_form(v))
		return false;
	if (v.n < 4 || v.n > 64 || has_han(v) || str_find_byte(v, ' ') < v.n || str_find_byte(v, '(') < v.n ||
	    literal_placeholder(v) || v.p[0] == '$' || v.p[0] == '/')
		return false;
	return !(all_of(v, is_hex) && (v.n == 32 || v.n == 40 || v.n == 64));
}

static bool fits_hash(str v, struct hit *h)
{
	h->base = 38;
	return (all_of(v, is_hex) && (v.n == 32 || v.n == 40 || v.n == 64 || v.n == 128)) ||
	       (v.n == 41 && v.p[0] == '*');
}

static bool fits_secret(str v, struct hit *h)
{
	size_t digits = 0;
	size_t upper = 0;
	size_t words = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (!byte_is_alnum(v.p[i]) && v.p[i] != '+' && v.p[i] != '/' && v.p[i] != '=' && v.p[i] != '_' &&
		    v.p[i] != '-')
			return false;
		digits += byte_is_digit(v.p[i]);
		upper += v.p[i] >= 'A' && v.p[i] <= 'Z';
		words += v.p[i] == '_' || v.p[i] == '-';
	}
	h->base = 36;
	/* Huawei's: capitals and digits, of which there may be few. */
	if (v.n == 20 && digits && upper + digits == v.n)
		return upper >= 8;
	/* Without digits: both cases, many of each. */
	return v.n >= 16 && v.n <= 120 && digits < v.n &&
	       (digits >= 2 || (v.n >= 24 && !words && upper >= 5 && upper + 5 <= v.n));
}

static const struct {
	enum kind kind;
	fits_fn *fits;
} fields[] = {
	{KIND_NAME, fits_name},
	{KIND_ADDRESS, fits_address},
	{KIND_GENDER, fits_gender},
	{KIND_BIRTH_DATE, fits_birth},
	{KIND_ETHNICITY, fits_ethnicity},
	{KIND_NATIONALITY, fits_nationality},
	{KIND_RELIGION, fits_religion},
	{KIND_MARRIAGE, fits_marriage},
	{KIND_PARTY, fits_party},
	{KIND_EDUCATION, fits_education},
	{KIND_OCCUPATION, fits_words},
	{KIND_INCOME, fits_income},
	{KIND_MEDICAL, fits_medical},
	{KIND_BIOMETRIC, fits_biometric},
	{KIND_LOCATION, fits_location},
	{KIND_HK_ID, fits_hk_id},
	{KIND_TAIWAN_ID, fits_taiwan_id},
	{KIND_MACAU_ID, fits_macau_id},
	{KIND_PASSPORT, fits_passport},
	{KIND_HK_PERMIT, fits_hk_permit},
	{KIND_TAIWAN_PERMIT, fits_taiwan_permit},
	{KIND_OFFICER_CARD, fits_officer},
	{KIND_DRIVER_LICENCE, fits_file_number},
	{KIND_SOCIAL_CARD, fits_social},
	{KIND_ORG_CODE, fits_org_code},
	{KIND_WECHAT, fits_wechat},
	{KIND_QQ, fits_qq},
	{KIND_WEIBO, fits_account},
	{KIND_ALIPAY, fits_account},
	{KIND_MAC, fits_mac},
	{KIND_IPV4, fits_ipv4},
	{KIND_IPV6, fits_ipv6},
	{KIND_DEVICE_ID, fits_device},
	{KIND_VIN, fits_vin},
	{KIND_IMSI, fits_imsi},
	{KIND_CARD_CVV, fits_cvv},
	{KIND_CARD_TRACK, fits_track},
	{KIND_PASSWORD, fits_password},
	{KIND_PASSWORD_HASH, fits_hash},
	{KIND_CLOUD_SECRET, fits_secret},
};

_Static_assert(ARRAY_LEN(fields) <= 64, "a bit each");

uint64_t field_asks(const int8_t column[static KIND_COUNT])
{
	uint64_t ret = 0;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		ret |= (uint64_t)(column[fields[i].kind] > 0) << i;
	return ret;
}

uint64_t field_asks_lettered(void)
{
	uint64_t ret = 0;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		ret |= (uint64_t)(fields[i].kind == KIND_HK_ID || fields[i].kind == KIND_TAIWAN_ID) << i;
	return ret;
}

bool field_judge_asked(str value, const int8_t column[static KIND_COUNT], uint64_t asks, struct anchored *ret)
{
	str v = str_trim(str_sub(value, 0, VALUE_MOST));
	int best = 0;

	if (!v.n)
		return false;
	for (; asks; asks &= asks - 1) {
		size_t i = (size_t)__builtin_ctzll(asks);
		struct hit h = {fields[i].kind, KIND_FORM, 40, 0};

		if (!fields[i].fits(v, &h) || h.base + column[fields[i].kind] <= best)
			continue;
		best = h.base + column[fields[i].kind];
		*ret = (struct anchored){(size_t)(v.p - value.p), v.n, h};
	}
	return best > 0;
}

bool field_judge(str value, const int8_t column[static KIND_COUNT], struct anchored *ret)
{
	return field_judge_asked(value, column, field_asks(column), ret);
}
