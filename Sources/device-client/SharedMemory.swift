/// Memory for large values, none of which is made on the stack first.
enum SharedMemory {
    typealias GrantLoop = Client.GrantLoop

    nonisolated(unsafe) private static var loop = GrantLoop()

    /// Lends the grant's loop, which is there from the program's start on. To be called once.
    static func withGrantLoop<Result>(_ body: (inout GrantLoop) -> Result) -> Result {
        unsafe body(&loop)
    }

    /// Lends the memory of the grant's loop, which has ended, to another value.
    static func with<Value: ~Copyable, Result>(
        _ value: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        precondition(MemoryLayout<Value>.size <= MemoryLayout<GrantLoop>.size)
        precondition(MemoryLayout<Value>.alignment <= MemoryLayout<GrantLoop>.alignment)
        return unsafe withUnsafeMutablePointer(to: &loop) { loop in
            // Holds: there is room, and nobody uses the loop any more, which holds nothing to free.
            let place = unsafe UnsafeMutableRawPointer(loop).bindMemory(
                to: Value.self, capacity: 1)
            unsafe make(value, at: place)
            defer { unsafe place.deinitialize(count: 1) }
            return unsafe body(&place.pointee)
        }
    }

    /// Apart: the value is made on the stack, which is free again for what `body` does.
    @inline(never)
    private static func make<Value: ~Copyable>(
        _ value: () -> Value, at place: UnsafeMutablePointer<Value>
    ) {
        unsafe place.initialize(to: value())
    }
}
