/* The list of graded filings: what lists look like, what stands wrong in them, and what they have no column for. */
#include "collect/graded/objects.h"

#include "test/tap.h"

static struct sink sink;
static arena scope_mem;
static struct scope scope;
static struct scope_item items[3];
static buf facts, gaps;
static struct batch_item end;

static void put_value(const struct fact_column *c, const struct fact_value *v)
{
	if (c->type == FACT_TEXT)
		buf_printf(&facts, " %s=%.*s", c->name, STR_ARG(v->text));
	else if (v->number == FACT_NULL)
		buf_printf(&facts, " %s=~", c->name);
	else
		buf_printf(&facts, " %s=%lld", c->name, (long long)v->number);
}

static void decode(void)
{
	static struct batch_item item;
	cur c = cur_of(buf_str(&sink.b));

	buf_reset(&facts);
	buf_reset(&gaps);
	while (batch_next(&c, &item)) {
		if (item.kind == BATCH_GAP)
			buf_printf(&gaps, "%s;", fact_tables[item.table].name);
		if (item.kind == BATCH_END)
			end = item;
		if (item.kind == BATCH_EVIDENCE)
			ok(!str_has(item.bytes, STR("张三")) && !str_has(item.bytes, STR("19900000001")),
			   "the evidence names no person");
		if (item.kind != BATCH_FACT)
			continue;
		buf_printf(&facts, "%s:", fact_tables[item.table].name);
		for (size_t i = 0; i < fact_tables[item.table].column_count; i++)
			put_value(&fact_tables[item.table].columns[i], &item.values[i]);
		buf_put_byte(&facts, '\n');
	}
	ok(!c.bad, "the batch is sound");
}

static void read_list(str bytes)
{
	arena mem;

	arena_init(&mem, (size_t)64 << 20);
	sink_reset(&sink);
	objects_read(&scope, bytes, &mem, &sink);
	decode();
	arena_clear(&mem);
}

static bool found(const char *line)
{
	return str_has(buf_str(&facts), str_c(line));
}

static bool gap_of(const char *table)
{
	return str_has(buf_str(&gaps), str_c(table));
}

static void test_whole(void)
{
	read_list(STR(
		"定级备案表\n"
		"定级对象名称,安全等级,生命周期,评审通过日期,备案日期,信息变更日期,变更备案日期,级别调整日期,承载业务,"
		"主要功能,网络边界,主要软硬件及型号,"
		"关键设施位置,网络拓扑图,拓扑图日期,责任人,责任人电话,主要负责人,主要负责人电话,IP地址列表,域名列表,"
		"符合性评测日期,符合性评测报送日期,"
		"符合性评测证明,风险评估日期,风险评估报送日期,风险评估报告,单位名称\n"
		"门户,第三级,正式运行,2025/3/"
		"1,2025年3月20日,2025-05-01,2025-05-20,20250601,甲业务（样本）；乙业务,f,,e,l,t.pdf,2025-04-01,张三,"
		"19900000001,李四,12345,\"192.0.2.0/30\n10.0.0.1,2001:db8::5\",www.例子.cn、https://b.cn/"
		"x,45700,45710,,2025-06-01,,r.pdf,甲公司\n"
		"别家,2级,正式运行,,,,,,,,,,,,,,,,,,,,,,,,,乙公司\n"));
	is_int(end.status, COLLECTED_DONE, "a whole list");
	ok(!gaps.n || str_eq(buf_str(&gaps), STR("unit_service;")), "no gap but the services of the scope: %s",
	   buf_c(&gaps));
	ok(found("graded_object: object=门户 net_type= grade=3 level=3 running=1 status=\n"),
	   "the object with its grade");
	ok(found("graded_date: object=门户 reviewed=20148 filed=20167 expires=~ running=1\n"), "its days");
	ok(found("graded_change: object=门户 changed=20209 filed=20228\n"), "its change");
	ok(found("graded_regrade: object=门户 regraded=20240\n"), "its regrading");
	ok(found("graded_topology: object=门户 drawn=20179 changed=20209\n"), "its topology");
	ok(found("graded_conformity: object=门户 ended=20131\n"), "a workbook's day is a day");
	ok(found("graded_conformity_report: object=门户 ended=20131 filed=20141\n"), "its report");
	ok(found("graded_risk_report: object=门户 ended=20240 filed=~\n"), "not filed");
	ok(found("graded_missing: object=门户 field=boundary zh=网络边界\n"), "the empty field");
	ok(found("field=conformity_paper"), "a test without its proof");
	ok(!found("field=risk_paper") && !found("field=functions"), "and no others");
	ok(found("graded_phone: object=门户 field=phone zh=责任人电话 valid=1\n"), "a telephone");
	ok(found("graded_phone: object=门户 field=chief_phone zh=主要负责人电话 valid=0\n"), "and none");
	ok(found("graded_address: object=门户 ip=192.0.2.2\n") && found("graded_address: object=门户 ip=192.0.2.3\n"),
	   "addresses of the scope");
	ok(!found("ip=192.0.2.1\n") && !found("ip=10.0.0.1"), "no others");
	ok(found("graded_address: object=门户 ip=2001:db8::5\n"), "IPv6 too");
	ok(found("name=www.xn--fsqu00a.cn domain=xn--fsqu00a.cn\n") && found("name=b.cn domain=b.cn\n"), "names");
	ok(found("graded_service: object=门户 name=甲业务\n") && found("name=乙业务\n"), "services");
	ok(!found("别家"), "another unit's rows are not ours");
}

