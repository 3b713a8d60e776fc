/* yicha draw: the double-random draw (双随机), from the plan to the published record and its verification. */
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/desk.h"
#include "cmd/draw_pool.h"
#include "cmd/draw_rule.h"
#include "cmd/draw_show.h"
#include "exchange/draw_verify.h"
#include "ledger/campaign.h"
#include "os/file.h"
#include "os/process.h"

#define OUT_MOST ((size_t)1 << 30)
#define MEMORY ((size_t)4 << 30)

static const roles both = ROLE_BIT(ROLE_DRAW_OPERATOR) | ROLE_BIT(ROLE_DRAW_SUPERVISOR);

struct secret {
	uint8_t random[32];
	uint8_t salt[16];
};

static int plan(struct desk *d, str number, buf *b, err *e)
{
	struct draw_rule r = {0};
	struct person by = {0};
	digest rule;

	(void)number;
	TRY(draw_rule_read(d, &r, e));
	TRY(desk_actor(d, both, &by, e));
	TRY(campaign_plan(d->ledger, &by, &r, &d->mem, e));
	rule = draw_rule_digest(&r);
	if (d->json) {
		digest_hex hex = digest_to_hex(&rule);

		buf_printf(b, "{\"number\":\"%.*s\",\"rule\":\"%s\"}\n", STR_ARG(r.number), hex.c);
		return 0;
	}
	buf_printf(b, "%.*s\n", STR_ARG(r.number));
	return 0;
}

/* From a file, or from the registry: then "2026-001" looks at the caps of 2026. */
static int read_units(struct desk *d, str number, arena *mem, struct draw_input *in, err *e)
{
	uint64_t year = 0;

	if (args_count(d->args) > 2)
		return draw_pool_units(args_operand(d->args, 2), mem, in, e);
	if (!str_to_u64(str_sub(number, 0, 4), 9999, &year))
		return err_set(e, E_NOTFOUND, _("no draw %.*s here"), STR_ARG(number));
	return draw_pool_registry(d->ledger, (int64_t)year, mem, in, e);
}

static int read_pool(struct desk *d, str number, arena *mem, struct draw_input *in, err *e)
{
	const char *officers = args_value(d->args, "officers"), *recusals = args_value(d->args, "recusals");

	TRY(read_units(d, number, mem, in, e));
	TRY(officers ? draw_pool_officers(officers, mem, in, e) : draw_pool_persons(d->ledger, mem, in, e));
	if (recusals)
		TRY(draw_pool_recusals(recusals, mem, in, e));
	/* Who went there last: from this ledger's own draws, where the file says nothing. */
	for (size_t i = 0; i < in->unit_count; i++) {
		if (in->units[i].past_count == 0)
			TRY(campaign_past(d->ledger, &in->units[i], mem, e));
	}
	return 0;
}

static int pool(struct desk *d, str number, buf *b, err *e)
{
	AUTO(arena_clear) arena mem = {0};
	struct draw_input in = {0};
	struct draw_result r = {0};
	struct person by = {0};
	struct campaign c = {0};

	arena_init(&mem, MEMORY);
	TRY(desk_actor(d, both, &by, e));
	TRY(read_pool(d, number, &mem, &in, e));
	TRY(campaign_pool(d->ledger, &by, number, &in, &r, &mem, e));
	c = (struct campaign){.state = CAMPAIGN_POOLED, .in = in};
	if (d->json)
		draw_show_json(&c, &r, NULL, b);
	else
		draw_show_text(&c, &r, NULL, b);
	return 0;
}

static int secret_path(struct desk *d, const char **ret, err *e)
{
	*ret = args_value(d->args, "secret");
	return *ret ? 0 : err_set(e, E_USAGE, _("where is the secret? --secret FILE"));
}

