/*
 * calendars: catalogue/calendars/<year>.yaml, one file a notice of the State Council:
 *
 *   calendar: {year: 2026, name: {zh: …, en: …}, number: …, source: …, read: text | secondary | memory}
 *   days:
 *     - {name: 春节, from: 2026-02-15, to: 2026-02-23, work: [2026-02-14, 2026-02-28]}
 *
 * A notice may name days of the December before; where two notices name a day, the later year's holds.
 */
#pragma once

#include "catalogue/yaml.h"
#include "model/calendar.h"

/* Reads every <year>.yaml of a folder; text in mem. Errors name file and line. A folder without files gives a calendar that knows no
 * year: everything is provisional. */
[[nodiscard]] int calendars_load(const char *dir, arena *mem, struct calendar *ret, err *e);
