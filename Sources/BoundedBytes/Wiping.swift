/// Overwrites `range` of `bytes` with zeros.
///
/// Neither inlined nor optimized: a plain loop over a value that is about to die is a dead store
/// to the optimizer, which deletes it.
@inline(never)
@_optimize(none)
public func overwriteWithZeros(_ bytes: inout MutableSpan<UInt8>, _ range: Range<Int>) {
    fillWithZeros(&bytes, range)
}

/// The loop itself, which may be optimized: seen from here, the bytes live on. Unoptimized it costs
/// a few hundred instructions a byte.
@inline(never)
private func fillWithZeros(_ bytes: inout MutableSpan<UInt8>, _ range: Range<Int>) {
    for index in range { bytes[index] = 0 }
}
