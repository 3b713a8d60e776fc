#include "ledger/step.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"

/* Reasons, bases and lists of evidence are a person's sentences. */
#define WORDS_MOST ((size_t)4000)
#define BODY_MOST ((size_t)64 << 10)
/* A history of some hundred steps; a notice has the past of all its cases. */
#define PAST_MOST ((size_t)4 << 20)
#define UNITS (ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER))

int step_past(struct ledger *l, str subject, arena *mem, struct life_past **ret, size_t *ret_n, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int64_t n = 0;
	int rc;

	TRY(ledger_int(l, "SELECT count(*) FROM step WHERE subject = :subject", "subject", subject, &n, e));
	*ret = arena_new(mem, struct life_past, (size_t)n + 1);
	*ret_n = 0;
	TRY(db_prepare(ledger_db(l), STR("SELECT event, actor FROM step WHERE subject = :subject ORDER BY n"), &st, e));
	db_bind_text(st, "subject", subject);
	while ((rc = db_step(st, e)) == 1 && *ret_n < (size_t)n) {
		str rest = db_text(st, 0);
		str machine = str_cut(&rest, '.').head;
		struct life_past p = {.actor = arena_str(mem, db_text(st, 1))};

		for (unsigned m = 0; m < LIFE_MACHINE_COUNT; m++) {
			if (str_eq(machine, str_c(life_machine_key((enum life_machine)m))) &&
			    life_event_parse((enum life_machine)m, rest, &p.event))
				(*ret)[(*ret_n)++] = p;
		}
	}
	return rc < 0 ? rc : 0;
}

/* The inspected unit's staff act for their own unit, and nobody judges his own. */
static int check_side(const struct step *s, const struct life_move *m, err *e)
{
	bool own = s->actor->unit.n && str_eq(s->actor->unit, s->unit);

	if ((m->roles & UNITS) && !own)
		return err_set(e, E_DENIED, _("%.*s does not belong to the unit concerned"), STR_ARG(s->actor->id));
	if (!(m->roles & UNITS) && own)
		return err_set(e, E_DENIED, _("%.*s belongs to the unit concerned and must stand back"),
			       STR_ARG(s->actor->id));
	return 0;
}

static int try(struct ledger *l, const struct step *s, const struct life_move **ret, enum role *ret_role, err *e)
{
	AUTO(arena_clear) arena mem;
	struct life_ask ask = {.from = s->from, .event = s->event, .actor = s->actor->id, .roles = s->actor->roles};
	struct life_past *own = NULL;
	size_t own_count = 0;

	arena_init(&mem, PAST_MOST);
	if (!s->first)
		TRY(step_past(l, s->subject, &mem, &own, &own_count, e));
	struct life_past *all = arena_new(&mem, struct life_past, own_count + s->past_count + 1);

	for (size_t i = 0; i < own_count; i++)
		all[i] = own[i];
	for (size_t i = 0; i < s->past_count; i++)
		all[own_count + i] = s->past[i];
	ask.past = all;
	ask.past_count = own_count + s->past_count;
	ask.given = (s->reason.n ? LIFE_REASON : 0) | (s->basis.n ? LIFE_BASIS : 0) |
		    (s->evidence_count || s->has_evidence ? LIFE_EVIDENCE : 0);
	TRY(life_try(&ask, ret, ret_role, e));
	TRY(check_side(s, *ret, e));
	return person_may(s->actor, ROLE_BIT(*ret_role), ledger_now(l), e);
}

static void put_body(buf *b, const struct step *s, const struct life_move *m, enum role role)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	if (s->also.n)
		json_raw(&o, "also", s->also);
	json_str(&o, "basis", s->basis);
	json_open(&o, "evidence", '[');
	for (size_t i = 0; i < s->evidence_count; i++)
		json_str(&o, NULL, s->evidence[i]);
	json_close(&o, ']');
	json_str(&o, "from", str_c(life_state_key(m->from)));
	json_str(&o, "reason", s->reason);
	json_str(&o, "role", str_c(role_key(role)));
	json_str(&o, "to", str_c(life_state_key(m->to)));
	json_close(&o, '}');
}

struct written {
	const struct step *s;
	const struct life_move *move;
	enum role role;
	int64_t n;
	str kind;
	str evidence;
	uint64_t leaf;
};

int step_bulk(struct ledger *l, struct db_bulk **ret, err *e)
{
	static const struct db_field fields[] = {{"subject", DB_TEXT}, {"n", DB_INT},         {"event", DB_TEXT},
						 {"was", DB_TEXT},     {"became", DB_TEXT},   {"actor", DB_TEXT},
						 {"role", DB_TEXT},    {"at", DB_INT},        {"reason", DB_TEXT},
						 {"basis", DB_TEXT},   {"evidence", DB_TEXT}, {"leaf", DB_INT}};

	return db_bulk_new(ledger_db(l), "step", fields, ARRAY_LEN(fields), ret, e);
}

static int write_bulk(struct ledger *l, const struct written *w, err *e)
{
	struct db_bulk *b = w->s->rows;

	must(w->s->first);
	db_bulk_text(b, w->s->subject);
	db_bulk_int(b, w->n);
	db_bulk_text(b, w->kind);
	db_bulk_text(b, str_c(life_state_key(w->move->from)));
	db_bulk_text(b, str_c(life_state_key(w->move->to)));
	db_bulk_text(b, w->s->actor->id);
	db_bulk_text(b, str_c(role_key(w->role)));
	db_bulk_int(b, ledger_now(l));
	db_bulk_text(b, w->s->reason);
	db_bulk_text(b, w->s->basis);
	db_bulk_text(b, w->evidence);
	db_bulk_int(b, (int64_t)w->leaf);
	return db_bulk_row(b, e);
}

