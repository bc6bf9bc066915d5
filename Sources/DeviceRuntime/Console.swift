/// A board's serial console.
public protocol Console: ~Copyable {
    /// Whether the board has a console that a person reads.
    var hasConsole: Bool { get }

    /// Writes ASCII text; line ends are LF.
    mutating func write(_ text: borrowing Span<UInt8>)
}
