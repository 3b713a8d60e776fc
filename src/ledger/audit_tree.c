/* audit_tree: leaves, kept subtrees and checkpoints, in one walk. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/audit_priv.h"
#include "ledger/log_priv.h"
#include "ledger/trail_priv.h"
#include "ledger/signing.h"
#include "ledger/sm3x.h"

/* Levels of kept subtrees: 8, 16 … 56. */
#define KEPT_LEVELS 7
#define CHECKPOINTS_MEMORY ((size_t)256 << 20)

struct mark {
	uint64_t size;
	digest root;
	bool good; /* its signature */
	bool held; /* kept by somebody else */
	bool seen; /* the walk came by */
	digest sm3;
	struct mark *next;
};

/* A longer leaf is hashed on its own. */
#define SHORT 4096
#define LONG SIZE_MAX

enum leaf_state { LEAF_GOOD, LEAF_WRONG, LEAF_GONE };

struct walk {
	struct auditor *a;
	struct audit_counts *counts;
	arena mem; /* marks */
	struct mark *marks;
	struct mark *next;         /* the first that the walk has not come by */
	uint64_t size;             /* leaves walked by */
	uint64_t sure;             /* leaves there were before checkpoints were read: somebody may be writing */
	struct merkle_range range; /* over complete tiles */
	bool differs;              /* a checkpoint's root was not met */
	bool broken;               /* a tile could not be made out: nothing can be said of what is behind it */
	buf texts;                 /* this tile's leaves behind a zero byte each, to be hashed eight at once */
	size_t text_at[LOG_TILE];  /* where they begin there; LONG: hashed already */
	size_t text_n[LOG_TILE];
	bool fits[LOG_TILE]; /* the row's columns are the text's */
	buf line;
	digest text[LOG_TILE]; /* what the leaves' texts hash to */
	digest row[LOG_TILE];  /* what their rows say */
	enum leaf_state state[LOG_TILE];
	size_t wrong; /* in this tile */
	size_t gone;
	struct {
		digest hash[LOG_TILE];
		size_t count;
	} kept[KEPT_LEVELS];
};

static bool same(const digest *a, const digest *b)
{
	return str_eq(digest_str(a), digest_str(b));
}

/* --- checkpoints -------------------------------------------------------------------------------------------------------- */

static void add_mark(struct walk *w, struct mark m)
{
	struct mark *p = arena_new(&w->mem, struct mark, 1), **at = &w->marks;

	*p = m;
	while (*at && (*at)->size <= m.size)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
}

/* The signature, and that it is of this log. */
static int test_signature(struct walk *w, uint64_t size, const struct checkpoint *c, bool *ret, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL;
	AUTO(arena_clear) arena mem;
	str origin = {0};
	int rc = signing_key_find(w->a->ledger, c->name, &k, e);

	*ret = false;
	if (rc == E_NOTFOUND) {
		audit_fault(w->a, "log_checkpoint", (int64_t)size, AUDIT_NO_LEAF,
			    _("the checkpoint of %llu leaves is signed with a key that this ledger does not know"),
			    (unsigned long long)size);
		return 0;
	}
	TRY(rc);
	arena_init(&mem, 1u << 14);
	TRY(signing_origin(w->a->ledger, &mem, &origin, e));
	/* The digits after "yicha log " are the log's own; the agency's name behind them may change. */
	if (!str_eq(str_sub(origin, 0, 18), str_sub(c->origin, 0, 18)) || c->sample != ledger_is_sample(w->a->ledger))
		audit_fault(w->a, "log_checkpoint", (int64_t)size, AUDIT_NO_LEAF,
			    _("the checkpoint of %llu leaves is of another log"), (unsigned long long)size);
	else if (!checkpoint_good(c, k))
		audit_fault(w->a, "log_checkpoint", (int64_t)size, AUDIT_NO_LEAF,
			    _("the signature of the checkpoint of %llu leaves does not fit"), (unsigned long long)size);
	else
		*ret = true;
	return 0;
}

