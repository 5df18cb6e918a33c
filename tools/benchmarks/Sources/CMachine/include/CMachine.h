// What this machine can do at best, for shares: multiply-adds without memory, and OpenBLAS's products by themselves.
// In C, because Swift has no way to compile one function for one instruction set and ask at run time whether it is there.
#ifndef GLOSS_CMACHINE_H
#define GLOSS_CMACHINE_H

typedef enum { MachineVectors128, MachineVectors256, MachineVectors512 } MachineVectors;

// Whether the processor multiplies and adds vectors of this width in one instruction.
int machineHas(MachineVectors vectors);

// Does `rounds` rounds of twelve independent chains of fused multiply-adds, and returns the floating-point operations done
// (two a lane); 0 where the processor lacks the instructions.
double machineMultiplyAdd(MachineVectors vectors, long rounds);

// Y [m, n] = X [m, k] . op(W), row-major, by cblas_sgemm: W [n, k] is transposed, or [k, n] is not.
void machineProduct(int m, int n, int k, const float *x, const float *w, int transposed, float *y);

// C [m, n] += op(A) . B with A [k, m] transposed and B [k, n].
void machineProductOfTransposed(int m, int n, int k, const float *a, const float *b, float *c);

#endif
