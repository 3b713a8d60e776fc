#include "collect/data/scan.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/must.h"
#include "cage/child.h"
#include "gate/walk.h"

/* Small files share a reader, because a process costs as much as a hundred of them: so many, where so many may be open, and so
 * many bytes. */
#define BATCH_FILES ((size_t)512)
#define BATCH_LEAST ((size_t)16)
#define BATCH_BYTES ((uint64_t)8 << 20)
/* Of its files' paths, at most. */
#define UNIT_MEMORY ((size_t)4 << 20)
/* Other descriptors than those of files that wait for their reader. */
#define OTHER_FDS ((size_t)128)
#define SMALL ((uint64_t)2 << 20)
/* Units of work that wait or run, for each reader: so that one long file does not hold the others back. */
#define WINDOW ((size_t)4)
/* Records of a reader that wait for their turn. */
#define AHEAD ((size_t)1 << 20)
/* Steps of the walk in one turn. */
#define STEPS (2 * (unsigned)BATCH_FILES)
/* Of a reader, beside what it has from its parent: 32 MiB for its records, sums and the engine, and 72 for the window that a packed file
 * may ask for (WINDOW_MOST in look_parts.c). */
#define MEMORY ((size_t)104 << 20)
#define CPU_SECONDS 600
#define PARTS_MOST 1024
/* Databases with a log that are remembered. */
#define LOGS_MOST ((size_t)65536)
/* A compressed file of this size is worth two processes. */
#define CHAIN_LEAST ((uint64_t)4 << 20)

enum state { UNIT_NEW, UNIT_RUNS, UNIT_ENDED };

/* A file in a unit. */
struct member {
	size_t root;
	int fd;
	int log; /* above 0: a database's write-ahead log */
	struct os_tree_node node;
	const char *reason; /* not opened */
	bool gap;
	bool last; /* piece */
	bool cached;
	bool packed; /* unpacked by a process of its own, where there are two */
	struct look_file file;
};

struct unit {
	struct unit *next;
	enum state state;
	arena mem;
	struct member *members;
	size_t n;
	uint64_t bytes;
	size_t at;   /* the first that is not done */
	size_t from; /* the reader was given these: [from, until) */
	size_t until;
	bool alone; /* a reader died: one at a time */
	struct cage_child child;
	struct cage_child opener; /* unpacks for it */
	unsigned slot;
	enum cage_end end;
	enum cage_end opener_end;
	bool malformed;
	buf in;
	size_t used;
	uint64_t skip; /* finds of this file that were told before its reader died */
	uint64_t told;
};

struct scan {
	struct scan_conf conf;
	struct scan_totals totals;
	struct look *look;
	struct walk *walk;
	size_t root;
	bool streamed;
	bool walked;
	struct unit *first, **last;
	size_t units;
	unsigned running;
	uint64_t taken; /* bytes handed out */
	size_t window;  /* units at once */
	size_t batch;   /* small files for a reader */
	bool slots[2 * SCAN_JOBS_MOST];
	struct member pending; /* came from the walk and did not fit the last unit, or has pieces left */
	bool has_pending;
	/* the file that is being told */
	map logs; /* device and inode of write-ahead logs */
	struct sum *sum;
	arena mem;
	struct scan_part parts[PARTS_MOST];
	size_t part_count;
	str path;
	uint64_t lines;
	bool lines_lost; /* a piece was not read: nobody knows how many lines it has */
	bool in_file;
};

/* All units of the window have their files open. */
static void fit_files(struct scan *s)
{
	size_t fds = cage_child_files(), left = fds > 2 * OTHER_FDS ? fds - OTHER_FDS : OTHER_FDS;

	s->window = s->conf.jobs * WINDOW;
	if (s->window > left / BATCH_LEAST)
		s->window = left / BATCH_LEAST;
	s->batch = left / s->window < BATCH_FILES ? left / s->window : BATCH_FILES;
}

