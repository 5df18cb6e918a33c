// The product for vectors of LANES floats; `products.c` includes this once a width, with TARGET, NAME, MR and NV.
//
// With X = [A11 A12; A21 A22] (even rows above odd ones, left columns beside right ones) and Wᵀ = [B11 B12; B21 B22]:
//
//     M1 = (A11 + A22)(B11 + B22)   M2 = (A21 + A22) B11   M3 = A11 (B12 − B22)   M4 = A22 (B21 − B11)
//     M5 = (A11 + A12) B22          M6 = (A21 − A11)(B11 + B12)                   M7 = (A12 − A22)(B21 + B22)
//
//     C11 = M1 + M4 − M5 + M7    C12 = M3 + M5    C21 = M2 + M4    C22 = M1 − M2 + M3 + M6
//
// What cancels in these sums is as large as the largest row of X times the largest row of W, however small the two are that an
// element belongs to. So rows of both are first brought to a length of about 1, by powers of 2, which cost no bits, and the results
// back (Ballard, Benson, Druinsky, Lipshitz, Schwartz, Improving the Numerical Stability of Fast Matrix Multiplication, 2016).
//
// Inputs are taken in chunks, so that a block's left factors (`scratch`: the rows' scales, then [tile][7][MR][k]) and a panel's right
// factors (`packed`: [chunk][panel] of 2·NR scales and [7][k][NR]) stay in the second cache. Columns that fill up are zero.

#define NR (NV * LANES)
#define EACH(i, count) _Pragma("clang loop unroll(full)") for (int i = 0; i < (count); i++)

typedef float NAME(Vector) __attribute__((ext_vector_type(LANES)));
typedef float NAME(Unaligned) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef unsigned NAME(Bits) __attribute__((ext_vector_type(LANES)));
#define V NAME(Vector)
#define U NAME(Unaligned)

// A quarter of a tile's result.
typedef struct {
  V at[MR][NV];
} NAME(Quarter);
#define Q NAME(Quarter)

TARGET static long NAME(round_up)(long n, long multiple) { return (n + multiple - 1) / multiple * multiple; }
static long NAME(chunks)(long inputs) { return (inputs + 767) / 768; }
// Half the inputs of a chunk.
TARGET static long NAME(depth)(long inputs) {
  return NAME(round_up)((inputs + 2 * NAME(chunks)(inputs) - 1) / (2 * NAME(chunks)(inputs)), LANES);
}
// Half the outputs.
TARGET static long NAME(half)(long outputs) { return NAME(round_up)((outputs + 1) / 2, NR); }

TARGET static long NAME(packed_count)(long outputs, long inputs) {
  return NAME(chunks)(inputs) * (7 * NAME(depth)(inputs) + 2) * NAME(half)(outputs);
}
TARGET static long NAME(scratch_count)(long inputs) {
  return GlossProductRows + GlossProductRows / 2 * 7 * NAME(depth)(inputs);
}

// `count` floats, or as many as a vector has, and zeros.
TARGET static inline __attribute__((always_inline)) V NAME(load)(const float *p, long count) {
  if (count >= LANES) return *(const U *)p;
  V v = (V)(0.0f);
  for (long i = 0; i < count; i++) v[i] = p[i];
  return v;
}

// Of `count` floats, which may be more than `limit` of them, the power of 2 that is nearest to the root of their squares' sum.
TARGET static float NAME(scale)(const float *p, long count, long limit) {
  V squares = (V)(0.0f);
  for (long q = 0; q < count && q < limit; q += LANES) {
    V v = NAME(load)(p + q, limit - q);
    squares = __builtin_elementwise_fma(v, v, squares);
  }
  float sum = 0;
  for (int l = 0; l < LANES; l++) sum += squares[l];
  // 2^⌊e/2⌋ of a sum 2^e·m; 2^−64 of zero, and 2^64 of what is no number.
  unsigned bits;
  __builtin_memcpy(&bits, &sum, 4);
  bits = ((((bits >> 23) & 255) + 127) / 2) << 23;
  __builtin_memcpy(&sum, &bits, 4);
  return sum;
}

