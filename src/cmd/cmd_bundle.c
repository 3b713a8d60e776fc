/* yicha bundle: gives the log out as a folder that others verify, and verifies one. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/desk.h"
#include "cmd/passphrase.h"
#include "flow/handout.h"
#include "ledger/signing.h"
#include "os/file.h"

#define OUT_MOST ((size_t)1 << 20)
#define VERIFY_MEMORY ((size_t)1 << 30)
#define SUBJECTS_MOST 1000

/* --- the folder ------------------------------------------------------------------------------------------------------ */

static const char *path_of(buf *b, const char *dir, const char *name)
{
	buf_reset(b);
	buf_printf(b, "%s/%s", dir, name);
	return buf_c(b);
}

static int io_read(void *dir, const char *name, size_t most, arena *mem, str *ret, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 8192);
	return os_file_read(path_of(&b, dir, name), most, mem, ret, e);
}

static int io_write(void *dir, const char *name, str bytes, err *e)
{
	AUTO(buf_release) buf b;
	str folder = str_c(name);
	size_t slash = str_find_byte(folder, '/');

	buf_init(&b, 8192);
	if (slash < folder.n) {
		buf_printf(&b, "%s/%.*s", (const char *)dir, STR_ARG(str_sub(folder, 0, slash)));
		TRY(os_dir_make(buf_c(&b), e));
	}
	return os_file_write(path_of(&b, dir, name), bytes, e);
}

static int io_list(void *dir, const char *folder, arena *mem, str **ret, size_t *n, err *e)
{
	static const char *const folders[] = {"leaves", "hashes", "proofs", "checkpoints", "documents", "evidence"};
	AUTO(buf_release) buf b;
	size_t kept = 0;

	buf_init(&b, 8192);
	*n = 0;
	if (!os_file_exists(path_of(&b, dir, folder)))
		return 0;
	TRY(os_dir_list(buf_c(&b), mem, ret, n, e));
	/* The bundle's own folders are no files. */
	for (size_t i = 0; i < *n; i++) {
		bool ours = false;

		for (size_t k = 0; k < ARRAY_LEN(folders); k++)
			ours = ours || (!*folder && str_eq((*ret)[i], str_c(folders[k])));
		if (!ours)
			(*ret)[kept++] = (*ret)[i];
	}
	*n = kept;
	return 0;
}

static struct bundle_io io_of(const char *dir)
{
	return (struct bundle_io){io_read, io_write, io_list, (void *)(uintptr_t)dir};
}

/* --- export ------------------------------------------------------------------------------------------------------------ */

