/* filing: network units as they were graded and filed (通信网络安全防护定级备案, 令第11号); part of registry.h. */
#include "ledger/registry_priv.h"
#include "model/addr.h"

/* Of 通信网络单元; 3, where somebody did not say which. */
static const struct registry_choice grades[] = {
	{"1", "1级", "Grade 1"},
	{"1", "一级", "1级"},
	{"2", "2级", "Grade 2"},
	{"2", "二级", "2级"},
	{"3", "3级", "Grade 3"},
	{"3", "三级", "3级"},
	{"3.1", "3.1级", "Grade 3.1"},
	{"3.2", "3.2级", "Grade 3.2"},
	{"4", "4级", "Grade 4"},
	{"4", "四级", "4级"},
	{"5", "5级", "Grade 5"},
	{"5", "五级", "5级"},
	{0},
};
const struct registry_choice registry_stages[] = {
	{"building", "调试", "Being built"},     {"online", "上线", "Online"},   {"trial", "试运行", "Trial run"},
	{"running", "正式运行", "In operation"}, {"retired", "退网", "Retired"}, {0},
};

#define TYPE_TEXT REGISTRY_TEXT, NULL
#define TYPE_DATE REGISTRY_DATE, NULL
#define TYPE_LIST REGISTRY_LIST, NULL
#define TYPE_CHOICE_GRADE REGISTRY_CHOICE, grades
#define TYPE_CHOICE_STAGE REGISTRY_CHOICE, registry_stages
#define FLAGS_NONE 0
#define FLAGS_KEY_NEED (REGISTRY_KEY | REGISTRY_NEED)
#define FLAGS_PERSONAL REGISTRY_PERSONAL
#define FIELD(name, heads, flags, most, width, words, type, choices)                                                   \
	{                                                                                                              \
		name, heads, type, flags, choices, most, width, words                                                  \
	}
#define FIELD_OF(...) FIELD(__VA_ARGS__)

static const struct registry_field fields[] = {
	{"unit", HEADS("统一社会信用代码", "Credit code", "社会信用代码"), REGISTRY_USCC,
	 REGISTRY_KEY | REGISTRY_NEED | REGISTRY_OF_UNIT, NULL, 18, 22, N_("of the unit that runs the network")},
#define GRADED(name, type, flags, most, width, words, ...)                                                             \
	FIELD_OF(#name, HEADS(__VA_ARGS__), FLAGS_##flags, most, width, words, TYPE_##type),
#include "model/graded.def"
#undef GRADED
};

/* Every part is an address, a range or a prefix. */
static bool check_addresses(str list, buf *why)
{
	while (list.n) {
		str part = str_trim(str_cut(&list, ';').head);
		struct addr_range r;

		if (part.n && !addr_range_parse(part, &r)) {
			buf_put_quoted(why, part, 60);
			buf_put_c(why, _(" is no address and no range"));
			return false;
		}
	}
	return true;
}

static int check(struct ledger *l, const struct registry_value *v, size_t *ret_field, buf *why, err *e)
{
	static const char *const after[][2] = {{"filed", "reviewed"},
					       {"conformity_filed", "conformity_day"},
					       {"risk_filed", "risk_day"},
					       {"change_filed", "changed"}};

	(void)l;
	(void)e;
	*ret_field = registry_field_of(&registry_filings, "ips");
	if (!check_addresses(v[*ret_field].text, why))
		return 0;
	/* A result cannot be filed before there is one; a change can be filed ahead of its day. */
	for (size_t i = 0; i < 3; i++) {
		size_t late = registry_field_of(&registry_filings, after[i][0]);
		size_t early = registry_field_of(&registry_filings, after[i][1]);

		*ret_field = late;
		if (v[late].number && v[early].number && v[late].number < v[early].number) {
			buf_printf(why, _("is before %s"),
				   registry_filings.fields[early].heads[i18n_lang() != LANG_ZH]);
			return 0;
		}
	}
	return 0;
}

const struct registry_kind registry_filings = {
	.name = "filings",
	.title = N_("filings of network units"),
	.table = "reg_filing",
	.fields = fields,
	.count = ARRAY_LEN(fields),
	.check = check,
};
