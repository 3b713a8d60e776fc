#include "cmd/wanted.h"

#include "base/i18n.h"
#include "flow/notice_step.h"

int wanted_may(struct desk *d, const struct step *s, err *e)
{
	struct step given = *s;
	enum life_state to;

	given.reason = given.basis = STR("-");
	given.has_evidence = true;
	return step_may(d->ledger, &given, &to, e);
}

int wanted_take(struct desk *d, const char *step, str subject, const str **evidence, size_t *count, struct notice *ret,
		err *e)
{
	int rc = notice_step_paper(d->ledger, str_c(step), subject, &d->mem, ret, e);

	if (rc <= 0)
		return rc;
	str *all = arena_new(&d->mem, str, *count + 1);

	all[0] = ret->pdf;
	for (size_t i = 0; i < *count; i++)
		all[i + 1] = (*evidence)[i];
	*evidence = all;
	*count += 1;
	return 1;
}

int wanted_says(struct desk *d, const struct notice *n, str kinds, int64_t fine, err *e)
{
	AUTO(buf_release) buf yuan;
	str says = {0};

	TRY(notice_step_text(d->ledger, n, STR("sanction"), &d->mem, &says, e));
	while (kinds.n) {
		size_t end = str_find(kinds, STR("、"));
		str kind = str_trim(str_sub(kinds, 0, end));

		kinds = str_from(kinds, end + STR("、").n);
		if (!str_has(says, kind))
			return err_set(e, E_DENIED, _("%.*s says another penalty: \"%.*s\" is not in it"),
				       STR_ARG(n->number), STR_ARG(kind));
	}
	buf_init(&yuan, 32);
	buf_printf(&yuan, "%lld元", (long long)fine);
	if (fine && !str_has(says, buf_str(&yuan)))
		return err_set(e, E_DENIED, _("%.*s says another penalty: \"%.*s\" is not in it"), STR_ARG(n->number),
			       STR_ARG(buf_str(&yuan)));
	return 0;
}
