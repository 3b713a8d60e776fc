/*
 * notice: a paper of the agency: drafted, reviewed by law, issued under a number, served with proof, answered, closed (life.def). It is about
 * some cases of one unit, which its service notifies, or about one subject of another kind: a draw, a penalty case, an entry of a list, another
 * notice. What it says is frozen when it is sent to review; what was issued never changes: a correction is a new notice that names the
 * old one. A record (笔录, 回证) goes a shorter way: it is made and finished by an officer, and signed by hand.
 */
#pragma once

#include "ledger/case.h"

enum notice_way {
	NOTICE_DIRECT,
	NOTICE_LEFT,
	NOTICE_POST,
	NOTICE_ELECTRONIC,
	NOTICE_ENTRUSTED,
	NOTICE_PUBLIC,
	NOTICE_WAY_COUNT
};
/* "direct" …; 直接送达, 留置送达, 邮寄送达, 电子送达, 委托送达, 公告送达. */
struct text2 notice_way_words(enum notice_way w);
[[nodiscard]] bool notice_way_parse(str key, enum notice_way *ret);

struct notice {
	str id; /* n12 */
	str kind;
	str title;
	str uscc;
	str unit;
	enum life_state state;
	str number;     /* empty before issue */
	str corrects;   /* id of the notice that it takes the place of */
	str facts;      /* SHA-256 of what it says (documents, kind notice-facts) */
	int64_t count;  /* time limit from the day after service */
	str count_unit; /* key of enum deadline_unit */
	str docx;       /* SHA-256 of what was issued */
	str pdf;
	int64_t drafted_at;
	int64_t issued_at;
	int64_t served_at;
	int64_t ended_at;
	int64_t due; /* first moment that is late, 0: not served, or no limit */
	str about;   /* kind of its subject; empty: its cases */
	str subject; /* the subject's id */
};
/* By id ("n12") or number. E_NOTFOUND. Text in mem. */
[[nodiscard]] int notice_find(struct ledger *l, str id, arena *mem, struct notice *ret, err *e);
/* All of a state (AT_NOTICE_NONE: every) and unit (empty: every), by n; views live only during the call. */
[[nodiscard]] int notice_each(struct ledger *l, enum life_state state, str uscc,
			      int (*each)(void *ctx, const struct notice *n, err *e), void *ctx, err *e);
/* The newest about this subject of this kind that was issued (or, with `served`, served) and neither corrected nor revoked: 1, 0. */
[[nodiscard]] int notice_about(struct ledger *l, str kind, str subject, bool served, arena *mem, struct notice *ret,
			       err *e);
/* Ids of its cases, in mem. */
[[nodiscard]] int notice_cases(struct ledger *l, str id, arena *mem, str **ret, size_t *ret_n, err *e);

struct notice_draft {
	str kind;
	str title;
	str uscc;
	str unit;
	const str *cases; /* ids */
	size_t case_count;
	str facts; /* SHA-256 */
	int64_t count;
	str count_unit;
	str corrects; /* id; empty: none */
	str about;    /* kind of the subject and its id; empty: the cases */
	str subject;
	bool record; /* a record: no review */
};
/* Needs a transaction. Cases or a subject, not both. Every case must be confirmed, of this unit, and in no other notice that lives (that of `corrects` apart, whose
 * cases may be further). *ret in mem. */
[[nodiscard]] int notice_draft(struct ledger *l, const struct notice_draft *d, const struct person *actor, arena *mem,
			       struct notice *ret, err *e);

struct notice_act {
	enum life_event event;
	const struct person *actor;
	str reason;
	str basis;
	const str *evidence;
	size_t evidence_count;
	/* SUBMIT: what it says now. ISSUE, FINISH: number and documents. SERVE: the service. */
	str facts;
	str number;
	str docx;
	str pdf;
	enum notice_way way;
	str receiver;
	bool refused;
	str note;
	int64_t at;  /* SERVE: when it was handed over, UTC seconds */
	int64_t due; /* SERVE: first moment that is late, 0: no limit */
};
/* Moves the notice and, with it, its cases: SERVE notifies them, ANSWER reports them as mended, REVOKE and WITHDRAW give them free, ISSUE of
 * a correction takes the place of the old one. Needs a transaction. E_DENIED with words; E_BUSY. */
[[nodiscard]] int notice_move(struct ledger *l, const struct notice *n, const struct notice_act *a, err *e);
/* Might the actor? As notice_move without writing; reason, basis and evidence count as given. */
[[nodiscard]] int notice_may(struct ledger *l, const struct notice *n, enum life_event event,
			     const struct person *actor, err *e);
/* After a case of the notice (c->notice; empty is well) came to its end: closes the notice when it was the last one and the actor may. */
[[nodiscard]] int notice_settle(struct ledger *l, const struct case_row *c, const struct person *actor, err *e);

/* Words are confirmed by a legal reviewer, each by its SHA-256 in hexadecimal. Needs a transaction; one act "words.confirm". */
struct notice_words {
	str hash;
	str what; /* 《网络安全法》第二十三条 */
};
[[nodiscard]] int notice_words_confirm(struct ledger *l, const struct notice_words *w, size_t n,
				       const struct person *actor, str reason, err *e);
/* 1: confirmed, 0: not. */
[[nodiscard]] int notice_words_confirmed(struct ledger *l, str hash, err *e);
