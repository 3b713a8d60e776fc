#include "cmd/self_show.h"

#include "base/json.h"
#include "base/width.h"

struct sums {
	uint64_t asked;
	uint64_t state[SELFCHECK_STATE_COUNT];
	uint64_t value[ANSWER_VALUE_COUNT]; /* of what is confirmed */
};

static struct sums sum(const struct self_show *s, str clause)
{
	struct sums n = {0};

	for (size_t i = 0; i < s->count; i++) {
		const struct selfcheck_verdict *v = &s->list[i];

		if (clause.n && !str_eq(v->question->clause, clause))
			continue;
		n.asked++;
		n.state[v->state]++;
		n.value[v->value] += v->state == SELFCHECK_CONFIRMED;
	}
	return n;
}

static void put_sums(buf *b, str name, const struct sums *n)
{
	width_put_left(b, name, 6);
	buf_printf(b, " %7llu %10llu %8llu %9llu %9llu   %llu/%llu/%llu\n", (unsigned long long)n->asked,
		   (unsigned long long)n->state[SELFCHECK_UNANSWERED], (unsigned long long)n->state[SELFCHECK_OPEN],
		   (unsigned long long)n->state[SELFCHECK_SUGGESTED], (unsigned long long)n->state[SELFCHECK_CONFIRMED],
		   (unsigned long long)n->value[ANSWER_CONFORMS],
		   (unsigned long long)(n->value[ANSWER_PARTLY] + n->value[ANSWER_FAILS]),
		   (unsigned long long)n->value[ANSWER_NA]);
}

static const char *state_words(enum selfcheck_state s)
{
	static const char *const words[SELFCHECK_STATE_COUNT] = {
		[SELFCHECK_UNANSWERED] = N_("unanswered"),
		[SELFCHECK_OPEN] = N_("open"),
		[SELFCHECK_SUGGESTED] = N_("suggested"),
		[SELFCHECK_CONFIRMED] = N_("confirmed"),
	};

	return _(words[s]);
}

static void put_verdict(buf *b, const struct selfcheck_verdict *v)
{
	str title = text2_in(v->question->title, i18n_lang());
	str value = v->value == ANSWER_UNCHECKED ? str_c(_("unknown")) : text2_in(answer_words(v->value), i18n_lang());

	buf_printf(b, "%.*s  %.*s: %.*s, %s\n", STR_ARG(v->question->id), STR_ARG(title), STR_ARG(value),
		   state_words(v->state));
	if (v->why.n)
		width_put_wrapped(b, v->why, 4, 100);
	if (v->cites.n)
		width_put_wrapped(b, v->cites, 4, 100);
}

void self_show_text(buf *b, const struct self_show *s)
{
	struct sums all = sum(s, (str){0});

	buf_printf(b, _("Self-inspection of %.*s, round %.*s\n\n"), STR_ARG(s->unit), STR_ARG(s->round));
	buf_put_c(b, _("clause  asked unanswered     open suggested confirmed   conforms/problems/n.a.\n"));
	for (size_t i = 0; i < s->clauses->count; i++) {
		struct sums n = sum(s, s->clauses->list[i].id);

		if (n.asked)
			put_sums(b, s->clauses->list[i].id, &n);
	}
	put_sums(b, str_c(_("all")), &all);
	for (size_t i = 0; i < s->count && s->details; i++) {
		if (!i)
			buf_put_byte(b, '\n');
		put_verdict(b, &s->list[i]);
	}
}

static void json_verdict(struct json_out *o, const struct selfcheck_verdict *v)
{
	json_open(o, NULL, '{');
	if (v->answer.version)
		json_str(o, "answer", str_c(answer_key(v->answer.value)));
	json_str(o, "cites", v->cites);
	json_str(o, "clause", v->question->clause);
	if (v->answer.concluded)
		json_str(o, "confirmed_by", v->answer.concluder);
	json_str(o, "question", v->question->id);
	if (v->answer.version)
		json_int(o, "received", v->answer.received);
	json_str(o, "severity", v->question->severity);
	json_str(o, "state", str_c(selfcheck_state_key(v->state)));
	json_str(o, "verdict", v->value == ANSWER_UNCHECKED ? STR("unknown") : str_c(answer_key(v->value)));
	json_int(o, "version", v->answer.version);
	json_str(o, "why", v->why);
	json_close(o, '}');
}

void self_show_json(buf *b, const struct self_show *s)
{
	struct sums n = sum(s, (str){0});
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "asked", (int64_t)n.asked);
	json_int(&o, "confirmed", (int64_t)n.state[SELFCHECK_CONFIRMED]);
	json_int(&o, "open", (int64_t)n.state[SELFCHECK_OPEN]);
	json_open(&o, "questions", '[');
	for (size_t i = 0; i < s->count; i++)
		json_verdict(&o, &s->list[i]);
	json_close(&o, ']');
	json_str(&o, "round", s->round);
	json_int(&o, "suggested", (int64_t)n.state[SELFCHECK_SUGGESTED]);
	json_int(&o, "unanswered", (int64_t)n.state[SELFCHECK_UNANSWERED]);
	json_str(&o, "unit", s->unit);
	json_close(&o, '}');
	buf_put_byte(b, '\n');
}
