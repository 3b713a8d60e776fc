/* yicha data: what data lies where. */
#include <limits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/must.h"
#include "catalogue/paths.h"
#include "cmd/cmd.h"
#include "cmd/data_inventory.h"
#include "cmd/data_known.h"
#include "cmd/data_show.h"
#include "model/digest.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/loop.h"
#include "os/process.h"
#include "os/sandbox.h"

#define OUT_MOST ((size_t)16 << 20)
#define OUT_STEP ((size_t)64 << 10)
#define MEMORY ((size_t)64 << 20)
#define ROOTS_MOST ((size_t)1024)

static volatile int stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

struct root {
	str shown; /* before the paths below it */
	char *folder;
};

struct watched {
	struct os_watch watch;
	struct data_scan *d;
};

struct data_scan {
	const struct args *args;
	arena mem;
	struct scope scope;
	struct gate *gate;
	struct root roots[ROOTS_MOST];
	struct scan_root scan_roots[ROOTS_MOST];
	size_t root_count;
	int stream;
	struct scan *scan;
	struct os_loop *loop;
	struct watched watched[2 * SCAN_JOBS_MOST];
	bool json, possible;
	bool only[KIND_COUNT]; /* --kind */
	bool some_kinds;
	uint8_t key[32];
	bool keyed;
	struct known known;
	struct known written;
	const char *write;
	buf baseline;
	struct sum *left;    /* what of a file's finds no list knows */
	uint64_t lines_most; /* --max-finds: of a file */
	uint64_t lines;
	uint64_t omitted;
	struct data_totals totals;
	struct grades grades;
	int64_t today;
	struct progress_line line;
	buf out;
};

/* ---- what was found ---- */

static str shown_path(struct data_scan *d, size_t root, str path, buf *b)
{
	str before = d->root_count ? d->roots[root].shown : (str){0};

	buf_put(b, before);
	if (before.n && path.n && before.p[before.n - 1] != '/')
		buf_put_byte(b, '/');
	buf_put(b, path);
	return buf_str(b);
}

static void put_out(struct data_scan *d)
{
	if (d->out.n >= OUT_STEP)
		cmd_put(&d->out);
}

static bool is_sure(const struct record *r)
{
	return r->confidence >= FIND_SURE && r->validity != KIND_LOOKS;
}

static void note_baseline(struct data_scan *d, const struct known_mark *mark, str path, enum kind kind)
{
	if (!d->write || !known_add(&d->written, mark))
		return;
	buf_put_hex(&d->baseline, (str){mark->b, sizeof(mark->b)});
	buf_printf(&d->baseline, "  # %s ", kind_infos[kind].key);
	data_show_name(&d->baseline, str_sub(path, 0, 4096));
	buf_put_byte(&d->baseline, '\n');
}

static void on_find(void *ctx, const struct scan_find *f)
{
	struct data_scan *d = ctx;
	AUTO(buf_release) buf b;
	const struct record *r = f->record;

	if (d->some_kinds && !d->only[r->what])
		return;
	buf_init(&b, 16384);
	str path = shown_path(d, f->root, f->path, &b);
	struct known_mark mark = {0};

	if (d->keyed)
		mark = known_mark((str){d->key, sizeof(d->key)}, r, path);

	note_baseline(d, &mark, path, r->what);
	if (known_has(&d->known, &mark, path, r->what)) {
		d->totals.known++;
		return;
	}
	struct find find = {.kind = r->what,
			    .validity = r->validity,
			    .confidence = r->confidence,
			    .offset = r->places[0].offset,
			    .line = r->places[0].line,
			    .masked = r->places[0].masked,
			    .context = r->places[0].context};

	bytes_copy(find.print, sizeof(find.print), (str){r->print, sizeof(r->print)});
	sum_find(d->left, r->inner, r->name, &find);
	if (d->json && (is_sure(r) || d->possible) && d->lines++ >= d->lines_most) {
		d->omitted++;
	} else if (d->json && (is_sure(r) || d->possible)) {
		data_show_find(&d->out, path, r, data_show_grade(&d->grades, r->what, d->today),
			       d->keyed ? &mark : NULL);
		put_out(d);
	}
}

static void count(struct data_scan *d, struct sum *sum)
{
	bool here[KIND_COUNT] = {0};

	for (size_t i = 0; i < sum_count(sum); i++) {
		struct record r;

		sum_item(sum, i, &r);
		if (d->some_kinds && !d->only[r.what])
			continue;
		d->totals.sure[r.what] += r.sure;
		d->totals.finds += r.sure;
		d->totals.possible += r.possible + r.looks;
		d->totals.files[r.what] += r.sure && !here[r.what];
		here[r.what] |= r.sure > 0;
	}
}

