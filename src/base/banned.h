/* Functions nobody may call: included before every file by the Makefile, so that a call is a compile error that says
 * what to use. tools/lint looks for those whose names are common words in other headers. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#define strcpy(...) banned_use_bytes_copy
#undef strcat
#define strcat(...) banned_use_buf_put
#undef strncpy
#define strncpy(...) banned_use_bytes_copy
#undef strncat
#define strncat(...) banned_use_buf_put
#undef sprintf
#define sprintf(...) banned_use_buf_printf
#undef vsprintf
#define vsprintf(...) banned_use_buf_vprintf
#undef strtok
#define strtok(...) banned_use_str_cut
#undef atoi
#define atoi(...) banned_use_str_to_u64
#undef atol
#define atol(...) banned_use_str_to_u64
#undef sscanf
#define sscanf(...) banned_use_cur
#undef localtime
#define localtime(...) banned_use_localtime_r
#undef gmtime
#define gmtime(...) banned_use_gmtime_r
#undef ctime
#define ctime(...) banned_use_gmtime_r
#undef mktemp
#define mktemp(...) banned_use_mkostemp
#undef popen
#define popen(...) banned_use_os_spawn
