/*
 * Groups of acts: the same log as one by one, kept roots at every level; and what is durable: a process that appends in groups is
 * killed at random, a hundred times. What it was told to be committed is there, once, and the log verifies.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/audit.h"
#include "ledger/log.h"
#include "ledger/signing.h"
#include "test/tap.h"

#define ROUNDS 100

static err e;

static struct ledger *open_at(const char *path, struct store **s)
{
	struct ledger *l = NULL;
	struct ledger_options o = {.make = true, .sample = true, .now = 1790000000};

	if (store_open(path, true, s, &e) < 0 || ledger_open(*s, &o, &l, &e) < 0)
		return NULL;
	return l;
}

static int group(struct ledger *l, uint64_t from, unsigned n)
{
	AUTO(log_group_auto) struct log_group *g = NULL;

	TRY(log_group_begin(l, &g, &e));
	for (unsigned i = 0; i < n; i++) {
		char body[64];
		uint64_t leaf = 0;

		snprintf(body, sizeof(body), "{\"n\":%llu}", (unsigned long long)(from + i));
		TRY(log_group_act(g, &(struct ledger_act){"case.step", STR("x"), STR("li"), str_c(body)}, &leaf, &e));
		if (leaf != from + i)
			return err_set(&e, E_STORE, "leaf %llu is not %llu", (unsigned long long)leaf,
				       (unsigned long long)(from + i));
	}
	return log_group_end(g, &e);
}

static bool is_sound(struct ledger *l, struct audit *sum)
{
	struct audit_options o = {0};

	return audit_run(l, &o, sum, &e) == 0 && sum->faults == 0;
}

/* 70,000 leaves make two levels of kept roots. */
static void same_as_one_by_one(const char *dir)
{
	AUTO(store_auto) struct store *s1 = NULL, *s2 = NULL;
	AUTO(ledger_auto) struct ledger *one = NULL, *many = NULL;
	char path[TAP_PATH + 10];
	struct audit a, b;
	uint64_t n = 0, total = 70000;

	snprintf(path, sizeof(path), "%s/one", dir);
	one = open_at(path, &s1);
	snprintf(path, sizeof(path), "%s/many", dir);
	many = open_at(path, &s2);
	if (!ok(one && many, "two ledgers: %s", e.text))
		return;
	ok(ledger_begin(one, &e) == 0 && ledger_begin(many, &e) == 0, "begin");
	for (uint64_t i = 0; i < total; i++) {
		char body[64];

		snprintf(body, sizeof(body), "{\"n\":%llu}", (unsigned long long)i);
		if (ledger_act(one, &(struct ledger_act){"case.step", STR("x"), STR("li"), str_c(body)}, NULL, &e) < 0)
			ok(false, "%s", e.text);
	}
	for (unsigned size = 1; n < total; n += size, size = size * 3 % 4099) {
		size = n + size > total ? (unsigned)(total - n) : size;
		if (group(many, n, size) < 0)
			ok(false, "%s", e.text);
	}
	ok(ledger_commit(one, &e) == 0 && ledger_commit(many, &e) == 0, "commit");
	ok(is_sound(one, &a) && is_sound(many, &b), "both verify: %s", e.text);
	/* Behind the acts stands the leaf of rows, which hangs on the store's secret. */
	struct merkle_source source = log_source(many), source_of_one = log_source(one);
	digest root = {0}, root_of_one = {0};

	ok(merkle_root(&source, total, &root, &e) == 0 && merkle_root(&source_of_one, total, &root_of_one, &e) == 0,
	   "roots: %s", e.text);
	is_str(digest_str(&root_of_one), digest_str(&root), "and have one root");
	struct merkle_path path_up;
	struct log_leaf leaf;
	arena mem;
	unsigned bad = 0;

	arena_init(&mem, 1u << 20);
	for (uint64_t i = 0; i < total; i += 3571) {
		struct merkle_path old;
		digest old_root = {0};

		if (log_leaf_get(many, i, &mem, &leaf, &e) < 0 || merkle_inclusion(&source, i, total, &path_up, &e) < 0)
			ok(false, "%s", e.text);
		bad += !merkle_inclusion_good(&leaf.hash, i, total, &path_up, &root);
		if (merkle_root(&source, i + 1, &old_root, &e) < 0 ||
		    merkle_consistency(&source, i + 1, total, &old, &e) < 0)
			ok(false, "%s", e.text);
		bad += !merkle_consistency_good(i + 1, &old_root, total, &root, &old);
	}
	is_int(bad, 0, "proofs of a log of 70,000 leaves");
	arena_clear(&mem);
}