static void put_unexamined_part(struct data_scan *d, str path, const struct scan_part *p)
{
	AUTO(buf_release) buf name;

	buf_init(&name, 65536);
	data_show_name(&name, path);
	if (p->inner.n)
		buf_put_c(&name, " ! ");
	data_show_name(&name, p->inner);
	buf_printf(&d->out, _("%s: not examined whole: %s\n"), buf_c(&name), _(p->reason));
}

static void put_grown(struct data_scan *d, str path)
{
	AUTO(buf_release) buf name;

	buf_init(&name, 65536);
	data_show_name(&name, path);
	buf_printf(&d->out, _("%s: it grew while it was read; examined up to its first length\n"), buf_c(&name));
}

static void put_unexamined(struct data_scan *d, const struct scan_file *f, str path)
{
	for (size_t i = 0; i < f->part_count; i++) {
		const struct scan_part *p = &f->parts[i];

		if (p->whole)
			continue;
		if (d->json)
			data_show_unexamined(&d->out, path, p);
		else if (f->gap || args_flag(d->args, "verbose"))
			put_unexamined_part(d, path, p);
	}
	if (f->grown && !d->json)
		put_grown(d, path);
	d->totals.unexamined += f->gap;
}

static void on_file(void *ctx, const struct scan_file *f)
{
	struct data_scan *d = ctx;
	struct sum *sum = d->left ? d->left : f->sum;
	AUTO(buf_release) buf b;

	buf_init(&b, 16384);
	str path = shown_path(d, f->root, f->path, &b);

	count(d, sum);
	if (!d->json)
		data_show_file(&d->out, path, sum, d->possible, d->some_kinds ? d->only : NULL);
	if (d->left)
		sum_reset(d->left);
	if (d->omitted)
		data_show_omitted(&d->out, path, d->omitted);
	d->lines = d->omitted = 0;
	put_unexamined(d, f, path);
	if (d->out.n) {
		progress_line_end(&d->line);
		cmd_put(&d->out);
	}
}

/* ---- the loop ---- */

static void on_ready(struct os_watch *w, unsigned events)
{
	/* The loop's turn ends, and the scan reads from all. */
	(void)w, (void)events;
}

static void on_watch(void *ctx, unsigned i, int fd)
{
	struct data_scan *d = ctx;

	d->watched[i].watch = (struct os_watch){on_ready, -1};
	must(os_loop_watch_read(d->loop, &d->watched[i].watch, fd, NULL) == 0);
}

static void on_forget(void *ctx, unsigned i)
{
	struct data_scan *d = ctx;

	os_loop_forget(d->loop, &d->watched[i].watch);
}

/* `yicha data scan … | head`: nothing more is looked at. A baseline is wanted whatever becomes of the output. */
static bool nobody_reads(const struct data_scan *d)
{
	return !d->write && cmd_put_broken();
}

static int scan_all(struct data_scan *d, err *e)
{
	for (;;) {
		enum scan_step step = scan_turn(d->scan);
		struct scan_totals t = scan_totals(d->scan);

		progress_line_tell(&d->line, &(struct progress){.phase = N_("looking at data"),
								.done = t.files,
								.failed = t.gaps,
								.bytes = t.bytes,
								.now = os_now_mono_ms()});
		if (stop)
			return err_set(e, E_INTERRUPTED, "%s",
				       _("interrupted: what was found so far was told, the rest was not examined"));
		if (step == SCAN_END || nobody_reads(d))
			return 0;
		if (step == SCAN_WAIT)
			os_loop_turn(d->loop, true);
	}
}

/* ---- what is to be looked at ---- */

static int add_root(struct data_scan *d, const char *given, err *e)
{
	struct os_file_info info;

	if (d->root_count == ROOTS_MOST)
		return err_set(e, E_LIMIT, _("more than %zu paths"), ROOTS_MOST);
	TRY(os_file_info(given, &info, e));
	struct root *r = &d->roots[d->root_count];
	struct scan_root *s = &d->scan_roots[d->root_count];
	str path = str_c(given);

	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	size_t cut = path.n;

	while (!info.is_dir && cut && path.p[cut - 1] != '/')
		cut--;
	str folder = str_sub(path, 0, cut);

	s->start = info.is_dir ? "" : arena_cstr(&d->mem, str_from(path, cut));
	r->shown = str_eq(folder, STR(".")) ? (str){0} : arena_str(&d->mem, folder);
	r->folder = folder.n ? arena_cstr(&d->mem, folder) : arena_cstr(&d->mem, STR("."));
	d->root_count++;
	return 0;
}

