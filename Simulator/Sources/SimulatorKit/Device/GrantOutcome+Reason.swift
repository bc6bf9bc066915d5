import DeviceGrant
import DeviceRuntime

extension GrantOutcome {
    /// What happened, in a sentence; for a refused answer also what exactly was refused.
    public var reason: String {
        String(bytesMaximum: Self.reasonBytesMaximum) { try? writeReason(to: &$0) }
    }
}

extension String {
    /// The ASCII text that `write` gives, of so many bytes at most.
    init(bytesMaximum: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        let bytes = [UInt8](unsafeUninitializedCapacity: bytesMaximum) { buffer, count in
            var output = OutputSpan(buffer: buffer, initializedCount: 0)
            write(&output)
            count = output.finalize(for: buffer)
        }
        self.init(decoding: bytes, as: UTF8.self)
    }
}
