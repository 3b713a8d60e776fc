/*
 * evidence: the text of papers that a unit hands in, read in the cage: PDF through pdftotext (a program of its own, locked up, whose
 * output goes to the cage as hostile bytes), DOCX, XLSX and plain text by our readers; pictures and everything else are known by
 * their hash only. What is found are dates, places to sign and the passages that the questionnaires look for. Nothing here says
 * that a duty is fulfilled.
 */
#pragma once

#include "catalogue/questions.h"
#include "ledger/reading.h"

/* Raised when the readers find other things in the same bytes. */
#define EVIDENCE_READER 1
/* Marks kept of one paper. */
#define EVIDENCE_MARKS_MOST 1000

/* "application/pdf" … by the first bytes. */
str evidence_media(str bytes);
/* Reads an open file from its beginning (fd stays open). today: dates behind it are no dates of an act. ret and marks in mem; sha256, at
 * are the caller's. Never an error: what went wrong is status and reason. */
void evidence_read(int fd, str media, const struct questions *q, int64_t today, arena *mem, struct reading *ret,
		   struct reading_mark marks[static EVIDENCE_MARKS_MOST], size_t *ret_n);
/* Likewise bytes that are in memory (a stored document). */
[[nodiscard]] int evidence_read_bytes(str bytes, const struct questions *q, int64_t today, arena *mem,
				      struct reading *ret, struct reading_mark marks[static EVIDENCE_MARKS_MOST],
				      size_t *ret_n, err *e);
/* "1:<digest of the questionnaires>": what a reading was made with. */
str evidence_reader(const struct questions *q, arena *mem);
