import DeviceRuntime

/// Memory for large values, none of which is made on the stack first.
enum SharedMemory {
    typealias GrantLoop = Client.GrantLoop
    typealias TokenLoop = Client.TokenLoop

    nonisolated(unsafe) private static var loop = GrantLoop()

    /// Lends the grant's loop, which is there from the program's start on. To be called once.
    static func withGrantLoop<Result>(_ body: (inout GrantLoop) -> Result) -> Result {
        unsafe body(&loop)
    }

    /// Lends the memory of the grant's loop, which has ended, to a token loop.
    static func withTokenLoop<Result>(_ body: (inout TokenLoop) -> Result) -> Result {
        precondition(MemoryLayout<TokenLoop>.size <= MemoryLayout<GrantLoop>.size)
        precondition(MemoryLayout<TokenLoop>.alignment <= MemoryLayout<GrantLoop>.alignment)
        return unsafe withUnsafeMutablePointer(to: &loop) { loop in
            // Holds: there is room, and nobody uses the loop any more, which holds nothing to free.
            let place = unsafe UnsafeMutableRawPointer(loop).bindMemory(
                to: TokenLoop.self, capacity: 1)
            // Of a known type, whose initializers are inlined, it is made in its place.
            unsafe place.initialize(to: TokenLoop())
            defer { unsafe place.deinitialize(count: 1) }
            return unsafe body(&place.pointee)
        }
    }
}
