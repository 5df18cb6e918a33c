// From floats to 8-bit numbers, row by row; `quantized.c` includes this once a TARGET. The vectors have 16 lanes whatever the
// processor has, so that sums have the same bits everywhere.

typedef float NAME(F) __attribute__((ext_vector_type(16), aligned(4)));
typedef unsigned NAME(B) __attribute__((ext_vector_type(16)));
typedef unsigned char NAME(C) __attribute__((ext_vector_type(16), aligned(1)));
#define F NAME(F)

TARGET static inline __attribute__((always_inline)) float NAME(sum)(const F *v) {
  float s = 0;
  for (int l = 0; l < 16; l++) s += (*v)[l];
  return s;
}

// The 8-bit numbers of a row whose least and largest are known.
TARGET static inline __attribute__((always_inline)) void NAME(step)(const float *x, long columns, float least, float largest,
                                                                    unsigned char *q, long stride, float *scale, float *minimum) {
  float range = largest - least;
  // A row of equal numbers is its minimum; so is one of numbers that are closer together than a scale could say.
  float inverse = range > 1e-30f ? 255 / range : 0;
  *scale = range > 1e-30f ? range / 255 : 0;
  *minimum = least;
  long j = 0;
  // Adding 1.5·2²³ rounds to the nearest integer and leaves that integer in the low bits.
  for (; j + 16 <= columns; j += 16) {
    F v = (*(const F *)(x + j) - (F)(least)) * (F)(inverse) + (F)(12582912.0f);
    *(NAME(C) *)(q + j) = __builtin_convertvector((NAME(B))v & 255u, NAME(C));
  }
  for (; j < columns; j++) {
    float v = (x[j] - least) * inverse + 12582912.0f;
    unsigned bits;
    __builtin_memcpy(&bits, &v, 4);
    q[j] = bits & 255;
  }
  for (; j < stride; j++) q[j] = 0;
}

// One row as its columns are mapped: y = factors ∘ x + shifts.
TARGET static inline __attribute__((always_inline)) void NAME(map)(const float *x, long columns, const float *factors,
                                                                   const float *shifts, float *y) {
  long j = 0;
  for (; j + 16 <= columns; j += 16)
    *(F *)(y + j) = __builtin_elementwise_fma(*(const F *)(x + j), *(const F *)(factors + j), *(const F *)(shifts + j));
  for (; j < columns; j++) y[j] = __builtin_fmaf(x[j], factors[j], shifts[j]);
}

TARGET static void NAME(rows)(const float *row, long rows, long columns, const float *factors, const float *shifts, float *mapped,
                              unsigned char *q, long stride, float *scales, float *minima) {
  for (long r = 0; r < rows; r++, row += columns, q += stride) {
    const float *x = row;
    if (factors) NAME(map)(row, columns, factors, shifts, mapped), x = mapped;
    float least = x[0], largest = x[0];
    F low = (F)(least), high = (F)(least);
    long j = 0;
    for (; j + 16 <= columns; j += 16) {
      F v = *(const F *)(x + j);
      low = __builtin_elementwise_min(low, v);
      high = __builtin_elementwise_max(high, v);
    }
    for (; j < columns; j++) low[0] = low[0] < x[j] ? low[0] : x[j], high[0] = high[0] > x[j] ? high[0] : x[j];
    least = __builtin_reduce_min(low), largest = __builtin_reduce_max(high);
    NAME(step)(x, columns, least, largest, q, stride, scales + r, minima + r);
  }
}

TARGET static void NAME(norm)(const float *x, long rows, long columns, const float *gamma, const float *beta, float epsilon, float *y,
                              long y_stride, const float *factors, const float *shifts, float *mapped, unsigned char *q,
                              long stride, float *scales, float *minima) {
  for (long r = 0; r < rows; r++, x += columns, y += y_stride, q += stride) {
    F total = (F)(0.0f), squares = (F)(0.0f);
    long j = 0;
    for (; j + 16 <= columns; j += 16) total += *(const F *)(x + j);
    for (; j < columns; j++) total[j % 16] += x[j];
    float mean = NAME(sum)(&total) / (float)columns;
    for (j = 0; j + 16 <= columns; j += 16) {
      F v = *(const F *)(x + j) - (F)(mean);
      squares = __builtin_elementwise_fma(v, v, squares);
    }
    for (; j < columns; j++) squares[j % 16] += (x[j] - mean) * (x[j] - mean);
    float inverse = 1 / __builtin_sqrtf(NAME(sum)(&squares) / (float)columns + epsilon);
    F low = (F)(__builtin_inff()), high = -low;
    for (j = 0; j + 16 <= columns; j += 16) {
      F v = (*(const F *)(x + j) - (F)(mean)) * (F)(inverse);
      v = __builtin_elementwise_fma(v, *(const F *)(gamma + j), *(const F *)(beta + j));
      *(F *)(y + j) = v;
      if (factors) {
        v = __builtin_elementwise_fma(v, *(const F *)(factors + j), *(const F *)(shifts + j));
        *(F *)(mapped + j) = v;
      }
      low = __builtin_elementwise_min(low, v);
      high = __builtin_elementwise_max(high, v);
    }
    for (; j < columns; j++) {
      float v = __builtin_fmaf((x[j] - mean) * inverse, gamma[j], beta[j]);
      y[j] = v;
      if (factors) mapped[j] = v = __builtin_fmaf(v, factors[j], shifts[j]);
      low[0] = low[0] < v ? low[0] : v, high[0] = high[0] > v ? high[0] : v;
    }
    NAME(step)(factors ? mapped : y, columns, __builtin_reduce_min(low), __builtin_reduce_max(high), q, stride, scales + r, minima + r);
  }
}

#undef F
