// Attention of one sequence for vectors of LANES floats; `kernels.c` includes this once a width, behind `product.h`.
//
// For each head:  P = softmax(Q·Kᵀ/√w)   C = P·V        Q [m, w]   K, V [n, w]   C [m, w]
//
// Queries are taken GROUP at a time, and Pᵀ [n, GROUP] is what is kept: queries lie in the lanes, so that the largest and the sum of a
// query's row are found lane by lane. Both products are tiles of ROWS by GROUP sums in registers. Where no more than LANES queries are
// left, half a group is computed (`wide` is the number of its vectors).

#define GROUP (2 * LANES)

typedef struct {
  V at[ROWS][2];
} NAME(Tile);

// Σ over k of a(i, k)·b(k): a's elements lie `a_row` and `a_step` apart, the rows of b `b_step`.
TARGET static inline __attribute__((always_inline)) NAME(Tile) NAME(tile_product)(const float *a, long a_row, long a_step,
                                                                                 const float *b, long b_step, long count,
                                                                                 const int wide) {
  NAME(Tile) sum = {0};
  for (long k = 0; k < count; k++, a += a_step, b += b_step) {
    V right[2];
    EACH(j, wide) right[j] = *(const U *)(b + j * LANES);
    EACH(i, ROWS) {
      V factor = (V)(a[i * a_row]);
      EACH(j, wide) sum.at[i][j] = __builtin_elementwise_fma(factor, right[j], sum.at[i][j]);
    }
  }
  return sum;
}

// t [w, GROUP] = factor·qᵀ for `count` rows of q, of which the last fills up the lanes. Four by four, because that much is the same for
// all vectors.
TARGET static void NAME(transpose)(const float *q, long stride, long count, long width, float factor, float *t,
                                    const int wide) {
  typedef float Four __attribute__((ext_vector_type(4)));
  typedef float UnalignedFour __attribute__((ext_vector_type(4), aligned(4)));
  for (long i = 0; i < wide * LANES; i += 4) {
    const float *row[4];
    EACH(r, 4) row[r] = q + (i + r < count ? i + r : count - 1) * stride;
    long d = 0;
    for (; d + 4 <= width; d += 4) {
      Four a = *(const UnalignedFour *)(row[0] + d) * factor, b = *(const UnalignedFour *)(row[1] + d) * factor;
      Four c = *(const UnalignedFour *)(row[2] + d) * factor, e = *(const UnalignedFour *)(row[3] + d) * factor;
      Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), ce = __builtin_shufflevector(c, e, 0, 4, 1, 5);
      Four ba = __builtin_shufflevector(a, b, 2, 6, 3, 7), ec = __builtin_shufflevector(c, e, 2, 6, 3, 7);
      *(Four *)(t + d * GROUP + i) = __builtin_shufflevector(ab, ce, 0, 1, 4, 5);
      *(Four *)(t + (d + 1) * GROUP + i) = __builtin_shufflevector(ab, ce, 2, 3, 6, 7);
      *(Four *)(t + (d + 2) * GROUP + i) = __builtin_shufflevector(ba, ec, 0, 1, 4, 5);
      *(Four *)(t + (d + 3) * GROUP + i) = __builtin_shufflevector(ba, ec, 2, 3, 6, 7);
    }
    for (; d < width; d++) EACH(r, 4) t[d * GROUP + i + r] = row[r][d] * factor;
  }
}

// Rows of Pᵀ from `at` on, before the softmax; `largest` keeps each query's largest.
TARGET static inline __attribute__((always_inline)) void NAME(scores)(const float *k, long stride, long width, const float *t, float *p,
                                                                      V *largest, const int wide) {
  NAME(Tile) s = NAME(tile_product)(k, stride, 1, t, GROUP, width, wide);
  EACH(i, ROWS) EACH(j, wide) {
    *(V *)(p + i * GROUP + j * LANES) = s.at[i][j];
    largest[j] = __builtin_elementwise_max(largest[j], s.at[i][j]);
  }
}

// The same where fewer than ROWS keys are left.
TARGET static void NAME(few_scores)(const float *k, long stride, long keys, long width, const float *t, float *p, V *largest,
                                     const int wide) {
  for (long i = 0; i < keys; i++) EACH(j, wide) {
    V s = (V)(0.0f);
    for (long d = 0; d < width; d++)
      s = __builtin_elementwise_fma((V)(k[i * stride + d]), *(const V *)(t + d * GROUP + j * LANES), s);
    *(V *)(p + i * GROUP + j * LANES) = s;
    largest[j] = __builtin_elementwise_max(largest[j], s);
  }
}

