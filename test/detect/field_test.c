/* Whole values under names of columns. Persons and numbers are made up. */
#include "detect/candidate.h"
#include "test/tap.h"

/* Confidence of the value under the name as that kind; 0: is not it. */
static int score(const char *name, const char *value, enum kind k)
{
	int8_t points[KIND_COUNT];
	struct anchored a;
	unsigned why = 0;

	context_name(str_c(name), points);
	if (!field_judge(str_c(value), points, &a) || a.hit.kind != k)
		return 0;
	return context_score(&a.hit, STR(""), STR(""), points, &why);
}

#define is_sure(name, value, kind) ok(score(name, value, kind) >= FIND_SURE, "%s under %s", value, name)
#define is_not(name, value, kind) ok(score(name, value, kind) < FIND_SURE, "not %s under %s", value, name)

static int8_t points_of(const char *name, enum kind k)
{
	int8_t points[KIND_COUNT];

	context_name(str_c(name), points);
	return points[k];
}

/* Names that no word covers, by their parts. */
static void test_parts(void)
{
	static const struct {
		const char *name;
		enum kind kind;
	} of[] = {
		{"usermobile", KIND_MOBILE},
		{"lxrshoujihao", KIND_MOBILE},
		{"invoice_contact_usermobile", KIND_MOBILE},
		{"khyhzh", KIND_BANK_CARD},
		{"sbkkh", KIND_SOCIAL_CARD},
		{"社保卡卡号", KIND_SOCIAL_CARD},
		{"studentgender", KIND_GENDER},
		{"khxb", KIND_GENDER},
		{"性别名称", KIND_GENDER},
		{"民族名称", KIND_ETHNICITY},
		{"ryminzu", KIND_ETHNICITY},
		{"hyzkmc", KIND_MARRIAGE},
		{"driverLicenseFileNo", KIND_DRIVER_LICENCE},
		{"jszdah", KIND_DRIVER_LICENCE},
		{"QQ账号", KIND_QQ},
		{"pr_card_number", KIND_FOREIGNER_CARD},
		{"gatxzhaoma", KIND_HK_PERMIT},
		{"deviceMac", KIND_MAC},
		{"手机号码(必填)", KIND_MOBILE},
		{"*身份证号", KIND_ID18},
		{"WeChat号", KIND_WECHAT},
	};
	static const char *const none[] = {"phoneModel", "cache refreshed", "gxsj",          "xmmc",
					   "machine",    "payday",          "emailTemplate", "order_ref"};

	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		ok(points_of(of[i].name, of[i].kind) > 25, "%s is of its kind", of[i].name);
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		for (size_t k = 0; k < KIND_COUNT; k++)
			if (points_of(none[i], (enum kind)k) > 0)
				ok(false, "%s says nothing", none[i]);
	ok(points_of("gdbh", KIND_ID18) < 0, "initials of some number speak against persons");
	is_sure("qqzh", "387261945", KIND_QQ);
	is_sure("officerNo", "军字第1234567号", KIND_OFFICER_CARD);
}

static void test_names(void)
{
	static const char *const mobile[] = {"sjh",          "SJHM",     "手机号",       "userPhone",
					     "user_phone_1", "PHONE",    "contactPhone", "phoneNum",
					     "订单手机号",   "t.mobile", "联系电话",     "Mobile-No"};
	static const char *const none[] = {"order_no",   "手机订单号", "phoneModel",   "手机型号", "phone_order_no",
					   "createTime", "验证码",     "mobile_brand", "remark",   "seq"};

	for (size_t i = 0; i < ARRAY_LEN(mobile); i++)
		ok(points_of(mobile[i], KIND_MOBILE) > 25, "%s is a mobile's", mobile[i]);
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		ok(points_of(none[i], KIND_MOBILE) <= 0, "%s is not", none[i]);
	ok(points_of("sfzh", KIND_ID18) > 0 && points_of("IDCardNo", KIND_ID18) > 0 &&
		   points_of("idcard", KIND_ID18) > 0,
	   "identity numbers");
	ok(points_of("yhkh", KIND_BANK_CARD) > 0 && points_of("bankCardNo", KIND_BANK_CARD) > 0, "cards");
	ok(points_of("card_type", KIND_BANK_CARD) <= 0 && points_of("id", KIND_ID18) <= 0, "and not");
	ok(points_of("name", KIND_NAME) > 0 && points_of("t_name", KIND_NAME) > 0 &&
		   points_of("realName", KIND_NAME) > 0,
	   "names");
	ok(points_of("file_name", KIND_NAME) <= 0 && points_of("companyName", KIND_NAME) <= 0, "not of persons");
	ok(points_of("", KIND_NAME) == 0, "no name says nothing");
}