/* That it was given out is an act, and in the bundle. */
static int log_export(struct desk *d, const struct handout *h, str by, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out j;

	buf_init(&b, OUT_MOST);
	json_begin(&j, &b);
	json_open(&j, NULL, '{');
	json_str(&j, "of", h->subject_count ? STR("part") : STR("whole"));
	json_open(&j, "subjects", '[');
	for (size_t i = 0; i < h->subject_count; i++)
		json_str(&j, NULL, h->subjects[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	if (buf_full(&b))
		return err_set(e, E_LIMIT, _("too many subjects"));
	return ledger_act(d->ledger, &(struct ledger_act){.kind = "bundle.export", .actor = by, .body = buf_str(&b)},
			  NULL, e);
}

/* A new checkpoint where a key is at hand (a sample's always is), else the latest. */
static int sign(struct desk *d, const struct handout *h, str by, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL;
	const char *file = args_value(d->args, "key");
	str pem = {0}, passphrase = {0}, text = {0};

	if (file) {
		TRY(os_file_read(file, 65536, &d->mem, &pem, e));
		TRY(passphrase_get(d->args, false, &d->mem, &passphrase, e));
		if (sm2_key_read(pem, passphrase, &k, e) < 0)
			return err_wrap(e, "%s", file);
	}
	TRY(ledger_begin(d->ledger, e));
	TRY(log_export(d, h, by, e));
	if (k || ledger_is_sample(d->ledger))
		TRY(signing_checkpoint(d->ledger, k, by, &d->mem, &text, e));
	return ledger_commit(d->ledger, e);
}

static int export(struct desk *d, err *e)
{
	AUTO(buf_release) buf b;
	const char *dir = args_operand(d->args, 1);
	struct bundle_io io = io_of(dir);
	struct handout h = {.subject_count = args_times(d->args, "subject")};
	struct person by;

	TRY(desk_actor(d, ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_MANAGER), &by, e));
	if (os_file_exists(dir))
		return err_set(e, E_USAGE, _("%s is there already"), dir);
	if (h.subject_count > SUBJECTS_MOST)
		return err_set(e, E_LIMIT, _("too many subjects"));
	str *subjects = arena_new(&d->mem, str, h.subject_count);

	for (size_t i = 0; i < h.subject_count; i++)
		subjects[i] = str_c(args_value_at(d->args, "subject", i));
	h.subjects = subjects;
	TRY(sign(d, &h, by.id, e));
	TRY(os_dir_make(dir, e));
	TRY(handout_write(d->ledger, &h, &io, e));
	buf_init(&b, OUT_MOST);
	if (d->json)
		buf_printf(&b, "{\"files\":%llu,\"leaves\":%llu,\"newer\":%llu}\n", (unsigned long long)h.files,
			   (unsigned long long)h.leaves, (unsigned long long)h.newer);
	else
		buf_printf(&b, _("%llu leaves, %llu documents and pieces of evidence in %s\n"),
			   (unsigned long long)h.leaves, (unsigned long long)h.files, dir);
	if (!d->json && h.newer)
		buf_printf(&b,
			   _("%llu leaves are newer than the checkpoint and not in it: --key FILE makes a new one\n"),
			   (unsigned long long)h.newer);
	cmd_put(&b);
	return 0;
}

/* --- verify ------------------------------------------------------------------------------------------------------------ */

struct telling {
	buf b;
	bool json;
	bool some;
};

static void tell(void *ctx, const char *file, uint64_t leaf, const char *words)
{
	struct telling *t = ctx;
	struct json_out j;

	if (t->json) {
		buf_put_c(&t->b, t->some ? "," : "{\"faults\":[");
		json_begin(&j, &t->b);
		json_open(&j, NULL, '{');
		json_str(&j, "file", str_c(file));
		if (leaf != BUNDLE_NO_LEAF)
			json_int(&j, "leaf", (int64_t)leaf);
		json_str(&j, "words", str_c(words));
		json_close(&j, '}');
	} else if (leaf == BUNDLE_NO_LEAF) {
		buf_printf(&t->b, "%s: %s\n", file, words);
	} else {
		buf_printf(&t->b, _("%s: leaf %llu: %s\n"), file, (unsigned long long)leaf, words);
	}
	t->some = true;
	cmd_put(&t->b);
}

static void put_sum(buf *b, const struct bundle_sum *s, bool json)
{
	struct json_out j;

	if (json) {
		buf_put_c(b, "],\"sum\":");
		json_begin(&j, b);
		json_open(&j, NULL, '{');
		json_int(&j, "at", s->at);
		json_int(&j, "checkpoints", (int64_t)s->checkpoints);
		json_int(&j, "documents", (int64_t)s->documents);
		json_int(&j, "evidence", (int64_t)s->evidence);
		json_int(&j, "faults", (int64_t)s->faults);
		json_hex(&j, "key", digest_str(&s->key));
		json_int(&j, "leaves", (int64_t)s->leaves);
		json_str(&j, "of", s->part ? STR("part") : STR("whole"));
		json_str(&j, "origin", s->origin);
		json_hex(&j, "root", digest_str(&s->root));
		json_bool(&j, "sample", s->sample);
		json_int(&j, "size", (int64_t)s->size);
		json_close(&j, '}');
		buf_put_c(b, "}\n");
		return;
	}
	buf_printf(b, "%.*s%s\n", STR_ARG(s->origin), s->sample ? " 样本" : "");
	buf_printf(b,
		   _("%llu of the log's %llu leaves, %llu documents, %llu pieces of evidence, %llu earlier "
		     "checkpoints; signed "),
		   (unsigned long long)s->leaves, (unsigned long long)s->size, (unsigned long long)s->documents,
		   (unsigned long long)s->evidence, (unsigned long long)s->checkpoints);
	date_put_time(b, s->at, DATE_CHINA_MINUTES);
	buf_printf(b, _("\nthe key's fingerprint, to be compared with the agency's: %s\n"), digest_to_hex(&s->key).c);
	buf_put_c(b, s->faults ? _("the bundle does NOT verify\n") : _("the bundle verifies\n"));
}

static int verify(const struct args *a, err *e)
{
	AUTO(arena_clear) arena mem;
	struct telling t = {.json = args_flag(a, "json")};
	struct bundle_check check = {tell, &t};
	struct bundle_io io = io_of(args_operand(a, 1));
	struct bundle_sum sum;

	arena_init(&mem, VERIFY_MEMORY);
	buf_init(&t.b, OUT_MOST);
	int rc = bundle_verify(&io, &check, &mem, &sum, e);

	/* Also before faults that were told until it ended. */
	if (t.json && !t.some && rc == 0)
		buf_put_c(&t.b, "{\"faults\":[");
	if (rc == 0)
		put_sum(&t.b, &sum, t.json);
	else if (t.json && t.some)
		buf_put_c(&t.b, "]}\n");
	cmd_put(&t.b);
	buf_release(&t.b);
	return rc < 0 ? rc : sum.faults ? CMD_FOUND : CMD_CLEAN;
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"export", "verify", NULL};
	AUTO(desk_auto) struct desk d = {0};
	err e = {0};
	int verb = cmd_verb(a, verbs), rc = 0;

	if (verb < 0)
		return CMD_REFUSED;
	if (verb == 1) {
		rc = verify(a, &e);
	} else {
		rc = desk_open(a, &d, &e);
		if (rc == 0)
			rc = export(&d, &e);
	}
	return rc < 0 ? cmd_fail(a, &e) : cmd_finish(rc);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"subject", 0, OPTION_VALUE, "ID", N_("export: only what is about this (several times)")},
	{"key", 0, OPTION_VALUE, "FILE", N_("export: sign a new checkpoint with this key first")},
	PASSPHRASE_OPTION,
	{0},
};

const struct command command_bundle = {
	.name = "bundle",
	.operands = "export|verify DIR",
	.operands_least = 2,
	.operands_most = 2,
	.words = N_("give the log out as a folder that others verify; verify one"),
	.help = N_("A bundle holds leaves of the log, the documents and the evidence that they name, checkpoints and "
		   "the public "
		   "key, and a program (verify.py) that verifies all that with nothing but Python.\n\n"
		   "With --subject only what is about a unit, a case or a notice goes in; each leaf then carries its "
		   "proof. "
		   "'verify' needs no store; it tells each wrong file and leaf, and the exit status is 1. Compare the "
		   "key's "
		   "fingerprint with the one that the agency made known."),
	.examples = N_("yicha bundle export handout\tthe whole log\n"
		       "yicha bundle export handout --subject 91440300MA5EXAMPLE\twhat concerns one unit\n"
		       "yicha bundle verify handout\tis it sound?\n"),
	.options = options,
	.run = run,
};
