/* penalty_move: what an event of a penalty case demands beyond the table, and what it sets running; part of penalty.h. */
#include "base/date.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/number.h"
#include "ledger/penalty_priv.h"

#define OFFICERS_LEAST 2 /* 行政处罚法 art. 42 */
#define OFFICERS_MOST 32

struct moving {
	struct ledger *l;
	const struct penalty_clocks *c;
	const struct penalty *p;
	const struct penalty_act *a;
	struct penalty new;
	str *officers;
	size_t officer_count;
	arena *mem;
	err *e;
};

static bool handles(const struct moving *m, str person)
{
	for (size_t i = 0; i < m->officer_count; i++) {
		if (str_eq(m->officers[i], person))
			return true;
	}
	return false;
}

/* --- what is demanded ----------------------------------------------------------------------------------------------------- */

/* 1: over (or there is none), 0: it still runs. */
static int is_over(struct moving *m, const char *kind)
{
	struct term t;
	int rc = term_find(m->l, m->p->id, str_c(kind), m->mem, &t, m->e);

	TRY(rc);
	return rc == 0 || deadline_is_over(&t.d, ledger_now(m->l));
}

/* Two or more, each with a certificate that is valid today and none of the unit's own. */
static int check_officers(struct moving *m, const str *ids, size_t n)
{
	if (n < OFFICERS_LEAST)
		return err_set(m->e, E_DENIED,
			       _("a penalty case is handled by at least two officers (行政处罚法 art. 42)"));
	if (n > OFFICERS_MOST)
		return err_set(m->e, E_LIMIT, _("more than %d officers"), OFFICERS_MOST);
	for (size_t i = 0; i < n; i++) {
		struct person p;

		for (size_t k = 0; k < i; k++) {
			if (str_eq(ids[k], ids[i]))
				return err_set(m->e, E_DENIED, _("%.*s stands here twice"), STR_ARG(ids[i]));
		}
		TRY(ledger_person(m->l, ids[i], m->mem, &p, m->e));
		TRY(person_may(&p, ROLE_BIT(ROLE_OFFICER), ledger_now(m->l), m->e));
		if (p.cert.n == 0 || (p.cert_until && p.cert_until < date_china_day(ledger_now(m->l))))
			return err_set(m->e, E_DENIED, _("%.*s has no valid law-enforcement certificate"),
				       STR_ARG(p.id));
		if (p.unit.n)
			return err_set(m->e, E_DENIED, _("%.*s is not of the agency"), STR_ARG(p.id));
	}
	return 0;
}

static int by_handler(struct moving *m)
{
	TRY(check_officers(m, m->officers, m->officer_count));
	if (!handles(m, m->a->actor->id))
		return err_set(m->e, E_DENIED, _("%.*s does not handle %.*s"), STR_ARG(m->a->actor->id),
			       STR_ARG(m->p->id));
	return 0;
}

static int by_other(struct moving *m)
{
	if (handles(m, m->a->actor->id))
		return err_set(m->e, E_DENIED, _("%.*s handles %.*s: this is for somebody else"),
			       STR_ARG(m->a->actor->id), STR_ARG(m->p->id));
	return 0;
}

static int has_step(struct moving *m, enum life_event event, bool *ret)
{
	struct life_past *past = NULL;
	size_t n = 0;

	*ret = false;
	TRY(step_past(m->l, m->p->id, m->mem, &past, &n, m->e));
	for (size_t i = 0; i < n; i++)
		*ret |= past[i].event == event;
	return 0;
}

static int conclude(struct moving *m)
{
	bool investigated = false;

	TRY(by_handler(m));
	TRY(has_step(m, DO_PENALTY_INVESTIGATE, &investigated));
	if (!investigated)
		return err_set(m->e, E_DENIED, _("nothing was investigated yet"));
	m->new.major = m->a->major;
	return 0;
}

static int tell(struct moving *m)
{
	TRY(by_handler(m));
	if (m->a->kinds.n == 0 || m->a->fine < 0 || m->a->fine > PENALTY_FINE_MOST)
		return err_set(m->e, E_USAGE, _("what penalty is meant must be told (--kinds, --fine)"));
	m->new.kinds = m->a->kinds;
	m->new.told_fine = m->a->fine;
	m->new.fine = 0;
	m->new.hearing = m->a->hearing;
	m->new.revokes = m->a->revokes;
	m->new.told_at = m->a->at ? m->a->at : ledger_now(m->l);
	if (m->new.told_at > ledger_now(m->l) || m->new.told_at < m->p->filed_at)
		return err_set(m->e, E_USAGE, _("--at: lies before the filing or in the future"));
	return 0;
}

