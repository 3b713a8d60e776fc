#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/hidden.h"
#include "base/i18n.h"
#include "base/near.h"
#include "cmd/args.h"
#include "os/env.h"

#define MESSAGE_MOST ((size_t)16 << 10)

const struct cmd_exit_row cmd_exits[] = {
	{CMD_CLEAN, N_("everything was examined, nothing failed or was found")},
	{CMD_FOUND, N_("something failed, or was found")},
	{CMD_REFUSED, N_("the command line or the scope was refused")},
	{CMD_UNEXAMINED, N_("nothing failed or was found, but not everything was examined")},
	{CMD_BROKEN, N_("could not run")},
	{CMD_INTERRUPTED, N_("interrupted; an inspection goes on where it stopped, by the same command")},
	{0},
};

const char *cmd_store_path(const struct args *a)
{
	static char path[4096];
	const char *given = args_value(a, "store");
	const char *data = os_env("XDG_DATA_HOME");
	const char *home = os_env("HOME");

	if (!given)
		given = os_env("YICHA_STORE");
	if (given && *given)
		return given;
	if (os_is_root())
		return "/var/lib/yicha";
	/* The XDG specification has relative paths ignored. */
	if (data && *data == '/')
		snprintf(path, sizeof(path), "%s/yicha", data);
	else
		snprintf(path, sizeof(path), "%s/.local/share/yicha", home ? home : "");
	return path;
}

static const char *name_of(const struct args *a)
{
	return a->command ? a->command->name : "";
}

/* To stderr; what it quotes may hold anything. */
static void tell(const char *name, str words)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 8 * MESSAGE_MOST);
	buf_printf(&b, "yicha%s%s: ", *name ? " " : "", name);
	hidden_put_shown(&b, words);
	fprintf(stderr, "%s\n", buf_c(&b));
}

int cmd_usage(const struct args *a, const char *fmt, ...)
{
	va_list ap;
	const char *name = name_of(a);
	const char *gap = *name ? " " : "";
	AUTO(buf_release) buf b;

	buf_init(&b, MESSAGE_MOST);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	tell(name, buf_str(&b));
	fprintf(stderr, _("'yicha help%s%s' explains."), gap, name);
	fprintf(stderr, "\n");
	return CMD_REFUSED;
}

int cmd_fail(const struct args *a, const err *e)
{
	fflush(stdout);
	tell(name_of(a), str_c(e->text[0] ? e->text : _(err_words(e->code))));
	return err_exit(e->code);
}

int cmd_end(const struct args *a, int rc, buf *b, const err *e)
{
	if (rc == E_USAGE)
		return cmd_usage(a, "%s", e->text);
	if (rc < 0)
		return cmd_fail(a, e);
	if (b)
		cmd_put(b);
	return CMD_CLEAN;
}

int cmd_verb(const struct args *a, const char *const *names)
{
	const char *near = NULL;
	size_t best = SIZE_MAX;
	str typed = a->operand_count ? str_c(a->operands[0]) : (str){0};
	buf b;

	for (int i = 0; names[i]; i++) {
		if (str_eq(typed, str_c(names[i])))
			return i;
		if (near_better(typed, str_c(names[i]), &best))
			near = names[i];
	}
	buf_init(&b, 4096);
	buf_put_quoted(&b, typed, 60);
	if (near)
		(void)cmd_usage(a, _("unknown: %s; did you mean '%s'?"), buf_c(&b), near);
	else
		(void)cmd_usage(a, _("unknown: %s; there are: %s"), buf_c(&b), a->command->operands);
	buf_release(&b);
	return -1;
}

static int write_errno;

static bool has_put;

bool cmd_has_put(void)
{
	return has_put;
}

void cmd_put_lines(void)
{
	has_put = true;
}

bool cmd_put_broken(void)
{
	return write_errno != 0;
}

static void put_plain(str s)
{
	has_put = has_put || s.n > 0;
	if (s.n && !write_errno && fwrite(s.p, 1, s.n, stdout) != s.n)
		write_errno = errno;
}

void cmd_put_str(str s)
{
	uint32_t cp = 0;
	size_t n = 0;

	while (s.n) {
		size_t at = hidden_find(s, &cp, &n);

		put_plain(str_sub(s, 0, at));
		if (at == s.n)
			return;
		AUTO(buf_release) buf b;

		buf_init(&b, 16);
		hidden_put(&b, cp);
		put_plain(buf_str(&b));
		s = str_from(s, at + n);
	}
}

void cmd_put_bytes(buf *b)
{
	if (os_is_terminal(STDOUT_FILENO))
		cmd_put_str(buf_str(b));
	else
		put_plain(buf_str(b));
	buf_reset(b);
}

void cmd_put(buf *b)
{
	cmd_put_str(buf_str(b));
	buf_reset(b);
}

int cmd_finish(int status)
{
	static bool said; /* a command and main both come here */

	errno = 0;
	if (fflush(stdout) != 0 && !write_errno)
		write_errno = errno;
	if (!write_errno && ferror(stdout))
		write_errno = EIO;
	if (!write_errno || write_errno == EPIPE)
		return status;
	if (said)
		return CMD_BROKEN;
	said = true;
	err e = {0};

	(void)err_sys(&e, E_IO, write_errno, "%s", _("cannot write the output"));
	fprintf(stderr, "yicha: %s\n", e.text);
	return CMD_BROKEN;
}

size_t cmd_columns(void)
{
	unsigned n = os_columns(STDOUT_FILENO);

	return n == 0 ? 80 : n > 100 ? 100 : n < 40 ? 40 : n;
}

bool cmd_colour(void)
{
	return os_is_terminal(STDOUT_FILENO) && !os_env("NO_COLOR");
}

struct progress_line cmd_progress(const struct args *a)
{
	struct progress_line l;
	const char *term = os_env("TERM");
	bool dumb = term && str_eq(str_c(term), STR("dumb"));
	bool shown = os_is_terminal(STDERR_FILENO) && !dumb && !args_flag(a, "quiet") && !args_flag(a, "json");

	progress_line_init(&l, shown, !os_env("NO_COLOR"), os_columns(STDERR_FILENO));
	return l;
}
