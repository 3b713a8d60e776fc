#include "gate/walk.h"

#include "base/i18n.h"
#include "base/map.h"

/* Folders within folders; a path of 4,096 bytes ends most before. */
#define DEPTH_MOST 128
/* For the names of all open folders together: while one is read it has half of what is left, then what its names take. A tree made to
 * use all of it is read in smaller parts: the least stands beside it for every level, so that no tree is too deep for its names. */
#define NAMES_ROOM ((size_t)8 << 20)
#define NAMES_LEAST ((size_t)32 * 1024)
/* Files with several names that are remembered. */
#define LINKED_MOST 200000

struct level {
	struct os_tree_names names;
	size_t at;     /* next name */
	size_t path_n; /* of the folder's path, with the slash */
	size_t room;
	bool started;
	char after[256];
};

struct walk {
	struct walk_conf conf;
	struct level levels[DEPTH_MOST];
	size_t depth;
	size_t room;
	char path[WALK_PATH_MOST];
	bool begun;
	map linked; /* device and inode of files with several names */
};

static const char *const reasons[OS_TREE_KIND_COUNT] = {
	[OS_TREE_FILE] = "",
	[OS_TREE_FOLDER] = "",
	[OS_TREE_LINK] = N_("a symbolic link: not followed"),
	[OS_TREE_FIFO] = N_("a named pipe: not opened"),
	[OS_TREE_SOCKET] = N_("a socket: not opened"),
	[OS_TREE_DEVICE] = N_("a device: not opened"),
	[OS_TREE_OTHER_FS] = N_("another file system begins here: not entered"),
	[OS_TREE_VIRTUAL] = N_("made by the kernel while it is read: not entered"),
	[OS_TREE_DENIED] = N_("no permission to read it"),
	[OS_TREE_GONE] = N_("it was gone when it was to be read"),
	[OS_TREE_LONG] = N_("its path is longer than can be opened"),
	[OS_TREE_FAILED] = N_("it could not be opened"),
};

/* What holds no data at rest, or is looked at under its own name, is no gap. */
static bool is_gap(enum os_tree_kind k)
{
	return k == OS_TREE_OTHER_FS || k == OS_TREE_DENIED || k == OS_TREE_GONE || k == OS_TREE_LONG ||
	       k == OS_TREE_FAILED;
}

int walk_new(const struct walk_conf *conf, struct walk **ret, err *e)
{
	struct walk *w = calloc(1, sizeof(*w));

	if (!w)
		return err_set(e, E_LIMIT, "no memory");
	w->conf = *conf;
	w->room = NAMES_ROOM;
	map_init(&w->linked, LINKED_MOST, 0x2545f4914f6cdd1d);
	(void)snprintf(w->path, sizeof(w->path), "%s", conf->start);
	*ret = w;
	return 0;
}

static void leave(struct walk *w)
{
	struct level *l = &w->levels[--w->depth];

	os_tree_names_release(&l->names);
	w->room += l->room;
}

void walk_free(struct walk *w)
{
	if (!w)
		return;
	while (w->depth)
		leave(w);
	map_release(&w->linked);
	free(w);
}

void walk_close(int *fd, bool forget)
{
	if (*fd >= 0 && forget)
		os_tree_forget(*fd);
	gate_close(*fd);
	*fd = -1;
}

static enum walk_step give(const struct walk *w, struct walk_entry *ret, const char *reason, bool gap)
{
	ret->path = str_c(w->path);
	ret->reason = reason;
	ret->gap = gap;
	return WALK_ENTRY;
}

static bool enter(struct walk *w, const struct level *like)
{
	size_t n = strlen(w->path);

	if (w->depth == DEPTH_MOST || n + 2 > sizeof(w->path))
		return false;
	struct level *l = &w->levels[w->depth];

	*l = *like;
	if (n && w->path[n - 1] != '/') {
		w->path[n++] = '/';
		w->path[n] = 0;
	}
	l->path_n = n;
	size_t held = os_tree_names_fit(&l->names);

	l->room = l->names.more ? l->room : held;
	/* The least is not of the common room. */
	l->room = l->room > NAMES_LEAST ? l->room : 0;
	w->room -= l->room;
	w->depth++;
	return true;
}

