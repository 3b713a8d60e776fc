/* yicha ledger: makes the ledger of a store, its persons and settings. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "catalogue/yaml.h"
#include "cmd/desk.h"
#include "ledger/case.h"

#define OUT_MOST ((size_t)16 << 20)

static int init(const struct args *a, err *e)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(ledger_auto) struct ledger *l = NULL;
	AUTO(buf_release) buf b;
	struct ledger_options o = {.make = true, .sample = args_flag(a, "sample")};
	const char *agency = args_value(a, "agency");
	struct json_out j;
	int64_t leaves = 0;

	TRY(desk_moment(a, &o, e));
	TRY(store_open(cmd_store_path(a), true, &s, e));
	TRY(ledger_open(s, &o, &l, e));
	TRY(ledger_int(l, "SELECT count(*) FROM log_leaf", NULL, (str){0}, &leaves, e));
	if (leaves)
		return err_set(e, E_USAGE, _("this store has a ledger already"));
	buf_init(&b, 1u << 12);
	json_begin(&j, &b);
	json_open(&j, NULL, '{');
	json_str(&j, "agency", str_c(agency ? agency : ""));
	json_bool(&j, "sample", o.sample);
	json_close(&j, '}');
	TRY(ledger_begin(l, e));
	TRY(ledger_setting_put(l, "agency.name", str_c(agency ? agency : ""), e));
	TRY(ledger_act(l, &(struct ledger_act){.kind = "ledger.init", .body = buf_str(&b)}, NULL, e));
	return ledger_commit(l, e);
}

/* person ID NAME ROLES: the first person is added by nobody and must be an administrator. */
static int add(struct desk *d, err *e)
{
	const struct args *a = d->args;
	struct person p = {.active = !args_flag(a, "inactive")}, by = {0};
	AUTO(buf_release) buf b;
	struct json_out j;
	int64_t persons = 0;
	const char *until = args_value(a, "cert-until");

	p.id = str_c(args_operand(a, 1));
	p.name = str_c(args_operand(a, 2));
	p.unit = str_c(args_value(a, "unit") ? args_value(a, "unit") : "");
	p.cert = str_c(args_value(a, "cert") ? args_value(a, "cert") : "");
	p.department = str_c(args_value(a, "department") ? args_value(a, "department") : "");
	if (!roles_parse(str_c(args_operand(a, 3)), &p.roles))
		return err_set(e, E_USAGE, _("%s is no list of roles; they are in 'yicha help ledger'"),
			       args_operand(a, 3));
	if (until && !yaml_date_parse(str_c(until), &p.cert_until))
		return err_set(e, E_USAGE, _("--cert-until: %s is no date"), until);
	if ((p.roles & (ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER))) && p.unit.n == 0)
		return err_set(e, E_USAGE, _("of which unit? --unit CODE"));
	if (p.name.n == 0)
		return err_set(e, E_USAGE, _("a person needs a name"));
	TRY(ledger_int(d->ledger, "SELECT count(*) FROM person", NULL, (str){0}, &persons, e));
	if (persons)
		TRY(desk_actor(d, ROLE_BIT(ROLE_ADMIN), &by, e));
	else if (!(p.roles & ROLE_BIT(ROLE_ADMIN)))
		return err_set(e, E_USAGE, _("the first person must be an administrator (admin)"));
	buf_init(&b, 1u << 12);
	json_begin(&j, &b);
	json_open(&j, NULL, '{');
	json_bool(&j, "active", p.active);
	json_str(&j, "cert", p.cert);
	json_int(&j, "cert_until", p.cert_until);
	json_str(&j, "department", p.department);
	json_str(&j, "name", p.name);
	json_int(&j, "roles", p.roles);
	json_str(&j, "unit", p.unit);
	json_close(&j, '}');
	TRY(ledger_begin(d->ledger, e));
	TRY(ledger_person_put(d->ledger, &p, e));
	TRY(ledger_act(d->ledger, &(struct ledger_act){"person.put", p.id, persons ? by.id : p.id, buf_str(&b)}, NULL,
		       e));
	return ledger_commit(d->ledger, e);
}

/* set NAME WORDS: what papers show of the agency. */
static int set(struct desk *d, err *e)
{
	static const char *const names[] = {"agency.name",     "agency.mark",      "agency.contact",
					    "agency.phone",    "agency.report_to", "agency.order",
					    "agency.remedies", "extension.days",   NULL};
	const char *name = args_operand(d->args, 1);
	str words = str_c(args_operand(d->args, 2));
	struct person by = {0};
	AUTO(buf_release) buf b;
	struct json_out j;
	uint64_t days = 0;
	size_t i = 0;

	while (names[i] && !str_eq(str_c(names[i]), str_c(name)))
		i++;
	if (!names[i])
		return err_set(e, E_USAGE, _("no setting %s; they are in 'yicha help ledger'"), name);
	if (!str_is_utf8(words))
		return err_set(e, E_USAGE, _("the words are not UTF-8"));
	if (str_eq(str_c(name), STR("extension.days")) && (!str_to_u64(words, CASE_EXTENSION_MOST, &days) || days == 0))
		return err_set(e, E_USAGE, _("extension.days: %.*s is no number of days up to %d"), STR_ARG(words),
			       CASE_EXTENSION_MOST);
	TRY(desk_actor(d, ROLE_BIT(ROLE_ADMIN), &by, e));
	buf_init(&b, 1u << 16);
	json_begin(&j, &b);
	json_open(&j, NULL, '{');
	json_str(&j, "value", words);
	json_close(&j, '}');
	TRY(ledger_begin(d->ledger, e));
	TRY(ledger_setting_put(d->ledger, names[i], words, e));
	TRY(ledger_act(d->ledger, &(struct ledger_act){"ledger.set", str_c(names[i]), by.id, buf_str(&b)}, NULL, e));
	return ledger_commit(d->ledger, e);
}

