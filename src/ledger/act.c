/* act: one act as one leaf of the log; part of ledger.h. */
#include "base/json.h"
#include "base/must.h"
#include "ledger/ledger.h"
#include "ledger/log_priv.h"

void ledger_act_put(buf *b, int64_t at, const struct ledger_act *act)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "actor", act->actor);
	json_int(&o, "at", at);
	json_raw(&o, "body", act->body.n ? act->body : STR("{}"));
	json_str(&o, "kind", str_c(act->kind));
	json_str(&o, "subject", act->subject);
	json_close(&o, '}');
}

int ledger_act(struct ledger *l, const struct ledger_act *act, uint64_t *ret_leaf, err *e)
{
	AUTO(buf_release) buf b;
	uint64_t leaf = 0;
	int64_t now = ledger_now(l);

	must(db_in_transaction(ledger_db(l)));
	buf_init(&b, LOG_LEAF_MOST);
	ledger_act_put(&b, now, act);
	if (buf_full(&b))
		return err_set(e, E_LIMIT, "%s: the act is longer than %zu bytes", act->kind, LOG_LEAF_MOST);
	TRY(log_append(l, now, str_c(act->kind), act->subject, buf_str(&b), &leaf, e));
	if (ret_leaf)
		*ret_leaf = leaf;
	return 0;
}
