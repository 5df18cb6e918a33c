// The product of 8-bit numbers for vectors of LANES 32-bit ones; `quantized.c` includes this once a way to compute it, with TARGET,
// NAME, LANES, MR, NV and DOT.
//
// A row of X is u8 numbers q with x = minimum + scale·q, and an output's row of W s8 numbers v with w = scale·v. So
//
//     Σ x·w = scaleₓ·scale_w·Σ q·v + minimumₓ·scale_w·Σ v
//
// where Σ q·v is exact and Σ v is known when W is packed. All that is done with floats is done to each element by itself and in the
// same order for all vectors: results are the same in every bit.
//
// A panel of NR outputs is [3][NR] floats (scale_w, scale_w·Σ v, bias), then [inputs/4][NR][4] weights. What fills up is zero.

#define NR (NV * LANES)
#define EACH(i, count) _Pragma("clang loop unroll(full)") for (int i = 0; i < (count); i++)

typedef float NAME(V) __attribute__((ext_vector_type(LANES)));
typedef float NAME(U) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int NAME(I) __attribute__((ext_vector_type(LANES)));
#define V NAME(V)
#define U NAME(U)
#define I NAME(I)

static long NAME(panel_bytes)(long inputs) { return NR * (12 + quads(inputs) * 4); }

static long NAME(packed_bytes)(long outputs, long inputs) { return (outputs + NR - 1) / NR * NAME(panel_bytes)(inputs); }

static void NAME(pack)(const signed char *w, const float *scales, const float *bias, long outputs, long inputs, void *packed) {
  for (long n = 0; n < outputs; n += NR) {
    float *head = (float *)((char *)packed + n / NR * NAME(panel_bytes)(inputs));
    signed char *body = (signed char *)(head + 3 * NR);
    for (long j = 0; j < NR; j++) {
      int sum = 0, known = n + j < outputs;
      for (long k = 0; k < 4 * quads(inputs); k++) {
        signed char v = known && k < inputs ? w[(n + j) * inputs + k] : 0;
        body[(k / 4 * NR + j) * 4 + k % 4] = v;
        sum += v;
      }
      head[j] = known ? scales[n + j] : 0;
      head[NR + j] = known ? scales[n + j] * (float)sum : 0;
      head[2 * NR + j] = known ? bias[n + j] : 0;
    }
  }
}

// x·Φ(x) within 4e-4, a small part of a step of the 8-bit numbers that it becomes: max(x, 0) less a polynomial in |x|, whose last value
// holds beyond 3.8.
TARGET static inline __attribute__((always_inline)) V NAME(gelu)(V x) {
  V t = __builtin_elementwise_min(__builtin_elementwise_abs(x), (V)(3.8f));
  V p = (V)(-0.000730942003428936f);
  p = __builtin_elementwise_fma(p, t, (V)(0.011059965938329697f));
  p = __builtin_elementwise_fma(p, t, (V)(-0.06333660334348679f));
  p = __builtin_elementwise_fma(p, t, (V)(0.15444517135620117f));
  p = __builtin_elementwise_fma(p, t, (V)(-0.06137436628341675f));
  p = __builtin_elementwise_fma(p, t, (V)(-0.37962818145751953f));
  p = __builtin_elementwise_fma(p, t, (V)(0.49814197421073914f));
  return __builtin_elementwise_fma(-t, p, __builtin_elementwise_max(x, (V)(0.0f)));
}

// MR rows by a panel.
TARGET static inline __attribute__((always_inline)) void NAME(tile)(const unsigned char *x, long x_stride, const float *scales,
                                                                    const float *minima, const float *head, long quads, float *y,
                                                                    long y_stride, int adds, int gelu) {
  I sum[MR][NV];
  EACH(i, MR) EACH(j, NV) sum[i][j] = (I)(0);
  const char *w = (const char *)(head + 3 * NR);
  for (long k = 0; k < quads; k++, w += 4 * NR) {
    I right[NV];
    EACH(j, NV) right[j] = *(const I *)(w + j * 4 * LANES);
    EACH(i, MR) {
      int four;
      __builtin_memcpy(&four, x + i * x_stride + 4 * k, 4);
      I left = (I)(four);
      EACH(j, NV) sum[i][j] = DOT(sum[i][j], left, right[j]);
    }
  }
  EACH(i, MR) EACH(j, NV) {
    V v = __builtin_convertvector(sum[i][j], V) * (V)(scales[i]);
    V shift = __builtin_elementwise_fma((V)(minima[i]), *(const V *)(head + NR + j * LANES), *(const V *)(head + 2 * NR + j * LANES));
    v = __builtin_elementwise_fma(v, *(const V *)(head + j * LANES), shift);
    U *place = (U *)(y + i * y_stride + j * LANES);
    if (adds) v += *place;
    *place = gelu ? NAME(gelu)(v) : v;
  }
}

// One function for each way, so that nothing is asked within.
#define TILE(name, adds, gelu)                                                                                            \
  TARGET static void NAME(name)(const unsigned char *x, long x_stride, const float *scales, const float *minima,          \
                                const float *head, long quads, float *y, long y_stride) {                                 \
    NAME(tile)(x, x_stride, scales, minima, head, quads, y, y_stride, adds, gelu);                                        \
  }
TILE(tile_store, 0, 0)
TILE(tile_add, 1, 0)
TILE(tile_gelu, 0, 1)

TARGET static void NAME(product)(const unsigned char *x, long x_stride, const float *scales, const float *minima, long rows,
                                 long inputs, const void *packed, long outputs, enum GlossEpilogue epilogue, float *y) {
  void (*tile)(const unsigned char *, long, const float *, const float *, const float *, long, float *, long) =
      epilogue == GlossEpilogueAdd ? NAME(tile_add) : epilogue == GlossEpilogueGELU ? NAME(tile_gelu) : NAME(tile_store);
  for (long n = 0; n < outputs; n += NR, packed = (const char *)packed + NAME(panel_bytes)(inputs)) {
    long columns = outputs - n < NR ? outputs - n : NR;
    for (long r = 0; r < rows; r += MR) {
      float *place = y + r * outputs + n;
      if (columns == NR) {
        tile(x + r * x_stride, x_stride, scales + r, minima + r, packed, quads(inputs), place, outputs);
        continue;
      }
      // At the right edge: aside.
      float aside[MR * NR] = {0};
      if (epilogue == GlossEpilogueAdd)
        for (long i = 0; i < MR; i++) __builtin_memcpy(aside + i * NR, place + i * outputs, 4 * columns);
      tile(x + r * x_stride, x_stride, scales + r, minima + r, packed, quads(inputs), aside, NR);
      for (long i = 0; i < MR; i++) __builtin_memcpy(place + i * outputs, aside + i * NR, 4 * columns);
    }
  }
}

#undef NR
#undef EACH
#undef V
#undef U
#undef I
#undef TILE
#undef TARGET
#undef NAME
#undef LANES
#undef MR
#undef NV
#undef DOT
