#include "ledger/life.h"

#include "base/json.h"
#include "base/must.h"

struct state_row {
	enum life_machine machine;
	bool final;
	const char *key;
	const char *zh;
	const char *en;
};
static const struct state_row states[LIFE_STATE_COUNT] = {
#define STATE(m, name, key, final, zh, en) [AT_##m##_##name] = {LIFE_##m, final, key, zh, en},
#include "ledger/life.def"
};

struct event_row {
	enum life_machine machine;
	const char *key;
	const char *zh;
	const char *en;
};
static const struct event_row events[LIFE_EVENT_COUNT] = {
#define EVENT(m, name, key, zh, en) [DO_##m##_##name] = {LIFE_##m, key, zh, en},
#include "ledger/life.def"
};

/* Short names, for the table alone. */
enum {
	MANAGER = ROLE_BIT(ROLE_MANAGER),
	OFFICER = ROLE_BIT(ROLE_OFFICER),
	LEGAL = ROLE_BIT(ROLE_LEGAL),
	ISSUER = ROLE_BIT(ROLE_ISSUER),
	TECHNICIAN = ROLE_BIT(ROLE_TECHNICIAN),
	UNIT = ROLE_BIT(ROLE_UNIT),
	UNIT_LEADER = ROLE_BIT(ROLE_UNIT_LEADER),
	REASON = LIFE_REASON,
	BASIS = LIFE_BASIS,
	EVIDENCE = LIFE_EVIDENCE,
};
static const struct life_move moves[] = {
#define MOVE(m, from, event, to, roles, needs) {AT_##m##_##from, DO_##m##_##event, AT_##m##_##to, roles, needs},
#include "ledger/life.def"
};

static const enum life_event pairs[][2] = {
#define APART(m, a, n, b) {DO_##m##_##a, DO_##n##_##b},
#include "ledger/life.def"
};

/* Those who stand outside the agency, and those who watch over it: whoever is one of them acts as nothing else. */
#define BOUND                                                                                                          \
	(ROLE_BIT(ROLE_TECHNICIAN) | ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER) | ROLE_BIT(ROLE_AUDITOR) |       \
	 ROLE_BIT(ROLE_ADMIN))

const struct life_move *life_moves(size_t *ret_n)
{
	*ret_n = ARRAY_LEN(moves);
	return moves;
}

const struct life_move *life_move(enum life_state from, enum life_event event)
{
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (moves[i].from == from && moves[i].event == event)
			return &moves[i];
	return NULL;
}

bool life_apart(enum life_event a, enum life_event b)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if ((pairs[i][0] == a && pairs[i][1] == b) || (pairs[i][0] == b && pairs[i][1] == a))
			return true;
	return false;
}

enum life_machine life_machine_of_event(enum life_event event)
{
	must((unsigned)event < LIFE_EVENT_COUNT);
	return events[event].machine;
}

enum life_machine life_machine_of_state(enum life_state state)
{
	must((unsigned)state < LIFE_STATE_COUNT);
	return states[state].machine;
}

const char *life_machine_key(enum life_machine m)
{
	static const char *const keys[LIFE_MACHINE_COUNT] = {
		[LIFE_CASE] = "case",       [LIFE_NOTICE] = "notice",   [LIFE_EXTENSION] = "extension",
		[LIFE_PENALTY] = "penalty", [LIFE_LISTING] = "listing", [LIFE_PUBLICATION] = "publication",
		[LIFE_RUNG] = "rung"};

	must((unsigned)m < LIFE_MACHINE_COUNT);
	return keys[m];
}

const char *life_state_key(enum life_state state)
{
	must((unsigned)state < LIFE_STATE_COUNT);
	return states[state].key;
}

const char *life_event_key(enum life_event event)
{
	must((unsigned)event < LIFE_EVENT_COUNT);
	return events[event].key;
}

struct text2 life_state_words(enum life_state state)
{
	must((unsigned)state < LIFE_STATE_COUNT);
	return (struct text2){.zh = str_c(states[state].zh), .en = str_c(states[state].en)};
}

static struct text2 life_event_words(enum life_event event)
{
	must((unsigned)event < LIFE_EVENT_COUNT);
	return (struct text2){.zh = str_c(events[event].zh), .en = str_c(events[event].en)};
}

bool life_final(enum life_state state)
{
	must((unsigned)state < LIFE_STATE_COUNT);
	return states[state].final;
}

bool life_state_parse(enum life_machine m, str key, enum life_state *ret)
{
	for (unsigned i = 0; i < LIFE_STATE_COUNT; i++) {
		if (states[i].machine == m && str_eq(key, str_c(states[i].key))) {
			*ret = (enum life_state)i;
			return true;
		}
	}
	return false;
}