/* Whoever names a path on the command line orders that it is looked at: a scope of these folders alone. */
static int open_gate(struct data_scan *d, err *e)
{
	struct scope *s = &d->scope;

	s->authorisation = (struct scope_authorisation){.from = 0, .until = INT64_MAX};
	s->folders = arena_new(&d->mem, str, d->root_count + 1);
	for (size_t i = 0; i < d->root_count; i++)
		s->folders[s->folder_count++] = str_c(d->roots[i].folder);
	TRY(gate_new(&(struct gate_conf){.scope = s}, &d->gate, e));
	for (size_t i = 0; i < d->root_count; i++)
		TRY(d->scan_roots[i].fd = gate_root(d->gate, d->roots[i].folder, e));
	return 0;
}

static int read_paths(struct data_scan *d, err *e)
{
	d->stream = -1;
	for (size_t i = 1; i < args_count(d->args); i++) {
		const char *path = args_operand(d->args, i);

		if (strcmp(path, "-") != 0)
			TRY(add_root(d, path, e));
		else
			d->stream = STDIN_FILENO;
	}
	return 0;
}

static int read_number(const struct args *a, const char *name, uint64_t most, uint64_t *ret, err *e)
{
	const char *v = args_value(a, name);
	str s = str_c(v);
	unsigned shift = 0;

	if (!v)
		return 0;
	if (most > 1u << 30 && s.n > 1) {
		size_t unit = str_find_byte(STR("kmgt"), byte_lower(s.p[s.n - 1]));

		if (unit < 4) {
			shift = 10 * (unsigned)(unit + 1);
			s.n--;
		}
	}
	if (!str_to_u64(s, most >> shift, ret) || !*ret)
		return err_set(e, E_USAGE, _("--%s: '%s' is no number from 1 to %llu"), name, v,
			       (unsigned long long)most);
	*ret <<= shift;
	return 0;
}

static int read_kinds(struct data_scan *d, err *e)
{
	for (size_t i = 0; i < args_times(d->args, "kind"); i++) {
		str list = str_c(args_value_at(d->args, "kind", i));

		while (list.n) {
			str name = str_cut(&list, ',').head;
			enum kind k = kind_find(name);

			if (k == KIND_COUNT)
				return err_set(e, E_USAGE,
					       _("--kind: there is no kind '%.*s'; 'yicha data kinds' lists them"),
					       STR_ARG(name));
			d->only[k] = d->some_kinds = true;
		}
	}
	return 0;
}

/* ---- lists of known finds ---- */

static int read_lists(struct data_scan *d, err *e)
{
	const char *baseline = args_value(d->args, "baseline"), *allow = args_value(d->args, "allow");
	const char *key = args_value(d->args, "key");
	const char *beside = baseline ? baseline : d->write ? d->write : allow;
	AUTO(buf_release) buf b;

	buf_init(&b, 8192);
	if (!key && beside) {
		buf_printf(&b, "%s.key", beside);
		key = buf_c(&b);
	}
	if (key) {
		err why;

		if (known_key(key, d->write, d->key, &why) < 0) {
			*e = why;
			return why.code == E_NOTFOUND && !d->write
				       ? err_set(e, E_NOTFOUND,
						 _("%s: the key that the list was made with is not there"), key)
				       : why.code;
		}
		d->keyed = true;
	} else {
		TRY(os_random(d->key, sizeof(d->key), e));
	}
	if (baseline)
		TRY(known_load(&d->known, baseline, e));
	return allow ? known_load(&d->known, allow, e) : 0;
}

static int write_baseline(struct data_scan *d, err *e)
{
	if (!d->write)
		return 0;
	if (buf_full(&d->baseline))
		return err_set(e, E_LIMIT, _("%s: more finds than a baseline holds"), d->write);
	return os_file_write(d->write, buf_str(&d->baseline), e);
}

/* ---- the command ---- */

static int read_grades(struct data_scan *d, err *e)
{
	const char *path;

	d->today = os_now_utc() / 86400;
	TRY(paths_data(&d->mem, "catalogue/grades.yaml", &path, e));
	return grades_load(path, &d->mem, &d->grades, e);
}

