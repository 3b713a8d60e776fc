/*
 * mail: one message (RFC 5322, MIME: RFC 2045 to 2047, 2231): its headers and texts as UTF-8, its attachments as items. Nested parts are
 * kept on a bounded stack, every line is looked at once. Boxes of messages (RFC 4155) are taken apart by layer_mbox.
 */
#pragma once

#include "format/document.h"

/* Parts within each other; a deeper one is handed out as it lies. */
#define MAIL_DEPTH_MOST 16
#define MAIL_TEXT_MOST ((size_t)32 << 20)

/* "headers" and "body", "body 2" … as texts; attachments go to d->items. */
void mail_read(const struct document *d);
