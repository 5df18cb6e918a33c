// Products of bfloat16 numbers, for AVX512_BF16 alone.
//
// A row of X becomes pairs of bfloat16 numbers (`scratch`: [rows][pairs]); a panel of NR outputs is [pairs][NR] pairs. What fills up is
// zero. Sums are fp32, in the order of the pairs: a row of Y depends on its row of X alone.
#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

static inline long pairs(long inputs) { return (inputs + 1) / 2; }

// The nearest bfloat16, ties to even; what is no number stays none.
static inline unsigned rounded(float value) {
  unsigned bits;
  __builtin_memcpy(&bits, &value, 4);
  if (value != value) return bits >> 16 | 64;
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512bf16,fma")))
#define NAME(name) name##_bf16
#define LANES 16
#define MR 8
#define NV 3
#define NR (NV * LANES)
#define EACH(i, count) _Pragma("clang loop unroll(full)") for (int i = 0; i < (count); i++)

typedef float V __attribute__((ext_vector_type(LANES)));
typedef float U __attribute__((ext_vector_type(LANES), aligned(4)));
typedef unsigned BITS __attribute__((ext_vector_type(LANES)));
#include "elementary.h"

// A row in pairs.
TARGET static void round_row(const float *x, long inputs, unsigned *row) {
  long j = 0;
  for (; j + 32 <= inputs; j += 32)
    _mm512_storeu_si512(row + j / 2, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(x + j + 16), _mm512_loadu_ps(x + j)));
  for (; j < inputs; j += 2) row[j / 2] = rounded(x[j]) | (j + 1 < inputs ? rounded(x[j + 1]) << 16 : 0);
}

TARGET static inline __attribute__((always_inline)) V dot(V sum, BITS left, BITS right) {
  return (V)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
}

static long panel(long inputs) { return NR * pairs(inputs); }

static long packed_count(long outputs, long inputs) { return (outputs + NR - 1) / NR * panel(inputs); }

static void pack(const float *w, long outputs, long inputs, unsigned *packed) {
  for (long n = 0; n < outputs; n += NR, packed += panel(inputs))
    for (long j = 0; j < NR; j++)
      for (long k = 0; k < pairs(inputs); k++) {
        const float *pair = w + (n + j) * inputs + 2 * k;
        int known = n + j < outputs;
        packed[k * NR + j] = known ? rounded(pair[0]) | (2 * k + 1 < inputs ? rounded(pair[1]) << 16 : 0) : 0;
      }
}

// MR rows by a panel.
TARGET static inline __attribute__((always_inline)) void tile(const unsigned *x, long x_stride, const unsigned *w, long pairs,
                                                              const float *bias, float *y, long y_stride, int adds) {
  V sum[MR][NV];
  EACH(i, MR) EACH(j, NV) sum[i][j] = *(const U *)(bias + j * LANES);
  for (long k = 0; k < pairs; k++, w += NR) {
    BITS right[NV];
    EACH(j, NV) right[j] = *(const BITS *)(w + j * LANES);
    EACH(i, MR) {
      BITS left = (BITS)(x[i * x_stride + k]);
      EACH(j, NV) sum[i][j] = dot(sum[i][j], left, right[j]);
    }
  }
  EACH(i, MR) EACH(j, NV) {
    U *place = (U *)(y + i * y_stride + j * LANES);
    *place = adds ? sum[i][j] + *place : sum[i][j];
  }
}

TARGET static void tile_store(const unsigned *x, long x_stride, const unsigned *w, long pairs, const float *bias, float *y,
                                    long y_stride) {
  tile(x, x_stride, w, pairs, bias, y, y_stride, 0);
}

TARGET static void tile_add(const unsigned *x, long x_stride, const unsigned *w, long pairs, const float *bias, float *y,
                                  long y_stride) {
  tile(x, x_stride, w, pairs, bias, y, y_stride, 1);
}

TARGET static void tile_gelu(const unsigned *x, long x_stride, const unsigned *w, long pairs, const float *bias, float *y,
                                   long y_stride) {
  tile(x, x_stride, w, pairs, bias, y, y_stride, 0);
  for (long i = 0; i < MR; i++) EACH(j, NV) {
    U *place = (U *)(y + i * y_stride + j * LANES);
    *place = NAME(gelu)(*place);
  }
}

TARGET static void product(const float *x, long rows, long inputs, const unsigned *packed, const float *bias, long outputs,
                                 enum GlossEpilogue epilogue, float *y, unsigned *scratch) {
  void (*tile)(const unsigned *, long, const unsigned *, long, const float *, float *, long) =
      epilogue == GlossEpilogueAdd ? tile_add : epilogue == GlossEpilogueGELU ? tile_gelu : tile_store;
  long count = pairs(inputs);
  for (long r = 0; r < rows; r++) round_row(x + r * inputs, inputs, scratch + r * count);
  for (long n = 0; n < outputs; n += NR, packed += panel(inputs)) {
    long columns = outputs - n < NR ? outputs - n : NR;
    for (long r = 0; r < rows; r += MR) {
      const unsigned *left = scratch + r * count;
      float *place = y + r * outputs + n;
      if (columns == NR) {
        tile(left, count, packed, count, bias + n, place, outputs);
        continue;
      }
      // At the right edge: aside.
      float aside[MR * NR] = {0}, edge[NR] = {0};
      __builtin_memcpy(edge, bias + n, 4 * columns);
      if (epilogue == GlossEpilogueAdd)
        for (long i = 0; i < MR; i++) __builtin_memcpy(aside + i * NR, place + i * outputs, 4 * columns);
      tile(left, count, packed, count, edge, aside, NR);
      for (long i = 0; i < MR; i++) __builtin_memcpy(place + i * outputs, aside + i * NR, 4 * columns);
    }
  }
}

int glossHasBFloatProducts(void) { return glossVectorBits() >= 512 && __builtin_cpu_supports("avx512bf16"); }

long glossBFloatCount(long outputs, long inputs) { return packed_count(outputs, inputs); }

void glossBFloatPack(const float *w, long outputs, long inputs, void *packed) { pack(w, outputs, inputs, packed); }

void glossBFloatProduct(const float *x, long rows, long inputs, const void *packed, const float *bias, long outputs,
                        enum GlossEpilogue epilogue, float *y, void *scratch) {
  product(x, rows, inputs, packed, bias, outputs, epilogue, y, scratch);
}

long glossBFloatScratchCount(long inputs) { return GlossProductRows * pairs(inputs); }

#else

// There is no such instruction, and so nobody calls the rest.
int glossHasBFloatProducts(void) { return 0; }
long glossBFloatCount(long outputs, long inputs) { return 0 * outputs * inputs; }
void glossBFloatPack(const float *w, long outputs, long inputs, void *packed) { (void)w, (void)outputs, (void)inputs, (void)packed; }
void glossBFloatProduct(const float *x, long rows, long inputs, const void *packed, const float *bias, long outputs,
                        enum GlossEpilogue epilogue, float *y, void *scratch) {
  (void)x, (void)rows, (void)inputs, (void)packed, (void)bias, (void)outputs, (void)epilogue, (void)y, (void)scratch;
}
long glossBFloatScratchCount(long inputs) { return 0 * inputs; }

#endif
