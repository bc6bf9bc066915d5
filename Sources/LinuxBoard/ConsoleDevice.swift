import CLinuxBoard

/// Where text for a person goes: a terminal, a serial line, standard output. It stays open for the life
/// of the process.
public struct ConsoleDevice: Sendable {
    private let descriptor: Int32

    /// - Parameter path: Ends in a NUL.
    public init(path: UnsafePointer<CChar>) throws(SystemError) {
        descriptor = Int32(try checked(Int(unsafe board_console_open(path))))
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The process's standard output.
    public static let standardOutput = ConsoleDevice(descriptor: 1)

    /// The process's standard error.
    public static let standardError = ConsoleDevice(descriptor: 2)

    /// Writes the text. What the device does not take is lost: nobody is there to be told.
    public func write(_ text: borrowing Span<UInt8>) {
        // Holds: the buffer lives through the call.
        _ = unsafe text.withUnsafeBufferPointer {
            unsafe board_write(descriptor, $0.baseAddress, $0.count)
        }
    }
}
