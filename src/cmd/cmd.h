/* cmd: what subcommands share: exit statuses, the store's folder, output, messages. */
#pragma once

#include "base/buf.h"
#include "base/progress.h"
#include "cmd/command.h"

/* The process's exit status; shown in help and man page. */
enum cmd_exit {
	CMD_CLEAN = 0,      /* all examined, nothing failed */
	CMD_FOUND = 1,      /* something failed */
	CMD_REFUSED = 2,    /* usage or scope refused */
	CMD_UNEXAMINED = 3, /* nothing failed, not all examined */
	CMD_BROKEN = 4,     /* could not run */
	CMD_INTERRUPTED = 130
};

struct cmd_exit_row {
	int status;
	const char *words; /* English, translatable */
};
/* Ends with a row without words. */
extern const struct cmd_exit_row cmd_exits[];

/* The store's folder: --store, else $YICHA_STORE, else /var/lib/yicha for root, else $XDG_DATA_HOME/yicha or
 * ~/.local/share/yicha. Not made, not tested. Lives until the program ends. */
const char *cmd_store_path(const struct args *a);
/* Prints "yicha COMMAND: words" and where help is, to stderr; returns CMD_REFUSED. For faults of the command line. */
ATTR_PRINTF(2, 3) int cmd_usage(const struct args *a, const char *fmt, ...);
/* Prints "yicha COMMAND: e's text" to stderr; returns the exit status of e's code. */
int cmd_fail(const struct args *a, const err *e);
/* How a command ends whose work gave rc: by cmd_usage for E_USAGE, by cmd_fail for other codes below 0, else CMD_CLEAN with b put out (NULL: it
 * has put all). */
int cmd_end(const struct args *a, int rc, buf *b, const err *e);
/* Which of the names (NULL at the end) the first operand is; -1 after a message with the nearest one: then return
 * CMD_REFUSED. */
int cmd_verb(const struct args *a, const char *const *names);
/* Writes text or JSON to stdout, characters that would hide or turn what is read as \u202e (base/hidden.h), and empties b. Failures are kept
 * for cmd_finish. */
void cmd_put(buf *b);
void cmd_put_str(str s);
/* Was anything written to stdout? */
bool cmd_has_put(void);
/* With --json the output is lines, of which there may be none. */
void cmd_put_lines(void);
/* Nobody takes what is written any more: a pipe was closed, the disk is full. */
bool cmd_put_broken(void);
/* The same byte for byte, for what is hashed or signed as it is; on a terminal as cmd_put. */
void cmd_put_bytes(buf *b);
/* Flushes stdout; the status to exit with: CMD_BROKEN after a failed write (said on stderr). A reader that went away
 * (EPIPE) is no failure. */
int cmd_finish(int status);
/* Columns to lay text out in on stdout: the terminal's, at most 100; 80 in a pipe. */
size_t cmd_columns(void);
/* May stdout carry colours: a terminal and no NO_COLOR. */
bool cmd_colour(void);
/* The progress line on stderr for a long command: shown on a terminal, unless --quiet or --json. Release with
 * progress_line_end. */
struct progress_line cmd_progress(const struct args *a);
