/*
 * log append|fill|raw DIR EVENTS GROUP, log audit|proofs DIR, log sm3|sm3x EVENTS: what a durable act costs, in groups of one transaction each, beside the
 * floor (the same bytes hashed and written to a file, fdatasync after each group); what verifying costs beside bare SM3 of the same
 * bytes, one after the other (OpenSSL) and eight at once (sm3x).
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "bench/bench.h"
#include "ledger/audit.h"
#include "ledger/log.h"
#include "ledger/log_priv.h"
#include "ledger/signing.h"
#include "ledger/sm3x.h"

/* Subjects come in order: for a log that is only to be read. At random is the worst case for their index, and what findings' ids are. */
static bool in_order;

/* A leaf of some 190 bytes. */
static struct ledger_act act_of(uint64_t n, char *body, size_t size, char subject[32])
{
	snprintf(subject, 32, "finding-%012llu",
		 in_order ? (unsigned long long)n / 8 : (unsigned long long)n * 2654435761u % 1000003);
	snprintf(body, size,
		 "{\"basis\":\"csl/"
		 "art23\",\"from\":\"suspected\",\"reason\":\"%llu\",\"role\":\"officer\",\"to\":\"confirmed\"}",
		 (unsigned long long)n);
	return (struct ledger_act){"case.confirm", str_c(subject), STR("zhang.san"), str_c(body)};
}

static int open_at(const char *dir, struct store **s, struct ledger **l, err *e)
{
	TRY(store_open(dir, true, s, e));
	return ledger_open(*s, &(struct ledger_options){.make = true, .sample = true, .now = 1790000000}, l, e);
}

static int one_group(struct ledger *l, uint64_t from, uint64_t n, err *e)
{
	AUTO(log_group_auto) struct log_group *g = NULL;

	TRY(ledger_begin(l, e));
	TRY(log_group_begin(l, &g, e));
	for (uint64_t i = from; i < from + n; i++) {
		char body[160], subject[32];
		struct ledger_act a = act_of(i, body, sizeof(body), subject);

		TRY(log_group_act(g, &a, NULL, e));
	}
	TRY(log_group_end(g, e));
	return ledger_commit(l, e);
}

static int append(const char *dir, uint64_t n, uint64_t group, err *e)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(ledger_auto) struct ledger *l = NULL;
	str text = {0};
	arena mem;

	TRY(open_at(dir, &s, &l, e));
	struct bench_time t = bench_begin();

	for (uint64_t i = 0; i < n; i += group)
		TRY(one_group(l, i, group < n - i ? group : n - i, e));
	bench_print("append", &t, n, 0);
	arena_init(&mem, 1u << 16);
	TRY(ledger_begin(l, e));
	TRY(signing_checkpoint(l, NULL, STR("zhang.san"), &mem, &text, e));
	arena_clear(&mem);
	return ledger_commit(l, e);
}

/* The floor: leaf and node hashed, bytes to a file, fdatasync a group. */
static int raw(const char *dir, uint64_t n, uint64_t group, err *e)
{
	AUTO(buf_release) buf data, out;
	char path[400];

	snprintf(path, sizeof(path), "%s/raw", dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(e, E_IO, "%s", path);
	buf_init(&data, 4096);
	buf_init(&out, (size_t)64 << 20);
	struct bench_time t = bench_begin();
	digest top = {0};

	for (uint64_t i = 0; i < n; i++) {
		char body[160], subject[32];
		struct ledger_act a = act_of(i, body, sizeof(body), subject);

		buf_reset(&data);
		ledger_act_put(&data, 1790000000, &a);
		digest h = merkle_leaf(buf_str(&data));

		top = merkle_node(&top, &h);
		buf_put(&out, buf_str(&data));
		buf_put(&out, digest_str(&h));
		if ((i + 1) % group && i + 1 < n)
			continue;
		must(write(fd, out.p, out.n) == (ssize_t)out.n && fdatasync(fd) == 0);
		buf_reset(&out);
	}
	bench_print("raw", &t, n, 0);
	close(fd);
	return unlink(path);
}

static void told(void *ctx, const struct audit_fault *f)
{
	(void)ctx;
	fprintf(stderr, "%s: %s\n", f->table, f->words);
}

static int audit(const char *dir, err *e)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(ledger_auto) struct ledger *l = NULL;
	struct audit_options o = {.fault = told};
	struct audit sum;

	TRY(open_at(dir, &s, &l, e));
	struct bench_time t = bench_begin();

	TRY(audit_run(l, &o, &sum, e));
	bench_print("audit", &t, sum.leaves, sum.faults);
	return 0;
}