static int write_row(struct ledger *l, const struct written *w, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		l,
		"INSERT INTO step(subject, n, event, was, became, actor, role, at, reason, basis, evidence, leaf)"
		" VALUES (:subject, :n, :event, :was, :became, :actor, :role, :at, :reason, :basis, :evidence, :leaf)",
		&st, e));
	db_bind_text(st, "subject", w->s->subject);
	db_bind_int(st, "n", w->n);
	db_bind_text(st, "event", w->kind);
	db_bind_text(st, "was", str_c(life_state_key(w->move->from)));
	db_bind_text(st, "became", str_c(life_state_key(w->move->to)));
	db_bind_text(st, "actor", w->s->actor->id);
	db_bind_text(st, "role", str_c(role_key(w->role)));
	db_bind_int(st, "at", ledger_now(l));
	db_bind_text(st, "reason", w->s->reason);
	db_bind_text(st, "basis", w->s->basis);
	db_bind_text(st, "evidence", w->evidence);
	db_bind_int(st, "leaf", (int64_t)w->leaf);
	return db_run(st, e);
}

static int write(struct ledger *l, const struct step *s, const struct life_move *m, enum role role, err *e)
{
	AUTO(buf_release) buf kind;
	AUTO(buf_release) buf body;
	AUTO(buf_release) buf evidence;
	struct written w = {.s = s, .move = m, .role = role};

	buf_init(&kind, 64);
	buf_init(&body, BODY_MOST);
	buf_init(&evidence, WORDS_MOST + 1000);
	buf_printf(&kind, "%s.%s", life_machine_key(life_machine_of_event(s->event)), life_event_key(s->event));
	for (size_t i = 0; i < s->evidence_count; i++)
		buf_printf(&evidence, "%s%.*s", i ? " " : "", STR_ARG(s->evidence[i]));
	put_body(&body, s, m, role);
	if (buf_full(&body) || buf_full(&evidence) || s->reason.n > WORDS_MOST || s->basis.n > WORDS_MOST)
		return err_set(e, E_LIMIT, _("the act says more than %zu bytes"), WORDS_MOST);
	if (!s->first)
		TRY(ledger_int(l, "SELECT coalesce(max(n), 0) FROM step WHERE subject = :subject", "subject",
			       s->subject, &w.n, e));
	w.n++;
	w.kind = buf_str(&kind);
	w.evidence = buf_str(&evidence);
	struct ledger_act act = {buf_c(&kind), s->subject, s->actor->id, buf_str(&body)};

	TRY(s->group ? log_group_act(s->group, &act, &w.leaf, e) : ledger_act(l, &act, &w.leaf, e));
	return s->rows ? write_bulk(l, &w, e) : write_row(l, &w, e);
}

int step_may(struct ledger *l, const struct step *s, enum life_state *ret_to, err *e)
{
	const struct life_move *m = NULL;
	enum role role = ROLE_COUNT;

	TRY(try(l, s, &m, &role, e));
	*ret_to = m->to;
	return 0;
}

int step_take(struct ledger *l, const struct step *s, enum life_state *ret_to, err *e)
{
	const struct life_move *m = NULL;
	enum role role = ROLE_COUNT;

	must(db_in_transaction(ledger_db(l)));
	if (s->evidence_count > STEP_EVIDENCE_MOST)
		return err_set(e, E_LIMIT, _("more than %d pieces of evidence for one act"), STEP_EVIDENCE_MOST);
	TRY(try(l, s, &m, &role, e));
	TRY(write(l, s, m, role, e));
	*ret_to = m->to;
	return 0;
}

int step_change(struct db_stmt *st, str id, enum life_state from, enum life_state to, err *e)
{
	db_bind_text(st, "id", id);
	db_bind_text(st, "state", str_c(life_state_key(to)));
	db_bind_text(st, "was", str_c(life_state_key(from)));
	TRY(db_run(st, e));
	return db_changed(st) == 1 ? 0 : err_set(e, E_BUSY, _("somebody moved %.*s meanwhile"), STR_ARG(id));
}

str step_id(arena *mem, char letter, int64_t n)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 32);
	buf_printf(&b, "%c%lld", letter, (long long)n);
	return arena_str(mem, buf_str(&b));
}

int step_each(struct ledger *l, str subject, int (*each)(void *ctx, const struct step_row *r, err *e), void *ctx,
	      err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(
		ledger_db(l),
		STR("SELECT subject, n, event, was, became, actor, role, at, reason, basis, evidence, leaf FROM step"
		    " WHERE subject = :subject ORDER BY n"),
		&st, e));
	db_bind_text(st, "subject", subject);
	while ((rc = db_step(st, e)) == 1) {
		struct step_row r = {.subject = db_text(st, 0),
				     .n = db_int(st, 1),
				     .event = db_text(st, 2),
				     .was = db_text(st, 3),
				     .became = db_text(st, 4),
				     .actor = db_text(st, 5),
				     .role = db_text(st, 6),
				     .at = db_int(st, 7),
				     .reason = db_text(st, 8),
				     .basis = db_text(st, 9),
				     .evidence = db_text(st, 10),
				     .leaf = db_int(st, 11)};

		TRY(each(ctx, &r, e));
	}
	return rc;
}
