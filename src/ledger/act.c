/* act: one act as one leaf of the log; part of ledger.h. */
#include "base/json.h"
#include "base/must.h"
#include "ledger/ledger.h"
#include "ledger/log.h"

#define BODY_MOST ((size_t)1 << 20)

int ledger_act(struct ledger *l, const struct ledger_act *act, uint64_t *ret_leaf, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out o;
	uint64_t leaf = 0;
	int64_t now = ledger_now(l);

	must(db_in_transaction(ledger_db(l)));
	buf_init(&b, BODY_MOST);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_str(&o, "actor", act->actor);
	json_int(&o, "at", now);
	json_raw(&o, "body", act->body.n ? act->body : STR("{}"));
	json_str(&o, "kind", str_c(act->kind));
	json_str(&o, "subject", act->subject);
	json_close(&o, '}');
	if (buf_full(&b))
		return err_set(e, E_LIMIT, "%s: the act is longer than %zu bytes", act->kind, BODY_MOST);
	TRY(log_append(l, now, str_c(act->kind), act->subject, buf_str(&b), &leaf, e));
	if (ret_leaf)
		*ret_leaf = leaf;
	return 0;
}
