/*
 * terminal: numbers of telephones and their cards: IMEI (3GPP TS 23.003 section 6.2), IMSI (ITU-T E.212), ICCID (ITU-T E.118).
 */
#pragma once

#include "base/str.h"

/* 15 digits, an allocating body's beginning (GSMA TS.06), Luhn digit. */
ATTR_PURE bool terminal_imei(str digits);
/* 15 digits of a network of China (460 and a code given out), Hong Kong (454), Macau (455), Taiwan (466). No check digit exists. */
ATTR_PURE bool terminal_imsi(str digits);
enum terminal_iccid { TERMINAL_ICCID_NONE, TERMINAL_ICCID_WRONG, TERMINAL_ICCID_RIGHT };
/* 19 or 20 digits, 89 (telecommunications) 86, 852, 853, 886; Luhn digit. */
ATTR_PURE enum terminal_iccid terminal_iccid(str digits);
