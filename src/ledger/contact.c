/* contact: persons of an inspected unit by their duty. Personal data; part of registry.h. */
#include "base/must.h"
#include "base/date.h"
#include "ledger/registry_priv.h"

static const struct registry_choice duties[] = {
	{"legal-representative", "法定代表人", "Legal representative"},
	{"network-security", "网络安全负责人", "Network security officer"},
	{"data-security", "数据安全负责人", "Data security officer"},
	{"personal-information", "个人信息保护负责人", "Personal information officer"},
	{"contact", "联系人", "Contact"},
	{0},
};

static const struct registry_field fields[] = {
	{"unit", HEADS("统一社会信用代码", "Credit code", "社会信用代码"), REGISTRY_USCC,
	 REGISTRY_KEY | REGISTRY_NEED | REGISTRY_OF_UNIT, NULL, 18, 22, N_("of the unit")},
	{"duty", HEADS("职责", "Duty", "联系人类型"), REGISTRY_CHOICE, REGISTRY_KEY | REGISTRY_NEED, duties, 32, 22,
	 N_("what the person answers for")},
	{"name", HEADS("姓名", "Name", "联系人姓名"), REGISTRY_TEXT, REGISTRY_KEY | REGISTRY_NEED | REGISTRY_PERSONAL,
	 NULL, 100, 14, N_("name")},
	{"position", HEADS("职务", "Position", "岗位"), REGISTRY_TEXT, 0, NULL, 100, 18, N_("position in the unit")},
	{"phone", HEADS("电话", "Phone", "联系电话", "手机", "手机号"), REGISTRY_TEXT, REGISTRY_PERSONAL, NULL, 60, 18,
	 N_("telephone")},
	{"email", HEADS("电子邮箱", "E-mail", "邮箱", "email"), REGISTRY_TEXT, REGISTRY_PERSONAL, NULL, 200, 26,
	 N_("e-mail")},
	{"since", HEADS("任职日期", "Since", "任命日期"), REGISTRY_DATE, 0, NULL, 0, 12, N_("when appointed")},
};

/* Digits, and what people put between them. */
static bool is_phone(str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (byte_is_digit(s.p[i]))
			digits++;
		else if (!memchr("+- ()/,;", s.p[i], 8))
			return false;
	}
	return digits >= 5;
}

static int check(struct ledger *l, const struct registry_value *v, size_t *ret_field, buf *why, err *e)
{
	(void)l;
	(void)e;
	if (v[4].text.n && !is_phone(v[4].text)) {
		*ret_field = 4;
		buf_put_c(why, _("is no telephone number"));
	} else if (v[5].text.n && str_find_byte(v[5].text, '@') == v[5].text.n) {
		*ret_field = 5;
		buf_put_c(why, _("is no e-mail address"));
	}
	return 0;
}

const struct registry_kind registry_contacts = {
	.name = "contacts",
	.title = N_("contacts"),
	.table = "reg_contact",
	.fields = fields,
	.count = ARRAY_LEN(fields),
	.check = check,
};

bool registry_personal(const struct registry_kind *k)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->fields[i].flags & REGISTRY_PERSONAL)
			return true;
	return false;
}

size_t registry_field_of(const struct registry_kind *k, const char *name)
{
	size_t i = 0;

	while (i < k->count && !str_eq(str_c(k->fields[i].name), str_c(name)))
		i++;
	must(i < k->count);
	return i;
}

int registry_handler_put(struct ledger *l, str uscc, str person, str subject, bool end, err *e)
{
	struct db_stmt *st = NULL;
	int64_t today = (ledger_now(l) + DATE_CHINA_MINUTES * 60) / 86400;

	TRY(ledger_stmt(l,
			"INSERT INTO reg_handler(unit, person, subject, since, until)"
			" VALUES (:unit, :person, :subject, :since, :until)"
			" ON CONFLICT (unit, person, subject) DO UPDATE SET until = excluded.until",
			&st, e));
	db_bind_text(st, "unit", uscc);
	db_bind_text(st, "person", person);
	db_bind_text(st, "subject", subject);
	db_bind_int(st, "since", today);
	db_bind_int(st, "until", end ? today : 0);
	return db_run(st, e);
}

int registry_sees(struct ledger *l, const struct person *p, str uscc, bool *ret, err *e)
{
	struct db_stmt *st = NULL;

	*ret = false;
	if (!p || !p->active)
		return 0;
	*ret = (p->roles & ROLE_BIT(ROLE_MANAGER)) ||
	       ((p->roles & (ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER))) && uscc.n && str_eq(p->unit, uscc));
	if (*ret || !(p->roles & ROLE_BIT(ROLE_OFFICER)) || p->unit.n)
		return 0;
	TRY(ledger_stmt(l, "SELECT 1 FROM reg_handler WHERE unit = :unit AND person = :person AND until = 0 LIMIT 1",
			&st, e));
	db_bind_text(st, "unit", uscc);
	db_bind_text(st, "person", p->id);
	int rc = db_step(st, e);

	TRY(rc);
	*ret = rc == 1;
	db_reset(st);
	return 0;
}
