/*
 * args: the command line as options and operands, read by the tables of command.h. GNU forms: --name=VALUE,
 * --name VALUE, -n VALUE, -nVALUE, -abc, options anywhere, "--" ends them. Names may not be shortened.
 */
#pragma once

#include "cmd/command.h"

/* Options that every command has. */
extern const struct option_row args_globals[];

struct args_given {
	const struct option_row *row;
	const char *value; /* NULL for a flag */
	bool asked;        /* the command looked at it */
};

struct args {
	const struct command *command; /* NULL: none was named */
	struct args_given *given;
	size_t given_count;
	const char **operands;
	size_t operand_count;
};

/* Strings of argv are borrowed; args_release frees the rest. E_USAGE names the fault and the nearest right name; then
 * a->command is set as far as it was known. With --help or --version the number of operands is not tested. */
[[nodiscard]] int args_parse(struct args *a, int argc, char *const *argv, err *e);
void args_release(struct args *a);
/* The i-th of the command's own options that was given and never looked at: it goes with another word than the one that was typed. NULL: no more. */
const char *args_unasked(const struct args *a, size_t i);
/* The value of --lang, found without tables, so that faults can be told in that language; NULL when absent. */
const char *args_early_lang(int argc, char *const *argv);
/* NULL when there is no such command. */
const struct command *args_command(const char *name);
/* E_USAGE with the nearest right name. */
int args_unknown_command(const char *name, err *e);
