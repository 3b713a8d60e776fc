/* yicha registry: lists of the agency: units, contacts, objects, assets, filings, officers, institutions, caps. */
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/desk.h"
#include "flow/roster.h"

#define OUT_MOST ((size_t)16 << 20)
/* Bad rows shown on the terminal; --errors has them all. */
#define FAULTS_SHOWN 20
/* Columns of a list on the terminal; --json has them all. */
#define LIST_COLUMNS 6

enum verb { VERB_IMPORT, VERB_EXPORT, VERB_LIST, VERB_SHOW, VERB_TEMPLATE, VERB_COUNT };

/* Officers are accounts, and those are the administrator's; all else is case data. */
static roles keepers(const struct registry_kind *k)
{
	return str_eq(str_c(k->name), STR("officers")) ? ROLE_BIT(ROLE_ADMIN) : ROLE_BIT(ROLE_MANAGER);
}

/* Who looks; nobody, when nobody said so: then personal data is masked. */
static int viewer(struct desk *d, struct person *p, const struct person **ret, err *e)
{
	int rc = desk_actor(d, ~(roles)0, p, e);

	*ret = rc == 0 ? p : NULL;
	return rc == E_USAGE ? 0 : rc;
}

/* --- import ------------------------------------------------------------------------------------------------------------------ */

static void put_report_json(const struct roster_report *r, buf *b)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "changed", (int64_t)r->changed);
	json_open(&o, "faults", '[');
	for (size_t i = 0; i < r->faults.kept; i++) {
		const struct rows_fault *f = &r->faults.list[i];

		json_open(&o, NULL, '{');
		json_str(&o, "column", str_c(f->column));
		json_str(&o, "reason", f->reason);
		json_int(&o, "row", (int64_t)f->line);
		json_str(&o, "sheet", f->page);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_int(&o, "new", (int64_t)r->added);
	json_int(&o, "refused", (int64_t)r->faults.count);
	json_int(&o, "rows", (int64_t)r->rows);
	json_int(&o, "same", (int64_t)r->same);
	json_close(&o, '}');
	buf_put_byte(b, '\n');
}

static void put_report(const struct roster_report *r, buf *b)
{
	buf_printf(b, _("%llu rows: %llu new, %llu changed, %llu as before, %llu faults\n"),
		   (unsigned long long)r->rows, (unsigned long long)r->added, (unsigned long long)r->changed,
		   (unsigned long long)r->same, (unsigned long long)r->faults.count);
	rows_faults_put(&r->faults, b, FAULTS_SHOWN);
}

static int import(struct desk *d, const struct registry_kind *k, buf *b, int *ret_status, err *e)
{
	AUTO(roster_report_release) struct roster_report r = {0};
	const char *errors = args_value(d->args, "errors");
	struct person by;

	TRY(desk_actor(d, keepers(k), &by, e));
	TRY(roster_import(d->ledger, k, args_operand(d->args, 2), &by, args_flag(d->args, "trial"), &r, e));
	if (errors && r.faults.count)
		TRY(rows_faults_write(&r.faults, errors, e));
	if (d->json)
		put_report_json(&r, b);
	else
		put_report(&r, b);
	*ret_status = r.faults.count ? CMD_FOUND : CMD_CLEAN;
	return 0;
}

/* --- export, list, show ------------------------------------------------------------------------------------------------------ */

struct listing {
	struct desk *d;
	const struct registry_kind *k;
	const struct person *by;
	str id; /* show: of these keys, separated by "/" */
	bool show;
	uint64_t rows;
	buf *b;
	struct json_out o;
};

