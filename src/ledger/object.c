/* object: what a unit runs (the notice's twelve types, N2), and its assets: names and addresses; part of registry.h. */
#include "ident/domain.h"
#include "ledger/registry_priv.h"
#include "model/addr.h"

/* catalogue/objects.yaml has the same, for scopes; test/ledger compares. */
static const struct registry_choice types[] = {
	{"N2.01", "管理支撑系统", "Management and operations support system"},
	{"N2.02", "公共云服务平台", "Public cloud platform"},
	{"N2.03", "域名服务系统", "Domain name service system"},
	{"N2.04", "移动应用商店", "Mobile app store"},
	{"N2.05", "工业互联网平台", "Industrial internet platform"},
	{"N2.06", "物联网服务平台", "IoT service platform"},
	{"N2.07", "车联网应用及数据服务平台", "Internet-of-vehicles application and data platform"},
	{"N2.08", "电子商务平台", "E-commerce platform"},
	{"N2.09", "网络支付平台", "Online payment platform"},
	{"N2.10", "网络游戏运营平台", "Online game platform"},
	{"N2.11", "网约车信息服务平台", "Ride-hailing platform"},
	{"N2.12", "移动智能终端及移动应用分发平台", "Smart terminals and mobile app distribution platform"},
	{0},
};
static const struct registry_choice kinds[] = {
	{"domain", "域名", "Domain"}, {"address", "IP地址", "Address"},           {"site", "网站", "Site"},
	{"app", "移动应用", "App"},   {"mini-program", "小程序", "Mini-program"}, {0},
};

static const struct registry_field object_fields[] = {
	{"unit", HEADS("统一社会信用代码", "Credit code", "社会信用代码"), REGISTRY_USCC,
	 REGISTRY_KEY | REGISTRY_NEED | REGISTRY_OF_UNIT, NULL, 18, 22, N_("of the unit that runs it")},
	{"name", HEADS("系统名称", "Name", "对象名称", "平台名称", "名称"), REGISTRY_TEXT, REGISTRY_KEY | REGISTRY_NEED,
	 NULL, 300, 30, N_("name")},
	{"type", HEADS("对象类型", "Type", "类型"), REGISTRY_CHOICE, REGISTRY_NEED, types, 8, 26,
	 N_("one of the notice's twelve types")},
	{"stage", HEADS("生命周期", "Stage", "运行状态"), REGISTRY_CHOICE, 0, registry_stages, 16, 12,
	 N_("only what is in operation must be graded")},
	{"online", HEADS("上线日期", "Online since", "上线时间", "建设时间"), REGISTRY_DATE, 0, NULL, 0, 12,
	 N_("first day of operation")},
	{"protection", HEADS("防护手段", "Protection", "已具备的防护手段"), REGISTRY_LIST, 0, NULL, 1000, 24,
	 N_("firewall, WAF, IPS …, separated by ;")},
	{"vendor", HEADS("厂家", "Vendor", "厂商"), REGISTRY_TEXT, 0, NULL, 300, 20, N_("who made it")},
	{"note", HEADS("备注", "Note", "描述"), REGISTRY_TEXT, 0, NULL, 2000, 30, N_("anything else")},
};

const struct registry_kind registry_objects = {
	.name = "objects",
	.title = N_("objects of inspection"),
	.table = "reg_object",
	.fields = object_fields,
	.count = ARRAY_LEN(object_fields),
};

static const struct registry_field asset_fields[] = {
	{"unit", HEADS("统一社会信用代码", "Credit code", "社会信用代码"), REGISTRY_USCC,
	 REGISTRY_KEY | REGISTRY_NEED | REGISTRY_OF_UNIT, NULL, 18, 22, N_("of the unit that runs it")},
	{"kind", HEADS("资产类型", "Kind", "类型"), REGISTRY_CHOICE, REGISTRY_KEY | REGISTRY_NEED, kinds, 16, 14,
	 N_("what it is")},
	{"value", HEADS("资产", "Value", "资产标识", "域名或地址"), REGISTRY_TEXT, REGISTRY_KEY | REGISTRY_NEED, NULL,
	 600, 36, N_("name, address or range, or identifier")},
	{"object", HEADS("所属系统", "Object", "系统名称", "所属对象"), REGISTRY_TEXT, 0, NULL, 300, 30,
	 N_("name of the object it belongs to")},
	{"note", HEADS("备注", "Note"), REGISTRY_TEXT, 0, NULL, 2000, 30, N_("anything else")},
};

static int check_asset(struct ledger *l, const struct registry_value *v, size_t *ret_field, buf *why, err *e)
{
	AUTO(arena_clear) arena mem;
	struct addr_range r;
	str name;

	(void)l;
	(void)e;
	arena_init(&mem, 1u << 16);
	*ret_field = 2;
	if (str_eq(v[1].text, STR("domain")) && !domain_to_ascii(&mem, v[2].text, &name))
		buf_put_c(why, _("is no domain name"));
	else if (str_eq(v[1].text, STR("address")) && !addr_range_parse(v[2].text, &r))
		buf_put_c(why, _("is no address and no range"));
	return 0;
}

const struct registry_kind registry_assets = {
	.name = "assets",
	.title = N_("assets"),
	.table = "reg_asset",
	.fields = asset_fields,
	.count = ARRAY_LEN(asset_fields),
	.check = check_asset,
};
