/*
 * Bundles: a whole log and a part, given out and verified by yicha and by verify.py; then bytes of every file are changed at random,
 * files are taken away, put in, exchanged: both verifiers find it each time, and say which file. With $YICHA_PG, from a ledger there.
 */
#include "flow/handout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/document.h"
#include "ledger/log.h"
#include "ledger/signing.h"
#include "os/env.h"
#include "os/file.h"
#include "test/tap.h"

static err e;
static arena mem;
static char home[TAP_PATH];

/* Runs a line of shell; its exit status. */
static int sh(const char *line)
{
	int status = -1;

	fflush(stdout);
	pid_t pid = fork();

	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* --- a folder ------------------------------------------------------------------------------------------------------------ */

static int io_read(void *dir, const char *name, size_t most, arena *a, str *ret, err *why)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/%s", (const char *)dir, name);
	return os_file_read(path, most, a, ret, why);
}

static int io_write(void *dir, const char *name, str bytes, err *why)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/%s", (const char *)dir, name);
	char *slash = strrchr(path, '/');

	*slash = 0;
	(void)!mkdir(dir, 0755);
	(void)!mkdir(path, 0755);
	*slash = '/';
	return os_file_write(path, bytes, why);
}

static int io_list(void *dir, const char *folder, arena *a, str **ret, size_t *n, err *why)
{
	char path[400];
	size_t kept = 0;

	*n = 0;
	snprintf(path, sizeof(path), "%s/%s", (const char *)dir, folder);
	if (!os_file_exists(path))
		return 0;
	int rc = os_dir_list(path, a, ret, n, why);

	for (size_t i = 0; i < *n; i++) {
		struct os_file_info info;

		snprintf(path, sizeof(path), "%s/%s/%.*s", (const char *)dir, folder, STR_ARG((*ret)[i]));
		if (os_file_info(path, &info, why) == 0 && info.is_file)
			(*ret)[kept++] = (*ret)[i];
	}
	*n = kept;
	return rc;
}

static struct bundle_io io_of(char *dir)
{
	return (struct bundle_io){io_read, io_write, io_list, dir};
}

/* --- what is given out ----------------------------------------------------------------------------------------------------- */

static void fill(struct ledger *l)
{
	char body[400];
	digest first = {0};

	ok(ledger_begin(l, &e) == 0, "begin");
	for (unsigned i = 0; i < 300; i++) {
		char subject[32], name[64], bytes[300];

		snprintf(subject, sizeof(subject), "case-%u", i % 10);
		snprintf(name, sizeof(name), "通知 %u.DOCX", i);
		memset(bytes, (int)i % 251, sizeof(bytes));
		struct document d = {.kind = STR("notice"),
				     .name = str_c(name),
				     .media = STR("application/x"),
				     .bytes = {(uint8_t *)bytes, sizeof(bytes) - i / 2},
				     .actor = STR("li")};

		if (i % 20 == 0 && ledger_document_put(l, &d, &e) < 0)
			ok(false, "%s", e.text);
		if (i == 0)
			first = d.sha256;
		snprintf(body, sizeof(body), "{\"paper\":\"%s\"}", i == 13 ? digest_to_hex(&first).c : "");
		if (ledger_act(l, &(struct ledger_act){"case.step", str_c(subject), STR("li"), str_c(body)}, NULL, &e) <
		    0)
			ok(false, "%s", e.text);
	}
	ok(ledger_commit(l, &e) == 0, "acts and documents: %s", e.text);
}

