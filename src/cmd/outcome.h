/*
 * outcome: what inspect, judge and report share: they open the store and the catalogue, come by a casefile each in its own
 * way, write its reports and exit with its status.
 */
#pragma once

#include "cmd/cmd.h"
#include "flow/session.h"

/* The options that all of them have: rows for the command's table. */
#define OUTCOME_OPTIONS                                                                                                \
	{"html", 0, OPTION_VALUE, "FILE", N_("write the report as one HTML file")},                                    \
		{"json-report", 0, OPTION_VALUE, "FILE", N_("write the report as JSON (docs/report.schema.json)")},    \
	{                                                                                                              \
		"checks", 0, OPTION_VALUE, "DIR", N_("use further checks from this folder")                            \
	}

struct outcome {
	/* Fills s->scope, s->run and s->casefile. */
	int (*gather)(struct session *s, const struct args *a, err *e);
	bool make;       /* the store may be made */
	bool quiet;      /* with a report written to a file no summary is printed */
	size_t problems; /* that the summary lists at most */
};
/* Runs the command; the process's exit status. */
int outcome_run(const struct args *a, const struct outcome *o);
