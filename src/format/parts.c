#include "format/parts.h"

#include "base/i18n.h"
#include "base/must.h"
#include "format/charset.h"

size_t parts_enter(struct parts *p, str name)
{
	AUTO(buf_release) buf decoded;
	size_t was = p->path.n;

	buf_init(&decoded, (size_t)4 * PARTS_NAME_MOST);
	if (!name.n)
		return was;
	if (!str_is_utf8(name)) {
		(void)charset_decode(CHARSET_GB18030, str_sub(name, 0, PARTS_NAME_MOST), &decoded);
		name = buf_str(&decoded);
	}
	if (was && was < PARTS_PATH_MOST)
		buf_put_byte(&p->path, '!');
	buf_put_clean(&p->path, name, PARTS_NAME_MOST);
	return was;
}

void parts_leave(struct parts *p, size_t was)
{
	must(was <= p->path.n);
	p->path.n = was;
	p->path.full = false;
}

bool parts_begin(struct parts *p, str own, enum piece_form form)
{
	must(!p->open);
	if (!p->count_left || !p->left) {
		p->out = true;
		return false;
	}
	size_t was = parts_enter(p, own);

	p->open = p->to->begin(p->to->ctx, buf_str(&p->path), form);
	parts_leave(p, was);
	p->part_left = p->part_most;
	p->stopped = p->cut = false;
	p->count_left--;
	p->began += p->open;
	return p->open;
}

/* How many of n bytes the ceilings still allow. */
static size_t allowed(struct parts *p, size_t n)
{
	uint64_t most = p->left < p->part_left ? p->left : p->part_left;

	if (n > most) {
		p->cut = true;
		p->out |= n > p->left;
		n = (size_t)most;
	}
	p->left -= n;
	p->part_left -= n;
	p->given += n;
	return n;
}

bool parts_bytes(struct parts *p, str bytes)
{
	must(p->open);
	if (p->stopped || p->cut)
		return false;
	bytes = str_sub(bytes, 0, allowed(p, bytes.n));
	if (bytes.n && !p->to->bytes(p->to->ctx, bytes))
		p->stopped = true;
	return !p->stopped && !p->cut;
}

bool parts_row(struct parts *p, const str *cells, size_t n, bool names)
{
	size_t sum = n; /* empty cells cost too */

	must(p->open);
	for (size_t i = 0; i < n; i++)
		sum += cells[i].n;
	if (p->stopped || p->cut)
		return false;
	if (sum > p->rows_left) {
		p->cut = p->out = true;
		return false;
	}
	p->rows_left -= sum;
	if (allowed(p, sum) < sum)
		return false;
	if (!p->to->row(p->to->ctx, cells, n, names))
		p->stopped = true;
	return !p->stopped;
}

void parts_end(struct parts *p, enum piece_end how, const char *why)
{
	must(p->open);
	p->open = false;
	if (p->cut && how == PIECE_WHOLE) {
		how = PIECE_CUT;
		why = N_("longer than what is read");
	} else if (p->stopped && how == PIECE_WHOLE) {
		how = PIECE_CUT;
		why = N_("the receiver had enough");
	}
	p->unread += how != PIECE_WHOLE;
	p->to->end(p->to->ctx, how, why);
}

void parts_unread(struct parts *p, str own, enum piece_end how, const char *why)
{
	if (parts_begin(p, own, PIECE_BYTES))
		parts_end(p, how, why);
	else
		p->unread++;
}
