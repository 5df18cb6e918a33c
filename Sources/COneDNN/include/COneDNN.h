// oneDNN as Debian's libdnnl-dev installs it (2.6 and 3.x), behind the calls that Kernels makes.
//
// A product is Y = act(X·Wᵀ + b) or Y += X·Wᵀ + b, with X [rows, inputs], W [outputs, inputs], b [outputs] and
// Y [rows, outputs], all of 32-bit floats. Every function returns 0, or oneDNN's status.
#ifndef GLOSS_CONEDNN_H
#define GLOSS_CONEDNN_H

#include <stddef.h>

// Weights in the order that this processor's kernels want. Never changed once made: threads may share them.
typedef struct GlossWeights GlossWeights;

// Code for products of one shape, with the memory descriptions of its operands. For one thread at a time.
typedef struct GlossProduct GlossProduct;

// What happens to a product before it is stored.
enum GlossEpilogue {
  GlossEpilogueNone = 0,
  GlossEpilogueAdd,       // is added to what Y holds
  GlossEpilogueGELU,      // x·Φ(x)
  GlossEpilogueGELUTanh,
  GlossEpilogueReLU,
  GlossEpilogueTanh,
  GlossEpilogueSigmoid,
  GlossEpilogueSiLU
};

// The first two digits of oneDNN's version: 2.6 is 206.
int glossOneDNNVersion(void);

// Makes oneDNN compute on the calling thread alone, for products that this thread makes or runs.
void glossOneDNNUseOneThread(void);

// Packs w [outputs, inputs], row by row, as products of `rows` rows want it.
int glossWeightsCreate(const float *w, int outputs, int inputs, int rows, GlossWeights **result);
void glossWeightsDestroy(GlossWeights *weights);

// The rows of X lie xStride floats apart, those of Y yStride.
int glossProductCreate(const GlossWeights *weights, int rows, int xStride, int yStride, enum GlossEpilogue epilogue,
                       GlossProduct **result);
void glossProductDestroy(GlossProduct *product);

// Bytes of scratch memory (64 bytes aligned) that a run needs.
size_t glossProductScratchSize(const GlossProduct *product);

// Any weights of the shape that the product was made for will do.
int glossProductRun(GlossProduct *product, const GlossWeights *weights, const float *x, const float *bias, float *y,
                    void *scratch);

#endif
