#include "flow/retest.h"

#include "base/i18n.h"
#include "base/json.h"
#include "ledger/document.h"

#define RECORD_MOST ((size_t)64 << 10)
#define REASON_MOST ((size_t)2000)

/* The finding's case, where it waits for its re-test. */
static int waiting(struct ledger *l, str finding, arena *mem, struct case_row *c, struct retest_outcome *ret, err *e)
{
	err no = {0};
	int rc = case_find(l, finding, mem, c, &no);

	*ret = (struct retest_outcome){.state = AT_CASE_NONE};
	if (rc == E_NOTFOUND)
		return 0;
	if (rc < 0) {
		*e = no;
		return rc;
	}
	ret->id = c->id;
	ret->state = c->state;
	ret->waiting = c->state == AT_CASE_RETESTING;
	return 0;
}

static int check_tester(const struct case_row *c, const struct person *actor, err *e)
{
	if (c->tester.n && !str_eq(c->tester, actor->id))
		return err_set(e, E_DENIED, _("the re-test of case %.*s was given to %.*s"), STR_ARG(c->id),
			       STR_ARG(c->tester));
	return 0;
}

int retest_may(struct ledger *l, str finding, const struct person *actor, arena *mem, struct retest_outcome *ret,
	       err *e)
{
	struct case_row c;
	enum life_state to = AT_CASE_NONE;

	TRY(waiting(l, finding, mem, &c, ret, e));
	if (!ret->waiting)
		return 0;
	TRY(check_tester(&c, actor, e));
	return step_may(l,
			&(struct step){.event = DO_CASE_RETEST,
				       .from = c.state,
				       .subject = c.id,
				       .actor = actor,
				       .unit = c.uscc,
				       .has_evidence = true},
			&to, e);
}

/* The record of the re-check: what the round's evidence is. */
static int put_record(struct ledger *l, const struct retest *r, const struct case_row *c, str actor, arena *mem,
		      str *ret, err *e)
{
	AUTO(buf_release) buf b;
	AUTO(buf_release) buf name;
	struct document d = {.kind = STR("retest"), .media = STR("application/json"), .actor = actor};
	digest_hex checks = digest_to_hex(&r->checks);
	struct json_out o;

	buf_init(&b, RECORD_MOST);
	buf_init(&name, 200);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_str(&o, "asset", r->asset);
	json_str(&o, "case", c->id);
	json_str(&o, "check", r->check);
	json_str(&o, "checks", str_c(checks.c));
	json_bool(&o, "elsewhere", r->elsewhere);
	json_str(&o, "finding", r->finding);
	json_int(&o, "judgement", r->judgement);
	json_str(&o, "reason", r->reason);
	json_int(&o, "round", c->round);
	json_str(&o, "run", r->run);
	json_str(&o, "verdict", str_c(verdict_name(r->verdict)));
	json_str(&o, "version", r->version);
	json_close(&o, '}');
	buf_printf(&name, "retest-%.*s-%lld.json", STR_ARG(c->id), (long long)c->round);
	d.bytes = buf_str(&b);
	d.name = buf_str(&name);
	TRY(ledger_document_put(l, &d, e));
	digest_hex sha = digest_to_hex(&d.sha256);

	*ret = arena_str(mem, str_c(sha.c));
	return 0;
}

static const char *result_of(const struct retest *r)
{
	static const char *const words[VERDICT_COUNT] = {
		[VERDICT_PASS] = "pass", [VERDICT_NA] = "pass", [VERDICT_FAIL] = "fail", [VERDICT_UNKNOWN] = "unknown"};

	return words[r->verdict];
}

static void put_reason(buf *b, const struct retest *r)
{
	if (r->verdict == VERDICT_FAIL)
		buf_put_c(b, r->elsewhere ? "该位置已整改，但该资产的其他位置仍不合格" : "复测仍不合格");
	else if (r->verdict == VERDICT_NA)
		buf_put_c(b, "该检查项不再适用");
	else if (r->verdict == VERDICT_UNKNOWN)
		buf_put_c(b, "未能完整检查");
	else
		buf_put_c(b, "复测合格");
	if (r->reason.n) {
		buf_put_c(b, "：");
		buf_put_clean(b, r->reason, REASON_MOST);
	}
}

static int note(struct ledger *l, const struct retest *r, const struct person *actor, arena *mem,
		struct retest_outcome *ret, err *e)
{
	AUTO(buf_release) buf reason;
	struct case_row c;
	str evidence = {0};
	struct case_act act = {.actor = actor, .evidence = &evidence, .evidence_count = 1, .run = r->run};

	buf_init(&reason, REASON_MOST + 200);
	TRY(waiting(l, r->finding, mem, &c, ret, e));
	if (!ret->waiting)
		return 0;
	TRY(check_tester(&c, actor, e));
	TRY(put_record(l, r, &c, actor->id, mem, &evidence, e));
	put_reason(&reason, r);
	act.reason = buf_str(&reason);
	act.event = DO_CASE_RETEST;
	TRY(case_retest(l, &c, &act, str_c(result_of(r)), e));
	if (r->verdict == VERDICT_UNKNOWN || !(actor->roles & ROLE_BIT(ROLE_OFFICER)))
		return 0;
	act.event = r->verdict == VERDICT_FAIL ? DO_CASE_FAIL : DO_CASE_PASS;
	TRY(case_find(l, c.id, mem, &c, e));
	TRY(case_move(l, &c, &act, &ret->state, e));
	ret->decided = true;
	return 0;
}

int retest_note(struct ledger *l, const struct retest *r, const struct person *actor, arena *mem,
		struct retest_outcome *ret, err *e)
{
	TRY(ledger_begin(l, e));
	int rc = note(l, r, actor, mem, ret, e);

	if (rc == 0)
		rc = ledger_commit(l, e);
	if (rc < 0)
		ledger_rollback(l);
	return rc;
}
