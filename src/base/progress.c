#include "base/progress.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/width.h"

void progress_line_init(struct progress_line *l, bool shown, bool colour, size_t columns)
{
	*l = (struct progress_line){.shown = shown, .colour = colour, .columns = columns ? columns : 80};
}

#define MB 1000000u
#define GB 1000000000u

static void put_left(buf *b, unsigned long long seconds)
{
	if (seconds < 120)
		buf_printf(b, _("  about %llu s left"), seconds);
	else if (seconds < 7200)
		buf_printf(b, _("  about %llu min left"), (seconds + 59) / 60);
	else
		buf_printf(b, _("  about %llu h left"), (seconds + 3599) / 3600);
}

void progress_put(buf *b, const struct progress *p, int64_t began)
{
	uint64_t ms = p->now > began ? (uint64_t)(p->now - began) : 0;
	uint64_t rate = ms >= 1000 ? p->done / (ms / 1000) : 0;

	buf_put_c(b, _(p->phase));
	if (p->total)
		buf_printf(b, "  %" PRIu64 "/%" PRIu64 "  %u%%", p->done, p->total,
			   (unsigned)((double)p->done * 100 / (double)p->total));
	else if (p->done)
		buf_printf(b, "  %" PRIu64, p->done);
	if (rate)
		buf_printf(b, "  %" PRIu64 "/s", rate);
	if (p->bytes >= GB)
		buf_printf(b, "  %.1f GB", (double)p->bytes / GB);
	else if (p->bytes >= MB)
		buf_printf(b, "  %" PRIu64 " MB", p->bytes / MB);
	/* The first seconds say little about the rest. */
	if (ms >= 3000 && p->done && p->done < p->total)
		put_left(b, (unsigned long long)((double)(p->total - p->done) * (double)ms / (double)p->done / 1000));
	if (p->failed)
		buf_printf(b, _("  %llu failed"), (unsigned long long)p->failed);
}

static void off_screen(void *ctx)
{
	struct progress_line *l = ctx;

	if (!l->on_screen)
		return;
	fprintf(stderr, "\r\x1b[K");
	fflush(stderr);
	l->on_screen = false;
}

void progress_line_tell(void *ctx, const struct progress *p)
{
	struct progress_line *l = ctx;

	if (!l->shown)
		return;
	if (l->phase != p->phase) {
		l->phase = p->phase;
		l->began = p->now;
		l->drawn = 0;
	}
	if (l->on_screen && l->drawn && p->now - l->drawn < PROGRESS_EVERY_MS)
		return;
	buf b;

	buf_init(&b, 1024);
	progress_put(&b, p, l->began);
	str text = width_cut(buf_str(&b), l->columns - 1);

	fprintf(stderr, "\r%s%.*s%s\x1b[K", l->colour ? "\x1b[36m" : "", STR_ARG(text), l->colour ? "\x1b[0m" : "");
	fflush(stderr);
	buf_release(&b);
	l->drawn = p->now;
	l->on_screen = true;
	log_before(off_screen, l);
}

void progress_line_end(struct progress_line *l)
{
	off_screen(l);
	log_before(NULL, NULL);
}
