/*
 * vin: 车辆识别代号, the vehicle identification number of GB 16735-2019 (ISO 3779): 17 letters and digits without I, O, Q; the
 * ninth is a check digit, the last four are digits. Makers outside China and North America may fill the ninth freely.
 */
#pragma once

#include "base/str.h"

#define VIN_LENGTH 17

enum vin { VIN_NONE, VIN_WRONG /* form right, check digit not */, VIN_RIGHT };
/* Capitals only. */
ATTR_PURE enum vin vin_judge(str s);
