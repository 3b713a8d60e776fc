/*
 * institution: technical institutions that the agency commissions. 国办发〔2024〕54号: inspection is not theirs; they test and
 * help. Their staff are persons whose unit is the institution's code. Part of registry.h.
 */
#include "ledger/registry_priv.h"

static const struct registry_field fields[] = {
	{"uscc", HEADS("统一社会信用代码", "Credit code", "社会信用代码"), REGISTRY_USCC, REGISTRY_KEY | REGISTRY_NEED,
	 NULL, 18, 22, N_("18 characters; the check character is tested")},
	{"name", HEADS("机构名称", "Name", "单位名称", "名称"), REGISTRY_TEXT, REGISTRY_NEED, NULL, 300, 36,
	 N_("full name as registered")},
	{"ability", HEADS("技术能力", "Ability", "能力范围", "服务范围"), REGISTRY_LIST, 0, NULL, 1000, 30,
	 N_("remote tests, conformity tests, risk assessment …, separated by ;")},
	{"cert", HEADS("能力证书编号", "Certificate", "证书编号"), REGISTRY_TEXT, 0, NULL, 200, 22,
	 N_("proof of its ability (令第11号 art. 16)")},
	{"cert_until", HEADS("证书有效期至", "Valid until", "有效期至"), REGISTRY_DATE, 0, NULL, 0, 14,
	 N_("last day of the proof")},
	{"address", HEADS("地址", "Address"), REGISTRY_TEXT, 0, NULL, 500, 36, N_("address")},
	{"active", HEADS("是否委托中", "Active", "委托中"), REGISTRY_BOOL, 0, NULL, 1, 10, N_("empty: yes")},
};

/* Bits other than the technician's, of persons of this institution. */
static int check(struct ledger *l, const struct registry_value *v, size_t *ret_field, buf *why, err *e)
{
	int64_t n = 0;

	_Static_assert(ROLE_TECHNICIAN == 8, "the statement below knows the bit");
	*ret_field = 0;
	TRY(ledger_int(l, "SELECT count(*) FROM reg_unit WHERE uscc = :uscc", "uscc", v[0].text, &n, e));
	if (n) {
		buf_put_c(why, _("is registered as a unit that is inspected"));
		return 0;
	}
	TRY(ledger_int(l, "SELECT count(*) FROM person WHERE unit = :uscc AND roles <> 0 AND roles <> 256", "uscc",
		       v[0].text, &n, e));
	if (n)
		buf_put_c(why, _("persons of this code hold roles that an institution's staff may not have"));
	return 0;
}

const struct registry_kind registry_institutions = {
	.name = "institutions",
	.title = N_("technical institutions"),
	.table = "reg_institution",
	.fields = fields,
	.count = ARRAY_LEN(fields),
	.check = check,
};

int registry_institution_bar(struct ledger *l, const struct person *p, err *e)
{
	int64_t one;

	if (!p->unit.n || !(p->roles & ~ROLE_BIT(ROLE_TECHNICIAN)))
		return 0;
	int rc = ledger_int(l, "SELECT 1 FROM reg_institution WHERE uscc = :uscc", "uscc", p->unit, &one, e);

	TRY(rc);
	return rc ? err_set(e, E_DENIED,
			    _("%.*s belongs to a technical institution, which tests but does not inspect, sign or "
			      "issue "
			      "(国办发〔2024〕54号)"),
			    STR_ARG(p->id))
		  : 0;
}
