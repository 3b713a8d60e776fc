#include "format/document.h"

#include "format/evtx.h"
#include "format/iso.h"
#include "format/mail.h"
#include "format/office.h"
#include "format/office_old.h"
#include "format/parquet.h"
#include "format/pdf.h"
#include "format/rtf.h"
#include "format/sqlite.h"

bool document_is(enum filetype t)
{
	return t == FILETYPE_XLSX || t == FILETYPE_DOCX || t == FILETYPE_PPTX || t == FILETYPE_ODF ||
	       t == FILETYPE_OFD || t == FILETYPE_SQLITE || t == FILETYPE_SQLITE_WAL || t == FILETYPE_EML ||
	       t == FILETYPE_PDF || t == FILETYPE_OLE || t == FILETYPE_RTF || t == FILETYPE_PARQUET ||
	       t == FILETYPE_ISO || t == FILETYPE_EVTX;
}

enum document_rest document_read(const struct document *d, enum filetype *type)
{
	if (d->type == FILETYPE_SQLITE)
		sqlite_read(d);
	else if (d->type == FILETYPE_SQLITE_WAL)
		sqlite_read_log(d);
	else if (d->type == FILETYPE_EML)
		mail_read(d);
	else if (d->type == FILETYPE_PDF)
		pdf_read(d);
	else if (d->type == FILETYPE_EVTX)
		evtx_read(d);
	else if (d->type == FILETYPE_ISO)
		iso_read(d);
	else if (d->type == FILETYPE_PARQUET)
		parquet_read(d);
	else if (d->type == FILETYPE_RTF)
		rtf_read(d);
	else if (d->type == FILETYPE_OLE)
		office_old_read(d);
	else
		return office_read(d, type);
	return DOCUMENT_DONE;
}

bool document_has_read(str name)
{
	return office_has_read(name);
}
