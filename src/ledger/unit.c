/* unit: the organisations that may be inspected; part of registry.h. */
#include "ledger/registry_priv.h"

static const struct registry_choice types[] = {
	{"basic", "基础电信企业", "Basic telecom operator"},
	{"value-added", "增值电信企业", "Value-added telecom operator"},
	{"internet", "互联网企业", "Internet company"},
	{"domain", "域名从业机构", "Domain name service organisation"},
	{"terminal", "移动智能终端生产企业", "Smart terminal manufacturer"},
	{"operator", "网络系统平台应用运行单位", "Operator of a network, system, platform or app"},
	{0},
};
static const struct registry_choice credits[] = {
	{"A", "A", "A"}, {"B", "B", "B"}, {"C", "C", "C"}, {"D", "D", "D"}, {0},
};
static const struct registry_choice risks[] = {
	{"low", "低", "Low"},
	{"medium", "中", "Medium"},
	{"high", "高", "High"},
	{0},
};

static const struct registry_field fields[] = {
	{"uscc", HEADS("统一社会信用代码", "Credit code", "社会信用代码", "uscc"), REGISTRY_USCC,
	 REGISTRY_KEY | REGISTRY_NEED, NULL, 18, 22, N_("18 characters; the check character is tested")},
	{"name", HEADS("单位名称", "Name", "企业名称", "单位全称", "名称"), REGISTRY_TEXT, REGISTRY_NEED, NULL, 300, 36,
	 N_("full name as registered")},
	{"type", HEADS("单位类型", "Type", "企业类型", "类型"), REGISTRY_CHOICE, REGISTRY_NEED, types, 32, 22,
	 N_("as whom the notice addresses it")},
	{"licences", HEADS("许可证编号", "Licences", "电信业务经营许可证编号", "许可证号"), REGISTRY_LIST, 0, NULL,
	 2000, 26, N_("numbers of telecom licences, separated by ;")},
	{"services", HEADS("许可业务", "Services", "业务种类", "许可业务种类"), REGISTRY_LIST, 0, NULL, 2000, 30,
	 N_("licensed services, separated by ;")},
	{"region", HEADS("所在地区", "Region", "地区", "属地"), REGISTRY_TEXT, 0, NULL, 100, 18,
	 N_("province and city")},
	{"address", HEADS("地址", "Address", "注册地址", "通信地址", "住所"), REGISTRY_TEXT, 0, NULL, 500, 36,
	 N_("where notices are served")},
	{"credit", HEADS("信用等级", "Credit", "信用类别", "信用分类"), REGISTRY_CHOICE, 0, credits, 8, 10,
	 N_("A to D; empty: not rated")},
	{"risk", HEADS("风险等级", "Risk", "风险类别", "风险分类"), REGISTRY_CHOICE, 0, risks, 8, 10,
	 N_("low, medium, high; empty: not rated")},
	{"excluded", HEADS("不参与抽取原因", "Excluded", "排除原因"), REGISTRY_TEXT, 0, NULL, 300, 24,
	 N_("why it is out of every draw; empty: it is in")},
	{"active", HEADS("是否存续", "Active", "存续"), REGISTRY_BOOL, 0, NULL, 1, 10,
	 N_("no: wound up or moved away; empty: yes")},
};

const struct registry_kind registry_units = {
	.name = "units",
	.title = N_("units"),
	.table = "reg_unit",
	.fields = fields,
	.count = ARRAY_LEN(fields),
};

/* Cap: the unit's own row, else that of its risk class, else that of all units. */
#define UNIT_SELECT                                                                                                    \
	"SELECT u.uscc, u.name, u.type, u.licences, u.services, u.region, u.address, u.credit, u.risk, u.excluded,"    \
	" u.active, COALESCE((SELECT c.most FROM reg_cap c WHERE c.year = :year AND c.unit = u.uscc AND c.risk = '')," \
	" (SELECT c.most FROM reg_cap c WHERE c.year = :year AND c.unit = '' AND c.risk = u.risk),"                    \
	" (SELECT c.most FROM reg_cap c WHERE c.year = :year AND c.unit = '' AND c.risk = ''), -1),"                   \
	" (SELECT count(*) FROM reg_inspection i WHERE i.unit = u.uscc AND i.year = :year)"                            \
	" FROM reg_unit u"

static void take(struct db_stmt *st, struct registry_unit *u)
{
	str *texts[] = {&u->uscc,   &u->name,    &u->type,   &u->licences, &u->services,
			&u->region, &u->address, &u->credit, &u->risk,     &u->excluded};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = db_text(st, i);
	u->active = db_int(st, 10) != 0;
	u->cap = db_int(st, 11);
	u->used = db_int(st, 12);
}

int registry_unit_find(struct ledger *l, str uscc, int64_t year, arena *mem, struct registry_unit *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, UNIT_SELECT " WHERE u.uscc = :uscc", &st, e));
	db_bind_text(st, "uscc", uscc);
	db_bind_int(st, "year", year);
	int rc = db_step(st, e);

	TRY(rc);
	if (!rc)
		return err_set(e, E_NOTFOUND, _("no unit %.*s is registered"), STR_ARG(uscc));
	take(st, ret);
	str *texts[] = {&ret->uscc,   &ret->name,    &ret->type,   &ret->licences, &ret->services,
			&ret->region, &ret->address, &ret->credit, &ret->risk,     &ret->excluded};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_str(mem, *texts[i]);
	db_reset(st);
	return 0;
}

int registry_unit_each(struct ledger *l, int64_t year, int (*each)(void *ctx, const struct registry_unit *u, err *e),
		       void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), STR(UNIT_SELECT " ORDER BY u.uscc"), &st, e));
	db_bind_int(st, "year", year);
	db_stream(st);
	while ((rc = db_step(st, e)) == 1) {
		struct registry_unit u;

		take(st, &u);
		TRY(each(ctx, &u, e));
	}
	return rc;
}
