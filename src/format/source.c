#include "format/source.h"

#include "base/must.h"

void source_of(struct source *s, str bytes)
{
	*s = (struct source){.have = bytes, .ended = true};
	buf_init(&s->kept, SOURCE_AHEAD_MOST);
}

void source_init(struct source *s, str (*pull)(void *ctx), void *ctx)
{
	*s = (struct source){.pull = pull, .ctx = ctx};
	buf_init(&s->kept, SOURCE_AHEAD_MOST);
}

void source_release(struct source *s)
{
	buf_release(&s->kept);
	*s = (struct source){.ended = true};
}

static str pull(struct source *s)
{
	str got = s->ended ? (str){0} : s->pull(s->ctx);

	s->ended = s->ended || !got.n;
	return got;
}

str source_some(struct source *s)
{
	if (!s->have.n) {
		s->have = pull(s);
		s->in_kept = false;
	}
	return s->have;
}

void source_used(struct source *s, size_t n)
{
	must(n <= s->have.n);
	s->have = str_from(s->have, n);
	s->taken += n;
}

/* Moves what is at hand to the beginning of kept, so that more can go behind it. */
static void keep(struct source *s)
{
	if (s->in_kept) {
		buf_drop(&s->kept, s->kept.n - s->have.n);
	} else {
		buf_reset(&s->kept);
		buf_put(&s->kept, s->have);
	}
	s->in_kept = true;
	s->have = buf_str(&s->kept);
}

/* More behind what is kept; false: the end. The ceiling gives way to one block: nothing that came is lost. */
static bool keep_more(struct source *s)
{
	str more = pull(s);

	if (s->kept.max - s->kept.n < more.n)
		s->kept.max = s->kept.n + more.n;
	buf_put(&s->kept, more);
	s->have = buf_str(&s->kept);
	s->failed |= buf_full(&s->kept);
	s->ended |= s->failed;
	return !s->ended;
}

str source_peek(struct source *s, size_t n)
{
	if (s->have.n >= n || (s->ended && s->have.n))
		return str_sub(s->have, 0, n);
	if (s->ended)
		return (str){0};
	keep(s);
	while (s->kept.n < n && keep_more(s))
		;
	return str_sub(s->have, 0, n);
}

bool source_whole(struct source *s, size_t most, str *ret)
{
	if (!s->ended) {
		if (s->kept.max < most)
			s->kept.max = most + SOURCE_AHEAD_MOST;
		keep(s);
		while (s->kept.n <= most && keep_more(s))
			;
	}
	/* What lies in memory anyway costs nothing. */
	if (!s->ended || (s->pull && s->have.n > most))
		return false;
	*ret = s->have;
	return true;
}

bool source_skip(struct source *s, uint64_t n)
{
	while (n) {
		str some = source_some(s);

		if (!some.n)
			return false;
		size_t take = some.n < n ? some.n : (size_t)n;

		source_used(s, take);
		n -= take;
	}
	return true;
}