int scan_new(const struct scan_conf *conf, struct scan **ret, err *e)
{
	struct scan *s = calloc(1, sizeof(*s));

	if (!s)
		return err_set(e, E_LIMIT, "no memory");
	s->conf = *conf;
	s->last = &s->first;
	s->streamed = conf->stream < 0;
	s->look = look_new(&conf->look);
	s->sum = sum_new(NULL);
	arena_init(&s->mem, (size_t)8 << 20);
	map_init(&s->logs, LOGS_MOST, 0x632be59bd9b4e019);
	if (!s->look || !s->sum) {
		scan_free(s);
		return err_set(e, E_LIMIT, "no memory");
	}
	if (s->conf.jobs < 1)
		s->conf.jobs = 1;
	if (s->conf.jobs > SCAN_JOBS_MOST)
		s->conf.jobs = SCAN_JOBS_MOST;
	fit_files(s);
	*ret = s;
	return 0;
}

struct scan_totals scan_totals(const struct scan *s)
{
	return s->totals;
}

/* ---- units ---- */

static void unit_end_child(struct scan *s, struct unit *u, bool kill)
{
	if (u->state != UNIT_RUNS)
		return;
	s->conf.forget(s->conf.ctx, u->slot);
	s->slots[u->slot] = false;
	u->end = cage_child_end(&u->child, kill);
	s->totals.weak |= u->child.weak;
	s->running--;
	if (u->opener.pid) {
		/* It ends when nobody reads it. What it died of is what the file is not examined for. */
		enum cage_end opener = cage_child_end(&u->opener, kill);

		if (opener != CAGE_WELL && u->end == CAGE_WELL)
			u->opener_end = opener;
		s->running--;
	}
	u->state = UNIT_ENDED;
}

static void member_close(struct member *m)
{
	if (m->fd < 0)
		return;
	/* The same descriptor serves all pieces of a file. */
	if (m->last)
		walk_close(&m->fd, !m->cached);
	if (m->log > 0)
		walk_close(&m->log, false);
	m->fd = -1;
	m->log = 0;
}

static void unit_free(struct scan *s, struct unit *u)
{
	unit_end_child(s, u, true);
	for (size_t i = 0; i < u->n; i++)
		member_close(&u->members[i]);
	buf_release(&u->in);
	arena_clear(&u->mem);
	free(u);
}

void scan_free(struct scan *s)
{
	if (!s)
		return;
	while (s->first) {
		struct unit *u = s->first;

		s->first = u->next;
		unit_free(s, u);
	}
	if (s->has_pending)
		member_close(&s->pending);
	walk_free(s->walk);
	look_free(s->look);
	sum_free(s->sum);
	map_release(&s->logs);
	arena_clear(&s->mem);
	free(s);
}

static struct unit *unit_new(struct scan *s, size_t room)
{
	struct unit *u = calloc(1, sizeof(*u));

	must(u);
	u->child.from = u->opener.from = -1;
	arena_init(&u->mem, UNIT_MEMORY);
	u->members = arena_new(&u->mem, struct member, room);
	buf_init(&u->in, 2 * AHEAD);
	u->state = UNIT_NEW;
	*s->last = u;
	s->last = &u->next;
	s->units++;
	return u;
}

static void unit_add(struct unit *u, const struct member *m)
{
	struct member *to = &u->members[u->n++];

	*to = *m;
	to->file.path = arena_str(&u->mem, m->file.path);
	u->bytes += m->file.size;
}

/* ---- what there is to do ---- */

static bool next_walk(struct scan *s)
{
	err e;

	if (s->root == s->conf.root_count)
		return false;
	if (walk_new(&(struct walk_conf){.gate = s->conf.gate,
					 .root_fd = s->conf.roots[s->root].fd,
					 .start = s->conf.roots[s->root].start,
					 .cross = s->conf.cross},
		     &s->walk, &e) < 0)
		return false;
	s->root++;
	return true;
}

