import CMbedTLS

// What the TLS library's archives call in place of calloc and free, once these symbols are renamed;
// see arena.h. Without an entered arena there is no memory: a call that forgot to enter one must not
// take another's.

@c(tls_arena_calloc)
func allocateInCurrentArena(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
    guard let arena = unsafe currentArena() else { return nil }
    return unsafe arena.pointee.allocate(count, size: size)
}

@c(tls_arena_free)
func releaseInCurrentArena(_ address: UnsafeMutableRawPointer?) {
    guard let address = unsafe address, let arena = unsafe currentArena() else { return }
    unsafe arena.pointee.release(address)
}

private func currentArena() -> UnsafeMutablePointer<TLSArena>? {
    // Holds: whoever enters an arena gives such a pointer, which a transport's owner keeps valid.
    unsafe tls_arena_current()?.assumingMemoryBound(to: TLSArena.self)
}
