/*
 * Names that no word of the list covers, by their parts: studentGender, usermobile, shoujihaoma2 hold the word of a kind, and behind it
 * nothing but a word for a number or for what is written of it; khyhzh, sbkkh are initials of Chinese words with others before them
 * (客户 银行账号, 社保卡 卡号).
 */
#include "detect/key_name.h"
#include "detect/word.h"

#define PLAIN_MOST ((size_t)64)
#define INITIALS_MOST ((size_t)12)
#define BEFORE_MOST ((size_t)6) /* initials of other words before a stem */

struct stem {
	str text;
	str word; /* of the list, that says the same */
};
#define STEM(text, word)                                                                                               \
	{                                                                                                              \
		STR_INIT(text), STR_INIT(word)                                                                         \
	}

/* Within names, longest first where one holds another. */
static const struct stem within[] = {
	STEM("hongkongmacau", "hk_permit"),
	STEM("hkmacau", "hk_permit"),
	STEM("hkmacao", "hk_permit"),
	STEM("hkmotravel", "hk_permit"),
	STEM("mainlandtravel", "travel_permit"),
	STEM("gangaotongxing", "hk_permit"),
	STEM("taiwanpermit", "tw_permit"),
	STEM("taiwanpass", "tw_permit"),
	STEM("taiwantravel", "tw_permit"),
	STEM("twtravel", "tw_permit"),
	STEM("taibaozheng", "tw_permit"),
	STEM("mtpnum", "tw_permit"),
	STEM("taiwanid", "taiwan_id"),
	STEM("twidentity", "taiwan_id"),
	STEM("macauid", "macau_id"),
	STEM("macaoid", "macau_id"),
	STEM("hongkongid", "hk_id"),
	STEM("hkidentity", "hk_id"),
	STEM("hkidcard", "hk_id"),
	STEM("foreignerpermit", "foreigner_card"),
	STEM("permanentresident", "foreigner_card"),
	STEM("permanentresidence", "foreigner_card"),
	STEM("prcard", "foreigner_card"),
	STEM("residencepermit", "residence_permit"),
	STEM("residentpermit", "residence_permit"),
	STEM("juzhuzheng", "residence_permit"),
	STEM("shenfenzheng", "sfzh"),
	STEM("shenfenhao", "sfzh"),
	STEM("zhengjianhao", "zjhm"),
	STEM("idcard", "id_card"),
	STEM("identitycard", "id_card"),
	STEM("identityno", "id_card"),
	STEM("citizenid", "id_card"),
	STEM("certificateno", "cert_no"),
	STEM("passport", "passport"),
	STEM("huzhao", "passport"),
	STEM("driverlic", "dl_file"),
	STEM("drivinglic", "dl_file"),
	STEM("driverfile", "dl_file"),
	STEM("licencefile", "dl_file"),
	STEM("licensefile", "dl_file"),
	STEM("licencearchive", "dl_file"),
	STEM("licensearchive", "dl_file"),
	STEM("jiashizheng", "driver_licence"),
	STEM("jiazhao", "driver_licence"),
	STEM("officercard", "officer_card"),
	STEM("officerno", "officer_card"),
	STEM("officerid", "officer_card"),
	STEM("militarycard", "officer_card"),
	STEM("militaryid", "officer_card"),
	STEM("militaryno", "officer_card"),
	STEM("armyid", "officer_card"),
	STEM("armyno", "officer_card"),
	STEM("soldierid", "officer_card"),
	STEM("soldierno", "officer_card"),
	STEM("junguanzheng", "officer_card"),
	STEM("shibingzheng", "officer_card"),
	STEM("socialsec", "social_card"),
	STEM("socialinsur", "social_card"),
	STEM("socialcard", "social_card"),
	STEM("socialno", "social_card"),
	STEM("medicare", "social_card"),
	STEM("medicalinsur", "social_card"),
	STEM("medicalcard", "social_card"),
	STEM("shebao", "social_card"),
	STEM("yibao", "social_card"),
	STEM("shehuibaozhang", "social_card"),
	STEM("gender", "gender"),
	STEM("xingbie", "xingbie"),
	STEM("ethnic", "ethnicity"),
	STEM("minzu", "minzu"),
	STEM("marital", "marital"),
	STEM("marriage", "marriage"),
	STEM("hunyin", "hunyin"),
	STEM("education", "education"),
	STEM("educational", "education"),
	STEM("xueli", "xueli"),
	STEM("diploma", "education"),
	STEM("academicdegree", "education"),
	STEM("birthday", "birthday"),
	STEM("birthdate", "birthday"),
	STEM("dateofbirth", "birthday"),
	STEM("birth", "birthday"),
	STEM("chusheng", "birthday"),
	STEM("shengri", "birthday"),
	STEM("wechat", "wechat"),
	STEM("weixin", "weixin"),
	STEM("weibo", "weibo"),
	STEM("alipay", "alipay"),
	STEM("imei", "imei"),
	STEM("imsi", "imsi"),
	STEM("iccid", "iccid"),
	STEM("macaddr", "mac_addr"),
	STEM("macdizhi", "mac_addr"),
	STEM("devicemac", "mac_addr"),
	STEM("wlanmac", "mac_addr"),
	STEM("wifimac", "mac_addr"),
	STEM("bluetoothmac", "mac_addr"),
	STEM("nicaddr", "mac_addr"),
	STEM("hwaddr", "mac_addr"),
	STEM("physicaladdr", "mac_addr"),
	STEM("licenseplate", "plate_no"),
	STEM("licenceplate", "plate_no"),
	STEM("plateno", "plate_no"),
	STEM("platenum", "plate_no"),
	STEM("carlicen", "plate_no"),
	STEM("vehicleno", "plate_no"),
	STEM("chepai", "chepai"),
	STEM("haopai", "chepai"),
	STEM("chejia", "vin"),
	STEM("chassisn", "vin"),
	STEM("frameno", "vin"),
	STEM("framenum", "vin"),
	STEM("vehiclevin", "vin"),
	STEM("email", "email"),
	STEM("mailbox", "email"),
	STEM("youxiang", "email"),
	STEM("mailaddr", "email"),
	STEM("cellphone", "mobile"),
	STEM("mobilephone", "mobile"),
	STEM("mobile", "mobile"),
	STEM("shouji", "mobile"),
	STEM("telphone", "phone"),
	STEM("telephone", "phone"),
	STEM("officetel", "landline"),
	STEM("hometel", "landline"),
	STEM("guhua", "landline"),
	STEM("zuoji", "landline"),
	STEM("landline", "landline"),
	STEM("phone", "phone"),
	STEM("dianhua", "phone"),
	STEM("bankcard", "bank_card"),
	STEM("bankacc", "bank_card"),
	STEM("yinhangka", "bank_card"),
	STEM("creditcard", "bank_card"),
	STEM("debitcard", "bank_card"),
	STEM("settlecard", "bank_card"),
	STEM("payeracc", "bank_card"),
	STEM("payeeacc", "bank_card"),
	STEM("realname", "real_name"),
	STEM("fullname", "full_name"),
	STEM("truename", "real_name"),
	STEM("xingming", "xingming"),
	STEM("username", "username"),
	STEM("staffname", "real_name"),
	STEM("linkman", "linkman"),
	STEM("personnm", "real_name"),
	STEM("address", "address"),
	STEM("dizhi", "address"),
	STEM("zhuzhi", "address"),
	STEM("zhuzhai", "address"),
	STEM("organizationcode", "org_code"),
	STEM("organisationcode", "org_code"),
	STEM("orgcode", "org_code"),
	STEM("orgcert", "org_code"),
	STEM("zuzhijigou", "org_code"),
	STEM("jigoudaima", "org_code"),
	STEM("yingyezhizhao", "business_licence"),
	STEM("businesslicen", "business_licence"),
	STEM("bizlicen", "business_licence"),
	STEM("companyreg", "business_licence"),
	STEM("creditcode", "credit_code"),
	STEM("shehuixinyong", "credit_code"),
	STEM("uniscid", "credit_code"),
};

