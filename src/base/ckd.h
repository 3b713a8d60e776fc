/* Checked arithmetic: true when the result did not fit (as C23 <stdckdint.h>, which gcc 12 lacks). */
#pragma once

#include <stdbool.h>

#define ckd_add(ret, a, b) __builtin_add_overflow((a), (b), (ret))
#define ckd_sub(ret, a, b) __builtin_sub_overflow((a), (b), (ret))
#define ckd_mul(ret, a, b) __builtin_mul_overflow((a), (b), (ret))
