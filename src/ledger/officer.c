/* officer: law-enforcement officers of the agency, as a list; the persons of ledger.h with that role; part of registry.h. */
#include "ledger/registry_priv.h"

static const struct registry_field fields[] = {
	{"id", HEADS("账号", "Account", "人员编号", "编号"), REGISTRY_TEXT, REGISTRY_KEY | REGISTRY_NEED, NULL, 64, 14,
	 N_("small letters, digits, dot and hyphen")},
	{"name", HEADS("姓名", "Name"), REGISTRY_TEXT, REGISTRY_NEED, NULL, 100, 14, N_("name")},
	{"department", HEADS("部门", "Department", "处室"), REGISTRY_TEXT, REGISTRY_NEED, NULL, 200, 22,
	 N_("department of the agency")},
	{"cert", HEADS("执法证号", "Certificate", "执法证件号", "行政执法证号"), REGISTRY_TEXT, REGISTRY_NEED, NULL, 60,
	 20, N_("number of the law-enforcement certificate")},
	{"cert_until", HEADS("执法证有效期至", "Valid until", "有效期至", "有效期"), REGISTRY_DATE, 0, NULL, 0, 14,
	 N_("last day of the certificate")},
	{"active", HEADS("是否在岗", "Active", "在岗"), REGISTRY_BOOL, 0, NULL, 1, 10, N_("empty: yes")},
};

static int find(struct ledger *l, str id, arena *mem, struct person *ret, err *e)
{
	err none = {0};
	int rc = ledger_person(l, id, mem, ret, &none);

	if (rc == E_NOTFOUND) {
		*ret = (struct person){.id = id};
		return 0;
	}
	if (rc < 0 && e)
		*e = none;
	return rc;
}

static int check(struct ledger *l, const struct registry_value *v, size_t *ret_field, buf *why, err *e)
{
	AUTO(arena_clear) arena mem;
	struct person p;

	for (size_t i = 0; i < v[0].text.n; i++) {
		uint8_t c = v[0].text.p[i];

		if ((c >= 'a' && c <= 'z') || byte_is_digit(c) || c == '.' || c == '-')
			continue;
		*ret_field = 0;
		buf_put_c(why, _("has other characters than small letters, digits, dot and hyphen"));
		return 0;
	}
	arena_init(&mem, 1u << 16);
	TRY(find(l, v[0].text, &mem, &p, e));
	*ret_field = 0;
	if (p.unit.n)
		buf_put_c(why, _("is a person of a unit or institution, not of the agency"));
	if (p.unit.n || !v[5].number)
		return 0;
	p.cert = v[3].text;
	p.active = true;
	*ret_field = 3;
	return person_cert_free(l, &p, why, e);
}

static int put(struct ledger *l, const struct registry_value *v, err *e)
{
	AUTO(arena_clear) arena mem;
	struct person p;

	arena_init(&mem, 1u << 16);
	TRY(find(l, v[0].text, &mem, &p, e));
	p.roles |= ROLE_BIT(ROLE_OFFICER);
	p.name = v[1].text;
	p.department = v[2].text;
	p.cert = v[3].text;
	p.cert_until = v[4].number;
	p.active = v[5].number != 0;
	return ledger_person_put(l, &p, e);
}

/* roles is a set of bits: officer is bit 5 (model/role.def). */
_Static_assert(ROLE_OFFICER == 5, "the statement below tests bit 5");

const struct registry_kind registry_officers = {
	.name = "officers",
	.title = N_("law-enforcement officers"),
	.table = "person",
	.fields = fields,
	.count = ARRAY_LEN(fields),
	.check = check,
	.put = put,
	.select = "(SELECT id, name, department, cert, cert_until, CASE WHEN active THEN 1 ELSE 0 END AS active FROM "
		  "person"
		  " WHERE roles / 32 % 2 = 1) AS officer",
};