static int ask_hearing(struct moving *m)
{
	if (!m->p->hearing)
		return err_set(m->e, E_DENIED, _("no hearing is offered in this case"));
	int over = is_over(m, "hearing");

	TRY(over);
	return over ? err_set(m->e, E_DENIED, _("the days to ask for a hearing are over (行政处罚法 art. 64)")) : 0;
}

/* Art. 45, 62, 64: the unit had its days, or gave them up in writing. */
static int submit(struct moving *m)
{
	bool waived = m->a->waived && m->a->evidence_count;

	TRY(by_handler(m));
	if (m->p->state != AT_PENALTY_TOLD || waived)
		return 0;
	if (m->a->waived)
		return err_set(m->e, E_DENIED, _("that the unit waives its answer needs its own paper (--evidence)"));
	int plead = is_over(m, "plead"), hearing = is_over(m, "hearing");

	TRY(plead);
	TRY(hearing);
	if (!plead || !hearing)
		return err_set(m->e, E_DENIED,
			       _("the unit may still answer or ask for a hearing (行政处罚法 art. 45, 64)"));
	return 0;
}

static int hear(struct moving *m)
{
	int64_t day = date_china_day(m->a->at), told = date_china_day(m->a->told);

	TRY(by_other(m));
	if (!m->a->told || !m->a->at || m->a->at > ledger_now(m->l))
		return err_set(m->e, E_USAGE, _("when the hearing was held (--at) and when it was told of (--told)"));
	if (deadline_before(m->c->calendar, day, m->c->hearing_notice.count) < told)
		return err_set(m->e, E_DENIED,
			       _("a hearing is told of at least %u working days before (行政处罚法 art. 64)"),
			       m->c->hearing_notice.count);
	return 0;
}

static int check_law(struct moving *m)
{
	const struct penalty_act *a = m->a;

	if (!a->confirmed)
		return err_set(m->e, E_DENIED,
			       _("nobody has read the words of %.*s %.*s: a legal reviewer confirms them first"),
			       STR_ARG(m->p->law), STR_ARG(m->p->law_number));
	if (a->law_now.n && !str_eq(a->law_used, STR("act")) && !str_eq(a->law_used, STR("now")))
		return err_set(m->e, E_DENIED,
			       _("the law has changed since the act: say which one applies, --law-used act, or "
				 "now where it is lighter (行政处罚法 art. 37)"));
	return 0;
}

static int decide(struct moving *m)
{
	const struct penalty_act *a = m->a;

	TRY(by_other(m));
	if (m->p->major && m->p->state != AT_PENALTY_DISCUSSED)
		return err_set(m->e, E_DENIED,
			       _("a complex or grave case is discussed together first (行政处罚法 art. 57)"));
	TRY(check_law(m));
	if (a->kinds.n == 0 || a->fine < 0 || a->fine > PENALTY_FINE_MOST)
		return err_set(m->e, E_USAGE, _("the decision needs --kinds and --fine"));
	if (a->fine > m->p->told_fine)
		return err_set(m->e, E_DENIED,
			       _("the fine is higher than what the unit was told: tell it again first"));
	m->new.kinds = a->kinds;
	m->new.fine = a->fine;
	m->new.law_now = a->law_now;
	m->new.law_used = a->law_now.n ? a->law_used : STR("act");
	m->new.decided_at = ledger_now(m->l);
	return 0;
}

static int perform(struct moving *m)
{
	struct term pay;
	int64_t at = m->a->at ? m->a->at : ledger_now(m->l);
	int rc = term_find(m->l, m->p->id, STR("pay"), m->mem, &pay, m->e);

	TRY(rc);
	if (at > ledger_now(m->l) || at < m->p->served_at || m->a->stayed < 0)
		return err_set(m->e, E_USAGE, _("--at: lies before the service or in the future"));
	m->new.stayed = m->a->stayed;
	m->new.late =
		rc == 1 ? penalty_late(m->p->fine, penalty_days_late(pay.d.last_day, date_china_day(at), m->a->stayed))
			: 0;
	m->new.paid = m->a->paid;
	m->new.performed_at = at;
	/* 行政强制法 art. 42: what was added may be remitted, with a reason; the fine itself may not. */
	if (m->a->paid < m->p->fine || (m->a->paid < m->p->fine + m->new.late && m->a->reason.n == 0))
		return err_set(m->e, E_DENIED,
			       _("%lld yuan are due, %lld of them added for being late (行政处罚法 art. 72)"),
			       (long long)(m->p->fine + m->new.late), (long long)m->new.late);
	return 0;
}

