/*
 * office: documents that are archives of XML: DOCX, XLSX, PPTX (ECMA-376), ODF, OFD (GB/T 33190): all their texts and tables (format/prose.h, format/sheets.h),
 * properties, comments, notes, links. What else lies in the archive (embedded files, pictures, cached data) is looked at
 * as in any archive: all but office_has_read().
 */
#pragma once

#include "format/document.h"

enum document_rest office_read(const struct document *d, enum filetype *type);
bool office_has_read(str name);
