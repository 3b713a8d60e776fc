/*
 * luhn: the check digit of bank cards, IMEI and ICCID (ISO/IEC 7812-1 annex B).
 */
#pragma once

#include "base/str.h"

/* Decimal digits only, at least two, whose last is the check digit of the others. */
ATTR_PURE bool luhn_valid(str digits);
/* Of what is known to be digits. */
ATTR_PURE bool luhn_right(str digits);
