#include "CMachine.h"
#include <cblas.h>

// Twelve chains hide the latency of four cycles on two units, and leave room for the constants among sixteen registers.
#define CHAINS(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define BEGIN(i) V a##i = x * (float)i;
#define STEP(i) a##i = __builtin_elementwise_fma(a##i, x, y);
#define KEEP(i) all += a##i;

#define LOOP(name, bytes, attributes)                                                  \
  typedef float Vector##bytes __attribute__((vector_size(bytes)));                     \
  attributes static double name(long rounds) {                                         \
    typedef Vector##bytes V;                                                           \
    V x = {0}, y = {0}, all = {0};                                                     \
    for (unsigned l = 0; l < bytes / 4; l++) { x[l] = 0.999f; y[l] = 0.001f; }         \
    CHAINS(BEGIN)                                                                      \
    for (long r = 0; r < rounds; r++) { CHAINS(STEP) }                                 \
    CHAINS(KEEP)                                                                       \
    volatile float sink = 0;                                                           \
    for (unsigned l = 0; l < bytes / 4; l++) sink += all[l];                           \
    (void)sink;                                                                        \
    return (double)rounds * 12 * 2 * (bytes / 4);                                      \
  }

#if defined(__x86_64__)
LOOP(loop128, 16, __attribute__((noinline, target("avx,fma"))))
LOOP(loop256, 32, __attribute__((noinline, target("avx2,fma"))))
LOOP(loop512, 64, __attribute__((noinline, target("avx512f"))))

int machineHas(MachineVectors vectors) {
  switch (vectors) {
  case MachineVectors512: return __builtin_cpu_supports("avx512f");
  case MachineVectors256: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  default: return __builtin_cpu_supports("avx") && __builtin_cpu_supports("fma");
  }
}
#else
LOOP(loop128, 16, __attribute__((noinline)))
static double loop256(long rounds) { (void)rounds; return 0; }
static double loop512(long rounds) { (void)rounds; return 0; }

int machineHas(MachineVectors vectors) { return vectors == MachineVectors128; }
#endif

double machineMultiplyAdd(MachineVectors vectors, long rounds) {
  if (!machineHas(vectors)) return 0;
  switch (vectors) {
  case MachineVectors512: return loop512(rounds);
  case MachineVectors256: return loop256(rounds);
  default: return loop128(rounds);
  }
}

void machineProduct(int m, int n, int k, const float *x, const float *w, int transposed, float *y) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, transposed ? CblasTrans : CblasNoTrans, m, n, k, 1, x, k, w,
              transposed ? k : n, 0, y, n);
}

void machineProductOfTransposed(int m, int n, int k, const float *a, const float *b, float *c) {
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1, a, m, b, n, 1, c, n);
}
