/* gzip (RFC 1952, several members) as a member of one nameless part. */
#include <stdlib.h>

#include "format/inflater.h"
#include "format/layer.h"

struct gzip {
	struct inflater *inflater;
	bool begun;
	bool ended;
	uint8_t *out;
};

static bool gzip_open(struct layer *l)
{
	struct gzip *g = l->state;

	g->out = malloc(LAYER_BLOCK);
	g->inflater = inflater_new();
	return (g->out && g->inflater) || layer_fail(l, PIECE_UNREADABLE, layer_memory_words);
}

static bool gzip_next(struct layer *l)
{
	return layer_once(l, &((struct gzip *)l->state)->begun);
}

static bool gzip_fail(struct layer *l, struct gzip *g, const char *words)
{
	g->ended = true;
	return layer_fail(l, PIECE_UNREADABLE, words);
}

/* One call on what is at hand. False: nothing more comes. */
static bool gzip_step(struct layer *l, struct gzip *g, size_t *n)
{
	str in = str_sub(source_some(l->in), 0, (size_t)1 << 30);
	size_t used, filled = LAYER_BLOCK - *n;
	enum inflater_state now = inflater_some(g->inflater, in, &used, g->out + *n, &filled);

	source_used(l->in, used);
	*n += filled;
	if (now == INFLATER_MEMBER_ENDS) {
		g->ended = !layer_another(l, STR("\x1f\x8b")) || !inflater_again(g->inflater);
		return !g->ended;
	}
	if (now == INFLATER_NO_MEMORY)
		return gzip_fail(l, g, layer_memory_words);
	/* Nothing taken and nothing given, though there is room: more input, or nothing will come of it. */
	if (now == INFLATER_GOES_ON && (used || filled || *n == LAYER_BLOCK))
		return true;
	return gzip_fail(l, g, in.n ? layer_bad_words : layer_short_words);
}

static str gzip_read(struct layer *l)
{
	struct gzip *g = l->state;
	size_t n = 0;

	while (!g->ended && n < LAYER_BLOCK && gzip_step(l, g, &n))
		;
	return (str){g->out, n};
}

static void gzip_close(struct layer *l)
{
	struct gzip *g = l->state;

	inflater_free(g->inflater);
	free(g->out);
}

const struct layer_kind layer_gzip = {sizeof(struct gzip), gzip_open, gzip_next, gzip_read, gzip_close};