static void put_json(struct listing *li, const struct registry_value *v, bool sees)
{
	AUTO(buf_release) buf cell;
	struct json_out *o = &li->o;
	const struct registry_field *fields = li->k->fields;
	size_t order[REGISTRY_FIELDS_MOST];

	/* Canonical: by name. */
	for (size_t i = 0; i < li->k->count; i++) {
		size_t at = i;

		for (; at && strcmp(fields[order[at - 1]].name, fields[i].name) > 0; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	buf_init(&cell, (size_t)1 << 20);
	json_open(o, NULL, '{');
	for (size_t n = 0; n < li->k->count; n++) {
		const struct registry_field *f = &fields[order[n]];
		const struct registry_value *value = &v[order[n]];

		buf_reset(&cell);
		if (f->type == REGISTRY_NUMBER)
			json_int(o, f->name, value->number);
		else if (f->type == REGISTRY_BOOL)
			json_bool(o, f->name, value->number != 0);
		else if (f->type == REGISTRY_CHOICE) {
			json_str(o, f->name, value->text);
		} else {
			registry_show(f, value, !sees, &cell);
			json_str(o, f->name, buf_str(&cell));
		}
	}
	json_close(o, '}');
}

static void put_line(struct listing *li, const struct registry_value *v, bool sees)
{
	for (size_t i = 0; i < li->k->count && i < LIST_COLUMNS; i++) {
		if (i)
			buf_put_byte(li->b, '\t');
		registry_show(&li->k->fields[i], &v[i], !sees, li->b);
	}
	buf_put_byte(li->b, '\n');
}

static void put_whole(struct listing *li, const struct registry_value *v, bool sees)
{
	if (li->rows > 1)
		buf_put_byte(li->b, '\n');
	for (size_t i = 0; i < li->k->count; i++) {
		buf_printf(li->b, "%s: ", roster_head(&li->k->fields[i]));
		registry_show(&li->k->fields[i], &v[i], !sees, li->b);
		buf_put_byte(li->b, '\n');
	}
}

/* Are the row's keys those of the id, as far as it names them? */
static bool is_of(const struct listing *li, const struct registry_value *v)
{
	str id = li->id;

	for (size_t i = 0; i < li->k->count && id.n; i++) {
		AUTO(buf_release) buf key;
		bool last = true;

		if (!(li->k->fields[i].flags & REGISTRY_KEY))
			continue;
		for (size_t j = i + 1; j < li->k->count; j++)
			last = last && !(li->k->fields[j].flags & REGISTRY_KEY);
		buf_init(&key, 4096);
		if (li->k->fields[i].type == REGISTRY_NUMBER)
			registry_show(&li->k->fields[i], &v[i], false, &key);
		else
			buf_put(&key, v[i].text);
		str part = last ? id : str_cut(&id, '/').head;

		if (!str_eq(part, buf_str(&key)))
			return false;
		if (last)
			return true;
	}
	return true;
}

static int put_row(void *ctx, const struct registry_value *v, err *e)
{
	struct listing *li = ctx;
	bool sees = true;

	if (li->show && !is_of(li, v))
		return 0;
	if (registry_personal(li->k))
		TRY(registry_sees(li->d->ledger, li->by, registry_unit_of(li->k, v), &sees, e));
	li->rows++;
	if (li->d->json)
		put_json(li, v, sees);
	else if (li->show)
		put_whole(li, v, sees);
	else
		put_line(li, v, sees);
	if (!li->d->json)
		cmd_put(li->b);
	return 0;
}

static int list(struct desk *d, const struct registry_kind *k, bool show, buf *b, err *e)
{
	struct person p;
	struct listing li = {.d = d, .k = k, .show = show, .b = b};
	str unit = str_c(args_value(d->args, "unit"));

	TRY(viewer(d, &p, &li.by, e));
	if (show)
		li.id = str_c(args_operand(d->args, 2));
	json_begin(&li.o, b);
	if (d->json)
		json_open(&li.o, NULL, '[');
	TRY(registry_each(d->ledger, k, unit, put_row, &li, e));
	if (show && !li.rows) {
		buf_reset(b);
		return err_set(e, E_NOTFOUND, _("nothing of this name here: %.*s"), STR_ARG(li.id));
	}
	if (d->json) {
		json_close(&li.o, ']');
		buf_put_byte(b, '\n');
	}
	return 0;
}

static int export(struct desk *d, const struct registry_kind *k, buf *b, err *e)
{
	struct person p;
	const struct person *by = NULL;
	uint64_t rows = 0;

	TRY(viewer(d, &p, &by, e));
	TRY(roster_export(d->ledger, k, str_c(args_value(d->args, "unit")), by, args_operand(d->args, 2), &rows, e));
	if (!d->json)
		buf_printf(b, _("%llu rows written\n"), (unsigned long long)rows);
	else
		buf_printf(b, "{\"rows\":%llu}\n", (unsigned long long)rows);
	return 0;
}

/* --- the command ------------------------------------------------------------------------------------------------------------- */

static int act(const struct args *a, enum verb v, const struct registry_kind *k, int *ret_status, err *e)
{
	AUTO(desk_auto) struct desk d = {0};
	AUTO(buf_release) buf b;
	int rc = 0;

	buf_init(&b, OUT_MOST);
	if (v == VERB_TEMPLATE)
		return roster_template(k, args_operand(a, 2), e);
	TRY(desk_open(a, &d, e));
	switch (v) {
	case VERB_IMPORT:
		rc = import(&d, k, &b, ret_status, e);
		break;
	case VERB_EXPORT:
		rc = export(&d, k, &b, e);
		break;
	case VERB_LIST:
		rc = list(&d, k, false, &b, e);
		break;
	case VERB_SHOW:
		rc = list(&d, k, true, &b, e);
		break;
	case VERB_TEMPLATE:
	case VERB_COUNT:
		break;
	}
	cmd_put(&b);
	return rc;
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"import", "export", "list", "show", "template", NULL};
	const struct registry_kind *k = NULL;
	int verb = cmd_verb(a, verbs), status = CMD_CLEAN;
	err e = {0};

	if (verb < 0)
		return CMD_REFUSED;
	if (args_count(a) != (verb == VERB_LIST ? 2u : 3u))
		return cmd_usage(a, verb == VERB_LIST
					    ? _("yicha registry list KIND")
					    : _("yicha registry import|export|template KIND FILE, show KIND ID"));
	if (registry_kind_find(str_c(args_operand(a, 1)), &k, &e) < 0 || act(a, (enum verb)verb, k, &status, &e) < 0)
		return cmd_fail(a, &e);
	return cmd_finish(status);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"errors", 0, OPTION_VALUE, "FILE", N_("import: every row that was not taken, with its reason (XLSX or CSV)")},
	{"trial", 0, OPTION_FLAG, NULL, N_("import: look at the file, change nothing")},
	{"unit", 0, OPTION_VALUE, "CODE", N_("export, list: of this unit only")},
	{0},
};

const struct command command_registry = {
	.name = "registry",
	.operands = "import|export|list|show|template KIND [FILE|ID]",
	.operands_least = 1,
	.operands_most = 3,
	.words = N_("lists of units, contacts, objects, filings, officers; from and to XLSX and CSV"),
	.help = N_(
		"KIND is one of units, contacts, objects, assets, filings, officers, institutions, caps.\n\n"
		"'template' writes a sheet to fill in. 'import' takes every good row of a sheet in one step and tells "
		"each "
		"bad one with its number and reason; the same file a second time changes nothing. 'export' writes the "
		"columns that 'import' takes. Contacts and persons responsible are masked unless --as names somebody "
		"who "
		"may see them: a manager, an officer who handles the unit's case, the unit itself."),
	.examples = N_("yicha registry template units units.xlsx\ta sheet to fill in\n"
		       "yicha registry import units units.xlsx --errors errors.xlsx --as wang\ttakes it, bad rows go "
		       "to errors.xlsx\n"
		       "yicha registry show units 91440300MA0000XY5L\tone unit\n"),
	.options = options,
	.run = run,
};
