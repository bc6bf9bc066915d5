import BoundedBytes
import DeviceGrant
import DeviceRuntime

extension GrantOutcome {
    /// What happened, in a sentence; for a refused answer also what exactly was refused.
    public var reason: String {
        var text = FixedBytes<160>()
        text.withOutput { try? writeReason(to: &$0) }
        return text.withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }
}