static void sign(struct ledger *l)
{
	str text = {0};

	ok(ledger_begin(l, &e) == 0 && signing_checkpoint(l, NULL, STR("li"), &mem, &text, &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "a checkpoint: %s", e.text);
}

/* --- verifying ---------------------------------------------------------------------------------------------------------------- */

struct told {
	unsigned n;
	char files[2000];
	char words[4000];
};

static void note(void *ctx, const char *file, uint64_t leaf, const char *words)
{
	struct told *t = ctx;

	t->n++;
	(void)leaf;
	size_t files = strlen(t->files), said = strlen(t->words);

	snprintf(t->files + files, sizeof(t->files) - files, "%s ", file);
	snprintf(t->words + said, sizeof(t->words) - said, "%s;", words);
}

static struct told verify(char *dir, struct bundle_sum *sum)
{
	struct told t = {0};
	struct bundle_check check = {note, &t};
	struct bundle_io io = io_of(dir);
	AUTO(arena_clear) arena a;

	arena_init(&a, 64u << 20);
	if (bundle_verify(&io, &check, &a, sum, &e) < 0) {
		t.n++;
		snprintf(t.words, sizeof(t.words), "%s", e.text);
	}
	return t;
}

/* Its exit status; its words go to a file. */
static int python(const char *dir, const char *options)
{
	char command[1200];

	snprintf(command, sizeof(command), "python3 -B '%s/verify.py' '%s' %s >'%s/said' 2>&1", home, dir, options,
		 home);
	return sh(command);
}

static uint64_t state = 88172645463325252u;

static uint64_t chance(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

static size_t files_of(const char *dir, char (*names)[200], size_t most)
{
	char command[900];
	size_t n = 0;

	snprintf(command, sizeof(command), "cd '%s' && find . -type f | sed 's,^./,,' | sort >'%s/files'", dir, home);
	if (sh(command) != 0)
		return 0;
	snprintf(command, sizeof(command), "%s/files", home);
	FILE *p = fopen(command, "r");

	while (p && n < most && fgets(names[n], 200, p)) {
		names[n][strcspn(names[n], "\n")] = 0;
		n++;
	}
	if (p)
		fclose(p);
	return n;
}

/* Without waiting for the disk. */
static void overwrite(const char *path, str bytes)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0)
		ok(false, "%s is written", path);
}

/* One byte of each file, three times: found, and told of that file. */
static void every_file(char *dir, bool by_python)
{
	static char names[400][200];
	size_t n = files_of(dir, names, ARRAY_LEN(names));
	unsigned missed = 0, elsewhere = 0, python_missed = 0, done = 0;

	for (size_t i = 0; i < 3 * n; i++) {
		char path[600];
		const char *name = names[i % n];
		struct bundle_sum sum;
		struct told t;
		str bytes = {0};
		AUTO(arena_clear) arena a;

		arena_init(&a, 4u << 20);
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		if (os_file_read(path, 2u << 20, &a, &bytes, &e) < 0 || bytes.n == 0)
			continue;
		uint8_t *at = (uint8_t *)(uintptr_t)bytes.p + chance(bytes.n), was = *at;

		*at ^= (uint8_t)(1u << chance(8));
		overwrite(path, bytes);
		t = verify(dir, &sum);
		done++;
		missed += t.n == 0;
		/* A wrong manifest makes another file look wrong. */
		if (t.n && !strstr(t.files, name) && strcmp(name, "manifest.jsonl") != 0) {
			elsewhere++;
			printf("# %s: told of %s: %s\n", name, t.files, t.words);
		}
		if (t.n == 0)
			printf("# not found: %s\n", name);
		if (by_python && i % 7 == 0 && python(dir, "") != 1) {
			python_missed++;
			printf("# verify.py did not find: %s\n", name);
		}
		*at = was;
		overwrite(path, bytes);
	}
	ok(done >= n && n > 5, "%u changes of %zu files", done, n);
	is_int(missed, 0, "each is found");
	is_int(elsewhere, 0, "and told of the file");
	is_int(python_missed, 0, "verify.py finds them too");
}

static void shell(const char *dir, const char *what, const char *finds)
{
	char command[800];
	struct bundle_sum sum;

	snprintf(command, sizeof(command), "rm -rf '%s.x' && cp -r '%s' '%s.x' && cd '%s.x' && %s", dir, dir, dir, dir,
		 what);
	ok(sh(command) == 0, "%s", what);
	snprintf(command, sizeof(command), "%s.x", dir);
	struct told t = verify(command, &sum);

	ok(t.n > 0 && strstr(t.words, finds), "is found: %s", t.words);
	is_int(python(command, ""), strstr(finds, "no bundle") ? 2 : 1, "by verify.py too");
}

