#include "detect/key_name.h"

struct part {
	str text;
	bool open; /* a part may go on behind it: encrypt, encryption */
	enum kind kind;
};
#define PART(text, kind)                                                                                               \
	{                                                                                                              \
		STR_INIT(text), false, KIND_##kind                                                                     \
	}
#define OPEN(text, kind)                                                                                               \
	{                                                                                                              \
		STR_INIT(text), true, KIND_##kind                                                                      \
	}

/* Makers and uses; of a kind of their own first. CLOUD_SECRET: a key, of none of these kinds. Initials are of Chinese words: 短信 (平台, 网关,
 * 接口, 服务, 通道), 加密, 解密, 对称, 数据 (库), 华为云, 七牛云, 微信, 小程序, 公众号, 签名, 访问, 支付, 阿里云, 腾讯云. */
static const struct part parts[] = {
	OPEN("sms", SMS_KEY),
	PART("dx", SMS_KEY),
	PART("dxpt", SMS_KEY),
	PART("dxwg", SMS_KEY),
	PART("dxjk", SMS_KEY),
	PART("dxfw", SMS_KEY),
	PART("dxtd", SMS_KEY),
	OPEN("duanxin", SMS_KEY),
	OPEN("yunpian", SMS_KEY),
	OPEN("chuanglan", SMS_KEY),
	OPEN("aes", SYMMETRIC_KEY),
	OPEN("sm4", SYMMETRIC_KEY),
	OPEN("des3", SYMMETRIC_KEY),
	OPEN("3des", SYMMETRIC_KEY),
	OPEN("desede", SYMMETRIC_KEY),
	OPEN("tripledes", SYMMETRIC_KEY),
	PART("des", SYMMETRIC_KEY),
	PART("tdes", SYMMETRIC_KEY),
	PART("enc", SYMMETRIC_KEY),
	OPEN("encrypt", SYMMETRIC_KEY),
	OPEN("decrypt", SYMMETRIC_KEY),
	OPEN("crypt", SYMMETRIC_KEY),
	OPEN("cipher", SYMMETRIC_KEY),
	PART("sym", SYMMETRIC_KEY),
	OPEN("symm", SYMMETRIC_KEY),
	PART("rc4", SYMMETRIC_KEY),
	PART("dek", SYMMETRIC_KEY),
	PART("kek", SYMMETRIC_KEY),
	PART("jm", SYMMETRIC_KEY),
	PART("jjm", SYMMETRIC_KEY),
	PART("sjjm", SYMMETRIC_KEY),
	PART("dc", SYMMETRIC_KEY),
	PART("dcjm", SYMMETRIC_KEY),
	OPEN("jiami", SYMMETRIC_KEY),
	OPEN("jiemi", SYMMETRIC_KEY),
	OPEN("jiajiemi", SYMMETRIC_KEY),
	OPEN("duichen", SYMMETRIC_KEY),
	OPEN("guomi", SYMMETRIC_KEY),
	OPEN("wechat", WECHAT_SECRET),
	OPEN("weixin", WECHAT_SECRET),
	OPEN("wx", WECHAT_SECRET),
	OPEN("xcx", WECHAT_SECRET),
	OPEN("gzh", WECHAT_SECRET),
	OPEN("xiaochengxu", WECHAT_SECRET),
	OPEN("gongzhonghao", WECHAT_SECRET),
	OPEN("miniapp", WECHAT_SECRET),
	OPEN("miniprogram", WECHAT_SECRET),
	OPEN("huawei", HUAWEI_KEY),
	OPEN("hwcloud", HUAWEI_KEY),
	OPEN("hwobs", HUAWEI_KEY),
	OPEN("hwyun", HUAWEI_KEY),
	PART("hw", HUAWEI_KEY),
	PART("hwy", HUAWEI_KEY),
	PART("hwc", HUAWEI_KEY),
	PART("obs", HUAWEI_KEY),
	OPEN("qiniu", QINIU_KEY),
	PART("qn", QINIU_KEY),
	PART("qny", QINIU_KEY),
	PART("kodo", QINIU_KEY),
	OPEN("baidu", BAIDU_KEY),
	PART("bce", BAIDU_KEY),
	OPEN("jdcloud", JDCLOUD_KEY),
	OPEN("jdyun", JDCLOUD_KEY),
	OPEN("dingtalk", WEBHOOK),
	PART("ding", WEBHOOK),
	OPEN("feishu", WEBHOOK),
	PART("lark", WEBHOOK),
	OPEN("wecom", WEBHOOK),
	OPEN("qywx", WEBHOOK),
	OPEN("gitlab", REPOSITORY_TOKEN),
	OPEN("github", REPOSITORY_TOKEN),
	OPEN("gitee", REPOSITORY_TOKEN),
	OPEN("api", CLOUD_SECRET),
	OPEN("access", CLOUD_SECRET),
	OPEN("app", CLOUD_SECRET),
	OPEN("sign", CLOUD_SECRET),
	OPEN("secur", CLOUD_SECRET),
	OPEN("auth", CLOUD_SECRET),
	PART("master", CLOUD_SECRET),
	PART("root", CLOUD_SECRET),
	PART("hmac", CLOUD_SECRET),
	PART("mac", CLOUD_SECRET),
	OPEN("jwt", CLOUD_SECRET),
	PART("pay", CLOUD_SECRET),
	OPEN("payment", CLOUD_SECRET),
	OPEN("alipay", CLOUD_SECRET),
	OPEN("mch", CLOUD_SECRET),
	OPEN("merchant", CLOUD_SECRET),
	PART("v3", CLOUD_SECRET),
	PART("sm2", CLOUD_SECRET),
	OPEN("service", CLOUD_SECRET),
	OPEN("push", CLOUD_SECRET),
	OPEN("jpush", CLOUD_SECRET),
	OPEN("getui", CLOUD_SECRET),
	PART("map", CLOUD_SECRET),
	PART("amap", CLOUD_SECRET),
	PART("bmap", CLOUD_SECRET),
	PART("oss", CLOUD_SECRET),
	PART("cos", CLOUD_SECRET),
	PART("bos", CLOUD_SECRET),
	PART("tos", CLOUD_SECRET),
	PART("s3", CLOUD_SECRET),
	PART("ks3", CLOUD_SECRET),
	PART("eos", CLOUD_SECRET),
	PART("minio", CLOUD_SECRET),
	OPEN("aws", CLOUD_SECRET),
	PART("ali", CLOUD_SECRET),
	OPEN("aliyun", CLOUD_SECRET),
	PART("aly", CLOUD_SECRET),
	OPEN("tencent", CLOUD_SECRET),
	OPEN("qcloud", CLOUD_SECRET),
	PART("txy", CLOUD_SECRET),
	OPEN("volc", CLOUD_SECRET),
	OPEN("ucloud", CLOUD_SECRET),
	OPEN("ctyun", CLOUD_SECRET),
	PART("ecloud", CLOUD_SECRET),
	PART("cloud", CLOUD_SECRET),
	PART("yun", CLOUD_SECRET),
	OPEN("private", CLOUD_SECRET),
	OPEN("client", CLOUD_SECRET),
	OPEN("partner", CLOUD_SECRET),
	OPEN("secret", CLOUD_SECRET),
	PART("session", CLOUD_SECRET),
	PART("shared", CLOUD_SECRET),
	PART("work", CLOUD_SECRET),
	PART("qm", CLOUD_SECRET),
	PART("yq", CLOUD_SECRET),
	PART("fw", CLOUD_SECRET),
	PART("yy", CLOUD_SECRET),
	PART("jk", CLOUD_SECRET),
	PART("zf", CLOUD_SECRET),
	PART("gz", CLOUD_SECRET),
	PART("hh", CLOUD_SECRET),
	OPEN("qianming", CLOUD_SECRET),
	OPEN("fangwen", CLOUD_SECRET),
	OPEN("jiekou", CLOUD_SECRET),
	OPEN("zhifu", CLOUD_SECRET),
	OPEN("yingyong", CLOUD_SECRET),
};