/* Makes the secret: who writes it down keeps it to themselves until they reveal it. */
static int commit(struct desk *d, str number, buf *b, err *e)
{
	AUTO(buf_release) buf text = {0};
	const char *path = NULL;
	struct person by = {0};
	struct secret s;
	digest hash;

	TRY(secret_path(d, &path, e));
	TRY(desk_actor(d, both, &by, e));
	if (os_file_exists(path))
		return err_set(e, E_USAGE, _("%s is there already: a secret is not overwritten"), path);
	TRY(os_random(&s, sizeof(s), e));
	hash = draw_commitment(s.random, s.salt);
	buf_init(&text, 1u << 10);
	buf_put_hex(&text, (str){s.random, sizeof(s.random)});
	buf_put_byte(&text, ' ');
	buf_put_hex(&text, (str){s.salt, sizeof(s.salt)});
	buf_put_byte(&text, '\n');
	TRY(os_file_write_private(path, buf_str(&text), e));
	int rc = campaign_commit(d->ledger, &by, number, &hash, e);

	if (rc < 0) {
		(void)os_file_remove(path, NULL);
		return rc;
	}
	buf_printf(b, d->json ? "{\"commitment\":\"%s\"}\n" : "%s\n", digest_to_hex(&hash).c);
	return 0;
}

