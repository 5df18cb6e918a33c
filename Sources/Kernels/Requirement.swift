/// A check that stays in every build: `-Ounchecked` turns a `precondition` into an assumption.
@inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { failRequirement(message()) }
}

/// Ends the program, for what cannot be and cannot be gone on from.
@inline(never)
func stop(_ message: String) -> Never { failRequirement(message) }

@inline(never)
private func failRequirement(_ message: String) -> Never {
  // Only our own mistakes arrive here: shapes that user input decides are checked where the input is read.
  Swift.fatalError("Kernels: " + message)
}
