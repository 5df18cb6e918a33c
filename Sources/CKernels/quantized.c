#include "CKernels.h"

static inline long quads(long inputs) { return (inputs + 3) / 4; }

typedef struct {
  long (*packed_bytes)(long outputs, long inputs);
  void (*pack)(const signed char *w, const float *scales, const float *bias, long outputs, long inputs, void *packed);
  void (*product)(const unsigned char *x, long x_stride, const float *scales, const float *minima, long rows, long inputs,
                  const void *packed, long outputs, enum GlossEpilogue epilogue, float *y);
  void (*rows)(const float *x, long rows, long columns, const float *factors, const float *shifts, float *mapped,
               unsigned char *q, long stride, float *scales, float *minima);
  void (*norm)(const float *x, long rows, long columns, const float *gamma, const float *beta, float epsilon, float *y,
               long y_stride, const float *factors, const float *shifts, float *mapped, unsigned char *q, long stride,
               float *scales, float *minima);
} Code;

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma")))
#define NAME(name) name##_512
#include "quantize.h"
#undef TARGET
#undef NAME

#define TARGET __attribute__((target("avx2,fma")))
#define NAME(name) name##_256
#include "quantize.h"
#undef TARGET
#undef NAME

// Sums of four products of bytes, u8 by s8.
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512vnni,fma")))
#define NAME(name) name##_512_vnni
#define LANES 16
#define MR 8
#define NV 3
#define DOT(sum, left, right) ((I)_mm512_dpbusd_epi32((__m512i)(sum), (__m512i)(left), (__m512i)(right)))
#include "quantized.h"

#define TARGET __attribute__((target("avx2,fma,avxvnni")))
#define NAME(name) name##_256_vnni
#define LANES 8
#define MR 4
#define NV 3
#define DOT(sum, left, right) ((I)_mm256_dpbusd_avx_epi32((__m256i)(sum), (__m256i)(left), (__m256i)(right)))
#include "quantized.h"

// Without that instruction: bytes in even and odd places become 16-bit numbers, of which products are summed in pairs, exactly.
// (Products of bytes summed in pairs to 16 bits, as `vpmaddubsw` does, would not be exact.)
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma")))
#define NAME(name) name##_512_pairs
#define LANES 16
#define MR 8
#define NV 2
#define DOT(sum, left, right)                                                                                               \
  ((sum) + (I)_mm512_madd_epi16(_mm512_and_si512((__m512i)(left), _mm512_set1_epi16(255)),                                  \
                                _mm512_srai_epi16(_mm512_slli_epi16((__m512i)(right), 8), 8)) +                             \
   (I)_mm512_madd_epi16(_mm512_srli_epi16((__m512i)(left), 8), _mm512_srai_epi16((__m512i)(right), 8)))
#include "quantized.h"

#define TARGET __attribute__((target("avx2,fma")))
#define NAME(name) name##_256_pairs
#define LANES 8
#define MR 4
#define NV 2
#define DOT(sum, left, right)                                                                                               \
  ((sum) + (I)_mm256_madd_epi16(_mm256_and_si256((__m256i)(left), _mm256_set1_epi16(255)),                                  \
                                _mm256_srai_epi16(_mm256_slli_epi16((__m256i)(right), 8), 8)) +                             \
   (I)_mm256_madd_epi16(_mm256_srli_epi16((__m256i)(left), 8), _mm256_srai_epi16((__m256i)(right), 8)))
#include "quantized.h"

#define CODE(way, width) {packed_bytes_##way, pack_##way, product_##way, rows_##width, norm_##width}
static const Code vnni_512 = CODE(512_vnni, 512), pairs_512 = CODE(512_pairs, 512);
static const Code vnni_256 = CODE(256_vnni, 256), pairs_256 = CODE(256_pairs, 256);

static const Code *choose(void) {
  int dots = glossHasDotProducts();
  return glossVectorBits() >= 512 ? (dots ? &vnni_512 : &pairs_512) : dots ? &vnni_256 : &pairs_256;
}

#else

#define TARGET
#define NAME(name) name##_128
#include "quantize.h"

static inline int __attribute__((ext_vector_type(4))) dot_128(int __attribute__((ext_vector_type(4))) sum,
                                                              int __attribute__((ext_vector_type(4))) left,
                                                              int __attribute__((ext_vector_type(4))) right) {
  for (int b = 0; b < 32; b += 8) sum += ((left >> b) & 255) * (right << (24 - b) >> 24);
  return sum;
}
#define LANES 4
#define MR 4
#define NV 4
#define DOT dot_128
#include "quantized.h"

static const Code code = {packed_bytes_128, pack_128, product_128, rows_128, norm_128};
static const Code *choose(void) { return &code; }

#endif

long glossQuantizedStride(long inputs) { return (inputs + 63) / 64 * 64; }

long glossQuantizedBytes(long outputs, long inputs) { return choose()->packed_bytes(outputs, inputs); }

void glossQuantizedPack(const signed char *w, const float *scales, const float *bias, long outputs, long inputs, void *packed) {
  choose()->pack(w, scales, bias, outputs, inputs, packed);
}

void glossQuantizedProduct(const unsigned char *x, long x_stride, const float *scales, const float *minima, long rows, long inputs,
                           const void *packed, long outputs, enum GlossEpilogue epilogue, float *y) {
  choose()->product(x, x_stride, scales, minima, rows, inputs, packed, outputs, epilogue, y);
}

void glossQuantizeRows(const float *x, long rows, long columns, const float *factors, const float *shifts, float *mapped,
                       unsigned char *q, long stride, float *scales, float *minima) {
  choose()->rows(x, rows, columns, factors, shifts, mapped, q, stride, scales, minima);
}

void glossQuantizeNorm(const float *x, long rows, long columns, const float *gamma, const float *beta, float epsilon, float *y,
                       long y_stride, const float *factors, const float *shifts, float *mapped, unsigned char *q, long stride,
                       float *scales, float *minima) {
  choose()->norm(x, rows, columns, gamma, beta, epsilon, y, y_stride, factors, shifts, mapped, q, stride, scales, minima);
}