static int serve(struct moving *m)
{
	int64_t at = m->a->at ? m->a->at : ledger_now(m->l);

	TRY(by_handler(m));
	if (at > ledger_now(m->l) || at < m->p->decided_at)
		return err_set(m->e, E_USAGE, _("--at: lies before the decision or in the future"));
	m->new.served_at = at;
	return 0;
}

static int after(struct moving *m, const char *kind, const char *denied)
{
	int over = is_over(m, kind);

	TRY(over);
	return over ? 0 : err_set(m->e, E_DENIED, "%s", denied);
}

/* Changes m->new as the event says. */
static int demand(struct moving *m)
{
	switch ((int)m->a->event) {
	case DO_PENALTY_FILE:
		m->new.filed_at = ledger_now(m->l);
		return 0;
	case DO_PENALTY_ASSIGN:
		return check_officers(m, m->a->officers, m->a->officer_count);
	case DO_PENALTY_INVESTIGATE:
		return by_handler(m);
	case DO_PENALTY_CONCLUDE:
		return conclude(m);
	case DO_PENALTY_TELL:
		return tell(m);
	case DO_PENALTY_ASK_HEARING:
		return ask_hearing(m);
	case DO_PENALTY_HEAR:
		return hear(m);
	case DO_PENALTY_SUBMIT:
		return submit(m);
	case DO_PENALTY_REVIEW:
	case DO_PENALTY_RETURN:
	case DO_PENALTY_DISCUSS:
	case DO_PENALTY_ABSOLVE:
		return by_other(m);
	case DO_PENALTY_DECIDE:
		return decide(m);
	case DO_PENALTY_SERVE:
		return serve(m);
	case DO_PENALTY_PERFORM:
		return perform(m);
	case DO_PENALTY_URGE:
		return after(m, "pay", _("the days to pay are not over"));
	case DO_PENALTY_ENFORCE:
		return after(m, "urge", _("ten working days after the reminder are not over (行政强制法 art. 54)"));
	case DO_PENALTY_PUBLISH:
		return m->a->published ? 0
				       : err_set(m->e, E_DENIED,
						 _("no publication about this case stands; it has its own approval"));
	default:
		return 0;
	}
}

/* --- what it sets running ------------------------------------------------------------------------------------------------- */

static int run(struct moving *m, const char *kind, struct deadline_rule rule, int64_t start)
{
	struct term t = {.subject = m->p->id, .kind = str_c(kind), .rule = rule};
	bool theirs = str_eq(t.kind, STR("pay")) || str_eq(t.kind, STR("plead")) || str_eq(t.kind, STR("hearing"));

	if (theirs)
		t.party = m->p->uscc;
	if (str_eq(t.kind, STR("pay")))
		t.ladder = STR("penalty-decision");
	return term_put(m->l, m->c->calendar, &t, start, m->a->actor->id, m->mem, NULL, m->e);
}

static int settle(struct moving *m, const char *kind)
{
	return term_settle(m->l, m->p->id, str_c(kind), m->a->actor->id, m->a->reason, m->e);
}

static int tell_clocks(struct moving *m)
{
	TRY(settle(m, "plead"));
	TRY(settle(m, "hearing"));
	TRY(run(m, "plead", m->c->plead, m->new.told_at));
	return m->new.hearing ? run(m, "hearing", m->c->hearing_ask, m->new.told_at) : 0;
}

static int decide_clocks(struct moving *m)
{
	TRY(settle(m, "decide"));
	TRY(run(m, "serve", m->c->serve, ledger_now(m->l)));
	return run(m, "list", m->c->list, ledger_now(m->l));
}

