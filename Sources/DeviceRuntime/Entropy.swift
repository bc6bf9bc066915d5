/// Numbers that differ between devices and boots. Not for keys: the transport has its own source.
public protocol Entropy: ~Copyable {
    /// Any number; each call may give another.
    mutating func entropy() -> UInt32
}