static int read_checkpoint(void *ctx, uint64_t size, str text, err *e)
{
	struct walk *w = ctx;
	struct checkpoint c;
	struct mark m = {.size = size, .sm3 = digest_sm3(text)};

	w->a->sum->checkpoints++;
	if (!arena_fits(&w->mem, sizeof(struct mark) + 64))
		return err_set(e, E_LIMIT, _("there are more checkpoints than can be tested"));
	if (checkpoint_parse(text, &c) != PARSE_OK || c.size != size) {
		audit_fault(w->a, "log_checkpoint", (int64_t)size, AUDIT_NO_LEAF,
			    _("the checkpoint of %llu leaves is not as it was written"), (unsigned long long)size);
		m.seen = true;
	} else {
		m.root = c.root;
		TRY(test_signature(w, size, &c, &m.good, e));
	}
	add_mark(w, m);
	return 0;
}

static int read_held(struct walk *w, str text, err *e)
{
	struct checkpoint c;

	if (text.n == 0)
		return 0;
	if (checkpoint_parse(text, &c) != PARSE_OK)
		return err_set(e, E_SYNTAX, _("the kept checkpoint is none, or not as it was written"));
	struct mark m = {.size = c.size, .root = c.root, .held = true};

	TRY(test_signature(w, c.size, &c, &m.good, e));
	add_mark(w, m);
	return 0;
}

static void judge_mark(struct walk *w, struct mark *m, const digest *root)
{
	uint64_t from = w->a->sum->signed_leaves;

	m->seen = true;
	if (same(root, &m->root)) {
		w->a->sum->signed_leaves = m->size;
		return;
	}
	/* What was good at the checkpoint before was altered after it; all later roots are then others too. */
	if (w->differs)
		return;
	w->differs = true;
	audit_fault(w->a, "log_leaf", -1, from,
		    m->held ? _("leaves %llu to %llu are not what the kept checkpoint stood for")
			    : _("leaves %llu to %llu are not what was signed"),
		    (unsigned long long)from, (unsigned long long)m->size - 1);
}

/* --- tiles --------------------------------------------------------------------------------------------------------------- */

/* 1 and the kept root of a subtree, or 0. */
static int kept_node(struct walk *w, unsigned level, uint64_t n, digest *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(w->a->ledger, "SELECT hash FROM log_node WHERE level = :level AND n = :n", &st, e));
	db_bind_int(st, "level", level);
	db_bind_int(st, "n", (int64_t)n);
	int rc = db_step(st, e);

	if (rc == 1)
		*ret = log_column(st, 0);
	db_reset(st);
	return rc;
}

enum wrong { WRONG_TEXT, WRONG_ROW, WRONG_EITHER };

static void tell_wrong(struct walk *w, uint64_t from, size_t count, enum wrong what)
{
	for (size_t i = 0; i < count; i++) {
		if (w->state[i] == LEAF_WRONG)
			audit_fault(w->a, "log_leaf", (int64_t)(from + i), from + i,
				    what == WRONG_TEXT ? _("leaf %llu: its text was altered")
				    : what == WRONG_ROW
					    ? _("leaf %llu: its text is right, the hash in its row was altered")
					    : _("leaf %llu: its text and its hash do not fit"),
				    (unsigned long long)(from + i));
	}
}

static digest fold(const digest *hashes, size_t n)
{
	digest copy[LOG_TILE];

	for (size_t i = 0; i < n; i++)
		copy[i] = hashes[i];
	return n == LOG_TILE ? log_fold(copy) : merkle_fold(copy, n);
}

/* The root of the tree of `size` leaves that ends within this tile, by these hashes. */
static digest root_within(const struct walk *w, const digest *hashes, uint64_t from, uint64_t size)
{
	struct merkle_range r = w->range;

	for (uint64_t i = 0; i < size - from; i++)
		merkle_range_add(&r, &hashes[i]);
	return merkle_range_root(&r);
}

