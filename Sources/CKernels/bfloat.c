#include "CKernels.h"

static inline long pairs(long inputs) { return (inputs + 1) / 2; }

// The nearest bfloat16, ties to even; what is no number stays none.
static inline unsigned rounded(float value) {
  unsigned bits;
  __builtin_memcpy(&bits, &value, 4);
  if (value != value) return bits >> 16 | 64;
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define BFLOAT_TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512bf16,fma")))

// A row in pairs.
BFLOAT_TARGET static void round_row(const float *x, long inputs, unsigned *row) {
  long j = 0;
  for (; j + 32 <= inputs; j += 32)
    _mm512_storeu_si512(row + j / 2, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(x + j + 16), _mm512_loadu_ps(x + j)));
  for (; j < inputs; j += 2) row[j / 2] = rounded(x[j]) | (j + 1 < inputs ? rounded(x[j + 1]) << 16 : 0);
}

#define TARGET BFLOAT_TARGET
#define NAME(name) name##_512
#define LANES 16
#define MR 8
#define NV 3
#define ROUND round_row
#define DOT(sum, left, right) ((V)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)(left), (__m512bh)(right)))
#include "bfloat.h"

static int is_there(void) { return glossVectorBits() >= 512 && __builtin_cpu_supports("avx512bf16"); }

long glossBFloatCount(long outputs, long inputs) { return packed_count_512(outputs, inputs); }

void glossBFloatPack(const float *w, long outputs, long inputs, void *packed) { pack_512(w, outputs, inputs, packed); }

void glossBFloatProduct(const float *x, long rows, long inputs, const void *packed, const float *bias, long outputs,
                        enum GlossEpilogue epilogue, float *y, void *scratch) {
  product_512(x, rows, inputs, packed, bias, outputs, epilogue, y, scratch);
}

#else

// Nobody calls these where there is no such instruction.
static int is_there(void) { return 0; }
long glossBFloatCount(long outputs, long inputs) { return outputs * pairs(inputs); }
void glossBFloatPack(const float *w, long outputs, long inputs, void *packed) {
  for (long i = 0; i < outputs * inputs; i++) ((unsigned short *)packed)[i] = (unsigned short)rounded(w[i]);
}
void glossBFloatProduct(const float *x, long rows, long inputs, const void *packed, const float *bias, long outputs,
                        enum GlossEpilogue epilogue, float *y, void *scratch) {
  (void)x, (void)rows, (void)inputs, (void)packed, (void)bias, (void)outputs, (void)epilogue, (void)y, (void)scratch;
}

#endif

int glossHasBFloatProducts(void) { return is_there(); }

long glossBFloatScratchCount(long inputs) { return GlossProductRows * pairs(inputs); }
