/* Every state with every event and every role, from the table; and the table itself. */
#include "ledger/life.h"
#include "test/tap.h"

#define ALL_GIVEN (LIFE_REASON | LIFE_BASIS | LIFE_EVIDENCE)

/* May somebody with exactly this role do it, with everything given and nothing done before? */
static bool may(enum life_state from, enum life_event event, roles set, unsigned given)
{
	const struct life_move *m = NULL;
	enum role role = ROLE_COUNT;
	err e = {0};
	struct life_ask ask = {.from = from, .event = event, .actor = STR("a"), .roles = set, .given = given};
	int rc = life_try(&ask, &m, &role, &e);

	if (rc == 0 &&
	    (m->from != from || m->event != event || !(set & ROLE_BIT(role)) || !(m->roles & ROLE_BIT(role))))
		return false;
	return rc == 0 ? true : rc == E_DENIED && e.text[0] ? false : (ok(false, "%s", e.text), false);
}

static void every_state_event_role(void)
{
	size_t wrong = 0, n = 0, allowed = 0;

	for (unsigned s = 0; s < LIFE_STATE_COUNT; s++) {
		for (unsigned v = 0; v < LIFE_EVENT_COUNT; v++) {
			const struct life_move *m = life_move((enum life_state)s, (enum life_event)v);

			for (unsigned r = 0; r < ROLE_COUNT; r++) {
				bool want = m && (m->roles & ROLE_BIT(r));
				bool got = may((enum life_state)s, (enum life_event)v, ROLE_BIT(r), ALL_GIVEN);

				n++;
				allowed += got;
				wrong += want != got;
			}
		}
	}
	is_int(wrong, 0, "%zu triples of state, event and role are as the table says (%zu allowed)", n, allowed);
}

static void every_need(void)
{
	size_t n = 0, wrong = 0;
	const struct life_move *moves = life_moves(&n);

	for (size_t i = 0; i < n; i++) {
		for (unsigned given = 0; given <= ALL_GIVEN; given++) {
			unsigned r = 0;

			while (!(moves[i].roles & ROLE_BIT(r)))
				r++;
			bool want = (moves[i].needs & ~given) == 0;

			wrong += may(moves[i].from, moves[i].event, ROLE_BIT(r), given) != want;
		}
	}
	is_int(wrong, 0, "what a move needs must be there, for %zu moves", n);
}

/* Who is an outsider or a guardian does only what the row gives to that role, whatever else they are. */
static void outsiders(void)
{
	static const enum role bound[] = {ROLE_TECHNICIAN, ROLE_UNIT, ROLE_UNIT_LEADER, ROLE_AUDITOR, ROLE_ADMIN};
	size_t n = 0, wrong = 0;
	const struct life_move *moves = life_moves(&n);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(bound); k++) {
			roles set = moves[i].roles | ROLE_BIT(bound[k]);
			roles all = ROLE_BIT(ROLE_TECHNICIAN) | ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_UNIT_LEADER) |
				    ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_ADMIN);
			bool want = (set & all & ~moves[i].roles) == 0;

			wrong += may(moves[i].from, moves[i].event, set, ALL_GIVEN) != want;
		}
	}
	is_int(wrong, 0, "a technician who is also an officer confirms, signs and issues nothing");
	for (unsigned v = 0; v < LIFE_EVENT_COUNT; v++) {
		for (size_t i = 0; i < n; i++) {
			bool only =
				moves[i].event == (enum life_event)v && (moves[i].roles & ROLE_BIT(ROLE_TECHNICIAN));

			if (only && v != DO_CASE_OPEN && v != DO_CASE_RETEST)
				ok(false, "a technician may %s", life_event_key((enum life_event)v));
		}
	}
}