/* Which hashes stand for this tile when some rows and texts differ: those that a signature, or the kept root, fits. */
static const digest *choose(struct walk *w, uint64_t from, size_t count, const digest *node)
{
	digest rows = fold(w->row, count), texts = fold(w->text, count);
	bool text_is_right = node && same(&texts, node), row_is_right = node && same(&rows, node);

	for (struct mark *m = w->next; m && m->size <= from + count && !text_is_right && !row_is_right; m = m->next) {
		rows = root_within(w, w->row, from, m->size);
		texts = root_within(w, w->text, from, m->size);
		row_is_right = m->good && same(&rows, &m->root);
		text_is_right = m->good && same(&texts, &m->root);
	}
	bool by_text = text_is_right && !row_is_right;

	tell_wrong(w, from, count, by_text ? WRONG_ROW : row_is_right ? WRONG_TEXT : WRONG_EITHER);
	return by_text ? w->text : w->row;
}

/* A complete tile's root goes up to the kept levels above. */
static int go_up(struct walk *w, const digest *root, err *e)
{
	digest h = *root, node = {0};

	for (unsigned k = 0; k < KEPT_LEVELS; k++) {
		unsigned level = (k + 1) * LOG_TILE_LEVELS;
		uint64_t n = (w->size >> level) - 1;
		int rc = kept_node(w, level, n, &node, e);

		TRY(rc);
		if (rc == 0 || !same(&h, &node))
			audit_fault(w->a, "log_node", (int64_t)n, n << level,
				    rc ? _("the kept root of level %u, number %llu, was altered")
				       : _("the kept root of level %u, number %llu, is gone"),
				    level, (unsigned long long)n);
		w->kept[k].hash[w->kept[k].count++] = h;
		if (w->kept[k].count < LOG_TILE)
			return 0;
		h = log_fold(w->kept[k].hash);
		w->kept[k].count = 0;
	}
	return 0;
}

static void judge_marks(struct walk *w, const digest *hashes, uint64_t from)
{
	for (; w->next && w->next->size <= w->size; w->next = w->next->next) {
		if (w->next->seen || w->broken || !w->next->good)
			continue;
		digest root = root_within(w, hashes, from, w->next->size);

		judge_mark(w, w->next, &root);
	}
}

/* What the texts of this tile hash to, and which rows say something else. */
static void hash_tile(struct walk *w, uint64_t from, size_t count)
{
	struct sm3x none;
	str in[LOG_TILE];
	digest out[LOG_TILE];
	size_t at[LOG_TILE], n = 0;

	for (size_t i = 0; i < count; i++) {
		if (w->state[i] == LEAF_GONE || w->text_at[i] == LONG)
			continue;
		in[n] = str_sub(buf_str(&w->texts), w->text_at[i], w->text_n[i]);
		at[n++] = i;
	}
	sm3x_begin(&none, (str){0});
	sm3x_many(&none, in, n, out);
	for (size_t i = 0; i < n; i++)
		w->text[at[i]] = out[i];
	buf_reset(&w->texts);
	for (size_t i = 0; i < count; i++) {
		if (w->state[i] == LEAF_GONE)
			continue;
		if (!same(&w->text[i], &w->row[i])) {
			w->state[i] = LEAF_WRONG;
			w->wrong++;
		} else if (!w->fits[i]) {
			audit_fault(w->a, "log_leaf", (int64_t)(from + i), from + i,
				    _("leaf %llu: time, kind or subject in its row is not that of its text"),
				    (unsigned long long)(from + i));
		}
	}
}

/* The leaves gathered since the last tile: complete, or the log's last ones. */
static int settle(struct walk *w, err *e)
{
	size_t count = (w->size - 1) % LOG_TILE + 1;
	uint64_t from = w->size - count;
	const digest *use = w->text;
	digest node = {0}, root;
	int there = count == LOG_TILE ? kept_node(w, LOG_TILE_LEVELS, from / LOG_TILE, &node, e) : 0;

	TRY(there);
	hash_tile(w, from, count);
	if (w->gone) {
		/* Checkpoints in here cannot be made out; those behind can, where the kept root bridges the gap. */
		while (w->next && w->next->size <= w->size)
			w->next = w->next->next;
		tell_wrong(w, from, count, WRONG_EITHER);
		w->broken = w->broken || !there;
		root = node;
	} else {
		if (w->wrong)
			use = choose(w, from, count, there ? &node : NULL);
		judge_marks(w, use, from);
		root = fold(use, count);
	}
	w->wrong = w->gone = 0;
	if (count < LOG_TILE) {
		for (size_t i = 0; i < count && !w->broken; i++)
			merkle_range_add(&w->range, &use[i]);
		return 0;
	}
	if (!w->broken)
		merkle_range_add_span(&w->range, LOG_TILE_LEVELS, &root);
	return go_up(w, &root, e);
}