bool life_event_parse(enum life_machine m, str key, enum life_event *ret)
{
	for (unsigned i = 0; i < LIFE_EVENT_COUNT; i++) {
		if (events[i].machine == m && str_eq(key, str_c(events[i].key))) {
			*ret = (enum life_event)i;
			return true;
		}
	}
	return false;
}

enum life_state life_none(enum life_machine m)
{
	static const enum life_state none[LIFE_MACHINE_COUNT] = {[LIFE_CASE] = AT_CASE_NONE,
								 [LIFE_NOTICE] = AT_NOTICE_NONE,
								 [LIFE_EXTENSION] = AT_EXTENSION_NONE,
								 [LIFE_PENALTY] = AT_PENALTY_NONE,
								 [LIFE_LISTING] = AT_LISTING_NONE,
								 [LIFE_PUBLICATION] = AT_PUBLICATION_NONE,
								 [LIFE_RUNG] = AT_RUNG_NONE};

	must((unsigned)m < LIFE_MACHINE_COUNT);
	return none[m];
}

/* --- may it be? ----------------------------------------------------------------------------------------------------------- */

static str words_of(struct text2 t)
{
	return text2_in(t, i18n_lang());
}

/* The roles in words: "officer, manager". */
static void put_roles(buf *b, roles set, const char *between)
{
	bool some = false;

	for (unsigned r = 0; r < ROLE_COUNT; r++) {
		if (!(set & ROLE_BIT(r)))
			continue;
		if (some)
			buf_put_c(b, between);
		buf_put(b, words_of(role_words((enum role)r)));
		some = true;
	}
}

static int deny_role(const struct life_ask *ask, const struct life_move *m, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1000);
	put_roles(&b, m->roles, ", ");
	return err_set(e, E_DENIED, _("%.*s may not do this (%.*s); it is for: %.*s"), STR_ARG(ask->actor),
		       STR_ARG(words_of(life_event_words(ask->event))), STR_ARG(buf_str(&b)));
}

static int deny_need(const struct life_ask *ask, unsigned missing, err *e)
{
	const char *what = missing & LIFE_REASON  ? _("a reason (--reason)")
			   : missing & LIFE_BASIS ? _("its basis in law (--basis)")
						  : _("evidence (--evidence)");

	return err_set(e, E_DENIED, _("this (%.*s) needs %s"), STR_ARG(words_of(life_event_words(ask->event))), what);
}

int life_try(const struct life_ask *ask, const struct life_move **ret, enum role *ret_role, err *e)
{
	const struct life_move *m = life_move(ask->from, ask->event);

	if (!m) {
		str state = words_of(life_state_words(ask->from));

		return err_set(e, E_DENIED, _("this (%.*s) cannot be done now: the state is \"%.*s\""),
			       STR_ARG(words_of(life_event_words(ask->event))), STR_ARG(state));
	}
	if (!(ask->roles & m->roles) || (ask->roles & BOUND & ~m->roles))
		return deny_role(ask, m, e);
	if (m->needs & ~ask->given)
		return deny_need(ask, m->needs & ~ask->given, e);
	for (size_t i = 0; i < ask->past_count; i++) {
		const struct life_past *p = &ask->past[i];

		if (str_eq(p->actor, ask->actor) && life_apart(p->event, ask->event))
			return err_set(e, E_DENIED, _("%.*s did \"%.*s\" here; this (%.*s) is for somebody else"),
				       STR_ARG(ask->actor), STR_ARG(words_of(life_event_words(p->event))),
				       STR_ARG(words_of(life_event_words(ask->event))));
	}
	unsigned r = 0;

	while (!(ask->roles & m->roles & ROLE_BIT(r)))
		r++;
	*ret = m;
	*ret_role = (enum role)r;
	return 0;
}

/* --- for people ----------------------------------------------------------------------------------------------------------- */

static void put_needs(buf *b, unsigned needs)
{
	const char *const words[] = {_("reason"), _("basis"), _("evidence")};
	bool some = false;

	for (unsigned i = 0; i < ARRAY_LEN(words); i++) {
		if (needs & 1u << i)
			buf_printf(b, "%s%s", some ? ", " : "", words[i]);
		some = some || (needs & 1u << i);
	}
}

/* Events that somebody else must have done. */
static void put_apart(buf *b, enum life_event event)
{
	bool some = false;

	for (unsigned i = 0; i < LIFE_EVENT_COUNT; i++) {
		if (!life_apart(event, (enum life_event)i))
			continue;
		buf_printf(b, "%s%s %s", some ? ", " : "", life_machine_key(events[i].machine), events[i].key);
		some = true;
	}
}