static void test_values(void)
{
	is_sure("姓名", "张三丰", KIND_NAME);
	is_sure("xm", "欧阳小兰", KIND_NAME);
	is_sure("name", "李雷", KIND_NAME);
	is_not("name", "系统管理员", KIND_NAME);
	is_not("name", "Startup Time", KIND_NAME);
	is_sure("real_name", "Zhang Wei", KIND_NAME);
	is_sure("地址", "广东省广州市天河区体育西路103号", KIND_ADDRESS);
	is_sure("addr", "幸福小区3栋501", KIND_ADDRESS);
	is_sure("性别", "女", KIND_GENDER);
	is_sure("gender", "F", KIND_GENDER);
	is_not("gender", "unknown", KIND_GENDER);
	is_sure("csrq", "19010203", KIND_BIRTH_DATE);
	is_sure("birthday", "1901-02-03 00:00:00", KIND_BIRTH_DATE);
	is_not("birthday", "2101-02-03", KIND_BIRTH_DATE);
	is_not("birthday", "1901-02-30", KIND_BIRTH_DATE);
	is_sure("民族", "哈萨克族", KIND_ETHNICITY);
	is_sure("zjxy", "佛教", KIND_RELIGION);
	is_sure("hyzk", "已婚", KIND_MARRIAGE);
	is_sure("zzmm", "中共党员", KIND_PARTY);
	is_sure("学历", "大学本科", KIND_EDUCATION);
	is_sure("国籍", "中国", KIND_NATIONALITY);
	is_sure("职业", "教师", KIND_OCCUPATION);
	is_sure("月收入", "12000.00", KIND_INCOME);
	is_sure("诊断", "高血压2级", KIND_MEDICAL);
	is_sure("icd10", "I10.x02", KIND_MEDICAL);
	is_sure("longitude", "113.264385", KIND_LOCATION);
	is_sure("gps", "113.2643,23.1291", KIND_LOCATION);
	is_not("lat", "23.1", KIND_LOCATION);
	is_sure("passport_no", "E12345678", KIND_PASSPORT);
	is_sure("hkid", "A123456(3)", KIND_HK_ID);
	is_not("hkid", "A123456(4)", KIND_HK_ID);
	is_sure("台胞证", "12345678", KIND_TAIWAN_PERMIT);
	is_sure("档案编号", "440100123456", KIND_DRIVER_LICENCE);
	is_sure("社保卡号", "A12345678", KIND_SOCIAL_CARD);
	is_sure("组织机构代码", "D2143569-X", KIND_ORG_CODE);
	is_sure("qq", "123456789", KIND_QQ);
	is_sure("微信号", "zhangsan_88", KIND_WECHAT);
	is_sure("mac_address", "00:1a:2b:3c:4d:5e", KIND_MAC);
	is_sure("client_ip", "203.0.113.9", KIND_IPV4);
	is_not("client_ip", "127.0.0.1", KIND_IPV4);
	is_not("client_ip", "1.2.3", KIND_IPV4);
	is_sure("ip", "2001:db8::17", KIND_IPV6);
	is_sure("android_id", "9774d56d682e549c", KIND_DEVICE_ID);
	is_sure("cvv2", "123", KIND_CARD_CVV);
	is_not("mm", "ss.SSS", KIND_PASSWORD);
	is_not("MM", "SS.ffffff", KIND_PASSWORD);
	is_not("ltsmm", "1651", KIND_PASSWORD);
	is_not("MM", ":SS.ffffff", KIND_PASSWORD);
	is_not("credentials", "IMA-templates", KIND_PASSWORD);
	is_not("credentials", "keys/index", KIND_PASSWORD);
	is_sure("mm", "sSx9.8kk", KIND_PASSWORD);
	is_sure("password", "Zq7vertigo", KIND_PASSWORD);
	is_not("password", "${DB_PASSWORD}", KIND_PASSWORD);
	is_sure("pwd", "e10adc3949ba59abbe56e057f20f883e", KIND_PASSWORD_HASH);
	is_sure("app_secret", "z9Zz8Yy7Xx6Ww5Vv4Uu3Tt2Ss1Rr0Qq", KIND_CLOUD_SECRET);
	is_sure("face_feature", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIj", KIND_BIOMETRIC);
	is_not("name", "", KIND_NAME);
	is_not("remark", "张三丰", KIND_NAME);
}

int main(void)
{
	test_names();
	test_parts();
	test_values();
	return tap_done();
}
