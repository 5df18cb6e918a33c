// Chooses OpenBLAS's kernels before OpenBLAS is loaded.
//
// OpenBLAS picks its kernels in a constructor, by processor model. Debian 12's 0.3.21 does not know AMD processors with
// AVX-512 (Zen 4 and later) and falls back to its AVX2 kernels, at half the speed. It reads OPENBLAS_CORETYPE there, and
// .preinit_array is the one place of a program that runs before the constructors of its shared libraries.
// A value that the user set is left alone.
#include "COpenBLAS.h"

#include <stdlib.h>

#if defined(__x86_64__) && defined(__linux__) && defined(__ELF__)
static void chooseKernels(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
  }
}

__attribute__((section(".preinit_array"), used)) static void (*const glossChooseKernels)(void) = chooseKernels;
#endif

int glossProcessorIsSupported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 1;
#endif
}