static bool hex_bytes(str s, uint8_t *to, size_t n)
{
	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = byte_hex(s.p[2 * i]), low = byte_hex(s.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static int reveal(struct desk *d, str number, buf *b, err *e)
{
	const char *path = NULL;
	struct person by = {0};
	struct secret s;
	str text = {0};

	(void)b;
	TRY(secret_path(d, &path, e));
	TRY(desk_actor(d, both, &by, e));
	TRY(os_file_read(path, 4096, &d->mem, &text, e));
	text = str_trim(text);
	struct str_cut random = str_cut(&text, ' ');

	if (!random.ok || !hex_bytes(random.head, s.random, sizeof(s.random)) ||
	    !hex_bytes(text, s.salt, sizeof(s.salt)))
		return err_set(e, E_SYNTAX, _("%s holds no secret of a draw"), path);
	return campaign_reveal(d->ledger, &by, number, s.random, s.salt, e);
}

static int beacon(struct desk *d, str number, buf *b, err *e)
{
	struct person by = {0};

	(void)b;
	if (args_count(d->args) < 3)
		return err_set(e, E_USAGE, _("which value? yicha draw beacon NUMBER VALUE"));
	TRY(desk_actor(d, both, &by, e));
	return campaign_beacon(d->ledger, &by, number, args_flag(d->args, "fallback-used"),
			       str_c(args_operand(d->args, 2)), e);
}

/* The record to the file of --record, else to stdout. */
static int put_record(struct desk *d, str number, buf *b, err *e)
{
	AUTO(arena_clear) arena mem = {0};
	AUTO(buf_release) buf record = {0};
	const char *path = args_value(d->args, "record");

	arena_init(&mem, MEMORY);
	buf_init(&record, OUT_MOST);
	TRY(campaign_record(d->ledger, number, &mem, &record, e));
	if (buf_full(&record))
		return err_set(e, E_LIMIT, _("the record is longer than %zu bytes"), OUT_MOST);
	if (path)
		return os_file_write(path, buf_str(&record), e);
	cmd_put(b);
	cmd_put_bytes(&record);
	buf_put_byte(b, '\n');
	return 0;
}

static int show(struct desk *d, str number, buf *b, err *e);

static int hold(struct desk *d, str number, buf *b, err *e)
{
	struct person by = {0};

	TRY(desk_actor(d, both, &by, e));
	TRY(campaign_hold(d->ledger, &by, number, e));
	if (args_value(d->args, "record"))
		TRY(put_record(d, number, b, e));
	return show(d, number, b, e);
}

static int put_row(void *ctx, const struct campaign_row *r, err *e)
{
	buf *b = ctx;

	(void)e;
	buf_printf(b, _("%.*s  %-9s %lld units, %lld drawn  "), STR_ARG(r->number), _(campaign_state_name(r->state)),
		   (long long)r->units, (long long)r->drawn);
	buf_put_clean(b, r->campaign, DRAW_TEXT_MOST);
	buf_put_byte(b, '\n');
	return 0;
}

static int put_json_row(void *ctx, const struct campaign_row *r, err *e)
{
	struct json_out *o = ctx;

	(void)e;
	json_open(o, NULL, '{');
	json_str(o, "campaign", r->campaign);
	json_int(o, "drawn", r->drawn);
	json_int(o, "held_at", r->held_at);
	json_str(o, "number", r->number);
	json_str(o, "state", str_c(campaign_state_name(r->state)));
	json_int(o, "units", r->units);
	json_close(o, '}');
	return 0;
}

static int list(struct desk *d, str number, buf *b, err *e)
{
	struct json_out o;

	(void)number;
	if (!d->json)
		return campaign_each(d->ledger, put_row, b, e);
	json_begin(&o, b);
	json_open(&o, NULL, '[');
	TRY(campaign_each(d->ledger, put_json_row, &o, e));
	json_close(&o, ']');
	buf_put_byte(b, '\n');
	return 0;
}

static int show(struct desk *d, str number, buf *b, err *e)
{
	AUTO(arena_clear) arena mem = {0};
	struct campaign c = {0};
	struct draw_result r = {0};
	struct draw_standing now = {0};

	arena_init(&mem, MEMORY);
	TRY(campaign_load(d->ledger, number, &mem, &c, e));
	if (c.state != CAMPAIGN_HELD) {
		draw_digests(&c.in, &mem, &r);
	} else {
		TRY(campaign_result(&c, &mem, &r, e));
		draw_stand(&c.in, &r, c.change_count, &mem, &now);
		for (size_t i = 0; i < c.change_count; i++)
			TRY(draw_change(&now, &c.changes[i], &mem, e));
	}
	(d->json ? draw_show_json : draw_show_text)(&c, &r, &now, b);
	return 0;
}

static int record(struct desk *d, str number, buf *b, err *e)
{
	return put_record(d, number, b, e);
}

static int replace(struct desk *d, str number, buf *b, err *e)
{
	const char *officer = args_value(d->args, "officer"), *reason = args_value(d->args, "reason");
	struct draw_change c = {.kind = officer ? DRAW_CHANGE_OFFICER : DRAW_CHANGE_UNIT};
	struct person by = {0};

	if (args_count(d->args) < 3)
		return err_set(e, E_USAGE, _("which unit? yicha draw replace NUMBER UNIT --reason TEXT"));
	TRY(desk_actor(d, both, &by, e));
	c.unit = c.out = str_c(args_operand(d->args, 2));
	if (officer)
		c.out = str_c(officer);
	c.reason = str_c(reason ? reason : "");
	TRY(campaign_replace(d->ledger, &by, number, &c, &d->mem, e));
	buf_printf(b, "%.*s -> %.*s: %.*s %.*s\n", STR_ARG(c.out), STR_ARG(c.in), STR_ARG(c.officers[0]),
		   STR_ARG(c.officers[1]));
	if (args_value(d->args, "record"))
		return put_record(d, number, b, e);
	return 0;
}

static int give_up(struct desk *d, str number, buf *b, err *e)
{
	const char *reason = args_value(d->args, "reason");
	struct person by = {0};

	(void)b;
	TRY(desk_actor(d, both, &by, e));
	return campaign_abort(d->ledger, &by, number, str_c(reason ? reason : ""), e);
}

static const struct {
	const char *name;
	bool number;
	int (*run)(struct desk *d, str number, buf *b, err *e);
} verbs[] = {
	{"plan", false, plan},    {"pool", true, pool},       {"commit", true, commit}, {"reveal", true, reveal},
	{"beacon", true, beacon}, {"hold", true, hold},       {"list", false, list},    {"show", true, show},
	{"record", true, record}, {"replace", true, replace}, {"abort", true, give_up},
};

/* --- verify: needs no store ----------------------------------------------------------------------------------------------- */

static void put_verified(const struct args *a, enum draw_verify answer, const struct draw_verified *r, const buf *why,
			 buf *b)
{
	struct json_out o;

	if (!args_flag(a, "json")) {
		draw_show_verified(answer, r, buf_str(why), b);
		return;
	}
	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "answer",
		 str_c(answer == DRAW_VERIFY_GOOD      ? "good"
		       : answer == DRAW_VERIFY_DIFFERS ? "differs"
						       : "limit"));
	json_int(&o, "changes", (int64_t)r->changes);
	json_int(&o, "drawn", (int64_t)r->drawn);
	json_str(&o, "number", r->number);
	json_hex(&o, "seal", digest_str(&r->seal));
	json_hex(&o, "seed", digest_str(&r->seed));
	json_int(&o, "units", (int64_t)r->units);
	json_str(&o, "why", buf_str(why));
	json_close(&o, '}');
	buf_put_byte(b, '\n');
}

static int verify(const struct args *a)
{
	AUTO(arena_clear) arena file = {0};
	AUTO(arena_clear) arena mem = {0};
	AUTO(buf_release) buf why = {0};
	AUTO(buf_release) buf b = {0};
	struct draw_verified r = {0};
	struct draw_verify_unit unit = {.id = str_c(args_value(a, "unit") ? args_value(a, "unit") : "")};
	str record = {0};
	err e = {0};

	if (args_count(a) != 2)
		return cmd_usage(a, _("which record? yicha draw verify FILE"));
	arena_init(&file, DRAW_VERIFY_MOST + 4096);
	arena_init(&mem, DRAW_VERIFY_MEMORY);
	buf_init(&why, 1u << 12);
	buf_init(&b, 1u << 16);
	if (os_file_read(args_operand(a, 1), DRAW_VERIFY_MOST, &file, &record, &e) < 0)
		return cmd_fail(a, &e);
	/* One line end behind it is what editors and shells leave. */
	if (str_ends(record, STR("\n")))
		record.n--;
	enum draw_verify answer = draw_verify(record, &mem, &r, &unit, &why);

	put_verified(a, answer, &r, &why, &b);
	if (unit.id.n && answer == DRAW_VERIFY_GOOD && !args_flag(a, "json"))
		draw_show_unit(&unit, &b);
	cmd_put(&b);
	return cmd_finish(answer == DRAW_VERIFY_GOOD      ? CMD_CLEAN
			  : answer == DRAW_VERIFY_DIFFERS ? CMD_FOUND
							  : CMD_UNEXAMINED);
}

static int run(const struct args *a)
{
	const char *names[ARRAY_LEN(verbs) + 2] = {NULL};
	AUTO(desk_auto) struct desk d = {0};
	AUTO(buf_release) buf b = {0};
	err e = {0};
	int verb, rc;

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		names[i] = verbs[i].name;
	names[ARRAY_LEN(verbs)] = "verify";
	buf_init(&b, OUT_MOST);
	verb = cmd_verb(a, names);
	if (verb < 0)
		return CMD_REFUSED;
	if (verb == ARRAY_LEN(verbs))
		return verify(a);
	if (verbs[verb].number && args_count(a) < 2)
		return cmd_usage(a, _("which draw? yicha draw %s NUMBER"), verbs[verb].name);
	rc = desk_open(a, &d, &e);
	if (rc == 0)
		rc = verbs[verb].run(&d, str_c(verbs[verb].number ? args_operand(a, 1) : ""), &b, &e);
	return cmd_end(a, rc, &b, &e);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"campaign", 0, OPTION_VALUE, "NAME", N_("plan: name of the campaign")},
	{"strata", 0, OPTION_VALUE, "LIST", N_("plan: divide by these: credit,region,risk,type")},
	{"quota", 0, OPTION_VALUE, "QUOTA",
	 N_("plan: 5%, 12, or risk=high,credit=D:30%; the first that fits a stratum")},
	{"reserve", 0, OPTION_VALUE, "N", N_("plan: units kept in reserve in each stratum (0)")},
	{"rest", 0, OPTION_VALUE, "DAYS", N_("plan: leave units alone that were inspected in the last DAYS days")},
	{"exclude", 0, OPTION_VALUE, "ID=REASON", N_("plan: leave this unit out (repeatable)")},
	{"load", 0, OPTION_VALUE, "N", N_("plan: inspections an officer takes at most (5)")},
	{"no-officers", 0, OPTION_FLAG, NULL, N_("plan: draw units only")},
	{"beacon", 0, OPTION_VALUE, "SOURCE", N_("plan: the public value: which, where read, how written")},
	{"beacon-at", 0, OPTION_VALUE, "TIME", N_("plan: the moment from which it is public")},
	{"fallback", 0, OPTION_VALUE, "SOURCE", N_("plan: what is taken if it does not come")},
	{"day", 0, OPTION_VALUE, "DATE",
	 N_("plan: day at which caps and certificates are looked at (the public value's)")},
	{"method", 0, OPTION_VALUE, "NAME", N_("plan: yicha-draw-1 or rfc3797")},
	{"officers", 0, OPTION_VALUE, "FILE", N_("pool: officers from a CSV file (default: the ledger's persons)")},
	{"recusals", 0, OPTION_VALUE, "FILE", N_("pool: recusals (officer, unit) from a CSV file")},
	{"secret", 0, OPTION_VALUE, "FILE", N_("commit, reveal: where the secret is kept")},
	{"fallback-used", 0, OPTION_FLAG, NULL, N_("beacon: the value is that of the second source")},
	{"record", 0, OPTION_VALUE, "FILE", N_("hold, record, replace: write the record there")},
	{"officer", 0, OPTION_VALUE, "ID", N_("replace: this officer of the unit, not the unit")},
	{"unit", 0, OPTION_VALUE, "ID", N_("verify: show this unit's ticket and place")},
	{"reason", 0, OPTION_VALUE, "TEXT", N_("replace, abort: why")},
	{0},
};

