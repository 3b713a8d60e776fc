/* How labels stand in forms, letters and messages of Chinese offices: what a value behind them is. */
#include "detect/find.h"

#include "base/must.h"
#include "test/tap.h"

struct asked {
	enum kind kind;
	int confidence;
	uint64_t from; /* of the last one */
};

static void found(void *ctx, const struct find *f)
{
	struct asked *a = ctx;

	if (f->kind != a->kind)
		return;
	a->from = f->offset;
	a->confidence = f->confidence > a->confidence ? f->confidence : a->confidence;
}

static struct asked ask(const char *text, enum kind k)
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
	return a;
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
		{KIND_NAME, true, "尊敬的赵敏女士，您好"},
		{KIND_NAME, false, "尊敬的客户，您好"},
		{KIND_NAME, false, "尊敬的用户先生"},
		{KIND_NAME, true, "{\"acctNm\":\"张三丰\"}"},
		{KIND_NAME, true, "linkmanName := \"邹若桂\""},
		{KIND_NAME, false, "{\"prodNm\":\"高山茶叶\"}"},
		/* called by one's number */
		{KIND_MOBILE, true, "微信：13812345679"},
		{KIND_MOBILE, true, "手机/微信：13812345679"},
		{KIND_MOBILE, true, "微信号(手机同号)：13812345679"},
		{KIND_MOBILE, false, "微信订单号：13812345679"},
		{KIND_MOBILE, true, "用户13812345679登录成功"},
		{KIND_MOBILE, true, "loginName=13812345679"},
		{KIND_MOBILE, true, "{\"username\":\"13812345679\"}"},
		{KIND_MOBILE, false, "user_id=13812345679"},
		{KIND_MOBILE, true, "张三 138 1234 5679"},
		{KIND_MOBILE, true, "张三 13812345679"},
		{KIND_MOBILE, false, "高级 13812345679"},
		{KIND_MOBILE, false, "张三说有 13812345679"},
		{KIND_MOBILE, true, "[13812345679] 登录"},
		{KIND_MOBILE, true, "GET /user/13812345679/ HTTP/1.1"},
		{KIND_MOBILE, false, "GET /item/13812345679/ HTTP/1.1"},
		{KIND_MOBILE, true, "user:13812345679"},
		{KIND_MOBILE, false, "superuser 13812345679"},
		{KIND_MOBILE, false, "[13812345679] 字节"},
		{KIND_MOBILE, true, "序号 3 电话 138 1234 5679"},
		{KIND_MOBILE, false, "f f 603 603 16 0 0 188 4321 1301 )"},
		{KIND_PASSWORD, true, "String sjkmm = \"Star#MZFe8U\";"},
		{KIND_PASSWORD, true, "glymm=Eel2j$B6xH3"},
		{KIND_PASSWORD, false, "htmm=12.5"},
		/* the check digit is right, whatever else is spoken of */
		{KIND_RESIDENCE_PERMIT, true, "传真件里只有830000194311185317可辨认"},
		{KIND_RESIDENCE_PERMIT, true, "bad input resident_permit_number '820000196010042889'"},
		{KIND_FOREIGNER_CARD, true, "foreignerPermitNo  932038194706237489"},
		{KIND_BANK_CARD, true, "传真件里只有6228480000000001230可辨认"},
		{KIND_FOREIGNER_CARD, true, "{\"ticket_owner_permanent_resident_card\":\"932038194706237489\"}"},
		{KIND_VIN, true, "车辆识别号=1M8GDM9AXKP042788"},
		{KIND_VIN, true, "<row ticket_owner_frameNumber=\"1M8GDM9AXKP042788\"/>"},
		/* the whole name of the field, in any notation */
		{KIND_SOCIAL_CARD, true, "社保卡卡号：A12345678"},
		{KIND_SOCIAL_CARD, true, "值班记录：社保卡卡号是A12345678，待回访"},
		{KIND_SOCIAL_CARD, false, "社保卡办理流程A12345678"},
		{KIND_SOCIAL_CARD, true, "let sbkkh = 'A12345678';"},
		{KIND_MACAU_ID, true, "澳门居民身份证号码：1234567(8)"},
		{KIND_MACAU_ID, true, "请补录澳门居民身份证号码（1234567(8)）后重新提交"},
		{KIND_MACAU_ID, true, "<table><tr><th>澳门身份证号</th><td>1234567(8)</td></tr></table>"},
		{KIND_MACAU_ID, true, "handle mo_id_no:1234567(8) ok"},
		{KIND_MACAU_ID, true, "GET /q?amsfzh=1234567%288%29 HTTP/1.1"},
		{KIND_TAIWAN_PERMIT, true, "用户在表单里填写了台湾居民来往大陆通行证号：12345678。"},
		{KIND_TAIWAN_PERMIT, true, "contract_tw_travel_permit := \"12345678\""},
		{KIND_TAIWAN_PERMIT, false, "台胞证办理费用12345678"},
		{KIND_DRIVER_LICENCE, true, "00892992  档案编号（驾驶证）  440100123456            ok"},
		{KIND_DRIVER_LICENCE, true, "驾驶证档案号码是440100123456"},
		{KIND_DRIVER_LICENCE, true, "dl_no=440100123456"},
		{KIND_DRIVER_LICENCE, false, "dl_count=440100123456"},
		{KIND_ORG_CODE, true, "{\"组织机构代码证号\":\"D2143569-X\"}"},
		{KIND_ORG_CODE, true, "save org_code=D2143569-X done"},
		{KIND_MACAU_ID, true, "save 澳门特区身份证: 1234567(8) ok"},
		{KIND_TAIWAN_PERMIT, true, "来往大陆通行证=12345678"},
		{KIND_SOCIAL_CARD, true, "参保编号：A12345678"},
		{KIND_TAIWAN_ID, true, "台湾身份证字号=A123456789"},
		{KIND_MAC, true, "联系时请报网卡地址40:9c:68:ad:5d:1e，工作时间均可"},
		{KIND_MAC, true, "invalid 物理网卡 'DA:3A:60:C2:45:01'"},
		{KIND_WECHAT, true, "麻烦帮忙查一下签收微信账号wxid_xikzrgz7er2bxd的办理情况"},
		{KIND_WECHAT, true, "{\"wechatNo\":\"zhang_88x\"}"},
		{KIND_WECHAT, false, "接入微信号SDK2023即可"},
		{KIND_QQ, true, "联系时请报QQ号码639275961，工作时间均可"},
		{KIND_QQ, true, "{\"qqhao\":\"639275961\"}"},
		{KIND_NAME, true, "请补录联系人名字（高婷）后重新提交"},
		{KIND_NAME, true, "save 员工名:于伟磊 ok"},
		{KIND_NAME, true, "员工名：于伟磊。"},
		{KIND_NAME, true, "$this->xingmingzw = \"张琪婷\";"},
		{KIND_NAME, true, "他留下的客户姓名是朱森燕希望回访。"},
		{KIND_NAME, false, "请补录域名名字（高级）后重新提交"},
		/* a cell that only its record would make a name */
		{KIND_NAME, true, "1,李晓明,110199198805061038,x"},
		{KIND_NAME, false, "1,华北,110199198805061038,x"},
		/* what another value's name says is not about this one */
		{KIND_ID18, true, "{\"batch_tag\":\"x\",\"val\":\"110199201505061014\"}"},
		{KIND_ID18, true, "<row><batch_tag>x</batch_tag><ext>110199201505061014</ext></row>"},
		{KIND_ID18, true,
		 "<table><tr><th>ticket_owner_idcardnumber</th><td>110199198805061038</td></tr></table>"},
		{KIND_ID18, false, "{\"batch_tag\":\"110199201505061014\"}"},
		/* an unknown name of a number, in any notation */
		{KIND_ID18, true, "define('val', '110199201505061014');"},
		{KIND_ID18, false, "define('gdbh', '110199201505061014');"},
		{KIND_ID18, false, "String ajbh = \"110199198805061038\";"},
		{KIND_ID18, false, "00179017  case_no      110199198805061038      ok"},
		{KIND_ID18, false, "<table><tr><th>case_no</th><td>110199198805061038</td></tr></table>"},
		{KIND_ID18, true, "案件经办证号：110199198805061038"},
		{KIND_ID18, false, "idno_signature:e1f59778a7c24c3b110199198805061038a0a01c92aea5b8d3d6759048a7fbf7"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int c = ask(cases[i].text, cases[i].kind).confidence;

		ok((c >= FIND_SURE) == cases[i].sure, "%s in \"%s\" is %s (%d)", kind_infos[cases[i].kind].key,
		   cases[i].text, cases[i].sure ? "sure" : "not sure", c);
	}
	is_int((long long)ask("他留下的Emaillily_moon@corp-mail.cn。", KIND_EMAIL).from, 17,
	       "a label that touches is no part of it");
	is_int((long long)ask("emaillily_moon@corp-mail.cn", KIND_EMAIL).from, 0, "by itself it may be");
	/* A domain in other letters ends as the root zone has it: bytes that are no text look like any other. */
	ok(ask("li.lei@邮箱.中国", KIND_EMAIL).confidence >= FIND_SURE, "a Chinese ending");
	ok(ask("li.lei@邮箱.公司里的人", KIND_EMAIL).confidence < FIND_SURE, "none that the root zone has");
	ok(ask("k@骹.粱", KIND_EMAIL).confidence < FIND_SURE, "nor this");
	ok(ask("k@\xee\x80\x81.es", KIND_EMAIL).confidence < FIND_SURE, "a character for private use is in no domain");
	return tap_done();
}