/* Initials; a stem of two needs to be all, or have the initials of a person or a form behind or before it. */
static const struct stem initials[] = {
	STEM("tyshxydm", "tyshxydm"),
	STEM("shxydm", "shxydm"),
	STEM("zzjgdm", "zzjgdm"),
	STEM("jszda", "jszda"),
	STEM("gatxz", "gatxz"),
	STEM("gajmtxz", "gatxz"),
	STEM("twtxz", "tbz"),
	STEM("twjmtxz", "tbz"),
	STEM("amjmsfz", "amsfz"),
	STEM("xgjmsfz", "xgsfz"),
	STEM("twjmsfz", "twsfz"),
	STEM("amsfz", "amsfz"),
	STEM("xgsfz", "xgsfz"),
	STEM("twsfz", "twsfz"),
	STEM("gmsfz", "sfzh"),
	STEM("jsda", "jszda"),
	STEM("jzda", "jszda"),
	STEM("dzyj", "dzyx"),
	STEM("dzyx", "dzyx"),
	STEM("csrq", "csrq"),
	STEM("csny", "csrq"),
	STEM("hyzk", "hyzk"),
	STEM("hyqk", "hyzk"),
	STEM("hyzt", "hyzk"),
	STEM("whcd", "whcd"),
	STEM("jycd", "whcd"),
	STEM("zgxl", "xl"),
	STEM("xlcc", "xl"),
	STEM("yhkzh", "yhkh"),
	STEM("yhzh", "yhzh"),
	STEM("clsb", "clsbdh"),
	STEM("hphm", "hphm"),
	STEM("lxdh", "lxdh"),
	STEM("yddh", "sjh"),
	STEM("gddh", "gddh"),
	STEM("bgdh", "gddh"),
	STEM("jtzz", "jtdz"),
	STEM("hjdz", "hjdz"),
	STEM("yyzz", "yyzz"),
	STEM("gszc", "gszch"),
	STEM("gsdj", "gszch"),
	STEM("shbz", "shbzh"),
	STEM("shbx", "shbzh"),
	STEM("sfz", "sfzh"),
	STEM("yhk", "yhkh"),
	STEM("jjk", "yhkh"),
	STEM("xyk", "xykh"),
	STEM("cxk", "yhkh"),
	STEM("gzk", "gzkh"),
	STEM("skzh", "skzh"),
	STEM("fkzh", "fkzh"),
	STEM("txz", "txzh"),
	STEM("tbz", "tbz"),
	STEM("jgz", "jgz"),
	STEM("jrz", "jgz"),
	STEM("sbk", "sbkh"),
	STEM("ybk", "ybkh"),
	STEM("cph", "cph"),
	STEM("cjh", "cjh"),
	STEM("hzh", "hzh"),
	STEM("jsz", "jszh"),
	STEM("zch", "zch"),
	STEM("sjh", "sjh"),
	STEM("zjh", "zjhm"),
	STEM("wlk", "macdz"),
	STEM("mac", "mac"),
	STEM("sj", "sjh"),
	STEM("dh", "lxdh"),
	STEM("xm", "xm"),
	STEM("dz", "lxdz"),
	STEM("zz", "lxdz"),
	STEM("yx", "dzyx"),
	STEM("hz", "hzh"),
	STEM("xb", "xb"),
	STEM("mz", "mz"),
	STEM("xl", "xl"),
	STEM("sr", "csrq"),
	STEM("wx", "wxh"),
	STEM("qq", "qq"),
	STEM("zj", "zjhm"),
};

