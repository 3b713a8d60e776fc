/* How labels stand in forms, letters and messages of Chinese offices: what a value behind them is. */
#include "detect/find.h"

#include "base/must.h"
#include "test/tap.h"

struct asked {
	enum kind kind;
	int confidence;
};

static void found(void *ctx, const struct find *f)
{
	struct asked *a = ctx;

	if (f->kind == a->kind && f->confidence > a->confidence)
		a->confidence = f->confidence;
}

static int confidence_of(const char *text, enum kind k)
{
	struct asked a = {.kind = k};
	struct finder_conf conf = {.key = "label", .possible = true, .found = found, .ctx = &a};
	struct finder *f = finder_new(&conf);
	struct find_totals t;

	must(f);
	finder_begin(f, &(struct find_stream){0});
	finder_feed(f, str_c(text));
	finder_end(f, &t);
	finder_free(f);
	return a.confidence;
}

int main(void)
{
	static const struct {
		enum kind kind;
		bool sure;
		const char *text;
	} cases[] = {
		/* the characters of a short word set apart */
		{KIND_NAME, true, "姓 名：张晓明"},
		{KIND_NAME, true, "姓　名: 李国强"},
		{KIND_NAME, true, "姓　　名：苏有朋"},
		{KIND_NAME, true, "姓 名,电 话\n张晓明,13812345679\n"},
		{KIND_MOBILE, true, "姓 名,电 话\n张晓明,13812345679\n"},
		{KIND_MOBILE, true, "联 系 电 话：13812345679"},
		{KIND_NAME, false, "百家姓 名字由来"},
		/* who does it */
		{KIND_NAME, true, "主治医师：徐文博"},
		{KIND_NAME, true, "班主任：唐晓雯"},
		{KIND_NAME, true, "代理律师: 汪海洋"},
		{KIND_NAME, false, "工程师：高级"},
		/* called by one's number */
		{KIND_MOBILE, true, "微信：13812345679"},
		{KIND_MOBILE, true, "手机/微信：13812345679"},
		{KIND_MOBILE, true, "微信号(手机同号)：13812345679"},
		{KIND_MOBILE, false, "微信订单号：13812345679"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int c = confidence_of(cases[i].text, cases[i].kind);

		ok((c >= FIND_SURE) == cases[i].sure, "%s in \"%s\" is %s (%d)", kind_infos[cases[i].kind].key,
		   cases[i].text, cases[i].sure ? "sure" : "not sure", c);
	}
	return tap_done();
}
