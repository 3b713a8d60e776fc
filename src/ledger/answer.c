#include "ledger/answer.h"

#include "base/json.h"
#include "base/must.h"

#define LIST_MOST 5000
#define BODY_MOST ((size_t)256 * 1024)

#define COLUMNS                                                                                                        \
	"a.unit, a.round, a.question, a.version, a.value, a.explanation, a.effective_at, a.received_at, a.person, "    \
	"a.actor, a.questionnaire, a.missing, a.leaf, c.value, c.reason, c.cites, c.actor, c.at, c.id"
/* The last version of each question with the last conclusion about it. */
#define FROM                                                                                                           \
	" FROM self_answer a LEFT JOIN self_conclusion c ON c.id = (SELECT MAX(d.id) FROM self_conclusion d WHERE"     \
	" d.unit = a.unit AND d.round = a.round AND d.question = a.question AND d.version = a.version)"                \
	" WHERE a.unit = :unit AND a.round = :round AND a.version = (SELECT MAX(b.version) FROM self_answer b WHERE"   \
	" b.unit = a.unit AND b.round = a.round AND b.question = a.question)"

static enum answer_value value_of(int64_t v)
{
	return v >= 0 && v < ANSWER_VALUE_COUNT ? (enum answer_value)v : ANSWER_UNCHECKED;
}

static void read(struct db_stmt *st, arena *mem, struct answer *a)
{
	*a = (struct answer){.unit = arena_str(mem, db_text(st, 0)),
			     .round = arena_str(mem, db_text(st, 1)),
			     .question = arena_str(mem, db_text(st, 2)),
			     .version = db_int(st, 3),
			     .value = value_of(db_int(st, 4)),
			     .explanation = arena_str(mem, db_text(st, 5)),
			     .effective = db_int(st, 6),
			     .received = db_int(st, 7),
			     .person = arena_str(mem, db_text(st, 8)),
			     .actor = arena_str(mem, db_text(st, 9)),
			     .questionnaire = arena_str(mem, db_text(st, 10)),
			     .missing = arena_str(mem, db_text(st, 11)),
			     .leaf = db_int(st, 12),
			     .concluded = !db_is_null(st, 18)};
	if (!a->concluded)
		return;
	a->conclusion = value_of(db_int(st, 13));
	a->reason = arena_str(mem, db_text(st, 14));
	a->cites = arena_str(mem, db_text(st, 15));
	a->concluder = arena_str(mem, db_text(st, 16));
	a->concluded_at = db_int(st, 17);
}

/* The last version. 1 found, 0 none. Text in mem. */
static int answer_find(struct ledger *l, str unit, str round, str question, arena *mem, struct answer *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "SELECT " COLUMNS FROM " AND a.question = :question", &st, e));
	db_bind_text(st, "unit", unit);
	db_bind_text(st, "round", round);
	db_bind_text(st, "question", question);
	int rc = db_step(st, e);

	if (rc == 1) {
		read(st, mem, ret);
		db_reset(st);
	}
	return rc;
}

int answer_list(struct ledger *l, str unit, str round, arena *mem, struct answer **ret, size_t *ret_n, err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	*ret_n = 0;
	*ret = arena_new(mem, struct answer, LIST_MOST);
	TRY(ledger_stmt(l, "SELECT " COLUMNS FROM " ORDER BY a.question", &st, e));
	db_bind_text(st, "unit", unit);
	db_bind_text(st, "round", round);
	while ((rc = db_step(st, e)) == 1) {
		if (*ret_n == LIST_MOST) {
			db_reset(st);
			return err_set(e, E_LIMIT, "more than %d answers in one round", LIST_MOST);
		}
		read(st, mem, &(*ret)[(*ret_n)++]);
	}
	return rc;
}

int answer_documents(struct ledger *l, const struct answer *a, arena *mem, struct answer_document **ret, size_t *ret_n,
		     err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	*ret_n = 0;
	*ret = arena_new(mem, struct answer_document, ANSWER_DOCUMENTS_MOST);
	TRY(ledger_stmt(l,
			"SELECT sha256, name FROM self_evidence WHERE unit = :unit AND round = :round AND question = "
			":question AND version = :version ORDER BY n",
			&st, e));
	db_bind_text(st, "unit", a->unit);
	db_bind_text(st, "round", a->round);
	db_bind_text(st, "question", a->question);
	db_bind_int(st, "version", a->version);
	while ((rc = db_step(st, e)) == 1) {
		must(*ret_n < ANSWER_DOCUMENTS_MOST);
		(*ret)[*ret_n].sha256 = arena_str(mem, db_text(st, 0));
		(*ret)[(*ret_n)++].name = arena_str(mem, db_text(st, 1));
	}
	return rc;
}

/* ---- putting ---- */

static bool same(const struct answer *a, const struct answer *b)
{
	return a->value == b->value && str_eq(a->explanation, b->explanation) && a->effective == b->effective &&
	       str_eq(a->person, b->person) && str_eq(a->missing, b->missing);
}

/* 1: the last version says the same with the same evidence; 0: it does not. */
static int is_known(struct ledger *l, const struct answer *a, const struct answer_document *documents, size_t n,
		    int64_t *ret_version, err *e)
{
	AUTO(arena_clear) arena mem;
	struct answer_document *old_documents;
	struct answer old;
	size_t old_n = 0;

	arena_init(&mem, (size_t)1 << 20);
	*ret_version = 0;
	int rc = answer_find(l, a->unit, a->round, a->question, &mem, &old, e);

	if (rc != 1)
		return rc;
	*ret_version = old.version;
	TRY(answer_documents(l, &old, &mem, &old_documents, &old_n, e));
	if (!same(a, &old) || n != old_n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(documents[i].sha256, old_documents[i].sha256) ||
		    !str_eq(documents[i].name, old_documents[i].name))
			return 0;
	}
	return 1;
}