/* Compressed, by its first bytes? No more is asked of them here; readers decide for themselves. */
static bool is_packed(int fd, uint64_t size)
{
	static const str marks[] = {STR_INIT("\x1f\x8b"),
				    STR_INIT("\xfd"
					     "7zXZ"),
				    STR_INIT("\x28\xb5\x2f\xfd"),
				    STR_INIT("\x04\x22\x4d\x18"),
				    STR_INIT("BZh"),
				    STR_INIT("PK\3\4")};
	uint8_t head[8];
	size_t n = 0;

	if (size < CHAIN_LEAST || !os_tree_head(fd, head, sizeof(head), &n))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (str_starts((str){head, n}, marks[i]))
			return true;
	return false;
}

/* A SQLite database's last changes lie in a file beside it: read with it, and then not once more by itself. */
static void add_log(struct scan *s, struct member *m)
{
	static const str mark = STR_INIT("SQLite format 3");
	struct os_tree_node node;
	enum gate_answer answer;
	char path[WALK_PATH_MOST + 8];
	uint8_t head[16];
	size_t n = 0;

	/* Its pages have 512 bytes or a multiple. */
	if (!m->file.size || m->file.size % 512 || !os_tree_head(m->fd, head, sizeof(head), &n) ||
	    !str_starts((str){head, n}, mark))
		return;
	(void)snprintf(path, sizeof(path), "%.*s-wal", STR_ARG(m->file.path));
	m->log = gate_tree_open(s->conf.gate, s->conf.roots[m->root].fd, path, s->conf.cross, &node, &answer);
	if (m->log > 0 && node.kind != OS_TREE_FILE)
		walk_close(&m->log, false);
	if (m->log <= 0) {
		m->log = 0;
		return;
	}
	m->file.log = m->log;
	m->file.log_size = node.size;
	uint64_t key[2] = {node.device, node.inode};

	(void)map_add(&s->logs, (str){(const uint8_t *)key, sizeof(key)}, NULL);
}

static bool is_log(const struct scan *s, const struct os_tree_node *node)
{
	uint64_t key[2] = {node->device, node->inode};

	return s->logs.n && map_find(&s->logs, (str){(const uint8_t *)key, sizeof(key)});
}

static void fill_member(struct scan *s, const struct walk_entry *w, struct member *m)
{
	uint64_t weight = w->node.stored < w->node.size ? w->node.stored : w->node.size;

	*m = (struct member){
		.root = s->root - 1, .fd = w->fd, .node = w->node, .reason = w->reason, .gap = w->gap, .last = true};
	if (m->fd >= 0 && is_log(s, &w->node)) {
		walk_close(&m->fd, false);
		m->reason = N_("read together with its database");
	}
	if (m->fd >= 0 && weight > s->conf.bytes_most - s->taken) {
		walk_close(&m->fd, false);
		m->reason = N_("the ceiling of bytes to be read was reached");
		m->gap = true;
	}
	m->file = (struct look_file){.fd = m->fd,
				     .path = w->path,
				     .size = m->fd >= 0 ? w->node.size : 0,
				     .until = w->node.size,
				     .sparse = w->node.stored < w->node.size};
	if (m->fd < 0)
		return;
	s->taken += weight;
	m->cached = os_tree_cached(m->fd);
	m->packed = is_packed(m->fd, m->file.size);
	os_tree_will_read(m->fd, 0, w->node.size);
	add_log(s, m);
}

/* The next file. 1: here; 0: not yet; -1: there are no more. */
static int next_member(struct scan *s, struct member *m)
{
	struct walk_entry w;

	if (!s->streamed) {
		s->streamed = true;
		*m = (struct member){.fd = -1, .reason = "", .last = true};
		m->file = (struct look_file){.fd = s->conf.stream,
					     .path = STR("-"),
					     .size = s->conf.bytes_most,
					     .until = s->conf.bytes_most,
					     .stream = true};
		return 1;
	}
	if (!s->walk && !next_walk(s))
		return -1;
	switch (walk_next(s->walk, &w)) {
	case WALK_ENTRY:
		fill_member(s, &w, m);
		s->totals.refused |= w.refused;
		return 1;
	case WALK_ON:
		return 0;
	default:
		walk_free(s->walk);
		s->walk = NULL;
		return 0;
	}
}

