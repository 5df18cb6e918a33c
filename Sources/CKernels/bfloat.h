// The product of bfloat16 numbers for vectors of LANES floats; `bfloat.c` includes this once a way to compute it, with TARGET, NAME,
// LANES, MR, NV, ROUND and DOT.
//
// A row of X becomes pairs of bfloat16 numbers (`scratch`: [rows][pairs]); a panel of NR outputs is [pairs][NR] pairs. What fills up is
// zero. Sums are fp32, in the order of the pairs: a row of Y depends on its row of X alone.

#define NR (NV * LANES)
#define EACH(i, count) _Pragma("clang loop unroll(full)") for (int i = 0; i < (count); i++)

typedef float NAME(V) __attribute__((ext_vector_type(LANES)));
typedef float NAME(U) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef unsigned NAME(I) __attribute__((ext_vector_type(LANES)));
#define V NAME(V)
#define U NAME(U)
#define BITS NAME(I)
#include "elementary.h"

static long NAME(panel)(long inputs) { return NR * pairs(inputs); }

static long NAME(packed_count)(long outputs, long inputs) { return (outputs + NR - 1) / NR * NAME(panel)(inputs); }

static void NAME(pack)(const float *w, long outputs, long inputs, unsigned *packed) {
  for (long n = 0; n < outputs; n += NR, packed += NAME(panel)(inputs))
    for (long j = 0; j < NR; j++)
      for (long k = 0; k < pairs(inputs); k++) {
        const float *pair = w + (n + j) * inputs + 2 * k;
        int known = n + j < outputs;
        packed[k * NR + j] = known ? rounded(pair[0]) | (2 * k + 1 < inputs ? rounded(pair[1]) << 16 : 0) : 0;
      }
}

// MR rows by a panel.
TARGET static inline __attribute__((always_inline)) void NAME(tile)(const unsigned *x, long x_stride, const unsigned *w,
                                                                    long pairs, const float *bias, float *y, long y_stride,
                                                                    int adds) {
  V sum[MR][NV];
  EACH(i, MR) EACH(j, NV) sum[i][j] = *(const U *)(bias + j * LANES);
  for (long k = 0; k < pairs; k++, w += NR) {
    BITS right[NV];
    EACH(j, NV) right[j] = *(const BITS *)(w + j * LANES);
    EACH(i, MR) {
      BITS left = (BITS)(x[i * x_stride + k]);
      EACH(j, NV) sum[i][j] = DOT(sum[i][j], left, right[j]);
    }
  }
  EACH(i, MR) EACH(j, NV) {
    U *place = (U *)(y + i * y_stride + j * LANES);
    *place = adds ? sum[i][j] + *place : sum[i][j];
  }
}

TARGET static void NAME(tile_store)(const unsigned *x, long x_stride, const unsigned *w, long pairs, const float *bias, float *y,
                                    long y_stride) {
  NAME(tile)(x, x_stride, w, pairs, bias, y, y_stride, 0);
}

TARGET static void NAME(tile_add)(const unsigned *x, long x_stride, const unsigned *w, long pairs, const float *bias, float *y,
                                  long y_stride) {
  NAME(tile)(x, x_stride, w, pairs, bias, y, y_stride, 1);
}

TARGET static void NAME(tile_gelu)(const unsigned *x, long x_stride, const unsigned *w, long pairs, const float *bias, float *y,
                                   long y_stride) {
  NAME(tile)(x, x_stride, w, pairs, bias, y, y_stride, 0);
  for (long i = 0; i < MR; i++) EACH(j, NV) {
    U *place = (U *)(y + i * y_stride + j * LANES);
    *place = NAME(gelu)(*place);
  }
}

TARGET static void NAME(product)(const float *x, long rows, long inputs, const unsigned *packed, const float *bias, long outputs,
                                 enum GlossEpilogue epilogue, float *y, unsigned *scratch) {
  void (*tile)(const unsigned *, long, const unsigned *, long, const float *, float *, long) =
      epilogue == GlossEpilogueAdd ? NAME(tile_add) : epilogue == GlossEpilogueGELU ? NAME(tile_gelu) : NAME(tile_store);
  long count = pairs(inputs);
  for (long r = 0; r < rows; r++) ROUND(x + r * inputs, inputs, scratch + r * count);
  for (long n = 0; n < outputs; n += NR, packed += NAME(panel)(inputs)) {
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

#undef NR
#undef EACH
#undef V
#undef U
#undef BITS
#undef TARGET
#undef NAME
#undef LANES
#undef MR
#undef NV
#undef ROUND
#undef DOT