struct persons {
	struct json_out j;
	buf b;
	bool json;
};

static void put_json(struct json_out *j, const struct person *p)
{
	json_open(j, NULL, '{');
	json_bool(j, "active", p->active);
	json_str(j, "cert", p->cert);
	json_int(j, "cert_until", p->cert_until);
	json_str(j, "department", p->department);
	json_str(j, "id", p->id);
	json_str(j, "name", p->name);
	json_open(j, "roles", '[');
	for (unsigned r = 0; r < ROLE_COUNT; r++)
		if (p->roles & ROLE_BIT(r))
			json_str(j, NULL, str_c(role_key((enum role)r)));
	json_close(j, ']');
	json_str(j, "unit", p->unit);
	json_close(j, '}');
}

static int put_person(void *ctx, const struct person *p, err *e)
{
	struct persons *all = ctx;
	buf *b = &all->b;

	(void)e;
	if (all->json) {
		put_json(&all->j, p);
		return 0;
	}
	buf_printf(b, "%-16.*s %.*s", STR_ARG(p->id), STR_ARG(p->name));
	for (unsigned r = 0; r < ROLE_COUNT; r++) {
		if (p->roles & ROLE_BIT(r))
			buf_printf(b, " %s", role_key((enum role)r));
	}
	buf_put_c(b, p->active ? "\n" : " -\n");
	return 0;
}

static int persons(struct desk *d, err *e)
{
	struct persons all = {.json = d->json};

	buf_init(&all.b, OUT_MOST);
	json_begin(&all.j, &all.b);
	if (all.json)
		json_open(&all.j, NULL, '[');
	int rc = ledger_person_each(d->ledger, put_person, &all, e);

	if (rc >= 0 && all.json) {
		json_close(&all.j, ']');
		buf_put_byte(&all.b, '\n');
	}
	if (rc >= 0)
		cmd_put(&all.b);
	buf_release(&all.b);
	return rc;
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"init", "person", "persons", "set", NULL};
	AUTO(desk_auto) struct desk d = {0};
	err e = {0};
	int verb = cmd_verb(a, verbs), rc;

	if (verb < 0)
		return CMD_REFUSED;
	if (verb == 0) {
		rc = init(a, &e);
		return rc < 0 ? cmd_fail(a, &e) : CMD_CLEAN;
	}
	if (verb == 1 && args_count(a) != 4)
		return cmd_usage(a, _("yicha ledger person ID NAME ROLES"));
	if (verb == 3 && args_count(a) != 3)
		return cmd_usage(a, _("yicha ledger set NAME WORDS"));
	rc = desk_open(a, &d, &e);
	if (rc == 0)
		rc = verb == 1 ? add(&d, &e) : verb == 3 ? set(&d, &e) : persons(&d, &e);
	return rc < 0 ? cmd_fail(a, &e) : cmd_finish(CMD_CLEAN);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"sample", 0, OPTION_FLAG, NULL, N_("init: everything it issues says 样本; its clock may be set")},
	{"agency", 0, OPTION_VALUE, "NAME", N_("init: name of the agency")},
	{"unit", 0, OPTION_VALUE, "CODE", N_("person: of this unit or institution, not of the agency")},
	{"department", 0, OPTION_VALUE, "NAME", N_("person: department")},
	{"cert", 0, OPTION_VALUE, "NUMBER", N_("person: number of the law-enforcement certificate")},
	{"cert-until", 0, OPTION_VALUE, "DATE", N_("person: last day of the certificate")},
	{"inactive", 0, OPTION_FLAG, NULL, N_("person: may not act any more")},
	{0},
};

const struct command command_ledger = {
	.name = "ledger",
	.operands = "init|person|persons|set [ID NAME ROLES|NAME WORDS]",
	.operands_least = 1,
	.operands_most = 4,
	.words = N_("make the ledger of a store; the persons who may act"),
	.help = N_(
		"The ledger remembers the procedure: who did what, when and on what ground, in a log that shows every "
		"later change.\n\n"
		"'init' makes it. 'person' adds or replaces one person; the first one must be an administrator. Roles, "
		"separated by commas: admin, auditor, manager, draw-operator, draw-supervisor, officer, legal, issuer, "
		"technician, unit, unit-leader.\n\n"
		"'set' keeps what papers show: agency.name, agency.mark (before the number: 某通信管), agency.contact, "
		"agency.phone, agency.report_to, agency.order (责令整改 or 责令改正), agency.remedies; and "
		"extension.days: how many days the extensions of a case may have together (180)."),
	.examples = N_("yicha ledger init --agency 某省通信管理局\ta ledger in the default store\n"
		       "yicha ledger person wang 王某 admin\tits first person\n"),
	.options = options,
	.run = run,
};
