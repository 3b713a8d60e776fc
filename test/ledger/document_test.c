/* document: stored once, named by a leaf, never altered unseen. */
#include "ledger/document.h"

#include <stdlib.h>

#include "ledger/log.h"
#include "test/tap.h"

static err e;

static struct store *store_new(void)
{
	static char path[TAP_PATH];
	struct store *s = NULL;

	ok(mkdtemp(tap_temporary(path, "document")) != NULL, "a folder");
	ok(store_open(path, true, &s, &e) == 0, "a store: %s", e.text);
	return s;
}

/* Acts; leaves of rows are beside them. */
static int64_t leaves(struct ledger *l)
{
	int64_t n = 0;

	ok(ledger_int(l, "SELECT count(*) FROM log_leaf WHERE kind <> 'log.rows'", NULL, (str){0}, &n, &e) == 1,
	   "the log has a size");
	return n;
}

static struct document put(struct ledger *l, str kind, str name, str bytes)
{
	struct document d = {
		.kind = kind, .name = name, .media = STR("text/plain"), .bytes = bytes, .actor = STR("li")};

	ok(ledger_begin(l, &e) == 0 && ledger_document_put(l, &d, &e) == 0 && ledger_commit(l, &e) == 0,
	   "a document is put: %s", e.text);
	return d;
}

static int count(void *ctx, const struct document *d, err *why)
{
	(void)d;
	(void)why;
	++*(int *)ctx;
	return 0;
}

static void puts_and_gets(struct ledger *l, arena *mem)
{
	struct document a = put(l, STR("notice"), STR("通知.docx"), STR("abc")), got = {0};
	int64_t n = leaves(l);
	int all = 0, notices = 0;

	is_str(str_c(digest_to_hex(&a.sm3).c), STR("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
	       "SM3 of abc (GB/T 32905)");
	struct document again = put(l, STR("notice"), STR("通知.docx"), STR("abc"));

	ok(again.id == a.id && again.leaf == a.leaf && leaves(l) == n, "the same again is there once");
	struct document other = put(l, STR("proof"), STR("copy.txt"), STR("abc"));

	ok(other.id != a.id && leaves(l) == n + 1, "another name is another document");
	ok(ledger_document_get(l, a.id, mem, &got, &e) == 0, "it is read: %s", e.text);
	is_str(got.bytes, STR("abc"), "its bytes");
	is_str(got.name, STR("通知.docx"), "its name");
	is_str(got.actor, STR("li"), "who put it");
	ok(ledger_document_find(l, str_c(digest_to_hex(&a.sha256).c), mem, &got, &e) == 0 && got.id == a.id,
	   "found by its hash");
	ok(ledger_document_get(l, 99, mem, &got, &e) == E_NOTFOUND, "one that is not there");
	ok(ledger_document_find(l, STR("xyz"), mem, &got, &e) == E_NOTFOUND, "no hash");
	ok(ledger_document_each(l, (str){0}, count, &all, &e) == 0 && all == 2, "all");
	ok(ledger_document_each(l, STR("notice"), count, &notices, &e) == 0 && notices == 1, "of a kind");
	put(l, STR("empty"), STR("empty"), (str){0});
}

static void refusals(struct ledger *l, arena *mem)
{
	struct document d = {.kind = STR("x"), .media = STR("text/plain"), .bytes = STR("z"), .actor = STR("li")}, got;

	ok(ledger_begin(l, &e) == 0, "a transaction");
	ok(ledger_document_put(l, &d, &e) == E_SYNTAX, "without a name: %s", e.text);
	d.name = STR("\xff");
	ok(ledger_document_put(l, &d, &e) == E_SYNTAX, "a name that is no text");
	d.name = STR("n");
	d.bytes.n = DOCUMENT_MOST + 1;
	ok(ledger_document_put(l, &d, &e) == E_LIMIT, "too long: %s", e.text);
	ledger_rollback(l);
	struct document good = put(l, STR("notice"), STR("to be altered"), STR("0123456789"));

	ok(db_exec(ledger_db(l), "UPDATE document_bytes SET bytes = x'30313233343536373838' WHERE length(bytes) = 10",
		   &e) == 0,
	   "a byte is altered");
	ok(ledger_document_get(l, good.id, mem, &got, &e) == E_STORE, "and it is found: %s", e.text);
}

int main(void)
{
	AUTO(store_auto) struct store *s = store_new();
	AUTO(ledger_auto) struct ledger *l = NULL;
	AUTO(arena_clear) arena mem;

	arena_init(&mem, 1u << 20);
	ok(ledger_open(s, &(struct ledger_options){.make = true, .sample = true, .now = 1790000000}, &l, &e) == 0,
	   "a ledger: %s", e.text);
	puts_and_gets(l, &mem);
	refusals(l, &mem);
	return tap_done();
}
