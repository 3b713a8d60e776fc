/* yicha log: shows, verifies and signs the log of acts; proves single leaves; makes keys. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/desk.h"
#include "cmd/passphrase.h"
#include "ledger/audit.h"
#include "ledger/log.h"
#include "ledger/signing.h"
#include "os/file.h"

#define OUT_MOST ((size_t)4 << 20)
#define SHOWN 50

/* --- show ------------------------------------------------------------------------------------------------------------ */

struct listing {
	buf b;
	buf uncovered; /* verify: tables that no leaf speaks of */
	bool json;
	bool some;
};

static int show_leaf(void *ctx, const struct log_leaf *leaf, err *)
{
	struct listing *s = ctx;
	struct json_out j;

	if (s->json) {
		if (s->some)
			buf_put_byte(&s->b, ',');
		json_begin(&j, &s->b);
		json_open(&j, NULL, '{');
		json_raw(&j, "act", leaf->data);
		json_hex(&j, "hash", digest_str(&leaf->hash));
		json_int(&j, "leaf", (int64_t)leaf->n);
		json_close(&j, '}');
	} else {
		buf_printf(&s->b, "%8llu  ", (unsigned long long)leaf->n);
		date_put_time(&s->b, leaf->at, DATE_CHINA_MINUTES);
		buf_printf(&s->b, "  %-20.*s %.*s\n", STR_ARG(leaf->kind), STR_ARG(leaf->subject));
	}
	s->some = true;
	/* The act is what its hash is of. */
	if (s->json)
		cmd_put_bytes(&s->b);
	else
		cmd_put(&s->b);
	return 0;
}

static int number(const struct args *a, const char *option, uint64_t *ret, err *e)
{
	const char *v = args_value(a, option);

	if (v && !str_to_u64(str_c(v), INT64_MAX, ret))
		return err_set(e, E_USAGE, _("--%s: %s is no number"), option, v);
	return 0;
}

static int show(struct desk *d, err *e)
{
	const struct args *a = d->args;
	struct listing s = {.json = d->json};
	struct log_query q = {.subject = str_c(args_value(a, "subject")), .kind = str_c(args_value(a, "kind"))};
	uint64_t size = 0;

	TRY(log_size(d->ledger, &size, e));
	/* The latest, unless a place or a subject is asked for. */
	q.from = q.subject.n || q.kind.n || size < SHOWN ? 0 : size - SHOWN;
	if (args_value(a, "from"))
		q.from = 0;
	TRY(number(a, "from", &q.from, e));
	TRY(number(a, "to", &q.to, e));
	q.to += args_value(a, "to") != NULL;
	buf_init(&s.b, OUT_MOST);
	if (s.json)
		buf_put_c(&s.b, "{\"leaves\":[");
	int rc = log_each(d->ledger, &q, show_leaf, &s, e);

	if (s.json)
		buf_printf(&s.b, "],\"size\":%llu}\n", (unsigned long long)size);
	cmd_put(&s.b);
	buf_release(&s.b);
	return rc;
}

/* --- verify ---------------------------------------------------------------------------------------------------------- */

/* In the order that canonical JSON wants. */
static void tell(void *ctx, const struct audit_fault *f)
{
	struct listing *s = ctx;
	struct json_out j;

	if (s->json) {
		if (s->some)
			buf_put_byte(&s->b, ',');
		json_begin(&j, &s->b);
		json_open(&j, NULL, '{');
		if (f->key)
			json_str(&j, "key", str_c(f->key));
		if (f->leaf != AUDIT_NO_LEAF)
			json_int(&j, "leaf", (int64_t)f->leaf);
		if (f->row >= 0)
			json_int(&j, "row", f->row);
		json_str(&j, "table", str_c(f->table));
		json_str(&j, "words", str_c(f->words));
		json_close(&j, '}');
	} else {
		buf_put_c(&s->b, f->table);
		if (f->row >= 0)
			buf_printf(&s->b, " %lld", (long long)f->row);
		if (f->key)
			buf_printf(&s->b, " %s", f->key);
		buf_printf(&s->b, ": %s\n", f->words);
	}
	s->some = true;
	cmd_put(&s->b);
}