static int end_clocks(struct moving *m)
{
	static const char *const kinds[] = {"file", "decide", "plead", "hearing", "serve", "pay", "urge"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		TRY(settle(m, kinds[i]));
	return 0;
}

static int clocks(struct moving *m)
{
	switch ((int)m->a->event) {
	case DO_PENALTY_FILE:
		TRY(settle(m, "file"));
		return run(m, "decide", m->c->decide, ledger_now(m->l));
	case DO_PENALTY_TELL:
		return tell_clocks(m);
	case DO_PENALTY_ASK_HEARING:
		return settle(m, "hearing");
	case DO_PENALTY_SUBMIT:
		TRY(settle(m, "plead"));
		return settle(m, "hearing");
	case DO_PENALTY_DECIDE:
		return decide_clocks(m);
	case DO_PENALTY_SERVE:
		TRY(settle(m, "serve"));
		return m->p->fine ? run(m, "pay", m->c->pay, m->new.served_at) : 0;
	case DO_PENALTY_URGE:
		return run(m, "urge", m->c->urge, ledger_now(m->l));
	case DO_PENALTY_REJECT:
	case DO_PENALTY_TRANSFER:
	case DO_PENALTY_DROP:
	case DO_PENALTY_ABSOLVE:
	case DO_PENALTY_PERFORM:
	case DO_PENALTY_CLOSE:
		return end_clocks(m);
	default:
		return 0;
	}
}

/* --- the move ------------------------------------------------------------------------------------------------------------- */

static int put_officers(struct moving *m)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(m->l, "DELETE FROM penalty_officer WHERE penalty = :id", &st, m->e));
	db_bind_text(st, "id", m->p->id);
	TRY(db_run(st, m->e));
	TRY(ledger_stmt(m->l, "INSERT INTO penalty_officer(penalty, officer) VALUES (:id, :officer)", &st, m->e));
	for (size_t i = 0; i < m->a->officer_count; i++) {
		db_bind_text(st, "id", m->p->id);
		db_bind_text(st, "officer", m->a->officers[i]);
		TRY(db_run(st, m->e));
	}
	return 0;
}

static void put_also(buf *b, const struct moving *m)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "fine", m->a->event == DO_PENALTY_TELL ? m->new.told_fine : m->new.fine);
	json_bool(&o, "hearing", m->new.hearing);
	json_str(&o, "kinds", m->new.kinds);
	json_int(&o, "late", m->new.late);
	json_str(&o, "law_now", m->new.law_now);
	json_str(&o, "law_used", m->new.law_used);
	json_bool(&o, "major", m->new.major);
	json_str(&o, "number", m->new.number);
	json_open(&o, "officers", '[');
	for (size_t i = 0; i < m->a->officer_count; i++)
		json_str(&o, NULL, m->a->officers[i]);
	json_close(&o, ']');
	json_int(&o, "paid", m->new.paid);
	json_bool(&o, "revokes", m->new.revokes);
	json_int(&o, "served_at", m->new.served_at);
	json_bool(&o, "waived", m->a->waived);
	json_close(&o, '}');
}

static int move(struct moving *m)
{
	AUTO(buf_release) buf also;
	struct step s = {.event = m->a->event,
			 .from = m->p->state,
			 .subject = m->p->id,
			 .actor = m->a->actor,
			 .unit = m->p->uscc,
			 .reason = m->a->reason,
			 .basis = m->a->basis,
			 .evidence = m->a->evidence,
			 .evidence_count = m->a->evidence_count};

	buf_init(&also, 1 << 16);
	TRY(step_may(m->l, &s, &m->new.state, m->e)); /* who may not learns nothing of the rest */
	TRY(demand(m));
	m->new.number = m->a->number.n ? m->a->number : m->p->number;
	if (m->a->event == DO_PENALTY_DECIDE && !m->a->number.n)
		TRY(number_take(m->l, STR("罚"), m->p->id, m->mem, &m->new.number, m->e));
	put_also(&also, m);
	s.also = buf_str(&also);
	TRY(step_take(m->l, &s, &m->new.state, m->e));
	if (life_final(m->new.state) || m->new.state == AT_PENALTY_CLOSED)
		m->new.ended_at = m->new.ended_at ? m->new.ended_at : ledger_now(m->l);
	TRY(penalty_write(m->l, &m->new, m->p->state, m->e));
	if (m->a->event == DO_PENALTY_ASSIGN)
		TRY(put_officers(m));
	return clocks(m);
}

int penalty_move(struct ledger *l, const struct penalty_clocks *c, const struct penalty *p, const struct penalty_act *a,
		 err *e)
{
	AUTO(arena_clear) arena mem;
	struct moving m = {.l = l, .c = c, .p = p, .a = a, .new = *p, .mem = &mem, .e = e};

	must(db_in_transaction(ledger_db(l)));
	arena_init(&mem, (size_t)16 << 20);
	TRY(penalty_officers(l, p->id, &mem, &m.officers, &m.officer_count, e));
	return move(&m);
}