static void test_columns(void)
{
	read_list(STR("name,rank,备案日期\nA,2,2025-01-01\n"));
	is_int(end.status, COLLECTED_DONE, "few columns");
	ok(gap_of("graded_date;") && gap_of("graded_conformity;") && gap_of("graded_address;") &&
		   gap_of("graded_missing;"),
	   "what it has no column for is a gap: %s", buf_c(&gaps));
	ok(!gap_of("graded_object;"), "what it has is none");
	ok(found("level=2 running=1"), "without a column for the stage it runs");
	read_list(STR("name,rank,备案日期\nA,九级,2025-13-01\n,2,2025-01-01\nB,1,2025-01-01\n"));
	is_int(end.status, COLLECTED_PARTIAL, "rows that cannot be read: %.*s", STR_ARG(end.reason));
	ok(found("object=A net_type= grade= level=~"), "an unknown grade is none");
	ok(found("object=B"), "a good row is there");
	ok(gap_of("graded_object;"), "a nameless object leaves a gap");
	read_list(STR("name,rank,ips\nA,2,300.1.1.1\n"));
	read_list(STR("定级对象,等级,IP地址列表\nA,2,300.1.1.1\n"));
	is_int(end.status, COLLECTED_PARTIAL, "an address that is none");
	ok(gap_of("graded_address;") && !gap_of("graded_object;"), "is a gap of the addresses alone");
}

static void test_none(void)
{
	read_list(STR("域名,备案号\na.cn,1\n"));
	is_int(end.status, COLLECTED_FAILED, "another list: %.*s", STR_ARG(end.reason));
	read_list(STR(""));
	is_int(end.status, COLLECTED_FAILED, "an empty file");
	read_list(STR("PK\x03\x04 junk"));
	is_int(end.status, COLLECTED_FAILED, "a broken workbook: %.*s", STR_ARG(end.reason));
	read_list(STR("name,rank\n"));
	is_int(end.status, COLLECTED_DONE, "a list of nothing");
	is_int(facts.n, 0, "has no facts");
}

/* What stands in brackets tells branches apart, however wide they are. */
static void test_branches(void)
{
	str was = scope.unit.name;

	scope.unit.name = STR("甲（深圳）有限公司");
	read_list(
		STR("定级对象名称,安全等级,单位名称\nA,2,甲(深圳) 有限公司\nB,2,甲（北京）有限公司\nC,2,甲有限公司\n"));
	ok(found("graded_object: object=A"), "our own");
	ok(!found("graded_object: object=B") && !found("graded_object: object=C"), "and not those of its sisters");
	scope.unit.name = was;
}

int main(void)
{
	sink_init(&sink, 1 << 22, STR("key"));
	buf_init(&facts, 1 << 20);
	buf_init(&gaps, 1 << 16);
	arena_init(&scope_mem, 1 << 16);
	scope.unit.name = STR("甲公司");
	scope.unit.uscc = STR("91440300MA0000XY5L");
	items[0].kind = SCOPE_HOST;
	items[1].kind = SCOPE_NETWORK;
	items[2].kind = SCOPE_HOST;
	ok(addr_range_parse(STR("192.0.2.2"), &items[0].range) &&
		   addr_range_parse(STR("192.0.2.2/31"), &items[1].range) &&
		   addr_range_parse(STR("2001:db8::5"), &items[2].range),
	   "a scope");
	scope.items = items;
	scope.item_count = 3;
	test_whole();
	test_columns();
	test_none();
	test_branches();
	sink_release(&sink);
	buf_release(&facts);
	buf_release(&gaps);
	return tap_done();
}
