#include "ident/icp.h"

#include "test/tap.h"

/* text, form, valid, number, province, defects */
struct row {
	const char *text;
	const char *form; /* NULL: no candidate at all */
	bool valid;
	const char *number;
	const char *defects;
};

static const struct row rows[] = {
	{"粤ICP备12345678号", "icp", true, "粤ICP备12345678号", ""},
	{"粤ICP备12345678号-1", "icp", true, "粤ICP备12345678号-1", ""},
	{"鲁ICP备2024069028号-1", "icp", true, "鲁ICP备2024069028号-1", ""},
	{"京ICP备08004280号-12A", "icp", true, "京ICP备08004280号-12A", ""},
	{"蜀ICP备2023000001号-2X", "icp", true, "蜀ICP备2023000001号-2X", ""},
	{"川ICP备2023000001号", "icp", true, "蜀ICP备2023000001号", "province sign of another list"},
	{"粤 ICP 备 12345678 号 -1", "icp", true, "粤ICP备12345678号-1", "spaces"},
	{"粤ICP备1234 5678号", "icp", true, "粤ICP备12345678号", "spaces"},
	{"粤ＩＣＰ备１２３４５６７８号－１", "icp", true, "粤ICP备12345678号-1", "full-width"},
	{"粤icp備12345678號—1", "icp", true, "粤ICP备12345678号-1", "traditional, lower-case, dash"},
	{"粤ICP备12345678", "icp", false, "粤ICP备12345678号", "no 号"},
	{"粤ICP备1234567号", "malformed", false, "", "digits"},
	{"粤ICP备123456789号-1", "malformed", false, "", "digits"},
	{"粤ICP备XXXXXXXX号", "malformed", false, "", "digits"},
	{"粤ICP备1234567O号", "malformed", false, "", "digits"},
	{"粤ICP备号", "malformed", false, "", "digits"},
	{"ICP备12345678号", "malformed", false, "", "province"},
	{"穗ICP备12345678号", "malformed", false, "", "province"},
	{"ICP备案号：12345678", "malformed", false, "", "province, digits, no 号"},
	{"粤ICP备12345678号-0", "icp", false, "粤ICP备12345678号", "suffix"},
	{"粤ICP备12345678号-01", "icp", false, "粤ICP备12345678号", "suffix"},
	{"粤ICP备12345678号-123456", "icp", false, "粤ICP备12345678号", "suffix"},
	{"粤B2-20090059", "licence", true, "粤B2-20090059", ""},
	{"粤B2-20090059-1626X", "licence", true, "粤B2-20090059-1626X", ""},
	{"浙B2-20080224-1", "licence", true, "浙B2-20080224-1", ""},
	{"合字B1.B2-20201234", "licence", true, "合字B1.B2-20201234", ""},
	{"京A2.B1.B2-200900011", "licence", true, "京A2.B1.B2-200900011", ""},
	{"川B2-20110050号", "licence", true, "川B2-20110050", ""},
	{"粤b2－20090059", "licence", true, "粤B2-20090059", "full-width, lower-case"},
	{"粤B2-2009005", "malformed", false, "", "digits"},
	{"粤B2-30090059", "malformed", false, "", "digits"},
	{"京ICP证030173号-1", "old-licence", true, "京ICP证030173号-1", ""},
	{"京ICP证03017号", "malformed", false, "", "digits"},
	{"ICP证030173号", "malformed", false, "", "province"},
	{"电信与信息服务业务经营许可证080234号", "old-licence", true, "电信与信息服务业务经营许可证080234号", ""},
	{"ICP备案查询", NULL, false, "", ""},
	{"ICP备案号：", NULL, false, "", ""},
	{"ICP备案 network service", NULL, false, "", ""},
	{"B2-20090059", "licence", true, "B2-20090059", ""},
	{"xB2-20090059", NULL, false, "", ""},
	{"incp icp", NULL, false, "", ""},
	{"", NULL, false, "", ""},
};

static void test_rows(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		struct icp got = {0};
		bool found = icp_read(str_c(r->text), &got);
		buf b;

		if (!r->form) {
			ok(!found, "no number: '%s'", r->text);
			continue;
		}
		buf_init(&b, 200);
		icp_defects_put(&b, got.defects);
		ok(found && got.valid == r->valid && str_eq(str_c(icp_form_name(got.form)), str_c(r->form)),
		   "%s: %s, %s", r->text, r->form, r->valid ? "valid" : "not valid");
		is_str(icp_number(&got), str_c(r->number), "number of %s", r->text);
		is_str(buf_str(&b), str_c(r->defects), "defects of %s", r->text);
		buf_release(&b);
	}
}

static void find(const char *text, const char *const *want)
{
	size_t at = 0;
	struct icp got;
	size_t n = 0;

	while (icp_find(str_c(text), &at, &got) && want[n]) {
		is_str(str_sub(str_c(text), got.at, got.n), str_c(want[n]), "number %zu of '%s'", n + 1, text);
		n++;
	}
	ok(!want[n] && at == str_c(text).n, "no other in '%s'", text);
}

static void test_find(void)
{
	find("备案号：粤ICP备12345678号-1 - 2023 版权所有", (const char *const[]){"粤ICP备12345678号-1", NULL});
	find("粤ICP备12345678号 - 2023 版权所有", (const char *const[]){"粤ICP备12345678号", NULL});
	find("ICP备案号：粤ICP备12345678号|粤B2-20090059",
	     (const char *const[]){"粤ICP备12345678号", "粤B2-20090059", NULL});
	find("粤ICP备12345678号粤ICP备1234号", (const char *const[]){"粤ICP备12345678号", "粤ICP备1234号", NULL});
	find("ICP许可证:B2-20090059号", (const char *const[]){"B2-20090059号", NULL});
	find("ICP证：粤B2-20090059", (const char *const[]){"粤B2-20090059", NULL});
	find("ICP备案号:B2-20090059-3", (const char *const[]){"B2-20090059-3", NULL});
	find("Copyright 2009 粤ICP备12345678 2023", (const char *const[]){"粤ICP备12345678", NULL});
	find("文件 A1-20230101 B2-20230101", (const char *const[]){NULL});
	find("京ICP证030173号 京ICP备08004280号", (const char *const[]){"京ICP证030173号", "京ICP备08004280号", NULL});
}

static void test_parts(void)
{
	struct icp got;

	ok(icp_read(STR(" 粤ICP备12345678号-2A\n"), &got), "trimmed");
	is_str(icp_subject(&got), STR("粤ICP备12345678号"), "subject number");
	is_str(str_c(got.province), STR("粤"), "province sign");
	ok(got.suffix_kind == 'A' && got.province_known, "an App's number");
	ok(icp_read(STR("粤B2-20090059-5"), &got), "licence");
	is_str(icp_subject(&got), STR("粤B2-20090059"), "a licence number is the subject number of its holder");
	ok(icp_read(STR("穗ICP备12345678号"), &got) && !got.province_known, "no province");
	is_str(str_c(got.province), STR("穗"), "the wrong sign is kept");
	ok(!icp_read(STR("粤ICP备12345678号 x"), &got), "something behind");
	ok(!icp_read(STR("x 粤ICP备12345678号"), &got), "something before");
	ok(!province_of_sign(STR("台")) && province_of_sign(STR("陇"))->code == 62, "signs");
	is_str(province_of_code(51)->filing, STR("蜀"), "code");
}

int main(void)
{
	test_rows();
	test_find();
	test_parts();
	return tap_done();
}
