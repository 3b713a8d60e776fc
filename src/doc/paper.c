#include "doc/paper.h"

#include "base/i18n.h"
#include "doc/paper_priv.h"

#define PAPER_TEXT_MOST ((size_t)1 << 20) /* bytes of one text: more is nobody's paper */
#define PAPER_ALL_MOST ((size_t)8 << 20)  /* of all texts: some 2,000 sheets */
#define PAPER_BLOCK_BYTES 64              /* what a block or a cell counts besides its text */

void paper_init(struct paper *p, arena *mem)
{
	*p = (struct paper){.mem = mem};
}

/* Controls, directional controls (they make a line read otherwise than it is stored), invisible and private signs, and what XML
 * forbids: none of them belongs on paper. */
bool paper_drops(uint32_t cp)
{
	if (cp == '\n')
		return false;
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xad || cp == 0x61c || cp == 0x180e ||
	       (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) ||
	       (cp >= 0xd800 && cp <= 0xdfff) || cp == 0xfeff || (cp >= 0xfff0 && cp <= 0xfffb) ||
	       (cp & 0xfffe) == 0xfffe || (cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0000 && cp <= 0xe0fff) ||
	       cp > 0x10ffff;
}

str paper_clean(arena *mem, str s)
{
	AUTO(buf_release) buf b;

	buf_init(&b, PAPER_TEXT_MOST);
	for (size_t at = 0; at < s.n;) {
		uint32_t cp = str_utf8_next(s, &at);

		if (b.n + 4 > PAPER_TEXT_MOST)
			break;
		if (cp == '\t' || cp == '\r' || cp == 0x2028 || cp == 0x2029)
			buf_put_byte(&b, ' ');
		else if (!paper_drops(cp))
			buf_put_utf8(&b, cp);
	}
	return arena_str(mem, buf_str(&b));
}

struct paper_block *paper_add(struct paper *p, enum paper_kind kind, str text)
{
	struct paper_block *b = arena_new(p->mem, struct paper_block, 1);

	b->kind = kind;
	b->text = paper_clean(p->mem, text);
	if (p->last)
		p->last->next = b;
	else
		p->first = b;
	p->last = b;
	return b;
}

int paper_fits(const struct paper *p, err *e)
{
	size_t all = 0;

	for (const struct paper_block *b = p->first; b && all <= PAPER_ALL_MOST; b = b->next) {
		all += b->text.n + b->value.n + PAPER_BLOCK_BYTES;
		for (size_t i = 0; i < b->rows * b->columns; i++)
			all += b->cells[i].n + PAPER_BLOCK_BYTES;
	}
	if (all > PAPER_ALL_MOST)
		return err_set(e, E_LIMIT, _("a paper of more than %zu MiB of text"), PAPER_ALL_MOST >> 20);
	return 0;
}
