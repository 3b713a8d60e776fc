#include "format/journal.h"

#include "os/file.h"
#include "test/tap.h"

static arena mem;

static str load(const char *name)
{
	char path[200];
	str s = {0};
	err e = {0};

	snprintf(path, sizeof(path), "fuzz/corpus/journal/%s", name);
	ok(os_file_read(path, (size_t)1 << 20, &mem, &s, &e) == 0, "%s: %s", path, e.text);
	return s;
}

static unsigned walk(str file, const char *first, bool *ret_damaged, uint64_t *ret_left)
{
	struct journal j;
	unsigned n = 0;
	str line;

	if (journal_parse(file, &j) == PARSE_OK)
		while (journal_next(&j, &line))
			if (!n++ && first)
				is_str(line, str_c(first), "the first entry");
	*ret_damaged = j.damaged;
	*ret_left = j.left_out;
	journal_release(&j);
	return n;
}

#define FIRST                                                                                                          \
	"{\"__REALTIME_TIMESTAMP\":\"1790000000000000\",\"MESSAGE\":\"Accepted password for user0 from 192.0.2.0 "     \
	"port "                                                                                                        \
	"22\",\"SYSLOG_IDENTIFIER\":\"sshd\"}\n"

int main(void)
{
	static const char *const names[] = {"plain", "zstd", "compact"};
	bool damaged;
	uint64_t left;

	arena_init(&mem, (size_t)8 << 20);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		str s = load(names[i]);

		is_int(walk(s, FIRST, &damaged, &left), 6, "six entries: %s", names[i]);
		ok(!damaged && !left, "whole");
		(void)walk(str_sub(s, 0, s.n - 40), NULL, &damaged, &left);
		ok(damaged, "cut: told");
	}
	str s = load("zstd");
	uint8_t *p = arena_new(&mem, uint8_t, s.n);

	/* Every byte of it may be anything: it ends, and gives lines. */
	for (size_t i = 0; i < s.n; i += 3) {
		bytes_copy(p, s.n, s);
		p[i] ^= 0xff;
		if (walk((str){p, s.n}, NULL, &damaged, &left) > 6)
			ok(false, "byte %zu makes more entries", i);
	}
	ok(walk(STR("LPKSHHRH"), NULL, &damaged, &left) == 0, "its magic alone");
	return tap_done();
}