static int prepare(struct data_scan *d, err *e)
{
	uint64_t jobs = os_cpus(), bytes = INT64_MAX;
	bool lists = args_value(d->args, "baseline") || args_value(d->args, "allow") || d->write;

	TRY(read_number(d->args, "jobs", SCAN_JOBS_MOST, &jobs, e));
	TRY(read_number(d->args, "max-bytes", INT64_MAX, &bytes, e));
	d->lines_most = UINT64_MAX;
	TRY(read_number(d->args, "max-finds", INT64_MAX, &d->lines_most, e));
	TRY(read_kinds(d, e));
	TRY(read_grades(d, e));
	TRY(read_paths(d, e));
	TRY(read_lists(d, e));
	TRY(open_gate(d, e));
	TRY(os_loop_new(&d->loop, e));
	(void)os_files_raise();
	if (lists || d->json) {
		d->left = sum_new(NULL);
		if (!d->left)
			return err_set(e, E_LIMIT, "no memory");
	}
	struct scan_conf conf = {.gate = d->gate,
				 .roots = d->scan_roots,
				 .root_count = d->root_count,
				 .stream = d->stream,
				 .jobs = (unsigned)jobs,
				 .bytes_most = bytes,
				 .cross = args_flag(d->args, "cross"),
				 .look = {.each = lists || d->json, .possible = true, .today = d->today},
				 .file = on_file,
				 .find = on_find,
				 .watch = on_watch,
				 .forget = on_forget,
				 .ctx = d};
	digest k = digest_hmac((str){d->key, sizeof(d->key)}, STR("yicha data"));

	bytes_copy(conf.look.key, sizeof(conf.look.key), str_sub(digest_str(&k), 0, sizeof(conf.look.key)));
	return scan_new(&conf, &d->scan, e);
}

/* Where a baseline is written to. */
static const char *folder_of(struct data_scan *d, const char *path)
{
	str s = str_c(path);

	while (s.n && s.p[s.n - 1] != '/')
		s.n--;
	return s.n ? arena_cstr(&d->mem, s) : ".";
}

/* The files of the command line and nothing else: this process walks and opens, what it opens is hostile. */
static int narrow(struct data_scan *d, err *e)
{
	const char **paths = arena_new(&d->mem, const char *, d->root_count + 2);
	unsigned missing = 0;
	size_t n = 0;

	for (size_t i = 0; i < d->root_count; i++)
		paths[n++] = d->roots[i].folder;
	paths[n++] = "/proc/self";
	TRY(os_sandbox_narrow(&(struct sandbox_allow){.read = paths,
						      .read_count = n,
						      .write = d->write ? folder_of(d, d->write) : NULL},
			      &missing, e));
	if (missing & SANDBOX_NO_LANDLOCK)
		log_warn("data", NULL, "%s",
			 _("this kernel has no Landlock: only the readers are locked up, by seccomp"));
	else if (missing)
		log_warn("data", NULL, "%s", _("this kernel's Landlock has no rules for TCP"));
	return 0;
}

static int scan_paths(struct data_scan *d, err *e)
{
	TRY(prepare(d, e));
	TRY(narrow(d, e));
	int rc = scan_all(d, e);

	progress_line_end(&d->line);
	cmd_put(&d->out);
	TRY(rc);
	TRY(write_baseline(d, e));
	struct scan_totals t = scan_totals(d->scan);

	if (!d->json && !args_flag(d->args, "quiet")) {
		data_show_totals(&d->out, &d->totals, &t);
		cmd_put(&d->out);
	}
	if (d->totals.finds || (d->possible && d->totals.possible))
		return CMD_FOUND;
	return t.gaps || nobody_reads(d) ? CMD_UNEXAMINED : CMD_CLEAN;
}

static int scan(const struct args *a)
{
	struct data_scan *d = calloc(1, sizeof(*d));
	err e = {0};

	must(d);
	*d = (struct data_scan){.args = a, .json = args_flag(a, "json"), .possible = args_flag(a, "possible")};
	os_signals(on_signal);
	os_process_close_up();
	arena_init(&d->mem, MEMORY);
	known_init(&d->known, &d->mem);
	known_init(&d->written, &d->mem);
	buf_init(&d->out, OUT_MOST);
	buf_init(&d->baseline, (size_t)256 << 20);
	buf_put_c(&d->baseline,
		  "# yicha data scan --baseline: finds that are known; the key beside this file belongs to it\n");
	d->write = args_value(a, "write-baseline");
	d->line = cmd_progress(a);
	if (d->json)
		cmd_put_lines();
	int rc = scan_paths(d, &e);

	scan_free(d->scan);
	os_loop_free(d->loop);
	gate_free(d->gate);
	sum_free(d->left);
	known_release(&d->known);
	known_release(&d->written);
	buf_release(&d->out);
	buf_release(&d->baseline);
	arena_clear(&d->mem);
	explicit_bzero(d->key, sizeof(d->key));
	free(d);
	return cmd_finish(rc < 0 ? cmd_fail(a, &e) : rc);
}