/* A folder is open: its names are read, a part at a time, and it is closed again. */
static enum walk_step read_folder(struct walk *w, int fd, struct walk_entry *ret)
{
	struct level fresh = {.room = w->room / 2 > NAMES_LEAST ? w->room / 2 : NAMES_LEAST};

	if (w->depth == DEPTH_MOST)
		return give(w, ret, N_("folders lie within each other deeper than is looked at"), true);
	if (!os_tree_names_init(&fresh.names, fresh.room) || gate_tree_names(&fresh.names, fd, "", NULL) < 0 ||
	    !enter(w, &fresh)) {
		os_tree_names_release(&fresh.names);
		return give(w, ret, N_("the folder could not be read"), true);
	}
	return WALK_ON;
}

/* Did this file come by another name already? */
static bool seen(struct walk *w, const struct os_tree_node *n)
{
	uint64_t key[2] = {n->device, n->inode};
	bool is_new = true;

	if (n->links < 2 || n->kind != OS_TREE_FILE)
		return false;
	return map_add(&w->linked, (str){(const uint8_t *)key, sizeof(key)}, &is_new) && !is_new;
}

static enum walk_step look_at(struct walk *w, struct walk_entry *ret)
{
	enum gate_answer answer;
	int fd = gate_tree_open(w->conf.gate, w->conf.root_fd, w->path, w->conf.cross, &ret->node, &answer);

	if (answer != GATE_OK) {
		ret->refused = true;
		return give(w, ret, gate_words(answer), true);
	}
	if (fd < 0)
		return give(w, ret, reasons[ret->node.kind], is_gap(ret->node.kind));
	if (ret->node.kind == OS_TREE_FOLDER) {
		enum walk_step step = read_folder(w, fd, ret);

		gate_close(fd);
		return step;
	}
	if (seen(w, &ret->node)) {
		gate_close(fd);
		return give(w, ret, N_("another name of a file that is examined already"), false);
	}
	ret->fd = fd;
	return give(w, ret, "", false);
}

/* The folder's next part. 1: here; 0: there is none; -1: it cannot be read any more. */
static int more_names(struct walk *w, struct level *l)
{
	struct os_tree_node node;
	enum gate_answer answer;

	if (!l->names.more || !l->names.n)
		return 0;
	(void)snprintf(l->after, sizeof(l->after), "%s", (const char *)l->names.bytes + l->names.at[l->names.n - 1]);
	w->path[l->path_n] = 0;
	int fd = gate_tree_open(w->conf.gate, w->conf.root_fd, w->path, w->conf.cross, &node, &answer);

	l->at = 0;
	bool good = fd >= 0 && node.kind == OS_TREE_FOLDER && gate_tree_names(&l->names, fd, l->after, NULL) == 0;

	gate_close(fd);
	return good ? l->names.n > 0 : -1;
}

enum walk_step walk_next(struct walk *w, struct walk_entry *ret)
{
	*ret = (struct walk_entry){.fd = -1, .reason = ""};
	if (!w->begun) {
		w->begun = true;
		return look_at(w, ret);
	}
	if (!w->depth)
		return WALK_END;
	struct level *l = &w->levels[w->depth - 1];

	if (l->at == l->names.n) {
		int more = more_names(w, l);

		if (more <= 0)
			leave(w);
		if (more < 0)
			return give(w, ret, N_("the folder could not be read to its end"), true);
		if (more == 0)
			return WALK_ON;
	}
	str name = str_c((const char *)l->names.bytes + l->names.at[l->at++]);

	if (l->path_n + name.n + 1 > sizeof(w->path)) {
		w->path[l->path_n] = 0;
		return give(w, ret, reasons[OS_TREE_LONG], true);
	}
	bytes_copy(w->path + l->path_n, sizeof(w->path) - l->path_n, name);
	w->path[l->path_n + name.n] = 0;
	return look_at(w, ret);
}
