#include "detect/mask.h"

#include <stdio.h>

#include "detect/secret.h"
#include "test/tap.h"

static void masked(const char *text, const char *want)
{
	buf b;

	buf_init(&b, 4000);
	mask_put(&b, str_c(text), 4000);
	is_str(buf_str(&b), str_c(want), "%s", text);
	buf_release(&b);
}

static void config(const char *text, const char *want)
{
	buf b;

	buf_init(&b, 4000);
	mask_put_config(&b, str_c(text), 4000);
	is_str(buf_str(&b), str_c(want), "settings");
	buf_release(&b);
}

/* No secret is shown, whatever stands around it. */
static void hides(const char *text, const char *secret)
{
	buf b;

	buf_init(&b, 4000);
	mask_put(&b, str_c(text), 4000);
	ok(!str_has(buf_str(&b), str_c(secret)), "hidden: %s", text);
	buf_release(&b);
}

/* Work on hostile text stays linear: 1 MiB each is masked at once, and nothing grows. */
static void bounded(const char *unit)
{
	buf in;
	buf out;

	buf_init(&in, (size_t)1 << 20);
	buf_init(&out, (size_t)3 << 20);
	while (in.n + str_c(unit).n <= (size_t)1 << 18)
		buf_put_c(&in, unit);
	mask_put(&out, buf_str(&in), in.n);
	ok(!buf_full(&out), "256 KiB of '%s' gives %zu bytes", unit, out.n);
	buf_release(&in);
	buf_release(&out);
}

/* Every form of the one list is hidden. */
static void hides_forms(const struct secret_form *forms, size_t n)
{
	char text[400];

	for (size_t i = 0; i < n; i++) {
		(void)snprintf(text, sizeof(text), "x %.*szz7QQ8%.*s y", STR_ARG(forms[i].head), (int)forms[i].least,
			       "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
			       "zzzzzzzz");
		hides(text, "z7QQ8");
	}
}

int main(void)
{
	hides_forms(secret_forms, secret_form_count);
	hides_forms(secret_hashes, secret_hash_count);
	struct secret s;
	size_t at = 0;

	masked("tel 19900000001, id 440100199001010015.", "tel 199***, id 440***.");
	masked("id 44010019900101001X", "id 440***");
	masked("card 6222 0000 0000 0000 004", "card 622***");
	masked("10.0.0.1 on 2023-01-02 port 8080", "10.0.0.1 on 202*** port 8080");
	masked("mail zhang.san@example.cn", "mail z***@example.cn");
	masked("password=hunter2 x=1", "password=*** x=1");
	masked("{\"db_password\": \"a b\", \"n\": 1}", "{\"db_password\": \"***\", \"n\": 1}");
	masked("mysql://root:Secret@10.0.0.1/db", "mysql://root:***@10.0.0.1/db");
	masked("a\x1b[31mb\n", "a [31mb\n");
	config("# by li\nDB_HOST=10.0.0.1\n\nDB_PASSWORD=abc\n[core]\nname: x\nrest\n",
	       "# ***\nDB_HOST=***\nDB_PASSWORD=***\n[core]\nname:***\n***\n");
	hides("AccessKeyId LTAI5tABCDEFGHJKLMNPQRST ok", "5tABC");
	hides("x AKIAABCDEFGHIJKLMNOP y", "ABCDEFGH");
	hides("-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----", "MIIEabc");
	hides("-----BEGIN PRIVATE KEY-----\nMIIEabc", "MIIEabc");
	hides("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_x", "Iiwi");
	hides("x $2b$12$zzzzzzzzz1zzzzzzzz2zzz3Zzzzzzz4Zzzzzzz5zzzzzz6zzzzzz7 y", "zzz3Z");
	hides("ghp_zzzz1zzzz2zzzz3zzzz4zzzz5zzz cut", "2zzzz3");
	hides("AKLTYWJjZGVmZ2hpamtsbW5vcHFyc3R1", "ZGVmZ2");
	hides("redis_token : 'tokenvalue'", "tokenvalue");
	hides("密码=秘密", "秘密");
	ok(secret_find(STR("a=1 pwd=zz"), &at, &s) && s.kind == SECRET_PASSWORD && s.at == 8 && s.n == 2,
	   "place of a secret");
	ok(!secret_name(STR("monkey")) && secret_name(STR("api_key")) && secret_name(STR("DB_PASSWORD")), "names");
	bounded("-");
	bounded("a.");
	bounded("1 ");
	bounded("://a:");
	bounded("key=");
	bounded("-----BEGIN PRIVATE KEY-----");
	return tap_done();
}