static int kinds(const struct args *a)
{
	AUTO(buf_release) buf b;

	buf_init(&b, OUT_MOST);
	for (size_t i = 0; i < KIND_COUNT; i++) {
		const struct kind_info *k = &kind_infos[i];

		if (args_flag(a, "json"))
			buf_printf(&b, "%s{\"kind\":\"%s\",\"zh\":\"%s\",\"en\":\"%s\",\"check\":%s}%s",
				   i ? ",\n" : "[", k->key, k->zh, k->en,
				   k->check == KIND_CHECK_EXACT ? "true" : "false", i + 1 == KIND_COUNT ? "]\n" : "");
		else
			buf_printf(&b, "%-24s %s%s\n", k->key, i18n_lang() == LANG_ZH ? k->zh : k->en,
				   k->check == KIND_CHECK_EXACT ? _(" (tested exactly)") : "");
	}
	cmd_put(&b);
	return cmd_finish(CMD_CLEAN);
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"scan", "kinds", "inventory", NULL};

	switch (cmd_verb(a, verbs)) {
	case 0:
		if (args_count(a) < 2)
			return cmd_usage(a, "%s", _("which files or folders? '-' is the standard input"));
		return scan(a);
	case 1:
		return kinds(a);
	case 2:
		return data_inventory(a);
	default:
		return CMD_REFUSED;
	}
}

static const struct option_row options[] = {
	{"possible", 'p', OPTION_FLAG, NULL,
	 N_("also what is not sure: right by form, but without a word or a check that says so")},
	{"kind", 'k', OPTION_VALUE, "KIND", N_("only this kind (several: with commas, or the option again)")},
	{"jobs", 'j', OPTION_VALUE, "N", N_("so many readers at once (default: one a processor)")},
	{"max-bytes", 0, OPTION_VALUE, "N", N_("read no more than so many bytes in all; 10M, 2G")},
	{"max-finds", 0, OPTION_VALUE, "N",
	 N_("--json: no more than so many lines for a file; one more says how many finds were left out")},
	{"cross", 0, OPTION_FLAG, NULL, N_("enter other file systems below the folders too")},
	{"baseline", 'b', OPTION_VALUE, "FILE", N_("leave out what this file knows; FILE.key belongs to it")},
	{"write-baseline", 0, OPTION_VALUE, "FILE",
	 N_("write everything that is found to a baseline, for the next time")},
	{"allow", 'a', OPTION_VALUE, "FILE",
	 N_("leave out what this file allows: lines with a fingerprint, or 'path GLOB [KIND]'")},
	{"run", 0, OPTION_VALUE, "RUN", N_("inventory: of this run (default: the latest)")},
	{"xlsx", 0, OPTION_VALUE, "FILE", N_("inventory: as a workbook")},
	{"key", 0, OPTION_VALUE, "FILE", N_("the key of fingerprints (default: beside the baseline)")},
	{0},
};

const struct command command_data = {
	.name = "data",
	.operands = "scan|kinds|inventory [PATH…]",
	.operands_least = 1,
	.operands_most = ROOTS_MOST + 1,
	.words = N_("find personal data, identifiers and secrets in files"),
	.help = N_("'data scan' looks through files and folders for identity numbers, mobile numbers, bank cards, "
		   "keys, passwords and "
		   "the like ('data kinds' lists them) and tells where they are. Values are shown masked and never "
		   "stored, neither here "
		   "nor in any other output. Files are read by processes that can do nothing else; nothing is written "
		   "to the "
		   "folders, no link is followed, no pipe or device is opened.\n"
		   "What could not be examined whole is told with the reason and makes the exit status 3, so that "
		   "silence means "
		   "that there is nothing.\n"
		   "A baseline keeps what is known, so that only what is new is told; it holds keyed fingerprints, no "
		   "values, and does "
		   "not mind lines that were put in before.\n"
		   "'data inventory' lists what a run of yicha inspect found in the folders and databases of its "
		   "scope, by kind, class "
		   "and grade (数据分类分级清单)."),
	.examples = N_("yicha data scan /srv/files\twhat is there, as a table\n"
		       "yicha data scan --json /srv/files >finds.jsonl\ta line of JSON for every find\n"
		       "mysqldump shop | yicha data scan -\tlook through a stream\n"
		       "yicha data scan --write-baseline known.txt src\tremember what is there now\n"
		       "yicha data scan --baseline known.txt src\ttell what is new since then\n"
		       "yicha data inventory --xlsx list.xlsx\tthe list of data of the latest run\n"),
	.options = options,
	.run = run,
};
