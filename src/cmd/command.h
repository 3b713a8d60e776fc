/*
 * command: one file a subcommand, cmd_<name>.c with `const struct command command_<name>`. Options, help, man page and
 * completions come from this table.
 */
#pragma once

#include "base/err.h"

enum option_kind { OPTION_FLAG, OPTION_VALUE };

struct option_row {
	const char *name; /* long name without "--" */
	char letter;      /* short form, 0: none */
	enum option_kind kind;
	const char *value; /* name of the value in help: "DIR" */
	const char *words; /* N_("…"); NULL: hidden (for build tools) */
};

struct args; /* parsed options and operands */
/* NULL when the option was not given. */
const char *args_value(const struct args *a, const char *name);
bool args_flag(const struct args *a, const char *name);
/* How often an option was given, and its values in order ("--checks A --checks B"); args_value gives the last. */
size_t args_times(const struct args *a, const char *name);
const char *args_value_at(const struct args *a, const char *name, size_t i);
size_t args_count(const struct args *a);
/* Operand i, counted after the command's name. */
const char *args_operand(const struct args *a, size_t i);

struct command {
	const char *name;
	const char *operands; /* "SCOPE", "[FINDING…]"; "new|check [FILE]" names subcommands (cmd_verb) */
	size_t operands_least;
	size_t operands_most;
	const char *words;    /* one line, N_("…") */
	const char *help;     /* paragraphs, N_("…") */
	const char *examples; /* lines "yicha inspect scope.yaml\twhat it does\n", N_("…") as one text */
	const struct option_row
		*options; /* ends with a row without name, may be NULL; those of args_globals are given */
	/* Returns the process's exit status; messages were printed. */
	int (*run)(const struct args *a);
};

extern const struct command *const commands[];
