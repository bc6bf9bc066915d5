import Synchronization

/// Makes a value that contains it one with an address: reading the value leaves it where it is.
///
/// Without it the compiler copies a value of any size to the stack to lend a span of it, secrets
/// included, and nobody wipes that copy. An atomic has one place, so what holds one is never copied.
public struct InPlace: ~Copyable {
    private let place = Atomic<UInt8>(0)

    /// What a value holds to stay where it is.
    public init() {}
}
