/* What a caged reader may and may not, and how its end is told. Real children, real kernel. */
#include "cage/cage.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/tap.h"

static volatile unsigned spin;

static void well(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	uint32_t evidence = sink_evidence(out, "text/plain", arena_str(mem, bytes));

	sink_put(out, icp_filing, .evidence = evidence, .number = *(const str *)ctx, .own = true);
	sink_gap(out, FACT_icp_filing, "one row");
	sink_end(out, COLLECTED_PARTIAL, "why");
}

static void opens_file(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	(void)ctx, (void)bytes, (void)mem;
	int fd = open("/etc/hostname", O_RDONLY);

	sink_end(out, fd >= 0 ? COLLECTED_DONE : COLLECTED_FAILED, "opened or not");
}

static void opens_socket(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	(void)ctx, (void)bytes, (void)mem;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	sink_end(out, fd >= 0 ? COLLECTED_DONE : COLLECTED_FAILED, "opened or not");
}

static void spins(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	(void)ctx, (void)bytes, (void)mem, (void)out;
	for (;;)
		spin++;
}

static void eats(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	(void)ctx, (void)bytes, (void)out;
	for (;;)
		(void)arena_take(mem, 1, 100000);
}

static void aborts(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	(void)ctx, (void)bytes, (void)mem, (void)out;
	abort();
}

static void lies(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	(void)ctx, (void)mem;
	buf_put(&out->b, bytes);
}

static int by_byte(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* The C library's qsort asks the kernel something above 1,024 bytes. */
static void sorts(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	unsigned char *p = arena_new(mem, unsigned char, 4096);

	(void)ctx;
	for (size_t i = 0; i < 4096; i++)
		p[i] = (unsigned char)(bytes.p[i % bytes.n] + i);
	qsort(p, 4096, 1, by_byte);
	sink_end(out, COLLECTED_DONE, "");
}

static void forgets_evidence(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	(void)ctx, (void)bytes, (void)mem;
	sink_put(out, icp_filing, .evidence = 7, .number = STR("x"));
	sink_end(out, COLLECTED_DONE, "");
}

static int input_fd;
static struct sink sink;

static struct cage_result run(void (*parse)(const void *, str, arena *, struct sink *))
{
	static const str number = STR_INIT("粤ICP备12345678号");
	struct cage_job job = {.fd = input_fd, .limits = {1000, (size_t)64 << 20, 1}, .parse = parse, .ctx = &number};
	struct cage_result result;

	(void)lseek(input_fd, 0, SEEK_SET);
	sink_reset(&sink);
	cage_run(&job, &sink, &result);
	return result;
}

static void failed(void (*parse)(const void *, str, arena *, struct sink *), const char *words)
{
	struct cage_result r = run(parse);

	is_int(r.status, COLLECTED_FAILED, "%s: failed", words);
	ok(str_starts(str_c(r.reason), STR("the file could not be read: ")), "%s: \"%s\"", words, r.reason);
	ok(sink.b.n == 0 && !sink.ended, "%s: nothing was taken from it", words);
}

static void test_well(void)
{
	struct cage_result r = run(well);
	struct batch_item item;
	int kinds[BATCH_KIND_COUNT] = {0};

	is_int(r.status, COLLECTED_PARTIAL, "the child's status");
	is_str(str_c(r.reason), STR("why"), "and reason");
	sink_end(&sink, r.status, r.reason);
	cur c = cur_of(buf_str(&sink.b));

	while (batch_next(&c, &item)) {
		kinds[item.kind]++;
		if (item.kind == BATCH_EVIDENCE)
			is_str(item.bytes, STR("hostile"), "it read the file");
		if (item.kind == BATCH_FACT)
			is_str(item.values[0].text, STR("粤ICP备12345678号"), "and its context");
		if (item.kind == BATCH_END)
			break;
	}
	ok(!c.bad && kinds[BATCH_EVIDENCE] == 1 && kinds[BATCH_FACT] == 1 && kinds[BATCH_GAP] == 1,
	   "evidence, fact and gap came over");
	is_int(sink.evidence_count, 1, "further evidence will be numbered behind it");
}

int main(void)
{
	char path[TAP_PATH];

	input_fd = mkstemp(tap_temporary(path, "cage"));
	if (input_fd < 0 || write(input_fd, "hostile", 7) != 7)
		return 1;
	(void)unlink(path);
	sink_init(&sink, 1 << 20, STR("key"));
	test_well();
	is_int(run(sorts).status, COLLECTED_DONE, "sorting more than a kilobyte");
	failed(opens_file, "opening a file");
	failed(opens_socket, "opening a socket");
	failed(spins, "computing for ever");
	failed(eats, "eating memory");
	failed(aborts, "a crash");
	failed(lies, "a malformed batch");
	failed(forgets_evidence, "a fact with evidence that is not there");
	if (ftruncate(input_fd, 1001) == 0)
		is_int(run(well).status, COLLECTED_FAILED, "a file longer than is read");
	if (ftruncate(input_fd, 1000) == 0)
		is_int(run(well).status, COLLECTED_PARTIAL, "one just as long is");
	sink_release(&sink);
	return tap_done();
}
