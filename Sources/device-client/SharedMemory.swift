/// Room for one large value at a time: the words and files of the set-up, then the loop of the grant,
/// then that of the tokens.
enum SharedMemory {
    private typealias Room = InlineArray<108, InlineArray<16, UInt64>>

    nonisolated(unsafe) private static var room = Room(repeating: InlineArray(repeating: 0))

    /// Lends the room to a value while `body` runs. One call at a time.
    static func with<Value: ~Copyable, Result: ~Copyable>(
        _ value: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        precondition(MemoryLayout<Value>.size <= MemoryLayout<Room>.size)
        precondition(MemoryLayout<Value>.alignment <= MemoryLayout<Room>.alignment)
        return unsafe withUnsafeMutablePointer(to: &room) { room in
            // Holds: there is room, and nobody reads it as the type it was declared with.
            let place = unsafe UnsafeMutableRawPointer(room).bindMemory(
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