static void pairs(void)
{
	static const enum life_event want[][2] = {{DO_CASE_OPEN, DO_CASE_CONFIRM},
						  {DO_NOTICE_DRAFT, DO_NOTICE_REVIEW},
						  {DO_NOTICE_DRAFT, DO_NOTICE_ISSUE},
						  {DO_NOTICE_REVIEW, DO_NOTICE_ISSUE},
						  {DO_CASE_REPORT, DO_CASE_PASS},
						  {DO_CASE_REPORT, DO_CASE_RETEST},
						  {DO_EXTENSION_ENDORSE, DO_EXTENSION_GRANT},
						  {DO_CASE_CONFIRM, DO_NOTICE_REVIEW}};
	size_t n = 0, wrong = 0, tried = 0;
	const struct life_move *moves = life_moves(&n);

	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		ok(life_apart(want[i][0], want[i][1]) && life_apart(want[i][1], want[i][0]),
		   "%s and %s are two persons", life_event_key(want[i][0]), life_event_key(want[i][1]));
	for (size_t i = 0; i < n; i++) {
		for (unsigned v = 0; v < LIFE_EVENT_COUNT; v++) {
			struct life_past past[] = {{(enum life_event)v, STR("a")}, {(enum life_event)v, STR("b")}};
			const struct life_move *m = NULL;
			enum role role;
			err e = {0};
			unsigned r = 0;

			while (!(moves[i].roles & ROLE_BIT(r)))
				r++;
			struct life_ask ask = {moves[i].from, moves[i].event, STR("a"), ROLE_BIT(r),
					       ALL_GIVEN,     past,           2};

			tried++;
			wrong += (life_try(&ask, &m, &role, &e) == 0) == life_apart(moves[i].event, (enum life_event)v);
			ask.past = past + 1;
			ask.past_count = 1;
			wrong += life_try(&ask, &m, &role, &e) != 0;
		}
	}
	is_int(wrong, 0, "who stands on one side is kept from the other, in %zu pairs of move and past", tried);
}

/* The table is sound: one row a state and event, ends are ends, every state can be reached and left. */
static void sound(void)
{
	size_t n = 0;
	const struct life_move *moves = life_moves(&n);
	size_t wrong = 0;
	bool reached[LIFE_STATE_COUNT] = {0}, left[LIFE_STATE_COUNT] = {0};

	for (size_t i = 0; i < n; i++) {
		enum life_machine m = life_machine_of_event(moves[i].event);

		for (size_t k = 0; k < i; k++)
			wrong += moves[i].from == moves[k].from && moves[i].event == moves[k].event;
		wrong += life_machine_of_state(moves[i].from) != m || life_machine_of_state(moves[i].to) != m;
		wrong += life_final(moves[i].from) || moves[i].to == life_none(m) || moves[i].roles == 0;
		reached[moves[i].to] = left[moves[i].from] = true;
	}
	is_int(wrong, 0, "no row twice, none between machines, none out of an end, none for nobody");
	for (unsigned s = 0; s < LIFE_STATE_COUNT; s++) {
		enum life_state st = (enum life_state)s;
		bool none = st == life_none(life_machine_of_state(st));

		if (reached[s] == none || left[s] == life_final(st))
			ok(false, "state %s is never reached or never left", life_state_key(st));
	}
}

static void keys(void)
{
	size_t wrong = 0;

	for (unsigned s = 0; s < LIFE_STATE_COUNT; s++) {
		enum life_state got = LIFE_STATE_COUNT, st = (enum life_state)s;

		wrong += !life_state_parse(life_machine_of_state(st), str_c(life_state_key(st)), &got) || got != st;
	}
	for (unsigned v = 0; v < LIFE_EVENT_COUNT; v++) {
		enum life_event got = LIFE_EVENT_COUNT, ev = (enum life_event)v;

		wrong += !life_event_parse(life_machine_of_event(ev), str_c(life_event_key(ev)), &got) || got != ev;
	}
	is_int(wrong, 0, "keys of states and events come back");
}

int main(void)
{
	every_state_event_role();
	every_need();
	outsiders();
	pairs();
	sound();
	keys();
	return tap_done();
}
