/* The readers of other tools' findings (exchange/import.h): the first byte chooses one, the rest is the file. What they give is whole. */
#include "base/must.h"
#include "exchange/import.h"

#define FINDINGS_MOST 100000

static void on_finding(void *ctx, const struct import_finding *f)
{
	uint64_t *n = ctx;
	const str texts[] = {f->tool,   f->rule, f->asset,  f->place, f->title, f->severity,
			     f->clause, f->says, f->remedy, f->basis, f->uscc,  f->unit};

	must(f->rule.n && f->asset.n && f->title.n);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		must(str_is_utf8(texts[i]) && str_find_byte(texts[i], 0) == texts[i].n && texts[i].n < 8192);
	must(str_eq(import_severity(f->severity), f->severity));
	++*n;
}

static void on_fault(void *ctx, const struct import_fault *f)
{
	(void)ctx;
	must(f->words && f->words[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static enum parse (*const parsers[])(str, arena *, struct import_out *) = {
		import_lines_parse, import_sarif_parse, import_nuclei_parse, import_nmap_parse, import_zap_parse};
	AUTO(arena_clear) arena mem;
	AUTO(arena_clear) arena row;
	uint64_t n = 0;
	struct import_out o = {on_finding, on_fault, &n, &row};

	if (size == 0)
		return 0;
	arena_init(&mem, (size_t)256 << 20);
	arena_init(&row, (size_t)8 << 20);
	str bytes = {data + 1, size - 1};

	(void)import_guess(bytes);
	(void)parsers[data[0] % ARRAY_LEN(parsers)](bytes, &mem, &o);
	must(n < FINDINGS_MOST);
	return 0;
}