/* --- leaves -------------------------------------------------------------------------------------------------------------- */

/* The row's columns are those of its text: {"actor":…,"at":N,"body":…,"kind":K,"subject":S}. */
static bool columns_fit(buf *b, const struct log_leaf *leaf)
{
	struct json_out o;
	str data = str_from(leaf->data, 10);
	size_t n = 0;

	if (!str_starts(leaf->data, STR("{\"actor\":\"")))
		return false;
	while (n < data.n && data.p[n] != '"')
		n += data.p[n] == '\\' ? 2 : 1;
	buf_reset(b);
	buf_printf(b, "\",\"at\":%lld,\"body\":", (long long)leaf->at);
	if (!str_starts(str_from(data, n), buf_str(b)))
		return false;
	buf_reset(b);
	buf_put_c(b, ",\"kind\":");
	json_begin(&o, b);
	json_str(&o, NULL, leaf->kind);
	buf_put_c(b, ",\"subject\":");
	json_begin(&o, b);
	json_str(&o, NULL, leaf->subject);
	buf_put_byte(b, '}');
	return str_ends(data, buf_str(b));
}

/* A leaf "log.checkpoint" stands before each checkpoint and names the one before it: a missing link is a checkpoint that somebody
 * took away. */
static void test_link(struct walk *w, const struct log_leaf *leaf)
{
	AUTO(buf_release) buf b;
	const struct mark *before = NULL, *m = w->marks;

	if (leaf->n >= w->sure)
		return;
	for (; m && (m->size <= leaf->n || m->held); m = m->next)
		before = m->held ? before : m;
	if (!m || m->size != leaf->n + 1)
		audit_fault(w->a, "log_checkpoint", (int64_t)leaf->n + 1, leaf->n,
			    _("the checkpoint of %llu leaves is gone"), (unsigned long long)leaf->n + 1);
	buf_init(&b, 1024);
	buf_printf(&b, "\"body\":{\"previous_size\":%llu,\"previous_sm3\":\"%s\"},\"kind\":\"log.checkpoint\"",
		   before ? (unsigned long long)before->size : 0ull, before ? digest_to_hex(&before->sm3).c : "");
	if (!str_has(leaf->data, buf_str(&b)))
		audit_fault(w->a, "log_checkpoint", before ? (int64_t)before->size : -1, leaf->n,
			    _("leaf %llu names another checkpoint than the one that is there before it"),
			    (unsigned long long)leaf->n);
}

static int take_kind(struct walk *w, const struct log_leaf *leaf, err *e)
{
	if (str_eq(leaf->kind, STR("document.put")))
		w->counts->documents++;
	else if (str_eq(leaf->kind, STR("evidence.seal")))
		w->counts->evidence++;
	else if (str_eq(leaf->kind, STR("log.key")))
		w->counts->keys++;
	else if (str_eq(leaf->kind, STR("log.checkpoint")))
		test_link(w, leaf);
	else if (str_eq(leaf->kind, STR(TRAIL_KIND)))
		return audit_rows_leaf(w->a->rows, leaf, e);
	return 0;
}