static void note_uncovered(void *ctx, str table)
{
	struct listing *s = ctx;
	struct json_out j;

	if (s->uncovered.n)
		buf_put_c(&s->uncovered, s->json ? "," : ", ");
	json_begin(&j, &s->uncovered);
	if (s->json)
		json_str(&j, NULL, table);
	else
		buf_put_clean(&s->uncovered, table, 200);
}

/* What lies behind the last good checkpoint, and evidence that no leaf names. */
static bool has_loose_end(const struct audit *r)
{
	return r->signed_leaves < r->leaves || r->unsealed;
}

static void put_words(buf *b, const struct audit *r, buf *uncovered)
{
	buf_printf(
		b,
		_("%llu leaves, %llu checkpoints, %llu documents, %llu pieces of evidence, %llu keys, %llu rows; root "
		  "%s\n"),
		(unsigned long long)r->leaves, (unsigned long long)r->checkpoints, (unsigned long long)r->documents,
		(unsigned long long)r->evidence, (unsigned long long)r->keys, (unsigned long long)r->rows,
		digest_to_hex(&r->root).c);
	if (uncovered->n)
		buf_printf(b,
			   _("not covered: %s: the store's own tables, of what was collected and judged; acts rest on "
			     "cases and evidence, which are covered\n"),
			   buf_c(uncovered));
	buf_printf(b, _("signed: the first %llu leaves\n"), (unsigned long long)r->signed_leaves);
	if (r->signed_leaves < r->leaves)
		buf_printf(
			b,
			_("NOT signed: %llu leaves from leaf %llu on: whoever writes to the database could still write "
			  "them anew, with the rows that they name, or cut them off with these: yicha log checkpoint "
			  "signs them\n"),
			(unsigned long long)(r->leaves - r->signed_leaves), (unsigned long long)r->signed_leaves);
	if (r->unsealed)
		buf_printf(b, _("%llu pieces of evidence are in no leaf yet: yicha log checkpoint puts them there\n"),
			   (unsigned long long)r->unsealed);
	buf_put_c(b, r->faults          ? _("the log does NOT verify\n")
		     : has_loose_end(r) ? _("the log verifies as far as it is signed\n")
					: _("the log verifies\n"));
}

static void put_sum(buf *b, const struct audit *r, buf *uncovered, bool json)
{
	struct json_out j;

	if (!json) {
		put_words(b, r, uncovered);
		return;
	}
	buf_printf(b, "],\"not_covered\":[%s],\"sum\":", buf_c(uncovered));
	json_begin(&j, b);
	json_open(&j, NULL, '{');
	json_int(&j, "checkpoints", (int64_t)r->checkpoints);
	json_int(&j, "documents", (int64_t)r->documents);
	json_int(&j, "evidence", (int64_t)r->evidence);
	json_int(&j, "faults", (int64_t)r->faults);
	json_int(&j, "keys", (int64_t)r->keys);
	json_int(&j, "leaves", (int64_t)r->leaves);
	json_hex(&j, "root", digest_str(&r->root));
	json_int(&j, "rows", (int64_t)r->rows);
	json_int(&j, "signed", (int64_t)r->signed_leaves);
	json_int(&j, "unsealed", (int64_t)r->unsealed);
	json_int(&j, "unsigned", (int64_t)(r->leaves - r->signed_leaves));
	json_close(&j, '}');
	buf_put_c(b, "}\n");
}