/* 密钥, 秘钥 in pinyin and its initials. */
static const str ends[] = {STR_INIT("miyao"), STR_INIT("secret"), STR_INIT("key"),
			   STR_INIT("ak"),    STR_INIT("sk"),     STR_INIT("my")};

/* What may stand behind: where it is used, how it is written. */
static const str tails[] = {STR_INIT("prod"), STR_INIT("test"),  STR_INIT("dev"),     STR_INIT("uat"),
			    STR_INIT("new"),  STR_INIT("old"),   STR_INIT("hex"),     STR_INIT("base64"),
			    STR_INIT("str"),  STR_INIT("value"), STR_INIT("val"),     STR_INIT("plain"),
			    STR_INIT("id"),   STR_INIT("text"),  STR_INIT("current"), STR_INIT("default")};

static const struct part *part_whole(str text)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].open ? str_starts(text, parts[i].text) : str_eq(text, parts[i].text))
			return &parts[i];
	return NULL;
}

/* Also where the word for a key is glued to it: smskey, jmmy. */
static const struct part *part_of(str text)
{
	const struct part *p = part_whole(text);

	for (size_t i = 0; i < ARRAY_LEN(ends) && !p; i++)
		if (text.n > ends[i].n && str_ends(text, ends[i]))
			p = part_whole(str_sub(text, 0, text.n - ends[i].n));
	return p;
}

/* The last part of *name; *name is what stands before. */
static str part_cut(str *name)
{
	size_t from = name->n;

	while (from && name->p[from - 1] != '_')
		from--;
	str last = str_from(*name, from);

	name->n = from ? from - 1 : 0;
	while (last.n > 2 && byte_is_digit(last.p[last.n - 1]))
		last.n--;
	return last;
}

/* The first of the parts with a kind of its own, else any. */
static const struct part *part_find(str name)
{
	const struct part *known = NULL;

	while (name.n) {
		str one = str_cut(&name, '_').head;
		const struct part *p = part_of(one);

		if (p && p->kind != KIND_CLOUD_SECRET)
			return p;
		known = p ? p : known;
	}
	return known;
}

bool key_name_kind(str plain, enum kind *ret)
{
	const struct part *p = part_find(plain);

	if (!p || p->kind == KIND_CLOUD_SECRET)
		return false;
	*ret = p->kind;
	return true;
}

static bool is_tail(str s)
{
	for (size_t i = 0; i < ARRAY_LEN(tails); i++)
		if (str_eq(s, tails[i]))
			return true;
	return false;
}

bool key_name_is(str plain)
{
	str last = part_cut(&plain);

	for (size_t i = 0; i < 2 && plain.n && is_tail(last); i++)
		last = part_cut(&plain);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (!str_ends(last, ends[i]))
			continue;
		return (last.n > ends[i].n ? part_of(last) : part_find(plain)) != NULL;
	}
	return false;
}
