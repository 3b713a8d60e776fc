/*
 * office_old: documents in compound files (format/ole.h): Word 97 to 2003, Excel 5 to 2003, PowerPoint 97 to 2003, Outlook messages, and
 * newer documents that are encrypted, which is said.
 */
#pragma once

#include "format/document.h"

void office_old_read(const struct document *d);