static int verify(struct desk *d, err *e)
{
	struct listing s = {.json = d->json};
	struct audit_options o = {.fault = tell, .uncovered = note_uncovered, .ctx = &s};
	struct audit r;
	const char *held = args_value(d->args, "held");

	if (held)
		TRY(os_file_read(held, CHECKPOINT_MOST, &d->mem, &o.held, e));
	buf_init(&s.b, OUT_MOST);
	buf_init(&s.uncovered, OUT_MOST);
	if (s.json)
		buf_put_c(&s.b, "{\"faults\":[");
	int rc = audit_run(d->ledger, &o, &r, e);

	if (rc == 0)
		put_sum(&s.b, &r, &s.uncovered, s.json);
	cmd_put(&s.b);
	buf_release(&s.b);
	buf_release(&s.uncovered);
	if (!args_flag(d->args, "accept-unsigned") && rc == 0 && r.faults == 0 && has_loose_end(&r))
		return CMD_UNEXAMINED;
	return rc < 0 ? rc : r.faults ? CMD_FOUND : CMD_CLEAN;
}

/* --- keys and checkpoints --------------------------------------------------------------------------------------------- */

/* The file of --key, opened; NULL in a sample without the option: the test key. */
static int open_key(struct desk *d, struct sm2_key **ret, err *e)
{
	const char *file = args_value(d->args, "key");
	str pem = {0}, passphrase = {0};

	*ret = NULL;
	if (!file)
		return ledger_is_sample(d->ledger) ? 0 : err_set(e, E_USAGE, _("which key signs? --key FILE"));
	TRY(os_file_read(file, 65536, &d->mem, &pem, e));
	TRY(passphrase_get(d->args, false, &d->mem, &passphrase, e));
	int rc = sm2_key_read(pem, passphrase, ret, e);

	return rc < 0 ? err_wrap(e, "%s", file) : 0;
}