static bool is_small(const struct member *m)
{
	return m->file.size <= SMALL && !m->file.stream;
}

/* A unit of one file, or of the next piece of a long one, which then stays pending. */
static void fill_one(struct scan *s)
{
	struct member m = s->pending;

	if (!m.file.stream && !m.packed)
		/* A hole belongs to the piece before its end: terabytes of holes are no work for ten thousand readers. */
		m.file.until = look_piece_end(look_data_at(&m.file, m.file.from), m.file.size);
	m.last = m.file.until == m.file.size;
	s->has_pending = !m.last;
	s->pending.file.from = m.file.until;
	unit_add(unit_new(s, 1), &m);
}

/* Takes what fits one unit. False: nothing more now. */
static bool fill(struct scan *s, unsigned *steps)
{
	struct unit *u = NULL;

	while (*steps && (!u || (u->n < s->batch && u->bytes < BATCH_BYTES))) {
		int got = s->has_pending ? 1 : next_member(s, &s->pending);

		(*steps)--;
		s->walked |= got < 0;
		if (got < 0)
			break;
		if (got == 0)
			continue;
		/* Its path lives until the walk goes on, which it does not while something is pending. */
		s->has_pending = true;
		if (!is_small(&s->pending)) {
			if (!u)
				fill_one(s);
			return true;
		}
		u = u ? u : unit_new(s, s->batch);
		unit_add(u, &s->pending);
		s->has_pending = false;
	}
	return u;
}

/* ---- readers ---- */

struct work {
	struct look *look;
	struct look_file *files;
	size_t n;
};

static void run_child(void *ctx, int to_parent)
{
	const struct work *w = ctx;

	look_run(w->look, w->files, w->n, to_parent);
}

static void run_opener(void *ctx, int to_looker)
{
	const struct work *w = ctx;

	look_open(w->look, w->files, to_looker);
}

static unsigned free_slot(struct scan *s)
{
	unsigned i = 0;

	while (s->slots[i])
		i++;
	s->slots[i] = true;
	return i;
}

static bool is_chain(const struct scan *s, const struct unit *u)
{
	return s->conf.jobs > 1 && u->n == 1 && u->members[0].packed && u->members[0].file.fd >= 0;
}

/* What the unit's next reader gets. */
static void give_work(struct unit *u, struct work *w, int *fds, size_t *fd_count)
{
	u->from = u->at;
	u->until = u->alone ? u->at + 1 : u->n;
	for (size_t i = u->from; i < u->until; i++) {
		w->files[w->n++] = u->members[i].file;
		if (u->members[i].file.fd >= 0)
			fds[(*fd_count)++] = u->members[i].file.fd;
		if (u->members[i].file.fd >= 0 && u->members[i].log > 0)
			fds[(*fd_count)++] = u->members[i].log;
	}
	u->state = UNIT_RUNS;
	u->used = 0;
	u->malformed = false;
	u->end = u->opener_end = CAGE_WELL;
	buf_reset(&u->in);
}

static void start(struct scan *s, struct unit *u)
{
	struct look_file files[BATCH_FILES];
	int fds[2 * BATCH_FILES + 1];
	struct work work = {.look = s->look, .files = files};
	struct cage_start how = {.fds = fds, .memory = MEMORY, .cpu_seconds = CPU_SECONDS, .ctx = &work};
	bool chain = is_chain(s, u);

	give_work(u, &work, fds, &how.fd_count);
	s->running++;
	u->slot = free_slot(s);
	if (chain) {
		how.run = run_opener;
		how.handed = true;
		if (cage_child_start(&u->opener, &how)) {
			s->running++;
			files[0].frames = fds[how.fd_count++] = u->opener.from;
		}
	}
	how.run = run_child;
	how.handed = false;
	bool runs = cage_child_start(&u->child, &how);

	cage_child_handed(&u->opener);
	if (runs)
		s->conf.watch(s->conf.ctx, u->slot, u->child.from);
	else
		unit_end_child(s, u, false);
}

