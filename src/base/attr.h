/* Compiler attributes, spelled once. gcc 12 and clang 14. */
#pragma once

#define ATTR_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
/* The result is a format like argument n: the compiler checks that one. */
#define ATTR_FORMAT_ARG(n) __attribute__((format_arg(n)))
#define ATTR_PURE __attribute__((pure))
#define ATTR_CONST __attribute__((const))
#define ATTR_NORETURN __attribute__((noreturn))
#define ATTR_COLD __attribute__((cold))
#define ATTR_NONNULL __attribute__((nonnull))

/* Left unset on entry (the build zeroes variables otherwise): for large ones on hot paths, written before they are read. */
#define ATTR_UNSET __attribute__((uninitialized))

/* Runs fn(&var) when var leaves its scope. */
#define AUTO(fn) __attribute__((cleanup(fn)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A second copy of a function for processors with AVX2 (and the bit operations that came with it) or with AVX-512 (and its
 * permutations of bytes), and whether this one has it; nowhere else than on x86-64. */
#if defined(__x86_64__)
#define ATTR_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CPU_HAS_AVX2()                                                                                                 \
	(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
#define ATTR_AVX512 __attribute__((target("avx2,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))
#define CPU_HAS_AVX512()                                                                                               \
	(CPU_HAS_AVX2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&                  \
	 __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&                                 \
	 __builtin_cpu_supports("avx512vbmi2"))
#else
#define ATTR_AVX2
#define CPU_HAS_AVX2() false
#define ATTR_AVX512
#define CPU_HAS_AVX512() false
#endif
#define ATTR_INLINE inline __attribute__((always_inline))
/* What is seldom done has its frame by itself. */
#define ATTR_NOINLINE __attribute__((noinline))