const struct command command_draw = {
	.name = "draw",
	.operands =
		"plan|pool|commit|reveal|beacon|hold|list|show|record|replace|abort|verify [NUMBER] [FILE|VALUE|UNIT]",
	.operands_least = 1,
	.operands_most = 3,
	.words = N_("draw units and officers at random so that anyone can verify it"),
	.help = N_("A draw has a number and goes its steps in order, each an act in the log: 'plan' fixes the rule, "
		   "'pool' the "
		   "units (of the registry, or of a CSV file) and the officers (digests are published), 'commit' binds "
		   "operator and supervisor to a secret "
		   "of each, "
		   "'reveal' shows both before the public value is known, 'beacon' takes that value from both, 'hold' "
		   "draws.\n\n"
		   "Nobody can choose the result: not the one side, not the other, not both without the public value. "
		   "A draw that "
		   "was held stays; one that was not may be aborted by the supervisor and keeps its number. Who drops "
		   "out is replaced "
		   "by the next of the published order, with a reason.\n\n"
		   "The record of 'hold' is verified by anyone: 'yicha draw verify RECORD', or "
		   "console/verify-draw.html in a browser. "
		   "docs/draw.md describes the method."),
	.examples = N_("yicha draw plan --campaign 2026 --strata type,risk --quota risk=high:30% --quota 5% --beacon "
		       "\"双色球 2026135期\" "
		       "--beacon-at 2026-11-24T21:30\tfix the rule\n"
		       "yicha draw pool 2026-001\tfix the pool: the registry's units, the ledger's officers\n"
		       "yicha draw hold 2026-001 --record record.json\tdraw\n"
		       "yicha draw verify record.json --unit 91440300MA0000XY5L\tanyone: is it right?\n"),
	.options = options,
	.run = run,
};