static int proofs(const char *dir, err *e)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(ledger_auto) struct ledger *l = NULL;
	uint64_t size = 0, bad = 0, done = 0;

	TRY(open_at(dir, &s, &l, e));
	TRY(log_size(l, &size, e));
	struct merkle_source source = log_source(l);
	struct bench_time t = bench_begin();

	for (uint64_t n = 7; done < 200 && size; n = (n * 2862933555777941757u + 3037000493u) % size, done++) {
		struct merkle_path path;
		digest hash, root;

		TRY(source.span(source.ctx, (struct merkle_span){0, n}, &hash, e));
		TRY(merkle_root(&source, size, &root, e));
		TRY(merkle_inclusion(&source, n, size, &path, e));
		bad += !merkle_inclusion_good(&hash, n, size, &path, &root);
	}
	bench_print("proofs", &t, done - bad, bad);
	return 0;
}

/* Every leaf and as many nodes: what a tree of them is made of. */
static void sm3(uint64_t n)
{
	char body[160], subject[32];
	struct ledger_act a = act_of(n, body, sizeof(body), subject);
	AUTO(buf_release) buf data;
	uint8_t sum = 0;

	buf_init(&data, 4096);
	ledger_act_put(&data, 1790000000, &a);
	printf("leaf bytes=%zu\n", data.n);
	struct bench_time t = bench_begin();

	for (uint64_t i = 0; i < n; i++) {
		data.p[20] = (uint8_t)i;
		digest h = merkle_leaf(buf_str(&data)), k = merkle_node(&h, &h);

		sum ^= k.b[0];
	}
	bench_print("sm3", &t, n, 0);
	printf("sm3 check=%u\n", sum);
}

static void sm3x(uint64_t n)
{
	enum { MANY = 256 };
	char body[160], subject[32];
	struct ledger_act a = act_of(n, body, sizeof(body), subject);
	AUTO(buf_release) buf data;
	static uint8_t leaves[MANY][512], nodes[MANY][65];
	static digest out[MANY];
	str in[MANY], up[MANY];
	struct sm3x plain;

	buf_init(&data, 4096);
	buf_put_byte(&data, 0);
	ledger_act_put(&data, 1790000000, &a);
	sm3x_begin(&plain, (str){0});
	for (size_t i = 0; i < MANY; i++) {
		bytes_copy(leaves[i], sizeof(leaves[i]), buf_str(&data));
		in[i] = (str){leaves[i], data.n};
		up[i] = (str){nodes[i], sizeof(nodes[i])};
	}
	struct bench_time t = bench_begin();

	for (uint64_t i = 0; i < n; i += MANY) {
		leaves[i / MANY % MANY][20] ^= 1;
		sm3x_many(&plain, in, MANY, out);
		sm3x_many(&plain, up, MANY, out);
	}
	bench_print("sm3x", &t, n, 0);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	err e = {0};
	int rc = 0;

	in_order = strcmp(mode, "fill") == 0;
	if (argc == 5 && (strcmp(mode, "append") == 0 || in_order))
		rc = append(argv[2], bench_number(argv[3]), bench_number(argv[4]), &e);
	else if (argc == 5 && strcmp(mode, "raw") == 0)
		rc = raw(argv[2], bench_number(argv[3]), bench_number(argv[4]), &e);
	else if (argc == 3 && strcmp(mode, "audit") == 0)
		rc = audit(argv[2], &e);
	else if (argc == 3 && strcmp(mode, "proofs") == 0)
		rc = proofs(argv[2], &e);
	else if (argc == 3 && strcmp(mode, "sm3") == 0)
		sm3(bench_number(argv[2]));
	else if (argc == 3 && strcmp(mode, "sm3x") == 0)
		sm3x(bench_number(argv[2]));
	else
		return 2;
	return rc < 0 ? bench_fail(&e) : 0;
}