/* Appends groups of seven for ever, and after each commit tells how many leaves there are. */
ATTR_NORETURN static void append(const char *path, int to)
{
	struct store *s = NULL;
	struct ledger *l = open_at(path, &s);
	uint64_t n = 0;

	if (!l || log_size(l, &n, &e) < 0)
		_exit(1);
	for (;;) {
		if (ledger_begin(l, &e) < 0 || group(l, n, 7) < 0 || ledger_commit(l, &e) < 0)
			_exit(1);
		n += 7;
		if (write(to, &n, sizeof(n)) != sizeof(n))
			_exit(1);
	}
}

/* One process, killed after some milliseconds; the last size that it was sure of. */
static uint64_t kill_one(const char *path, unsigned round, uint64_t before)
{
	int fds[2];
	uint64_t n = 0, last = before;

	if (pipe(fds) < 0)
		return 0;
	pid_t pid = fork();

	if (pid == 0) {
		close(fds[0]);
		append(path, fds[1]);
	}
	close(fds[1]);
	/* From before the first commit to some groups later. */
	struct timespec t = {0, (long)(round * 7919 % 40) * 1000000};

	nanosleep(&t, NULL);
	kill(pid, SIGKILL);
	while (read(fds[0], &n, sizeof(n)) == sizeof(n))
		last = n;
	close(fds[0]);
	waitpid(pid, NULL, 0);
	return last;
}

static bool each_once(struct ledger *l)
{
	int64_t wrong = 1;

	return ledger_int(l,
			  "SELECT count(*) FROM log_leaf WHERE data <> "
			  "'{\"actor\":\"li\",\"at\":1790000000,\"body\":{\"n\":'"
			  " || CAST(n AS TEXT) || '},\"kind\":\"case.step\",\"subject\":\"x\"}' AND n > 0",
			  NULL, (str){0}, &wrong, &e) == 1 &&
	       wrong == 0;
}

/* The first leaf names the ledger's settings. */
static uint64_t first(const char *path)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(ledger_auto) struct ledger *l = open_at(path, &s);
	uint64_t n = 0;

	ok(l && ledger_begin(l, &e) == 0 && ledger_commit(l, &e) == 0 && log_size(l, &n, &e) == 0 && n == 1,
	   "a ledger: %s", e.text);
	return n;
}

static void killed(const char *dir)
{
	char path[TAP_PATH + 10];
	unsigned lost = 0, torn = 0, unsound = 0, progress = 0;
	uint64_t sure = 0, n = 0;

	snprintf(path, sizeof(path), "%s/kill", dir);
	n = first(path);
	for (unsigned i = 0; i < ROUNDS; i++) {
		AUTO(store_auto) struct store *s = NULL;
		AUTO(ledger_auto) struct ledger *l = NULL;
		struct audit sum;
		uint64_t before = n;

		sure = kill_one(path, i, n);
		l = open_at(path, &s);
		if (!l || log_size(l, &n, &e) < 0) {
			ok(false, "after round %u: %s", i, e.text);
			return;
		}
		/* One group more than was told may have been committed, never a part of one. */
		lost += n < sure || n > sure + 7;
		torn += n % 7 != 1;
		progress += n > before;
		unsound += !is_sound(l, &sum) || !each_once(l);
	}
	is_int(lost, 0, "nothing committed is lost, nothing doubled, in %d kills", ROUNDS);
	is_int(torn, 0, "no group is there in part");
	is_int(unsound, 0, "and the log verifies each time, each act once");
	ok(progress > ROUNDS / 4, "%u rounds committed something, %llu leaves", progress, (unsigned long long)n);
}

int main(void)
{
	static char dir[TAP_PATH];

	ok(mkdtemp(tap_temporary(dir, "group")) != NULL, "a folder");
	same_as_one_by_one(dir);
	killed(dir);
	return tap_done();
}
