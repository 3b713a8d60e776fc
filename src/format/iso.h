/*
 * iso: images of discs (ECMA-119, ISO 9660): their files go to the document's items, under Joliet's names where there are some, else Rock
 * Ridge's, else their own.
 */
#pragma once

#include "format/document.h"

void iso_read(const struct document *d);
