/*
 * evtx: Windows' event logs (MS-EVEN6 2.2.12 binary XML; the file's own layout as published by forensic projects) as lines of JSON, a record
 * each, in the order of their numbers: when, which event, and the values of the record under their names.
 */
#pragma once

#include "format/document.h"

/* One part of bytes. What is wrong with the file is said at its end. */
void evtx_read(const struct document *d);