TARGET static void NAME(pack)(const float *w, long outputs, long inputs, float *packed) {
  long k = NAME(depth)(inputs), half = NAME(half)(outputs);
  for (long c = 0; c < NAME(chunks)(inputs); c++) {
    for (long n = 0; n < half; n += NR, packed += 7 * k * NR) {
      float *scales = packed, inverse[2 * NR];
      packed += 2 * NR;
      for (long j = 0; j < 2 * NR; j++) {
        long output = j < NR ? n + j : half + n + j - NR;
        scales[j] = output < outputs ? NAME(scale)(w + output * inputs + c * 2 * k, 2 * k, inputs - c * 2 * k) : 1.0f;
        inverse[j] = 1 / scales[j];
      }
      for (long q = 0; q < k; q += LANES) {
        long left = c * 2 * k + q, right = left + k;
        for (long j = 0; j < NR; j++) {
          long up = n + j, down = half + up;
          V zero = (V)(0.0f);
          V b11 = up < outputs ? NAME(load)(w + up * inputs + left, inputs - left) * inverse[j] : zero;
          V b21 = up < outputs ? NAME(load)(w + up * inputs + right, inputs - right) * inverse[j] : zero;
          V b12 = down < outputs ? NAME(load)(w + down * inputs + left, inputs - left) * inverse[NR + j] : zero;
          V b22 = down < outputs ? NAME(load)(w + down * inputs + right, inputs - right) * inverse[NR + j] : zero;
          V factors[7] = {b11 + b22, b11, b12 - b22, b21 - b11, b22, b11 + b12, b21 + b22};
          EACH(f, 7) EACH(l, LANES) packed[(f * k + q + l) * NR + j] = factors[f][l];
        }
      }
    }
  }
}

// The left factors of `rows` rows, whose chunk of inputs begins at x and has `count` columns.
TARGET static void NAME(combine)(const float *x, long rows, long stride, long count, long k, float *scales, float *scratch) {
  for (long pair = 0; pair < rows / 2; pair++) {
    const float *even = x + 2 * pair * stride, *odd = even + stride;
    float *s = scratch + pair / MR * 7 * MR * k + pair % MR * k;
    scales[2 * pair] = NAME(scale)(even, 2 * k, count);
    scales[2 * pair + 1] = NAME(scale)(odd, 2 * k, count);
    V first = (V)(1 / scales[2 * pair]), second = (V)(1 / scales[2 * pair + 1]);
    for (long q = 0; q < k; q += LANES, s += LANES) {
      // The next pair comes closer meanwhile.
      __builtin_prefetch(even + 2 * stride + q), __builtin_prefetch(even + 2 * stride + k + q);
      __builtin_prefetch(odd + 2 * stride + q), __builtin_prefetch(odd + 2 * stride + k + q);
      V a11 = NAME(load)(even + q, count - q) * first, a12 = NAME(load)(even + k + q, count - k - q) * first;
      V a21 = NAME(load)(odd + q, count - q) * second, a22 = NAME(load)(odd + k + q, count - k - q) * second;
      V factors[7] = {a11 + a22, a21 + a22, a11, a22, a11 + a12, a21 - a11, a12 - a22};
      EACH(f, 7) *(V *)(s + f * MR * k) = factors[f];
    }
  }
}

// sum += the product of two factors: [MR, k] row after row, and [k, NR].
TARGET static inline __attribute__((always_inline)) void NAME(multiply)(const float *a, const float *b, long k, Q *total) {
  Q sum = *total;
  for (long q = 0; q < k; q++, b += NR) {
    V right[NV];
    EACH(j, NV) right[j] = *(const V *)(b + j * LANES);
    EACH(i, MR) {
      V left = (V)(a[i * k + q]);
      EACH(j, NV) sum.at[i][j] = __builtin_elementwise_fma(left, right[j], sum.at[i][j]);
    }
  }
  *total = sum;
}

#define BITS NAME(Bits)
#include "elementary.h"

// How a quarter is brought to Y: what is added to it, and whether its GELU is stored.
typedef struct {
  int biased, adds, gelu;
} NAME(Way);

// Not inlined, so that its constants do not take registers from the products.
TARGET static __attribute__((noinline)) void NAME(gelu_quarter)(float *y, long stride) {
  for (long i = 0; i < MR; i++) EACH(j, NV) {
    U *place = (U *)(y + i * stride + j * LANES);
    *place = NAME(gelu)(*place);
  }
}

// A whole quarter, with the scales of its rows and columns.
TARGET static inline __attribute__((always_inline)) void NAME(put)(const Q *c, const float *rows, const float *columns,
                                                                   const float *bias, float *y, long stride, NAME(Way) way) {
  EACH(i, MR) EACH(j, NV) {
    U *place = (U *)(y + i * stride + j * LANES);
    V v = c->at[i][j] * rows[2 * i] * *(const V *)(columns + j * LANES);
    if (way.biased) v += *(const U *)(bias + j * LANES);
    if (way.adds) v += *place;
    *place = v;
  }
  if (way.gelu) NAME(gelu_quarter)(y, stride);
}

// Brings the place of a quarter closer.
TARGET static inline __attribute__((always_inline)) void NAME(fetch)(const float *y, long stride) {
  EACH(i, MR) for (long j = 0; j < NR; j += 16) __builtin_prefetch(y + i * stride + j, 1, 3);
}

