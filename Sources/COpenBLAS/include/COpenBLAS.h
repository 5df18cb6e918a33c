// OpenBLAS as Debian's libopenblas-dev installs it. Nothing but the declarations that Kernels calls through.
#ifndef GLOSS_COPENBLAS_H
#define GLOSS_COPENBLAS_H

#include <cblas.h>

// Whether this processor has the instructions that the target Kernels is compiled for (AVX2 and FMA on x86-64).
int glossProcessorIsSupported(void);

#endif
