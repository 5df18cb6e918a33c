// Inner loops of inference for the widest vectors that the processor has: AVX-512, AVX2, or what the compiler takes elsewhere.
//
// # Products with weights that were packed once
//
// Y = X·Wᵀ + b, Y += X·Wᵀ + b or Y = gelu(X·Wᵀ + b), with X [rows, inputs], W [outputs, inputs], b [outputs] and
// Y [rows, outputs], all of 32-bit floats, row after row without gaps.
//
// One step of Strassen's algorithm (Gaussian Elimination is not Optimal, 1969) makes seven products of quarters out of eight. X is
// divided into even and odd rows, so that what a pair of rows gives depends on that pair alone; W is divided when it is packed, and
// its sums with it.
#ifndef GLOSS_CKERNELS_H
#define GLOSS_CKERNELS_H

// Bits of the vectors that are computed with: 512, 256 or 128.
int glossVectorBits(void);

// Whether there is an instruction for sums of four products of bytes (VNNI) in vectors of this width.
int glossHasDotProducts(void);

// In this thread, takes vectors of no more than `bits` from now on, where there is a choice, and no such instruction unless `dots`: for
// tests. What was packed before is void.
void glossLimitVectors(int bits, int dots);

// Tells the system that memory may be in large pages; it need not listen.
void glossAdviseLargePages(void *memory, long bytes);

// What happens to a product before it is stored.
enum GlossEpilogue {
  GlossEpilogueStore = 0,
  GlossEpilogueAdd,  // is added to what Y holds
  GlossEpilogueGELU  // x·Φ(x), within 2.5e-7
};

// The most rows that one call takes, and what their number has to be a multiple of.
enum { GlossProductRows = 128, GlossProductRowMultiple = 16 };

// Floats that the packed form of W takes.
long glossPackedCount(long outputs, long inputs);

// Packs w; `packed` is 64 bytes aligned. Another processor wants another order: it is not for files.
void glossPack(const float *w, long outputs, long inputs, float *packed);

// Floats of scratch memory (64 bytes aligned) that a product needs.
long glossProductScratchCount(long inputs);

void glossProduct(const float *x, long rows, long inputs, const float *packed, const float *bias, long outputs,
                  enum GlossEpilogue epilogue, float *y, float *scratch);

// # Attention
//
// C = softmax(Q·Kᵀ/√w)·V for each of `heads` heads of one sequence, whose columns lie side by side: Q [queries, heads·w] with rows
// `q_stride` apart, K and V [keys, heads·w] with rows `stride` apart, C [queries, heads·w].

// Floats of scratch memory (64 bytes aligned) that it needs.
long glossAttentionScratchCount(long keys, long width);

void glossAttention(const float *q, long q_stride, long queries, const float *k, const float *v, long stride, long keys,
                    long heads, long width, float *c, long c_stride, float *scratch);

// # Products of 8-bit numbers
//
// The same products with X as u8 numbers and W as s8 ones: each row of X has a minimum and a scale, x = minimum + scale·q, each row of
// W a scale. Sums are exact, and all results are the same in every bit whatever the vectors. No Strassen's step here: a row of Y depends
// on its row of X alone. GELU is within 4e-4. `inputs` is at most 65,536, so that no sum overflows; `rows` a multiple of 8.

// Bytes between the rows of 8-bit numbers: the next multiple of 64. Those behind the last input are zero.
long glossQuantizedStride(long inputs);

// Bytes that the packed form of W takes.
long glossQuantizedBytes(long outputs, long inputs);

// Packs w, its scales and the bias; `packed` is 64 bytes aligned. Another processor wants another order: it is not for files.
void glossQuantizedPack(const signed char *w, const float *scales, const float *bias, long outputs, long inputs, void *packed);

void glossQuantizedProduct(const unsigned char *x, long x_stride, const float *scales, const float *minima, long rows, long inputs,
                           const void *packed, long outputs, enum GlossEpilogue epilogue, float *y);

// Rows of x become 8-bit numbers between their least and their largest element. Where there are factors, it is the rows of
// factors ∘ x + shifts; `mapped` is scratch for one of them.
void glossQuantizeRows(const float *x, long rows, long columns, const float *factors, const float *shifts, float *mapped,
                       unsigned char *q, long stride, float *scales, float *minima);

// The same of y = γ ∘ (x − mean)/√(var + ε) + β, which is stored too, rows `y_stride` apart: y may be x, or one row for all.
void glossQuantizeNorm(const float *x, long rows, long columns, const float *gamma, const float *beta, float epsilon, float *y,
                       long y_stride, const float *factors, const float *shifts, float *mapped, unsigned char *q, long stride,
                       float *scales, float *minima);

// # Products of bfloat16 numbers
//
// The same products with X and W rounded to bfloat16 (8 bits of precision, the range of floats) and sums in fp32, where the processor has
// an instruction for sums of two such products. No Strassen's step here either: a row of Y depends on its row of X alone.

// Whether there is such an instruction; the other functions may be called only then.
int glossHasBFloatProducts(void);

// 32-bit numbers that the packed form of W takes.
long glossBFloatCount(long outputs, long inputs);

// Packs w; `packed` is 64 bytes aligned. It is not for files.
void glossBFloatPack(const float *w, long outputs, long inputs, void *packed);

// 32-bit numbers of scratch memory (64 bytes aligned) that a product needs.
long glossBFloatScratchCount(long inputs);

// At most GlossProductRows rows, a multiple of 8.
void glossBFloatProduct(const float *x, long rows, long inputs, const void *packed, const float *bias, long outputs,
                        enum GlossEpilogue epilogue, float *y, void *scratch);

#endif
