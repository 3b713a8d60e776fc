/* What is anchored at a literal. Keys and persons are made up. */
#include "base/buf.h"
#include "detect/candidate.h"
#include "test/tap.h"

/* The likeliest of what the literals of a text lead to; KIND_COUNT: nothing. */
static struct anchored best;

static bool is_here(str text, size_t at, const struct literal *l)
{
	str s = str_sub(text, at, l->text.n);

	return l->fold ? str_ieq(s, l->text) : str_eq(s, l->text);
}

static enum kind look(str text)
{
	bool found = false;

	best = (struct anchored){0};
	for (size_t at = 0; at < text.n; at++)
		for (size_t i = 0; i < literal_count; i++) {
			struct anchored a;

			if (!is_here(text, at, &literals[i]) || !literal_take(i, text, at, &a))
				continue;
			if (!found || a.hit.base > best.hit.base)
				best = a;
			found = true;
		}
	return found ? best.hit.kind : KIND_COUNT;
}

static bool sure(str text, enum kind k, str value)
{
	return look(text) == k && best.hit.base >= FIND_SURE && str_eq(str_sub(text, best.from, best.n), value);
}

static bool not_sure(str text)
{
	return look(text) == KIND_COUNT || best.hit.base < FIND_SURE;
}

#define is_sure(text, kind, value) ok(sure(STR(text), kind, STR(value)), "%s of %s", #value, #text)
#define is_not(text) ok(not_sure(STR(text)), "nothing sure in %s", #text)