// MR pairs of rows by NR columns left and right.
TARGET static inline __attribute__((always_inline)) void NAME(tile)(const float *a, const float *rows, const float *b,
                                                                    long k, const float *bias, float *y, long stride, long half,
                                                                    NAME(Way) way) {
  const float *columns = b;
  b += 2 * NR;
#define FACTORS(n) a + (n - 1) * MR * k, b + (n - 1) * NR * k, k
#define ALL(statement) EACH(i, MR) EACH(j, NV) { statement; }
#define AT(q) q.at[i][j]
  const Q zero = {0};
  Q c11 = zero, c12 = zero, c21 = zero, c22, m;
  NAME(fetch)(y + stride, 2 * stride);
  NAME(multiply)(FACTORS(1), &c11);
  NAME(fetch)(y + half, 2 * stride);
  NAME(multiply)(FACTORS(2), &c21);
  ALL(AT(c22) = AT(c11) - AT(c21))
  NAME(fetch)(y + stride + half, 2 * stride);
  m = zero;
  NAME(multiply)(FACTORS(4), &m);
  ALL(AT(c11) += AT(m); AT(c21) += AT(m))
  NAME(put)(&c21, rows + 1, columns, bias, y + stride, 2 * stride, way);
  NAME(fetch)(y, 2 * stride);
  NAME(multiply)(FACTORS(3), &c12);
  ALL(AT(c22) += AT(c12))
  m = zero;
  NAME(multiply)(FACTORS(5), &m);
  ALL(AT(c11) -= AT(m); AT(c12) += AT(m))
  NAME(put)(&c12, rows, columns + NR, bias + half, y + half, 2 * stride, way);
  NAME(multiply)(FACTORS(6), &c22);
  NAME(put)(&c22, rows + 1, columns + NR, bias + half, y + stride + half, 2 * stride, way);
  NAME(multiply)(FACTORS(7), &c11);
  NAME(put)(&c11, rows, columns, bias, y, 2 * stride, way);
}

// One function for each way, so that nothing is asked within.
#define TILE(name, ...)                                                                                                  \
  TARGET static void NAME(name)(const float *a, const float *rows, const float *b, long k, const float *bias, float *y, \
                                long stride, long half) {                                                                \
    NAME(tile)(a, rows, b, k, bias, y, stride, half, (NAME(Way)){__VA_ARGS__});                                          \
  }
TILE(store, 1, 0, 0)
TILE(add, 1, 1, 0)
TILE(add_more, 0, 1, 0)
TILE(store_gelu, 1, 0, 1)
TILE(add_more_gelu, 0, 1, 1)

// A tile at the right edge, where only `columns` columns are left: computed aside.
TARGET static void NAME(edge)(const float *a, const float *rows, const float *b, long k, const float *bias, float *y, long stride,
                              long half, long columns, NAME(Way) way) {
  float aside[2 * MR * 2 * NR], none[2 * NR] = {0};
  NAME(store)(a, rows, b, k, none, aside, 2 * NR, NR);
  for (long i = 0; i < 2 * MR; i++) {
    for (long j = 0; j < 2 * NR; j++) {
      long column = j < NR ? j : half + j - NR;
      if (column >= columns) continue;
      float v = aside[i * 2 * NR + j], *place = y + i * stride + column;
      if (way.biased) v += bias[column];
      if (way.adds) v += *place;
      *place = way.gelu ? NAME(gelu)((V)(v))[0] : v;
    }
  }
}

TARGET static void NAME(product)(const float *x, long rows, long inputs, const float *packed, const float *bias, long outputs,
                                 enum GlossEpilogue epilogue, float *y, float *scratch) {
  long k = NAME(depth)(inputs), half = NAME(half)(outputs), chunks = NAME(chunks)(inputs);
  float *factors = scratch + GlossProductRows;
  for (long c = 0; c < chunks; c++) {
    NAME(Way) way = {c == 0, c > 0 || epilogue == GlossEpilogueAdd, c == chunks - 1 && epilogue == GlossEpilogueGELU};
    void (*tile)(const float *, const float *, const float *, long, const float *, float *, long, long) =
        way.gelu ? (way.adds ? NAME(add_more_gelu) : NAME(store_gelu))
                 : (way.adds ? (way.biased ? NAME(add) : NAME(add_more)) : NAME(store));
    NAME(combine)(x + c * 2 * k, rows, inputs, inputs - c * 2 * k, k, scratch, factors);
    for (long n = 0; n < half; n += NR, packed += (7 * k + 2) * NR) {
      for (long t = 0; t < rows / 2 / MR; t++) {
        const float *a = factors + t * 7 * MR * k, *scales = scratch + t * 2 * MR;
        float *place = y + t * 2 * MR * outputs + n;
        if (half + n + NR <= outputs) tile(a, scales, packed, k, bias + n, place, outputs, half);
        else NAME(edge)(a, scales, packed, k, bias + n, place, outputs, half, outputs - n, way);
      }
    }
  }
}
