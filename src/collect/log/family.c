#include "collect/log/family.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

void family_release(struct family *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->files[i].path);
		free(f->files[i].stream);
		free(f->files[i].sum);
	}
	free(f->files);
	*f = (struct family){0};
}

static char *copy(str s)
{
	char *c = malloc(s.n + 1);

	must(c);
	bytes_copy(c, s.n, s);
	c[s.n] = 0;
	return c;
}

/* NULL: no more room. */
static struct family_file *add(struct family *f, str path)
{
	struct family_file *x;
	AUTO(buf_release) buf b;

	buf_init(&b, (size_t)4 * WALK_PATH_MOST);
	if (f->n == FAMILY_FILES_MOST) {
		f->full = true;
		return NULL;
	}
	if (f->n == f->room) {
		f->room = f->room ? f->room * 2 : 64;
		f->files = reallocarray(f->files, f->room, sizeof(*f->files));
		must(f->files);
	}
	x = &f->files[f->n++];
	*x = (struct family_file){.reason = "", .first = LOGFILE_NONE, .path = copy(path)};
	logname_read(path, &b, &x->name);
	x->stream = copy(buf_str(&b));
	return x;
}

bool family_add(struct family *f, const struct walk_entry *entry)
{
	struct family_file *x = add(f, entry->path);

	if (!x)
		return false;
	x->node = entry->node;
	x->reason = entry->reason;
	x->gap = entry->gap;
	return true;
}

struct family_file *family_add_part(struct family *f, const struct family_file *of, str inner)
{
	struct family_file *x;
	AUTO(buf_release) buf b;

	buf_init(&b, (size_t)4 * WALK_PATH_MOST);
	buf_put_c(&b, of->path);
	buf_put_byte(&b, '!');
	buf_put(&b, inner);
	x = add(f, buf_str(&b));
	if (x)
		x->node = of->node;
	return x;
}

void family_join(struct family *f, struct family *from)
{
	size_t n = f->n + from->n;

	if (from->n) {
		f->files = reallocarray(f->files, n, sizeof(*f->files));
		must(f->files);
		memcpy(f->files + f->n, from->files, from->n * sizeof(*from->files));
		f->n = f->room = n;
	}
	f->full = f->full || from->full;
	free(from->files);
	*from = (struct family){0};
}

/* Greater: newer. */
static int64_t rank(const struct logname *n)
{
	if (n->order == LOGNAME_NOW)
		return INT64_MAX;
	return n->order == LOGNAME_DATE ? n->day * 10000 + (int64_t)n->index : -(int64_t)n->index;
}

static int by_log(const void *a, const void *b)
{
	const struct family_file *x = a;
	const struct family_file *y = b;
	int c = strcmp(x->stream, y->stream);
	int64_t p = rank(&x->name);
	int64_t q = rank(&y->name);

	if (c || p != q)
		return c ? c : p > q ? -1 : 1;
	return strcmp(x->path, y->path);
}

void family_sort(struct family *f)
{
	if (f->n)
		qsort(f->files, f->n, sizeof(*f->files), by_log);
}

int64_t family_until(const struct family *f, size_t i, int64_t now)
{
	int64_t until = now;

	for (size_t k = i; k > 0 && strcmp(f->files[k - 1].stream, f->files[i].stream) == 0; k--) {
		if (f->files[k - 1].first == LOGFILE_NONE)
			continue;
		until = f->files[k - 1].first;
		break;
	}
	if (f->files[i].name.order == LOGNAME_DATE && until > (f->files[i].name.day + 1) * 86400)
		until = (f->files[i].name.day + 1) * 86400;
	return until;
}

size_t family_count(const struct family *f, size_t i)
{
	size_t n = 1;

	while (i + n < f->n && strcmp(f->files[i + n].stream, f->files[i].stream) == 0)
		n++;
	return n;
}