static void test_keys(void)
{
	is_sure("id=LTAI5tQ7ZzzzZzzz9zzzZzzz&", KIND_ALIYUN_KEY, "LTAI5tQ7ZzzzZzzz9zzzZzzz");
	is_sure("AKIAZ7ZZZZ2ZZZZ4ZZZQ", KIND_AWS_KEY, "AKIAZ7ZZZZ2ZZZZ4ZZZQ");
	is_not("AKIAIOSFODNN7EXAMPLE");
	is_not("XAKIAZ7ZZZZ2ZZZZ4ZZZQ");
	is_not("AKIAZ7ZZZZ2ZZZZ4ZZZQQ7");
	is_sure("\"AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA\"", KIND_TENCENT_KEY, "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA");
	is_sure("AKLTYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo0NTY3ODkw", KIND_VOLCENGINE_KEY,
		"AKLTYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo0NTY3ODkw");
	is_sure("token ghp_zzzz1zzzz2zzzz3zzzz4zzzz5zzzz6zzzz77", KIND_REPOSITORY_TOKEN,
		"ghp_zzzz1zzzz2zzzz3zzzz4zzzz5zzzz6zzzz77");
	is_sure("secret: SEC0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f", KIND_WEBHOOK,
		"SEC0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f");
	is_sure("https://oapi.dingtalk.com/robot/"
		"send?access_token=0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
		KIND_WEBHOOK,
		"https://oapi.dingtalk.com/robot/"
		"send?access_token=0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9");
	is_sure("post https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 now",
		KIND_WEBHOOK,
		"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
	is_sure("https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", KIND_WEBHOOK,
		"https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
	is_sure("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.zzzzzzzzzzzzzzzzzzzzzzzzzzz", KIND_JWT,
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.zzzzzzzzzzzzzzzzzzzzzzzzzzz");
	is_not("eyJhbGciOiJIUzI1NiJ9");
	is_not("task-management-of-everything-here");
}

static void test_pem(void)
{
	is_sure("x\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n-----END RSA "
		"PRIVATE KEY-----\ny",
		KIND_PRIVATE_KEY,
		"-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n-----END RSA "
		"PRIVATE KEY-----");
	is_sure("\"k\":\"-----BEGIN PRIVATE KEY-----\\nMIIEpAIBAAKCAQEAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\\n-----END "
		"PRIVATE KEY-----\\n\"",
		KIND_PRIVATE_KEY,
		"-----BEGIN PRIVATE KEY-----\\nMIIEpAIBAAKCAQEAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\\n-----END PRIVATE "
		"KEY-----");
	is_sure("-----BEGIN SM2 PRIVATE KEY-----\nMHcCAQEEIAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n", KIND_PRIVATE_KEY,
		"-----BEGIN SM2 PRIVATE KEY-----\nMHcCAQEEIAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz");
	is_not("-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEAzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n");
	is_not("if (starts(line, \"-----BEGIN RSA PRIVATE KEY-----\")) return true;");
	is_sure("client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJQkFBS0NBUUVB", KIND_PRIVATE_KEY,
		"LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJQkFBS0NBUUVB");
}

static void test_passwords(void)
{
	is_sure("password: Zq7!vertigo", KIND_PASSWORD, "Zq7!vertigo");
	is_sure("spring.datasource.password=Zq7vertigo9", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("MYSQL_ROOT_PASSWORD=Zq7vertigo9", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("{\"user\":\"a\",\"password\":\"Zq7vertigo9\"}", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("<password>Zq7vertigo9</password>", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("<property name=\"password\" value=\"x\"/> pwd=Zq7vertigo9;", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("密码：Zq7vertigo9。", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("CREATE USER 'a'@'%' IDENTIFIED BY 'Zq7vertigo9';", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("requirepass Zq7vertigo9", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("password=admin123", KIND_PASSWORD, "admin123");
	is_sure("redis://:Zq7vertigo9@10.0.0.5:6379/0", KIND_URL_PASSWORD, "Zq7vertigo9");
	is_sure("mysql://root:Zq7@vertigo9@db.internal:3306/x", KIND_URL_PASSWORD, "Zq7@vertigo9");
	is_sure("https://me:Zq7vertigo9@git.company.cn", KIND_URL_PASSWORD, "Zq7vertigo9");
	is_sure("jdbc:oracle:thin:scott/Zq7vertigo9@//db:1521/x", KIND_URL_PASSWORD, "Zq7vertigo9");
	is_sure("jdbc:mysql://db/x?user=root&password=Zq7vertigo9&ssl=1", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("password: $2b$12$zzzzzzzzz1zzzzzzzz2zzz3Zzzzzzz4Zzzzzzz5zzzzzz6zzzzzz7", KIND_PASSWORD_HASH,
		"$2b$12$zzzzzzzzz1zzzzzzzz2zzz3Zzzzzzz4Zzzzzzz5zzzzzz6zzzzzz7");
	is_sure("pwd='e10adc3949ba59abbe56e057f20f883e'", KIND_PASSWORD_HASH, "e10adc3949ba59abbe56e057f20f883e");
	is_sure("<property name=\"password\" value=\"Zq7vertigo9\"/>", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("sshpass -p 'Zq7vertigo9' ssh a@h", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("mysql -uroot -pZq7vertigo9 shop", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("machine git.corp.cn login me password Zq7vertigo9", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("SET PASSWORD FOR a = PASSWORD('Zq7vertigo9');", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("ALTER USER a IDENTIFIED WITH mysql_native_password BY 'Zq7vertigo9';", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("CREATE ROLE app LOGIN PASSWORD 'Zq7vertigo9';", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("\"h\": {\"auth\": \"bWU6WnE3dmVydGlnbzk=\"}", KIND_PASSWORD, "bWU6WnE3dmVydGlnbzk=");
	is_sure("账号admin密码Zq7vertigo9", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("PGPASSWORD=Zq7vertigo9 psql -h x", KIND_PASSWORD, "Zq7vertigo9");
	is_sure("huaweicloud.sk=z9Zz8Yy7Xx6Ww5Vv4Uu3Tt2Ss1Rr0Qq9Pp8Oo7Nz", KIND_HUAWEI_KEY,
		"z9Zz8Yy7Xx6Ww5Vv4Uu3Tt2Ss1Rr0Qq9Pp8Oo7Nz");
	is_not("password: ENC(z9Zz8Yy7Xx6Ww5Vv)");
	is_not("密码AES256加密");
	is_not("task=z9Zz8Yy7Xx6Ww5Vv");
	is_not("password: ${DB_PASSWORD}");
	is_not("password=********");
	is_not("password = getPassword();");
	is_not("String password;");
	is_not("password: string");
	is_not("password = user_password");
	is_not("passwordEncoder: bcrypt12");
	is_not("min_password=12345");
	is_not("password: your_password");
	is_not("password must be at least 8 characters");
	is_not("密码：请输入6-16位");
	is_not("https://example.com/a:b@c");
	is_not("http://host:8080/x");
	is_sure("app_secret: 0f1e2d3c4b5a69788796a5b4c3d2e1f0", KIND_CLOUD_SECRET, "0f1e2d3c4b5a69788796a5b4c3d2e1f0");
	is_sure("wx.appSecret=0f1e2d3c4b5a69788796a5b4c3d2e1f0", KIND_WECHAT_SECRET,
		"0f1e2d3c4b5a69788796a5b4c3d2e1f0");
	is_sure("accessKeySecret: 'z9Zz8Yy7Xx6Ww5Vv4Uu3Tt2Ss1Rr0Qq'", KIND_CLOUD_SECRET,
		"z9Zz8Yy7Xx6Ww5Vv4Uu3Tt2Ss1Rr0Qq");
	is_sure("huawei.obs.access_key=ZZ7ZZ8ZZ9ZZ0ZZ1ZZ2ZZ", KIND_HUAWEI_KEY, "ZZ7ZZ8ZZ9ZZ0ZZ1ZZ2ZZ");
	is_sure("//registry.company.cn/:_authToken=z1z2z3z4-z5z6-z7z8-z9z0-zzzzzzzzzzzz", KIND_REPOSITORY_TOKEN,
		"z1z2z3z4-z5z6-z7z8-z9z0-zzzzzzzzzzzz");
	is_sure("sm4_key: 0f1e2d3c4b5a69788796a5b4c3d2e1f0", KIND_SYMMETRIC_KEY, "0f1e2d3c4b5a69788796a5b4c3d2e1f0");
	is_not("token = get_token(request)");
	is_not("csrf token: invalid");
}

static void test_mail(void)
{
	is_sure("邮箱zhang.san+x@corp.com.cn，", KIND_EMAIL, "zhang.san+x@corp.com.cn");
	is_sure("<someone@corp.cn>", KIND_EMAIL, "someone@corp.cn");
	is_sure("mailto:a.b@corp.cn.", KIND_EMAIL, "a.b@corp.cn");
	is_sure("someone＠corp.cn", KIND_EMAIL, "someone＠corp.cn");
	is_sure("someone@公司.中国", KIND_EMAIL, "someone@公司.中国");
	is_sure("someone@corp.cn电话", KIND_EMAIL, "someone@corp.cn");
	is_not("logo@2x.png");
	is_not("git@github.com:a/b.git");
	is_not("root@localhost");
	is_not("pkg@1.2.3");
	is_not("@Override");
	is_not("getty@tty1.service");
	ok(look(STR("redis://u:pw12345678@db.corp.cn")) == KIND_URL_PASSWORD, "a URL's password is no mailbox");
}

static void test_plates(void)
{
	is_sure("车牌粤B12345", KIND_PLATE, "粤B12345");
	is_sure("粤B·D12345", KIND_PLATE, "粤B·D12345");
	is_sure("京AD12345", KIND_PLATE, "京AD12345");
	is_sure("京A1234警", KIND_PLATE, "京A1234警");
	is_sure("粤Z1234港", KIND_PLATE, "粤Z1234港");
	is_not("新A12");
	is_not("云ABCDEF");
	is_not("京A123456789");
}

static void test_addresses(void)
{
	is_sure("地址：广东省广州市天河区体育西路103号维多利广场A座23楼，", KIND_ADDRESS,
		"广东省广州市天河区体育西路103号维多利广场A座23楼");
	is_sure("家住北京市海淀区中关村大街1号院2号楼301室", KIND_ADDRESS, "北京市海淀区中关村大街1号院2号楼301室");
	is_sure("收货地址上海市浦东新区张江镇祖冲之路899弄5号602室电话", KIND_ADDRESS,
		"上海市浦东新区张江镇祖冲之路899弄5号602室");
	is_not("手机号和身份证号");
	is_not("第5号文件");
	is_not("这条路很长，那条街也是");
}

static void test_labels(void)
{
	is_sure("姓名：张三丰，", KIND_NAME, "张三丰");
	is_sure("收货人 欧阳小兰 电话", KIND_NAME, "欧阳小兰");
	is_sure("联系人王小明先生", KIND_NAME, "王小明");
	is_sure("姓名：买买提·艾力", KIND_NAME, "买买提·艾力");
	is_sure("\"姓名\":\"李雷\"", KIND_NAME, "李雷");
	is_not("姓名：必填");
	is_not("联系人管理模块");
	is_not("输入用户名和密码");
	is_not("当事人陈述、申辩");
	is_not("收件人安排人员处理");
	is_not("PuTTY-User-Key-File");
	is_not("--password=PASS");
	is_sure("性别：男", KIND_GENDER, "男");
	is_sure("民族：汉族", KIND_ETHNICITY, "汉族");
	is_sure("出生日期：1990年1月2日", KIND_BIRTH_DATE, "1990年1月2日");
	is_sure("护照号码：E12345678", KIND_PASSPORT, "E12345678");
	is_sure("QQ号：123456789", KIND_QQ, "123456789");
	is_sure("微信号: zhangsan_88", KIND_WECHAT, "zhangsan_88");
	is_sure("军官证：军字第1234567号", KIND_OFFICER_CARD, "军字第1234567号");
	is_sure("政治面貌：中共党员", KIND_PARTY, "中共党员");
	is_sure("经度：113.264385", KIND_LOCATION, "113.264385");
	is_sure("client_ip=203.0.113.7", KIND_IPV4, "203.0.113.7");
	is_sure("QQ 123456789", KIND_QQ, "123456789");
	is_sure("登录IP：203.0.113.7 设备", KIND_IPV4, "203.0.113.7");
	is_sure("MAC: 00:1A:2B:3C:4D:5E", KIND_MAC, "00:1A:2B:3C:4D:5E");
	is_sure("经纬度：113.943210,22.540123", KIND_LOCATION, "113.943210,22.540123");
	is_not("性别：");
	is_not("出生日期：1990-13-45");
}

int main(void)
{
	test_keys();
	test_pem();
	test_passwords();
	test_mail();
	test_plates();
	test_addresses();
	test_labels();
	return tap_done();
}