static void whole(struct ledger *l, char *dir)
{
	struct bundle_io io = io_of(dir);
	struct handout h = {0};
	struct bundle_sum sum;

	ok(handout_write(l, &h, &io, &e) == 0, "the whole log is given out: %s", e.text);
	struct told t = verify(dir, &sum);

	ok(t.n == 0, "it verifies: %s", t.words);
	is_int(sum.leaves, 300 + 15 + 1 + 2 + 1, "leaves, one of them of rows");
	is_int(sum.documents, 15, "documents");
	ok(sum.sample && !sum.part, "a sample's, whole");
	is_int(python(dir, ""), 0, "verify.py verifies it");
	is_int(python(dir, "--pure"), 0, "with its own SM3 too");
	is_int(python(dir, "--key 00"), 1, "not with another key");
	if (os_env("YICHA_PG"))
		return;
	every_file(dir, true);
	shell(dir, "rm documents/*0.docx documents/*1.docx documents/*[2-9a-f].docx",
	      "is missing, and a leaf names it");
	shell(dir, "echo x >README", "is in no manifest");
	shell(dir, "rm checkpoint.txt", "is missing");
	shell(dir, "rm manifest.jsonl", "that is no bundle");
	shell(dir,
	      "cp checkpoints/*200.txt checkpoint.txt 2>/dev/null || cp $(ls checkpoints/* | head -1) checkpoint.txt",
	      "more or less leaves");
}

static void part(struct ledger *l, char *dir)
{
	struct bundle_io io = io_of(dir);
	str subjects[] = {STR("case-3")};
	struct handout h = {.subjects = subjects, .subject_count = 1};
	struct bundle_sum sum;

	ok(handout_write(l, &h, &io, &e) == 0, "a part is given out: %s", e.text);
	struct told t = verify(dir, &sum);

	ok(t.n == 0, "it verifies: %s", t.words);
	is_int(sum.leaves, 30 + 1, "the case's leaves and that of the document it names");
	is_int(sum.documents, 1, "the document");
	is_int(sum.checkpoints, 2, "with the checkpoints before");
	is_int(python(dir, ""), 0, "verify.py verifies it");
	if (!os_env("YICHA_PG"))
		every_file(dir, true);
	shell(dir, "sed -i 1d leaves/000000.jsonl && sed -i 1d proofs/000000.jsonl", "more or less leaves");
	subjects[0] = STR("case-99");
	struct bundle_io io2 = io_of(home);

	h = (struct handout){.subjects = subjects, .subject_count = 1};
	ok(handout_write(l, &h, &io2, &e) == E_NOTFOUND, "nothing about a subject: %s", e.text);
}

int main(void)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(ledger_auto) struct ledger *l = NULL;
	char dir[TAP_PATH + 60];

	arena_init(&mem, 1u << 20);
	ok(mkdtemp(tap_temporary(home, "handout")) != NULL, "a folder");
	snprintf(dir, sizeof(dir), "%s/store", home);
	ok(store_open(os_env("YICHA_PG") ? os_env("YICHA_PG") : dir, true, &s, &e) == 0 &&
		   ledger_open(s, &(struct ledger_options){.make = true, .sample = true, .now = 1790000000}, &l, &e) ==
			   0,
	   "a ledger: %s", e.text);
	snprintf(dir, sizeof(dir), "cp catalogue/bundle/verify.py '%s/'", home);
	ok(sh(dir) == 0, "the verifier");
	fill(l);
	sign(l);
	ok(ledger_begin(l, &e) == 0 &&
		   ledger_act(l, &(struct ledger_act){"x.y", STR("z"), STR("li"), {0}}, NULL, &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "an act");
	sign(l);
	snprintf(dir, sizeof(dir), "%s/whole", home);
	whole(l, dir);
	snprintf(dir, sizeof(dir), "%s/part", home);
	part(l, dir);
	arena_clear(&mem);
	return tap_done();
}
