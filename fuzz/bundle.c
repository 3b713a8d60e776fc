/* A bundle's files as one input, "name\n" and the bytes up to "\n=\n" each; the manifest may be any of them. The verifier ends, and says of a
 * bundle that nobody signed that it is not sound. */
#include "exchange/bundle.h"

#include "base/must.h"

#define FILES_MOST 16

struct folder {
	struct {
		str name;
		str bytes;
	} files[FILES_MOST];
	size_t n;
};

static int io_read(void *ctx, const char *name, size_t most, arena *mem, str *ret, err *e)
{
	const struct folder *f = ctx;

	(void)mem;
	for (size_t i = 0; i < f->n; i++) {
		if (!str_eq(f->files[i].name, str_c(name)))
			continue;
		if (f->files[i].bytes.n > most)
			return err_set(e, E_LIMIT, "long");
		*ret = f->files[i].bytes;
		return 0;
	}
	return err_set(e, E_NOTFOUND, "none");
}

static int io_list(void *ctx, const char *folder, arena *mem, str **ret, size_t *n, err *e)
{
	(void)ctx;
	(void)folder;
	(void)mem;
	(void)ret;
	(void)e;
	*n = 0;
	return 0;
}

static void note(void *ctx, const char *file, uint64_t leaf, const char *words)
{
	(void)leaf;
	must(file && words);
	++*(uint64_t *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct folder f = {0};
	str rest = {data, size};
	uint64_t told = 0;
	struct bundle_io io = {.read = io_read, .list = io_list, .ctx = &f};
	struct bundle_check check = {note, &told};
	struct bundle_sum sum;
	arena mem;
	err e;

	while (rest.n && f.n < FILES_MOST) {
		str name = str_cut(&rest, '\n').head;
		size_t end = str_find(rest, STR("\n=\n"));

		f.files[f.n].name = name;
		f.files[f.n++].bytes = str_sub(rest, 0, end + 1);
		rest = str_from(rest, end + 3);
	}
	arena_init(&mem, 64u << 20);
	if (bundle_verify(&io, &check, &mem, &sum, &e) == 0)
		must(told == sum.faults);
	arena_clear(&mem);
	return 0;
}
