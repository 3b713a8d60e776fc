/*
 * document: numbers of identity and travel documents other than the resident identity card (ident/id_card.h). Capitals and digits
 * only, joiners and brackets taken out.
 */
#pragma once

#include "base/str.h"

enum document { DOCUMENT_NONE, DOCUMENT_WRONG /* form right, check digit not */, DOCUMENT_RIGHT };

/* Hong Kong: one or two letters, six digits, check digit 0 to 9 or A (mod 11). */
ATTR_PURE enum document document_hong_kong(str s);
/* Taiwan: a letter, 1 or 2 (8 or 9 for residents from elsewhere), eight digits, the last a check digit. */
ATTR_PURE enum document document_taiwan(str s);
/* Macau: 1, 5 or 7, six digits, a check digit whose rule is not public. */
ATTR_PURE bool document_macau(str s);
/* Ordinary (E, G), official, diplomatic (D, S, P, SE, DE, PE), Hong Kong and Macau (H, K, M) passports. */
ATTR_PURE bool document_passport(str s);
/* Hong Kong and Macau: home return permit (H or M with 8 or 10 digits) and the permit of mainland residents (C or W). */
ATTR_PURE bool document_hk_permit(str s);
/* Taiwan: permit of its residents (8 digits, old ones 10 with a letter), of mainland residents (T or L with 8 digits). */
ATTR_PURE bool document_taiwan_permit(str s);