/* What may stand behind: a number, a name for it, how it is written. */
static const str tails[] = {
	STR_INIT("号码"),  STR_INIT("账号"),  STR_INIT("帐号"),  STR_INIT("地址"),   STR_INIT("名称"),
	STR_INIT("编号"),  STR_INIT("号"),    STR_INIT("码"),    STR_INIT("number"), STR_INIT("cardno"),
	STR_INIT("haoma"), STR_INIT("value"), STR_INIT("state"), STR_INIT("status"), STR_INIT("level"),
	STR_INIT("group"), STR_INIT("code"),  STR_INIT("card"),  STR_INIT("name"),   STR_INIT("desc"),
	STR_INIT("text"),  STR_INIT("info"),  STR_INIT("date"),  STR_INIT("addr"),   STR_INIT("acc"),
	STR_INIT("ount"),  STR_INIT("hao"),   STR_INIT("num"),   STR_INIT("str"),    STR_INIT("txt"),
	STR_INIT("val"),   STR_INIT("ess"),   STR_INIT("ence"),  STR_INIT("ense"),   STR_INIT("urity"),
	STR_INIT("ance"),  STR_INIT("no"),    STR_INIT("id"),    STR_INIT("hm"),     STR_INIT("bh"),
	STR_INIT("mc"),    STR_INIT("dm"),    STR_INIT("zh"),    STR_INIT("nm"),     STR_INIT("cd"),
	STR_INIT("ber"),   STR_INIT("zw"),    STR_INIT("zk"),    STR_INIT("rq"),     STR_INIT("kh"),
	STR_INIT("xx"),    STR_INIT("h"),     STR_INIT("k"),     STR_INIT("z"),      STR_INIT("m"),
	STR_INIT("r"),     STR_INIT("s"),     STR_INIT("y"),     STR_INIT("t"),
};

