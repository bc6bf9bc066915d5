/// The records that are asked for.
public enum DNSRecordType: UInt16, Equatable, Sendable {
    /// An IPv4 address of 4 bytes (RFC 1035 §3.4.1).
    case a = 1
    /// An IPv6 address of 16 bytes (RFC 3596 §2.2).
    case aaaa = 28

    /// The bytes of an address in such a record.
    public var addressBytes: Int {
        switch self {
        case .a: 4
        case .aaaa: 16
        }
    }
}
