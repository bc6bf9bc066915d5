/// Something did not fit into the room it was given. Nothing was written.
public struct CapacityExceeded: Error, Equatable {
    /// The room there was in all, in bytes.
    public var capacity: Int

    /// A failure in a room of `capacity` bytes.
    public init(capacity: Int) {
        self.capacity = capacity
    }
}
