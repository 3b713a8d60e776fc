/* notice_paper: the paper of a notice from its frozen facts. Part of flow/notice.h. */
#pragma once

#include "flow/notice.h"

struct notice_paper {
	bool draft;  /* 草稿 across every page */
	int64_t day; /* moment whose day in China stands under it; the deadline is counted as if it were served on it */
};
/* With NOTICE_PDF_NONE nothing is written: only that the form has everything it asks for. Bytes in the office's memory. */
#define NOTICE_PDF_NONE ((enum notice_format) - 1)
[[nodiscard]] int notice_paper_make(struct notice_office *o, const struct notice *n, str facts,
				    const struct notice_paper *p, enum notice_format format, str *ret, err *e);