static void start_some(struct scan *s)
{
	for (struct unit *u = s->first; u && s->running < s->conf.jobs; u = u->next) {
		if (u->state != UNIT_NEW)
			continue;
		if (s->running && s->running + 2 > s->conf.jobs && is_chain(s, u))
			return;
		start(s, u);
	}
}

/* ---- telling ---- */

static void add_part(struct scan *s, const struct record *r)
{
	s->totals.bytes += r->inner.n ? 0 : r->examined;
	for (size_t i = 0; i < s->part_count; i++) {
		struct scan_part *p = &s->parts[i];

		if (!str_eq(p->inner, r->inner))
			continue;
		/* Another piece of the same. */
		p->examined += r->examined;
		p->nuls += r->nuls;
		p->rows += r->rows;
		p->whole &= r->whole;
		p->mute &= r->mute;
		if (!*p->reason && r->reason.n)
			p->reason = arena_cstr(&s->mem, r->reason);
		return;
	}
	if (s->part_count == PARTS_MOST)
		return;
	s->parts[s->part_count++] = (struct scan_part){.inner = arena_str(&s->mem, r->inner),
						       .form = arena_str(&s->mem, r->form),
						       .charset = arena_str(&s->mem, r->charset),
						       .bytes = r->bytes,
						       .examined = r->examined,
						       .whole = r->whole,
						       .mute = r->mute,
						       .reason = arena_cstr(&s->mem, r->reason),
						       .nuls = r->nuls,
						       .rows = r->rows,
						       .columns = arena_str(&s->mem, r->columns)};
}

static void begin_file(struct scan *s)
{
	if (s->in_file)
		return;
	s->in_file = true;
	sum_reset(s->sum);
	arena_clear(&s->mem);
	s->part_count = 0;
	s->path = (str){0};
	s->lines = 0;
	s->lines_lost = false;
}

/* What is within a file was told before the file itself. */
static void put_own_first(struct scan *s)
{
	for (size_t i = 0; i < s->part_count; i++) {
		struct scan_part own = s->parts[i];

		if (own.inner.n)
			continue;
		for (; i > 0; i--)
			s->parts[i] = s->parts[i - 1];
		s->parts[0] = own;
		return;
	}
}

/* All that was to be learnt about a file is known. */
static void end_file(struct scan *s, const struct member *m)
{
	struct os_tree_node now;

	if (m->reason[0])
		add_part(s, &(struct record){.bytes = m->node.size, .reason = str_c(m->reason)});
	put_own_first(s);
	struct scan_file f = {.root = m->root,
			      .path = s->path,
			      .parts = s->parts,
			      .part_count = s->part_count,
			      .modified = m->node.modified,
			      .gap = m->gap,
			      .opened = m->file.fd >= 0,
			      .sum = s->sum};

	if (m->fd >= 0 && os_tree_stat(m->fd, &now) && now.size > m->node.size)
		f.grown = now.size - m->node.size;
	for (size_t i = 0; i < s->part_count; i++)
		f.gap |= !s->parts[i].whole && !s->parts[i].mute && f.opened;
	s->totals.files++;
	s->totals.gaps += f.gap;
	s->conf.file(s->conf.ctx, &f);
	s->in_file = false;
}

static void member_done(struct scan *s, struct unit *u)
{
	struct member *m = &u->members[u->at++];

	u->skip = u->told = 0;
	if (m->last)
		end_file(s, m);
	member_close(m);
}

static void take_find(struct scan *s, struct unit *u, const struct member *m, struct record *r)
{
	if (u->told++ < u->skip)
		return;
	r->places[0].line += r->places[0].line ? s->lines : 0;
	if (s->conf.find)
		s->conf.find(s->conf.ctx, &(struct scan_find){m->root, s->path, r});
}