static void put_body(buf *b, const struct answer *a, const struct answer_document *documents, size_t n)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_open(&o, "documents", '[');
	for (size_t i = 0; i < n; i++)
		json_str(&o, NULL, documents[i].sha256);
	json_close(&o, ']');
	if (a->effective != INT64_MIN)
		json_int(&o, "effective", a->effective);
	json_str(&o, "explanation", a->explanation);
	json_str(&o, "missing", a->missing);
	json_str(&o, "person", a->person);
	json_str(&o, "question", a->question);
	json_str(&o, "questionnaire", a->questionnaire);
	json_str(&o, "round", a->round);
	json_str(&o, "value", str_c(answer_key(a->value)));
	json_int(&o, "version", a->version);
	json_close(&o, '}');
}

static int put_documents(struct ledger *l, const struct answer *a, const struct answer_document *documents, size_t n,
			 err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO self_evidence(unit, round, question, version, n, sha256, name) VALUES (:unit, "
			":round, :question, :version, :n, :sha256, :name)",
			&st, e));
	db_bind_text(st, "unit", a->unit);
	db_bind_text(st, "round", a->round);
	db_bind_text(st, "question", a->question);
	db_bind_int(st, "version", a->version);
	for (size_t i = 0; i < n; i++) {
		db_bind_int(st, "n", (int64_t)i);
		db_bind_text(st, "sha256", documents[i].sha256);
		db_bind_text(st, "name", documents[i].name);
		TRY(db_run(st, e));
	}
	return 0;
}

static int put_row(struct ledger *l, const struct answer *a, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO self_answer(unit, round, question, version, value, explanation, effective_at, "
			"received_at, person, actor, questionnaire, missing, leaf) VALUES (:unit, :round, :question, "
			":version, :value, :explanation, :effective, :received, :person, :actor, :questionnaire, "
			":missing, :leaf)",
			&st, e));
	db_bind_text(st, "unit", a->unit);
	db_bind_text(st, "round", a->round);
	db_bind_text(st, "question", a->question);
	db_bind_int(st, "version", a->version);
	db_bind_int(st, "value", a->value);
	db_bind_text(st, "explanation", a->explanation);
	db_bind_int(st, "effective", a->effective);
	db_bind_int(st, "received", a->received);
	db_bind_text(st, "person", a->person);
	db_bind_text(st, "actor", a->actor);
	db_bind_text(st, "questionnaire", a->questionnaire);
	db_bind_text(st, "missing", a->missing);
	db_bind_int(st, "leaf", a->leaf);
	return db_run(st, e);
}

int answer_put(struct ledger *l, struct answer *a, const struct answer_document *documents, size_t n, bool *ret_changed,
	       err *e)
{
	AUTO(buf_release) buf b;
	int64_t version = 0;
	uint64_t leaf = 0;

	must(n <= ANSWER_DOCUMENTS_MOST);
	int rc = is_known(l, a, documents, n, &version, e);

	*ret_changed = rc == 0;
	if (rc != 0)
		return rc < 0 ? rc : 0;
	a->version = version + 1;
	a->received = ledger_now(l);
	buf_init(&b, BODY_MOST);
	put_body(&b, a, documents, n);
	TRY(ledger_act(l, &(struct ledger_act){"self.answer", a->unit, a->actor, buf_str(&b)}, &leaf, e));
	a->leaf = (int64_t)leaf;
	TRY(put_row(l, a, e));
	return put_documents(l, a, documents, n, e);
}

/* ---- concluding ---- */

int answer_conclude(struct ledger *l, const struct answer *a, enum answer_value value, str reason, str cites,
		    const struct person *p, err *e)
{
	AUTO(buf_release) buf b;
	struct db_stmt *st = NULL;
	struct json_out o;
	uint64_t leaf = 0;

	if (str_eq(p->id, a->actor) || (p->name.n && str_eq(p->name, a->person)))
		return err_set(e, E_DENIED, "%.*s answered %.*s: another person confirms it", STR_ARG(p->id),
			       STR_ARG(a->question));
	buf_init(&b, BODY_MOST);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_str(&o, "cites", cites);
	json_str(&o, "question", a->question);
	json_str(&o, "reason", reason);
	json_str(&o, "round", a->round);
	json_str(&o, "value", str_c(answer_key(value)));
	json_int(&o, "version", a->version);
	json_close(&o, '}');
	TRY(ledger_act(l, &(struct ledger_act){"self.conclude", a->unit, p->id, buf_str(&b)}, &leaf, e));
	TRY(ledger_stmt(
		l,
		"INSERT INTO self_conclusion(unit, round, question, version, value, reason, cites, actor, at, "
		"leaf) VALUES (:unit, :round, :question, :version, :value, :reason, :cites, :actor, :at, :leaf)",
		&st, e));
	db_bind_text(st, "unit", a->unit);
	db_bind_text(st, "round", a->round);
	db_bind_text(st, "question", a->question);
	db_bind_int(st, "version", a->version);
	db_bind_int(st, "value", value);
	db_bind_text(st, "reason", reason);
	db_bind_text(st, "cites", cites);
	db_bind_text(st, "actor", p->id);
	db_bind_int(st, "at", ledger_now(l));
	db_bind_int(st, "leaf", (int64_t)leaf);
	return db_run(st, e);
}