static int walk_gap(struct walk *w, uint64_t to, err *e)
{
	audit_fault(w->a, "log_leaf", (int64_t)w->size, w->size,
		    to == w->size + 1 ? _("leaf %llu is gone") : _("leaves %llu to %llu are gone"),
		    (unsigned long long)w->size, (unsigned long long)to - 1);
	/* A number that is far away is a wrong number, not a gap to be walked through. */
	if (to - w->size > LOG_TILE) {
		w->broken = true;
		return err_set(e, E_STORE, _("the log has a gap that cannot be bridged"));
	}
	while (w->size < to) {
		w->state[w->size++ % LOG_TILE] = LEAF_GONE;
		w->gone++;
		if (w->size % LOG_TILE == 0)
			TRY(settle(w, e));
	}
	return 0;
}

static int walk_leaf(void *ctx, const struct log_leaf *leaf, err *e)
{
	struct walk *w = ctx;

	if (leaf->n > w->size)
		TRY(walk_gap(w, leaf->n, e));
	size_t at = w->size++ % LOG_TILE;

	w->row[at] = leaf->hash;
	w->state[at] = LEAF_GOOD;
	w->text_at[at] = leaf->data.n > SHORT ? LONG : w->texts.n;
	w->text_n[at] = leaf->data.n + 1;
	if (leaf->data.n > SHORT) {
		w->text[at] = merkle_leaf(leaf->data);
	} else {
		buf_put_byte(&w->texts, 0);
		buf_put(&w->texts, leaf->data);
	}
	w->fits[at] = columns_fit(&w->line, leaf);
	w->a->sum->leaves++;
	TRY(take_kind(w, leaf, e));
	return w->size % LOG_TILE ? 0 : settle(w, e);
}

/* Rows of kept roots that the log does not have. */
static int test_surplus(struct walk *w, err *e)
{
	int64_t rows = 0, want = 0;
	uint64_t size = 0;

	TRY(ledger_int(w->a->ledger, "SELECT count(*) FROM log_node", NULL, (str){0}, &rows, e));
	/* As it is now: somebody may have written meanwhile. */
	TRY(log_size(w->a->ledger, &size, e));
	for (unsigned level = LOG_TILE_LEVELS; level < 63; level += LOG_TILE_LEVELS)
		want += (int64_t)(size >> level);
	if (rows > want)
		audit_fault(w->a, "log_node", -1, AUDIT_NO_LEAF, _("%lld kept roots too many"),
			    (long long)(rows - want));
	return 0;
}

static void finish(struct walk *w)
{
	for (struct mark *m = w->marks; m; m = m->next) {
		if (m->size > w->size)
			audit_fault(w->a, "log_leaf", (int64_t)w->size, w->size,
				    _("leaves %llu to %llu, which were signed, are gone"), (unsigned long long)w->size,
				    (unsigned long long)m->size - 1);
		else if (!m->seen && m->good)
			audit_fault(w->a, "log_leaf", -1, w->a->sum->signed_leaves,
				    _("whether leaves %llu to %llu are what was signed cannot be made out any more"),
				    (unsigned long long)w->a->sum->signed_leaves, (unsigned long long)m->size - 1);
	}
	if (!w->broken)
		w->a->sum->root = merkle_range_root(&w->range);
}

static int run(struct walk *w, err *e)
{
	TRY(log_size(w->a->ledger, &w->sure, e));
	TRY(signing_checkpoint_each(w->a->ledger, read_checkpoint, w, e));
	TRY(read_held(w, w->a->options->held, e));
	w->next = w->marks;
	TRY(log_each(w->a->ledger, &(struct log_query){0}, walk_leaf, w, e));
	if (w->size % LOG_TILE)
		TRY(settle(w, e));
	TRY(test_surplus(w, e));
	finish(w);
	return 0;
}

int audit_tree(struct auditor *a, struct audit_counts *ret, err *e)
{
	struct walk *w = calloc(1, sizeof(*w));

	must(w);
	w->a = a;
	w->counts = ret;
	arena_init(&w->mem, CHECKPOINTS_MEMORY);
	buf_init(&w->texts, (size_t)LOG_TILE * (SHORT + 1));
	buf_init(&w->line, LOG_LEAF_MOST);
	int rc = run(w, e);

	arena_clear(&w->mem);
	buf_release(&w->texts);
	buf_release(&w->line);
	free(w);
	return rc;
}