static void put_state(buf *b, enum life_state s)
{
	if (states[s].key[0])
		buf_printf(b, "%s %s", states[s].key, states[s].zh);
	else
		buf_put_c(b, "–");
}

static void put_machine(buf *b, enum life_machine m)
{
	buf_printf(b, "\n## %s\n\n%s", life_machine_key(m), _("States"));
	buf_put_c(b, ": ");
	bool some = false;

	for (unsigned i = 0; i < LIFE_STATE_COUNT; i++) {
		if (states[i].machine != m || !states[i].key[0])
			continue;
		buf_put_c(b, some ? ", " : "");
		put_state(b, (enum life_state)i);
		buf_put_c(b, states[i].final ? "*" : "");
		some = true;
	}
	buf_printf(b, ". %s\n\n", _("A star marks an end."));
	buf_printf(b, "| %s | %s | %s | %s | %s | %s |\n| --- | --- | --- | --- | --- | --- |\n", _("from state"),
		   _("event"), _("to state"), _("who may"), _("what it needs"), _("not who did"));
	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		if (events[moves[i].event].machine != m)
			continue;
		buf_put_c(b, "| ");
		put_state(b, moves[i].from);
		buf_printf(b, " | %s %s | ", events[moves[i].event].key, events[moves[i].event].zh);
		put_state(b, moves[i].to);
		buf_put_c(b, " | ");
		put_roles(b, moves[i].roles, ", ");
		buf_put_c(b, " | ");
		put_needs(b, moves[i].needs);
		buf_put_c(b, " | ");
		put_apart(b, moves[i].event);
		buf_put_c(b, " |\n");
	}
}

void life_print(buf *b)
{
	buf_printf(b, "# %s\n\n%s\n", _("The lives of cases, notices and extensions"),
		   _("Printed by `yicha case table` from the table that the program obeys; what is no row here cannot "
		     "happen. "
		     "Whoever is a technician, an inspected unit's staff, an auditor or an administrator acts only "
		     "where the "
		     "row names that role."));
	for (unsigned m = 0; m < LIFE_MACHINE_COUNT; m++)
		put_machine(b, (enum life_machine)m);
}

static void json_apart(struct json_out *j, enum life_event event)
{
	json_open(j, "apart", '[');
	for (unsigned i = 0; i < LIFE_EVENT_COUNT; i++) {
		AUTO(buf_release) buf name;

		if (!life_apart(event, (enum life_event)i))
			continue;
		buf_init(&name, 200);
		buf_printf(&name, "%s %s", life_machine_key(events[i].machine), events[i].key);
		json_str(j, NULL, buf_str(&name));
	}
	json_close(j, ']');
}

static void json_move(struct json_out *j, const struct life_move *m)
{
	static const char *const needs[] = {"reason", "basis", "evidence"};

	json_open(j, NULL, '{');
	json_apart(j, m->event);
	json_str(j, "event", str_c(events[m->event].key));
	json_str(j, "from", str_c(states[m->from].key));
	json_open(j, "needs", '[');
	for (unsigned i = 0; i < ARRAY_LEN(needs); i++)
		if (m->needs & 1u << i)
			json_str(j, NULL, str_c(needs[i]));
	json_close(j, ']');
	json_open(j, "roles", '[');
	for (unsigned i = 0; i < ROLE_COUNT; i++)
		if (m->roles & ROLE_BIT(i))
			json_str(j, NULL, str_c(role_key((enum role)i)));
	json_close(j, ']');
	json_str(j, "to", str_c(states[m->to].key));
	json_close(j, '}');
}

void life_print_json(buf *b)
{
	struct json_out j;

	json_begin(&j, b);
	json_open(&j, NULL, '{');
	json_open(&j, "machines", '[');
	for (unsigned m = 0; m < LIFE_MACHINE_COUNT; m++) {
		json_open(&j, NULL, '{');
		json_str(&j, "machine", str_c(life_machine_key((enum life_machine)m)));
		json_open(&j, "moves", '[');
		for (size_t i = 0; i < ARRAY_LEN(moves); i++)
			if (events[moves[i].event].machine == m)
				json_move(&j, &moves[i]);
		json_close(&j, ']');
		json_open(&j, "states", '[');
		for (unsigned i = 0; i < LIFE_STATE_COUNT; i++) {
			if (states[i].machine != m || !states[i].key[0])
				continue;
			json_open(&j, NULL, '{');
			json_bool(&j, "final", states[i].final);
			json_str(&j, "key", str_c(states[i].key));
			json_str(&j, "title", str_c(states[i].zh));
			json_close(&j, '}');
		}
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_put_byte(b, '\n');
}
