/*
 * life: the state machines of the procedure (life.def): which event may move a case, a notice or an extension from which state, by whom, with
 * what. Pure: the caller gives the state, the person and who did what before, and writes down what comes out.
 *
 * Three things are asked of a person: a role that the move names; no role of an outsider or a guardian that the move does not name
 * (a technician, an inspected unit's staff, an auditor, an administrator does only what the table gives to that role, whatever else the
 * person may be); and not to stand on the other side of a separated pair.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "model/role.h"

enum life_machine {
	LIFE_CASE,
	LIFE_NOTICE,
	LIFE_EXTENSION,
	LIFE_PENALTY,
	LIFE_LISTING,
	LIFE_PUBLICATION,
	LIFE_RUNG,
	LIFE_MACHINE_COUNT
};

enum life_state {
#define STATE(m, name, key, final, zh, en) AT_##m##_##name,
#include "ledger/life.def"
	LIFE_STATE_COUNT
};
enum life_event {
#define EVENT(m, name, key, zh, en) DO_##m##_##name,
#include "ledger/life.def"
	LIFE_EVENT_COUNT
};

enum life_need { LIFE_REASON = 1, LIFE_BASIS = 2, LIFE_EVIDENCE = 4 };

struct life_move {
	enum life_state from;
	enum life_event event;
	enum life_state to;
	roles roles;
	unsigned needs; /* bits of enum life_need */
};
/* All rows, in the order of the table. */
const struct life_move *life_moves(size_t *ret_n);
/* The row of this event in this state, or NULL. */
const struct life_move *life_move(enum life_state from, enum life_event event);
/* May one person do both in one case? Symmetric. */
bool life_apart(enum life_event a, enum life_event b);

enum life_machine life_machine_of_event(enum life_event event);
enum life_machine life_machine_of_state(enum life_state state);
/* "case", "notice", "extension". */
const char *life_machine_key(enum life_machine m);
/* "suspected"; "" is the state before the first event. */
const char *life_state_key(enum life_state state);
const char *life_event_key(enum life_event event);
struct text2 life_state_words(enum life_state state);
bool life_final(enum life_state state);
/* False: the machine has no such state or event. */
[[nodiscard]] bool life_state_parse(enum life_machine m, str key, enum life_state *ret);
[[nodiscard]] bool life_event_parse(enum life_machine m, str key, enum life_event *ret);
/* The state before the first event. */
enum life_state life_none(enum life_machine m);

struct life_past {
	enum life_event event;
	str actor;
};
struct life_ask {
	enum life_state from;
	enum life_event event;
	str actor;
	roles roles;    /* that the actor holds */
	unsigned given; /* bits of enum life_need: what is there */
	const struct life_past *past;
	size_t past_count;
};
/* 0, the move and the role it is done in; E_DENIED with words that name what is missing or who did the other side. */
[[nodiscard]] int life_try(const struct life_ask *ask, const struct life_move **ret, enum role *ret_role, err *e);

/* The whole table as Markdown, in the current language: states, moves, pairs. */
void life_print(buf *b);
/* The same as JSON: {"machines":[{"machine","moves":[{"apart","event","from","needs","roles","to"}],"states":[{"final","key","title"}]}]}. */
void life_print_json(buf *b);
