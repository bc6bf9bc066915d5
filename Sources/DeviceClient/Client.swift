import BoundedBytes
import CDeviceClient
import DeviceGrant

/// What `struct device_client` holds: three values side by side, each made in its place, since one that
/// holds them all would be made on the stack.
private enum Layout {
    /// Where the configuration begins, in bytes.
    static var configuration: Int { aligned(MemoryLayout<StandardDeviceGrant>.size) }

    /// Where the screen begins, in bytes.
    static var screen: Int { configuration + aligned(MemoryLayout<ClientConfiguration>.size) }

    /// The next multiple of any alignment that the values may have.
    private static func aligned(_ offset: Int) -> Int {
        let alignment = MemoryLayout<device_client>.alignment
        return (offset + alignment - 1) / alignment * alignment
    }
}

/// The size of a client, in bytes; the header's is at least that.
var clientBytes: Int { Layout.screen + MemoryLayout<GrantScreen>.size }

// Safe, here and wherever a client is used: device_client_init() has made one at the address, which
// the header forbids to move or to use by two at a time.

extension UnsafeMutablePointer<device_client> {
    var grant: UnsafeMutablePointer<StandardDeviceGrant> {
        unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: StandardDeviceGrant.self)
    }

    var configuration: UnsafeMutablePointer<ClientConfiguration> {
        unsafe (UnsafeMutableRawPointer(self) + Layout.configuration)
            .assumingMemoryBound(to: ClientConfiguration.self)
    }

    /// The screen that was asked for last.
    var screen: UnsafeMutablePointer<GrantScreen> {
        unsafe (UnsafeMutableRawPointer(self) + Layout.screen)
            .assumingMemoryBound(to: GrantScreen.self)
    }
}

extension UnsafePointer<device_client> {
    var grant: UnsafePointer<StandardDeviceGrant> {
        unsafe UnsafePointer<StandardDeviceGrant>(UnsafeMutablePointer(mutating: self).grant)
    }

    var screen: UnsafePointer<GrantScreen> {
        unsafe UnsafePointer<GrantScreen>(UnsafeMutablePointer(mutating: self).screen)
    }
}

extension device_client_text {
    /// The text of a span that lies in a client, where it stays beyond the call.
    init(_ text: borrowing Span<UInt8>) {
        unsafe self = text.withUnsafeBytes { bytes in
            // Safe: whoever reads it is told how long it holds.
            unsafe device_client_text(
                bytes: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count: bytes.count)
        }
    }
}

/// The bytes that a caller lends for one call.
func withBytes(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ body: (borrowing Span<UInt8>) -> Void
) {
    // Safe: the header asks for so many bytes, and for the length of the call.
    body(unsafe Span(_unsafeStart: bytes, count: count))
}

/// Lets `body` write to a caller's buffer, and returns how many bytes it wrote.
func withOutput(
    _ buffer: UnsafeMutablePointer<UInt8>, _ capacity: Int,
    _ body: (inout OutputSpan<UInt8>) -> Void
) -> Int {
    // Safe: the header asks for so much room, which belongs to this call alone.
    let room = unsafe UnsafeMutableBufferPointer(start: buffer, count: capacity)
    var output = unsafe OutputSpan(buffer: room, initializedCount: 0)
    body(&output)
    return unsafe output.finalize(for: room)
}

/// What the wall clock says; 0 stands for a clock that is not valid.
func wallClock(_ seconds: UInt32) -> UInt32? {
    seconds == 0 ? nil : seconds
}