/* False: the reader lies. */
static bool take(struct scan *s, struct unit *u, struct record *r)
{
	if (r->file != u->at - u->from || u->at >= u->until)
		return false;
	struct member *m = &u->members[u->at];

	for (size_t i = 0; i < r->place_count && s->in_file && s->lines_lost; i++)
		r->places[i].line = 0;
	switch (r->kind) {
	case RECORD_NAME:
		begin_file(s);
		if (!s->path.n)
			s->path = arena_str(&s->mem, r->path);
		return true;
	case RECORD_FIND:
		take_find(s, u, m, r);
		return s->in_file;
	case RECORD_ITEM:
		sum_add(s->sum, r, s->lines);
		return s->in_file;
	case RECORD_PART:
		add_part(s, r);
		return s->in_file;
	case RECORD_FILE:
		if (!s->in_file)
			return false;
		s->lines += r->lines;
		member_done(s, u);
		return true;
	default:
		return false;
	}
}

static void tell(struct scan *s, struct unit *u)
{
	struct record r;
	int got = 0;

	while (!u->malformed && (got = record_next(buf_str(&u->in), &u->used, &r)) > 0)
		u->malformed = !take(s, u, &r);
	u->malformed |= got < 0;
	buf_drop(&u->in, u->used);
	u->used = 0;
}

/* Its reader is gone before it had done what it should. False: the unit is done. */
static void recover(struct scan *s, struct unit *u)
{
	struct member *m = &u->members[u->at];
	const char *words = u->malformed ? N_("the file could not be read: its reader gave a malformed answer")
					 : cage_end_words(u->end == CAGE_WELL ? CAGE_DIED : u->end);
	bool many = u->until - u->from > 1 && u->end != CAGE_NOT_STARTED;

	u->skip = u->told;
	u->told = 0;
	u->alone = true;
	if (many) {
		/* Once more from this file on, which is told anew but for the finds that were told. */
		s->in_file = false;
		start(s, u);
		return;
	}
	begin_file(s);
	m->gap = s->lines_lost = true;
	if (!s->path.n && m->file.fd >= 0) {
		/* Not even its name came, which another one looks at. */
		add_part(s, &(struct record){.bytes = m->node.size, .reason = str_c(words)});
		m->file.fd = -1;
		start(s, u);
		return;
	}
	if (!s->path.n)
		s->path = STR("?");
	add_part(s, &(struct record){.bytes = m->node.size, .reason = str_c(words)});
	member_done(s, u);
}

/* Goes on with the first unit after its reader's end. True: it is done. */
static bool settle(struct scan *s, struct unit *u)
{
	if (u->at < u->until || u->malformed)
		recover(s, u);
	if (u->state == UNIT_RUNS)
		return false;
	if (u->at == u->n)
		return true;
	u->alone = false;
	start(s, u);
	return false;
}

/* Reads from all readers and tells what the first unit has. True: something moved, a reader's end too: there is room for the
 * next one. */
static bool collect_records(struct scan *s)
{
	bool moved = false;

	for (struct unit *u = s->first; u; u = u->next) {
		if (u->state != UNIT_RUNS || cage_child_read(&u->child, &u->in, AHEAD))
			continue;
		unit_end_child(s, u, false);
		moved = true;
	}
	while (s->first && s->first->state != UNIT_NEW) {
		struct unit *u = s->first;

		moved |= u->in.n >= AHEAD;
		tell(s, u);
		if (u->malformed)
			unit_end_child(s, u, true);
		if (u->state != UNIT_ENDED || !settle(s, u))
			break;
		s->first = u->next;
		if (!s->first)
			s->last = &s->first;
		s->units--;
		unit_free(s, u);
		moved = true;
	}
	return moved;
}

enum scan_step scan_turn(struct scan *s)
{
	unsigned steps = STEPS;

	do {
		while (!s->walked && s->units < s->window && fill(s, &steps))
			;
		start_some(s);
	} while (collect_records(s));
	if (s->walked && !s->has_pending && !s->first)
		return SCAN_END;
	return !s->walked && s->units < s->window ? SCAN_AGAIN : SCAN_WAIT;
}
