#include "cmd/clocks_of.h"

#include "catalogue/paths.h"
#include "model/digest.h"

int clocks_of_penalty(const struct terms *t, struct penalty_clocks *ret, err *e)
{
	struct {
		const char *key;
		struct deadline_rule *to;
	} const want[] = {{"penalty.file", &ret->file},
			  {"penalty.decide", &ret->decide},
			  {"penalty.plead", &ret->plead},
			  {"penalty.hearing-ask", &ret->hearing_ask},
			  {"penalty.hearing-notice", &ret->hearing_notice},
			  {"penalty.serve", &ret->serve},
			  {"penalty.pay", &ret->pay},
			  {"penalty.urge", &ret->urge},
			  {"penalty.bar", &ret->bar},
			  {"listing.enter", &ret->list}};

	ret->calendar = t->calendar;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		const struct clock *c = NULL;

		TRY(clocks_get(&t->clocks, str_c(want[i].key), &c, e));
		*want[i].to = c->rule;
	}
	return 0;
}

int law_then_find(str key, int64_t then, int64_t now, struct law_then *ret, err *e)
{
	AUTO(arena_clear) arena mem;
	const char *dir = NULL;

	*ret = (struct law_then){0};
	arena_init(&mem, 1 << 16);
	TRY(paths_data(&mem, "catalogue/laws", &dir, e));
	TRY(laws_load(dir, &ret->laws, e));
	ret->article = laws_find(&ret->laws, key);
	if (!ret->article)
		return err_set(e, E_NOTFOUND, _("no article \"%.*s\" in catalogue/laws"), STR_ARG(key));
	ret->then = law_at(ret->article, then);
	ret->now = law_at(ret->article, now);
	return ret->then ? 0 : err_set(e, E_NOTFOUND, _("%.*s was not in force on the day of the act"), STR_ARG(key));
}

void law_then_release(struct law_then *l)
{
	laws_release(&l->laws);
}

struct notice_words law_words(const struct law_article *a, const struct law_version *v, arena *mem)
{
	AUTO(buf_release) buf b;
	struct notice_words w;

	buf_init(&b, 1 << 20);
	buf_printf(&b, "%.*s 《%.*s》%.*s", STR_ARG(a->key), STR_ARG(a->law->name.zh), STR_ARG(v->number));
	w.what = arena_str(mem, buf_str(&b));
	buf_put_c(&b, "\n");
	buf_put(&b, v->words);
	digest d = digest_sha256(buf_str(&b));
	digest_hex hex = digest_to_hex(&d);

	w.hash = arena_str(mem, str_c(hex.c));
	return w;
}

int law_confirmed(struct ledger *l, const struct law_article *a, const struct law_version *v, err *e)
{
	AUTO(arena_clear) arena mem;

	if (v->read == LAW_READ_TEXT)
		return 1;
	arena_init(&mem, 1 << 20);
	return notice_words_confirmed(l, law_words(a, v, &mem).hash, e);
}