// Pᵀ becomes 2^(Pᵀ − largest), and `inverse` 1/Σ of each query.
TARGET static inline __attribute__((always_inline)) void NAME(exponentials)(float *p, long keys, const V *largest, float *inverse,
                                                                            const int wide) {
  V top[2] = {largest[0], largest[1]}, sum[2] = {(V)(0.0f), (V)(0.0f)};
  for (long i = 0; i < keys; i++) EACH(j, wide) {
    V *place = (V *)(p + i * GROUP + j * LANES);
    V e = NAME(exp2)(__builtin_elementwise_max(*place - top[j], (V)(-126.0f)));
    sum[j] += e;
    *place = e;
  }
  EACH(j, wide) *(V *)(inverse + j * LANES) = 1.0f / sum[j];
}

// Pᵀ of `count` queries, for all keys, and the inverse of each one's sum.
TARGET static inline __attribute__((always_inline)) void NAME(probabilities)(const float *q, long q_stride, long count, const float *k,
                                                                             long stride, long keys, long width, float factor,
                                                                             float *t, float *p, float *inverse, const int wide) {
  V largest[2] = {(V)(-__builtin_inff()), (V)(-__builtin_inff())};
  NAME(transpose)(q, q_stride, count, width, factor, t, wide);
  if (keys < ROWS) {
    NAME(few_scores)(k, stride, keys, width, t, p, largest, wide);
  } else {
    for (long i = 0; i + ROWS <= keys; i += ROWS) NAME(scores)(k + i * stride, stride, width, t, p + i * GROUP, largest, wide);
    // The last tile overlaps the one before rather than the rows behind.
    long last = keys - ROWS;
    if (keys % ROWS) NAME(scores)(k + last * stride, stride, width, t, p + last * GROUP, largest, wide);
  }
  NAME(exponentials)(p, keys, largest, inverse, wide);
}

// Columns of C for ROWS queries, of which `queries` count: `columns` of them.
TARGET static void NAME(mix)(const float *p, const float *v, long stride, long keys, const float *inverse, long queries,
                             long columns, float *c, long c_stride) {
  NAME(Tile) s = NAME(tile_product)(p, 1, GROUP, v, stride, keys, 2);
  float aside[ROWS][GROUP] __attribute__((aligned(64)));
  if (queries >= ROWS && columns >= GROUP) {
    EACH(i, ROWS) EACH(j, 2) *(U *)(c + i * c_stride + j * LANES) = s.at[i][j] * inverse[i];
    return;
  }
  EACH(i, ROWS) EACH(j, 2) *(V *)(aside[i] + j * LANES) = s.at[i][j] * inverse[i];
  for (long i = 0; i < ROWS && i < queries; i++)
    for (long j = 0; j < GROUP && j < columns; j++) c[i * c_stride + j] = aside[i][j];
}

// Brings the next head's columns of `count` rows closer.
TARGET static void NAME(fetch_rows)(const float *x, long stride, long count, long width) {
  for (long i = 0; i < count; i++, x += stride)
    for (long j = 0; j < width; j += 16) __builtin_prefetch(x + j);
}

static long NAME(attention_scratch_count)(long keys, long width) { return (width + 2 * keys + 1 + ROWS) * GROUP; }

TARGET static void NAME(attention)(const float *q, long q_stride, long queries, const float *k, const float *v, long stride,
                                   long keys, long heads, long width, float *c, long c_stride, float *scratch) {
  float *inverse = scratch, *t = inverse + GROUP, *p = t + width * GROUP, *copy = p + (keys + ROWS) * GROUP;
  // With 1/√w comes log₂ e, because 2ˣ is what is computed.
  float factor = 1.4426950408889634f / __builtin_sqrtf((float)width);
  for (long head = 0; head < heads; head++, q += width, k += width, v += width, c += width) {
    NAME(fetch_rows)(q + width, q_stride, queries, width);
    NAME(fetch_rows)(k + width, stride, keys, width);
    NAME(fetch_rows)(v + width, stride, keys, width);
    for (long first = 0; first < queries; first += GROUP) {
      long count = queries - first < GROUP ? queries - first : GROUP;
      const float *from = q + first * q_stride;
      if (count > LANES) NAME(probabilities)(from, q_stride, count, k, stride, keys, width, factor, t, p, inverse, 2);
      else NAME(probabilities)(from, q_stride, count, k, stride, keys, width, factor, t, p, inverse, 1);
      for (long column = 0; column < width; column += GROUP) {
        const float *values = v + column;
        long step = stride;
        if (width - column < GROUP) {
          // What lies behind the last columns may be nobody's memory.
          for (long i = 0; i < keys; i++)
            for (long j = 0; j < GROUP; j++) copy[i * GROUP + j] = column + j < width ? values[i * stride + j] : 0;
          values = copy;
          step = GROUP;
        }
        for (long i = 0; i < count; i += ROWS)
          NAME(mix)(p + i, values, step, keys, inverse + i, count - i, width - column, c + (first + i) * c_stride + column, c_stride);
      }
    }
  }
}

#undef GROUP
