#include "ident/police.h"

#include "test/tap.h"

static void row(const char *text, bool valid, const char *number, int code)
{
	struct police got = {.area_code = -2};

	ok(police_read(str_c(text), &got) && got.valid == valid, "%s is %s", text, valid ? "valid" : "not valid");
	is_str(str_c(got.number), str_c(number), "number of %s", text);
	is_int(got.area_code, code, "area code of %s", text);
}

int main(void)
{
	size_t at = 0;
	struct police got;
	str text = STR("公司 粤公网安备 44010602000001号 京公网安备11010802012345号 公网安备案");

	row("粤公网安备 44010602000001号", true, "粤公网安备44010602000001号", 44);
	row("粤公网安备44010602000001号", true, "粤公网安备44010602000001号", 44);
	row("川公网安备 51010702000001号", true, "川公网安备51010702000001号", 51);
	row("粤公網安備　４４０１０６０２０００００１號", true, "粤公网安备44010602000001号", 44);
	row("京公网安备44010602000001号", false, "京公网安备44010602000001号", 44);
	row("粤公网安备4401060200001号", false, "", 44);
	row("公网安备44010602000001号", false, "", 44);
	row("粤公网安备44010602000001", false, "粤公网安备44010602000001号", 44);
	row("粤公网安备号", false, "", -1);
	ok(police_find(text, &at, &got), "first");
	is_str(str_sub(text, got.at, got.n), STR("粤公网安备 44010602000001号"), "first as shown");
	ok(police_find(text, &at, &got), "second");
	is_str(str_sub(text, got.at, got.n), STR("京公网安备11010802012345号"), "second as shown");
	ok(!police_find(text, &at, &got) && at == text.n, "words alone are no number");
	return tap_done();
}
