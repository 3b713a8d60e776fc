/* help: texts made from the tables of commands and options: help on the terminal, man page, completions. */
#pragma once

#include "base/buf.h"
#include "cmd/command.h"

/* What yicha is, its main path, its commands. */
void help_overview(buf *b, size_t columns);
void help_command(buf *b, const struct command *c, size_t columns);
/* Commands with their subcommands and options as JSON; c NULL: all, with the options that every command has. */
void help_json(buf *b, const struct command *c);
/* yicha.1 in roff, in the current language. */
void help_man(buf *b);
/* Completion script for a shell: bash, zsh, fish; false for another. */
[[nodiscard]] bool help_completion(buf *b, str shell);

/* Commands in the order of the main path, then the rest by name: NULL after the last. */
const struct command *help_ordered(size_t i);
/* The subcommands in operands like "new|check [FILE]" or "[list|show [RUN]]": puts them with `sep` between; false when there are none. */
bool help_verbs(buf *b, const struct command *c, const char *sep);
/* The overview's paragraphs, translatable; shared by help and man page. */
extern const char help_what[];
extern const char help_path[];
extern const char help_files[];