static int checkpoint(struct desk *d, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL;
	AUTO(buf_release) buf b;
	struct person by;
	const char *out = args_value(d->args, "out");
	struct json_out j;
	str text = {0};

	TRY(desk_actor(d, ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_AUDITOR), &by, e));
	TRY(open_key(d, &k, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(signing_checkpoint(d->ledger, k, by.id, &d->mem, &text, e));
	TRY(ledger_commit(d->ledger, e));
	if (out)
		return os_file_write(out, text, e);
	buf_init(&b, OUT_MOST);
	if (d->json) {
		json_begin(&j, &b);
		json_open(&j, NULL, '{');
		json_str(&j, "checkpoint", text);
		json_close(&j, '}');
		buf_put_byte(&b, '\n');
	} else {
		buf_put(&b, text);
	}
	cmd_put_bytes(&b);
	return 0;
}

/* keygen FILE NAME: a new key under a passphrase, known to the ledger from now on. */
static int keygen(struct desk *d, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL;
	AUTO(buf_release) buf pem, out;
	struct person by;
	str passphrase = {0};
	const char *file = args_operand(d->args, 1);

	TRY(desk_actor(d, ROLE_BIT(ROLE_ADMIN), &by, e));
	if (os_file_exists(file))
		return err_set(e, E_USAGE, _("%s is there already"), file);
	TRY(passphrase_get(d->args, true, &d->mem, &passphrase, e));
	TRY(sm2_key_new(&k, e));
	buf_init(&pem, 65536);
	buf_init(&out, 65536);
	TRY(sm2_key_write(k, passphrase, &pem, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(signing_key_put(d->ledger, k, str_c(args_operand(d->args, 2)), by.id, e));
	/* The file first: a key that the ledger knows and nobody has would be worse than a file too many. */
	TRY(os_file_write_private(file, buf_str(&pem), e));
	TRY(ledger_commit(d->ledger, e));
	digest f = sm2_fingerprint(k);

	buf_printf(&out, _("fingerprint: %s\n"), digest_to_hex(&f).c);
	sm2_public_write(k, &out);
	cmd_put(&out);
	return 0;
}

/* key FILE NAME: a public key from elsewhere (a certificate of a token) is made known. */
static int add_key(struct desk *d, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL;
	struct person by;
	str bytes = {0};

	TRY(desk_actor(d, ROLE_BIT(ROLE_ADMIN), &by, e));
	TRY(os_file_read(args_operand(d->args, 1), 65536, &d->mem, &bytes, e));
	TRY(sm2_public_read(bytes, &k, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(signing_key_put(d->ledger, k, str_c(args_operand(d->args, 2)), by.id, e));
	return ledger_commit(d->ledger, e);
}

/* --- proofs ------------------------------------------------------------------------------------------------------------ */

static void put_path(struct json_out *j, const struct merkle_path *p)
{
	json_open(j, "path", '[');
	for (unsigned i = 0; i < p->count; i++)
		json_hex(j, NULL, digest_str(&p->hash[i]));
	json_close(j, ']');
}

/* --old N: that the log of N leaves is a beginning of that of --size. */
static int prove_consistency(struct desk *d, uint64_t old, uint64_t size, buf *b, err *e)
{
	struct merkle_source source = log_source(d->ledger);
	struct merkle_path path;
	digest root, old_root;
	struct json_out j;

	if (old == 0 || old > size)
		return err_set(e, E_USAGE, _("--old: from 1 to %llu leaves"), (unsigned long long)size);
	TRY(merkle_root(&source, old, &old_root, e));
	TRY(merkle_root(&source, size, &root, e));
	TRY(merkle_consistency(&source, old, size, &path, e));
	if (!merkle_consistency_good(old, &old_root, size, &root, &path))
		return err_set(e, E_STORE, _("the log is damaged: yicha log verify"));
	json_begin(&j, b);
	json_open(&j, NULL, '{');
	json_int(&j, "old", (int64_t)old);
	json_hex(&j, "old_root", digest_str(&old_root));
	put_path(&j, &path);
	json_hex(&j, "root", digest_str(&root));
	json_int(&j, "size", (int64_t)size);
	json_close(&j, '}');
	return 0;
}

static int prove_leaf(struct desk *d, uint64_t n, uint64_t size, buf *b, err *e)
{
	struct merkle_source source = log_source(d->ledger);
	struct merkle_path path;
	struct log_leaf leaf;
	struct json_out j;
	digest root, hash;

	if (n >= size)
		return err_set(e, E_NOTFOUND, _("the log of %llu leaves has no leaf %llu"), (unsigned long long)size,
			       (unsigned long long)n);
	TRY(log_leaf_get(d->ledger, n, &d->mem, &leaf, e));
	TRY(merkle_root(&source, size, &root, e));
	TRY(merkle_inclusion(&source, n, size, &path, e));
	hash = merkle_leaf(leaf.data);
	if (!merkle_inclusion_good(&hash, n, size, &path, &root))
		return err_set(e, E_STORE, _("the log is damaged: yicha log verify"));
	json_begin(&j, b);
	json_open(&j, NULL, '{');
	json_str(&j, "data", leaf.data);
	json_int(&j, "leaf", (int64_t)n);
	put_path(&j, &path);
	json_hex(&j, "root", digest_str(&root));
	json_int(&j, "size", (int64_t)size);
	json_close(&j, '}');
	return 0;
}

/* Against the latest checkpoint, or --size leaves. */
static int prove(struct desk *d, err *e)
{
	AUTO(buf_release) buf b;
	struct checkpoint c = {0};
	uint64_t n = 0, old = 0, all = 0;
	str text = {0};

	buf_init(&b, OUT_MOST);
	TRY(log_size(d->ledger, &all, e));
	TRY(signing_checkpoint_latest(d->ledger, &d->mem, &text, e));
	uint64_t size = text.n && checkpoint_parse(text, &c) == PARSE_OK ? c.size : all;

	TRY(number(d->args, "size", &size, e));
	TRY(number(d->args, "old", &old, e));
	if (size > all)
		return err_set(e, E_NOTFOUND, _("the log has %llu leaves"), (unsigned long long)all);
	if (args_value(d->args, "old")) {
		TRY(prove_consistency(d, old, size, &b, e));
	} else {
		const char *leaf = args_count(d->args) > 1 ? args_operand(d->args, 1) : "";

		if (!str_to_u64(str_c(leaf), INT64_MAX, &n))
			return err_set(e, E_USAGE, _("yicha log prove LEAF, or --old SIZE"));
		TRY(prove_leaf(d, n, size, &b, e));
	}
	buf_put_byte(&b, '\n');
	cmd_put_bytes(&b);
	return 0;
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"show", "verify", "checkpoint", "prove", "keygen", "key", NULL};
	static int (*const functions[])(struct desk *, err *) = {show, verify, checkpoint, prove, keygen, add_key};
	AUTO(desk_auto) struct desk d = {0};
	err e = {0};
	int verb = cmd_verb(a, verbs);

	if (verb < 0)
		return CMD_REFUSED;
	if (verb >= 4 && args_count(a) != 3)
		return cmd_usage(a, _("yicha log %s FILE NAME"), verbs[verb]);
	int rc = desk_open(a, &d, &e);

	if (rc == 0)
		rc = functions[verb](&d, &e);
	return rc < 0 ? cmd_fail(a, &e) : cmd_finish(rc);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"subject", 0, OPTION_VALUE, "ID", N_("show: acts about this")},
	{"kind", 0, OPTION_VALUE, "KIND", N_("show: acts of this kind")},
	{"from", 0, OPTION_VALUE, "LEAF", N_("show: from this leaf on (default: the last 50)")},
	{"to", 0, OPTION_VALUE, "LEAF", N_("show: up to this leaf")},
	{"held", 0, OPTION_VALUE, "FILE", N_("verify: a checkpoint that somebody kept")},
	{"accept-unsigned", 0, OPTION_FLAG, NULL,
	 N_("verify: what is behind the last checkpoint is not counted against the log")},
	{"key", 0, OPTION_VALUE, "FILE", N_("checkpoint: the private key that signs (a sample: the test key)")},
	{"out", 0, OPTION_VALUE, "FILE", N_("checkpoint: into a file")},
	PASSPHRASE_OPTION,
	{"size", 0, OPTION_VALUE, "N", N_("prove: in the log of N leaves (default: the last checkpoint)")},
	{"old", 0, OPTION_VALUE, "N", N_("prove: that the log of N leaves is its beginning")},
	{0},
};

const struct command command_log = {
	.name = "log",
	.operands = "show|verify|checkpoint|prove|keygen|key [LEAF] [FILE NAME]",
	.operands_least = 1,
	.operands_most = 3,
	.words = N_("the log of acts: show it, verify it, sign it, prove a leaf"),
	.help = N_(
		"Every act is a leaf of a Merkle tree over SM3. A checkpoint signs its root with SM2; whoever keeps "
		"one can prove every later change.\n\n"
		"'verify' reads everything: leaves, tree, signatures, whether documents and evidence are those "
		"that leaves name, and whether every row of the ledger is what the last leaf about it says. What is "
		"wrong is told by table, row and leaf; the exit status is 1. It is 3 when nothing is wrong and leaves, "
		"or "
		"evidence, are behind the last checkpoint: they are not signed yet.\n\n"
		"'keygen' makes a key under a passphrase and makes it known to the ledger, 'key' makes a public key or "
		"certificate known. A sample is signed with the test key, which signs nothing else."),
	.examples = N_("yicha log verify --held weekly.txt\tis it still the log of that week?\n"
		       "yicha log keygen log.pem 监督处\ta key that may sign\n"
		       "yicha log checkpoint --key log.pem --out weekly.txt\ta checkpoint to give away\n"
		       "yicha log prove 17\tthat leaf 17 is in the last checkpoint\n"),
	.options = options,
	.run = run,
};
