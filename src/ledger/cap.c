/* cap: how often a unit may be inspected in a year (国办发〔2024〕54号: 年度频次上限); part of registry.h. */
#include "ledger/registry_priv.h"

static const struct registry_choice risks[] = {
	{"low", "低", "Low"},
	{"medium", "中", "Medium"},
	{"high", "高", "High"},
	{0},
};

static const struct registry_field fields[] = {
	{"year", HEADS("年度", "Year", "年份"), REGISTRY_NUMBER, REGISTRY_KEY | REGISTRY_NEED, NULL, 4, 8,
	 N_("for example 2026")},
	{"unit", HEADS("统一社会信用代码", "Credit code"), REGISTRY_USCC, REGISTRY_KEY | REGISTRY_OF_UNIT, NULL, 18, 22,
	 N_("empty: every unit of the risk class")},
	{"risk", HEADS("风险等级", "Risk", "风险类别"), REGISTRY_CHOICE, REGISTRY_KEY, risks, 8, 10,
	 N_("only where no unit is named; empty: every unit")},
	{"most", HEADS("频次上限", "At most", "检查频次上限", "年度频次上限"), REGISTRY_NUMBER, 0, NULL, 9, 12,
	 N_("inspections in the year")},
	{"source", HEADS("依据", "Source", "公布文件"), REGISTRY_TEXT, 0, NULL, 300, 40, N_("where it was published")},
};

static int check(struct ledger *l, const struct registry_value *v, size_t *ret_field, buf *why, err *e)
{
	(void)l;
	(void)e;
	if (v[0].number < 2000 || v[0].number > 2199) {
		*ret_field = 0;
		buf_put_c(why, _("is no year"));
	} else if (v[1].text.n && v[2].text.n) {
		*ret_field = 2;
		buf_put_c(why, _("a unit's own cap has no risk class"));
	}
	return 0;
}

const struct registry_kind registry_caps = {
	.name = "caps",
	.title = N_("caps of inspections a year"),
	.table = "reg_cap",
	.fields = fields,
	.count = ARRAY_LEN(fields),
	.check = check,
};

/* Is the inspection counted already? */
static int is_used(struct ledger *l, str uscc, int64_t year, str subject, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "SELECT 1 FROM reg_inspection WHERE unit = :unit AND year = :year AND subject = :subject",
			&st, e));
	db_bind_text(st, "unit", uscc);
	db_bind_int(st, "year", year);
	db_bind_text(st, "subject", subject);
	int rc = db_step(st, e);

	if (rc == 1)
		db_reset(st);
	return rc;
}

static int change(struct ledger *l, const char *sql, str uscc, int64_t year, str subject, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	TRY(db_prepare(ledger_db(l), str_c(sql), &st, e));
	db_bind_text(st, "unit", uscc);
	db_bind_int(st, "year", year);
	db_bind_text(st, "subject", subject);
	return db_run(st, e);
}

int registry_cap_use(struct ledger *l, str uscc, int64_t year, str subject, err *e)
{
	AUTO(arena_clear) arena mem;
	struct registry_unit u;
	int rc = is_used(l, uscc, year, subject, e);

	TRY(rc);
	if (rc == 1)
		return 0;
	arena_init(&mem, 1u << 16);
	TRY(registry_unit_find(l, uscc, year, &mem, &u, e));
	if (u.cap != REGISTRY_NO_CAP && u.used >= u.cap)
		return err_set(e, E_DENIED, _("%.*s was inspected %lld times in %lld: no more than %lld are allowed"),
			       STR_ARG(u.name), (long long)u.used, (long long)year, (long long)u.cap);
	return change(l, "INSERT INTO reg_inspection(unit, year, subject) VALUES (:unit, :year, :subject)", uscc, year,
		      subject, e);
}

int registry_cap_return(struct ledger *l, str uscc, int64_t year, str subject, err *e)
{
	return change(l, "DELETE FROM reg_inspection WHERE unit = :unit AND year = :year AND subject = :subject", uscc,
		      year, subject, e);
}