/* Whose it is: 客户, 员工, 人员, 学生, 联系人, 法人 … */
static const str owners[] = {
	STR_INIT("kh"),  STR_INIT("yg"),  STR_INIT("ry"),  STR_INIT("xs"),  STR_INIT("lxr"), STR_INIT("fr"),
	STR_INIT("jbr"), STR_INIT("sjr"), STR_INIT("shr"), STR_INIT("jhr"), STR_INIT("hz"),  STR_INIT("sqr"),
	STR_INIT("bbr"), STR_INIT("tbr"), STR_INIT("gr"),  STR_INIT("hy"),  STR_INIT("yh"),  STR_INIT("dw"),
	STR_INIT("jt"),  STR_INIT("js"),  STR_INIT("jz"),  STR_INIT("lx"),  STR_INIT("zg"),  STR_INIT("cyr"),
	STR_INIT("ckr"), STR_INIT("skr"), STR_INIT("fkr"), STR_INIT("czr"), STR_INIT("txr"), STR_INIT("bgr"),
	STR_INIT("wx"),  STR_INIT("wl"),  STR_INIT("sb"),  STR_INIT("xsr"), STR_INIT("jj"),  STR_INIT("bd"),
	STR_INIT("zc"),  STR_INIT("cs"),  STR_INIT("ks"),  STR_INIT("zw"),  STR_INIT("br"),  STR_INIT("hr"),
};

static bool is_owner(str s)
{
	for (size_t i = 0; i < ARRAY_LEN(owners); i++)
		if (str_eq(s, owners[i]))
			return true;
	return !s.n;
}

/* Is all of s made of such words, digits, and signs? */
static bool is_tail(str s)
{
	while (s.n) {
		size_t n = byte_is_digit(s.p[0]) || s.p[0] == '(' || s.p[0] == ')' || s.p[0] == '*' ? 1 : 0;

		for (size_t i = 0; i < ARRAY_LEN(tails) && !n; i++)
			if (tails[i].n > 1 && str_starts(s, tails[i]))
				n = tails[i].n;
		if (!n)
			return s.n == 1 && (s.p[0] == 'h' || s.p[0] == 's');
		s = str_from(s, n);
	}
	return true;
}

static const struct word *stem_within(str plain)
{
	uint8_t space[PLAIN_MOST];
	size_t n = 0;

	for (size_t i = 0; i < plain.n && n < sizeof space; i++)
		if (plain.p[i] != '_')
			space[n++] = plain.p[i];
	str s = {space, n};

	for (size_t i = 0; i < ARRAY_LEN(within); i++) {
		size_t at = str_find(s, within[i].text);

		if (at < s.n && is_tail(str_from(s, at + within[i].text.n)))
			return word_at(within[i].word, 0, WORD_NAME);
	}
	return NULL;
}

static const struct word *stem_ends(str s)
{
	for (size_t i = 0; i < ARRAY_LEN(initials); i++) {
		const struct stem *stem = &initials[i];

		if (!str_ends(s, stem->text))
			continue;
		str before = str_sub(s, 0, s.n - stem->text.n);

		if (stem->text.n > 2 ? before.n <= BEFORE_MOST : is_owner(before))
			return word_at(stem->word, 0, WORD_NAME);
	}
	return NULL;
}

/* A word for a number was cut off; there may be another, 号码 behind 卡. */
static const struct word *stem_cut(str s)
{
	const struct word *w = stem_ends(s);

	for (size_t i = 0; i < ARRAY_LEN(tails) && !w; i++)
		if (tails[i].n < s.n && str_ends(s, tails[i]))
			w = stem_ends(str_sub(s, 0, s.n - tails[i].n));
	return w;
}

/* Hardly a vowel among them (案, 额); 号 and 号码 may be written out. */
static bool is_initials(str s)
{
	size_t vowels = 0;

	s.n -= str_ends(s, STR("haoma")) ? 5 : str_ends(s, STR("hao")) ? 3 : 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 'a' || s.p[i] > 'z')
			return false;
		vowels += str_find_byte(STR("aeiou"), s.p[i]) < 5;
	}
	return vowels <= 1;
}

static const struct word *stem_initials(str plain)
{
	size_t from = plain.n;

	while (from && plain.p[from - 1] != '_')
		from--;
	str s = str_from(plain, from);

	while (s.n && byte_is_digit(s.p[s.n - 1]))
		s.n--;
	if (s.n < 2 || s.n > INITIALS_MOST)
		return NULL;
	if (!is_initials(s))
		return NULL;
	const struct word *w = s.n >= 3 ? stem_ends(s) : NULL;

	for (size_t i = 0; i < ARRAY_LEN(tails) && !w; i++)
		if (tails[i].n < s.n && str_ends(s, tails[i]))
			w = stem_cut(str_sub(s, 0, s.n - tails[i].n));
	return w;
}

const struct word *word_stem(str plain)
{
	const struct word *w = stem_within(plain);

	if (!w && key_name_is(plain))
		return word_at(STR("secret_key"), 0, WORD_NAME);
	return w ? w : stem_initials(plain);
}
