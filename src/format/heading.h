/* heading: what a column's heading says, whoever typed it: 「备案/许可证号 （网站）*」 and "Filing number" as keys to compare. */
#pragma once

#include "base/buf.h"

/* Appends the cell's text in small letters; blanks, line ends, brackets with what they hold, slashes, dashes, underscores, colons and
 * stars fall away. */
void heading_put_key(buf *b, str cell);
