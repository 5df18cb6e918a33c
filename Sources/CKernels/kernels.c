#include "CKernels.h"

#include <sys/mman.h>

typedef struct {
  int bits;
  long (*packed_count)(long outputs, long inputs);
  void (*pack)(const float *w, long outputs, long inputs, float *packed);
  long (*scratch_count)(long inputs);
  void (*product)(const float *x, long rows, long inputs, const float *packed, const float *bias, long outputs,
                  enum GlossEpilogue epilogue, float *y, float *scratch);
  long (*attention_scratch_count)(long keys, long width);
  void (*attention)(const float *q, long q_stride, long queries, const float *k, const float *v, long stride, long keys,
                    long heads, long width, float *c, long c_stride, float *scratch);
} Code;

// The same code for vectors of several widths. Registers hold a tile's sums: MR·NV in products, ROWS·2 in attention, and a few factors.
#if defined(__x86_64__)

#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma")))
#define NAME(name) name##512
#define LANES 16
#define MR 8
#define NV 2
#define ROWS 8
#include "width.h"

#define TARGET __attribute__((target("avx2,fma")))
#define NAME(name) name##256
#define LANES 8
#define MR 4
#define NV 3
#define ROWS 6
#include "width.h"

static int has_512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw");
}

static const Code *widest(int bits) { return bits >= 512 && has_512() ? &code512 : &code256; }

static int has_dots(int bits) { return bits >= 512 ? __builtin_cpu_supports("avx512vnni") : __builtin_cpu_supports("avxvnni"); }

#else

#define TARGET
#define NAME(name) name##128
#define LANES 4
#define MR 8
#define NV 2
#define ROWS 8
#include "width.h"

static const Code *widest(int bits) {
  (void)bits;
  return &code128;
}

static int has_dots(int bits) { return bits < 0; }

#endif

// What a test asked for: of its own thread, because other tests compute beside it.
static _Thread_local const Code *chosen;
static _Thread_local int without_dots;

static const Code *choose(void) { return chosen ? chosen : widest(512); }

int glossVectorBits(void) { return choose()->bits; }

int glossHasDotProducts(void) { return !without_dots && has_dots(glossVectorBits()); }

void glossLimitVectors(int bits, int dots) {
  chosen = widest(bits);
  without_dots = !dots;
}

void glossAdviseLargePages(void *memory, long bytes) {
#ifdef MADV_HUGEPAGE
  madvise(memory, (size_t)bytes, MADV_HUGEPAGE);
#else
  (void)memory;
  (void)bytes;
#endif
}

long glossPackedCount(long outputs, long inputs) { return choose()->packed_count(outputs, inputs); }

void glossPack(const float *w, long outputs, long inputs, float *packed) { choose()->pack(w, outputs, inputs, packed); }

long glossProductScratchCount(long inputs) { return choose()->scratch_count(inputs); }

void glossProduct(const float *x, long rows, long inputs, const float *packed, const float *bias, long outputs,
                  enum GlossEpilogue epilogue, float *y, float *scratch) {
  choose()->product(x, rows, inputs, packed, bias, outputs, epilogue, y, scratch);
}

long glossAttentionScratchCount(long keys, long width) { return choose()->attention_scratch_count(keys, width); }

void glossAttention(const float *q, long q_stride, long queries, const float *k, const float *v, long stride, long keys,
                    long heads, long width, float *c, long c_stride, float *scratch) {
  choose()->attention(q, q_stride, queries, k, v, stride, keys, heads, width, c, c_stride, scratch);
}
