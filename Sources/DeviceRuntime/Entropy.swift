/// Numbers that differ between devices and boots. Not for keys: the transport has its own source.
public protocol Entropy: ~Copyable {
    mutating func entropy() -> UInt32
}
