#include "flow/taken.h"

#include "base/i18n.h"
#include "detect/mask.h"
#include "ident/uscc.h"
#include "ledger/registry.h"
#include "os/file.h"

#define FILE_MOST ((size_t)256 << 20)
#define SECONDS_A_DAY 86400
/* Masking makes a text longer by a few bytes for each thing found. */
#define MASKED_MOST ((size_t)64 << 10)
#define UNIT_MEMORY ((size_t)1 << 20)

struct taking {
	struct ledger *l;
	const struct taken_ask *ask;
	struct case_take take;
	str tool;
	char tool_room[100];
	str unit;
	buf masked; /* of one row */
	uint64_t bad;
	int (*fault)(void *ctx, const struct import_fault *f, err *e);
	void *ctx;
};

static int on_fault(void *ctx, const struct import_fault *f, err *e)
{
	struct taking *t = ctx;

	t->bad++;
	return t->fault ? t->fault(t->ctx, f, e) : 0;
}

/* Other tools put what they saw into their words: passwords, telephone numbers. Of the bytes that are stored none is one of those. */
static void mask(struct taking *t, struct case_seen *s)
{
	str *const texts[] = {&s->title, &s->says, &s->remedy};
	size_t end[ARRAY_LEN(texts)];

	buf_reset(&t->masked);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		mask_put(&t->masked, *texts[i], MASKED_MOST);
		end[i] = t->masked.n;
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t from = i ? end[i - 1] : 0;

		*texts[i] = str_sub(buf_str(&t->masked), from, end[i] - from);
	}
}

static int on_finding(void *ctx, const struct import_finding *f, err *e)
{
	struct taking *t = ctx;
	str uscc = f->uscc.n ? f->uscc : t->ask->uscc;
	char code[USCC_LENGTH + 1];

	if (uscc.n == 0)
		return err_set(e, E_USAGE, _("row %.*s names no unit: give --unit"), STR_ARG(f->ref));
	if (f->uscc.n && !uscc_normalise(f->uscc, code))
		return on_fault(t, &(struct import_fault){f->ref, "uscc", N_("its code is no 统一社会信用代码")}, e);
	/* It would be seen after every closing, for ever. A sample's clock may stand anywhere. */
	if (f->seen > ledger_now(t->l) + SECONDS_A_DAY && !ledger_is_sample(t->l))
		return on_fault(t, &(struct import_fault){f->ref, "seen", N_("it was seen in the future")}, e);
	if (t->tool.n == 0 && f->tool.n && f->tool.n < sizeof(t->tool_room)) {
		bytes_copy(t->tool_room, sizeof(t->tool_room), f->tool);
		t->tool = (str){(const uint8_t *)t->tool_room, f->tool.n};
	}
	struct case_seen seen = {.rule = f->rule,
				 .asset = f->asset,
				 .place = f->place,
				 .title = f->title,
				 .severity = f->severity,
				 .clause = f->clause,
				 .says = f->says,
				 .remedy = f->remedy,
				 .basis = f->basis,
				 .uscc = f->uscc.n ? str_c(code) : uscc,
				 .unit = f->unit.n ? f->unit : t->unit,
				 .seen_first = f->seen,
				 .seen_last = f->seen,
				 .ref = f->ref};

	mask(t, &seen);
	return case_take_add(&t->take, &seen, e);
}

/* SHA-256 of the file: the same bytes are the same source. */
static int hash_file(const char *path, digest_hex *ret, err *e)
{
	AUTO(arena_clear) arena mem;
	str bytes = {0};

	arena_init(&mem, FILE_MOST + 4096);
	TRY(os_file_read(path, FILE_MOST, &mem, &bytes, e));
	digest d = digest_sha256(bytes);

	*ret = digest_to_hex(&d);
	return 0;
}

static str base_name(const char *path)
{
	str s = str_c(path);

	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/')
			return str_from(s, i);
	return s;
}

/* The unit's name as it is registered; one that nobody registered is named by hand, or by its code. */
static int name_unit(struct ledger *l, const struct taken_ask *ask, arena *mem, str *ret, err *e)
{
	struct registry_unit u;
	err no = {0};

	*ret = ask->unit.n ? ask->unit : ask->uscc;
	if (ask->unit.n || ask->uscc.n == 0)
		return 0;
	int rc = registry_unit_find(l, ask->uscc, 0, mem, &u, &no);

	if (rc == 0)
		*ret = u.name;
	else if (rc != E_NOTFOUND)
		*e = no;
	return rc == E_NOTFOUND ? 0 : rc;
}

static int take(struct taking *t, const digest_hex *hash, struct taken_counts *ret,
		int (*why)(void *ctx, const struct case_why *w, err *e), err *e)
{
	const struct taken_ask *ask = t->ask;
	struct import_to to = {on_finding, on_fault, t};
	AUTO(buf_release) buf name;

	buf_init(&name, 1000);
	buf_put_clean(&name, base_name(ask->path), 300);
	TRY(case_take_begin(t->l, &t->take, e));
	TRY(import_read(ask->path, ask->format, &to, e));
	TRY(case_take_end(&t->take,
			  &(struct case_source){.source = str_c(hash->c),
						.tool = t->tool.n ? t->tool : STR("import"),
						.name = buf_str(&name),
						.actor = ask->actor},
			  &ret->cases, e));
	ret->bad = t->bad;
	return why ? case_take_why(t->l, why, t->ctx, e) : 0;
}

int taken_import(struct ledger *l, const struct taken_ask *ask, struct taken_counts *ret,
		 int (*fault)(void *ctx, const struct import_fault *f, err *e),
		 int (*why)(void *ctx, const struct case_why *w, err *e), void *ctx, err *e)
{
	struct taking t = {.l = l, .ask = ask, .fault = fault, .ctx = ctx};
	AUTO(arena_clear) arena mem;
	digest_hex hash;

	arena_init(&mem, UNIT_MEMORY);
	buf_init(&t.masked, 8 * MASKED_MOST);
	t.tool = ask->tool;
	TRY(hash_file(ask->path, &hash, e));
	TRY(name_unit(l, ask, &mem, &t.unit, e));
	TRY(ledger_begin(l, e));
	int rc = take(&t, &hash, ret, why, e);

	if (rc == 0)
		rc = ledger_commit(l, e);
	if (rc < 0)
		ledger_rollback(l);
	return rc;
}
